//! The notice 通报 of the period: what is asked of whoever sends it out, the page that prints, and the document.

use super::at::At;
use super::upon::{Act, upon};
use crate::notice::{Terms, draft};
use crate::pages::frame::{Door, Frame, answer};
use crate::pages::meetings::day;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::Fields;
use crate::pages::writing::field;
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use cunbang_desk::writing::as_seen::Matter;
use cunbang_desk::{Command, DeskError, Sort, ViewError};
use cunbang_language::say;
use cunbang_model::Period;
use serde::Deserialize;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    number: String,
    days: Option<String>,
    /// A run, by the beginning of its id; empty for the one that stands published, or the newest.
    #[serde(default)]
    run: String,
}

#[derive(Template)]
#[template(path = "pages/above/notice.html")]
struct NoticePage {
    frame: Frame,
    /// Issuer and number as they would be.
    drafted: Option<(String, String)>,
    /// Until when villages may object, where the rules or the publication say so.
    until: Option<String>,
    /// The run for which that can be chosen here, once for all: it stands published, and nothing says it yet.
    chooses_for: Option<String>,
    is_draft: bool,
    /// Whether this node's unit issues it: of another's, nobody here says how it goes out.
    is_own: bool,
    /// That another run was published in this one's place, and the notice of that.
    replaced: Option<(String, String)>,
    /// That the publication was taken back, and why.
    withdrawn: Option<String>,
    run: String,
    none: Option<String>,
    /// What stood published when the page was made.
    seen: String,
}

/// What is asked.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Publication, say!("notice-title"), "/notice").await?;
    let ranked = at.ranked().await?;
    let named = Some(asked.run.as_str()).filter(|run| !run.is_empty());
    let seen = at.desk().version_of_matter(&Matter::Publications(ranked)).await?;
    let terms = Terms { issuer: None, number: None, objection_days: None };
    match at.desk().notice(&at.viewer(), ranked, named).await {
        Ok(view) => {
            let notice = draft(&view, terms);
            let drafted = Some((notice.issuer, notice.number));
            let is_draft = view.is_draft();
            let replaced = view.replaced_by.as_ref().map(|(id, _)| {
                let run: String = id.chars().take(12).collect();
                (say!("notice-replaced", run = run), format!("/{}/notice?run={run}", at.period))
            });
            let withdrawn =
                view.withdrawn.as_ref().map(|(reason, _)| say!("notice-withdrawn", reason = reason.as_str()));
            let until = view.objections_until.map(|until| say!("notice-until", until = day(until)));
            let stands = !is_draft && withdrawn.is_none() && replaced.is_none();
            let is_own = view.unit == at.own();
            let chooses_for = (stands && until.is_none() && is_own).then(|| view.run.id().to_owned());
            let run = asked.run;
            answer(&NoticePage {
                frame,
                drafted,
                until,
                chooses_for,
                is_draft,
                is_own,
                replaced,
                withdrawn,
                run,
                none: None,
                seen,
            })
        }
        Err(error @ DeskError::View(ViewError::NotAnnounced { .. })) => none_page(frame, error.to_string(), seen),
        Err(error) if matches!(error.sort(), Sort::NotYet | Sort::NotFound) => {
            let none = why_none(&at, ranked).await?;
            none_page(frame, none, seen)
        }
        Err(error) => Err(error.into()),
    }
}

/// The page where there is no notice, and why.
fn none_page(frame: Frame, none: String, seen: String) -> Result<Response, Trouble> {
    answer(&NoticePage {
        frame,
        drafted: None,
        until: None,
        chooses_for: None,
        is_draft: true,
        is_own: true,
        replaced: None,
        withdrawn: None,
        run: String::new(),
        none: Some(none),
        seen,
    })
}

/// Why there is no notice: whether nobody ranked the period, nobody published it, or that was taken back.
async fn why_none(at: &At, ranked: Period) -> Result<String, Trouble> {
    let published = at.desk().published(&at.viewer(), ranked).await?;
    if let Some(above) = published.iter().find(|one| one.withdrawn.is_none() && one.by != at.own()) {
        let by = at.units()?.name(above.by);
        return Ok(say!("notice-of-above", by = by, day = day(above.run.published_on)));
    }
    super::ranking::why_no_list(at).await
}

/// Days as a form has them: from one to a year.
pub(super) fn days_of(typed: &str) -> Result<u16, Trouble> {
    let days = typed.trim().parse().ok().filter(|days| (1..=366).contains(days));
    days.ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("notice-days-wrong")))
}

/// Says for how many days villages may object, and keeps that with the publication.
pub(crate) async fn choose_days(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    let days = days_of(field(&fields, "days").unwrap_or_default())?;
    let run = field(&fields, "run").unwrap_or_default();
    at.permit(Command::Publish).await?;
    let act = Act {
        matter: Matter::Publications(at.ranked().await?),
        door: Door::Publication,
        title: say!("notice-title"),
        wanted: vec![say!("upon-days", days = days)],
        action: format!("/{}/notice/days", at.period),
        back: format!("/{}/notice", at.period),
        fields: &fields,
    };
    let _turn = match upon(&at, act).await? {
        Ok(turn) => turn,
        Err(both) => return Ok(both),
    };
    at.desk().choose_objection_days(at.operator(), run, days).await?;
    Ok(Redirect::to(&format!("/{}/notice", at.period)).into_response())
}

/// The notice itself, as a page that prints or as a document.
pub(crate) async fn file(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let ranked = at.ranked().await?;
    let given = |text: &'_ str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let days = asked.days.as_deref().filter(|days| !days.trim().is_empty()).map(days_of).transpose()?;
    let (issuer, number, run) = (given(&asked.issuer), given(&asked.number), given(&asked.run));
    // In whose name and under which number a notice goes out, those say who may publish.
    if issuer.is_some() || number.is_some() || days.is_some() {
        at.permit(Command::Publish).await?;
    }
    let view = at.desk().notice(&at.viewer(), ranked, run.as_deref()).await?;
    // And those of the unit that issues it.
    if view.unit != at.own() && (issuer.is_some() || number.is_some() || days.is_some()) {
        return Err(Trouble::of(StatusCode::FORBIDDEN, say!("notice-of-another")));
    }
    let notice = draft(&view, Terms { issuer: issuer.as_deref(), number: number.as_deref(), objection_days: days });
    let failed = |error: cunbang_report::ExportError| Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, error.to_string());
    match at.step("kind") {
        "html" => {
            let page = notice.html().map_err(failed)?;
            Ok(([(header::CONTENT_SECURITY_POLICY, super::OF_A_SHEET)], Html(page)).into_response())
        }
        "docx" => {
            // What is no notice that stands is told from one by its name.
            let run = view.run.id().get(..12).unwrap_or(view.run.id());
            let state = match (view.is_draft(), &view.withdrawn, &view.replaced_by) {
                (true, ..) => format!("-draft-{run}"),
                (_, Some(_), _) => format!("-withdrawn-{run}"),
                (_, _, Some(_)) => format!("-superseded-{run}"),
                _ => String::new(),
            };
            let name = format!("attachment; filename=\"notice-{ranked}{state}.docx\"");
            let headers = [(header::CONTENT_TYPE, DOCX.to_owned()), (header::CONTENT_DISPOSITION, name)];
            Ok((headers, notice.docx().map_err(failed)?).into_response())
        }
        kind => Err(Trouble::of(StatusCode::NOT_FOUND, say!("trouble-no-such-page", path = kind))),
    }
}
