//! Views: of one ranking run what one caller may see.
//!
//! Rows of units in the caller's scope are shown whole, as the run has them. Rows of others are shown as
//! a bulletin has them, if one has them; nothing of the run itself is mixed in.

use super::asked::shown;
use super::message;
use super::runs::Runs;
use super::scope::{Scope, check_known};
use crate::error::status_of_desk;
use crate::proto;
use cunbang_desk::Desk;
use cunbang_model::{Period, Row, UnitCode, UnitTree};
use cunbang_ranking::{Published, RankingRun};
use cunbang_scheme::{CandidateSummary, Level, Outcome, OutcomeRow, SchemeName};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tonic::Status;

/// What a caller asks for.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    /// The period; may be left out where a run is named.
    pub(super) period: Option<Period>,
    /// The unit at and under which rows are wanted.
    pub(super) under: UnitCode,
    /// The id of a run or its beginning; empty: the newest.
    pub(super) run: &'a str,
}

/// What a caller sees of a run. One of `whole` and `published` is there.
#[derive(Debug)]
pub(super) struct View {
    scope: Scope,
    under: UnitCode,
    pub(super) units: UnitTree,
    pub(super) period: Period,
    /// The run, where it was made here.
    whole: Option<Arc<RankingRun>>,
    /// The bulletins that have it, that of the highest unit first.
    published: Vec<Published>,
}

/// One row of a view.
#[derive(Debug, Clone, Copy)]
enum Line<'a> {
    Whole(&'a OutcomeRow),
    Published(&'a Row),
}

impl Line<'_> {
    fn order(&self) -> (bool, Option<u32>, Option<UnitCode>, Option<&str>) {
        let (rank, unit, member) = match self {
            Self::Whole(row) => (row.rank, Some(row.unit), row.member.as_deref()),
            Self::Published(row) => (message::count(row, "rank"), row.unit_in("subject"), None),
        };
        (rank.is_none(), rank, unit, member)
    }

    fn is_candidate(&self) -> bool {
        match self {
            Self::Whole(row) => row.candidate == Some(true),
            Self::Published(row) => row.is_yes("candidate"),
        }
    }

    fn to_wire(self, units: &UnitTree) -> proto::RankingRow {
        match self {
            Self::Whole(row) => message::ranking_row(row, false),
            Self::Published(row) => message::published_row(row, units),
        }
    }
}

impl View {
    /// Finds the run, and checks that the caller may see something of what it asks for.
    pub(super) async fn find(desk: &Desk, runs: &Runs, scope: Scope, wanted: Wanted<'_>) -> Result<Self, Status> {
        let units = desk.replica().units().map_err(|error| status_of_desk(&error.into()))?;
        check_known(wanted.under, &units)?;
        let (period, whole, published) = if wanted.run.is_empty() {
            newest(desk, runs, scope, &wanted).await?
        } else {
            named(desk, runs, scope, &wanted).await?
        };
        Ok(Self { scope, under: wanted.under, units, period, whole, published })
    }

    /// The run.
    pub(super) fn run(&self) -> proto::Run {
        match (&self.whole, self.published.first()) {
            (Some(run), _) => message::run(run, &self.published),
            (None, Some(known)) => message::published_run(known, &self.published),
            (None, None) => proto::Run::default(),
        }
    }

    /// The run's id.
    pub(super) fn id(&self) -> &str {
        match (&self.whole, self.published.first()) {
            (Some(run), _) => &run.id,
            (None, Some(known)) => &known.run,
            (None, None) => "",
        }
    }

    /// The unit asked for.
    pub(super) fn under(&self) -> UnitCode {
        self.under
    }

    /// Refuses a level that the caller may not see there, or that was not ranked.
    pub(super) fn check_level(&self, level: Level) -> Result<(), Status> {
        if level == Level::Member {
            if !self.scope.covers(self.under) {
                return Err(self.scope.denied(self.under, ", and members are not published"));
            }
            if self.whole.is_none() {
                return Err(self.made_elsewhere("its members"));
            }
        }
        match &self.whole {
            Some(run) if !run.outcome.levels.contains_key(&level) => {
                let ranked: Vec<&str> = run.outcome.levels.keys().map(|level| level.as_str()).collect();
                Err(Status::invalid_argument(format!(
                    "level: the scheme {} does not rank {level}: expected one of {}",
                    run.outcome.scheme.name,
                    ranked.join(", ")
                )))
            }
            _ => Ok(()),
        }
    }

    /// How many rows there are on a level, and of these `count` from the `start`-th on.
    pub(super) fn page(&self, level: Level, start: usize, count: usize) -> (usize, Vec<proto::RankingRow>) {
        let lines = self.lines(level);
        let rows = lines.iter().skip(start).take(count).map(|line| line.to_wire(&self.units)).collect();
        (lines.len(), rows)
    }

    /// The candidates for the backward list, the last placed first.
    pub(super) fn candidates(&self) -> proto::CandidatesReply {
        let lines = self.lines(Level::Village);
        let mut reply = proto::CandidatesReply {
            run: Some(self.run()),
            candidates: lines
                .iter()
                .rev()
                .filter(|line| line.is_candidate())
                .map(|line| line.to_wire(&self.units))
                .collect(),
            ..proto::CandidatesReply::default()
        };
        if let Some(run) = &self.whole {
            if let Some(summary) = &run.outcome.candidates {
                reply.share = summary.share.to_string();
                reply.eligible = summary.eligible;
                reply.count = summary.count;
                reply.pending = self.pending(summary).iter().map(ToString::to_string).collect();
            }
        } else if let Some(known) = self.published.first() {
            let villages = known.results.iter().filter(|row| row.text("level") == Some(Level::Village.as_str()));
            let received = villages.filter(|row| row.text("status") == Some("received")).count();
            reply.eligible = u32::try_from(received).unwrap_or(u32::MAX);
            reply.count = u32::try_from(known.candidates().count()).unwrap_or(u32::MAX);
        }
        reply
    }

    /// One score with its reasons; the unit asked for is the one that the view is of.
    pub(super) fn sheet(&self, member: &str) -> Result<proto::RankingRow, Status> {
        let Some(run) = &self.whole else {
            return Err(self.made_elsewhere("its score sheets"));
        };
        let row = if member.is_empty() {
            run.outcome.unit(self.under)
        } else {
            run.outcome
                .rows(Level::Member)
                .iter()
                .find(|row| row.unit == self.under && row.member.as_deref() == Some(member))
        };
        row.map(|row| message::ranking_row(row, true)).ok_or_else(|| {
            let who = if member.is_empty() {
                self.under.to_string()
            } else {
                format!("member {} of {}", shown(member), self.under)
            };
            Status::not_found(format!("{who} is not in run {}: GetRanking lists who is", run.id))
        })
    }

    /// What is seen as an outcome of its own: of one level, or of all that were ranked.
    pub(super) fn outcome(&self, level: Option<Level>) -> Outcome {
        let levels: BTreeMap<Level, Vec<OutcomeRow>> = Level::ALL
            .into_iter()
            .filter(|one| level.is_none_or(|level| level == *one))
            .filter_map(|one| {
                let lines = self.lines(one);
                let was_ranked = self.whole.as_ref().is_some_and(|run| run.outcome.levels.contains_key(&one));
                let rows = lines.into_iter().filter_map(|line| match line {
                    Line::Whole(row) => Some(row.clone()),
                    Line::Published(row) => message::published_outcome_row(row, &self.units),
                });
                let rows: Vec<OutcomeRow> = rows.collect();
                (was_ranked || !rows.is_empty()).then_some((one, rows))
            })
            .collect();
        let run = self.run();
        let summary = self.whole.as_ref().and_then(|run| run.outcome.candidates.as_ref());
        Outcome {
            period: self.period,
            scheme: SchemeName { name: run.scheme, hash: run.scheme_hash },
            levels,
            coverage: self.whole.as_ref().and_then(|run| run.outcome.coverage),
            candidates: summary.map(|summary| CandidateSummary { pending: self.pending(summary), ..summary.clone() }),
        }
    }

    fn lines(&self, level: Level) -> Vec<Line<'_>> {
        let mut lines: Vec<Line<'_>> = Vec::new();
        if let Some(run) = &self.whole {
            let rows = run.outcome.rows(level).iter();
            lines.extend(
                rows.filter(|row| row.unit.is_within(&self.under) && self.scope.covers(row.unit)).map(Line::Whole),
            );
        }
        let Some(known) = self.published.first() else { return lines };
        let shown_whole = |unit| self.whole.is_some() && self.scope.covers(unit);
        let published = known.results.iter().filter(|row| {
            row.text("level") == Some(level.as_str())
                && row.unit_in("subject").is_some_and(|unit| unit.is_within(&self.under) && !shown_whole(unit))
        });
        lines.extend(published.map(Line::Published));
        lines.sort_by(|a, b| a.order().cmp(&b.order()));
        lines
    }

    /// Of the villages that could still change the list, those that the caller may know of.
    fn pending(&self, summary: &CandidateSummary) -> Vec<UnitCode> {
        let public: BTreeSet<UnitCode> =
            self.published.iter().flat_map(|known| &known.results).filter_map(|row| row.unit_in("subject")).collect();
        let seen =
            |unit: &&UnitCode| unit.is_within(&self.under) && (self.scope.covers(**unit) || public.contains(unit));
        summary.pending.iter().filter(seen).copied().collect()
    }

    fn made_elsewhere(&self, what: &str) -> Status {
        let by = self.published.first().map_or(self.under, |known| known.by);
        Status::failed_precondition(format!(
            "run {} was published by {by} and is known here from its bulletin alone: {what} are at that node, or make a run here with `cunbang run {}`",
            self.id(),
            self.period
        ))
    }
}

type Found = (Period, Option<Arc<RankingRun>>, Vec<Published>);

/// The newest run: in the caller's scope, of those made here; else, of those published.
async fn newest(desk: &Desk, runs: &Runs, scope: Scope, wanted: &Wanted<'_>) -> Result<Found, Status> {
    let under = wanted.under;
    let period = wanted.period.ok_or_else(|| {
        Status::invalid_argument("period: it may be left out only where a run is named: expected one such as 2026Q3")
    })?;
    let mut published = told(desk, scope, period).await?;
    if scope.covers(under)
        && let Some(run) = runs.newest(desk, period, under).await?
    {
        published.retain(|known| known.run == run.id);
        return Ok((period, Some(run), published));
    }
    let Some(known) = published.iter().find(|known| under.is_within(&known.by)) else {
        if scope.covers(under) {
            return Err(Status::failed_precondition(format!(
                "no run of {period} that ranks {under} is at this node of {}: make one with `cunbang run {period}`",
                desk.replica().unit()
            )));
        }
        return Err(scope.denied(under, &format!(", and nothing that ranks it was published for {period}")));
    };
    let id = known.run.clone();
    published.retain(|known| known.run == id);
    let here = desk.replica().store().runs(Some(period)).await.map_err(|error| status_of_desk(&error.into()))?;
    let whole = if here.iter().any(|head| head.id == id) { Some(runs.get(desk, &id).await?) } else { None };
    Ok((period, whole, published))
}

/// The run that a caller names.
async fn named(desk: &Desk, runs: &Runs, scope: Scope, wanted: &Wanted<'_>) -> Result<Found, Status> {
    let (under, name) = (wanted.under, wanted.run);
    let here = desk.replica().store().runs(None).await.map_err(|error| status_of_desk(&error.into()))?;
    let here: BTreeMap<String, Period> =
        here.into_iter().filter(|head| head.id.starts_with(name)).map(|head| (head.id, head.period)).collect();
    let public = match wanted.period {
        Some(period) => told(desk, scope, period).await?,
        None => Vec::new(),
    };
    let public_ids = public.iter().map(|known| &known.run).filter(|id| id.starts_with(name));
    let ids: BTreeSet<&String> = here.keys().chain(public_ids).collect();
    let id = match (ids.first(), ids.len()) {
        (Some(id), 1) => (*id).clone(),
        (None, _) => {
            return Err(Status::not_found(format!(
                "run {} is not at this node of {}: name one as `cunbang run` or a bulletin shows it, with its period",
                shown(name),
                desk.replica().unit()
            )));
        }
        (Some(_), several) => {
            return Err(Status::invalid_argument(format!(
                "run: {} may be any of {several}: expected more of its digits",
                shown(name)
            )));
        }
    };
    let period = here.get(&id).copied().or(wanted.period).unwrap_or(Period::Year(1900));
    if let Some(asked) = wanted.period.filter(|asked| *asked != period) {
        return Err(Status::invalid_argument(format!(
            "run {id} is of {period}: expected that period, or none, instead of {asked}"
        )));
    }
    let mut published = told(desk, scope, period).await?;
    published.retain(|known| known.run == id);
    if !scope.covers(under) && published.is_empty() {
        return Err(scope.denied(under, &format!(", and run {id} was not published")));
    }
    let whole = if here.contains_key(&id) { Some(runs.get(desk, &id).await?) } else { None };
    let ranked = whole.as_ref().map(|run| run.record.under).or_else(|| published.first().map(|known| known.by));
    if let Some(ranked) = ranked.filter(|ranked| !under.is_within(ranked)) {
        return Err(Status::invalid_argument(format!(
            "run {id} ranks {ranked} and the units under it: {under} is none of them"
        )));
    }
    Ok((period, whole, published))
}

/// What was published for a period to this caller, and stands.
async fn told(desk: &Desk, scope: Scope, period: Period) -> Result<Vec<Published>, Status> {
    let mut published = desk.published(period).await.map_err(|error| status_of_desk(&error))?;
    published.retain(|known| !known.row.is_withdrawn() && scope.is_told_by(known.by));
    Ok(published)
}
