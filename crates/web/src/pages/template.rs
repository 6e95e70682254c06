//! The workbook to fill in 台账模板: only what a village writes, with its own members listed.

use super::Pages;
use super::home::period_of;
use super::trouble::Trouble;
use crate::intake;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use cunbang_language::say;
use cunbang_report::{Audience, Listed, template_for};
use std::sync::Arc;

/// Hands it out.
pub(crate) async fn download(State(pages): State<Arc<Pages>>, Path(period): Path<String>) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let mut home = intake::home(&pages.desk, Some(period)).await?;
    home.rows.retain(|row| !row.is_withdrawn());
    let listed = Listed { own: pages.desk.replica().unit(), units: home.units.as_deref(), rows: &home.rows };
    let workbook = template_for(Audience::Village, &listed).map_err(|error| {
        tracing::error!(%error, "the template could not be made");
        Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, say!("trouble-page"))
    })?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let named = "attachment; filename=\"template.xlsx\"; filename*=UTF-8''%E5%8F%B0%E8%B4%A6.xlsx";
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, named)], workbook).into_response())
}
