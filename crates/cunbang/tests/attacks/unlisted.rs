//! A device that whoever has the authority's key 根证书私钥 certified, and that no list of the county's names.

use crate::place::{COUNTY, PERIOD, Place, TOWNSHIP, ledger, now};
use crate::program::village;
use cunbang_identity::{DeviceKey, Identity, IdentityFiles};
use cunbang_model::Role;
use cunbang_world::hostile::{pushed, receipt};
use cunbang_world::moment;
use cunbang_world::rows::deed_on;

/// A device that no list names.
fn unlisted(place: &Place, unit: &str, role: Role) -> Identity {
    let authority = IdentityFiles::new(place.here().join("county/identity")).read_authority().unwrap();
    let key = DeviceKey::from_seed(&[9; 32]).unwrap();
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
