//! Places 名次: where a unit stands in what was published, next to whom, and how that went over the last periods. All of
//! it is in the bulletins that are here.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::reading::texts::optional_number;
use crate::village::score_sheet::Neighbour;
use cunbang_model::schema::ResultStatus;
use cunbang_model::{Date, Decimal, Moves, Period, UnitCode, record};
use cunbang_ranking::Published;
use cunbang_ranking::announced::{AnnouncedRun, best_score};
use cunbang_scheme::{Coverage, Level, Prospect, Status};
use serde::Serialize;
use std::sync::Arc;

/// How many periods a trend has.
const TREND: usize = 8;

/// Where a unit stands in the newest published ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The period ranked: the one asked for, or the newest before it of which a ranking was published.
    pub period: Period,
    /// The run.
    pub run: String,
    /// The unit that published it.
    pub publisher: UnitCode,
    /// When.
    pub published_on: Date,
    /// What was received of the unit.
    pub status: Status,
    /// Its score.
    #[serde(serialize_with = "optional_number")]
    pub score: Option<Decimal>,
    /// Its rank among all of its level.
    pub rank: Option<u32>,
    /// How many of its level have a rank.
    pub ranked: u32,
    /// How many of its level have none as they were not received, or not whole: they may still come to lie before it.
    pub pending: u32,
    /// How many of these may come to lie before it, by the best that may come of them.
    pub may_pass: u32,
    /// Its rank under the unit above.
    pub rank_in_parent: Option<u32>,
    /// How many have a rank there.
    pub ranked_in_parent: u32,
    /// Whether it is a candidate for the backward list; none where its level has no such list.
    pub candidate: Option<bool>,
    /// Whether it is a candidate for certain, or may still become or cease to be one; none where it is none whatever
    /// comes, or the bulletin does not say.
    pub prospect: Option<Prospect>,
    /// How many villages were received, where that was too few for the rules to list any candidates in this ranking: then
    /// nobody is one, or may become one by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub none_listed: Option<Coverage>,
    /// The score from which on it is off the list whatever the tie-breakers say, the others as they are; none where
    /// nobody is listed, or the scheme is not here.
    #[serde(serialize_with = "optional_number")]
    pub off_the_list_from: Option<Decimal>,
    /// The score below which it is on the list whatever the tie-breakers say; between the two they decide.
    #[serde(serialize_with = "optional_number")]
    pub on_the_list_below: Option<Decimal>,
    /// The unit ranked just above.
    pub above: Option<Neighbour>,
    /// The unit ranked just below.
    pub below: Option<Neighbour>,
    /// By how many places it has moved up since the period before, among those that both ranked; negative where it moved
    /// down; none where either has no rank.
    pub moved_up: Option<i64>,
    /// Among how many, where not the same were ranked both times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_among: Option<u32>,
    /// Whether the ranking is the township's own measure: its last are on nobody's list.
    pub is_own_measure: bool,
    /// The last eight periods up to this one of which a bulletin with the unit is here, the oldest first.
    pub trend: Vec<TrendPoint>,
}

impl Place {
    /// The best and the worst rank that it may still come to; none where it has none, or all were received.
    pub fn between(&self) -> Option<(u32, u32)> {
        let rank = self.rank.filter(|_| self.pending > 0)?;
        Some((rank, rank.saturating_add(self.may_pass)))
    }
}

/// A unit's place in one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrendPoint {
    /// The period.
    pub period: Period,
    /// The score.
    #[serde(serialize_with = "optional_number")]
    pub score: Option<Decimal>,
    /// The rank.
    pub rank: Option<u32>,
    /// How many had one.
    pub ranked: u32,
}

impl Desk {
    /// Where a unit stands in the newest ranking of the period, or of one of the seven before it, that was published to
    /// the viewer; none where none was.
    pub async fn place(&self, viewer: &Viewer, unit: UnitCode, period: Period) -> Result<Option<Place>, DeskError> {
        let mut found: Option<(Period, Arc<Published>)> = None;
        let mut trend = Vec::new();
        let mut looked_at = period;
        for _ in 0..TREND * 2 {
            let mut told = self.told(viewer, looked_at).await?.into_iter();
            if let Some(known) = told.find(|known| known.result_of(unit).is_some()) {
                trend.extend(point(&known, unit, looked_at));
                found.get_or_insert((looked_at, known));
            }
            if trend.len() == TREND || (found.is_none() && looked_at == nth_before(period, TREND - 1)) {
                break;
            }
            looked_at = looked_at.previous();
        }
        trend.reverse();
        let Some((period, known)) = found else { return Ok(None) };
        let Some(place) = self.place_in(&known, unit, period, trend).await? else { return Ok(None) };
        let before = self.told(viewer, period.previous()).await?.into_iter().find(|before| before.by == known.by);
        let Some((before, own)) = before.zip(known.result_of(unit)) else { return Ok(Some(place)) };
        let level = own.level.into();
        let moves = Moves::between(before.ranks(level), known.ranks(level));
        let moved_up = moves.moved_up(unit);
        let moved_among = moved_up.filter(|_| !moves.is_of_all()).map(|_| count(moves.among()));
        Ok(Some(Place { moved_up, moved_among, ..place }))
    }

    pub(crate) async fn place_in(
        &self,
        known: &Published,
        unit: UnitCode,
        period: Period,
        trend: Vec<TrendPoint>,
    ) -> Result<Option<Place>, DeskError> {
        let units = self.replica().org().units().cloned();
        let name = |unit: UnitCode| units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit));
        let parent = |unit: UnitCode| units.as_deref().and_then(|units| units.parent(unit));
        let Some(own) = known.result_of(unit) else { return Ok(None) };
        let ranked: Vec<&record::PublishedResult> = ranked(known, own).collect();
        let at = own.rank.and_then(|_| ranked.iter().position(|line| line.subject == unit));
        let neighbour = |line: Option<&&record::PublishedResult>| {
            let line = line?;
            let distance = own.score.zip(line.score).map(|(own, theirs)| cents((own - theirs).abs()));
            Some(Neighbour { unit: line.subject, name: name(line.subject), score: line.score.map(cents), distance })
        };
        let scheme = self.schemes().await?.into_iter().find(|scheme| scheme.hash() == known.run.scheme_hash);
        let kind = |unit: UnitCode| units.as_deref().and_then(|units| units.get(unit)).map(|unit| unit.kind);
        let cuts = scheme.filter(|_| known.candidates().next().is_some()).and_then(|scheme| {
            let may_be = |unit: UnitCode| kind(unit).is_some_and(|kind| scheme.may_list(kind));
            let listed = known.results.iter().filter(|line| {
                Level::from(line.level) == Level::Village
                    && line.status == ResultStatus::Received
                    && may_be(line.subject)
            });
            let others: Vec<Decimal> =
                listed.filter(|line| line.subject != unit).filter_map(|line| line.score).collect();
            let from = scheme.off_the_list_from(&others).filter(|_| may_be(unit))?;
            Some((from, scheme.on_the_list_below(&others)))
        });
        Ok(Some(Place {
            period,
            run: known.id().to_owned(),
            publisher: known.by,
            published_on: known.run.published_on,
            status: own.status.into(),
            score: own.score.map(cents),
            rank: own.rank.and_then(|rank| u32::try_from(rank).ok()),
            ranked: count(ranked.len()),
            pending: count(known.results.iter().filter(|line| is_pending(line, own)).count()),
            may_pass: may_pass(known, own),
            rank_in_parent: own.rank_in_parent.and_then(|rank| u32::try_from(rank).ok()),
            ranked_in_parent: count(ranked.iter().filter(|line| parent(line.subject) == parent(unit)).count()),
            candidate: (Level::from(own.level) == Level::Village).then_some(own.candidate == Some(true)),
            prospect: own.prospect.map(Prospect::from),
            none_listed: AnnouncedRun::of(known).and_then(|run| run.none_listed()),
            off_the_list_from: cuts.map(|(from, _)| cents(from)),
            on_the_list_below: cuts.and_then(|(_, below)| below).map(cents),
            above: at.and_then(|at| neighbour(ranked.get(at.checked_sub(1)?))),
            below: at.and_then(|at| neighbour(ranked.get(at + 1))),
            moved_up: None,
            moved_among: None,
            is_own_measure: known.by != self.replica().root(),
            trend,
        }))
    }
}

/// The lines of a unit's level that have a rank, by rank.
fn ranked<'p>(
    known: &'p Published,
    own: &record::PublishedResult,
) -> impl Iterator<Item = &'p record::PublishedResult> {
    let level = own.level;
    known.results.iter().filter(move |line| line.level == level && line.rank.is_some())
}

/// Whether a line of a unit's level has no rank yet.
fn is_pending(line: &record::PublishedResult, own: &record::PublishedResult) -> bool {
    line.level == own.level
        && line.rank.is_none()
        && matches!(line.status, ResultStatus::NotReceived | ResultStatus::Provisional)
}

/// How many of a unit's level that have no rank yet may come to lie before it: those whose best possible scores are not below
/// its own. A bulletin of an earlier program tells no such scores; there those may whose best ranks are not behind it, even if
/// all others that are waited for come to lie before them.
fn may_pass(known: &Published, own: &record::PublishedResult) -> u32 {
    let waited_for: Vec<&record::PublishedResult> = known.results.iter().filter(|line| is_pending(line, own)).collect();
    let others = i64::try_from(waited_for.len().saturating_sub(1)).unwrap_or(i64::MAX);
    let may = |line: &&&record::PublishedResult| match (best_score(line).zip(own.score), line.best_rank.zip(own.rank)) {
        (Some((best, score)), _) => best >= score,
        (None, Some((best, rank))) => best <= rank.saturating_add(others),
        (None, None) => true,
    };
    count(waited_for.iter().filter(may).count())
}

fn point(known: &Published, unit: UnitCode, period: Period) -> Option<TrendPoint> {
    let own = known.result_of(unit)?;
    Some(TrendPoint {
        period,
        score: own.score.map(cents),
        rank: own.rank.and_then(|rank| u32::try_from(rank).ok()),
        ranked: count(ranked(known, own).count()),
    })
}

fn nth_before(period: Period, count: usize) -> Period {
    (0..count).fold(period, |period, _| period.previous())
}

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Tables leave out decimals that are zeros.
fn cents(mut points: Decimal) -> Decimal {
    points.rescale(2);
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_model::{Row, Table};

    /// The first of a county was told that it might come to be the sixth, though one alone could pass it.
    #[test]
    fn only_those_whose_best_is_not_below_may_pass() {
        let run = "c0ffee";
        let line = |subject: &str, cells: &[(&str, &str)]| -> record::PublishedResult {
            let own = [("unit", "330522"), ("run", run), ("subject", subject), ("level", "village")];
            Row::from_cells(Table::Results, own.iter().chain(cells).copied()).unwrap().record().unwrap()
        };
        let told = |best: &str| format!(r#"{{"name":"村","kind":"village","between":["{best}","10.00"]}}"#);
        let waited_for = |number: usize, notice: &str| {
            let subject = format!("3305221032{number:02}");
            let cells = [("status", "not_received"), ("best_rank", "1"), ("worst_rank", "6"), ("notice", notice)];
            line(&subject, if notice.is_empty() { &cells[..3] } else { &cells })
        };
        let own = line("330522103201", &[("status", "received"), ("score", "102.81"), ("rank", "1")]);
        let cells = [
            ("unit", "330522"),
            ("run", run),
            ("period", "2026Q3"),
            ("scheme", "standard"),
            ("scheme_hash", "ab"),
            ("outcome", "cd"),
            ("published_on", "2026-12-01"),
        ];
        let published = |notices: &[String]| Published {
            by: "330522".parse().unwrap(),
            run: Row::from_cells(Table::Runs, cells).unwrap().record().unwrap(),
            withdrawn: None,
            results: std::iter::once(own.clone())
                .chain(notices.iter().zip(2..).map(|(notice, number)| waited_for(number, notice)))
                .collect(),
        };
        let best = ["100", "98", "100", "109", "95.5"].map(told);
        assert_eq!(may_pass(&published(&best), &own), 1);
        assert_eq!(
            may_pass(&published(&["102.81".to_owned()].map(|best| told(&best))), &own),
            1,
            "a tie may go either way"
        );
        // A bulletin of an earlier program tells no scores.
        assert_eq!(may_pass(&published(&[String::new(), String::new()]), &own), 2);
    }
}
