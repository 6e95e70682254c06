//! Lists: as a table that fits the reader's window, as JSON, as CSV.

use super::{note, text};
use clap::{Args, ValueEnum};
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, presets};
use cunbang_language::{Language, Named, in_chinese, say};
use cunbang_model::shown::in_line;
use cunbang_report::harmless::harmless;
use serde::Serialize;
use serde_json::{Map, Value};
use std::io::{self, IsTerminal, Write};
use terminal_size::terminal_size;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What a CSV in UTF-8 begins with.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// How a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ListFormat {
    /// Lines for people
    #[default]
    #[value(alias = "text")]
    Table,
    /// An array of objects
    Json,
    /// Comma-separated values with a header
    Csv,
}

/// The argument of every command that prints a list.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct ListArguments {
    /// How to print the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: ListFormat,
    /// Show all columns, however wide the table becomes
    #[arg(long)]
    pub(crate) wide: bool,
}

impl From<ListFormat> for ListArguments {
    fn from(format: ListFormat) -> Self {
        Self { format, wide: false }
    }
}

/// The widest that a table is where nobody says how wide its reader's window is.
const USUAL_WIDTH: usize = 80;
/// How much of a device's name tells it from others.
const DEVICE_DIGITS: usize = 8;
/// Columns that a table leaves out first where it is too wide for them all.
const LESSER: [&str; 17] = [
    "set_aside",
    "supplements",
    "sealed_by_county_at",
    "last_received_at",
    "note",
    "expires_on",
    "rank_in_parent",
    "parent",
    "label",
    "device",
    "operator",
    "written_at",
    "created_at",
    "best_rank",
    "worst_rank",
    "bounds",
    "unit",
];

/// Columns of free text: they get the room that is left, and are wrapped in it.
const FREE: [&str; 7] = ["text", "title", "reason", "reasons", "reason_not_held", "clause", "tables"];
/// How much room such a column has at least.
const LEAST_OF_FREE: usize = 12;

/// How wide a table may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Width {
    /// As its cells are.
    Whole,
    /// As its cells are, but for devices, of which the beginning is enough.
    Short,
    /// So many columns of the screen.
    Within(usize),
}

/// A list: columns with a name for programs and a heading for people, and rows.
#[derive(Debug)]
pub(crate) struct Listing {
    columns: Vec<(&'static str, &'static str)>,
    /// Columns for which the list is made: they stay, however narrow it has to be.
    kept: &'static [&'static str],
    rows: Vec<Vec<Value>>,
}

impl Listing {
    /// An empty list with columns: `(name, heading)`.
    pub(crate) fn new(columns: &[(&'static str, &'static str)]) -> Self {
        Self::keeping(&[], columns)
    }

    /// An empty list in which some of the columns always stay.
    pub(crate) fn keeping(kept: &'static [&'static str], columns: &[(&'static str, &'static str)]) -> Self {
        Self { columns: columns.to_vec(), kept, rows: Vec::new() }
    }

    /// A list of things: of each, the fields that are called as the columns.
    pub(crate) fn of<T: Serialize>(columns: &[(&'static str, &'static str)], things: &[T]) -> anyhow::Result<Self> {
        let mut list = Self::new(columns);
        for thing in things {
            let mut fields = serde_json::to_value(thing)?;
            list.push(columns.iter().map(|(name, _)| fields.get_mut(*name).map_or(Value::Null, Value::take)));
        }
        Ok(list)
    }

    /// Adds a row, its cells in the order of the columns.
    pub(crate) fn push(&mut self, cells: impl IntoIterator<Item = Value>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether it has no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Prints it to standard output.
    pub(crate) fn print(&self, how: impl Into<ListArguments>) -> anyhow::Result<()> {
        let ListArguments { format, wide } = how.into();
        if format == ListFormat::Table && self.is_empty() {
            // What is empty for a person is data for a program.
            note(&say!("list-nothing"));
            return Ok(());
        }
        // Excel takes a file without the mark for GB18030, and every Chinese word in it for another.
        if format == ListFormat::Csv && !io::stdout().is_terminal() {
            io::stdout().lock().write_all(BYTE_ORDER_MARK.as_bytes())?;
        }
        text(&match format {
            ListFormat::Table => self.to_table_as(wide),
            ListFormat::Json => self.to_json()?,
            ListFormat::Csv => self.to_csv()?,
        })
    }

    /// As lines for people, no wider than their window.
    pub(crate) fn to_table(&self) -> String {
        self.to_table_as(false)
    }

    /// As lines for people: columns in which nothing stands are left out; and unless all are wanted, so many of the
    /// others that the table fits, and cells are wrapped where that is not enough.
    pub(crate) fn to_table_as(&self, wide: bool) -> String {
        let mut shown: Vec<usize> = (0..self.columns.len())
            .filter(|column| self.rows.iter().any(|row| !plain(&row[*column]).is_empty()))
            .collect();
        if wide {
            return self.drawn(&shown, Width::Whole);
        }
        let widest = terminal_size().map_or(USUAL_WIDTH, |(terminal_size::Width(columns), _)| usize::from(columns));
        let mut left_out = Vec::new();
        while width_of(&self.drawn(&shown, Width::Short)) > widest && shown.len() > 3 {
            let at = |name: &str| shown.iter().position(|at| self.columns[*at].0 == name);
            let lesser = LESSER.iter().filter(|name| !self.kept.contains(name)).find_map(|name| at(name));
            let is_kept = |at: &usize| self.kept.contains(&self.columns[shown[*at]].0);
            // The first two say of what a line is, the last how it stands; what is free text is why one looks. Where a list
            // says itself what it is made for, all else goes.
            let dispensable = match self.kept {
                [] => (2..shown.len() - 1).rev().find(|at| !self.is_free(shown[*at])).or(Some(shown.len() - 2)),
                _ => (0..shown.len()).rev().find(|at| !is_kept(at)),
            };
            let Some(goes) = lesser.or(dispensable) else { break };
            left_out.push(shown.remove(goes));
        }
        let table = self.drawn(&shown, Width::Within(widest));
        if left_out.is_empty() {
            return table;
        }
        left_out.sort_unstable();
        let names: Vec<String> = left_out.iter().map(|column| self.heading(*column)).collect();
        let columns = names.join(Language::first().pick("、", ", "));
        format!("{table}\n{}", say!("list-columns-left-out", columns = columns))
    }

    /// Whether a column is of free text.
    fn is_free(&self, column: usize) -> bool {
        FREE.contains(&self.columns[column].0)
    }

    /// What people call a column.
    fn heading(&self, column: usize) -> String {
        let (name, heading) = self.columns[column];
        Named::new(heading, &name.replace('_', " ")).to_string()
    }

    /// The table of some columns.
    fn drawn(&self, shown: &[usize], width: Width) -> String {
        let mut table = Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY);
        table.style_mut().row_separator = LineStyle::none();
        if let Width::Within(width) = width {
            let width = u16::try_from(width).unwrap_or(u16::MAX);
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        table.set_header(shown.iter().map(|column| {
            let (name, heading) = self.columns[*column];
            let english = name.replace('_', " ");
            Cell::new(match Language::heard() {
                Some(language) => language.pick(heading, &english).to_owned(),
                None => format!("{heading}\n{english}"),
            })
        }));
        for row in &self.rows {
            table.add_row(shown.iter().map(|column| {
                let value = &row[*column];
                let mut text = for_people(self.columns[*column].0, value);
                if width != Width::Whole && self.columns[*column].0 == "device" {
                    text = text.chars().take(DEVICE_DIGITS).collect();
                }
                let mut text = in_line(&text).into_owned();
                if width == Width::Short && self.is_free(*column) {
                    text = beginning(&text, LEAST_OF_FREE);
                }
                let cell = Cell::new(text);
                if looks_like_number(value) { cell.set_alignment(CellAlignment::Right) } else { cell }
            }));
        }
        // Where there is such a column, what is short is never wrapped.
        if let Width::Within(_) = width
            && shown.iter().any(|column| self.is_free(*column))
        {
            for (at, _) in shown.iter().enumerate().filter(|(_, column)| !self.is_free(**column)) {
                if let Some(column) = table.column_mut(at) {
                    column.set_constraint(ColumnConstraint::ContentWidth);
                }
            }
        }
        let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n")
    }

    /// As an array of objects.
    pub(crate) fn to_json(&self) -> anyhow::Result<String> {
        let objects: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let fields = self.columns.iter().zip(row).map(|((name, _), value)| ((*name).to_owned(), value.clone()));
                Value::Object(fields.collect::<Map<String, Value>>())
            })
            .collect();
        Ok(serde_json::to_string_pretty(&objects)?)
    }

    /// As comma-separated values; what a spreadsheet program would run as a formula is made harmless.
    pub(crate) fn to_csv(&self) -> anyhow::Result<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.columns.iter().map(|(name, _)| name))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|value| harmless(&plain(value)).into_owned()))?;
        }
        Ok(String::from_utf8(writer.into_inner()?)?.trim_end().to_owned())
    }
}

fn for_people(column: &str, value: &Value) -> String {
    match value {
        Value::Bool(true) => Named::new("是", "yes").to_string(),
        Value::Bool(false) => Named::new("否", "no").to_string(),
        Value::String(word) if is_of_words(column) => in_words(word),
        other => plain(other),
    }
}

/// A word of the program's own, as people read it.
pub(crate) fn in_words(word: &str) -> String {
    let chinese = in_chinese(&format!("word-{}", word.replace(['_', '.'], "-")));
    chinese.map_or_else(|| word.to_owned(), |chinese| Named::new(&chinese, word).to_string())
}

/// Whether a column holds words of the program's own: a state, a level, a kind.
fn is_of_words(column: &str) -> bool {
    [
        "status",
        "state",
        "level",
        "levels",
        "kind",
        "role",
        "decision",
        "verdict",
        "outcome",
        "prospect",
        "event",
        "floating",
        "period_kind",
    ]
    .contains(&column)
}

/// The beginning of a text, as far as it has room.
fn beginning(text: &str, room: usize) -> String {
    let mut taken = 0;
    let fits = |character: &char| {
        taken += character.width().unwrap_or_default();
        taken <= room
    };
    text.chars().take_while(fits).collect()
}

/// How many columns of the screen the widest line takes.
fn width_of(table: &str) -> usize {
    table.lines().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}

/// Numbers, and points: texts such as `87.50`. Codes and ids of digits are no numbers.
fn looks_like_number(value: &Value) -> bool {
    match value {
        Value::Number(_) => true,
        Value::String(text) => {
            text.contains('.') && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn list() -> Listing {
        let mut list = Listing::new(&[("unit", "单位"), ("score", "得分"), ("candidate", "候选")]);
        list.push([json!("胥仓村"), json!("87.50"), json!(true)]);
        list.push([json!("=1+1"), Value::Null, json!(false)]);
        list
    }

    #[test]
    fn a_cell_stays_in_its_line() {
        let mut list = Listing::new(&[("trouble", "问题")]);
        list.push([json!("no\nledger ✓✓✓\u{202e}\u{1b}[A")]);
        let table = list.to_table();
        assert!(table.contains(r"no\nledger ✓✓✓\u202e\u001b[A"), "{table}");
    }

    #[test]
    fn a_table_fits_and_says_what_it_leaves_out() {
        let columns =
            [("document", "台账"), ("name", "名称"), ("label", "设备名"), ("device", "设备"), ("mark", "状态")];
        let mut list = Listing::new(&columns);
        let device = "8c1f".repeat(8);
        list.push([
            json!("ledger/330522103202/2026Q3"),
            json!("长兴县洪桥镇长平村"),
            json!("长平村终端一号"),
            json!(device),
            json!("✓✓✓"),
        ]);
        for language in Language::ALL {
            language.with(|| {
                let narrow = list.to_table();
                assert!(width_of(&narrow) <= USUAL_WIDTH, "{narrow}");
                assert!(narrow.contains("✓✓✓") && narrow.contains("长平村") && narrow.contains("--wide"), "{narrow}");
                let wide = list.to_table_as(true);
                assert!(wide.contains("长平村终端一号") && wide.contains(&device), "{wide}");
            });
        }
    }

    #[test]
    fn what_a_list_is_made_for_stays_and_all_else_goes() {
        let kept = ["name", "due", "points"];
        let mut list = Listing::keeping(
            &["name", "due", "points"],
            &[
                ("code", "代码"),
                ("name", "名称"),
                ("finding", "编号"),
                ("due", "期限"),
                ("points", "扣分"),
                ("said", "告知"),
                ("altered", "改动"),
            ],
        );
        let code = "330522103202";
        list.push(
            [
                code,
                "长兴县洪桥镇长平村",
                "f-0123456789abcdef",
                "2026-10-20",
                "2.5",
                "2026-10-01",
                "2026-10-02 县委组织部 李干事",
            ]
            .map(|cell| json!(cell)),
        );
        for language in Language::ALL {
            language.with(|| {
                let narrow = list.to_table();
                assert!(width_of(&narrow) <= USUAL_WIDTH, "{narrow}");
                assert!(["长平村", "2026-10-20", "2.5"].iter().all(|cell| narrow.contains(cell)), "{narrow} {kept:?}");
                assert!(!narrow.contains("李干事") && narrow.contains("--wide"), "{narrow}");
            });
        }
    }

    #[test]
    fn free_text_gets_the_room_that_is_left() {
        let columns = [
            ("deed", "编号"),
            ("member", "党员"),
            ("date", "日期"),
            ("text", "内容"),
            ("by", "确认人"),
            ("mark", "状态"),
        ];
        let mut list = Listing::new(&columns);
        let told = "帮独居老人收稻，并连续三天到田里帮忙，把全部稻谷晒干入仓，又修好了村口的水渠和两处田埂";
        let row =
            ["d-0123456789abcdef0123", "陈建国 m-0123456789ab", "2026-08-02", told, "沈阿妹 m-ba9876543210", "✓✓✓"];
        list.push(row.map(|cell| json!(cell)));
        Language::Chinese.with(|| {
            let narrow = list.to_table();
            assert!(width_of(&narrow) <= USUAL_WIDTH, "{narrow}");
            assert!(narrow.contains("内容") && !narrow.contains("确认人 "), "{narrow}");
            let shown: String = narrow
                .lines()
                .filter_map(|line| line.split("   ").find(|cell| cell.contains(['，', '口', '埂'])))
                .collect();
            assert!(shown.replace(' ', "").contains("田埂"), "all of it is there: {narrow}");
            assert!(narrow.contains("d-0123456789abcdef0123"), "an id is never wrapped: {narrow}");
        });
    }

    #[test]
    fn one_list_three_ways() {
        let list = list();
        assert_eq!(list.to_csv().unwrap(), "unit,score,candidate\n胥仓村,87.50,yes\n'=1+1,,no");
        let objects: Value = serde_json::from_str(&list.to_json().unwrap()).unwrap();
        assert_eq!(objects[0], json!({"unit": "胥仓村", "score": "87.50", "candidate": true}));
        let table = list.to_table();
        assert!(table.contains("得分") && table.contains("score") && table.contains("胥仓村"), "{table}");
    }
}
