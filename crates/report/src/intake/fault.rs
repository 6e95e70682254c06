//! Faults of an import: for each, where it is, the value found there and what was expected.

use crate::harmless::harmless;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A file, or one sheet of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Source {
    /// The file's name without its folder.
    pub(crate) file: Arc<str>,
    /// The sheet, in a workbook.
    pub(crate) sheet: Option<Arc<str>>,
}

impl Source {
    pub(crate) fn file(name: &str) -> Self {
        Self { file: name.into(), sheet: None }
    }

    pub(crate) fn sheet(&self, name: &str) -> Self {
        Self { file: Arc::clone(&self.file), sheet: Some(name.into()) }
    }

    /// The place that means the whole file or sheet.
    pub(crate) fn whole(&self) -> Place {
        Place { source: self.clone(), row: None }
    }

    /// The place of a row.
    pub(crate) fn row(&self, row: u32) -> Place {
        Place { source: self.clone(), row: Some(row) }
    }
}

/// Where something is in an import: file, sheet and row, as the spreadsheet program shows them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    source: Source,
    row: Option<u32>,
}

impl Place {
    /// The file's name, without its folder.
    pub fn file(&self) -> &str {
        &self.source.file
    }

    /// The sheet's name, in a workbook.
    pub fn sheet(&self) -> Option<&str> {
        self.source.sheet.as_deref()
    }

    /// The row number in the spreadsheet, from 1; `None` for the whole file or sheet.
    pub fn row(&self) -> Option<u32> {
        self.row
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source.file)?;
        if let Some(sheet) = &self.source.sheet {
            write!(f, ", sheet {sheet}")?;
        }
        self.row.map_or(Ok(()), |row| write!(f, ", row {row}"))
    }
}

/// One fault of an import.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fault {
    /// The file's name, without its folder.
    pub file: Box<str>,
    /// The sheet's name, in a workbook.
    pub sheet: Option<Box<str>>,
    /// The row number in the spreadsheet, from 1; `None` for the whole file or sheet.
    pub row: Option<u32>,
    /// The column's name in the table, or the header text if it names no column of the table.
    pub column: Option<Box<str>>,
    /// The value found, cut to 80 characters; empty if there is none.
    pub value: Box<str>,
    /// What was expected, or what to do.
    pub expected: Box<str>,
}

impl Fault {
    pub(crate) fn new(place: &Place, column: Option<&str>, value: &str, expected: impl Into<String>) -> Self {
        Self {
            file: place.file().into(),
            sheet: place.sheet().map(Box::from),
            row: place.row,
            column: column.map(Box::from),
            value: value.chars().take(80).collect::<String>().into(),
            expected: expected.into().into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, ", sheet {sheet}")?;
        }
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        if self.row.is_some() || self.column.is_some() || !self.value.is_empty() {
            write!(f, ": {:?}", self.value)?;
        }
        write!(f, ": expected {}", self.expected)
    }
}

/// How many faults are kept. Further ones are only counted, so that a file with a million bad rows does not
/// fill the memory.
const MOST_KEPT: usize = 100_000;

/// All faults of an import, in the order of files, sheets and rows. Never empty when returned as an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub struct ImportFaults {
    faults: Vec<Fault>,
    /// How many faults were found beyond those kept.
    more: usize,
}

impl ImportFaults {
    pub(crate) fn push(&mut self, fault: Fault) {
        if self.faults.len() < MOST_KEPT {
            self.faults.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// An error with a single fault.
    pub(crate) fn one(fault: Fault) -> Self {
        Self { faults: vec![fault], more: 0 }
    }

    /// `Ok` if there are no faults.
    pub(crate) fn none_or_err(self) -> Result<(), Self> {
        if self.faults.is_empty() { Ok(()) } else { Err(self) }
    }

    /// The faults that were kept, at most 100,000.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// How many faults were found, including those that were not kept.
    pub fn count(&self) -> usize {
        self.faults.len() + self.more
    }

    /// The list as one JSON object: `{"faults":[{"file","sheet","row","column","value","expected"}],"more":0}`.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The list as CSV in UTF-8 with a BOM, which spreadsheet programs recognise.
    pub fn to_csv(&self) -> String {
        let records = self.faults.iter().map(|fault| {
            [
                harmless(&fault.file).into_owned(),
                harmless(fault.sheet.as_deref().unwrap_or_default()).into_owned(),
                fault.row.map(|row| row.to_string()).unwrap_or_default(),
                harmless(fault.column.as_deref().unwrap_or_default()).into_owned(),
                harmless(&fault.value).into_owned(),
                harmless(&fault.expected).into_owned(),
            ]
        });
        crate::comma::write(["file 文件", "sheet 工作表", "row 行", "column 列", "value 值", "expected 应为"], records)
    }
}

impl fmt::Display for ImportFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{fault}")?;
        }
        if self.more > 0 {
            write!(f, "\nand {} more", self.more)?;
        }
        Ok(())
    }
}
