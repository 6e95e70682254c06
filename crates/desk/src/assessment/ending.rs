//! Whether a period has ended 本期是否结束: what has not can be ranked as a draft, and is not judged.

use super::run::RunError;
use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_model::{Date, Period, clock};

/// Why a period can still change by what villages do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unended {
    /// It runs; its last day.
    Runs(Date),
    /// It has ended, and seals are in time until a day.
    Due(Date),
}

impl Desk {
    /// Whether a period that is assessed still runs, or its seals are still in time; none where neither is so.
    pub async fn unended(&self, period: Period) -> Result<Option<Unended>, DeskError> {
        let today = clock::county_date(self.replica().now());
        let last_day = period.last_day();
        if today <= last_day {
            return Ok(Some(Unended::Runs(last_day)));
        }
        // Of a period that no rules assess nothing is due.
        let Ok(scheme) = self.scheme_for(period).await else { return Ok(None) };
        let deadline = scheme.deadline(period);
        Ok((today <= deadline).then_some(Unended::Due(deadline)))
    }

    /// Refuses to judge a period before its last day: its villages have not done yet what they are judged by.
    pub(crate) fn check_ended(&self, period: Period) -> Result<(), DeskError> {
        let last_day = period.last_day();
        if clock::county_date(self.replica().now()) < last_day {
            return Err(RunError::NotEnded { period, last_day }.into());
        }
        Ok(())
    }

    /// The period that those above the villages work on: the last that has ended, as the scheme assesses it; where the
    /// rules assess none that has, the present one.
    pub async fn period_to_judge(&self) -> Result<Period, DeskError> {
        let today = clock::county_date(self.replica().now());
        let Some((present, _)) = self.assessed_as(Period::month_of(today)).await? else {
            return self.period_at_hand().await;
        };
        let before = present.previous();
        Ok(if today < present.last_day() && self.scheme_for(before).await.is_ok() { before } else { present })
    }
}
