//! Rows that a unit above wrote 上级登记, as a run counts them.
//!
//! A county and a township write into the same document of a village, and its logs are signed: whoever reads them knows which
//! unit wrote what. Once a unit wrote a row, what a unit below it writes in its place, having seen it or not, does not count:
//! of a finding it may say that it was put right, and until the unit above rechecked it how. Where the document shows
//! something else, a run takes what the unit above wrote, and its record says so.

use crate::readings::uses;
use cunbang_ledger::{Entry, Projection, Writer};
use cunbang_model::{DeviceId, Record as _, Row, Table, UnitCode, record};
use std::collections::{BTreeMap, BTreeSet};

/// What a run's engine is followed by where what a unit above wrote counts in place of what stands.
pub(crate) const ABOVE: &str = ", rows of units above";

/// Rows by table and id.
pub type Rows = BTreeMap<(Table, String), Row>;

/// A row as it should stand.
struct Stands {
    /// Whose it is.
    owner: UnitCode,
    row: Row,
    /// Who rechecked the finding.
    rechecked_by: Option<UnitCode>,
}

/// Whether a unit only says of a finding that it was put right.
fn only_follows(before: &Row, after: &Row) -> bool {
    let of = |row: &Row| row.record::<record::Finding>().filter(|_| !row.is_withdrawn());
    let (Some(before), Some(after)) = (of(before), of(after)) else { return false };
    let record::Finding { fixed_on, rechecked_on, result, .. } = after;
    record::Finding { fixed_on, rechecked_on, result, ..before } == after
}

fn is_rechecked(row: &Row) -> bool {
    row.record().is_some_and(|finding: record::Finding| finding.rechecked_on.is_some() || finding.result.is_some())
}

impl Stands {
    fn first(by: UnitCode, row: &Row) -> Self {
        let rechecked_by = is_rechecked(row).then_some(by);
        Self { owner: by, row: row.clone(), rechecked_by }
    }

    fn take(&mut self, by: UnitCode, row: &Row) {
        if by.is_below(&self.owner) {
            self.follow(by, row);
            return;
        }
        if self.owner.is_below(&by) && !only_follows(&self.row, row) {
            self.owner = by;
        }
        self.row = row.clone();
        self.rechecked_by = is_rechecked(row).then_some(by);
    }

    /// Takes what a unit below the owner may say.
    fn follow(&mut self, by: UnitCode, row: &Row) {
        let of = |row: &Row| row.record::<record::Finding>();
        let (Some(mut stands), Some(said)) = (of(&self.row), of(row)) else { return };
        if row.is_withdrawn() {
            return;
        }
        stands.fixed_on = said.fixed_on;
        if self.rechecked_by.is_none_or(|above| !by.is_below(&above)) {
            (stands.rechecked_on, stands.result) = (said.rechecked_on, said.result);
            self.rechecked_by = (said.rechecked_on.is_some() || said.result.is_some()).then_some(by);
        }
        let Ok(followed) = stands.into_row() else { return };
        self.row = match self.row.withdrawal() {
            Some(reason) => followed.withdrawn(reason),
            None => followed,
        };
    }
}

/// What a unit made of a row: in which order, by which writer, by which unit, and the row.
type Version<'e> = (u64, Writer, UnitCode, &'e Row);

/// The rows of a village's inspections that count otherwise than they stand, as units above wrote them. `entries` are all
/// that the projection shows, in any order; `unit_of` says whose a device is.
pub fn rows_of_units_above<'e>(
    projection: &Projection,
    entries: impl Iterator<Item = (Writer, &'e Entry)>,
    unit_of: &dyn Fn(DeviceId) -> Option<UnitCode>,
) -> Rows {
    let mut versions: BTreeMap<(Table, String), Vec<Version<'e>>> = BTreeMap::new();
    for (writer, entry) in entries {
        let Some(by) = unit_of(writer.device) else { continue };
        if projection.vector().0.get(&writer).is_none_or(|number| *number < entry.number) {
            continue;
        }
        for (put, counter) in entry.puts.iter().zip(entry.first_operation..) {
            // Returned seals are each reviewer's own, and decide times.
            let Some(row) = put.row.row().filter(|row| row.table() != Table::SealReviews) else { continue };
            versions.entry((row.table(), row.id())).or_default().push((counter, writer, by, row));
        }
    }
    let mut rows = Rows::new();
    for ((table, id), mut of_row) in versions {
        let units: BTreeSet<UnitCode> = of_row.iter().map(|(_, _, by, _)| *by).collect();
        if units.len() < 2 {
            continue;
        }
        of_row.sort_by_key(|(counter, writer, ..)| (*counter, writer.actor()));
        let mut of_row = of_row.into_iter().map(|(_, _, by, row)| (by, row));
        let Some((by, row)) = of_row.next() else { continue };
        let mut stands = Stands::first(by, row);
        for (by, row) in of_row {
            stands.take(by, row);
        }
        let shown = projection.get(table, &id).map(|standing| &standing.row);
        if shown.is_some_and(|shown| *shown != stands.row) {
            rows.insert((table, id), stands.row);
        }
    }
    rows
}

/// Whether a run, as its engine says, counts rows as units above wrote them.
pub fn counts_above(engine: &str) -> bool {
    uses(engine, ABOVE)
}
