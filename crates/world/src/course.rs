//! Courses: how a village gets through a quarter, from always in time to never online.

use crate::chance::Chance;
use crate::plan::Plan;
use cunbang_model::{Date, Period};
use std::collections::BTreeMap;

/// How a village gets through a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Online in mid-quarter, and in time at the end.
    Regular,
    /// Offline all quarter, then sends everything at once, in time.
    Burst,
    /// Sealed after the deadline.
    Late,
    /// Sealed in time, but offline until after the ranking.
    Afterwards,
    /// Online in mid-quarter, but never sealed.
    Unsealed,
    /// Keeps its ledger, but never goes online.
    Silent,
    /// Two terminals edit the same row.
    TwoTerminals,
    /// Its township is unreachable, so it sends to the county.
    PastTownship,
}

/// How a quarter is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// An earlier quarter: everyone in time, with one visit each.
    Plain,
    /// A quarter of a replay: some late, some after the ranking, but everything arrives.
    Replayed,
    /// The last quarter of a replay: some late, but all before the ranking.
    ReplayedLast,
    /// The quarter on display: every course occurs.
    Shown,
}

/// One time a village goes online.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// Everything up to this day has been written by then.
    pub written_until: Date,
    /// Whether it seals the period first.
    pub seals: bool,
    /// The index of the upstream it uses; `None` if it has no network.
    pub upstream: Option<usize>,
}

/// The days of a quarter's play.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    /// Mid-quarter.
    pub middle: Date,
    /// The inspection.
    pub inspection: Date,
    /// Two terminals edit one row.
    pub both: Date,
    /// The first and second wave of sealing.
    first_wave: Date,
    second_wave: Date,
    /// The findings are checked again.
    pub recheck: Date,
    /// The third wave, on the last day in time.
    third_wave: Date,
    late: Date,
    /// The county ranks and publishes.
    pub ranking: Date,
    /// The bulletin comes down, and those who were offline go online.
    pub after: Date,
}

impl Days {
    /// The days of a quarter, of a month or of a week. `deadline` is the last day in time, grace included.
    pub fn of(period: Period, deadline: Date) -> Self {
        let after_end = |days: i64| later(period.last_day(), days);
        if let Period::Week(..) = period {
            let in_week = |day: i64| later(period.first_day(), day);
            return Self {
                middle: in_week(4),
                inspection: in_week(5),
                both: in_week(5),
                first_wave: after_end(1).min(deadline),
                second_wave: after_end(1).min(deadline),
                recheck: after_end(1),
                third_wave: deadline,
                late: later(deadline, 1),
                ranking: later(deadline, 2),
                after: later(deadline, 3),
            };
        }
        let in_month = |month: usize, day: i64| {
            later(period.months().get(month).map_or(period.first_day(), |month| month.first_day()), day - 1)
        };
        // In a month, those before it are over first.
        let middle = if period.month_count() == 1 { in_month(0, 16) } else { in_month(1, 20) };
        Self {
            middle,
            inspection: in_month(2, 17),
            both: in_month(2, 19),
            first_wave: after_end(3).min(deadline),
            second_wave: after_end(6).min(deadline),
            recheck: after_end(7),
            third_wave: deadline,
            late: later(deadline, 3),
            ranking: later(deadline, 6),
            after: later(deadline, 8),
        }
    }
}

/// Adds days to a day.
pub(crate) fn later(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

/// Each village's course in a quarter.
pub fn courses(plan: &Plan, quarter: usize, manner: Manner) -> Vec<Course> {
    let count = plan.villages.len();
    let mut courses = vec![Course::Regular; count];
    let mut order: Vec<usize> = (0..count).collect();
    Chance::of(plan.seed, &["courses", &quarter.to_string()]).shuffle(&mut order);
    let part = |per_mille: usize| (count * per_mille / 1000).max(1);
    let cast: &[(Course, usize)] = match manner {
        Manner::Plain => &[(Course::Late, part(30))],
        Manner::Replayed => &[(Course::Late, part(40)), (Course::Afterwards, part(30)), (Course::Burst, part(150))],
        Manner::ReplayedLast => &[(Course::Late, part(40)), (Course::Burst, part(150))],
        Manner::Shown => &[
            (Course::TwoTerminals, 1),
            (Course::PastTownship, 1),
            (Course::Silent, part(15)),
            (Course::Unsealed, part(18)),
            (Course::Late, part(36)),
            (Course::Burst, part(120)),
        ],
    };
    let mut next = order.into_iter();
    for (course, many) in cast {
        for village in next.by_ref().take(*many) {
            courses[village] = *course;
        }
    }
    courses
}

/// Who goes online when: for each day, the villages and their visits.
pub fn visits(courses: &[Course], days: &Days, manner: Manner, period: Period) -> BTreeMap<Date, Vec<(usize, Visit)>> {
    let mut visits: BTreeMap<Date, Vec<(usize, Visit)>> = BTreeMap::new();
    let all = period.last_day();
    for (village, course) in courses.iter().enumerate() {
        let mut comes = |day: Date, written_until: Date, seals: bool, upstream: Option<usize>| {
            visits.entry(day).or_default().push((village, Visit { written_until, seals, upstream }));
        };
        // Only the quarter on display has visits in mid-quarter.
        if manner == Manner::Shown && !matches!(course, Course::Burst | Course::Late | Course::Silent) {
            comes(days.middle, days.middle, false, Some(0));
        }
        let wave = if village % 3 == 0 { days.second_wave } else { days.first_wave };
        match course {
            Course::Regular | Course::TwoTerminals => comes(wave, all, true, Some(0)),
            Course::PastTownship => comes(wave, all, true, Some(1)),
            Course::Burst => comes(days.third_wave, all, true, Some(0)),
            Course::Late => comes(days.late, all, true, Some(0)),
            Course::Afterwards => comes(days.after, all, true, Some(0)),
            Course::Silent => comes(wave, all, true, None),
            Course::Unsealed => {}
        }
    }
    visits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree;

    #[test]
    fn every_course_is_cast_and_a_replay_arrives_whole() {
        for name in ["gaotai", "changxing"] {
            let plan = Plan::new(&tree::shipped(name).unwrap(), 4);
            let shown = courses(&plan, 11, Manner::Shown);
            for course in [
                Course::TwoTerminals,
                Course::PastTownship,
                Course::Silent,
                Course::Unsealed,
                Course::Late,
                Course::Burst,
                Course::Regular,
            ] {
                assert!(shown.contains(&course), "{name}: {course:?}");
            }
            let period = plan.quarters[11];
            let deadline = Date::constant(2010, 7, 12);
            let days = Days::of(period, deadline);
            for manner in [Manner::Plain, Manner::Replayed, Manner::ReplayedLast] {
                let visits = visits(&courses(&plan, 11, manner), &days, manner, period);
                let sealing = visits.values().flatten().filter(|(_, visit)| visit.seals && visit.upstream.is_some());
                assert_eq!(sealing.count(), plan.villages.len());
                assert_eq!(visits.keys().any(|day| *day > days.ranking), manner == Manner::Replayed);
            }
        }
    }
}
