//! Extents 范围: how far the scores, stars and measures of a level can go, whatever comes. What a scheme asks for beyond
//! them never happens.

use crate::PeriodKind;
use crate::candidate::CandidateRule;
use crate::indicator::{Group, GroupKind, Indicator};
use crate::measure::{Measure, MeasureKind};
use crate::stars::Stars;
use cunbang_model::{Decimal, Table};

/// How far a level can go.
#[derive(Debug)]
pub(crate) struct Extent {
    pub(crate) least_score: Decimal,
    pub(crate) most_score: Decimal,
    /// The most stars that it gives; none where it gives none.
    pub(crate) most_stars: Option<u8>,
    /// Whether some of its subjects can be candidates for the backward list, and below which score.
    pub(crate) lists: bool,
    pub(crate) ceiling: Option<Decimal>,
    /// The least and most of each indicator's measure, where they are known.
    pub(crate) measures: Vec<(Option<Decimal>, Option<Decimal>)>,
    /// Whether each indicator's measure is in per cent.
    pub(crate) are_shares: Vec<bool>,
    /// What the groups of full marks give together.
    pub(crate) full_marks: Decimal,
}

impl Extent {
    pub(crate) fn of(
        groups: &[Group],
        indicators: &[Indicator],
        floor: Option<Decimal>,
        stars: Option<&Stars>,
        candidates: Option<&CandidateRule>,
        period_kind: Option<PeriodKind>,
    ) -> Self {
        let of_kinds = |kinds: &[GroupKind]| -> Decimal {
            let of_kinds = groups.iter().enumerate().filter(|(_, group)| kinds.contains(&group.kind));
            of_kinds.map(|(index, group)| most_of(index, group, indicators)).sum()
        };
        let least = -of_kinds(&[GroupKind::Deducted]);
        Self {
            least_score: floor.map_or(least, |floor| floor.max(least)),
            most_score: of_kinds(&[GroupKind::Base, GroupKind::Added]),
            most_stars: stars.map(Stars::most),
            lists: candidates.is_some(),
            ceiling: candidates.and_then(CandidateRule::ceiling),
            measures: indicators.iter().map(|one| (one.measure.bottom(), one.measure.most(period_kind))).collect(),
            are_shares: indicators.iter().map(|one| one.measure.top().is_some()).collect(),
            full_marks: of_kinds(&[GroupKind::Base]),
        }
    }
}

/// The most that the indicators of a group give or take together, its cap aside.
pub(crate) fn sum_of(index: usize, indicators: &[Indicator]) -> Decimal {
    indicators.iter().filter(|one| one.group == index).map(|one| one.max * one.weight).sum()
}

fn most_of(index: usize, group: &Group, indicators: &[Indicator]) -> Decimal {
    let sum = sum_of(index, indicators);
    group.cap.map_or(sum, |cap| cap.min(sum))
}

impl Measure {
    /// The least it can be, where that is known: nothing, unless numbers below zero may be stated.
    pub(crate) fn bottom(&self) -> Option<Decimal> {
        let may_be_below = match &self.kind {
            MeasureKind::Figure { .. } | MeasureKind::Children { .. } => true,
            MeasureKind::Sum { .. } | MeasureKind::Average { .. } => {
                matches!(self.table, Some(Table::Reviews | Table::Measures | Table::StatedFigures))
            }
            MeasureKind::Marks(marks) => marks.weights().iter().any(|(_, weight)| *weight < Decimal::ZERO),
            _ => false,
        };
        (!may_be_below).then_some(Decimal::ZERO)
    }

    /// Whether it always comes to something: rows that there are not, are none.
    pub(crate) fn is_always_there(&self) -> bool {
        let counts = matches!(self.kind, MeasureKind::Count { .. } | MeasureKind::Sum { .. });
        counts && self.of.is_empty()
    }
}
