//! The ranking as a file, for those who work with it elsewhere.

use super::{Asked, chosen, state_words};
use crate::notice::report_of;
use crate::pages::above::at::At;
use crate::pages::trouble::Trouble;
use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use cunbang_desk::{Level, Scheme, Sort, Wanted};
use cunbang_language::say;
use cunbang_model::UnitCode;
use cunbang_model::schema::{OfficeRole, Word as _};
use cunbang_report::{NOBODY_FORGIVEN, NOBODY_LATE, ReportInput, RowsInWords};
use std::collections::BTreeMap;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What the page shows as a file: `/ranking/csv`, `xlsx`, `parquet` or `json`.
pub(crate) async fn file(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let period = at.ranked().await?;
    let under = asked.ranked_under(&at).await?;
    let wanted = Wanted { period: Some(period), under, run: &asked.run };
    let view = at.desk().ranking_with_sheets(&at.viewer(), wanted).await?;
    if !asked.names_a_list() {
        return Err(Trouble::of(StatusCode::NOT_FOUND, say!("ranking-no-such-level", level = asked.level.trim())));
    }
    let level = asked.level();
    let mut outcome = view.outcome(Some(level))?;
    if at.step("kind") != "json" {
        // What a late seal cost shows in the score of the unit above too, so a workbook has both; and what was decided on
        // its villages a unit above them says in every table.
        for other in [Level::Village, Level::Township].into_iter().filter(|other| *other != level) {
            match view.outcome(Some(other)) {
                Ok(rows) => outcome.levels.extend(rows.levels),
                Err(error) if error.sort() == Sort::Input => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    let (units, scheme) = (at.units()?, at.desk().scheme_of(&view).await?);
    // A list is cut once, of all villages: a part of it has no cut of its own.
    let is_whole = view.heading().ranked_under.is_within(&under);
    let whole_scheme = scheme.as_ref().filter(|_| is_whole);
    let cuts = whole_scheme.and_then(|scheme| scheme.cuts_of_list(&outcome));
    let cuts_by_village = whole_scheme.map(|scheme| scheme.cuts(&outcome)).unwrap_or_default();
    let ends = view.cut();
    // What the page shows: a file of a part of it has that part, and the rows stand as they do there.
    if asked.is_part() || asked.is_in_order_of_its_own() {
        let standings = at.desk().standings(&at.viewer(), period, under, &asked.run).await?;
        let shown = standings.iter().flat_map(|standings| chosen(standings, &asked));
        let shown: BTreeMap<UnitCode, usize> =
            shown.enumerate().map(|(place, placed)| (placed.line.unit, place)).collect();
        let is_around = |unit: UnitCode| shown.keys().any(|one| one.is_within(&unit) || unit.is_within(one));
        for (of, rows) in &mut outcome.levels {
            rows.retain(|row| if *of == level { shown.contains_key(&row.unit) } else { is_around(row.unit) });
            if *of == level {
                rows.sort_by_key(|row| shown.get(&row.unit).copied());
            }
        }
    }
    let kind = at.step("kind");
    let heading = view.heading();
    let (run, state) = (heading.id.clone(), state_words(&heading.state));
    // A run that is known from its bulletin is compared with what was published of the period before.
    let before = Wanted { period: Some(period.previous()), under, run: "" };
    let before = match at.desk().ranking(&at.viewer(), before).await {
        Ok(before) if before.heading().ranked_under == view.heading().ranked_under => before.outcome(Some(level)).ok(),
        Ok(_) => None,
        Err(error) if error.sort() == Sort::NotYet => None,
        Err(error) => return Err(error.into()),
    };
    let told = match at.desk().notice(&at.viewer(), period, Some(&run)).await {
        Ok(told) => Some(told),
        Err(error) if matches!(error.sort(), Sort::NotFound | Sort::NotYet | Sort::Input) => None,
        Err(error) => return Err(error.into()),
    };
    let prospects = view.prospects(scheme.as_ref());
    let mut notes = at.desk().standing_notes(&at.viewer(), period, &run).await?;
    notes.extend(view.notes().in_both());
    // Only the workbook lists what the scores rest on.
    let said = match kind {
        "xlsx" => at.desk().outcome_in_words(&at.viewer(), period, &outcome).await?,
        _ => RowsInWords::new(),
    };
    let from_bulletin = || ReportInput {
        outcome: &outcome,
        whole: None,
        units: &units,
        scheme_title: scheme.as_ref().map_or(outcome.scheme.name.as_str(), Scheme::title),
        indicators: scheme.as_ref().map(Scheme::indicators).unwrap_or_default(),
        rules: scheme.as_ref(),
        run: Some(&run),
        state: None,
        previous: before.as_ref(),
        prospects: &prospects,
        cuts,
        ends,
        late: NOBODY_LATE,
        forgiven: NOBODY_FORGIVEN,
        notes: &notes,
        said: &said,
    };
    let report = told.as_ref().map_or_else(from_bulletin, |told| report_of(told, &outcome));
    // Of members a notice tells nothing.
    let previous = report.previous.filter(|one| one.levels.contains_key(&level)).or(before.as_ref());
    let report = ReportInput {
        prospects: &prospects,
        rules: scheme.as_ref(),
        state: Some(&state),
        notes: &notes,
        previous,
        cuts,
        ends,
        said: &said,
        ..report
    };
    let (bytes, content) = match kind {
        "csv" if asked.role().is_some() => {
            let role = asked.level.as_str();
            let mut rows = view.offices().remove(role).unwrap_or_default();
            let part: Option<UnitCode> = asked.under.parse().ok();
            let search = asked.search.trim();
            rows.retain(|row| part.is_none_or(|part| row.unit.is_within(&part)));
            rows.retain(|row| units.name(row.unit).contains(search) || row.unit.as_str().starts_with(search));
            let csv = cunbang_report::offices_csv(role, &rows, &units);
            (cunbang_report::csv_of_run(&csv, &run, heading.state.word()).into_bytes(), "text/csv; charset=utf-8")
        }
        "csv" => {
            let csv = cunbang_report::outcome_csv(&report, level);
            (cunbang_report::csv_of_run(&csv, &run, heading.state.word()).into_bytes(), "text/csv; charset=utf-8")
        }
        "xlsx" => {
            let book = cunbang_report::outcome_xlsx(&report);
            (book.map_err(|error| Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?, XLSX)
        }
        "parquet" => {
            let columns = cunbang_report::outcome_parquet(&report, level, Some(heading.state.word()));
            let columns = columns.map_err(|error| Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
            (columns, "application/vnd.apache.parquet")
        }
        // As `cunbang run --format json` writes it.
        "json" => {
            let body = cunbang_report::outcome_json(&report, Some(heading.state.word()), &cuts_by_village);
            let body = body.map_err(|error| Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
            (body, "application/json")
        }
        _ => return Err(Trouble::of(StatusCode::NOT_FOUND, say!("trouble-no-such-page", path = kind))),
    };
    let what = asked.role().filter(|_| kind == "csv").map_or(level.as_str(), OfficeRole::word);
    let id = run.get(..12).unwrap_or(&run);
    let part = if asked.is_part() { "-part" } else { "" };
    let name = format!("attachment; filename=\"{period}-{what}{part}-{id}-{}.{kind}\"", heading.state.word());
    Ok(([(header::CONTENT_TYPE, content.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}
