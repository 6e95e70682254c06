//! Rankings 排名, as one viewer may see one of them.
//!
//! Rows of units in the viewer's part of the tree are shown whole, as the run has them. Rows of others are
//! shown as a bulletin has them, if one has them; nothing of the run itself is mixed in. Members are never
//! published, so they are seen from their own unit and from above only.

mod beneath;
mod choose;
mod line;
mod sheets;
mod state;

pub use choose::Wanted;
use cunbang_language::say;
pub use line::{KnownRank, KnownScore, RankingLine, ShownBounds};
pub use state::{Beside, NoList, RunState};

use crate::error::DeskError;
use crate::people::viewer::{Besides, RunPart, ViewError, Viewer};
use cunbang_model::schema::{OfficeRole, ResultLevel, ResultStatus, Word as _};
use cunbang_model::{Decimal, Period, Timestamp, UnitCode, UnitTree};
use cunbang_ranking::announced::AnnouncedRun;
use cunbang_ranking::{Published, RankingRun, RunNotes};
use cunbang_scheme::{
    CandidateSummary, Coverage, DecisionNote, IndicatorResult, Level, OfficeRow, Outcome, OutcomeRow, Prospect, Scheme,
    SchemeName,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a viewer sees of a run. One of `whole` and `published` is there.
#[derive(Debug)]
pub struct RankingView {
    viewer: Viewer,
    under: UnitCode,
    units: Arc<UnitTree>,
    period: Period,
    /// The run, where it was made here.
    whole: Option<Arc<RankingRun>>,
    /// The bulletins that have it, that of the highest unit first.
    published: Vec<Arc<Published>>,
    /// The unit at the top of the tree.
    root: UnitCode,
    /// Another list that stands for the period beside this one, which stands too.
    beside: Option<Beside>,
    /// What stands published for the period, where this is a draft.
    instead: Option<Arc<Published>>,
    /// That what was published was taken back and nothing stands, where this is a draft.
    none_stands: Option<NoList>,
    /// What the run counts for.
    state: RunState,
    /// What the county decided, for rows that are known from a bulletin alone.
    decisions: BTreeMap<UnitCode, DecisionNote>,
    /// What was done to units and rules over the period.
    notes: RunNotes,
    /// What each indicator gave the viewer's units, by the score sheets that came down with the bulletin; empty where nobody
    /// asked for it, or the run is here.
    sheets: BTreeMap<UnitCode, FromSheet>,
}

/// What a score sheet says that a bulletin does not.
#[derive(Debug, Clone, Default)]
struct FromSheet {
    indicators: Arc<Vec<IndicatorResult>>,
    /// The highest and the lowest score that may still come of it.
    scores: Option<(Decimal, Decimal)>,
}

/// Which run a view is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunHeading {
    /// Its id.
    pub id: String,
    /// The period ranked.
    pub period: Period,
    /// The scheme's name.
    pub scheme: String,
    /// Hex SHA-256 of the scheme's text.
    pub scheme_hash: String,
    /// The unit whose subtree was ranked.
    pub ranked_under: UnitCode,
    /// When it was made; none where it is known from a bulletin alone.
    pub made_at: Option<Timestamp>,
    /// Units in whose bulletin it stands.
    pub published_by: Vec<UnitCode>,
    /// What it counts for.
    pub state: RunState,
    /// Of a draft: that what was published was taken back, and nothing stands.
    pub none_stands: Option<NoList>,
    /// Another list that stands for the period beside this one, which stands too.
    pub beside: Option<Beside>,
    /// Whether it ranks a part of the tree alone, as a township's own run does: what it puts last is the unit's own measure and
    /// on nobody's list, as the list's share is never apportioned among townships.
    pub is_own_measure: bool,
    /// What a reader should be told.
    pub warnings: Vec<String>,
}

/// A part of a ranking's rows.
#[derive(Debug, Clone)]
pub struct RankingPage {
    /// Rows of the level in all.
    pub row_count: usize,
    /// Those asked for, by rank; those without a rank last.
    pub rows: Vec<RankingLine>,
}

/// The candidates for the backward list 后进村.
#[derive(Debug, Clone)]
pub struct CandidateList {
    /// The run.
    pub run: RunHeading,
    /// The share of the eligible; none where it is not known here, or the scheme names none.
    pub share: Option<Decimal>,
    /// Villages that the share is taken of, in the whole ranking.
    pub eligible: u32,
    /// Villages on the list, in the whole ranking.
    pub count: u32,
    /// Those at and under the unit asked for, the last placed first.
    pub candidates: Vec<RankingLine>,
    /// Villages not received, at and under the unit, that would be on the list at their worst.
    pub pending: Vec<UnitCode>,
}

impl RankingView {
    /// Which run this is of.
    pub fn heading(&self) -> RunHeading {
        let published_by: Vec<UnitCode> = self.published.iter().map(|known| known.by).collect();
        match (&self.whole, self.published.first()) {
            (Some(run), _) => RunHeading {
                id: run.id.clone(),
                period: self.period,
                scheme: run.record.scheme.name.clone(),
                scheme_hash: run.record.scheme.hash.clone(),
                ranked_under: run.record.under,
                made_at: Some(run.made_at),
                published_by,
                state: self.state.clone(),
                none_stands: self.none_stands.clone(),
                beside: self.beside.clone(),
                is_own_measure: run.record.under != self.root,
                warnings: run
                    .record
                    .warnings()
                    .into_iter()
                    .chain(self.notes.said())
                    .chain(self.not_what_stands())
                    .collect(),
            },
            (None, known) => {
                let run = known.map(|known| &known.run);
                RunHeading {
                    id: self.id().to_owned(),
                    period: self.period,
                    scheme: run.map(|run| run.scheme.clone()).unwrap_or_default(),
                    scheme_hash: run.map(|run| run.scheme_hash.clone()).unwrap_or_default(),
                    ranked_under: known.map_or(self.under, |known| known.by),
                    made_at: None,
                    published_by,
                    state: self.state.clone(),
                    none_stands: self.none_stands.clone(),
                    beside: self.beside.clone(),
                    is_own_measure: known.is_some_and(|known| known.by != self.root),
                    warnings: self.notes.said().into_iter().chain(self.not_what_stands()).collect(),
                }
            }
        }
    }

    /// Says that this was taken back or replaced, or that it is a draft where something else stands published.
    fn not_what_stands(&self) -> Option<String> {
        match &self.state {
            RunState::Withdrawn { on, reason, .. } => {
                let on = on.map(|on| on.to_string()).unwrap_or_default();
                let stands = self.instead.as_ref().map(|known| known.id().get(..12).unwrap_or(known.id()));
                let stands = stands.map(|id| say!("ranking-stands", id = id)).unwrap_or_default();
                return Some(say!("ranking-withdrawn", on = on, reason = reason.as_str(), stands = stands));
            }
            RunState::Superseded { other, .. } => {
                return Some(say!("ranking-superseded", id = other.get(..12).unwrap_or(other)));
            }
            RunState::Draft | RunState::Published { .. } => {}
        }
        let (run, known) = (self.whole.as_ref()?, self.instead.as_ref()?);
        Some(say!(
            "ranking-draft-nobody-published-published",
            by = run.record.under,
            above = known.by,
            id = known.id().get(..12).unwrap_or(known.id())
        ))
    }

    /// What was done to units and rules over the period.
    pub fn notes(&self) -> &RunNotes {
        &self.notes
    }

    /// The run's id.
    pub fn id(&self) -> &str {
        match (&self.whole, self.published.first()) {
            (Some(run), _) => &run.id,
            (None, Some(known)) => known.id(),
            (None, None) => "",
        }
    }

    /// The period ranked.
    pub fn period(&self) -> Period {
        self.period
    }

    /// The unit asked for.
    pub fn under(&self) -> UnitCode {
        self.under
    }

    /// The units, for names.
    pub fn units(&self) -> &UnitTree {
        &self.units
    }

    /// The rows of a level from the `start`-th on, at most `count`.
    pub fn page(&self, level: Level, start: usize, count: usize) -> Result<RankingPage, DeskError> {
        self.check_level(level)?;
        if level == Level::Member {
            self.viewer.note_persons(self.under, "ranking of members");
        }
        let lines = self.lines(level);
        let row_count = lines.len();
        Ok(RankingPage { row_count, rows: lines.into_iter().skip(start).take(count).collect() })
    }

    /// The candidates for the backward list.
    pub fn candidates(&self) -> CandidateList {
        let mut lines = self.lines(Level::Village);
        lines.retain(|line| line.candidate == Some(true));
        lines.reverse();
        let summary = self.whole.as_ref().map(|run| run.outcome.candidates.as_ref());
        let (share, eligible, count, pending) = match (summary, self.published.first()) {
            (Some(Some(summary)), _) => (Some(summary.share), summary.eligible, summary.count, self.pending(summary)),
            (None, Some(known)) => {
                let villages = known.results.iter().filter(|line| line.level == ResultLevel::Village);
                let received = villages.filter(|line| line.status == ResultStatus::Received).count();
                let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
                (None, number(received), number(known.candidates().count()), Vec::new())
            }
            _ => (None, 0, 0, Vec::new()),
        };
        CandidateList { run: self.heading(), share, eligible, count, candidates: lines, pending }
    }

    /// The run that stands published, where this one is a draft beside it: its id, and who published it.
    pub fn published_instead(&self) -> Option<(String, UnitCode)> {
        let known = self.instead.as_ref()?;
        Some((known.id().to_owned(), known.by))
    }

    /// The run, where it was made here.
    pub(crate) fn run(&self) -> Option<&Arc<RankingRun>> {
        self.whole.as_ref()
    }

    /// The bulletin that has it, of the highest unit.
    pub(crate) fn bulletin(&self) -> Option<&Published> {
        self.published.first().map(|known| &**known)
    }

    /// Whether a unit is seen as the run has it: at and under the unit asked for, and the viewer's to see.
    pub(crate) fn shows_whole(&self, unit: UnitCode) -> bool {
        unit.is_within(&self.under) && self.viewer.covers(unit)
    }

    /// How much the run rests on, where it was made here.
    pub fn coverage(&self) -> Option<Coverage> {
        self.whole.as_ref()?.outcome.coverage
    }

    /// Who is a candidate for certain and who may be: of what is seen whole by the run's scheme, of others as the bulletin
    /// says.
    pub fn prospects(&self, scheme: Option<&Scheme>) -> BTreeMap<UnitCode, Prospect> {
        let is_seen_whole = |unit: UnitCode| self.whole.is_some() && self.viewer.covers(unit);
        let published = self.published.first().map(|known| known.results.as_slice()).unwrap_or_default();
        let told = published.iter().filter_map(|line| Some((line.subject, Prospect::from(line.prospect?))));
        let told = told.filter(|(unit, _)| scheme.is_none() || !is_seen_whole(*unit));
        let run = self.whole.as_ref().zip(scheme);
        let own = run.map(|(run, scheme)| scheme.prospects(&run.outcome)).unwrap_or_default().into_iter();
        let own = own.filter(|(unit, _)| self.viewer.covers(*unit));
        told.chain(own).filter(|(unit, _)| unit.is_within(&self.under)).collect()
    }

    /// The highest score on the list of candidates and the lowest off it that is not below that; none where nobody is
    /// listed. A list is cut once, of all villages that were ranked together: a bulletin has them all, whatever part of the
    /// tree is seen. Of a draft it is that of the villages that are seen, where the viewer does not see all.
    pub fn cut(&self) -> Option<(Decimal, Option<Decimal>)> {
        if let Some(known) = self.bulletin() {
            let of_villages = known.results.iter().filter(|line| Level::from(line.level) == Level::Village);
            return cut(of_villages.filter(|line| line.rank.is_some()).map(|line| (line.candidate, line.score)));
        }
        if let Some(run) = self.whole.as_ref().filter(|run| self.viewer.covers(run.record.under)) {
            let ranked = run.outcome.rows(Level::Village).iter().filter(|row| row.rank.is_some());
            return cut(ranked.map(|row| (row.candidate, row.score)));
        }
        let lines = self.lines(Level::Village);
        cut(lines.iter().filter(|line| line.rank.is_some()).map(|line| (line.candidate, line.score)))
    }

    /// The units of a level that have a rank, with it: all that were ranked together, whatever part of the tree is seen.
    pub(crate) fn all_ranks(&self, level: Level) -> Vec<(UnitCode, u32)> {
        if let Some(known) = self.bulletin() {
            return known.ranks(level);
        }
        let rows = self.whole.iter().flat_map(|run| run.outcome.rows(level));
        rows.filter_map(|row| Some((row.unit, row.rank?))).collect()
    }

    /// How many villages were received, where that was too few for the rules to list any candidates.
    pub fn none_listed(&self) -> Option<Coverage> {
        match &self.whole {
            Some(run) => {
                let is_withheld = run.outcome.candidates.as_ref().is_some_and(|summary| summary.withheld);
                run.outcome.coverage.filter(|_| is_withheld)
            }
            None => AnnouncedRun::of(self.bulletin()?)?.none_listed(),
        }
    }

    /// The score sheet of the unit asked for, or of one of its members: one row with every reason.
    pub fn sheet(&self, member: &str) -> Result<RankingLine, DeskError> {
        self.viewer.check(self.under)?;
        let run = self.whole.as_ref().ok_or_else(|| self.made_elsewhere(RunPart::ScoreSheets))?;
        let row = if member.is_empty() {
            run.outcome.unit(self.under)
        } else {
            let members = run.outcome.rows(Level::Member);
            members.iter().find(|row| row.unit == self.under && row.member.as_deref() == Some(member))
        };
        let who = || match member {
            "" => self.under.to_string(),
            member => format!("member {:?} of {}", member.chars().take(64).collect::<String>(), self.under),
        };
        let row = row.ok_or_else(|| ViewError::NotInRun { who: who(), run: run.id.clone() })?;
        if !member.is_empty() {
            self.viewer.note_persons(self.under, &who());
        }
        Ok(RankingLine::whole(row))
    }

    /// What is seen as an outcome of its own: of one level, or of all that were ranked.
    pub fn outcome(&self, level: Option<Level>) -> Result<Outcome, DeskError> {
        if let Some(level) = level {
            self.check_level(level)?;
        }
        let levels: BTreeMap<Level, Vec<OutcomeRow>> = Level::ALL
            .into_iter()
            .filter(|one| level.is_none_or(|level| level == *one))
            .filter_map(|one| {
                let rows: Vec<OutcomeRow> = self.lines(one).into_iter().map(RankingLine::into_outcome_row).collect();
                let was_ranked = self.whole.as_ref().is_some_and(|run| run.outcome.levels.contains_key(&one));
                (was_ranked || !rows.is_empty()).then_some((one, rows))
            })
            .collect();
        if levels.get(&Level::Member).is_some_and(|members| !members.is_empty()) {
            self.viewer.note_persons(self.under, "ranking of members");
        }
        let is_shown = level.is_none_or(|level| level == Level::Village);
        let offices = if is_shown { self.offices() } else { BTreeMap::new() };
        let heading = self.heading();
        let summary = self.whole.as_ref().and_then(|run| run.outcome.candidates.as_ref());
        Ok(Outcome {
            period: self.period,
            scheme: SchemeName { name: heading.scheme, hash: heading.scheme_hash },
            levels,
            coverage: self.whole.as_ref().and_then(|run| run.outcome.coverage),
            offices,
            candidates: summary.map(|summary| CandidateSummary { pending: self.pending(summary), ..summary.clone() }),
        })
    }

    /// Who holds an office in the units that are seen, by role; nobody where the run was not made here, or the viewer sees
    /// no more than was published.
    pub fn offices(&self) -> BTreeMap<String, Vec<OfficeRow>> {
        let offices: BTreeMap<String, Vec<OfficeRow>> = self
            .all_offices()
            .map(|(role, rows)| (role.clone(), self.within(rows).cloned().collect()))
            .filter(|(_, rows): &(String, Vec<OfficeRow>)| !rows.is_empty())
            .collect();
        if !offices.is_empty() {
            self.viewer.note_persons(self.under, "ranking of offices");
        }
        offices
    }

    /// The roles in which [`Self::offices`] has somebody.
    pub fn office_roles(&self) -> Vec<OfficeRole> {
        let held = self.all_offices().filter(|(_, rows)| self.within(rows).next().is_some());
        held.filter_map(|(role, _)| OfficeRole::from_word(role)).collect()
    }

    fn all_offices(&self) -> impl Iterator<Item = (&String, &Vec<OfficeRow>)> {
        let run = self.whole.as_ref().filter(|_| self.viewer.covers(self.under));
        run.into_iter().flat_map(|run| &run.outcome.offices)
    }

    fn within<'r>(&self, rows: &'r [OfficeRow]) -> impl Iterator<Item = &'r OfficeRow> {
        let under = self.under;
        rows.iter().filter(move |row| row.unit.is_within(&under))
    }

    /// Refuses a level that the viewer may not see there, or that was not ranked.
    fn check_level(&self, level: Level) -> Result<(), ViewError> {
        if level == Level::Member {
            if !self.viewer.covers(self.under) {
                return Err(self.viewer.outside(self.under, Besides::Members));
            }
            if self.whole.is_none() {
                return Err(self.made_elsewhere(RunPart::Members));
            }
        }
        match &self.whole {
            Some(run) if !run.outcome.levels.contains_key(&level) => Err(ViewError::LevelNotRanked {
                scheme: run.outcome.scheme.name.clone(),
                level,
                ranked: run.outcome.levels.keys().copied().collect(),
            }),
            _ => Ok(()),
        }
    }

    fn lines(&self, level: Level) -> Vec<RankingLine> {
        let is_seen_whole = |unit: UnitCode| self.whole.is_some() && self.viewer.covers(unit);
        let mut lines: Vec<RankingLine> = Vec::new();
        if let Some(run) = &self.whole {
            let rows = run.outcome.rows(level).iter();
            let rows = rows.filter(|row| row.unit.is_within(&self.under) && self.viewer.covers(row.unit));
            lines.extend(rows.map(RankingLine::whole));
        }
        let published = self.published.first().map(|known| known.results.as_slice()).unwrap_or_default();
        let of_level = published.iter().filter(|line| Level::from(line.level) == level);
        let of_level = of_level.map(|line| RankingLine {
            decision: self.decisions.get(&line.subject).cloned(),
            ..RankingLine::published(line, &self.units)
        });
        let of_level = of_level.map(|line| match self.sheets.get(&line.unit) {
            Some(sheet) => line.with_sheet(Arc::clone(&sheet.indicators), sheet.scores),
            None => line,
        });
        lines.extend(of_level.filter(|line| line.unit.is_within(&self.under) && !is_seen_whole(line.unit)));
        lines.sort_by(|a, b| {
            let order = |line: &RankingLine| (line.rank.is_none(), line.rank, line.unit);
            order(a).cmp(&order(b)).then_with(|| a.member.cmp(&b.member))
        });
        lines
    }

    /// Of the villages that could still change the list, those that the viewer may know of.
    fn pending(&self, summary: &CandidateSummary) -> Vec<UnitCode> {
        let public: BTreeSet<UnitCode> =
            self.published.iter().flat_map(|known| &known.results).map(|line| line.subject).collect();
        let seen =
            |unit: &&UnitCode| unit.is_within(&self.under) && (self.viewer.covers(**unit) || public.contains(unit));
        summary.pending.iter().filter(seen).copied().collect()
    }

    fn made_elsewhere(&self, part: RunPart) -> ViewError {
        let by = self.published.first().map_or(self.under, |known| known.by);
        ViewError::MadeElsewhere { run: self.id().to_owned(), by, part, period: self.period }
    }
}

/// The highest score on the list of candidates among ranked villages, and the lowest off it that is not below that.
fn cut(ranked: impl Iterator<Item = (Option<bool>, Option<Decimal>)>) -> Option<(Decimal, Option<Decimal>)> {
    // Tables leave out decimals that are zeros.
    let in_cents = |mut score: Decimal| {
        score.rescale(2);
        score
    };
    let scored = ranked.filter_map(|(candidate, score)| Some((candidate?, in_cents(score?))));
    let (listed, others): (Vec<_>, Vec<_>) = scored.partition(|(is_listed, _)| *is_listed);
    let highest = listed.into_iter().map(|(_, score)| score).max()?;
    Some((highest, others.into_iter().map(|(_, score)| score).filter(|score| *score >= highest).min()))
}
