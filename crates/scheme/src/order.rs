//! Order 名次: ranks 1-2-2-4 after the tie-breakers, and the ranks that pending subjects may still have.

use crate::fraction::Fraction;
use cunbang_model::Decimal;
use std::cmp::Reverse;

/// What a subject is ranked by: the score, then the tie-breakers, greater first. A tie-breaker that is not
/// applicable comes after any number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Merit {
    pub(crate) score: Decimal,
    pub(crate) ties: Vec<Option<Fraction>>,
}

/// The rank of each: one more than how many stand higher, so that equal ones share a rank and the next
/// ranks are left out.
pub(crate) fn ranks(merits: &[&Merit]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..merits.len()).collect();
    order.sort_by_key(|index| Reverse(merits[*index]));
    let mut ranks = vec![0; merits.len()];
    let mut rank = 0;
    for (higher, &subject) in order.iter().enumerate() {
        if higher == 0 || merits[order[higher - 1]] != merits[subject] {
            rank = u32::try_from(higher + 1).unwrap_or(u32::MAX);
        }
        ranks[subject] = rank;
    }
    ranks
}

/// A pending subject's range of scores.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    pub(crate) least: Decimal,
    pub(crate) most: Decimal,
}

/// The best and worst rank of each pending subject: against the ranked ones' scores and the other pending
/// ones' opposite ends. Where tie-breakers could settle an equal score, the worst rank takes them as lost.
pub(crate) fn bounds_of_rank(ranked: &[Decimal], pending: &[Range], has_tie_breakers: bool) -> Vec<(u32, u32)> {
    let mut scores = ranked.to_vec();
    scores.sort_unstable();
    let mut leasts: Vec<Decimal> = pending.iter().map(|range| range.least).collect();
    leasts.sort_unstable();
    let mut mosts: Vec<Decimal> = pending.iter().map(|range| range.most).collect();
    mosts.sort_unstable();
    let above = |sorted: &[Decimal], score: Decimal| sorted.len() - sorted.partition_point(|other| *other <= score);
    let at_or_above =
        |sorted: &[Decimal], score: Decimal| sorted.len() - sorted.partition_point(|other| *other < score);
    let rank = |higher: usize| u32::try_from(higher + 1).unwrap_or(u32::MAX);
    pending
        .iter()
        .map(|range| {
            let best = above(&scores, range.most) + above(&leasts, range.most);
            let worst = if has_tie_breakers {
                at_or_above(&scores, range.least) + at_or_above(&mosts, range.least) - 1
            } else {
                above(&scores, range.least) + above(&mosts, range.least) - usize::from(range.most > range.least)
            };
            (rank(best), rank(worst))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(scores: &[i64], expect: &[u32]) {
        let merits: Vec<Merit> =
            scores.iter().map(|score| Merit { score: Decimal::from(*score), ties: Vec::new() }).collect();
        assert_eq!(ranks(&merits.iter().collect::<Vec<_>>()), expect, "{scores:?}");
    }

    #[test]
    fn equal_scores_share_a_rank_and_the_next_is_left_out() {
        check(&[90, 80, 80, 70], &[1, 2, 2, 4]);
        check(&[70, 80, 90, 80], &[4, 2, 1, 2]);
        check(&[5, 5, 5], &[1, 1, 1]);
        check(&[], &[]);
    }

    #[test]
    fn tie_breakers_come_after_the_score_and_nothing_comes_last() {
        let merit = |score: i64, tie: Option<i64>| Merit {
            score: Decimal::from(score),
            ties: vec![tie.map(|tie| Fraction::from(Decimal::from(tie)))],
        };
        let all = [merit(80, Some(1)), merit(80, Some(2)), merit(80, None), merit(81, None)];
        assert_eq!(ranks(&all.iter().collect::<Vec<_>>()), [3, 2, 4, 1]);
    }

    #[test]
    fn bounds_of_rank_meet_the_opposite_ends() {
        let of = |least: i64, most: i64| Range { least: Decimal::from(least), most: Decimal::from(most) };
        let ranked = [90, 80, 70].map(Decimal::from);
        assert_eq!(bounds_of_rank(&ranked, &[of(0, 100)], false), [(1, 4)]);
        assert_eq!(bounds_of_rank(&ranked, &[of(75, 85)], false), [(2, 3)]);
        assert_eq!(bounds_of_rank(&ranked, &[of(80, 80)], false), [(2, 2)]);
        assert_eq!(bounds_of_rank(&ranked, &[of(80, 80)], true), [(2, 3)]);
        assert_eq!(bounds_of_rank(&ranked, &[of(0, 60), of(65, 100)], false), [(5, 5), (1, 4)]);
    }
}
