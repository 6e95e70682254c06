//! A revoked terminal 已吊销: its thief still has the key, and may have found a township that helps.

use crate::place::{PATIENCE, PERIOD, Place, ledger};
use crate::program::village;
use cunbang_identity::Identity;
use cunbang_sync::proto::Segment;
use cunbang_world::hostile::{Hand, pushed, receipt};
use cunbang_world::moment;
use cunbang_world::rows::deed_on;

/// A village whose terminal was stolen after it had sealed; the county has revoked it.
async fn revoked(place: &Place, unit: &str) -> Hand {
    place.terminal("stolen", unit);
    place.terminal("honest", unit);
    let mut thief = place.hand("stolen", ledger(unit));
    let rows: Vec<_> = (0..3).map(|number| deed_on(unit, &format!("d{number}"), "2026-07-03", "帮扶")).collect();
    let written = pushed(&thief.write(&rows));
    let seal = thief.seal(PERIOD, "s1", &thief.everything());
    let sealed = pushed(&thief.write(&[seal]));
    let outcomes = place.to_township(&thief.identity).await.push(vec![written, sealed], &[]).await;
    assert_eq!(outcomes, [Ok(()), Ok(())]);
    crate::place::wait_until("the county has the seal", || place.coverage(unit)["status"] == "received");
    // A revocation's time is in whole seconds: what came within the same one counts as after it.
    let received = crate::place::now().as_second();
    crate::place::wait_until("another second", || crate::place::now().as_second() > received);
    place.at("county", &["enrol", "revoke", &thief.id().to_string(), "--reason", "电脑被盗"]);
    thief
}

/// What the thief writes afterwards: more deeds, and a seal over them.
fn written_after(thief: &mut Hand, unit: &str) -> Vec<Segment> {
    let first = thief.head().number;
    let id = |number| format!("late{first}-{number}");
    let rows: Vec<_> = (0..9).map(|number| deed_on(unit, &id(number), "2026-07-03", "冒写")).collect();
    let written = pushed(&thief.write(&rows));
    let seal = thief.seal(PERIOD, &format!("late{first}"), &thief.everything());
    vec![written, pushed(&thief.write(&[seal]))]
}

#[tokio::test(flavor = "multi_thread")]
async fn it_gets_in_nowhere() {
    let place = Place::new();
    let unit = village(0);
    let mut thief = revoked(&place, &unit).await;
    let before = place.verified_run().of(&unit);
    // The node that serves hears of it in a moment; what it still takes counts for nothing.
    let mut late = written_after(&mut thief, &unit);
    let until_refused = async {
        while place.to_county(&thief.identity).await.push(late.clone(), &[]).await.iter().any(Result::is_ok) {
            late.extend(written_after(&mut thief, &unit));
        }
    };
    tokio::time::timeout(PATIENCE, until_refused).await.expect("the county hears of its own revocation");
    // The township knows it when the county has told it.
    crate::place::wait_until("the township knows of the revocation", || {
        let devices = place.at("township", &["export", "org/620724", "--format", "json"]);
        devices.contains("revocations/")
    });
    let outcomes = place.to_township(&thief.identity).await.push(late, &[]).await;
    assert!(outcomes.iter().all(Result::is_err), "{outcomes:?}");
    // Nor does it get another certificate.
    let certificate = place.identity("stolen").certificate().clone();
    place.at_any("stolen", &["enrol", "renew"]);
    assert_eq!(*place.identity("stolen").certificate(), certificate);
    assert_eq!(place.verified_run().of(&unit), before);
    place.goes_on("honest", &unit);
}

/// A township that dates its receipts back helps it to nothing. What it wrote is kept for people to see, and counts if
/// another terminal of the village answers for it with a seal.
#[tokio::test(flavor = "multi_thread")]
async fn a_township_that_helps_it_changes_no_ranking() {
    let place = Place::new();
    let unit = village(0);
    let mut thief = revoked(&place, &unit).await;
    let before = place.verified_run().of(&unit);
    let late = written_after(&mut thief, &unit);
    let township = place.identity("township");
    pass_on_dated_back(&place, &township, &thief, late).await;
    assert_eq!(place.verified_run().of(&unit), before, "what came after the revocation counts for nothing");

    // Nothing of it is lost.
    let kept = place.export("county", &ledger(&unit).to_string()).to_string();
    assert!(kept.contains("deeds/d0") && kept.contains("deeds/late2-8"), "{kept}");
    let coverage = place.coverage(&unit);
    assert!(coverage["set_aside"].as_u64() > Some(0), "{coverage}");

    let thiefs = thief.id().to_string();
    let list = ["history", "--device", &thiefs, "--period", PERIOD];
    let told = place.at("county", &list);
    let line = |row: &str| told.lines().find(|line| line.contains(row)).unwrap_or_default();
    assert!(line("deeds/late2-8").contains("not counted") && !line("deeds/d0").contains("not counted"), "{told}");
    let of_one = place.at("county", &["history", "deeds", "late2-8", "--unit", &unit, "--period", PERIOD]);
    assert!(of_one.contains("the county had not received this before"), "{of_one}");

    // The village's people look at it, and seal it.
    place.at("honest", &["sync"]);
    let here = place.export("honest", &ledger(&unit).to_string()).to_string();
    assert!(here.contains("deeds/late2-8"), "{here}");
    place.at("honest", &["seal", PERIOD, "--yes"]);
    place.send("honest", &unit);
    let coverage = place.coverage(&unit);
    assert_eq!((&coverage["status"], &coverage["set_aside"]), (&"received".into(), &0.into()), "{coverage}");
    assert_eq!((&before["score"], &place.verified_run().of(&unit)["score"]), (&"3.00".into(), &"12.00".into()));
}

/// The thief's entries with the township's receipts from before the revocation.
async fn pass_on_dated_back(place: &Place, township: &Identity, thief: &Hand, entries: Vec<Segment>) {
    let (log, head) = (thief.log(thief.document.name()), thief.head());
    let at = moment("2026-10-03T02:00:00Z");
    let receipts = [receipt(township, &log, head.number, head.entry_hash, at)];
    let mut wire = place.to_county(township).await;
    wire.push(entries, &receipts).await;
    wire.settle().await;
}
