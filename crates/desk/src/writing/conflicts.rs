//! Conflicts 冲突: rows of which several values stand, each with who wrote it, and the choice between them. What is not
//! chosen stays in the history.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::node::status::Mark;
use crate::people::viewer::Viewer;
use crate::reading::authorship::{Authorship, MemberNames};
use crate::reading::texts::{meeting_of, told};
use crate::writing::operations::{Doing, OperationKind};
use crate::writing::record::RecordError;
use cunbang_ledger::{Entered, LogId, OperationId, Projection, Standing};
use cunbang_model::{Carried, DocumentKind, DocumentName, Period, Row, Table, UnitCode};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A row that stands with several values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConflictView {
    /// Where it stands.
    pub document: DocumentName,
    /// Its table.
    pub table: Table,
    /// Its id within the table.
    pub id: String,
    /// The columns in which the values differ; `withdrawn` where one is and another not.
    pub differs: Vec<String>,
    /// The values; the first is the one that every node shows until somebody chooses.
    pub values: Vec<ConflictValue>,
    /// Whether this device may choose: only who may write the document.
    pub may_choose: bool,
}

/// One of the values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConflictValue {
    /// Its number among them, from 1: what `--take` names.
    pub number: usize,
    /// What names it wherever it is shown, and stays the same whatever else comes: what a page sends back.
    pub version: String,
    /// What was written.
    pub row: Row,
    /// The names of the members that it names, by id; none where the viewer may not see the roster.
    pub members: BTreeMap<String, String>,
    /// Who wrote it.
    pub written: Option<Authorship>,
    /// How far it was received.
    pub mark: Mark,
    /// The reason, if it withdraws the row.
    pub withdrawn: Option<String>,
}

/// What stands from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// The value with this number, as they are numbered now.
    Number(usize),
    /// The value with this [`ConflictValue::version`].
    Version(String),
    /// Another than any of them.
    Written(Row),
}

/// What names a value: `counter@writer`, as in evidence files.
fn version_of(operation: &OperationId) -> String {
    format!("{}@{}", operation.counter, operation.writer)
}

impl Desk {
    /// The rows of a unit (the usual one unless another is named) that stand with several values, in the documents
    /// that come to the viewer. Seals are left out: they join.
    pub async fn conflict_views(
        &self,
        viewer: &Viewer,
        unit: Option<UnitCode>,
    ) -> Result<Vec<ConflictView>, DeskError> {
        let unit = unit.unwrap_or_else(|| self.usual_unit(viewer));
        let mut found = Vec::new();
        for kind in DocumentKind::ALL {
            if viewer.check_document(*kind, unit).is_err() {
                continue;
            }
            let selection = cunbang_store::Selection::new(*kind, unit, None);
            for document in self.replica().store().documents(&selection).await? {
                if document.unit() != unit {
                    continue;
                }
                let projection = match self.replica().projection(document).await {
                    Ok(projection) => projection,
                    // What is damaged is named by itself.
                    Err(error) if error.is_damage() => continue,
                    Err(error) => return Err(error.into()),
                };
                let rows = projection.conflicts().filter(|values| values[0].row.table() != Table::Seals);
                let ids: Vec<(Table, String)> =
                    rows.map(|values| (values[0].row.table(), values[0].row.id())).collect();
                for (table, id) in ids {
                    found.extend(self.view_of_conflict(viewer, &projection, table, &id).await?);
                }
            }
        }
        Ok(found)
    }

    /// The values of one row: of that in the newest document of the period, or of all, which has a row with the id. A
    /// row with one value is no conflict: none.
    pub async fn conflict(
        &self,
        viewer: &Viewer,
        table: Table,
        unit: Option<UnitCode>,
        id: &str,
        period: Option<Period>,
    ) -> Result<Option<ConflictView>, DeskError> {
        let unit = unit.unwrap_or_else(|| self.usual_unit(viewer));
        viewer.check_document(table.document(), self.home_of(table, unit))?;
        let projection = self.standing_in(table, unit, id, period).await?;
        self.view_of_conflict(viewer, &projection, table, id).await
    }

    /// Chooses what stands of a row with several values. Those that stood are in its history. Fails where a value that
    /// is named is not among them any more; values that came meanwhile stay beside the new one.
    pub async fn resolve(
        &self,
        operator: &str,
        table: Table,
        unit: Option<UnitCode>,
        id: &str,
        period: Option<Period>,
        chosen: &Chosen,
    ) -> Result<DocumentName, DeskError> {
        let unit = unit.unwrap_or_else(|| self.replica().unit());
        let projection = self.standing_in(table, unit, id, period).await?;
        let (document, values) = (projection.document(), projection.values(table, id));
        let key = format!("{table}/{id}");
        if values.len() < 2 {
            return Err(RecordError::NoConflict { row: key, document }.into());
        }
        let row = match chosen {
            Chosen::Number(number) => number.checked_sub(1).and_then(|place| values.get(place)).map(|one| &one.row),
            Chosen::Version(version) => {
                values.iter().find(|one| version_of(&one.operation) == *version).map(|one| &one.row)
            }
            Chosen::Written(row) => Some(row).filter(|row| row.key() == key),
        };
        let row = row.cloned().ok_or(RecordError::NoSuchValue { row: key, document, values: values.len() })?;
        let over: BTreeSet<OperationId> = values.iter().map(|value| value.operation).collect();
        let doing = Doing::new(OperationKind::Resolve, &row.key());
        self.issue_entered(operator, vec![(document, vec![Entered { row, over: Some(over) }])], &doing).await?;
        Ok(document)
    }

    /// The newest document of a period, or of all, in which a row stands.
    pub(crate) async fn standing_in(
        &self,
        table: Table,
        unit: UnitCode,
        id: &str,
        period: Option<Period>,
    ) -> Result<Projection, DeskError> {
        for document in self.documents_of(table, unit, period).await? {
            let projection = self.replica().projection(document).await?;
            if projection.get(table, id).is_some() {
                return Ok(projection);
            }
        }
        Err(RecordError::NoSuchRow { unit, table, id: id.to_owned() }.into())
    }

    async fn view_of_conflict(
        &self,
        viewer: &Viewer,
        projection: &Projection,
        table: Table,
        id: &str,
    ) -> Result<Option<ConflictView>, DeskError> {
        let (document, values) = (projection.document(), projection.values(table, id));
        if values.len() < 2 {
            return Ok(None);
        }
        viewer.note_if_personal(&document);
        let names = self.names_for(viewer, document.unit()).await?;
        let entries = self.entries_of(document).await?;
        let receipts = self.replica().store().receipts(&document).await?;
        let shown = |(place, value): (usize, &Standing)| {
            let log = LogId { document, writer: value.operation.writer };
            ConflictValue {
                number: place + 1,
                version: version_of(&value.operation),
                members: crate::reading::authorship::named_in(&value.row, &names),
                written: self.authorship(&entries, &log.writer, value.entry, &names),
                mark: self.reach([(log, value.entry)], &receipts).mark(),
                withdrawn: value.row.withdrawal().map(str::to_owned),
                row: value.row.clone(),
            }
        };
        Ok(Some(ConflictView {
            document,
            table,
            id: id.to_owned(),
            differs: differing(values),
            values: values.iter().enumerate().map(shown).collect(),
            may_choose: self.replica().check_may_write(&document).is_ok(),
        }))
    }
}

/// A row of which several values stand in a line for people, with what all of them say alone.
pub(crate) fn agreed(values: &[Standing], names: &MemberNames, document: &Projection) -> String {
    let differs = differing(values);
    let Some(first) = values.first() else { return String::new() };
    told(&first.row, names, meeting_of(&first.row, document), |column| !differs.iter().any(|one| one == column.name))
}

/// The columns in which values differ, in the order of the table.
fn differing(values: &[Standing]) -> Vec<String> {
    let carried: Vec<Carried> = values.iter().map(|value| Carried::from(value.row.clone())).collect();
    let texts: Vec<Vec<(&str, String)>> = carried.iter().map(Carried::texts).collect();
    let mut columns: Vec<&str> = Vec::new();
    for (column, _) in texts.iter().flatten() {
        if !columns.contains(column) {
            columns.push(column);
        }
    }
    let of = |texts: &[(&str, String)], column: &str| {
        texts.iter().find(|(name, _)| *name == column).map(|(_, text)| text.clone())
    };
    columns.retain(|column| {
        let first = texts.first().and_then(|texts| of(texts, column));
        texts.iter().any(|texts| of(texts, column) != first)
    });
    columns.into_iter().map(str::to_owned).collect()
}
