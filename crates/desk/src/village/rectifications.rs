//! Rectifications 整改反馈: what a village says it did about a finding. It stands in the village's own document beside its
//! objections; whether the finding is put right, the recheck decides.

use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::viewer::Viewer;
use crate::writing::operations::{Doing, OperationKind};
use cunbang_language::say;
use cunbang_ledger::{Entered, Projection};
use cunbang_model::{DocumentKind, DocumentName, Period, Record as _, Table, UnitCode, clock, record};
use cunbang_replica::reading::projections;
use std::collections::BTreeMap;

/// Why nothing was answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RectificationError {
    /// Nothing was said.
    #[error("{}", say!("rectification-empty"))]
    Empty,
    /// There is no such finding here.
    #[error("{}", say!("rectification-no-finding", finding = .finding))]
    NoSuchFinding {
        /// Its id.
        finding: String,
    },
}

impl RectificationError {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            Self::Empty => Sort::Input,
            Self::NoSuchFinding { .. } => Sort::NotFound,
        }
    }
}

fn appeal(unit: UnitCode, quarter: Period) -> Option<DocumentName> {
    DocumentName::quarterly(DocumentKind::Appeal, unit, quarter)
}

impl Desk {
    /// Says for this device's village what was done about a finding of a quarter. Saying it again takes the place of what
    /// was said before.
    pub async fn rectify(&self, operator: &str, quarter: Period, finding: &str, text: &str) -> Result<(), DeskError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(RectificationError::Empty.into());
        }
        let unit = self.replica().unit();
        let none = || RectificationError::NoSuchFinding { finding: finding.chars().take(64).collect() };
        let found = DocumentName::quarterly(DocumentKind::Inspection, unit, quarter).ok_or_else(none)?;
        let inspection = self.replica().projection(found).await?;
        let stands = inspection.get(Table::Findings, finding).filter(|standing| !standing.row.is_withdrawn());
        let (Some(_), Some(document)) = (stands, appeal(unit, quarter)) else { return Err(none().into()) };
        let rectification = record::Rectification {
            unit,
            finding: finding.to_owned(),
            period: quarter,
            text: text.to_owned(),
            filed_on: clock::county_date(self.replica().now()),
        };
        let row = rectification.into_row().map_err(DeskError::Rows)?;
        let doing = Doing::new(OperationKind::Record, &row.key());
        self.issue_entered(operator, vec![(document, vec![Entered::from(row)])], &doing).await?;
        Ok(())
    }

    /// What a village says it did about the findings of a quarter, by finding.
    pub async fn rectifications(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        quarter: Period,
    ) -> Result<BTreeMap<String, record::Rectification>, DeskError> {
        viewer.check_document(DocumentKind::Appeal, unit)?;
        let Some(document) = appeal(unit, quarter) else { return Ok(BTreeMap::new()) };
        let projection = self.replica().projection(document).await?;
        Ok(said_in(&projection).map(|one| (one.finding.clone(), one)).collect())
    }

    /// The same of all villages at and under a unit, by village and finding.
    pub async fn rectifications_under(
        &self,
        viewer: &Viewer,
        under: UnitCode,
        quarter: Period,
    ) -> Result<BTreeMap<(UnitCode, String), record::Rectification>, DeskError> {
        viewer.check_document(DocumentKind::Appeal, under)?;
        let documents = projections(self.replica(), DocumentKind::Appeal, under, Some(quarter)).await?;
        Ok(documents.values().flat_map(said_in).map(|one| ((one.unit, one.finding.clone()), one)).collect())
    }
}

/// What stands in a village's document of what it did about findings.
fn said_in(appeal: &Projection) -> impl Iterator<Item = record::Rectification> {
    let standing = appeal.table(Table::Rectifications).filter(|standing| !standing.row.is_withdrawn());
    standing.filter_map(|standing| standing.row.record::<record::Rectification>())
}
