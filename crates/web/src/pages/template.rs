//! The workbook to fill in 台账模板: only what a village writes, with its own members listed.

use super::Pages;
use super::home::period_of;
use super::trouble::Trouble;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use cunbang_language::say;
use cunbang_model::Period;
use cunbang_report::{Audience, Listed, template_for};
use std::sync::Arc;

/// Hands it out.
pub(crate) async fn download(State(pages): State<Arc<Pages>>, Path(period): Path<String>) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let quarter = Period::quarter_of(period.last_day());
    let rows = pages.desk.of_quarter(quarter).await?;
    let units = pages.desk.replica().org().units().cloned();
    let own = pages.desk.replica().unit();
    let listed = Listed { own, units: units.as_deref(), quarter: Some(quarter), rows: &rows };
    let workbook = template_for(Audience::Village, &listed).map_err(|error| {
        tracing::error!(%error, "the template could not be made");
        Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, say!("trouble-page"))
    })?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let named = format!("attachment; filename=\"template.xlsx\"; filename*=UTF-8''%E5%8F%B0%E8%B4%A6-{quarter}.xlsx");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, named)], workbook).into_response())
}
