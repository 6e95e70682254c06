//! `cunbang changes`: what changed from one ranking to another, of two runs or two periods.

use crate::command::rank::LevelArgument;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing};
use crate::unit_named::UnitNamed;
use clap::Args;
use cunbang_desk::Level;
use cunbang_desk::assessment::changes::{ChangedIndicator, RowChange, RunName, UnitChanges};
use cunbang_language::say;
use cunbang_model::Decimal;
use cunbang_model::shown::in_line;
use cunbang_web::changes::{COLUMNS, cells, title_in_words};
use serde_json::{Value, json};

/// Compare two rankings: who moved, by which indicators, on which rows
///
/// Each is the newest of a period (`2026Q3`), a run by the beginning of its id as `cunbang run` printed it, or both
/// (`2026Q3:ab12cd34`) where the run is known from a bulletin alone. Units of which nothing changed are left out of the
/// table.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang changes 2026Q2 2026Q3 --format csv > changes.csv\n  cunbang changes ab12cd34 ef56ab78 --unit 330522103201"
)]
pub(crate) struct ChangesArguments {
    /// The earlier ranking
    #[arg(value_name = "BEFORE")]
    before: String,
    /// The later ranking
    #[arg(value_name = "AFTER")]
    after: String,
    /// The level
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = LevelArgument::Village)]
    level: LevelArgument,
    /// One unit, down to the rows
    #[arg(long, value_name = "UNIT")]
    unit: Option<UnitNamed>,
    #[command(flatten)]
    list: ListArguments,
}

/// Compares.
pub(crate) async fn run(arguments: &ChangesArguments, context: &Context) -> anyhow::Result<()> {
    let level = Level::from(arguments.level);
    if level == Level::Member {
        return Err(exit::input(say!("changes-no-members")));
    }
    let opened = opening::node(context).await?;
    let viewer = opened.reader(context).await?;
    let (Ok(before), Ok(after)) = (arguments.before.parse::<RunName>(), arguments.after.parse::<RunName>());
    let format = arguments.list.format;
    if let Some(unit) = opened.unit_if(arguments.unit.as_ref())? {
        let changes = opened.desk.changes_of(&viewer, &before, &after, unit).await?;
        if changes.findings_as_now {
            printing::note(&say!("changes-findings-as-now"));
        }
        return rows(&changes).print(arguments.list);
    }
    let changes = opened.desk.changes(&viewer, &before, &after, level).await?;
    let units = opened.node.units()?;
    let mut list = Listing::new(&COLUMNS);
    let whole = format != ListFormat::Table;
    for line in changes.lines.iter().filter(|line| whole || line.is_changed()) {
        list.push(cells(line, &units).map(|cell| if cell.is_empty() { Value::Null } else { json!(cell) }));
    }
    if format == ListFormat::Table {
        for run in [&changes.before, &changes.after] {
            printing::text(&say!("changes-of-run", period = run.period, run = in_line(&run.id)))?;
        }
    }
    list.print(arguments.list)
}

/// The rows behind one unit's change, an indicator after the other.
fn rows(changes: &UnitChanges) -> Listing {
    let mut list = Listing::new(&[
        ("indicator", "指标"),
        ("points_before", "前次得分"),
        ("points_after", "后次得分"),
        ("change", "变化"),
        ("unit", "代码"),
        ("row", "记录"),
        ("said_before", "原为"),
        ("said_after", "现为"),
    ]);
    let points = |points: Option<Decimal>| points.map_or(Value::Null, |points| json!(points.to_string()));
    for one in &changes.indicators {
        let ChangedIndicator { points: scored, rows, .. } = one;
        let head = [json!(title_in_words(scored)), points(scored.before), points(scored.after)];
        if rows.is_empty() {
            list.push(head.clone().into_iter().chain(std::iter::repeat_n(Value::Null, 5)));
        }
        for row in rows {
            let rest = [
                json!(word(row.change)),
                json!(row.unit.to_string()),
                json!(format!("{}/{}", row.table, row.id)),
                json!(row.before),
                json!(row.after),
            ];
            list.push(head.clone().into_iter().chain(rest));
        }
    }
    list
}

const fn word(change: RowChange) -> &'static str {
    match change {
        RowChange::New => "new",
        RowChange::Gone => "gone",
        RowChange::Different => "different",
        RowChange::CountsOtherwise => "counts_otherwise",
    }
}
