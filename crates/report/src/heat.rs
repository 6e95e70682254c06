//! The heat map 热力图: units × indicators of the villages. Each cell is the mean points of the unit's ranked villages, or a
//! village's own.
//!
//! The darker a cell, the more is lost, or gained for added points. Every cell also shows its number, so the
//! map can be read by colour-blind people and in a black-and-white print.

use cunbang_model::{Decimal, UnitCode, round_points};
use cunbang_scheme::{GroupKind, IndicatorInfo, Level, OutcomeRow};
use std::collections::BTreeMap;

/// The heat map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatMap<'a> {
    /// The indicators of villages that can give or take points.
    pub columns: Vec<&'a IndicatorInfo>,
    /// The units.
    pub rows: Vec<HeatRow>,
}

/// A unit of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatRow {
    /// The unit.
    pub unit: UnitCode,
    /// How many ranked villages it has.
    pub villages: usize,
    /// One for each column.
    pub cells: Vec<HeatCell>,
}

/// A cell of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatCell {
    /// The mean, rounded half up to 0.01, as text; a dash where it applies to nobody there.
    pub text: String,
    /// The CSS class of its shade: `lost0` to `lost5`, `gained0` to `gained5`, or `none`.
    pub class: String,
}

/// Upper bounds of the shades, in per cent lost or gained. Anything above gets the darkest shade.
const BOUNDS: [i64; 5] = [5, 15, 25, 40, 60];

/// The mean points of ranked villages for each indicator, by the unit that each village counts for. The units of `order`
/// come first, the others follow by their codes.
pub fn heat_map<'a>(
    villages: &[OutcomeRow],
    indicators: &'a [IndicatorInfo],
    counts_for: impl Fn(&OutcomeRow) -> Option<UnitCode>,
    order: impl IntoIterator<Item = UnitCode>,
) -> HeatMap<'a> {
    let columns: Vec<&IndicatorInfo> =
        indicators.iter().filter(|info| info.level == Level::Village && info.max_points.is_some()).collect();
    let mut sums: BTreeMap<UnitCode, (usize, Vec<(Decimal, i64)>)> = BTreeMap::new();
    for row in villages.iter().filter(|row| row.told().is_scored_by_rows()) {
        let Some(unit) = counts_for(row) else { continue };
        let (count, sums) = sums.entry(unit).or_insert_with(|| (0, vec![(Decimal::ZERO, 0); columns.len()]));
        *count += 1;
        for result in row.indicators.iter() {
            let at = columns.iter().position(|info| info.id == result.id);
            if let (Some(at), Some(points)) = (at, result.points) {
                sums[at].0 += points;
                sums[at].1 += 1;
            }
        }
    }
    let order: Vec<UnitCode> = order.into_iter().chain(sums.keys().copied()).collect();
    let rows = order.into_iter().filter_map(|unit| {
        let (villages, sums) = sums.remove(&unit)?;
        let cells = columns.iter().zip(sums).map(|(info, (sum, count))| cell(info, sum, count)).collect();
        Some(HeatRow { unit, villages, cells })
    });
    HeatMap { rows: rows.collect(), columns }
}

fn cell(info: &IndicatorInfo, sum: Decimal, count: i64) -> HeatCell {
    if count == 0 {
        return HeatCell { text: "—".to_owned(), class: "none".to_owned() };
    }
    let mean = round_points(sum / Decimal::from(count));
    let most = info.max_points.unwrap_or_default().abs();
    let share = |part: Decimal| {
        if most.is_zero() { Decimal::ZERO } else { part * Decimal::ONE_HUNDRED / most }
    };
    let class = match info.group_kind {
        GroupKind::Base => format!("lost{}", shade(share(most - mean))),
        GroupKind::Added => format!("gained{}", shade(share(mean))),
        GroupKind::Deducted | GroupKind::Veto => format!("lost{}", shade(share(mean.abs()))),
    };
    HeatCell { text: mean.to_string(), class }
}

fn shade(per_cent: Decimal) -> usize {
    BOUNDS.iter().position(|bound| per_cent <= Decimal::from(*bound)).unwrap_or(BOUNDS.len())
}
