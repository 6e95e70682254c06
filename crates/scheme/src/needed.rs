//! What a village needs 差距: the score from which on it is off the list of candidates, the others as they are.

use crate::Level;
use crate::assessed::Standing;
use crate::candidate::CandidateRule;
use crate::outcome::{Outcome, OutcomeRow};
use crate::scheme::Scheme;
use cunbang_model::{Decimal, UnitCode, UnitKind};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The smallest step of a score.
const STEP: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// The two cut scores of the list of candidates for the backward list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cuts {
    /// From this score on a village is off it.
    #[serde(with = "crate::outcome::decimal_text")]
    pub off_the_list_from: Decimal,
    /// Below this score a village is on it; none where no score is lower.
    #[serde(serialize_with = "crate::outcome::decimal_text::optional::serialize")]
    pub on_the_list_below: Option<Decimal>,
}

impl Scheme {
    pub(crate) fn villages_listed(&self) -> Option<&CandidateRule> {
        self.levels.get(&Level::Village)?.candidates.as_ref()
    }

    /// Whether villages of a kind can be candidates for the backward list.
    pub fn may_list(&self, kind: UnitKind) -> bool {
        self.villages_listed().is_some_and(|rule| rule.kinds.contains(&kind))
    }

    /// The score from which on a village is off the list of candidates whatever the tie-breakers say, given the scores
    /// of the other villages that are ranked and can be on it. None where the scheme names no candidates, or where there
    /// are no others.
    ///
    /// The list has a number of places: whoever leaves it makes room for the next one above. So it takes more than the
    /// best score among as many of the others, the worst first, as there are places.
    pub fn off_the_list_from(&self, others: &[Decimal]) -> Option<Decimal> {
        let (rule, last_place) = self.last_place(others)?;
        let from = last_place + STEP;
        Some(rule.ceiling().map_or(from, |ceiling| from.min(ceiling)))
    }

    /// The score below which a village is on the list of candidates whatever the tie-breakers say, given the scores of
    /// the other villages that are ranked and can be on it. Between this and the score from which on it is off the list
    /// the tie-breakers decide. None where the scheme names no candidates, where there are no others, or where no score is
    /// lower.
    pub fn on_the_list_below(&self, others: &[Decimal]) -> Option<Decimal> {
        let (rule, last_place) = self.last_place(others)?;
        self.if_any_is_lower(rule.ceiling().map_or(last_place, |ceiling| last_place.min(ceiling)))
    }

    /// A score of a village, where one may be lower by these rules.
    fn if_any_is_lower(&self, score: Decimal) -> Option<Decimal> {
        let floor = self.levels.get(&Level::Village).and_then(|rules| rules.floor);
        Some(score).filter(|score| floor.is_none_or(|floor| *score > floor))
    }

    /// Which villages are on the list of candidates by their scores alone, given those of all that are ranked and can be on
    /// it: where tie-breakers settle a place, the list itself may be another. Nobody where the scheme names no candidates.
    pub fn listed_by_scores(&self, eligible: &BTreeMap<UnitCode, Decimal>) -> BTreeSet<UnitCode> {
        let Some(rule) = self.villages_listed() else { return BTreeSet::new() };
        let mut scores: Vec<Decimal> = eligible.values().copied().collect();
        scores.sort_unstable();
        let standings: Vec<Standing> = eligible
            .values()
            .map(|score| {
                let better = scores.len() - scores.partition_point(|other| other <= score);
                Standing { rank: u32::try_from(better).unwrap_or(u32::MAX).saturating_add(1), score: *score }
            })
            .collect();
        let on_list = rule.cut(&standings);
        eligible.keys().copied().zip(on_list).filter(|(_, is_on)| *is_on).map(|(unit, _)| unit).collect()
    }

    /// The two cut scores of each village that is ranked and can be on the list, given the scores of the others. Empty
    /// where the scheme names no candidates, or one village alone can be one.
    pub fn cuts(&self, outcome: &Outcome) -> BTreeMap<UnitCode, Cuts> {
        let Some(rule) = self.villages_listed() else { return BTreeMap::new() };
        let is_eligible =
            |row: &&OutcomeRow| row.rank.is_some() && rule.kinds.iter().any(|kind| kind.as_str() == row.kind);
        let eligible = || outcome.rows(Level::Village).iter().filter(is_eligible);
        let mut scores: Vec<Decimal> = eligible().filter_map(|row| row.score).collect();
        scores.sort_unstable();
        let Some(last) = scores.len().checked_sub(2) else { return BTreeMap::new() };
        let Some(place) = rule.count(scores.len()).checked_sub(1).map(|place| place.min(last)) else {
            return BTreeMap::new();
        };
        let of = |row: &OutcomeRow| {
            let own = scores.partition_point(|score| Some(*score) < row.score);
            // The others are all but this one.
            let last_place = scores.get(if place < own { place } else { place + 1 })?;
            let (from, below) = (*last_place + STEP, *last_place);
            let capped = |cut: Decimal| rule.ceiling().map_or(cut, |ceiling| cut.min(ceiling));
            let on_the_list_below = self.if_any_is_lower(capped(below));
            Some((row.unit, Cuts { off_the_list_from: capped(from), on_the_list_below }))
        };
        eligible().filter_map(of).collect()
    }

    /// The two cut scores of the list as a whole: from which on whoever is on it now is off it, and below which whoever
    /// is not now is on it. None where nobody is listed, or everybody.
    pub fn cuts_of_list(&self, outcome: &Outcome) -> Option<Cuts> {
        let cuts = self.cuts(outcome);
        let of = |is_on: bool| {
            let mut rows = outcome.rows(Level::Village).iter().filter(|row| row.candidate == Some(is_on));
            rows.find_map(|row| cuts.get(&row.unit).copied())
        };
        let (on, off) = (of(true)?, of(false)?);
        Some(Cuts { off_the_list_from: on.off_the_list_from, on_the_list_below: off.on_the_list_below })
    }

    /// The best score among as many of the others, the worst first, as there are places.
    fn last_place(&self, others: &[Decimal]) -> Option<(&CandidateRule, Decimal)> {
        let rule = self.villages_listed()?;
        let places = rule.count(others.len() + 1);
        let mut from_worst = others.to_vec();
        from_worst.sort_unstable();
        // Where there are places for all, whoever is first is off the list all the same.
        let last = from_worst.len().checked_sub(1)?;
        Some((rule, *from_worst.get(places.checked_sub(1)?.min(last))?))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const SCHEME: &str = r#"
name = "x"
title = "x"
period = "quarter"
[village]
[[village.indicators]]
id = "deeds"
title = "deeds"
max = 100
measure = { kind = "count", table = "deeds" }
points = { kind = "per", each = 1 }
[village.candidates]
share = 0.25
kinds = ["village"]
"#;

    fn check(others: &[i64], expect: Option<&str>) {
        let scheme = Scheme::parse(SCHEME).unwrap();
        let others: Vec<Decimal> = others.iter().map(|score| Decimal::from(*score)).collect();
        let from = scheme.off_the_list_from(&others);
        assert_eq!(from, expect.map(|score| score.parse().unwrap()), "{others:?}");
    }

    #[test]
    fn whoever_leaves_the_list_makes_room_for_the_next() {
        // Of four one is listed: the village itself, or the worst of the others.
        check(&[50, 60, 70], Some("50.01"));
        // Of eight two: it must be above the second of the others.
        check(&[40, 50, 50, 60, 70, 80, 90], Some("50.01"));
        check(&[90, 40], Some("40.01"));
        check(&[], None);
    }

    /// Both scores against the list itself: for every score, with tie-breakers that favour it, and that do not.
    #[test]
    fn the_two_cut_scores_are_those_of_the_list() {
        use crate::candidate::tests::cut;
        use crate::fraction::Fraction;
        use crate::order::Merit;
        for (share, others) in [
            ("0.25", &[3, 5, 5, 7][..]),
            ("0.5", &[1, 1, 2, 9]),
            ("0.05", &[4]),
            ("0.34", &[2, 2, 2]),
            ("0.99", &[6, 7]),
        ] {
            for ceiling in ["", "ceiling = 4\n"] {
                let text = SCHEME.replace("share = 0.25", &format!("share = {share}\n{ceiling}"));
                // A list of nearly all is doubted of a text that is put now.
                let scheme = Scheme::parse_put(&text).unwrap();
                let rule = scheme.villages_listed().unwrap();
                let scores: Vec<Decimal> = others.iter().map(|score| Decimal::from(*score)).collect();
                let merit =
                    |score: Decimal, tie: i64| Merit { score, ties: vec![Some(Fraction::from(Decimal::from(tie)))] };
                let is_on = |own: Decimal, tie: i64| {
                    let merits: Vec<Merit> =
                        [merit(own, tie)].into_iter().chain(scores.iter().map(|score| merit(*score, 0))).collect();
                    cut(rule, &merits)[0]
                };
                let (off, on) = (scheme.off_the_list_from(&scores), scheme.on_the_list_below(&scores));
                for hundredths in (0..1000).step_by(50).flat_map(|at| [at, at + 1]) {
                    let own = Decimal::new(hundredths, 2);
                    let (favoured, against) = (is_on(own, 1), is_on(own, -1));
                    assert_eq!(off.is_some_and(|from| own >= from), !favoured && !against, "{others:?} {own} {off:?}");
                    assert_eq!(on.is_some_and(|below| own < below), favoured && against, "{others:?} {own} {on:?}");
                }
            }
        }
    }

    #[test]
    fn only_some_kinds_are_listed() {
        let scheme = Scheme::parse(SCHEME).unwrap();
        assert!(scheme.may_list(UnitKind::Village) && !scheme.may_list(UnitKind::Community));
        let without = Scheme::parse(SCHEME.split("[village.candidates]").next().unwrap()).unwrap();
        assert!(!without.may_list(UnitKind::Village));
        assert_eq!(without.off_the_list_from(&[Decimal::ONE]), None);
    }
}
