//! Assessed subjects 考评对象: scored, and then ranked among each other.

use crate::below::ChildScore;
use crate::consequence::propose_of_silent;
use crate::fraction::Fraction;
use crate::order::{Merit, Range, bounds_of_rank, ranks, ranks_among};
use crate::outcome::{Bounds, CandidateSummary, Coverage, IndicatorResult, OutcomeRow, Status};
use crate::parallel;
use crate::rules::LevelRules;
use crate::sheet::Sheet;
use crate::stars::Stars;
use crate::weight::Weight;
use cunbang_model::{Decimal, Unit, UnitCode};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A subject on the way to its row.
#[derive(Debug, Clone)]
pub(crate) struct Assessed {
    pub(crate) row: OutcomeRow,
    pub(crate) merit: Merit,
    /// Whether there is nothing to score it by.
    pub(crate) is_without_ground: bool,
    /// Whether it may still come to have a score.
    may_have_ground: bool,
    pub(crate) measures: Vec<Option<Fraction>>,
    pub(crate) least: Decimal,
    pub(crate) most: Decimal,
    /// What it weighs by its members; none where nobody knows of any.
    pub(crate) weight: Option<Weight>,
}

impl Assessed {
    /// A unit as its sheet has it, before it is ranked.
    pub(crate) fn of_unit(
        rules: &LevelRules,
        unit: &Unit,
        parent: Option<UnitCode>,
        status: Status,
        sheet: Sheet,
        weight: Option<Weight>,
    ) -> Self {
        let is_without_ground = sheet.is_without_ground;
        let has_score = matches!(status, Status::Received | Status::Provisional) && !is_without_ground;
        let score = sheet.merit.score;
        let is_ranked = status == Status::Received && has_score;
        let bands = match &rules.stars {
            Some(Stars::Bands(bands)) if is_ranked => Some(bands),
            _ => None,
        };
        let by_items = bands.and_then(|bands| bands.give_by_items(&rules.indicators, &sheet.lines));
        let stars = match &by_items {
            Some((stars, _)) => Some(*stars),
            None => bands.map(|bands| bands.give(score, &sheet.measures)),
        };
        let mut row = OutcomeRow {
            unit: unit.code,
            member: None,
            name: SmolStr::new(&unit.name),
            kind: SmolStr::new_static(unit.kind.as_str()),
            parent,
            score: has_score.then_some(score),
            rank: None,
            rank_in_parent: None,
            stars,
            status,
            bounds: None,
            candidate: None,
            warned: is_ranked && rules.warning_below.is_some_and(|line| score < line),
            decision: None,
            consequences: Vec::new(),
            indicators: Arc::new(sheet.lines),
        };
        propose_of_silent(&rules.consequences, &mut row);
        let lines = Arc::unwrap_or_clone(std::mem::take(&mut row.indicators));
        row.indicators = Arc::new(match status {
            Status::Excused => Vec::new(),
            Status::NotReceived => without_scores(rules, lines),
            // Without a score there are no points either.
            Status::Received | Status::Provisional if is_without_ground => without_points(lines),
            Status::Received | Status::Provisional => lines,
        });
        Arc::make_mut(&mut row.indicators).extend(by_items.map(|(_, line)| line));
        row.warned = row.warned && rules.warning_when.iter().all(|condition| condition.holds_alone(&row));
        Self {
            row,
            merit: sheet.merit,
            is_without_ground,
            may_have_ground: sheet.may_have_ground,
            measures: sheet.measures,
            least: sheet.least,
            most: sheet.most,
            weight,
        }
    }

    pub(crate) fn is_ranked(&self) -> bool {
        self.row.status == Status::Received && !self.is_without_ground
    }

    /// What counts of it for the unit above; nothing where it is excused, or has no score as nothing was stated.
    pub(crate) fn as_child(&self) -> Option<ChildScore> {
        let is_open = self.row.status.is_pending() && self.may_have_ground;
        let counts = self.row.status != Status::Excused && (is_open || !self.is_without_ground);
        counts.then_some(ChildScore {
            unit: self.row.unit,
            score: self.row.score,
            least: self.least,
            most: self.most,
            is_pending: self.row.status.is_pending(),
            is_provisional: self.row.status == Status::Provisional,
            weight: self.weight,
        })
    }
}

/// The lines of what was not received: empty, as nothing is not zero, but for the rows of inspections.
fn without_scores(rules: &LevelRules, lines: Vec<IndicatorResult>) -> Vec<IndicatorResult> {
    let of_indicators = rules.indicators.iter().zip(lines);
    of_indicators
        .map(|(indicator, line)| IndicatorResult {
            points: None,
            measure: None,
            reasons: if indicator.measure.is_from_ledger() { Vec::new() } else { line.reasons },
            ..line
        })
        .collect()
}

/// The lines of what has no score.
fn without_points(lines: Vec<IndicatorResult>) -> Vec<IndicatorResult> {
    lines.into_iter().map(|line| IndicatorResult { points: None, ..line }).collect()
}

/// Ranks the received among all and within each parent, and bounds the pending.
pub(crate) fn rank_units(rules: &LevelRules, all: &mut [Box<Assessed>]) {
    let ranked: Vec<usize> = (0..all.len()).filter(|index| all[*index].is_ranked()).collect();
    let merits: Vec<&Merit> = ranked.iter().map(|index| &all[*index].merit).collect();
    let ranks_of_all = ranks(&merits);
    let scores: Vec<Decimal> = merits.iter().map(|merit| merit.score).collect();
    // Units of one parent mostly stand together: it is looked up once for each run of them.
    let mut by_parent: BTreeMap<Option<UnitCode>, Vec<(u32, usize)>> = BTreeMap::new();
    let ranks_by_index: Vec<(u32, usize)> = ranks_of_all.into_iter().zip(ranked).collect();
    for run in ranks_by_index.chunk_by(|(_, one), (_, next)| all[*one].row.parent == all[*next].row.parent) {
        by_parent.entry(all[run[0].1].row.parent).or_default().extend(run);
    }
    for siblings in by_parent.into_values() {
        let ranks: Vec<u32> = siblings.iter().map(|(rank, _)| *rank).collect();
        for ((rank, index), rank_in_parent) in siblings.into_iter().zip(ranks_among(&ranks)) {
            all[index].row.rank = Some(rank);
            all[index].row.rank_in_parent = Some(rank_in_parent);
        }
    }
    let pending: Vec<usize> = (0..all.len()).filter(|index| all[*index].row.status.is_pending()).collect();
    let ranges: Vec<Range> =
        pending.iter().map(|index| Range { least: all[*index].least, most: all[*index].most }).collect();
    let bounds = bounds_of_rank(&scores, &ranges, rules.settles_ties());
    for ((index, range), (best_rank, worst_rank)) in pending.into_iter().zip(ranges).zip(bounds) {
        all[index].row.bounds =
            Some(Bounds { best_score: range.most, worst_score: range.least, best_rank, worst_rank });
    }
}

/// How many of the units from which something was expected are received.
pub(crate) fn coverage(rules: &LevelRules, all: &[Box<Assessed>]) -> Coverage {
    let received = all.iter().filter(|one| one.row.status == Status::Received).count();
    let pending = all.iter().filter(|one| one.row.status.is_pending()).count();
    Coverage { received: count(received), expected: count(received + pending), least: rules.coverage }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Marks the candidates for the backward list, and says how the list was cut.
pub(crate) fn list_candidates(
    rules: &LevelRules,
    coverage: Coverage,
    all: &mut [Box<Assessed>],
) -> Option<CandidateSummary> {
    let rule = rules.candidates.as_ref()?;
    let is_of_kind = |assessed: &Assessed| rule.kinds.iter().any(|kind| assessed.row.kind == kind.as_str());
    let eligible: Vec<usize> =
        (0..all.len()).filter(|index| all[*index].is_ranked() && is_of_kind(&all[*index])).collect();
    let standings: Vec<Standing> = eligible.iter().filter_map(|index| Standing::of(&all[*index])).collect();
    let on_list = if coverage.is_enough() { rule.cut(&standings) } else { vec![false; standings.len()] };
    let mut scores: Vec<Decimal> = standings.iter().map(|standing| standing.score).collect();
    parallel::sort(&mut scores);
    let waiting: Vec<&Box<Assessed>> =
        all.iter().filter(|one| one.row.status.is_pending() && is_of_kind(one)).collect();
    let pending = waiting
        .iter()
        .filter(|one| rule.could_be_on(one.least, &scores, waiting.len()))
        .map(|one| one.row.unit)
        .collect();
    let summary = CandidateSummary {
        share: rule.share,
        eligible: count(eligible.len()),
        count: count(on_list.iter().filter(|on| **on).count()),
        withheld: !coverage.is_enough(),
        pending,
    };
    for (index, on) in eligible.into_iter().zip(on_list) {
        all[index].row.candidate = Some(on);
    }
    Some(summary)
}

/// By rank, those without one last; those who share one stay as they are, in the order of units and members.
pub(crate) fn in_order<T>(all: Vec<T>, rank: impl Fn(&T) -> Option<u32>) -> Vec<T> {
    // Rows are large: their places are sorted, and each row is moved once.
    let mut order: Vec<(u32, usize)> = all.iter().map(|one| rank(one).unwrap_or(u32::MAX)).zip(0..).collect();
    parallel::sort(&mut order);
    let mut all: Vec<Option<T>> = all.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(_, place)| all[place].take()).collect()
}

/// The rows of those who were ranked, in the same order.
#[expect(
    clippy::vec_box,
    reason = "they are large: their places are sorted, and none is moved before its row is taken out"
)]
pub(crate) fn rows_in_order(assessed: Vec<Box<Assessed>>) -> Vec<OutcomeRow> {
    parallel::map(in_order(assessed, |one| one.row.rank), |one| one.row)
}

/// Where somebody eligible for the backward list stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) rank: u32,
    pub(crate) score: Decimal,
}

impl Standing {
    fn of(assessed: &Assessed) -> Option<Self> {
        Some(Self { rank: assessed.row.rank?, score: assessed.merit.score })
    }
}
