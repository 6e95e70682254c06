//! Seal 上报: what the scheme counts, what is missing and what that costs, and one button.

use super::Pages;
use super::clocks::contradiction;
use super::frame::{Door, Frame, answer, moment, period_name};
use super::home::{gap_address, period_of, received, score_line};
use super::people::Known;
use super::points::{figure_or_none, signed};
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor};
use super::writing::field;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::{Extension, Form};
use cunbang_desk::remark;
use cunbang_desk::village::checklist::Check;
use cunbang_desk::village::gaps::Gap;
use cunbang_desk::village::outlook::Outlook;
use cunbang_desk::village::seal::SealError;
use cunbang_desk::{DeskError, Viewer};
use cunbang_language::{Language, Named, say};
use cunbang_model::{Decimal, Period};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/seal.html")]
struct SealPage {
    frame: Frame,
    received: Vec<String>,
    /// What each indicator comes to now, of how much, and whether it is done.
    indicators: Vec<IndicatorLine>,
    /// How the points above come to the score, where they do not add up to it.
    sum: Option<String>,
    score: Option<String>,
    gaps: Vec<(String, Option<String>)>,
    conflicts: usize,
    /// What the units above returned, with their reasons.
    returned: Vec<String>,
    /// What the units above accepted, with what they said of it.
    accepted: Vec<String>,
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
    /// What follows, and until when it can be corrected.
    next: String,
}

/// An indicator of the checklist.
struct IndicatorLine {
    title: String,
    points: String,
    most: String,
    check: String,
    /// Whether it lacks something.
    is_short: bool,
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
    let checklist = pages.desk.seal_checklist(&viewer, period).await?;
    let said = |gap: &Gap| gap.for_people(|member| known.name(member).to_owned());
    let gaps = checklist.gaps.iter().map(|gap| (said(gap), gap_address(gap, period))).collect();
    let outlook = checklist.outlook.as_ref();
    let indicators = outlook.into_iter().flat_map(|outlook| &outlook.indicators).map(|one| IndicatorLine {
        title: Named::of_title(&one.title).to_string(),
        points: figure_or_none(one.points),
        most: match one.most {
            Some(most) if one.takes => say!("score-most-taken", points = most.normalize()),
            most => figure_or_none(most),
        },
        check: one.check.to_string(),
        is_short: matches!(one.check, Check::Short { .. }),
    });
    answer(&SealPage {
        frame,
        received: received(&checklist.received),
        indicators: indicators.collect(),
        sum: outlook.and_then(|outlook| sum(outlook, visitor.preferences.language)),
        score: outlook.and_then(|outlook| score_line(outlook, &checklist.received)),
        gaps,
        conflicts: checklist.conflicts,
        returned: checklist.returned.iter().map(ToString::to_string).collect(),
        accepted: checklist.accepted.iter().map(ToString::to_string).collect(),
        deadline: checklist.time.map(|time| time.to_string()),
        is_urgent: checklist.time.is_some_and(|time| time.is_urgent()),
        too_early: checklist.too_early(),
        done,
        trouble,
        asks,
        is_whole: checklist.is_whole(),
        next: checklist.next(),
    })
}

/// How the indicators' points come to the score, in a line; none where they add up to it.
fn sum(outlook: &Outlook, language: Language) -> Option<String> {
    let points: Decimal = outlook.indicators.iter().filter_map(|one| one.points).sum();
    let score = outlook.score.filter(|score| *score != points && !outlook.adjustments.is_empty())?;
    let adjusted = outlook.adjustments.iter().map(|one| {
        let why: Vec<String> = one.remarks.iter().map(|note| remark::said(note, str::to_owned)).collect();
        say!("seal-adjusted", why = why.join(language.pick("；", "; ")), points = signed(one.points))
    });
    let adjusted: Vec<String> = adjusted.collect();
    Some(say!("seal-sum", sum = points, adjusted = adjusted.join(language.pick("，", ", ")), score = score))
}

/// Who sealed a period, when, and when the first node above received it: as it stands below a sheet that is printed. Of what
/// was published, it is the seal on which that rests; that it was sealed again since is said beside it.
pub(crate) async fn line(pages: &Pages, viewer: &Viewer, period: Period) -> Result<String, Trouble> {
    let (desk, unit) = (&pages.desk, pages.desk.replica().unit());
    let published = desk.published_basis(viewer, unit, period).await?;
    let now = desk.sealed_by(viewer, unit, period, None).await?;
    let then = match &published {
        Some(basis) => desk.sealed_by(viewer, unit, period, Some(basis)).await?,
        None => Vec::new(),
    };
    let newest = now.iter().max_by_key(|one| one.written_at);
    let counted = then.iter().max_by_key(|one| one.written_at);
    let Some(last) = counted.or(newest) else { return Ok(say!("seal-line-none")) };
    let at = last.written_at.map(moment).unwrap_or_default();
    let line = say!("seal-line", person = last.person(), at = at);
    let since = newest.filter(|newest| counted.is_some_and(|counted| counted.written_at < newest.written_at));
    let since = since.and_then(|newest| newest.written_at).map(|at| say!("seal-line-since", at = moment(at)));
    let line = line + &since.unwrap_or_default();
    let reception = pages.desk.reception(period).await?;
    let line = if reception.supplements > 0 { format!("{line}{}", say!("seal-line-supplements")) } else { line };
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
