//! Small counties for the tests: units by number, rows as lines of `table column=value …`.
#![allow(dead_code)] // each test takes what it needs

use cunbang_model::{Period, Row, Table, Unit, UnitCode, UnitKind, UnitTree};
use cunbang_scheme::{Decision, Inputs, Names, Outcome, ReceiptState, Scheme, VillageInput, rank};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) const PERIOD: &str = "2026Q3";

/// The village with a number: ten to a township.
pub(crate) fn village(number: usize) -> UnitCode {
    format!("330522{:03}{:03}", 100 + number / 10, 200 + number % 10).parse().unwrap()
}

pub(crate) fn township(number: usize) -> UnitCode {
    format!("330522{:03}", 100 + number).parse().unwrap()
}

/// A county of so many villages.
pub(crate) fn units(villages: usize) -> UnitTree {
    let unit = |code: UnitCode, kind| Unit { code, name: format!("单位{code}"), kind };
    let mut all = vec![unit("330522".parse().unwrap(), UnitKind::County)];
    all.extend((0..villages.div_ceil(10)).map(|number| unit(township(number), UnitKind::Township)));
    all.extend((0..villages).map(|number| unit(village(number), UnitKind::Village)));
    UnitTree::new(all).unwrap()
}

/// One row from `table column=value …`; a value ends before the next ` column=`.
pub(crate) fn row(unit: UnitCode, line: &str) -> Row {
    let (table, rest) = line.trim().split_once(' ').unwrap();
    let table = Table::from_name(table).unwrap_or_else(|| panic!("no table {table}"));
    let unit = unit.to_string();
    let mut cells = vec![("unit", unit.as_str())];
    for part in rest.split_whitespace() {
        cells.push(part.split_once('=').unwrap_or_else(|| panic!("no = in {part}")));
    }
    for (column, filler) in [("text", "x"), ("title", "x"), ("clause", "c")] {
        let required = table.columns().iter().any(|c| c.name == column && c.required);
        if required && !cells.iter().any(|(name, _)| *name == column) {
            cells.push((column, filler));
        }
    }
    Row::from_cells(table, cells).unwrap_or_else(|faults| panic!("{line}: {faults:?}"))
}

/// Rows, one a line; a line may be repeated with `×N`, `{}` being 1 to N.
pub(crate) fn rows(unit: UnitCode, text: &str) -> Vec<Row> {
    let mut all = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.split_once('×') {
            Some((line, times)) => {
                for number in 1..=times.trim().parse::<usize>().unwrap() {
                    all.push(row(unit, &line.replace("{}", &number.to_string())));
                }
            }
            None => all.push(row(unit, line)),
        }
    }
    all
}

pub(crate) fn sealed_on(day: &str) -> ReceiptState {
    ReceiptState::Sealed { received_at: format!("{day}T04:00:00Z").parse().unwrap() }
}

pub(crate) fn input(rows: Vec<Row>, receipt: ReceiptState) -> VillageInput {
    VillageInput::new(rows, receipt)
}

/// The rows of an input, to change them.
pub(crate) fn rows_of(input: &mut VillageInput) -> &mut Vec<Row> {
    Arc::make_mut(&mut input.rows[0])
}

pub(crate) fn decided(rows: Vec<Row>, receipt: ReceiptState, decision: Decision) -> VillageInput {
    VillageInput { decision: Some(decision), ..VillageInput::new(rows, receipt) }
}

/// Inputs for the villages numbered from 0.
pub(crate) fn county(villages: Vec<VillageInput>) -> Inputs {
    Inputs {
        units: units(villages.len()),
        period: PERIOD.parse().unwrap(),
        villages: villages.into_iter().enumerate().map(|(number, input)| (village(number), input)).collect(),
        township_rows: BTreeMap::new(),
        county_counts: BTreeMap::new(),
        names: Names::default(),
    }
}

pub(crate) fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// A scheme that ranks one level by these indicators.
pub(crate) fn scheme(levels: &str) -> Scheme {
    let text = format!("name = \"test\"\ntitle = \"测试\"\nperiod = \"quarter\"\ndeadline_days = 10\n{levels}");
    Scheme::parse(&text).unwrap_or_else(|faults| panic!("{text}\n{faults:#?}"))
}

pub(crate) fn standard() -> Scheme {
    Scheme::parse(cunbang_scheme::pack::find("standard").unwrap().text).unwrap()
}

pub(crate) fn outcome(scheme: &Scheme, inputs: &Inputs) -> Outcome {
    rank(scheme, inputs).unwrap()
}
