//! Neutralises texts that a spreadsheet program would run as a formula, and restores them.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return may be executed when the file is
//! opened; a plain number below zero is not. Full-width signs count too, because input methods turn them into
//! these. Such a text is written with an apostrophe in front, in CSV and in XLSX alike (the next person often
//! saves an XLSX as CSV). To lose nothing, a text that begins with an apostrophe gets another one, and reading
//! removes one apostrophe if one of these signs follows it.

use std::borrow::Cow;

const fn is_risky(first: char) -> bool {
    matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\'' | '＝' | '＋' | '－' | '＠')
}

/// Whether a text is a number below zero and nothing else: it runs nothing, and people work with it.
fn is_below_zero(text: &str) -> bool {
    let Some(number) = text.strip_prefix('-') else { return false };
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    [whole, part].iter().all(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The text as it can safely be written to a cell.
///
/// ```
/// use cunbang_report::harmless::{as_meant, harmless};
/// assert_eq!(harmless("=1+1"), "'=1+1");
/// assert_eq!(harmless("-1.63"), "-1.63");
/// assert_eq!(harmless("好人好事"), "好人好事");
/// assert_eq!(as_meant(&harmless("'=1")), "'=1");
/// ```
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(is_risky) && !is_below_zero(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Undoes [`harmless`]: the text that a cell stands for.
pub fn as_meant(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(is_risky) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn made_harmless_and_back_is_nothing(text in "['=+\\-@\t\r＝a好 ]{0,4}.{0,6}") {
            let cell = harmless(&text);
            let is_a_number = cell.parse::<f64>().is_ok();
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']) || is_a_number, "{cell}");
            prop_assert_eq!(as_meant(&cell), text.as_str());
        }
    }

    #[test]
    fn a_number_below_zero_stays_a_number() {
        for number in ["-13", "-1.63", "-0"] {
            assert_eq!((harmless(number), as_meant(number)), (number.into(), number));
        }
        for text in ["-", "-1+1", "-1.", "-.5", "-1.6.3", "-１", "-1e5", "-A1", "--1", "+1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
    }

    #[test]
    fn an_apostrophe_of_ones_own_stays() {
        assert_eq!(as_meant("'好"), "'好");
        assert_eq!(as_meant("'"), "'");
    }
}
