//! The bytes of a change, and so its hash, computed without Automerge.
//!
//! Verifying a log needs only the hash of each change, and an entry's change always has the same shape:
//! puts of strings on the root map. This module writes that shape in Automerge's binary format, a chunk of
//! type 1 with its columns, straight from the entry. [`Entry::to_change`] remains the definition: a
//! property test compares the two byte for byte. A device builds its own changes with Automerge and
//! verifies them with this module.

use crate::entry::{ChangeIndex, ChangePoint, Entry};
use crate::history::PutKeys;
use crate::log::{Hash, Writer};
use crate::refusal::Refusal;
use crate::varint::{write_prefixed, write_signed, write_unsigned};
use automerge::ActorId;

const CHANGE_CHUNK: u8 = 1;

/// Operation columns by number in the format: the column's id, then its type in three bits.
mod column {
    pub(super) const KEY: u64 = 1 << 4 | 5;
    pub(super) const INSERT: u64 = 3 << 4 | 4;
    pub(super) const ACTION: u64 = 4 << 4 | 2;
    pub(super) const VALUE_METADATA: u64 = 5 << 4 | 6;
    pub(super) const VALUE: u64 = 5 << 4 | 7;
    pub(super) const PREDECESSOR_COUNT: u64 = 7 << 4;
    pub(super) const PREDECESSOR_ACTOR: u64 = 7 << 4 | 1;
    pub(super) const PREDECESSOR_COUNTER: u64 = 7 << 4 | 3;
}

/// The action that sets a key.
const SET: u64 = 1;
/// The type of a string value, as stored in its metadata beside the length.
const STRING: u64 = 6;

/// Encodes the changes of one writer and reuses its buffers between them.
pub(crate) struct Encoder {
    writer: Writer,
    actor: ActorId,
    values: String,
    metadata: Vec<u64>,
    columns: Vec<u8>,
    content: Vec<u8>,
}

impl Encoder {
    pub(crate) fn new(writer: Writer) -> Self {
        Self {
            writer,
            actor: writer.actor(),
            values: String::new(),
            metadata: Vec::new(),
            columns: Vec::new(),
            content: Vec::new(),
        }
    }

    /// Where the log stands after the change of an entry whose rows have these keys. Fails if the entry depends on a
    /// change that the index does not have.
    pub(crate) fn change_point(
        &mut self,
        entry: &Entry,
        keys: &PutKeys,
        index: &dyn ChangeIndex,
    ) -> Result<ChangePoint, Refusal> {
        self.write_content(entry, keys, index)?;
        Ok(ChangePoint { change_hash: self.hash(), next_operation: entry.next_operation() })
    }

    /// A change hash covers its chunk without the magic bytes and the checksum.
    fn hash(&self) -> Hash {
        Hash::of(&[&self.prefix(), &self.content])
    }

    fn prefix(&self) -> Vec<u8> {
        let mut prefix = vec![CHANGE_CHUNK];
        write_unsigned(&mut prefix, self.content.len() as u64);
        prefix
    }

    fn write_content(&mut self, entry: &Entry, keys: &PutKeys, index: &dyn ChangeIndex) -> Result<(), Refusal> {
        let mut dependencies = entry.dependencies(index)?;
        dependencies.sort_unstable();
        let is_all_new = entry.puts.iter().all(|put| put.supersedes.is_empty());
        let of_puts = if is_all_new { &[] } else { entry.puts.as_slice() };
        let predecessors: Vec<Vec<(u64, ActorId)>> = of_puts.iter().map(|put| self.predecessors(put)).collect();
        let mut others: Vec<&ActorId> =
            predecessors.iter().flatten().map(|(_, actor)| actor).filter(|actor| **actor != self.actor).collect();
        others.sort_unstable();
        others.dedup();

        let out = &mut self.content;
        out.clear();
        write_unsigned(out, dependencies.len() as u64);
        for dependency in &dependencies {
            out.extend_from_slice(&dependency.0);
        }
        write_prefixed(out, self.actor.to_bytes());
        write_unsigned(out, entry.number);
        write_unsigned(out, entry.first_operation);
        write_signed(out, entry.claimed_at_seconds);
        write_prefixed(out, entry.operator.as_bytes());
        write_unsigned(out, others.len() as u64);
        for actor in &others {
            write_prefixed(out, actor.to_bytes());
        }
        let place_of = |actor: &ActorId| match others.binary_search(&actor) {
            Ok(index) => index as u64 + 1,
            Err(_) => 0,
        };
        let counts: Vec<u64> = predecessors.iter().map(|of_put| of_put.len() as u64).collect();
        let actors: Vec<u64> = predecessors.iter().flatten().map(|(_, actor)| place_of(actor)).collect();
        let counters: Vec<u64> = predecessors.iter().flatten().map(|(counter, _)| *counter).collect();
        self.write_columns(entry, keys, [&counts, &actors, &counters]);
        let out = &mut self.content;
        out.extend_from_slice(&entry.extra_bytes());
        Ok(())
    }

    /// The operations that a put replaces, in Automerge's order.
    fn predecessors(&self, put: &crate::entry::Put) -> Vec<(u64, ActorId)> {
        let mut all: Vec<(u64, ActorId)> = put
            .supersedes
            .iter()
            .map(|id| (id.counter, if id.writer == self.writer { self.actor.clone() } else { id.writer.actor() }))
            .collect();
        all.sort_unstable();
        all
    }

    /// Writes the column list with lengths, then the columns. Of rows that replace nothing there are no predecessors,
    /// and no counts of them.
    fn write_columns(&mut self, entry: &Entry, keys: &PutKeys, [counts, actors, counters]: [&[u64]; 3]) {
        let Self { values, metadata, columns: data, content: out, .. } = self;
        values.clear();
        metadata.clear();
        for put in &entry.puts {
            let start = values.len();
            put.row.push_json(values);
            metadata.push(((values.len() - start) as u64) << 4 | STRING);
        }
        let unsigned = |out: &mut Vec<u8>, value: &u64| write_unsigned(out, *value);
        data.clear();
        let mut columns = Columns { data, lengths: [(0, 0); 8], count: 0, ended: 0 };
        write_runs(columns.data, keys.keys(), |out, key| write_prefixed(out, key.as_bytes()));
        columns.end(column::KEY);
        if !entry.puts.is_empty() {
            // The length of the run of "no" before the first "yes".
            write_unsigned(columns.data, entry.puts.len() as u64);
        }
        columns.end(column::INSERT);
        write_run(columns.data, entry.puts.len(), SET);
        columns.end(column::ACTION);
        write_runs(columns.data, metadata, unsigned);
        columns.end(column::VALUE_METADATA);
        columns.data.extend_from_slice(values.as_bytes());
        columns.end(column::VALUE);
        if counts.is_empty() {
            write_run(columns.data, entry.puts.len(), 0);
        } else {
            write_runs(columns.data, counts, unsigned);
        }
        columns.end(column::PREDECESSOR_COUNT);
        write_runs(columns.data, actors, unsigned);
        columns.end(column::PREDECESSOR_ACTOR);
        write_runs(columns.data, &differences(counters), |out, difference| write_signed(out, *difference));
        columns.end(column::PREDECESSOR_COUNTER);
        let lengths = &columns.lengths[..columns.count];
        write_unsigned(out, lengths.len() as u64);
        for (number, length) in lengths {
            write_unsigned(out, *number);
            write_unsigned(out, *length as u64);
        }
        out.extend_from_slice(columns.data);
    }
}

/// Columns one after another, and where each ends.
struct Columns<'a> {
    data: &'a mut Vec<u8>,
    lengths: [(u64, usize); 8],
    count: usize,
    ended: usize,
}

impl Columns<'_> {
    /// Ends a column. Empty columns are left out.
    fn end(&mut self, number: u64) {
        if self.data.len() > self.ended {
            self.lengths[self.count] = (number, self.data.len() - self.ended);
            self.count += 1;
            self.ended = self.data.len();
        }
    }
}

/// Delta encoding: each value minus the previous one; the first minus 0.
fn differences(values: &[u64]) -> Vec<i64> {
    let mut before = 0_i64;
    let difference = |value: &u64| {
        let value = i64::try_from(*value).unwrap_or(i64::MAX);
        let difference = value.saturating_sub(before);
        before = value;
        difference
    };
    values.iter().map(difference).collect()
}

/// As many times the same value, as [`write_runs`] writes it.
fn write_run(out: &mut Vec<u8>, count: usize, value: u64) {
    match count {
        0 => return,
        1 => write_signed(out, -1),
        more => write_signed(out, i64::try_from(more).unwrap_or(i64::MAX)),
    }
    write_unsigned(out, value);
}

/// Run-length encoding: a run of equal values is its length and the value; a run of distinct values is its
/// negative length and all the values.
fn write_runs<T: PartialEq>(out: &mut Vec<u8>, values: &[T], write: impl Fn(&mut Vec<u8>, &T)) {
    let mut rest = values;
    while let Some(first) = rest.first() {
        let equal = rest.iter().take_while(|value| *value == first).count();
        if equal > 1 {
            write_signed(out, i64::try_from(equal).unwrap_or(i64::MAX));
            write(out, first);
            rest = &rest[equal..];
            continue;
        }
        // A run of distinct values ends before the first value that equals the next one.
        let changing = rest.windows(2).position(|pair| pair[0] == pair[1]).unwrap_or(rest.len());
        write_signed(out, -i64::try_from(changing).unwrap_or(i64::MAX));
        for value in &rest[..changing] {
            write(out, value);
        }
        rest = &rest[changing..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{OperationId, Point, Put};
    use crate::history::History;
    use crate::limits::MAX_PUTS_PER_ENTRY;
    use cunbang_model::shown::in_line;
    use cunbang_model::{DeviceId, DocumentKind, DocumentName, Row, Table};
    use proptest::prelude::*;

    fn writer(number: u8) -> Writer {
        Writer { device: DeviceId::from_bytes([number; 16]), incarnation: u32::from(number) }
    }

    fn name() -> DocumentName {
        let unit = "330522103201".parse().unwrap();
        DocumentName::quarterly(DocumentKind::Ledger, unit, "2026Q3".parse().unwrap()).unwrap()
    }

    fn deed(id: &str, text: &str) -> Row {
        let cells = [
            ("unit", "330522103201"),
            ("deed", id),
            ("member", "m1"),
            ("date", "2026-07-03"),
            ("kind", "serving"),
            ("text", text),
        ];
        Row::from_cells(Table::Deeds, cells).unwrap()
    }

    /// A history with one entry from each of three writers.
    fn history() -> History {
        let mut history = History::new(name());
        for number in 1..=3 {
            let put = Put { row: deed(&format!("d{number}"), "一").into(), supersedes: Vec::new() };
            let entry = Entry {
                number: 1,
                release: 1,
                operator: "王".to_owned(),
                claimed_at_seconds: 0,
                seen: Vec::new(),
                first_operation: 1,
                puts: vec![put],
            };
            history.add(&writer(number), &entry).unwrap();
        }
        history
    }

    fn check(entry: &Entry) {
        let history = history();
        let change = entry.to_change(&writer(1), &history).unwrap();
        let mut encoder = Encoder::new(writer(1));
        let point = encoder.change_point(entry, &PutKeys::of(entry), &history).unwrap();
        // The hash skips four bytes of magic and four of checksum.
        assert_eq!([encoder.prefix(), encoder.content.clone()].concat(), change.raw_bytes()[8..]);
        assert_eq!(point, crate::change::change_point(&change));
    }

    prop_compose! {
        /// Few keys and texts, so that neighbours are often equal, and varying numbers of superseded values.
        fn puts()(
            puts in proptest::collection::vec(
                (0_u8..4, prop_oneof!["[a-c]{1,3}", "\\PC{1,40}"], proptest::collection::vec((1_u64..5000, 1_u8..5), 0..4)),
                1..30,
            )
        ) -> Vec<Put> {
            puts.into_iter()
                .map(|(key, text, supersedes)| {
                    // As a person may type it.
                    let text = in_line(&text);
                    let text = text.trim();
                    Put {
                        row: deed(&format!("d{key}"), if text.is_empty() { "x" } else { text }).into(),
                        supersedes: supersedes
                            .into_iter()
                            .map(|(counter, number)| OperationId { counter, writer: writer(number) })
                            .collect(),
                    }
                })
                .collect()
        }
    }

    proptest! {
        #[test]
        fn it_writes_what_automerge_writes(
            number in 1_u64..1_000_000,
            release in 1_u32..1_000,
            operator in "\\PC{1,40}",
            claimed_at_seconds in any::<i64>(),
            seen in proptest::sample::subsequence(vec![1_u8, 2, 3], 0..=3),
            first_operation in 1_u64..u64::from(u32::MAX),
            puts in puts(),
        ) {
            let seen = seen.into_iter().map(|number| Point { writer: writer(number), number: 1 }).collect();
            check(&Entry { number, release, operator, claimed_at_seconds, seen, first_operation, puts });
        }
    }

    #[test]
    fn the_largest_entry_too() {
        let put = |number: usize| Put {
            row: deed(&format!("d{number}"), &"长".repeat(number % 90 + 1)).into(),
            supersedes: (0..number % 3).map(|_| OperationId { counter: 7, writer: writer(2) }).collect(),
        };
        let entry = Entry {
            number: 2,
            release: 2,
            operator: "王书记".to_owned(),
            claimed_at_seconds: -1,
            seen: vec![Point { writer: writer(1), number: 1 }],
            first_operation: 2,
            puts: (0..MAX_PUTS_PER_ENTRY).map(put).collect(),
        };
        check(&entry);
    }

    #[test]
    fn what_it_builds_on_must_be_here() {
        let entry = Entry {
            number: 2,
            release: 2,
            operator: "o".to_owned(),
            claimed_at_seconds: 0,
            seen: vec![Point { writer: writer(9), number: 4 }],
            first_operation: 2,
            puts: Vec::new(),
        };
        let refusal = Encoder::new(writer(1)).change_point(&entry, &PutKeys::of(&entry), &history()).unwrap_err();
        assert_eq!(refusal.code, crate::RefusalCode::UnknownDependency);
    }
}
