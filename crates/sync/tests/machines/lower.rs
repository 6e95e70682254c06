//! The lower half: in whatever order answers come, each push is answered once, and the exchange ends exactly
//! when all have been answered.

use crate::{ABOVE, BELOW, BESIDE, log, push, push_of, refused, taken};
use cunbang_ledger::{LogHead, LogId, Receipt, Refusal, RefusalCode};
use cunbang_model::{Role, Timestamp};
use cunbang_replica::exchange::Judged;
use cunbang_replica::recovery::{Author, ReceiptFor, TwoSides};
use cunbang_replica::{Answer, OutgoingPush};
use cunbang_store::{Agreement, Position};
use cunbang_sync::machine::{Compared, Lower, LowerEffect, LowerEnds, LowerEvent, Memory, Outgoing, Whole};
use cunbang_sync::proto::{self, Cursor, Down, Heads, Hello, Part, Up};
use cunbang_sync::wire;
use cunbang_sync::{MAX_PUSHES_PER_MESSAGE, MAX_RECEIPTS_PER_MESSAGE};
use proptest::prelude::*;

/// A machine and its simulated store.
struct Play {
    machine: Lower,
    memory: Memory,
    pending: Vec<OutgoingPush>,
    /// Receipts that go with them.
    passed: Vec<Receipt>,
    compared: Compared,
    receipt_for: ReceiptFor,
    /// What is acknowledged has yet to be pushed.
    is_due: bool,
    /// This device's clock when an answer is here.
    now: Timestamp,
    /// What comes down builds on what is not here.
    refuses: bool,
    /// What the node has is not here.
    lacks: bool,
    /// All effects, in order.
    effects: Vec<LowerEffect>,
}

impl Play {
    fn new(stay: bool) -> Self {
        let ends =
            LowerEnds { own: BELOW, role: Role::Terminal, upstream: ABOVE, upstream_unit: "330522".parse().unwrap() };
        Self {
            machine: Lower::new(ends, stay),
            memory: Memory {
                now: Timestamp::UNIX_EPOCH,
                pulled: None,
                whole: Whole::No,
                incarnation: 0,
                acknowledged: Agreement(7),
                branches: Vec::new(),
            },
            pending: Vec::new(),
            passed: Vec::new(),
            compared: Compared::default(),
            receipt_for: ReceiptFor::WhatIsHere,
            is_due: false,
            now: Timestamp::UNIX_EPOCH,
            refuses: false,
            lacks: false,
            effects: Vec::new(),
        }
    }

    /// A stream whose first messages contain these pushes.
    fn opened(stay: bool, pending: &[OutgoingPush]) -> Self {
        let mut play = Self::new(stay);
        play.pending = pending.to_vec();
        play.work();
        play
    }

    /// Carries out all effects. Returns the messages sent.
    fn work(&mut self) -> Vec<Up> {
        let mut sent = Vec::new();
        while let Some(effect) = self.machine.next_effect() {
            self.effects.push(effect.clone());
            let answer = match effect {
                LowerEffect::Send(up) => {
                    sent.push(up);
                    continue;
                }
                LowerEffect::Remember => LowerEvent::Remembered(self.memory.clone()),
                LowerEffect::Gather { except, .. } => {
                    let mut pushes = std::mem::take(&mut self.pending);
                    self.pending = pushes.extract_if(.., |push| except.contains(&push.log.document)).collect();
                    let receipts = std::mem::take(&mut self.passed);
                    LowerEvent::Gathered(Outgoing { pushes, receipts, ..Outgoing::default() })
                }
                LowerEffect::ReadClock(theirs) => LowerEvent::Clock { theirs, now: self.now },
                LowerEffect::Compare { .. } => LowerEvent::Compared(self.compared.clone()),
                LowerEffect::LookFor(_) => LowerEvent::LookedFor { lacks: self.lacks },
                LowerEffect::Judge { acknowledged: all, .. } => {
                    let judge =
                        |one| Judged { one, known: 0, receipt_for: Some(self.receipt_for), is_due: self.is_due };
                    LowerEvent::Judged(all.into_iter().map(judge).collect())
                }
                LowerEffect::TakeIn(push) if self.refuses => {
                    let refusal = Refusal::new(RefusalCode::UnknownDependency, "行");
                    let answer = Answer::Refused { refusal, lacking: Vec::new() };
                    LowerEvent::TookIn { log: push.log, answer, fresh: 0 }
                }
                LowerEffect::TakeIn(push) => {
                    LowerEvent::TookIn { log: push.log, answer: Answer::Taken(None), fresh: 1 }
                }
                _ => continue,
            };
            self.machine.take(answer).unwrap();
        }
        sent
    }

    fn hear(&mut self, down: Down) -> Vec<Up> {
        self.machine.take(LowerEvent::Said(down)).unwrap();
        self.work()
    }

    fn news(&mut self, pending: &[OutgoingPush]) -> Vec<Up> {
        self.pending.extend_from_slice(pending);
        self.machine.take(LowerEvent::News).unwrap();
        self.work()
    }

    fn place(&self, wanted: fn(&LowerEffect) -> bool) -> Option<usize> {
        self.effects.iter().position(wanted)
    }

    fn acknowledged(&self) -> Vec<LogId> {
        let kept = self.effects.iter().filter_map(|effect| match effect {
            LowerEffect::KeepAcknowledged(kept) => Some(kept.iter().map(|judged| judged.one.log)),
            _ => None,
        });
        kept.flatten().collect()
    }
}

fn logs(sent: &[Up]) -> Vec<LogId> {
    let pushes = sent.iter().flat_map(|up| &up.pushes);
    pushes.map(|push| wire::log_from_wire(push.log.as_ref(), BELOW).unwrap()).collect()
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
        let mut play = Play::opened(true, first);
        let messages = 1 + play.news(later).len();
        let mut rest = answers.as_slice();
        let mut answered = 0;
        for (number, size) in sizes.iter().chain(&[answers.len()]).enumerate() {
            let (now, after) = rest.split_at((*size).min(rest.len()));
            rest = after;
            let mut down = Down { caught_up: number >= caught_up_in, ..Down::default() };
            for (push, is_good) in now {
                if *is_good { down.taken.push(taken(*push)) } else { down.refused.push(refused(*push, RefusalCode::Row)) }
            }
            answered += usize::from(down.caught_up);
            play.hear(down);
            prop_assert_eq!(play.machine.unanswered().count(), rest.len());
            prop_assert_eq!(play.machine.is_idle(), rest.is_empty() && answered >= messages);
        }
        let refused = play.machine.take_report().refused.into_iter().map(|(log, _)| (log, false));
        let mut seen: Vec<(LogId, bool)> = play.acknowledged().into_iter().map(|log| (log, true)).chain(refused).collect();
        seen.sort_unstable();
        let mut expected: Vec<(LogId, bool)> = answers.iter().map(|(number, is_good)| (push(*number).log, *is_good)).collect();
        expected.sort_unstable();
        prop_assert_eq!(seen, expected);
    }
}

#[test]
fn an_answer_to_nothing_breaks_the_protocol() {
    let mut play = Play::opened(false, &[push(0)]);
    let mut hear = |down| play.machine.take(LowerEvent::Said(down));
    assert!(hear(Down { taken: vec![taken(1)], ..Down::default() }).is_err());
    hear(Down { taken: vec![taken(0)], ..Down::default() }).unwrap();
    assert!(hear(Down { taken: vec![taken(0)], ..Down::default() }).is_err());
    assert!(hear(Down { refused: vec![refused(0, RefusalCode::Row)], ..Down::default() }).is_err());
}

#[test]
fn hello_asks_for_everything_when_the_store_may_lack_something() {
    let place = Position { number: 4, tag: [5; 8] };
    let cases = [
        // pulled, whole wanted → cursor, whole
        (None, Whole::No, 0, false),
        (None, Whole::Wanted, 0, true),
        (Some((place, 0)), Whole::No, 4, false),
        (Some((place, 0)), Whole::Wanted, 0, true),
        // The line broke in the middle of everything: what has arrived is not sent again.
        (Some((place, 0)), Whole::UnderWay, 4, true),
        // Pulled in another incarnation: this store was restored.
        (Some((place, 3)), Whole::No, 0, true),
        (Some((place, 3)), Whole::UnderWay, 0, true),
    ];
    for (pulled, wanted, cursor, whole) in cases {
        let mut play = Play::new(false);
        play.memory = Memory { pulled, whole: wanted, ..play.memory.clone() };
        let sent = play.work();
        let expected = Hello {
            cursor: (cursor > 0).then(|| Cursor { number: cursor, tag: vec![5; 8] }),
            acknowledged: 7,
            stay: false,
            understood: Some(wire::Understood::OURS.to_wire()),
            whole,
            now_ms: 0,
            incarnation: play.memory.incarnation,
        };
        assert_eq!(sent[0].hello.as_ref(), Some(&expected));
        assert!(sent[0].done);
    }
}

#[test]
fn an_exchange_is_not_over_while_both_sides_compare() {
    let mut play = Play::opened(false, &[push(0)]);
    play.pending = vec![push(1)];
    play.compared.logs = vec![TwoSides {
        log: log(0, BELOW),
        here: 5,
        there: 5,
        acknowledged: 3,
        shared: true,
        author: Author::Present,
    }];
    let down = Down { heads: Some(Heads::default()), taken: vec![taken(0)], ..Down::default() };
    play.machine.take(LowerEvent::Said(Down { caught_up: true, ..down })).unwrap();
    assert!(!play.machine.is_idle(), "both sides compare");
    let sent = play.work();
    let place = |wanted| play.place(wanted).unwrap();
    let compared = place(|effect| matches!(effect, LowerEffect::Compare { .. }));
    assert!(compared < place(|effect| matches!(effect, LowerEffect::Judge { .. })), "what else came is newer");
    assert!(sent[0].done && sent[0].hello.is_none() && sent[0].receipts_wanted.len() == 1);
    assert!(!play.machine.is_idle(), "one more push is under way");
    play.hear(Down { taken: vec![taken(1)], ..Down::default() });
    assert!(!play.machine.is_idle(), "the receipt that it asked for comes with the rest of the answer");
    play.hear(Down { caught_up: true, ..Down::default() });
    assert!(play.machine.is_idle());
}

/// A node that was restored gets back what it lost. Until it has answered, it is asked for everything again: if the
/// line breaks before that, the position in its new feed says nothing.
#[test]
fn what_is_given_back_is_owed_until_it_is_answered() {
    let mut play = Play::opened(false, &[]);
    play.compared.returnable = vec![(log(0, ABOVE), 3)];
    play.pending = vec![push_of(log(0, ABOVE))];
    let cursor = || Some(Cursor { number: 4, tag: vec![0; 8] });
    let heads = Some(Heads { heads: Vec::new(), own: true });
    let kept = |play: &Play| {
        let kept = play.effects.iter().filter_map(|effect| match effect {
            LowerEffect::KeepCursor { whole, .. } => Some(*whole),
            _ => None,
        });
        kept.collect::<Vec<_>>()
    };
    let sent = play.hear(Down { heads, cursor: cursor(), caught_up: true, ..Down::default() });
    assert_eq!(logs(&sent), [log(0, ABOVE)]);
    assert_eq!(kept(&play), [Whole::Wanted]);
    play.hear(Down { taken: vec![taken(0)], caught_up: true, ..Down::default() });
    assert_eq!(kept(&play), [Whole::Wanted, Whole::No], "although the answer names no new position");
    assert!(play.machine.is_idle());
}

/// A node does not take for pushed what reached the node above by another way: its own receipts have yet to go up.
#[test]
fn what_is_due_stays_due() {
    let mut play = Play::opened(false, &[]);
    play.is_due = true;
    let receipt = |node| {
        let head = push(0).head;
        let unit = "330522".parse().unwrap();
        Receipt::sign(unit, node, log(0, BELOW), head.number, head.entry_hash, Timestamp::UNIX_EPOCH, &|_| [0; 64])
    };
    play.hear(Down { receipts: vec![wire::receipt_to_wire(&receipt(ABOVE), ABOVE)], ..Down::default() });
    assert_eq!(play.acknowledged(), []);
    assert!(play.place(|effect| matches!(effect, LowerEffect::KeepReceipts(_))).is_some());
}

#[test]
fn an_older_store_goes_on_in_a_new_incarnation_and_asks_for_everything() {
    let mut play = Play::opened(false, &[]);
    let log = log(0, BELOW);
    play.compared.logs =
        vec![TwoSides { log, here: 2, there: 5, acknowledged: 2, shared: true, author: Author::Present }];
    play.hear(Down { heads: Some(Heads::default()), caught_up: true, ..Down::default() });
    assert!(play.place(|effect| matches!(effect, LowerEffect::StartIncarnation(_))).is_some());
    assert!(play.place(|effect| matches!(effect, LowerEffect::WantWhole)).is_some());
    assert!(play.machine.must_repeat());
}

#[test]
fn the_cursor_moves_after_what_it_covers() {
    let mut play = Play::opened(false, &[]);
    play.hear(Down {
        segments: vec![wire::push_to_wire(push(0), ABOVE)],
        cursor: Some(Cursor { number: 4, tag: vec![0; 8] }),
        caught_up: true,
        ..Down::default()
    });
    let taken = play.place(|effect| matches!(effect, LowerEffect::TakeIn(_)));
    let moved = play.place(|effect| matches!(effect, LowerEffect::KeepCursor { .. }));
    assert!(taken.unwrap() < moved.unwrap());
}

#[test]
fn a_receipt_counts_for_what_is_here_alone() {
    for (receipt_for, acknowledges, notes_fork) in [
        (ReceiptFor::WhatIsHere, true, false),
        (ReceiptFor::OtherContent, false, true),
        (ReceiptFor::NothingHere, false, false),
    ] {
        let mut play = Play::opened(false, &[push(0)]);
        play.receipt_for = receipt_for;
        play.hear(Down { taken: vec![taken(0)], ..Down::default() });
        assert_eq!(play.acknowledged().len() == 1, acknowledges, "{receipt_for:?}");
        assert_eq!(play.place(|effect| matches!(effect, LowerEffect::NoteFork(_))).is_some(), notes_fork);
        assert_eq!(play.machine.take_report().acknowledged_entries, u64::from(acknowledges));
    }
}

/// One device's entries may build on the other's: a push never overtakes another of the same document.
#[test]
fn a_push_waits_for_others_of_its_document() {
    let (first, second, elsewhere) = (push(0), push_of(log(0, BESIDE)), push(1));
    let mut play = Play::opened(true, std::slice::from_ref(&first));
    let sent = play.news(&[second.clone(), elsewhere.clone()]);
    assert_eq!(logs(&sent), [elsewhere.log]);
    assert_eq!(play.news(&[]), [], "still under way");
    let sent = play.hear(Down { taken: vec![taken(0)], ..Down::default() });
    assert_eq!(logs(&sent), []);
    let sent = play.hear(Down { taken: vec![taken(1)], ..Down::default() });
    assert_eq!(logs(&sent), [second.log], "as soon as all are answered, without further news");
}

#[test]
fn what_was_refused_for_the_time_being_is_tried_again() {
    for (code, again) in [
        (RefusalCode::UnknownDependency, true),
        (RefusalCode::UnknownDevice, true),
        (RefusalCode::Row, false),
        (RefusalCode::Fork, false),
        (RefusalCode::NotPermitted, false),
    ] {
        let mut play = Play::opened(true, &[push(0)]);
        let sent = play.hear(Down { refused: vec![refused(0, code)], ..Down::default() });
        assert_eq!(sent, [], "{code:?}: nothing has changed");
        play.pending = vec![push(0)];
        let news = Down { segments: vec![wire::push_to_wire(push(1), ABOVE)], ..Down::default() };
        assert_eq!(!play.hear(news).is_empty(), again, "{code:?}");
        assert_eq!(play.machine.take_report().refused.len(), 1, "said once");
    }
}

/// The node asks for what a refused push builds on, and gets it together with the push, once.
/// A county that was put back has to get its own list of devices before it takes what they wrote.
#[test]
fn what_was_refused_for_the_time_being_is_tried_again_when_the_node_took_something_else() {
    let (waits, other) = (push(1), push(2));
    for stay in [true, false] {
        let mut play = Play::opened(stay, &[waits.clone(), other.clone()]);
        let refused = Down { refused: vec![refused(0, RefusalCode::UnknownDevice)], ..Down::default() };
        assert_eq!(logs(&play.hear(refused)), []);
        play.pending = vec![waits.clone()];
        let sent = play.hear(Down { taken: vec![taken(1)], caught_up: true, ..Down::default() });
        assert_eq!(logs(&sent), if stay { vec![waits.log] } else { Vec::new() });
        assert_eq!(play.machine.must_repeat(), !stay, "an exchange that does not stay is repeated");
    }
}

#[test]
fn what_the_node_lacks_is_sent_with_what_builds_on_it() {
    for stay in [false, true] {
        let mut play = Play::opened(stay, &[push(0)]);
        let lacking = wire::head_to_wire(&log(0, BESIDE), 2, ABOVE);
        let elsewhere = wire::head_to_wire(&log(1, BESIDE), 0, ABOVE);
        let refusal = |push| proto::Refused {
            lacking: vec![lacking.clone(), elsewhere.clone()],
            ..refused(push, RefusalCode::UnknownDependency)
        };
        play.pending = vec![push_of(log(0, BESIDE)), push(0)];
        let sent = play.hear(Down { refused: vec![refusal(0)], caught_up: true, ..Down::default() });
        assert_eq!(logs(&sent), [log(0, BESIDE), log(0, BELOW)]);
        assert_eq!(sent[0].done, !stay);
        let mut given = play.effects.iter().filter_map(|effect| match effect {
            LowerEffect::Gather { give_back, .. } => Some(give_back.as_slice()),
            _ => None,
        });
        assert_eq!(given.next_back().unwrap(), [(log(0, BESIDE), 2)], "nothing of a document that was not pushed");
        assert!(!play.machine.is_idle());
        // It asks for the same again, but there is no more to give.
        play.pending = vec![push(0)];
        let refused = vec![refusal(2)];
        let sent = play.hear(Down { taken: vec![taken(1)], refused, caught_up: true, ..Down::default() });
        assert_eq!(logs(&sent), []);
        assert_eq!(sent.len(), usize::from(!stay), "it waits for an answer only before the end");
        if !stay {
            play.hear(Down { caught_up: true, ..Down::default() });
        }
        assert!(play.machine.is_idle());
    }
}

/// A township whose database was put back by hand: what it passed on itself does not come with the feed.
#[test]
fn what_was_sent_from_here_and_is_not_here_comes_with_everything() {
    let side =
        TwoSides { log: log(1, BESIDE), here: 1, there: 3, acknowledged: 1, shared: true, author: Author::Other };
    for lacks in [false, true] {
        let mut play = Play::opened(false, &[]);
        (play.compared.logs, play.lacks) = (vec![side], lacks);
        play.hear(Down { heads: Some(Heads::default()), ..Down::default() });
        assert!(!play.machine.must_repeat(), "the feed may bring it");
        play.hear(Down { caught_up: true, ..Down::default() });
        assert_eq!(play.machine.must_repeat(), lacks);
        assert_eq!(play.place(|effect| matches!(effect, LowerEffect::WantWhole)).is_some(), lacks);
    }
}

/// Everything was asked for because of a refusal, and another refusal follows: the request stays.
#[test]
fn what_was_refused_here_stays_wanted() {
    let mut play = Play::opened(false, &[]);
    play.refuses = true;
    let down = Down {
        segments: vec![wire::push_to_wire(push(0), ABOVE)],
        cursor: Some(Cursor { number: 4, tag: vec![0; 8] }),
        caught_up: true,
        ..Down::default()
    };
    play.hear(down.clone());
    assert!(play.machine.must_repeat());
    let mut play = Play::new(false);
    (play.refuses, play.memory.whole) = (true, Whole::Wanted);
    play.work();
    play.hear(down);
    assert!(!play.machine.must_repeat(), "everything was asked for");
    let kept = play.place(|effect| matches!(effect, LowerEffect::KeepCursor { whole: Whole::Wanted, .. }));
    assert!(kept.is_some() && play.place(|effect| matches!(effect, LowerEffect::WantWhole)).is_some());
}

/// Everything comes in several messages. Until the last one, the rest is still wanted.
#[test]
fn the_rest_of_everything_stays_wanted_until_it_is_here() {
    let mut play = Play::new(false);
    play.memory.whole = Whole::Wanted;
    play.work();
    for (number, caught_up, expected) in [(4, false, Whole::UnderWay), (9, true, Whole::No)] {
        play.hear(Down { cursor: Some(Cursor { number, tag: vec![0; 8] }), caught_up, ..Down::default() });
        let mut kept = play.effects.iter().filter_map(|effect| match effect {
            LowerEffect::KeepCursor { whole, .. } => Some(*whole),
            _ => None,
        });
        assert_eq!(kept.next_back(), Some(expected));
    }
}

/// The node's clock was read at some time between Hello and its answer: on a slow line, that is no difference.
#[test]
fn only_what_a_slow_line_does_not_explain_is_a_difference_of_clocks() {
    let at = |seconds| Timestamp::from_second(seconds).unwrap();
    // asked at, answered at, the node's clock → how far it is ahead
    for (asked, answered, theirs, ahead) in
        [(1000, 1900, 1500, 0), (1000, 1010, 5000, 3990), (1000, 1010, 400, -600), (1000, 1900, 2000, 100)]
    {
        let mut play = Play::new(false);
        (play.memory.now, play.now) = (at(asked), at(answered));
        play.work();
        play.hear(Down { now_ms: at(theirs).as_millisecond(), caught_up: true, ..Down::default() });
        let report = play.machine.take_report();
        assert_eq!(report.clock_ahead_seconds, Some(ahead));
        assert_eq!(report.clock_fault_seconds().is_some(), ahead == 3990 || ahead == -600);
    }
}

/// A push of so many bytes, the next of its log.
fn piece(number: u64, bytes: usize) -> OutgoingPush {
    let push = push(0);
    OutgoingPush { first: number, head: LogHead { number, ..push.head }, packed: vec![1; bytes], ..push }
}

#[test]
fn what_is_pushed_goes_in_parts_without_waiting() {
    for stay in [false, true] {
        let mut play = Play::new(stay);
        play.pending = vec![piece(1, 2_000), piece(2, 4_000), piece(3, 4_000)];
        let sent = play.work();
        let parts: Vec<(Part, usize, bool)> = sent.iter().map(|up| (up.part(), up.pushes.len(), up.done)).collect();
        assert_eq!(parts, [(Part::More, 1, false), (Part::Last, 2, false)]);
        play.hear(Down { taken: vec![taken(0)], ..Down::default() });
        play.hear(Down { taken: vec![taken(1), taken(2)], ..Down::default() });
        assert!(!play.machine.is_idle(), "what is new has yet to come");
        play.hear(Down { caught_up: true, ..Down::default() });
        assert!(play.machine.is_idle());
    }
}

#[test]
fn a_node_of_an_earlier_release_says_after_each_part_that_it_is_done() {
    let mut play = Play::opened(false, &[piece(1, 2_000), piece(2, 4_000)]);
    play.hear(Down { taken: vec![taken(0)], caught_up: true, ..Down::default() });
    assert!(!play.machine.is_idle());
    play.hear(Down { taken: vec![taken(1)], caught_up: true, ..Down::default() });
    assert!(play.machine.is_idle());
}

fn receipt(number: u64) -> Receipt {
    let unit = "330522".parse().unwrap();
    Receipt::sign(unit, BESIDE, log(0, BELOW), number, push(0).head.entry_hash, Timestamp::UNIX_EPOCH, &|_| [0; 64])
}

#[test]
fn a_receipt_goes_with_the_entries_that_it_is_for() {
    let mut play = Play::new(false);
    play.pending = vec![piece(1, 2_000), piece(2, 4_000)];
    play.passed = vec![receipt(2), receipt(1)];
    let numbers = |up: &Up| up.receipts.iter().map(|receipt| receipt.number).collect::<Vec<_>>();
    assert_eq!(play.work().iter().map(numbers).collect::<Vec<_>>(), [[1], [2]]);
}

#[test]
fn no_message_holds_more_than_a_node_hears() {
    let mut play = Play::new(true);
    let count = 2 * MAX_PUSHES_PER_MESSAGE as u64 + 10;
    play.pending = (1..=count).map(|number| piece(number, 10)).collect();
    let receipts = 2 * MAX_RECEIPTS_PER_MESSAGE as u64 + 10;
    play.passed = (0..receipts).map(|number| receipt(number % 1_000 + 1)).collect();
    let sent = play.work();
    for up in &sent {
        assert!(up.pushes.len() <= MAX_PUSHES_PER_MESSAGE, "{}", up.pushes.len());
        assert!(up.receipts.len() <= MAX_RECEIPTS_PER_MESSAGE, "{}", up.receipts.len());
    }
    assert_eq!(sent.iter().map(|up| up.pushes.len() as u64).sum::<u64>(), count);
    assert_eq!(sent.iter().map(|up| up.receipts.len() as u64).sum::<u64>(), receipts);
    assert_eq!(sent.last().unwrap().part(), Part::Last);
}

#[test]
fn what_continues_a_refused_piece_says_nothing_by_itself() {
    let mut play = Play::opened(false, &[piece(1, 2_000), piece(2, 4_000)]);
    play.hear(Down { refused: vec![refused(0, RefusalCode::Fork)], ..Down::default() });
    // A node of an earlier release could not read it, and thinks that it is malformed.
    play.hear(Down { refused: vec![refused(1, RefusalCode::Malformed)], caught_up: true, ..Down::default() });
    let codes: Vec<_> = play.machine.stuck().map(|(_, refusal)| refusal.code).collect();
    assert_eq!(codes, [RefusalCode::Fork]);
    assert!(play.place(|effect| matches!(effect, LowerEffect::Doubt(_))).is_none());
}

#[test]
fn the_node_is_answered_once_it_has_answered_every_part() {
    let asks = |push| {
        let lacking = vec![wire::head_to_wire(&log(0, BELOW), 0, ABOVE)];
        vec![proto::Refused { lacking, ..refused(push, RefusalCode::Gap) }]
    };
    let mut play = Play::opened(false, &[piece(1, 2_000), piece(2, 4_000)]);
    assert_eq!(play.hear(Down { refused: asks(0), ..Down::default() }), []);
    assert_eq!(play.hear(Down { refused: asks(1), caught_up: true, ..Down::default() }).len(), 1);

    let mut play = Play::opened(false, &[piece(1, 2_000), piece(2, 4_000)]);
    play.pending = vec![push(0)];
    let sent = play.hear(Down { heads: Some(Heads::default()), taken: vec![taken(0)], ..Down::default() });
    assert_eq!(sent, [], "a part of the same document is under way");
    let sent = play.hear(Down { taken: vec![taken(1)], caught_up: true, ..Down::default() });
    assert_eq!(logs(&sent), [log(0, BELOW)]);
}
