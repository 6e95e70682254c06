//! A ranking that is known from its bulletin, with the score sheets that came down with it.

use super::{FromSheet, RankingView, Wanted};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_model::{Decimal, UnitCode};
use cunbang_ranking::{ReasonGroup, SheetLine};
use cunbang_scheme::{IndicatorResult, Reason};
use std::sync::Arc;

impl Desk {
    /// Finds a run like [`Desk::ranking`]; of one that was made elsewhere, the viewer's units have the indicators that
    /// their score sheets say.
    pub async fn ranking_with_sheets(&self, viewer: &Viewer, wanted: Wanted<'_>) -> Result<RankingView, DeskError> {
        let mut view = self.ranking(viewer, wanted).await?;
        let (period, id) = (view.period(), view.id().to_owned());
        let published = view.bulletin().filter(|_| view.run().is_none());
        let units: Vec<UnitCode> =
            published.into_iter().flat_map(|known| &known.results).map(|line| line.subject).collect();
        for unit in units.into_iter().filter(|unit| unit.is_within(&wanted.under) && viewer.covers(*unit)) {
            if let Some(sheet) = self.sheet_that_came(viewer, unit, period, &id).await? {
                let in_cents = |mut score: Decimal| {
                    score.rescale(2);
                    score
                };
                let scores = sheet.sheet.best_score.zip(sheet.sheet.worst_score);
                let scores = scores.map(|(best, worst)| (in_cents(best), in_cents(worst)));
                let indicators = Arc::new(sheet.lines.iter().map(result_of).collect());
                view.sheets.insert(unit, FromSheet { indicators, scores });
            }
        }
        Ok(view)
    }
}

fn result_of(line: &SheetLine) -> IndicatorResult {
    IndicatorResult {
        id: line.indicator.as_str().into(),
        points: line.points,
        measure: line.measure,
        reasons: line.reasons.iter().flat_map(reasons_of).collect(),
    }
}

/// The rows that counted alike, each by itself.
fn reasons_of(group: &ReasonGroup) -> Vec<Reason> {
    let reason = |row: String| Reason {
        unit: group.unit,
        row: row.into(),
        quarter: group.quarter,
        points: group.points.as_ref().and_then(|points| points.parse().ok()),
        note: group.note.clone().into(),
    };
    match group.table.as_str() {
        "" => vec![reason(String::new())],
        table => group.ids.iter().map(|id| reason(format!("{table}/{id}"))).collect(),
    }
}
