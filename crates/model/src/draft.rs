//! Rows in the making: cells are parsed and put, then checked together.

use crate::carried::PlainCell;
use crate::row::Beyond;
use crate::schema::{Column, ColumnKind, Table, WITHDRAWN, known_words};
use crate::value::{Reading, parse_value};
use crate::{Expected, Row, RowError, Value};

impl Row {
    /// Builds a row from `(column, text)` pairs as they stand in a spreadsheet or a form. White space
    /// around a text is dropped, an empty text is an empty cell, Chinese words of a choice are taken
    /// too. All faults are returned, not only the first.
    pub fn from_cells<'a>(
        table: Table,
        cells: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<RowError>> {
        let mut row = Draft::new(table);
        let mut faults = Vec::new();
        for (name, text) in cells {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            let put = match table.column_index(name) {
                Some(index) => row.put(index, text, Reading::Lenient),
                None if name == WITHDRAWN.name => row.withdraw(text, Reading::Lenient),
                None => Err(RowError::new("row", name, Expected::ColumnOf(table))),
            };
            faults.extend(put.err());
        }
        match row.finish(&mut faults) {
            Some(row) if faults.is_empty() => Ok(row),
            _ => Err(faults),
        }
    }

    /// Builds a row from values in the order of the table's columns. All faults are returned.
    pub fn from_values(table: Table, values: impl IntoIterator<Item = Option<Value>>) -> Result<Self, Vec<RowError>> {
        let mut row = Draft::new(table);
        let mut faults = Vec::new();
        for (index, value) in values.into_iter().enumerate() {
            let Some(value) = value else { continue };
            let text = value.to_string();
            let put = if index < table.columns().len() {
                row.put(index, &text, Reading::Canonical)
            } else {
                Err(RowError::new("row", &text, format!("at most {} cells", table.columns().len())))
            };
            faults.extend(put.err());
        }
        match row.finish(&mut faults) {
            Some(row) if faults.is_empty() => Ok(row),
            _ => Err(faults),
        }
    }
}

/// A row in the making.
pub(crate) struct Draft {
    table: Table,
    cells: Vec<Option<Value>>,
    beyond: Option<Beyond>,
}

impl Draft {
    pub(crate) fn new(table: Table) -> Self {
        let mut cells = Vec::new();
        cells.resize_with(table.columns().len(), || None);
        Self { table, cells, beyond: None }
    }

    pub(crate) const fn table(&self) -> Table {
        self.table
    }

    pub(crate) fn put(&mut self, index: usize, text: &str, reading: Reading) -> Result<(), RowError> {
        let column = &self.table.columns()[index];
        self.cells[index] = Some(parse(column, meant(self.table, column, text, reading), reading)?);
        Ok(())
    }

    /// A cell of a column that a later release brought.
    pub(crate) fn put_later(&mut self, cell: PlainCell) {
        self.beyond.get_or_insert_default().later.push(cell);
    }

    pub(crate) fn withdraw(&mut self, reason: &str, reading: Reading) -> Result<(), RowError> {
        parse(&WITHDRAWN, reason, reading)?;
        self.beyond.get_or_insert_default().withdrawn = Some(reason.into());
        Ok(())
    }

    fn finish(self, faults: &mut Vec<RowError>) -> Option<Row> {
        let had_faults: Vec<&str> = faults.iter().map(|fault| fault.column).collect();
        let mut missing = Vec::new();
        for (column, cell) in self.table.columns().iter().zip(self.cells.iter()) {
            if column.required && cell.is_none() && !had_faults.contains(&column.name) {
                missing.push(RowError::new(column.name, "", Expected::Of(column.kind)));
            }
        }
        faults.extend(missing);
        let Some(Some(Value::Unit(unit))) = self.cells.first() else {
            return None;
        };
        let unit = **unit;
        let row = Row::parsed(self.table, unit, self.cells, self.beyond);
        faults.extend(check_together(&row).err());
        Some(row)
    }

    pub(crate) fn finish_first(self) -> Result<Row, RowError> {
        let mut faults = Vec::new();
        let row = self.finish(&mut faults);
        match (row, faults.into_iter().next()) {
            (Some(row), None) => Ok(row),
            (_, Some(fault)) => Err(fault),
            (None, None) => Err(RowError::new("unit", "", Expected::Of(ColumnKind::Unit))),
        }
    }
}

/// What people write for a word of an open list, whichever way their row comes in: a scheme counts one word,
/// not two.
fn meant<'a>(table: Table, column: &Column, text: &'a str, reading: Reading) -> &'a str {
    let known = match reading {
        Reading::Lenient => known_words(table, column.name),
        Reading::Canonical => &[],
    };
    known.iter().find(|(_, chinese)| *chinese == text).map_or(text, |(word, _)| word)
}

fn parse(column: &Column, text: &str, reading: Reading) -> Result<Value, RowError> {
    parse_value(column.name, column.kind, text, reading)
}

/// Rules that hold between the cells of one row.
fn check_together(row: &Row) -> Result<(), RowError> {
    let Some((part, whole)) = row.table().part_and_whole() else { return Ok(()) };
    match (row.number(part), row.number(whole)) {
        (Some(a), Some(b)) if a > b => {
            let column = row.table().columns().iter().find(|column| column.name == whole);
            let expected = column.map_or_else(|| Expected::from(whole), |column| Expected::AtMost(column, b));
            Err(RowError::new(part, &a.to_string(), expected))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEED: &str = r#"{"unit":"330522103201","deed":"d1","member":"m1","date":"2026-07-03","kind":"integrity","text":"说\"好\"话"}"#;

    #[test]
    fn spreadsheets_may_be_written_by_people() {
        let row = Row::from_cells(
            Table::Visits,
            [("unit", " 330522103201 "), ("month", "2026-07"), ("households", "120.0"), ("visited", "007")],
        )
        .unwrap();
        assert_eq!(row.to_json(), r#"{"unit":"330522103201","month":"2026-07","households":"120","visited":"7"}"#);
        let faults =
            Row::from_cells(Table::Attendance, [("unit", "33"), ("meeting", ""), ("member", "m1"), ("mark", "出勤")])
                .unwrap_err();
        assert_eq!(faults.len(), 2, "{faults:?}");
        let row = Row::from_cells(
            Table::Attendance,
            [("unit", "330522103201"), ("meeting", "t1"), ("member", "m1"), ("mark", "出席")],
        )
        .unwrap();
        assert_eq!(row.text("mark"), Some("present"));
        assert_eq!(row.id(), "t1/m1");
    }

    #[test]
    fn visits_cannot_exceed_households() {
        let faults = Row::from_cells(
            Table::Visits,
            [("unit", "330522103201"), ("month", "2026-07"), ("households", "10"), ("visited", "11")],
        )
        .unwrap_err();
        assert_eq!(faults[0].column, "visited");
    }

    #[test]
    fn a_known_word_of_an_open_list_is_one_word_in_both_languages() {
        let kind = |written: &str| {
            let cells = [
                ("unit", "330522103201"),
                ("deed", "d1"),
                ("member", "m1"),
                ("date", "2026-07-03"),
                ("kind", written),
                ("text", "修路"),
            ];
            Row::from_cells(Table::Deeds, cells).unwrap().text("kind").unwrap().to_owned()
        };
        assert_eq!(kind("服务群众"), "serving_others");
        assert_eq!(kind("serving_others"), "serving_others");
        assert_eq!(kind("修桥补路"), "修桥补路", "a scheme may name others");
        // What was signed stays as it was signed.
        let signed = DEED.replace("integrity", "服务群众");
        assert_eq!(Row::from_json(Table::Deeds, &signed).unwrap().text("kind"), Some("服务群众"));
    }

    #[test]
    fn what_is_counted_is_never_negative_and_a_part_not_more_than_the_whole() {
        let unit = ("unit", "330522103201");
        let finding =
            [("finding", "f1"), ("date", "2026-08-12"), ("clause", "c"), ("text", "t"), ("due", "2026-08-31")];
        let visit = [("month", "2026-07")];
        let ballot = [("period", "2026Q3"), ("target", "committee")];
        let votes = [("period", "2026Q3"), ("member", "m1")];
        let count = "a whole number from 0 to 1000000";
        let check = |table: Table, rest: &[(&str, &str)], numbers: &[(&str, &str)], expected: &str| {
            let cells = std::iter::once(unit).chain(rest.iter().copied()).chain(numbers.iter().copied());
            let faults = Row::from_cells(table, cells).unwrap_err();
            let said = cunbang_language::Language::English.with(|| faults[0].expected.to_string());
            let told = (faults[0].column, faults[0].value.as_str(), said.as_str());
            assert_eq!((faults.len(), told), (1, (numbers[0].0, numbers[0].1, expected)), "{table}");
        };
        let points = "a number from 0 to 1000 with at most four decimal places";
        check(Table::Findings, &finding, &[("points", "-8")], points);
        check(Table::Visits, &visit, &[("households", "-1"), ("visited", "0")], count);
        check(Table::Visits, &visit, &[("visited", "-1"), ("households", "3")], count);
        check(Table::Visits, &visit, &[("visited", "4"), ("households", "3")], "at most households, which is 3");
        check(Table::Nominations, &votes, &[("votes", "-1")], count);
        check(Table::Satisfaction, &ballot, &[("ballots", "-1"), ("satisfied", "0")], count);
        check(Table::Satisfaction, &ballot, &[("satisfied", "-1"), ("ballots", "3")], count);
        check(Table::Satisfaction, &ballot, &[("satisfied", "4"), ("ballots", "3")], "at most ballots, which is 3");
    }
}
