//! Fractions: exact numbers on the way from rows to points.
//!
//! 11/24 × 15 is 6.875 and rounds to 6.88; a quotient cut to decimals before it is multiplied gives 6.87. So
//! quotients stay fractions until the one rounding, and nothing is cut before.
//!
//! They are not reduced, and cannot overflow: the longest way is the points of a line between two values,
//! over a rate. The rate is at most 10²⁷ over 10²⁵ (sums of 10⁸ rows, each up to 10⁹ with four decimals);
//! subtracting a number of the scheme (at most 10¹² over 10⁶) gives 10³⁷ over 10³¹, dividing by the length
//! of the line 10⁴³ over 10⁴⁴, the maximum and the weight of the stage 10⁶¹ over 10⁵⁶, and rounding or
//! comparing with another number of the scheme 10⁷³. A mean of scores by estimated weights is at most 10²⁹ over
//! 10²⁷ (10⁹ members, in parts of 10⁻¹⁶), and its longest way ends two places further, at 10⁷⁵. The largest number
//! of 256 bits is above 5 × 10⁷⁶.

use cunbang_model::Decimal;
use ethnum::I256;
use std::cmp::Ordering;
use std::ops::{Div, Mul, Neg, Sub};

/// A fraction; the denominator is above zero.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fraction {
    numerator: I256,
    denominator: I256,
}

impl Fraction {
    pub(crate) const ZERO: Self = Self { numerator: I256::ZERO, denominator: I256::ONE };

    /// All of something, in per cent.
    pub(crate) const ALL: Self = Self { numerator: I256::new(100), denominator: I256::ONE };

    /// One number as a share of another; none of nothing.
    pub(crate) fn quotient(part: Decimal, whole: Decimal) -> Option<Self> {
        (!whole.is_zero()).then(|| Self::from(part) / Self::from(whole))
    }

    /// The same in per cent.
    pub(crate) fn percent(part: Decimal, whole: Decimal) -> Option<Self> {
        Self::quotient(part, whole).map(|share| Self { numerator: share.numerator * 100, ..share })
    }

    /// One whole number over another, which must not be zero.
    pub(crate) fn of_wholes(numerator: u128, denominator: u128) -> Self {
        Self { numerator: I256::from(numerator), denominator: I256::from(denominator) }
    }

    /// The mean of numbers of two places, each with its weight; none where there is no weight.
    pub(crate) fn mean(numbers: impl Iterator<Item = (Decimal, u128)>) -> Option<Self> {
        let (mut hundredths, mut weights) = (I256::ZERO, I256::ZERO);
        for (mut number, weight) in numbers {
            number.rescale(2);
            hundredths += I256::from(number.mantissa()) * I256::from(weight);
            weights += I256::from(weight);
        }
        (weights > I256::ZERO).then(|| Self { numerator: hundredths, denominator: weights * 100 })
    }

    pub(crate) fn is_zero(self) -> bool {
        self.numerator == I256::ZERO
    }

    /// As a decimal with so many places, halves rounded away from zero; zero has no sign.
    pub(crate) fn rounded(self, places: u32) -> Decimal {
        let scaled = self.numerator.abs() * power_of_ten(places) * 2 + self.denominator;
        let magnitude = scaled / (self.denominator * 2);
        let signed = if self.numerator < I256::ZERO { -magnitude } else { magnitude };
        // Beyond the range of decimals lies no measure that rows can come to.
        let whole = i128::try_from(signed).unwrap_or(i128::MAX);
        Decimal::try_from_i128_with_scale(whole, places).unwrap_or(Decimal::MAX)
    }
}

fn power_of_ten(exponent: u32) -> I256 {
    I256::from(10_i128.pow(exponent))
}

impl From<Decimal> for Fraction {
    fn from(number: Decimal) -> Self {
        let number = number.normalize();
        Self { numerator: I256::from(number.mantissa()), denominator: power_of_ten(number.scale()) }
    }
}

impl Mul for Fraction {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self { numerator: self.numerator * other.numerator, denominator: self.denominator * other.denominator }
    }
}

impl Div for Fraction {
    type Output = Self;

    /// The divisor must not be zero.
    fn div(self, other: Self) -> Self {
        let sign = other.numerator.signum();
        Self {
            numerator: self.numerator * other.denominator * sign,
            denominator: self.denominator * other.numerator.abs(),
        }
    }
}

impl Sub for Fraction {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            numerator: self.numerator * other.denominator - other.numerator * self.denominator,
            denominator: self.denominator * other.denominator,
        }
    }
}

impl Neg for Fraction {
    type Output = Self;

    fn neg(self) -> Self {
        Self { numerator: -self.numerator, ..self }
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Fraction {}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_quotient_is_whole_until_it_is_rounded() {
        let share = Fraction::quotient(decimal("11"), decimal("24")).unwrap();
        assert_eq!((share * Fraction::from(decimal("15"))).rounded(2).to_string(), "6.88");
        let third = Fraction::quotient(decimal("1"), decimal("3")).unwrap();
        assert_eq!(third * Fraction::from(decimal("3")), Fraction::from(Decimal::ONE));
        assert!(Fraction::quotient(Decimal::ONE, Decimal::ZERO).is_none());
    }

    #[test]
    fn halves_round_away_from_zero_and_zero_has_no_sign() {
        for (number, places, expect) in [
            ("2.345", 2, "2.35"),
            ("-2.345", 2, "-2.35"),
            ("2.3449999999", 2, "2.34"),
            ("-0.004", 2, "0.00"),
            ("7", 2, "7.00"),
            ("0.00005", 4, "0.0001"),
        ] {
            assert_eq!(Fraction::from(decimal(number)).rounded(places).to_string(), expect, "{number}");
        }
    }

    #[test]
    fn order_does_not_depend_on_how_a_fraction_is_written() {
        let half = Fraction::quotient(decimal("-1"), decimal("-2")).unwrap();
        assert_eq!(half, Fraction::from(decimal("0.50")));
        assert!(-half < Fraction::ZERO && Fraction::ZERO < half && half < Fraction::from(decimal("0.500001")));
        assert!((half - half).is_zero());
    }

    /// The greatest numbers that rows and schemes may hold, on the longest way that the engine takes.
    #[test]
    fn the_longest_way_stays_within_256_bits() {
        let sum = decimal("99999999999999999.9999");
        let rate = Fraction::percent(sum, decimal("99999999999999999.9997")).unwrap();
        let (from, to) = (decimal("999999.999999"), decimal("-999999.999999"));
        let line = (rate - Fraction::from(from)) / Fraction::from(to - from);
        let points = line * Fraction::from(decimal("999999.999999")) * Fraction::from(decimal("0.999999"));
        assert!(points < Fraction::from(decimal("999999.999999")));
        assert_eq!(points.rounded(2).to_string(), "499949.50");
        assert!(rate > Fraction::percent(sum, sum).unwrap());
    }
}
