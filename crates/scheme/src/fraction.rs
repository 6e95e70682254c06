//! Fractions: exact numbers on the way from rows to points.
//!
//! 11/24 × 15 is 6.875 and rounds to 6.88; a quotient cut to decimals before it is multiplied gives 6.87. So
//! quotients stay fractions until the one rounding, that of each indicator's points, and nothing is cut before. The total
//! adds the rounded points.
//!
//! They are not reduced, and cannot overflow: the longest way is the points of a line between two values,
//! over a rate. The rate is at most 10²⁷ over 10²⁵ (sums of 10⁸ rows, each up to 10⁹ with four decimals);
//! subtracting a number of the scheme (at most 10¹² over 10⁶) gives 10³⁷ over 10³¹, dividing by the length
//! of the line 10⁴³ over 10⁴⁴, the maximum and the weight of the stage 10⁶¹ over 10⁵⁶, and rounding or
//! comparing with another number of the scheme 10⁷³. A mean of scores by estimated weights is at most 10²⁹ over
//! 10²⁷ (10⁹ members, in parts of 10⁻¹⁶), and its longest way ends two places further, at 10⁷⁵. The largest number
//! of 256 bits is above 5 × 10⁷⁶.
//!
//! Most of them have a few digits. So they stand in 128 bits for as long as they fit; where a product does not, it is
//! worked out in 256, which is the same number.

use cunbang_model::Decimal;
use ethnum::I256;
use std::cmp::Ordering;
use std::ops::{Div, Mul, Neg, Sub};

/// A fraction; the denominator is above zero.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fraction {
    /// In 128 bits.
    Narrow { numerator: i128, denominator: i128 },
    /// In 256 bits.
    Wide { numerator: I256, denominator: I256 },
}

/// The product where it fits; most factors fit a word, and then it does.
fn product(one: i128, other: i128) -> Option<i128> {
    match (i64::try_from(one), i64::try_from(other)) {
        (Ok(one), Ok(other)) => Some(i128::from(one) * i128::from(other)),
        _ => one.checked_mul(other),
    }
}

impl Fraction {
    pub(crate) const ZERO: Self = Self::whole(0);

    /// All of something, in per cent.
    pub(crate) const ALL: Self = Self::whole(100);

    const fn whole(number: i128) -> Self {
        Self::Narrow { numerator: number, denominator: 1 }
    }

    const fn wide(self) -> (I256, I256) {
        match self {
            Self::Narrow { numerator, denominator } => (I256::new(numerator), I256::new(denominator)),
            Self::Wide { numerator, denominator } => (numerator, denominator),
        }
    }

    /// One number as a share of another; none of nothing.
    pub(crate) fn quotient(part: Decimal, whole: Decimal) -> Option<Self> {
        (!whole.is_zero()).then(|| Self::from(part) / Self::from(whole))
    }

    /// The same in per cent.
    pub(crate) fn percent(part: Decimal, whole: Decimal) -> Option<Self> {
        Self::quotient(part, whole).map(|share| share * Self::ALL)
    }

    /// One whole number over another, which must not be zero.
    pub(crate) fn of_wholes(numerator: u128, denominator: u128) -> Self {
        match (i128::try_from(numerator), i128::try_from(denominator)) {
            (Ok(numerator), Ok(denominator)) => Self::Narrow { numerator, denominator },
            _ => Self::Wide { numerator: I256::from(numerator), denominator: I256::from(denominator) },
        }
    }

    /// The mean of numbers of two places, each with its weight; none where there is no weight.
    pub(crate) fn mean(numbers: impl Iterator<Item = (Decimal, u128)> + Clone) -> Option<Self> {
        Self::narrow_mean(numbers.clone()).unwrap_or_else(|| {
            let (mut hundredths, mut weights) = (I256::ZERO, I256::ZERO);
            for (number, weight) in numbers {
                hundredths += I256::from(hundredths_of(number)) * I256::from(weight);
                weights += I256::from(weight);
            }
            (weights > I256::ZERO).then(|| Self::Wide { numerator: hundredths, denominator: weights * 100 })
        })
    }

    /// The same, where it stays within 128 bits: the outer none where not.
    #[allow(clippy::option_option)] // no weight and no room are two things
    fn narrow_mean(numbers: impl Iterator<Item = (Decimal, u128)>) -> Option<Option<Self>> {
        let (mut hundredths, mut weights) = (0_i128, 0_i128);
        for (number, weight) in numbers {
            let weight = i128::try_from(weight).ok()?;
            hundredths = hundredths.checked_add(product(hundredths_of(number), weight)?)?;
            weights = weights.checked_add(weight)?;
        }
        let denominator = product(weights, 100)?;
        Some((weights > 0).then_some(Self::Narrow { numerator: hundredths, denominator }))
    }

    pub(crate) fn is_zero(self) -> bool {
        match self {
            Self::Narrow { numerator, .. } => numerator == 0,
            Self::Wide { numerator, .. } => numerator == I256::ZERO,
        }
    }

    /// As a decimal with so many places, halves rounded away from zero; zero has no sign.
    pub(crate) fn rounded(self, places: u32) -> Decimal {
        let whole = self.narrow_rounded(places).unwrap_or_else(|| {
            let (numerator, denominator) = self.wide();
            let scaled = numerator.abs() * I256::from(power_of_ten(places)) * 2 + denominator;
            let magnitude = scaled / (denominator * 2);
            let signed = if numerator < I256::ZERO { -magnitude } else { magnitude };
            // Beyond the range of decimals lies no measure that rows can come to.
            i128::try_from(signed).unwrap_or(i128::MAX)
        });
        Decimal::try_from_i128_with_scale(whole, places).unwrap_or(Decimal::MAX)
    }

    /// The same without zeros at its end.
    pub(crate) fn shortened(self, places: u32) -> Decimal {
        let Some(mut whole) = self.narrow_rounded(places).and_then(|whole| i64::try_from(whole).ok()) else {
            return self.rounded(places).normalize();
        };
        let mut places = if whole == 0 { 0 } else { places };
        while places > 0 && whole % 10 == 0 {
            (whole, places) = (whole / 10, places - 1);
        }
        Decimal::new(whole, places)
    }

    fn narrow_rounded(self, places: u32) -> Option<i128> {
        let Self::Narrow { numerator, denominator } = self else { return None };
        let scaled =
            product(numerator.checked_abs()?, power_of_ten(places).checked_mul(2)?)?.checked_add(denominator)?;
        let twice = denominator.checked_mul(2)?;
        // A division of words takes a fraction of the time.
        let magnitude = match (u64::try_from(scaled), u64::try_from(twice)) {
            (Ok(scaled), Ok(twice)) => i128::from(scaled / twice),
            _ => scaled / twice,
        };
        Some(if numerator < 0 { -magnitude } else { magnitude })
    }
}

fn power_of_ten(exponent: u32) -> i128 {
    10_i128.pow(exponent)
}

fn hundredths_of(mut number: Decimal) -> i128 {
    if number.scale() != 2 {
        number.rescale(2);
    }
    number.mantissa()
}

impl From<Decimal> for Fraction {
    fn from(number: Decimal) -> Self {
        let number = if number.scale() == 0 { number } else { number.normalize() };
        Self::Narrow { numerator: number.mantissa(), denominator: power_of_ten(number.scale()) }
    }
}

impl Mul for Fraction {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        if let (
            Self::Narrow { numerator, denominator },
            Self::Narrow { numerator: by_numerator, denominator: by_denominator },
        ) = (self, other)
            && let (Some(numerator), Some(denominator)) =
                (product(numerator, by_numerator), product(denominator, by_denominator))
        {
            return Self::Narrow { numerator, denominator };
        }
        let ((numerator, denominator), (by_numerator, by_denominator)) = (self.wide(), other.wide());
        Self::Wide { numerator: numerator * by_numerator, denominator: denominator * by_denominator }
    }
}

impl Div for Fraction {
    type Output = Self;

    /// The divisor must not be zero.
    fn div(self, other: Self) -> Self {
        // To divide is to multiply by what is turned over.
        self.mul(other.inverted())
    }
}

impl Fraction {
    /// One over it; it must not be zero. The denominator stays above zero.
    fn inverted(self) -> Self {
        match self {
            Self::Narrow { numerator, denominator } if numerator > i128::MIN => {
                Self::Narrow { numerator: denominator * numerator.signum(), denominator: numerator.abs() }
            }
            _ => {
                let (numerator, denominator) = self.wide();
                Self::Wide { numerator: denominator * numerator.signum(), denominator: numerator.abs() }
            }
        }
    }
}

impl Sub for Fraction {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        if let (
            Self::Narrow { numerator, denominator },
            Self::Narrow { numerator: less_numerator, denominator: less_denominator },
        ) = (self, other)
            && let (Some(part), Some(less), Some(denominator)) = (
                product(numerator, less_denominator),
                product(less_numerator, denominator),
                product(denominator, less_denominator),
            )
            && let Some(numerator) = part.checked_sub(less)
        {
            return Self::Narrow { numerator, denominator };
        }
        let ((numerator, denominator), (less_numerator, less_denominator)) = (self.wide(), other.wide());
        Self::Wide {
            numerator: numerator * less_denominator - less_numerator * denominator,
            denominator: denominator * less_denominator,
        }
    }
}

impl Neg for Fraction {
    type Output = Self;

    fn neg(self) -> Self {
        Self::ZERO - self
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
        if let (
            Self::Narrow { numerator, denominator },
            Self::Narrow { numerator: other_numerator, denominator: other_denominator },
        ) = (*self, *other)
            && let (Some(one), Some(two)) =
                (product(numerator, other_denominator), product(other_numerator, denominator))
        {
            return one.cmp(&two);
        }
        let ((numerator, denominator), (other_numerator, other_denominator)) = (self.wide(), other.wide());
        (numerator * other_denominator).cmp(&(other_numerator * denominator))
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
    fn what_is_short_has_no_zeros_at_its_end() {
        let greatest = Fraction::from(Decimal::MAX) * Fraction::from(decimal("0.0001"));
        for number in
            ["0", "0.0004", "10", "12.5", "-12.50", "100.0001", "-0.00004"].map(|text| Fraction::from(decimal(text)))
        {
            for places in [0, 2, 4] {
                let (short, long) = (number.shortened(places), number.rounded(places).normalize());
                assert_eq!((short.to_string(), short.scale()), (long.to_string(), long.scale()), "{number:?}");
            }
        }
        assert_eq!(greatest.shortened(4).to_string(), greatest.rounded(4).normalize().to_string());
    }

    /// In 128 bits and in 256 the same numbers come out.
    #[test]
    fn wide_and_narrow_are_one() {
        let numbers = ["0", "1", "-1", "0.01", "33.3333", "-99999999999999999.9999", "79228162514264337593543950335"];
        let wide = |number: Fraction| {
            let (numerator, denominator) = number.wide();
            Fraction::Wide { numerator, denominator }
        };
        let all: Vec<Fraction> = numbers.iter().map(|text| Fraction::from(decimal(text))).collect();
        for (one, other) in all.iter().flat_map(|one| all.iter().map(move |other| (*one, *other))) {
            for (here, there) in
                [(one * other, wide(one) * wide(other)), (one - other, wide(one) - wide(other)), (-one, -wide(one))]
            {
                assert_eq!(here, there, "{one:?} {other:?}");
                assert_eq!(here.rounded(2), there.rounded(2), "{one:?} {other:?}");
                assert_eq!(here.shortened(4).to_string(), there.shortened(4).to_string(), "{one:?} {other:?}");
            }
            assert_eq!(one.cmp(&other), wide(one).cmp(&wide(other)));
            if !other.is_zero() {
                assert_eq!(one / other, wide(one) / wide(other), "{one:?} {other:?}");
            }
        }
        let weighed = [("100.00", 3_u128), ("-7.5", 10_u128.pow(25)), ("0.01", u128::from(u64::MAX))];
        let mean = Fraction::mean(weighed.iter().map(|(number, weight)| (decimal(number), *weight))).unwrap();
        assert_eq!(mean.rounded(2).to_string(), "-7.50");
        assert!(Fraction::mean([(Decimal::ONE, 0)].into_iter()).is_none());
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
