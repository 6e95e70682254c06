//! Objections 申辩 of the period: what villages say against their places, the rows that they name, and the answers.

use super::at::At;
use crate::pages::columns::table_title;
use crate::pages::frame::{Door, Frame, answer};
use crate::pages::meetings::day;
use crate::pages::score::{ObjectionShown, objection_shown};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::{Fields, in_address};
use crate::pages::writing::field;
use askama::Template;
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use cunbang_desk::village::objections::VillageObjection;
use cunbang_desk::{Command, Sort};
use cunbang_language::say;
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
    let (units, language) = (at.units()?, at.language());
    let found = at.desk().objections_here(&at.viewer(), at.period).await?;
    let open = found.iter().filter(|one| one.is_open).count();
    let line = |one: VillageObjection| {
        let address = at.address_of(one.unit);
        let rows = one.rows.iter().map(|(table, id)| {
            let place = format!("{address}/tables/{}/{}", table.name(), in_address(id));
            (format!("{} {id}", table_title(*table, language)), place)
        });
        Line {
            unit: one.unit.to_string(),
            name: units.name(one.unit),
            id: one.view.objection.objection.clone(),
            filed: day(one.view.objection.filed_on),
            is_open: one.is_open,
            rows: rows.collect(),
            said: objection_shown(one.view),
            address,
        }
    };
    answer(&ObjectionsPage {
        summary: if found.is_empty() {
            say!("objections-none")
        } else {
            say!("objections-summary", all = found.len(), open = open)
        },
        objections: found.into_iter().map(line).collect(),
        outcomes: vec![
            (ReplyOutcome::Upheld.word(), say!("reply-upheld")),
            (ReplyOutcome::PartlyUpheld.word(), say!("reply-partly-upheld")),
            (ReplyOutcome::Dismissed.word(), say!("reply-dismissed")),
        ],
        frame,
    })
}

/// Answers an objection; answering again takes the place of what was answered before.
pub(crate) async fn reply(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    at.permit(Command::Answer).await?;
    let ranked = at.ranked().await?;
    let unit = at.unit_named(field(&fields, "unit").unwrap_or_default())?;
    let outcome = field(&fields, "outcome").and_then(ReplyOutcome::from_word);
    let outcome = outcome.ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("reply-which")))?;
    let (id, text) = (field(&fields, "objection").unwrap_or_default(), field(&fields, "text").unwrap_or_default());
    at.desk().answer_objection(at.operator(), unit, ranked, id, outcome, text).await?;
    Ok(Redirect::to(&format!("/{}/objections", at.period)).into_response())
}
