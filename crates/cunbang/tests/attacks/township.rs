//! A township 乡镇 that lies: it has a node's key, and what it signs with it looks like any receipt.

use crate::place::{PERIOD, Place, TOWNSHIP, ledger, now, wait_until};
use crate::program::village;
use crate::upstream::{Liar, Lie};
use cunbang_sync::proto::{Down, Heads, RefusalCode, Refused, Segment, Taken};
use cunbang_world::hostile::{Hand, Hash, Receipt, pushed, receipt};
use cunbang_world::moment;
use cunbang_world::rows::deed_on;
use std::sync::Arc;

/// Before the deadline, and after it.
const IN_TIME: &str = "2026-10-05T02:00:00Z";
const LATE: &str = "2026-11-01T02:00:00Z";

/// A village's terminal that has written three deeds and a seal over them.
fn sealed(place: &Place, name: &str, unit: &str) -> (Hand, Vec<Segment>) {
    place.terminal(name, unit);
    let mut hand = place.hand(name, ledger(unit));
    let rows: Vec<_> = (0..3).map(|number| deed_on(unit, &format!("d{number}"), "2026-07-03", "帮扶")).collect();
    let written = pushed(&hand.write(&rows));
    let seal = hand.seal(PERIOD, "s1", &hand.everything());
    let sealed = pushed(&hand.write(&[seal]));
    (hand, vec![written, sealed])
}

/// The same, and the county has it, now.
async fn received(place: &Place, name: &str, unit: &str) -> Hand {
    let (hand, pushes) = sealed(place, name, unit);
    let outcomes = place.to_county(&hand.identity).await.push(pushes, &[]).await;
    assert_eq!(outcomes, [Ok(()), Ok(())]);
    hand
}

/// What the township signs for all that a device has written.
fn signed(place: &Place, hand: &Hand, at: &str) -> Receipt {
    let head = hand.head();
    receipt(&place.identity("township"), &hand.log(hand.document.name()), head.number, head.entry_hash, moment(at))
}

/// A time before a seal could have come makes nobody early, and takes nothing from what the county saw itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_of_1999_counts_for_nothing() {
    let place = Place::new();
    let unit = village(0);
    let hand = received(&place, "village", &unit).await;
    let before = (place.coverage(&unit)["sealed_at"].clone(), place.verified_run().of(&unit));
    place.pass_up(&[signed(&place, &hand, "1999-10-05T02:00:00Z")]).await;
    let coverage = place.coverage(&unit);
    assert_eq!(coverage["sealed_in_time"], false, "{coverage}");
    assert_eq!((coverage["sealed_at"].clone(), place.verified_run().of(&unit)), before);
}

/// Two times for the same entries: the earlier one counts, whichever was handed in first; the incident names the node,
/// and beside the township's time stands the county's own.
#[tokio::test(flavor = "multi_thread")]
async fn contradicting_receipts_say_the_same_in_both_orders() {
    let place = Place::new();
    let (first, second) = (village(0), village(1));
    let one = received(&place, "first", &first).await;
    let other = received(&place, "second", &second).await;
    place.pass_up(&[signed(&place, &one, IN_TIME)]).await;
    place.pass_up(&[signed(&place, &one, LATE)]).await;
    place.pass_up(&[signed(&place, &other, LATE)]).await;
    place.pass_up(&[signed(&place, &other, IN_TIME)]).await;
    let told = [&first, &second].map(|unit| {
        let coverage = place.coverage(unit);
        assert_ne!(coverage["sealed_by_county_at"], coverage["sealed_at"], "the county's own time is shown beside");
        (coverage["sealed_at"].clone(), coverage["sealed_in_time"].clone())
    });
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0].1, true, "nobody is made late");
    place.verified_run();
    let node = place.identity("township").certificate().device.to_string();
    let incidents = place.incidents("county");
    let naming = incidents.iter().filter(|message| message.contains(&node)).count();
    assert!(naming >= 2, "{incidents:#?}");
}

/// A receipt for something that the village never wrote.
#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_for_other_content_moves_nothing() {
    let place = Place::new();
    let unit = village(0);
    let hand = received(&place, "village", &unit).await;
    let before = (place.coverage(&unit)["sealed_at"].clone(), place.verified_run().of(&unit));
    let (node, log, number) = (place.identity("township"), hand.log(hand.document.name()), hand.head().number);
    place.pass_up(&[receipt(&node, &log, number, Hash([7; 32]), moment(IN_TIME))]).await;
    place.pass_up(&[receipt(&node, &log, number + 5, Hash([8; 32]), moment(IN_TIME))]).await;
    assert_eq!(place.coverage(&unit)["sealed_in_time"], false, "{}", place.coverage(&unit));
    assert_eq!((place.coverage(&unit)["sealed_at"].clone(), place.verified_run().of(&unit)), before);
    // The county keeps it as an incident that says whose it is; its own store is well.
    let node = node.certificate().device.to_string();
    let naming = |text: &str| text.contains(&node) && text.contains("other entries of");
    let incidents = place.incidents("county");
    assert_eq!(incidents.iter().filter(|message| naming(message)).count(), 1, "{incidents:#?}");
    let (_, said) = place.at_with("county", 0, &["doctor"]);
    assert!(said.contains(&format!("receipt of {TOWNSHIP}")) && said.contains("all is well"), "{said}");
    // On a busy machine the write by which health is proven may take its time.
    wait_until("a county that is well", || place.county.health().0.contains("200"));
    // Handed in again, it says nothing new.
    let node = place.identity("township");
    place.pass_up(&[receipt(&node, &log, number, Hash([7; 32]), moment(IN_TIME))]).await;
    assert_eq!(place.incidents("county").len(), incidents.len());
    place.verified_run();
}

/// Whoever has the key of a township's node that was revoked dates nothing with it that comes from then on.
#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_townships_receipts_count_no_more() {
    let place = Place::new();
    let unit = village(0);
    let node = place.identity("township").certificate().device.to_string();
    place.at("county", &["enrol", "revoke", &node, "--reason", "节点被盗"]);
    let revoked = now().as_second();
    wait_until("another second", || now().as_second() > revoked);
    let hand = received(&place, "village", &unit).await;
    let before = place.coverage(&unit);
    let early = signed(&place, &hand, IN_TIME);
    place.pass_up(std::slice::from_ref(&early)).await;
    // And through a terminal, which is let in.
    let mut wire = place.to_county(&hand.identity).await;
    wire.push(Vec::new(), &[early]).await;
    wire.settle().await;
    let coverage = place.coverage(&unit);
    assert_eq!((&coverage["sealed_at"], &coverage["sealed_in_time"]), (&before["sealed_at"], &false.into()));
    place.verified_run();
    place.at("county", &["doctor"]);
}

/// A township that signs in time and passes neither entries nor receipts on. The terminal shows the county both.
#[tokio::test(flavor = "multi_thread")]
async fn receipts_that_are_held_back_come_with_the_terminal() {
    let place = Place::new();
    let unit = village(0);
    place.terminal("village", &unit);
    let liar = Liar::new(&place, moment(IN_TIME), Arc::new(|down| down)).await;
    place.record("village", "d1");
    place.at("village", &["seal", PERIOD, "--yes"]);
    place.set_upstreams("village", &[&liar.address, &place.county.address]);
    place.at("village", &["sync"]);
    place.at("village", &["sync"]);
    let coverage = place.coverage(&unit);
    assert_eq!((&coverage["status"], &coverage["sealed_in_time"]), (&"received".into(), &true.into()), "{coverage}");
    assert_eq!(place.verified_run().of(&unit)["score"], "1.00");
    place.at("county", &["doctor"]);
}

/// Refuses all that was taken, for a reason of its own.
fn refusing(code: RefusalCode, message: &str) -> Lie {
    let message = message.to_owned();
    Arc::new(move |mut down| {
        let taken = std::mem::take(&mut down.taken).into_iter();
        let refused = |push| Refused { push, code: code.into(), message: message.clone(), lacking: Vec::new() };
        down.refused.extend(taken.map(|taken| refused(taken.push)));
        down.receipts.clear();
        down
    })
}

/// Whatever a township answers, what a terminal records reaches the county past it, and the terminal stays well.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_of_a_township_cuts_a_village_off() {
    let place = Place::new();
    let unit = village(0);
    place.terminal("village", &unit);
    let mut lies: Vec<(String, Lie)> = Vec::new();
    for code in [
        RefusalCode::UnknownDevice,
        RefusalCode::RevokedDevice,
        RefusalCode::NotPermitted,
        RefusalCode::BadSignature,
        RefusalCode::Gap,
        RefusalCode::Shape,
        RefusalCode::Row,
        RefusalCode::TooLarge,
        RefusalCode::UnknownDependency,
        RefusalCode::BrokenChain,
        RefusalCode::Expired,
        RefusalCode::TooNew,
    ] {
        lies.push((format!("{code:?}"), refusing(code, "no")));
    }
    let taken = |alter: fn(&mut Taken)| {
        move |mut down: Down| {
            down.taken.iter_mut().for_each(alter);
            down
        }
    };
    lies.push(("more than was sent".to_owned(), Arc::new(taken(|taken| taken.number += 1000))));
    lies.push(("less than was sent".to_owned(), Arc::new(taken(|taken| taken.number = 0))));
    lies.push(("a receipt that is not signed".to_owned(), Arc::new(taken(|taken| taken.signature[0] ^= 1))));
    lies.push(("for another push".to_owned(), Arc::new(taken(|taken| taken.push += 77))));
    let all_gone = |mut down: Down| {
        down.heads = Some(Heads { heads: Vec::new(), own: true });
        down
    };
    lies.push(("everything is gone".to_owned(), Arc::new(all_gone)));
    for (number, (name, lie)) in lies.into_iter().enumerate() {
        let liar = Liar::new(&place, now(), lie).await;
        place.set_upstreams("village", &[&liar.address, &place.county.address]);
        let deed = format!("deed{number}");
        place.record("village", &deed);
        let said = place.at_any("village", &["sync"]);
        let here = place.at_any("county", &["export", &ledger(&unit).to_string()]);
        assert!(here.contains(&deed), "{name}: {said}");
    }
    place.at("village", &["doctor"]);
    place.set_upstreams("village", &[&place.township.address, &place.county.address]);
    place.goes_on("village", &unit);
}

/// A township that answers everything with a fork, and proves none. The rows reach the county past it, and the clerk is
/// told which node refuses them.
#[tokio::test(flavor = "multi_thread")]
async fn a_fork_that_nobody_proves_cuts_nobody_off() {
    let place = Place::new();
    let unit = village(0);
    place.terminal("village", &unit);
    let liar =
        Liar::new(&place, now(), refusing(RefusalCode::Fork, "entry 1 already exists with different content")).await;
    place.set_upstreams("village", &[&liar.address, &place.county.address]);
    let mut said = String::new();
    for number in 0..3 {
        place.record("village", &format!("d{number}"));
        let done = crate::program::cunbang(place.here(), &["sync", "--dir", "village"]);
        said += &String::from_utf8_lossy(&done.stderr);
    }
    place.at_any("village", &["seal", PERIOD, "--yes"]);
    place.at_any("village", &["sync"]);
    let coverage = place.coverage(&unit);
    assert_eq!(coverage["status"], "received", "{coverage}\n{said}");
    assert_eq!(place.verified_run().of(&unit)["score"], "3.00");
    let shown = said + &place.incidents("village").join("\n");
    let mut words = shown.split(|letter: char| !letter.is_ascii_digit());
    assert!(words.any(|word| word == TOWNSHIP), "{shown}");
    place.at("village", &["doctor"]);
}

/// What a township says moves no cursor, turns nothing around and adds no line to what a clerk is shown.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_township_says_draws_nothing() {
    const MARKS: &str = "ledger/620724101200/2026Q3 ✓✓✓";
    let place = Place::new();
    let unit = village(0);
    place.terminal("village", &unit);
    let words = format!("\u{202e}no\u{1b}[2J\n{MARKS}\r\n");
    let liar = Liar::new(&place, now(), refusing(RefusalCode::NotPermitted, &words)).await;
    place.set_upstreams("village", &[&liar.address, &place.county.address]);
    place.record("village", "d1");
    let shown = place.at_any("village", &["sync"]) + &place.at_any("village", &["status"]);
    assert!(!shown.contains(['\u{202e}', '\u{1b}', '\r']), "{shown:?}");
    assert!(shown.lines().all(|line| line.trim() != MARKS), "{shown:?}");
}
