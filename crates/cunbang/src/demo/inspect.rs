//! Inspections 督查: what the townships' inspectors find in the villages, and what was fixed when they
//! looked again.

use super::chance::Chance;
use super::course::Days;
use super::plan::Plan;
use super::stage::Stage;
use super::words;
use anyhow::{Context as _, bail};
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Row, Table, UnitCode};
use std::collections::BTreeMap;

/// Who inspects.
const INSPECTOR: &str = "督查组";

/// A finding before it is a row.
struct Finding {
    unit: UnitCode,
    id: String,
    clause: &'static str,
    text: &'static str,
    half_points: u64,
    fixed: bool,
}

/// What is found in the quarter: more where less is done.
fn findings(plan: &Plan, quarter: usize) -> Vec<Finding> {
    let mut found = Vec::new();
    for village in &plan.villages {
        let unit = village.unit.code;
        let mut chance = Chance::of(plan.seed, &["findings", unit.as_str(), &quarter.to_string()]);
        let visits = if village.diligence < 45 { 3 } else { 1 };
        for number in 1..=visits {
            if chance.happens(75 - village.diligence / 2)
                && let Some((clause, text)) = chance.one_of(&words::FINDINGS).copied()
            {
                let half_points = chance.between(1, 6);
                let fixed = chance.happens(40 + village.diligence / 2);
                found.push(Finding { unit, id: format!("f{number}"), clause, text, half_points, fixed });
            }
        }
    }
    found
}

impl Finding {
    fn row(&self, found_on: Date, due: Date, rechecked_on: Option<Date>) -> anyhow::Result<Row> {
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
        match Row::from_cells(Table::Findings, cells) {
            Ok(row) => Ok(row),
            Err(faults) => bail!("{}: a made-up finding is not valid: {faults:?}", self.unit),
        }
    }
}

/// The townships record what their inspectors found, or found again.
pub(crate) async fn inspect(
    stage: &Stage,
    plan: &Plan,
    quarter: usize,
    days: &Days,
    again: bool,
) -> anyhow::Result<usize> {
    let period: Period = plan.quarters[quarter];
    let (due, rechecked_on) = (period.last_day(), again.then_some(days.recheck));
    let mut count = 0;
    for station in stage.townships() {
        let mut by_document: BTreeMap<DocumentName, Vec<Row>> = BTreeMap::new();
        for finding in findings(plan, quarter) {
            if stage.units.parent(finding.unit) == Some(station.node.unit()) {
                let document =
                    DocumentName::quarterly(DocumentKind::Inspection, finding.unit, period).context("no quarter")?;
                by_document.entry(document).or_default().push(finding.row(days.inspection, due, rechecked_on)?);
            }
        }
        count += by_document.values().map(Vec::len).sum::<usize>();
        station.node.record(INSPECTOR, by_document.into_iter().collect()).await?;
    }
    Ok(count)
}
