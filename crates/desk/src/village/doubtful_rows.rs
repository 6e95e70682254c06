//! The rows of a village that its published score could not count as they stand 不能照原样计入, each with why: the rules say
//! that they are listed. Bulletins and sheets name only what counted, so they are found in the rows on which that rests, and
//! among findings, of which nobody publishes how far a run held them, by the day of the recheck.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::reading::texts::brief_in;
use cunbang_ledger::Projection;
use cunbang_model::{DocumentKind, DocumentName, Period, Row, Table, UnitCode, record};
use cunbang_scheme::Doubt;
use std::collections::BTreeMap;

/// A row that could not count as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubtfulRow {
    /// Its table.
    pub table: Table,
    /// Its id.
    pub id: String,
    /// The quarter in whose ledger or inspections it stands.
    pub quarter: Option<Period>,
    /// What it says, in a line.
    pub said: String,
    /// Why it could not.
    pub doubt: Doubt,
}

impl Desk {
    /// The rows of a unit's ledgers and inspections that the published ranking of a period could not count as they stood; none
    /// where none stands published, or not all that it rests on is here.
    pub async fn doubtful_rows(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<Vec<DoubtfulRow>, DeskError> {
        let Some(basis) = self.published_basis(viewer, unit, period).await? else { return Ok(Vec::new()) };
        let mut schemes = self.schemes().await?.into_iter();
        let Some(scheme) = schemes.find(|scheme| scheme.hash() == basis.scheme_hash) else { return Ok(Vec::new()) };
        let names = self.names_apart(viewer, unit).await?;
        let mut found = Vec::new();
        let inspections = self.inspections_of(unit, basis.period).await?;
        for (document, ledger) in basis.ledgers.iter().chain(&inspections) {
            let is_of = |row: &&Row| !row.is_withdrawn() && row.day().is_none_or(|day| basis.period.contains_day(day));
            let rows: Vec<&Row> = ledger.rows().map(|standing| &standing.row).filter(is_of).collect();
            for one in scheme.doubtful(rows.iter().copied()) {
                let Some(row) = rows.iter().find(|row| row.key() == one.row) else { continue };
                // What a run held of inspections is not published: a recheck on a later day was none of it.
                let of_recheck = row.record::<record::Finding>().filter(|_| one.doubt == Doubt::NotFoundFixed);
                if of_recheck.is_some_and(|one| one.rechecked_on.is_none_or(|day| day > basis.published_on)) {
                    continue;
                }
                found.push(DoubtfulRow {
                    table: row.table(),
                    id: row.id(),
                    quarter: document.period(),
                    said: brief_in(row, &names, ledger),
                    doubt: one.doubt,
                });
            }
        }
        Ok(found)
    }

    /// The inspections of a unit in a period, as they stand.
    async fn inspections_of(
        &self,
        unit: UnitCode,
        period: Period,
    ) -> Result<BTreeMap<DocumentName, Projection>, DeskError> {
        let mut all = BTreeMap::new();
        for quarter in period.quarters() {
            let Some(name) = DocumentName::quarterly(DocumentKind::Inspection, unit, quarter) else { continue };
            all.insert(name, self.replica().projection(name).await?);
        }
        Ok(all)
    }
}
