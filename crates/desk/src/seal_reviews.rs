//! Reviews of seals 上报审核: whether the township or county accepts what a village sealed, or returns it 退回 for
//! correction, with a reason. A review changes no score and no time: what was received in time stays so. A village whose
//! seal is returned corrects its rows and seals again.

use crate::audit::{self, Deed};
use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::scope::Command;
use crate::viewer::Viewer;
use cunbang_language::say;
use cunbang_ledger::VersionVector;
use cunbang_model::schema::SealOutcome;
use cunbang_model::{DocumentKind, DocumentName, Period, Record as _, Table, UnitCode, clock, record};
use cunbang_ranking::sealed::standing_seals;

/// Why a seal was not reviewed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealReviewError {
    /// The village has not sealed, as far as is known here.
    #[error("{}", say!("seal-review-none", unit = .unit, period = .period))]
    NotSealed {
        /// The village.
        unit: UnitCode,
        /// The quarter.
        period: Period,
    },
    /// Who returns a seal says why.
    #[error("{}", say!("seal-review-reason"))]
    NoReason,
}

impl SealReviewError {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            Self::NotSealed { .. } => Sort::NotYet,
            Self::NoReason => Sort::Input,
        }
    }
}

/// A review of a village's seals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealReviewView {
    /// What was said.
    pub review: record::SealReview,
    /// The name of the unit that said it.
    pub reviewer: String,
    /// Whether it is about the seals as they stand: the village has not sealed again since.
    pub is_current: bool,
}

impl Desk {
    /// Accepts what a village sealed for a quarter, or returns it with a reason, as the unit of this device. Doing so
    /// again takes the place of what was said before.
    pub async fn review_seal(
        &self,
        operator: &str,
        unit: UnitCode,
        quarter: Period,
        outcome: SealOutcome,
        reason: &str,
    ) -> Result<(), DeskError> {
        self.permit(operator, Command::ReviewSeal).await?;
        let reason = Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        if outcome == SealOutcome::Returned && reason.is_none() {
            return Err(SealReviewError::NoReason.into());
        }
        let Some(document) = DocumentName::quarterly(DocumentKind::Inspection, unit, quarter) else {
            return Err(SealReviewError::NotSealed { unit, period: quarter }.into());
        };
        self.replica().check_may_write(&document)?;
        let covers = self.sealed_now(unit, quarter).await?;
        let covers = covers.ok_or(SealReviewError::NotSealed { unit, period: quarter })?;
        let review = record::SealReview {
            unit,
            reviewer: self.replica().unit(),
            period: quarter,
            outcome,
            reason,
            covers: covers.to_string(),
            reviewed_on: clock::county_date(self.replica().now()),
        };
        let row = review.into_row().map_err(DeskError::Rows)?;
        self.issue(operator, vec![(document, vec![row])]).await?;
        audit::note(Deed::ReviewSeal, operator, unit, &quarter.to_string());
        Ok(())
    }

    /// What was said of a village's seals of a quarter, by the unit directly above first.
    pub async fn seal_reviews(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        quarter: Period,
    ) -> Result<Vec<SealReviewView>, DeskError> {
        viewer.check_document(DocumentKind::Inspection, unit)?;
        let Some(document) = DocumentName::quarterly(DocumentKind::Inspection, unit, quarter) else {
            return Ok(Vec::new());
        };
        let units = self.replica().org().units().cloned();
        let name = |unit: UnitCode| units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit));
        let covers = self.sealed_now(unit, quarter).await?.map(|covers| covers.to_string());
        let projection = self.replica().projection(document).await?;
        let standing = projection.table(Table::SealReviews).filter(|standing| !standing.row.is_withdrawn());
        let reviews = standing.filter_map(|standing| standing.row.record::<record::SealReview>());
        let mut views: Vec<SealReviewView> = reviews
            .filter(|review| review.period == quarter)
            .map(|review| SealReviewView {
                reviewer: name(review.reviewer),
                is_current: covers.as_deref() == Some(review.covers.as_str()),
                review,
            })
            .collect();
        views.sort_by_key(|view| std::cmp::Reverse(view.review.reviewer.as_str().len()));
        Ok(views)
    }

    /// What the seals of a quarter cover together, as far as they are here; none where there is no seal.
    async fn sealed_now(&self, unit: UnitCode, quarter: Period) -> Result<Option<VersionVector>, DeskError> {
        let Some(name) = DocumentName::quarterly(DocumentKind::Ledger, unit, quarter) else { return Ok(None) };
        let ledger = self.replica().projection(name).await?;
        let seals = standing_seals(&ledger, quarter);
        let mut covers = VersionVector::default();
        for (writer, number) in seals.iter().flat_map(|seal| &seal.covers.0) {
            covers.raise(*writer, *number);
        }
        Ok((!seals.is_empty()).then_some(covers))
    }
}
