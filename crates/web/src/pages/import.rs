//! Import 导入: a spreadsheet as it is kept. What was read in which way is shown before anything is kept, faults where
//! they stand; good rows can be kept and the file taken back with the others marked.

mod answers;
mod uploaded;

use self::answers::{AnswersShown, Asks};
pub(crate) use self::uploaded::Waiting;
use self::uploaded::{Uploaded, file_name};
use super::Pages;
use super::columns::table_title;
use super::frame::{Door, Frame, answer, period_name};
use super::home::period_of;
use super::meetings::day;
use super::trouble::Trouble;
use super::visitor::{Fields, TOKEN_FIELD, Visitor, in_address, within_patience};
use super::writing::field;
use crate::intake;
use askama::Template;
use axum::extract::multipart::{self, MultipartRejection};
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use cunbang_desk::writing::import_preview::{Compared, GapToBe};
use cunbang_desk::writing::units_change::UnitsChange;
use cunbang_desk::{DeskError, Viewer};
use cunbang_language::{Language, say};
use cunbang_model::{Period, Row, Table, record};
use cunbang_report::{Intake, Problem, marked_workbook, rows_csv};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::sync::Arc;

/// The largest file.
pub(crate) const MOST_FILE_BYTES: usize = 32 << 20;
/// How many lines of a sort a page shows.
const MOST_LINES: usize = 200;
/// What follows the name of a file in that of its marked copy.
const MARKED: &str = "-待改";
/// How many rows are named that are asked about together.
const MOST_ROWS_OF_A_DOUBT: usize = 20;

#[derive(Template)]
#[template(path = "pages/import.html")]
struct ImportPage {
    frame: Frame,
    preview: Option<Preview>,
    done: Option<Done>,
    /// Whether it is a village's page, which has tables to look at.
    is_village: bool,
}

/// What came of keeping a file.
struct Done {
    said: String,
    /// What could not be kept.
    remains: Option<Remains>,
    /// Where the file is that takes a change of the list of units back.
    back: Option<String>,
}

/// What remains of a file of which the good rows were kept.
struct Remains {
    said: String,
    faults: Vec<FaultLine>,
    /// How many rows wait for others to be corrected.
    waits: Option<String>,
    /// Where the file is, with its faults marked, where they stand in rows.
    marked: Option<String>,
}

#[derive(Default)]
struct Preview {
    number: u64,
    file: String,
    counts: Vec<(String, usize)>,
    /// How cells were read that somebody should look at: they may well be meant otherwise.
    to_be_looked_at: Vec<String>,
    echoes: Vec<String>,
    notes: Vec<String>,
    faults: Vec<FaultLine>,
    fault_count: usize,
    /// How many rows wait for others to be corrected.
    waits: Option<String>,
    asks: Asks,
    /// Where the file is, with its faults marked, where they stand in rows.
    marked: Option<String>,
    /// How many rows are left as they are here, as they were withdrawn.
    withdrawn: usize,
    /// That some are, in words.
    withdrawn_said: String,
    rows: usize,
    /// New, changed, the same: in words.
    compared: String,
    /// What would go along with the rows.
    along: Option<String>,
    /// What changes, a row a line.
    changes: Vec<String>,
    /// What is kept and asked about.
    doubts: Vec<String>,
    /// Where an attendance sheet has no mark: how many and what they cost, then who at each meeting.
    blanks: Vec<String>,
    /// What happens to the list of units, a sentence for each sort of change, and where the way back is.
    list: Option<(Vec<String>, String)>,
    /// What changes to units would come to for a period that is over: its name, and each in a sentence.
    units: Option<(String, Vec<String>)>,
    answers: AnswersShown,
}

struct FaultLine {
    place: String,
    said: String,
}

/// The page with which a file is sent.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
) -> Result<Response, Trouble> {
    page(&pages, &visitor, period_of(&period)?, None, None).await
}

async fn page(
    pages: &Pages,
    visitor: &Visitor,
    period: Period,
    preview: Option<Preview>,
    done: Option<Done>,
) -> Result<Response, Trouble> {
    let is_village = pages.is_village();
    let title = if is_village { say!("import-title") } else { say!("units-import-title") };
    let frame = Frame::new(pages, visitor, period, Door::Ledger, title, "/import").await?;
    answer(&ImportPage { frame, preview, done, is_village })
}

/// Takes a file, and shows what would be kept of it.
pub(crate) async fn look(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let mut form = form.map_err(|_| Trouble::of(StatusCode::BAD_REQUEST, say!("import-no-file")))?;
    let broken = |_| Trouble::of(StatusCode::BAD_REQUEST, say!("import-broken"));
    // Before anything else that it brings: whoever comes from another page has nothing done.
    let first = next_part(&mut form).await?.filter(|part| part.name() == Some(TOKEN_FIELD));
    let brought = match first {
        Some(part) => within_patience(part.text()).await?.map_err(broken)?,
        None => String::new(),
    };
    if !cunbang_desk::is_token_for_forms(&visitor.session, &brought) {
        return Err(Trouble::of(StatusCode::FORBIDDEN, say!("form-stale")));
    }
    while let Some(mut part) = next_part(&mut form).await? {
        let Some(name) = part.file_name().map(file_name).filter(|name| !name.is_empty()) else { continue };
        let failed = |error: std::io::Error| {
            tracing::error!(%error, "a file that was sent could not be put down");
            Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, say!("import-no-room"))
        };
        let folder = tempfile::tempdir().map_err(failed)?;
        let path = folder.path().join(&name);
        let mut file = std::fs::File::create_new(&path).map_err(failed)?;
        while let Some(piece) = within_patience(part.chunk()).await?.map_err(broken)? {
            file.write_all(&piece).map_err(failed)?;
        }
        let number = pages.waiting.add(Uploaded::new(folder, path.clone()));
        let answers = AnswersShown::default();
        let read = read(&pages, &path, period, answers).await?;
        let preview = preview(&pages, &visitor, period, &read, (number, name), answers).await?;
        return page(&pages, &visitor, period, Some(preview), None).await;
    }
    Err(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("import-no-file")))
}

/// What a form says that keeps a file, by the words of its page: which file, and what was ticked.
pub(crate) fn typed(pages: &Pages, fields: &Fields) -> Vec<(String, String)> {
    let number = field(fields, "file").and_then(|number| number.parse().ok());
    let name = number.and_then(|number| pages.waiting.name_of(number)).unwrap_or_else(|| say!("import-gone"));
    let ticks = [
        ("restore_withdrawn", "yes", say!("import-restore")),
        ("far_dates", "yes", say!("import-far-dates")),
        ("held", "yes", say!("import-held")),
        ("same_members", "yes", say!("import-same-members")),
        ("new_members", "yes", say!("import-new-members")),
        ("renamed", "yes", say!("import-renamed")),
        ("resembling", "corrected", say!("import-corrected")),
        ("resembling", "new", say!("import-as-new")),
        ("again", "yes", say!("import-again")),
        ("good", "yes", say!("import-keep-good")),
    ];
    let ticked = ticks.into_iter().filter(|(name, value, _)| field(fields, name) == Some(value));
    let ticked = ticked.map(|(.., label)| (label, say!("again-yes")));
    std::iter::once((say!("again-file"), name)).chain(ticked).collect()
}

async fn next_part(form: &mut Multipart) -> Result<Option<multipart::Field<'_>>, Trouble> {
    let broken = |_| Trouble::of(StatusCode::BAD_REQUEST, say!("import-broken"));
    within_patience(form.next_field()).await?.map_err(broken)
}

async fn read(pages: &Pages, path: &std::path::Path, period: Period, answers: AnswersShown) -> Result<Intake, Trouble> {
    let mut read = intake::read(&pages.desk, path, Some(period), answers.into()).await?;
    intake::look_over(&pages.desk, &mut read, Some(period), answers.into()).await?;
    intake::check(&pages.desk, &mut read, None).await?;
    Ok(read)
}

async fn preview(
    pages: &Pages,
    visitor: &Visitor,
    period: Period,
    read: &Intake,
    (number, file): (u64, String),
    answers: AnswersShown,
) -> Result<Preview, Trouble> {
    let language = visitor.preferences.language;
    let tables = Table::ALL.iter().copied().filter(|table| read.tables.has(*table));
    let rows: Vec<Row> = read.tables.rows().cloned().collect();
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let compared = pages.desk.preview(&viewer, &rows, quarter_of(period)).await?;
    let tables_along = compared.along_said();
    let Compared { new, changed, same, along, .. } = compared;
    let (withdrawn, with_them) = read.left_withdrawn();
    Ok(Preview {
        number,
        file,
        counts: tables.map(|table| (table_title(table, language), read.tables.table(table).len())).collect(),
        to_be_looked_at: echoes(read, true)
            .into_iter()
            .chain(read.notes_to_be_looked_at().into_iter().take(MOST_LINES))
            .chain(namesakes(&rows))
            .collect(),
        echoes: echoes(read, false),
        notes: read.notes_in_words().into_iter().take(MOST_LINES).collect(),
        faults: fault_lines(read),
        fault_count: read.faults.count(),
        waits: read.waiting_said(),
        asks: Asks::of(answers, withdrawn + with_them, &|is_it| asks(read, is_it)),
        marked: read.can_be_marked().then(|| marked_address(period, number, answers)),
        withdrawn: withdrawn + with_them,
        withdrawn_said: say!("import-withdrawn", rows = withdrawn, more = with_them, all = withdrawn + with_them),
        rows: rows.len(),
        compared: say!("import-compared", new = new, changed = changed.len(), same = same),
        along: (along > 0).then(|| say!("import-along", more = along, tables = tables_along)),
        changes: changed.iter().take(MOST_LINES).map(ToString::to_string).collect(),
        doubts: doubts(pages, &viewer, period, &rows).await?,
        blanks: {
            let blanks = intake::blanks(read);
            let found = pages.desk.blank_marks(&viewer, None, &rows, quarter_of(period), &blanks).await?;
            found.map(|found| found.lines()).unwrap_or_default()
        },
        units: pages.desk.units_question(&visitor.operator, &rows).await?.map(|question| {
            (say!("units-question-short", period = period_name(question.period)), question.notes.of_units())
        }),
        list: list_change(pages, &rows).await?.map(|change| (change.said(), back_address(period, number, answers))),
        answers,
    })
}

/// What rows do to the list of units; none where they do nothing to it.
async fn list_change(pages: &Pages, rows: &[Row]) -> Result<Option<UnitsChange>, Trouble> {
    Ok(pages.desk.units_change(rows).await?.filter(|change| !change.is_empty()))
}

/// Where the file is that takes a change of the list back.
fn back_address(period: Period, number: u64, answers: AnswersShown) -> String {
    format!("/{period}/import/{number}/back?{}", answers.in_address())
}

/// The rows that take a change of the list back, as the list stands now.
pub(crate) async fn back(
    State(pages): State<Arc<Pages>>,
    Path((period, number)): Path<(String, u64)>,
    Query(fields): Query<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let file = pages.waiting.get(number)?;
    let text = match &file.back {
        Some(text) => text.clone(),
        None => {
            let read = read(&pages, &file.path, period, AnswersShown::of(&fields)).await?;
            let rows: Vec<Row> = read.tables.rows().cloned().collect();
            let change = list_change(&pages, &rows).await?.unwrap_or_default();
            rows_csv(Table::Units, &change.back)
        }
    };
    let named = format!(
        "attachment; filename=\"way-back.csv\"; filename*=UTF-8''{}.csv",
        in_address(&say!("units-change-back-file"))
    );
    let heads = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, named.as_str())];
    Ok((heads, text).into_response())
}

/// How cells were read: what is to be looked at, or the rest.
fn echoes(read: &Intake, to_be_looked_at: bool) -> Vec<String> {
    let echoes = read.echoes.iter().filter(|echo| echo.how.is_to_be_looked_at() == to_be_looked_at);
    echoes.take(MOST_LINES).map(ToString::to_string).collect()
}

/// That several people of one name are taken as several: a line for each name.
fn namesakes(rows: &[Row]) -> Vec<String> {
    let mut by_name: BTreeMap<String, Vec<record::Member>> = BTreeMap::new();
    for member in rows.iter().filter_map(Row::record::<record::Member>) {
        by_name.entry(member.name.clone()).or_default().push(member);
    }
    let several = by_name.into_iter().filter(|(_, members)| members.len() > 1);
    let line = |(name, members): (String, Vec<record::Member>)| {
        let which = members.iter().map(|one| {
            let joined = one.joined.map(|day| say!("joined-on", day = day));
            joined.or_else(|| one.group.clone()).unwrap_or_else(|| one.member.clone())
        });
        let which: Vec<String> = which.collect();
        let which = which.join(Language::first().pick("、", ", "));
        say!("import-namesakes", name = name, count = members.len(), which = which)
    };
    several.map(line).take(MOST_LINES).collect()
}

/// Whether something is asked about.
fn asks(read: &Intake, is_it: &dyn Fn(&Problem) -> bool) -> bool {
    read.faults.faults().iter().any(|fault| is_it(&fault.problem))
}

fn fault_lines(read: &Intake) -> Vec<FaultLine> {
    let faults = read.faults.faults().iter().take(MOST_LINES);
    faults.map(|fault| FaultLine { place: fault.place.to_string(), said: fault.in_form() }).collect()
}

/// Where a file is with its faults marked, as far as nothing was answered to them.
fn marked_address(period: Period, number: u64, answers: AnswersShown) -> String {
    format!("/{period}/import/{number}/marked?{}", answers.in_address())
}

/// What would be kept and asked about, of these rows.
async fn doubts(pages: &Pages, viewer: &Viewer, period: Period, rows: &[Row]) -> Result<Vec<String>, Trouble> {
    let to_be = match pages.desk.gaps_of_import(viewer, None, rows, quarter_of(period)).await {
        // What cannot be kept at all is said when it is to be kept.
        Err(DeskError::Import(_)) => Vec::new(),
        to_be => to_be?,
    };
    let keys: BTreeSet<String> = rows.iter().map(Row::key).collect();
    let asked = to_be.into_iter().filter(|one| keys.iter().any(|key| one.gap.what.concerns(key)));
    let (colon, semicolon) = Language::first().pick(("：", "；"), (": ", "; "));
    let line = |one: GapToBe| {
        let said = one.gap.for_people(str::to_owned);
        let named: Vec<&str> = one.rows.iter().take(MOST_ROWS_OF_A_DOUBT).map(String::as_str).collect();
        format!("{}{colon}{said}{colon}{}", period_name(one.gap.period), named.join(semicolon))
    };
    Ok(asked.take(MOST_LINES).map(line).collect())
}

/// The quarter to name for rows that tell none.
fn quarter_of(period: Period) -> Option<Period> {
    matches!(period, Period::Quarter(..)).then_some(period)
}

/// Keeps a file that was looked at: all of it, or its good rows.
pub(crate) async fn keep(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let number = field(&fields, "file").and_then(|number| number.parse().ok()).unwrap_or_default();
    let file = pages.waiting.get(number)?;
    let answers = AnswersShown::of(&fields);
    let read = read(&pages, &file.path, period, answers).await?;
    let name = file_name(&file.path.to_string_lossy());
    let asked: Vec<Row> = read.tables.rows().cloned().collect();
    let is_asked =
        field(&fields, "units").is_none() && pages.desk.units_question(&visitor.operator, &asked).await?.is_some();
    let looks_again = field(&fields, "again").is_some() || is_asked;
    // A file of which everything was withdrawn here has nothing to keep.
    let has_nothing = read.tables.rows().next().is_none();
    if looks_again || has_nothing || (!read.faults.is_empty() && field(&fields, "good").is_none()) {
        let preview = preview(&pages, &visitor, period, &read, (number, name), answers).await?;
        return page(&pages, &visitor, period, Some(preview), None).await;
    }
    let rows: Vec<Row> = read.tables.rows().cloned().collect();
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let compared = pages.desk.preview(&viewer, &rows, quarter_of(period)).await?;
    let change = list_change(&pages, &rows).await?;
    let imported = pages.desk.import_from(&visitor.operator, &rows, quarter_of(period), &name).await?;
    let back = change.and_then(|change| pages.waiting.add_back(&change));
    let mut done = done_said(&compared, imported.written);
    if imported.marks_withdrawn > 0 {
        done.push('\n');
        done.push_str(&say!("import-marks-withdrawn", marks = imported.marks_withdrawn));
    }
    for quarter in imported.supplements {
        done.push('\n');
        let name = period_name(quarter);
        done.push_str(&match pages.desk.reception(quarter).await?.late_again {
            Some(by) => say!("supplement-late", period = name, day = day(by)),
            None => say!("supplement", period = name),
        });
    }
    for meeting in rows.iter().filter(|row| row.table() == Table::Meetings) {
        let left = pages.desk.left_behind(&viewer, meeting.quarter(), &meeting.id()).await?;
        if let Some(left) = left {
            done.push('\n');
            done.push_str(&say!(
                "import-left-behind",
                deeds = left.deeds.len(),
                from = day(left.from),
                to = day(left.to)
            ));
        }
    }
    let (withdrawn, with_them) = read.left_withdrawn();
    if withdrawn + with_them > 0 {
        done.push('\n');
        let all = withdrawn + with_them;
        done.push_str(&say!("import-left-withdrawn", all = all, rows = withdrawn, more = with_them));
    }
    let remains = (!read.faults.is_empty()).then(|| Remains {
        said: say!("import-remains", faults = read.faults.count()),
        faults: fault_lines(&read),
        waits: read.waiting_said(),
        marked: read.can_be_marked().then(|| marked_address(period, number, answers)),
    });
    page(
        &pages,
        &visitor,
        period,
        None,
        Some(Done { said: done, remains, back: back.map(|number| back_address(period, number, answers)) }),
    )
    .await
}

/// What was read, and what came of it: the parts add up. What goes along with the rows, such as a standing with each
/// member of a roster, is said by itself.
fn done_said(compared: &Compared, written: usize) -> String {
    let Compared { new, changed, same, .. } = compared;
    let rows = new + changed.len() + same;
    let mut done = say!("import-done", rows = rows, new = new, changed = changed.len(), same = same);
    if let Some(more) = written.checked_sub(new + changed.len()).filter(|more| *more > 0) {
        done.push('\n');
        done.push_str(&say!("import-done-along", more = more, tables = compared.along_said()));
    }
    done
}

/// The file with its faults marked.
pub(crate) async fn marked(
    State(pages): State<Arc<Pages>>,
    Path((period, number)): Path<(String, u64)>,
    Query(fields): Query<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let file = pages.waiting.get(number)?;
    let read = read(&pages, &file.path, period, AnswersShown::of(&fields)).await?;
    let marked = tokio::task::spawn_blocking(move || marked_workbook(&read)).await;
    // Nobody cancels it, so it panicked, and that goes on here.
    let marked = marked.unwrap_or_else(|broken| std::panic::resume_unwind(broken.into_panic()));
    let workbook = marked.map_err(|error| {
        tracing::error!(%error, "a file could not be marked");
        Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, say!("import-no-room"))
    })?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let named = marked_name(&file.path);
    let named = format!("attachment; filename=\"marked.xlsx\"; filename*=UTF-8''{}.xlsx", in_address(&named));
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, named.as_str())], workbook).into_response())
}

/// What the marked copy of a file is called, without its ending: after the file, so that a clerk with several knows it.
fn marked_name(path: &std::path::Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    // The copy of a copy is named as it is.
    let stem = stem.split_once(MARKED).map_or(&*stem, |(before, _)| before);
    format!("{stem}{MARKED}")
}

#[cfg(test)]
mod tests;
