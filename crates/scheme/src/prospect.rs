//! Prospects 确定与可能: who is a candidate for the backward list whatever still comes, and who may be one.
//!
//! Of a village that was not received anything between its bounds may come, or it may be excused. A village that was
//! received keeps its score: a withdrawal of what was sealed is the exception, and is not foreseen here. More villages
//! make more places on the list, and those that land below take places: both are tried at their extremes.

use crate::Level;
use crate::candidate::CandidateRule;
use crate::outcome::{Bounds, Outcome, OutcomeRow};
use crate::rules::LevelRules;
use crate::scheme::Scheme;
use cunbang_model::schema::ResultProspect;
use cunbang_model::{Decimal, UnitCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whether a village is, or may come to be, a candidate for the backward list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prospect {
    /// 确定: it is on the list whatever still comes of others.
    Certain,
    /// 可能: it is on the list in some cases, and not in others.
    Possible,
}

impl From<ResultProspect> for Prospect {
    fn from(published: ResultProspect) -> Self {
        match published {
            ResultProspect::Certain => Self::Certain,
            ResultProspect::Possible => Self::Possible,
        }
    }
}

impl From<Prospect> for ResultProspect {
    fn from(prospect: Prospect) -> Self {
        match prospect {
            Prospect::Certain => Self::Certain,
            Prospect::Possible => Self::Possible,
        }
    }
}

impl Scheme {
    /// The villages that are candidates for certain, or may be; all others are none whatever still comes. Where too
    /// little is received for a list, nobody is one for certain. Empty where the scheme names no candidates.
    pub fn prospects(&self, outcome: &Outcome) -> BTreeMap<UnitCode, Prospect> {
        let (Some(rule), Some(summary)) = (self.villages_listed(), &outcome.candidates) else {
            return BTreeMap::new();
        };
        let of_kind = |row: &&OutcomeRow| rule.kinds.iter().any(|kind| kind.as_str() == row.kind);
        let rows: Vec<&OutcomeRow> = outcome.rows(Level::Village).iter().filter(of_kind).collect();
        let settles_ties = self.levels.get(&Level::Village).is_some_and(LevelRules::settles_ties);
        let mut prospects = of_received(rule, &rows, settles_ties);
        if summary.withheld {
            for prospect in prospects.values_mut() {
                *prospect = Prospect::Possible;
            }
        }
        // One that is waited for may still be excused.
        let waiting = rows.iter().filter(|row| summary.pending.contains(&row.unit));
        let may_be_on = waiting.filter(|row| may_be_listed(rule, &rows, row, settles_ties));
        prospects.extend(may_be_on.map(|row| (row.unit, Prospect::Possible)));
        prospects
    }
}

/// Whether one that is waited for is on some list: at its worst, with those in that may stand beside or above it, and somebody
/// above it, as first place is never backward. Equals may stand above where tie-breakers settle that.
fn may_be_listed(rule: &CandidateRule, rows: &[&OutcomeRow], row: &OutcomeRow, settles_ties: bool) -> bool {
    let Some(worst) = row.bounds.map(|bounds| bounds.worst_score) else { return true };
    let ranked = rows.iter().filter(|other| other.rank.is_some()).filter_map(|other| other.score);
    let others = rows.iter().filter(|other| other.status.is_pending() && other.unit != row.unit);
    let best = others.filter_map(|other| other.bounds).map(|bounds| bounds.best_score).filter(|best| *best >= worst);
    let (ranked, best): (Vec<Decimal>, Vec<Decimal>) = (ranked.collect(), best.collect());
    let lower = ranked.iter().filter(|score| **score < worst).count();
    let has_higher = ranked.iter().chain(&best).any(|other| *other > worst || (settles_ties && *other == worst));
    has_higher && lower < rule.count(ranked.len() + best.len() + 1) && rule.may_list(worst)
}

fn of_received(rule: &CandidateRule, rows: &[&OutcomeRow], settles_ties: bool) -> BTreeMap<UnitCode, Prospect> {
    let ranked: Vec<&OutcomeRow> = rows.iter().copied().filter(|row| row.rank.is_some()).collect();
    let waiting: Vec<Bounds> = rows.iter().filter(|row| row.status.is_pending()).filter_map(|row| row.bounds).collect();
    // In order, so that each village is a few looks and not one at every other.
    let in_order = |mut scores: Vec<Decimal>| {
        scores.sort_unstable();
        scores
    };
    let worst_scores = in_order(waiting.iter().map(|bounds| bounds.worst_score).collect());
    let best_scores = in_order(waiting.iter().map(|bounds| bounds.best_score).collect());
    let mut ranks: Vec<Option<u32>> = ranked.iter().map(|row| row.rank).collect();
    ranks.sort_unstable();
    let one = |row: &&OutcomeRow| {
        let score = row.score.filter(|score| rule.may_list(*score))?;
        let lower = ranks.len() - ranks.partition_point(|rank| *rank <= row.rank);
        let has_higher = ranks.first().is_some_and(|first| *first < row.rank);
        // Tie-breakers may settle an equal score either way.
        let may_land_below = worst_scores.partition_point(|worst| *worst <= score);
        let may_land_above = best_scores.len() - best_scores.partition_point(|best| *best < score);
        let stays_on = lower + may_land_below < rule.count(ranked.len() + may_land_below);
        if has_higher && stays_on {
            return Some((row.unit, Prospect::Certain));
        }
        let comes_on = lower < rule.count(ranked.len() + may_land_above);
        // Who is first with others that are equal stays so where nothing settles that.
        let may_be_passed = best_scores.last().is_some_and(|best| *best > score || (settles_ties && *best == score));
        ((has_higher || may_be_passed) && comes_on).then_some((row.unit, Prospect::Possible))
    };
    ranked.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::candidate::tests::cut;
    use crate::needed::tests::SCHEME;
    use crate::order::Merit;
    use crate::outcome::{CandidateSummary, SchemeName, Status};
    use cunbang_model::{Decimal, Period};
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::sync::Arc;

    fn scheme_with(share: &str) -> Scheme {
        Scheme::parse(&SCHEME.replace("0.25", share)).unwrap()
    }

    fn code(number: usize) -> UnitCode {
        format!("3305221{:05}", 200 + number).parse().unwrap()
    }

    fn row(number: usize, score: Option<u8>, bounds: Option<(u8, u8)>) -> OutcomeRow {
        let bounds = bounds.map(|(worst, best)| Bounds {
            best_score: best.into(),
            worst_score: worst.into(),
            best_rank: 1,
            worst_rank: 1,
        });
        OutcomeRow {
            unit: code(number),
            member: None,
            name: "".into(),
            kind: "village".into(),
            parent: None,
            score: score.map(Decimal::from),
            rank: None,
            rank_in_parent: None,
            stars: None,
            status: if score.is_some() { Status::Received } else { Status::NotReceived },
            bounds,
            candidate: None,
            warned: false,
            decision: None,
            consequences: Vec::new(),
            indicators: Arc::default(),
        }
    }

    /// The villages of a county of which some were received with these scores, and some may still come.
    fn county(scores: &[u8], waiting: &[(u8, u8)]) -> Outcome {
        let received = scores.iter().enumerate().map(|(number, score)| row(number, Some(*score), None));
        let pending =
            waiting.iter().enumerate().map(|(number, bounds)| row(scores.len() + number, None, Some(*bounds)));
        let mut rows: Vec<OutcomeRow> = received.chain(pending).collect();
        for row in rows.iter_mut().filter(|row| row.score.is_some()) {
            let higher = scores.iter().filter(|score| Some(Decimal::from(**score)) > row.score).count();
            row.rank = Some(u32::try_from(higher + 1).unwrap());
        }
        let pending = (scores.len()..rows.len()).map(code).collect();
        let summary = CandidateSummary { share: Decimal::ZERO, eligible: 0, count: 0, withheld: false, pending };
        Outcome {
            period: Period::Quarter(2026, 3),
            scheme: SchemeName { name: "x".to_owned(), hash: String::new() },
            levels: [(Level::Village, rows)].into(),
            coverage: None,
            offices: BTreeMap::new(),
            candidates: Some(summary),
        }
    }

    fn merit(score: u8) -> Merit {
        Merit { score: score.into(), ties: Vec::new() }
    }

    /// Every list that may come out: each village that is waited for is excused, or lands somewhere between its bounds.
    fn all_lists(rule: &CandidateRule, scores: &[u8], waiting: &[(u8, u8)]) -> Vec<BTreeSet<usize>> {
        let mut completions: Vec<Vec<Option<u8>>> = vec![scores.iter().copied().map(Some).collect()];
        for (worst, best) in waiting {
            let longer = |known: &Vec<Option<u8>>| {
                let lands = (*worst..=*best).map(Some).chain([None]);
                lands.map(|score| [known.as_slice(), &[score]].concat()).collect::<Vec<_>>()
            };
            completions = completions.iter().flat_map(longer).collect();
        }
        let list = |all: Vec<Option<u8>>| {
            let there: Vec<(usize, u8)> =
                all.into_iter().enumerate().filter_map(|(number, score)| Some((number, score?))).collect();
            let on = cut(rule, &there.iter().map(|(_, score)| merit(*score)).collect::<Vec<_>>());
            there.iter().zip(on).filter(|(_, on)| *on).map(|((number, _), _)| *number).collect()
        };
        completions.into_iter().map(list).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

        /// What is certain is on every list, what is possible on some, and nothing else on any: nothing settles equal scores here.
        #[test]
        fn no_completion_belies_a_prospect(
            scores in prop::collection::vec(0u8..8, 0..9),
            waiting in prop::collection::vec((0u8..8, 0u8..8).prop_map(|(a, b)| (a.min(b), a.max(b))), 0..4),
            share in prop::sample::select(vec!["0.05", "0.2", "0.34", "0.5"]),
        ) {
            let scheme = scheme_with(share);
            let prospects = scheme.prospects(&county(&scores, &waiting));
            let lists = all_lists(scheme.villages_listed().unwrap(), &scores, &waiting);
            for number in 0..scores.len() + waiting.len() {
                let on = lists.iter().filter(|list| list.contains(&number)).count();
                match prospects.get(&code(number)) {
                    Some(Prospect::Certain) => prop_assert_eq!(on, lists.len()),
                    Some(Prospect::Possible) => prop_assert!(on > 0),
                    None => prop_assert_eq!(on, 0),
                }
            }
        }

        /// The two cut scores of each village are those that its others give.
        #[test]
        fn cuts_are_those_of_the_others(
            scores in prop::collection::vec(0u8..8, 0..9),
            share in prop::sample::select(vec!["0.05", "0.2", "0.34", "0.5"]),
        ) {
            let scheme = scheme_with(share);
            let cuts = scheme.cuts(&county(&scores, &[]));
            for number in 0..scores.len() {
                let mut others: Vec<Decimal> = scores.iter().copied().map(Decimal::from).collect();
                others.remove(number);
                let expected = scheme.off_the_list_from(&others).map(|from| (from, scheme.on_the_list_below(&others)));
                let found = cuts.get(&code(number)).map(|cuts| (cuts.off_the_list_from, cuts.on_the_list_below));
                prop_assert_eq!(found, expected);
            }
        }

        /// Where nobody is waited for, nothing is merely possible.
        #[test]
        fn with_all_received_everything_is_settled(scores in prop::collection::vec(0u8..8, 0..12)) {
            let scheme = scheme_with("0.3");
            let prospects = scheme.prospects(&county(&scores, &[]));
            prop_assert!(prospects.values().all(|prospect| *prospect == Prospect::Certain));
        }
    }

    /// Nobody is above a hundred, and who stands at nothing beside others at nothing is first with them.
    #[test]
    fn who_is_first_whatever_comes_is_no_possible_candidate() {
        let scheme = scheme_with("0.5");
        assert_eq!(scheme.prospects(&county(&[100], &[(0, 100)])), [(code(1), Prospect::Possible)].into());
        assert_eq!(scheme.prospects(&county(&[0, 0], &[(0, 0)])), BTreeMap::new());
        let settled = SCHEME.replace("0.25", "0.5").replace("[village]\n", "[village]\ntie_breakers = [\"deeds\"]\n");
        let settled = Scheme::parse(&settled).unwrap();
        let both = [(code(0), Prospect::Possible), (code(1), Prospect::Possible)];
        assert_eq!(settled.prospects(&county(&[100], &[(0, 100)])), both.into());
    }

    #[test]
    fn nobody_is_certain_below_the_coverage() {
        let scheme = scheme_with("0.5");
        let mut outcome = county(&[1, 5, 6], &[]);
        assert_eq!(scheme.prospects(&outcome)[&code(0)], Prospect::Certain);
        outcome.candidates.as_mut().unwrap().withheld = true;
        assert_eq!(scheme.prospects(&outcome)[&code(0)], Prospect::Possible);
    }
}
