//! Which candidates are certain 确定 while villages are still outstanding, and which are only possible 可能.

use crate::level::Level;
use crate::outcome::{Outcome, OutcomeRow};
use cunbang_model::UnitCode;
use std::collections::BTreeSet;

impl Outcome {
    /// The candidates that stay on the list whatever those that are not wholly received still send. The list grows
    /// with those who come in, so a candidate is certain where it has a place on today's list even with all of them
    /// below it that may come to lie there. It may lose it by a decision of people, which nothing here foresees.
    pub fn certain_candidates(&self) -> BTreeSet<UnitCode> {
        let rows = self.rows(Level::Village);
        let listed: Vec<&OutcomeRow> = rows.iter().filter(|row| row.candidate == Some(true)).collect();
        let worse_than = |row: &OutcomeRow| listed.iter().filter(|other| other.rank > row.rank).count();
        // Of those equal at the cut all are listed: the list has at least as many places as it takes to reach them.
        let places = listed.iter().map(|row| worse_than(row) + 1).max().unwrap_or_default();
        let may_join_below = |row: &OutcomeRow| {
            let may = |pending: &&OutcomeRow| {
                pending.bounds.is_none_or(|bounds| row.score.is_none_or(|score| bounds.worst_score <= score))
            };
            rows.iter().filter(|row| row.status.is_pending()).filter(may).count()
        };
        let certain = listed.iter().filter(|row| worse_than(row) + may_join_below(row) < places);
        certain.map(|row| row.unit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Bounds, SchemeName, Status};
    use cunbang_model::Decimal;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    fn unit(number: u32) -> UnitCode {
        format!("3305221032{number:02}").parse().unwrap()
    }

    /// `(score, rank, candidate)` of those received, then the worst scores of those that are not.
    fn certain(received: &[(i64, u32, bool)], worst: &[i64]) -> Vec<u32> {
        let row = |number: u32| OutcomeRow {
            unit: unit(number),
            member: None,
            name: String::new(),
            kind: "village".to_owned(),
            parent: None,
            score: None,
            rank: None,
            rank_in_parent: None,
            stars: None,
            status: Status::NotReceived,
            bounds: None,
            candidate: Some(false),
            warned: false,
            decision: None,
            indicators: Arc::default(),
        };
        let ranked = (0..).zip(received).map(|(number, (score, rank, candidate))| OutcomeRow {
            score: Some(Decimal::from(*score)),
            rank: Some(*rank),
            candidate: Some(*candidate),
            status: Status::Received,
            ..row(number)
        });
        let pending = (50..).zip(worst).map(|(number, worst)| OutcomeRow {
            bounds: Some(Bounds {
                best_score: Decimal::ONE_HUNDRED,
                worst_score: Decimal::from(*worst),
                best_rank: 1,
                worst_rank: 99,
            }),
            ..row(number)
        });
        let outcome = Outcome {
            period: "2026Q3".parse().unwrap(),
            scheme: SchemeName { name: String::new(), hash: String::new() },
            levels: BTreeMap::from([(Level::Village, ranked.chain(pending).collect())]),
            coverage: None,
            candidates: None,
        };
        let certain = outcome.certain_candidates();
        (0..50).filter(|number| certain.contains(&unit(*number))).collect()
    }

    #[test]
    fn whoever_is_outstanding_may_take_a_place_at_the_cut() {
        let received = [(90, 1, false), (60, 2, true), (50, 3, true), (40, 4, true)];
        assert_eq!(certain(&received, &[]), [1, 2, 3], "all are in");
        assert_eq!(certain(&received, &[0]), [2, 3]);
        assert_eq!(certain(&received, &[0, 0]), [3]);
        assert_eq!(certain(&received, &[0, 0, 0]), Vec::<u32>::new());
        assert_eq!(certain(&received, &[55]), [2, 3], "it can only come to lie below the first of them");
        assert_eq!(certain(&received, &[55, 70, 80]), [2, 3]);
        assert_eq!(certain(&received, &[40]), [2, 3], "tie-breakers may decide either way");
    }

    #[test]
    fn those_equal_at_the_cut_share_its_place() {
        let received = [(90, 1, false), (60, 2, true), (60, 2, true), (40, 4, true)];
        assert_eq!(certain(&received, &[]), [1, 2, 3]);
        assert_eq!(certain(&received, &[0]), [3]);
    }
}
