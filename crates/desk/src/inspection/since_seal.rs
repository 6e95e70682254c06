//! What came since a seal 上报后的变化: the rows that are new, changed or withdrawn since the unit above looked at the seal
//! last; where it never did, since the seal before.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::seal_reviews::sealed_together;
use crate::people::viewer::Viewer;
use crate::reading::authorship::MemberNames;
use crate::reading::rows::said;
use crate::reading::texts::{cell_in_words, meeting_of};
use cunbang_ledger::{Projection, VersionVector};
use cunbang_model::{Column, Date, DocumentKind, DocumentName, Period, Row, Table, UnitCode};
use cunbang_ranking::sealed::{covers_in, joined, sealed_before, standing_seals};
use cunbang_replica::reading::replay_to;

/// Since when rows are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// The seal that was looked at last, on a day.
    Review(Date),
    /// The seal that stands: what follows counts once it is sealed again.
    Seal,
    /// The seal before the one that stands.
    SealBefore,
}

/// A row that came since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowSince {
    /// Its table.
    pub table: Table,
    /// Its id.
    pub id: String,
    /// The day that it tells.
    pub day: Option<Date>,
    /// What it says, in a line: who, when and what, in words.
    pub said: String,
    /// What became of it.
    pub change: ChangeSince,
    /// Of one that says something else: the columns that do, with what they said and say.
    pub cells: Vec<ChangedCell>,
}

/// A cell that says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedCell {
    /// Its column.
    pub column: &'static Column,
    /// What it said, in words; empty for nothing.
    pub before: String,
    /// What it says.
    pub after: String,
}

fn changed_cells(before: &Row, after: &Row, names: &MemberNames) -> Vec<ChangedCell> {
    let text = |row: &Row, column: &'static Column| cell_in_words(row, column, names);
    let pairs = after.table().columns().iter();
    let pairs = pairs.map(|column| (column, text(before, column), text(after, column)));
    let other = pairs.filter(|(_, before, after)| before != after);
    other.map(|(column, before, after)| ChangedCell { column, before, after }).collect()
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeSince {
    /// It is new.
    Added,
    /// It was there, and says something else.
    Changed,
    /// It was withdrawn.
    Withdrawn,
}

impl Desk {
    /// What came of a village's quarter, month or week since its seal was looked at last, as far as the viewer reads it; none
    /// where there is no seal to compare with. Of a week with days in two quarters, what came to the later ledger.
    pub async fn since_seal(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<Option<(Since, Vec<RowSince>)>, DeskError> {
        viewer.check_document(DocumentKind::Ledger, unit)?;
        let name = sealed_together(period).last().copied();
        let Some(name) = name.and_then(|quarter| DocumentName::quarterly(DocumentKind::Ledger, unit, quarter)) else {
            return Ok(None);
        };
        let now = self.replica().projection(name).await?;
        let seals = standing_seals(&now, period);
        if seals.is_empty() {
            return Ok(None);
        }
        let covered = joined(&seals);
        let reviews = self.seal_reviews(viewer, unit, period).await?;
        // What was looked at last comes first; where nothing came since, what was looked at before that, so that what an
        // accepted seal brought stays to be seen.
        let mut points: Vec<(Since, VersionVector)> = Vec::new();
        for view in &reviews {
            let covers = covers_in(&view.review.covers).filter(|covers| now.vector().covers(covers));
            points.extend(covers.map(|covers| (Since::Review(view.review.reviewed_on), covers)));
        }
        let coverage = self.cover_at_hand(period, unit).await?;
        let has_supplements = coverage.iter().any(|one| one.supplements > 0);
        if has_supplements && points.is_empty() {
            points.push((Since::Seal, covered));
        } else {
            points.extend(sealed_before(&now, period).map(|before| (Since::SealBefore, before)));
        }
        let names = self.names_for(viewer, unit).await?;
        let segments = self.replica().store().document_segments(&name).await?;
        let mut found = None;
        for (since, vector) in points {
            let then = replay_to(name, &segments, &vector)?;
            let came = came_since(&now, &then, &names, |table| viewer.reads(table, unit));
            if !came.is_empty() {
                return Ok(Some((since, came)));
            }
            found = found.or(Some((since, came)));
        }
        Ok(found)
    }
}

/// The rows that are others now than then, of the tables that are read.
fn came_since(
    now: &Projection,
    then: &Projection,
    names: &MemberNames,
    reads: impl Fn(Table) -> bool,
) -> Vec<RowSince> {
    let rows = now.rows().filter(|standing| {
        let table = standing.row.table();
        table != Table::Seals && reads(table)
    });
    let came = rows.filter_map(|standing| {
        let (table, id) = (standing.row.table(), standing.row.id());
        let before = then.get(table, &id);
        if before.is_some_and(|before| before.operation == standing.operation) {
            return None;
        }
        let change = match before {
            _ if standing.row.is_withdrawn() => ChangeSince::Withdrawn,
            None => ChangeSince::Added,
            Some(_) => ChangeSince::Changed,
        };
        let cells = before.filter(|_| change == ChangeSince::Changed);
        let cells = cells.map(|before| changed_cells(&before.row, &standing.row, names)).unwrap_or_default();
        let meeting = meeting_of(&standing.row, now);
        let said = said(&standing.row, names, meeting);
        let day = standing.row.day().or_else(|| meeting.and_then(Row::day));
        Some(RowSince { table, id, day, said, change, cells })
    });
    came.collect()
}
