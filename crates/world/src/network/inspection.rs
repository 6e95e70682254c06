//! Inspections 督查: townships record what their inspectors found in the villages, and later what was fixed.

use super::{Stage, WorldError};
use crate::village::findings;
use crate::{Days, Plan};
use cunbang_model::{DocumentKind, DocumentName, Row};
use std::collections::BTreeMap;

/// Who inspects.
const INSPECTOR: &str = "督查组";

/// Records the findings of all townships, or of their second visit.
pub(super) async fn inspect(
    stage: &Stage,
    plan: &Plan,
    quarter: usize,
    days: &Days,
    again: bool,
) -> Result<usize, WorldError> {
    let period = plan.quarters[quarter];
    let (due, rechecked_on) = (period.last_day(), again.then_some(days.recheck));
    let mut count = 0;
    for station in stage.townships() {
        let mut by_document: BTreeMap<DocumentName, Vec<Row>> = BTreeMap::new();
        for village in &plan.villages {
            let unit = village.unit.code;
            if stage.units.parent(unit) != Some(station.node.unit()) {
                continue;
            }
            let rows = findings(plan.seed, village, quarter);
            let rows: Vec<Row> = rows.iter().map(|found| found.row(days.inspection, due, rechecked_on)).collect();
            if !rows.is_empty() {
                let document = DocumentName::quarterly(DocumentKind::Inspection, unit, period)
                    .ok_or_else(|| WorldError::missing(format!("{period} is no quarter")))?;
                count += rows.len();
                by_document.insert(document, rows);
            }
        }
        station.node.record(INSPECTOR, by_document.into_iter().collect()).await?;
    }
    Ok(count)
}
