//! The review of a village's seal 审核上报: what came since it was looked at last, and the form that accepts or returns it.

use super::address_of;
use super::at::At;
use crate::pages::columns::{table_title, title};
use crate::pages::frame::moment;
use crate::pages::meetings::day;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::{Fields, in_address};
use crate::pages::writing::field;
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use cunbang_desk::inspection::seal_reviews::{SealReviewView, SealVerdict, USUAL_DAYS};
use cunbang_desk::inspection::since_seal::{ChangeSince, RowSince, Since};
use cunbang_desk::{Sort, VillageCoverage};
use cunbang_language::say;
use cunbang_model::schema::{SealOutcome, Word as _};
use cunbang_model::{Date, UnitCode};

/// The form, where there is a seal to review.
pub(super) struct ReviewForm {
    /// Since when the seal counts.
    pub(super) time: String,
    /// What stands in the form.
    pub(super) reason: String,
    pub(super) correct_by: String,
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
    /// The form for a village's seal; none where there is no seal.
    pub(super) fn of(village: &VillageCoverage, today: Date, typed: Typed) -> Option<Self> {
        let coverage = &village.coverage;
        let time = moment(coverage.sealed_at?);
        let usual = (0..USUAL_DAYS).fold(today, |day, _| day.tomorrow().unwrap_or(day));
        Some(Self {
            time: match coverage.sealed_in_time {
                Some(false) => say!("review-was-late", time = time),
                _ => say!("review-in-time", time = time),
            },
            reason: typed.reason,
            correct_by: typed.correct_by.unwrap_or_else(|| usual.to_string()),
            trouble: typed.trouble,
        })
    }
}

/// What was said of a seal, in a sentence.
pub(super) fn in_words(view: &SealReviewView) -> String {
    let day_of_review = day(view.review.reviewed_on);
    let until = view.review.correct_by.map(|until| say!("review-until", day = day(until))).unwrap_or_default();
    match view.review.outcome {
        SealOutcome::Accepted => say!("review-accepted", unit = view.reviewer, day = day_of_review),
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
            Since::Review(on) => say!("since-review", day = day(on), rows = count),
            Since::Seal => say!("since-seal", rows = count),
            Since::SealBefore => say!("since-seal-before", rows = count),
        };
        let shown = rows.iter().take(MOST_ROWS).map(|row| {
            let change = match row.change {
                ChangeSince::Added => say!("since-added"),
                ChangeSince::Changed => say!("since-changed"),
                ChangeSince::Withdrawn => say!("since-withdrawn"),
            };
            let on = row.day.map(|on| format!(" {}", day(on))).unwrap_or_default();
            let cells = row.cells.iter().map(|cell| {
                let told = |text: &str| if text.is_empty() { "—".to_owned() } else { text.to_owned() };
                format!("{} {}→{}", title(cell.column, at.language()), told(&cell.before), told(&cell.after))
            });
            let cells: Vec<String> = cells.collect();
            let cells = if cells.is_empty() { String::new() } else { format!("（{}）", cells.join("；")) };
            let words = format!("{} {}{on} · {change}{cells}", table_title(row.table, at.language()), row.id);
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
    let verdict = SealVerdict { outcome, reason, correct_by };
    match at.desk().review_seal(at.operator(), unit, period, verdict).await {
        Ok(()) => Ok(Redirect::to(&address_of(period, unit)).into_response()),
        Err(error) if error.sort() == Sort::Input => again(&at, &fields, error.to_string()).await,
        Err(error) => Err(error.into()),
    }
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
