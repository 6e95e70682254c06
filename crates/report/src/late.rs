//! Late seals 逾期上报: which villages sealed after the last day, when, and what that cost.

use crate::page::ReportInput;
use crate::wording::{self, Words};
use cunbang_model::{Date, Decimal, round_points};
use cunbang_scheme::{CorrectedSeal, IndicatorInfo, IndicatorResult, Level, OutcomeRow};

/// A village whose seal came late.
pub(crate) struct LateSeal {
    pub(crate) code: String,
    pub(crate) name: String,
    /// The unit above.
    pub(crate) parent: String,
    /// The day on which it came.
    pub(crate) on: Date,
    /// What that cost.
    pub(crate) cost: Words,
}

/// A village that would have been late, but for a return of its seal.
pub(crate) struct ForgivenSeal {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Who returned it.
    pub(crate) returned_by: String,
    pub(crate) seal: CorrectedSeal,
}

/// The villages that count by their own seals, and that a return keeps in time, in the order of the ranking.
pub(crate) fn forgiven_seals(input: &ReportInput<'_>) -> Vec<ForgivenSeal> {
    let rows = input.outcome.rows(Level::Village).iter().filter(|row| row.decision.is_none());
    let forgiven = rows.filter_map(|row| Some((row, input.forgiven.get(&row.unit)?)));
    let forgiven = forgiven.map(|(row, seal)| ForgivenSeal {
        code: row.unit.to_string(),
        name: row.name.to_string(),
        returned_by: input.units.name(seal.returned_by),
        seal: seal.clone(),
    });
    forgiven.collect()
}

impl ForgivenSeal {
    /// The day of the return; a dash where it is not known.
    pub(crate) fn returned_on(&self) -> String {
        self.seal.returned_on.map_or_else(|| "—".to_owned(), |day| day.to_string())
    }
}

/// The villages that count by their own seals, and whose seals came late, in the order of the ranking.
pub(crate) fn late_seals(input: &ReportInput<'_>) -> Vec<LateSeal> {
    let rows = input.outcome.rows(Level::Village).iter().filter(|row| row.decision.is_none());
    let late = rows.filter_map(|row| Some((row, *input.late.get(&row.unit)?)));
    let late = late.filter(|(row, _)| !row.status.is_pending()).map(|(row, on)| LateSeal {
        code: row.unit.to_string(),
        name: row.name.to_string(),
        parent: row.parent.map(|parent| input.units.name(parent)).unwrap_or_default(),
        on,
        cost: cost(input, row),
    });
    late.collect()
}

fn cost(input: &ReportInput<'_>, row: &OutcomeRow) -> Words {
    let (mut chinese, mut english) = (Vec::new(), Vec::new());
    for result in row.indicators.iter().filter(|result| result.looks_at_seal(None)) {
        let title = wording::indicator(&result.id, Level::Village, input.indicators);
        let lost = lost(result, input.indicators);
        chinese.push(format!("“{}”失{lost}分", title.chinese));
        english.push(format!("{lost} of {}", title.english));
    }
    let above = row.parent.and_then(|parent| input.outcome.unit(parent));
    for result in above.into_iter().flat_map(|above| above.indicators.iter()) {
        if result.looks_at_seal(Some(row.unit)) {
            let level =
                input.outcome.levels.iter().find(|(_, rows)| rows.iter().any(|one| Some(one.unit) == row.parent));
            let title =
                wording::indicator(&result.id, level.map_or(Level::Township, |(level, _)| *level), input.indicators);
            chinese.push(format!("影响上级的“{}”", title.chinese));
            english.push(format!("counts in {} of the unit above", title.english));
        }
    }
    if chinese.is_empty() {
        return wording::words("不影响得分", "cost nothing");
    }
    wording::words(chinese.join("；"), english.join("; "))
}

fn lost(result: &IndicatorResult, indicators: &[IndicatorInfo]) -> Decimal {
    let info = indicators.iter().find(|info| info.id == result.id && info.level == Level::Village);
    info.zip(result.points).map_or(Decimal::ZERO, |(info, points)| round_points(info.lost(points)))
}
