//! The public log 公开日志 of a unit: everything that it publishes, in one order.
//!
//! Each leaf states how far one log of a published document goes, and the hash of its last entry, which covers all
//! before it. So the leaves together say what has been published; the Merkle tree over them (RFC 6962) has a root that
//! says it in 32 bytes. Leaves are rows of the document `log/UNIT`, so everyone below the unit has all of them, works
//! the root out and compares: a unit that tells two stories has two roots for one size.
//!
//! What a leaf's hash is over is its row's canonical JSON, as it is signed in the unit's own log.

use crate::log::{Hash, LogId};
use crate::projection::{Projection, VersionVector};
use cunbang_model::{Row, RowError, Table, UnitCode, record};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use tlog_tiles::{Error as TreeError, Hash as NodeHash, HashReader, RecordProof, Tile};

/// Levels of the tree in one tile, as C2SP's tlog-tiles has it.
const TILE_HEIGHT: u8 = 8;

/// One leaf: a log of a published document, and how far it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf {
    /// Its place, from 0.
    pub place: u64,
    /// The log.
    pub log: LogId,
    /// How many entries it has.
    pub number: u64,
    /// The hash of the last of them, which covers all before it.
    pub hash: Hash,
}

/// The leaves of a unit's public log, and the tree over them.
#[derive(Debug, Clone)]
pub struct PublicLog {
    unit: UnitCode,
    leaves: Vec<Leaf>,
    /// The row of each leaf.
    rows: Vec<Row>,
    /// Made when it is asked for.
    tree: OnceLock<Tree>,
    /// The places of leaves that do not follow: one is missing before them, or they cannot be read.
    loose: Vec<u64>,
    /// The places of leaves that stand with several values, of which one counts.
    disputed: Vec<u64>,
    vector: VersionVector,
}

/// The tree over the leaves.
#[derive(Debug, Clone, Default)]
struct Tree {
    /// What the hash of each leaf is over.
    data: Vec<Vec<u8>>,
    /// The hashes of complete subtrees, in the order in which they become complete.
    hashes: Stored,
}

#[derive(Debug, Clone, Default)]
struct Stored(Vec<NodeHash>);

impl HashReader for Stored {
    fn read_hashes(&self, places: &[u64]) -> Result<Vec<NodeHash>, TreeError> {
        let at = |place: &u64| usize::try_from(*place).ok().and_then(|place| self.0.get(place).copied());
        places.iter().map(at).collect::<Option<_>>().ok_or(TreeError::IndexesNotInTree)
    }
}

impl PublicLog {
    /// Reads a `log` document. The log ends before the first leaf that is missing or cannot be read. Of a leaf that stands
    /// with two values the one counts that every Automerge shows, so that the log goes on, and everyone sees both.
    pub fn of(document: &Projection) -> Self {
        let mut log = Self {
            unit: document.document().unit(),
            leaves: Vec::new(),
            rows: Vec::new(),
            tree: OnceLock::new(),
            loose: Vec::new(),
            disputed: Vec::new(),
            vector: document.vector().clone(),
        };
        let mut rows = BTreeMap::new();
        for standing in document.table(Table::Leaves) {
            let Some(row) = standing.row.record::<record::PublicLeaf>() else { continue };
            let place = u64::try_from(row.leaf).unwrap_or(u64::MAX);
            if document.values(Table::Leaves, &standing.row.id()).len() > 1 {
                log.disputed.push(place);
            }
            let leaf = leaf_of(place, &row).filter(|_| !standing.row.is_withdrawn());
            rows.insert(place, (leaf, standing.row.clone()));
        }
        for (place, (leaf, row)) in rows {
            match leaf.filter(|_| place == log.size() && log.loose.is_empty()) {
                Some(leaf) => {
                    log.leaves.push(leaf);
                    log.rows.push(row);
                }
                None => log.loose.push(place),
            }
        }
        log
    }

    fn tree(&self) -> &Tree {
        self.tree.get_or_init(|| {
            let mut tree = Tree::default();
            for (place, row) in (0..).zip(&self.rows) {
                let data = row.to_json().into_bytes();
                // All subtrees that it completes are over leaves that are here, so this cannot fail.
                let hashes = tlog_tiles::stored_hashes(place, &data, &tree.hashes).unwrap_or_default();
                tree.hashes.0.extend(hashes);
                tree.data.push(data);
            }
            tree
        })
    }

    /// The unit that publishes.
    pub fn unit(&self) -> UnitCode {
        self.unit
    }

    /// How far the document was read.
    pub fn vector(&self) -> &VersionVector {
        &self.vector
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    /// The leaves.
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// What the hash of each leaf is over.
    pub fn data(&self) -> &[Vec<u8>] {
        &self.tree().data
    }

    /// The places of leaves that are here and do not follow the others. An honest unit has none.
    pub fn loose(&self) -> &[u64] {
        &self.loose
    }

    /// The places of leaves that were stated in two ways. An honest unit whose store was never put back has none.
    pub fn disputed(&self) -> &[u64] {
        &self.disputed
    }

    /// The next place for a leaf.
    pub fn next_place(&self) -> u64 {
        self.loose.iter().max().map_or(self.size(), |last| last + 1)
    }

    /// The root of the tree over the first so many leaves; none if there are not so many.
    pub fn root(&self, size: u64) -> Option<Hash> {
        if size > self.size() {
            return None;
        }
        if size == 0 {
            return Some(Hash::of(&[]));
        }
        tlog_tiles::tree_hash(size, &self.tree().hashes).ok().map(|hash| Hash(hash.0))
    }

    /// The leaf that goes furthest, of each log.
    pub fn furthest(&self) -> BTreeMap<LogId, Leaf> {
        let mut furthest: BTreeMap<LogId, Leaf> = BTreeMap::new();
        for leaf in &self.leaves {
            let known = furthest.entry(leaf.log).or_insert(*leaf);
            if known.number < leaf.number {
                *known = *leaf;
            }
        }
        furthest
    }

    /// The first leaf that covers an entry.
    pub fn covering(&self, log: &LogId, number: u64) -> Option<&Leaf> {
        self.leaves.iter().find(|leaf| leaf.log == *log && leaf.number >= number)
    }

    /// The row that states a leaf.
    pub fn row(unit: UnitCode, place: u64, log: &LogId, number: u64, hash: Hash) -> Result<Row, Vec<RowError>> {
        let (leaf, number) = (place.to_string(), number.to_string());
        let (document, writer, hash) = (log.document.to_string(), log.writer.to_string(), hash.to_string());
        let cells = [
            ("unit", unit.as_str()),
            ("leaf", leaf.as_str()),
            ("document", document.as_str()),
            ("writer", writer.as_str()),
            ("number", number.as_str()),
            ("hash", hash.as_str()),
        ];
        Row::from_cells(Table::Leaves, cells)
    }

    /// Proves that a leaf stands in the tree over the first so many (RFC 6962, audit path).
    pub fn prove(&self, place: u64, size: u64) -> Option<RecordProof> {
        if place >= size || size > self.size() {
            return None;
        }
        tlog_tiles::prove_record(size, place, &self.tree().hashes).ok()
    }

    /// The tree over the first so many leaves as files that a web server can offer as they are (C2SP, tlog-tiles): path
    /// and content of each tile of hashes and each bundle of leaves.
    pub fn tiles(&self, size: u64) -> Result<Vec<(String, Vec<u8>)>, TreeError> {
        let mut files = Vec::new();
        for tile in Tile::new_tiles(TILE_HEIGHT, 0, size.min(self.size())) {
            // The library's paths name the height, which tlog-tiles fixes and leaves out.
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            files.push((path.clone(), tile.read_data(&self.tree().hashes)?));
            if tile.level() == 0 {
                let mut bundle = Vec::new();
                let first = usize::try_from(tile.level_index() << TILE_HEIGHT).unwrap_or(usize::MAX);
                for data in self.data().iter().skip(first).take(tile.width() as usize) {
                    bundle.extend(u16::try_from(data.len()).unwrap_or(u16::MAX).to_be_bytes());
                    bundle.extend(data);
                }
                files.push((path.replacen("tile/0/", "tile/entries/", 1), bundle));
            }
        }
        Ok(files)
    }
}

fn leaf_of(place: u64, row: &record::PublicLeaf) -> Option<Leaf> {
    let log = LogId { document: row.document.parse().ok()?, writer: row.writer.parse().ok()? };
    Some(Leaf { place, log, number: u64::try_from(row.number).ok()?, hash: Hash::from_hex(&row.hash)? })
}
