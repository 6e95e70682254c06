//! Consequences 结果运用 of the published run: what the rules propose, the rows behind it, and what people decided.

use super::at::At;
use super::audit::row_of;
use super::question::{Question, ask, is_sure};
use super::upon::{Act, upon};
use crate::consequences::{COLUMNS, cells, decided, state_word, verdict_word, what, whom};
use crate::pages::columns::table_title;
use crate::pages::frame::{Door, Frame, answer};
use crate::pages::trouble::{Trouble, in_page};
use crate::pages::visitor::{Fields, in_address};
use crate::pages::writing::field;
use askama::Template;
use axum::Form;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use cunbang_desk::reading::in_words::RowsInWords;
use cunbang_desk::writing::as_seen::Matter;
use cunbang_desk::{Command, ConsequenceSubject, ConsequenceView, Sort};
use cunbang_language::say;
use cunbang_model::Table;
use cunbang_model::schema::{ConsequenceVerdict, Word as _};

/// Up to how many rows behind a proposal are named.
const MOST_ROWS: usize = 12;

#[derive(Template)]
#[template(path = "pages/above/consequences.html")]
struct ConsequencesPage {
    frame: Frame,
    /// Why nothing came of what was typed.
    trouble: Option<String>,
    summary: String,
    groups: Vec<Group>,
    members_by_id: bool,
}

/// What is proposed under one title.
struct Group {
    title: String,
    lines: Vec<Line>,
}

struct Line {
    unit: String,
    name: String,
    address: String,
    member: String,
    office: String,
    whom: String,
    consequence: String,
    amount: String,
    /// The rows that it rests on, and where they are.
    rows: Vec<(String, String)>,
    more: usize,
    state: String,
    class: &'static str,
    /// What was decided, when, by whom and why.
    said: Option<String>,
    /// That it rests on what nobody above has stated; empty where it does not.
    unstated: String,
    /// What was decided by a run that this one replaced.
    earlier: Option<String>,
    /// What may be decided here now: words and what the buttons say.
    choices: Vec<(&'static str, String)>,
    /// What was decided on the unit when the page was made.
    seen: String,
}

/// The page.
pub(crate) async fn show(at: At) -> Result<Response, Trouble> {
    page(&at, None).await
}

/// The page, with why nothing came of what was typed.
async fn page(at: &At, trouble: Option<String>) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Publication, say!("consequences-title"), "/consequences").await?;
    let found = at.desk().consequences(&at.viewer(), at.ranked().await?).await?;
    let own = at.own();
    let waiting = found.iter().filter(|one| one.decision.is_none()).count();
    let members_by_id = found.iter().any(|one| {
        let is_of_person = one.member.is_some() || one.person.is_some();
        is_of_person && one.person_name.is_none()
    });
    let summary = match (found.is_empty(), waiting) {
        (true, _) => say!("consequences-none"),
        (false, waiting) => say!("consequences-summary", all = found.len(), waiting = waiting),
    };
    let mut groups: Vec<Group> = Vec::new();
    let ranked = at.ranked().await?;
    let named = found.iter().flat_map(|one| one.rows.iter().take(MOST_ROWS));
    let named: Vec<_> = named.map(|row| (row.unit, None, row.key.clone())).collect();
    let told = at.desk().rows_in_words(&at.viewer(), ranked, named).await?;
    for one in found {
        let title = one.said();
        let seen = at.desk().version_of_matter(&Matter::Consequences { unit: one.unit, period: ranked }).await?;
        let line = line(at, one, (at.pages.publishes() && frame.may(Command::Apply), &told), own, seen);
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.lines.push(line),
            None => groups.push(Group { title, lines: vec![line] }),
        }
    }
    let is_refused = trouble.is_some();
    let mut response = answer(&ConsequencesPage { frame, trouble, summary, groups, members_by_id })?;
    if is_refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// What a button says that decides so.
fn verdict_verb(verdict: ConsequenceVerdict) -> String {
    match verdict {
        ConsequenceVerdict::Confirmed => say!("consequence-confirm"),
        ConsequenceVerdict::NotApplied => say!("consequence-waive"),
        ConsequenceVerdict::CarriedOut => say!("consequence-carry-out"),
    }
}

fn line(
    at: &At,
    one: ConsequenceView,
    (may_decide, told): (bool, &RowsInWords),
    own: cunbang_model::UnitCode,
    seen: String,
) -> Line {
    let address = at.address_of(one.unit);
    let rows = one.rows.iter().take(MOST_ROWS).map(|row| {
        let (table, id) = row.key.split_once('/').unwrap_or((row.key.as_str(), ""));
        let title = Table::from_name(table).map_or_else(|| table.to_owned(), |table| table_title(table, at.language()));
        let said = told.get(&(row.unit, None, row.key.clone())).cloned();
        let said = said.unwrap_or_else(|| say!("row-by-id", id = id));
        (format!("{title} {said}"), format!("{}/tables/{table}/{}", at.address_of(row.unit), in_address(id)))
    });
    let verdict = one.verdict();
    let choices = [ConsequenceVerdict::Confirmed, ConsequenceVerdict::NotApplied, ConsequenceVerdict::CarriedOut];
    let choices = choices.map(|choice| (choice, verdict_verb(choice)));
    let is_possible = |choice: ConsequenceVerdict| match choice {
        ConsequenceVerdict::CarriedOut => verdict == Some(ConsequenceVerdict::Confirmed),
        other => verdict != Some(other),
    };
    let choices = choices
        .into_iter()
        .filter(|(choice, _)| may_decide && one.decider == own && !one.is_void && is_possible(*choice))
        .map(|(choice, said)| (choice.word(), said));
    let said = one.decision.as_ref().map(|decision| {
        let by = decision.by.as_deref().filter(|by| !by.is_empty());
        let by = by.map_or_else(|| one.decider_name.clone(), |by| format!("{} {by}", one.decider_name));
        say!("consequence-by", by = by, decided = decided(decision, |date| at.day(date)))
    });
    Line {
        class: match (one.is_void, verdict) {
            (true, _) | (false, Some(ConsequenceVerdict::NotApplied)) => "quiet",
            (false, None) => "wait",
            (false, Some(_)) => "good",
        },
        rows: rows.collect(),
        more: one.rows.len().saturating_sub(MOST_ROWS),
        unstated: one.unstated_in_words(),
        state: state_word(&one),
        earlier: one
            .earlier
            .as_ref()
            .map(|earlier| say!("consequence-earlier", decided = decided(earlier, |date| at.day(date)))),
        choices: choices.collect(),
        whom: whom(&one),
        amount: one.amount_in_words(),
        unit: one.unit.to_string(),
        name: one.name,
        member: one.member.unwrap_or_default(),
        office: one.office.unwrap_or_default(),
        consequence: one.consequence,
        said,
        address,
        seen,
    }
}

/// What words and keys of the columns before mean, for people who read the file.
const IN_WORDS: [&str; 3] = ["role_in_words 职务说明", "state_in_words 状态说明", "rows_in_words 依据说明"];

/// The same as a file.
pub(crate) async fn file(at: At) -> Result<Response, Trouble> {
    let ranked = at.ranked().await?;
    let found = at.desk().consequences(&at.viewer(), ranked).await?;
    let named: Vec<_> = found.iter().flat_map(|one| &one.rows).map(|row| (row.unit, None, row.key.clone())).collect();
    let told = at.desk().rows_in_words(&at.viewer(), ranked, named).await?;
    let mut text = String::from("\u{feff}");
    let headings = COLUMNS.map(|(name, chinese)| format!("{name} {chinese}"));
    text.push_str(&row_of(&headings.into_iter().chain(IN_WORDS.map(str::to_owned)).collect::<Vec<_>>()));
    for one in &found {
        let role = one.role.map(|role| at.language().pick(role.chinese(), role.word()).replace('_', " "));
        let rows: Vec<String> = one
            .rows
            .iter()
            .map(|row| {
                let (table, id) = row.key.split_once('/').unwrap_or((row.key.as_str(), ""));
                let title = Table::from_name(table).map(|table| table_title(table, at.language()));
                let said = told.get(&(row.unit, None, row.key.clone())).map_or(id, String::as_str);
                format!("{} {said}", title.unwrap_or_else(|| table.to_owned()))
            })
            .collect();
        let in_words = [role.unwrap_or_default(), state_word(one), rows.join("；")];
        text.push_str(&row_of(&cells(one).into_iter().chain(in_words).collect::<Vec<_>>()));
    }
    let name = format!("attachment; filename=\"consequences-{ranked}.csv\"");
    let heads = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((heads, text).into_response())
}

/// Decides on one, after a question.
pub(crate) async fn decide(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    at.permit(Command::Apply).await?;
    let ranked = at.ranked().await?;
    let given = |name: &str| field(&fields, name).filter(|text| !text.is_empty()).map(str::to_owned);
    let subject = ConsequenceSubject {
        unit: at.unit_named(field(&fields, "unit").unwrap_or_default())?,
        member: given("member"),
        office: given("office"),
    };
    let consequence = given("consequence").unwrap_or_default();
    let verdict = field(&fields, "verdict").and_then(ConsequenceVerdict::from_word);
    let verdict = verdict.ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("consequence-which")))?;
    let reason = field(&fields, "reason").unwrap_or_default().trim();
    // A missing reason is asked for at once, and not after the question.
    if !is_sure(&fields) && (verdict != ConsequenceVerdict::NotApplied || !reason.is_empty()) {
        let found = at.desk().consequences(&at.viewer(), ranked).await?;
        if let Some(one) = found
            .iter()
            .find(|one| one.decider == at.own() && one.subject() == subject && one.consequence == consequence)
        {
            return ask_to_decide(&at, one, verdict, reason, &fields).await;
        }
    }
    let act = Act {
        matter: Matter::Consequences { unit: subject.unit, period: ranked },
        door: Door::Publication,
        title: say!("consequences-title"),
        wanted: vec![say!("upon-said", what = verdict_word(verdict), reason = reason)],
        action: format!("/{}/consequences", at.period),
        back: format!("/{}/consequences", at.period),
        fields: &fields,
    };
    let _turn = match upon(&at, act).await? {
        Ok(turn) => turn,
        Err(both) => return Ok(both),
    };
    let decided = at.desk().decide_consequence(at.operator(), ranked, &subject, &consequence, verdict, reason).await;
    match decided {
        Ok(()) => {}
        Err(error) if error.sort() == Sort::Input => return page(&at, Some(in_page(error))).await,
        Err(error) => return Err(error.into()),
    }
    Ok(Redirect::to(&format!("/{}/consequences", at.period)).into_response())
}

async fn ask_to_decide(
    at: &At,
    one: &ConsequenceView,
    verdict: ConsequenceVerdict,
    reason: &str,
    fields: &Fields,
) -> Result<Response, Trouble> {
    let whom = [one.name.clone(), whom(one)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let mut lines = vec![say!("consequence-will", whom = whom, what = what(one), verdict = verdict_word(verdict))];
    if !reason.is_empty() {
        lines.push(say!("consequence-will-because", reason = reason));
    }
    lines.extend([say!("consequence-who-sees"), say!("consequence-can-be-changed")]);
    let question = Question {
        door: Door::Publication,
        title: say!("consequence-question"),
        lines,
        action: format!("/{}/consequences", at.period),
        fields,
        button: verdict_verb(verdict),
        back: format!("/{}/consequences", at.period),
        instead: None,
    };
    ask(at, question).await
}
