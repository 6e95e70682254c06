//! Findings 问题: what inspections found.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::viewer::Viewer;
use cunbang_model::{Date, DocumentKind, Period, Row, Table, UnitCode};
use cunbang_replica::reading::projections;

/// Where a finding stands among the others. One that arrives between two looks moves none of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FindingKey {
    /// The unit that it is about.
    pub unit: UnitCode,
    /// The day of the inspection.
    pub date: Date,
    /// Its id.
    pub finding: String,
}

impl Desk {
    /// The findings of a period at and under a unit, after one of them, in the order of units, days and ids;
    /// withdrawn ones too.
    pub async fn findings(
        &self,
        viewer: &Viewer,
        period: Period,
        under: UnitCode,
        after: Option<&FindingKey>,
    ) -> Result<Vec<(FindingKey, Row)>, DeskError> {
        viewer.check(under)?;
        self.check_known(under)?;
        let store = self.replica().store();
        let documents = projections(&**store, DocumentKind::Inspection, under, Some(period)).await?;
        let mut found = Vec::new();
        for standing in documents.values().flat_map(|document| document.table(Table::Findings)) {
            let row = &standing.row;
            if let (Some(date), Some(finding)) = (row.date("date"), row.text("finding")) {
                let key = FindingKey { unit: row.unit(), date, finding: finding.to_owned() };
                if period.contains_day(date) && after.is_none_or(|after| key > *after) {
                    found.push((key, row.clone()));
                }
            }
        }
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(found)
    }
}
