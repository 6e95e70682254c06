//! How scores lie: the middle of them.

use cunbang_model::{Decimal, round_points};

/// The median of scores that are in order: of an even number, the mean of both in the middle.
pub(crate) fn median(scores: &[Decimal]) -> Option<Decimal> {
    let middle = scores.len() / 2;
    let upper = *scores.get(middle)?;
    if scores.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *scores.get(middle.checked_sub(1)?)?;
    Some(round_points((lower + upper) / Decimal::TWO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_odd_and_even_numbers() {
        let median = |scores: &[i64]| {
            let scores: Vec<Decimal> = scores.iter().map(|score| Decimal::new(*score, 2)).collect();
            median(&scores).map(|middle| middle.to_string())
        };
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[100]).as_deref(), Some("1.00"));
        assert_eq!(median(&[100, 200, 900]).as_deref(), Some("2.00"));
        assert_eq!(median(&[100, 201]).as_deref(), Some("1.51"), "rounded half up, as scores are");
    }
}
