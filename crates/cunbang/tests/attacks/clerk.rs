//! The clerk 会计 has a terminal, its key, and a program of their own. What they would like: to seal 上报 in time, and to
//! write what was to be sealed afterwards.

use crate::place::{PERIOD, Place, ledger, now};
use crate::program::village;
use cunbang_model::{DocumentKind, DocumentName, Period, clock};
use cunbang_world::hostile::{Hand, pushed, receipt};
use cunbang_world::moment;
use cunbang_world::rows::deed_on;
use serde_json::Value;

/// When the township had received what was in time: before the deadline, the tenth day after the quarter.
const IN_TIME: &str = "2026-10-05T02:00:00Z";

/// Writes deeds, one an entry, and sends them to the county.
async fn send_deeds(place: &Place, hand: &mut Hand, unit: &str, ids: std::ops::Range<u32>) {
    let deeds = ids.map(|id| pushed(&hand.write(&[deed_on(unit, &format!("d{id}"), "2026-07-03", "帮扶")]))).collect();
    let outcomes = place.to_county(&hand.identity).await.push(deeds, &[]).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
}

/// A village whose clerk wrote three deeds, and has the township's receipts from before the deadline for what they
/// had then.
async fn three_deeds_in_time(place: &Place, name: &str, unit: &str) -> Hand {
    place.terminal(name, unit);
    let mut hand = place.hand(name, ledger(unit));
    send_deeds(place, &mut hand, unit, 0..3).await;
    hand
}

/// The township's receipt from before the deadline for everything that the clerk has written.
async fn receipted_in_time(place: &Place, hand: &mut Hand) {
    let log = hand.log(hand.document.name());
    let head = hand.head();
    let given = receipt(&place.identity("township"), &log, head.number, head.entry_hash, moment(IN_TIME));
    place.pass_up(&[given]).await;
}

/// A seal that came in time counts, and in time. Everything after it does not, until it is sealed; and then it was not
/// in time.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_after_the_seal_is_not_in_time() {
    let place = Place::new();
    let unit = village(0);
    let mut hand = three_deeds_in_time(&place, "village", &unit).await;
    let seal = hand.seal(PERIOD, "s1", &hand.everything());
    let outcomes = place.to_county(&hand.identity).await.push(vec![pushed(&hand.write(&[seal]))], &[]).await;
    assert_eq!(outcomes, [Ok(())]);
    receipted_in_time(&place, &mut hand).await;
    let before = place.verified_run().of(&unit);
    assert_eq!(place.coverage(&unit)["sealed_in_time"], true, "{}", place.coverage(&unit));

    send_deeds(&place, &mut hand, &unit, 3..8).await;
    let coverage = place.coverage(&unit);
    assert_eq!((&coverage["sealed_in_time"], &coverage["supplements"]), (&true.into(), &5.into()), "{coverage}");
    assert_eq!(place.verified_run().of(&unit), before, "what came late counts for nothing");

    let seal = hand.seal(PERIOD, "s2", &hand.everything());
    let outcomes = place.to_county(&hand.identity).await.push(vec![pushed(&hand.write(&[seal]))], &[]).await;
    assert_eq!(outcomes, [Ok(())]);
    assert_eq!(place.coverage(&unit)["sealed_in_time"], false, "{}", place.coverage(&unit));
    place.verified_run();
}

/// A seal that covers entries which do not exist yet: they are written when the deadline is over.
#[tokio::test(flavor = "multi_thread")]
async fn a_seal_of_what_is_not_written_yet_is_not_in_time() {
    let place = Place::new();
    let unit = village(0);
    let mut hand = three_deeds_in_time(&place, "village", &unit).await;
    let covers = format!("{}:9", hand.writer());
    let seal = hand.seal(PERIOD, "s1", &covers);
    let early = hand.signed(|entry| entry.puts[0].row = seal.into());
    // Were it taken, it would stand before what follows.
    let mut wire = place.to_county(&hand.identity).await;
    assert!(wire.push(vec![early], &[]).await[0].is_err());
    receipted_in_time(&place, &mut hand).await;
    assert_ne!(place.coverage(&unit)["status"], "received", "nothing was sealed");
    send_deeds(&place, &mut hand, &unit, 3..8).await;
    let seal = hand.seal(PERIOD, "s1", &hand.everything());
    place.to_county(&hand.identity).await.push(vec![pushed(&hand.write(&[seal]))], &[]).await;
    assert_eq!(place.coverage(&unit)["sealed_in_time"], false, "{}", place.coverage(&unit));
    place.verified_run();
}

/// The same with the program itself: its commands record no seal that the clerk wrote.
#[tokio::test(flavor = "multi_thread")]
async fn a_seal_is_nothing_that_a_clerk_types() {
    let place = Place::new();
    let unit = village(0);
    place.terminal("village", &unit);
    place.record("village", "d1");
    let device = place.identity("village").certificate().device;
    let covers = format!("{device}.0:7");
    let typed = ["record", "seals", "seal=s1", &format!("period={PERIOD}"), &format!("covers={covers}")];
    let refused = crate::program::cunbang(place.here(), &[&typed[..], &["--dir", "village"]].concat());
    assert_ne!(refused.status.code(), Some(0), "{}", String::from_utf8_lossy(&refused.stdout));
    let folder = place.here().join("seals");
    std::fs::create_dir_all(&folder).unwrap();
    let table = format!("unit,seal,period,covers\n{unit},s1,{PERIOD},{covers}\n");
    std::fs::write(folder.join("seals.csv"), table).unwrap();
    crate::program::cunbang(place.here(), &["import", "seals", "--dir", "village"]);
    for number in 2..9 {
        place.record("village", &format!("d{number}"));
    }
    place.send("village", &unit);
    let coverage = place.coverage(&unit);
    assert_eq!((&coverage["status"], &coverage["sealed_at"]), (&"provisional".into(), &Value::Null), "{coverage}");
    place.verified_run();
}

/// A seal from before a period's last day says nothing of the period.
#[tokio::test(flavor = "multi_thread")]
async fn a_period_is_not_sealed_before_it_is_over() {
    let place = Place::new();
    let unit = village(0);
    place.terminal("village", &unit);
    let next = Period::quarter_of(clock::county_date(now())).next();
    let (_, said) = place.at_with("village", 2, &["seal", &next.to_string()]);
    assert!(said.contains("is not over"), "{said}");

    let name = DocumentName::quarterly(DocumentKind::Ledger, unit.parse().unwrap(), next).unwrap();
    let mut hand = place.hand("village", name);
    let day = next.first_day().to_string();
    let deed = pushed(&hand.write(&[deed_on(&unit, "d1", &day, "帮扶")]));
    let seal = hand.seal(&next.to_string(), "s1", &hand.everything());
    let seal = pushed(&hand.write(&[seal]));
    // Through the township, which passes on what it takes.
    place.to_township(&hand.identity).await.push(vec![deed.clone(), seal.clone()], &[]).await;
    place.to_county(&hand.identity).await.push(vec![deed, seal], &[]).await;
    let coverage = place.coverage_of(&unit, &next.to_string());
    assert_ne!(coverage["status"], "received", "{coverage}");
    place.goes_on("village", &unit);
}
