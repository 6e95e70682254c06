//! The heat map: units directly above the villages × indicators. Each cell is the mean points of the unit's
//! villages.
//!
//! The darker a cell, the more is lost, or gained for added points. Every cell also shows its number, so the
//! map can be read by colour-blind people and in a black-and-white print.

use crate::wording::{self, Words};
use cunbang_model::{Decimal, UnitCode, UnitTree, round_points};
use cunbang_scheme::{GroupKind, IndicatorInfo, Level, Outcome, Status};
use std::collections::BTreeMap;

/// The heat map.
pub(crate) struct HeatMap {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<MapRow>,
}

pub(crate) struct Column {
    pub(crate) title: Words,
    pub(crate) most: String,
}

pub(crate) struct MapRow {
    pub(crate) name: String,
    pub(crate) villages: usize,
    pub(crate) cells: Vec<Cell>,
}

pub(crate) struct Cell {
    pub(crate) text: String,
    /// The CSS class of its shade.
    pub(crate) class: String,
}

/// Upper bounds of the shades, in per cent lost or gained. Anything above gets the darkest shade.
const BOUNDS: [i64; 5] = [5, 15, 25, 40, 60];

/// The mean points of ranked villages for each indicator, by the unit above them.
pub(crate) fn heat_map(outcome: &Outcome, units: &UnitTree, indicators: &[IndicatorInfo]) -> HeatMap {
    let shown: Vec<&IndicatorInfo> =
        indicators.iter().filter(|info| info.level == Level::Village && info.max_points.is_some()).collect();
    let mut sums: BTreeMap<UnitCode, (usize, Vec<(Decimal, i64)>)> = BTreeMap::new();
    for row in outcome.rows(Level::Village).iter().filter(|row| row.status == Status::Received) {
        let Some(parent) = row.parent.or_else(|| units.parent(row.unit)) else {
            continue;
        };
        let (villages, sums) = sums.entry(parent).or_insert_with(|| (0, vec![(Decimal::ZERO, 0); shown.len()]));
        *villages += 1;
        for result in row.indicators.iter() {
            let at = shown.iter().position(|info| info.id == result.id);
            if let (Some(at), Some(points)) = (at, result.points) {
                sums[at].0 += points;
                sums[at].1 += 1;
            }
        }
    }
    // Ranked units come first by rank, level by level; the others follow.
    let ranked = outcome.levels.iter().filter(|(level, _)| level.is_above_villages()).flat_map(|(_, rows)| rows);
    let order: Vec<UnitCode> = ranked.map(|row| row.unit).chain(sums.keys().copied()).collect();
    let rows = order.into_iter().filter_map(|unit| {
        let (villages, sums) = sums.remove(&unit)?;
        let cells = shown.iter().zip(sums).map(|(info, (sum, count))| cell(info, sum, count)).collect();
        Some(MapRow { name: units.name(unit), villages, cells })
    });
    HeatMap {
        rows: rows.collect(),
        columns: shown
            .iter()
            .map(|info| Column {
                title: wording::split_title(&info.title),
                most: info.max_points.map(|most| most.normalize().to_string()).unwrap_or_default(),
            })
            .collect(),
    }
}

fn cell(info: &IndicatorInfo, sum: Decimal, count: i64) -> Cell {
    if count == 0 {
        return Cell { text: "—".to_owned(), class: "none".to_owned() };
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
    Cell { text: mean.to_string(), class }
}

fn shade(per_cent: Decimal) -> usize {
    BOUNDS.iter().position(|bound| per_cent <= Decimal::from(*bound)).unwrap_or(BOUNDS.len())
}
