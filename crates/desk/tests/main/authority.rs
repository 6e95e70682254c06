//! The county's authority is replaced: who follows, who is believed, and what old and new evidence proves.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_desk::node::enrol::{EnrolError, Expectation};
use cunbang_desk::{Desk, DeskError, RunOptions};
use cunbang_evidence::{EvidenceFault, verify_evidence};
use cunbang_identity::{
    CertificateAuthority, EnrolmentCode, Identity, Succession, enrolment_request, fingerprint_in_code,
};
use cunbang_ledger::Document;
use cunbang_model::{DocumentName, Role, Row, Table};
use cunbang_replica::{Answer, Push, ReplicaError, Rooted, Source};
use cunbang_store::MemoryStore;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::{deed, row};
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGES, unit};
use data_encoding::{BASE64, HEXLOWER};
use std::sync::Arc;

fn successor(county: &County) -> CertificateAuthority {
    let office = &county.office;
    CertificateAuthority::create_successor(office.key(), office.authority.authorities(), county.desk.replica().now())
        .unwrap()
}

/// The county replaces its authority, as the command does.
async fn replace(county: &County) -> CertificateAuthority {
    let next = successor(county);
    let node = county.desk.replica();
    let known = node.identity();
    node.renew_identity(Identity::clone(&known).with_authorities(next.authorities().clone()));
    let enrolled = county.desk.replace_authority("组织部", &next, "硬盘损坏").await.unwrap();
    let renewed = Identity::new(known.key().clone(), enrolled.certificate, next.authorities().clone()).unwrap();
    node.renew_identity(renewed);
    next
}

/// The device renews at the county, as the service does for it.
async fn renew(county: &County, next: &CertificateAuthority, device: &Desk) {
    let identity = device.replica().identity();
    let code = EnrolmentCode { secret: [0; 10], ca_fingerprint: identity.fingerprint_in_code() };
    let request = enrolment_request(identity.key(), &code, None);
    let enrolled = county.desk.renew(next, identity.certificate(), &request).await.unwrap();
    let trusted = identity.authorities().following(&enrolled.successions, |_| false);
    let renewed = Identity::new(identity.key().clone(), enrolled.certificate, trusted).unwrap();
    device.replica().renew_identity(renewed);
}

/// The row that says who follows whom.
fn statement_row(statement: &Succession) -> Row {
    let (authority, follows) = (statement.successor.fingerprint(), statement.former.fingerprint());
    row(
        Table::Authorities,
        &[
            ("unit", COUNTY),
            ("authority", &HEXLOWER.encode(&authority)),
            ("follows", &HEXLOWER.encode(&follows)),
            ("since", "2026-07-10"),
            ("reason", "冒名"),
            ("statement", &BASE64.encode(&statement.to_bytes())),
        ],
    )
}

#[tokio::test]
async fn devices_follow_with_the_org_document_and_nobody_enrols_again() {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let [first, second] = [county.terminal(VILLAGES[0]).await, county.terminal(VILLAGES[1]).await];
    for (from, to) in [(&county.desk, &township), (&township, &first), (&township, &second)] {
        down(from, to).await;
    }
    let next = replace(&county).await;
    let behind = county.desk.devices_behind();
    assert_eq!(behind.len(), 3, "{behind:?}");
    // A device that enrolled with the new authority meanwhile comes down with the statement.
    let key = county.office.key();
    let (code, _) = county.desk.make_code("组织部", unit(VILLAGES[2]), Role::Terminal, "新", 1).await.unwrap();
    let request = enrolment_request(&key, &code, None);
    let enrolled = county.desk.enrol(&next, &request, &Expectation::default()).await.unwrap();
    let trusted = cunbang_identity::Authorities::of(next.der()).unwrap().following(&enrolled.successions, |_| false);
    assert_eq!(trusted, *next.authorities(), "who enrols later trusts the former one too");
    let newcomer = Identity::new(key, enrolled.certificate, trusted).unwrap();
    let newcomer = county.open(Arc::new(MemoryStore::new()), newcomer).await;
    down(&county.desk, &township).await;
    for device in [&township, &first] {
        if !Arc::ptr_eq(device, &township) {
            down(&township, device).await;
        }
        let (identity, org) = (device.replica().identity(), device.replica().org());
        assert_eq!(identity.authorities(), next.authorities());
        assert!(identity.is_outlived());
        assert!(org.certificate(newcomer.replica().device()).is_some());
        renew(&county, &next, device).await;
        assert!(!device.replica().identity().is_outlived());
    }
    down(&township, &newcomer).await;
    // Old and new devices take each other's entries.
    for (number, terminal) in [&first, &second, &newcomer].into_iter().enumerate() {
        write(terminal, &[deed(VILLAGES[number], "d1")]).await;
        seal(terminal).await;
        up(terminal, &township).await;
    }
    up(&township, &county.desk).await;
    // One that was away renews without having heard of it: the answer says who follows.
    assert!(!second.replica().identity().authorities().has_former());
    renew(&county, &next, &second).await;
    assert_eq!(second.replica().identity().authorities(), next.authorities());
    assert!(county.desk.devices_behind().is_empty());
    // A store that is read anew says the same.
    let again = county.open(Arc::clone(first.replica().store()), county.office.identity(VILLAGES[0], Role::Terminal));
    assert_eq!(again.await.replica().identity().authorities(), next.authorities());
}

#[tokio::test]
async fn a_forged_statement_is_not_followed() {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminal = county.terminal(VILLAGES[0]).await;
    down(&county.desk, &township).await;
    down(&township, &terminal).await;
    let known = county.office.authority.authorities().clone();
    let next = successor(&county);
    // A rightful statement, to be forged from.
    let rightful = Succession::sign(known.current(), &next, &county.desk.replica().identity()).unwrap();
    for forger in [&township, &terminal] {
        let identity = forger.replica().identity();
        assert!(Succession::sign(known.current(), &next, &identity).is_err());
        // The same bytes, with the forger's certificate and signature in the county's place.
        let bytes = rightful.to_bytes();
        let (signer, theirs) = (&rightful.signer.der, &identity.certificate().der);
        let at = bytes.windows(signer.len()).position(|part| part == signer.as_slice()).unwrap();
        let mut forged = bytes[..at - 2].to_vec();
        forged.extend_from_slice(&u16::try_from(theirs.len()).unwrap().to_be_bytes());
        forged.extend_from_slice(theirs);
        let message = [b"cunbang authority succession\0".as_slice(), &forged].concat();
        forged.extend_from_slice(&identity.key().sign(&message));
        forged.extend_from_slice(&bytes[bytes.len() - 64..]);
        let cells = [
            ("unit", COUNTY),
            ("authority", &*HEXLOWER.encode(&next.fingerprint())),
            ("follows", &*HEXLOWER.encode(&known.current().fingerprint())),
            ("since", "2026-07-10"),
            ("reason", "冒名"),
            ("statement", &*BASE64.encode(&forged)),
        ];
        let forged = row(Table::Authorities, &cells);
        // In a log of its own, which it may not write, and which nobody takes.
        let name = DocumentName::org(unit(COUNTY));
        let refused = forger.replica().record("冒名", vec![(name, vec![forged.clone()])]).await;
        assert!(matches!(refused, Err(ReplicaError::NotPermitted { .. })), "{refused:?}");
        let segment = Document::new(name)
            .record(
                forger.replica().writer(),
                "冒名",
                county.desk.replica().now(),
                std::slice::from_ref(&forged),
                &|message| identity.key().sign(message),
            )
            .unwrap()
            .unwrap();
        let push = Push {
            log: *segment.log(),
            first: 1,
            packed: segment.frame().to_vec(),
            dictionary: false,
            signature: *segment.signature(),
            certificate: Some(identity.certificate().der.clone()),
        };
        let source = identity.certificate();
        let answer = county.desk.replica().ingest(Source::Below(source), push, &[]).await.unwrap();
        assert!(matches!(answer, Answer::Refused { .. }), "{answer:?}");
        // And even where the county's own log holds it, it counts for nothing.
        county.desk.replica().record("误", vec![(name, vec![forged])]).await.unwrap();
        for (from, to) in [(&county.desk, &township), (&township, &terminal)] {
            down(from, to).await;
        }
        for desk in [&county.desk, &township, &terminal] {
            assert_eq!(*desk.replica().identity().authorities(), known);
        }
    }
    // What the county itself says, they follow.
    county
        .desk
        .replica()
        .record("组织部", vec![(DocumentName::org(unit(COUNTY)), vec![statement_row(&rightful)])])
        .await
        .unwrap();
    down(&county.desk, &township).await;
    assert_eq!(township.replica().identity().authorities(), next.authorities());
}

#[tokio::test]
async fn codes_and_keys_of_a_former_authority_are_told_apart() {
    let county = County::with_rules().await;
    let expectation = Expectation::default();
    let (old, _) = county.desk.make_code("组织部", unit(VILLAGES[0]), Role::Terminal, "旧", 72).await.unwrap();
    let former = Arc::clone(&county.office.authority);
    let next = replace(&county).await;
    let key = county.office.key();
    let request = enrolment_request(&key, &old, None);
    let refused = county.desk.enrol(&next, &request, &expectation).await;
    assert!(matches!(refused, Err(DeskError::Enrol(EnrolError::FormerCode))), "{refused:?}");
    // The same secret with the new fingerprint is the same code: it was not used up.
    let same = EnrolmentCode { ca_fingerprint: fingerprint_in_code(next.der()), ..old };
    let request = enrolment_request(&key, &same, None);
    let refused = county.desk.enrol(&former, &request, &expectation).await;
    assert!(matches!(refused, Err(DeskError::Enrol(EnrolError::OtherAuthority))), "{refused:?}");
    county.desk.enrol(&next, &request, &expectation).await.unwrap();
    // Only the county replaces it, and its wording fits the row.
    let township = county.device(TOWNSHIP, Role::Node).await;
    let refused = township.replace_authority("党建办", &successor(&county), "冒名").await;
    assert!(matches!(refused, Err(DeskError::Enrol(EnrolError::NotTheCounty { .. }))), "{refused:?}");
}

#[tokio::test]
async fn evidence_of_both_authorities_verifies_from_either() {
    let county = County::with_rules().await;
    let run = county.play().await;
    let before = county.office.authority.fingerprint();
    let early = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    let next = replace(&county).await;
    let after = next.fingerprint();
    let again = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    let later = county.desk.run(QUARTER, RunOptions::default()).await.unwrap();
    assert_eq!((&run.record.authority, &later.record.authority), (&HEXLOWER.encode(&before), &HEXLOWER.encode(&after)));
    let late = county.desk.write_evidence(&later.id, Vec::new()).await.unwrap();

    let verified = verify_evidence(early.as_slice(), Some(before)).unwrap();
    assert!(verified.successions.is_empty());
    let fault = verify_evidence(early.as_slice(), Some(after)).unwrap_err();
    assert!(matches!(fault, EvidenceFault::Authority { .. }), "{fault}");
    for (file, stated) in [(&again, before), (&late, after)] {
        for anchor in [None, Some(before), Some(after)] {
            let verified = verify_evidence(file.as_slice(), anchor).unwrap();
            assert_eq!(verified.authority, HEXLOWER.encode(&stated));
            let [one] = verified.successions.as_slice() else { panic!("{:?}", verified.successions) };
            assert_eq!((&one.authority, &one.follows), (&HEXLOWER.encode(&after), &HEXLOWER.encode(&before)));
            assert_eq!(one.stated_by.unit, unit(COUNTY));
        }
        let fault = verify_evidence(file.as_slice(), Some([7; 32])).unwrap_err();
        assert!(matches!(fault, EvidenceFault::Authority { .. }), "{fault}");
    }
}

/// Somebody makes a county of the same name and lets its node say that the real authority follows its own.
#[tokio::test]
async fn a_made_up_county_does_not_borrow_the_fingerprint_of_a_real_one() {
    let made_up = County::of_seed(7, Arc::new(MemoryStore::new())).await;
    made_up.adopt_rules().await;
    let run = made_up.play().await;
    let file = made_up.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    assert!(verify_evidence(file.as_slice(), None).is_ok());
    let real = County::with_rules().await;
    let next = replace(&real).await;
    let [rightful] = real.desk.replica().org().successions().cloned().collect::<Vec<_>>().try_into().unwrap();
    let mut lines: Vec<String> = String::from_utf8(file).unwrap().lines().map(str::to_owned).collect();
    let statement = BASE64.encode(&rightful.to_bytes());
    lines.insert(2, format!(r#"{{"kind":"succession","statement":"{statement}"}}"#));
    let file = lines.join("\n") + "\n";
    for expected in [next.fingerprint(), real.office.authority.fingerprint()] {
        let fault = verify_evidence(file.as_bytes(), Some(expected)).unwrap_err();
        assert!(matches!(fault, EvidenceFault::Authority { .. }), "{fault}");
    }
}

#[tokio::test]
async fn a_wrong_root_is_refused_by_name() {
    let county = County::with_rules().await;
    let identity = county.office.identity(VILLAGES[0], Role::Terminal);
    let open = async |store: Arc<MemoryStore>, identity: Identity, root: &str| {
        let (clock, randomness) = (county.office.clock(), county.office.randomness());
        cunbang_replica::Replica::open(store, clock, randomness, identity, unit(root)).await.map(drop)
    };
    let store = Arc::new(MemoryStore::new());
    let error = open(Arc::clone(&store), identity.clone(), "330523").await.unwrap_err();
    assert!(matches!(error, ReplicaError::OtherRoot { of: Rooted::Authority, .. }), "{error}");
    assert!(error.to_string().contains("330523") && error.to_string().contains(COUNTY), "{error}");
    open(Arc::clone(&store), identity, COUNTY).await.unwrap();
    // The store of this county in another one's folder.
    let other = cunbang_world::devices::Office::of(unit("330523"), 3, county.office.authority.root().made_at());
    let stranger = other.identity("330523", Role::Node);
    let error = open(store, stranger, "330523").await.unwrap_err();
    assert!(matches!(error, ReplicaError::OtherRoot { of: Rooted::Store, .. }), "{error}");
}
