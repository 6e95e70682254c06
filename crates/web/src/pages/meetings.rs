//! The quarter's meetings, and a new one.

use super::Pages;
use super::choice::{Choice, choices};
use super::frame::{Door, Frame, answer};
use super::home::period_of;
use super::people::{Called, Known};
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor, wants_json_of};
use super::writing::{Kept, cells, field, record};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use cunbang_desk::Viewer;
use cunbang_desk::writing::meetings::MeetingLine;
use cunbang_language::say;
use cunbang_model::{Period, Table, Word};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/meetings.html")]
struct MeetingsPage {
    frame: Frame,
    meetings: Vec<Line>,
    kinds: Vec<Choice>,
    /// Who may take the chair.
    people: Vec<Called>,
    /// What stands in the form of a new one.
    form: NewMeeting,
}

/// The form of a new meeting: as it is offered, or as it was typed and refused.
struct NewMeeting {
    kind: String,
    date: String,
    chair: String,
    title: String,
    reason_not_held: String,
    everyone: bool,
    /// Why it was refused.
    trouble: Option<String>,
    /// The first field that is wrong.
    wrong: &'static str,
}

impl NewMeeting {
    /// On the day that is the next for it.
    fn offered(usual: String) -> Self {
        let [kind, chair, title, reason_not_held] = [const { String::new() }; 4];
        Self { kind, date: usual, chair, title, reason_not_held, everyone: true, trouble: None, wrong: "" }
    }

    fn refused(fields: &Fields, trouble: &Trouble) -> Self {
        let typed = |name: &str| field(fields, name).unwrap_or_default().to_owned();
        Self {
            kind: typed("kind"),
            date: typed("date"),
            chair: typed("chair"),
            title: typed("title"),
            reason_not_held: typed("reason_not_held"),
            everyone: field(fields, "everyone").is_some(),
            trouble: Some(trouble.message().to_owned()),
            wrong: trouble.column().unwrap_or("date"),
        }
    }

    /// What the first wrong field bears: the keyboard goes there, and the browser shows it with the message beside it.
    fn mark(&self, name: &str) -> &'static str {
        if self.wrong == name { " aria-invalid=\"true\" aria-describedby=\"refused\" autofocus" } else { "" }
    }
}

struct Line {
    address: String,
    day: String,
    kind: String,
    title: String,
    turnout: String,
    is_whole: bool,
    deeds: usize,
}

/// A day of the year: 8月15日.
pub(crate) fn day(date: cunbang_model::Date) -> String {
    say!("day", month = date.month(), day = date.day())
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
) -> Result<Response, Trouble> {
    page(&pages, &visitor, period_of(&period)?, None).await
}

/// The page, with the form as it is offered or as it was refused.
async fn page(
    pages: &Pages,
    visitor: &Visitor,
    period: Period,
    refused: Option<NewMeeting>,
) -> Result<Response, Trouble> {
    let frame = Frame::new(pages, visitor, period, Door::Meetings, say!("door-meetings"), "/meetings").await?;
    let (desk, replica) = (&pages.desk, pages.desk.replica());
    let viewer = Viewer::operator(replica, &visitor.operator);
    let meetings = desk.meetings(&viewer, replica.unit(), period).await?;
    let usual = desk.next_theme_day(&viewer, replica.unit(), period).await?;
    let kinds = choices(pages, Table::Meetings, "kind", period, visitor.preferences.language).await?;
    let meetings = meetings.into_iter().map(|meeting| line(meeting, &kinds, &frame)).collect();
    answer(&MeetingsPage {
        people: Known::people(pages, visitor, period).await?.people,
        meetings,
        kinds,
        form: refused.unwrap_or_else(|| NewMeeting::offered(usual.map(|day| day.to_string()).unwrap_or_default())),
        frame,
    })
}

fn line(line: MeetingLine, kinds: &[Choice], frame: &Frame) -> Line {
    let MeetingLine { meeting, turnout, audience, deeds } = line;
    let is_held = meeting.reason_not_held.is_none();
    let kind = kinds.iter().find(|kind| kind.word == meeting.kind.word());
    Line {
        address: format!("{}/{}", frame.here, super::visitor::in_address(&meeting.meeting)),
        day: day(meeting.date),
        kind: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
        title: meeting.title.unwrap_or_default(),
        turnout: match meeting.reason_not_held {
            Some(reason) => say!("meeting-not-held", reason = reason),
            None => super::meeting::turnout_in_words(turnout),
        },
        is_whole: !is_held || (turnout.unmarked == 0 && !audience.is_unknown()),
        deeds,
    }
}

/// Keeps a new meeting, everyone present who is expected where that is wanted, and goes to its page. One that is refused
/// stays on the page as it was typed.
pub(crate) async fn add(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    match keep(&pages, &visitor, period, &fields).await {
        Err(trouble) if trouble.code().is_client_error() && !wants_json_of(&headers) => {
            let refused = NewMeeting::refused(&fields, &trouble);
            Ok((trouble.code(), page(&pages, &visitor, period, Some(refused)).await?).into_response())
        }
        kept => kept,
    }
}

async fn keep(pages: &Pages, visitor: &Visitor, period: Period, fields: &Fields) -> Result<Response, Trouble> {
    let written: Fields = cells(fields).into_iter().filter(|(name, _)| name != "everyone").collect();
    // One that is there already is corrected on its own page: two of a kind on one day would be one.
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let read = super::writing::read(pages, visitor, Table::Meetings, &written, period).await?;
    let there = pages.desk.meetings(&viewer, read.unit(), read.quarter().unwrap_or(period)).await?;
    if let Some(same) = there.iter().find(|one| one.meeting.meeting == read.id()) {
        let kind = same.meeting.kind;
        let kind = || visitor.preferences.language.pick(kind.chinese(), kind.word()).replace('_', " ");
        let title = same.meeting.title.clone().filter(|title| !title.trim().is_empty()).unwrap_or_else(kind);
        let message = say!("meeting-there", day = day(same.meeting.date), title = title);
        return Err(Trouble::of(StatusCode::CONFLICT, message).at(Some("date")));
    }
    let row = match record(pages, visitor, period, Table::Meetings, &written, ("", None)).await? {
        Kept::Row(row, _) => row,
        Kept::Clash(clash) => return clash.into_page(pages, visitor, period).await,
    };
    let (quarter, id) = (row.quarter().unwrap_or(period), row.id());
    if field(fields, "everyone").is_some() && field(fields, "reason_not_held").is_none() {
        super::meeting::mark_everyone(pages, visitor, quarter, &id).await?;
    }
    Ok(Redirect::to(&format!("/{quarter}/meetings/{}", super::visitor::in_address(&id))).into_response())
}
