//! Who gets a connection to whom: real handshakes over a wire in memory.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::wire;

use cunbang_identity::{
    CertificateAuthority, FormerCertificate, Identity, ServiceIdentity, ServiceKey, TlsCell, client_config,
    enrolling_client_config, enrolment_server_name, peer_certificate, server_config, server_name,
};
use cunbang_model::{Clock, Role};
use cunbang_world::devices::Office;
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGE, unit};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{CertificateError, ClientConfig, Error, HandshakeKind, RootCertStore, ServerConfig, SignatureScheme};
use std::sync::Arc;
use wire::{Connected, connect};

fn township_server(county: &Office) -> Arc<ServerConfig> {
    server_config(&county.identity(TOWNSHIP, Role::Node), county.clock()).unwrap()
}

fn refused(result: Result<Connected, Error>) -> CertificateError {
    match result.map(|_| ()) {
        Err(Error::InvalidCertificate(reason)) => reason,
        other => panic!("expected a refused certificate, got {other:?}"),
    }
}

#[test]
fn a_terminal_and_its_township_know_each_other() {
    let county = Office::new(1);
    let township = county.identity(TOWNSHIP, Role::Node);
    let terminal = county.identity(VILLAGE, Role::Terminal);
    let server = server_config(&township, county.clock()).unwrap();
    let client = client_config(&terminal, county.clock()).unwrap();

    let mut connected = connect(&server, &client, server_name(unit(TOWNSHIP))).unwrap();
    assert_eq!(connected.say("上报".as_bytes()), "上报".as_bytes());
    assert_eq!(peer_certificate(&connected.server).as_ref(), Some(terminal.certificate()));
    assert_eq!(peer_certificate(&connected.client).as_ref(), Some(township.certificate()));
    assert_eq!(connected.server.alpn_protocol(), Some(b"h2".as_slice()));
    assert_eq!(connected.server.protocol_version(), Some(rustls::ProtocolVersion::TLSv1_3));
}

#[test]
fn another_countys_devices_and_nodes_are_refused() {
    let (here, there) = (Office::new(1), Office::new(2));
    let stranger = there.identity(VILLAGE, Role::Terminal);
    let client = client_config(&stranger, there.clock()).unwrap();
    // The stranger refuses the node first.
    let name = server_name(unit(TOWNSHIP));
    let reason = refused(connect(&township_server(&here), &client, name.clone()));
    assert!(is_foreign(&reason), "{reason:?}");
    // One that trusts the node, but shows the other county's certificate, is refused by it.
    let forged = with_certificate(&here, &stranger);
    let reason = refused(connect(&township_server(&here), &forged, name));
    assert!(is_foreign(&reason), "{reason:?}");
}

/// Whether another authority issued a certificate: both have the same name here, so that it is the
/// signature which tells.
fn is_foreign(reason: &CertificateError) -> bool {
    matches!(reason, CertificateError::BadSignature | CertificateError::UnknownIssuer)
}

/// A client that trusts `county` and shows the certificate of `identity`, whoever issued that.
fn with_certificate(county: &Office, identity: &Identity) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(county.authority.der().to_vec())).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(identity.key().to_pkcs8_der().to_vec()));
    let mut config = ClientConfig::builder_with_details(
        Arc::new(rustls::crypto::ring::default_provider()),
        client_config(identity, county.clock()).unwrap().time_provider.clone(),
    )
    .with_protocol_versions(&[&rustls::version::TLS13])
    .unwrap()
    .with_root_certificates(roots)
    .with_client_auth_cert(vec![CertificateDer::from(identity.certificate().der.clone())], key)
    .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    Arc::new(config)
}

#[test]
fn a_node_of_another_unit_is_not_taken_for_the_upstream() {
    let county = Office::new(1);
    let client = client_config(&county.identity(VILLAGE, Role::Terminal), county.clock()).unwrap();
    let result = connect(&township_server(&county), &client, server_name(unit(COUNTY)));
    assert!(matches!(refused(result), CertificateError::NotValidForNameContext { .. }));
}

#[test]
fn a_client_without_a_certificate_is_let_in_as_nobody() {
    let county = Office::new(1);
    let (client, _) = enrolling_client_config(in_code(&county), county.clock()).unwrap();
    let connected = connect(&township_server(&county), &client, enrolment_server_name()).unwrap();
    assert_eq!(peer_certificate(&connected.server), None);
}

fn in_code(county: &Office) -> [u8; 16] {
    cunbang_identity::fingerprint_in_code(county.authority.der())
}

#[test]
fn an_expired_terminal_is_let_in_and_seen_as_expired() {
    let county = Office::new(1);
    let terminal = county.identity(VILLAGE, Role::Terminal);
    let client = client_config(&terminal, county.clock()).unwrap();
    county.clock.pass_days(401);
    let connected = connect(&township_server(&county), &client, server_name(unit(TOWNSHIP))).unwrap();
    let peer = peer_certificate(&connected.server).unwrap();
    assert!(peer.is_expired(county.clock.now()));
    assert_eq!(peer.device, terminal.certificate().device);
}

#[test]
fn a_session_resumed_after_expiry_is_seen_as_expired() {
    let county = Office::new(1);
    let terminal = county.identity(VILLAGE, Role::Terminal);
    let client = client_config(&terminal, county.clock()).unwrap();
    county.clock.pass_days(399);
    let server = township_server(&county);
    let name = server_name(unit(TOWNSHIP));
    connect(&server, &client, name.clone()).unwrap();
    let just_after = terminal.certificate().not_after.as_second() + 1;
    let almost = cunbang_model::Timestamp::from_second(just_after - 20).unwrap();
    county.clock.set(almost);
    let before = connect(&server, &client, name.clone()).unwrap();
    assert!(!peer_certificate(&before.server).unwrap().is_expired(county.clock.now()));
    county.clock.set(cunbang_model::Timestamp::from_second(just_after).unwrap());
    let after = connect(&server, &client, name).unwrap();
    assert_eq!(after.server.handshake_kind(), Some(HandshakeKind::Resumed));
    assert!(peer_certificate(&after.server).unwrap().is_expired(county.clock.now()));
}

#[test]
fn an_expired_node_is_refused() {
    let county = Office::new(1);
    let server = township_server(&county);
    county.clock.pass_days(401);
    let terminal = county.identity(VILLAGE, Role::Terminal);
    let client = client_config(&terminal, county.clock()).unwrap();
    assert!(matches!(
        refused(connect(&server, &client, server_name(unit(TOWNSHIP)))),
        CertificateError::ExpiredContext { .. }
    ));
    let (enrolling, seen) = enrolling_client_config(in_code(&county), county.clock()).unwrap();
    assert!(matches!(
        refused(connect(&server, &enrolling, enrolment_server_name())),
        CertificateError::ExpiredContext { .. }
    ));
    assert_eq!(seen.get(), None);
}

#[test]
fn a_terminal_can_not_act_as_a_server() {
    let county = Office::new(1);
    for role in [Role::Terminal, Role::Inspector, Role::Reader] {
        let false_node = county.identity(TOWNSHIP, role);
        let server = server_config(&false_node, county.clock()).unwrap();
        let terminal = county.identity(VILLAGE, Role::Terminal);
        let client = client_config(&terminal, county.clock()).unwrap();
        refused(connect(&server, &client, server_name(unit(TOWNSHIP))));
        let (enrolling, seen) = enrolling_client_config(in_code(&county), county.clock()).unwrap();
        assert_eq!(refused(connect(&server, &enrolling, enrolment_server_name())), CertificateError::InvalidPurpose);
        assert_eq!(seen.get(), None);
    }
}

#[test]
fn the_second_connection_is_resumed_and_still_knows_the_peer() {
    let county = Office::new(1);
    let server = township_server(&county);
    let terminal = county.identity(VILLAGE, Role::Terminal);
    let client = client_config(&terminal, county.clock()).unwrap();
    let name = server_name(unit(TOWNSHIP));
    let first = connect(&server, &client, name.clone()).unwrap();
    assert_eq!(first.client.handshake_kind(), Some(HandshakeKind::Full));
    for _ in 0..3 {
        let mut again = connect(&server, &client, name.clone()).unwrap();
        assert_eq!(again.client.handshake_kind(), Some(HandshakeKind::Resumed));
        assert_eq!(peer_certificate(&again.server).as_ref(), Some(terminal.certificate()));
        assert_eq!(again.say(b"here"), b"here");
        assert!(!again.client.is_early_data_accepted());
    }
}

#[test]
fn a_configuration_put_in_place_serves_the_next_connection_and_forgets_sessions() {
    let county = Office::new(1);
    let node = county.identity(TOWNSHIP, Role::Node);
    let cell = TlsCell::new(server_config(&node, county.clock()).unwrap());
    let terminal = county.identity(VILLAGE, Role::Terminal);
    let client = client_config(&terminal, county.clock()).unwrap();
    let name = server_name(unit(TOWNSHIP));
    connect(&cell.current(), &client, name.clone()).unwrap();

    county.clock.pass_days(300);
    let renewed = county.authority.renew(node.certificate(), county.clock.now()).unwrap();
    let renewed = Identity::new(node.key().clone(), renewed, node.authorities().clone()).unwrap();
    cell.replace(server_config(&renewed, county.clock()).unwrap());

    county.clock.pass_days(99);
    let again = connect(&cell.current(), &client, name).unwrap();
    assert_eq!(again.client.handshake_kind(), Some(HandshakeKind::Full));
    assert_eq!(peer_certificate(&again.client).as_ref(), Some(renewed.certificate()));
}

#[test]
fn enrolling_learns_the_authority_by_its_fingerprint() {
    let county = Office::new(1);
    let township = county.identity(TOWNSHIP, Role::Node);
    let server = server_config(&township, county.clock()).unwrap();
    let (client, seen) = enrolling_client_config(in_code(&county), county.clock()).unwrap();
    assert_eq!(seen.get(), None);
    connect(&server, &client, enrolment_server_name()).unwrap();
    let introduction = seen.get().unwrap();
    assert_eq!(introduction.authority_der, county.authority.der());
    assert_eq!(&introduction.server, township.certificate());
}

#[test]
fn enrolling_with_another_fingerprint_is_refused() {
    let (county, other) = (Office::new(1), Office::new(2));
    let (client, seen) = enrolling_client_config(in_code(&other), county.clock()).unwrap();
    let result = connect(&township_server(&county), &client, enrolment_server_name());
    assert_eq!(refused(result), CertificateError::UnknownIssuer);
    assert_eq!(seen.get(), None);
}

#[test]
fn enrolling_is_not_deceived_by_a_chain_that_only_ends_in_the_authority() {
    // The other county's node sends our authority's certificate, which is public, after its own.
    let (county, impostor) = (Office::new(1), Office::new(2));
    let node = impostor.identity(TOWNSHIP, Role::Node);
    let provider = rustls::crypto::ring::default_provider();
    let chain =
        [node.certificate().der.as_slice(), county.authority.der()].map(|der| CertificateDer::from(der.to_vec()));
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(node.key().to_pkcs8_der().to_vec()));
    let mut server = rustls::ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.to_vec(), key)
        .unwrap();
    server.alpn_protocols = vec![b"h2".to_vec()];
    let (client, seen) = enrolling_client_config(in_code(&county), county.clock()).unwrap();
    let result = connect(&Arc::new(server), &client, enrolment_server_name());
    assert!(is_foreign(&refused(result)));
    assert_eq!(seen.get(), None);
}

/// A client like those of gRPC in other languages: it verifies P-256 signatures of servers, no Ed25519
/// ones, and signs with Ed25519 itself.
fn without_ed25519(county: &Office, identity: &Identity) -> Arc<ClientConfig> {
    #[derive(Debug)]
    struct NoEd25519(Arc<rustls::client::WebPkiServerVerifier>);
    impl rustls::client::danger::ServerCertVerifier for NoEd25519 {
        fn verify_server_cert(
            &self,
            end_entity: &CertificateDer<'_>,
            intermediates: &[CertificateDer<'_>],
            name: &rustls::pki_types::ServerName<'_>,
            ocsp: &[u8],
            now: rustls::pki_types::UnixTime,
        ) -> Result<rustls::client::danger::ServerCertVerified, Error> {
            self.0.verify_server_cert(end_entity, intermediates, name, ocsp, now)
        }
        fn verify_tls12_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &rustls::DigitallySignedStruct,
        ) -> Result<rustls::client::danger::HandshakeSignatureValid, Error> {
            self.0.verify_tls12_signature(message, certificate, signed)
        }
        fn verify_tls13_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &rustls::DigitallySignedStruct,
        ) -> Result<rustls::client::danger::HandshakeSignatureValid, Error> {
            self.0.verify_tls13_signature(message, certificate, signed)
        }
        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            vec![SignatureScheme::ECDSA_NISTP256_SHA256]
        }
    }
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(county.authority.der().to_vec())).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = rustls::client::WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
        .build()
        .unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(identity.key().to_pkcs8_der().to_vec()));
    let mut config = ClientConfig::builder_with_details(
        provider,
        client_config(identity, county.clock()).unwrap().time_provider.clone(),
    )
    .with_protocol_versions(&[&rustls::version::TLS13])
    .unwrap()
    .dangerous()
    .with_custom_certificate_verifier(Arc::new(NoEd25519(verifier)))
    .with_client_auth_cert(vec![CertificateDer::from(identity.certificate().der.clone())], key)
    .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    Arc::new(config)
}

#[test]
fn a_program_without_ed25519_is_shown_the_service_certificate() {
    let county = Office::new(1);
    let node = county.identity(COUNTY, Role::Node);
    let reader = county.identity(COUNTY, Role::Reader);
    let program = without_ed25519(&county, &reader);
    let name = server_name(unit(COUNTY));

    let plain = server_config(&node, county.clock()).unwrap();
    assert!(connect(&plain, &program, name.clone()).is_err());

    let key = ServiceKey::generate().unwrap();
    let certificate_der =
        county.authority.issue_service(key.public_key(), node.certificate(), county.clock.now()).unwrap();
    let node = node.with_service(ServiceIdentity { key, certificate_der });
    let serving = server_config(&node, county.clock()).unwrap();
    let mut connected = connect(&serving, &program, name.clone()).unwrap();
    assert_eq!(peer_certificate(&connected.server).as_ref(), Some(reader.certificate()));
    assert_eq!(connected.say(b"ranking?"), b"ranking?");
    // Devices are shown the device's certificate as before.
    let client = client_config(&reader, county.clock()).unwrap();
    let connected = connect(&serving, &client, name).unwrap();
    assert_eq!(peer_certificate(&connected.client).as_ref(), Some(node.certificate()));
}

#[test]
fn a_program_that_knows_a_former_authority_is_shown_its_service_certificate() {
    let county = Office::new(1);
    let (node, reader) = (county.identity(COUNTY, Role::Node), county.identity(COUNTY, Role::Reader));
    let program = without_ed25519(&county, &reader);
    let now = county.clock.now();
    let next = CertificateAuthority::create_successor(county.key(), county.authority.authorities(), now).unwrap();
    let key = ServiceKey::generate().unwrap();
    let service_der = county.authority.issue_service(key.public_key(), node.certificate(), now).unwrap();
    let former = FormerCertificate { certificate: node.certificate().clone(), service_der: Some(service_der) };
    let renewed = next.renew(node.certificate(), now).unwrap();
    let certificate_der = next.issue_service(key.public_key(), &renewed, now).unwrap();
    let renewed = Identity::new(node.key().clone(), renewed, next.authorities().clone())
        .unwrap()
        .with_service(ServiceIdentity { key, certificate_der });
    let asks = |node: &Identity| {
        connect(&server_config(node, county.clock()).unwrap(), &program, server_name(unit(COUNTY))).is_ok()
    };
    assert!(asks(&renewed.clone().with_former(vec![former])));
    assert!(!asks(&renewed), "without the former certificate there is none that it can check");
}

#[test]
fn bytes_of_a_handshake() {
    let county = Office::new(1);
    let node = county.identity(TOWNSHIP, Role::Node);
    let terminal = county.identity(VILLAGE, Role::Terminal);
    let server = server_config(&node, county.clock()).unwrap();
    let client = client_config(&terminal, county.clock()).unwrap();
    let (enrolling, _) = enrolling_client_config(in_code(&county), county.clock()).unwrap();
    let name = server_name(unit(TOWNSHIP));
    let full = connect(&server, &client, name.clone()).unwrap();
    let resumed = connect(&server, &client, name).unwrap();
    let first = connect(&server, &enrolling, enrolment_server_name()).unwrap();
    println!("certificate of the authority {} bytes", county.authority.der().len());
    println!("certificate of a node        {} bytes", node.certificate().der.len());
    println!("certificate of a terminal    {} bytes", terminal.certificate().der.len());
    for (kind, connected) in [("full, both certified", &full), ("resumed", &resumed), ("enrolling", &first)] {
        println!("handshake {kind:<21} {} bytes up, {} down", connected.bytes_up, connected.bytes_down);
    }
    assert!(terminal.certificate().der.len() < 400);
    assert!(resumed.bytes_up + resumed.bytes_down < full.bytes_up + full.bytes_down);
}
