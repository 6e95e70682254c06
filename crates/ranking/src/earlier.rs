//! Rows of earlier periods 往期记录: findings that were due in the run's period, and steps whose materials were, wherever they
//! were written down.
//!
//! A run rests on the documents of earlier quarters that hold such rows, and on no others of these. A ledger among them
//! counts as its seals cover it, and one without seals as it stands: nobody takes back later what he had stated. When
//! its seals came decides nothing here, so that no receipt is needed but those that show what counts of a revoked device.

use crate::sealed::Held;
use cunbang_ledger::Projection;
use cunbang_model::{DocumentName, Period, Row, Table, UnitCode};
use cunbang_scheme::EarlierRows;
use std::collections::BTreeSet;

/// What a run's engine is followed by where it rests on such rows: programs that do not know it then say that another
/// version made the run.
pub(crate) const EARLIER: &str = ", rows of earlier periods";

/// Whose materials of which step weigh: unit, member, step.
type StepOf = (UnitCode, String, String);

/// Those of some documents of earlier quarters whose rows may weigh in a period.
pub fn weighing<'h>(
    asked: EarlierRows,
    period: Period,
    documents: impl Iterator<Item = (DocumentName, &'h Held)> + Clone,
) -> BTreeSet<DocumentName> {
    let quarters: BTreeSet<Period> = asked.quarters(period).into_iter().collect();
    let documents = documents.filter(|(name, _)| name.period().is_some_and(|quarter| quarters.contains(&quarter)));
    let rows = |held: &'h Held| held.readings().flat_map(every_value);
    let steps: BTreeSet<StepOf> = documents
        .clone()
        .flat_map(|(_, held)| rows(held))
        .filter(|row| row.table() == Table::Steps && asked.weighs(row, period))
        .filter_map(step_of)
        .collect();
    let weighs = |row: &Row| {
        asked.weighs(row, period)
            || (row.table() == Table::Materials && step_of(row).is_some_and(|step| steps.contains(&step)))
    };
    documents.filter(|(_, held)| rows(held).any(weighs)).map(|(name, _)| name).collect()
}

/// Whether a document holds rows that might ever weigh in a later period.
pub fn may_weigh(held: &Held) -> bool {
    held.readings().flat_map(every_value).next().is_some()
}

/// Every value of the rows that may weigh later, of those that stand against each other too.
fn every_value(projection: &Projection) -> impl Iterator<Item = &Row> {
    let tables = [Table::Findings, Table::Steps, Table::Materials];
    let standing = tables.into_iter().flat_map(|table| projection.table(table));
    let values = standing.flat_map(|standing| projection.values(standing.row.table(), &standing.row.id()));
    values.map(|standing| &standing.row)
}

fn step_of(row: &Row) -> Option<StepOf> {
    Some((row.unit(), row.text("member")?.to_owned(), row.text("step")?.to_owned()))
}
