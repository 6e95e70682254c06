//! The first sheets of an outcome's workbook: what it is of, how many stand how and where the list ends, and a chart of the
//! scores.

use super::{Formats, about, columns, sheet, sheet_name};
use crate::book;
use crate::coverage::{Coverage, STATUSES};
use crate::outcome_table::Cell;
use crate::page::ReportInput;
use crate::wording;
use cunbang_model::Decimal;
use cunbang_scheme::{Level, Outcome};
use rust_xlsxwriter::{Chart, ChartType, Workbook, XlsxError};

pub(super) fn overview(workbook: &mut Workbook, input: &ReportInput<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let outcome = input.outcome;
    let sheet = sheet(workbook, input, "概况 overview", &["项目 item", "内容 content"], &[28.0, 72.0])?;
    let counts = Coverage::of(outcome, input.units).all;
    let mut lines = vec![
        ("地区 region", input.units.title()),
        ("周期 period", outcome.period.to_string()),
        ("考评办法 scheme", format!("{} ({})", input.scheme_title, outcome.scheme.name)),
        ("办法指纹 hash of the scheme", outcome.scheme.hash.clone()),
    ];
    lines.extend(input.run.map(|run| ("排名编号 run", run.to_owned())));
    lines.extend(input.state.map(|state| ("状态 state", state.to_owned())));
    lines.extend(input.notes.iter().map(|(chinese, english)| ("情况说明 note", format!("{chinese} {english}"))));
    let counted = lines.len();
    if let Some(summary) = &outcome.candidates {
        let share = (summary.share * Decimal::ONE_HUNDRED).normalize();
        lines.push(("后进候选 candidates", format!("{} ({share}% × {})", summary.count, summary.eligible)));
        if let Some(coverage) = outcome.coverage.filter(|_| summary.withheld) {
            let text = format!("{} / {} = {}%", coverage.received, coverage.expected, coverage.per_cent());
            lines.push(("覆盖率不足，不列候选 coverage too low to list any", text));
        }
    }
    if let Some((listed, off)) = input.ends.or_else(|| cut(outcome)) {
        lines.push(("后进候选最高得分 highest score on the list", listed.to_string()));
        lines.extend(off.map(|off| ("未列入的最低得分 lowest score off it", off.to_string())));
    }
    let text = |(item, content): (&str, String)| [Cell::text(item), Cell::text(content)];
    let count = |told| [Cell::text(wording::told(told).to_string()), Cell::count(u32::try_from(counts.of(told)).ok())];
    let after = lines.split_off(counted);
    let cells = lines.into_iter().map(text).chain(STATUSES.map(count)).chain(after.into_iter().map(text));
    for (line, cells) in (1..).zip(cells) {
        formats.write_row(sheet, line, cells)?;
    }
    Ok(())
}

/// The highest score on the list of candidates, and the lowest off it that is not below that; none where nobody is listed.
fn cut(outcome: &Outcome) -> Option<(Decimal, Option<Decimal>)> {
    let ranked = || outcome.rows(Level::Village).iter().filter(|row| row.rank.is_some());
    let listed = ranked().filter(|row| row.candidate == Some(true)).filter_map(|row| row.score).max()?;
    let off = ranked().filter(|row| row.candidate == Some(false)).filter_map(|row| row.score);
    Some((listed, off.filter(|score| *score >= listed).min()))
}

/// The villages' scores by rank, on a page of its own: no break goes through it.
pub(super) fn chart(workbook: &mut Workbook, input: &ReportInput<'_>) -> Result<(), XlsxError> {
    let rows = input.outcome.rows(Level::Village);
    let ranked = rows.iter().filter(|row| row.rank.is_some()).count();
    let is_by_rank = rows.iter().map(|row| row.rank.unwrap_or(u32::MAX)).is_sorted();
    let charted = match (ranked, is_by_rank) {
        (0, _) => 0,
        (ranked, true) => ranked,
        // In another order those without a rank stand among the others.
        (_, false) => rows.len(),
    };
    let Ok(last @ 1..) = u32::try_from(charted) else { return Ok(()) };
    let columns = columns(Level::Village);
    let place = |heading: &str| {
        let at = columns.iter().position(|(one, _)| one.starts_with(heading)).unwrap_or_default();
        u16::try_from(at).unwrap_or_default()
    };
    let (name, score) = (place("name "), place("score "));
    let mut chart = Chart::new(ChartType::Column);
    chart
        .add_series()
        .set_categories((sheet_name(Level::Village), 1, name, last, name))
        .set_values((sheet_name(Level::Village), 1, score, last, score))
        .set_name("得分 score")
        .set_gap(20);
    chart.title().set_name(if is_by_rank {
        "各村得分（按名次） village scores by rank"
    } else {
        "各村得分（按表中顺序） village scores in the order of the sheet"
    });
    chart.x_axis().set_name("村 village");
    chart.y_axis().set_name("得分 score");
    chart.legend().set_hidden();
    chart.set_width(1000).set_height(560);
    let sheet = workbook.add_worksheet();
    sheet.set_name("图 chart")?;
    book::print_on_a4(sheet, &about(input), true)?;
    sheet.set_print_fit_to_pages(1, 1);
    sheet.insert_chart(0, 0, &chart)?;
    Ok(())
}
