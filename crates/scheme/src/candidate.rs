//! Candidates for the backward list 后进村: the last share of the ranked villages of the whole county
//! (Jungar 准格尔: 按照5%的比例倒排), never apportioned among townships.
//!
//! The share is rounded as the scheme says, and is at least its minimum. Where those at the cut are equal
//! after all tie-breakers, all of them are on the list. First place is never backward: not when all are
//! equal, and not when there is only one. Below the coverage that the scheme states, nobody is listed.

use crate::assessed::Standing;
use crate::fault::quoted;
use crate::reading::Section;
use cunbang_language::{Said, to_say};
use cunbang_model::{Decimal, UnitKind};
use rust_decimal::RoundingStrategy;
use rust_decimal::prelude::ToPrimitive;
use std::cmp::Reverse;

/// How the list is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CandidateRule {
    /// Above 0, at most 1.
    pub(crate) share: Decimal,
    rounding: RoundingStrategy,
    minimum: u16,
    /// The score from which on nobody is on the list.
    ceiling: Option<Decimal>,
    /// Which kinds of unit are eligible.
    pub(crate) kinds: Vec<UnitKind>,
}

impl CandidateRule {
    /// Reads `candidates` of the villages.
    pub(crate) fn parse(section: &Section<'_>, ranked_kinds: &[UnitKind]) -> Option<Self> {
        let share = section.required_number("share");
        if let Some(share) = share.filter(|share| share.value <= Decimal::ZERO || share.value > Decimal::ONE) {
            let expected = to_say!("scheme-expected-candidate-share");
            section.faults.add(
                share.at,
                to_say!("scheme-value-wrong", place = "share", value = share.value, expected = expected),
            );
        }
        let rounding = section
            .choice(
                "rounding",
                &[
                    ("nearest", RoundingStrategy::MidpointAwayFromZero),
                    ("up", RoundingStrategy::ToPositiveInfinity),
                    ("down", RoundingStrategy::ToNegativeInfinity),
                ],
            )
            .unwrap_or(RoundingStrategy::MidpointAwayFromZero);
        let minimum = section.whole("minimum", 0, 1000).map_or(1, |minimum| minimum.value);
        let ceiling = section.number("ceiling").map(|ceiling| ceiling.value);
        let kinds = parse_kinds(section).unwrap_or_else(|| ranked_kinds.to_vec());
        section.finish();
        Some(Self { share: share?.value, rounding, minimum, ceiling, kinds })
    }

    /// How many of so many eligible villages are on the list, before ties at the cut.
    pub(crate) fn count(&self, eligible: usize) -> usize {
        let share = (self.share * Decimal::from(eligible)).round_dp_with_strategy(0, self.rounding);
        share.to_usize().unwrap_or(0).max(usize::from(self.minimum)).min(eligible)
    }

    /// How the share becomes a number, in Chinese: `四舍五入，至少1个`.
    pub(crate) fn rounding_in_chinese(&self) -> String {
        let rounding = match self.rounding {
            RoundingStrategy::ToPositiveInfinity => "小数进一",
            RoundingStrategy::ToNegativeInfinity => "小数舍去",
            _ => "四舍五入",
        };
        match self.minimum {
            0 => rounding.to_owned(),
            minimum => format!("{rounding}，至少{minimum}个"),
        }
    }

    /// Who is eligible, in Chinese: `村、社区`.
    pub(crate) fn kinds_in_chinese(&self) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| crate::chinese::chinese_of_kind(*kind)).collect();
        kinds.join("、")
    }

    /// How the list is cut, in words.
    pub(crate) fn in_words(&self) -> Said {
        let rounding = match self.rounding {
            RoundingStrategy::ToPositiveInfinity => "up",
            RoundingStrategy::ToNegativeInfinity => "down",
            _ => "nearest",
        };
        let per_cent = (self.share * Decimal::ONE_HUNDRED).normalize();
        let cut = to_say!(
            "scheme-stated-candidates",
            kinds = crate::summary::kinds_in_a_row(&self.kinds),
            share = per_cent,
            rounding = rounding,
            minimum = u32::from(self.minimum)
        );
        match self.ceiling.map(|ceiling| ceiling.normalize()) {
            None => cut,
            Some(ceiling) => to_say!("scheme-stated-candidates-ceiling", cut = cut, ceiling = ceiling),
        }
    }

    /// Which of the eligible are on the list. Those who are equal after all tie-breakers share a rank.
    pub(crate) fn cut(&self, eligible: &[Standing]) -> Vec<bool> {
        let mut from_worst: Vec<u32> = eligible.iter().map(|standing| standing.rank).collect();
        from_worst.sort_unstable_by_key(|rank| Reverse(*rank));
        let first = from_worst.last();
        let last_on_list = self.count(eligible.len()).checked_sub(1).and_then(|index| from_worst.get(index));
        let is_on = |standing: &Standing| {
            last_on_list.is_some_and(|last| standing.rank >= *last)
                && first != Some(&standing.rank)
                && self.may_list(standing.score)
        };
        eligible.iter().map(is_on).collect()
    }

    /// Whether a pending village at its worst would be on the list, with all `pending` eligible villages in
    /// and the other pending ones above it. `from_worst` are the scores of the eligible, the worst first.
    pub(crate) fn could_be_on(&self, worst: Decimal, from_worst: &[Decimal], pending: usize) -> bool {
        let lower = from_worst.partition_point(|score| *score < worst);
        let all = from_worst.len() + pending;
        all > 1 && lower < self.count(all) && self.may_list(worst)
    }

    /// Whether a score may be on the list at all: one from the ceiling on never is.
    pub(crate) fn may_list(&self, score: Decimal) -> bool {
        self.ceiling.is_none_or(|ceiling| score < ceiling)
    }

    /// The score from which on nobody is on the list.
    pub(crate) const fn ceiling(&self) -> Option<Decimal> {
        self.ceiling
    }
}

/// The kinds of basic unit named under `kinds`.
pub(crate) fn parse_kinds(section: &Section<'_>) -> Option<Vec<UnitKind>> {
    let basic = UnitKind::ALL.into_iter().filter(|kind| kind.is_basic());
    let words: Vec<(&str, UnitKind)> = basic.map(|kind| (kind.as_str(), kind)).collect();
    let texts = section.texts("kinds")?;
    for (index, text) in texts.iter().enumerate() {
        if texts[..index].iter().any(|other| other.value == text.value) {
            let twice = to_say!("scheme-named-twice", key = "kinds", value = quoted(text.value));
            section.faults.doubt(text.at, twice);
        }
    }
    let mut kinds: Vec<UnitKind> = texts.into_iter().filter_map(|text| section.chosen("kinds", text, &words)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    Some(kinds)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::fraction::Fraction;
    use crate::order::{Merit, ranks};

    fn rule(share: &str, rounding: RoundingStrategy, minimum: u16) -> CandidateRule {
        CandidateRule { share: share.parse().unwrap(), rounding, minimum, ceiling: None, kinds: Vec::new() }
    }

    /// Which of those with these merits are on the list.
    pub(crate) fn cut(rule: &CandidateRule, merits: &[Merit]) -> Vec<bool> {
        let ranks = ranks(&merits.iter().collect::<Vec<_>>());
        let standings = ranks.into_iter().zip(merits).map(|(rank, merit)| Standing { rank, score: merit.score });
        rule.cut(&standings.collect::<Vec<_>>())
    }

    #[test]
    fn share_of_eligible_villages() {
        let nearest = RoundingStrategy::MidpointAwayFromZero;
        for (share, rounding, minimum, eligible, expect) in [
            ("0.05", nearest, 1, 221, 11),
            ("0.05", nearest, 1, 17, 1),
            ("0.05", nearest, 1, 9, 1),
            ("0.05", nearest, 0, 9, 0),
            ("0.05", nearest, 1, 30, 2),
            ("0.05", nearest, 1, 29, 1),
            ("0.05", RoundingStrategy::ToPositiveInfinity, 1, 221, 12),
            ("0.05", RoundingStrategy::ToPositiveInfinity, 1, 220, 11),
            ("0.05", RoundingStrategy::ToNegativeInfinity, 1, 239, 11),
            ("0.05", nearest, 3, 2, 2),
            ("0.05", nearest, 1, 0, 0),
        ] {
            assert_eq!(rule(share, rounding, minimum).count(eligible), expect, "{share} of {eligible}");
        }
    }

    #[test]
    fn a_tie_at_the_cut_includes_all() {
        let merits: Vec<Merit> = [50, 40, 40, 60, 70, 80, 90, 95, 96, 97]
            .iter()
            .map(|score| Merit { score: Decimal::from(*score), ties: Vec::new() })
            .collect();
        let cut = cut(&rule("0.1", RoundingStrategy::MidpointAwayFromZero, 1), &merits);
        assert_eq!(cut.iter().filter(|on| **on).count(), 2);
        assert!(cut[1] && cut[2]);
    }

    #[test]
    fn first_place_is_never_on_the_list() {
        let nearest = RoundingStrategy::MidpointAwayFromZero;
        let cut_of = |scores: &[i64], minimum| {
            let merits: Vec<Merit> =
                scores.iter().map(|score| Merit { score: Decimal::from(*score), ties: Vec::new() }).collect();
            cut(&rule("0.05", nearest, minimum), &merits)
        };
        assert_eq!(cut_of(&[7, 7, 7], 1), [false; 3]);
        assert_eq!(cut_of(&[7], 1), [false]);
        assert_eq!(cut_of(&[7, 6, 7], 3), [false, true, false]);
    }

    #[test]
    fn a_tie_breaker_settles_the_cut() {
        let merits: Vec<Merit> = [(40, 1), (40, 2), (60, 0)]
            .iter()
            .map(|(score, tie)| Merit {
                score: Decimal::from(*score),
                ties: vec![Some(Fraction::from(Decimal::from(*tie)))],
            })
            .collect();
        let cut = cut(&rule("0.1", RoundingStrategy::MidpointAwayFromZero, 1), &merits);
        assert_eq!(cut, [true, false, false]);
    }
}
