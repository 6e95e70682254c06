//! The upper half: it serves only those who ask, answers each push by its number, and ends the stream exactly
//! when the device has everything it wants.

use crate::{ABOVE, BELOW, log, push};
use cunbang_ledger::{Refusal, RefusalCode};
use cunbang_model::{Role, Timestamp};
use cunbang_replica::Answer;
use cunbang_replica::feed::Page;
use cunbang_replica::recovery::{Loss, Shown};
use cunbang_store::{Agreement, Position};
use cunbang_sync::machine::{Greeting, Reading, Upper, UpperEffect, UpperEnds, UpperEvent, UpperFault};
use cunbang_sync::proto::{Down, Hello, Log, Part, Receipt, Segment, Up};
use cunbang_sync::wire;
use cunbang_sync::{MAX_PUSHES_PER_MESSAGE, MAX_RECEIPTS_PER_MESSAGE, MAX_WANTED_PER_MESSAGE};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// How far this node has the logs.
const HERE: Agreement = Agreement(7);
/// The end of the feed.
const END: Position = Position { number: 3, tag: [4; 8] };

/// A machine and its simulated store.
struct Play {
    machine: Upper,
    place: Option<Position>,
    /// Pages of the feed before the last one.
    pages: usize,
    refuses: Option<RefusalCode>,
    shown: Shown,
    effects: Vec<UpperEffect>,
    is_over: bool,
}

impl Play {
    fn new() -> Self {
        let ends = UpperEnds {
            own: ABOVE,
            peer: BELOW,
            peer_role: Role::Terminal,
            peer_unit: "330522103201".parse().unwrap(),
        };
        Self {
            machine: Upper::new(ends),
            place: Some(Position::START),
            pages: 0,
            refuses: None,
            shown: Shown::default(),
            effects: Vec::new(),
            is_over: false,
        }
    }

    fn take(&mut self, event: UpperEvent) -> Result<Vec<Down>, UpperFault> {
        self.machine.take(event)?;
        let mut sent = Vec::new();
        while let Some(effect) = self.machine.next_effect() {
            assert!(!self.is_over, "an effect after the end: {effect:?}");
            self.effects.push(effect.clone());
            let answer = match effect {
                UpperEffect::Send(down) => {
                    sent.push(down);
                    continue;
                }
                UpperEffect::End => {
                    self.is_over = true;
                    continue;
                }
                UpperEffect::Greet { .. } => UpperEvent::Greeted(Greeting {
                    now: Timestamp::UNIX_EPOCH,
                    place: self.place,
                    end: 9,
                    agreement: HERE,
                }),
                UpperEffect::ReadHeads { .. } => UpperEvent::Heads(vec![(log(0, BELOW), 5)]),
                UpperEffect::LookUp(_) => UpperEvent::LookedUp(self.shown.clone()),
                UpperEffect::TakeIn { .. } => {
                    let answer = match self.refuses {
                        Some(code) => Answer::Refused { refusal: Refusal::new(code, "行"), lacking: Vec::new() },
                        None => Answer::Taken(None),
                    };
                    UpperEvent::TookIn { answer, earlier: Vec::new(), branch: None }
                }
                UpperEffect::ReadReceipt(_) => UpperEvent::Receipt(None),
                UpperEffect::ReadFeed { .. } => {
                    let more = self.pages > 0;
                    self.pages = self.pages.saturating_sub(1);
                    let page = Page { segments: Vec::new(), receipts: Vec::new(), position: END, more };
                    UpperEvent::Read(Reading {
                        page,
                        certificates: BTreeMap::new(),
                        checkpoints: Vec::new(),
                        forks: Vec::new(),
                    })
                }
                _ => continue,
            };
            self.machine.take(answer)?;
        }
        Ok(sent)
    }

    fn hear(&mut self, up: Up) -> Vec<Down> {
        self.take(UpperEvent::Said(up)).unwrap()
    }

    fn has(&self, wanted: fn(&UpperEffect) -> bool) -> bool {
        self.effects.iter().any(wanted)
    }
}

fn hello(acknowledged: Agreement, stay: bool, whole: bool) -> Up {
    let hello = Hello { cursor: None, acknowledged: acknowledged.0, stay, understood: None, whole, ..Hello::default() };
    Up { hello: Some(hello), done: !stay, ..Up::default() }
}

fn segment(ledger: u32, is_good: bool) -> Segment {
    let segment = wire::push_to_wire(push(ledger), BELOW);
    if is_good { segment } else { Segment { log: None, ..segment } }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Pushes may be spread over messages in any way, readable or not.
    #[test]
    fn each_push_is_answered_by_its_number(
        messages in proptest::collection::vec(proptest::collection::vec(any::<bool>(), 0..5), 1..5),
        refuses in any::<bool>(),
    ) {
        let mut play = Play::new();
        play.refuses = refuses.then_some(RefusalCode::Row);
        let mut number = 0;
        for (place, goods) in messages.iter().enumerate() {
            let pushes = goods.iter().map(|is_good| segment(0, *is_good)).collect();
            let up = if place == 0 { hello(HERE, true, false) } else { Up::default() };
            let sent = play.hear(Up { pushes, ..up });
            let mut answered: Vec<(u32, bool)> = Vec::new();
            for down in sent {
                answered.extend(down.taken.iter().map(|taken| (taken.push, true)));
                answered.extend(down.refused.iter().map(|refused| (refused.push, false)));
            }
            answered.sort_unstable();
            let expected: Vec<(u32, bool)> = (number..).zip(goods.iter().map(|is_good| *is_good && !refuses)).collect();
            number += u32::try_from(goods.len()).unwrap();
            prop_assert_eq!(answered, expected);
        }
    }
}

#[test]
fn nothing_happens_before_the_device_was_checked() {
    let mut play = Play::new();
    assert_eq!(play.take(UpperEvent::News).unwrap(), [], "nobody has greeted yet");
    assert!(play.effects.is_empty());
    for event in [
        UpperEvent::Said(Up { pushes: vec![segment(0, true)], ..hello(HERE, true, false) }),
        UpperEvent::Said(Up { pushes: vec![segment(0, true)], ..Up::default() }),
        UpperEvent::News,
    ] {
        play.effects.clear();
        play.take(event).unwrap();
        assert!(matches!(play.effects[0], UpperEffect::CheckStanding));
    }
}

#[test]
fn hello_comes_once_and_first() {
    assert_eq!(Play::new().take(UpperEvent::Said(Up::default())).unwrap_err(), UpperFault::MisplacedHello);
    let mut play = Play::new();
    play.hear(hello(HERE, true, false));
    let again = play.take(UpperEvent::Said(hello(HERE, true, false)));
    assert_eq!(again.unwrap_err(), UpperFault::MisplacedHello);
}

#[test]
fn a_message_with_more_than_anyone_sends_ends_the_stream() {
    let hello = hello(HERE, true, false);
    let pushes = vec![segment(0, true); MAX_PUSHES_PER_MESSAGE + 1];
    let receipts = vec![Receipt::default(); MAX_RECEIPTS_PER_MESSAGE + 1];
    let wanted = vec![Log::default(); MAX_WANTED_PER_MESSAGE + 1];
    for up in [
        Up { pushes, ..hello.clone() },
        Up { receipts, ..hello.clone() },
        Up { receipts_wanted: wanted, ..hello.clone() },
    ] {
        let mut play = Play::new();
        let fault = play.take(UpperEvent::Said(up)).unwrap_err();
        assert!(matches!(fault, UpperFault::TooMany { .. }), "{fault}");
        assert!(play.effects.is_empty(), "nothing of it is looked at");
    }
}

/// A position in the middle of the feed.
const PLACE: Position = Position { number: 4, tag: [5; 8] };

#[test]
fn heads_go_down_when_the_two_sides_do_not_agree() {
    let cases = [
        // the device's agreement, its position, asks for everything → heads, everything, its own entries
        (HERE, Some(PLACE), false, false, false, false),
        (Agreement(8), Some(PLACE), false, true, false, false),
        // A device that has pulled nothing may have lost what it once sent.
        (HERE, Some(Position::START), false, false, false, true),
        (HERE, Some(PLACE), true, true, true, true),
        // A position in another feed: this node was restored.
        (HERE, None, false, true, true, true),
    ];
    for (says, place, asks, heads, whole, own) in cases {
        let mut play = Play::new();
        play.place = place;
        let sent = play.hear(hello(says, false, asks));
        assert_eq!(sent[0].heads.as_ref().map(|heads| heads.own), heads.then_some(whole));
        assert!(sent[0].caught_up);
        assert_eq!(play.has(|effect| matches!(effect, UpperEffect::ReadFeed { own_until: 9, .. })), own);
        assert_eq!(play.is_over, !heads, "the device compares and answers first");
        assert_eq!(play.machine.expects_answer(), heads, "it is not in step before that");
        if heads {
            play.hear(Up { done: true, ..Up::default() });
            assert!(!play.machine.expects_answer());
            assert!(play.is_over);
        }
    }
}

#[test]
fn a_stream_ends_when_the_feed_was_read_to_its_end() {
    let mut play = Play::new();
    play.pages = 2;
    let sent = play.hear(hello(HERE, false, false));
    let caught_up: Vec<bool> = sent.iter().map(|down| down.caught_up).collect();
    assert_eq!(caught_up, [false, false, true]);
    assert!(play.is_over);

    let mut play = Play::new();
    play.hear(hello(HERE, true, false));
    assert!(!play.is_over, "one that stays goes on");
    assert_eq!(play.take(UpperEvent::News).unwrap().len(), 1);
}

#[test]
fn own_receipts_for_what_is_lost_are_faced() {
    let receipt = |node: cunbang_model::DeviceId| Receipt {
        unit: "330522".to_owned(),
        node: node.as_bytes().to_vec(),
        log: Some(wire::log_to_wire(&log(0, BELOW), BELOW)),
        number: 5,
        entry_hash: vec![0; 32],
        received_at_ms: 0,
        signature: vec![0; 64],
    };
    let mut play = Play::new();
    play.shown = Shown { receipts: vec![(5, 3)], has_written: true };
    play.hear(Up { receipts: vec![receipt(ABOVE), receipt(BELOW)], ..hello(HERE, false, false) });
    assert!(play.has(|effect| matches!(effect, UpperEffect::LookUp(own) if own.len() == 1)));
    assert!(play.has(|effect| matches!(effect, UpperEffect::NoteLoss(Loss { entries: 2, new_incarnation: true }))));
    assert!(play.has(|effect| matches!(effect, UpperEffect::KeepReceipts(all) if all.len() == 2)));
}

fn part(part: Part, up: Up) -> Up {
    Up { part: part as i32, done: false, pushes: vec![segment(0, true)], ..up }
}

#[test]
fn each_part_is_answered_and_the_feed_is_read_after_the_last() {
    for (stay, is_over) in [(false, true), (true, false)] {
        let mut play = Play::new();
        let sent = play.hear(part(Part::More, hello(HERE, stay, false)));
        assert_eq!((sent.len(), sent[0].taken.len(), sent[0].caught_up), (1, 1, false));
        assert!(!play.has(|effect| matches!(effect, UpperEffect::ReadFeed { .. })));
        assert_eq!(play.take(UpperEvent::News).unwrap(), [], "the last part will be answered with it");
        let sent = play.hear(part(Part::Last, Up::default()));
        assert_eq!((sent.len(), sent[0].taken.len(), sent[0].caught_up), (1, 1, true));
        assert_eq!(play.is_over, is_over);
    }
}

#[test]
fn whoever_was_asked_in_an_answer_to_a_part_is_waited_for() {
    let mut play = Play::new();
    let sent = play.hear(part(Part::More, hello(Agreement(8), false, false)));
    assert!(sent[0].heads.is_some());
    play.hear(part(Part::Last, Up::default()));
    assert!(!play.is_over);
    play.hear(Up { done: true, ..Up::default() });
    assert!(play.is_over);
}

/// What continues another branch was packed with entries that are not here: it is not even read.
#[test]
fn what_continues_another_branch_is_left() {
    let mut play = Play::new();
    play.refuses = Some(RefusalCode::Fork);
    play.hear(part(Part::More, hello(HERE, true, false)));
    play.effects.clear();
    let next = Segment { dictionary: true, ..segment(0, true) };
    let sent = play.hear(Up { pushes: vec![next.clone()], ..part(Part::Last, Up::default()) });
    assert_eq!(sent[0].refused[0].code, RefusalCode::Fork as i32);
    assert!(!play.has(|effect| matches!(effect, UpperEffect::TakeIn { .. })));
    // What is sent after the answer is looked at again.
    play.hear(Up { pushes: vec![next], ..Up::default() });
    assert!(play.has(|effect| matches!(effect, UpperEffect::TakeIn { .. })));
}
