//! What is proposed only because nobody above stated something 上级未提供: an earlier period of which nothing was
//! published, or an inspection's table of which nothing is there.
//!
//! A consequence that would not follow whatever had been stated rests on the silence of others, and whoever decides on it
//! is told. What the village itself left out is no such thing: its own silence never helps it. Ranks, stars and candidates
//! stay as they are, as all others lack the same.

use crate::consequence::Consequence;
use crate::figure_measure::is_none_due;
use crate::fraction::Fraction;
use crate::indicator::{GroupKind, Indicator, IndicatorInfo, Missing};
use crate::level::Level;
use crate::measure::MeasureKind;
use crate::outcome::{IndicatorResult, OutcomeRow, Reason};
use crate::past_measure::{is_of_nothing_published, is_of_open_period};
use crate::rule::Reach;
use crate::rules::LevelRules;
use crate::scheme::Scheme;
use crate::sheet::score_with;
use cunbang_model::{DocumentKind, Period, UnitKind};
use std::collections::BTreeMap;

impl Scheme {
    /// The indicators without whose missing statements a consequence that an outcome of a period proposes of a subject
    /// might not be proposed; none where it would be proposed whatever they were, or the scheme has no such consequence.
    pub fn rests_on_unstated(
        &self,
        period: Period,
        level: Level,
        row: &OutcomeRow,
        consequence: &str,
    ) -> Vec<&IndicatorInfo> {
        let Some(rules) = self.levels.get(&level) else { return Vec::new() };
        let Some(consequence) = rules.consequences.iter().find(|one| one.id == consequence) else { return Vec::new() };
        let lines = rules.indicators.iter().zip(row.indicators.iter()).enumerate();
        let reaches: BTreeMap<usize, Reach> =
            lines.filter_map(|(index, (indicator, line))| Some((index, reach(indicator, line)?))).collect();
        if reaches.is_empty() || is_sure(consequence, rules, period, row, &reaches) {
            return Vec::new();
        }
        let is_behind = |info: &&IndicatorInfo| {
            info.level == level && reaches.keys().any(|index| rules.indicators[*index].id == info.id)
        };
        self.indicators().iter().filter(is_behind).collect()
    }
}

/// Whether all conditions hold at both ends of what the missing statements could have come to.
fn is_sure(
    consequence: &Consequence,
    rules: &LevelRules,
    period: Period,
    row: &OutcomeRow,
    reaches: &BTreeMap<usize, Reach>,
) -> bool {
    let kind = UnitKind::from_word(&row.kind);
    let range = |index: &usize, reach: &Reach| {
        let indicator = &rules.indicators[*index];
        let weight = Fraction::from(indicator.weight);
        let (least, most) = indicator.rule.range(*reach, indicator.max, indicator.kind);
        ((least * weight).rounded(2), (most * weight).rounded(2))
    };
    let ranges: BTreeMap<usize, _> = reaches
        .iter()
        .filter(|(index, _)| rules.indicators[**index].rule.scores())
        .map(|(index, reach)| (*index, range(index, reach)))
        .collect();
    let least = ranges.iter().map(|(index, range)| (*index, range.0)).collect();
    let most = ranges.iter().map(|(index, range)| (*index, range.1)).collect();
    let scores = [least, most].map(|points| score_with(rules, period, kind, &row.indicators, &points));
    consequence.holds_between(scores, reaches)
}

/// Between what an indicator's measure could have come to; none where nothing was left unstated from above.
fn reach(indicator: &Indicator, line: &IndicatorResult) -> Option<Reach> {
    match &indicator.measure.kind {
        MeasureKind::Past(past) => {
            let unpublished = line.reasons.iter().filter(|reason| is_of_nothing_published(reason)).count();
            let is_known = |reason: &&Reason| !reason.row.is_empty() || is_of_open_period(reason);
            let known = line.reasons.iter().filter(is_known).count();
            (unpublished > 0).then(|| past.reach(line.measure, known, unpublished, &indicator.rule))
        }
        _ => {
            let measure = &indicator.measure;
            let is_inspected = measure.table.is_some_and(|table| table.document() == DocumentKind::Inspection);
            let costs = is_inspected && indicator.missing == Missing::Zero;
            // That nothing was due is stated too.
            let is_unstated = measure.is_from_above && !line.reasons.iter().any(is_none_due);
            let is_open = indicator.kind == GroupKind::Base && (costs || is_unstated) && line.measure.is_none();
            is_open.then_some(Reach::ANY)
        }
    }
}
