//! Between the spreadsheets and the desk: what is known here for reading, and what the desk says of what was read.

use cunbang_desk::writing::blank_marks::Blank;
use cunbang_desk::writing::doubts::{Answers, Doubtful, Incoming, LookedOver};
use cunbang_desk::writing::home::AtHome;
use cunbang_desk::writing::references::{ReferenceFault, Wrong};
use cunbang_desk::{Desk, DeskError};
use cunbang_language::Language;
use cunbang_model::schema::MeetingKind;
use cunbang_model::{Period, Row, Table, UnitCode, Word as _};
use cunbang_report::{
    BlankMark, Fault, Home, Intake, Limits, Passed, PlacedRow, Problem, SameName, check_units, read_tables,
};
use std::collections::BTreeMap;
use std::path::Path;
use tokio::sync::Semaphore;

/// What is known here for reading what somebody writes about a period.
pub async fn home(desk: &Desk, period: Option<Period>) -> Result<Home, DeskError> {
    let AtHome { unit, units, year, today, figures, rows } = desk.at_home(period).await?;
    Ok(Home {
        unit: Some(unit),
        units,
        former: Vec::new(),
        year: Some(year),
        quarter: period.filter(|period| matches!(period, Period::Quarter(..))),
        today: Some(today),
        rows,
        figures,
        same_name: SameName::Asked,
        goes_up: true,
        ids_begin_anew: false,
    })
}

/// One file is read at a time: reading takes up to some hundred MiB, and a second one waits for seconds.
static READING: Semaphore = Semaphore::const_new(1);

/// Reads a file or folder, beside whatever else goes on. What was answered says who a member is of whom the name alone is
/// here.
pub async fn read(desk: &Desk, path: &Path, period: Option<Period>, answers: Answers) -> Result<Intake, DeskError> {
    let same_name = match answers {
        Answers { same_members: true, .. } => SameName::Same,
        Answers { new_members: true, .. } => SameName::Another,
        _ => SameName::Asked,
    };
    let (home, path) = (Home { same_name, ..home(desk, period).await? }, path.to_owned());
    // It is never closed.
    let _turn = READING.acquire().await;
    match tokio::task::spawn_blocking(move || read_tables(&path, &home, Limits::NODE)).await {
        Ok(read) => Ok(read),
        // Nobody cancels it, so it panicked, and that goes on here.
        Err(broken) => std::panic::resume_unwind(broken.into_panic()),
    }
}

/// Where an attendance sheet that was read has no mark.
pub fn blanks(read: &Intake) -> Vec<Blank> {
    let blanks = read.blanks.iter();
    let blank = |one: &BlankMark| {
        let BlankMark { unit, meeting, member, written, .. } = one.clone();
        Blank { unit, meeting, member, written }
    };
    blanks.map(blank).collect()
}

/// Looks what was read over beside what stands here: what did not come is kept, what was withdrawn stays so, and what
/// may be meant otherwise is asked about. Gives how many rows that were withdrawn stand again.
pub async fn look_over(
    desk: &Desk,
    read: &mut Intake,
    period: Option<Period>,
    answers: Answers,
) -> Result<usize, DeskError> {
    let incoming = |placed: &cunbang_report::PlacedRow| Incoming {
        row: placed.row.clone(),
        columns: placed.given_columns(),
        is_planned: placed.is_planned,
    };
    let incoming: Vec<Incoming> = read.tables.placed().map(incoming).collect();
    let LookedOver { rows, doubts, stay_withdrawn, planned_elsewhere, restored, emptied } =
        desk.look_over(&incoming, period, answers).await?;
    read.tables.replace(rows);
    for one in emptied {
        read.echo_emptied(one.index, one.column, one.was);
    }
    let placed: Vec<_> = read.tables.placed().collect();
    let faults = doubts.into_iter().filter_map(|doubt| {
        let problem = match doubt.what {
            Doubtful::FarOff { quarter } => Problem::FarOff { quarter },
            Doubtful::NotYet { today } => Problem::NotYet { today },
            Doubtful::Planned => Problem::Planned,
            Doubtful::OtherQuarter { own, named } => Problem::OtherQuarter { own, named },
            Doubtful::Resembles { id, text, .. } => Problem::Resembles { id: id.into(), text: text.into() },
            Doubtful::Renamed { id, name } => Problem::Renamed { id: id.into(), name: name.into() },
            Doubtful::NearMember { id, name } => Problem::NearMember { id: id.into(), name: name.into() },
        };
        Some(placed.get(doubt.index)?.fault(doubt.column, &doubt.value, problem))
    });
    let faults: Vec<_> = faults.collect();
    let passed = stay_withdrawn.into_iter().filter_map(|one| {
        let own = &placed.get(one.index)?.row;
        let (row, reason) = (own.key(), one.reason);
        let passed = if one.was_here {
            Passed::Withdrawn { row, reason }
        } else {
            let meetings = || placed.iter().map(|placed| &placed.row).filter(|row| row.table() == Table::Meetings);
            let id = own.text("meeting").unwrap_or_default();
            let meeting = meetings().find(|meeting| meeting.unit() == own.unit() && meeting.id() == id);
            Passed::OfWithdrawn { row, about: meeting.map_or_else(|| id.to_owned(), called), reason }
        };
        Some((one.index, passed))
    });
    let elsewhere = planned_elsewhere.into_iter().filter_map(|(index, quarter)| {
        let day = placed.get(index)?.row.day()?;
        Some((index, Passed::PlannedElsewhere { day, quarter }))
    });
    let passed: Vec<_> = passed.chain(elsewhere).collect();
    read.pass_over(passed);
    read.take_out(faults);
    Ok(restored)
}

/// A meeting as people call it: its day, and its title or kind.
fn called(meeting: &Row) -> String {
    let day = meeting.day().map(|day| day.to_string()).unwrap_or_default();
    let kind = meeting.text("kind").unwrap_or_default();
    let kind = MeetingKind::WORDS.iter().find(|(word, _)| *word == kind);
    let kind = kind.map(|(word, chinese)| Language::first().pick(*chinese, *word));
    format!("{day} {}", meeting.text("title").or(kind).unwrap_or_default())
}

/// The faults of rows that are others' to write: each names its unit, and whose rows are written here.
fn of_others(desk: &Desk, read: &Intake) -> Vec<Fault> {
    let (own, role) = (desk.replica().unit(), desk.replica().role());
    let units = desk.replica().org().units().cloned();
    let named = |unit: UnitCode| -> Box<str> {
        match units.as_deref().filter(|units| units.get(unit).is_some()) {
            Some(units) => format!("{unit} {}", units.name(unit)).into(),
            None => unit.as_str().into(),
        }
    };
    let of_others = read.tables.placed().filter_map(|placed| {
        let (table, unit) = (placed.row.table(), placed.row.unit());
        if desk.may_write_rows(table, unit) {
            return None;
        }
        let problem = if desk.may_write_rows(table, own) {
            Problem::OfAnother { unit: named(unit), own: named(own) }
        } else {
            Problem::NotWrittenHere { table, unit: named(unit), own: named(own), role }
        };
        Some(placed.fault(table.columns()[0].name, unit.as_str(), problem))
    });
    of_others.collect()
}

/// Checks what was read against the ledger as it will be. Rows that name what is not there are taken out, and with
/// them those that name these, until all that is left can be kept.
/// `operator` is who will record it, where that is no operator of the pages.
pub async fn check(desk: &Desk, read: &mut Intake, operator: Option<&str>) -> Result<(), DeskError> {
    if let Some(units) = desk.replica().org().units().cloned() {
        read.take_out(check_units(&read.tables, &units));
    }
    read.take_out(of_others(desk, read));
    let half = faults_of_half_read(desk, read, operator).await?;
    read.take_out(half);
    loop {
        let rows: Vec<Row> = read.tables.rows().cloned().collect();
        let wrong = desk.check_references(&rows, operator).await?;
        if wrong.is_empty() {
            return Ok(());
        }
        // Who names a row of the file that is to be corrected first is at no fault.
        let (waiting, wrong): (Vec<_>, Vec<_>) = wrong.into_iter().partition(|one| {
            let table = table_missed(&one.wrong);
            table.is_some_and(|table| read.is_to_be_corrected(table, rows[one.index].unit(), &one.value))
        });
        let placed: Vec<_> = read.tables.placed().collect();
        let faults: Vec<_> =
            wrong.into_iter().filter_map(|one| Some(fault_of(read, placed.get(one.index)?, one))).collect();
        let mut waits: BTreeMap<usize, (Table, String)> = BTreeMap::new();
        for one in waiting {
            waits.entry(one.index).or_insert_with(|| (table_missed(&one.wrong).unwrap_or(Table::Members), one.value));
        }
        read.let_wait(waits.into_iter().map(|(index, (table, id))| (index, table, id)).collect());
        read.take_out(faults);
    }
}

/// The table of which a row is missed.
const fn table_missed(wrong: &Wrong) -> Option<Table> {
    match wrong {
        Wrong::NoMember(_) | Wrong::Nobody(_) => Some(Table::Members),
        Wrong::NoMeeting(_) => Some(Table::Meetings),
        _ => None,
    }
}

/// What is wrong with the cells of rows that were read in part: it is told with what could not be read.
async fn faults_of_half_read(desk: &Desk, read: &Intake, operator: Option<&str>) -> Result<Vec<Fault>, DeskError> {
    let (placed, unreadable): (Vec<_>, Vec<_>) = read.half_read().unzip();
    let rows: Vec<Row> = placed.iter().map(|placed| placed.row.clone()).collect();
    let wrong = desk.check_references(&rows, operator).await?;
    let is_told =
        |one: &ReferenceFault| table_missed(&one.wrong).is_none() && !unreadable[one.index].contains(&one.column);
    Ok(wrong.into_iter().filter(is_told).map(|one| fault_of(read, placed[one.index], one)).collect())
}

/// What the desk found wrong with a cell: what is written in it is told, and not what it was read as.
fn fault_of(read: &Intake, placed: &PlacedRow, one: ReferenceFault) -> Fault {
    let problem = match one.wrong {
        Wrong::NoMember(near) => Problem::UnknownMember { near },
        Wrong::NoMeeting(near) => Problem::UnknownMeeting { near },
        Wrong::Nobody(near) => Problem::Nobody { near },
        Wrong::NotInScheme(near) => Problem::NotInScheme { near },
        Wrong::NoSuchKind(kinds) => Problem::NoSuchKind { kinds },
        Wrong::OwnReview => Problem::OwnReview,
        Wrong::OthersReview => Problem::OthersReview,
        Wrong::DuePassed { today } => Problem::DuePassed(today),
        Wrong::FixedWithoutDay => Problem::FixedWithoutDay,
        Wrong::OverBeforeBegun { from } => Problem::OverBeforeBegun { from },
        Wrong::ToldOn { from, until } => Problem::ToldOn { from, until },
        Wrong::BeyondRange { least, most } => Problem::BeyondRange { least, most },
        Wrong::NoStarsFor(status) => Problem::NoStarsFor(status),
        Wrong::BelowZero => Problem::BelowZero,
        Wrong::NotOfRanked(ranked) => Problem::NotOfRanked { ranked },
        Wrong::NotRead(words) => Problem::NotRead { words },
        Wrong::NoReason => Problem::NoReason,
        Wrong::NoSuchFigure(figures) => Problem::NoSuchFigure { figures },
    };
    let value = read.written_in(placed, one.column).unwrap_or(one.value);
    placed.fault(one.column, &value, problem)
}
