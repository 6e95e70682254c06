//! Measures over the past 往期指标: over what was published of a unit for earlier periods.
//!
//! ```text
//! { kind = "past", periods = "quarters", column = "score", combine = "average" }
//! { kind = "past", last = 2, combine = "count", meets = ["score < 60"], known = 2 }
//! ```
//!
//! Looked at are the `last` so many `periods` of a kind (those of the scheme's own, where none is named) that are over
//! by the end of the period that is ranked; without `last`, those of its calendar year. Of these, `combine` takes the
//! `average`, the `least`, the `greatest` or the `latest` of a `column` (`score`, `rank`, `rank_in_parent`, `stars`),
//! or the `count` of those in which all conditions of `meets` hold. Only periods that are known enter; where fewer are
//! than `known` says (one, where it says nothing), the measure is not applicable.

mod words;

use crate::PeriodKind;
use crate::comparison::Comparison;
use crate::fault::{not_a_number, quoted, suggestion};
use crate::fraction::Fraction;
use crate::level::Level;
use crate::measure::MeasureKind;
use crate::measuring::{Circumstances, Measured};
use crate::outcome::{Reason, Status};
use crate::past::PastResult;
use crate::reading::{Located, Section};
use crate::rule::{Reach, Rule};
use crate::scheme::Scheme;
use cunbang_language::{Said, to_say};
use cunbang_model::{Decimal, Period};
use smol_str::format_smolstr;
use std::collections::BTreeSet;

/// What is measured over the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PastMeasure {
    periods: PeriodKind,
    /// How many periods; those of the calendar year where nothing is said.
    last: Option<u16>,
    /// The least number of periods that must be known.
    known: usize,
    taken: Taken,
    silent: Silent,
}

/// What a period comes to for which the unit was silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Silent {
    /// It does not enter.
    Skipped,
    /// It counts as nothing, and is open until the county decides on it.
    Open,
    /// It counts as one that may meet the conditions.
    Counts,
}

/// How the results of several periods become one number.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Taken {
    Average(Column),
    Least(Column),
    Greatest(Column),
    Latest(Column),
    Count(Vec<Test>),
}

/// What of a result is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Score,
    Rank,
    RankInParent,
    Stars,
}

/// A condition on a result.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Test {
    column: Column,
    comparison: Comparison,
    limit: Decimal,
}

const COLUMNS: [(&str, Column); 4] = [
    ("score", Column::Score),
    ("rank", Column::Rank),
    ("rank_in_parent", Column::RankInParent),
    ("stars", Column::Stars),
];

/// The most periods that may be looked at: two years of months.
const MOST_PERIODS: u16 = 24;
/// The most weeks: a year of them.
const MOST_WEEKS: u16 = 53;

impl PastMeasure {
    /// Reads a measure over the past, in a scheme whose periods are of a kind.
    pub(crate) fn parse(section: &Section<'_>, level: Level, own: Option<PeriodKind>) -> Option<Self> {
        #[derive(Clone, Copy)]
        enum Word {
            Average,
            Least,
            Greatest,
            Latest,
            Count,
        }
        if level == Level::Member {
            section.faults.add(section.at, to_say!("scheme-past-of-members"));
        }
        let kinds = [
            ("weeks", PeriodKind::Week),
            ("months", PeriodKind::Month),
            ("quarters", PeriodKind::Quarter),
            ("halves", PeriodKind::Half),
            ("years", PeriodKind::Year),
        ];
        let periods = if section.has("periods") { section.choice("periods", &kinds) } else { own };
        let most = if periods == Some(PeriodKind::Week) { MOST_WEEKS } else { MOST_PERIODS };
        let last = section.whole("last", 1, most).map(|last| last.value);
        if periods == Some(PeriodKind::Year) && !section.has("last") {
            section.faults.add(section.at, to_say!("scheme-past-years-without-last"));
        }
        let known = section.whole("known", 0, most).map_or(1, |known| usize::from(known.value));
        let word = section.required_choice(
            "combine",
            &[
                ("average", Word::Average),
                ("least", Word::Least),
                ("greatest", Word::Greatest),
                ("latest", Word::Latest),
                ("count", Word::Count),
            ],
        )?;
        let taken = if let Word::Count = word {
            if !section.has("meets") {
                section.missing("meets", &to_say!("scheme-expected-period-condition"));
            }
            let stated = section.texts("meets")?;
            let tests: Vec<Test> = stated.iter().filter_map(|text| Test::parse(*text, section)).collect();
            Taken::Count(tests)
        } else {
            let column = section.required_choice("column", &COLUMNS)?;
            match word {
                Word::Average => Taken::Average(column),
                Word::Least => Taken::Least(column),
                Word::Greatest => Taken::Greatest(column),
                Word::Latest | Word::Count => Taken::Latest(column),
            }
        };
        let silent = section
            .choice("not_received", &[("skip", Silent::Skipped), ("open", Silent::Open), ("counts", Silent::Counts)])
            .unwrap_or(Silent::Skipped);
        let has_least = matches!(
            taken,
            Taken::Average(Column::Score | Column::Stars)
                | Taken::Least(Column::Score | Column::Stars)
                | Taken::Greatest(Column::Score | Column::Stars)
                | Taken::Latest(Column::Score | Column::Stars)
        );
        if let Some(at) = section.place_of("not_received") {
            if silent == Silent::Open && (level != Level::Village || !has_least) {
                section.faults.add(at, to_say!("scheme-past-open-unfit"));
            } else if silent == Silent::Counts && !matches!(taken, Taken::Count(_)) {
                section.faults.add(at, to_say!("scheme-past-counts-unfit"));
            }
        }
        Some(Self { periods: periods?, last, known, taken, silent })
    }

    /// How many periods can be counted, where they are and their number is stated.
    pub(crate) fn most_counted(&self) -> Option<u16> {
        self.last.filter(|_| matches!(self.taken, Taken::Count(_)))
    }

    /// The earlier periods that are looked at, the first of them first.
    fn window(&self, period: Period) -> Vec<Period> {
        let mut latest = self.periods.around(period.last_day());
        while latest.belongs_to() > period.belongs_to() || latest.contains(period) {
            latest = latest.previous();
        }
        let year = period.belongs_to().year();
        let all = std::iter::successors(Some(latest), |later| Some(later.previous()));
        let mut window: Vec<Period> = match self.last {
            Some(last) => all.take(last.into()).collect(),
            None => all.take_while(|earlier| earlier.belongs_to().year() == year).collect(),
        };
        window.reverse();
        window
    }

    /// Between what the measure could have come to, had so many periods been published of which nothing was; `known` are
    /// those that `measure` is of.
    pub(crate) fn reach(&self, measure: Option<Decimal>, known: usize, unpublished: usize, rule: &Rule) -> Reach {
        let Some(measure) = measure else { return Reach::ANY };
        let between = |low: Option<Decimal>, high: Option<Decimal>| Reach {
            low: low.map(Fraction::from),
            high: high.map(Fraction::from),
        };
        let unpublished = Decimal::from(unpublished);
        match (&self.taken, rule) {
            (Taken::Count(_), _) => between(Some(measure), Some(measure + unpublished)),
            (Taken::Least(_), _) => between(None, Some(measure)),
            (Taken::Greatest(_), _) => between(Some(measure), None),
            // No score is thought to be beyond what gives full marks, or nothing.
            (Taken::Average(Column::Score), Rule::Linear { from, to }) => {
                let known = Decimal::from(known);
                let with = |score: Decimal| (measure * known + score * unpublished) / (known + unpublished);
                between(Some(with(*from.min(to))), Some(with(*from.max(to))))
            }
            (Taken::Average(_) | Taken::Latest(_), _) => Reach::ANY,
        }
    }

    /// Between what the measure may come to once the county has decided on the periods that are open; so many of them, and
    /// what the others came to, say the reasons.
    pub(crate) fn open_reach(&self, value: Option<Fraction>, reasons: &[Reason], rule: &Rule) -> Reach {
        let open = reasons.iter().filter(|reason| is_of_open_period(reason)).count();
        let known = reasons.iter().filter(|reason| !reason.row.is_empty()).count();
        // Where the others are fewer than must be known, excusing the open ones leaves nothing to measure.
        let low = value.filter(|_| known >= self.known);
        let high = match (&self.taken, rule) {
            // No score is thought to be beyond what gives full marks.
            (Taken::Average(Column::Score), Rule::Linear { from, to }) if known >= self.known => {
                let full = Fraction::from((*from).max(*to) * Decimal::from(open));
                let count = Fraction::from(Decimal::from(open + known));
                let excused = value.map(|value| value * count / Fraction::from(Decimal::from(known.max(1))));
                let filled = value.map(|value| value - -(full / count));
                filled.zip(excused).map(|(filled, excused)| filled.max(excused))
            }
            _ => None,
        };
        Reach { low, high }
    }
}

impl Column {
    fn of(self, result: &PastResult) -> Option<Decimal> {
        match self {
            Self::Score => result.score,
            Self::Rank => result.rank.map(Decimal::from),
            Self::RankInParent => result.rank_in_parent.map(Decimal::from),
            Self::Stars => result.stars.map(Decimal::from),
        }
    }
}

impl Test {
    fn parse(stated: Located<&str>, section: &Section<'_>) -> Option<Self> {
        let fault = |why: Said| {
            section.faults.add(stated.at, to_say!("scheme-condition", condition = quoted(stated.value), why = why));
            None
        };
        let words: Vec<&str> = stated.value.split_whitespace().collect();
        let [name, sign, limit] = words.as_slice() else {
            return fault(to_say!("scheme-past-condition-not-one"));
        };
        let Some((_, column)) = COLUMNS.iter().find(|(known, _)| known == name) else {
            let near = suggestion(name, COLUMNS.map(|(known, _)| known));
            return fault(to_say!("scheme-past-column-unknown", column = name, near = near));
        };
        let Some(comparison) = Comparison::parse(sign) else {
            let near = suggestion(sign, Comparison::SIGNS);
            return fault(to_say!("scheme-test-unknown", test = sign, near = near));
        };
        match limit.parse() {
            Ok(limit) => Some(Self { column: *column, comparison, limit }),
            Err(_) => fault(not_a_number(limit)),
        }
    }
}

impl Circumstances<'_, '_> {
    /// Measures what was published of earlier periods; `each` is what one that counts gives.
    pub(crate) fn past(&self, measure: &PastMeasure, each: Option<Fraction>) -> Measured {
        let mut values = Vec::new();
        let mut reasons = Vec::new();
        for period in measure.window(self.period) {
            let found = self.past.and_then(|past| past.get(&period));
            let Some(result) = found.filter(|result| result.status == Status::Received) else {
                let is_silent = found.is_some_and(|result| result.status.is_pending());
                let (value, note) = match measure.silent {
                    Silent::Open if is_silent => (Some(Decimal::ZERO), OPEN),
                    Silent::Counts if is_silent => (Some(Decimal::ONE), POSSIBLE),
                    _ => (None, ""),
                };
                values.extend(value);
                reasons.push(Reason::remark(format_smolstr!("{period}: {}{note}", why_unknown(found))));
                continue;
            };
            let of_period = match &measure.taken {
                Taken::Average(column) | Taken::Least(column) | Taken::Greatest(column) | Taken::Latest(column) => {
                    column.of(result).map(|value| (value, true, value.normalize().to_string()))
                }
                Taken::Count(tests) => counted(tests, result),
            };
            let Some((value, is_reason, said)) = of_period else {
                reasons.push(Reason::remark(format_smolstr!("{period}: not stated 未提供")));
                continue;
            };
            values.push(value);
            if is_reason {
                reasons.push(Reason {
                    row: result.key().into(),
                    points: each
                        .filter(|_| matches!(measure.taken, Taken::Count(_)))
                        .map(|points| points.rounded(4).normalize()),
                    note: format_smolstr!("{period}: {said}"),
                    ..Reason::default()
                });
            }
        }
        let sum: Decimal = values.iter().sum();
        let count = Decimal::from(values.len());
        if matches!(measure.taken, Taken::Count(_)) && !values.is_empty() {
            reasons.push(Reason::remark(format_smolstr!("{} of {count}", sum.normalize())));
        }
        let is_enough = values.len() >= measure.known;
        let value = match &measure.taken {
            Taken::Average(_) => Fraction::quotient(sum, count),
            Taken::Least(_) => values.iter().min().copied().map(Fraction::from),
            Taken::Greatest(_) => values.iter().max().copied().map(Fraction::from),
            Taken::Latest(_) => values.last().copied().map(Fraction::from),
            Taken::Count(_) => Some(Fraction::from(sum)),
        };
        let reach = reasons.iter().any(is_of_open_period).then_some(Reach::ANY);
        Measured { value: value.filter(|_| is_enough), gives_least: false, is_spared: false, reach, reasons }
    }
}

/// Whether all conditions hold, as 1 or 0, and on what; none where a column has nothing.
fn counted(tests: &[Test], result: &PastResult) -> Option<(Decimal, bool, String)> {
    let values: Option<Vec<Decimal>> = tests.iter().map(|test| test.column.of(result)).collect();
    let values = values?;
    let holds = tests.iter().zip(&values).all(|(test, value)| test.comparison.holds(value.cmp(&test.limit)));
    let said: Vec<String> = values.iter().map(|value| value.normalize().to_string()).collect();
    Some((if holds { Decimal::ONE } else { Decimal::ZERO }, holds, said.join(", ")))
}

/// Whether a reason says that nothing was published of a period.
pub(crate) fn is_of_nothing_published(reason: &Reason) -> bool {
    reason.row.is_empty() && reason.note.ends_with(why_unknown(None))
}

/// How a reason says that a period is open.
const OPEN: &str = ", counts 0 until the county decides 县里认定前按0计";

/// How a reason says that a period counts as one that may meet the conditions.
const POSSIBLE: &str = ", may be one 可能，计入";

/// Whether a reason says that a period is open.
pub(crate) fn is_of_open_period(reason: &Reason) -> bool {
    reason.row.is_empty() && reason.note.ends_with(OPEN)
}

/// Why nothing is known of a period.
const fn why_unknown(result: Option<&PastResult>) -> &'static str {
    match result {
        None => "nothing published 未通报",
        Some(result) => match result.status {
            Status::Received => "not stated 未提供",
            Status::Provisional => "provisional 暂定",
            Status::NotReceived => "not received 未收到",
            Status::Excused => "excused 免考",
        },
    }
}

impl Scheme {
    /// Whether the rules look at what was published of earlier periods.
    pub fn looks_back(&self) -> bool {
        self.past_measures().next().is_some()
    }

    /// The earlier periods of which the rules ask what was published, when they rank a period; nothing where they
    /// look at that period alone.
    pub fn looks_back_to(&self, period: Period) -> BTreeSet<Period> {
        self.past_measures().flat_map(|past| past.window(period)).collect()
    }

    fn past_measures(&self) -> impl Iterator<Item = &PastMeasure> {
        let measures = self.levels.values().flat_map(|rules| &rules.indicators).map(|indicator| &indicator.measure);
        measures.filter_map(|measure| if let MeasureKind::Past(past) = &measure.kind { Some(past) } else { None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(measure: &PastMeasure, period: &str, expect: &str) {
        let window: Vec<String> = measure.window(period.parse().unwrap()).iter().map(Period::to_string).collect();
        assert_eq!(window.join(" "), expect, "{measure:?} of {period}");
    }

    #[test]
    fn periods_that_are_over_are_looked_at() {
        let of = |periods, last| PastMeasure {
            periods,
            last,
            known: 1,
            taken: Taken::Average(Column::Score),
            silent: Silent::Skipped,
        };
        let quarters = of(PeriodKind::Quarter, None);
        check(&quarters, "2026", "2026Q1 2026Q2 2026Q3 2026Q4");
        check(&quarters, "2026H1", "2026Q1 2026Q2");
        check(&quarters, "2026Q3", "2026Q1 2026Q2");
        check(&quarters, "2026Q1", "");
        check(&quarters, "2026-06", "2026Q1");
        let last = of(PeriodKind::Quarter, Some(3));
        check(&last, "2026Q1", "2025Q2 2025Q3 2025Q4");
        check(&last, "2026", "2026Q2 2026Q3 2026Q4");
        check(&of(PeriodKind::Year, Some(2)), "2026", "2024 2025");
        check(&of(PeriodKind::Year, Some(1)), "2026Q4", "2025");
        check(&of(PeriodKind::Half, None), "2026Q4", "2026H1");
        check(&of(PeriodKind::Month, None), "2026Q1", "2026-01 2026-02 2026-03");
        // By their Thursdays: of 2026W27 it is 2 July.
        let weeks = of(PeriodKind::Week, Some(3));
        check(&weeks, "2026Q2", "2026W24 2026W25 2026W26");
        check(&weeks, "2026W02", "2025W51 2025W52 2026W01");
        check(&weeks, "2026", "2026W51 2026W52 2026W53");
        let year = of(PeriodKind::Week, None);
        assert_eq!((year.window(Period::Year(2026)).len(), year.window(Period::Year(2025)).len()), (53, 52));
        check(&year, "2026W03", "2026W01 2026W02");
        check(&of(PeriodKind::Month, Some(1)), "2026W27", "2026-06");
        check(&of(PeriodKind::Month, Some(1)), "2026W26", "2026-05");
    }
}
