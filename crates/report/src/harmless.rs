//! Texts that a spreadsheet program would run as a formula, made harmless, and back.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return may be run when the file is
//! opened; full-width signs are turned into these by input methods. Such a text is written with an
//! apostrophe before it, in CSV and in XLSX alike (an XLSX is often saved as CSV by the next person).
//! So that nothing is lost, a text that begins with an apostrophe gets one more, and reading takes one
//! apostrophe off wherever one of these signs follows it.

use std::borrow::Cow;

const fn is_risky(first: char) -> bool {
    matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\'' | '＝' | '＋' | '－' | '＠')
}

/// The text as it may stand in a cell.
///
/// ```
/// use cunbang_report::harmless::{as_meant, harmless};
/// assert_eq!(harmless("=1+1"), "'=1+1");
/// assert_eq!(harmless("好人好事"), "好人好事");
/// assert_eq!(as_meant(&harmless("'=1")), "'=1");
/// ```
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(is_risky) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that was meant by a cell: what [`harmless`] did is undone.
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
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']));
            prop_assert_eq!(as_meant(&cell), text.as_str());
        }
    }

    #[test]
    fn an_apostrophe_of_ones_own_stays() {
        assert_eq!(as_meant("'好"), "'好");
        assert_eq!(as_meant("'"), "'");
    }
}
