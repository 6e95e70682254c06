//! `cunbang list` and `cunbang show`: the rows that stand in a table, and one of them whole.

use crate::command::conflicts;
use crate::command::enrol::county_time;
use crate::command::history::named;
use crate::command::record::table;
use crate::context::Context;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing};
use crate::unit_named::UnitNamed;
use clap::{Args, ValueEnum};
use cunbang_desk::reading::texts::chinese;
use cunbang_desk::{Authorship, ConflictView, ListedRow, RowFilter, RowsView, ShownWithdrawn};
use cunbang_language::{Language, Named, lazily, say};
use cunbang_model::schema::Column;
use cunbang_model::shown::in_line;
use cunbang_model::{Date, Period, Table};
use cunbang_report::rows_parquet;
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// List the rows that stand in a table 台账: what was recorded, by whom, and how far it was received
///
/// It works offline. Members have their names where the roster is here. A row that stands with several values is marked:
/// `cunbang conflicts` shows them.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang list deeds --period 2026Q3\n  cunbang list 会议 --search 主题党日\n  cunbang list members --format csv"
)]
pub(crate) struct ListRowsArguments {
    /// The table: deeds, meetings, attendance, tasks, visits, findings, …
    #[arg(value_name = "TABLE", value_parser = table)]
    table: Table,
    /// The period [default: all]
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    period: Option<Period>,
    /// Words that all stand in the row: in a text, a name, an id, a date
    #[arg(long, value_name = "TEXT", default_value = "")]
    search: String,
    /// From this day on
    #[arg(long, value_name = "DATE", value_parser = crate::values::day)]
    from: Option<Date>,
    /// Up to this day
    #[arg(long, value_name = "DATE", value_parser = crate::values::day)]
    until: Option<Date>,
    /// Withdrawn rows too
    #[arg(long)]
    withdrawn: bool,
    /// Only rows that stand with several values
    #[arg(long)]
    conflicts: bool,
    /// The unit that the rows are about [default: this node's own]
    #[arg(long, value_name = "UNIT")]
    unit: Option<UnitNamed>,
    /// How to print the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: RowsFormat,
    /// File to write Parquet to, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Show all columns, however wide the table becomes
    #[arg(long)]
    wide: bool,
}

/// How rows are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum RowsFormat {
    /// Lines for people
    #[default]
    #[value(alias = "text")]
    Table,
    /// JSON, with what is known of each row
    Json,
    /// Comma-separated values with a header
    Csv,
    /// The table's own columns with their types, for programs that analyse
    Parquet,
}

/// Show one row whole: its cells, who wrote it, how far it was received
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang show deeds d17\n  cunbang show members 陈建国\n  cunbang show meetings 8月15日"
)]
pub(crate) struct ShowArguments {
    /// The table
    #[arg(value_name = "TABLE", value_parser = table)]
    table: Table,
    /// The row's id, several key columns joined by /; or what no other row has: a member's name, a meeting's day or title
    #[arg(value_name = "ID")]
    id: String,
    /// The period [default: the newest in which there is such a row]
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    period: Option<Period>,
    /// The unit that the row is about [default: this node's own]
    #[arg(long, value_name = "UNIT")]
    unit: Option<UnitNamed>,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: TextOrJson,
}

/// How something is printed that is no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum TextOrJson {
    /// Lines for people
    #[default]
    Text,
    /// JSON
    Json,
}

#[derive(Debug, Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    row: &'a ListedRow,
    conflict: Option<&'a ConflictView>,
}

/// Lists.
pub(crate) async fn run(arguments: &ListRowsArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let viewer = opened.reader(context).await?;
    let filter = RowFilter {
        search: arguments.search.clone(),
        withdrawn: if arguments.withdrawn { ShownWithdrawn::Too } else { ShownWithdrawn::Hidden },
        only_conflicts: arguments.conflicts,
        from: arguments.from,
        until: arguments.until,
        ..RowFilter::default()
    };
    let unit = opened.unit_if(arguments.unit.as_ref())?;
    let view = opened.desk.rows(&viewer, arguments.table, unit, arguments.period, &filter).await?;
    match arguments.format {
        RowsFormat::Table if view.rows.is_empty() => {
            printing::note(&nothing(arguments));
            Ok(())
        }
        RowsFormat::Table => {
            listing(&view, ListFormat::Table).print(ListArguments { format: ListFormat::Table, wide: arguments.wide })
        }
        RowsFormat::Json => printing::text(&serde_json::to_string_pretty(&view)?),
        RowsFormat::Csv => listing(&view, ListFormat::Csv).print(ListFormat::Csv),
        RowsFormat::Parquet => {
            let bytes = rows_parquet(view.table, view.rows.iter().map(|listed| &listed.row))?;
            printing::output(&bytes, arguments.out.as_deref(), false)
        }
    }
}

/// That no row stands there, of all or of what was asked for.
fn nothing(arguments: &ListRowsArguments) -> String {
    let table = Named::new(arguments.table.chinese(), arguments.table.name());
    let of_period = lazily(|| arguments.period.map(|one| say!("list-of-period", period = one)).unwrap_or_default());
    let is_narrowed =
        !arguments.search.is_empty() || arguments.from.is_some() || arguments.until.is_some() || arguments.conflicts;
    if is_narrowed {
        say!("list-none-such", table = table, of_period = of_period)
    } else {
        say!("list-none", table = table, of_period = of_period)
    }
}

/// The table's own columns, then what is known of each row. For people members have their names; in a file the cells
/// are as they were recorded, so that it can be imported.
fn listing(view: &RowsView, format: ListFormat) -> Listing {
    let for_people = format == ListFormat::Table;
    let own = view.table.columns().iter().filter(|column| !for_people || column.name != "unit");
    let own: Vec<&Column> = own.collect();
    let mut columns: Vec<_> = own.iter().map(|column| (column.name, column.chinese)).collect();
    // Of a table that has a column of that name there is nobody to name: units count their members.
    let has_names = !own.iter().any(|column| column.name == "members");
    columns.push(("withdrawn", "撤回原因"));
    columns.extend(has_names.then_some(("members", "姓名")));
    columns.extend([("operator", "登记人"), ("device", "设备"), ("written_at", "登记时间"), ("mark", "状态")]);
    columns.push(("conflict", "冲突"));
    let mut list = Listing::new(&columns);
    for listed in &view.rows {
        let said = |column: &&Column| {
            let text = listed.row.get(column.name).map(ToString::to_string).unwrap_or_default();
            let for_people = for_people.then(|| match listed.members.get(&text) {
                Some(name) => Some(format!("{name} {text}")),
                None => {
                    let in_chinese = chinese(view.table, column, &text);
                    Language::first().pick(in_chinese, None).map(str::to_owned)
                }
            });
            Value::String(for_people.flatten().unwrap_or(text))
        };
        let mut cells: Vec<Value> = own.iter().map(said).collect();
        let names: Vec<&str> = listed.members.values().map(String::as_str).collect();
        let written = listed.written.as_ref();
        let at = written
            .and_then(|written| written.written_at)
            .map(|at| if for_people { county_time(at) } else { at.to_string() });
        cells.push(json!(listed.withdrawn.as_deref().unwrap_or_default()));
        cells.extend(has_names.then(|| Value::String(if for_people { String::new() } else { names.join(" ") })));
        cells.push(json!(written.map(Authorship::person)));
        cells.push(json!(written.map(device_of)));
        cells.push(json!(at));
        cells.push(json!(listed.mark));
        cells.push(json!(if listed.in_conflict { say!("list-several-values") } else { String::new() }));
        list.push(cells);
    }
    list
}

/// The device as people call it.
fn device_of(written: &Authorship) -> String {
    let device = written.device.to_string();
    written.label.clone().unwrap_or_else(|| device.get(..8).unwrap_or(&device).to_owned())
}

/// Who wrote something, on which device, and when.
pub(crate) fn by_whom(written: &Authorship) -> String {
    let at = written.written_at.map(county_time).unwrap_or_default();
    format!("{} · {} · {at}", written.person(), device_of(written))
}

/// Shows.
pub(crate) async fn show(arguments: &ShowArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let viewer = opened.reader(context).await?;
    let ShowArguments { table, id, period, unit, format } = arguments;
    let unit = opened.unit_if(unit.as_ref())?;
    let row = opened.desk.row_called(&viewer, *table, unit, id, *period).await?;
    let conflict = opened.desk.conflict(&viewer, *table, unit, &row.id, *period).await?;
    printing::text(&match format {
        TextOrJson::Json => serde_json::to_string_pretty(&Shown { row: &row, conflict: conflict.as_ref() })?,
        TextOrJson::Text => describe(&row, conflict.as_ref()),
    })
}

fn describe(listed: &ListedRow, conflict: Option<&ConflictView>) -> String {
    let table = listed.row.table();
    let table_name = Named::new(table.chinese(), table.name());
    let mut text = format!("{table_name} {} · {} {}", listed.id, listed.document, listed.mark.as_str());
    if let Some(conflict) = conflict {
        let _ = write!(text, "\n{}", conflicts::describe(conflict));
        return text;
    }
    for column in table.columns() {
        let Some(value) = listed.row.get(column.name).map(ToString::to_string) else { continue };
        let said = match (listed.members.get(&value), chinese(table, column, &value)) {
            (Some(name), _) => format!("{name} {value}"),
            (None, Some(chinese)) => Named::new(chinese, &value).to_string(),
            (None, None) => value,
        };
        let _ = write!(text, "\n  {}: {}", named(table, column.name), in_line(&said));
    }
    if let Some(reason) = &listed.withdrawn {
        let _ = write!(text, "\n  {}", say!("list-withdrawn", reason = in_line(reason)));
    }
    if let Some(written) = &listed.written {
        let _ = write!(text, "\n  {}", in_line(&by_whom(written)));
    }
    text
}
