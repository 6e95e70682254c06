//! Rows that scores rest on, in words: for pages and files that name many of them, where ids would say nothing.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::reading::authorship::MemberNames;
use crate::reading::texts::{brief_with, label, meeting_of};
use cunbang_model::{DocumentKind, DocumentName, Period, Row, Table, UnitCode};
use cunbang_scheme::Outcome;
use std::collections::{BTreeMap, BTreeSet};

/// A row that a score rests on: its unit, the quarter where that is named, and its key `table/id`.
pub type NamedByScore = (UnitCode, Option<Period>, String);

/// What rows say, each in a line; of those that are here and may be seen.
pub type RowsInWords = BTreeMap<NamedByScore, String>;

/// What rows are that no node has: those of somebody's tables, each with its quarter where the table states it. Of one key
/// in several quarters, the first stands for all that name none.
pub fn tables_in_words(rows: &[(Option<Period>, Row)]) -> RowsInWords {
    let meetings: BTreeMap<(UnitCode, Option<Period>, String), &Row> = rows
        .iter()
        .filter(|(_, row)| row.table() == Table::Meetings)
        .map(|(quarter, row)| ((row.unit(), *quarter, row.id()), row))
        .collect();
    let mut found = RowsInWords::new();
    for (quarter, row) in rows {
        let named = row.text("meeting").map(str::to_owned);
        let meeting = named.and_then(|id| meetings.get(&(row.unit(), *quarter, id)).copied());
        let said = label(row, meeting.filter(|_| row.table() != Table::Meetings));
        if !said.is_empty() {
            found.insert((row.unit(), *quarter, row.key()), said.clone());
            found.entry((row.unit(), None, row.key())).or_insert(said);
        }
    }
    found
}

impl Desk {
    /// What rows of a period say, as they stand now, members by their names where the viewer may see them.
    pub async fn rows_in_words(
        &self,
        viewer: &Viewer,
        period: Period,
        rows: impl IntoIterator<Item = NamedByScore>,
    ) -> Result<RowsInWords, DeskError> {
        self.rows_told(viewer, period, rows, false).await
    }

    /// What the rows behind a ranking are, for its files: which are handed on, so that members stand by their ids and what
    /// villages wrote in sentences is not told.
    pub async fn outcome_in_words(
        &self,
        viewer: &Viewer,
        period: Period,
        outcome: &Outcome,
    ) -> Result<RowsInWords, DeskError> {
        let mut rows = BTreeSet::new();
        for row in outcome.levels.values().flatten() {
            for reason in row.indicators.iter().flat_map(|result| &result.reasons) {
                if !reason.row.is_empty() {
                    rows.insert((reason.unit.unwrap_or(row.unit), reason.quarter, reason.row.to_string()));
                }
            }
        }
        self.rows_told(viewer, period, rows, true).await
    }

    async fn rows_told(
        &self,
        viewer: &Viewer,
        period: Period,
        rows: impl IntoIterator<Item = NamedByScore>,
        in_files: bool,
    ) -> Result<RowsInWords, DeskError> {
        let mut of_documents: BTreeMap<(UnitCode, DocumentKind), Vec<NamedByScore>> = BTreeMap::new();
        for row in rows {
            let table = row.2.split('/').next().and_then(Table::from_name);
            let kind = table.map(Table::document);
            let kind = kind.filter(|kind| matches!(kind, DocumentKind::Ledger | DocumentKind::Inspection));
            if let Some(kind) = kind.filter(|kind| viewer.check_document(*kind, row.0).is_ok()) {
                of_documents.entry((row.0, kind)).or_default().push(row);
            }
        }
        let mut found = RowsInWords::new();
        for ((unit, kind), rows) in of_documents {
            let quarters = period.quarters().into_iter().chain(rows.iter().filter_map(|row| row.1));
            let mut documents = Vec::new();
            for quarter in quarters.collect::<BTreeSet<_>>() {
                if let Some(name) = DocumentName::quarterly(kind, unit, quarter) {
                    documents.push((quarter, self.replica().projection(name).await?));
                }
            }
            let names = if in_files { MemberNames::new() } else { self.names_for(viewer, unit).await? };
            for row in rows {
                let Some((table, id)) = row.2.split_once('/') else { continue };
                let Some(table) = Table::from_name(table) else { continue };
                let mut of_quarter =
                    documents.iter().filter(|(quarter, _)| row.1.is_none_or(|named| named == *quarter));
                let standing = of_quarter.find_map(|(_, document)| Some((document, &document.get(table, id)?.row)));
                let said = standing.map(|(document, standing)| {
                    let meeting = meeting_of(standing, document);
                    if in_files { label(standing, meeting) } else { brief_with(standing, &names, meeting) }
                });
                found.extend(said.filter(|said| !said.is_empty()).map(|said| (row, said)));
            }
        }
        Ok(found)
    }
}
