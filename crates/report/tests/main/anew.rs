//! Tables of several quarters, in which ids begin anew: whose a mark of attendance is.
#![allow(clippy::unwrap_used)]

use cunbang_model::Table;
use cunbang_report::{Home, Limits, Problem, read_tables};
use rust_xlsxwriter::Workbook;
use std::path::Path;

const UNIT: &str = "330522103201";

/// A quarter's workbook: one meeting `t1` on a day, and one mark of it.
fn workbook(folder: &Path, name: &str, day: &str, mark: &str) {
    let mut book = Workbook::new();
    for (name, lines) in [
        ("meetings", [["unit", "meeting", "kind", "date"], [UNIT, "t1", "theme_day", day]]),
        ("attendance", [["unit", "meeting", "member", "mark"], [UNIT, "t1", "m1", mark]]),
    ] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, cells) in (0..).zip(lines) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    book.save(folder.join(name)).unwrap();
}

#[test]
fn a_mark_is_of_the_meeting_in_its_own_workbook() {
    let folder = tempfile::tempdir().unwrap();
    workbook(folder.path(), "一季度.xlsx", "2026-02-10", "present");
    workbook(folder.path(), "二季度.xlsx", "2026-05-10", "absent");
    let anew = Home { ids_begin_anew: true, ..Home::default() };
    let tables = read_tables(folder.path(), &anew, Limits::COUNTY).whole().unwrap();
    let mut marks: Vec<(String, String)> = tables
        .table(Table::Attendance)
        .iter()
        .map(|placed| (placed.quarter.unwrap().to_string(), placed.row.text("mark").unwrap().to_owned()))
        .collect();
    marks.sort();
    let pair = |quarter: &str, mark: &str| (quarter.to_owned(), mark.to_owned());
    assert_eq!(marks, [pair("2026Q1", "present"), pair("2026Q2", "absent")]);
    // Where ids stand once, both meeting and mark stand twice.
    let faults = read_tables(folder.path(), &Home::default(), Limits::COUNTY).whole().unwrap_err();
    assert_eq!(faults.count(), 2);

    // Twice in one quarter is refused, wherever the second one stands.
    workbook(folder.path(), "三季度.xlsx", "2026-05-11", "absent");
    let faults = read_tables(folder.path(), &anew, Limits::COUNTY).whole().unwrap_err();
    let is_twice = |problem: &Problem| matches!(problem, Problem::IdTwice { .. } | Problem::MarkTwice { .. });
    let twice = faults.faults().iter().filter(|fault| is_twice(&fault.problem));
    let places: Vec<String> = twice.map(ToString::to_string).collect();
    assert_eq!(places.len(), 2, "{places:?}");
    assert!(places.iter().all(|said| said.contains("三季度.xlsx") && said.contains("二季度.xlsx")), "{places:?}");
}
