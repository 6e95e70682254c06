//! The checklist before a seal 上报核对: each thing that the scheme counts, whether it is done, short, or not for this
//! village and by whose word; what is missing and what that costs; from when and until when to seal, and what follows.
//! The page of the seal and `cunbang seal` both show it.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::seal_reviews::{SealReviewView, sealed_parts};
use crate::people::viewer::Viewer;
use crate::reading::texts::optional_number;
use crate::village::alone::Alone;
use crate::village::gaps::Gap;
use crate::village::outlook::Outlook;
use crate::village::score_sheet::lines::unstated;
use crate::village::village_home::Reception;
use cunbang_language::{Language, say};
use cunbang_model::schema::SealOutcome;
use cunbang_model::{Date, Decimal, Period, clock};
use cunbang_scheme::remark::{self, NotApplicable};
use cunbang_scheme::{GroupKind, IndicatorInfo, OutcomeRow};
use serde::Serialize;

/// What is looked at before a seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SealChecklist {
    /// The period that is to be sealed.
    pub period: Period,
    /// What is missing, or asked about, and what it costs: the most costly first.
    pub gaps: Vec<Gap>,
    /// What the units above returned, with their reasons.
    pub returned: Vec<ReturnedSeal>,
    /// What the units above accepted, with what they said of it.
    pub accepted: Vec<AcceptedSeal>,
    /// How many rows stand with several values: somebody has to choose before the seal.
    pub conflicts: usize,
    /// Today, by the county's clock.
    pub today: Date,
    /// The first day on which the period may be sealed.
    pub from: Date,
    /// Until when it is to be sealed; none where it is sealed whole, or nobody says.
    pub time: Option<SealTime>,
    /// Until when a further seal is in time, the day itself included; none where that is over, or nobody says.
    pub correctable_until: Option<Date>,
    /// What township and county have of it.
    pub received: Reception,
    /// What each indicator comes to, and the score; none where no rules assess the period.
    pub outlook: Option<Outlook>,
}

/// A seal that a unit above returned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReturnedSeal {
    /// The unit.
    pub by: String,
    /// When.
    pub on: Date,
    /// Why.
    pub reason: String,
    /// Until when what is sealed again keeps the time of the first seal; none where it does not.
    pub kept_until: Option<Date>,
}

impl std::fmt::Display for ReturnedSeal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&say!("asked-returned", unit = self.by, day = day(self.on), reason = self.reason))?;
        f.write_str(&match self.kept_until {
            Some(until) => say!("asked-returned-until", day = day(until)),
            None => say!("asked-returned-not-kept"),
        })
    }
}

/// A seal that a unit above accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AcceptedSeal {
    /// The unit.
    pub by: String,
    /// When.
    pub on: Date,
    /// What it said of it, where it said anything.
    pub reason: Option<String>,
}

impl std::fmt::Display for AcceptedSeal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { by, on, reason } = self;
        f.write_str(&match reason {
            Some(reason) => say!("review-accepted-saying", unit = by, day = day(*on), reason = reason),
            None => say!("review-accepted", unit = by, day = day(*on)),
        })
    }
}

/// Until when to seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "time")]
pub enum SealTime {
    /// By a deadline.
    Due {
        /// The last day that is in time.
        by: Date,
        /// How many days that is from today; negative where it is over.
        days: i32,
    },
    /// It was returned: what is sealed again by then keeps the time of the first seal.
    Returned {
        /// The last day.
        by: Date,
        /// Whether that is today.
        is_today: bool,
    },
}

impl SealTime {
    /// Whether it is today or was before.
    pub const fn is_urgent(&self) -> bool {
        match self {
            Self::Due { days, .. } => *days <= 0,
            Self::Returned { is_today, .. } => *is_today,
        }
    }
}

impl std::fmt::Display for SealTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&match *self {
            Self::Returned { by, .. } => say!("seal-correct-by", day = day(by)),
            Self::Due { by, days: 0 } => say!("seal-deadline-today", day = day(by)),
            Self::Due { by, days: days @ 1.. } => say!("seal-deadline", day = day(by), days = days),
            Self::Due { by, .. } => say!("seal-deadline-over", day = day(by)),
        })
    }
}

/// A day of the year: 8月15日.
fn day(date: Date) -> String {
    say!("day", month = date.month(), day = date.day())
}

impl SealChecklist {
    /// What is missing and counts: what somebody should know before it is sealed so.
    pub fn missing(&self) -> impl Iterator<Item = &Gap> {
        self.gaps.iter().filter(|gap| gap.is_missing())
    }

    /// Whether a seal covers all that there is: nobody has to seal again.
    pub const fn is_whole(&self) -> bool {
        self.received.is_sealed && self.received.supplements == 0
    }

    /// What is asked before it is sealed as it stands; none where nothing that counts is missing.
    pub fn question(&self) -> Option<String> {
        let count = self.missing().count();
        (count > 0 && !self.is_whole()).then(|| say!("seal-missing", count = count))
    }

    /// That it is too early, where it is.
    pub fn too_early(&self) -> Option<String> {
        (self.today < self.from).then(|| say!("seal-from", day = day(self.from)))
    }

    /// What happens next, and until when it can be corrected.
    pub fn next(&self) -> String {
        if let Some(by) = self.received.late_again {
            return say!("seal-next-late", day = day(by));
        }
        match self.correctable_until {
            Some(until) => say!("seal-next-until", day = day(until)),
            None => say!("seal-next"),
        }
    }
}

/// Whether an indicator is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "check")]
pub enum Check {
    /// It gives all that it can.
    Done,
    /// It gives less than it could.
    Short {
        /// What that costs, on the score's scale.
        #[serde(serialize_with = "optional_number")]
        lost: Option<Decimal>,
        /// Whether the score has other points than the indicator, as others of its group do not apply.
        is_scaled: bool,
    },
    /// It takes points, and took none.
    NothingTaken,
    /// There is nothing for which points are added or taken.
    Nothing,
    /// It is not for this village.
    NotForUs {
        /// Whether that is because the units above did not state what was due.
        is_unstated: bool,
        /// Whether the rules give full marks for that.
        is_full: bool,
        /// Why, in the words of runs.
        #[serde(skip)]
        remarks: Vec<String>,
    },
}

impl std::fmt::Display for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&match self {
            Self::Done => say!("check-done"),
            Self::Short { lost: Some(lost), is_scaled: true } => say!("points-less-scaled", points = lost),
            Self::Short { lost: Some(lost), is_scaled: false } => say!("points-less", points = lost),
            Self::Short { lost: None, .. } => say!("check-short"),
            Self::NothingTaken => say!("check-nothing-taken"),
            Self::Nothing => say!("score-nothing"),
            Self::NotForUs { is_unstated: true, remarks, .. } => {
                let figures = remarks.iter().find_map(|note| remark::unstated(note)).unwrap_or_default();
                say!("not-applicable-unstated", figures = figures)
            }
            Self::NotForUs { is_full: true, .. } => say!("not-applicable-full"),
            Self::NotForUs { remarks, .. } if !remarks.is_empty() => {
                let said: Vec<String> = remarks.iter().map(|note| remark::said(note, str::to_owned)).collect();
                say!("check-not-for-us", why = said.join(Language::first().pick("；", "; ")))
            }
            Self::NotForUs { .. } => say!("not-applicable-left-out"),
        })
    }
}

/// Whether an indicator of a village is done, as its rows stand.
pub(super) fn check_of(alone: &Alone, outcome: &OutcomeRow, info: &IndicatorInfo) -> Check {
    let line = outcome.indicators.iter().find(|line| line.id == info.id);
    let notes: Vec<&str> =
        line.map(|line| line.reasons.iter().map(|one| one.note.as_str()).collect()).unwrap_or_default();
    let not_for_us = |is_full: bool| Check::NotForUs {
        is_unstated: unstated(&alone.scheme, &info.id, notes.iter().copied()).is_some(),
        is_full,
        remarks: line
            .iter()
            .flat_map(|line| &line.reasons)
            .filter(|one| one.row.is_empty() && !one.note.is_empty())
            .map(|one| one.note.to_string())
            .collect(),
    };
    let short = |lost: Decimal| Check::Short { lost: Some(lost), is_scaled: outcome.scale_of(info).is_some() };
    match (notes.iter().find_map(|note| remark::not_applicable(note)), line.and_then(|line| line.points)) {
        (Some(NotApplicable::Full), _) => not_for_us(true),
        (Some(NotApplicable::LeftOut), _) => not_for_us(false),
        (Some(NotApplicable::Nothing) | None, Some(points)) => {
            let lost = outcome.lost(info, points).normalize();
            match info.group_kind {
                _ if lost > Decimal::ZERO => short(lost),
                GroupKind::Deducted => Check::NothingTaken,
                _ => Check::Done,
            }
        }
        (Some(NotApplicable::Nothing), None) => Check::Short { lost: None, is_scaled: false },
        (None, None) if info.group_kind == GroupKind::Base => not_for_us(false),
        (None, None) => Check::Nothing,
    }
}

impl Desk {
    /// What is looked at before this device's village seals a period.
    pub async fn seal_checklist(&self, viewer: &Viewer, period: Period) -> Result<SealChecklist, DeskError> {
        let outlook = self.what_it_would_take(viewer, period).await?;
        let mut gaps = outlook.as_ref().map(|outlook| outlook.gaps.clone()).unwrap_or_default();
        let assessed = outlook.as_ref().map(|outlook| outlook.period);
        gaps.extend(self.gaps(&[period]).await?.into_iter().filter(|gap| Some(gap.period) != assessed));
        let received = self.reception(period).await?;
        let (today, from) = (clock::county_date(self.replica().now()), self.sealable_from(period).await?);
        let conflicts = self.conflict_views(viewer, None).await?.len();
        let (time, correctable_until) = self.times(period, &received, today).await?;
        let returned = self.returned_seals(viewer, period).await?;
        let accepted = self.accepted_seals(viewer, period).await?;
        Ok(SealChecklist {
            period,
            gaps,
            returned,
            accepted,
            conflicts,
            today,
            from,
            time,
            correctable_until,
            received,
            outlook,
        })
    }

    /// The seals that stand and that the units above returned.
    async fn returned_seals(&self, viewer: &Viewer, period: Period) -> Result<Vec<ReturnedSeal>, DeskError> {
        let returned = self.reviewed_seals(viewer, period, SealOutcome::Returned).await?.into_iter();
        let seal = |one: SealReviewView| ReturnedSeal {
            by: one.reviewer,
            on: one.review.reviewed_on,
            reason: one.review.reason.unwrap_or_default(),
            kept_until: one.kept_until,
        };
        Ok(returned.map(seal).collect())
    }

    /// The seals that stand and that the units above accepted.
    async fn accepted_seals(&self, viewer: &Viewer, period: Period) -> Result<Vec<AcceptedSeal>, DeskError> {
        let accepted = self.reviewed_seals(viewer, period, SealOutcome::Accepted).await?.into_iter();
        let seal = |one: SealReviewView| AcceptedSeal {
            by: one.reviewer,
            on: one.review.reviewed_on,
            reason: one.review.reason,
        };
        Ok(accepted.map(seal).collect())
    }

    /// What the units above said last of the seals that stand, where it came to this.
    async fn reviewed_seals(
        &self,
        viewer: &Viewer,
        period: Period,
        outcome: SealOutcome,
    ) -> Result<Vec<SealReviewView>, DeskError> {
        let mut reviewed = Vec::new();
        for part in sealed_parts(period) {
            let reviews = self.seal_reviews(viewer, self.replica().unit(), part).await?.into_iter();
            reviewed.extend(reviews.filter(|one| one.is_current && one.review.outcome == outcome));
        }
        Ok(reviewed)
    }

    /// Until when a period is to be sealed, where it is not sealed whole and sealing again would not make late what was
    /// in time; and until when what is sealed may be corrected and is in time.
    async fn times(
        &self,
        period: Period,
        received: &Reception,
        today: Date,
    ) -> Result<(Option<SealTime>, Option<Date>), DeskError> {
        let Some((assessed, scheme)) = self.assessed_as(period).await? else { return Ok((None, None)) };
        let by = scheme.deadline(assessed);
        let is_whole = received.is_sealed && received.supplements == 0;
        let in_time = (today <= by).then_some(by);
        // A return says until when what is corrected keeps the time that it had, late or not.
        if !is_whole && let Some(until) = self.correct_by(period).await?.filter(|_| received.is_sealed) {
            return Ok((Some(SealTime::Returned { by: until, is_today: until == today }), Some(until)));
        }
        if is_whole || (received.sealed_in_time == Some(true) && today > by) {
            return Ok((None, in_time));
        }
        Ok((Some(SealTime::Due { by, days: (by - today).get_days() }), in_time))
    }
}
