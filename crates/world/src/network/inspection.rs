//! What units above the villages record of them: findings of inspections 督查, later what was fixed, ballots, and figures
//! that they state.

use super::play::{Act, Script};
use super::{Stage, WorldError};
use crate::{Days, Outside};
use cunbang_model::{DocumentKind, DocumentName, Period, Row};
use std::collections::BTreeMap;

/// Who inspects.
const INSPECTOR: &str = "督查组";

/// Records the findings of all townships, or of their second visit; returns how many.
pub(super) async fn inspect(
    script: &Script,
    stage: &Stage,
    act: Act,
    days: &Days,
    again: bool,
) -> Result<usize, WorldError> {
    let rechecked_on = again.then_some(days.recheck);
    record(script, stage, act, |of| of.findings(act.period, days.inspection, rechecked_on)).await
}

/// Records the ballots of a period of the rules that ends with the act, and the figures that are stated of it; returns how
/// many.
pub(super) async fn ballots_and_figures(
    script: &Script,
    stage: &Stage,
    act: Act,
    period: Period,
) -> Result<usize, WorldError> {
    record(script, stage, act, |of| [of.ballots(period), of.figures(period)].concat()).await
}

/// Has every unit above villages record rows about each of its own.
async fn record(
    script: &Script,
    stage: &Stage,
    act: Act,
    rows: impl Fn(&Outside<'_>) -> Vec<Row>,
) -> Result<usize, WorldError> {
    let quarter = script.plan.quarters[act.quarter];
    let mut count = 0;
    for station in stage.stations.values() {
        let mut by_document: BTreeMap<DocumentName, Vec<Row>> = BTreeMap::new();
        for (number, village) in script.plan.villages.iter().enumerate() {
            let unit = village.unit.code;
            if stage.units.parent(unit) != Some(station.node.unit()) {
                continue;
            }
            let rows = rows(&Outside::new(&script.plan, number, &script.kept));
            if !rows.is_empty() {
                let document = DocumentName::quarterly(DocumentKind::Inspection, unit, quarter)
                    .ok_or_else(|| WorldError::missing(format!("{quarter} is no quarter")))?;
                count += rows.len();
                by_document.insert(document, rows);
            }
        }
        if !by_document.is_empty() {
            station.node.record(INSPECTOR, by_document.into_iter().collect()).await?;
        }
    }
    Ok(count)
}
