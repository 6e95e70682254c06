//! Rows of tables: every cell parsed.

use crate::carried::PlainCell;
use crate::schema::{ColumnKind, Placement, Record, Table, WITHDRAWN};
use crate::{Decimal, Period, UnitCode, Value};
use jiff::civil::Date;
use std::fmt;
use std::sync::Arc;

/// A row of a table: every cell parsed, every required one there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    table: Table,
    unit: UnitCode,
    /// Shared: a row is cloned often and never changed.
    cells: Arc<[Option<Value>]>,
    /// Of most rows none.
    beyond: Option<Arc<Beyond>>,
}

/// What a row has beside the cells of its table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Beyond {
    /// Cells of columns that a later release brought.
    pub(crate) later: Vec<PlainCell>,
    /// Why it was withdrawn, if it was.
    pub(crate) withdrawn: Option<Box<str>>,
}

impl Row {
    /// A row whose cells were parsed and checked ([`crate::draft`]).
    pub(crate) fn parsed(table: Table, unit: UnitCode, cells: Vec<Option<Value>>, beyond: Option<Beyond>) -> Self {
        Self { table, unit, cells: cells.into(), beyond: beyond.map(Arc::new) }
    }

    /// Reads it as a record of its table; none of another table.
    pub fn record<R: Record>(&self) -> Option<R> {
        R::of(self)
    }

    /// Its table.
    pub const fn table(&self) -> Table {
        self.table
    }

    /// The unit that it is about: its first column.
    pub const fn unit(&self) -> UnitCode {
        self.unit
    }

    /// The cells in the order of the table's columns.
    pub fn cells(&self) -> &[Option<Value>] {
        &self.cells
    }

    /// The cell of a column; none where it is empty or the table has no such column.
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.cells.get(self.table.column_index(column)?)?.as_ref()
    }

    /// The text of a text, id or choice column.
    pub fn text(&self, column: &str) -> Option<&str> {
        match self.get(column)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The day of a date column.
    pub fn date(&self, column: &str) -> Option<Date> {
        match self.get(column)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The period of a month or period column.
    pub fn period(&self, column: &str) -> Option<Period> {
        match self.get(column)? {
            Value::Period(period) => Some(*period),
            _ => None,
        }
    }

    /// The number of a number column.
    pub fn number(&self, column: &str) -> Option<Decimal> {
        match self.get(column)? {
            Value::Number(number) => Some(**number),
            _ => None,
        }
    }

    /// The cells of columns that a later release brought.
    pub fn later_cells(&self) -> &[PlainCell] {
        self.beyond.as_ref().map_or(&[], |beyond| &beyond.later)
    }

    /// Why it was withdrawn, if it was.
    pub fn withdrawal(&self) -> Option<&str> {
        self.beyond.as_ref()?.withdrawn.as_deref()
    }

    /// Whether it was withdrawn.
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawal().is_some()
    }

    /// This row withdrawn, with the reason.
    #[must_use]
    pub fn withdrawn(self, reason: &str) -> Self {
        let ColumnKind::Text(most) = WITHDRAWN.kind else { return self };
        let reason = reason.chars().take(most).collect::<String>();
        let later = self.later_cells().to_vec();
        Self { beyond: Some(Arc::new(Beyond { later, withdrawn: Some(reason.into()) })), ..self }
    }

    /// This row as it was before it was withdrawn.
    #[must_use]
    pub fn reinstated(self) -> Self {
        let later = self.later_cells().to_vec();
        let beyond = (!later.is_empty()).then(|| Arc::new(Beyond { later, withdrawn: None }));
        Self { beyond, ..self }
    }

    /// Its id within its table and document: the key columns joined by `/`, empty ones as `-`.
    pub fn id(&self) -> String {
        let mut id = String::with_capacity(24);
        self.push_id(&mut id);
        id
    }

    /// Its key in its document: `table/id`.
    pub fn key(&self) -> String {
        let mut key = String::with_capacity(32);
        key.push_str(self.table.name());
        key.push('/');
        self.push_id(&mut key);
        key
    }

    /// Writes its key where that is kept: no text of its own is made for it.
    pub fn write_key(&self, out: &mut impl fmt::Write) -> fmt::Result {
        out.write_str(self.table.name())?;
        for place in self.table.key_places() {
            out.write_char('/')?;
            match self.cells.get(*place).and_then(Option::as_ref) {
                Some(Value::Text(text)) => out.write_str(text)?,
                Some(Value::Unit(unit)) => out.write_str(unit.as_str())?,
                Some(Value::Period(period)) => period.write(out)?,
                Some(value) => write!(out, "{value}")?,
                None => out.write_char('-')?,
            }
        }
        Ok(())
    }

    pub(crate) fn push_id(&self, out: &mut String) {
        for (place, column) in self.table.key().iter().enumerate() {
            if place > 0 {
                out.push('/');
            }
            match self.get(column) {
                Some(value) => value.push_to(out),
                None => out.push('-'),
            }
        }
    }

    /// The quarter of the ledger that it belongs to, where the row itself tells: by its date, due
    /// date, month or period (a half-year's or year's rows stand in its last quarter, a week's in that of its
    /// Thursday). Attendance belongs where its meeting stands, standing where it is written.
    pub fn quarter(&self) -> Option<Period> {
        self.day().map(Period::quarter_of)
    }

    /// The day that tells the quarter: its date or due date, the last day of its month or period, or its week's Thursday.
    pub fn day(&self) -> Option<Date> {
        match (self.table.placement(), self.cells.get(self.table.place_of_placement()?)?.as_ref()?) {
            (Placement::Day(_), Value::Date(day)) => Some(*day),
            (Placement::Period(_), Value::Period(period)) => Some(period.belongs_to()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEED: &str = r#"{"unit":"330522103201","deed":"d1","member":"m1","date":"2026-07-03","kind":"integrity","text":"说\"好\"话"}"#;

    #[test]
    fn a_key_is_written_as_it_is_told() {
        for (table, json, key) in [
            (Table::Deeds, DEED, "deeds/d1"),
            (
                Table::Reviews,
                r#"{"unit":"330522103201","period":"2026H2","stage":"general","member":"m1","points":"80"}"#,
                "reviews/2026H2/general/m1/-",
            ),
        ] {
            let row = Row::from_json(table, json).unwrap();
            let mut written = String::new();
            row.write_key(&mut written).unwrap();
            assert_eq!((written.as_str(), row.key().as_str()), (key, key));
        }
    }

    #[test]
    fn withdrawal_is_a_flag_with_a_reason() {
        let row = Row::from_json(Table::Deeds, DEED).unwrap().withdrawn("写错了");
        assert_eq!(row.withdrawal(), Some("写错了"));
        assert!(row.to_json().ends_with(r#","withdrawn":"写错了"}"#), "canonical JSON shows it, last");
        assert_eq!(Row::from_json(Table::Deeds, &row.to_json()).unwrap(), row);
        assert_eq!(row.reinstated(), Row::from_json(Table::Deeds, DEED).unwrap());
    }
}
