//! Rows of earlier periods 往期记录 that may still weigh in a period: findings that were due in it, and steps whose materials
//! were. Nothing older than two years weighs (ours).

use crate::measure::{Measure, MeasureKind};
use crate::scheme::Scheme;
use crate::steps::{Lapse, Light};
use cunbang_model::{Date, Period, Row, Table};

/// How many quarters before a period may hold such rows.
const QUARTERS: usize = 8;

/// The tables whose rows of earlier periods may weigh.
pub(crate) const TABLES: [Table; 3] = [Table::Findings, Table::Steps, Table::Materials];

/// The quarters before a period whose rows may weigh in it, the latest first.
pub(crate) fn quarters_before(period: Period) -> impl Iterator<Item = Period> {
    let first = Period::quarter_of(period.first_day());
    std::iter::successors(Some(first.previous()), |quarter| Some(quarter.previous())).take(QUARTERS)
}

/// The first day whose rows may weigh in a period.
pub(crate) fn weighs_from(period: Period) -> Date {
    quarters_before(period).last().unwrap_or(period).first_day()
}

/// What a scheme asks of earlier periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierRows {
    asks_findings: bool,
    /// How long after a step its materials may come, where the scheme asks for the steps.
    within: Option<Lapse>,
    /// Whether steps and materials of earlier periods decide what those of this one rest on.
    asks_all_steps: bool,
}

impl Scheme {
    /// What the rules ask of the rows of earlier periods; none where they look at a period's own rows alone.
    pub fn earlier_rows(&self) -> Option<EarlierRows> {
        if !self.row_reading.checks() {
            return None;
        }
        let measures = || self.levels.values().flat_map(|rules| &rules.indicators).map(|indicator| &indicator.measure);
        let asks_findings = measures().any(Measure::asks_whether_fixed);
        let within = measures().find_map(|measure| match &measure.kind {
            MeasureKind::Lights { light: Light::Yellow, steps } if measure.is_shortfall() => steps.within(),
            _ => None,
        });
        let looks_back =
            |measure: &Measure| matches!(&measure.kind, MeasureKind::Lights { steps, .. } if steps.earlier().is_some());
        let asks_all_steps = measures().any(looks_back);
        (asks_findings || asks_all_steps || within.is_some()).then_some(EarlierRows {
            asks_findings,
            within,
            asks_all_steps,
        })
    }
}

impl EarlierRows {
    /// The quarters before a period whose documents may hold such rows, the latest first.
    pub fn quarters(self, period: Period) -> Vec<Period> {
        quarters_before(period).collect()
    }

    /// Whether it asks for findings.
    pub const fn asks_findings(self) -> bool {
        self.asks_findings
    }

    /// Whether it asks for steps and their materials.
    pub const fn asks_steps(self) -> bool {
        self.within.is_some() || self.asks_all_steps
    }

    /// Whether a row weighs in a period by itself: a finding that was due in it, or a step whose materials were; where the rules
    /// look at earlier steps, each step and material.
    pub fn weighs(self, row: &Row, period: Period) -> bool {
        match row.table() {
            Table::Findings if self.asks_findings => row.date("due").is_some_and(|due| period.contains_day(due)),
            Table::Steps | Table::Materials if self.asks_all_steps => true,
            Table::Steps => self
                .within
                .zip(row.date("done_on"))
                .is_some_and(|(within, done_on)| period.contains_day(within.after(done_on))),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack;

    fn asked(name: &str) -> Option<EarlierRows> {
        Scheme::parse(pack::find(name).unwrap().text).unwrap().earlier_rows()
    }

    #[test]
    fn rules_say_what_they_ask_of_earlier_periods() {
        let suqian = asked("suqian").unwrap();
        assert!(suqian.asks_steps() && !suqian.asks_findings());
        let dazhou = asked("dazhou-quarter").unwrap();
        assert!(dazhou.asks_findings() && !dazhou.asks_steps());
        assert_eq!(asked("huaxi"), None);
    }

    #[test]
    fn rows_of_two_years_may_weigh() {
        let (quarter, week): (Period, Period) = ("2026Q3".parse().unwrap(), "2026W40".parse().unwrap());
        let before: Vec<String> = quarters_before(quarter).map(|one| one.to_string()).collect();
        assert_eq!(before.join(" "), "2026Q2 2026Q1 2025Q4 2025Q3 2025Q2 2025Q1 2024Q4 2024Q3");
        assert_eq!(weighs_from(quarter).to_string(), "2024-07-01");
        // The week itself has days in two quarters.
        assert_eq!(quarters_before(week).next().unwrap().to_string(), "2026Q2");
    }
}
