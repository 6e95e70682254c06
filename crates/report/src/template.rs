//! The template that people fill in: a workbook with one sheet for each table.

use crate::book;
use crate::export::{ExportError, width};
use crate::header::heading;
use cunbang_language::Language;
use cunbang_model::schema::CHANGXING_DEED_KINDS;
use cunbang_model::{Column, ColumnKind, Date, Decimal, Table};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, Note, Workbook,
    Worksheet, XlsxError,
};

/// The sheet that explains the others. The reader skips it.
pub(crate) const GUIDE_SHEET: &str = "说明";
/// The last row with drop-down lists and cell formats.
pub(crate) const LAST_PREPARED_ROW: u32 = 20_000;
/// The unit of the example rows. It does not exist, so an edited example left in by mistake is reported.
pub(crate) const EXAMPLE_UNIT: &str = "000000000000";

/// The template as XLSX. Each table has a sheet with English and Chinese headers, required columns in colour
/// with a note, drop-down lists, cell formats, and an example row that the reader skips while it is
/// unchanged. The sheet 说明 explains every column.
pub fn template() -> Result<Vec<u8>, ExportError> {
    let mut workbook = book::workbook("村榜 台账模板 cunbang template")?;
    let tables: Vec<Table> = Table::spreadsheets().collect();
    let whole = tables.iter().map(|table| (*table, table.columns().iter().collect())).collect::<Vec<_>>();
    guide(&mut workbook, "", &[&ALWAYS[..], &WITH_EXAMPLES[..]].concat(), &whole)?;
    for table in tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(tab(table))?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_row_height(0, 32)?;
        let example = example(table);
        for (at, column) in (0..).zip(table.columns()) {
            prepare(sheet, at, table, column)?;
            if let Some((_, text)) = example.iter().find(|(name, _)| *name == column.name) {
                write_example(sheet, at, table, column, text)?;
            }
        }
        let note = Note::new(
            "示例行：请在下面填写，本行不改则导入时自动跳过。\nExample row: import skips it while it is unchanged.",
        )
        .set_author("cunbang")
        .set_width(300);
        sheet.insert_note(1, 0, &note)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// Writes one column: header, note, width, cell format and validation.
pub(crate) fn prepare(sheet: &mut Worksheet, at: u16, table: Table, column: &Column) -> Result<(), XlsxError> {
    let mut header = book::header_format();
    if column.required {
        header = header.set_background_color(book::REQUIRED_COLOUR);
    }
    sheet.write_string_with_format(0, at, heading(column), &header)?;
    let (chinese, english) = meaning(table, column);
    let need = if column.required { "★ 必填 required" } else { "选填 optional" };
    let note = Note::new(format!("{need}\n{chinese}\n{english}")).set_author("cunbang").set_width(260);
    sheet.insert_note(0, at, &note)?;
    sheet.set_column_width(at, width(column.kind))?;
    let format = match column.kind {
        ColumnKind::Date => book::date_format(),
        ColumnKind::Whole(..) => Format::new().set_num_format("0"),
        ColumnKind::Number(..) => Format::new(),
        _ => book::text_format(),
    };
    sheet.set_column_format(at, &format)?;
    if let Some(validation) = validation(table, column)? {
        sheet.add_data_validation(1, at, LAST_PREPARED_ROW, at, &validation)?;
    }
    Ok(())
}

/// The validation of a column as people type. Lists only warn, because either word alone may be typed too.
fn validation(table: Table, column: &Column) -> Result<Option<DataValidation>, XlsxError> {
    let new = DataValidation::new;
    let list = |words: Vec<String>| {
        new().allow_list_strings(&words).map(|list| list.set_error_style(DataValidationErrorStyle::Warning))
    };
    let whole = |bound: i64| i32::try_from(bound).unwrap_or(if bound < 0 { i32::MIN } else { i32::MAX });
    let checked = match column.kind {
        _ if is_deed_kind(table, column) => list(choices(&CHANGXING_DEED_KINDS))?,
        ColumnKind::Choice(words) => list(choices(words))?,
        ColumnKind::YesNo => list(choices(&YES_NO))?,
        ColumnKind::Date => new().allow_date(DataValidationRule::Between(
            ExcelDateTime::from_ymd(1900, 1, 1)?,
            ExcelDateTime::from_ymd(2999, 12, 31)?,
        )),
        ColumnKind::Whole(least, most) => {
            new().allow_whole_number(DataValidationRule::Between(whole(least), whole(most)))
        }
        ColumnKind::Number(least, most) => {
            new().allow_decimal_number(DataValidationRule::Between(f64::from(whole(least)), f64::from(whole(most))))
        }
        ColumnKind::Unit | ColumnKind::Id | ColumnKind::Text(_) | ColumnKind::Month | ColumnKind::Period => {
            return Ok(None);
        }
    };
    let (chinese, _) = meaning(table, column);
    let shown: String = chinese.chars().take(200).collect();
    Ok(Some(checked.set_error_title("村榜")?.set_error_message(shown)?))
}

pub(crate) const YES_NO: [(&str, &str); 2] = [("yes", "是"), ("no", "否")];

fn is_deed_kind(table: Table, column: &Column) -> bool {
    table == Table::Deeds && column.name == "kind"
}

/// The items of a drop-down list: `present 出席`.
pub(crate) fn choices(words: &[(&str, &str)]) -> Vec<String> {
    words.iter().map(|(word, chinese)| format!("{word} {chinese}")).collect()
}

fn write_example(sheet: &mut Worksheet, at: u16, table: Table, column: &Column, text: &str) -> Result<(), XlsxError> {
    let grey = |format: Format| format.set_italic().set_font_color(Color::RGB(0x0080_8080));
    let choice = |words: &[(&str, &str)]| {
        let chosen = words.iter().find(|(word, _)| *word == text);
        chosen.map_or_else(|| text.to_owned(), |(word, chinese)| format!("{word} {chinese}"))
    };
    let plain = grey(book::text_format());
    match column.kind {
        _ if is_deed_kind(table, column) => book::text(sheet, 1, at, &choice(&CHANGXING_DEED_KINDS), &plain),
        ColumnKind::Choice(words) => book::text(sheet, 1, at, &choice(words), &plain),
        ColumnKind::YesNo => book::text(sheet, 1, at, &choice(&YES_NO), &plain),
        ColumnKind::Date => match text.parse::<Date>() {
            Ok(day) => book::date(sheet, 1, at, day, &grey(book::date_format())),
            Err(_) => book::text(sheet, 1, at, text, &plain),
        },
        ColumnKind::Number(..) | ColumnKind::Whole(..) => match text.parse::<Decimal>() {
            Ok(value) => book::number(sheet, 1, at, value, &grey(Format::new())),
            Err(_) => book::text(sheet, 1, at, text, &plain),
        },
        _ => book::text(sheet, 1, at, text, &plain),
    }
}

/// The cells of a table's example row, as `(column, text)`.
pub(crate) fn example(table: Table) -> Vec<(&'static str, String)> {
    let unit = (table.columns()[0].name, EXAMPLE_UNIT.to_owned());
    let cells = table.columns().iter().filter_map(|column| Some((column.name, column.example?.to_owned())));
    std::iter::once(unit).chain(cells).collect()
}

/// Whether these cells are the unchanged example row, whatever the order of its columns.
pub(crate) fn is_example(table: Table, cells: &[(&'static str, String)]) -> bool {
    cells.iter().any(|(_, text)| text == EXAMPLE_UNIT) && {
        let example = example(table);
        example.len() == cells.len() && example.iter().all(|cell| cells.contains(cell))
    }
}

/// What to fill in, in Chinese and English.
fn meaning(table: Table, column: &Column) -> (String, String) {
    let english = cunbang_model::value::expectation(column.kind);
    if is_deed_kind(table, column) {
        return (
            "类别：长兴十类之一（见下拉列表），或本地考评办法自定的类别".to_owned(),
            "one of Changxing's ten kinds (see the list), or a kind of the scheme's own".to_owned(),
        );
    }
    let chinese = match column.kind {
        ColumnKind::Unit => "统计用区划代码：县 6 位、乡镇 9 位、村 12 位".to_owned(),
        ColumnKind::Id => "自定编号，1 至 64 个字符，不含空格和“/”，在本单位本表内不重复".to_owned(),
        ColumnKind::Text(most) => format!("文字，最多 {most} 字"),
        ColumnKind::Date => "日期，如 2026-07-01".to_owned(),
        ColumnKind::Month => "月份，如 2026-07".to_owned(),
        ColumnKind::Period => "周期：周 2026W37、月 2026-07、季度 2026Q3、半年 2026H2、年 2026".to_owned(),
        ColumnKind::Number(least, most) => format!("数字，{least} 至 {most}，最多四位小数"),
        ColumnKind::Whole(least, most) => format!("整数，{least} 至 {most}"),
        ColumnKind::YesNo => "是或否".to_owned(),
        ColumnKind::Choice(words) => {
            let words: Vec<&str> = words.iter().map(|(_, chinese)| *chinese).collect();
            format!("选一：{}", words.join("、"))
        }
    };
    match column.note {
        Some((in_chinese, in_english)) => (format!("{chinese}；{in_chinese}"), format!("{english}; {in_english}")),
        None => (chinese, english),
    }
}

/// What a table's sheet is called, in the reader's language.
pub(crate) fn tab(table: Table) -> &'static str {
    Language::first().pick(table.chinese(), table.name())
}

/// What holds for every template.
pub(crate) const ALWAYS: [&str; 3] = [
    "每张工作表是一张表；第一行是列名，不要改；列的先后可以调换。Each sheet is a table; keep the first row; columns may be reordered.",
    "橙色列名 ★ 为必填；带下拉列表的列请从列表中选。Orange ★ columns are required; pick from the list if there is one.",
    "以 = + - @ 开头的文字请在前面加一个单引号 '。Put an apostrophe before a text that begins with = + - @.",
];
/// What holds for one with examples and ids.
const WITH_EXAMPLES: [&str; 2] = [
    "第二行是示例：不改则导入时跳过，也可删去。Row 2 is an example: import skips it while unchanged; you may delete it.",
    "用不到的工作表可以空着或删去。一行只记一件事；编号由填表人自定。Leave unused sheets empty or delete them.",
];

/// The sheet 说明: what holds for all sheets, and the columns that they have. `about` is what the template is of.
pub(crate) fn guide(
    workbook: &mut Workbook,
    about: &str,
    lines: &[&str],
    tables: &[(Table, Vec<&Column>)],
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(GUIDE_SHEET)?;
    let title = Format::new().set_bold().set_font_size(14);
    let plain = Format::new().set_text_wrap();
    sheet.write_string_with_format(0, 0, format!("村榜 台账模板 · Template of the tables{about}"), &title)?;
    for (row, line) in (1..).zip(lines) {
        sheet.write_string(row, 0, *line)?;
    }
    let start = 7;
    book::header_row(
        sheet,
        start,
        &[
            "工作表 sheet",
            "表 table",
            "列 column",
            "列名 header",
            "必填 required",
            "填什么 what to fill in",
            "in English",
        ],
    )?;
    sheet.set_freeze_panes(start + 1, 0)?;
    for (at, width) in [14.0, 12.0, 16.0, 14.0, 12.0, 60.0, 60.0].into_iter().enumerate() {
        sheet.set_column_width(u16::try_from(at).unwrap_or_default(), width)?;
    }
    let mut row = start + 1;
    for (table, columns) in tables {
        for column in columns {
            let (chinese, english) = meaning(*table, column);
            let star = if column.required { "★" } else { "" };
            let texts = [tab(*table), table.chinese(), column.name, column.chinese, star, &chinese, &english];
            for (at, text) in (0..).zip(texts) {
                book::text(sheet, row, at, text, &plain)?;
            }
            row += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_model::Row;

    #[test]
    fn every_example_is_a_row_of_its_table() {
        for table in Table::spreadsheets() {
            let example = example(table);
            let cells = example.iter().map(|(name, text)| (*name, text.as_str()));
            let row = Row::from_cells(table, cells).unwrap();
            assert_eq!(row.unit().as_str(), EXAMPLE_UNIT);
            assert!(is_example(table, &example));
        }
    }
}
