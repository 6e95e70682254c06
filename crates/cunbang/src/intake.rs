//! Between the spreadsheets and the desk: what is known here for reading, and what the desk says of what was read.

use anyhow::Context as _;
use clap::Args;
use cunbang_desk::Desk;
use cunbang_desk::doubts::{Answers, Doubtful, Incoming, LookedOver, Resembling};
use cunbang_desk::home::AtHome;
use cunbang_desk::references::Wrong;
use cunbang_model::{Period, Row};
use cunbang_report::{Home, Intake, Passed, Problem, check_units, read_tables};
use std::path::Path;

/// What a person answers beforehand to what would be asked.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct AnswerArguments {
    /// Rows that were withdrawn here and stand in the file again are to count again; without this they stay withdrawn
    #[arg(long)]
    restore_withdrawn: bool,
    /// Days far from the period are right as they are
    #[arg(long)]
    far_dates: bool,
    /// Members whose names are nearly those of others on the roster are other persons
    #[arg(long)]
    new_members: bool,
    /// Rows that are nearly like others here are these, corrected: they take their place
    #[arg(long, conflicts_with = "as_new")]
    corrected: bool,
    /// Rows that are nearly like others here are further ones
    #[arg(long)]
    as_new: bool,
}

impl From<AnswerArguments> for Answers {
    fn from(given: AnswerArguments) -> Self {
        let resembling = match (given.corrected, given.as_new) {
            (true, _) => Some(Resembling::Corrected),
            (_, true) => Some(Resembling::New),
            _ => None,
        };
        Self {
            restore_withdrawn: given.restore_withdrawn,
            far_dates: given.far_dates,
            new_members: given.new_members,
            resembling,
        }
    }
}

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

/// Looks what was read over beside what stands here: what did not come is kept, what was withdrawn stays so, and what
/// may be meant otherwise is asked about. Gives how many rows that were withdrawn stand again.
pub(crate) async fn look_over(
    desk: &Desk,
    read: &mut Intake,
    period: Option<Period>,
    answers: Answers,
) -> anyhow::Result<usize> {
    let incoming =
        |placed: &cunbang_report::PlacedRow| Incoming { row: placed.row.clone(), columns: placed.given_columns() };
    let incoming: Vec<Incoming> = read.tables.placed().map(incoming).collect();
    let LookedOver { rows, doubts, stay_withdrawn, restored, emptied } =
        desk.look_over(&incoming, period, answers).await?;
    read.tables.replace(rows);
    for one in emptied {
        read.echo_emptied(one.index, one.column, one.was);
    }
    let placed: Vec<_> = read.tables.placed().collect();
    let faults = doubts.into_iter().filter_map(|doubt| {
        let problem = match doubt.what {
            Doubtful::FarOff { quarter } => Problem::FarOff { quarter },
            Doubtful::OtherQuarter { own, named } => Problem::OtherQuarter { own, named },
            Doubtful::Resembles { id, text, .. } => Problem::Resembles { id, text },
            Doubtful::NearMember { id, name } => Problem::NearMember { id, name },
        };
        Some(placed.get(doubt.index)?.fault(doubt.column, &doubt.value, problem))
    });
    let faults: Vec<_> = faults.collect();
    let passed = stay_withdrawn.into_iter().filter_map(|one| {
        let row = placed.get(one.index)?.row.key();
        Some((one.index, Passed::Withdrawn { row, reason: one.reason }))
    });
    let passed: Vec<_> = passed.collect();
    read.pass_over(passed);
    read.take_out(faults);
    Ok(restored)
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
                Wrong::NoSuchKind(kinds) => Problem::NoSuchKind { kinds },
            };
            Some(placed.get(one.index)?.fault(one.column, &one.value, problem))
        });
        let faults: Vec<_> = faults.collect();
        read.take_out(faults);
    }
}
