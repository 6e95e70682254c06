//! Reviews of seals 上报审核: whether the township or county accepts what a village sealed, or returns it 退回 for
//! correction, with a reason and a day. A village whose seal is returned corrects its rows and seals again; until that day
//! this counts from when the returned seal had been received, so what was in time stays so.

use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use crate::people::viewer::Viewer;
use cunbang_language::say;
use cunbang_ledger::{Projection, VersionVector};
use cunbang_model::schema::SealOutcome;
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Record as _, Table, UnitCode, clock, record};
use cunbang_ranking::returned::last_correction;
use cunbang_ranking::sealed::{joined, standing_seals};
use jiff::ToSpan as _;

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
    /// A list of the period stands published: a return could only change what people have read.
    #[error("{}", say!("seal-review-published", period = .period))]
    Published {
        /// The period.
        period: Period,
    },
    /// The day until which to correct is past, before the one that was set, or too far away.
    #[error("{}", say!("seal-review-day", from = .from, until = .until))]
    Day {
        /// The first day that may be set.
        from: Date,
        /// The last one.
        until: Date,
    },
}

impl SealReviewError {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            Self::NotSealed { .. } | Self::Published { .. } => Sort::NotYet,
            Self::NoReason | Self::Day { .. } => Sort::Input,
        }
    }
}

/// How many days a village has for correcting, where nothing else is said.
pub const USUAL_DAYS: i64 = 3;
/// How many days it may have at most.
const MOST_DAYS: i64 = 30;

/// What is said of a village's seals.
#[derive(Debug, Clone, Copy)]
pub struct SealVerdict<'a> {
    /// Whether they are accepted or returned.
    pub outcome: SealOutcome,
    /// Why they are returned.
    pub reason: &'a str,
    /// Of a return, the last day on which the corrected seal keeps the time of the one before; in three days where none
    /// is named.
    pub correct_by: Option<Date>,
}

impl SealVerdict<'_> {
    /// Accepts.
    pub const ACCEPTED: Self = Self { outcome: SealOutcome::Accepted, reason: "", correct_by: None };
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
    /// Accepts what a village sealed for a quarter or a month, or returns it with a reason, as the unit of this device.
    /// Doing so again takes the place of what was said before, but for the time that a return kept.
    pub async fn review_seal(
        &self,
        operator: &str,
        unit: UnitCode,
        period: Period,
        verdict: SealVerdict<'_>,
    ) -> Result<(), DeskError> {
        self.permit(operator, Command::ReviewSeal).await?;
        let reason = Some(verdict.reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        let is_returned = verdict.outcome == SealOutcome::Returned;
        if is_returned && reason.is_none() {
            return Err(SealReviewError::NoReason.into());
        }
        let today = clock::county_date(self.replica().now());
        let Some(document) = document_of(DocumentKind::Inspection, unit, period) else {
            return Err(SealReviewError::NotSealed { unit, period }.into());
        };
        self.replica().check_may_write(&document)?;
        let covers = self.sealed_now(unit, period).await?;
        let covers = covers.ok_or(SealReviewError::NotSealed { unit, period })?.to_string();
        let reviewer = self.replica().unit();
        let before = reviews_in(&self.replica().projection(document).await?, period);
        let before = before.into_iter().find(|review| review.reviewer == reviewer);
        let kept = before.and_then(|before| Some((before.covers, before.returned?, before.correct_by?)));
        let usual = today.saturating_add(USUAL_DAYS.days());
        let mut correct_by = verdict.correct_by.unwrap_or(usual);
        if is_returned {
            self.check_unpublished(operator, period).await?;
            // However often it is returned, a time is kept for so long and no longer; and what a village was promised for
            // the seal as it stands, nobody shortens.
            let most = today.saturating_add(MOST_DAYS.days());
            let last = self.scheme_for(period).await.ok().map(|scheme| last_correction(scheme.deadline(period)));
            let until = last.filter(|last| *last >= today).map_or(most, |last| most.min(last));
            let promised = kept.as_ref().filter(|(seen, ..)| *seen == covers).map(|(.., day)| *day);
            let from = promised.map_or(today, |promised| promised.max(today));
            let until = until.max(from);
            if verdict.correct_by.is_none() {
                correct_by = usual.clamp(from, until);
            }
            if !(from..=until).contains(&correct_by) {
                return Err(SealReviewError::Day { from, until }.into());
            }
        }
        let (correct_by, returned) = if is_returned {
            let is_kept = self.cover(period, unit).await?.iter().any(|one| one.corrected_at.is_some());
            let first = kept.filter(|(seen, ..)| is_kept || *seen == covers).map(|(_, returned, _)| returned);
            (Some(correct_by), Some(first.unwrap_or_else(|| covers.clone())))
        } else {
            kept.map(|(_, returned, correct_by)| (correct_by, returned)).unzip()
        };
        let review = record::SealReview {
            unit,
            reviewer,
            period,
            outcome: verdict.outcome,
            reason,
            covers,
            reviewed_on: today,
            correct_by,
            returned,
        };
        let row = review.into_row().map_err(DeskError::Rows)?;
        self.issue(operator, vec![(document, vec![row])]).await?;
        audit::note(Deed::ReviewSeal, operator, unit, &period.to_string());
        Ok(())
    }

    /// Refuses what would change a list that stands published.
    async fn check_unpublished(&self, operator: &str, period: Period) -> Result<(), DeskError> {
        let viewer = Viewer::operator(self.replica(), operator);
        let published = self.published(&viewer, period).await?;
        if published.iter().any(|list| list.withdrawn.is_none()) {
            return Err(SealReviewError::Published { period }.into());
        }
        Ok(())
    }

    /// Whether a return of this unit's seals lets them be corrected until today or later without becoming late.
    pub(crate) async fn may_correct(&self, projection: &Projection, part: Period) -> Result<bool, DeskError> {
        let unit = projection.document().unit();
        let Some(document) = document_of(DocumentKind::Inspection, unit, part) else { return Ok(false) };
        let today = clock::county_date(self.replica().now());
        let reviews = reviews_in(&self.replica().projection(document).await?, part);
        Ok(reviews.iter().any(|one| one.returned.is_some() && one.correct_by.is_some_and(|day| today <= day)))
    }

    /// What was said of a village's seals of a quarter or a month, by the unit directly above first.
    pub async fn seal_reviews(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<Vec<SealReviewView>, DeskError> {
        viewer.check_document(DocumentKind::Inspection, unit)?;
        let Some(document) = document_of(DocumentKind::Inspection, unit, period) else {
            return Ok(Vec::new());
        };
        let units = self.replica().org().units().cloned();
        let name = |unit: UnitCode| units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit));
        let covers = self.sealed_now(unit, period).await?.map(|covers| covers.to_string());
        let reviews = reviews_in(&self.replica().projection(document).await?, period).into_iter();
        let mut views: Vec<SealReviewView> = reviews
            .map(|review| SealReviewView {
                reviewer: name(review.reviewer),
                is_current: covers.as_deref() == Some(review.covers.as_str()),
                review,
            })
            .collect();
        views.sort_by_key(|view| std::cmp::Reverse(view.review.reviewer.as_str().len()));
        Ok(views)
    }

    /// What the seals of a quarter or month cover together, as far as they are here; none where there is no seal.
    async fn sealed_now(&self, unit: UnitCode, period: Period) -> Result<Option<VersionVector>, DeskError> {
        let Some(name) = document_of(DocumentKind::Ledger, unit, period) else { return Ok(None) };
        let ledger = self.replica().projection(name).await?;
        let seals = standing_seals(&ledger, period);
        Ok((!seals.is_empty()).then(|| joined(&seals)))
    }
}

/// The document of a quarter, or of the quarter around a month; none of a longer time.
pub(crate) fn document_of(kind: DocumentKind, unit: UnitCode, period: Period) -> Option<DocumentName> {
    let quarters = period.quarters();
    let quarter = if let [quarter] = quarters.as_slice() { *quarter } else { return None };
    DocumentName::quarterly(kind, unit, quarter)
}

/// What stands of a quarter's or month's reviews.
fn reviews_in(inspections: &Projection, period: Period) -> Vec<record::SealReview> {
    let standing = inspections.table(Table::SealReviews).filter(|standing| !standing.row.is_withdrawn());
    let reviews = standing.filter_map(|standing| standing.row.record::<record::SealReview>());
    reviews.filter(|review| review.period == period).collect()
}
