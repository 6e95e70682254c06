//! Indicators 指标, and the groups and stages they stand in.

use crate::Level;
use crate::fraction::Fraction;
use crate::measure::Measure;
use crate::part::Parts;
use crate::rule::{Reach, Rule};
use cunbang_language::say;
use cunbang_model::{Decimal, Period, Table, UnitKind};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What the points of a group do (Xuanhua 宣化: base, added and deducted points).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// 基础分: the full marks that everyone can earn.
    Base,
    /// 加分: on top.
    Added,
    /// 扣分: taken away.
    Deducted,
    /// 一票否决: where one occurs, nothing of the score is left.
    Veto,
}

impl GroupKind {
    /// The word in schemes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Added => "added",
            Self::Deducted => "deducted",
            Self::Veto => "veto",
        }
    }

    /// The Chinese word.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Base => "基础分",
            Self::Added => "加分",
            Self::Deducted => "扣分",
            Self::Veto => "一票否决",
        }
    }
}

/// Indicators that count together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) id: SmolStr,
    /// Its title, Chinese and English; its id where it has none.
    pub(crate) title: String,
    pub(crate) kind: GroupKind,
    /// The most that the group may give or take as a whole.
    pub(crate) cap: Option<Decimal>,
}

/// A part of the score with a weight (Dazhou 达州: 30 % routine, 50 % year-end, 20 % oral report).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stage {
    pub(crate) id: String,
    /// Its title, Chinese and English; its id where it has none.
    pub(crate) title: String,
    pub(crate) weight: Decimal,
}

/// What happens to the weight of a base indicator that is not applicable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Left out; the rest of its group is scaled to the full weight.
    Skip,
    /// No points.
    Zero,
    /// No points where another indicator of the group applies; left out where none does.
    ZeroBeside,
    /// Full marks.
    Full,
}

impl Missing {
    /// The word in schemes.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Zero => "zero",
            Self::ZeroBeside => "zero_beside",
            Self::Full => "full",
        }
    }
}

/// What is measured, and how it gives points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Indicator {
    pub(crate) id: SmolStr,
    /// The index of its group among the level's.
    pub(crate) group: usize,
    pub(crate) kind: GroupKind,
    /// The index of its stage.
    pub(crate) stage: Option<usize>,
    /// The weight of its stage, or 1.
    pub(crate) weight: Decimal,
    /// The most it can give or take, before its stage's weight.
    pub(crate) max: Decimal,
    pub(crate) missing: Missing,
    /// The periods of the year in which it counts.
    pub(crate) parts: Parts,
    /// The kinds of unit of which it is asked; all where none is named.
    pub(crate) kinds: Vec<UnitKind>,
    pub(crate) measure: Measure,
    pub(crate) rule: Rule,
}

impl Indicator {
    /// Whether it counts in a period for a unit of a kind.
    pub(crate) fn counts(&self, period: Period, kind: Option<UnitKind>) -> bool {
        self.parts.include(period) && self.asks(kind)
    }

    /// Whether it is asked of units of a kind.
    pub(crate) fn asks(&self, kind: Option<UnitKind>) -> bool {
        self.kinds.is_empty() || kind.is_some_and(|kind| self.kinds.contains(&kind))
    }

    /// What it gives where a figure that it rests on was not stated, in words behind what is measured; nothing where that
    /// is no more than not applicable.
    pub(crate) fn unstated_in_words(&self) -> String {
        if !self.measure.unstated_is_least || !self.rule.scores() {
            return String::new();
        }
        let least = (self.rule.range(Reach::ANY, self.max, self.kind).0 * Fraction::from(self.weight)).rounded(2);
        if least.is_zero() {
            return say!("scheme-stated-unstated-nothing");
        }
        say!("scheme-stated-unstated-most", points = least.abs().normalize())
    }

    /// The kinds of unit of which it is asked, in words before what is measured; nothing where all are.
    pub(crate) fn of_kinds(&self) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.as_str()).collect();
        if kinds.is_empty() { String::new() } else { format!("of {} alone: ", kinds.join(", ")) }
    }
}

/// An indicator as people read of it: for `scheme show` and for the headings of reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndicatorInfo {
    /// Who is scored by it.
    pub level: Level,
    /// Its id in the scheme and in outcomes.
    pub id: String,
    /// Its title, Chinese and English.
    pub title: String,
    /// The table whose rows it looks at; none for what rests on seals and scores.
    #[serde(skip)]
    pub table: Option<Table>,
    /// The figure that it rests on, as the table of measures names it; none for what other rows give.
    #[serde(skip)]
    pub figure: Option<String>,
    /// The id of its group.
    pub group: String,
    /// The title of its group, Chinese and English; the id where it has none.
    #[serde(skip)]
    pub group_title: String,
    /// What its group does.
    pub group_kind: GroupKind,
    /// The id of its stage, where it has one.
    pub stage: Option<String>,
    /// The title of its stage, Chinese and English; the id where it has none.
    #[serde(skip)]
    pub stage_title: Option<String>,
    /// The most points it can add to, or take from, the score (its stage's weight included); none where it
    /// is only shown or a veto.
    #[serde(skip)]
    pub max_points: Option<Decimal>,
    /// Whether somebody stated these; of a sheet of scores without full marks nobody has, and none are shown.
    #[serde(skip)]
    pub max_is_stated: bool,
    /// Whether what is measured is a share in per cent, from nothing to all; else it is a number.
    #[serde(skip)]
    pub is_share: bool,
    /// What happens where it is not applicable, `skip`, `zero`, `zero_beside` or `full`; none outside base groups.
    pub missing: Option<&'static str>,
    /// The periods of the year in which it counts, as the scheme names them; all where none is named.
    #[serde(rename = "in", skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// What is measured, in words.
    pub measure: String,
    /// How that gives points, in words.
    pub rule: String,
}

impl IndicatorInfo {
    /// The full marks to show: none where there are none, or nobody stated them.
    pub fn full_marks(&self) -> Option<Decimal> {
        self.max_points.filter(|_| self.max_is_stated)
    }

    /// What so many points cost a subject: what is short of full marks, or was deducted. Added points cost
    /// nothing where they are missing.
    pub fn lost(&self, points: Decimal) -> Decimal {
        match self.group_kind {
            GroupKind::Base => self.max_points.unwrap_or(points) - points,
            GroupKind::Deducted => -points,
            GroupKind::Added | GroupKind::Veto => Decimal::ZERO,
        }
    }
}
