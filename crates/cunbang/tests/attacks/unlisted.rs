//! A device that whoever has the authority's key 根证书私钥 certified, and that no list of the county's names.

use crate::place::{COUNTY, PERIOD, Place, TOWNSHIP, ledger, now};
use crate::program::village;
use cunbang_identity::{DeviceKey, Identity, IdentityFiles};
use cunbang_model::Role;
use cunbang_world::hostile::{Hand, pushed, receipt};
use cunbang_world::moment;
use cunbang_world::rows::deed_on;

/// A device that no list names.
fn unlisted(place: &Place, unit: &str, role: Role) -> Identity {
    let authority = IdentityFiles::new(place.here().join("county/identity")).read_authority().unwrap();
    let key = DeviceKey::from_seed(&[9; 32]).unwrap();
    let certificate = authority.issue(&key.public_key(), unit.parse().unwrap(), role, "无名", now()).unwrap();
    Identity::new(key, certificate, authority.authorities().clone()).unwrap()
}

/// It writes in no village's name: nothing of it counts, and the village's own list goes on to verify.
#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_on_no_list_writes_for_nobody() {
    let place = Place::new();
    let (unit, neighbour) = (village(0), village(1));
    place.terminal("village", &unit);
    place.record_and_send("village", &unit, "d1");
    for unit in [&unit, &neighbour] {
        let mut hand = Hand::new(unlisted(&place, unit, Role::Terminal), ledger(unit), now());
        let deed = pushed(&hand.write(&[deed_on(unit, "forged", "2026-07-03", "冒写")]));
        let seal = hand.seal(PERIOD, "s1", &hand.everything());
        let pushes = vec![deed, pushed(&hand.write(&[seal]))];
        place.to_county(&hand.identity).await.push(pushes.clone(), &[]).await;
        place.to_township(&hand.identity).await.push(pushes, &[]).await;
    }
    let coverage = place.coverage(&neighbour);
    assert_eq!(coverage["status"], "not_received", "{coverage}");
    assert_eq!(place.verified_run().of(&neighbour)["status"], "not_received");
    place.goes_on("village", &unit);
    assert_eq!(place.verified_run().of(&unit)["score"], "2.00");
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
    place.verified_run();
    place.goes_on("other", &unit);
}
