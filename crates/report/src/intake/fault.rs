//! Faults and questions of an import: for each, the cell where it stands, the value there and what is wrong with it.

use super::naming::{column_name, period_said};
use super::problem::Problem;
use crate::harmless::harmless;
use crate::header::letters;
use cunbang_language::{Language, lazily, say};
use cunbang_model::Column;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroU32;
use std::path::Path;
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
        Place { source: self.clone(), row: None, column: None }
    }

    /// The place of a row.
    pub(crate) fn row(&self, row: u32) -> Place {
        Place { source: self.clone(), row: NonZeroU32::new(row), column: None }
    }
}

/// Where something is in an import: file, sheet, row and column, as the spreadsheet program shows them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    source: Source,
    /// From 1.
    row: Option<NonZeroU32>,
    /// From 0.
    column: Option<u16>,
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

    /// What the sheet is called: by itself in a workbook, else by its file without the ending.
    pub(crate) fn name(&self) -> Cow<'_, str> {
        match self.sheet() {
            Some(sheet) => sheet.into(),
            None => Path::new(self.file()).file_stem().unwrap_or_default().to_string_lossy(),
        }
    }

    /// The row number in the spreadsheet, from 1; `None` for the whole file or sheet.
    pub fn row(&self) -> Option<u32> {
        self.row.map(NonZeroU32::get)
    }

    /// The place of a cell of this row, by the column from 0.
    #[must_use]
    pub(crate) fn column(&self, column: usize) -> Self {
        Self { column: u16::try_from(column).ok(), ..self.clone() }
    }

    /// The place of the whole file or sheet.
    pub(crate) fn whole(&self) -> Self {
        self.source.whole()
    }

    /// The column, from 0, where it is one cell's place.
    pub(crate) fn column_index(&self) -> Option<usize> {
        self.column.map(usize::from)
    }

    /// The cell as spreadsheet programs call it, `C5`, where it is one cell's place.
    pub fn cell(&self) -> Option<String> {
        Some(format!("{}{}", letters(self.column_index()?), self.row?))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source.file)?;
        if let Some(sheet) = &self.source.sheet {
            write!(f, " · {sheet}")?;
        }
        match (self.cell(), self.row) {
            (Some(cell), _) => write!(f, " · {cell}"),
            (None, Some(row)) => write!(f, " · {}", say!("place-row", row = row)),
            (None, None) => Ok(()),
        }
    }
}

/// One fault of an import, or one question about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// The table's column that the cell was read for.
    pub column: Option<&'static Column>,
    /// The value found, cut to 80 characters; empty if there is none.
    pub value: Box<str>,
    /// What is wrong with it.
    pub problem: Problem,
    /// What the sheet itself calls the column, where that is not one of the names that it has here.
    header: Option<Box<Header>>,
}

/// What a sheet calls a column. A fault holds it boxed, and stays small.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Header(Box<str>);

impl Fault {
    pub(crate) fn new(place: &Place, column: Option<&'static Column>, value: &str, problem: Problem) -> Self {
        let value = value.chars().take(80).collect::<String>().into();
        Self { place: place.clone(), column, value, problem, header: None }
    }

    /// The column in brackets, as the sheet has it.
    pub(super) fn column_in_brackets(&self) -> String {
        match (&self.header, self.column) {
            (Some(header), _) => Language::first().pick("（#）", " (#)").replace('#', &header.0),
            (None, Some(column)) => in_brackets(column),
            (None, None) => String::new(),
        }
    }
}

impl Fault {
    /// What is wrong, as far as the column matters: one that may stay empty says so.
    pub(super) fn said(&self) -> String {
        match self.column {
            Some(column) if self.problem == Problem::NoDay && !column.required => say!("problem-no-day-optional"),
            _ => self.problem.to_string(),
        }
    }

    /// As a form says it, where the place is plain to see: the column, as the sheet or form calls it, the value and what is
    /// wrong.
    pub fn in_form(&self) -> String {
        self.in_form_called(&match (&self.header, self.column) {
            (Some(header), _) => header.0.to_string(),
            (None, column) => column.map(|column| column_name(column).to_string()).unwrap_or_default(),
        })
    }

    /// The same, with what the form calls the column.
    pub fn in_form_called(&self, column: &str) -> String {
        let what = format!("{column}{}", quoted(&self.value));
        // What is wrong with a whole file or sheet is of no column.
        if what.is_empty() { self.said_in_form() } else { format!("{what}{}{}", colon(), self.said_in_form()) }
    }

    /// What is wrong with a cell that was typed: nothing is imported there, and no box can be ticked.
    fn said_in_form(&self) -> String {
        match &self.problem {
            Problem::OtherQuarter { own, named } => {
                say!("form-other-quarter", own = lazily(|| period_said(*own)), named = lazily(|| period_said(*named)))
            }
            Problem::FarOff { quarter } => say!("form-far-off", quarter = lazily(|| period_said(*quarter))),
            Problem::NotYet { today } => say!("form-not-yet", today = today),
            Problem::OfAnother { unit, own } => say!("form-of-another", unit = unit, own = own),
            _ => self.said(),
        }
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Fault", 9)?;
        fields.serialize_field("file", self.place.file())?;
        fields.serialize_field("sheet", &self.place.sheet())?;
        fields.serialize_field("row", &self.place.row())?;
        fields.serialize_field("cell", &self.place.cell())?;
        fields.serialize_field("column", &self.column.map(|column| column.name))?;
        fields.serialize_field("header", &self.column.map(|column| column.chinese))?;
        fields.serialize_field("value", &self.value)?;
        fields.serialize_field("is_question", &self.problem.is_question())?;
        fields.serialize_field("expected", &self.said())?;
        fields.end()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.place)?;
        let column = self.column_in_brackets();
        write!(f, "{column}{}{}{}", quoted(&self.value), colon(), self.said())
    }
}

/// The name of a column beside the place where it stands.
pub(super) fn in_brackets(column: &'static Column) -> String {
    let column = column_name(column);
    match Language::first() {
        Language::Chinese => format!("（{column}）"),
        Language::English => format!(" ({column})"),
    }
}

/// What is written somewhere; of nothing, nothing.
pub(super) fn quoted(written: &str) -> String {
    match Language::first() {
        _ if written.is_empty() => String::new(),
        Language::Chinese => format!("「{written}」"),
        Language::English => format!(" “{written}”"),
    }
}

pub(crate) fn colon() -> &'static str {
    Language::first().pick("：", ": ")
}

/// How many faults are kept. Further ones are only counted, so that a file with a million bad rows does not
/// fill the memory.
const MOST_KEPT: usize = 100_000;

/// All faults of an import, in the order of files, sheets and rows. Never empty when returned as an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, thiserror::Error)]
pub struct ImportFaults {
    faults: Vec<Fault>,
    /// How many faults were found beyond those kept.
    more: usize,
    /// What sheets call those columns that have another name here, by the column's place.
    #[serde(skip)]
    headers: HashMap<(Source, Option<u16>), Box<str>>,
}

impl ImportFaults {
    /// Remembers what a sheet calls a column, by a place in that column.
    pub(crate) fn name_column(&mut self, place: &Place, header: &str) {
        self.headers.insert((place.source.clone(), place.column), header.into());
    }

    pub(crate) fn push(&mut self, fault: Fault) {
        let header = self.headers.get(&(fault.place.source.clone(), fault.place.column)).cloned();
        let fault = Fault {
            header: header.filter(|_| fault.column.is_some()).map(|name| Box::new(Header(name))).or(fault.header),
            ..fault
        };
        if self.faults.len() < MOST_KEPT {
            self.faults.push(fault);
        } else {
            self.more += 1;
        }
    }

    pub(crate) fn extend(&mut self, faults: impl IntoIterator<Item = Fault>) {
        for fault in faults {
            self.push(fault);
        }
    }

    /// Sorts them by where they stand, given the order of files and sheets.
    pub(crate) fn sort_by_place(&mut self, order: impl Fn(&Place) -> usize) {
        self.faults.sort_by_cached_key(|fault| (order(&fault.place), fault.place.row, fault.place.column));
    }

    /// An error with a single fault.
    pub(crate) fn one(fault: Fault) -> Self {
        Self { faults: vec![fault], more: 0, headers: HashMap::new() }
    }

    /// `Ok` if there are no faults.
    pub(crate) fn none_or_err(self) -> Result<(), Self> {
        if self.faults.is_empty() { Ok(()) } else { Err(self) }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    /// The faults that were kept, at most 100,000.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// How many faults were found, including those that were not kept.
    pub fn count(&self) -> usize {
        self.faults.len() + self.more
    }

    /// The list as one JSON object: `{"faults":[{"file","sheet","row","cell","column","header","value",
    /// "is_question","expected"}],"more":0}`.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The list as CSV in UTF-8 with a BOM, which spreadsheet programs recognise.
    pub fn to_csv(&self) -> String {
        let records = self.faults.iter().map(|fault| {
            [
                harmless(fault.place.file()).into_owned(),
                harmless(fault.place.sheet().unwrap_or_default()).into_owned(),
                fault.place.row().map(|row| row.to_string()).unwrap_or_default(),
                fault.place.cell().unwrap_or_default(),
                fault.column.map(|column| column.chinese.to_owned()).unwrap_or_default(),
                harmless(&fault.value).into_owned(),
                harmless(&fault.said()).into_owned(),
            ]
        });
        crate::comma::write(
            ["file 文件", "sheet 工作表", "row 行", "cell 单元格", "column 列", "value 值", "expected 应为"],
            records,
        )
    }
}

impl fmt::Display for ImportFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::grouped::write(f, &self.faults)?;
        if self.more > 0 {
            write!(f, "\n{}", say!("fault-more", more = self.more))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_model::Table;

    #[test]
    fn a_fault_in_the_language_that_is_heard() {
        let column = Table::Deeds.columns().iter().find(|column| column.name == "date").unwrap();
        let place = Source::file("deeds.csv").row(4).column(3);
        let fault = Fault::new(&place, Some(column), "昨天", Problem::NoDay);
        let [chinese, english] = ["只写到月，请写明是哪一日", "a month only: write the day too"];
        assert_eq!(fault.to_string(), format!("deeds.csv · D4（日期 date）「昨天」：{chinese} {english}"));
        assert_eq!(fault.in_form(), format!("日期 date「昨天」：{chinese} {english}"));
        Language::Chinese.with(|| {
            assert_eq!(fault.to_string(), format!("deeds.csv · D4（日期）「昨天」：{chinese}"));
            assert_eq!(fault.in_form(), format!("日期「昨天」：{chinese}"));
        });
        Language::English.with(|| {
            assert_eq!(fault.to_string(), format!("deeds.csv · D4 (date) “昨天”: {english}"));
            assert_eq!(fault.in_form(), format!("date “昨天”: {english}"));
        });
        // Only a column that may stay empty says that it may.
        let optional = Table::Deeds.columns().iter().find(|column| column.name == "confirmed_on").unwrap();
        let fault = Fault::new(&place, Some(optional), "9月", Problem::NoDay);
        let said = Language::Chinese.with(|| fault.in_form());
        assert_eq!(said, "确认日期「9月」：只写到月，请写明是哪一日；不清楚的可以留空");
    }
}
