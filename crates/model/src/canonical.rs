//! Canonical JSON: the one spelling of a row. An object of strings, its columns in the order of the table,
//! empty ones left out, the reason of a withdrawal last.

use crate::draft::Draft;
use crate::raw_row::{Described, RawRow};
use crate::schema::{Definition, MAX_COLUMNS, Table, WITHDRAWN};
use crate::value::Reading;
use crate::{Carried, DocumentName, Row, RowError, Value};
use serde::de::{Deserializer as _, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Longest canonical JSON of a row, in bytes: a scheme's text is the longest there is.
pub(crate) const MAX_ROW_BYTES: usize = 192 * 1024;

impl Row {
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

    /// Its canonical JSON.
    pub fn to_json(&self) -> String {
        let mut json = String::with_capacity(160);
        self.push_json(&mut json);
        json
    }

    /// Adds its canonical JSON to a text.
    pub fn push_json(&self, json: &mut String) {
        #[cfg(debug_assertions)]
        crate::counted::note_json();
        let mut separator = '{';
        for (column, cell) in self.table().columns().iter().zip(self.cells()) {
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
        for cell in self.later_cells() {
            push_json_cell(json, &mut separator, &cell.name, &cell.text);
        }
        if let Some(reason) = self.withdrawal() {
            push_json_cell(json, &mut separator, WITHDRAWN.name, reason);
        }
        json.push('}');
    }
}

impl Carried {
    /// Adds its canonical JSON to a text.
    pub fn push_json(&self, json: &mut String) {
        match self {
            Self::Read(row) => row.push_json(json),
            Self::Unread(row) => {
                let mut separator = '{';
                for cell in row.cells() {
                    push_json_cell(json, &mut separator, &cell.name, &cell.text);
                }
                if let Some(reason) = self.withdrawal() {
                    push_json_cell(json, &mut separator, WITHDRAWN.name, reason);
                }
                json.push('}');
            }
        }
    }

    /// Its canonical JSON.
    pub fn to_json(&self) -> String {
        let mut json = String::with_capacity(160);
        self.push_json(&mut json);
        json
    }

    /// Parses canonical JSON; `definition` where the row needs one.
    pub fn from_json(
        table: &str,
        definition: Option<&Definition>,
        document: &DocumentName,
        json: &str,
    ) -> Result<Self, RowError> {
        let faulty = |expected: String| RowError::new("row", json, expected);
        if json.len() > MAX_ROW_BYTES {
            return Err(faulty(format!("at most {MAX_ROW_BYTES} bytes")));
        }
        let baseline = Table::from_name(table);
        let described = match definition {
            Some(definition) => Described::Defined(definition),
            None => Described::Baseline(baseline.ok_or_else(|| faulty("a table that is known or defined".to_owned()))?),
        };
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let texts = deserializer
            .deserialize_map(TextsVisitor)
            .and_then(|texts| deserializer.end().map(|()| texts))
            .map_err(|error| faulty(format!("a JSON object of strings: {error}")))?;
        let mut cells = Vec::with_capacity(texts.len());
        let mut withdrawn = None;
        for (name, text) in &texts {
            if name == WITHDRAWN.name {
                withdrawn = Some(text.as_str());
                continue;
            }
            let defined = definition.and_then(|definition| {
                definition.columns().iter().find(|(_, of)| **of == **name).map(|(number, _)| *number)
            });
            let known = || baseline.and_then(|table| Some(table.columns()[table.column_index(name)?].number));
            let number =
                defined.or_else(known).ok_or_else(|| RowError::new("row", name, format!("a column of {table}")))?;
            cells.push((number, text.as_str()));
        }
        let carried = RawRow { described, cells: &cells, withdrawn }.carry(document)?;
        let canonical = carried.to_json();
        if canonical == json { Ok(carried) } else { Err(faulty(format!("canonical JSON: {canonical}"))) }
    }
}

/// Adds a cell to JSON: `"name":"text"`, behind a comma or the opening brace.
fn push_json_cell(json: &mut String, separator: &mut char, name: &str, text: &str) {
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
    let is_escaped = |byte: u8| matches!(byte, b'"' | b'\\' | b'\n' | b'\r' | b'\t');
    while let Some(at) = rest.bytes().position(is_escaped) {
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
            let put = match self.row.table().column_index(&name) {
                Some(index) => self.row.put(index, &text, Reading::Canonical),
                None if name == WITHDRAWN.name => self.row.withdraw(&text, Reading::Canonical),
                None => Err(RowError::new("row", &name, format!("a column of {}", self.row.table()))),
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

struct TextsVisitor;

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = Vec<(String, String)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object of strings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut texts: Self::Value = Vec::new();
        while let Some((name, text)) = map.next_entry::<Cow<'de, str>, Cow<'de, str>>()? {
            if texts.len() > MAX_COLUMNS {
                return Err(serde::de::Error::custom("too many columns"));
            }
            texts.push((name.into_owned(), text.into_owned()));
        }
        Ok(texts)
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
}
