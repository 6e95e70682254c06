//! The notice 通报 of the period: what is asked of whoever sends it out, the page that prints, and the document.

use super::at::At;
use crate::notice::{Terms, draft, objection_days};
use crate::pages::frame::{Door, Frame, answer};
use crate::pages::trouble::Trouble;
use askama::Template;
use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use cunbang_desk::{Command, Sort};
use cunbang_language::say;
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
    days: u16,
    is_draft: bool,
    /// That another run was published in this one's place, and the notice of that.
    replaced: Option<(String, String)>,
    /// That the publication was taken back, and why.
    withdrawn: Option<String>,
    run: String,
    none: Option<String>,
}

/// What is asked.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Publication, say!("notice-title"), "/notice").await?;
    let ranked = at.ranked().await?;
    let named = Some(asked.run.as_str()).filter(|run| !run.is_empty());
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
            let days = objection_days(&view);
            answer(&NoticePage { frame, drafted, days, is_draft, replaced, withdrawn, run: asked.run, none: None })
        }
        Err(error) if matches!(error.sort(), Sort::NotYet | Sort::NotFound) => answer(&NoticePage {
            frame,
            drafted: None,
            days: 0,
            is_draft: true,
            replaced: None,
            withdrawn: None,
            run: String::new(),
            none: Some(say!("run-none")),
        }),
        Err(error) => Err(error.into()),
    }
}

/// The notice itself, as a page that prints or as a document.
pub(crate) async fn file(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let ranked = at.ranked().await?;
    let given = |text: &'_ str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let wrong = || Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("notice-days-wrong"));
    let of_text = |days: &str| days.trim().parse().ok().filter(|days| (1..=366).contains(days));
    let days = asked.days.as_deref().map(|days| of_text(days).ok_or_else(wrong)).transpose()?;
    let (issuer, number, run) = (given(&asked.issuer), given(&asked.number), given(&asked.run));
    // In whose name and under which number a notice goes out, those say who may publish.
    if issuer.is_some() || number.is_some() || days.is_some() {
        at.permit(Command::Publish).await?;
    }
    let view = at.desk().notice(&at.viewer(), ranked, run.as_deref()).await?;
    let notice = draft(&view, Terms { issuer: issuer.as_deref(), number: number.as_deref(), objection_days: days });
    let failed = |error: cunbang_report::ExportError| Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, error.to_string());
    match at.step("kind") {
        "html" => {
            let page = notice.html().map_err(failed)?;
            Ok(([(header::CONTENT_SECURITY_POLICY, super::OF_A_SHEET)], Html(page)).into_response())
        }
        "docx" => {
            let name = format!("attachment; filename=\"notice-{ranked}.docx\"");
            let headers = [(header::CONTENT_TYPE, DOCX.to_owned()), (header::CONTENT_DISPOSITION, name)];
            Ok((headers, notice.docx().map_err(failed)?).into_response())
        }
        kind => Err(Trouble::of(StatusCode::NOT_FOUND, say!("trouble-no-such-page", path = kind))),
    }
}
