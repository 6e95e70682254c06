//! The life of what units above wrote of a village: who wrote a row first, what that unit left standing, and who else
//! changed it or took it back.
//!
//! A county and a township write into the same document of a village. Its logs are signed, so whoever reads them knows
//! which unit wrote what. A row belongs to the highest unit that wrote it; a unit below that one may say that a finding was put right, and change nothing else. The desk
//! refuses the rest, and whatever another program wrote all the same is named here.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_ledger::{Entry, LogId, OperationId, Receipt};
use cunbang_model::schema::WITHDRAWN;
use cunbang_model::{Carried, DocumentName, Row, Table, Timestamp, UnitCode};
use cunbang_store::StoredSegment;
use std::collections::{BTreeMap, BTreeSet};

/// What a unit below the writer's may say of a finding: that it was put right.
const FOLLOWED: [&str; 3] = ["fixed_on", "rechecked_on", "result"];
/// Of these, what stays as the unit above said it, once it did.
const RECHECKED: [&str; 2] = ["rechecked_on", "result"];

/// What became of a row with a version of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// It was written first, or anew.
    Recorded,
    /// These columns say something else.
    Changed(Vec<String>),
    /// It was taken back, for this reason.
    Withdrawn(String),
    /// It was put back.
    Reinstated,
}

/// A version of a row that says something else than what stood before it: more than that a finding was put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// What became of the row.
    pub became: Became,
    /// The unit whose device wrote it.
    pub by: UnitCode,
    /// Who sat at the device, as signed.
    pub operator: String,
    /// When a node above that unit had received it; of the highest unit, and of what nobody above has, when its writer
    /// says that it was written.
    pub at: Timestamp,
    /// Whether that is the writer's own word alone.
    pub is_own_word: bool,
    /// The log that holds it, and the number of its entry.
    pub(crate) place: (LogId, u64),
    /// The operation.
    pub(crate) operation: OperationId,
}

/// A writing by another unit than the one whose row it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alteration {
    /// The document.
    pub document: DocumentName,
    /// The row's table.
    pub table: Table,
    /// The row's id.
    pub id: String,
    /// Whose row it is, or who had written what was changed.
    pub written_by: UnitCode,
    /// What was done, by whom and when.
    pub writing: Writing,
    /// Whether it still stands.
    pub stands: bool,
}

impl Alteration {
    /// Whether a unit did it that lies below the one that had written the row.
    pub fn is_from_below(&self) -> bool {
        self.writing.by.is_below(&self.written_by)
    }

    /// What names it.
    pub(crate) fn name(&self) -> String {
        format!("{} {}@{}", self.document, self.writing.operation.counter, self.writing.operation.writer)
    }
}

/// A row of a village's inspections, from its first version on.
#[derive(Debug, Clone)]
pub(crate) struct Life {
    /// Whose row it is.
    pub(crate) owner: UnitCode,
    /// Who wrote it first.
    pub(crate) operator: String,
    /// The newest version that counts.
    pub(crate) latest: Carried,
    /// Its texts by column as they should stand.
    cells: BTreeMap<String, String>,
    /// Which unit said what stands in a column.
    said_by: BTreeMap<String, UnitCode>,
    /// What was written of it, the first first.
    pub(crate) writings: Vec<Writing>,
    /// What other units made of it.
    pub(crate) alterations: Vec<Alteration>,
}

/// The rows of a village's inspections.
pub(crate) type Lives = BTreeMap<(Table, String), Life>;

fn texts(row: &Carried) -> BTreeMap<String, String> {
    row.texts().into_iter().map(|(column, text)| (column.to_owned(), text)).collect()
}

/// The columns in which texts differ, but for some.
fn differing(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>, but: &[&str]) -> Vec<String> {
    let columns: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differs = |column: &&String| before.get(*column) != after.get(*column) && !but.contains(&column.as_str());
    columns.into_iter().filter(differs).cloned().collect()
}

fn followed(table: Table) -> &'static [&'static str] {
    if table == Table::Findings { &FOLLOWED } else { &[] }
}

/// What it is to put these texts in the place of those: nothing where a finding is followed, or the same stands.
fn became(table: Table, before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Option<Became> {
    match (before.get(WITHDRAWN.name), after.get(WITHDRAWN.name)) {
        (None, Some(reason)) => return Some(Became::Withdrawn(reason.clone())),
        (Some(_), None) => return Some(Became::Reinstated),
        _ => {}
    }
    let columns = differing(before, after, followed(table));
    (!columns.is_empty()).then_some(Became::Changed(columns))
}

impl Life {
    /// What a row says otherwise than it should, were it written by a unit; nothing where it may.
    pub(crate) fn altered_by(&self, unit: UnitCode, row: &Carried) -> Vec<String> {
        if !unit.is_below(&self.owner) {
            return Vec::new();
        }
        let Some(table) = Table::from_name(row.table_name()) else { return Vec::new() };
        let after = texts(row);
        let stays = |column: &str| {
            let is_above = self.said_by.get(column).is_some_and(|by| unit.is_below(by));
            let text = self.cells.get(column);
            RECHECKED.contains(&column) && is_above && text.is_some() && text != after.get(column)
        };
        let mut columns = differing(&self.cells, &after, followed(table));
        let kept = followed(table).iter().copied().filter(|column| stays(column));
        columns.extend(kept.map(str::to_owned));
        columns
    }
}

/// A version as it was read.
pub(super) struct Version {
    operation: OperationId,
    replaces: Vec<OperationId>,
    entry: u64,
    document: DocumentName,
    operator: String,
    at: Timestamp,
    is_own_word: bool,
    by: UnitCode,
    row: Carried,
}

/// When a node above a unit had first received an entry; of what nobody above it has, when another node of the unit had.
fn entered_at(receipts: &[Receipt], log: &LogId, entry: u64, by: UnitCode) -> Option<Timestamp> {
    let of_it = || receipts.iter().filter(|one| one.log == *log && one.number >= entry);
    let above = of_it().filter(|one| by.is_below(&one.unit)).map(|one| one.received_at).min();
    let beside =
        || of_it().filter(|one| one.unit == by && one.node != log.writer.device).map(|one| one.received_at).min();
    above.or_else(beside)
}

pub(super) fn versions(
    segments: &[StoredSegment],
    receipts: &[Receipt],
    unit_of: &BTreeMap<LogId, UnitCode>,
    root: UnitCode,
) -> Result<Vec<Version>, DeskError> {
    let mut all = Vec::new();
    for segment in segments {
        let by = unit_of.get(&segment.log).copied().unwrap_or(root);
        for entry in segment.entries()? {
            let Entry { number, operator, claimed_at_seconds, first_operation, puts, .. } = entry;
            let claimed = Timestamp::from_second(claimed_at_seconds).unwrap_or(segment.received_at);
            let entered_at = entered_at(receipts, &segment.log, number, by);
            for (put, counter) in puts.into_iter().zip(first_operation..) {
                all.push(Version {
                    operation: OperationId { counter, writer: segment.log.writer },
                    replaces: put.supersedes,
                    entry: number,
                    document: segment.log.document,
                    operator: operator.clone(),
                    at: entered_at.unwrap_or(claimed),
                    is_own_word: entered_at.is_none(),
                    by,
                    row: put.row,
                });
            }
        }
    }
    all.sort_by_cached_key(|one| (one.operation.counter, one.operation.writer.actor()));
    Ok(all)
}

/// Lives through the versions of a document's rows.
pub(super) fn lives(all: Vec<Version>) -> Lives {
    let mut lives = Lives::new();
    let gone: BTreeSet<OperationId> = all.iter().flat_map(|one| one.replaces.iter().copied()).collect();
    let mut told: BTreeMap<OperationId, (UnitCode, BTreeMap<String, String>)> = BTreeMap::new();
    for one in all {
        // What a newer program wrote in a table that is not known here is looked at after an update.
        let Some(table) = Table::from_name(one.row.table_name()) else { continue };
        let cells = texts(&one.row);
        let id = one.row.id();
        let writing = |became: Became| Writing {
            became,
            by: one.by,
            operator: one.operator.clone(),
            at: one.at,
            is_own_word: one.is_own_word,
            place: (LogId { document: one.document, writer: one.operation.writer }, one.entry),
            operation: one.operation,
        };
        let replaced: Vec<&(UnitCode, BTreeMap<String, String>)> =
            one.replaces.iter().filter_map(|operation| told.get(operation)).collect();
        match lives.get_mut(&(table, id.clone())) {
            None => {
                let said_by = cells.keys().map(|column| (column.clone(), one.by)).collect();
                let life = Life {
                    owner: one.by,
                    operator: one.operator.clone(),
                    latest: one.row.clone(),
                    cells: cells.clone(),
                    said_by,
                    writings: vec![writing(Became::Recorded)],
                    alterations: Vec::new(),
                };
                lives.insert((table, id), life);
            }
            Some(life) => {
                // Against what stood before it, or what should stand where it took no notice of that.
                let stood = replaced.first().map_or(&life.cells, |(_, cells)| cells);
                let is_anew = replaced.iter().all(|(_, cells)| cells.contains_key(WITHDRAWN.name))
                    && !cells.contains_key(WITHDRAWN.name);
                let became = became(table, stood, &cells);
                let from_above = replaced
                    .iter()
                    .map(|(by, _)| *by)
                    .filter(|by| one.by.is_below(by))
                    .max_by_key(|by| std::cmp::Reverse(by.as_str().len()));
                let columns = life.altered_by(one.by, &one.row);
                let altered = if one.by.is_below(&life.owner) {
                    let unlike =
                        (!columns.is_empty()).then(|| became.clone().unwrap_or(Became::Changed(columns.clone())));
                    unlike.map(|became| (life.owner, became))
                } else if one.by == life.owner {
                    from_above.zip(became.clone())
                } else {
                    became.clone().map(|became| (life.owner, became))
                };
                // Whoever only says that a finding was put right takes over nothing.
                let takes_over = became.is_some() || replaced.is_empty();
                life.writings.extend(became.map(writing));
                life.alterations.extend(altered.map(|(written_by, became)| Alteration {
                    document: one.document,
                    table,
                    id: id.clone(),
                    written_by,
                    writing: writing(became),
                    stands: !gone.contains(&one.operation),
                }));
                if columns.is_empty() {
                    life.latest = one.row.clone();
                }
                if life.owner.is_below(&one.by) && (is_anew || takes_over) {
                    life.owner = one.by;
                    life.operator.clone_from(&one.operator);
                }
                let may = |column: &str| {
                    columns.is_empty() || followed(table).contains(&column) && !columns.iter().any(|one| one == column)
                };
                for column in differing(&life.cells, &cells, &[]) {
                    if may(&column) {
                        life.said_by.insert(column.clone(), one.by);
                        match cells.get(&column) {
                            Some(text) => life.cells.insert(column, text.clone()),
                            None => life.cells.remove(&column),
                        };
                    }
                }
            }
        }
        told.insert(one.operation, (one.by, cells));
    }
    lives
}

impl Desk {
    /// The row in whose place this device's unit may not write another, as a unit above wrote it.
    pub(crate) fn not_ours<'a>(&self, lives: &'a Lives, row: &Row) -> Option<&'a Life> {
        let life = lives.get(&(row.table(), row.id()))?;
        (!life.altered_by(self.replica().unit(), &Carried::from(row.clone())).is_empty()).then_some(life)
    }
}
