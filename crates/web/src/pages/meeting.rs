//! A meeting on one page: who came, and the deeds told there, confirmed on the spot.

use super::Pages;
use super::choice::{Choice, choices};
use super::frame::{Door, Frame, answer};
use super::home::period_of;
use super::meetings::day;
use super::member;
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor, in_address, wants_json_of};
use super::writing::{field, record};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use cunbang_desk::Viewer;
use cunbang_desk::meetings::{MeetingView, Person, Turnout};
use cunbang_desk::withdraw::Withdrawal;
use cunbang_language::{Named, say};
use cunbang_model::record as rows;
use cunbang_model::schema::{Mark, MemberStatus};
use cunbang_model::{Period, Record as _, Row, Table, Word};
use serde_json::json;
use std::sync::Arc;

/// What precedes the member's id in the name of a mark's field.
const MARK_FIELD: &str = "mark.";
const MARKS: [Mark; 6] = [Mark::Present, Mark::Remote, Mark::Leave, Mark::Late, Mark::LeftEarly, Mark::Absent];

#[derive(Template)]
#[template(path = "pages/meeting.html")]
struct MeetingPage {
    frame: Frame,
    heading: String,
    turnout: String,
    not_held: Option<String>,
    marks: Vec<MarkHead>,
    people: Vec<PersonLine>,
    unmarked: usize,
    deeds: Vec<DeedLine>,
    kinds: Vec<Choice>,
    edit: String,
}

struct MarkHead {
    word: &'static str,
    name: String,
    /// The key that sets it.
    key: char,
}

struct PersonLine {
    member: String,
    name: String,
    /// As it is chosen in a list: the name, with the id where two have it.
    chosen_as: String,
    initials: String,
    about: String,
    slip: String,
    mark: Option<&'static str>,
}

struct DeedLine {
    name: String,
    kind: String,
    text: String,
    is_confirmed: bool,
    edit: String,
}

/// Who came, in words.
pub(crate) fn turnout_in_words(turnout: Turnout) -> String {
    let Turnout { expected, came, leave, part, absent, unmarked } = turnout;
    say!("turnout", expected = expected, came = came, leave = leave, part = part, absent = absent, unmarked = unmarked)
}

/// The name of a mark.
pub(crate) fn mark_name(mark: Mark) -> String {
    match mark {
        Mark::Present => say!("mark-present"),
        Mark::Remote => say!("mark-remote"),
        Mark::Leave => say!("mark-leave"),
        Mark::Late => say!("mark-late"),
        Mark::LeftEarly => say!("mark-left-early"),
        Mark::Absent => say!("mark-absent"),
    }
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((period, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let view = view(&pages, &visitor, period, &id).await?;
    let MeetingView { meeting, turnout, people, deeds } = view;
    let language = visitor.preferences.language;
    let meeting_kinds = choices(&pages, Table::Meetings, "kind", period, language).await?;
    let kind = meeting_kinds.into_iter().find(|kind| kind.word == meeting.kind.word()).map(|kind| kind.name);
    let title = meeting.title.clone().unwrap_or_else(|| kind.clone().unwrap_or_default());
    let heading = format!("{} {title}", day(meeting.date));
    let here = format!("/meetings/{}", in_address(&id));
    let frame = Frame::new(&pages, &visitor, period, Door::Meetings, heading.clone(), &here).await?;
    let kinds = choices(&pages, Table::Deeds, "kind", period, language).await?;
    let name_of =
        |kind: &str| kinds.iter().find(|known| known.word == kind).map_or(kind, |known| &known.name).to_owned();
    let deeds = deeds.into_iter().map(|(deed, name)| DeedLine {
        name,
        kind: name_of(&deed.kind),
        is_confirmed: deed.confirmed_on.is_some(),
        edit: format!("/{period}/tables/deeds/{}", in_address(&deed.deed)),
        text: deed.text,
    });
    let deeds = deeds.collect();
    answer(&MeetingPage {
        heading,
        turnout: turnout_in_words(turnout),
        not_held: meeting.reason_not_held,
        marks: MARKS
            .into_iter()
            .zip('1'..)
            .map(|(mark, key)| MarkHead { word: mark.word(), name: mark_name(mark), key })
            .collect(),
        people: person_lines(people, period),
        unmarked: turnout.unmarked,
        deeds,
        kinds,
        edit: format!("/{period}/tables/meetings/{}", in_address(&id)),
        frame,
    })
}

async fn view(pages: &Pages, visitor: &Visitor, period: Period, id: &str) -> Result<MeetingView, Trouble> {
    let replica = pages.desk.replica();
    let viewer = Viewer::operator(replica, &visitor.operator);
    let view = pages.desk.meeting(&viewer, replica.unit(), period, id).await?;
    view.ok_or_else(|| Trouble::of(StatusCode::NOT_FOUND, say!("meeting-none", id = id)))
}

/// A member of a name that others have too, with what tells them apart: standing and group, or else the id.
fn told_apart(person: &Person, people: &[Person]) -> String {
    let about = |one: &Person| {
        let standing = MemberStatus::WORDS.iter().find(|(word, _)| *word == one.status.word());
        let standing = standing.map(|(word, chinese)| Named::new(chinese, word).to_string());
        let parts = standing.into_iter().chain(one.group.clone());
        parts.collect::<Vec<_>>().join("·")
    };
    let own = about(person);
    let is_alone = people.iter().filter(|other| other.name == person.name && about(other) == own).count() == 1;
    let mark = if is_alone { own } else { person.member.clone() };
    format!("{}（{mark}）", person.name)
}

fn person_lines(people: Vec<(Person, Option<Mark>)>, period: Period) -> Vec<PersonLine> {
    let all: Vec<Person> = people.iter().map(|(person, _)| person.clone()).collect();
    let lines = people.into_iter().map(|(person, mark)| {
        let is_shared = all.iter().filter(|other| other.name == person.name).count() > 1;
        PersonLine {
            chosen_as: if is_shared { person.member.clone() } else { person.name.clone() },
            initials: super::initials::of(&person.name),
            about: person.group.clone().unwrap_or_default(),
            slip: member::address(period, &person.member),
            mark: mark.map(Word::word),
            name: if is_shared { told_apart(&person, &all) } else { person.name.clone() },
            member: person.member,
        }
    });
    lines.collect()
}

/// Marks everyone present who has no mark.
pub(crate) async fn mark_everyone(
    pages: &Pages,
    visitor: &Visitor,
    period: Period,
    id: &str,
) -> Result<usize, Trouble> {
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let rows = pages.desk.everyone_present(&viewer, period, id).await?;
    Ok(pages.desk.import(&visitor.operator, &rows, Some(period)).await?.written)
}

/// Keeps the marks that a form or a script sends.
pub(crate) async fn mark(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((period, id)): Path<(String, String)>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let unit = pages.desk.replica().unit();
    let mut written: Vec<Row> = Vec::new();
    let mut taken_back = Vec::new();
    for (name, value) in &fields {
        let Some(member) = name.strip_prefix(MARK_FIELD) else { continue };
        if value.is_empty() {
            taken_back.push(format!("{id}/{member}"));
            continue;
        }
        let Some(mark) = Mark::from_word(value) else {
            return Err(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("mark-unknown", value = value)));
        };
        let attendance = rows::Attendance { unit, meeting: id.clone(), member: member.to_owned(), mark };
        let row = attendance.into_row().map_err(|faults| {
            let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
            Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, said.join("\n"))
        })?;
        written.push(row);
    }
    pages.desk.import(&visitor.operator, &written, Some(period)).await?;
    for key in &taken_back {
        let reason = say!("mark-taken-back");
        let withdrawal =
            Withdrawal { table: Table::Attendance, unit: None, id: key, period: Some(period), reason: &reason };
        pages.desk.take_back(&visitor.operator, withdrawal).await?;
    }
    if field(&fields, "everyone").is_some() {
        mark_everyone(&pages, &visitor, period, &id).await?;
    }
    if wants_json_of(&headers) {
        let turnout = view(&pages, &visitor, period, &id).await?.turnout;
        return Ok(axum::Json(json!({ "saved": true, "turnout": turnout_in_words(turnout) })).into_response());
    }
    Ok(Redirect::to(&format!("/{period}/meetings/{}", in_address(&id))).into_response())
}

/// Keeps a deed told at the meeting.
pub(crate) async fn add_deed(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((period, id)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let MeetingView { meeting, .. } = view(&pages, &visitor, period, &id).await?;
    let day = meeting.date.to_string();
    let mut cells: Fields = fields
        .into_iter()
        .filter(|(name, _)| ["member", "kind", "text", "confirmed"].contains(&name.as_str()))
        .collect();
    let is_confirmed = cells.iter().any(|(name, _)| name == "confirmed");
    cells.retain(|(name, _)| name != "confirmed");
    cells.push(("date".to_owned(), day.clone()));
    if is_confirmed {
        cells.push(("confirmed_on".to_owned(), day));
        cells.extend(meeting.chair.map(|chair| ("confirmed_by".to_owned(), chair)));
    }
    record(&pages, &visitor, period, Table::Deeds, &cells).await?;
    Ok(Redirect::to(&format!("/{period}/meetings/{}#deeds", in_address(&id))).into_response())
}
