//! A meeting on one page: who came, and the deeds told there, confirmed on the spot.

use super::Pages;
use super::choice::{Choice, choices};
use super::frame::{Door, Frame, answer};
use super::home::period_of;
use super::meetings::day;
use super::member;
use super::people::{Called, Known, called};
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor, in_address, wants_json_of};
use super::writing::{Kept, field, record};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use cunbang_desk::Viewer;
use cunbang_desk::village::gaps::Gap;
use cunbang_desk::writing::audience::Audience;
use cunbang_desk::writing::marks::{MarkChange, MarkClash};
use cunbang_desk::writing::meetings::{MeetingView, Person, Turnout};
use cunbang_language::say;
use cunbang_model::record::Deed;
use cunbang_model::schema::Mark;
use cunbang_model::{Period, Table, Word};
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What precedes the member's id in the name of a mark's field.
pub(crate) const MARK_FIELD: &str = "mark.";
/// What precedes it in the name of the field with the mark that was seen.
pub(crate) const WAS_FIELD: &str = "was.";
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
    /// Who is not expected, and may sit in 列席.
    others: Vec<PersonLine>,
    /// Why nobody is expected, where that is not known.
    unknown: Option<String>,
    unmarked: usize,
    deeds: Vec<DeedLine>,
    /// Which of these do not count, why, and what that costs.
    void: Vec<String>,
    kinds: Vec<Choice>,
    /// Whether a deed was just added, and the next one is typed at once.
    is_next: bool,
    /// Who confirms, as the form begins: who confirmed the deed before, or the chair.
    confirms: String,
    edit: String,
    /// What was told there and stands on a day on which it stood before: the question, and the deeds.
    left_behind: Option<(String, Vec<String>)>,
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
    /// Who confirmed it; none where nobody wrote that down.
    confirmed_by: Option<String>,
    /// Whether it counts for nothing as it stands, or counts as not confirmed.
    is_void: bool,
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

/// What else is asked of the page.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    /// That a deed was just added: the next one is typed at once.
    next: Option<String>,
    /// Who confirmed it.
    by: Option<String>,
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((period, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let view = view(&pages, &visitor, period, &id).await?;
    let MeetingView { meeting, audience, turnout, people, deeds } = view;
    let language = visitor.preferences.language;
    let meeting_kinds = choices(&pages, Table::Meetings, "kind", period, language).await?;
    let kind = meeting_kinds.into_iter().find(|kind| kind.word == meeting.kind.word()).map(|kind| kind.name);
    let title = meeting.title.clone().unwrap_or_else(|| kind.clone().unwrap_or_default());
    let heading = format!("{} {title}", day(meeting.date));
    let here = format!("/meetings/{}", in_address(&id));
    let frame = Frame::new(&pages, &visitor, period, Door::Meetings, heading.clone(), &here).await?;
    let frame = frame.leading_to("/meetings");
    let kinds = choices(&pages, Table::Deeds, "kind", period, language).await?;
    let name_of =
        |kind: &str| kinds.iter().find(|known| known.word == kind).map_or(kind, |known| &known.name).to_owned();
    let all: Vec<Person> = people.iter().map(|(person, _)| person.clone()).collect();
    let called = called(&all);
    let name_here = |member: &str| called.iter().find(|one| one.member == member).map(|one| one.name.clone());
    let void: Vec<Gap> = if deeds.is_empty() { Vec::new() } else { pages.desk.gaps(&[period]).await? };
    let key = |deed: &Deed| format!("{}/{}", Table::Deeds.name(), deed.deed);
    let keys: BTreeSet<String> = deeds.iter().map(|(deed, _)| key(deed)).collect();
    // What other meetings have is told there.
    let void: Vec<Gap> = void.iter().filter_map(|gap| gap.void_among(|row| keys.contains(row))).collect();
    let deeds = deeds.into_iter().map(|(deed, name)| DeedLine {
        is_void: void.iter().any(|gap| gap.what.concerns(&key(&deed))),
        name: name_here(&deed.member).unwrap_or(name),
        kind: name_of(&deed.kind),
        is_confirmed: deed.confirmed_on.is_some(),
        confirmed_by: deed.confirmed_by.as_ref().map(|by| name_here(by).unwrap_or_else(|| by.clone())),
        edit: format!("/{period}/tables/deeds/{}", in_address(&deed.deed)),
        text: deed.text,
    });
    let deeds = deeds.collect();
    let chair = meeting.chair.as_ref().map(|chair| name_here(chair).unwrap_or_else(|| chair.clone()));
    let confirms = asked.by.or(chair).unwrap_or_default();
    let unknown = match audience {
        Audience::UnknownCommittee => Some(say!("meeting-whose-committee")),
        Audience::UnknownGroup => Some(say!("meeting-whose-group")),
        Audience::Everyone | Audience::Members(_) => None,
    };
    let (people, others) = person_lines(people, called, &audience, period);
    answer(&MeetingPage {
        heading,
        turnout: turnout_in_words(turnout),
        not_held: meeting.reason_not_held,
        marks: MARKS
            .into_iter()
            .zip('1'..)
            .map(|(mark, key)| MarkHead { word: mark.word(), name: mark_name(mark), key })
            .collect(),
        people,
        others,
        unknown,
        unmarked: turnout.unmarked,
        deeds,
        void: void.iter().map(|gap| gap.for_people(str::to_owned)).collect(),
        kinds,
        is_next: asked.next.is_some(),
        confirms,
        edit: format!("/{period}/tables/meetings/{}", in_address(&id)),
        left_behind: left_behind(&pages, &visitor, period, &id).await?,
        frame,
    })
}

async fn view(pages: &Pages, visitor: &Visitor, period: Period, id: &str) -> Result<MeetingView, Trouble> {
    let replica = pages.desk.replica();
    let viewer = Viewer::operator(replica, &visitor.operator);
    let view = pages.desk.meeting(&viewer, replica.unit(), period, id).await?;
    view.ok_or_else(|| Trouble::of(StatusCode::NOT_FOUND, say!("meeting-none", id = id)))
}

/// What was told at a meeting and stands on a day on which the meeting stood before.
async fn left_behind(
    pages: &Pages,
    visitor: &Visitor,
    period: Period,
    id: &str,
) -> Result<Option<(String, Vec<String>)>, Trouble> {
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let left = pages.desk.left_behind(&viewer, Some(period), id).await?;
    Ok(left.map(|left| {
        let asked = say!("meeting-left-behind", deeds = left.deeds.len(), from = day(left.from), to = day(left.to));
        (asked, left.deeds.into_iter().map(|deed| deed.said).collect())
    }))
}

/// Moves what a meeting left on its former day to its day.
pub(crate) async fn move_along(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((period, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    pages.desk.move_along(&visitor.operator, Some(period), &id).await?;
    Ok(Redirect::to(&format!("/{period}/meetings/{}#deeds", in_address(&id))).into_response())
}

/// Those who are expected, and those who may sit in.
/// Where it is not known who is expected, all are those who may be.
fn person_lines(
    people: Vec<(Person, Option<Mark>)>,
    called: Vec<Called>,
    audience: &Audience,
    period: Period,
) -> (Vec<PersonLine>, Vec<PersonLine>) {
    let (mut expected, mut others) = (Vec::new(), Vec::new());
    for ((person, mark), called) in people.into_iter().zip(called) {
        let is_expected = audience.expects(&person) || (audience.is_unknown() && person.is_expected);
        let lines = if is_expected { &mut expected } else { &mut others };
        lines.push(PersonLine {
            initials: called.initials,
            about: person.group.clone().unwrap_or_default(),
            slip: member::address(period, &person.member),
            mark: mark.map(Word::word),
            name: called.name,
            member: person.member,
        });
    }
    (expected, others)
}

/// Marks everyone present who has no mark.
pub(crate) async fn mark_everyone(
    pages: &Pages,
    visitor: &Visitor,
    period: Period,
    id: &str,
) -> Result<usize, Trouble> {
    Ok(pages.desk.mark_everyone(&visitor.operator, period, id).await?)
}

/// The marks that a form sends, each with the one that was seen.
fn changes_in(fields: &Fields) -> Result<Vec<MarkChange>, Trouble> {
    let read = |value: &str| match value {
        "" => Ok(None),
        word => Mark::from_word(word)
            .map(Some)
            .ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("mark-unknown", value = word))),
    };
    let mut changes = Vec::new();
    for (name, value) in fields {
        let Some(member) = name.strip_prefix(MARK_FIELD) else { continue };
        let was = field(fields, &format!("{WAS_FIELD}{member}")).unwrap_or_default();
        changes.push(MarkChange { member: member.to_owned(), was: read(was)?, mark: read(value)? });
    }
    Ok(changes)
}

/// Marks that somebody else had changed, in words.
async fn clashes_in_words(
    pages: &Pages,
    visitor: &Visitor,
    period: Period,
    clashes: &[MarkClash],
) -> Result<String, Trouble> {
    if clashes.is_empty() {
        return Ok(String::new());
    }
    // Of two of one name it is told which one.
    let known = Known::people(pages, visitor, period).await?;
    let said = clashes.iter().map(|clash| {
        let now = clash.now.map_or_else(|| say!("slip-unmarked"), mark_name);
        let name = known.member(&clash.member).map_or(&clash.name, |one| &one.name);
        say!("mark-changed", name = name, now = now)
    });
    Ok(said.collect::<Vec<_>>().join("\n"))
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
    // A meeting that is not there has no marks.
    view(&pages, &visitor, period, &id).await?;
    let changes = changes_in(&fields)?;
    let reason = say!("mark-taken-back");
    let clashes = pages.desk.mark(&visitor.operator, period, &id, &changes, &reason).await?;
    if field(&fields, "everyone").is_some() {
        mark_everyone(&pages, &visitor, period, &id).await?;
    }
    if wants_json_of(&headers) {
        let MeetingView { turnout, people, .. } = view(&pages, &visitor, period, &id).await?;
        let word = |mark: Option<Mark>| mark.map(Word::word).unwrap_or_default();
        let marks: BTreeMap<String, &str> =
            people.into_iter().map(|(person, mark)| (person.member, word(mark))).collect();
        let said = json!({
            "saved": clashes.is_empty(),
            "turnout": turnout_in_words(turnout),
            "marks": marks,
            "trouble": clashes_in_words(&pages, &visitor, period, &clashes).await?,
        });
        let code = if clashes.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
        return Ok((code, axum::Json(said)).into_response());
    }
    if !clashes.is_empty() {
        let said = clashes_in_words(&pages, &visitor, period, &clashes).await?;
        return Err(Trouble::of(StatusCode::CONFLICT, said));
    }
    Ok(Redirect::to(&format!("/{period}/meetings/{}", in_address(&id))).into_response())
}

/// Keeps a deed told at the meeting.
pub(crate) async fn add_deed(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((period, id)): Path<(String, String)>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let MeetingView { meeting, .. } = view(&pages, &visitor, period, &id).await?;
    let day = meeting.date.to_string();
    let mut cells: Fields = fields
        .into_iter()
        .filter(|(name, _)| ["member", "kind", "text", "confirmed", "confirmed_by"].contains(&name.as_str()))
        .collect();
    let is_confirmed = cells.iter().any(|(name, _)| name == "confirmed");
    cells.retain(|(name, _)| name != "confirmed");
    cells.push(("date".to_owned(), day.clone()));
    // The form says who confirms, as a table's row does; the chair where it does not ask.
    let is_asked = cells.iter().any(|(name, _)| name == "confirmed_by");
    if is_confirmed {
        cells.push(("confirmed_on".to_owned(), day));
        cells.extend(meeting.chair.filter(|_| !is_asked).map(|chair| ("confirmed_by".to_owned(), chair)));
    } else {
        cells.retain(|(name, _)| name != "confirmed_by");
    }
    let by = field(&cells, "confirmed_by").map(in_address).unwrap_or_default();
    let by = if is_asked { format!("&by={by}") } else { String::new() };
    match record(&pages, &visitor, period, Table::Deeds, &cells, ("", None)).await? {
        // The next deed is told at once.
        Kept::Row(..) => {
            Ok(Redirect::to(&format!("/{period}/meetings/{}?next=yes{by}", in_address(&id))).into_response())
        }
        Kept::Clash(clash) if wants_json_of(&headers) => Ok(clash.as_json()),
        Kept::Clash(clash) => clash.into_page(&pages, &visitor, period).await,
    }
}
