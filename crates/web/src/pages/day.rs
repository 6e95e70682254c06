//! How a day is read that is typed into a form: said beside it before anything is kept, as a spreadsheet's cells are
//! echoed.

use super::Pages;
use super::home::period_of;
use super::trouble::Trouble;
use super::visitor::Fields;
use super::writing::field;
use crate::intake;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cunbang_language::say;
use cunbang_model::{ColumnKind, Date, Period, Table};
use cunbang_report::read_day;
use serde_json::json;
use std::sync::Arc;

/// The longest text that may be a day.
const MOST_CHARACTERS: usize = 40;

/// A day with its weekday, as somebody checks it: 2026年9月1日 星期二.
fn with_weekday(day: Date) -> String {
    let weekday = day.weekday().to_monday_one_offset();
    say!("day-read", year = day.year().to_string(), month = day.month(), day = day.day(), weekday = weekday)
}

/// A day in full: 2026年9月1日.
pub(crate) fn in_full(day: Date) -> String {
    say!("slip-day", year = day.year().to_string(), month = day.month(), day = day.day())
}

/// A day on a page of a period: in full where it is of another year than that.
pub(crate) fn day_in(period: Period, date: Date) -> String {
    let years = [period.first_day(), period.last_day()].map(Date::year);
    if years == [date.year(); 2] { super::meetings::day(date) } else { in_full(date) }
}

/// What `written` is read as in a column of days: the column is named as `meetings/date`.
pub(crate) async fn read(
    State(pages): State<Arc<Pages>>,
    Path(period): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let of = field(&fields, "of").and_then(|of| of.split_once('/'));
    let found = of.and_then(|(table, column)| {
        let table = Table::from_name(table)?;
        let is_it = |known: &&cunbang_model::Column| known.name == column && known.kind == ColumnKind::Date;
        Some((table, table.columns().iter().find(is_it)?))
    });
    let Some((table, column)) = found else {
        return Err(Trouble::of(StatusCode::NOT_FOUND, say!("trouble-no-such-page", path = "day")));
    };
    let written: String = field(&fields, "written").unwrap_or_default().chars().take(MOST_CHARACTERS).collect();
    let home = intake::home(&pages.desk, Some(period)).await?;
    Ok(axum::Json(match read_day(column, table, &written, &home) {
        Ok(day) => json!({ "day": day.to_string(), "said": with_weekday(day) }),
        Err(fault) => json!({ "said": fault.in_form() }),
    })
    .into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_language::Language;

    #[test]
    fn a_day_of_another_year_is_said_with_it() {
        let said =
            |period: &str, day: &str| Language::Chinese.with(|| day_in(period.parse().unwrap(), day.parse().unwrap()));
        assert_eq!(said("2026Q4", "2026-12-31"), "12月31日");
        assert_eq!(said("2026Q4", "2027-01-10"), "2027年1月10日");
        assert_eq!(said("2027Q1", "2026-12-31"), "2026年12月31日");
        // A week of two years is of neither alone.
        assert_eq!(said("2026W53", "2027-01-01"), "2027年1月1日");
    }

    #[test]
    fn a_day_is_said_with_its_weekday() {
        let day: Date = "2026-09-01".parse().unwrap();
        assert_eq!(Language::Chinese.with(|| with_weekday(day)), "2026年9月1日 星期二");
        assert_eq!(Language::English.with(|| with_weekday(day)), "Tuesday, 2026-9-1");
    }
}
