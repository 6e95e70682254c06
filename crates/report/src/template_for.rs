//! The template for one person: only the tables that they fill in, with their own members or units listed.
//!
//! A village's has no column for the unit and none for ids, which are made, but for the members', who are listed as
//! the roster has them; members are picked by name. Where meetings are known, attendance is a grid: members down, days
//! across. What nobody has changed is imported as nothing new.

use crate::book;
use crate::export::{ExportError, width};
use crate::header::heading;
use crate::intake::may_be_missing;
use crate::template::{ALWAYS, LAST_PREPARED_ROW, choices, guide, prepare, tab};
use cunbang_model::schema::{Mark, Word};
use cunbang_model::{Column, ColumnKind, DocumentKind, Period, Row, Table, UnitCode, UnitTree, Value, record};
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;

/// Who fills a template in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// A village's clerk or secretary.
    Village,
    /// An inspector of a township or county.
    Inspector,
    /// The county's department.
    County,
}

impl Audience {
    /// Whether a table is theirs to fill in.
    fn fills_in(self, table: Table) -> bool {
        let kind = table.document();
        match self {
            Self::Village => matches!(kind, DocumentKind::Roster | DocumentKind::Ledger | DocumentKind::Appeal),
            Self::Inspector => kind == DocumentKind::Inspection,
            Self::County => matches!(kind, DocumentKind::Org | DocumentKind::Inspection),
        }
    }
}

/// What is known where a template is written.
#[derive(Debug, Clone)]
pub struct Listed<'a> {
    /// The unit of whoever fills it in.
    pub own: UnitCode,
    /// The tree, once it is here.
    pub units: Option<&'a UnitTree>,
    /// The quarter that is filled in, where it is one's.
    pub quarter: Option<Period>,
    /// The members, as they stood in that quarter, and its meetings.
    pub rows: &'a [Row],
}

/// The template for a person, as XLSX.
pub fn template_for(audience: Audience, listed: &Listed<'_>) -> Result<Vec<u8>, ExportError> {
    let mut workbook = book::workbook("村榜 台账模板 cunbang template")?;
    let tables: Vec<Table> = Table::spreadsheets().filter(|table| audience.fills_in(*table)).collect();
    let members: Vec<&Row> = newest(listed.rows, Table::Members);
    let is_grid = !members.is_empty() && !newest(listed.rows, Table::Meetings).is_empty();
    let columns: Vec<(Table, Vec<&Column>)> =
        tables.iter().map(|table| (*table, columns_of(audience, *table, is_grid))).collect();
    let about = listed.quarter.map(|quarter| format!(" · {}", in_words(quarter))).unwrap_or_default();
    guide(&mut workbook, &about, &[&ALWAYS[..], &OWN[..]].concat(), &columns)?;
    let named = if audience == Audience::Village { 0 } else { list_units(&mut workbook, listed)? };
    let list_of_members = format!("='{}'!$B$2:$B${}", tab(Table::Members), members.len() + 100);
    for (table, columns) in columns {
        let sheet = workbook.add_worksheet();
        sheet.set_name(tab(table))?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_row_height(0, 32)?;
        if table == Table::Attendance && is_grid && attendance(sheet, &members, listed.rows)? {
            continue;
        }
        for (at, column) in (0..).zip(&columns) {
            prepare(sheet, at, table, column)?;
            let list = match (column.name, column.refers_to) {
                ("unit", _) if named > 0 => Some(format!("=说明!$I$10:$I${}", named + 9)),
                (_, Some(Table::Members)) if !members.is_empty() => Some(list_of_members.clone()),
                _ => None,
            };
            if let Some(list) = list {
                // The list only warns: an id may be typed too.
                let validation = DataValidation::new()
                    .allow_list_formula(Formula::new(list))
                    .set_error_style(DataValidationErrorStyle::Warning);
                sheet.add_data_validation(1, at, LAST_PREPARED_ROW, at, &validation)?;
            }
        }
        if table == Table::Members {
            fill(sheet, &columns, &members)?;
        } else if table == Table::Units {
            let units = listed.units.into_iter().flat_map(UnitTree::iter).filter_map(|unit| {
                let cells = [("code", unit.code.as_str()), ("name", &unit.name), ("kind", unit.kind.as_str())];
                Row::from_cells(Table::Units, cells).ok()
            });
            let units: Vec<Row> = units.collect();
            fill(sheet, &columns, &units.iter().collect::<Vec<_>>())?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// What holds for a person's own.
const OWN: [&str; 2] = [
    "用不到的工作表可以空着或删去；一行只记一件事，编号自动生成。Leave unused sheets empty or delete them; ids are made.",
    "考勤表一行一名党员，一列一次会议，在格里选出勤。In the attendance sheet, members go down and meetings across.",
];

/// The columns that a table's sheet has; of a grid of attendance, those that its cells stand for.
fn columns_of(audience: Audience, table: Table, is_grid: bool) -> Vec<&'static Column> {
    let is_in = |column: &&Column| {
        if table == Table::Attendance && is_grid {
            return matches!(column.name, "member" | "mark");
        }
        let is_own_unit = audience == Audience::Village && column.name == "unit";
        !is_own_unit && (table == Table::Members || column.name == "unit" || !may_be_missing(table, column))
    };
    table.columns().iter().filter(is_in).collect()
}

/// A quarter as people write it, and as the program does.
fn in_words(quarter: Period) -> String {
    match quarter {
        Period::Quarter(year, number) => {
            let number = ["一", "二", "三", "四"].get(usize::from(number.unsigned_abs()).saturating_sub(1));
            format!("{year}年第{}季度 {quarter}", number.unwrap_or(&""))
        }
        other => other.to_string(),
    }
}

/// The rows of a table that stand, each once, the last of several.
fn newest(rows: &[Row], table: Table) -> Vec<&Row> {
    let of_table = rows.iter().filter(|row| row.table() == table && !row.is_withdrawn());
    let by_id: BTreeMap<String, &Row> = of_table.map(|row| (row.id(), row)).collect();
    by_id.into_values().collect()
}

fn fill(sheet: &mut Worksheet, columns: &[&Column], rows: &[&Row]) -> Result<(), XlsxError> {
    let (text, day) = (book::text_format(), book::date_format());
    for (line, row) in (1..).zip(rows) {
        for (at, column) in (0..).zip(columns) {
            match (row.get(column.name), column.kind) {
                (None, _) => {}
                (Some(Value::Date(date)), _) => book::date(sheet, line, at, *date, &day)?,
                (Some(Value::YesNo(yes)), _) => {
                    book::text(sheet, line, at, if *yes { "yes 是" } else { "no 否" }, &text)?;
                }
                (Some(value), ColumnKind::Choice(words)) => {
                    let word = value.to_string();
                    let chosen = words.iter().find(|(one, _)| *one == word);
                    let shown = chosen.map_or_else(|| word.clone(), |(one, chinese)| format!("{one} {chinese}"));
                    book::text(sheet, line, at, &shown, &text)?;
                }
                (Some(value), _) => book::text(sheet, line, at, &value.to_string(), &text)?,
            }
        }
    }
    Ok(())
}

/// Attendance of the quarter's meetings (of the newest one's, where none is named), members down and days across;
/// nothing where none are known.
fn attendance(sheet: &mut Worksheet, members: &[&Row], rows: &[Row]) -> Result<bool, XlsxError> {
    let mut meetings: Vec<record::Meeting> =
        newest(rows, Table::Meetings).into_iter().filter_map(Row::record).collect();
    meetings.sort_by(|a, b| (a.date, &a.meeting).cmp(&(b.date, &b.meeting)));
    let quarter = |meeting: &record::Meeting| cunbang_model::Period::quarter_of(meeting.date);
    let Some(last) = meetings.last().map(quarter) else { return Ok(false) };
    meetings.retain(|meeting| quarter(meeting) == last);
    let header = book::header_format();
    sheet.write_string_with_format(0, 0, "党员编号 member", &header)?;
    sheet.write_string_with_format(0, 1, "姓名", &header)?;
    sheet.set_column_width(0, width(ColumnKind::Id))?;
    let marks = DataValidation::new()
        .allow_list_strings(&choices(Mark::WORDS))?
        .set_error_style(DataValidationErrorStyle::Warning);
    for (at, meeting) in (2..).zip(&meetings) {
        let shown = format!("{}{}", meeting.date, meeting.kind.chinese());
        sheet.write_string_with_format(0, at, shown, &header)?;
        sheet.set_column_width(at, 16)?;
        let last_row = u32::try_from(members.len()).unwrap_or(LAST_PREPARED_ROW);
        sheet.add_data_validation(1, at, last_row, at, &marks)?;
    }
    let text = book::text_format();
    for (line, member) in (1..).zip(members) {
        book::text(sheet, line, 0, &member.id(), &text)?;
        book::text(sheet, line, 1, member.text("name").unwrap_or_default(), &text)?;
    }
    Ok(true)
}

/// Lists the units below on the guide's sheet, by names that are theirs alone, and gives how many.
fn list_units(workbook: &mut Workbook, listed: &Listed<'_>) -> Result<usize, XlsxError> {
    let Some(tree) = listed.units else { return Ok(0) };
    let below: Vec<_> = tree.iter().filter(|unit| unit.code.is_within(&listed.own)).collect();
    let sheet = workbook.worksheet_from_index(0)?;
    sheet.write_string_with_format(8, 8, heading(&Table::Findings.columns()[0]), &book::header_format())?;
    sheet.set_column_width(8, 28)?;
    for (line, unit) in (9..).zip(&below) {
        let is_alone = below.iter().filter(|other| other.name == unit.name).count() == 1;
        let above = tree.parent(unit.code).filter(|_| !is_alone).map_or_else(String::new, |code| tree.name(code));
        book::text(sheet, line, 8, &format!("{above}{}", unit.name), &book::text_format())?;
    }
    Ok(below.len())
}
