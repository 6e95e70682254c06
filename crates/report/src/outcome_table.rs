//! One level of an outcome as a table: the cells of each row, and the whole as CSV.

use crate::harmless::harmless;
use crate::movement::Previous;
use crate::page::ReportInput;
use crate::wording;
use cunbang_model::Decimal;
use cunbang_model::schema::{ResultProspect, Word as _};
use cunbang_scheme::{DecisionNote, Level, OutcomeRow, ToldVillage, ToldVillages};

/// The first columns of every level's table.
pub(crate) const ROW_HEADINGS: [&str; 21] = [
    "rank 名次",
    "rank_in_parent 上级内名次",
    "movement 升降",
    "unit 单位",
    "member 党员编号",
    "name 名称",
    "kind 类型",
    "parent 上级",
    "parent_name 上级名称",
    "score 得分",
    "stars 星级",
    "status 状态",
    "candidate 后进候选",
    "prospect 确定或可能",
    "best_score 最高可得",
    "worst_score 最低可得",
    "best_rank 最好名次",
    "worst_rank 最差名次",
    "warned 警示",
    "decision 认定",
    "consequences 结果运用建议",
];

/// The content of a table cell.
pub(crate) enum Cell {
    Empty,
    Text(String),
    Count(u32),
    Points(Decimal),
    /// Ranks gained; negative if lost.
    Movement(i64),
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn yes_no(yes: bool) -> Self {
        Self::text(if yes { "yes" } else { "no" })
    }

    pub(crate) fn count(count: Option<u32>) -> Self {
        count.map_or(Self::Empty, Self::Count)
    }

    pub(crate) fn points(points: Option<Decimal>) -> Self {
        points.map_or(Self::Empty, Self::Points)
    }
}

/// The name of an indicator's column for programs: its id, unless a column of every outcome is called so, as readers of tables
/// refuse two columns of one name or rename one.
pub(crate) fn points_column(id: &str) -> String {
    let is_taken = ROW_HEADINGS.iter().any(|heading| heading.split(' ').next() == Some(id));
    if is_taken { format!("{id}_points") } else { id.to_owned() }
}

/// The heading of an indicator's column: its name for programs and its title.
pub(crate) fn points_heading(id: &str, level: Level, input: &ReportInput<'_>) -> String {
    let title = wording::indicator(id, level, input.indicators).chinese;
    format!("{} {title}", points_column(id)).trim_end().to_owned()
}

/// One level of an outcome as CSV in UTF-8 with a BOM: the columns of an outcome row, then the points of each
/// indicator under its id and title. Rows keep the outcome's order.
pub fn outcome_csv(input: &ReportInput<'_>, level: Level) -> String {
    let rows = input.outcome.rows(level);
    let previous = Previous::of(input, level);
    let villages = ToldVillages::of(input.outcome);
    let ids = indicator_ids(rows);
    let headings = ROW_HEADINGS.into_iter().map(str::to_owned);
    let of_points = ids.iter().map(|id| harmless(&points_heading(id, level, input)).into_owned());
    let header = headings.chain(of_points);
    let records = rows.iter().map(|row| {
        let of_points = ids.iter().map(|id| Cell::points(points_of(row, id)));
        let cells = row_cells(input, level, &previous, &villages, row).into_iter().chain(of_points);
        cells.map(|cell| match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => harmless(&text).into_owned(),
            Cell::Count(count) => count.to_string(),
            Cell::Points(points) => points.to_string(),
            Cell::Movement(places) => places.to_string(),
        })
    });
    crate::comma::write(header, records)
}

/// The ids of a level's indicators, in order of first appearance.
pub(crate) fn indicator_ids(rows: &[OutcomeRow]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for result in rows.iter().flat_map(|row| row.indicators.iter()) {
        if !ids.iter().any(|id| *id == result.id) {
            ids.push(result.id.to_string());
        }
    }
    ids
}

pub(crate) fn points_of(row: &OutcomeRow, id: &str) -> Option<Decimal> {
    row.indicators.iter().find(|result| result.id == id)?.points
}

/// Whether a village is a candidate for certain, or may become or cease to be one.
pub(crate) fn prospect_of(input: &ReportInput<'_>, row: &OutcomeRow) -> Option<ResultProspect> {
    let known = input.prospects.get(&row.unit).filter(|_| row.candidate.is_some());
    known.map(|known| ResultProspect::from(*known))
}

/// What the county decided on a row, or, of a unit above villages, on these.
pub(crate) fn decided(
    row: &OutcomeRow,
    villages: &ToldVillages<'_>,
    in_words: impl Fn(&DecisionNote) -> String,
    of_village: impl Fn(&ToldVillage<'_>) -> String,
    between: &str,
) -> Cell {
    let of_villages = villages.decided(row.unit).map(|(village, note)| of_village(village) + &in_words(note));
    let all: Vec<String> = row.decision.iter().map(&in_words).chain(of_villages).collect();
    if all.is_empty() { Cell::Empty } else { Cell::text(all.join(between)) }
}

/// The cells of a row; of one that was not ranked before there is no movement.
pub(crate) fn row_cells(
    input: &ReportInput<'_>,
    level: Level,
    previous: &Previous<'_>,
    villages: &ToldVillages<'_>,
    row: &OutcomeRow,
) -> [Cell; 21] {
    let note = |note: &DecisionNote| format!("{}: {}", note.decision, note.reason);
    [
        Cell::count(row.rank),
        Cell::count(row.rank_in_parent),
        previous.movement(row).ranks_gained().map_or(Cell::Empty, Cell::Movement),
        Cell::text(row.unit.as_str()),
        row.member.as_ref().map_or(Cell::Empty, Cell::text),
        Cell::text(row.name.as_str()),
        Cell::text(row.kind.as_str()),
        row.parent.map_or(Cell::Empty, |parent| Cell::text(parent.as_str())),
        row.parent.map_or(Cell::Empty, |parent| Cell::text(input.units.name(parent))),
        Cell::points(row.score),
        Cell::count(row.stars.map(u32::from)),
        Cell::text(row.told().as_str()),
        row.candidate.map_or(Cell::Empty, Cell::yes_no),
        prospect_of(input, row).map_or(Cell::Empty, |known| Cell::text(known.word())),
        Cell::points(row.bounds.map(|bounds| bounds.best_score)),
        Cell::points(row.bounds.map(|bounds| bounds.worst_score)),
        Cell::count(row.bounds.map(|bounds| bounds.best_rank)),
        Cell::count(row.bounds.map(|bounds| bounds.worst_rank)),
        Cell::yes_no(row.warned),
        decided(row, villages, note, |village| format!("{} ", village.unit), "; "),
        proposed(input, level, row, "; "),
    ]
}

/// What the rules propose because of a row, each with its amount: by its title, or its id where the rules are not at hand.
pub(crate) fn proposed(input: &ReportInput<'_>, level: Level, row: &OutcomeRow, between: &str) -> Cell {
    let all = proposals(input, level, row);
    if all.is_empty() { Cell::Empty } else { Cell::text(all.join(between)) }
}

/// The same one by one.
pub(crate) fn proposals(input: &ReportInput<'_>, level: Level, row: &OutcomeRow) -> Vec<String> {
    let said = row.consequences.iter().map(|one| {
        let info = input.rules.and_then(|rules| rules.consequences(level).find(|info| info.id == one.id));
        let (title, unit) = info.map_or((one.id.as_str(), ""), |info| (info.title, info.unit));
        one.amount.map_or_else(|| title.to_owned(), |amount| format!("{title} {amount}{unit}"))
    });
    said.collect()
}
