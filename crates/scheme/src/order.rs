//! Order 名次: ranks 1-2-2-4 after the tie-breakers, and the ranks that pending subjects may still have.

use crate::fraction::Fraction;
use crate::parallel;
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
    // The scores stand beside the places, so that tie-breakers are looked up of equal scores alone.
    let mut order: Vec<(Reverse<i64>, usize)> =
        merits.iter().map(|merit| Reverse(hundredths(merit.score))).zip(0..).collect();
    parallel::sort(&mut order);
    for equal in order.chunk_by_mut(|(one, _), (other, _)| one == other).filter(|equal| equal.len() > 1) {
        if merits[equal[0].1].ties.is_empty() {
            continue;
        }
        equal.sort_unstable_by(|(_, one), (_, other)| merits[*other].ties.cmp(&merits[*one].ties));
    }
    let is_equal = |(one_score, one): &(Reverse<i64>, usize), (other_score, other): &(Reverse<i64>, usize)| {
        one_score == other_score && merits[*one].ties == merits[*other].ties
    };
    let mut ranks = vec![0; merits.len()];
    let mut rank = 0;
    for (higher, subject) in order.iter().enumerate() {
        if higher == 0 || !is_equal(&order[higher - 1], subject) {
            rank = place_after(higher);
        }
        ranks[subject.1] = rank;
    }
    ranks
}

/// A score in hundredths of a point: it has two places, and no scheme can give more than 10¹⁵ of them.
fn hundredths(mut score: Decimal) -> i64 {
    if score.scale() != 2 {
        score.rescale(2);
    }
    i64::try_from(score.mantissa()).unwrap_or(if score.is_sign_negative() { i64::MIN } else { i64::MAX })
}

/// The ranks of some of those who have a rank, among each other.
pub(crate) fn ranks_among(ranks_of_all: &[u32]) -> Vec<u32> {
    let mut order: Vec<(u32, usize)> = ranks_of_all.iter().copied().zip(0..).collect();
    order.sort_unstable();
    let mut ranks = vec![0; order.len()];
    let mut rank = 0;
    for (higher, (of_all, subject)) in order.iter().enumerate() {
        if higher == 0 || order[higher - 1].0 != *of_all {
            rank = place_after(higher);
        }
        ranks[*subject] = rank;
    }
    ranks
}

fn place_after(higher: usize) -> u32 {
    u32::try_from(higher + 1).unwrap_or(u32::MAX)
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
    let sorted = |scores: &mut dyn Iterator<Item = Decimal>| {
        let mut sorted: Vec<i64> = scores.map(hundredths).collect();
        parallel::sort(&mut sorted);
        sorted
    };
    let scores = sorted(&mut ranked.iter().copied());
    let leasts = sorted(&mut pending.iter().map(|range| range.least));
    let mosts = sorted(&mut pending.iter().map(|range| range.most));
    let above = |sorted: &[i64], score: i64| sorted.len() - sorted.partition_point(|other| *other <= score);
    let at_or_above = |sorted: &[i64], score: i64| sorted.len() - sorted.partition_point(|other| *other < score);
    pending
        .iter()
        .map(|range| {
            let (least, most) = (hundredths(range.least), hundredths(range.most));
            let best = above(&scores, most) + above(&leasts, most);
            let worst = if has_tie_breakers {
                at_or_above(&scores, least) + at_or_above(&mosts, least) - 1
            } else {
                above(&scores, least) + above(&mosts, least) - usize::from(most > least)
            };
            (place_after(best), place_after(worst))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(scores: &[i64], expect: &[u32]) {
        let merits: Vec<Merit> =
            scores.iter().map(|score| Merit { score: Decimal::from(*score), ties: Vec::new() }).collect();
        let of_all = ranks(&merits.iter().collect::<Vec<_>>());
        assert_eq!(of_all, expect, "{scores:?}");
        for from in 0..scores.len() {
            let among = ranks(&merits[from..].iter().collect::<Vec<_>>());
            assert_eq!(ranks_among(&of_all[from..]), among, "{scores:?} from {from}");
        }
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
