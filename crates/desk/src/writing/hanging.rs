//! What hangs on a row 牵连 that is taken back: marks of a meeting go with it, as they are of nothing without it. Deeds
//! of its day stay, and so does all that names a member who leaves; both are named.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::reading::authorship::names_member;
use crate::reading::texts::brief;
use crate::writing::meetings::day_told;
use crate::writing::undo::Undone;
use cunbang_ledger::Projection;
use cunbang_model::{Column, DocumentName, Period, Row, Table, UnitCode, clock};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What hangs on a row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Hanging {
    /// Of a meeting: how many marks of attendance go with it.
    pub marks: usize,
    /// Of a meeting: the deeds of its day, which stay.
    pub deeds: Vec<NamedRow>,
    /// Of a member: how many rows name them from the quarter on, by table. They stay.
    pub named_in: BTreeMap<Table, usize>,
}

/// A row that is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedRow {
    /// Its key.
    pub row: String,
    /// As it is, in a line, members by name.
    pub said: String,
}

impl Hanging {
    /// Whether there is anything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Desk {
    /// What hangs on a row that is to be taken back: of a period, or else of the newest that has it.
    pub async fn hanging_on(
        &self,
        viewer: &Viewer,
        table: Table,
        unit: UnitCode,
        id: &str,
        period: Option<Period>,
    ) -> Result<Hanging, DeskError> {
        match table {
            Table::Meetings => {
                let found = self.find(table, unit, id, period).await?;
                let Some((document, row)) = found.filter(|(_, row)| !row.is_withdrawn()) else {
                    return Ok(Hanging::default());
                };
                let ledger = self.replica().projection(document).await?;
                let names = self.names_for(viewer, unit).await?;
                let in_words = |deed: &Row| NamedRow { row: deed.key(), said: brief(deed, &names) };
                let deeds = deeds_of(&ledger, &row).into_iter().map(in_words).collect();
                Ok(Hanging { marks: marks_of(&ledger, id).len(), deeds, ..Hanging::default() })
            }
            Table::Members | Table::Standing => {
                let from = period.unwrap_or_else(|| Period::quarter_of(clock::county_date(self.replica().now())));
                Ok(Hanging { named_in: self.named_from(unit, id, from).await?, ..Hanging::default() })
            }
            _ => Ok(Hanging::default()),
        }
    }

    /// What rests on rows that go where an operation is undone, and stays itself: rows that name such a member or
    /// meeting, by table.
    pub async fn resting_on(&self, undone: &Undone) -> Result<BTreeMap<Table, usize>, DeskError> {
        let gone: BTreeSet<&str> = undone.back.iter().filter(|row| row.was_new).map(|row| row.row.as_str()).collect();
        let goes_too: BTreeSet<(DocumentName, &str)> =
            undone.back.iter().map(|row| (row.document, row.row.as_str())).collect();
        let named = |row: &Row, column: &Column| {
            let table = if names_member(row.table(), column) { Table::Members } else { column.refers_to? };
            Some(format!("{table}/{}", row.text(column.name)?))
        };
        let rests = |row: &Row| {
            let mut named = row.table().columns().iter().filter_map(|column| named(row, column));
            named.any(|key| gone.contains(key.as_str()))
        };
        let mut resting = BTreeMap::new();
        if gone.is_empty() {
            return Ok(resting);
        }
        for ledger in self.ledgers(self.replica().unit()).await? {
            let document = ledger.document();
            let rows = ledger.rows().map(|standing| &standing.row).filter(|row| !row.is_withdrawn() && rests(row));
            for row in rows.filter(|row| !goes_too.contains(&(document, row.key().as_str()))) {
                *resting.entry(row.table()).or_default() += 1;
            }
        }
        Ok(resting)
    }

    /// How many rows of a unit's ledgers name a member, from a quarter on.
    async fn named_from(
        &self,
        unit: UnitCode,
        member: &str,
        from: Period,
    ) -> Result<BTreeMap<Table, usize>, DeskError> {
        let mut named = BTreeMap::new();
        for ledger in self.ledgers(unit).await? {
            let is_before = ledger.document().period().is_some_and(|quarter| quarter.last_day() < from.first_day());
            let rows = ledger.rows().map(|standing| &standing.row).filter(|row| !is_before && names(row, member));
            for row in rows {
                *named.entry(row.table()).or_default() += 1;
            }
        }
        Ok(named)
    }

    /// The marks of a meeting in a document, taken back for the same reason.
    pub(crate) async fn marks_to_take_back(
        &self,
        document: DocumentName,
        meeting: &str,
        reason: &str,
    ) -> Result<Vec<Row>, DeskError> {
        let ledger = self.replica().projection(document).await?;
        Ok(marks_of(&ledger, meeting).into_iter().map(|row| row.clone().withdrawn(reason)).collect())
    }
}

/// Whether a row that stands names a member. A member's own standing is not meant.
fn names(row: &Row, member: &str) -> bool {
    let mut columns = row.table().columns().iter().filter(|column| names_member(row.table(), column));
    let is_own = row.table() == Table::Standing;
    !row.is_withdrawn() && !is_own && columns.any(|column| row.text(column.name) == Some(member))
}

/// The marks of a meeting that stand.
fn marks_of<'l>(ledger: &'l Projection, meeting: &str) -> Vec<&'l Row> {
    let marks = ledger.table(Table::Attendance).map(|standing| &standing.row);
    marks.filter(|row| !row.is_withdrawn() && row.text("meeting") == Some(meeting)).collect()
}

/// The deeds that were told on a meeting's day, where no other meeting was held on it.
fn deeds_of<'l>(ledger: &'l Projection, meeting: &Row) -> Vec<&'l Row> {
    let Some(day) = meeting.date("date") else { return Vec::new() };
    let stands = ledger.table(Table::Meetings).map(|standing| &standing.row).filter(|row| !row.is_withdrawn());
    let others: BTreeSet<String> = stands.filter(|row| row.date("date") == Some(day)).map(Row::id).collect();
    if others.iter().any(|id| *id != meeting.id()) {
        return Vec::new();
    }
    let deeds = ledger.table(Table::Deeds).map(|standing| &standing.row).filter(|row| !row.is_withdrawn());
    deeds.filter(|row| row.record().is_some_and(|deed| day_told(&deed) == day)).collect()
}
