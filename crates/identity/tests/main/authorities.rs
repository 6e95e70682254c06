//! Which authorities a device trusts after the county's was replaced, and what nodes show to whom meanwhile.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::wire;

use cunbang_identity::{
    Authorities, CertificateAuthority, CertificateError, DeviceCertificate, FormerCertificate, Identity, IdentityFiles,
    ServiceKey, Succession, SuccessionError, client_config, enrolling_client_config, enrolment_server_name,
    fingerprint_in_code, peer_certificate, server_config, server_name,
};
use cunbang_model::{Clock, DeviceId, Role};
use cunbang_world::devices::Office;
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGE, unit};
use proptest::prelude::*;
use std::path::Path;
use wire::connect;

/// The authority that follows the one before, and the statement of the county's node on it.
fn replaced(office: &Office, before: &CertificateAuthority, node: &Identity) -> (CertificateAuthority, Succession) {
    let next = CertificateAuthority::create_successor(office.key(), before.authorities(), office.clock.now()).unwrap();
    let statement = Succession::sign(before.root(), &next, node).unwrap();
    (next, statement)
}

/// A device with a certificate from another authority than its present one.
fn renewed(identity: &Identity, authority: &CertificateAuthority, office: &Office) -> Identity {
    let certificate = authority.renew(identity.certificate(), office.clock.now()).unwrap();
    Identity::new(identity.key().clone(), certificate, authority.authorities().clone()).unwrap()
}

fn nobody(_: DeviceId) -> bool {
    false
}

fn fingerprints(authorities: &Authorities) -> Vec<[u8; 32]> {
    authorities.all().map(cunbang_identity::RootCertificate::fingerprint).collect()
}

#[test]
fn who_trusts_one_of_them_trusts_all_in_whatever_order_it_is_told() {
    let office = Office::new(1);
    let node = office.identity(COUNTY, Role::Node);
    office.clock.pass_days(30);
    let (second, one) = replaced(&office, &office.authority, &node);
    office.clock.pass_days(30);
    let (third, two) = replaced(&office, &second, &renewed(&node, &second, &office));
    let all = [third.fingerprint(), second.fingerprint(), office.authority.fingerprint()];
    assert_eq!(fingerprints(third.authorities()), all);
    for known in [&office.authority, &second, &third] {
        let known = Authorities::of(known.der()).unwrap();
        for statements in [[&one, &two], [&two, &one]] {
            assert_eq!(fingerprints(&known.following(statements, nobody)), all);
        }
    }
    // What leads nowhere changes nothing.
    let known = office.authority.authorities();
    assert_eq!(known.following([&two], nobody), *known);
    let elsewhere = Office::new(2).authority;
    assert_eq!(elsewhere.authorities().following([&one, &two], nobody), *elsewhere.authorities());
    // What each of them issued holds.
    let trusted = known.following([&one, &two], nobody);
    let certificates = [&*office.authority, &second, &third]
        .map(|authority| authority.issue(&[7; 32], unit(VILLAGE), Role::Terminal, "a", office.clock.now()).unwrap());
    for certificate in &certificates {
        assert_eq!(trusted.verify(certificate, Some(office.clock.now())), Ok(()));
        assert!(third.renew(certificate, office.clock.now()).is_ok());
    }
    assert!(matches!(known.verify(&certificates[2], None), Err(CertificateError::Foreign { .. })));
    let issuers = certificates.each_ref().map(|one| trusted.issuer_of(one).unwrap().fingerprint());
    assert_eq!(issuers, [all[2], all[1], all[0]]);
}

#[test]
fn a_certificate_is_outlived_once_and_not_again() {
    let office = Office::new(1);
    let node = office.identity(COUNTY, Role::Node);
    let (next, statement) = replaced(&office, &office.authority, &node);
    let trusted = office.authority.authorities().following([&statement], nobody);
    assert!(!office.authority.authorities().outlived(node.certificate()));
    assert!(trusted.outlived(node.certificate()), "even if both are of the same second");
    assert!(!trusted.outlived(&next.renew(node.certificate(), office.clock.now()).unwrap()));
    // The county was put back and works with the former key: renewing would never end.
    office.clock.pass_days(1);
    assert!(!trusted.outlived(&office.authority.renew(node.certificate(), office.clock.now()).unwrap()));
}

#[test]
fn only_a_node_of_the_county_says_who_follows() {
    let office = Office::new(1);
    let former = office.authority.root();
    let next = CertificateAuthority::create_successor(office.key(), office.authority.authorities(), office.clock.now())
        .unwrap();
    let others = [(TOWNSHIP, Role::Node), (COUNTY, Role::Inspector), (COUNTY, Role::Reader), (VILLAGE, Role::Terminal)];
    for (code, role) in others {
        let forged = Succession::sign(former, &next, &office.identity(code, role));
        assert!(matches!(forged, Err(SuccessionError::NotTheCounty { .. })), "{role} of {code}: {forged:?}");
    }
    // A node of the county, but by the word of the new authority alone.
    let key = office.key();
    let made_up = next.issue(&key.public_key(), unit(COUNTY), Role::Node, "县", office.clock.now()).unwrap();
    let made_up = Identity::new(key, made_up, next.authorities().clone()).unwrap();
    let forged = Succession::sign(former, &next, &made_up).unwrap();
    let known = office.authority.authorities();
    assert_eq!(known.following([&forged], nobody), *known);
    // Another county's node of the same name, as anyone can make one.
    let stranger = Office::new(2);
    let forged = Succession::sign(former, &next, &stranger.identity(COUNTY, Role::Node)).unwrap();
    assert_eq!(known.following([&forged], nobody), *known);
    // A node of the county that was revoked.
    let node = office.identity(COUNTY, Role::Node);
    let said = Succession::sign(former, &next, &node).unwrap();
    assert_eq!(known.following([&said], |device| device == node.certificate().device), *known);
    assert!(known.following([&said], nobody).has_former());
    // Other units' authorities, and one that follows itself.
    let other = Office::of(unit("330523"), 3, office.clock.now());
    assert!(matches!(Succession::sign(other.authority.root(), &next, &node), Err(SuccessionError::Malformed(_))));
    let itself = Succession::sign(former, &office.authority, &node);
    assert!(matches!(itself, Err(SuccessionError::Malformed(_))));
}

#[test]
fn of_two_that_follow_one_everybody_takes_the_later_for_current() {
    // A county that was put back from before its replacement, and replaced the authority again.
    let office = Office::new(1);
    let node = office.identity(COUNTY, Role::Node);
    let (one, says_one) = replaced(&office, &office.authority, &node);
    office.clock.pass_days(1);
    let (two, says_two) = replaced(&office, &office.authority, &node);
    let expected = [two.fingerprint(), one.fingerprint(), office.authority.fingerprint()];
    for known in [office.authority.authorities(), one.authorities(), two.authorities()] {
        for statements in [[&says_one, &says_two], [&says_two, &says_one]] {
            assert_eq!(fingerprints(&known.following(statements, nobody)), expected);
        }
    }
    let learnt_one_by_one = one.authorities().following([&says_one], nobody).following([&says_one, &says_two], nobody);
    assert_eq!(fingerprints(&learnt_one_by_one), expected);
}

#[test]
fn each_sees_the_certificate_that_it_can_check() {
    let office = Office::new(1);
    let county = office.identity(COUNTY, Role::Node);
    let (township, terminal) = (office.identity(TOWNSHIP, Role::Node), office.identity(VILLAGE, Role::Terminal));
    office.clock.pass_days(100);
    let (next, statement) = replaced(&office, &office.authority, &county);
    let old = FormerCertificate { certificate: township.certificate().clone(), service_der: None };
    let new = renewed(&township, &next, &office).with_former(vec![old]);
    let server = server_config(&new, office.clock()).unwrap();
    let name = || server_name(unit(TOWNSHIP));
    let seen_by = |identity: &Identity| {
        let mut connected = connect(&server, &client_config(identity, office.clock()).unwrap(), name())?;
        assert_eq!(connected.say(b"here"), b"here");
        let seen = peer_certificate(&connected.client).unwrap();
        assert_eq!(peer_certificate(&connected.server).as_ref(), Some(identity.certificate()));
        Ok::<DeviceCertificate, rustls::Error>(seen)
    };
    assert_eq!(seen_by(&terminal).as_ref(), Ok(township.certificate()), "who has not heard of the new one");
    let heard = terminal.clone().with_authorities(terminal.authorities().following([&statement], nobody));
    assert!(heard.is_outlived() && !terminal.is_outlived());
    assert_eq!(seen_by(&heard).as_ref(), Ok(new.certificate()), "who has, with its certificate from the former");
    let followed = renewed(&heard, &next, &office);
    assert_eq!(seen_by(&followed).as_ref(), Ok(new.certificate()), "who has renewed");
    // A node that has not renewed yet serves those who have.
    let behind = township.clone().with_authorities(heard.authorities().clone());
    let connected = connect(
        &server_config(&behind, office.clock()).unwrap(),
        &client_config(&followed, office.clock()).unwrap(),
        name(),
    );
    assert_eq!(peer_certificate(&connected.unwrap().client).as_ref(), Some(township.certificate()));

    // Who enrols sees the new authority, by the fingerprint in its code.
    for (authority, is_let_in) in [(&next, true), (&*office.authority, false)] {
        let (client, seen) = enrolling_client_config(fingerprint_in_code(authority.der()), office.clock()).unwrap();
        let connected = connect(&server, &client, enrolment_server_name());
        assert_eq!(connected.is_ok(), is_let_in);
        if let Err(error) = connected {
            assert!(error.to_string().contains("before the county's authority was replaced"), "{error}");
        }
        assert_eq!(seen.get().is_some_and(|seen| seen.authority_der == authority.der()), is_let_in);
    }

    // Once the former certificate has ended, only those who have heard of the new authority get in.
    office.clock.pass_days(301);
    assert!(seen_by(&terminal).is_err());
    assert_eq!(seen_by(&heard).as_ref(), Ok(new.certificate()));
}

#[test]
fn a_statement_that_was_lost_is_made_again() {
    // The county's store was put back from before the replacement; its node has renewed already.
    let office = Office::new(1);
    let node = office.identity(COUNTY, Role::Node);
    let (next, _) = replaced(&office, &office.authority, &node);
    let old = FormerCertificate { certificate: node.certificate().clone(), service_der: None };
    let node = renewed(&node, &next, &office).with_former(vec![old]);
    let again = Succession::sign(office.authority.root(), &next, &node).unwrap();
    let known = office.authority.authorities();
    assert_eq!(known.following([&again], nobody), *next.authorities());
}

#[test]
fn a_later_authority_has_another_name() {
    let office = Office::new(1);
    let node = office.identity(COUNTY, Role::Node);
    let (next, _) = replaced(&office, &office.authority, &node);
    let subject = |authority: &CertificateAuthority| {
        let (_, certificate) = x509_parser::parse_x509_certificate(authority.der()).unwrap();
        certificate.subject().to_string()
    };
    assert_eq!(subject(&office.authority), "CN=cunbang 330522");
    let later = subject(&next);
    assert!(later.starts_with("CN=cunbang 330522, OU="), "{later}");
    let issued = next.renew(node.certificate(), office.clock.now()).unwrap();
    let (_, certificate) = x509_parser::parse_x509_certificate(&issued.der).unwrap();
    assert_eq!(certificate.issuer().to_string(), later);
}

/// A node's folder with its own key and certificates, both of them.
fn node_files(folder: &Path, office: &Office, code: &str, role: Role) -> (IdentityFiles, ServiceKey) {
    let files = IdentityFiles::new(folder.join("identity"));
    let identity = office.identity(code, role);
    files.write_key(identity.key()).unwrap();
    files.write_authorities(identity.authorities()).unwrap();
    files.write_certificate(identity.certificate()).unwrap();
    let service = files.read_or_make_service_key().unwrap();
    if role == Role::Node {
        let now = office.clock.now();
        let der = office.authority.issue_service(service.public_key(), identity.certificate(), now).unwrap();
        files.write_service_certificate(&der).unwrap();
    }
    (files, service)
}

#[test]
fn a_node_keeps_its_certificate_from_a_former_authority_until_that_ends() {
    let office = Office::new(1);
    let folder = tempfile::tempdir().unwrap();
    let (files, service) = node_files(folder.path(), &office, TOWNSHIP, Role::Node);
    let old = files.load().unwrap();
    office.clock.pass_days(100);
    let (next, _) = replaced(&office, &office.authority, &office.identity(COUNTY, Role::Node));
    files.write_authorities(next.authorities()).unwrap();
    let renew = || {
        let now = office.clock.now();
        let before = files.load().unwrap();
        let certificate = next.renew(before.certificate(), now).unwrap();
        let service_der = next.issue_service(service.public_key(), &certificate, now).unwrap();
        files.write_renewed(&before, &certificate, Some(&service_der)).unwrap();
        let after = files.load().unwrap();
        assert_eq!(after.certificate(), &certificate);
        assert_eq!(after.service().unwrap().certificate_der, service_der);
        after
    };
    let former = FormerCertificate {
        certificate: old.certificate().clone(),
        service_der: Some(old.service().unwrap().certificate_der.clone()),
    };
    assert_eq!(renew().former(), std::slice::from_ref(&former));
    office.clock.pass_days(100);
    assert_eq!(renew().former(), [former], "a further renewal keeps it");
    office.clock.pass_days(250);
    assert!(renew().former().is_empty(), "it has ended");

    // Who serves nobody keeps none.
    let folder = tempfile::tempdir().unwrap();
    let office = Office::new(1);
    let (files, _) = node_files(folder.path(), &office, VILLAGE, Role::Terminal);
    let before = files.load().unwrap();
    let (next, _) = replaced(&office, &office.authority, &office.identity(COUNTY, Role::Node));
    files.write_authorities(next.authorities()).unwrap();
    let certificate = next.renew(before.certificate(), office.clock.now()).unwrap();
    files.write_renewed(&before, &certificate, None).unwrap();
    let after = files.load().unwrap();
    assert!(after.former().is_empty() && !after.is_outlived());
}

#[test]
fn a_replacement_in_the_folder_goes_on_where_it_was() {
    let office = Office::new(1);
    let folder = tempfile::tempdir().unwrap();
    let (files, _) = node_files(folder.path(), &office, COUNTY, Role::Node);
    files.write_authority(&office.authority).unwrap();
    let begin = || {
        files.begin_replacing_authority(|former| {
            CertificateAuthority::create_successor(office.key(), former, office.clock.now())
        })
    };
    assert!(!files.is_replacing_authority());
    let next = begin().unwrap();
    assert!(files.is_replacing_authority());
    assert_eq!(files.read_authority().unwrap().fingerprint(), office.authority.fingerprint(), "not in use yet");
    assert_eq!(begin().unwrap().fingerprint(), next.fingerprint(), "the same again, not another one");
    // Killed between the certificate and the key.
    files.write_authorities(next.authorities()).unwrap();
    assert!(files.read_authority().is_err());
    assert_eq!(files.load().unwrap().authorities(), next.authorities());
    assert_eq!(begin().unwrap().fingerprint(), next.fingerprint());
    for _ in 0..2 {
        files.put_next_authority(&next).unwrap();
        let now = files.read_authority().unwrap();
        assert_eq!((now.fingerprint(), now.authorities()), (next.fingerprint(), next.authorities()));
    }
    files.end_replacing_authority().unwrap();
    assert!(!files.is_replacing_authority());
    let aside = std::fs::read_to_string(files.folder().join("former-1-ca-key.pem")).unwrap();
    assert_eq!(aside, office.authority.key_pem(), "the former key is put aside, not removed");
}

proptest! {
    #[test]
    fn no_altered_statement_is_read(at: prop::sample::Index, bit in 0..8u8) {
        let office = Office::new(1);
        let (_, statement) = replaced(&office, &office.authority, &office.identity(COUNTY, Role::Node));
        let mut bytes = statement.to_bytes();
        prop_assert_eq!(Succession::from_bytes(&bytes), Ok(statement));
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(Succession::from_bytes(&bytes).is_err());
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        prop_assert!(Succession::from_bytes(&bytes).is_err());
    }
}
