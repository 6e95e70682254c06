//! Golden vectors: keys, certificates, codes and requests as each release wrote them. Every later program
//! reads them all.
//!
//! `CUNBANG_WRITE_VECTORS=1` writes those of this release, once. The keys in them are for tests alone:
//! those of devices follow from small numbers, and the service key is printed in RFC 6979.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_identity::{
    Authorities, CertificateAuthority, DeviceCertificate, DeviceKey, EnrolmentCode, EnrolmentRequest, Identity,
    IdentityFiles, ServiceKey, Succession, certificate_from_pem, certificate_to_pem, enrolment_request, fingerprint,
    fingerprint_in_code, server_config,
};
use cunbang_model::schema::RELEASE;
use cunbang_model::{Clock, Role, Timestamp};
use cunbang_world::devices::{Office, key};
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGE, unit};
use cunbang_world::vectors::{Vectors, is_wanted, read, text, write};
use cunbang_world::{SetClock, moment};
use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};

/// The seed of the county; with it everyone can make its keys.
const SEED: u64 = 2026;
/// What stands before each private key, so that nobody takes one for a real county's.
const TEST_KEY: &str = "TEST KEY of the golden vectors. Everybody has it: never use it for a real county.\n";

fn vectors() -> Vectors {
    Vectors::of(env!("CARGO_MANIFEST_DIR"))
}

/// The P-256 key of RFC 6979, A.2.5, in PKCS #8.
fn service_key() -> ServiceKey {
    let der = HEXLOWER
        .decode(
            b"308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420\
              c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721a144034200\
              0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6\
              7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
        )
        .unwrap();
    ServiceKey::from_pkcs8_der(&der).unwrap()
}

fn private_pem(der: &[u8]) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    format!("{TEST_KEY}{}", pem::encode_config(&pem::Pem::new("PRIVATE KEY", der), config))
}

fn device(key: &DeviceKey, certificate: &DeviceCertificate) -> Value {
    json!({
        "certificate": certificate_to_pem(&certificate.der),
        "test_key": private_pem(&key.to_pkcs8_der()),
        "device": certificate.device.to_string(),
        "unit": certificate.unit.to_string(),
        "role": certificate.role.as_str(),
        "public_key": HEXLOWER.encode(&certificate.public_key),
        "not_before": certificate.not_before.to_string(),
        "not_after": certificate.not_after.to_string(),
        "label": certificate.label,
    })
}

fn request(request: &EnrolmentRequest) -> Value {
    json!({
        "bytes": BASE64.encode(&request.to_bytes()),
        "code": HEXLOWER.encode(&request.code),
        "public_key": HEXLOWER.encode(&request.public_key),
        "service_key": request.service_key.map(|key| HEXLOWER.encode(&key)),
        "code_signature": HEXLOWER.encode(&request.code_signature),
        "device_signature": HEXLOWER.encode(&request.device_signature),
    })
}

/// What this release writes.
fn vector() -> Value {
    let office = Office::new(SEED);
    let (authority, now) = (&office.authority, office.clock.now());
    let issue = |number: u64, code: &str, role: Role, label: &str| {
        let key = key(SEED, number);
        let certificate = authority.issue(&key.public_key(), unit(code), role, label, now).unwrap();
        (key, certificate)
    };
    let node = issue(1, TOWNSHIP, Role::Node, "泗安镇");
    let terminal = issue(2, VILLAGE, Role::Terminal, "会计室电脑");
    let devices = [
        issue(3, COUNTY, Role::Node, "长兴县"),
        issue(4, TOWNSHIP, Role::Inspector, "督查员笔记本"),
        issue(5, COUNTY, Role::Reader, "dashboard"),
    ];
    let renewed = authority.renew(&terminal.1, moment("2027-08-01T08:00:00Z")).unwrap();
    let service = service_key();
    let service_certificate = authority.issue_service(service.public_key(), &node.1, now).unwrap();
    let code = EnrolmentCode { secret: *b"test code!", ca_fingerprint: fingerprint_in_code(authority.der()) };
    let renewal = EnrolmentCode { secret: [0; 10], ..code };
    let requests = [
        enrolment_request(&terminal.0, &code, None),
        enrolment_request(&node.0, &code, Some(&service)),
        // A renewal is a request by a code that is all zeros.
        enrolment_request(&terminal.0, &renewal, None),
    ];
    let county = Identity::new(devices[0].0.clone(), devices[0].1.clone(), authority.authorities().clone()).unwrap();
    let later = moment("2026-11-28T08:00:00Z");
    let successor = CertificateAuthority::create_successor(key(SEED, 6), authority.authorities(), later).unwrap();
    let succession = Succession::sign(authority.root(), &successor, &county).unwrap();
    let mut listed = vec![device(&node.0, &node.1), device(&terminal.0, &terminal.1), device(&terminal.0, &renewed)];
    listed.extend(devices.iter().map(|(key, certificate)| device(key, certificate)));
    json!({
        "schema": RELEASE,
        "authority": {
            "certificate": authority.certificate_pem(),
            "test_key": private_pem(&key(SEED, 0).to_pkcs8_der()),
            "unit": authority.unit().to_string(),
            "fingerprint": HEXLOWER.encode(&authority.fingerprint()),
        },
        // The first is the node that the service key belongs to.
        "devices": listed,
        "service": {
            "certificate": certificate_to_pem(&service_certificate),
            "test_key": private_pem(&service.to_pkcs8_der()),
            "public_key": HEXLOWER.encode(service.public_key()),
        },
        "code": {
            "text": code.to_string(),
            "secret": HEXLOWER.encode(&code.secret),
            "ca_fingerprint": HEXLOWER.encode(&code.ca_fingerprint),
            "secret_hash": HEXLOWER.encode(&code.secret_hash()),
        },
        "requests": requests.iter().map(request).collect::<Vec<_>>(),
        "succession": said(&succession),
    })
}

fn said(succession: &Succession) -> Value {
    json!({
        "bytes": BASE64.encode(&succession.to_bytes()),
        "former": HEXLOWER.encode(&succession.former.fingerprint()),
        "successor": HEXLOWER.encode(&succession.successor.fingerprint()),
        "certificate": succession.successor.to_pem(),
        "made_at": succession.successor.made_at().to_string(),
        "signer": succession.signer.device.to_string(),
    })
}

/// Keys follow from seeds and signatures from keys, so this release writes the same bytes every time.
#[test]
fn this_release_writes_its_vectors() {
    let path = vectors().own("json");
    if is_wanted(&path) {
        write(&path, &vector());
    }
    assert_eq!(read(&path), vector(), "what this release writes has changed: it is another release");
}

fn hex(value: &Value, field: &str) -> Vec<u8> {
    HEXLOWER.decode(text(value, field).as_bytes()).unwrap()
}

#[test]
fn every_program_reads_what_every_release_wrote() {
    for (_, vector) in vectors().recorded("json") {
        let authority = reads_authority(&vector["authority"]);
        let devices = vector["devices"].as_array().unwrap();
        assert!(!devices.is_empty());
        for stated in devices {
            reads_device(stated, &authority);
        }
        reads_folder(&vector);
        reads_code(&vector["code"], &authority);
        let requests = vector["requests"].as_array().unwrap();
        assert!(!requests.is_empty());
        for stated in requests {
            let read = EnrolmentRequest::from_bytes(&BASE64.decode(text(stated, "bytes").as_bytes()).unwrap());
            let read = read.unwrap();
            assert_eq!(request(&read), *stated);
            assert_eq!(read.verify(&fingerprint_in_code(authority.der())), Ok(()));
        }
        reads_succession(&vector["succession"], &authority);
    }
}

fn reads_authority(stated: &Value) -> CertificateAuthority {
    let pem = text(stated, "certificate");
    let authority = CertificateAuthority::load(pem, text(stated, "test_key")).unwrap();
    assert_eq!(authority.unit().as_str(), text(stated, "unit"));
    assert_eq!(authority.fingerprint().as_slice(), hex(stated, "fingerprint"));
    assert_eq!(fingerprint(&certificate_from_pem(pem).unwrap()), authority.fingerprint());
    assert_eq!(authority.certificate_pem(), pem);
    authority
}

fn reads_device(stated: &Value, authority: &CertificateAuthority) {
    let read = DeviceCertificate::parse(&certificate_from_pem(text(stated, "certificate")).unwrap()).unwrap();
    let key = DeviceKey::from_pkcs8_der(pem::parse(text(stated, "test_key")).unwrap().contents()).unwrap();
    assert_eq!(device(&key, &read), *stated);
    assert_eq!(key.device_id(), read.device);
    let within: [Timestamp; 2] = ["not_before", "not_after"].map(|field| moment(text(stated, field)));
    for moment in within {
        assert_eq!(read.verify_issued_by(authority.der(), Some(moment)), Ok(()));
    }
}

/// A node's folder with the files as the release wrote them.
fn reads_folder(vector: &Value) {
    let folder = tempfile::tempdir().unwrap();
    let (authority, node, service) = (&vector["authority"], &vector["devices"][0], &vector["service"]);
    for (name, text) in [
        ("ca.pem", text(authority, "certificate")),
        ("ca-key.pem", text(authority, "test_key")),
        ("certificate.pem", text(node, "certificate")),
        ("key.pem", text(node, "test_key")),
        ("service-certificate.pem", text(service, "certificate")),
        ("service-key.pem", text(service, "test_key")),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }
    let files = IdentityFiles::new(folder.path());
    let identity = files.load().unwrap();
    assert_eq!(identity.certificate().device.to_string(), text(node, "device"));
    let kept = identity.service().unwrap();
    assert_eq!(kept.key.public_key().as_slice(), hex(service, "public_key"));
    assert_eq!(certificate_to_pem(&kept.certificate_der), text(service, "certificate"));
    assert_eq!(files.read_authority().unwrap().certificate_pem(), text(authority, "certificate"));
    let now = identity.certificate().not_before;
    // That the service key is the certificate's, TLS finds out.
    server_config(&identity, SetClock::new(now)).unwrap();
}

fn reads_succession(stated: &Value, authority: &CertificateAuthority) {
    let read = Succession::from_bytes(&BASE64.decode(text(stated, "bytes").as_bytes()).unwrap()).unwrap();
    assert_eq!(said(&read), *stated);
    let trusted = authority.authorities().following([&read], |_| false);
    assert_eq!(trusted.to_pem(), text(stated, "certificate").to_owned() + &authority.certificate_pem());
    assert_eq!(Authorities::from_pem(&trusted.to_pem()).unwrap(), trusted);
}

fn reads_code(stated: &Value, authority: &CertificateAuthority) {
    let read: EnrolmentCode = text(stated, "text").parse().unwrap();
    assert_eq!(read.secret.as_slice(), hex(stated, "secret"));
    assert_eq!(read.ca_fingerprint.as_slice(), hex(stated, "ca_fingerprint"));
    assert_eq!(read.ca_fingerprint, fingerprint_in_code(authority.der()));
    assert_eq!(read.secret_hash().as_slice(), hex(stated, "secret_hash"));
    assert_eq!(read.to_string(), text(stated, "text"));
}
