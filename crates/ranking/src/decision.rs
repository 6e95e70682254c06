//! Decisions 认定: what the county says of a village that was not received, as rows of its bulletin.

use crate::past::publishing;
use cunbang_ledger::{Entry, Projection, Standing, VersionVector, Writer};
use cunbang_model::{Period, Row, RowError, Table, UnitCode};
use std::collections::BTreeSet;

/// The row that states a decision: `take`, `excuse` or `not_carried_out`, with its reason.
pub fn decision_row(
    root: UnitCode,
    period: Period,
    unit: UnitCode,
    decision: &str,
    reason: &str,
) -> Result<Row, Vec<RowError>> {
    let (period, subject) = (period.to_string(), unit.to_string());
    let cells = [
        ("unit", root.as_str()),
        ("period", period.as_str()),
        ("subject", subject.as_str()),
        ("decision", decision),
        ("reason", reason),
    ];
    Row::from_cells(Table::Decisions, cells)
}

/// What of a bulletin a run rests on: its decisions, where it `decides` for the run's period, and the publications of the
/// `earlier` periods at which the rules look. With [`up_to`], publishing a run, which writes into the same bulletin, does
/// not change what the next run rests on.
pub fn counting<'p>(bulletin: &'p Projection, decides: bool, earlier: &BTreeSet<Period>) -> Vec<&'p Standing> {
    let decisions = bulletin.table(Table::Decisions).filter(|_| decides);
    let decisions = decisions.flat_map(|standing| bulletin.values(Table::Decisions, &standing.row.id()));
    decisions.chain(publishing(bulletin, earlier)).collect()
}

/// How much of a document some rows of it need: the entries that they stand in, and what these have seen. `entries`
/// stand in an order that keeps each after what it has seen.
pub fn up_to<'a>(rows: impl Iterator<Item = &'a Standing>, entries: &[(Writer, Entry)]) -> VersionVector {
    let mut wanted = VersionVector::default();
    for value in rows {
        wanted.raise(value.operation.writer, value.entry);
    }
    // Backwards, everything is wanted before its turn comes.
    for (writer, entry) in entries.iter().rev() {
        if wanted.0.get(writer).is_some_and(|until| entry.number <= *until) {
            for point in &entry.seen {
                wanted.raise(point.writer, point.number);
            }
        }
    }
    wanted
}
