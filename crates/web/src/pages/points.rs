//! Points as they are printed: with a minus of their own, the same on all pages.

use cunbang_model::Decimal;

/// A number.
pub(crate) fn figure(points: Decimal) -> String {
    if points.is_zero() { points.abs().to_string() } else { printed(&points.to_string()) }
}

/// A number, or that there is none.
pub(crate) fn figure_or_none(points: Option<Decimal>) -> String {
    points.map_or_else(|| "—".to_owned(), figure)
}

/// Points that change a score, with their sign.
pub(crate) fn signed(points: Decimal) -> String {
    if points.is_sign_negative() || points.is_zero() { figure(points) } else { format!("+{points}") }
}

/// A number that is a text already.
pub(crate) fn printed(points: &str) -> String {
    points.strip_prefix('-').map_or_else(|| points.to_owned(), |points| format!("−{points}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minus_is_printed_alike_and_nothing_is_neither_more_nor_less() {
        let number = |text: &str| text.parse::<Decimal>().unwrap();
        let said = |text: &str| (figure(number(text)), signed(number(text)));
        assert_eq!(said("-1.50"), ("−1.50".to_owned(), "−1.50".to_owned()));
        assert_eq!(said("2.00"), ("2.00".to_owned(), "+2.00".to_owned()));
        for zero in ["0.00", "-0.00"] {
            assert_eq!(said(zero), ("0.00".to_owned(), "0.00".to_owned()));
        }
        assert_eq!(printed("-3"), "−3");
    }
}
