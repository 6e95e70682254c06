//! The coverage as a file: a line for each village, with how much of each table is here. No language but that of the
//! headings, as other programs read it.

use super::at::At;
use super::audit::row_of;
use super::coverage::Asked;
use crate::pages::trouble::Trouble;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use cunbang_desk::VillageCoverage;
use cunbang_model::{Table, Timestamp, clock};
use std::collections::BTreeSet;

const HEADINGS: [&str; 19] = [
    "unit 单位",
    "name 名称",
    "parent 上级",
    "parent_name 上级名称",
    "status 状态",
    "sealed_at 上报收到",
    "sealed_in_time 按期",
    "sealed_by_county_at 县收到",
    "last_received_at 最近收到",
    "contact_at 最近联系",
    "arrived_at 最近送到",
    "entries 条目",
    "supplements 补报",
    "conflicts 冲突",
    "returned_by 退回单位",
    "returned_on 退回日期",
    "correct_by 改正期限",
    "corrected_at 改正收到",
    "decision 认定",
];

/// The file, of the villages that the address asks for as the page does, in the same order.
pub(crate) async fn file(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let (units, period) = (at.units()?, at.period);
    let villages = at.desk().village_coverage(&at.viewer(), period, at.own()).await?;
    let mut tables = at.desk().counted_tables(period).await?;
    tables.extend(villages.iter().flat_map(|village| village.coverage.tables.keys().copied()));
    let heads = HEADINGS.map(str::to_owned).into_iter();
    let of_tables = tables.iter().flat_map(|table| {
        [format!("{} {}", table.name(), table.chinese()), format!("{}_sealed {}已上报", table.name(), table.chinese())]
    });
    let returned = at.desk().returned_villages(&at.viewer(), period, at.own()).await?;
    let villages = asked.chosen(villages, &returned);
    let mut text = String::from("\u{feff}");
    text.push_str(&row_of(&heads.chain(of_tables).collect::<Vec<_>>()));
    for village in &villages {
        let parent = units.parent(village.coverage.unit);
        let parent = parent.map(|parent| (parent.to_string(), units.name(parent))).unwrap_or_default();
        text.push_str(&row_of(&cells(village, parent, &tables)));
    }
    let name = format!("attachment; filename=\"coverage-{period}.csv\"");
    let heads = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((heads, text).into_response())
}

fn cells(village: &VillageCoverage, parent: (String, String), tables: &BTreeSet<Table>) -> Vec<String> {
    let time = |at: Timestamp| clock::COUNTY_OFFSET.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let moment = |at: Option<Timestamp>| at.map(time).unwrap_or_default();
    let coverage = &village.coverage;
    let forgiven = coverage.forgiven.as_ref();
    let in_time = coverage.sealed_in_time.map(|in_time| if in_time { "yes" } else { "no" });
    let mut cells = vec![
        coverage.unit.to_string(),
        coverage.name.clone(),
        parent.0,
        parent.1,
        coverage.told().as_str().to_owned(),
        moment(coverage.sealed_at),
        in_time.unwrap_or_default().to_owned(),
        moment(coverage.sealed_by_county_at),
        moment(coverage.last_received_at),
        moment(village.contact_at),
        moment(village.arrived_at),
        coverage.entries.to_string(),
        coverage.supplements.to_string(),
        coverage.conflicts.len().to_string(),
        forgiven.map(|one| one.returned_by.to_string()).unwrap_or_default(),
        forgiven.and_then(|one| one.returned_on).map(|day| day.to_string()).unwrap_or_default(),
        forgiven.map(|one| one.correct_by.to_string()).unwrap_or_default(),
        forgiven.map(|one| time(one.corrected_at)).unwrap_or_default(),
        coverage.decision.as_ref().map(|note| format!("{}: {}", note.decision, note.reason)).unwrap_or_default(),
    ];
    for table in tables {
        let counted = coverage.tables.get(table).copied().unwrap_or_default();
        cells.extend([counted.rows.to_string(), counted.sealed.to_string()]);
    }
    cells
}
