//! What to do when one of two stores has been rolled back: one case per line.
#![allow(clippy::unwrap_used)]

use cunbang_ledger::{Hash, LogId, Receipt, RefusalCode, Writer};
use cunbang_model::{DeviceId, Timestamp};
use cunbang_replica::recovery::{
    AfterRefusal, Author, Comparison, Loss, ReceiptFor, Shown, TwoSides, compare, face, give_back, proofs_of_loss,
};
use std::collections::BTreeMap;

fn log(number: u32) -> LogId {
    let document = format!("ledger/330522103201/{}Q1", 2000 + number).parse().unwrap();
    LogId { document, writer: Writer { device: DeviceId::from_bytes([1; 16]), incarnation: 0 } }
}

fn receipt(number: u64, hash: u8) -> Receipt {
    Receipt {
        unit: "330522103".parse().unwrap(),
        node: DeviceId::from_bytes([9; 16]),
        log: log(1),
        number,
        entry_hash: Hash([hash; 32]),
        received_at: Timestamp::UNIX_EPOCH,
        signature: [0; 64],
    }
}

/// The decision on one log: entries here, there and acknowledged; whether both must have it; who writes it.
fn of(here: u64, there: u64, acknowledged: u64, shared: bool, author: Author) -> Comparison {
    compare(&[TwoSides { log: log(1), here, there, acknowledged, shared, author }])
}

fn nothing() -> Comparison {
    Comparison::default()
}

fn sends_again(after: u64, lost: u64) -> Comparison {
    Comparison { send_again: vec![(log(1), after)], lost, ..nothing() }
}

fn wants_receipt() -> Comparison {
    Comparison { receipts_wanted: vec![log(1)], ..nothing() }
}

fn lacks_here(there: u64) -> Comparison {
    Comparison { lacking_here: vec![(log(1), there)], ..nothing() }
}

fn misses_own(own_store_is_older: bool) -> Comparison {
    Comparison { own_entries_are_missing: true, own_store_is_older, ..nothing() }
}

#[test]
fn one_log_on_two_sides() {
    use Author::{Earlier, Forked, Other, Present};
    let cases = [
        // here, there, acknowledged, shared, author → what is decided
        ("both have all of it", of(5, 5, 5, true, Present), nothing()),
        ("the upstream has less than it acknowledged", of(5, 3, 5, true, Present), sends_again(3, 2)),
        ("the upstream lost everything", of(5, 0, 5, true, Other), sends_again(0, 5)),
        ("the upstream lost some, and more was written since", of(9, 3, 5, true, Present), sends_again(3, 2)),
        ("the upstream lost what it once sent down", of(5, 0, 0, true, Other), sends_again(0, 0)),
        (
            "the upstream has some that it never acknowledged",
            of(5, 3, 0, true, Other),
            Comparison { receipts_wanted: vec![log(1)], ..sends_again(0, 0) },
        ),
        ("just written, not pushed yet", of(7, 5, 5, true, Present), nothing()),
        ("a receipt was lost on its way", of(5, 5, 3, true, Present), wants_receipt()),
        ("the upstream got it another way", of(5, 5, 0, true, Other), wants_receipt()),
        ("the upstream need not have it", of(5, 3, 5, false, Other), nothing()),
        ("this store lacks entries of its own", of(3, 5, 3, true, Present), misses_own(true)),
        ("this store lacks entries of a closed log", of(3, 5, 3, true, Earlier), misses_own(false)),
        ("this store has nothing of it", of(0, 5, 0, true, Earlier), misses_own(false)),
        ("the upstream is known to have another branch", of(3, 5, 3, true, Forked), nothing()),
        ("others wrote more", of(3, 5, 3, true, Other), lacks_here(5)),
    ];
    for (case, decided, expected) in cases {
        assert_eq!(decided, expected, "{case}");
    }
}

#[test]
fn what_was_lost_adds_up() {
    let side = |number, there, acknowledged| TwoSides {
        log: log(number),
        here: 5,
        there,
        acknowledged,
        shared: true,
        author: Author::Other,
    };
    let decided = compare(&[side(1, 3, 5), side(2, 5, 5), side(3, 0, 4)]);
    assert_eq!((decided.send_again, decided.lost), (vec![(log(1), 3), (log(3), 0)], 6));
}

#[test]
fn only_what_is_lacking_is_given_back() {
    let theirs = BTreeMap::from([(log(1), 5), (log(2), 2)]);
    assert_eq!(give_back(&[(log(1), 5), (log(2), 4), (log(3), 1)], &theirs), [(log(2), 2), (log(3), 0)]);
}

#[test]
fn the_newest_receipt_beyond_what_is_there_proves_the_loss() {
    let receipts = || [receipt(2, 0), receipt(5, 0), receipt(4, 0)];
    let proofs = |there| -> Vec<u64> {
        let proofs = proofs_of_loss(receipts(), &BTreeMap::from([(log(1), there)]));
        proofs.into_iter().map(|receipt| receipt.number).collect()
    };
    assert_eq!([proofs(0), proofs(4), proofs(5)], [vec![5], vec![5], vec![]]);
}

#[test]
fn own_receipts_for_more_than_is_here_prove_a_loss() {
    let faced = |receipts: &[(u64, u64)], has_written| face(&Shown { receipts: receipts.to_vec(), has_written });
    let cases = [
        (faced(&[], true), None),
        (faced(&[(3, 3), (2, 7)], true), None),
        (faced(&[(5, 3), (4, 0), (1, 2)], false), Some(Loss { entries: 6, new_incarnation: false })),
        (faced(&[(5, 3)], true), Some(Loss { entries: 2, new_incarnation: true })),
    ];
    for (decided, expected) in cases {
        assert_eq!(decided, expected);
    }
}

#[test]
fn a_receipt_is_for_what_is_here_or_it_is_not() {
    assert_eq!(ReceiptFor::judge(&receipt(2, 7), Some(Hash([7; 32]))), ReceiptFor::WhatIsHere);
    assert_eq!(ReceiptFor::judge(&receipt(2, 7), Some(Hash([8; 32]))), ReceiptFor::OtherContent);
    assert_eq!(ReceiptFor::judge(&receipt(2, 7), None), ReceiptFor::NothingHere);
}

#[test]
fn a_refusal_says_what_helps() {
    use RefusalCode::{
        BadSignature, BrokenChain, Fork, Gap, Malformed, NotPermitted, RevokedDevice, Row, UnknownDependency,
        UnknownDevice,
    };
    let cases = [
        (Gap, AfterRefusal::Compare, true),
        (Fork, AfterRefusal::NoteFork, false),
        (Malformed, AfterRefusal::Doubt, false),
        (BrokenChain, AfterRefusal::Doubt, false),
        (BadSignature, AfterRefusal::Doubt, false),
        (UnknownDependency, AfterRefusal::Retry, true),
        (UnknownDevice, AfterRefusal::Retry, true),
        (Row, AfterRefusal::Leave, false),
        (NotPermitted, AfterRefusal::Leave, false),
        (RevokedDevice, AfterRefusal::Leave, false),
    ];
    for (code, after, passing) in cases {
        assert_eq!((AfterRefusal::of(code), code.is_passing()), (after, passing), "{code:?}");
    }
}
