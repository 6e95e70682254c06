//! Turns entries into Automerge changes. [`Entry::to_change`] defines the mapping: a change is a pure
//! function of its entry.

use crate::entry::{ChangeIndex, ChangePoint, Entry, Point};
use crate::log::{Hash, Writer};
use crate::refusal::{Refusal, RefusalCode};
use crate::varint::write_unsigned;
use automerge::{Change, ChangeHash, ExpandedChange, ScalarValue, legacy};
use cunbang_model::schema::BASELINE;
use std::num::NonZeroU64;

/// What a change holds of a row.
#[derive(Debug)]
pub(crate) struct RowText {
    pub(crate) key: String,
    /// Its canonical JSON.
    pub(crate) json: String,
}

impl Entry {
    /// Builds the Automerge change of this entry. Fails if the entry depends on a change that the index does
    /// not have.
    pub fn to_change(&self, writer: &Writer, index: &dyn ChangeIndex) -> Result<Change, Refusal> {
        self.to_change_of(writer, index, self.texts())
    }

    /// The key and the canonical JSON of each of its rows.
    pub(crate) fn texts(&self) -> impl Iterator<Item = RowText> {
        self.puts.iter().map(|put| RowText { key: put.row.key(), json: put.row.to_json() })
    }

    /// Like [`Entry::to_change`], where the texts of its rows were made already.
    pub(crate) fn to_change_of(
        &self,
        writer: &Writer,
        index: &dyn ChangeIndex,
        texts: impl Iterator<Item = RowText>,
    ) -> Result<Change, Refusal> {
        let dependencies = self.dependencies(index)?.into_iter().map(|hash| ChangeHash(hash.0)).collect();
        let operations = self
            .puts
            .iter()
            .zip(texts)
            .map(|(put, text)| legacy::Op {
                action: legacy::OpType::Put(ScalarValue::Str(text.json.into())),
                obj: legacy::ObjectId::Root,
                key: legacy::Key::Map(text.key.into()),
                pred: put.supersedes.iter().map(|id| legacy::OpId::new(id.counter, &id.writer.actor())).collect(),
                insert: false,
            })
            .collect();
        let first_operation = NonZeroU64::new(self.first_operation)
            .ok_or_else(|| Refusal::new(RefusalCode::BrokenChain, "operation counter 0: they start at 1"))?;
        Ok(Change::from(ExpandedChange {
            operations,
            actor_id: writer.actor(),
            hash: None,
            seq: self.number,
            start_op: first_operation,
            time: self.claimed_at_seconds,
            message: Some(self.operator.clone()),
            deps: dependencies,
            extra_bytes: self.extra_bytes(),
            author: None,
        }))
    }

    /// The bytes that a change carries beside its rows: the schema release of the program that wrote it, if
    /// newer than the baseline. The change hash covers them, and so does the signature.
    pub(crate) fn extra_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if self.release > BASELINE {
            write_unsigned(&mut bytes, u64::from(self.release));
        }
        bytes
    }

    /// Hashes of the changes that this entry depends on, in the order of `seen`.
    pub(crate) fn dependencies(&self, index: &dyn ChangeIndex) -> Result<Vec<Hash>, Refusal> {
        let of_point = |point: &Point| {
            let known = index.change_at(point).ok_or_else(|| unknown_point(point))?;
            Ok(known.change_hash)
        };
        self.seen.iter().map(of_point).collect()
    }
}

fn unknown_point(point: &Point) -> Refusal {
    Refusal::new(
        RefusalCode::UnknownDependency,
        format!("this node does not have entry {} of {}", point.number, point.writer),
    )
}

/// Where the log stands after this change.
pub(crate) fn change_point(change: &Change) -> ChangePoint {
    ChangePoint { change_hash: Hash(change.hash().0), next_operation: change.max_op() + 1 }
}
