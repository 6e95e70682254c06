//! Figures, and the counts of visits to households.

use super::Book;
use cunbang_model::{Decimal, Row, Table};
use cunbang_scheme::{Asked, GroupKind, Taken};
use std::collections::BTreeSet;

/// What is a few at most is counted in whole numbers.
const A_FEW: i64 = 10;

impl Book<'_> {
    /// A month's visits to households, as counts.
    pub(super) fn visits(&mut self) {
        let asked: Vec<&Asked> = self.asked(Table::Visits).collect();
        if asked.is_empty() {
            return;
        }
        // Each month all households are to be visited, or over the whole period.
        let each_month = asked.iter().any(|asked| asked.taken == Taken::Share);
        let months = self.months().len() as u64;
        let (households, diligence) = (self.clerk.households(), self.clerk.village.diligence);
        for month in self.months() {
            let mut chance = self.chance(&format!("visits-{month}"));
            let in_full = if each_month { households } else { households / months };
            let visited = in_full * (45 + diligence * 50 / 100 + chance.below(8)) / 100;
            let (last, month) = (month.last_day(), month.to_string());
            let cells = [
                ("month", month.as_str()),
                ("households", &households.to_string()),
                ("visited", &visited.min(households).to_string()),
                ("services", &chance.below(9).to_string()),
            ];
            self.write(last, last, Table::Visits, &cells);
        }
    }

    /// The village's own figures that the rules look at.
    pub(super) fn figures(&mut self) {
        let (about, last) = (self.period.belongs_to(), self.period.last_day());
        for (id, value) in self.figures_of(Table::Measures) {
            let row = self.figure(Table::Measures, &id, value);
            self.lines.push(super::Line { about, written: last.clamp(about, about.last_of_month()), row });
        }
    }

    /// A figure as a row.
    pub(super) fn figure(&self, table: Table, id: &str, value: Decimal) -> Row {
        let (period, value) = (self.period.to_string(), value.to_string());
        let (figure, stated) =
            if table == Table::StatedFigures { ("figure", "stated") } else { ("indicator", "value") };
        self.clerk.row(table, &[("period", &period), (figure, id), (stated, &value)])
    }

    /// The figures of a table that the rules look at: what was to be expected, what was reached, and shares of both.
    pub(super) fn figures_of(&self, table: Table) -> Vec<(String, Decimal)> {
        let clerk = self.clerk;
        let mut figures: Vec<(String, Decimal)> = Vec::new();
        for id in clerk.kept.expected_figures(table) {
            figures.push((id.to_owned(), Decimal::from(clerk.expected(id, self.period))));
        }
        for asked in [Table::Measures, Table::StatedFigures].into_iter().flat_map(|of| self.asked(of)) {
            match &asked.taken {
                Taken::Figure(id) if asked.table == table => figures.push((id.clone(), self.reached(id, asked))),
                Taken::FigureShare(part, whole) => {
                    // A share below which nothing counts is one of households; others are of a few checks.
                    const CHECKS: u64 = 6;
                    let all = if asked.veto_below.is_some() { clerk.households() } else { CHECKS };
                    let both = [(whole, all), (part, all * self.share(part, asked) / 100)];
                    let here = both.into_iter().filter(|(id, _)| asked.stated.contains(&((*id).clone(), table)));
                    figures.extend(here.map(|(id, number)| (id.clone(), Decimal::from(number))));
                }
                _ => {}
            }
        }
        let mut seen = BTreeSet::new();
        figures.retain(|(id, _)| seen.insert(id.clone()));
        figures
    }

    /// What a village reached: the more, the better it works; of what takes away, the less.
    fn reached(&self, id: &str, asked: &Asked) -> Decimal {
        let (mut chance, clerk) = (self.chance(&format!("figure-{id}")), self.clerk);
        let diligence = clerk.village.diligence;
        let few = |number: u64| Decimal::from(number);
        match (asked.group, asked.full) {
            // Only some villages have anything to add.
            (GroupKind::Added, _) if !clerk.does_well(&mut chance, 45) => Decimal::ZERO,
            (GroupKind::Veto, _) => few(u64::from(diligence < 25 && chance.happens(40))),
            (GroupKind::Deducted, _) | (_, None) => {
                if clerk.does_well(&mut chance, 95) {
                    few(chance.below(2))
                } else {
                    few(chance.between(1, 3))
                }
            }
            (_, Some(full)) => {
                let per_cent = (30 + diligence * 65 / 100 + chance.below(12)).min(100);
                let reached = full * Decimal::from(per_cent) / Decimal::ONE_HUNDRED;
                reached.round_dp(if full <= Decimal::from(A_FEW) { 0 } else { 2 }).normalize()
            }
        }
    }

    /// A share in per cent, which is a veto in some of the villages that struggle.
    fn share(&self, part: &str, asked: &Asked) -> u64 {
        let mut chance = self.chance(&format!("share-{part}"));
        let limit = asked.veto_below.and_then(|below| u64::try_from(below).ok()).unwrap_or(50);
        if self.clerk.village.diligence < 45 && chance.happens(30) {
            return limit.saturating_sub(chance.between(1, 12));
        }
        (limit + chance.between(1, 28)).min(100)
    }
}
