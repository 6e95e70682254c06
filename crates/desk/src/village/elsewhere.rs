//! What other periods ask of a village 别的期间: a seal that was returned, one that is due, and one that what came since
//! is not covered by. Who looks at one quarter is told of the others, as a return may have three days.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_model::schema::SealOutcome;
use cunbang_model::{Date, Period, clock};
use cunbang_ranking::sealed::part_of;
use serde::Serialize;
use std::collections::BTreeSet;

/// What a period asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "asks")]
pub enum Elsewhere {
    /// 退回: its seal was returned for correction, and the village has not sealed again.
    Returned {
        /// The period.
        period: Period,
        /// Who returned it.
        by: String,
        /// When.
        on: Date,
        /// Why.
        reason: String,
        /// Until when a corrected seal keeps the time of the one that was returned.
        correct_by: Option<Date>,
        /// Whether something was recorded since: it is to be sealed again, and counts only then.
        is_corrected: bool,
    },
    /// 上报: it is over, and not sealed, or more came since the seal.
    Seal {
        /// The period.
        period: Period,
        /// The last day that is in time.
        by: Date,
        /// Whether that is over.
        is_overdue: bool,
        /// Whether a seal stands that does not cover what came since.
        is_again: bool,
    },
}

impl Elsewhere {
    /// The period.
    pub const fn period(&self) -> Period {
        match self {
            Self::Returned { period, .. } | Self::Seal { period, .. } => *period,
        }
    }
}

impl Desk {
    /// What the periods ask whose ledgers this device's village has here, but for the one that is looked at; what was
    /// returned first.
    pub async fn elsewhere(&self, viewer: &Viewer, looked_at: Period) -> Result<Vec<Elsewhere>, DeskError> {
        let unit = self.replica().unit();
        let here = self.assessed_as(looked_at).await?.map_or(looked_at, |(period, _)| period);
        let mut periods = BTreeSet::new();
        for ledger in self.ledgers(unit).await? {
            let Some(quarter) = ledger.document().period() else { continue };
            match self.assessed_as(quarter).await? {
                Some((period, _)) => {
                    periods.insert(period);
                }
                None => periods.extend(quarter.months()),
            }
        }
        let mut found = Vec::new();
        for period in periods.into_iter().filter(|period| *period != here) {
            found.extend(self.asks(viewer, period).await?);
        }
        found.sort_by_key(|one| matches!(one, Elsewhere::Seal { .. }));
        Ok(found)
    }

    /// What a period asks; none where it is not over, not assessed, or done with.
    async fn asks(&self, viewer: &Viewer, period: Period) -> Result<Option<Elsewhere>, DeskError> {
        let (unit, today) = (self.replica().unit(), clock::county_date(self.replica().now()));
        let Ok(scheme) = self.scheme_for(period).await else { return Ok(None) };
        let received = self.reception(period).await?;
        if received.here == 0 || today < scheme.sealable_from(period) {
            return Ok(None);
        }
        for part in period.quarters() {
            let part = part_of(period, part);
            let reviews = self.seal_reviews(viewer, unit, part).await?.into_iter();
            let mut returned = reviews.filter(|one| one.is_current && one.review.outcome == SealOutcome::Returned);
            if let Some(one) = returned.next() {
                return Ok(Some(Elsewhere::Returned {
                    period,
                    by: one.reviewer,
                    on: one.review.reviewed_on,
                    reason: one.review.reason.unwrap_or_default(),
                    correct_by: one.kept_until,
                    is_corrected: received.supplements > 0,
                }));
            }
        }
        let (by, keeps) = match self.correct_by(period).await?.filter(|_| received.is_sealed) {
            Some(day) => (day, true),
            None => (scheme.deadline(period), false),
        };
        // Sealing again after the deadline would make late what was in time: nobody is asked to.
        let would_cost = received.sealed_in_time == Some(true) && today > by && !keeps;
        let is_open = !received.is_sealed || received.supplements > 0;
        let (is_overdue, is_again) = (by < today, received.is_sealed);
        Ok((is_open && !would_cost).then_some(Elsewhere::Seal { period, by, is_overdue, is_again }))
    }

    /// Until when this unit's seals of a period, which were returned, may be corrected and keep the time that they had;
    /// none where none were, or that day is over.
    pub async fn correct_by(&self, period: Period) -> Result<Option<Date>, DeskError> {
        let today = clock::county_date(self.replica().now());
        let mut days = Vec::new();
        for quarter in period.quarters() {
            let part = part_of(period, quarter);
            days.extend(self.kept_until(self.replica().unit(), part).await?);
        }
        Ok(days.into_iter().filter(|day| today <= *day).max())
    }
}
