//! Turns the overview into its message.

use super::message::{Prospects, milliseconds, ranking_row, run, text};
use crate::proto;
use cunbang_desk::assessment::overview::Area;
use cunbang_desk::{Overview, PeriodMean, PlacedLine, Prospect, Spread, Standings};
use cunbang_model::UnitCode;

/// A count of units, of which there are no four thousand million.
fn count(units: usize) -> u32 {
    u32::try_from(units).unwrap_or(u32::MAX)
}

/// How a unit stands.
pub(super) fn overview(overview: Overview) -> proto::OverviewReply {
    proto::OverviewReply {
        unit: overview.unit.to_string(),
        period: overview.period.to_string(),
        ranked_period: overview.ranked_period.to_string(),
        as_of_ms: overview.as_of.as_millisecond(),
        newest_at_ms: milliseconds(overview.newest_at),
        whole: Some(area(&overview.whole)),
        areas: overview.areas.iter().map(area).collect(),
        standings: overview.standings.map(standings),
    }
}

fn area(area: &Area) -> proto::Area {
    proto::Area {
        unit: area.unit.to_string(),
        name: area.name.clone(),
        villages: area.villages as u64,
        received: area.received as u64,
        decided: area.decided as u64,
        late: area.late as u64,
        forgiven: area.forgiven as u64,
        provisional: area.provisional as u64,
        not_received: area.not_received as u64,
        excused: area.excused as u64,
        in_conflict: area.in_conflict as u64,
        findings_open: area.open as u64,
        findings_overdue: area.overdue as u64,
        findings_fixed: area.fixed as u64,
    }
}

fn standings(standings: Standings) -> proto::Standings {
    let of_prospect = |wanted: Prospect| -> Vec<String> {
        let villages = standings.villages.iter().filter(|placed| placed.prospect == Some(wanted));
        villages.map(|placed| placed.line.unit.to_string()).collect()
    };
    proto::Standings {
        spread: standings.spread().map(spread),
        cut: text(standings.cut.map(|(highest, _)| highest)),
        stars: standings.stars.iter().map(|(stars, villages)| star_count(*stars, *villages)).collect(),
        townships: standings
            .townships
            .iter()
            .map(|placed| ranking_row(&placed.line, &Prospects::new(), false))
            .collect(),
        moved: standings.villages.iter().filter_map(movement).collect(),
        compared_with: text(standings.compared_with),
        trend: standings.trend.iter().map(period_mean).collect(),
        certain: of_prospect(Prospect::Certain),
        possible: of_prospect(Prospect::Possible),
        off: text(standings.cut.and_then(|(_, off)| off)),
        run: Some(run(standings.run)),
    }
}

fn spread(spread: Spread) -> proto::Spread {
    proto::Spread {
        ranked: count(spread.ranked),
        least: spread.least.to_string(),
        median: spread.median.to_string(),
        most: spread.most.to_string(),
    }
}

fn star_count(stars: u8, villages: usize) -> proto::StarCount {
    proto::StarCount { stars: u32::from(stars), villages: count(villages) }
}

fn movement(placed: &PlacedLine) -> Option<proto::Movement> {
    let up = placed.moved_up.filter(|up| *up != 0)?;
    let unit: UnitCode = placed.line.unit;
    Some(proto::Movement { unit: unit.to_string(), up: i32::try_from(up).ok()? })
}

fn period_mean(mean: &PeriodMean) -> proto::PeriodMean {
    proto::PeriodMean { period: mean.period.to_string(), mean: mean.mean.to_string(), ranked: count(mean.ranked) }
}
