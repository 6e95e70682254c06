//! Writes an outcome as a workbook.

use crate::book;
use crate::coverage::{Counts, Coverage, STATUSES};
use crate::export::ExportError;
use crate::movement::Previous;
use crate::outcome_table::{Cell, ROW_HEADINGS, indicator_ids, points_of, row_cells};
use crate::page::ReportInput;
use crate::score_sheet;
use crate::wording;
use cunbang_model::Decimal;
use cunbang_scheme::{Level, Outcome, OutcomeRow};
use rust_xlsxwriter::{Chart, ChartType, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The most reasons written to the workbook: a sheet has a last row.
const MOST_REASONS: usize = 1_000_000;

/// The cell formats of an outcome's sheets.
struct Formats {
    text: Format,
    points: Format,
    count: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            text: book::text_format(),
            points: Format::new().set_num_format("0.00").set_align(FormatAlign::Right),
            count: Format::new().set_num_format("0").set_align(FormatAlign::Right),
        }
    }

    fn write(&self, sheet: &mut Worksheet, line: u32, at: u16, cell: Cell) -> Result<(), XlsxError> {
        match cell {
            Cell::Empty => Ok(()),
            Cell::Text(text) => book::text(sheet, line, at, &text, &self.text),
            Cell::Count(count) => book::number(sheet, line, at, Decimal::from(count), &self.count),
            Cell::Points(points) => book::number(sheet, line, at, points, &self.points),
        }
    }

    fn write_row(
        &self,
        sheet: &mut Worksheet,
        line: u32,
        cells: impl IntoIterator<Item = Cell>,
    ) -> Result<(), XlsxError> {
        for (at, cell) in (0..).zip(cells) {
            self.write(sheet, line, at, cell)?;
        }
        Ok(())
    }
}

/// An outcome as a workbook: an overview with a chart of scores, a sheet for each level, the points of every
/// indicator, the candidates, the coverage, and all reasons for villages and the units above them.
pub fn outcome_xlsx(input: &ReportInput<'_>) -> Result<Vec<u8>, ExportError> {
    let mut workbook = book::workbook(&format!("{} {}", input.outcome.scheme.name, input.outcome.period))?;
    let formats = Formats::new();
    overview(&mut workbook, input, &formats)?;
    for level in Level::ALL.into_iter().rev() {
        if input.outcome.levels.contains_key(&level) {
            level_sheet(&mut workbook, input, level, &formats)?;
        }
    }
    indicators(&mut workbook, input, &formats)?;
    candidates(&mut workbook, input, &formats)?;
    coverage(&mut workbook, input, &formats)?;
    reasons(&mut workbook, input, &formats)?;
    Ok(workbook.save_to_buffer()?)
}

fn sheet<'a>(
    workbook: &'a mut Workbook,
    name: &str,
    headings: &[&str],
    widths: &[f64],
) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    book::header_row(sheet, 0, headings)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_row_height(0, 32)?;
    for (at, _) in (0..).zip(headings) {
        let width = widths.get(usize::from(at)).copied().unwrap_or(12.0);
        sheet.set_column_width(at, width)?;
    }
    Ok(sheet)
}

fn overview(workbook: &mut Workbook, input: &ReportInput<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let outcome = input.outcome;
    let sheet = sheet(workbook, "概况 overview", &["项目 item", "内容 content"], &[28.0, 72.0])?;
    let mut lines = vec![
        ("地区 region", input.units.title()),
        ("周期 period", outcome.period.to_string()),
        ("考评办法 scheme", format!("{} ({})", input.scheme_title, outcome.scheme.name)),
        ("办法指纹 hash of the scheme", outcome.scheme.hash.clone()),
    ];
    lines.extend(input.run.map(|run| ("排名编号 run", run.to_owned())));
    let counts = Coverage::of(outcome, input.units).all;
    lines.extend(STATUSES.map(|status| ("", format!("{}: {}", wording::status(status), counts.of(status)))));
    if let Some(summary) = &outcome.candidates {
        let share = (summary.share * Decimal::ONE_HUNDRED).normalize();
        lines.push(("后进候选 candidates", format!("{} ({share}% × {})", summary.count, summary.eligible)));
        if let Some(coverage) = outcome.coverage.filter(|_| summary.withheld) {
            let text = format!("{} / {} = {}%", coverage.received, coverage.expected, coverage.per_cent());
            lines.push(("覆盖率不足，不列候选 coverage too low to list any", text));
        }
    }
    let mut end = 1;
    for (line, (item, content)) in (1..).zip(lines) {
        book::text(sheet, line, 0, item, &formats.text)?;
        book::text(sheet, line, 1, &content, &formats.text)?;
        end = line;
    }
    let ranked = outcome.rows(Level::Village).iter().filter(|row| row.rank.is_some()).count();
    if let Ok(last @ 1..) = u32::try_from(ranked) {
        let mut chart = Chart::new(ChartType::Column);
        chart
            .add_series()
            .set_categories((sheet_name(Level::Village), 1, 4, last, 4))
            .set_values((sheet_name(Level::Village), 1, 7, last, 7))
            .set_name("得分 score")
            .set_gap(20);
        chart.title().set_name("各村得分（按名次） village scores by rank");
        chart.x_axis().set_name("村 village");
        chart.y_axis().set_name("得分 score");
        chart.legend().set_hidden();
        chart.set_width(960).set_height(380);
        sheet.insert_chart(end + 2, 0, &chart)?;
    }
    Ok(())
}

const fn sheet_name(level: Level) -> &'static str {
    level.as_str()
}

fn level_sheet(
    workbook: &mut Workbook,
    input: &ReportInput<'_>,
    level: Level,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let rows = input.outcome.rows(level);
    let ids = indicator_ids(rows);
    let titles: Vec<String> =
        ids.iter().map(|id| format!("{id} {}", wording::indicator(id, level, input.indicators).chinese)).collect();
    let mut headings: Vec<&str> = ROW_HEADINGS.to_vec();
    headings.push("movement 升降");
    headings.extend(titles.iter().map(String::as_str));
    let widths = [8.0, 10.0, 16.0, 14.0, 20.0, 12.0, 14.0, 10.0, 8.0, 14.0, 12.0];
    let sheet = sheet(workbook, sheet_name(level), &headings, &widths)?;
    let previous = Previous::new(input.previous, level);
    for (line, row) in (1..).zip(rows) {
        let movement = previous.movement(row).ranks_gained();
        let movement = movement.map_or(Cell::Empty, |places| Cell::text(format!("{places:+}").replace("+0", "0")));
        let points = ids.iter().map(|id| Cell::points(points_of(row, id)));
        formats.write_row(sheet, line, row_cells(row).into_iter().chain([movement]).chain(points))?;
    }
    let last = u16::try_from(headings.len() - 1).unwrap_or(u16::MAX);
    let end = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, end, last)?;
    Ok(())
}

fn scored_levels(outcome: &Outcome) -> impl Iterator<Item = (Level, &OutcomeRow)> {
    let levels = Level::ALL.into_iter().filter(|level| *level != Level::Member).rev();
    levels.flat_map(|level| outcome.rows(level).iter().map(move |row| (level, row)))
}

fn indicators(workbook: &mut Workbook, input: &ReportInput<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let headings = [
        "level 层级",
        "unit 单位",
        "name 名称",
        "indicator 指标",
        "title 标题",
        "points 得分",
        "max 满分",
        "measure 数值",
        "reasons 依据数",
    ];
    let widths = [10.0, 16.0, 20.0, 20.0, 36.0];
    let sheet = sheet(workbook, "indicators", &headings, &widths)?;
    let results = scored_levels(input.outcome)
        .flat_map(|(level, row)| row.indicators.iter().map(move |result| (level, row, result)));
    for (line, (level, row, result)) in (1..).zip(results.take(MOST_REASONS)) {
        let title = wording::indicator(&result.id, level, input.indicators);
        let cells = [
            Cell::text(level.as_str()),
            Cell::text(row.unit.as_str()),
            Cell::text(&row.name),
            Cell::text(&result.id),
            Cell::text(title.to_string()),
            Cell::points(result.points),
            Cell::points(score_sheet::most_points(&result.id, level, input.indicators)),
            Cell::points(result.measure),
            Cell::count(u32::try_from(result.reasons.len()).ok()),
        ];
        formats.write_row(sheet, line, cells)?;
    }
    Ok(())
}

fn candidates(workbook: &mut Workbook, input: &ReportInput<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let headings = ["rank 名次", "unit 单位", "name 名称", "parent 上级", "score 得分", "lost 主要失分"];
    let sheet = sheet(workbook, "candidates", &headings, &[8.0, 16.0, 20.0, 20.0, 10.0, 80.0])?;
    for (line, row) in (1..).zip(input.outcome.candidates()) {
        let losses = score_sheet::losses(row, Level::Village, input.indicators, 5);
        let losses: Vec<String> = losses.iter().map(|loss| format!("{} -{}", loss.title, loss.points)).collect();
        let cells = [
            Cell::count(row.rank),
            Cell::text(row.unit.as_str()),
            Cell::text(&row.name),
            row.parent.map_or(Cell::Empty, |parent| Cell::text(input.units.name(parent))),
            Cell::points(row.score),
            Cell::text(losses.join("; ")),
        ];
        formats.write_row(sheet, line, cells)?;
    }
    Ok(())
}

fn coverage(workbook: &mut Workbook, input: &ReportInput<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let headings = [
        "unit 单位",
        "name 名称",
        "total 应报",
        "received 已收到",
        "provisional 暂定",
        "not_received 未收到",
        "excused 免考",
    ];
    let sheet = sheet(workbook, "coverage", &headings, &[16.0, 24.0])?;
    let coverage = Coverage::of(input.outcome, input.units);
    let count = |count: usize| Cell::count(u32::try_from(count).ok());
    let cells =
        |counts: &Counts| [counts.total()].into_iter().chain(STATUSES.map(|status| counts.of(status))).map(count);
    let mut line = 1;
    for (unit, counts) in &coverage.by_parent {
        let name = [Cell::text(unit.as_str()), Cell::text(input.units.name(*unit))];
        formats.write_row(sheet, line, name.into_iter().chain(cells(counts)))?;
        line += 1;
    }
    let total = [Cell::Empty, Cell::text("合计 total")];
    formats.write_row(sheet, line, total.into_iter().chain(cells(&coverage.all)))
}

fn reasons(workbook: &mut Workbook, input: &ReportInput<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let headings = [
        "level 层级",
        "unit 单位",
        "name 名称",
        "indicator 指标",
        "of_unit 所属单位",
        "row 记录",
        "points 得分",
        "note 说明",
    ];
    let sheet = sheet(workbook, "reasons", &headings, &[10.0, 16.0, 20.0, 20.0, 16.0, 30.0, 10.0, 60.0])?;
    let reasons = scored_levels(input.outcome).flat_map(|(level, row)| {
        let results = row.indicators.iter();
        results.flat_map(move |result| result.reasons.iter().map(move |reason| (level, row, result, reason)))
    });
    for (line, (level, row, result, reason)) in (1..).zip(reasons.take(MOST_REASONS)) {
        let cells = [
            Cell::text(level.as_str()),
            Cell::text(row.unit.as_str()),
            Cell::text(&row.name),
            Cell::text(&result.id),
            reason.unit.map_or(Cell::Empty, |unit| Cell::text(unit.as_str())),
            if reason.row.is_empty() { Cell::Empty } else { Cell::text(&reason.row) },
            Cell::points(reason.points),
            if reason.note.is_empty() { Cell::Empty } else { Cell::text(&*reason.note) },
        ];
        formats.write_row(sheet, line, cells)?;
    }
    Ok(())
}
