//! `cunbang rank`: what the list would look like, from spreadsheets alone.

mod office;
mod past;
mod ranked;
mod wide;

pub(crate) use ranked::Ranked;

use crate::exit;
use crate::printing;
use crate::progress;
use crate::ranking::Spreadsheets;
use crate::source;
use clap::{Args, ValueEnum};
use cunbang_language::{Language, say};
use cunbang_model::Period;
use cunbang_model::shown::in_line;
use cunbang_report::{NOBODY_FORGIVEN, NOBODY_LATE, NOTHING_DONE};
use cunbang_scheme::{Doubtful, Level, PeriodKind, RankError, Scheme, UnreadRow};
use std::path::PathBuf;

/// Rank a period from spreadsheets, with nothing set up
///
/// Every village and community of the unit tree is a subject. One that has records of the period is
/// received; one that has none is not received: it gets no rank but the range in which its rank may
/// lie, whatever it still sends or withdraws; what inspections found counts as it stands. The same records give the same run id, however they are spread over files.
///
/// A result sheet of finished scores is ranked too: its columns make the rules. What is not plain in it is asked.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  cunbang rank --units changxing --records last-year/ --scheme standard --period 2026Q3 --format html --out ranking.html\n  cunbang rank 2025年得分表.xlsx --under 330522103 --keep-scheme rules.toml"
)]
pub(crate) struct RankArguments {
    #[command(flatten)]
    wide: wide::WideArguments,
    /// The tree: a CSV or XLSX file with code, name and kind, and members where the county counts them, or one of changxing, gaotai, jinyun
    #[arg(long, value_name = "FILE", required_unless_present = "file")]
    units: Option<String>,
    /// A folder of CSV files and workbooks, one such file, or one workbook (see `cunbang template`)
    #[arg(long, value_name = "PATH", required_unless_present = "file")]
    records: Option<PathBuf>,
    /// The rules: a pack (see `cunbang scheme list`) or a TOML file [default: standard; of a result sheet, its columns]
    #[arg(long, value_name = "NAME|FILE")]
    scheme: Option<String>,
    /// The period: a week 2026W37, a month 2026-07, a quarter 2026Q3, a half-year 2026H2 or a year 2026
    #[arg(long, value_name = "PERIOD", required_unless_present = "file", value_parser = crate::values::period)]
    period: Option<Period>,
    /// What an earlier period came to, where the rules look back: what `cunbang rank --format json` wrote; may be repeated
    #[arg(long, value_name = "FILE")]
    past: Vec<PathBuf>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: RankFormat,
    /// Which level the CSV or Parquet holds, or the table adds to [default: village]
    #[arg(long, value_enum, value_name = "LEVEL")]
    level: Option<LevelArgument>,
    /// File to write to, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// File for the list of faults, CSV or JSON by its ending, if the records have any
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
}

/// How a ranking is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum RankFormat {
    /// Lists for people
    #[default]
    Table,
    /// One object with every level, indicator and reason
    Json,
    /// One level as comma-separated values
    Csv,
    /// A workbook with all levels, indicators, candidates and a chart
    Xlsx,
    /// One self-contained page that prints well
    Html,
    /// One level with typed columns, for programs that analyse
    Parquet,
}

impl RankFormat {
    /// Whether it can be read at a terminal.
    pub(crate) const fn is_text(self) -> bool {
        !matches!(self, Self::Xlsx | Self::Parquet)
    }
}

/// A level on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelArgument {
    /// Members within their village
    Member,
    /// Villages and communities
    Village,
    /// Townships
    Township,
    /// Counties
    County,
    /// Prefectures
    Prefecture,
    /// Provinces
    Province,
}

impl From<LevelArgument> for Level {
    fn from(level: LevelArgument) -> Self {
        match level {
            LevelArgument::Member => Self::Member,
            LevelArgument::Village => Self::Village,
            LevelArgument::Township => Self::Township,
            LevelArgument::County => Self::County,
            LevelArgument::Prefecture => Self::Prefecture,
            LevelArgument::Province => Self::Province,
        }
    }
}

/// Ranks and writes.
pub(crate) fn run(arguments: &RankArguments) -> anyhow::Result<()> {
    if let Some(file) = arguments.wide.score_sheet() {
        return wide::run(arguments, file);
    }
    let path = arguments.records.as_ref().or(arguments.wide.file.as_ref());
    path.map_or(Ok(()), |path| source::check_is_there(path))?;
    let (Some(path), Some(units), Some(period)) = (path, &arguments.units, arguments.period) else {
        // What cannot be read is neither a sheet of scores nor anything else.
        if let Some(file) = path.filter(|path| path.is_file())
            && let Some(faults) = cunbang_report::unreadable(file)
        {
            source::write_faults(&faults, arguments.faults.as_deref())?;
            return Err(source::faulty(&faults, file));
        }
        let named = path.map(|path| path.display().to_string()).unwrap_or_default();
        return Err(exit::input(say!("rank-wide-no-sheet-scores", named = named)));
    };
    // What is wrong in one file is no reason not to look into the others.
    let scheme = source::scheme(arguments.scheme.as_deref().unwrap_or("standard"));
    let scheme = scheme.and_then(|scheme| {
        check_assesses(&scheme, period)?;
        Ok(scheme)
    });
    let progress = progress::spinner(&say!("rank-reading-records"));
    let records = source::units(units).and_then(|units| {
        let tables = source::tables(path, &units, Some(period), arguments.faults.as_deref())?;
        Ok(Spreadsheets::new(units, tables))
    });
    progress.finish_and_clear();
    match (scheme, records) {
        (Ok(scheme), Ok(records)) => write(arguments, records, &scheme, period),
        (scheme, records) => Err(source::together(scheme.err().into_iter().chain(records.err()).collect())),
    }
}

/// Fails where a scheme is for periods of another length.
fn check_assesses(scheme: &Scheme, period: Period) -> Result<(), RankError> {
    let (expected, found) = (scheme.period_kind(), PeriodKind::of(period));
    if expected == found {
        return Ok(());
    }
    Err(RankError::PeriodKind { scheme: scheme.name().to_owned(), expected, period, found })
}

/// Ranks what was read, and writes it as asked.
fn write(arguments: &RankArguments, records: Spreadsheets, scheme: &Scheme, period: Period) -> anyhow::Result<()> {
    let records = records.with_past(past::read(&arguments.past, scheme)?);
    past::tell_lacking(&records.lacking(scheme, period));
    tell_doubtful(&records.doubtful(scheme, period));
    tell_unread(&records.unread(scheme, period));
    let progress = progress::spinner(&say!("rank-scoring-ranking"));
    let outcome = records.rank(scheme, period)?;
    tell_not_received(&records.written_and_not_received(&outcome).collect::<Vec<_>>(), period);
    let run = records.run_id(scheme, period);
    let previous = records.rank_before(scheme, period);
    progress.finish_and_clear();
    let (units, previous) = (&records.units, previous.as_ref());
    let said = records.in_words();
    let ranked = Ranked {
        run: &run,
        scheme,
        units,
        outcome: &outcome,
        previous,
        late: NOBODY_LATE,
        forgiven: NOBODY_FORGIVEN,
        notes: NOTHING_DONE,
        said: &said,
    };
    let level = arguments.level.map(Level::from);
    let bytes = ranked.written(arguments.format, level)?;
    printing::output(&bytes, arguments.out.as_deref(), arguments.format.is_text())?;
    if let Some(path) = &arguments.out {
        printing::note(&say!("rank-run", path = path.display(), run = &run[..12]));
    }
    Ok(())
}

/// Says of which villages there are rows, and none that makes them received.
fn tell_not_received(names: &[&str], period: Period) {
    const MOST: usize = 10;
    if names.is_empty() {
        return;
    }
    let first: Vec<_> = names.iter().take(MOST).map(|name| in_line(name)).collect();
    let first = first.join(Language::first().pick("、", ", "));
    printing::note(&say!("rank-written-not-received", count = names.len(), names = first, period = period));
}

/// Says which words the rules do not read.
fn tell_unread(rows: &[UnreadRow]) {
    const MOST: usize = 20;
    if rows.is_empty() {
        return;
    }
    printing::note(&say!("rank-unread", count = rows.len()));
    for one in rows.iter().take(MOST) {
        printing::note(&format!("  {} {}: {}", one.unit, one.row, one.unread.in_words(&one.word)));
    }
    if rows.len() > MOST {
        printing::note(&say!("rank-doubtful-more", count = rows.len() - MOST));
    }
}

/// Says which rows do not count as they stand.
fn tell_doubtful(rows: &[Doubtful]) {
    const MOST: usize = 20;
    if rows.is_empty() {
        return;
    }
    printing::note(&say!("rank-doubtful", count = rows.len()));
    for one in rows.iter().take(MOST) {
        printing::note(&format!("  {} {}: {}", one.unit, one.row, one.doubt.in_words()));
    }
    if rows.len() > MOST {
        printing::note(&say!("rank-doubtful-more", count = rows.len() - MOST));
    }
}
