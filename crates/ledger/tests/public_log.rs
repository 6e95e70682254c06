//! The public log: its tree, its checkpoints, its files.
#![allow(clippy::unwrap_used)]

use cunbang_ledger::{Checkpoint, Hash, LogId, Projection, PublicLog, SignedCheckpoint};
use cunbang_model::{DocumentName, Row, Table};
use cunbang_world::devices::{Device, key};
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGE, unit};
use cunbang_world::{document, moment};
use proptest::prelude::*;
use std::collections::HashMap;
use tlog_tiles::{TileHashReader, TileReader, check_record, check_tree, prove_tree, record_hash, tree_hash};

fn name() -> DocumentName {
    document("log/330522")
}

fn leaf(place: u64, number: u64) -> Row {
    let log = LogId { document: document("bulletin/330522/2026Q3"), writer: Device::new(9, COUNTY).writer() };
    PublicLog::row(unit(COUNTY), place, &log, number, Hash::of(&[&number.to_be_bytes()])).unwrap()
}

/// The log that a county's node writes with these rows.
fn log_of(rows: &[Row]) -> PublicLog {
    let mut county = Device::new(9, COUNTY);
    let mut projection = Projection::new(name());
    for row in rows {
        let segment = county.record(name(), std::slice::from_ref(row), moment("2026-11-20T02:00:00Z"));
        segment.entries().iter().for_each(|entry| projection.apply(&county.writer(), entry).unwrap());
    }
    PublicLog::of(&projection)
}

fn leaves(count: u64) -> Vec<Row> {
    (0..count).map(|place| leaf(place, place + 1)).collect()
}

/// A web server that offers the files.
struct Files(HashMap<String, Vec<u8>>);

impl TileReader for Files {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[tlog_tiles::Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let path = |tile: &tlog_tiles::Tile| tile.path().replacen("tile/8/", "tile/", 1);
        Ok(tiles.iter().map(|tile| self.0[&path(tile)].clone()).collect())
    }

    fn save_tiles(&self, _: &[tlog_tiles::Tile], _: &[Vec<u8>]) {}
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn its_tree_only_grows_and_whoever_has_the_files_can_check_it(size in 1_u64..300, part in 0.0_f64..1.0) {
        let log = log_of(&leaves(size));
        prop_assert_eq!(log.size(), size);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let before = ((size as f64) * part) as u64 + 1;
        let before = before.min(size);
        prop_assert_eq!(log.root(before), log_of(&leaves(before)).root(before));
        prop_assert_eq!(log.root(size + 1), None);

        let files = Files(log.tiles(size).unwrap().into_iter().collect());
        let root = tlog_tiles::Hash(log.root(size).unwrap().0);
        let reader = TileHashReader::new(size, root, &files);
        prop_assert_eq!(tree_hash(size, &reader).unwrap(), root);
        let grown = prove_tree(size, before, &reader).unwrap();
        let earlier = tlog_tiles::Hash(log.root(before).unwrap().0);
        prop_assert!(check_tree(&grown, size, root, before, earlier).is_ok());

        let place = before - 1;
        let proof = log.prove(place, size).unwrap();
        let data = &log.data()[usize::try_from(place).unwrap()];
        prop_assert!(check_record(&proof, size, root, place, record_hash(data)).is_ok());
        prop_assert!(check_record(&proof, size, root, place, record_hash(b"another")).is_err());
        let bundle = &files.0[if size >= 256 { "tile/entries/000".to_owned() } else { format!("tile/entries/000.p/{size}") }.as_str()];
        let first = usize::from(u16::from_be_bytes([bundle[0], bundle[1]]));
        prop_assert_eq!(&bundle[2..2 + first], &*log.data()[0]);
    }

    #[test]
    fn an_altered_checkpoint_is_signed_by_nobody(place in 0_usize..1000, bit in 0_u8..8) {
        let (text, county, township) = checkpoint();
        let mut bytes = text.clone().into_bytes();
        let place = place % bytes.len();
        bytes[place] ^= 1 << bit;
        let Ok(altered) = String::from_utf8(bytes) else { return Ok(()) };
        let Ok(altered) = altered.parse::<SignedCheckpoint>() else { return Ok(()) };
        let holds = altered.is_signed_by(&county) && altered.countersigned_by(unit(TOWNSHIP), &township).is_some();
        prop_assert!(!holds, "{altered}");
    }
}

fn checkpoint() -> (String, [u8; 32], [u8; 32]) {
    let log = log_of(&leaves(5));
    let (county, township) = (key(0, 9), key(0, 8));
    let at = moment("2026-11-20T02:00:00Z");
    let checkpoint = Checkpoint { unit: unit(COUNTY), size: 5, root: log.root(5).unwrap(), at };
    let mut signed = checkpoint.sign(&county.public_key(), &|message| county.sign(message));
    signed.countersign(unit(TOWNSHIP), moment("2026-11-20T03:00:00Z"), &township.public_key(), &|message| {
        township.sign(message)
    });
    (signed.to_string(), county.public_key(), township.public_key())
}

#[test]
fn a_checkpoint_is_a_signed_note_and_says_who_countersigned() {
    let (text, county, township) = checkpoint();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines[0], lines[1], lines[3], lines[4]), ("cunbang/330522", "5", "at 2026-11-20T02:00:00Z", ""));
    assert!(lines[5].starts_with("— cunbang/330522 ") && lines[6].starts_with("— cunbang/330522103 "), "{text}");
    let signed: SignedCheckpoint = text.parse().unwrap();
    assert!(signed.is_signed_by(&county) && !signed.is_signed_by(&township));
    let countersigned = signed.countersigned_by(unit(TOWNSHIP), &township).unwrap();
    assert_eq!(countersigned.at, moment("2026-11-20T03:00:00Z"));
    assert_eq!(signed.countersigned_by(unit(VILLAGE), &township), None);
    assert_eq!(signed.countersigned_by(unit(TOWNSHIP), &county), None);
    let (head, rest) = text.split_once('\n').unwrap();
    for wrong in [
        String::new(),
        text.replace('\n', "\r\n"),
        format!("{text}\n"),
        text.replacen("at ", "At ", 1),
        text.replacen("02:00:00Z", "02:00:00.5Z", 1),
        format!("{head}\n0{rest}"),
        text.repeat(40),
    ] {
        assert!(wrong.parse::<SignedCheckpoint>().is_err(), "{wrong:?}");
    }
}

#[test]
fn a_leaf_that_does_not_follow_is_loose_and_ends_the_log() {
    let mut rows = leaves(3);
    rows.push(leaf(4, 9));
    let log = log_of(&rows);
    assert_eq!((log.size(), log.loose(), log.next_place()), (3, &[4][..], 5));
    // One that was written over has another root: whoever has an earlier checkpoint sees it.
    let mut rows = leaves(3);
    rows.push(leaf(1, 77));
    let log = log_of(&rows);
    assert_ne!(log.root(3), log_of(&leaves(3)).root(3));
    let withdrawn = leaf(2, 3).withdrawn("写错");
    let mut rows = leaves(3);
    rows.push(withdrawn);
    assert_eq!(log_of(&rows).loose(), [2]);
    assert_eq!(log_of(&rows).root(2), log_of(&leaves(2)).root(2));
    // Two devices of the unit state one place in two ways: everyone sees both, one counts, and the log goes on.
    let mut devices = [Device::new(9, COUNTY), Device::new(10, COUNTY)];
    let mut projection = Projection::new(name());
    for (device, row) in [(0, leaf(0, 1)), (1, leaf(0, 2)), (0, leaf(1, 3))] {
        let device = &mut devices[device];
        let segment = device.record(name(), &[row], moment("2026-11-20T02:00:00Z"));
        segment.entries().iter().for_each(|entry| projection.apply(&device.writer(), entry).unwrap());
    }
    let log = PublicLog::of(&projection);
    assert_eq!((log.size(), log.disputed(), log.loose()), (2, &[0][..], &[][..]));
    assert_eq!(log_of(&[]).root(0), Some(Hash::of(&[])));
    assert_eq!(leaf(2, 3).table(), Table::Leaves);
}
