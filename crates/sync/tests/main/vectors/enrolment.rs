//! The recorded messages by which devices enrol.

use super::messages::Messages;
use cunbang_identity::{
    CertificateAuthority, EnrolmentCode, EnrolmentRequest, ServiceKey, Succession, enrolment_request,
    fingerprint_in_code,
};
use cunbang_model::{Clock, Role};
use cunbang_sync::proto;
use cunbang_world::devices::Office;
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGE};
use prost::Message;

pub(crate) fn enrolment() -> Messages {
    let office = Office::new(0);
    let node = office.identity(TOWNSHIP, Role::Node);
    let authority = office.authority.der();
    let code = EnrolmentCode { secret: *b"test code!", ca_fingerprint: fingerprint_in_code(authority) };
    let request = |service: Option<&ServiceKey>| -> Vec<u8> {
        let request: EnrolmentRequest = enrolment_request(node.key(), &code, service);
        request.to_bytes()
    };
    // The public half of the key of RFC 6979, A.2.5.
    let service = data_encoding::HEXLOWER
        .decode(
            b"0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6\
              7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
        )
        .unwrap();
    let service =
        office.authority.issue_service(&service.try_into().unwrap(), node.certificate(), office.clock.now()).unwrap();
    let certificate = node.certificate().der.clone();
    let reply = proto::EnrolReply {
        certificate: certificate.clone(),
        authority: authority.to_vec(),
        service_certificate: service,
        successions: Vec::new(),
        purpose: None,
    };
    let county = office.identity(COUNTY, Role::Node);
    let made_at = office.clock.now();
    let next = CertificateAuthority::create_successor(office.key(), office.authority.authorities(), made_at).unwrap();
    let succession = Succession::sign(office.authority.root(), &next, &county).unwrap();
    let followed = proto::EnrolReply {
        certificate: next.renew(node.certificate(), made_at).unwrap().der,
        authority: next.der().to_vec(),
        successions: vec![succession.to_bytes()],
        ..reply.clone()
    };
    let purpose = proto::Purpose {
        standing: proto::CodeStanding::Cancelled.into(),
        unit: VILLAGE.to_owned(),
        unit_name: "胥仓村".to_owned(),
        parent_name: "洪桥镇".to_owned(),
        role: "terminal".to_owned(),
        label: "会计室电脑".to_owned(),
        expires_at: 1_795_590_000_000,
        reason: "信封遗失".to_owned(),
        // An earlier county does not say.
        now_ms: 0,
    };
    let open = proto::Purpose {
        standing: proto::CodeStanding::Open.into(),
        reason: String::new(),
        now_ms: 1_795_503_600_000,
        ..purpose.clone()
    };
    let looked = |purpose| proto::EnrolReply { purpose: Some(purpose), ..proto::EnrolReply::default() };
    vec![
        (
            "a device enrols",
            "EnrolRequest",
            proto::EnrolRequest {
                request: request(None),
                unit: TOWNSHIP.to_owned(),
                node: Some(true),
                ..proto::EnrolRequest::default()
            }
            .encode_to_vec(),
        ),
        (
            "a device enrols that says whose it is and how it is called",
            "EnrolRequest",
            proto::EnrolRequest {
                request: request(None),
                unit_name: "胥仓村".to_owned(),
                role: "terminal".to_owned(),
                label: "会计室电脑".to_owned(),
                ..proto::EnrolRequest::default()
            }
            .encode_to_vec(),
        ),
        (
            "a device asks what its code is for",
            "EnrolRequest",
            proto::EnrolRequest {
                request: request(None),
                unit: "00".to_owned(),
                look: true,
                ..proto::EnrolRequest::default()
            }
            .encode_to_vec(),
        ),
        ("what a code is for that was cancelled", "EnrolReply", looked(purpose).encode_to_vec()),
        ("what a code is for, and what the county's clock says", "EnrolReply", looked(open).encode_to_vec()),
        (
            "a township passes a renewal on",
            "RenewRequest",
            proto::RenewRequest { request: request(None), certificate }.encode_to_vec(),
        ),
        ("a node is certified", "EnrolReply", reply.encode_to_vec()),
        ("a node is certified by an authority that follows another", "EnrolReply", followed.encode_to_vec()),
    ]
}
