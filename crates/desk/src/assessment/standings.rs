//! Standings 排名概览: what a ranking says at a glance — how scores are spread, who is first and last, who moved, what the
//! townships come to, and how that went over the last periods.

use crate::assessment::ranking::{Beside, RankingLine, RankingView, RunHeading, Wanted};
use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::viewer::{ViewError, Viewer};
use cunbang_model::record::PublishedResult;
use cunbang_model::schema::{OfficeRole, ResultLevel, ResultStatus, Word as _};
use cunbang_model::{Decimal, Moves, Period, UnitCode, median, round_points};
use cunbang_ranking::{Published, RunNotes};
use cunbang_scheme::{Coverage, Level, Prospect, Scheme, ToldVillage, ToldVillages};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// How many periods a trend looks back over.
const TREND: usize = 8;

/// A ranking at a glance.
#[derive(Debug, Clone)]
pub struct Standings {
    /// The run.
    pub run: RunHeading,
    /// How much it rests on, where it was made here.
    pub coverage: Option<Coverage>,
    /// The same, where that was too little for the rules to list any candidates: then nobody is one, or may be one by it.
    pub none_listed: Option<Coverage>,
    /// The villages, by rank; those without a rank last.
    pub villages: Arc<[PlacedLine]>,
    /// The units between these villages and the unit ranked, by rank; empty where the scheme ranks none.
    pub townships: Arc<[PlacedLine]>,
    /// The highest score on the list of candidates and the lowest off it; none where nobody is listed.
    pub cut: Option<(Decimal, Option<Decimal>)>,
    /// The offices whose holders are ranked too, as far as the viewer sees them.
    pub roles: Vec<OfficeRole>,
    /// How many villages have each number of stars; none of those that have no point.
    pub stars: BTreeMap<u8, usize>,
    /// The last periods of which a ranking was published, the oldest first.
    pub trend: Vec<PeriodMean>,
    /// The period with which ranks are compared.
    pub compared_with: Option<Period>,
    /// Among how many villages places are compared.
    pub compared: Option<Compared>,
    /// The same of the units above the villages.
    pub compared_townships: Option<Compared>,
    /// The name of the unit whose villages were ranked together, where that is more than what is seen: ranks and moves are
    /// places there.
    pub in_whole: Option<String>,
    /// The run that stands published, where this one is a draft beside it: its id, and who published it.
    pub instead: Option<(String, UnitCode)>,
    /// What was done to units and rules over the period.
    pub notes: RunNotes,
}

/// Among how many places are compared with those of the period before: those that both ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    /// How many were ranked then.
    pub then: usize,
    /// How many are now.
    pub now: usize,
    /// How many were both times.
    pub among: usize,
}

impl Compared {
    fn of(moves: &Moves<UnitCode>) -> Self {
        Self { then: moves.before, now: moves.now, among: moves.among() }
    }

    /// Whether the same were ranked both times.
    pub const fn is_of_all(&self) -> bool {
        self.among == self.then && self.among == self.now
    }
}

/// How the scores of the ranked villages lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// How many are ranked.
    pub ranked: usize,
    /// The lowest score.
    pub least: Decimal,
    /// The score in the middle; of two, their mean.
    pub median: Decimal,
    /// The highest score.
    pub most: Decimal,
}

impl Standings {
    /// The villages with a rank, by it.
    pub fn ranked(&self) -> impl DoubleEndedIterator<Item = &PlacedLine> {
        self.villages.iter().filter(|placed| placed.line.rank.is_some())
    }

    /// How much it rests on, where it was made here, without those that count by a decision alone.
    pub fn truly_received(&self) -> Option<Coverage> {
        let decided = self.villages.iter().filter(|placed| placed.line.told().is_by_decision()).count();
        let decided = u32::try_from(decided).unwrap_or(u32::MAX);
        self.coverage.map(|all| Coverage { received: all.received.saturating_sub(decided), ..all })
    }

    /// The villages, as units above them tell of them.
    pub fn told_villages(&self) -> ToldVillages<'_> {
        let told = self.villages.iter().map(|PlacedLine { line, .. }| ToldVillage {
            unit: line.unit,
            name: &line.name,
            told: line.told(),
            decision: line.decision.as_ref(),
        });
        told.collect()
    }

    /// How the scores of the ranked villages lie; none where none is ranked.
    pub fn spread(&self) -> Option<Spread> {
        let mut scores: Vec<Decimal> = self.ranked().filter_map(|placed| placed.line.score).collect();
        scores.sort_unstable();
        let (least, most) = (*scores.first()?, *scores.last()?);
        Some(Spread { ranked: self.ranked().count(), least, median: median(&scores)?, most })
    }
}

/// A line of a ranking with what is known besides.
#[derive(Debug, Clone)]
pub struct PlacedLine {
    /// The line.
    pub line: RankingLine,
    /// By how many places it has moved up since the period before, among those ranked in both; negative where it moved down;
    /// none where either has no rank.
    pub moved_up: Option<i64>,
    /// Whether the ranking is a township's own measure, whose last are on nobody's list.
    pub is_own_measure: bool,
    /// Of a township's own measure, where a list of the county's stands: whether that one has it for a candidate, and how
    /// certainly.
    pub on_list: Option<(bool, Option<Prospect>)>,
    /// Whether it is a candidate for the backward list for certain, or may become or cease to be one; none where it is
    /// none for certain, or nobody knows.
    pub prospect: Option<Prospect>,
    /// What the rules propose of it; nothing where they are not at hand.
    pub proposed: Vec<Proposed>,
}

/// A consequence 结果运用 that the rules propose; a person confirms it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Its title, Chinese and English.
    pub title: String,
    /// How much; none where the rules state no amount.
    pub amount: Option<Decimal>,
    /// What the amount is in.
    pub unit: String,
    /// Whom it is for, where it is for those who hold an office: what they are, and their ids.
    pub persons: Vec<(OfficeRole, String)>,
    /// The keys of the rows it rests on.
    pub rows: Vec<String>,
    /// The titles of the indicators that units above have not stated what they rest on, and with which it might not be
    /// proposed.
    pub unstated: Vec<String>,
}

fn proposed(scheme: &Scheme, period: Period, level: Level, line: &RankingLine) -> Vec<Proposed> {
    if line.consequences.is_empty() {
        return Vec::new();
    }
    let row = line.clone().into_outcome_row();
    let unstated = |id: &str| scheme.rests_on_unstated(period, level, &row, id).into_iter();
    let of_scheme = |id: &str| scheme.consequences(level).find(|info| info.id == id);
    let known = line.consequences.iter().filter_map(|one| Some((one, of_scheme(&one.id)?)));
    known
        .map(|(one, info)| Proposed {
            title: info.title.to_owned(),
            amount: one.amount,
            unit: info.unit.to_owned(),
            persons: one
                .persons
                .iter()
                .filter_map(|held| Some((OfficeRole::from_word(&held.role)?, held.person.clone())))
                .collect(),
            rows: one.reasons.iter().map(|reason| reason.row.to_string()).collect(),
            unstated: unstated(&one.id).map(|info| info.title.clone()).collect(),
        })
        .collect()
}

/// What the ranked villages of a published ranking came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodMean {
    /// The period.
    pub period: Period,
    /// The mean of their scores, rounded half up to 0.01.
    pub mean: Decimal,
    /// The mean of those that both of the last two periods ranked, as far as this one ranked them: what a line shows that says
    /// how they moved. Of all where none were ranked in both; none where this one ranked none of them.
    pub of_same: Option<Decimal>,
    /// How many were ranked.
    pub ranked: usize,
    /// The villages that were ranked in the one before it of the series as well, like with like; none of the first.
    pub same: Option<SameVillages>,
}

/// The villages that two rankings both ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SameVillages {
    /// How many.
    pub villages: usize,
    /// The mean of their scores in the earlier one, rounded half up to 0.01; zero where there are none.
    pub before: Decimal,
    /// The same in the later one.
    pub now: Decimal,
}

impl Desk {
    /// The newest ranking of a period at a glance; none where the viewer can see none yet.
    pub async fn standings(
        &self,
        viewer: &Viewer,
        period: Period,
        under: UnitCode,
        run: &str,
    ) -> Result<Option<Standings>, DeskError> {
        let wanted = Wanted { period: Some(period), under, run };
        // Before anything is read: what comes meanwhile counts for the next look.
        let as_of = self.as_of().await?;
        let view = match self.ranking(viewer, wanted).await {
            Ok(view) => view,
            Err(error) if error.sort() == Sort::NotYet => return Ok(None),
            Err(error) => return Err(error),
        };
        let before = self.ranks_before(viewer, &view).await?;
        let asked = AskedPlaces::of(viewer, &view, before.as_ref());
        let lines = match self.runs.placed.take(as_of, &asked) {
            Some(known) => known,
            None => self.runs.placed.put(as_of, asked, self.placed_lines(viewer, &view, before.as_ref()).await?),
        };
        Ok(Some(self.standings_of(viewer, &view, before.as_ref(), lines).await?))
    }

    /// The same of a run that was made here, as somebody at the node of `unit` will see it once it is published.
    pub async fn standings_beneath(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        under: UnitCode,
        run: &str,
    ) -> Result<Standings, DeskError> {
        let view = self.ranking_beneath(viewer, unit, under, run).await?;
        let there = viewer.beneath(unit);
        let before = self.ranks_before(&there, &view).await?;
        let lines = self.placed_lines(&there, &view, before.as_ref()).await?;
        self.standings_of(&there, &view, before.as_ref(), lines).await
    }

    /// The ranks of the period before a run's: of the bulletin where one stands, else of the newest run.
    async fn ranks_before(&self, viewer: &Viewer, view: &RankingView) -> Result<Option<EarlierRanks>, DeskError> {
        let period = view.period().previous();
        // EarlierRanks in the county say nothing of ranks in a township.
        let ranked_under = view.heading().ranked_under;
        if let Some(known) = self.told(viewer, period).await?.into_iter().find(|known| known.by == ranked_under) {
            return Ok(Some(EarlierRanks::published(period, &known)));
        }
        let wanted = Wanted { period: Some(period), under: view.under(), run: "" };
        match self.ranking(viewer, wanted).await {
            Ok(earlier) if earlier.heading().ranked_under == ranked_under => {
                Ok(Some(EarlierRanks::of_view(period, &earlier)))
            }
            // Of the other townships there is what the county published of a period, and of the one before that need be
            // nothing.
            Ok(_) | Err(DeskError::View(ViewError::Outside { .. })) => Ok(None),
            Err(error) if error.sort() == Sort::NotYet => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The scheme of a view's run, where it is here.
    pub async fn scheme_of(&self, view: &RankingView) -> Result<Option<Scheme>, DeskError> {
        let hash = view.heading().scheme_hash;
        Ok(self.schemes().await?.into_iter().find(|scheme| scheme.hash() == hash))
    }

    async fn standings_of(
        &self,
        viewer: &Viewer,
        view: &RankingView,
        before: Option<&EarlierRanks>,
        Placed { villages, townships, compared, compared_townships }: Placed,
    ) -> Result<Standings, DeskError> {
        // A list is cut once, of all villages: a part of the tree has no cut of its own.
        let cut = view.cut();
        let mut stars = BTreeMap::new();
        let with_stars = villages.iter().map(|placed| &placed.line).filter(|line| line.stars.is_some());
        for number in with_stars.map(|line| line.shown_stars().unwrap_or(0)) {
            *stars.entry(number).or_default() += 1;
        }
        Ok(Standings {
            run: view.heading(),
            coverage: view.coverage(),
            none_listed: view.none_listed(),
            cut,
            stars,
            roles: view.office_roles(),
            trend: self.means(viewer, view.period(), view.under()).await?,
            compared_with: before.map(|before| before.period),
            compared,
            compared_townships,
            in_whole: Some(view.heading().ranked_under)
                .filter(|ranked| !ranked.is_within(&view.under()))
                .map(|ranked| view.units().name(ranked)),
            instead: view.published_instead(),
            notes: view.notes().clone(),
            villages,
            townships,
        })
    }

    /// The lines of a view with what is known besides.
    async fn placed_lines(
        &self,
        viewer: &Viewer,
        view: &RankingView,
        before: Option<&EarlierRanks>,
    ) -> Result<Placed, DeskError> {
        let scheme = self.scheme_of(view).await?;
        let prospects = view.prospects(scheme.as_ref());
        let moves = |level| before.map(|before| Moves::between(before.of(level), view.all_ranks(level)));
        let (villages, townships) = (moves(Level::Village), moves(Level::Township));
        let heading = view.heading();
        let listed = match &heading.beside {
            Some(Beside::Counts { by, .. }) => self.listed_by(viewer, view.period(), *by).await?,
            _ => HashMap::new(),
        };
        let placed = |line: RankingLine, level: Level| PlacedLine {
            moved_up: if level == Level::Village { &villages } else { &townships }
                .as_ref()
                .and_then(|moves| moves.moved_up(line.unit)),
            is_own_measure: heading.is_own_measure,
            on_list: listed.get(&line.unit).copied(),
            prospect: prospects.get(&line.unit).copied().or(line.prospect),
            proposed: scheme.as_ref().map(|scheme| proposed(scheme, view.period(), level, &line)).unwrap_or_default(),
            line,
        };
        let all = |level| view.page(level, 0, usize::MAX).map(|page| page.rows).unwrap_or_default();
        let of_level = |level| all(level).into_iter().map(|line| placed(line, level)).collect();
        Ok(Placed {
            villages: of_level(Level::Village),
            townships: of_level(Level::Township),
            compared: villages.as_ref().map(Compared::of),
            compared_townships: townships.as_ref().map(Compared::of),
        })
    }

    /// Whom the list that a unit has published has for candidates, and how certainly.
    async fn listed_by(
        &self,
        viewer: &Viewer,
        period: Period,
        by: UnitCode,
    ) -> Result<HashMap<UnitCode, (bool, Option<Prospect>)>, DeskError> {
        let known = self.told(viewer, period).await?.into_iter().find(|known| known.by == by);
        let lines = known.iter().flat_map(|known| &known.results);
        let of = |line: &PublishedResult| (line.candidate == Some(true), line.prospect.map(Prospect::from));
        Ok(lines.map(|line| (line.subject, of(line))).collect())
    }

    /// The means of the villages at and under a unit, of the last periods up to one.
    async fn means(&self, viewer: &Viewer, period: Period, under: UnitCode) -> Result<Vec<PeriodMean>, DeskError> {
        let mut known = Vec::new();
        let periods = std::iter::successors(Some(period), |period| Some(period.previous())).take(TREND);
        for period in periods {
            let told = self.told(viewer, period).await?.into_iter().next();
            known.extend(told.map(|told| (period, scores(under, &told))).filter(|(_, scores)| !scores.is_empty()));
        }
        known.reverse();
        Ok(means(&known))
    }
}

/// The lines of a ranking with what is known besides.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    villages: Arc<[PlacedLine]>,
    townships: Arc<[PlacedLine]>,
    compared: Option<Compared>,
    compared_townships: Option<Compared>,
}

/// Of what such lines are, for whom, and against what their moves are counted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AskedPlaces {
    viewer: Viewer,
    under: UnitCode,
    run: String,
    /// Whether the run is here, and whose bulletin has it.
    is_here: bool,
    published_by: Option<UnitCode>,
    before: Option<(Period, String)>,
}

impl AskedPlaces {
    fn of(viewer: &Viewer, view: &RankingView, before: Option<&EarlierRanks>) -> Self {
        Self {
            viewer: viewer.nameless(),
            under: view.under(),
            run: view.id().to_owned(),
            is_here: view.run().is_some(),
            published_by: view.bulletin().map(|known| known.by),
            before: before.map(|before| (before.period, before.run.clone())),
        }
    }
}

/// The scores of the ranked villages of a publication, at and under a unit.
type Scores = HashMap<UnitCode, Decimal>;

fn scores(under: UnitCode, known: &Published) -> Scores {
    let of_villages = known.results.iter().filter(|line| {
        line.level == ResultLevel::Village
            && line.status == ResultStatus::Received
            && line.rank.is_some()
            && line.subject.is_within(&under)
    });
    of_villages.filter_map(|line| Some((line.subject, line.score?))).collect()
}

fn mean(scores: &[Decimal]) -> Decimal {
    let sum: Decimal = scores.iter().sum();
    if scores.is_empty() { Decimal::ZERO } else { round_points(sum / Decimal::from(scores.len())) }
}

/// The means of a series of rankings, the oldest first.
fn means(known: &[(Period, Scores)]) -> Vec<PeriodMean> {
    let common: BTreeSet<UnitCode> = match known {
        [.., (_, before), (_, now)] => now.keys().filter(|unit| before.contains_key(unit)).copied().collect(),
        _ => BTreeSet::new(),
    };
    let is_common = |unit: &UnitCode| common.is_empty() || common.contains(unit);
    let mut means: Vec<PeriodMean> = Vec::new();
    for (place, (period, scores)) in known.iter().enumerate() {
        let same = place.checked_sub(1).map(|before| {
            let before = &known[before].1;
            let both: Vec<(Decimal, Decimal)> =
                scores.iter().filter_map(|(unit, now)| Some((*before.get(unit)?, *now))).collect();
            let (then, now): (Vec<Decimal>, Vec<Decimal>) = both.into_iter().unzip();
            SameVillages { villages: now.len(), before: mean(&then), now: mean(&now) }
        });
        let all: Vec<Decimal> = scores.values().copied().collect();
        let of_same: Vec<Decimal> =
            scores.iter().filter(|(unit, _)| is_common(unit)).map(|(_, score)| *score).collect();
        let of_same = (!of_same.is_empty()).then(|| mean(&of_same));
        means.push(PeriodMean { period: *period, mean: mean(&all), of_same, ranked: all.len(), same });
    }
    means
}

/// The ranks of a period, by unit.
struct EarlierRanks {
    period: Period,
    /// The id of the run.
    run: String,
    ranks: Vec<(Level, UnitCode, u32)>,
}

impl EarlierRanks {
    fn published(period: Period, known: &Published) -> Self {
        Self::with(period, known.id(), |level| known.ranks(level))
    }

    fn of_view(period: Period, view: &RankingView) -> Self {
        Self::with(period, view.id(), |level| view.all_ranks(level))
    }

    fn with(period: Period, run: &str, ranks: impl Fn(Level) -> Vec<(UnitCode, u32)>) -> Self {
        let of = |level| ranks(level).into_iter().map(move |(unit, rank)| (level, unit, rank));
        Self {
            period,
            run: run.to_owned(),
            ranks: [Level::Village, Level::Township].into_iter().flat_map(of).collect(),
        }
    }

    fn of(&self, wanted: Level) -> impl Iterator<Item = (UnitCode, u32)> {
        self.ranks.iter().filter(move |(level, ..)| *level == wanted).map(|(_, unit, rank)| (*unit, *rank))
    }
}

#[cfg(test)]
mod tests;
