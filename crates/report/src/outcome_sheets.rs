//! Writes an outcome as a workbook.

mod overview;

use crate::book;
use crate::coverage::{Counts, Coverage, STATUSES};
use crate::export::ExportError;
use crate::in_words::said;
use crate::late::{forgiven_seals, late_seals};
use crate::movement::{Movement, Previous};
use crate::office_table;
use crate::outcome_table::{Cell, decided, indicator_ids, points_heading, points_of, proposed, prospect_of};
use crate::page::ReportInput;
use crate::score_sheet;
use crate::wording;
use cunbang_model::Decimal;
use cunbang_model::schema::Word as _;
use cunbang_scheme::{DecisionNote, Level, Outcome, OutcomeRow, ToldVillages};
use overview::{chart, overview};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The most reasons written to the workbook: a sheet has a last row.
const MOST_REASONS: usize = 1_000_000;

/// The cell formats of an outcome's sheets.
struct Formats {
    text: Format,
    points: Format,
    count: Format,
    movement: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            text: book::text_format(),
            points: Format::new().set_num_format("0.00").set_align(FormatAlign::Right),
            count: Format::new().set_num_format("0").set_align(FormatAlign::Right),
            // A number to calculate with, shown as an arrow and how far.
            movement: Format::new().set_num_format("\"▲\"0;\"▼\"0;\"＝\"").set_align(FormatAlign::Right),
        }
    }

    fn write(&self, sheet: &mut Worksheet, line: u32, at: u16, cell: Cell) -> Result<(), XlsxError> {
        match cell {
            Cell::Empty => Ok(()),
            Cell::Text(text) => book::text(sheet, line, at, &text, &self.text),
            Cell::Count(count) => book::number(sheet, line, at, Decimal::from(count), &self.count),
            Cell::Points(points) => book::number(sheet, line, at, points, &self.points),
            Cell::Movement(places) => book::number(sheet, line, at, Decimal::from(places), &self.movement),
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

/// An outcome as a workbook that prints: an overview, a chart of the scores on a sheet of its own, a sheet for each level,
/// the points of every indicator, the candidates, the coverage, and all reasons for villages and the units above them.
pub fn outcome_xlsx(input: &ReportInput<'_>) -> Result<Vec<u8>, ExportError> {
    let mut workbook = book::workbook_of(
        &format!("{} {}", input.outcome.scheme.name, input.outcome.period),
        input.run.unwrap_or_default(),
        input.state.unwrap_or_default(),
    )?;
    let formats = Formats::new();
    overview(&mut workbook, input, &formats)?;
    chart(&mut workbook, input)?;
    for level in Level::ALL.into_iter().rev() {
        if input.outcome.levels.contains_key(&level) {
            level_sheet(&mut workbook, input, level, &formats)?;
        }
    }
    offices(&mut workbook, input, &formats)?;
    indicators(&mut workbook, input, &formats)?;
    candidates(&mut workbook, input, &formats)?;
    coverage(&mut workbook, input, &formats)?;
    late(&mut workbook, input, &formats)?;
    forgiven(&mut workbook, input, &formats)?;
    reasons(&mut workbook, input, &formats)?;
    Ok(workbook.save_to_buffer()?)
}

/// What stands above every printed page.
fn about(input: &ReportInput<'_>) -> String {
    let scheme = wording::split_title(input.scheme_title).chinese_first();
    format!("{} {} {scheme}", input.units.title(), input.outcome.period)
}

/// A new sheet with its header row, set up to be printed; a wide one lies across the page.
fn sheet<'a>(
    workbook: &'a mut Workbook,
    input: &ReportInput<'_>,
    name: &str,
    headings: &[&str],
    widths: &[f64],
) -> Result<&'a mut Worksheet, XlsxError> {
    const UPRIGHT: f64 = 110.0;
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    book::header_row(sheet, 0, headings)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_row_height(0, 32)?;
    let mut across = 0.0;
    for (at, _) in (0..).zip(headings) {
        let width = widths.get(usize::from(at)).copied().unwrap_or(12.0);
        sheet.set_column_width(at, width)?;
        across += width;
    }
    book::print_on_a4(sheet, &about(input), across > UPRIGHT)?;
    Ok(sheet)
}

const fn sheet_name(level: Level) -> &'static str {
    match level {
        Level::Village => "村 village",
        Level::Township => "乡镇 township",
        Level::Member => "党员 member",
        Level::County => "县 county",
        Level::Prefecture => "地市 prefecture",
        Level::Province => "省 province",
    }
}

/// The columns of a level that are printed, and how wide they are. What is behind them stands to their right.
fn columns(level: Level) -> Vec<(&'static str, f64)> {
    let mut columns = vec![("rank 名次", 6.0), ("unit 单位", 14.0)];
    columns.extend((level == Level::Member).then_some(("member 党员编号", 12.0)));
    columns.extend([
        ("name 名称", 14.0),
        ("parent_name 上级名称", 13.0),
        ("score 得分", 8.0),
        ("rank_in_parent 上级内名次", 9.0),
        ("movement 升降", 9.0),
        ("stars 星级", 6.0),
        ("status 状态", if level.is_above_villages() { 16.0 } else { 8.0 }),
        ("candidate 后进候选", 9.0),
        ("prospect 确定或可能", 9.0),
        ("decision 认定", 19.0),
        ("consequences 结果运用建议", 19.0),
    ]);
    columns
}

/// The columns to the right of those, before the indicators.
const BEHIND: [&str; 7] = [
    "parent 上级",
    "best_rank 最好名次",
    "worst_rank 最差名次",
    "kind 类型",
    "best_score 最高可得",
    "worst_score 最低可得",
    "warned 警示",
];

fn yes_no(yes: bool) -> Cell {
    Cell::text(if yes { "是" } else { "否" })
}

fn prospect(input: &ReportInput<'_>, row: &OutcomeRow) -> Cell {
    prospect_of(input, row).map_or(Cell::Empty, |known| Cell::text(known.chinese()))
}

fn cells(
    input: &ReportInput<'_>,
    level: Level,
    row: &OutcomeRow,
    movement: Movement,
    villages: &ToldVillages<'_>,
) -> Vec<Cell> {
    let note = |note: &DecisionNote| format!("{}：{}", wording::decision(&note.decision).chinese_first(), note.reason);
    let member = row.member.as_ref().map_or(Cell::Empty, Cell::text);
    let movement = match (movement, movement.ranks_gained()) {
        (Movement::New, _) => Cell::text(movement.to_string()),
        (_, Some(places)) => Cell::Movement(places),
        (_, None) => Cell::Empty,
    };
    let mut cells = vec![Cell::count(row.rank), Cell::text(row.unit.as_str())];
    cells.extend((level == Level::Member).then_some(member));
    cells.extend([
        Cell::text(row.name.as_str()),
        row.parent.map_or(Cell::Empty, |parent| Cell::text(input.units.name(parent))),
        Cell::points(row.score),
        Cell::count(row.rank_in_parent),
        movement,
        Cell::count(row.stars.map(u32::from)),
        Cell::text(wording::status(row, villages).chinese),
        row.candidate.map_or(Cell::Empty, yes_no),
        prospect(input, row),
        decided(row, villages, note, |village| format!("{} ", village.name), "；"),
        proposed(input, level, row, "；"),
        row.parent.map_or(Cell::Empty, |parent| Cell::text(parent.as_str())),
        Cell::count(row.bounds.map(|bounds| bounds.best_rank)),
        Cell::count(row.bounds.map(|bounds| bounds.worst_rank)),
        Cell::text(wording::kind(&row.kind).chinese_first()),
        Cell::points(row.bounds.map(|bounds| bounds.best_score)),
        Cell::points(row.bounds.map(|bounds| bounds.worst_score)),
        yes_no(row.warned),
    ]);
    cells
}

fn level_sheet(
    workbook: &mut Workbook,
    input: &ReportInput<'_>,
    level: Level,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let rows = input.outcome.rows(level);
    let ids = indicator_ids(rows);
    let titles: Vec<String> = ids.iter().map(|id| points_heading(id, level, input)).collect();
    let printed = columns(level);
    let mut headings: Vec<&str> = printed.iter().map(|(heading, _)| *heading).chain(BEHIND).collect();
    headings.extend(titles.iter().map(String::as_str));
    let widths: Vec<f64> = printed.iter().map(|(_, width)| *width).collect();
    let sheet = sheet(workbook, input, sheet_name(level), &headings, &widths)?;
    // Headings in two languages over narrow columns.
    sheet.set_row_height(0, 48)?;
    let (previous, villages) = (Previous::of(input, level), ToldVillages::of(input.outcome));
    for (line, row) in (1..).zip(rows) {
        let points = ids.iter().map(|id| Cell::points(points_of(row, id)));
        let cells = cells(input, level, row, previous.movement(row), &villages);
        formats.write_row(sheet, line, cells.into_iter().chain(points))?;
    }
    let place = |count: usize| u16::try_from(count.saturating_sub(1)).unwrap_or(u16::MAX);
    let end = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, end, place(headings.len()))?;
    sheet.set_print_area(0, 0, end, place(printed.len()))?;
    Ok(())
}

/// Those who hold offices; no sheet where the scheme ranks none.
fn offices(workbook: &mut Workbook, input: &ReportInput<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let offices = &input.outcome.offices;
    if offices.is_empty() {
        return Ok(());
    }
    let widths = [12.0, 8.0, 16.0, 20.0, 16.0, 16.0, 10.0, 10.0];
    let sheet = sheet(workbook, input, "任职 offices", &office_table::HEADINGS, &widths)?;
    let rows = offices.iter().flat_map(|(role, rows)| rows.iter().map(move |row| (role, row)));
    for (line, (role, row)) in (1..).zip(rows) {
        formats.write_row(sheet, line, office_table::cells(role, row, input.units))?;
    }
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
    let sheet = sheet(workbook, input, "指标 indicators", &headings, &widths)?;
    let results = scored_levels(input.outcome)
        .flat_map(|(level, row)| row.indicators.iter().map(move |result| (level, row, result)));
    for (line, (level, row, result)) in (1..).zip(results.take(MOST_REASONS)) {
        let title = wording::indicator(&result.id, level, input.indicators).chinese_first();
        let cells = [
            Cell::text(level.chinese()),
            Cell::text(row.unit.as_str()),
            Cell::text(row.name.as_str()),
            Cell::text(result.id.as_str()),
            Cell::text(title),
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
    let headings =
        ["rank 名次", "unit 单位", "name 名称", "parent 上级", "score 得分", "prospect 确定或可能", "lost 主要失分"];
    let sheet = sheet(workbook, input, "后进候选 candidates", &headings, &[8.0, 16.0, 20.0, 20.0, 10.0, 10.0, 80.0])?;
    // The last placed first, in whatever order the rows are asked for.
    let mut candidates: Vec<&OutcomeRow> = input.outcome.candidates().collect();
    candidates.sort_by_key(|row| std::cmp::Reverse(row.rank));
    for (line, row) in (1..).zip(candidates) {
        let losses = score_sheet::losses(row, Level::Village, input.indicators, 5);
        let losses: Vec<String> =
            losses.into_iter().map(|loss| format!("{} -{}", loss.title.chinese_first(), loss.points)).collect();
        let cells = [
            Cell::count(row.rank),
            Cell::text(row.unit.as_str()),
            Cell::text(row.name.as_str()),
            row.parent.map_or(Cell::Empty, |parent| Cell::text(input.units.name(parent))),
            Cell::points(row.score),
            prospect(input, row),
            Cell::text(losses.join("；")),
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
        "taken 认定按已收到",
        "provisional 暂定",
        "not_received 未收到",
        "not_carried_out 认定未开展",
        "excused 免考",
    ];
    let sheet = sheet(workbook, input, "上报情况 coverage", &headings, &[16.0, 24.0])?;
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

/// The villages whose seals came late; no sheet where there are none.
fn late(workbook: &mut Workbook, input: &ReportInput<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let late = late_seals(input);
    if late.is_empty() {
        return Ok(());
    }
    let headings = ["unit 单位", "name 名称", "parent 上级", "received 收到日期", "cost 影响"];
    let sheet = sheet(workbook, input, "逾期 late", &headings, &[16.0, 20.0, 20.0, 14.0, 48.0])?;
    for (line, one) in (1..).zip(late) {
        let cells = [&one.code, &one.name, &one.parent, &one.on.to_string(), &one.cost.chinese].map(Cell::text);
        formats.write_row(sheet, line, cells)?;
    }
    Ok(())
}

/// The villages that a return of their seal keeps in time; no sheet where there are none.
fn forgiven(workbook: &mut Workbook, input: &ReportInput<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let forgiven = forgiven_seals(input);
    if forgiven.is_empty() {
        return Ok(());
    }
    let headings = [
        "unit 单位",
        "name 名称",
        "returned_by 退回单位",
        "returned_on 退回日期",
        "correct_by 改正期限",
        "sealed_on 原上报收到",
        "corrected_on 改正收到",
        "entries_returned 退回时条目",
        "entries 改正后条目",
    ];
    let sheet = sheet(workbook, input, "退回改正 forgiven", &headings, &[16.0, 20.0, 20.0, 13.0, 13.0, 13.0, 13.0])?;
    for (line, one) in (1..).zip(forgiven) {
        let seal = &one.seal;
        let days = [one.returned_on(), seal.correct_by.to_string(), seal.sealed_on().to_string()];
        let texts = [one.code.clone(), one.name.clone(), one.returned_by.clone()].into_iter().chain(days);
        let counts = [seal.entries_returned, seal.entries].map(|count| Cell::count(u32::try_from(count).ok()));
        let cells = texts.chain([seal.corrected_on().to_string()]).map(Cell::text).chain(counts);
        formats.write_row(sheet, line, cells)?;
    }
    Ok(())
}

fn reasons(workbook: &mut Workbook, input: &ReportInput<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let headings = [
        "level 层级",
        "unit 单位",
        "name 名称",
        "indicator 指标",
        "title 标题",
        "of_unit 所属单位",
        "of_unit_name 所属单位名称",
        "table 表",
        "row 记录",
        "points 得分",
        "note 说明",
        "content 记录内容（导出时）",
    ];
    let sheet = sheet(
        workbook,
        input,
        "依据 reasons",
        &headings,
        &[7.0, 15.0, 18.0, 18.0, 22.0, 15.0, 18.0, 12.0, 26.0, 9.0, 40.0, 48.0],
    )?;
    let reasons = scored_levels(input.outcome).flat_map(|(level, row)| {
        let results = row.indicators.iter();
        results.flat_map(move |result| result.reasons.iter().map(move |reason| (level, row, result, reason)))
    });
    for (line, (level, row, result, reason)) in (1..).zip(reasons.take(MOST_REASONS)) {
        let cells = [
            Cell::text(level.chinese()),
            Cell::text(row.unit.as_str()),
            Cell::text(row.name.as_str()),
            Cell::text(result.id.as_str()),
            Cell::text(wording::indicator(&result.id, level, input.indicators).chinese_first()),
            reason.unit.map_or(Cell::Empty, |unit| Cell::text(unit.as_str())),
            reason.unit.map_or(Cell::Empty, |unit| Cell::text(input.units.name(unit))),
            if reason.row.is_empty() { Cell::Empty } else { Cell::text(wording::table_of(&reason.row).chinese) },
            if reason.row.is_empty() { Cell::Empty } else { Cell::text(reason.row.as_str()) },
            Cell::points(reason.points),
            if reason.note.is_empty() { Cell::Empty } else { Cell::text(wording::remark(&reason.note).chinese) },
            said(input.said, row.unit, reason).map_or(Cell::Empty, Cell::text),
        ];
        formats.write_row(sheet, line, cells)?;
    }
    Ok(())
}
