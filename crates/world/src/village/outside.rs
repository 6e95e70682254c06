//! What others than the village write about it: findings of inspections 督查, ballots 满意度, figures that they state
//! 上级核定数, and who holds which office 任职.

use super::asked::{Book, beginning, words};
use super::clerk::Clerk;
use super::kept::Kept;
use super::words as texts;
use crate::chance::Chance;
use crate::plan::{Plan, VillagePlan};
use crate::rows::row;
use cunbang_model::schema::{OfficeRole, Word as _};
use cunbang_model::{Date, Period, Row, Table, UnitCode};
use cunbang_scheme::{Asked, Factor, Scheme, Taken};

/// A finding, before it becomes a row.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    unit: UnitCode,
    id: String,
    clause: String,
    text: String,
    half_points: u64,
    fixed: bool,
}

/// What is written about one village by those above it.
#[derive(Debug)]
pub struct Outside<'a> {
    plan: &'a Plan,
    /// Its place in the plan.
    number: usize,
    village: &'a VillagePlan,
    kept: &'a Kept,
}

impl<'a> Outside<'a> {
    /// About the plan's `village`-th village.
    pub fn new(plan: &'a Plan, village: usize, kept: &'a Kept) -> Self {
        Self { plan, number: village, village: &plan.villages[village], kept }
    }

    fn asked(&self, table: Table) -> impl Iterator<Item = &'a Asked> {
        self.kept.asked.iter().filter(move |asked| asked.table == table)
    }

    /// What inspectors find in a period, as rows: as found, or as it was when they came back.
    pub fn findings(&self, period: Period, found_on: Date, rechecked_on: Option<Date>) -> Vec<Row> {
        let all = self.found(period);
        all.iter().map(|finding| finding.row(found_on, period.last_day(), rechecked_on)).collect()
    }

    /// The findings of a period: the less diligent the village, the more.
    fn found(&self, period: Period) -> Vec<Finding> {
        let (unit, diligence) = (self.village.unit.code, self.village.diligence);
        let mut chance = Chance::of(self.plan.seed, &["findings", unit.as_str(), &period.to_string()]);
        let named: Vec<String> = self.asked(Table::Findings).filter_map(clause).collect();
        // Where no indicator looks at findings of any clause, only those that are asked for are of use.
        let any = self.asked(Table::Findings).any(|asked| clause(asked).is_none());
        let visits = if diligence < 45 { 3 } else { 1 };
        let mut found = Vec::new();
        for number in 1..=visits {
            let happens = chance.happens(75 - diligence / 2);
            let Some((clause, text)) = chance.one_of(&texts::FINDINGS).copied() else { continue };
            // One in four is of a clause that the rules name.
            let of_named = named.get(chance.place(named.len())).filter(|_| !any || chance.happens(25));
            let half_points = chance.between(1, 6);
            let fixed = chance.happens(40 + diligence / 2);
            if happens && (any || of_named.is_some()) {
                let clause = of_named.cloned().unwrap_or_else(|| clause.to_owned());
                let text = of_named.map_or(text, |_| "未按要求落实").to_owned();
                let last = period.last_day();
                let id = format!("f{:02}{:02}-{number}", last.month(), last.day());
                found.push(Finding { unit, id, clause, text, half_points, fixed });
            }
        }
        found
    }

    /// The figures of a period of the rules that units above state of it.
    pub fn figures(&self, period: Period) -> Vec<Row> {
        Book::stated(&Clerk::new(self.plan, self.number, self.kept), period)
    }

    /// The ballots of a period of the rules, on each target that they ask for.
    pub fn ballots(&self, period: Period) -> Vec<Row> {
        let unit = self.village.unit.code;
        let mut targets: Vec<String> =
            self.asked(Table::Satisfaction).flat_map(|asked| words(asked, "target", false)).cloned().collect();
        let different = self.asked(Table::Satisfaction).filter(|asked| asked.taken == Taken::Different("target"));
        let count = different.flat_map(|asked| &asked.of).find_map(|factor| match factor {
            Factor::Number(number) => usize::try_from(*number).ok(),
            _ => None,
        });
        let is_asked = self.asked(Table::Satisfaction).next().is_some();
        let usual = texts::TARGETS.iter().take(count.unwrap_or(usize::from(is_asked && targets.is_empty())));
        targets.extend(usual.map(|target| (*target).to_owned()));
        targets.dedup();
        let ballots_on = |target: String| {
            let name = period.to_string();
            let mut chance = Chance::of(self.plan.seed, &["ballots", unit.as_str(), &target, &name]);
            let ballots = self.village.members + chance.between(0, 20);
            let satisfied = ballots * (50 + self.village.diligence * 40 / 100 + chance.below(10)) / 100;
            row(
                Table::Satisfaction,
                &[
                    ("unit", unit.as_str()),
                    ("period", &name),
                    ("target", &target),
                    ("ballots", &ballots.to_string()),
                    ("satisfied", &satisfied.to_string()),
                ],
            )
        };
        targets.into_iter().map(ballots_on).collect()
    }
}

/// The clause that an indicator looks at; none where it looks at all, or all but some.
fn clause(asked: &Asked) -> Option<String> {
    let word = words(asked, "clause", false).first().cloned();
    word.or_else(|| beginning(asked, "clause").map(|start| format!("{start}任务")))
}

/// Who holds the offices that the rules ask for, since a day: the first members of each village.
pub fn offices(plan: &Plan, scheme: &Scheme, since: Date) -> Vec<Row> {
    let roles: Vec<OfficeRole> = scheme.offices_asked().into_iter().collect();
    let of_village = |village: &VillagePlan| {
        let unit = village.unit.code;
        let rows = roles.iter().enumerate().map(move |(number, role)| {
            let (office, person) = (role.word(), format!("m{:03}", number + 1));
            let cells = [
                ("unit", unit.as_str()),
                ("office", office),
                ("person", &person),
                ("role", office),
                ("from", &since.to_string()),
            ];
            row(Table::Offices, &cells)
        });
        rows.collect::<Vec<_>>()
    };
    plan.villages.iter().flat_map(of_village).collect()
}

impl Finding {
    fn row(&self, found_on: Date, due: Date, rechecked_on: Option<Date>) -> Row {
        let points = format!("{}.{}", self.half_points / 2, if self.half_points.is_multiple_of(2) { 0 } else { 5 });
        let (recheck, fixed, result) = match rechecked_on {
            None => (String::new(), String::new(), ""),
            Some(day) if self.fixed => (day.to_string(), due.to_string(), "fixed"),
            Some(day) => (day.to_string(), String::new(), "extended"),
        };
        let cells = [
            ("unit", self.unit.as_str()),
            ("finding", &self.id),
            ("date", &found_on.to_string()),
            ("clause", &self.clause),
            ("text", &self.text),
            ("points", &points),
            ("due", &due.to_string()),
            ("fixed_on", &fixed),
            ("rechecked_on", &recheck),
            ("result", result),
        ];
        row(Table::Findings, &cells)
    }
}
