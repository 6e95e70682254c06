//! Seal 上报: what the scheme counts, what is missing and what that costs, and one button.

use super::Pages;
use super::clocks::contradiction;
use super::frame::{Door, Frame, answer, moment, period_name};
use super::home::{gap_address, period_of, received, score_line};
use super::meetings::day;
use super::people::Known;
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor};
use super::writing::field;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::{Extension, Form};
use cunbang_desk::inspection::seal_reviews::sealed_parts;
use cunbang_desk::remark;
use cunbang_desk::village::gaps::Gap;
use cunbang_desk::village::outlook::Outlook;
use cunbang_desk::village::seal::SealError;
use cunbang_desk::village::village_home::Reception;
use cunbang_desk::{DeskError, Viewer};
use cunbang_language::{Language, Named, say};
use cunbang_model::schema::SealOutcome;
use cunbang_model::{Decimal, Period, clock};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/seal.html")]
struct SealPage {
    frame: Frame,
    received: Vec<String>,
    /// What each indicator comes to now, of how much.
    indicators: Vec<(String, String, String)>,
    /// How the points above come to the score, where they do not add up to it.
    sum: Option<String>,
    score: Option<String>,
    gaps: Vec<(String, Option<String>)>,
    conflicts: usize,
    /// What the units above returned, with their reasons.
    returned: Vec<String>,
    /// Until when it is to be sealed, where it is not.
    deadline: Option<String>,
    /// Whether that is today or was before.
    is_urgent: bool,
    /// From when it can be sealed, where that is still to come.
    too_early: Option<String>,
    done: Option<String>,
    trouble: Option<String>,
    /// Whether it may be sealed all the same, once somebody says so.
    asks: bool,
    /// Whether a seal covers all that there is: nobody has to seal again.
    is_whole: bool,
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
) -> Result<Response, Trouble> {
    page(&pages, &visitor, period_of(&period)?, None, None, false).await
}

async fn page(
    pages: &Pages,
    visitor: &Visitor,
    period: Period,
    done: Option<String>,
    trouble: Option<String>,
    asks: bool,
) -> Result<Response, Trouble> {
    let title = say!("seal-title", period = period_name(period));
    let frame = Frame::new(pages, visitor, period, Door::Seal, title, "/seal").await?;
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let known = Known::people(pages, visitor, period).await?;
    let said = |gap: &Gap| gap.for_people(|member| known.name(member).to_owned());
    let outlook = pages.desk.what_it_would_take(&viewer, period).await?;
    let gaps = match &outlook {
        Some(outlook) => outlook.gaps.clone(),
        None => pages.desk.gaps(&[period]).await?,
    };
    let gaps = gaps.iter().map(|gap| (said(gap), gap_address(gap, period))).collect();
    let sum = outlook.as_ref().and_then(|outlook| sum(outlook, visitor.preferences.language));
    let text = |number: Option<Decimal>| number.map_or_else(|| "—".to_owned(), |number| number.to_string());
    let indicators = outlook.iter().flat_map(|outlook| &outlook.indicators);
    let indicators =
        indicators.map(|one| (Named::of_title(&one.title).to_string(), text(one.points), text(one.most))).collect();
    let reception = pages.desk.reception(period).await?;
    let score = outlook.as_ref().and_then(|outlook| score_line(outlook, &reception));
    let is_whole = reception.is_sealed && reception.supplements == 0;
    let (deadline, is_urgent) = deadline(pages, period, &reception).await?.unzip();
    let is_urgent = is_urgent.unwrap_or_default();
    let returned = returned(pages, &viewer, period).await?;
    let received = received(&reception);
    let (today, from) = (clock::county_date(pages.desk.replica().now()), pages.desk.sealable_from(period).await?);
    let too_early = (today < from).then(|| say!("seal-from", day = day(from)));
    let conflicts = pages.desk.conflict_views(&viewer, None).await?.len();
    answer(&SealPage {
        frame,
        received,
        indicators,
        sum,
        score,
        gaps,
        conflicts,
        returned,
        deadline,
        is_urgent,
        too_early,
        done,
        trouble,
        asks,
        is_whole,
    })
}

/// How the indicators' points come to the score, in a line; none where they add up to it.
fn sum(outlook: &Outlook, language: Language) -> Option<String> {
    let points: Decimal = outlook.indicators.iter().filter_map(|one| one.points).sum();
    let score = outlook.score.filter(|score| *score != points && !outlook.adjustments.is_empty())?;
    let signed = |points: Decimal| {
        if points.is_sign_negative() { format!("−{}", points.abs()) } else { format!("+{points}") }
    };
    let adjusted = outlook.adjustments.iter().map(|one| {
        let why: Vec<String> = one.remarks.iter().map(|note| remark::said(note, str::to_owned)).collect();
        say!("seal-adjusted", why = why.join(language.pick("；", "; ")), points = signed(one.points))
    });
    let adjusted: Vec<String> = adjusted.collect();
    Some(say!("seal-sum", sum = points, adjusted = adjusted.join(language.pick("，", ", ")), score = score))
}

/// Until when a period is to be sealed, and whether that is today or was before; none where it is sealed whole, or where
/// sealing again would make late what was in time.
async fn deadline(pages: &Pages, period: Period, reception: &Reception) -> Result<Option<(String, bool)>, Trouble> {
    let Some((period, scheme)) = pages.desk.assessed_as(period).await? else { return Ok(None) };
    let (today, by) = (clock::county_date(pages.desk.replica().now()), scheme.deadline(period));
    let is_whole = reception.is_sealed && reception.supplements == 0;
    // A return says until when what is corrected keeps the time that it had, late or not.
    if !is_whole && let Some(until) = pages.desk.correct_by(period).await?.filter(|_| reception.is_sealed) {
        return Ok(Some((say!("seal-correct-by", day = day(until)), until == today)));
    }
    if is_whole || (reception.sealed_in_time == Some(true) && today > by) {
        return Ok(None);
    }
    let days = (by - today).get_days();
    let by = day(by);
    Ok(Some(match days {
        0 => (say!("seal-deadline-today", day = by), true),
        1.. => (say!("seal-deadline", day = by, days = days), false),
        _ => (say!("seal-deadline-over", day = by), true),
    }))
}

/// Who sealed a period, when, and when the first node above received it: as it stands below a sheet that is printed.
pub(crate) async fn line(pages: &Pages, viewer: &Viewer, period: Period) -> Result<String, Trouble> {
    let sealed = pages.desk.sealed_by(viewer, pages.desk.replica().unit(), period).await?;
    let Some(last) = sealed.iter().max_by_key(|one| one.written_at) else { return Ok(say!("seal-line-none")) };
    let at = last.written_at.map(moment).unwrap_or_default();
    let line = say!("seal-line", person = last.person(), at = at);
    let reception = pages.desk.reception(period).await?;
    let received = reception.corrected_at.or(reception.sealed_at);
    let line = match (reception.sealed_at, reception.corrected_at) {
        // What was returned and sealed again keeps the time of the first seal: both are said.
        (Some(first), Some(again)) => {
            let said = say!("seal-line-corrected", first = moment(first), again = moment(again));
            format!("{line}{said}")
        }
        (Some(received), None) => format!("{line}{}", say!("seal-line-received", at = moment(received))),
        (None, _) => line,
    };
    let contradicts = contradiction(last.written_at, received);
    Ok(contradicts.map_or_else(|| line.clone(), |said| format!("{line}　{said}")))
}

/// The reasons for which the units above returned the seals that stand.
async fn returned(pages: &Pages, viewer: &Viewer, period: Period) -> Result<Vec<String>, Trouble> {
    let (desk, mut said) = (&pages.desk, Vec::new());
    for part in sealed_parts(period) {
        let reviews = desk.seal_reviews(viewer, desk.replica().unit(), part).await?.into_iter();
        let reviews = reviews.filter(|one| one.is_current && one.review.outcome == SealOutcome::Returned);
        said.extend(reviews.map(|one| {
            let reason = one.review.reason.unwrap_or_default();
            let until = match one.kept_until {
                Some(until) => say!("asked-returned-until", day = day(until)),
                None => say!("asked-returned-not-kept"),
            };
            let said = say!("asked-returned", unit = one.reviewer, day = day(one.review.reviewed_on), reason = reason);
            said + &until
        }));
    }
    Ok(said)
}

/// Seals.
pub(crate) async fn seal(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let anyway = field(&fields, "anyway").is_some();
    match pages.desk.seal(&visitor.operator, period, anyway).await {
        Ok(sealed) => {
            let is_new = sealed.iter().any(|ledger| ledger.is_new);
            let done = if is_new { say!("seal-done") } else { say!("seal-nothing-new") };
            page(&pages, &visitor, period, Some(done), None, false).await
        }
        Err(DeskError::Seal(error)) => {
            let asks = matches!(error, SealError::Empty { .. } | SealError::InTimeBefore { .. });
            page(&pages, &visitor, period, None, Some(error.to_string()), asks).await
        }
        Err(error) => Err(error.into()),
    }
}
