//! How means of several periods are compared.

use super::*;

/// Found by somebody who read that the mean had fallen by 2.15, when a village that had done well was not received.
#[test]
fn a_trend_compares_those_that_were_ranked_both_times() {
    let scores = |of: &[(&str, i64)]| -> Scores {
        of.iter().map(|(unit, score)| (unit.parse().unwrap(), Decimal::from(*score))).collect()
    };
    let [a, b, c] = ["330522103201", "330522103202", "330522103203"];
    let period = |text: &str| text.parse::<Period>().unwrap();
    let series = [
        (period("2026Q1"), scores(&[(a, 90), (b, 60)])),
        (period("2026Q2"), scores(&[(a, 84), (c, 90)])),
        (period("2026Q3"), scores(&[(b, 70)])),
    ];
    let means = means(&series);
    let told: Vec<(i64, usize)> =
        means.iter().map(|one| (i64::try_from(one.mean.trunc().mantissa()).unwrap(), one.ranked)).collect();
    assert_eq!(told, [(75, 2), (87, 2), (70, 1)], "{means:?}");
    let same: Vec<_> = means.iter().map(|one| one.same.map(|same| (same.villages, same.before, same.now))).collect();
    let both = Some((1, Decimal::from(90), Decimal::from(84)));
    assert_eq!(same, [None, both, Some((0, Decimal::ZERO, Decimal::ZERO))]);
    // What the line shows and what is said of it are of the same villages.
    let two = super::means(&series[..2]);
    assert_eq!(
        two.iter().map(|one| one.of_same).collect::<Vec<_>>(),
        [Some(Decimal::from(90)), Some(Decimal::from(84))]
    );
}
