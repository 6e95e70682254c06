//! The heat map 热力表: what units got for each indicator of the villages, with how much of the points was lost.

use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::ranking::{RankingLine, Wanted};
use crate::viewer::Viewer;
use cunbang_model::{Decimal, Period, UnitCode, round_points};
use cunbang_scheme::{GroupKind, IndicatorInfo, Level, Status};
use std::collections::BTreeMap;

/// Upper bounds of the steps, in per cent lost or gained. Anything above is the darkest.
const STEPS: [i64; 5] = [5, 15, 25, 40, 60];

/// Units × indicators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatMap {
    /// The indicators of the villages that have a most.
    pub columns: Vec<HeatColumn>,
    /// The units by rank, those without one last.
    pub lines: Vec<HeatLine>,
}

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatColumn {
    /// Its title.
    pub title: String,
    /// The most that it gives or takes.
    pub most: Option<Decimal>,
}

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatLine {
    /// The unit.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// Whether it is a village itself; otherwise the numbers are means of its ranked villages.
    pub is_village: bool,
    /// One for each column.
    pub cells: Vec<HeatCell>,
}

/// What a unit got for an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatCell {
    /// The indicator's id.
    pub indicator: String,
    /// The points, or their mean rounded half up to 0.01; none where it applies to nobody there.
    pub points: Option<Decimal>,
    /// How dark the cell is.
    pub shade: Shade,
}

/// How dark a cell is: six steps from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shade {
    /// There are no points.
    None,
    /// So much of full marks is lost, or was deducted.
    Lost(usize),
    /// So much of what can be added was gained.
    Gained(usize),
}

impl Desk {
    /// The heat map of the newest run of a period that was made here: of the units directly above villages, or of the
    /// villages under one unit. None where no run was made here.
    pub async fn heat_map(
        &self,
        viewer: &Viewer,
        period: Period,
        under: Option<UnitCode>,
    ) -> Result<Option<HeatMap>, DeskError> {
        let own = self.replica().unit();
        let units = self.replica().units()?;
        let wanted = Wanted { period: Some(period), under: under.unwrap_or(own), run: "" };
        let view = match self.ranking(viewer, wanted).await {
            Ok(view) if view.run().is_some() => view,
            Ok(_) => return Ok(None),
            Err(error) if error.sort() == Sort::NotYet => return Ok(None),
            Err(error) => return Err(error),
        };
        let Some(scheme) = self.scheme_of(&view).await? else { return Ok(None) };
        let infos: Vec<&IndicatorInfo> = scheme
            .indicators()
            .iter()
            .filter(|info| info.level == Level::Village && info.max_points.is_some())
            .collect();
        let villages = view.page(Level::Village, 0, usize::MAX)?.rows;
        let ranked = villages.iter().filter(|line| line.status == Status::Received);
        let mut by_unit: BTreeMap<UnitCode, Vec<&RankingLine>> = BTreeMap::new();
        let mut order: Vec<UnitCode> = Vec::new();
        // The villages themselves, where they stand directly under the unit.
        let of_villages = under.is_some() || units.children(own).all(|child| child.kind.is_basic());
        if !of_villages {
            let above = view.page(Level::Township, 0, usize::MAX);
            order.extend(above.iter().flat_map(|page| &page.rows).map(|line| line.unit));
        }
        for line in ranked {
            let unit = if of_villages { Some(line.unit) } else { line.parent };
            if let Some(unit) = unit {
                by_unit.entry(unit).or_default().push(line);
                if !order.contains(&unit) {
                    order.push(unit);
                }
            }
        }
        let lines = order.into_iter().filter_map(|unit| {
            let there = by_unit.remove(&unit)?;
            let cells = infos.iter().map(|info| cell(info, &there)).collect();
            Some(HeatLine { unit, name: units.name(unit), is_village: of_villages, cells })
        });
        Ok(Some(HeatMap {
            lines: lines.collect(),
            columns: infos.iter().map(|info| HeatColumn { title: info.title.clone(), most: info.max_points }).collect(),
        }))
    }
}

fn cell(info: &IndicatorInfo, lines: &[&RankingLine]) -> HeatCell {
    let points = |line: &&RankingLine| line.indicators.iter().find(|result| result.id == info.id)?.points;
    let all: Vec<Decimal> = lines.iter().filter_map(points).collect();
    let sum: Decimal = all.iter().sum();
    let mean = (!all.is_empty()).then(|| round_points(sum / Decimal::from(all.len())));
    let most = info.max_points.unwrap_or_default().abs();
    let per_cent = |part: Decimal| if most.is_zero() { Decimal::ZERO } else { part * Decimal::ONE_HUNDRED / most };
    let shade = mean.map_or(Shade::None, |mean| match info.group_kind {
        GroupKind::Base => Shade::Lost(step(per_cent(most - mean))),
        GroupKind::Added => Shade::Gained(step(per_cent(mean))),
        GroupKind::Deducted | GroupKind::Veto => Shade::Lost(step(per_cent(mean.abs()))),
    });
    HeatCell { indicator: info.id.clone(), points: mean, shade }
}

fn step(per_cent: Decimal) -> usize {
    STEPS.iter().position(|bound| per_cent <= Decimal::from(*bound)).unwrap_or(STEPS.len())
}
