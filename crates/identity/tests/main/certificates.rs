//! What the authority issues, what it refuses, and what is not taken for its work.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_identity::{
    AuthorityError, CERTIFICATE_DAYS, CertificateAuthority, CertificateError, DeviceCertificate, DeviceKey,
    EnrolmentCode, Identity, IdentityError, IdentityFiles, ServiceIdentity, ServiceKey, SystemRandomness,
    certificate_from_pem, certificate_to_pem, enrolment_request, fingerprint, fingerprint_in_code,
};
use cunbang_model::{Clock, DeviceId, Role, Timestamp};
use cunbang_world::devices::Office;
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGE, unit};
use cunbang_world::{SeededRandomness, moment};
use proptest::prelude::*;

fn new_key() -> DeviceKey {
    DeviceKey::generate(&SystemRandomness::new()).unwrap()
}

#[test]
fn a_certificate_says_who_the_device_is() {
    let county = Office::new(1);
    for (code, role) in [
        (COUNTY, Role::Node),
        (TOWNSHIP, Role::Node),
        (TOWNSHIP, Role::Inspector),
        (VILLAGE, Role::Terminal),
        (COUNTY, Role::Reader),
    ] {
        let key = new_key();
        let now = county.clock.now();
        let issued = county.authority.issue(&key.public_key(), unit(code), role, "村委会一号机", now).unwrap();
        let read = DeviceCertificate::parse(&issued.der).unwrap();
        assert_eq!(read, issued);
        assert_eq!((read.unit, read.role, read.device), (unit(code), role, key.device_id()));
        assert_eq!(read.public_key, key.public_key());
        assert_eq!(read.label, "村委会一号机");
        assert_eq!(read.verify_issued_by(county.authority.der(), Some(now)), Ok(()));
        let pem = certificate_to_pem(&read.der);
        assert_eq!(certificate_from_pem(&pem).as_ref(), Ok(&read.der));
    }
}

#[test]
fn a_certificate_lasts_400_days_and_renews_for_400_more() {
    let county = Office::new(1);
    let certificate = county.identity(VILLAGE, Role::Terminal).certificate().clone();
    let day = 24 * 60 * 60;
    let issued = county.clock.now().as_second();
    assert_eq!(certificate.not_after.as_second() - issued, CERTIFICATE_DAYS * day);
    assert!((0..=day).contains(&(issued - certificate.not_before.as_second())));

    let root = county.authority.der();
    let at = |days: i64, second: i64| Timestamp::from_second(issued + days * day + second).unwrap();
    assert_eq!(certificate.verify_issued_by(root, Some(at(400, 0))), Ok(()));
    assert!(!certificate.is_expired(at(400, 0)));
    assert!(matches!(
        certificate.verify_issued_by(root, Some(at(400, 1))),
        Err(CertificateError::Expired { not_after, .. }) if not_after == certificate.not_after
    ));
    assert!(certificate.is_expired(at(400, 1)));
    assert_eq!(certificate.verify_issued_by(root, None), Ok(()));
    assert!(matches!(certificate.verify_issued_by(root, Some(at(-1, 0))), Err(CertificateError::NotYetValid { .. })));

    let renewed = county.authority.renew(&certificate, at(500, 0)).unwrap();
    assert_eq!(renewed.not_after, at(900, 0));
    assert_eq!(
        (renewed.device, renewed.unit, renewed.role, renewed.label.as_str()),
        (certificate.device, certificate.unit, certificate.role, certificate.label.as_str())
    );
    assert_eq!(renewed.verify_issued_by(root, Some(at(899, 0))), Ok(()));
}

#[test]
fn no_certificate_outlives_the_authority() {
    let county = Office::new(1);
    let key = new_key().public_key();
    let issue = |now: &str| county.authority.issue(&key, unit(VILLAGE), Role::Terminal, "a", moment(now));
    // Made on 2026-07-01 for twenty years.
    let late = issue("2046-06-01T00:00:00Z").unwrap();
    assert_eq!(late.not_after.to_string(), "2046-07-01T00:00:00Z");
    assert!(matches!(issue("2046-07-02T00:00:00Z"), Err(AuthorityError::Expired { .. })));
}

#[test]
fn the_authority_stays_in_its_county_and_wants_a_label() {
    let county = Office::new(1);
    let issue = |code: &str, label: &str| {
        county.authority.issue(&[1; 32], unit(code), Role::Terminal, label, county.clock.now())
    };
    assert!(matches!(issue("330523100201", "a"), Err(AuthorityError::OutsideUnit { .. })));
    assert!(matches!(issue("3305", "a"), Err(AuthorityError::OutsideUnit { .. })));
    for label in ["", "a\nb", "字".repeat(65).as_str()] {
        assert!(matches!(issue(VILLAGE, label), Err(AuthorityError::Label(_))), "{label:?}");
    }
    assert!(issue(VILLAGE, &"字".repeat(64)).is_ok());
}

#[test]
fn the_authority_is_read_from_its_files_text() {
    let county = Office::new(1);
    let authority = &county.authority;
    let read = CertificateAuthority::load(&authority.certificate_pem(), &authority.key_pem()).unwrap();
    assert_eq!(read.unit(), unit(COUNTY));
    assert_eq!(read.fingerprint(), authority.fingerprint());
    assert_eq!(fingerprint(read.der()), authority.fingerprint());
    let key = new_key().public_key();
    let now = county.clock.now();
    assert_eq!(
        read.issue(&key, unit(VILLAGE), Role::Terminal, "a", now),
        authority.issue(&key, unit(VILLAGE), Role::Terminal, "a", now)
    );
    let other = Office::new(2).authority;
    assert_eq!(
        CertificateAuthority::load(&authority.certificate_pem(), &other.key_pem()).unwrap_err(),
        AuthorityError::KeyDiffers
    );
    let leaf = county.identity(COUNTY, Role::Node);
    assert!(matches!(
        CertificateAuthority::load(&certificate_to_pem(&leaf.certificate().der), &authority.key_pem()),
        Err(AuthorityError::Malformed(_))
    ));
}

#[test]
fn every_certificate_has_a_serial_number_of_its_own() {
    let county = Office::new(1);
    let key = new_key().public_key();
    let now = county.clock.now();
    let later = moment("2026-07-01T00:00:01Z");
    let mut serials = std::collections::HashSet::new();
    for (code, role, label, now) in [
        (VILLAGE, Role::Terminal, "a", now),
        (VILLAGE, Role::Terminal, "b", now),
        (VILLAGE, Role::Reader, "a", now),
        (TOWNSHIP, Role::Terminal, "a", now),
        (VILLAGE, Role::Terminal, "a", later),
    ] {
        let issued = county.authority.issue(&key, unit(code), role, label, now).unwrap();
        let (_, x509) = x509_parser::parse_x509_certificate(&issued.der).unwrap();
        assert!(serials.insert(x509.raw_serial().to_vec()));
        assert_eq!(x509.raw_serial().len(), 8);
    }
}

#[test]
fn another_authoritys_certificate_is_foreign() {
    let (here, there) = (Office::new(1), Office::new(2));
    let stranger = there.identity(VILLAGE, Role::Terminal);
    let foreign = stranger.certificate().verify_issued_by(here.authority.der(), None);
    assert!(matches!(foreign, Err(CertificateError::Foreign { device, .. })
        if device == stranger.certificate().device));
    assert!(matches!(
        here.authority.renew(stranger.certificate(), here.clock.now()),
        Err(AuthorityError::Certificate(CertificateError::Foreign { .. }))
    ));
    assert!(matches!(
        Identity::new(stranger.key().clone(), stranger.certificate().clone(), here.authority.authorities().clone()),
        Err(IdentityError::Certificate(_))
    ));
}

#[test]
fn an_identity_is_of_one_key() {
    let county = Office::new(1);
    let (one, other) = (county.identity(VILLAGE, Role::Terminal), county.identity(VILLAGE, Role::Terminal));
    let mixed = Identity::new(one.key().clone(), other.certificate().clone(), county.authority.authorities().clone());
    assert!(matches!(mixed, Err(IdentityError::KeyDiffers { .. })));
}

#[test]
fn the_authoritys_own_certificate_is_no_devices() {
    let county = Office::new(1);
    assert!(DeviceCertificate::parse(county.authority.der()).is_err());
}

#[test]
fn a_service_certificate_is_for_nodes_and_names_no_device() {
    let county = Office::new(1);
    let now = county.clock.now();
    let key = ServiceKey::generate().unwrap();
    let node = county.identity(TOWNSHIP, Role::Node);
    let der = county.authority.issue_service(key.public_key(), node.certificate(), now).unwrap();
    assert!(DeviceCertificate::parse(&der).is_err());
    let terminal = county.identity(VILLAGE, Role::Terminal);
    assert!(matches!(
        county.authority.issue_service(key.public_key(), terminal.certificate(), now),
        Err(AuthorityError::NotANode { role: Role::Terminal, .. })
    ));
}

#[test]
fn from_code_to_certificate() {
    let county = Office::new(1);
    let root = county.authority.der();
    let code = EnrolmentCode::generate(&SeededRandomness::new(1), fingerprint_in_code(root)).unwrap();
    let stored = code.secret_hash();

    let typed: EnrolmentCode = code.to_string().to_lowercase().parse().unwrap();
    let key = new_key();
    let request = enrolment_request(&key, &typed, None);
    assert_eq!(request.code, stored);
    request.verify(&fingerprint_in_code(root)).unwrap();
    let certificate =
        county.authority.issue(&request.public_key, unit(VILLAGE), Role::Terminal, "a", county.clock.now()).unwrap();
    Identity::new(key, certificate, county.authority.authorities().clone()).unwrap();
}

#[test]
fn files_keep_an_identity() {
    let county = Office::new(1);
    let folder = tempfile::tempdir().unwrap();
    let files = IdentityFiles::new(folder.path().join("identity"));
    assert!(files.load().unwrap_err().is_missing());

    let randomness = SeededRandomness::new(1);
    let key = files.read_or_make_key(&randomness).unwrap();
    assert_eq!(files.read_or_make_key(&randomness).unwrap().device_id(), key.device_id());
    assert!(files.write_key(&new_key()).is_err(), "a device keeps its key");
    let now = county.clock.now();
    let certificate = county.authority.issue(&key.public_key(), unit(TOWNSHIP), Role::Node, "a", now).unwrap();
    files.write_certificate(&certificate).unwrap();
    assert!(files.load().unwrap_err().is_missing());
    files.write_authorities(county.authority.authorities()).unwrap();
    let loaded = files.load().unwrap();
    assert_eq!(loaded.certificate(), &certificate);
    assert_eq!(loaded.authority_der(), county.authority.der());
    assert!(loaded.service().is_none());

    let service = files.read_or_make_service_key().unwrap();
    let service_der = county.authority.issue_service(service.public_key(), &certificate, now).unwrap();
    files.write_service_certificate(&service_der).unwrap();
    let loaded = files.load().unwrap();
    assert!(matches!(
        loaded.service(),
        Some(ServiceIdentity { certificate_der, .. }) if *certificate_der == service_der
    ));

    let renewed = county.authority.renew(&certificate, moment("2027-07-01T00:00:00Z")).unwrap();
    files.write_certificate(&renewed).unwrap();
    assert_eq!(files.load().unwrap().certificate(), &renewed);

    files.write_authority(&county.authority).unwrap();
    assert_eq!(files.read_authority().unwrap().fingerprint(), county.authority.fingerprint());
    assert!(files.write_authority(&county.authority).is_err());
    let names: Vec<_> = std::fs::read_dir(files.folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 6, "no file is left over: {names:?}");
}

#[cfg(unix)]
#[test]
fn files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let county = Office::new(1);
    let folder = tempfile::tempdir().unwrap();
    let files = IdentityFiles::new(folder.path().join("node/identity"));
    let identity = county.identity(VILLAGE, Role::Terminal);
    files.write_key(identity.key()).unwrap();
    files.write_certificate(identity.certificate()).unwrap();
    files.write_authorities(identity.authorities()).unwrap();
    for made in [files.folder(), files.folder().parent().unwrap()] {
        assert_eq!(made.metadata().unwrap().permissions().mode() & 0o777, 0o700, "{}", made.display());
    }
    for entry in std::fs::read_dir(files.folder()).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let path = files.folder().join("key.pem");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let message = files.load().unwrap_err().to_string();
    assert!(message.contains("chmod 600"), "{message}");
}

#[test]
fn files_that_hold_something_else_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let files = IdentityFiles::new(folder.path());
    files.write_key(&new_key()).unwrap();
    std::fs::copy(folder.path().join("key.pem"), folder.path().join("certificate.pem")).unwrap();
    let message = files.load().unwrap_err().to_string();
    assert!(message.ends_with("certificate.pem: it holds a PRIVATE KEY, expected a CERTIFICATE"), "{message}");
}

proptest! {
    #[test]
    fn no_altered_certificate_passes(at: prop::sample::Index, bit in 0..8u8) {
        let county = Office::new(1);
        let mut der = county.identity(VILLAGE, Role::Terminal).certificate().der.clone();
        let at = at.index(der.len());
        der[at] ^= 1 << bit;
        let passes = DeviceCertificate::parse(&der)
            .is_ok_and(|bent| bent.verify_issued_by(county.authority.der(), None).is_ok());
        prop_assert!(!passes);
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        prop_assert!(DeviceCertificate::parse(&bytes).is_err());
    }

    #[test]
    fn what_is_issued_reads_the_same(
        key: [u8; 32],
        role in prop::sample::select(Role::ALL.to_vec()),
        label in "[\\PC]{1,64}".prop_filter("no label", |label| cunbang_identity::is_label(label)),
        // A certificate begins some hours early, and no verifier knows a time before 1970.
        second in 100_000..1_700_000_000i64,
    ) {
        let authority =
            CertificateAuthority::create(new_key(), unit(COUNTY), Timestamp::from_second(second).unwrap()).unwrap();
        let now = Timestamp::from_second(second + 1000).unwrap();
        let issued = authority.issue(&key, unit(TOWNSHIP), role, &label, now).unwrap();
        prop_assert_eq!(&issued.label, &label);
        prop_assert_eq!(issued.device, DeviceId::of_public_key(&key));
        prop_assert_eq!(issued.verify_issued_by(authority.der(), Some(now)), Ok(()));
    }
}
