//! Acting upon what was seen: a public act says what stood when its form was made. Where that has changed, nothing is done;
//! the page shows what stands now beside what was to be done, and a person chooses.

use super::at::At;
use crate::consequences::verdict_word;
use crate::pages::day::in_full;
use crate::pages::decision::ruling_word;
use crate::pages::frame::{Door, Frame, answer, moment};
use crate::pages::score::outcome_word;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::{Fields, TOKEN_FIELD};
use crate::pages::writing::{SEEN, field};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use cunbang_desk::Authorship;
use cunbang_desk::writing::as_seen::{Matter, Stood, Turn};
use cunbang_language::{Language, say};
use cunbang_model::schema::SealOutcome;
use cunbang_model::{Row, Table, record};

#[derive(Template)]
#[template(path = "pages/above/upon.html")]
struct UponPage {
    frame: Frame,
    /// What stands now, a sentence each.
    now: Vec<String>,
    /// What was to be done.
    wanted: Vec<String>,
    /// Where it may be done all the same, with the fields of the form; nowhere where it has to be looked at first.
    action: Option<String>,
    fields: Fields,
    version: String,
    back: String,
}

/// What somebody is about to do.
pub(super) struct Act<'a> {
    pub(super) matter: Matter,
    pub(super) door: Door,
    pub(super) title: String,
    /// What was to be done, a sentence each.
    pub(super) wanted: Vec<String>,
    /// Where the form goes.
    pub(super) action: String,
    /// The page to go back to.
    pub(super) back: String,
    pub(super) fields: &'a Fields,
}

/// A turn at acting, where what stands is what the form saw; else the page with both.
pub(super) async fn upon(at: &At, act: Act<'_>) -> Result<Result<Turn, Response>, Trouble> {
    let seen = field(act.fields, SEEN).unwrap_or_default();
    let stood = match at.desk().turn_at(at.operator(), &act.matter, seen).await? {
        Ok(turn) => return Ok(Ok(turn)),
        Err(stood) => stood,
    };
    let here = act.back.strip_prefix(&format!("/{}", at.period)).unwrap_or(&act.back).to_owned();
    // A seal that was looked at before it was made anew is not accepted unseen.
    let is_to_be_seen = matches!(act.matter, Matter::Seal { .. });
    let kept = act.fields.iter().filter(|(name, _)| name != TOKEN_FIELD && name != SEEN);
    let page = UponPage {
        frame: at.frame(act.door, act.title, &here).await?,
        now: now_in_words(&act.matter, &stood, at.language()),
        wanted: act.wanted,
        action: (!is_to_be_seen).then_some(act.action),
        fields: kept.map(|(name, value)| (name.clone(), value.replace("\r\n", "\n"))).collect(),
        version: stood.version,
        back: act.back,
    };
    let mut response = answer(&page)?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(Err(response))
}

/// What stands of a matter now.
fn now_in_words(matter: &Matter, stood: &Stood, language: Language) -> Vec<String> {
    let mut said: Vec<String> =
        stood.rows.iter().filter_map(|(row, written)| row_in_words(row, written.as_ref(), language)).collect();
    if matches!(matter, Matter::Seal { .. }) {
        said.push(say!("upon-seal"));
    }
    if said.is_empty() {
        said.push(say!("upon-nothing"));
    }
    said
}

/// A row that is read by the public, in a sentence, and who wrote it when.
fn row_in_words(row: &Row, written: Option<&Authorship>, language: Language) -> Option<String> {
    let said = match row.table() {
        Table::Runs => {
            let run: record::Run = row.record()?;
            let id: String = run.run.chars().take(12).collect();
            let said = say!("upon-published", run = id, day = in_full(run.published_on));
            let until = run.objections_until.map(|until| say!("upon-until", day = in_full(until)));
            said + &until.unwrap_or_default()
        }
        Table::Replies => {
            let reply: record::Reply = row.record()?;
            say!("upon-said", what = outcome_word(reply.outcome), reason = reply.text)
        }
        Table::Decisions => {
            let decision: record::Decision = row.record()?;
            say!("upon-said", what = ruling_word(decision.decision), reason = decision.reason)
        }
        Table::ConsequenceDecisions => {
            let decision: record::ConsequenceDecision = row.record()?;
            say!(
                "upon-said",
                what = verdict_word(decision.verdict),
                reason = decision.reason.as_deref().unwrap_or_default()
            )
        }
        Table::Findings => super::findings::in_words(row, language),
        Table::SealReviews => {
            let review: record::SealReview = row.record()?;
            let what = match review.outcome {
                SealOutcome::Accepted => say!("review-is-accepted"),
                SealOutcome::Returned => say!("review-is-returned"),
            };
            say!("upon-said", what = what, reason = review.reason.as_deref().unwrap_or_default())
        }
        _ => return None,
    };
    let said = match row.withdrawal() {
        Some(reason) => say!("upon-withdrawn", said = said, reason = reason),
        None => said,
    };
    let who = written.map(|written| written.person().to_owned()).unwrap_or_default();
    let when = written.and_then(|written| written.written_at).map(moment).unwrap_or_default();
    Some(say!("upon-by", said = said, who = who, when = when))
}
