//! A device that whoever has the authority's key 根证书私钥 certified, and that no list of the county's names.

use crate::place::{COUNTY, PATIENCE, PERIOD, Place, TOWNSHIP, document, ledger, now};
use crate::program::village;
use cunbang_identity::{DeviceKey, Identity, IdentityFiles};
use cunbang_model::Role;
use cunbang_sync::proto::Segment;
use cunbang_world::hostile::{Hand, pushed, receipt};
use cunbang_world::moment;
use cunbang_world::rows::{deed_on, finding};

/// A device that no list names.
fn unlisted(place: &Place, unit: &str, role: Role) -> Identity {
    let authority = IdentityFiles::new(place.here().join("county/identity")).read_authority().unwrap();
    // One for each level.
    let key = DeviceKey::from_seed(&[u8::try_from(unit.len()).unwrap(); 32]).unwrap();
    let certificate = authority.issue(&key.public_key(), unit.parse().unwrap(), role, "无名", now()).unwrap();
    Identity::new(key, certificate, authority.authorities().clone()).unwrap()
}

/// It dates nothing: a receipt of a node that no list names is none.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_on_no_list_dates_nothing() {
    let place = Place::new();
    let unit = village(0);
    place.terminal("village", &unit);
    place.terminal("other", &unit);
    let mut hand = place.hand("village", ledger(&unit));
    let deed = pushed(&hand.write(&[deed_on(&unit, "d1", "2026-07-03", "帮扶")]));
    let seal = hand.seal(PERIOD, "s1", &hand.everything());
    let pushes = vec![deed, pushed(&hand.write(&[seal]))];
    let outcomes = place.to_county(&hand.identity).await.push(pushes, &[]).await;
    assert_eq!(outcomes, [Ok(()), Ok(())]);
    let before = place.coverage(&unit);
    let (head, log) = (hand.head(), hand.log(ledger(&unit)));
    for of in [TOWNSHIP, COUNTY] {
        let node = unlisted(&place, of, Role::Node);
        let early = receipt(&node, &log, head.number, head.entry_hash, moment("2026-10-05T02:00:00Z"));
        let mut wire = place.to_county(&node).await;
        wire.push(Vec::new(), std::slice::from_ref(&early)).await;
        wire.settle().await;
        // And through one who is on the list.
        let mut wire = place.to_county(&hand.identity).await;
        wire.push(Vec::new(), &[early]).await;
        wire.settle().await;
    }
    let coverage = place.coverage(&unit);
    assert_eq!((&coverage["sealed_at"], &coverage["sealed_in_time"]), (&before["sealed_at"], &false.into()));
    place.record_and_send("other", &unit, "goes-on");
    place.verified_run();
}

/// What it writes is taken by nobody, whoever brings it: not its village's ledger, nor as a node what inspections found.
/// So the county's evidence holds, and the county is told which device it is and shuts it out.
#[tokio::test(flavor = "multi_thread")]
async fn what_it_writes_is_taken_nowhere() {
    let place = Place::new();
    let unit = village(0);
    place.terminal("village", &unit);
    place.record_and_send("village", &unit, "before");
    let before = place.verified_run();
    let terminal = Hand::new(unlisted(&place, &unit, Role::Terminal), ledger(&unit), now());
    let inspections = document(&format!("inspection/{unit}/{PERIOD}"));
    let node = Hand::new(unlisted(&place, TOWNSHIP, Role::Node), inspections, now());
    let accomplice = place.identity("village");
    for (mut hand, row) in [(terminal, deed_on(&unit, "d9", "2026-07-03", "冒写")), (node, finding(&unit, "f9", "9"))]
    {
        let mut written = pushed(&hand.write(&[row]));
        written.certificate.clone_from(&hand.identity.certificate().der);
        for by in [&hand.identity, &accomplice] {
            for mut wire in [place.to_township(by).await, place.to_county(by).await] {
                let outcomes = wire.push(vec![written.clone()], &[]).await;
                assert!(outcomes[0].as_ref().is_err_and(|why| why.contains("not enrolled")), "{outcomes:?}");
            }
        }
    }
    assert_eq!(place.verified_run().of(&unit), before.of(&unit));
    let device = unlisted(&place, &unit, Role::Terminal).certificate().device.to_string();
    let incidents = place.incidents("county");
    assert!(incidents.iter().any(|message| message.contains(&device)), "{incidents:#?}");

    let (_, said) = place.at_with("county", 0, &["enrol", "revoke", &device, "--reason", "冒名设备"]);
    assert!(said.contains("stands in no list"), "{said}");
    let (_, said) = place.at_with("county", 0, &["enrol", "revoke", &device, "--reason", "冒名设备"]);
    assert!(said.contains("was revoked before"), "{said}");
    let unlisted = unlisted(&place, &unit, Role::Terminal);
    // The node that serves hears of it in a moment.
    let until_shut_out = async {
        let outside =
            |outcomes: &[crate::wire::Outcome]| outcomes[0].as_ref().is_err_and(|why| why.contains("revoked"));
        while !outside(&place.to_county(&unlisted).await.push(vec![Segment::default()], &[]).await) {}
    };
    tokio::time::timeout(PATIENCE, until_shut_out).await.expect("the county shuts it out");
    place.goes_on("village", &unit);
}
