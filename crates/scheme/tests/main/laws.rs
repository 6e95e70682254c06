//! Laws of ranking: the order of rows does not matter, points add up, bounds hold, ranks are 1-2-2-4.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::any::{EARLIER, any_county};
use cunbang_model::Row;
use cunbang_scheme::{Decision, GroupKind, Inputs, Level, Outcome, Ranker, ReceiptState, Scheme, Status, pack};
use cunbang_world::inputs::{self, period_of, rows_of, sealed_on, shipped};
use cunbang_world::tree::village;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Every pack; its periods all hold the quarter that the rows are of.
pub(crate) fn schemes() -> Vec<Scheme> {
    pack::list().iter().map(|pack| Scheme::parse(pack.text).unwrap()).collect()
}

/// Every pack with a county above, with either kind of weights in the means of scores.
fn schemes_by_weight() -> Vec<Scheme> {
    const COUNTY: &str = r#"
[county]
[[county.indicators]]
id = "below"
title = "below"
max = 100
measure = { kind = "children", weight = "members" }
points = { kind = "value" }
"#;
    let (members, equal) = ("weight = \"members\"", "weight = \"equal\"");
    let variants = pack::list().iter().flat_map(|pack| {
        let county = if pack.text.contains("[county]") { "" } else { COUNTY };
        let text = format!("{}{county}", pack.text);
        [text.replace(members, equal), text.replace(equal, members)]
    });
    // Rules about members alone have nothing below a county.
    variants.filter_map(|text| Scheme::parse(&text).ok()).collect()
}

pub(crate) fn outcome(scheme: &Scheme, inputs: &Inputs) -> Outcome {
    let mut inputs = inputs.clone();
    inputs.period = period_of(scheme);
    inputs::outcome(scheme, &inputs)
}

/// Whether villages have no more points with less, at any indicator of any pack, and none escapes the ranking.
fn gives_no_more(with: &Inputs, without: &Inputs) -> Result<(), TestCaseError> {
    for scheme in schemes() {
        let before = outcome(&scheme, with);
        for row in outcome(&scheme, without).rows(Level::Village) {
            let then = before.unit(row.unit).unwrap();
            for info in scheme.indicators().iter().filter(|info| info.level == Level::Village) {
                let points = |row: &cunbang_scheme::OutcomeRow| {
                    row.indicators.iter().find(|line| line.id == info.id).and_then(|line| line.points)
                };
                // What does not apply costs nothing, as a deduction of nothing does.
                let costs = |points: Option<cunbang_model::Decimal>| {
                    points.or((info.group_kind == GroupKind::Deducted).then_some(cunbang_model::Decimal::ZERO))
                };
                // Nor does a village escape the ranking so.
                let is_kept = row.score.is_some() || row.status != then.status || then.score.is_none();
                prop_assert!(is_kept, "{}: no score without", scheme.name());
                if then.score.is_none() || row.score.is_none() {
                    continue;
                }
                if let (Some(now), Some(then)) = (costs(points(row)), costs(points(then))) {
                    prop_assert!(now <= then, "{} {}: {now} without, {then} with", scheme.name(), info.id);
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_does_not_matter(inputs in any_county(), seed in any::<u64>()) {
        let mut turned = inputs.clone();
        let mut state = seed | 1;
        for village in turned.villages.values_mut() {
            let rows = rows_of(village);
            for index in (1..rows.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                rows.swap(index, usize::try_from(state >> 33).unwrap() % (index + 1));
            }
        }
        for scheme in schemes() {
            prop_assert_eq!(
                outcome(&scheme, &inputs).to_canonical_json(),
                outcome(&scheme, &turned).to_canonical_json()
            );
        }
    }

    /// What a ranker remembers of earlier inputs never shows: whatever changed meanwhile, its outcome is
    /// that of a first ranking.
    #[test]
    fn ranking_again_is_ranking_anew(
        inputs in any_county(),
        changes in proptest::collection::vec((0_usize..7, 0_usize..5, any::<u8>()), 1..8),
    ) {
        for scheme in schemes() {
            let ranker = Ranker::default();
            let mut inputs = inputs.clone();
            inputs.period = outcome(&scheme, &inputs).period;
            let earlier = EARLIER.map(|period| period.parse().unwrap());
            for (what, place, which) in &changes {
                let unit = village(*place);
                match (what, inputs.villages.get_mut(&unit)) {
                    (0, Some(village)) => village.receipt = sealed_on("2026-11-01"),
                    (1, Some(village)) => drop(rows_of(village).pop()),
                    (2, Some(village)) => {
                        // The same rows in other batches.
                        let rows = std::mem::take(rows_of(village));
                        village.rows = rows.chunks(3).map(|batch| batch.to_vec().into()).collect();
                        village.rows.push(Vec::new().into());
                    }
                    (3, Some(village)) => {
                        village.decision = Some(Decision::Excuse(format!("{which}")));
                    }
                    (4, _) => drop(inputs.villages.remove(&unit)),
                    (5, _) => {
                        let period = earlier[usize::from(*which) % EARLIER.len()];
                        let then = Outcome { period, ..outcome(&scheme, &inputs) };
                        inputs.past.insert_outcome(&then, "r");
                    }
                    _ => inputs.names.insert(unit, "m1", format!("王{which}")),
                }
                for _ in 0..2 {
                    prop_assert_eq!(
                        ranker.rank(&scheme, &inputs).unwrap().to_canonical_json(),
                        outcome(&scheme, &inputs).to_canonical_json()
                    );
                }
            }
        }
    }

    #[test]
    fn points_add_up_to_the_score(inputs in any_county()) {
        for scheme in schemes() {
            for row in outcome(&scheme, &inputs).levels.values().flatten() {
                if let Some(score) = row.score {
                    let sum: cunbang_model::Decimal = row.indicators.iter().filter_map(|line| line.points).sum();
                    prop_assert_eq!(sum, score);
                    prop_assert_eq!(score.scale(), 2);
                }
            }
        }
    }

    /// Bounds of villages and townships hold whatever their villages still send or withdraw, and for ranks
    /// whatever the others turn out to be. Inspections count as they stand.
    #[test]
    fn bounds_hold_whatever_comes(
        early in any_county(),
        late in any_county(),
        states in proptest::collection::vec((0_u8..6, proptest::option::of(1_u32..9)), 5),
    ) {
        let (mut early, mut late) = (early, late);
        late.past = early.past.clone();
        for (index, (state, count)) in states.into_iter().enumerate() {
            let unit = village(index);
            let (before, after) = (early.villages.get_mut(&unit).unwrap(), late.villages.get_mut(&unit).unwrap());
            let is_inspection = |row: &Row| row.table().document() == cunbang_model::DocumentKind::Inspection;
            match state {
                0 => {
                    before.decision = Some(Decision::NotCarriedOut("x".to_owned()));
                    *after = before.clone();
                }
                1 | 2 => {
                    before.receipt = sealed_on("2026-10-01");
                    *after = before.clone();
                }
                _ => {
                    before.receipt = if state == 3 { ReceiptState::Nothing } else { ReceiptState::Partial };
                    if state == 3 {
                        rows_of(before).retain(is_inspection);
                    }
                    after.receipt = sealed_on(if state == 4 { "2026-10-01" } else { "2027-03-01" });
                    rows_of(after).retain(|row| !is_inspection(row));
                    let inspected: Vec<Row> = rows_of(before).iter().filter(|row| is_inspection(row)).cloned().collect();
                    rows_of(after).extend(inspected);
                }
            }
            for inputs in [&mut early, &mut late] {
                inputs.county_counts.extend(count.map(|count| (unit, count)));
            }
        }
        for scheme in schemes() {
            let (before, after) = (outcome(&scheme, &early), outcome(&scheme, &late));
            // Where nothing is waited for, a township's mean still weighs its villages by the rosters that come.
            let is_ranked_silent = scheme.text().contains("silent = \"ranked\"");
            let levels = [Level::Village, Level::Township];
            for level in levels.into_iter().take(if is_ranked_silent { 1 } else { 2 }) {
                for row in before.rows(level) {
                    let last = after.unit(row.unit).unwrap();
                    // Of what nobody stated anything by which to score it, nothing is bounded.
                    let (Some(score), Some(rank)) = (last.score, last.rank) else { continue };
                    let Some(bounds) = row.bounds else {
                        prop_assert_eq!(row.score, last.score);
                        continue;
                    };
                    prop_assert!(bounds.worst_score <= score && score <= bounds.best_score, "{bounds:?} {score} {}", row.unit);
                    prop_assert!(bounds.best_rank <= rank && rank <= bounds.worst_rank, "{bounds:?} {rank} {}", row.unit);
                }
            }
            // Whoever is on the list only in the end, and was pending before, was named as open.
            for row in after.candidates() {
                let summary = before.candidates.as_ref().unwrap();
                let then = before.unit(row.unit).unwrap();
                prop_assert!(!then.status.is_pending() || summary.pending.contains(&row.unit), "{} {summary:?}", row.unit);
            }
        }
    }

    /// A score from what came lies within its bounds, on every level. The exception has a name: a mean of equal weights that
    /// leaves out a unit of which nothing is here; `bounds.rs` shows it.
    #[test]
    fn a_score_from_what_came_lies_within_its_bounds(
        inputs in any_county(),
        decisions in proptest::collection::vec((0_u8..8, proptest::option::of(0_u32..9)), 5),
    ) {
        let mut inputs = inputs;
        for (index, (decision, count)) in decisions.into_iter().enumerate() {
            let unit = village(index);
            inputs.villages.get_mut(&unit).unwrap().decision = match decision {
                0 => Some(Decision::Excuse("x".to_owned())),
                1 => Some(Decision::NotCarriedOut("x".to_owned())),
                _ => None,
            };
            inputs.county_counts.extend(count.map(|count| (unit, count)));
        }
        for scheme in schemes_by_weight() {
            let outcome = outcome(&scheme, &inputs);
            let is_equal = scheme.text().contains("weight = \"equal\"");
            let silent: Vec<_> = outcome.levels.values().flatten().filter(|row| row.status == Status::NotReceived).collect();
            for row in outcome.levels.values().flatten() {
                let (Some(score), Some(bounds)) = (row.score, row.bounds) else { continue };
                if is_equal && silent.iter().any(|below| below.unit.is_below(&row.unit)) {
                    continue;
                }
                let is_within = bounds.worst_score <= score && score <= bounds.best_score;
                prop_assert!(is_within, "{} {} {bounds:?} {score}", scheme.name(), row.unit);
            }
        }
    }

    /// First place is never backward, and neither is anybody below the coverage that the scheme states.
    #[test]
    fn candidates_are_received_and_behind_another(inputs in any_county()) {
        for scheme in schemes() {
            let outcome = outcome(&scheme, &inputs);
            // A scheme about members alone ranks no village.
            let Some(coverage) = outcome.coverage else {
                prop_assert!(scheme.levels().all(|level| level == Level::Member));
                continue;
            };
            let of_village = |row: &&cunbang_scheme::OutcomeRow| row.status == Status::Received;
            prop_assert_eq!(usize::try_from(coverage.received).unwrap(), outcome.rows(Level::Village).iter().filter(of_village).count());
            for row in outcome.candidates() {
                prop_assert!(coverage.is_enough() && row.status == Status::Received && row.rank > Some(1));
            }
        }
    }

    /// Nothing is not zero: without a score there are no points, on any level. What is measured of one that is here, and has
    /// nothing to be scored by, is shown all the same.
    #[test]
    fn what_has_no_score_has_no_points(inputs in any_county()) {
        for scheme in schemes() {
            for row in outcome(&scheme, &inputs).levels.values().flatten().filter(|row| row.score.is_none()) {
                prop_assert!(row.indicators.iter().all(|line| line.points.is_none()), "{row:?}");
                let is_here = matches!(row.status, Status::Received | Status::Provisional);
                prop_assert!(is_here || row.indicators.iter().all(|line| line.measure.is_none()), "{row:?}");
            }
        }
    }

    /// A table that a village leaves out never helps it. (Tasks hold missed targets, and without a roster
    /// nobody can tell whose deeds count.)
    #[test]
    fn leaving_a_table_out_never_helps(inputs in any_county()) {
        use cunbang_model::Table;
        for scheme in schemes() {
            let before = outcome(&scheme, &inputs);
            for table in [Table::Posts, Table::Meetings, Table::Attendance, Table::Deeds, Table::Commitments, Table::Visits] {
                let mut without = inputs.clone();
                for village in without.villages.values_mut() {
                    rows_of(village).retain(|row| row.table() != table);
                }
                for row in outcome(&scheme, &without).rows(Level::Village) {
                    if let (Some(score), Some(then)) = (row.score, before.unit(row.unit).unwrap().score) {
                        prop_assert!(score <= then, "{table} {}: {score} without, {then} with", scheme.name());
                    }
                }
            }
        }
    }

    /// Deleting a village's own rows never raises its points at any indicator of any pack: not what it did, not the
    /// figures it states, each row by itself, and not members on its roster, as far as the county counts them. One stays on it: without a roster nobody can tell whose rows count.
    #[test]
    fn silence_is_never_rewarded(
        inputs in any_county(),
        kept in proptest::collection::vec(any::<bool>(), 40),
        left_out in 0_usize..4,
    ) {
        use cunbang_model::{Table, document::DocumentKind};
        let mut inputs = inputs;
        let mut without = inputs.clone();
        for (unit, village) in &mut without.villages {
            let mut kept = kept.iter().cycle();
            let roster: BTreeSet<String> =
                rows_of(village).iter().filter(|row| row.table() == Table::Standing).map(Row::key).collect();
            let is_of_roster = |row: &&Row| matches!(row.table(), Table::Standing | Table::Members);
            let members: BTreeSet<Option<&str>> =
                village.rows.iter().flat_map(|rows| rows.iter()).filter(is_of_roster).map(|row| row.text("member")).collect();
            let count = u32::try_from(members.len()).unwrap();
            for counts in [&mut inputs.county_counts, &mut without.county_counts] {
                counts.insert(*unit, count);
            }
            // Rows under one key go together.
            let together = Row::key;
            let is_own = |table: Table| table.document() == DocumentKind::Ledger && table != Table::Standing;
            let keys: BTreeSet<String> =
                rows_of(village).iter().filter(|row| is_own(row.table())).map(together).collect();
            let mut gone: BTreeSet<String> = keys.into_iter().filter(|_| !kept.next().unwrap()).collect();
            gone.extend(roster.into_iter().skip(1).take(left_out));
            rows_of(village).retain(|row| !gone.contains(&together(row)));
        }
        gives_no_more(&inputs, &without)?;
    }

    /// Nor does blanking any cell of what a village wrote: a meeting of which the reason is blanked, and at which nobody is
    /// marked present, was not held for that.
    #[test]
    fn a_blank_is_never_rewarded(inputs in any_county(), kept in proptest::collection::vec(any::<bool>(), 41)) {
        use cunbang_model::{Table, document::DocumentKind};
        let mut inputs = inputs;
        for village in inputs.villages.values_mut() {
            let rows = rows_of(village);
            let mut keys = BTreeSet::new();
            rows.retain(|row| keys.insert(row.key()));
            let is_not_held = |row: &&Row| row.get("reason_not_held").is_some();
            let not_held: BTreeSet<String> =
                rows.iter().filter(is_not_held).filter_map(|row| row.text("meeting").map(str::to_owned)).collect();
            rows.retain(|row| row.table() != Table::Attendance || row.text("meeting").is_none_or(|id| !not_held.contains(id)));
        }
        let mut blanked = inputs.clone();
        let mut kept = kept.iter().cycle();
        for village in blanked.villages.values_mut() {
            for row in rows_of(village).iter_mut().filter(|row| row.table().document() == DocumentKind::Ledger) {
                let columns = row.table().columns().iter().zip(row.cells());
                // A commitment of nobody is the organisation's: another one, and none that says less.
                let stays = |column: &cunbang_model::Column| column.required || column.name == "member";
                let cells: Vec<_> =
                    columns.map(|(column, cell)| cell.clone().filter(|_| stays(column) || *kept.next().unwrap())).collect();
                *row = Row::from_values(row.table(), cells).unwrap();
            }
        }
        gives_no_more(&inputs, &blanked)?;
    }

    /// What is stated above of a village does not make it received.
    #[test]
    fn stated_figures_alone_are_not_a_villages_own_rows(inputs in any_county()) {
        let mut figures = inputs;
        for village in figures.villages.values_mut() {
            rows_of(village).retain(|row| row.table().document() == cunbang_model::DocumentKind::Inspection);
            village.receipt = ReceiptState::Spreadsheet;
        }
        // Where nothing is the villages' own to send, nothing is waited for.
        for scheme in schemes().into_iter().filter(|scheme| !scheme.text().contains("silent = \"ranked\"")) {
            let outcome = outcome(&scheme, &figures);
            prop_assert!(outcome.rows(Level::Village).iter().all(|row| row.status == Status::NotReceived));
            prop_assert_eq!(outcome.candidates().count(), 0);
        }
    }

    #[test]
    fn ranks_are_one_two_two_four(inputs in any_county()) {
        let outcome = outcome(&shipped("standard"), &inputs);
        let ranked: Vec<_> = outcome.rows(Level::Village).iter().filter_map(|row| Some((row.rank?, row.score?))).collect();
        for (rank, score) in &ranked {
            let higher = ranked.iter().filter(|(_, other)| other > score).count();
            let not_lower = ranked.iter().filter(|(_, other)| other >= score).count();
            prop_assert!((higher + 1..=not_lower).contains(&usize::try_from(*rank).unwrap()));
            let better = ranked.iter().filter(|(other, _)| other < rank).count();
            prop_assert_eq!(better + 1, usize::try_from(*rank).unwrap());
        }
    }

    /// A scheme with a piece cut out or doubled is refused with places, or scores without harm.
    #[test]
    fn a_mutilated_scheme_does_no_harm(
        which in 0..pack::list().len(),
        at in any::<proptest::sample::Index>(),
        length in 0_usize..30,
        doubled in any::<bool>(),
        inputs in any_county(),
    ) {
        let text = pack::list()[which].text;
        let mut start = at.index(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = (start + length).min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let piece = &text[start..end];
        let kept = if doubled { format!("{piece}{piece}") } else { String::new() };
        match Scheme::parse(&format!("{}{kept}{}", &text[..start], &text[end..])) {
            Ok(scheme) => prop_assert!(!outcome(&scheme, &inputs).levels.is_empty()),
            Err(faults) => prop_assert!(faults.iter().all(|fault| fault.line >= 1 && fault.column >= 1 && !fault.message.to_string().is_empty())),
        }
    }
}
