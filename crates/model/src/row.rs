//! Rows: parsed, typed, and written as canonical JSON.

use crate::carried::PlainCell;
use crate::schema::{Column, ColumnKind, Placement, Record, Table, WITHDRAWN, known_words};
use crate::value::{Reading, expectation, parse_value};
use crate::{Decimal, Period, RowError, UnitCode, Value};
use jiff::civil::Date;
use serde::de::{Deserializer as _, MapAccess, Visitor};
use std::borrow::Cow;
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
struct Beyond {
    /// Cells of columns that a later release brought.
    later: Vec<PlainCell>,
    /// Why it was withdrawn, if it was.
    withdrawn: Option<Box<str>>,
}

/// Longest canonical JSON of a row, in bytes: a scheme's text is the longest there is.
pub const MAX_ROW_BYTES: usize = 192 * 1024;

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
                None => Err(RowError::new("row", name, format!("a column of {table}"))),
            };
            faults.extend(put.err());
        }
        match row.finish(&mut faults) {
            Some(row) if faults.is_empty() => Ok(row),
            _ => Err(faults),
        }
    }

    /// Parses the canonical JSON of a row; anything that [`Row::to_json`] would have written
    /// otherwise is refused, so that a row has one spelling only.
    pub fn from_json(table: Table, json: &str) -> Result<Self, RowError> {
        if json.len() > MAX_ROW_BYTES {
            return Err(RowError::new("row", json, format!("at most {MAX_ROW_BYTES} bytes")));
        }
        let mut row = Draft::new(table);
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let mut fault = None;
        let read = deserializer.deserialize_map(CellVisitor { row: &mut row, fault: &mut fault });
        if let Some(fault) = fault {
            return Err(fault);
        }
        read.and_then(|()| deserializer.end())
            .map_err(|error| RowError::new("row", json, format!("a JSON object of strings: {error}")))?;
        let row = row.finish_first()?;
        if row.to_json() == json {
            Ok(row)
        } else {
            Err(RowError::new("row", json, format!("canonical JSON: {}", row.to_json())))
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

    /// Its canonical JSON.
    pub fn to_json(&self) -> String {
        let mut json = String::with_capacity(160);
        self.push_json(&mut json);
        json
    }

    /// Adds its canonical JSON to a text.
    pub fn push_json(&self, json: &mut String) {
        let mut separator = '{';
        for (column, cell) in self.table.columns().iter().zip(self.cells.iter()) {
            let Some(value) = cell else { continue };
            match value {
                Value::Text(text) => push_json_cell(json, &mut separator, column.name, text),
                // Digits, letters, hyphens and points: nothing to escape.
                plain => {
                    push_json_name(json, &mut separator, column.name);
                    plain.push_to(json);
                    json.push('"');
                }
            }
        }
        if let Some(beyond) = &self.beyond {
            for cell in &beyond.later {
                push_json_cell(json, &mut separator, &cell.name, &cell.text);
            }
            if let Some(reason) = &beyond.withdrawn {
                push_json_cell(json, &mut separator, WITHDRAWN.name, reason);
            }
        }
        json.push('}');
    }

    /// The quarter of the ledger that it belongs to, where the row itself tells: by its date, due
    /// date, month or period (a half-year's or year's rows stand in its last quarter). Attendance
    /// belongs where its meeting stands, standing where it is written.
    pub fn quarter(&self) -> Option<Period> {
        let day = match self.table.placement() {
            Placement::Day(column) => self.date(column),
            Placement::Period(column) => self.period(column).map(Period::last_day),
            Placement::Lasting | Placement::With(_) | Placement::Writer => None,
        };
        day.map(Period::quarter_of)
    }
}

/// Adds a cell to JSON: `"name":"text"`, behind a comma or the opening brace.
pub(crate) fn push_json_cell(json: &mut String, separator: &mut char, name: &str, text: &str) {
    push_json_name(json, separator, name);
    push_escaped(json, text);
    json.push('"');
}

fn push_json_name(json: &mut String, separator: &mut char, name: &str) {
    json.push(*separator);
    *separator = ',';
    json.push('"');
    json.push_str(name);
    json.push_str("\":\"");
}

/// Writes what stands in a JSON string: short escapes for quote, backslash and line breaks, all else as it is.
fn push_escaped(json: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\\', '\n', '\r', '\t']) {
        json.push_str(&rest[..at]);
        json.push_str(match rest.as_bytes()[at] {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            _ => "\\t",
        });
        rest = &rest[at + 1..];
    }
    json.push_str(rest);
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
                missing.push(RowError::new(column.name, "", expectation(column.kind)));
            }
        }
        faults.extend(missing);
        let Some(Some(Value::Unit(unit))) = self.cells.first() else {
            return None;
        };
        let unit = **unit;
        let row = Row { table: self.table, unit, cells: self.cells.into(), beyond: self.beyond.map(Arc::new) };
        faults.extend(check_together(&row).err());
        Some(row)
    }

    pub(crate) fn finish_first(self) -> Result<Row, RowError> {
        let mut faults = Vec::new();
        let row = self.finish(&mut faults);
        match (row, faults.into_iter().next()) {
            (Some(row), None) => Ok(row),
            (_, Some(fault)) => Err(fault),
            (None, None) => Err(RowError::new("unit", "", expectation(ColumnKind::Unit))),
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
            Err(RowError::new(part, &a.to_string(), format!("at most {whole}, which is {b}")))
        }
        _ => Ok(()),
    }
}

struct CellVisitor<'a> {
    row: &'a mut Draft,
    fault: &'a mut Option<RowError>,
}

impl<'de> Visitor<'de> for CellVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object of strings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            let text = map.next_value::<TextCell<'de>>()?.0;
            let put = match self.row.table.column_index(&name) {
                Some(index) => self.row.put(index, &text, Reading::Canonical),
                None if name == WITHDRAWN.name => self.row.withdraw(&text, Reading::Canonical),
                None => Err(RowError::new("row", &name, format!("a column of {}", self.row.table))),
            };
            if let Err(fault) = put {
                self.fault.get_or_insert(fault);
            }
        }
        Ok(())
    }
}

/// A JSON string, borrowed where it has no escapes.
struct TextCell<'de>(Cow<'de, str>);

impl<'de> serde::Deserialize<'de> for TextCell<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Cow<'de, str>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        deserializer.deserialize_str(TextVisitor).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEED: &str = r#"{"unit":"330522103201","deed":"d1","member":"m1","date":"2026-07-03","kind":"integrity","text":"说\"好\"话"}"#;

    #[test]
    fn canonical_json_is_the_only_spelling() {
        let row = Row::from_json(Table::Deeds, DEED).unwrap();
        assert_eq!(row.to_json(), DEED);
        assert_eq!(row.key(), "deeds/d1");
        assert_eq!(row.quarter().unwrap().to_string(), "2026Q3");
        for (wrong, column) in [
            (DEED.replace("{\"unit\"", "{ \"unit\""), "row"),
            (DEED.replace("2026-07-03", "2026-7-3"), "date"),
            (DEED.replace("\"kind\":\"integrity\",", ""), "kind"),
            (DEED.replace("\"kind\"", "\"colour\""), "row"),
            (DEED.replace("\"m1\"", "1"), "row"),
            (DEED.replace("\"m1\"", "\"a b\""), "member"),
        ] {
            assert_eq!(Row::from_json(Table::Deeds, &wrong).unwrap_err().column, column, "{wrong}");
        }
    }

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
            let told = (faults[0].column, faults[0].value.as_str(), faults[0].expected.as_str());
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

    #[test]
    fn withdrawal_is_a_flag_with_a_reason() {
        let row = Row::from_json(Table::Deeds, DEED).unwrap().withdrawn("写错了");
        assert_eq!(row.withdrawal(), Some("写错了"));
        assert!(row.to_json().ends_with(r#","withdrawn":"写错了"}"#), "canonical JSON shows it, last");
        assert_eq!(Row::from_json(Table::Deeds, &row.to_json()).unwrap(), row);
    }
}
