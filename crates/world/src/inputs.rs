//! Ranking inputs: villages' rows as a test states them.

use crate::{Clerk, Kept, Outside, Plan, QUARTER, tree, village};
use cunbang_model::{Period, Row, UnitCode, UnitTree};
use cunbang_scheme::{
    Bounds, Decision, Inputs, Names, Outcome, OutcomeRow, Past, PeriodKind, ReceiptState, Scheme, VillageInput, rank,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Inputs for the villages of [`tree::of_villages`], numbered from 0.
pub fn county(villages: Vec<VillageInput>) -> Inputs {
    let units = tree::of_villages(villages.len());
    of_tree(units, villages.into_iter().enumerate().map(|(number, input)| (tree::village(number), input)).collect())
}

/// Inputs for the villages of a tree, as far as something is said of them; nothing else is known.
pub fn of_tree(units: UnitTree, villages: BTreeMap<UnitCode, VillageInput>) -> Inputs {
    Inputs {
        units,
        period: QUARTER,
        villages,
        township_rows: BTreeMap::new(),
        county_counts: BTreeMap::new(),
        offices: BTreeMap::new(),
        past: Past::default(),
        names: Names::default(),
    }
}

/// A county as its villages would have written the last whole period of the scheme's kind, and others of them: all of it
/// sealed and received in time.
pub fn played(scheme: &Scheme, units: &UnitTree, seed: u64) -> Inputs {
    let units = tree::ranked(units, &scheme.ranked_kinds());
    let (plan, kept) = (Plan::new(&units, seed), Kept::by(scheme, true));
    let ends = |quarter: &Period| scheme.period_kind().ending_with(*quarter);
    let period = plan.quarters.iter().rev().find_map(ends).unwrap_or(QUARTER);
    let received_at = cunbang_model::clock::start_of_county_day(scheme.deadline(period));
    let villages = plan.villages.iter().enumerate().map(|(number, village)| {
        let mut rows: BTreeMap<(Option<Period>, String), Row> = BTreeMap::new();
        let (clerk, outside) = (Clerk::new(&plan, number, &kept), Outside::new(&plan, number, &kept));
        for quarter in period.quarters() {
            let Some(place) = plan.quarters.iter().position(|planned| *planned == quarter) else { continue };
            let batches = clerk.quarter(place).into_iter().filter(|batch| batch.day <= period.last_day());
            // Of what was written twice, the later stands.
            rows.extend(batches.flat_map(|batch| batch.rows).map(|row| ((Some(quarter), row.key()), row)));
        }
        let mut rows: Vec<Row> = rows.into_values().collect();
        for part in inspected(period) {
            rows.extend(outside.findings(part, part.last_day(), None));
        }
        rows.extend(outside.ballots(period));
        rows.extend(outside.figures(period));
        (village.unit.code, VillageInput::new(rows, ReceiptState::Sealed { received_at }))
    });
    let villages = villages.collect();
    Inputs {
        period,
        villages,
        township_rows: BTreeMap::new(),
        county_counts: BTreeMap::new(),
        offices: Inputs::offices_in(&village::offices(&plan, scheme, period.first_day())),
        past: Past::default(),
        names: Names::default(),
        units,
    }
}

/// The periods in which inspections are made: a period's quarters, or itself where it is shorter.
fn inspected(period: Period) -> Vec<Period> {
    let quarters = period.quarters();
    if quarters.iter().all(|quarter| period.contains(*quarter)) { quarters } else { vec![period] }
}

/// Sealed, and received at noon of this day.
pub fn sealed_on(day: &str) -> ReceiptState {
    ReceiptState::Sealed { received_at: crate::moment(&format!("{day}T04:00:00Z")) }
}

/// A village's input.
pub fn input(rows: Vec<Row>, receipt: ReceiptState) -> VillageInput {
    VillageInput::new(rows, receipt)
}

/// A village's input with a decision by the county.
pub fn decided(rows: Vec<Row>, receipt: ReceiptState, decision: Decision) -> VillageInput {
    VillageInput { decision: Some(decision), ..VillageInput::new(rows, receipt) }
}

/// The rows of an input, to be changed.
pub fn rows_of(input: &mut VillageInput) -> &mut Vec<Row> {
    Arc::make_mut(&mut input.rows[0])
}

/// A scheme for quarters, given the text of its levels.
pub fn scheme(levels: &str) -> Scheme {
    rules(&format!("name = \"test\"\ntitle = \"测试\"\nperiod = \"quarter\"\ndeadline_days = 10\n{levels}"))
}

/// The scheme that a text is. Panics with its faults where it is none.
pub fn rules(text: &str) -> Scheme {
    Scheme::parse(text).unwrap_or_else(|faults| panic!("{text}\n{faults:#?}"))
}

/// A scheme that ships with the program.
pub fn shipped(name: &str) -> Scheme {
    let pack = cunbang_scheme::pack::find(name).unwrap_or_else(|| panic!("no scheme is called {name:?}"));
    Scheme::parse(pack.text).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"))
}

/// The period of a scheme's kind to which the rows of [`crate::QUARTER`]'s July, or all of them, belong.
pub fn period_of(scheme: &Scheme) -> Period {
    crate::period(match scheme.period_kind() {
        PeriodKind::Week => "2026W28",
        PeriodKind::Month => "2026-07",
        PeriodKind::Quarter => "2026Q3",
        PeriodKind::Half => "2026H2",
        PeriodKind::Year => "2026",
    })
}

/// The outcome of inputs that can be ranked.
pub fn outcome(scheme: &Scheme, inputs: &Inputs) -> Outcome {
    rank(scheme, inputs).unwrap_or_else(|error| panic!("{error}"))
}

/// The row of a unit that is ranked.
pub fn row_of(outcome: &Outcome, unit: UnitCode) -> &OutcomeRow {
    outcome.unit(unit).unwrap_or_else(|| panic!("{unit} is not ranked"))
}

/// Between what units may still come to lie. Panics where nothing more may come of one.
pub fn bounds<const UNITS: usize>(outcome: &Outcome, units: [UnitCode; UNITS]) -> [Bounds; UNITS] {
    units.map(|unit| row_of(outcome, unit).bounds.unwrap_or_else(|| panic!("{unit} has no bounds")))
}

/// Panics where a unit came to lie outside its bounds: its score, or its rank. `case` says of what.
pub fn check_within(bounds: &Bounds, row: &OutcomeRow, case: &str) {
    if let Some(score) = row.score {
        let is_within = bounds.worst_score <= score && score <= bounds.best_score;
        assert!(is_within, "{case}: {} has {score}, outside {bounds:?}", row.unit);
    }
    if let Some(rank) = row.rank {
        let is_within = bounds.best_rank <= rank && rank <= bounds.worst_rank;
        assert!(is_within, "{case}: {} is number {rank}, outside {bounds:?}", row.unit);
    }
}
