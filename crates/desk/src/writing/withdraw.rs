//! Taking rows back 撤回: one, or all that stand in a quarter, as where a year was mistyped. They stay to be seen, with
//! the reason, and count for nothing.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::audit::{self, Deed};
use crate::people::viewer::Viewer;
use crate::writing::by_hand::{check_by_hand, is_by_hand};
use crate::writing::hanging::Hanging;
use crate::writing::operations::{Doing, OperationKind};
use crate::writing::record::{RecordError, given};
use cunbang_ledger::Entered;
use cunbang_model::schema::Rights;
use cunbang_model::{DocumentKind, DocumentName, Period, Row, Table, UnitCode, clock};
use serde::Serialize;
use std::collections::BTreeMap;

/// Which row is taken back, and why.
#[derive(Debug, Clone, Copy)]
pub struct Withdrawal<'a> {
    /// Its table.
    pub table: Table,
    /// The unit that it is about; this one where none is named.
    pub unit: Option<UnitCode>,
    /// Its id.
    pub id: &'a str,
    /// The quarter in whose ledger it stands; the newest where none is named.
    pub period: Option<Period>,
    /// Why.
    pub reason: &'a str,
}

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Withdrawn {
    /// The row's key.
    pub row: String,
    /// Where it stands.
    pub document: DocumentName,
    /// Of a member who left the roster: the ledger whose standing the member left too.
    pub standing: Option<DocumentName>,
    /// The newest ledger in which the member still stands, where that is an earlier quarter's.
    pub stands_in: Option<DocumentName>,
    /// What hung on it: marks that went with it, and what stays and names it.
    pub hanging: Hanging,
}

impl Desk {
    /// The row of a unit with an id, and the document where it stands; the newest document first.
    pub(crate) async fn find(
        &self,
        table: Table,
        unit: UnitCode,
        id: &str,
        period: Option<Period>,
    ) -> Result<Option<(DocumentName, Row)>, DeskError> {
        for document in self.documents_of(table, unit, period).await? {
            let projection = self.replica().projection(document).await?;
            if let Some(standing) = projection.get(table, id) {
                return Ok(Some((document, standing.row.clone())));
            }
        }
        Ok(None)
    }

    /// Takes back the newest row of a unit (this one unless another is named) with an id, with the reason. Gives the
    /// row's key and where it stands.
    pub async fn withdraw(
        &self,
        operator: &str,
        table: Table,
        unit: Option<UnitCode>,
        id: &str,
        reason: &str,
    ) -> Result<(String, DocumentName), DeskError> {
        let withdrawn = self.take_back(operator, Withdrawal { table, unit, id, period: None, reason }).await?;
        Ok((withdrawn.row, withdrawn.document))
    }

    /// Takes back a row. The marks of a meeting go with it. A member who leaves the roster also leaves the standing of the quarter that is named, or else
    /// of the present one; in earlier ones the member was there.
    pub async fn take_back(&self, operator: &str, wanted: Withdrawal<'_>) -> Result<Withdrawn, DeskError> {
        let reason = given(wanted.reason)?;
        let (table, id, period) = (wanted.table, wanted.id, wanted.period);
        check_by_hand(table)?;
        let unit = wanted.unit.unwrap_or_else(|| self.replica().unit());
        let found = self.find(table, unit, id, period).await?;
        let (document, row) = found.ok_or_else(|| RecordError::NoSuchRow { unit, table, id: id.to_owned() })?;
        let key = row.key();
        let viewer = Viewer::operator(self.replica(), operator);
        let hanging = self.hanging_on(&viewer, table, unit, id, period).await?;
        let mut withdrawn = Withdrawn { row: key, document, standing: None, stands_in: None, hanging };
        let mut documents = Vec::new();
        if table == Table::Members {
            let quarter = period.unwrap_or_else(|| Period::quarter_of(clock::county_date(self.replica().now())));
            let stands = self.find(Table::Standing, unit, id, period).await?;
            match stands.filter(|(_, standing)| !standing.is_withdrawn()) {
                Some((ledger, standing)) if ledger.period() == Some(quarter) => {
                    withdrawn.standing = Some(ledger);
                    documents.push((ledger, vec![standing.withdrawn(reason)]));
                }
                Some((ledger, _)) => withdrawn.stands_in = Some(ledger),
                None => {}
            }
        }
        // Whose roster row was taken back before may still stand in the quarter.
        if !row.is_withdrawn() {
            let mut rows = vec![row.withdrawn(reason)];
            if table == Table::Meetings {
                rows.extend(self.marks_to_take_back(document, id, reason).await?);
            }
            documents.insert(0, (document, rows));
        } else if documents.is_empty() {
            return Err(RecordError::Withdrawn { row: withdrawn.row, document }.into());
        }
        let doing = Doing::new(OperationKind::Withdraw, &withdrawn.row);
        self.issue_entered(operator, entered(documents), &doing).await?;
        Self::note_change(Deed::Withdraw, operator, withdrawn.document, &withdrawn.row);
        Ok(withdrawn)
    }

    /// Audits a change to what others rest on: a village's own records have their history.
    pub(crate) fn note_change(deed: Deed, operator: &str, document: DocumentName, row: &str) {
        if !matches!(document.kind().rights(), Rights::Personal | Rights::Record) {
            audit::note(deed, operator, document.unit(), &format!("{document} {row}"));
        }
    }

    /// What stands in this unit's ledgers of a period and can be taken back, by table: of one table, or of all. With
    /// meetings go their marks.
    pub async fn standing_rows(
        &self,
        period: Period,
        table: Option<Table>,
    ) -> Result<Vec<(DocumentName, Vec<Row>)>, DeskError> {
        let unit = self.replica().unit();
        let mut found = Vec::new();
        for quarter in period.quarters() {
            let Some(name) = DocumentName::quarterly(DocumentKind::Ledger, unit, quarter) else { continue };
            let projection = self.replica().projection(name).await?;
            let is_wanted = |row: &Row| {
                let goes_with = |table| table == Table::Meetings && row.table() == Table::Attendance;
                let is_of = |table| row.table() == table || goes_with(table);
                !row.is_withdrawn() && is_by_hand(row.table()) && table.is_none_or(is_of)
            };
            let rows: Vec<Row> =
                projection.rows().map(|standing| &standing.row).filter(|row| is_wanted(row)).cloned().collect();
            if !rows.is_empty() {
                found.push((name, rows));
            }
        }
        Ok(found)
    }

    /// Takes back all rows that stand in this unit's ledgers of a period: of one table, or of all. Gives how many, by
    /// table.
    pub async fn take_back_all(
        &self,
        operator: &str,
        period: Period,
        table: Option<Table>,
        reason: &str,
    ) -> Result<BTreeMap<Table, usize>, DeskError> {
        let reason = given(reason)?;
        let found = self.standing_rows(period, table).await?;
        if found.is_empty() {
            return Err(RecordError::NothingThere { period }.into());
        }
        let counts = by_table(&found);
        let withdrawn = found
            .into_iter()
            .map(|(document, rows)| (document, rows.into_iter().map(|row| row.withdrawn(reason)).collect()));
        let doing = Doing::new(OperationKind::Withdraw, &period.to_string());
        self.issue_entered(operator, entered(withdrawn.collect()), &doing).await?;
        Ok(counts)
    }
}

pub(crate) fn entered(documents: Vec<(DocumentName, Vec<Row>)>) -> Vec<(DocumentName, Vec<Entered>)> {
    documents.into_iter().map(|(document, rows)| (document, rows.into_iter().map(Entered::from).collect())).collect()
}

/// How many rows of each table there are.
pub fn by_table(found: &[(DocumentName, Vec<Row>)]) -> BTreeMap<Table, usize> {
    let mut counts = BTreeMap::new();
    for row in found.iter().flat_map(|(_, rows)| rows) {
        *counts.entry(row.table()).or_default() += 1;
    }
    counts
}
