//! Measures 指标口径: what is counted over which rows.

use crate::filter::Filter;
use cunbang_model::document::DocumentKind;
use cunbang_model::{ColumnKind, Decimal, Table};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Measure {
    pub(crate) kind: MeasureKind,
    /// The table looked at; none for what rests on seals and scores.
    pub(crate) table: Option<Table>,
    /// Which of its rows are looked at.
    pub(crate) filters: Vec<Filter>,
    pub(crate) per: Per,
    pub(crate) rows: RowsOf,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MeasureKind {
    /// How many rows, or how many different values of something.
    Count { distinct: Option<Distinct> },
    /// The sum of a column.
    Sum { column: usize },
    /// The mean of a column.
    Average { column: usize },
    /// The share of rows that meet further conditions, in per cent.
    Rate { meets: Vec<Filter> },
    /// One column's sum as a share of another's, in per cent.
    Ratio { part: usize, whole: usize },
    /// The share of rows done by their due day, in per cent.
    Timeliness { done: usize, due: usize },
    /// Marks weighed: their mean in per cent of 1, or their sum.
    Marks { column: usize, weights: Vec<(String, Decimal)>, no_remote_at: Vec<String>, sum: bool },
    /// A figure from elsewhere.
    Figure { indicator: String, combine: Combine },
    /// The share of villages whose seal was received in time, in per cent.
    Sealed,
    /// The mean of the scores of the units below.
    Children { by_members: bool },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Distinct {
    /// The month of the row's day.
    Month,
    Column(usize),
}

/// What the measure is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Per {
    Whole,
    /// Each counted member of the unit.
    Member,
    /// Each month of the period.
    Month,
}

/// Whose rows are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowsOf {
    Own,
    /// Of a township: all its villages'.
    Villages,
}

/// How several figures of one period become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Combine {
    Sum,
    Average,
    Latest,
}

/// The tables that a measure may look at.
pub(crate) const MEASURED: [Table; 13] = [
    Table::Posts,
    Table::Meetings,
    Table::Attendance,
    Table::Deeds,
    Table::Commitments,
    Table::Reviews,
    Table::Nominations,
    Table::Awards,
    Table::Tasks,
    Table::Visits,
    Table::Measures,
    Table::Findings,
    Table::Satisfaction,
];

/// Whether measures may look at a table.
pub(crate) fn is_measured(table: Table) -> bool {
    MEASURED.contains(&table)
}

impl Measure {
    /// Whether its rows come from the village, so that more may come while the village is not received.
    pub(crate) fn is_from_ledger(&self) -> bool {
        match self.table {
            Some(table) => table.document() == DocumentKind::Ledger,
            None => true,
        }
    }

    /// Whether further rows can only make it greater.
    pub(crate) fn only_rises(&self) -> bool {
        if self.per == Per::Member {
            return false;
        }
        match &self.kind {
            MeasureKind::Count { .. } => true,
            MeasureKind::Sum { column } => {
                let kind = self.table.map(|table| table.columns()[*column].kind);
                matches!(kind, Some(ColumnKind::Whole(least, _) | ColumnKind::Number(least, _)) if least >= 0)
            }
            MeasureKind::Marks { weights, sum: true, no_remote_at, .. } => {
                no_remote_at.is_empty() && weights.iter().all(|(_, weight)| *weight >= Decimal::ZERO)
            }
            _ => false,
        }
    }

    /// The most it can be, where that is known: 100 for what is in per cent.
    pub(crate) fn top(&self) -> Option<Decimal> {
        let is_share = match &self.kind {
            MeasureKind::Rate { .. }
            | MeasureKind::Ratio { .. }
            | MeasureKind::Timeliness { .. }
            | MeasureKind::Sealed => true,
            MeasureKind::Marks { weights, sum: false, .. } => {
                weights.iter().all(|(_, weight)| *weight <= Decimal::ONE && *weight >= Decimal::ZERO)
            }
            _ => false,
        };
        is_share.then_some(Decimal::ONE_HUNDRED)
    }
}
