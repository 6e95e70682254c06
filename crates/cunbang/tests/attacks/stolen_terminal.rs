//! A stolen terminal 被盗终端 that nobody has revoked yet. Its thief has its folder, and so its key; the program's own
//! checks are gone. The village has another terminal, and everybody has to go on.

use crate::place::{COUNTY, PERIOD, Place, TOWNSHIP, ledger};
use crate::program::village;
use cunbang_world::hostile::{Hand, LogId, OperationId, Point, Receipt, Writer, largest, limits, pushed, receipt};
use cunbang_world::rows::deed_on;
use cunbang_world::{document, moment};

/// Pushes to the township and to the county, in messages of some pushes each, and gives how many were taken.
async fn push_everywhere(place: &Place, hand: &Hand, pushes: &[cunbang_sync::proto::Segment], each: usize) -> usize {
    let mut taken = 0;
    for mut wire in [place.to_township(&hand.identity).await, place.to_county(&hand.identity).await] {
        for some in pushes.chunks(each) {
            taken += wire.push(some.to_vec(), &[]).await.iter().filter(|outcome| outcome.is_ok()).count();
        }
    }
    taken
}

fn deed(unit: &str, id: &str) -> cunbang_model::Row {
    deed_on(unit, id, "2026-07-03", "冒写")
}

/// A county with a village of two terminals, of which `stolen` was stolen.
fn robbed() -> (Place, String, Hand) {
    let place = Place::new();
    let unit = village(0);
    place.terminal("stolen", &unit);
    place.terminal("honest", &unit);
    place.record_and_send("honest", &unit, "before");
    let thief = place.hand("stolen", ledger(&unit));
    (place, unit, thief)
}

/// More heads than an entry may name, from as many logs as one device can begin.
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_incarnations_leave_the_village_readable() {
    let (place, unit, thief) = robbed();
    let heads: Vec<_> = (0..100)
        .map(|number| pushed(&thief.copy(number * 7919).write(&[deed(&unit, &format!("x{number}"))])))
        .collect();
    push_everywhere(&place, &thief, &heads, 20).await;
    place.goes_on("honest", &unit);
}

/// Entries that are validly signed and say what they cannot know.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_entry_cannot_know_harms_nobody() {
    let (place, unit, mut thief) = robbed();
    let first = pushed(&thief.write(&[deed(&unit, "x1")]));
    let own = |counter| OperationId { counter, writer: thief.writer() };
    let others = Writer { device: place.identity("honest").certificate().device, incarnation: 0 };
    let unseen = OperationId { counter: 1, writer: others };
    let neighbour = [deed(&village(1), "x3")];
    let in_place_of = |ids: Vec<OperationId>| thief.signed(move |entry| entry.puts[0].supersedes = ids);
    let entries = [
        in_place_of(vec![own(1)]),
        in_place_of(vec![unseen]),
        in_place_of(vec![own(999)]),
        thief.signed(|entry| entry.first_operation = limits::MAX_OPERATION - 1),
        thief.signed(|entry| entry.puts[0].row = neighbour[0].clone().into()),
        thief.signed(|entry| entry.puts = vec![entry.puts[0].clone(); limits::MAX_PUTS_PER_ENTRY + 1]),
    ];
    assert_eq!(push_everywhere(&place, &thief, &[first], 1).await, 2);
    for entry in entries {
        push_everywhere(&place, &thief, &[entry], 1).await;
    }
    // It has seen what is nowhere. No signature is valid for content that nobody can work out.
    let nowhere = Point { writer: Writer { device: thief.id(), incarnation: 5 }, number: 3 };
    push_everywhere(&place, &thief, &[thief.altered(|entry| entry.seen = vec![nowhere])], 1).await;
    place.goes_on("honest", &unit);
    let kept = place.export("county", &ledger(&unit).to_string()).to_string();
    assert!(kept.contains("deeds/x1") && kept.contains("deeds/before"), "{kept}");
    assert!(!kept.contains(&village(1)), "{kept}");
}

/// Documents that are not its village's.
#[tokio::test(flavor = "multi_thread")]
async fn it_writes_in_no_other_villages_name() {
    let (place, unit, thief) = robbed();
    let neighbour = village(1);
    for name in ["ledger", "inspection", "appeal"] {
        let name = document(&format!("{name}/{neighbour}/{PERIOD}"));
        let mut hand = Hand::new(thief.identity.clone(), ledger(&neighbour), crate::place::now());
        let segment = hand.write(&[deed(&neighbour, "x1")]);
        let log = LogId { document: name, writer: hand.writer() };
        let mut forged = pushed(&segment);
        forged.log = Some(cunbang_world::hostile::named(&log));
        assert_eq!(push_everywhere(&place, &thief, &[forged], 1).await, 0, "{name}");
    }
    assert_eq!(place.coverage(&neighbour)["entries"], 0);
    place.goes_on("honest", &unit);
}

/// Receipts that it makes up, in its own name and with a signature of its own in the names of nodes.
#[tokio::test(flavor = "multi_thread")]
async fn it_dates_nothing() {
    let (place, unit, mut thief) = robbed();
    let entries = pushed(&thief.write(&[deed(&unit, "x1")]));
    let seal = thief.seal(PERIOD, "s1", &thief.everything());
    let seal = pushed(&thief.write(&[seal]));
    assert_eq!(push_everywhere(&place, &thief, &[entries, seal], 2).await, 4);
    let before = place.coverage(&unit);
    let (head, log, at) = (thief.head(), thief.log(ledger(&unit)), moment("2026-10-05T02:00:00Z"));
    let own = receipt(&thief.identity, &log, head.number, head.entry_hash, at);
    let nodes = [(TOWNSHIP, "township"), (COUNTY, "county")];
    let forged = nodes.map(|(unit, node)| Receipt {
        unit: unit.parse().unwrap(),
        node: place.identity(node).certificate().device,
        ..own.clone()
    });
    let receipts = vec![[&[own][..], &forged].concat(); 500].concat();
    for mut wire in [place.to_township(&thief.identity).await, place.to_county(&thief.identity).await] {
        wire.push(Vec::new(), &receipts).await;
        wire.settle().await;
    }
    let coverage = place.coverage(&unit);
    assert_eq!((&coverage["sealed_at"], &coverage["sealed_in_time"]), (&before["sealed_at"], &false.into()));
    place.goes_on("honest", &unit);
}

/// Streams that it opens and never reads.
#[tokio::test(flavor = "multi_thread")]
async fn streams_that_nobody_reads_hold_nobody_up() {
    let (place, unit, mut thief) = robbed();
    let large = pushed(&thief.write(&largest(&unit, 0)));
    push_everywhere(&place, &thief, &[large], 1).await;
    let mut unread = Vec::new();
    for _ in 0..100 {
        unread.push(place.to_township(&thief.identity).await);
        unread.push(place.to_county(&thief.identity).await);
    }
    place.goes_on("honest", &unit);
    drop(unread);
}

/// As much as fits into a message, again and again, and rubbish ten thousand times.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_large_and_what_is_rubbish_crowds_nobody_out() {
    let (place, unit, mut thief) = robbed();
    let large: Vec<_> = (0..3).map(|number| pushed(&thief.write(&largest(&unit, number)))).collect();
    assert!(large.iter().all(|segment| segment.frame.len() > limits::MAX_FRAME_BYTES / 2));
    push_everywhere(&place, &thief, &large, 4).await;
    let rubbish = thief.altered(|entry| entry.operator = "窃贼".to_owned());
    let storm = |wire: crate::wire::Wire| {
        let rubbish = rubbish.clone();
        tokio::spawn(async move {
            let mut wire = wire;
            for _ in 0..25 {
                wire.push(vec![rubbish.clone(); 200], &[]).await;
            }
        })
    };
    let township = storm(place.to_township(&thief.identity).await);
    let county = storm(place.to_county(&thief.identity).await);
    // While it lasts.
    place.record_and_send("honest", &unit, "meanwhile");
    township.await.unwrap();
    county.await.unwrap();
    place.goes_on("honest", &unit);
}
