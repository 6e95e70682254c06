//! Points and scores: exact decimals.

pub use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy;

/// Rounds half up (away from zero) to a hundredth of a point, as every indicator is.
///
/// ```
/// use cunbang_model::{Decimal, round_points};
/// assert_eq!(round_points("2.345".parse::<Decimal>().unwrap()).to_string(), "2.35");
/// assert_eq!(round_points("2".parse::<Decimal>().unwrap()).to_string(), "2.00");
/// ```
pub fn round_points(points: Decimal) -> Decimal {
    let mut rounded = points.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(2);
    rounded
}

/// The median of scores that are in order, rounded half up to 0.01: of an even number, the mean of both in the middle.
///
/// ```
/// use cunbang_model::{Decimal, median};
/// let scores = |all: &[i64]| all.iter().map(|score| Decimal::new(*score, 2)).collect::<Vec<_>>();
/// assert_eq!(median(&[]), None);
/// assert_eq!(median(&scores(&[100])).unwrap().to_string(), "1.00");
/// assert_eq!(median(&scores(&[100, 200, 900])).unwrap().to_string(), "2.00");
/// assert_eq!(median(&scores(&[100, 201])).unwrap().to_string(), "1.51", "rounded half up, as scores are");
/// ```
pub fn median(in_order: &[Decimal]) -> Option<Decimal> {
    let middle = in_order.len() / 2;
    let upper = *in_order.get(middle)?;
    if in_order.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *in_order.get(middle.checked_sub(1)?)?;
    Some(round_points((lower + upper) / Decimal::TWO))
}
