//! What a unit writes into its bulletin for the notice of a run.

use super::{
    AnnouncedConsequence, AnnouncedDecision, AnnouncedIndicator, AnnouncedLine, AnnouncedReason, AnnouncedRow,
    AnnouncedRun, Formalities,
};
use crate::record::RankingRun;
use cunbang_model::{Date, UnitCode};
use cunbang_scheme::{
    CandidateSummary, CorrectedSeal, IndicatorInfo, IndicatorResult, Level, MOST_LOSSES, Outcome, OutcomeRow,
    ProposedConsequence, Prospect, Reason,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The most characters of either column.
const MOST_CHARACTERS: usize = 60_000;
/// The most remarks told of an indicator.
const MOST_REMARKS: usize = 3;

/// What a notice is drafted from besides the run.
#[derive(Debug, Clone, Copy)]
pub struct Announcing<'a> {
    /// The run.
    pub run: &'a RankingRun,
    /// The indicators of its rules.
    pub indicators: &'a [IndicatorInfo],
    /// Who is a candidate for certain, and who may be one.
    pub prospects: &'a BTreeMap<UnitCode, Prospect>,
    /// What ranks are compared with.
    pub previous: Option<&'a Outcome>,
    /// Whose seals came late.
    pub late: &'a BTreeMap<UnitCode, Date>,
    /// Whose lateness a return forgave.
    pub forgiven: &'a BTreeMap<UnitCode, CorrectedSeal>,
    /// What was decided on proposals, by unit.
    pub decided: &'a BTreeMap<UnitCode, Vec<AnnouncedDecision>>,
    /// What was registered late.
    pub registered: &'a [AnnouncedRow],
    /// What was done to units and rules.
    pub notes: &'a [(String, String)],
}

impl Announcing<'_> {
    /// What the column of the run holds; nothing where there is no room for it, and then there is no notice below.
    pub fn of_run(&self) -> Option<String> {
        let outcome = &self.run.outcome;
        let told = AnnouncedRun {
            authority: self.run.record.authority.clone(),
            coverage: outcome.coverage,
            candidates: outcome
                .candidates
                .as_ref()
                .map(|summary| CandidateSummary { pending: Vec::new(), ..summary.clone() }),
            notes: self.notes.to_vec(),
            compares: self.previous.is_some(),
            formalities: Formalities::default(),
        };
        in_room(&told)
    }

    /// What the columns of the lines hold, by unit.
    pub fn of_lines(&self) -> BTreeMap<UnitCode, String> {
        let mut lines = BTreeMap::new();
        let waiting: BTreeSet<UnitCode> =
            self.run.outcome.candidates.iter().flat_map(|summary| summary.pending.iter().copied()).collect();
        for (level, rows) in self.run.outcome.levels.iter().filter(|(level, _)| **level != Level::Member) {
            let before: BTreeMap<UnitCode, u32> = self.previous.map_or_else(BTreeMap::new, |previous| {
                previous.rows(*level).iter().map(|row| (row.unit, row.rank.unwrap_or(0))).collect()
            });
            for row in rows {
                let before = before.get(&row.unit).copied();
                let mut told =
                    AnnouncedLine { before, waited_for: waiting.contains(&row.unit), ..self.line(*level, row) };
                let text = in_room(&told).or_else(|| {
                    for indicator in &mut told.indicators {
                        indicator.behind.truncate(MOST_REMARKS);
                    }
                    in_room(&told)
                });
                lines.extend(text.map(|text| (row.unit, text)));
            }
        }
        lines
    }

    fn line(&self, level: Level, row: &OutcomeRow) -> AnnouncedLine {
        AnnouncedLine {
            name: row.name.to_string(),
            kind: row.kind.to_string(),
            parent: row.parent,
            before: None,
            between: row.bounds.map(|bounds| (bounds.best_score.to_string(), bounds.worst_score.to_string())),
            waited_for: false,
            decision: row.decision.clone(),
            indicators: self.told(level, row),
            consequences: row.consequences.iter().map(announced).collect(),
            decided: self.decided.get(&row.unit).cloned().unwrap_or_default(),
            forgiven: self.forgiven.get(&row.unit).cloned(),
            registered: self.registered.iter().filter(|one| one.unit == Some(row.unit)).cloned().collect(),
        }
    }

    /// The indicators of which a notice tells something.
    fn told(&self, level: Level, row: &OutcomeRow) -> Vec<AnnouncedIndicator> {
        if level.is_above_villages() {
            let of_late = |reason: &&Reason| {
                reason.unit.is_some_and(|unit| self.late.contains_key(&unit)) && reason.looks_at_seal()
            };
            let told = row.indicators.iter().filter_map(|result| {
                let behind: Vec<AnnouncedReason> = result.reasons.iter().filter(of_late).map(remark).collect();
                (!behind.is_empty()).then(|| AnnouncedIndicator {
                    id: result.id.to_string(),
                    points: None,
                    measure: None,
                    behind,
                })
            });
            return told.collect();
        }
        let withheld = self.run.outcome.candidates.as_ref().is_none_or(|summary| summary.withheld);
        let may_be = !withheld && row.rank.is_some() && self.prospects.contains_key(&row.unit);
        let costliest: Vec<&str> = if row.candidate == Some(true) || may_be {
            let losses = row.costliest(level, self.indicators, MOST_LOSSES);
            losses.into_iter().map(|(_, result)| result.id.as_str()).collect()
        } else {
            Vec::new()
        };
        let is_late = self.late.contains_key(&row.unit);
        let is_told = |result: &&IndicatorResult| {
            costliest.contains(&result.id.as_str()) || (is_late && result.looks_at_seal(None))
        };
        row.indicators.iter().filter(is_told).map(indicator).collect()
    }
}

fn in_room<T: Serialize>(told: &T) -> Option<String> {
    serde_json::to_string(told).ok().filter(|text| text.chars().count() <= MOST_CHARACTERS)
}

fn announced(proposed: &ProposedConsequence) -> AnnouncedConsequence {
    AnnouncedConsequence {
        id: proposed.id.clone(),
        amount: proposed.amount.map(|amount| amount.to_string()),
        offices: proposed.persons.iter().map(|holder| (holder.role.clone(), holder.office.clone())).collect(),
        rows: proposed.reasons.len(),
    }
}

fn remark(reason: &Reason) -> AnnouncedReason {
    AnnouncedReason { unit: reason.unit, note: reason.note.to_string(), ..AnnouncedReason::default() }
}

fn indicator(result: &IndicatorResult) -> AnnouncedIndicator {
    let mut behind: Vec<AnnouncedReason> = Vec::new();
    let remarks = result.reasons.iter().filter(|reason| reason.row.is_empty() && !reason.note.is_empty());
    // Where it looked at the seal is told wherever that stands.
    let (at_seal, others): (Vec<&Reason>, Vec<&Reason>) = remarks.partition(|reason| reason.looks_at_seal());
    let told = at_seal.len().max(MOST_REMARKS) - at_seal.len();
    let kept: Vec<&Reason> = at_seal.iter().copied().chain(others.into_iter().take(told)).collect();
    behind.extend(result.reasons.iter().filter(|one| kept.iter().any(|kept| std::ptr::eq(*kept, *one))).map(remark));
    for reason in result.reasons.iter().filter(|reason| !reason.row.is_empty()) {
        let table = reason.row.split('/').next().unwrap_or_default();
        match behind.iter_mut().find(|one| one.rows > 0 && one.table == table) {
            Some(one) => one.rows += 1,
            None => behind.push(AnnouncedReason { table: table.to_owned(), rows: 1, ..AnnouncedReason::default() }),
        }
    }
    AnnouncedIndicator {
        id: result.id.to_string(),
        points: result.points.map(|points| points.to_string()),
        measure: result.measure.map(|measure| measure.to_string()),
        behind,
    }
}
