//! Objections 申辩 of the period: what villages say against their places, the rows that they name, and the answers.

use super::at::At;
use super::upon::{Act, upon};
use crate::pages::columns::table_title;
use crate::pages::frame::{Door, Frame, answer};
use crate::pages::score::{ObjectionShown, objection_shown, outcome_word};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::{Fields, in_address};
use crate::pages::writing::field;
use askama::Template;
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use cunbang_desk::village::objections::VillageObjection;
use cunbang_desk::writing::as_seen::Matter;
use cunbang_desk::{Command, Sort};
use cunbang_language::say;
use cunbang_model::Period;
use cunbang_model::schema::{ReplyOutcome, Word as _};

#[derive(Template)]
#[template(path = "pages/above/objections.html")]
struct ObjectionsPage {
    frame: Frame,
    summary: String,
    objections: Vec<Line>,
    outcomes: Vec<(&'static str, String)>,
}

struct Line {
    unit: String,
    name: String,
    address: String,
    id: String,
    filed: String,
    is_open: bool,
    /// The rows that it names, and where they are.
    rows: Vec<(String, String)>,
    said: ObjectionShown,
    /// What this unit's answer was when the page was made.
    seen: String,
}

/// That objections wait for an answer, and how many; nothing where none does.
pub(super) async fn waiting(at: &At) -> Result<Option<String>, Trouble> {
    let found = at.desk().objections_here(&at.viewer(), at.period).await;
    let found = match found {
        Ok(found) => found,
        // Who may not read what villages say is not told of it.
        Err(error) if error.sort() == Sort::NotPermitted => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let open = found.iter().filter(|one| one.is_open).count();
    Ok((open > 0).then(|| say!("objections-waiting", open = open)))
}

/// The page.
pub(crate) async fn show(at: At) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Publication, say!("objections-title"), "/objections").await?;
    let (units, language, ranked) = (at.units()?, at.language(), at.ranked().await?);
    let found = at.desk().objections_here(&at.viewer(), at.period).await?;
    let open = found.iter().filter(|one| one.is_open).count();
    let mut lines = Vec::new();
    for one in found {
        let seen = at.desk().version_of_matter(&matter(&one, ranked)).await?;
        let address = at.address_of(one.unit);
        let mut rows = Vec::new();
        let mut view = one.view;
        for (table, id) in &one.rows {
            let place = format!("{address}/tables/{}/{}", table.name(), in_address(id));
            let row = at.desk().row(&at.viewer(), *table, Some(one.unit), id, Some(at.period)).await;
            let said = row.map(|row| row.said()).unwrap_or_default();
            let said = if said.is_empty() { id.clone() } else { said };
            let said = format!("{} {said}", table_title(*table, language));
            // The village's page names rows by table and id; here they are read.
            view.objection.text = view.objection.text.replace(&format!("{}/{id}", table.name()), &said);
            rows.push((said, place));
        }
        lines.push(Line {
            unit: one.unit.to_string(),
            name: units.name(one.unit),
            id: view.objection.objection.clone(),
            filed: at.day(view.objection.filed_on),
            is_open: one.is_open,
            rows,
            said: objection_shown(view),
            address,
            seen,
        });
    }
    answer(&ObjectionsPage {
        summary: if lines.is_empty() {
            say!("objections-none")
        } else {
            say!("objections-summary", all = lines.len(), open = open)
        },
        objections: lines,
        outcomes: vec![
            (ReplyOutcome::Upheld.word(), say!("reply-upheld")),
            (ReplyOutcome::PartlyUpheld.word(), say!("reply-partly-upheld")),
            (ReplyOutcome::Dismissed.word(), say!("reply-dismissed")),
        ],
        frame,
    })
}

/// What an answer to an objection is about.
fn matter(one: &VillageObjection, period: Period) -> Matter {
    Matter::Answer { subject: one.unit, period, objection: one.view.objection.objection.clone() }
}

/// Answers an objection; answering again takes the place of what was answered before.
pub(crate) async fn reply(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    at.permit(Command::Answer).await?;
    let ranked = at.ranked().await?;
    let unit = at.unit_named(field(&fields, "unit").unwrap_or_default())?;
    let outcome = field(&fields, "outcome").and_then(ReplyOutcome::from_word);
    let outcome = outcome.ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("reply-which")))?;
    let (id, text) = (field(&fields, "objection").unwrap_or_default(), field(&fields, "text").unwrap_or_default());
    let act = Act {
        matter: Matter::Answer { subject: unit, period: ranked, objection: id.to_owned() },
        door: Door::Publication,
        title: say!("objections-title"),
        wanted: vec![say!("upon-said", what = outcome_word(outcome), reason = text)],
        action: format!("/{}/objections", at.period),
        back: format!("/{}/objections", at.period),
        fields: &fields,
    };
    let _turn = match upon(&at, act).await? {
        Ok(turn) => turn,
        Err(both) => return Ok(both),
    };
    at.desk().answer_objection(at.operator(), unit, ranked, id, outcome, text).await?;
    Ok(Redirect::to(&format!("/{}/objections", at.period)).into_response())
}
