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
