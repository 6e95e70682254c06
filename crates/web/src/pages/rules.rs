//! The rules 考评办法 of the period in words, as the village is assessed by them.

use super::Pages;
use super::above::scheme::{SchemeShown, scheme_shown};
use super::frame::{Door, Frame, answer};
use super::home::period_of;
use super::trouble::Trouble;
use super::visitor::Visitor;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use cunbang_language::say;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/rules.html")]
struct RulesPage {
    frame: Frame,
    shown: Option<SchemeShown>,
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let frame = Frame::new(&pages, &visitor, period, Door::Score, say!("rules-title"), "/rules").await?;
    let rules = pages.desk.rules_in_words(period).await?;
    answer(&RulesPage { frame, shown: rules.map(|rules| scheme_shown(&rules, visitor.preferences.language)) })
}
