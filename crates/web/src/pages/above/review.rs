//! The review of a village's seal 审核上报: what came since it was looked at last, and the form that accepts or returns it.

use super::address_of;
use super::at::At;
use super::question::{Question, ask, is_sure};
use super::upon::{Act, upon};
use crate::pages::columns::{table_title, title};
use crate::pages::day::in_full;
use crate::pages::frame::{Door, moment};
use crate::pages::trouble::{Trouble, in_page};
use crate::pages::visitor::{Fields, in_address};
use crate::pages::writing::field;
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use cunbang_desk::inspection::seal_reviews::{Correction, SealReviewView, SealVerdict};
use cunbang_desk::inspection::since_seal::{ChangeSince, RowSince, Since};
use cunbang_desk::writing::as_seen::Matter;
use cunbang_desk::{Command, Sort, VillageCoverage};
use cunbang_language::say;
use cunbang_model::schema::{SealOutcome, Word as _};
use cunbang_model::{Date, UnitCode};

/// The form, where there is a seal to review.
pub(super) struct ReviewForm {
    /// Since when the seal counts.
    pub(super) time: String,
    /// What stands in the form.
    pub(super) reason: String,
    /// The day to correct by, where one may be set.
    pub(super) correct_by: Option<String>,
    /// What a return would keep, in a sentence.
    pub(super) keeps: String,
    /// Whether anything may be returned: not once a list stands published.
    pub(super) returns: bool,
    /// Whether it may be accepted: not where it was already.
    pub(super) accepts: bool,
    /// Whether accepting takes a return back, as nothing was sealed since.
    pub(super) takes_back: bool,
    /// What stood when the form was made.
    pub(super) seen: String,
    /// What was wrong with it.
    pub(super) trouble: Option<String>,
}

/// What was typed into the form, and what was wrong with it.
#[derive(Debug, Default)]
pub(super) struct Typed {
    reason: String,
    correct_by: Option<String>,
    trouble: Option<String>,
}

impl ReviewForm {
    /// The form for a village's seal; none where there is no seal, or nothing is left to be said of it.
    pub(super) fn of(
        village: &VillageCoverage,
        correction: Correction,
        stands: Option<SealOutcome>,
        seen: String,
        typed: Typed,
    ) -> Option<Self> {
        let returns = correction != Correction::Published && stands != Some(SealOutcome::Returned);
        let takes_back = stands == Some(SealOutcome::Returned);
        let accepts = stands.is_none() || takes_back;
        if !returns && !accepts {
            return None;
        }
        let coverage = &village.coverage;
        let time = moment(coverage.sealed_at?);
        Some(Self {
            correct_by: match correction {
                Correction::Kept { usual, .. } => Some(typed.correct_by.unwrap_or_else(|| usual.to_string())),
                _ => None,
            },
            keeps: match correction {
                Correction::Kept { until, .. } => say!("review-kept-until", until = in_full(until)),
                Correction::NotKept { last } => say!("review-not-kept", last = in_full(last)),
                Correction::Published => say!("review-published"),
            },
            returns,
            accepts,
            takes_back,
            seen,
            time: match coverage.sealed_in_time {
                Some(false) => say!("review-was-late", time = time),
                _ => say!("review-in-time", time = time),
            },
            reason: typed.reason,
            trouble: typed.trouble,
        })
    }
}

/// What was said of a seal, in a sentence.
pub(super) fn in_words(view: &SealReviewView) -> String {
    let day_of_review = in_full(view.review.reviewed_on);
    let until = match view.kept_until {
        Some(until) => say!("review-until", day = in_full(until)),
        None => say!("review-until-none"),
    };
    match view.review.outcome {
        SealOutcome::Accepted => match view.review.reason.as_deref() {
            Some(reason) => {
                say!("review-accepted-saying", unit = view.reviewer, day = day_of_review, reason = reason)
            }
            None => say!("review-accepted", unit = view.reviewer, day = day_of_review),
        },
        SealOutcome::Returned if view.is_current => {
            let reason = view.review.reason.as_deref().unwrap_or_default();
            say!("review-returned", unit = view.reviewer, day = day_of_review, reason = reason) + &until
        }
        SealOutcome::Returned => say!("review-returned-before", unit = view.reviewer, day = day_of_review),
    }
}

/// What came since a seal: a sentence, and the rows with their pages.
pub(super) struct SinceShown {
    pub(super) said: String,
    pub(super) rows: Vec<(String, String)>,
}

/// How many rows are named.
const MOST_ROWS: usize = 40;

impl SinceShown {
    pub(super) fn of(at: &At, unit: UnitCode, since: Since, rows: &[RowSince]) -> Self {
        let count = rows.len();
        let said = match since {
            Since::Review(on) => say!("since-review", day = in_full(on), rows = count),
            Since::Seal => say!("since-seal", rows = count),
            Since::SealBefore => say!("since-seal-before", rows = count),
        };
        let shown = rows.iter().take(MOST_ROWS).map(|row| {
            let change = match row.change {
                ChangeSince::Added => say!("since-added"),
                ChangeSince::Changed => say!("since-changed"),
                ChangeSince::Withdrawn => say!("since-withdrawn"),
            };
            let cells = row.cells.iter().map(|cell| {
                let told = |text: &str| if text.is_empty() { "—".to_owned() } else { text.to_owned() };
                format!("{} {}→{}", title(cell.column, at.language()), told(&cell.before), told(&cell.after))
            });
            let cells: Vec<String> = cells.collect();
            let cells = if cells.is_empty() { String::new() } else { format!("（{}）", cells.join("；")) };
            let words = format!("{} {} · {change}{cells}", table_title(row.table, at.language()), row.said);
            let address =
                format!("{}/tables/{}/{}", address_of(at.period, unit), row.table.name(), in_address(&row.id));
            (words, address)
        });
        Self { said, rows: shown.collect() }
    }
}

/// Whether the seals as they stand were accepted or returned, in a word.
pub(super) fn in_a_word(reviews: &[SealReviewView]) -> Option<(String, &'static str)> {
    let current = reviews.iter().find(|view| view.is_current)?;
    Some(match current.review.outcome {
        SealOutcome::Accepted => (say!("review-is-accepted"), "good"),
        SealOutcome::Returned => (say!("review-is-returned"), "bad"),
    })
}

/// Accepts a village's seal, or returns it.
pub(crate) async fn review(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    let (period, unit) = (at.period, at.unit()?);
    let outcome = field(&fields, "outcome").and_then(SealOutcome::from_word);
    let outcome = outcome.ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("review-which")))?;
    let (reason, written) = (field(&fields, "reason").unwrap_or_default(), field(&fields, "correct_by"));
    let Ok(correct_by) = written.map(str::parse::<Date>).transpose() else {
        return again(&at, &fields, say!("review-day", day = written.unwrap_or_default())).await;
    };
    at.permit(Command::ReviewSeal).await?;
    let what = match outcome {
        SealOutcome::Accepted => say!("review-accept"),
        SealOutcome::Returned => say!("review-return"),
    };
    let act = Act {
        matter: Matter::Seal { unit, period },
        door: Door::Coverage,
        title: say!("review-title"),
        wanted: vec![say!("upon-said", what = what, reason = reason)],
        action: format!("{}/review", address_of(period, unit)),
        back: address_of(period, unit),
        fields: &fields,
    };
    let _turn = match upon(&at, act).await? {
        Ok(turn) => turn,
        Err(both) => return Ok(both),
    };
    if outcome == SealOutcome::Returned && !is_sure(&fields) {
        let correction = at.desk().correction(&at.viewer(), unit, period).await?;
        let may_be_set = match (correction, correct_by) {
            (Correction::Kept { from, until, .. }, Some(day)) => (from..=until).contains(&day),
            (Correction::Kept { .. } | Correction::NotKept { .. }, None) => true,
            (Correction::NotKept { .. }, Some(_)) | (Correction::Published, _) => false,
        };
        // What will be refused is not asked about.
        if may_be_set && !reason.trim().is_empty() {
            return ask_to_return(&at, unit, correction, correct_by, &fields).await;
        }
    }
    let verdict = SealVerdict { outcome, reason, correct_by };
    match at.desk().review_seal(at.operator(), unit, period, verdict).await {
        Ok(()) => Ok(Redirect::to(&address_of(period, unit)).into_response()),
        Err(error) if error.sort() == Sort::Input => again(&at, &fields, in_page(error)).await,
        Err(error) => Err(error.into()),
    }
}

/// Says what a return will do to the village, before it is made.
async fn ask_to_return(
    at: &At,
    unit: UnitCode,
    correction: Correction,
    correct_by: Option<Date>,
    fields: &Fields,
) -> Result<Response, Trouble> {
    let reason = field(fields, "reason").unwrap_or_default();
    let kept = match correction {
        Correction::Kept { usual, .. } => say!("review-will-keep", until = at.day(correct_by.unwrap_or(usual))),
        Correction::NotKept { last } => say!("review-not-kept", last = in_full(last)),
        Correction::Published => say!("review-published"),
    };
    let name = at.units()?.name(unit);
    let question = Question {
        door: Door::Coverage,
        title: say!("review-question"),
        lines: vec![
            say!("review-will-return", unit = name, reason = reason),
            say!("review-will-wait"),
            kept,
            say!("review-can-be-taken-back"),
        ],
        action: format!("{}/review", address_of(at.period, unit)),
        fields,
        button: say!("review-return"),
        back: address_of(at.period, unit),
        instead: None,
    };
    ask(at, question).await
}

/// The page with the form as it was typed, and what was wrong with it.
async fn again(at: &At, fields: &Fields, trouble: String) -> Result<Response, Trouble> {
    let typed = Typed {
        reason: field(fields, "reason").unwrap_or_default().to_owned(),
        correct_by: field(fields, "correct_by").map(str::to_owned),
        trouble: Some(trouble),
    };
    let mut response = super::unit::page(at, "", typed).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}
