//! What cost a subject most 主要失分, and which indicators look at when a seal came: what a notice tells of a village.

use crate::remark::of_scale;
use crate::{GroupKind, IndicatorInfo, IndicatorResult, Level, OutcomeRow, Reason};
use cunbang_model::{Decimal, UnitCode, round_points};

/// The most losses that are told of a village.
pub const MOST_LOSSES: usize = 5;

impl OutcomeRow {
    /// What so many points of an indicator cost the score: on the score's own scale, as those of a group that apply have
    /// the weight of those that do not.
    pub fn lost(&self, info: &IndicatorInfo, points: Decimal) -> Decimal {
        let lost = info.lost(points);
        self.scale_of(info).map_or(lost, |(part, full)| round_points(lost * full / part))
    }

    /// How many points of an indicator's group apply, and of how many, where these are scaled to the whole.
    pub fn scale_of(&self, info: &IndicatorInfo) -> Option<(Decimal, Decimal)> {
        let of_group = self.indicators.iter().filter(|line| line.id == info.group);
        of_group.flat_map(|line| &line.reasons).find_map(|reason| of_scale(&reason.note))
    }

    /// The indicators that cost the subject most and what each cost (always positive), the largest first, at most `count`.
    pub fn costliest(
        &self,
        level: Level,
        indicators: &[IndicatorInfo],
        count: usize,
    ) -> Vec<(Decimal, &IndicatorResult)> {
        let lost = |result: &IndicatorResult| {
            let points = result.points?;
            let info = indicators.iter().find(|info| info.id == result.id && info.level == level);
            // What is short of full marks that nobody stated, nobody can say.
            if info.is_some_and(|info| info.group_kind == GroupKind::Base && info.full_marks().is_none()) {
                return None;
            }
            // An adjustment costs the points that it took off.
            let lost = info.map_or(-points, |info| info.lost(points));
            (lost > Decimal::ZERO).then(|| round_points(lost))
        };
        let results = self.indicators.iter();
        let mut losses: Vec<_> = results.filter_map(|result| Some((lost(result)?, result))).collect();
        losses.sort_by_key(|(lost, _)| std::cmp::Reverse(*lost));
        losses.truncate(count);
        losses
    }
}

impl IndicatorResult {
    /// Whether it says that it looked at when the seal came: of the subject itself, or of a unit below it.
    pub fn looks_at_seal(&self, below: Option<UnitCode>) -> bool {
        self.reasons.iter().any(|reason| reason.unit == below && reason.looks_at_seal())
    }
}

impl Reason {
    /// Whether it says when a seal came.
    pub fn looks_at_seal(&self) -> bool {
        self.note.starts_with("seal received ") || self.note.contains("才收到，期限")
    }
}
