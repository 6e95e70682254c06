//! `cunbang record` and `cunbang reinstate`: one row, written by hand.

pub(crate) mod columns;
pub(crate) mod finding;

use crate::command::import::supplement;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing;
use crate::unit_named::UnitNamed;
use clap::Args;
use cunbang_desk::Desk;
use cunbang_desk::writing::by_hand::is_by_hand;
use cunbang_desk::writing::doubts::{Answers, Resembling};
use cunbang_desk::writing::record::Reinstated;
use cunbang_language::{Language, Named, say};
use cunbang_model::schema::WITHDRAWN;
use cunbang_model::{Column, Period, Row, Table, UnitCode};
use cunbang_report::{Home, Passed, SameName, column_near, column_typed, columns_in_a_line, read_key, read_row};
use cunbang_web::intake;

/// Record one row
///
/// What is written is read as in a spreadsheet: dates, numbers and words in any usual form, members by name. The unit
/// is this node's own unless it is named; an id is made where none is. A row with the same id takes the place of the
/// one before, which stays in the history; a column that is not named stays as it is, and COLUMN= empties one. What
/// columns a table has, which of them a row needs and what may stand in each: `cunbang record TABLE --help`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang record meetings --help\n  cunbang record deeds deed=d17 member=m3 date=2026-08-05 kind=服务群众 text=修路 confirmed_on=2026-08-10"
)]
pub(crate) struct RecordArguments {
    /// The table: deeds, meetings, attendance, tasks, visits, findings, …
    #[arg(value_name = "TABLE", value_parser = recordable)]
    table: Table,
    /// The cells; English or Chinese column names
    #[arg(value_name = "COLUMN=VALUE", value_parser = cell)]
    cells: Vec<(String, String)>,
    /// The quarter, where the row does not tell it itself
    #[arg(long, value_name = "QUARTER")]
    quarter: Option<Period>,
    /// A day far from the quarter, or still to come, is right as it is
    #[arg(long)]
    far_dates: bool,
    /// A unit is changed although a period is over in which it stood otherwise; or a finding is saved whatever it does to
    /// the score
    #[arg(long)]
    yes: bool,
}

/// Put a withdrawn row back 恢复 as it was before
///
/// Both the withdrawal and this stay in the row's history. To put back a whole store, see `cunbang restore`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang reinstate deeds d17")]
pub(crate) struct ReinstateArguments {
    /// The table
    #[arg(value_name = "TABLE", value_parser = table)]
    table: Table,
    /// The row's id
    #[arg(value_name = "ID")]
    id: String,
    /// The period [default: the newest in which there is such a row]
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    period: Option<Period>,
    /// The unit that the row is about [default: this node's own]
    #[arg(long, value_name = "UNIT")]
    unit: Option<UnitNamed>,
    /// A unit is put back although a period is over in which it did not stand
    #[arg(long)]
    yes: bool,
}

/// A table by its name in English or Chinese.
pub(crate) fn table(name: &str) -> Result<Table, String> {
    let called = |table: &Table| table.chinese() == name;
    Table::from_name(name)
        .or_else(|| Table::ALL.iter().copied().find(called))
        .or_else(|| only_one(name))
        .ok_or_else(|| say!("record-expected-one", known = known(|_| true)))
}

/// The one table whose Chinese name holds this one, such as 言行.
fn only_one(part: &str) -> Option<Table> {
    let mut fitting = Table::ALL.iter().copied().filter(|table| !part.is_empty() && table.chinese().contains(part));
    fitting.next().filter(|_| fitting.next().is_none())
}

/// Tables as one may name them.
fn known(is_wanted: impl Fn(&Table) -> bool) -> String {
    let names: Vec<String> = Table::ALL
        .iter()
        .filter(|table| is_wanted(table))
        .map(|table| match Language::first() {
            Language::Chinese => format!("{}（{}）", table.chinese(), table.name()),
            Language::English => table.name().to_owned(),
        })
        .collect();
    names.join(Language::first().pick("、", ", "))
}

/// A table of which people write rows by hand; the others are made by commands.
fn recordable(name: &str) -> Result<Table, String> {
    let is_by_hand = |table: &Table| is_by_hand(*table);
    match table(name) {
        Ok(Table::Seals) => Err(say!("record-cunbang-seal-seals-made")),
        Ok(table) if is_by_hand(&table) => Ok(table),
        _ => Err(say!("record-expected-one", known = known(is_by_hand))),
    }
}

/// A cell: `COLUMN=VALUE`.
pub(crate) fn cell(text: &str) -> Result<(String, String), String> {
    let (column, value) = text.split_once('=').ok_or(say!("record-expected-column-value-as"))?;
    Ok((column.trim().to_owned(), value.to_owned()))
}

/// Reads one row as people write it: as in a spreadsheet, where the table may stand in one.
pub(crate) async fn read_one(
    desk: &Desk,
    operator: &str,
    table: Table,
    cells: &[(String, String)],
    quarter: Option<Period>,
    far_dates: bool,
) -> anyhow::Result<Row> {
    if !table.is_spreadsheet() {
        return plain_row(table, cells, desk.replica().unit());
    }
    let home = Home { same_name: SameName::Another, ..intake::home(desk, quarter).await? };
    let there = there(desk, table, cells, quarter, &home).await?;
    let mut read = read_row(table, &completed(table, cells, there.as_ref()), &home);
    // A day of another quarter makes another row there.
    let is_moved = |row: &Row| there.as_ref().is_some_and(|there| there.quarter() != row.quarter());
    if read.tables.rows().next().is_some_and(is_moved) {
        read = read_row(table, cells, &home);
    }
    if let Some(other) = read.notes().first() {
        return Err(exit::input(match &other.passed {
            Passed::Column { header } => no_column(table, header),
            _ => other.to_string(),
        }));
    }
    // Whoever types a row means it.
    let answers = Answers {
        restore_withdrawn: true,
        far_dates,
        held: true,
        new_members: true,
        same_members: false,
        renamed: true,
        resembling: Some(Resembling::New),
    };
    if intake::look_over(desk, &mut read, quarter, answers).await? > 0 {
        printing::note(&say!("record-row-withdrawn-stands-again"));
    }
    intake::check(desk, &mut read, Some(operator)).await?;
    for echo in &read.echoes {
        printing::note(&echo.to_string());
    }
    let row = read.whole()?.into_rows().next();
    row.ok_or_else(|| exit::input(say!("record-there-nothing-record", table = table)))
}

/// The row that stands here with the key that is typed.
async fn there(
    desk: &Desk,
    table: Table,
    cells: &[(String, String)],
    quarter: Option<Period>,
    home: &Home,
) -> anyhow::Result<Option<Row>> {
    let Some((unit, id)) = read_key(table, cells, home) else { return Ok(None) };
    Ok(desk.standing_row(table, unit, &id, quarter).await?)
}

/// What is typed, and of a row that stands here what a row needs and is not typed: it stays as it is. What a row need not
/// have stays anyway.
fn completed(table: Table, cells: &[(String, String)], there: Option<&Row>) -> Vec<(String, String)> {
    let is_typed = |column: &Column| cells.iter().any(|(name, _)| column_typed(table, name) == Some(column));
    let needed = table.columns().iter().filter(|column| column.required && !is_typed(column));
    let stays = needed.filter_map(|column| Some((column.name.to_owned(), there?.get(column.name)?.to_string())));
    cells.iter().cloned().chain(stays).collect()
}

/// That a table has no such column, and which ones it has.
fn no_column(table: Table, typed: &str) -> String {
    let near = column_near(table, typed).map(|near| say!("record-column-near", column = near)).unwrap_or_default();
    let named = Named::new(table.chinese(), table.name());
    let columns = columns_in_a_line(table);
    say!("record-no-column", table = named, typed = typed, near = near, columns = columns, name = table.name())
}

/// Records.
pub(crate) async fn run(arguments: &RecordArguments, context: &Context) -> anyhow::Result<()> {
    if arguments.cells.is_empty() {
        return Err(exit::input(columns::in_words(arguments.table)));
    }
    let desk = &opening::node(context).await?.desk;
    let operator = context.operator()?;
    let row =
        read_one(desk, &operator, arguments.table, &arguments.cells, arguments.quarter, arguments.far_dates).await?;
    let key = row.key();
    let quarter = row.quarter();
    if !arguments.yes
        && let Some(question) = desk.units_question(&operator, std::slice::from_ref(&row)).await?
    {
        return Err(exit::input(question.to_string()));
    }
    if row.table() == Table::Findings {
        let viewer = desk.viewer(&context.reader()?).await?;
        let effect = desk.finding_effect(&viewer, &row).await?;
        finding::say_or_ask(effect.as_ref(), arguments.yes, &say!("finding-ask"))?;
    }
    let recorded = desk.import(&operator, &[row], arguments.quarter).await?;
    let is_new = recorded.written > 0;
    for quarter in recorded.supplements {
        let late_again = desk.reception(quarter).await?.late_again;
        printing::note(&supplement(quarter, late_again));
    }
    printing::note(&if is_new {
        say!("record-recorded", key = key)
    } else {
        say!("record-there-already-just-so", key = key)
    });
    let names = desk.names_here().await?;
    for gap in desk.gaps(quarter.as_slice()).await?.iter().filter(|gap| gap.what.concerns(&key)) {
        printing::note(&gap.with_names(&names));
    }
    Ok(())
}

/// A row of a table that stands in no spreadsheet, cells as they are kept.
fn plain_row(table: Table, written: &[(String, String)], own: UnitCode) -> anyhow::Result<Row> {
    let is_known = |typed: &str| {
        let mut known = table.columns().iter().chain([&WITHDRAWN]);
        known.any(|column| column.name == typed || column.chinese == typed)
    };
    if let Some((other, _)) = written.iter().find(|(column, _)| !is_known(column)) {
        return Err(exit::input(no_column(table, other)));
    }
    let mut cells: Vec<(&str, &str)> =
        written.iter().map(|(column, value)| (english(table, column), value.as_str())).collect();
    if table.column_index("unit").is_some() && !cells.iter().any(|(column, _)| *column == "unit") {
        cells.push(("unit", own.as_str()));
    }
    Row::from_cells(table, cells).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        exit::input(format!("{table}: {}", faults.join("\n")))
    })
}

fn english(table: Table, column: &str) -> &str {
    let columns = table.columns();
    columns.iter().find(|known| known.chinese == column).map_or(column, |known| known.name)
}

/// Puts back.
pub(crate) async fn reinstate(arguments: &ReinstateArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let desk = &opened.desk;
    let ReinstateArguments { table, id, period, unit, yes } = arguments;
    let unit = opened.unit_if(unit.as_ref())?;
    if *table == Table::Units && !yes {
        let about = unit.or_else(|| id.parse().ok());
        if let Some(about) = about
            && let Some(question) = desk.unit_question(&context.operator()?, about, None).await?
        {
            return Err(exit::input(question.to_string()));
        }
    }
    let Reinstated { row, document, marks } = desk.reinstate(&context.operator()?, *table, unit, id, *period).await?;
    printing::note(&say!("record-stands-again", document = document, row = row));
    if marks > 0 {
        printing::note(&say!("record-", marks = marks));
    }
    Ok(())
}
