//! Laws of the device's side of an exchange: whatever way answers come, each push is answered once, and
//! the exchange is over when all were and not before.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_ledger::{LogHead, LogId, RefusalCode, Writer};
use cunbang_model::DeviceId;
use cunbang_replica::OutgoingPush;
use cunbang_store::Position;
use cunbang_sync::machine::{Machine, Step};
use cunbang_sync::proto::{Cursor, Down, Heads, Refused, Taken};
use proptest::prelude::*;

fn push(number: u32) -> OutgoingPush {
    let document = format!("ledger/330522103201/{}Q1", 2000 + number).parse().unwrap();
    let log = LogId { document, writer: Writer { device: DeviceId::from_bytes([1; 16]), incarnation: 0 } };
    let head = LogHead { number: 1, ..LogHead::empty(&log) };
    OutgoingPush { log, first: 1, head, packed: vec![1], dictionary: false, signature: [2; 64] }
}

fn machine() -> Machine {
    Machine::new(DeviceId::from_bytes([1; 16]), DeviceId::from_bytes([9; 16]), "330522".parse().unwrap())
}

fn taken(push: u32) -> Taken {
    Taken { push, received_at_ms: 1, signature: vec![3; 64], number: 0 }
}

fn refused(push: u32) -> Refused {
    Refused { push, code: RefusalCode::Row as i32, message: "行".to_owned(), have: 0 }
}

/// What the steps say became of each push, by its log.
fn answered(steps: &[Step]) -> Vec<(LogId, bool)> {
    let mut answered = Vec::new();
    for step in steps {
        match step {
            Step::Acknowledge(acknowledged) => answered.extend(acknowledged.iter().map(|one| (one.log, true))),
            Step::Refused { log, .. } => answered.push((*log, false)),
            _ => {}
        }
    }
    answered
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn each_push_is_answered_once_in_whatever_order(
        answers in proptest::collection::vec(any::<bool>(), 0..12).prop_flat_map(|kinds| {
            let numbered: Vec<(u32, bool)> = (0..).zip(kinds).collect();
            Just(numbered).prop_shuffle()
        }),
        sizes in proptest::collection::vec(0_usize..4, 12),
        caught_up_in in 0_usize..12,
        first_flight in 0_usize..12,
    ) {
        let pushes: Vec<OutgoingPush> = (0..u32::try_from(answers.len()).unwrap()).map(push).collect();
        let (first, later) = pushes.split_at(first_flight.min(pushes.len()));
        let mut machine = machine();
        machine.open(&Position::START, 0, true, false, first, &[]);
        machine.push(later, &[]);
        let mut rest = answers.as_slice();
        let mut seen = Vec::new();
        let mut caught_up = false;
        for (number, size) in sizes.iter().chain(&[answers.len()]).enumerate() {
            let (now, after) = rest.split_at((*size).min(rest.len()));
            rest = after;
            let mut down = Down { caught_up: number == caught_up_in, ..Down::default() };
            for (push, is_good) in now {
                if *is_good { down.taken.push(taken(*push)) } else { down.refused.push(refused(*push)) }
            }
            caught_up |= down.caught_up;
            seen.extend(answered(&machine.receive(down).unwrap()));
            prop_assert_eq!(machine.unanswered().count(), rest.len());
            prop_assert_eq!(machine.is_idle(), rest.is_empty() && caught_up);
        }
        seen.sort_unstable();
        let mut expected: Vec<(LogId, bool)> = answers.iter().map(|(number, is_good)| (push(*number).log, *is_good)).collect();
        expected.sort_unstable();
        prop_assert_eq!(seen, expected);
    }
}

#[test]
fn an_answer_to_nothing_breaks_the_protocol() {
    let mut machine = machine();
    machine.open(&Position::START, 0, false, false, &[push(0)], &[]);
    assert!(machine.receive(Down { taken: vec![taken(1)], ..Down::default() }).is_err());
    machine.receive(Down { taken: vec![taken(0)], ..Down::default() }).unwrap();
    for again in
        [Down { taken: vec![taken(0)], ..Down::default() }, Down { refused: vec![refused(0)], ..Down::default() }]
    {
        assert!(machine.receive(again).is_err());
    }
}

#[test]
fn an_exchange_is_not_over_while_both_sides_compare() {
    let mut machine = machine();
    machine.open(&Position::START, 7, false, false, &[push(0)], &[]);
    let down = Down { heads: Some(Heads::default()), taken: vec![taken(0)], caught_up: true, ..Down::default() };
    let steps = machine.receive(down).unwrap();
    assert!(matches!(steps[0], Step::Compare { .. }), "compared first: what else came is newer");
    assert!(!machine.is_idle());
    let up = machine.answer_comparison(&[push(1)], &[], &[push(0).log], false);
    assert!(up.done && up.hello.is_none() && up.receipts_wanted.len() == 1);
    assert!(!machine.is_idle(), "one more push is under way");
    machine.receive(Down { taken: vec![taken(1)], ..Down::default() }).unwrap();
    assert!(machine.is_idle());
}

#[test]
fn the_cursor_moves_after_what_it_covers() {
    let mut machine = machine();
    machine.open(&Position::START, 0, false, false, &[], &[]);
    let down = Down {
        segments: vec![cunbang_sync::wire::push_to_wire(&push(0), DeviceId::from_bytes([9; 16]))],
        cursor: Some(Cursor { number: 4, tag: vec![0; 8] }),
        caught_up: true,
        ..Down::default()
    };
    let steps = machine.receive(down).unwrap();
    let place = |wanted: fn(&Step) -> bool| steps.iter().position(wanted).unwrap();
    assert!(place(|step| matches!(step, Step::Take(_))) < place(|step| matches!(step, Step::Pulled(_))));
}
