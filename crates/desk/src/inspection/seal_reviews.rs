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
use cunbang_ranking::sealed::{covers_text, joined, part_of, standing_seals};
use cunbang_replica::reading::projections;
use jiff::ToSpan as _;
use std::collections::BTreeSet;

/// Why a seal was not reviewed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealReviewError {
    /// The village has not sealed, as far as is known here.
    #[error("{}", say!("seal-review-none", unit = .unit, period = .period))]
    NotSealed {
        /// The village.
        unit: UnitCode,
        /// The period.
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
    /// A day was set, and no return keeps the time of a seal any more.
    #[error("{}", say!("seal-review-not-kept", last = .last))]
    NotKept {
        /// The last day on which one did.
        last: Date,
    },
}

impl SealReviewError {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            Self::NotSealed { .. } | Self::Published { .. } => Sort::NotYet,
            Self::NoReason | Self::Day { .. } | Self::NotKept { .. } => Sort::Input,
        }
    }
}

/// How many days a village has for correcting, where nothing else is said.
pub const USUAL_DAYS: i64 = 3;
/// How many days it may have at most, from the return, and after the last day of sealing.
const MOST_DAYS: i64 = 30;

/// What a return before this review kept.
struct Kept {
    /// What the seals covered that it was about.
    seen: String,
    /// What the seals covered that were returned first.
    returned: String,
    correct_by: Date,
    returned_on: Option<Date>,
}

/// What is said of a village's seals.
#[derive(Debug, Clone, Copy)]
pub struct SealVerdict<'a> {
    /// Whether they are accepted or returned.
    pub outcome: SealOutcome,
    /// Why they are returned.
    pub reason: &'a str,
    /// Of a return, the last day on which the corrected seal keeps the time of the one before; in three days where none
    /// is named. Later than thirty days after the deadline none may be named, as no time is kept then.
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
    /// Of a return, the last day on which a corrected seal keeps the time of the one before, however far away a day was
    /// set; none where it keeps none.
    pub kept_until: Option<Date>,
}

/// What a return of a village's seals would keep, were it made today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// The time of a corrected seal that comes by a day that may be set.
    Kept {
        /// The first day that may be set.
        from: Date,
        /// The one that is usual.
        usual: Date,
        /// The last one.
        until: Date,
    },
    /// Nothing: it is more than thirty days after the deadline. What is corrected counts from when it comes.
    NotKept {
        /// The last day on which a time was kept.
        last: Date,
    },
    /// A list of the period stands published: nothing is returned.
    Published,
}

impl Desk {
    /// Accepts what a village sealed for a quarter, a month or a week, or returns it with a reason, as the unit of this
    /// device. Doing so again takes the place of what was said before, but for the time that a return kept. Of a week
    /// with days in two quarters it is said of both ledgers.
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
        let not_sealed = || SealReviewError::NotSealed { unit, period };
        let reviewer = self.replica().unit();
        let mut found = Vec::new();
        for quarter in sealed_together(period) {
            let document = inspection(unit, quarter).ok_or_else(not_sealed)?;
            self.replica().check_may_write(&document)?;
            let covers = self.sealed_now(unit, quarter, period).await?.ok_or_else(not_sealed)?;
            let covers = covers_text(&covers);
            let before = reviews_in(&self.replica().projection(document).await?, period);
            let before = before.into_iter().find(|review| review.reviewer == reviewer);
            let kept = before.and_then(|before| {
                let returned_on = before.returned_on;
                let returned_on =
                    returned_on.or((before.outcome == SealOutcome::Returned).then_some(before.reviewed_on));
                Some(Kept {
                    seen: before.covers,
                    returned: before.returned?,
                    correct_by: before.correct_by?,
                    returned_on,
                })
            });
            found.push((document, covers, kept));
        }
        if found.is_empty() {
            return Err(not_sealed().into());
        }
        let set_day = if is_returned {
            self.check_unpublished(operator, period).await?;
            let promised = found.iter().filter_map(|(_, covers, kept)| {
                kept.as_ref().filter(|kept| kept.seen == *covers).map(|kept| kept.correct_by)
            });
            self.day_to_correct_by(period, verdict.correct_by, promised.max()).await?
        } else {
            None
        };
        let mut documents = Vec::new();
        for (document, covers, kept) in found {
            let (correct_by, returned, returned_on) = if set_day.is_some() {
                let is_kept = self.cover(period, unit).await?.iter().any(|one| one.corrected_at.is_some());
                let first = kept.filter(|kept| is_kept || kept.seen == covers).map(|kept| kept.returned);
                (set_day, Some(first.unwrap_or_else(|| covers.clone())), Some(today))
            } else {
                kept.map_or((None, None, None), |kept| (Some(kept.correct_by), Some(kept.returned), kept.returned_on))
            };
            let review = record::SealReview {
                unit,
                reviewer,
                period,
                outcome: verdict.outcome,
                reason: reason.clone(),
                covers,
                reviewed_on: today,
                correct_by,
                returned,
                returned_on,
            };
            documents.push((document, vec![review.into_row().map_err(DeskError::Rows)?]));
        }
        self.issue(operator, documents).await?;
        audit::note(Deed::ReviewSeal, operator, unit, &period.to_string());
        Ok(())
    }

    /// The day to correct by: the one wanted, or the usual one; none where no time is kept any more.
    async fn day_to_correct_by(
        &self,
        period: Period,
        wanted: Option<Date>,
        promised: Option<Date>,
    ) -> Result<Option<Date>, DeskError> {
        let (from, usual, until) = match self.days_to_correct_by(period, promised).await {
            Ok(days) => days,
            Err(last) if wanted.is_some() => return Err(SealReviewError::NotKept { last }.into()),
            Err(_) => return Ok(None),
        };
        let day = wanted.unwrap_or(usual);
        if !(from..=until).contains(&day) {
            return Err(SealReviewError::Day { from, until }.into());
        }
        Ok(Some(day))
    }

    /// The first day that may be set to correct by, the usual one, and the last; or the last day on which a time was kept,
    /// where that is over. However often a seal is returned, its time is kept for so long and no longer; and what a village
    /// was `promised` for the seal as it stands, nobody shortens.
    async fn days_to_correct_by(&self, period: Period, promised: Option<Date>) -> Result<(Date, Date, Date), Date> {
        let today = clock::county_date(self.replica().now());
        let most = today.saturating_add(MOST_DAYS.days());
        let last = self.scheme_for(period).await.ok().map(|scheme| last_correction(scheme.deadline(period)));
        if let Some(last) = last.filter(|last| *last < today) {
            return Err(last);
        }
        let until = last.map_or(most, |last| most.min(last));
        let from = promised.map_or(today, |promised| promised.max(today).min(until));
        Ok((from, today.saturating_add(USUAL_DAYS.days()).clamp(from, until), until))
    }

    /// What a return of a village's seals of a quarter, a month or a week would keep, were it made today.
    pub async fn correction(&self, viewer: &Viewer, unit: UnitCode, period: Period) -> Result<Correction, DeskError> {
        let published = self.published(viewer, period).await?;
        if published.iter().any(|list| list.withdrawn.is_none()) {
            return Ok(Correction::Published);
        }
        let reviews = self.seal_reviews(viewer, unit, period).await?.into_iter();
        let own = reviews.filter(|one| one.is_current && one.review.reviewer == self.replica().unit());
        let promised = own.filter_map(|one| one.kept_until).max();
        Ok(match self.days_to_correct_by(period, promised).await {
            Ok((from, usual, until)) => Correction::Kept { from, usual, until },
            Err(last) => Correction::NotKept { last },
        })
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
        let today = clock::county_date(self.replica().now());
        let days = self.kept_until(projection.document().unit(), part).await?;
        Ok(days.into_iter().any(|day| today <= day))
    }

    /// The days until which returns of a unit's seals let them be corrected without becoming late.
    pub(crate) async fn kept_until(&self, unit: UnitCode, part: Period) -> Result<Vec<Date>, DeskError> {
        let last = self.scheme_for(part).await.ok().map(|scheme| last_correction(scheme.deadline(part)));
        let mut days = Vec::new();
        for document in sealed_together(part).into_iter().filter_map(|quarter| inspection(unit, quarter)) {
            let reviews = reviews_in(&self.replica().projection(document).await?, part).into_iter();
            let set = reviews.filter(|one| one.returned.is_some()).filter_map(|one| one.correct_by);
            days.extend(set.map(|day| last.map_or(day, |last| day.min(last))));
        }
        Ok(days)
    }

    /// The villages at and under a unit whose seals stand returned: they are waited for.
    pub async fn returned_villages(
        &self,
        viewer: &Viewer,
        period: Period,
        under: UnitCode,
    ) -> Result<BTreeSet<UnitCode>, DeskError> {
        viewer.check(under)?;
        let documents = projections(self.replica(), DocumentKind::Inspection, under, Some(period)).await?;
        let is_returned = |one: record::SealReview| one.outcome == SealOutcome::Returned;
        let found = documents.iter().filter(|(_, one)| reviews_in(one, period).into_iter().any(is_returned));
        let mut returned = BTreeSet::new();
        for unit in found.map(|(name, _)| name.unit()) {
            let reviews = self.seal_reviews(viewer, unit, period).await?;
            let stands = |one: &SealReviewView| one.is_current && one.review.outcome == SealOutcome::Returned;
            if reviews.iter().any(stands) {
                returned.insert(unit);
            }
        }
        Ok(returned)
    }

    /// What was said of a village's seals of a quarter, a month or a week, by the unit directly above first. Of a week
    /// with days in two quarters it is told once where it is the same of both ledgers.
    pub async fn seal_reviews(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<Vec<SealReviewView>, DeskError> {
        viewer.check_document(DocumentKind::Inspection, unit)?;
        let units = self.replica().org().units().cloned();
        let name = |unit: UnitCode| units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit));
        let mut views: Vec<SealReviewView> = Vec::new();
        let last = self.scheme_for(period).await.ok().map(|scheme| last_correction(scheme.deadline(period)));
        for quarter in sealed_together(period) {
            let Some(document) = inspection(unit, quarter) else { continue };
            let covers = self.sealed_now(unit, quarter, period).await?.map(|covers| covers_text(&covers));
            for review in reviews_in(&self.replica().projection(document).await?, period) {
                let is_current = covers.as_deref() == Some(review.covers.as_str());
                let said = |view: &SealReviewView| {
                    let other = &view.review;
                    (other.reviewer, other.outcome, &other.reason, other.reviewed_on)
                        == (review.reviewer, review.outcome, &review.reason, review.reviewed_on)
                };
                match views.iter_mut().find(|view| said(view)) {
                    Some(view) => view.is_current &= is_current,
                    None => views.push(SealReviewView {
                        reviewer: name(review.reviewer),
                        is_current,
                        kept_until: kept_until(&review, last),
                        review,
                    }),
                }
            }
        }
        views.sort_by_key(|view| std::cmp::Reverse(view.review.reviewer.as_str().len()));
        Ok(views)
    }

    /// What the seals in a quarter's ledger cover together of a period, as far as they are here; none where there is no
    /// seal.
    pub(crate) async fn sealed_now(
        &self,
        unit: UnitCode,
        quarter: Period,
        period: Period,
    ) -> Result<Option<VersionVector>, DeskError> {
        let Some(name) = DocumentName::quarterly(DocumentKind::Ledger, unit, quarter) else { return Ok(None) };
        let ledger = self.replica().projection(name).await?;
        let seals = standing_seals(&ledger, period);
        Ok((!seals.is_empty()).then(|| joined(&seals)))
    }
}

/// The quarters in whose ledgers a period is sealed at once: its own, or those around it; none of a longer time, of which
/// each quarter is sealed by itself.
pub(crate) fn sealed_together(period: Period) -> Vec<Period> {
    let quarters = period.quarters();
    if quarters.iter().all(|quarter| part_of(period, *quarter) == period) { quarters } else { Vec::new() }
}

/// The parts of a period that are sealed, and reviewed, each by itself: a week or a month whole, and of longer periods
/// each quarter.
pub fn sealed_parts(period: Period) -> Vec<Period> {
    let mut parts: Vec<Period> = period.quarters().into_iter().map(|quarter| part_of(period, quarter)).collect();
    parts.dedup();
    parts
}

/// Until when a return keeps a time, where `last` is the last day on which any does.
fn kept_until(review: &record::SealReview, last: Option<Date>) -> Option<Date> {
    let day = review.correct_by.filter(|_| review.outcome == SealOutcome::Returned)?;
    Some(last.map_or(day, |last| day.min(last))).filter(|day| review.reviewed_on <= *day)
}

pub(crate) fn inspection(unit: UnitCode, quarter: Period) -> Option<DocumentName> {
    DocumentName::quarterly(DocumentKind::Inspection, unit, quarter)
}

/// What stands of a period's reviews.
fn reviews_in(inspections: &Projection, period: Period) -> Vec<record::SealReview> {
    let standing = inspections.table(Table::SealReviews).filter(|standing| !standing.row.is_withdrawn());
    let reviews = standing.filter_map(|standing| standing.row.record::<record::SealReview>());
    reviews.filter(|review| review.period == period).collect()
}
