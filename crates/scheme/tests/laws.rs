//! Laws of ranking: the order of rows does not matter, points add up, bounds hold, ranks are 1-2-2-4.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod county;

use county::{county, input, period, row, rows_of, sealed_on, standard, village};
use cunbang_model::Row;
use cunbang_scheme::{Inputs, Level, Outcome, PeriodKind, Ranker, ReceiptState, Scheme, VillageInput, pack};
use proptest::prelude::*;

/// Any row of a village's quarter; small numbers, so that ties and repeated keys occur.
fn any_row(unit: usize) -> impl Strategy<Value = Row> {
    let code = village(unit);
    let day = (7_u8..=9, 1_u8..=28).prop_map(|(month, day)| format!("2026-{month:02}-{day:02}"));
    let member = (1_u8..=4).prop_map(|number| format!("m{number}"));
    let id = 1_u8..=9;
    (0_u8..11, id, member, day, 0_u8..6, 0_u8..=9).prop_map(move |(table, id, member, day, choice, number)| {
        let mark = ["present", "remote", "leave", "late", "left_early", "absent"][usize::from(choice)];
        let kind = ["theme_day", "congress", "theme_day", "lecture", "quarterly_review", "group"][usize::from(choice)];
        let done = if choice < 4 { format!(" {{}}=2026-08-1{}", choice % 3) } else { String::new() };
        let done = |column: &str| done.replace("{}", column);
        let line = match table {
            0 => format!(
                "standing member={member} status={}",
                ["full", "probationary", "activist"][usize::from(choice % 3)]
            ),
            1 => format!("meetings meeting=t{id} kind={kind} date={day}"),
            2 => format!("attendance meeting=t{id} member={member} mark={mark}"),
            3 => format!("deeds deed=d{id} member={member} date={day} kind=integrity{}", done("confirmed_on")),
            4 => format!("commitments commitment=c{id} member={member} due={day}{}", done("kept_on")),
            5 => format!("nominations period=2026Q3 member={member} votes={number}"),
            6 => format!("tasks task={}t{id} due={day}{}", if choice == 5 { "hard-" } else { "" }, done("done_on")),
            7 => format!("visits month=2026-0{} households=9 visited={number}", 7 + choice % 3),
            8 => format!("measures period=2026Q3 indicator=collective_income value={number}"),
            9 => format!("measures period=2026-0{} indicator=bonus_items value={number}", 7 + choice % 3),
            _ => format!("findings finding=f{id} date={day} due={day} points={number}{}", done("fixed_on")),
        };
        row(code, &line)
    })
}

fn any_village(unit: usize) -> impl Strategy<Value = VillageInput> {
    (proptest::collection::vec(any_row(unit), 0..40), 0_u8..5).prop_map(|(rows, receipt)| {
        let receipt = match receipt {
            0 => ReceiptState::Partial,
            1 => ReceiptState::Nothing,
            2 => ReceiptState::Spreadsheet,
            3 => sealed_on("2026-11-01"),
            _ => sealed_on("2026-10-01"),
        };
        let rows = if receipt == ReceiptState::Nothing { Vec::new() } else { rows };
        input(rows, receipt)
    })
}

fn any_county() -> impl Strategy<Value = Inputs> {
    (any_village(0), any_village(1), any_village(2), any_village(3), any_village(4))
        .prop_map(|(a, b, c, d, e)| county(vec![a, b, c, d, e]))
}

/// Every pack; its periods all hold the quarter that the rows are of.
fn schemes() -> Vec<Scheme> {
    pack::list().iter().map(|pack| Scheme::parse(pack.text).unwrap()).collect()
}

fn outcome(scheme: &Scheme, inputs: &Inputs) -> Outcome {
    let mut inputs = inputs.clone();
    inputs.period = period(match scheme.period_kind() {
        PeriodKind::Month => "2026-07",
        PeriodKind::Quarter => "2026Q3",
        PeriodKind::Half => "2026H2",
        PeriodKind::Year => "2026",
    });
    county::outcome(scheme, &inputs)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_does_not_matter(inputs in any_county(), seed in any::<u64>()) {
        let mut turned = inputs.clone();
        let mut state = seed | 1;
        for village in turned.villages.values_mut() {
            let rows = rows_of(village);
            for place in (1..rows.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                rows.swap(place, usize::try_from(state >> 33).unwrap() % (place + 1));
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
        changes in proptest::collection::vec((0_usize..6, 0_usize..5, any::<u8>()), 1..8),
    ) {
        for scheme in schemes() {
            let ranker = Ranker::default();
            let mut inputs = inputs.clone();
            inputs.period = outcome(&scheme, &inputs).period;
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
                        village.decision = Some(cunbang_scheme::Decision::Excuse(format!("{which}")));
                    }
                    (4, _) => drop(inputs.villages.remove(&unit)),
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

    /// What a village is bound to be while part of its rows is here holds when all have come, and for its
    /// rank whatever the other pending villages turn out to be.
    #[test]
    fn bounds_hold_whatever_comes(inputs in any_county(), parts in proptest::collection::vec(0_usize..=40, 5)) {
        let mut whole = inputs.clone();
        let mut early = inputs;
        for (village, part) in early.villages.values_mut().zip(parts) {
            // One row under each key: what comes later adds to what came, and does not change it.
            let mut keys = std::collections::BTreeSet::new();
            let rows = rows_of(village);
            rows.retain(|row| keys.insert(row.key()));
            if part % 3 != 0 {
                let inspected: Vec<Row> = rows
                    .drain(part.min(rows.len())..)
                    .filter(|row| row.table() == cunbang_model::Table::Findings)
                    .collect();
                rows.extend(inspected);
                village.receipt = ReceiptState::Partial;
            }
        }
        for village in whole.villages.values_mut() {
            let mut keys = std::collections::BTreeSet::new();
            rows_of(village).retain(|row| keys.insert(row.key()));
            village.receipt = sealed_on("2026-10-01");
        }
        for village in early.villages.values_mut().filter(|village| village.receipt != ReceiptState::Partial) {
            village.receipt = sealed_on("2026-10-01");
        }
        for scheme in schemes() {
            let (before, after) = (outcome(&scheme, &early), outcome(&scheme, &whole));
            for level in [Level::Village, Level::Township] {
                for row in before.rows(level) {
                    let Some(bounds) = row.bounds else { continue };
                    let last = after.unit(row.unit).unwrap();
                    let (score, rank) = (last.score.unwrap(), last.rank.unwrap());
                    // A township's mean rests on members not yet known: its bounds hold where they are.
                    if level == Level::Village {
                        prop_assert!(bounds.worst_score <= score && score <= bounds.best_score, "{bounds:?} {score} {}", row.unit);
                        prop_assert!(bounds.best_rank <= rank && rank <= bounds.worst_rank, "{bounds:?} {rank} {}", row.unit);
                    }
                    prop_assert!(bounds.worst_score <= bounds.best_score && bounds.best_rank <= bounds.worst_rank);
                    if let Some(score) = row.score {
                        prop_assert!(bounds.worst_score <= score && score <= bounds.best_score, "{bounds:?} {score}");
                    }
                }
            }
            // Who was on the list only by then, was named as open, or the list's own length changed.
            let summary = before.candidates.unwrap();
            for row in after.rows(Level::Village).iter().filter(|row| row.candidate == Some(true)) {
                let then = before.levels[&Level::Village].iter().find(|other| other.unit == row.unit).unwrap();
                if then.status.is_pending() {
                    prop_assert!(summary.pending.contains(&row.unit), "{} {summary:?}", row.unit);
                }
            }
        }
    }

    #[test]
    fn ranks_are_one_two_two_four(inputs in any_county()) {
        let outcome = outcome(&standard(), &inputs);
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
        which in 0_usize..4,
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
            Err(faults) => prop_assert!(faults.iter().all(|fault| fault.line >= 1 && fault.column >= 1 && !fault.message.is_empty())),
        }
    }
}
