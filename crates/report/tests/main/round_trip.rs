//! Export followed by import loses nothing; the template can be imported; no cell is a formula.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use calamine::Reader;
use cunbang_model::{ColumnKind, Row, Table};
use cunbang_report::{
    Audience, Home, Limits, Listed, Passed, read_tables, rows_csv, rows_xlsx, template, template_for,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;

fn cell(kind: ColumnKind) -> BoxedStrategy<String> {
    match kind {
        ColumnKind::Unit => "33052210320[1-4]".boxed(),
        ColumnKind::Id => "[=+@'a-z0-9一-龥_,\"-]{1,12}".boxed(),
        ColumnKind::Text(_) => prop_oneof![
            "[=+@'\"a\r\n\t_x0D,，一-龥 -]{1,20}",
            "\\PC{1,20}",
            Just("_x000D_".to_owned()),
            Just("a\u{fffe}b\u{ffff}c".to_owned()),
        ]
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("a text is not empty", |text| !text.is_empty())
        .boxed(),
        ColumnKind::Date => (1900_i16..=2999, 1..=12, 1..=28)
            .prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}"))
            .boxed(),
        ColumnKind::Month => (1900..=2999, 1..=12).prop_map(|(year, month)| format!("{year}-{month:02}")).boxed(),
        ColumnKind::Period => {
            prop_oneof!["20[0-9]{2}", "20[0-9]{2}Q[1-4]", "20[0-9]{2}H[12]", "20[0-9]{2}-0[1-9]"].boxed()
        }
        ColumnKind::Number(least, most) => (least * 10_000..=most * 10_000)
            .prop_map(|number| cunbang_model::Decimal::new(number, 4).normalize().to_string())
            .boxed(),
        ColumnKind::Whole(least, most) => (least..=most).prop_map(|number| number.to_string()).boxed(),
        ColumnKind::YesNo => "yes|no".boxed(),
        ColumnKind::Choice(words) => proptest::sample::select(words).prop_map(|(word, _)| word.to_owned()).boxed(),
    }
}

fn row() -> impl Strategy<Value = Row> {
    proptest::sample::select(Table::spreadsheets().collect::<Vec<_>>()).prop_flat_map(|table| {
        let cells: Vec<_> = table
            .columns()
            .iter()
            .map(|column| {
                if column.required {
                    cell(column.kind).prop_map(Some).boxed()
                } else {
                    proptest::option::weighted(0.4, cell(column.kind)).boxed()
                }
            })
            .collect();
        cells.prop_filter_map("cells that do not hold together", move |cells| {
            let pairs: Vec<(&str, String)> =
                table.columns().iter().zip(cells).filter_map(|(column, cell)| Some((column.name, cell?))).collect();
            Row::from_cells(table, pairs.iter().map(|(name, text)| (*name, text.as_str()))).ok()
        })
    })
}

/// Rows by table, keeping one row per id, as an import returns them.
fn by_table(rows: Vec<Row>) -> BTreeMap<Table, Vec<Row>> {
    let mut seen = std::collections::BTreeSet::new();
    let mut tables: BTreeMap<Table, Vec<Row>> = BTreeMap::new();
    for row in rows {
        if seen.insert((row.unit(), row.key())) {
            tables.entry(row.table()).or_default().push(row);
        }
    }
    tables
}

/// Whether a row names a member or a meeting by its name or title: it would be read as that one's id, which is what
/// a ledger holds. What looks like a name and is none on the roster, if there is one, or of no meeting is asked about.
fn names_stand_for_ids(rows: &[Row]) -> bool {
    let plain = |text: &str| text.chars().filter(|character| !character.is_whitespace()).collect::<String>();
    let is_chinese = |character: &char| ('\u{4e00}'..='\u{9fff}').contains(character);
    let has_roster = rows.iter().any(|row| row.table() == Table::Members);
    let is_like_a_name = |text: &str| text.chars().filter(is_chinese).count() >= 2;
    let names: Vec<String> =
        rows.iter().flat_map(|row| [row.text("name"), row.text("title")]).flatten().map(plain).collect();
    let refers = |row: &Row| {
        let columns = row.table().columns().iter();
        let pointing =
            columns.filter(|column| column.refers_to.is_some() || matches!(column.name, "chair" | "confirmed_by"));
        let mut texts = pointing.filter_map(|column| Some((column.refers_to, row.text(column.name)?)));
        texts.any(|(other, text)| {
            let is_asked = has_roster || other == Some(Table::Meetings);
            names.contains(&plain(text)) || (is_asked && is_like_a_name(text))
        })
    };
    rows.iter().any(refers)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn export_then_import_is_nothing_lost(rows in proptest::collection::vec(row(), 1..12)) {
        let tables = by_table(rows);
        let all: Vec<Row> = tables.values().flatten().cloned().collect();
        prop_assume!(!names_stand_for_ids(&all));
        let folder = tempfile::tempdir().unwrap();
        for (table, rows) in &tables {
            fs::write(folder.path().join(format!("{table}.csv")), rows_csv(*table, rows)).unwrap();
        }
        let read = read_tables(folder.path(), &Home::default(), Limits::COUNTY).whole().unwrap_or_else(|faults| panic!("{faults}"));
        prop_assert_eq!(read.into_rows().collect::<Vec<_>>(), all.clone());

        let file = folder.path().join("all.xlsx");
        fs::write(&file, rows_xlsx(&all).unwrap()).unwrap();
        let read = read_tables(&file, &Home::default(), Limits::COUNTY).whole().unwrap_or_else(|faults| panic!("{faults}"));
        prop_assert_eq!(read.into_rows().collect::<Vec<_>>(), all);
    }
}

fn deed(text: &str) -> Row {
    Row::from_cells(
        Table::Deeds,
        [
            ("unit", "330522103201"),
            ("deed", "-d1"),
            ("member", "@m1"),
            ("date", "2026-07-03"),
            ("kind", "k"),
            ("text", text),
        ],
    )
    .unwrap()
}

#[test]
fn no_cell_is_a_formula() {
    for text in ["=HYPERLINK(\"http://x\")", "+1", "-2+3", "@SUM(A1)", "＝1"] {
        let csv = rows_csv(Table::Deeds, [&deed(text)]);
        for cell in csv.lines().nth(1).unwrap().split(',') {
            let cell = cell.trim_matches('"');
            assert!(!cell.starts_with(['=', '+', '-', '@', '＝']), "{csv}");
        }
        let bytes = rows_xlsx([&deed(text)]).unwrap();
        let mut workbook = calamine::Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        assert!(workbook.worksheet_formula("deeds").unwrap().is_empty());
        let cell = workbook.worksheet_range("deeds").unwrap().get_value((1, 5)).unwrap().to_string();
        assert_eq!(cell, format!("'{text}"));
    }
    // A negative number is no text: it stays a number.
    let cells = [("unit", "330522103201"), ("period", "2026Q3"), ("indicator", "collective_income"), ("value", "-2")];
    let measure = Row::from_cells(Table::Measures, cells).unwrap();
    assert!(rows_csv(Table::Measures, [&measure]).contains("collective_income,-2"));
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    assert_eq!(rows_xlsx([&deed("a")]).unwrap(), rows_xlsx([&deed("a")]).unwrap());
    assert_eq!(template().unwrap(), template().unwrap());
    let bytes = template().unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut core = String::new();
    zip.by_name("docProps/core.xml").unwrap().read_to_string(&mut core).unwrap();
    assert!(core.contains("2026-01-01T00:00:00Z"), "{core}");
}

#[test]
fn an_untouched_template_is_imported_as_empty_tables() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("template.xlsx");
    fs::write(&file, template().unwrap()).unwrap();
    let tables =
        read_tables(&file, &Home::default(), Limits::COUNTY).whole().unwrap_or_else(|faults| panic!("{faults}"));
    assert!(tables.is_empty());
    assert_eq!(tables.notes().len(), Table::spreadsheets().count());
    assert!(tables.notes().iter().all(|note| note.passed == Passed::Example && note.place.row() == Some(2)));
    assert!(Table::spreadsheets().all(|table| tables.has(table)));
}

#[test]
fn the_template_offers_lists_and_formats() {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(template().unwrap())).unwrap();
    let mut attendance = String::new();
    zip.by_name("xl/worksheets/sheet6.xml").unwrap().read_to_string(&mut attendance).unwrap();
    assert!(attendance.contains("present 出席,remote 线上,leave 请假,late 迟到,left_early 早退,absent 缺席"));
    assert!(attendance.contains("ySplit=\"1\""));
    let mut members = String::new();
    zip.by_name("xl/worksheets/sheet3.xml").unwrap().read_to_string(&mut members).unwrap();
    assert!(members.contains("yes 是,no 否") && members.contains("type=\"date\""));
}

#[test]
fn a_villages_own_template_lists_its_members_and_changes_nothing_as_it_is() {
    let village = "330522103201";
    let member = |id: &str, name: &str| {
        let cells = [
            ("unit", village),
            ("member", id),
            ("name", name),
            ("status", "full"),
            ("joined", "2001-07-01"),
            ("floating", "no"),
        ];
        Row::from_cells(Table::Members, cells).unwrap()
    };
    let meeting = Row::from_cells(
        Table::Meetings,
        [("unit", village), ("meeting", "t9"), ("kind", "theme_day"), ("date", "2026-09-05")],
    )
    .unwrap();
    let rows = vec![member("m1", "王芳"), member("m2", "陈建国"), meeting];
    let own = village.parse().unwrap();
    let bytes = template_for(
        Audience::Village,
        &Listed { own, units: None, quarter: Some("2026Q3".parse().unwrap()), rows: &rows },
    )
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("台账.xlsx");
    fs::write(&file, bytes).unwrap();
    let home = Home { unit: Some(own), year: Some(2026), rows: rows.clone(), goes_up: true, ..Home::default() };
    let read = read_tables(&file, &home, Limits::COUNTY);
    let faults = read.faults.to_string();
    let tables = read.whole().unwrap_or_else(|_| panic!("{faults}"));
    assert_eq!(tables.rows().cloned().collect::<Vec<_>>(), rows[..2], "the members as they are, and nothing else");
    assert!(tables.has(Table::Attendance) && !tables.has(Table::Findings) && !tables.has(Table::Units));
    // It says which quarter it is of, and explains the columns that it has, and no others.
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&file).unwrap();
    let said = |range: calamine::Range<calamine::Data>| {
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect::<Vec<Vec<String>>>()
    };
    let guide = said(book.worksheet_range("说明").unwrap());
    assert!(guide[0][0].contains("2026年第三季度 2026Q3"), "{:?}", guide[0]);
    for row in guide.iter().skip_while(|row| row[0] != "工作表 sheet").skip(1) {
        let header = &said(book.worksheet_range(&row[0]).unwrap())[0];
        let is_there = header.iter().any(|text| text.contains(row[2].as_str()));
        assert!(is_there || (row[0] == "考勤" && row[2] == "mark"), "{row:?} {header:?}");
    }
}
