//! Assessed subjects 考评对象: scored, and then placed among each other.

use crate::below::ChildScore;
use crate::outcome::{Bounds, CandidateSummary, OutcomeRow, Status};
use crate::place::{Range, Standing, bounds_of_rank, ranks};
use crate::rules::LevelRules;
use crate::sheet::Sheet;
use crate::stars::Stars;
use cunbang_model::{Decimal, Unit, UnitCode};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A subject on the way to its row.
#[derive(Debug, Clone)]
pub(crate) struct Assessed {
    pub(crate) row: OutcomeRow,
    pub(crate) standing: Standing,
    pub(crate) measures: Vec<Option<Decimal>>,
    pub(crate) least: Decimal,
    pub(crate) most: Decimal,
    /// Counted members.
    pub(crate) members: Decimal,
}

impl Assessed {
    /// A unit as its sheet has it, before it is placed.
    pub(crate) fn of_unit(
        rules: &LevelRules,
        unit: &Unit,
        parent: Option<UnitCode>,
        status: Status,
        sheet: Sheet,
        members: Decimal,
    ) -> Self {
        let has_score = matches!(status, Status::Received | Status::Provisional);
        let score = sheet.standing.score;
        let is_ranked = status == Status::Received;
        let stars = match &rules.stars {
            Some(Stars::Bands(bands)) if is_ranked => Some(bands.give(score, &sheet.measures)),
            _ => None,
        };
        let row = OutcomeRow {
            unit: unit.code,
            member: None,
            name: unit.name.clone(),
            kind: unit.kind.as_str().to_owned(),
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
            indicators: Arc::new(if status == Status::Excused { Vec::new() } else { sheet.lines }),
        };
        Self { row, standing: sheet.standing, measures: sheet.measures, least: sheet.least, most: sheet.most, members }
    }

    pub(crate) fn is_ranked(&self) -> bool {
        self.row.status == Status::Received
    }

    /// What counts of it for the unit above; nothing where it is excused.
    pub(crate) fn as_child(&self) -> Option<ChildScore> {
        (self.row.status != Status::Excused).then_some(ChildScore {
            unit: self.row.unit,
            score: self.row.score,
            least: self.least,
            most: self.most,
            is_pending: self.row.status.is_pending(),
            members: self.members,
        })
    }
}

/// Ranks the received among all and within each parent, and bounds the pending.
pub(crate) fn place_units(rules: &LevelRules, all: &mut [Assessed]) {
    let ranked: Vec<usize> = (0..all.len()).filter(|place| all[*place].is_ranked()).collect();
    let standings: Vec<&Standing> = ranked.iter().map(|place| &all[*place].standing).collect();
    let places = ranks(&standings);
    let scores: Vec<Decimal> = standings.iter().map(|standing| standing.score).collect();
    for (place, rank) in ranked.iter().zip(places) {
        all[*place].row.rank = Some(rank);
    }
    let mut by_parent: BTreeMap<Option<UnitCode>, Vec<usize>> = BTreeMap::new();
    for place in ranked {
        by_parent.entry(all[place].row.parent).or_default().push(place);
    }
    for siblings in by_parent.values() {
        let standings: Vec<&Standing> = siblings.iter().map(|place| &all[*place].standing).collect();
        for (place, rank) in siblings.iter().zip(ranks(&standings)) {
            all[*place].row.rank_in_parent = Some(rank);
        }
    }
    let pending: Vec<usize> = (0..all.len()).filter(|place| all[*place].row.status.is_pending()).collect();
    let ranges: Vec<Range> =
        pending.iter().map(|place| Range { least: all[*place].least, most: all[*place].most }).collect();
    let bounds = bounds_of_rank(&scores, &ranges, !rules.tie_breakers.is_empty());
    for ((place, range), (best_rank, worst_rank)) in pending.into_iter().zip(ranges).zip(bounds) {
        all[place].row.bounds =
            Some(Bounds { best_score: range.most, worst_score: range.least, best_rank, worst_rank });
    }
}

/// Marks the candidates for the backward list, and says how the list was cut.
pub(crate) fn list_candidates(rules: &LevelRules, all: &mut [Assessed]) -> Option<CandidateSummary> {
    let rule = rules.candidates.as_ref()?;
    let is_of_kind = |assessed: &Assessed| rule.kinds.iter().any(|kind| kind.as_str() == assessed.row.kind);
    let eligible: Vec<usize> =
        (0..all.len()).filter(|place| all[*place].is_ranked() && is_of_kind(&all[*place])).collect();
    let standings: Vec<&Standing> = eligible.iter().map(|place| &all[*place].standing).collect();
    let on_list = rule.cut(&standings);
    let waiting: Vec<&Assessed> = all.iter().filter(|one| one.row.status.is_pending() && is_of_kind(one)).collect();
    let pending = waiting
        .iter()
        .filter(|one| rule.could_be_on(one.least, &standings, waiting.len()))
        .map(|one| one.row.unit)
        .collect();
    let count = u32::try_from(on_list.iter().filter(|on| **on).count()).unwrap_or(u32::MAX);
    let summary = CandidateSummary {
        share: rule.share,
        eligible: u32::try_from(eligible.len()).unwrap_or(u32::MAX),
        count,
        pending,
    };
    for (place, on) in eligible.into_iter().zip(on_list) {
        all[place].row.candidate = Some(on);
    }
    Some(summary)
}

/// By rank, those without one last; then by unit and member.
pub(crate) fn in_order(mut rows: Vec<OutcomeRow>) -> Vec<OutcomeRow> {
    rows.sort_by(|one, other| {
        let key = |row: &OutcomeRow| (row.rank.is_none(), row.rank, row.unit);
        key(one).cmp(&key(other)).then_with(|| one.member.cmp(&other.member))
    });
    rows
}
