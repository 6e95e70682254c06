//! `cunbang import`: rows from spreadsheets into this node's documents.

use crate::answers::AnswerArguments;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat};
use crate::progress;
use crate::source;
use clap::Args;
use cunbang_desk::reading::authorship::MemberNames;
use cunbang_desk::village::gaps::Gap;
use cunbang_desk::writing::blank_marks::BlankMarks;
use cunbang_desk::writing::import::{CarriedOver, Imported};
use cunbang_desk::writing::import_preview::Compared;
use cunbang_desk::writing::units_change::UnitsChange;
use cunbang_desk::{Desk, Viewer};
use cunbang_language::{Named, lazily, say};
use cunbang_model::{Date, Period, Row, Table};
use cunbang_report::{Echo, Fault, Intake, Note, marked_workbook, rows_csv};
use cunbang_web::intake;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Import spreadsheets as they are kept: all of their rows, or none where anything is wrong
///
/// A village's terminal takes its own tables, an inspector's laptop findings, the county its units.
/// Dates, numbers, names and marks are read as people write them; what was taken in which way, and what was passed
/// over, is listed, and where two readings are possible none is taken. Importing the same rows again changes nothing;
/// a row whose content differs takes the place of the one before, which stays in the history.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang import 台账.xls --dry-run\n  cunbang import 签到表.xlsx --period 2026Q3\n  cunbang import 台账.xlsx --take-good 待改.xlsx"
)]
pub(crate) struct ImportArguments {
    /// A folder of spreadsheets, or one: XLSX, XLS, ET, ODS, CSV or TSV (see `cunbang template`)
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// The quarter that the file is about: the year of a `9月1日`, and the quarter of rows that tell none, such as
    /// members [default: the present one]
    #[arg(long, visible_alias = "quarter", value_name = "QUARTER", value_parser = crate::values::period)]
    period: Option<Period>,
    /// Show what would be taken in which way, and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Keep the good rows, and write a copy of the file with the others' cells marked, a comment in each: corrected
    /// there, it can be imported as a whole
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    take_good: Option<PathBuf>,
    /// File for the list of faults, CSV or JSON by its ending, if there are any
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// Units are changed although a period is over in which they stood otherwise
    #[arg(long)]
    yes: bool,
    /// Write what takes a change of units back: imported, it makes each what it was, and withdraws those that were added
    #[arg(long, value_name = "FILE")]
    way_back: Option<PathBuf>,
    #[command(flatten)]
    answers: AnswerArguments,
    #[command(flatten)]
    list: ListArguments,
}

/// How many ways of reading are told on a terminal.
const MOST_LINES: usize = 60;

/// What stands behind the name of a file of which this is the marked copy.
const MARKED: &str = "-待改";

/// What an import comes to, or would.
#[derive(Debug, Serialize)]
struct Summary<'a> {
    /// How many rows were read without a fault, by table.
    rows: Vec<Count>,
    /// How cells were read, where that was not plain.
    echoes: &'a [Echo],
    /// What was passed over.
    passed_over: &'a [Note],
    /// The same for people.
    #[serde(skip)]
    passed_in_words: Vec<String>,
    /// What of it is to be looked at first, for people.
    #[serde(skip)]
    passed_to_look_at: Vec<String>,
    /// How many rows wait for others to be corrected, for people.
    #[serde(skip)]
    waiting: Option<String>,
    /// How many rows are left out as they were withdrawn here, and how many as what they are about was.
    left_withdrawn: (usize, usize),
    /// The faults and questions.
    faults: &'a [Fault],
    /// The ledgers that begin with an earlier standing.
    carried_over: &'a [CarriedOver],
    /// How many rows tell which quarter by themselves.
    quarters: BTreeMap<String, usize>,
    /// How many deeds are not confirmed.
    unconfirmed: usize,
    /// How many rows that were withdrawn stand again.
    restored: usize,
    /// The quarters that were sealed before.
    supplements: &'a [Period],
    /// The deadlines of those that a further seal would make late.
    #[serde(skip)]
    late_again: BTreeMap<Period, Date>,
    /// Members whose standing was withdrawn by itself, and stays so.
    stay_out: &'a [String],
    /// What is new, what changes and what is the same beside what stands here.
    compared: &'a Compared,
    /// How many marks of attendance go with meetings that are withdrawn.
    marks_withdrawn: usize,
    /// How many rows were recorded; none in a dry run.
    recorded: Option<usize>,
    /// What would not count of the quarters that were written, or would be.
    gaps: &'a [Gap],
    /// Where an attendance sheet has no mark.
    blanks: Option<&'a BlankMarks>,
    /// The names of members, for people.
    #[serde(skip)]
    names: MemberNames,
}

#[derive(Debug, Serialize)]
struct Count {
    table: &'static str,
    chinese: &'static str,
    rows: usize,
}

/// Imports.
pub(crate) async fn run(arguments: &ImportArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let (desk, node) = (&opened.desk, &opened.node);
    source::check_is_there(&arguments.path)?;
    if let Some(to) = arguments.take_good.as_ref().filter(|to| !is_workbook(to)) {
        return Err(exit::input(say!("import-good-is-workbook", to = to.display())));
    }
    if let Some(to) = arguments.take_good.as_ref().filter(|to| to.exists()) {
        return Err(exit::input(say!("import-file-there-already-name", to = to.display())));
    }
    let progress = progress::spinner("reading");
    let mut read = intake::read(desk, &arguments.path, arguments.period, arguments.answers.into()).await?;
    progress.set_message(say!("import-checking", rows = read.tables.len()));
    let restored = intake::look_over(desk, &mut read, arguments.period, arguments.answers.into()).await?;
    let operator = context.operator();
    let known = operator.as_ref().ok().cloned();
    let named = known.as_deref();
    intake::check(desk, &mut read, named).await?;
    let rows: Vec<Row> = read.tables.rows().cloned().collect();
    progress.set_message(say!("import-recording", rows = rows.len()));
    let viewer = Viewer::operator(desk.replica(), "");
    let compared = desk.preview(&viewer, &rows, arguments.period).await?;
    let blanks = desk.blank_marks(&viewer, named, &rows, arguments.period, &intake::blanks(&read)).await?;
    let takes = read.faults.is_empty() || arguments.take_good.is_some();
    let mut imported = Imported::default();
    let question = if takes { desk.units_question(named.unwrap_or_default(), &rows).await? } else { None };
    // What it does to the list is said before anything is asked.
    let change = if takes { desk.units_change(&rows).await?.filter(|change| !change.is_empty()) } else { None };
    if let Some(change) = &change {
        progress.finish_and_clear();
        tell_units(change, arguments.way_back.as_deref())?;
    }
    if let Some(question) = question.filter(|_| !arguments.yes) {
        if !arguments.dry_run {
            progress.finish_and_clear();
            return Err(exit::input(question.to_string()));
        }
        printing::note(&question.to_string());
    }
    if takes && !arguments.dry_run {
        let file = arguments.path.file_name().unwrap_or(arguments.path.as_os_str()).to_string_lossy();
        imported = desk.import_from(&operator?, &rows, arguments.period, &file).await?;
    } else if takes {
        imported = desk.check_import(named, &rows, arguments.period).await?;
    }
    let gaps = if arguments.dry_run && takes {
        let to_be = desk.gaps_of_import(&viewer, named, &rows, arguments.period).await?;
        to_be.into_iter().map(|one| one.gap).collect()
    } else if arguments.dry_run {
        Vec::new()
    } else {
        desk.gaps(&imported.quarters).await?
    };
    progress.finish_and_clear();
    let recorded = (takes && !arguments.dry_run).then_some(imported.written);
    let summary = Summary {
        rows: counts(&read),
        echoes: &read.echoes,
        passed_over: read.notes(),
        passed_in_words: read.notes_in_words(),
        passed_to_look_at: read.notes_to_be_looked_at(),
        waiting: read.waiting_said(),
        left_withdrawn: read.left_withdrawn(),
        faults: read.faults.faults(),
        carried_over: &imported.carried,
        quarters: by_quarter(&rows),
        unconfirmed: rows.iter().filter(|row| is_unconfirmed(row)).count(),
        restored,
        supplements: &imported.supplements,
        late_again: late_again(desk, &imported.supplements).await?,
        stay_out: &imported.stay_out,
        compared: &compared,
        marks_withdrawn: imported.marks_withdrawn,
        recorded,
        gaps: &gaps,
        blanks: blanks.as_ref(),
        names: desk.names_here().await?,
    };
    match arguments.list.format {
        ListFormat::Json => printing::text(&serde_json::to_string_pretty(&summary)?)?,
        _ => printing::note(&describe(&summary)),
    }
    source::write_faults(&read.faults, arguments.faults.as_deref())?;
    if let Some(to) = arguments.take_good.as_ref().filter(|_| !read.faults.is_empty()) {
        let to = marked_file(to, &arguments.path);
        printing::write_file(&to, &marked_workbook(&read)?)?;
        printing::note(&say!("import-marked-correct-them-there", to = to.display(), count = read.faults.count()));
    }
    if recorded.is_some_and(|written| written > 0) && node.unit() != node.root() {
        printing::note(&say!("import-cunbang-sync-sends-them"));
    }
    if takes { Ok(()) } else { Err(source::faulty(&read.faults, &arguments.path)) }
}

/// Says what an import does to the list of units, and how that is taken back.
fn tell_units(change: &UnitsChange, way_back: Option<&Path>) -> anyhow::Result<()> {
    printing::note(&say!("units-change-title"));
    for said in change.said() {
        printing::note(&format!("  {said}"));
    }
    printing::note(&say!("units-change-no-undo"));
    match way_back {
        Some(file) => {
            printing::write_file(file, rows_csv(Table::Units, &change.back).as_bytes())?;
            printing::note(&say!("units-change-way-back", file = file.display()));
        }
        None => printing::note(&say!("units-change-way-back-ask")),
    }
    Ok(())
}

/// Whether a file is named as the workbook that is written to it.
fn is_workbook(to: &Path) -> bool {
    to.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
}

fn counts(read: &Intake) -> Vec<Count> {
    let given = Table::ALL.iter().copied().filter(|table| read.tables.has(*table));
    given
        .map(|table| Count { table: table.name(), chinese: table.chinese(), rows: read.tables.table(table).len() })
        .collect()
}

/// How many rows tell which quarter.
fn by_quarter(rows: &[Row]) -> BTreeMap<String, usize> {
    let mut quarters = BTreeMap::new();
    for quarter in rows.iter().filter_map(Row::quarter) {
        *quarters.entry(quarter.to_string()).or_default() += 1;
    }
    quarters
}

fn is_unconfirmed(row: &Row) -> bool {
    row.table() == Table::Deeds && !row.is_withdrawn() && row.get("confirmed_on").is_none()
}

/// In words.
fn describe(summary: &Summary<'_>) -> String {
    let mut text = String::new();
    for Count { table, chinese, rows } in &summary.rows {
        let _ = writeln!(text, "{}", say!("import-rows", table = Named::new(chinese, table), rows = rows));
    }
    if summary.quarters.len() > 1 {
        let quarters = lazily(|| {
            let quarters = summary.quarters.iter();
            let said = quarters.map(|(quarter, rows)| say!("import-x", quarter = quarter, rows = rows));
            said.collect::<Vec<_>>().join("、")
        });
        let _ = writeln!(text, "{}", say!("import-several-quarters-look-them", quarters = quarters));
    }
    let (first, echoes): (Vec<&Echo>, Vec<&Echo>) =
        summary.echoes.iter().partition(|echo| echo.how.is_to_be_looked_at());
    if !first.is_empty() || !summary.passed_to_look_at.is_empty() {
        text.push_str(&format!("{}\n", say!("import-look-these")));
    }
    for echo in first {
        let _ = writeln!(text, "  {echo}");
    }
    for note in summary.passed_to_look_at.iter().take(MOST_LINES) {
        let _ = writeln!(text, "  {note}");
    }
    for echo in echoes.iter().take(MOST_LINES) {
        let _ = writeln!(text, "  {echo}");
    }
    if let Some(more) = echoes.len().checked_sub(MOST_LINES).filter(|more| *more > 0) {
        let _ = writeln!(text, "  {}", say!("import-more-which-format-json", more = more));
    }
    if !summary.passed_in_words.is_empty() {
        text.push_str(&format!("{}\n", say!("import-passed-over-again")));
        for note in summary.passed_in_words.iter().take(MOST_LINES) {
            let _ = writeln!(text, "  {note}");
        }
        if let Some(more) = summary.passed_in_words.len().checked_sub(MOST_LINES).filter(|more| *more > 0) {
            let _ = writeln!(text, "  {}", say!("import-more-which-format-json", more = more));
        }
    }
    if let Some(waiting) = &summary.waiting {
        let _ = writeln!(text, "{waiting}");
    }
    for CarriedOver { document, from, members } in summary.carried_over {
        let from = from.map_or_else(|| say!("import-roster"), |quarter| quarter.to_string());
        let _ = writeln!(
            text,
            "{}",
            say!("import-standing-carried-over-from", document = document, members = members, from = from)
        );
    }
    if !summary.stay_out.is_empty() {
        let _ = writeln!(
            text,
            "{}",
            say!(
                "import-withdrawn-from-standing-stay",
                count = summary.stay_out.len(),
                members = summary.stay_out.join("、")
            )
        );
    }
    if summary.restored > 0 {
        let _ = writeln!(text, "{}", say!("import-withdrawn-rows-stand-again", restored = summary.restored));
    }
    if summary.marks_withdrawn > 0 {
        let _ =
            writeln!(text, "{}", say!("import-withdrawn-their-meetings", marks_withdrawn = summary.marks_withdrawn));
    }
    for quarter in summary.supplements {
        let _ = writeln!(text, "{}", supplement(*quarter, summary.late_again.get(quarter).copied()));
    }
    for (index, line) in summary.blanks.iter().flat_map(|blanks| blanks.lines()).enumerate() {
        let _ = writeln!(text, "{}{line}", if index > 0 { "  " } else { "" });
    }
    // Of what was recorded the gaps say what it costs.
    if summary.unconfirmed > 0 && summary.gaps.is_empty() {
        let _ = writeln!(text, "{}", say!("import-deeds-without-day-confirmation", unconfirmed = summary.unconfirmed));
    }
    for gap in summary.gaps {
        let _ = writeln!(text, "{}", gap.with_names(&summary.names));
    }
    if let (rows, more) = summary.left_withdrawn
        && rows + more > 0
    {
        let _ = writeln!(text, "{}", say!("import-left-withdrawn", all = rows + more, rows = rows, more = more));
    }
    let read: usize = summary.rows.iter().map(|count| count.rows).sum();
    match summary.recorded {
        Some(written) => {
            let Compared { new, changed, same, .. } = summary.compared;
            let tables = summary.compared.along_said();
            let said = say!("import-recorded", rows = read, new = new, changed = changed.len(), same = same);
            let _ = write!(text, "{said}");
            if let Some(more) = written.checked_sub(new + changed.len()).filter(|more| *more > 0) {
                let _ = write!(text, "\n{}", say!("import-recorded-along", more = more, tables = tables));
            }
        }
        None if summary.faults.is_empty() => {
            describe_compared(&mut text, summary.compared);
            let _ = write!(text, "{}", say!("import-read-nothing-kept", rows = read));
        }
        None => {
            let _ = write!(text, "{}", say!("import-read-with-faults", rows = read));
        }
    }
    text
}

/// What is new, what changes and what is the same, in words.
fn describe_compared(text: &mut String, compared: &Compared) {
    let Compared { new, changed, same, along, .. } = compared;
    let _ = writeln!(text, "{}", say!("import-new-changed-same", new = new, changed = changed.len(), same = same));
    if *along > 0 {
        let _ = writeln!(text, "{}", say!("import-recorded-along", more = along, tables = compared.along_said()));
    }
    for row in changed.iter().take(MOST_LINES) {
        let _ = writeln!(text, "  {row}");
    }
    if let Some(more) = changed.len().checked_sub(MOST_LINES).filter(|more| *more > 0) {
        let _ = writeln!(text, "  {}", say!("import-more-which-format-json-again", more = more));
    }
}

/// The deadlines of quarters that were sealed in time and that a further seal would make late.
async fn late_again(desk: &Desk, quarters: &[Period]) -> anyhow::Result<BTreeMap<Period, Date>> {
    let mut late = BTreeMap::new();
    for quarter in quarters {
        late.extend(desk.reception(*quarter).await?.late_again.map(|by| (*quarter, by)));
    }
    Ok(late)
}

/// Where the marked copy of a file goes: it is XLSX, and spreadsheet programs open that by no other ending. In a folder it
/// is named after the file.
fn marked_file(to: &Path, file: &Path) -> PathBuf {
    if to.is_dir() {
        return to.join(format!("{}{MARKED}.xlsx", file.file_stem().unwrap_or_default().to_string_lossy()));
    }
    let is_xlsx = to.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    if is_xlsx { to.to_owned() } else { to.with_extension("xlsx") }
}

/// What is said of rows that come after the seal of their quarter.
pub(crate) fn supplement(quarter: Period, late_again: Option<Date>) -> String {
    if let Some(by) = late_again {
        return say!("import-supplement-late", quarter = quarter, day = by);
    }
    say!("import-sealed-these-rows-supplement", quarter = quarter)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_marked_copy_has_the_ending_of_what_it_is() {
        let file = Path::new("/册/名册.xls");
        for (to, written) in [("待改.xlsx", "待改.xlsx"), ("/册/名册.xls", "/册/名册.xlsx"), ("待改", "待改.xlsx")]
        {
            assert_eq!(marked_file(Path::new(to), file), Path::new(written));
        }
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(marked_file(folder.path(), file), folder.path().join("名册-待改.xlsx"));
    }
}
