//! Spread over time 分散: what is asked week by week, month by month or quarter by quarter is not done on one day.
//!
//! Of each week no more rows count than its part of what is expected, by the day on which the row was done or due: with
//! `of = ["weeks", "figure groups"]` and `spread = "week"` as many of a week as there are groups. A row beyond that is said,
//! and raises nothing. Where rows are read strictly, one whose day lies outside the period is that of another period's work.

use crate::PeriodKind;
use crate::evidence::{Entry, Subject, day_of};
use crate::measure::Measure;
use crate::measuring::{Circumstances, day};
use crate::once::{SAID_ALREADY, Standing, once_each};
use crate::whole::{Factor, Whole, is_in_whole_week, monday_of, week_count, whole, whole_week_count};
use cunbang_model::schema::Placement;
use cunbang_model::{Date, Decimal, Period};
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;

/// Of what no more counts than its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spread {
    pub(crate) over: SpreadOver,
    /// The column of the day; none where it is the day of the row itself.
    pub(crate) on: Option<usize>,
}

/// Over what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SpreadOver {
    Week,
    Month,
    Quarter,
}

/// How a reason says that a row is more than the part of its week, month or quarter.
const BEYOND_SPREAD: &str = "more than the part of its week, month or quarter 超出当周（月、季）应有数，不计";

/// How a reason says that a row is of a week that is not asked for.
pub(crate) const IN_PART_OF_A_WEEK: &str = "in a week that lies in the period in part 不足一周，不计";

/// How a reason says that a row was not done within the period.
pub(crate) const OUTSIDE: &str = "done outside the period: does not count 不在本期内，不计";

impl SpreadOver {
    /// The words in which schemes say it.
    pub(crate) const WORDS: [(&str, Self); 3] =
        [("week", Self::Week), ("month", Self::Month), ("quarter", Self::Quarter)];

    /// The word in English.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }

    /// In Chinese: `周`.
    pub(crate) const fn chinese(self) -> &'static str {
        match self {
            Self::Week => "周",
            Self::Month => "月",
            Self::Quarter => "季度",
        }
    }

    /// The first day of that in which a day lies.
    fn of(self, day: Date) -> Date {
        match self {
            Self::Week => monday_of(day),
            Self::Month => Period::month_of(day).first_day(),
            Self::Quarter => Period::quarter_of(day).first_day(),
        }
    }

    /// How many parts the whole has in a period.
    fn parts(self, of: &[Factor], period: Period) -> Decimal {
        let months = Decimal::from(period.month_count());
        match self {
            Self::Week if of.contains(&Factor::WholeWeek) => Decimal::from(whole_week_count(period)),
            Self::Week => Decimal::from(week_count(period)),
            Self::Month => months,
            Self::Quarter => months / Decimal::from(3),
        }
    }
}

impl Circumstances<'_, '_> {
    /// Which of the rows, by their place, say the same as another, are more than the part of their week, month or quarter, or
    /// read strictly were done in another period, each with what is said of it.
    pub(crate) fn beyond_spread(
        &self,
        measure: &Measure,
        subject: &Subject<'_>,
        rows: &[&Entry<'_>],
    ) -> BTreeMap<usize, &'static str> {
        let Some(spread) = measure.spread else {
            let standings = once_each(rows.iter().map(|entry| (entry.same_as(), ())), usize::MAX);
            let places = standings.into_iter().enumerate().filter(|(_, standing)| *standing != Standing::Counts);
            return places.map(|(place, _)| (place, SAID_ALREADY)).collect();
        };
        let Whole::Known(expected) = whole(&measure.of, measure, subject, self.period) else {
            return BTreeMap::new();
        };
        let asks_whole_weeks = subject.reading.is_attested() && measure.of.contains(&Factor::WholeWeek);
        let parts = spread.over.parts(&measure.of, self.period).max(Decimal::ONE);
        let mut claims = Vec::with_capacity(rows.len());
        let mut beyond = BTreeMap::new();
        for (place, entry) in rows.iter().enumerate() {
            let on = spread.on.map_or_else(|| day_of(entry), |column| day(entry, column));
            if subject.reading.is_strict() && !on.is_some_and(|on| self.period.contains_day(on)) {
                beyond.insert(place, OUTSIDE);
                continue;
            }
            let is_of_part = |on: Date| spread.over == SpreadOver::Week && !is_in_whole_week(on, self.period);
            if asks_whole_weeks && on.is_some_and(is_of_part) {
                beyond.insert(place, IN_PART_OF_A_WEEK);
                continue;
            }
            claims.push((place, entry.same_as(), on.map(|on| spread.over.of(on))));
        }
        // A part takes one more as long as it is short of its part of what is expected.
        let room = (expected / parts).ceil().max(Decimal::ZERO).to_usize().unwrap_or(usize::MAX);
        let standings = once_each(claims.iter().map(|(_, same, part)| (*same, *part)), room);
        for ((place, ..), standing) in claims.into_iter().zip(standings) {
            match standing {
                Standing::Counts => {}
                Standing::SaidAlready => drop(beyond.insert(place, SAID_ALREADY)),
                Standing::NoRoom => drop(beyond.insert(place, BEYOND_SPREAD)),
            }
        }
        beyond
    }
}

/// The half-year of a row: that of its day, or of its period where that lies in one.
pub(crate) fn half_of(entry: &Entry<'_>) -> Option<Period> {
    let Placement::Period(column) = entry.row.table().placement() else {
        return day_of(entry).map(|day| PeriodKind::Half.around(day));
    };
    let period = entry.row.period(column)?;
    let half = PeriodKind::Half.around(period.belongs_to());
    half.contains(period).then_some(half)
}

/// The quarter of a row: that of its day, or of its period where that lies in one.
pub(crate) fn quarter_of(entry: &Entry<'_>) -> Option<Period> {
    let Placement::Period(column) = entry.row.table().placement() else {
        return day_of(entry).map(Period::quarter_of);
    };
    let period = entry.row.period(column)?;
    let quarter = Period::quarter_of(period.belongs_to());
    quarter.contains(period).then_some(quarter)
}
