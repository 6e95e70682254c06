//! Between the spreadsheets and the desk: what is known here for reading, and what the desk says of what was read.

use anyhow::Context as _;
use cunbang_desk::Desk;
use cunbang_desk::home::AtHome;
use cunbang_desk::references::Wrong;
use cunbang_model::{Period, Row};
use cunbang_report::{Home, Intake, Problem, check_units, read_tables};
use std::path::Path;

/// What is known here for reading what somebody writes about a period.
pub(crate) async fn home(desk: &Desk, period: Option<Period>) -> anyhow::Result<Home> {
    let AtHome { unit, units, year, today, rows } = desk.at_home(period).await?;
    Ok(Home { unit: Some(unit), units, year: Some(year), today: Some(today), rows, goes_up: true })
}

/// Reads a file or folder.
pub(crate) async fn read(desk: &Desk, path: &Path, period: Option<Period>) -> anyhow::Result<Intake> {
    let (home, path) = (home(desk, period).await?, path.to_owned());
    tokio::task::spawn_blocking(move || read_tables(&path, &home)).await.context("reading the spreadsheets broke off")
}

/// Checks what was read against the ledger as it will be. Rows that name what is not there are taken out, and with
/// them those that name these, until all that is left can be kept.
pub(crate) async fn check(desk: &Desk, read: &mut Intake) -> anyhow::Result<()> {
    if let Some(units) = desk.replica().org().units().cloned() {
        read.take_out(check_units(&read.tables, &units));
    }
    loop {
        let rows: Vec<Row> = read.tables.rows().cloned().collect();
        let wrong = desk.check_references(&rows).await?;
        if wrong.is_empty() {
            return Ok(());
        }
        let placed: Vec<_> = read.tables.placed().collect();
        let faults = wrong.into_iter().filter_map(|one| {
            let problem = match one.wrong {
                Wrong::NoMember(near) => Problem::UnknownMember { near },
                Wrong::NoMeeting(near) => Problem::UnknownMeeting { near },
                Wrong::NotInScheme(near) => Problem::NotInScheme { near },
            };
            Some(placed.get(one.index)?.fault(one.column, &one.value, problem))
        });
        let faults: Vec<_> = faults.collect();
        read.take_out(faults);
    }
}
