//! Inspections 督查: what inspectors find in a village, and what is fixed when they come back.

use super::words;
use crate::chance::Chance;
use crate::plan::VillagePlan;
use crate::rows::row;
use cunbang_model::{Date, Row, Table, UnitCode};

/// A finding, before it becomes a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    unit: UnitCode,
    id: String,
    clause: &'static str,
    text: &'static str,
    half_points: u64,
    fixed: bool,
}

/// The findings in a village in a quarter of the plan: the less diligent, the more.
pub fn findings(seed: u64, village: &VillagePlan, quarter: usize) -> Vec<Finding> {
    let unit = village.unit.code;
    let mut chance = Chance::of(seed, &["findings", unit.as_str(), &quarter.to_string()]);
    let visits = if village.diligence < 45 { 3 } else { 1 };
    let mut found = Vec::new();
    for number in 1..=visits {
        if chance.happens(75 - village.diligence / 2)
            && let Some((clause, text)) = chance.one_of(&words::FINDINGS).copied()
        {
            let half_points = chance.between(1, 6);
            let fixed = chance.happens(40 + village.diligence / 2);
            found.push(Finding { unit, id: format!("f{number}"), clause, text, half_points, fixed });
        }
    }
    found
}

impl Finding {
    /// Its row: as found, or as it was on the second visit.
    pub fn row(&self, found_on: Date, due: Date, rechecked_on: Option<Date>) -> Row {
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
            ("clause", self.clause),
            ("text", self.text),
            ("points", &points),
            ("due", &due.to_string()),
            ("fixed_on", &fixed),
            ("rechecked_on", &recheck),
            ("result", result),
        ];
        row(Table::Findings, &cells)
    }
}
