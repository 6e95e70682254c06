//! What nodes stored in a world. Two different entries under one number, both stored by nodes and so both with
//! receipts, are what the program does not promise to mend.

use cunbang_ledger::{LogId, frame};
use cunbang_store::Write;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;

/// The entries that nodes stored.
#[derive(Debug, Default)]
pub struct Witness(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    entries: BTreeMap<(LogId, u64), u64>,
    with_two_branches: BTreeSet<LogId>,
}

/// Entries of a log, each as a number and a hash.
pub struct Noted {
    log: LogId,
    entries: Vec<(u64, u64)>,
}

impl Witness {
    pub fn note(write: &Write) -> Option<Noted> {
        let Write::Append { segment, .. } = write else { return None };
        let log = *segment.log();
        let hash = |bytes: Vec<u8>| {
            let mut hasher = DefaultHasher::new();
            bytes.hash(&mut hasher);
            hasher.finish()
        };
        let entries = segment
            .entries()
            .iter()
            .map(|entry| (entry.number, hash(frame::encode(&log.document, &log.writer, std::slice::from_ref(entry)))));
        Some(Noted { log, entries: entries.collect() })
    }

    pub fn keep(&self, noted: Noted) {
        let mut seen = self.0.lock().unwrap();
        for (number, hash) in noted.entries {
            if *seen.entries.entry((noted.log, number)).or_insert(hash) != hash {
                seen.with_two_branches.insert(noted.log);
            }
        }
    }

    /// The logs of which nodes stored two branches.
    pub fn with_two_branches(&self) -> BTreeSet<LogId> {
        self.0.lock().unwrap().with_two_branches.clone()
    }
}
