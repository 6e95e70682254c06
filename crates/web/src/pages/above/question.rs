//! A question before what can't be undone: what will happen, and one button. It carries the fields of the form that asked,
//! so nothing is typed twice; without the button nothing is done.

use super::at::At;
use crate::pages::frame::{Door, Frame, answer};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::{Fields, TOKEN_FIELD};
use crate::pages::writing::field;
use askama::Template;
use axum::response::Response;

/// The field that the button sends.
pub(super) const SURE: &str = "sure";

#[derive(Template)]
#[template(path = "pages/above/question.html")]
struct QuestionPage {
    frame: Frame,
    lines: Vec<String>,
    action: String,
    fields: Fields,
    button: String,
    /// Another way to say yes: a field, its value, and the button's words.
    other: Option<(&'static str, &'static str, String)>,
    back: String,
    instead: Option<(String, String)>,
}

/// What is asked.
pub(crate) struct Question<'a> {
    pub(crate) door: Door,
    pub(crate) title: String,
    /// What will happen, a sentence each.
    pub(crate) lines: Vec<String>,
    /// Where the form goes.
    pub(crate) action: String,
    /// What was typed.
    pub(crate) fields: &'a Fields,
    pub(crate) button: String,
    /// The page to go back to.
    pub(crate) back: String,
    /// What may be done instead: what a button says, and where it goes.
    pub(crate) instead: Option<(String, String)>,
}

/// Whether somebody read the question and said yes.
pub(crate) fn is_sure(fields: &Fields) -> bool {
    field(fields, SURE) == Some("yes")
}

/// Asks.
pub(crate) async fn ask(at: &At, question: Question<'_>) -> Result<Response, Trouble> {
    asked(at, question, None).await
}

/// Asks, with another way to say yes: a field, its value, and the button's words.
pub(crate) async fn ask_either(
    at: &At,
    question: Question<'_>,
    other: (&'static str, &'static str, String),
) -> Result<Response, Trouble> {
    asked(at, question, Some(other)).await
}

async fn asked(
    at: &At,
    question: Question<'_>,
    other: Option<(&'static str, &'static str, String)>,
) -> Result<Response, Trouble> {
    let here = question.back.strip_prefix(&format!("/{}", at.period)).unwrap_or(&question.back).to_owned();
    let frame = at.frame(question.door, question.title, &here).await?;
    let kept = question.fields.iter().filter(|(name, _)| name != TOKEN_FIELD && name != SURE);
    answer(&QuestionPage {
        frame,
        lines: question.lines,
        action: question.action,
        // A browser ends the lines of a form as typewriters did, and a page shows no such sign.
        fields: kept.map(|(name, value)| (name.clone(), value.replace("\r\n", "\n"))).collect(),
        button: question.button,
        other,
        back: question.back,
        instead: question.instead,
    })
}
