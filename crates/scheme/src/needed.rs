//! What a village needs 差距: the score from which on it is off the list of candidates, the others as they are.

use crate::Level;
use crate::candidate::CandidateRule;
use crate::scheme::Scheme;
use cunbang_model::{Decimal, UnitKind};

/// The smallest step of a score.
const STEP: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

impl Scheme {
    pub(crate) fn villages_listed(&self) -> Option<&CandidateRule> {
        self.levels.get(&Level::Village)?.candidates.as_ref()
    }

    /// Whether villages of a kind can be candidates for the backward list.
    pub fn may_list(&self, kind: UnitKind) -> bool {
        self.villages_listed().is_some_and(|rule| rule.kinds.contains(&kind))
    }

    /// The score from which on a village is off the list of candidates whatever the tie-breakers say, given the scores
    /// of the other villages that are ranked and can be on it. None where the scheme names no candidates, or where there
    /// are too few others for anybody to leave it.
    ///
    /// The list has a number of places: whoever leaves it makes room for the next one above. So it takes more than the
    /// best score among as many of the others, the worst first, as there are places.
    pub fn off_the_list_from(&self, others: &[Decimal]) -> Option<Decimal> {
        let rule = self.villages_listed()?;
        let places = rule.count(others.len() + 1);
        let mut from_worst = others.to_vec();
        from_worst.sort_unstable();
        let from = *from_worst.get(places.checked_sub(1)?)? + STEP;
        Some(rule.ceiling().map_or(from, |ceiling| from.min(ceiling)))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const SCHEME: &str = r#"
name = "x"
title = "x"
period = "quarter"
[village]
[[village.indicators]]
id = "deeds"
title = "deeds"
max = 100
measure = { kind = "count", table = "deeds" }
points = { kind = "per", each = 1 }
[village.candidates]
share = 0.25
kinds = ["village"]
"#;

    fn check(others: &[i64], expect: Option<&str>) {
        let scheme = Scheme::parse(SCHEME).unwrap();
        let others: Vec<Decimal> = others.iter().map(|score| Decimal::from(*score)).collect();
        let from = scheme.off_the_list_from(&others);
        assert_eq!(from, expect.map(|score| score.parse().unwrap()), "{others:?}");
    }

    #[test]
    fn whoever_leaves_the_list_makes_room_for_the_next() {
        // Of four one is listed: the village itself, or the worst of the others.
        check(&[50, 60, 70], Some("50.01"));
        // Of eight two: it must be above the second of the others.
        check(&[40, 50, 50, 60, 70, 80, 90], Some("50.01"));
        check(&[90, 40], Some("40.01"));
        check(&[], None);
    }

    #[test]
    fn only_some_kinds_are_listed() {
        let scheme = Scheme::parse(SCHEME).unwrap();
        assert!(scheme.may_list(UnitKind::Village) && !scheme.may_list(UnitKind::Community));
        let without = Scheme::parse(SCHEME.split("[village.candidates]").next().unwrap()).unwrap();
        assert!(!without.may_list(UnitKind::Village));
        assert_eq!(without.off_the_list_from(&[Decimal::ONE]), None);
    }
}
