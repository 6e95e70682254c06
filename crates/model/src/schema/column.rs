//! Columns: what may stand in each, and what else is said of it.

use super::Table;

/// What may stand in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A unit code.
    Unit,
    /// The writer's own id: 1 to 64 characters, no white space, control characters or `/`.
    Id,
    /// Text of at most so many characters, without control characters other than line breaks.
    Text(usize),
    /// A day, `2026-07-01`.
    Date,
    /// A month, `2026-07`.
    Month,
    /// A week, month, quarter, half-year or year.
    Period,
    /// A decimal number within bounds, at most four decimal places.
    Number(i64, i64),
    /// A whole number within bounds.
    Whole(i64, i64),
    /// `yes` or `no` (是, 否).
    YesNo,
    /// One of these words; the Chinese word may stand for each.
    Choice(&'static [(&'static str, &'static str)]),
}

/// A column of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Its number in the table, never reused; 1 is the unit that the row is about.
    pub number: u16,
    /// The name in the header row and in documents.
    pub name: &'static str,
    /// The Chinese header that may stand for it.
    pub chinese: &'static str,
    /// What may stand in it.
    pub kind: ColumnKind,
    /// Whether it may not be empty.
    pub required: bool,
    /// The table whose row it names, within the same unit.
    pub refers_to: Option<Table>,
    /// What stands there in the template's example row.
    pub example: Option<&'static str>,
    /// What a person who fills it in must know beyond the kind, in Chinese and English.
    pub note: Option<(&'static str, &'static str)>,
    /// The schema release that brought it.
    pub since: u32,
}

/// A row is never removed; it may be withdrawn 撤回 with a reason. In documents that is a flag of the
/// row, in spreadsheets it stands in this column, behind all others.
pub const WITHDRAWN: Column = Column {
    number: 0,
    name: "withdrawn",
    chinese: "撤回原因",
    kind: ColumnKind::Text(200),
    required: false,
    refers_to: None,
    example: None,
    note: None,
    since: 1,
};

/// What decides the quarter of the document that a row stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// Nothing: its document has no quarter.
    Lasting,
    /// The day in this column.
    Day(&'static str),
    /// The month or period in this column; a half-year's or year's rows stand in its last
    /// quarter, a week's in that of its Thursday.
    Period(&'static str),
    /// The row of another table that this column names.
    With(&'static str),
    /// Whoever writes it.
    Writer,
}
