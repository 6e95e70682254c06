//! Numerals 数字写法: decimals as text, spelled as [`Decimal`] spells them.
//!
//! An outcome of a whole country has millions of numbers, nearly all of a few digits. These are written digit by digit
//! from a machine word; whatever does not fit one, `Decimal` writes itself.

use cunbang_model::Decimal;
use std::fmt;

/// A decimal to be written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numeral(pub(crate) Decimal);

/// The most digits of a word, a point, a sign, and zeros before the first digit.
const MOST_BYTES: usize = 32;
/// The most places that are written here.
const MOST_PLACES: u32 = 9;

impl fmt::Display for Numeral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number) = *self;
        let word = u64::try_from(number.mantissa().unsigned_abs()).ok();
        let Some(mut rest) = word.filter(|_| number.scale() <= MOST_PLACES) else {
            return fmt::Display::fmt(&number, f);
        };
        let mut text = [b'0'; MOST_BYTES];
        let mut start = MOST_BYTES;
        for place in 0.. {
            if place > 0 && place == number.scale() {
                start -= 1;
                text[start] = b'.';
            }
            if rest == 0 && place > number.scale() {
                break;
            }
            start -= 1;
            // A digit.
            text[start] = b'0' + u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
        if number.is_sign_negative() {
            start -= 1;
            text[start] = b'-';
        }
        f.write_str(std::str::from_utf8(&text[start..]).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_spelled_as_decimals_are() {
        for text in
            ["0", "0.00", "-0.00", "7", "-7", "0.05", "10", "10.0", "87.50", "0.000000001", "18446744073709551615"]
        {
            let number: Decimal = text.parse().unwrap();
            assert_eq!(Numeral(number).to_string(), number.to_string());
        }
        let negative_nothing = -Decimal::new(0, 2);
        assert_eq!(Numeral(negative_nothing).to_string(), negative_nothing.to_string());
    }

    proptest! {
        #[test]
        fn so_are_all_others(mantissa in -(1_i128 << 90)..1_i128 << 90, cut in 0_u32..91, scale in 0_u32..=28) {
            let number = Decimal::from_i128_with_scale(mantissa >> cut, scale);
            prop_assert_eq!(Numeral(number).to_string(), number.to_string());
        }
    }
}
