//! The result sheet of a county or township as it is kept: a row for each village, a column for each score, a total.
//!
//! Data takes one way. Of the file's sheets the one is taken that has such a header (`head`); the rows below it are
//! told apart from sums, notes and signatures (`summary`), and villages found by their names (`villages`). Its
//! columns are scores, the total, or none of both (`columns`). Scores become rows of the table of figures, and the
//! columns a scheme by which these are ranked as any others. The total is compared and never ranked by, unless it
//! stands alone (`totals`). What is not plain is asked ([`Question`]), and how all was read is said ([`Remark`]).

mod columns;
mod head;
mod numbers;
pub(crate) mod question;
mod reading;
pub(crate) mod remark;
mod summary;
mod sums;
mod title;
mod totals;
mod villages;

use super::fault::{Fault, ImportFaults, Source};
use super::files::{Reading, Wanted, name_of};
use super::home::Home;
use super::limits::Limits;
use super::problem::Problem;
use super::recognise::{Recognised, recognise, table_named};
use super::sheet::Sheet;
use cunbang_model::{Period, Row, Table, UnitCode, UnitTree};
use cunbang_scheme::{CountedAs, Tabulated};
use head::Head;
use question::Question;
use remark::Remark;
use std::collections::BTreeMap;
use std::path::Path;

/// What is known where a sheet of scores is read, and how it is to be read.
#[derive(Debug, Clone)]
pub struct AskedOfSheet<'a> {
    /// The tree of units.
    pub units: &'a UnitTree,
    /// The unit whose villages the sheet is of.
    pub under: UnitCode,
    /// The period, if it is named; else the title says it.
    pub period: Option<Period>,
    /// The sheet, where a workbook has several.
    pub sheet: Option<&'a str>,
    /// The figures that a scheme asks for and how each counts; without a scheme, the columns make one.
    pub figures: Option<BTreeMap<String, CountedAs>>,
    /// Whether an empty cell among scores is nothing scored.
    pub empty_is_zero: bool,
    /// Whether the total is passed over.
    pub ignore_total: bool,
}

/// A sheet of scores as it was read.
#[derive(Debug)]
pub struct ScoreSheet {
    /// The period.
    pub period: Option<Period>,
    /// The scores, as rows of the table of figures; none where there are faults.
    pub rows: Vec<Row>,
    /// What the sheet says of its rules, where it has columns of scores and a period.
    pub rules: Option<Tabulated>,
    /// How it was read, and what was passed over.
    pub remarks: Vec<Remark>,
    /// What is wrong, or has to be asked.
    pub faults: ImportFaults,
}

fn sheets_of(path: &Path) -> (Vec<Sheet>, ImportFaults) {
    let home = Home::default();
    let mut reading = Reading::new(&home, Wanted::Spreadsheets, Limits::COUNTY);
    reading.path(path);
    let (mut sheets, faults) = reading.into_sheets();
    sheets.retain(|sheet| !sheet.is_hidden);
    (sheets, faults)
}

/// Whether a file holds a sheet of scores, and no table of a ledger.
pub fn is_score_sheet(path: &Path) -> bool {
    if path.is_dir() {
        return false;
    }
    let (sheets, _) = sheets_of(path);
    let is_ours = |sheet: &Sheet| {
        let recognised = recognise(sheet, table_named(&sheet.name), None);
        matches!(recognised, Recognised::Table(header) if header.is_whole() && header.table != Table::Units)
    };
    !sheets.iter().any(is_ours)
        && sheets.iter().any(|sheet| Head::find(sheet).is_some() || head::villages_across(sheet).is_some())
}

/// Why nothing can be read of a file: it is damaged, or no spreadsheet at all. None where it has sheets, whatever stands in
/// them.
pub fn unreadable(path: &Path) -> Option<ImportFaults> {
    let (sheets, faults) = sheets_of(path);
    (sheets.is_empty() && !faults.is_empty()).then_some(faults)
}

/// Reads a sheet of scores from a CSV file or a workbook.
pub fn read_score_sheet(path: &Path, asked: &AskedOfSheet<'_>) -> ScoreSheet {
    let (mut sheets, mut faults) = sheets_of(path);
    sheets.retain(|sheet| asked.sheet.is_none_or(|name| sheet.name == name));
    let found: Vec<(&Sheet, Head)> =
        sheets.iter().filter_map(|sheet| Head::find(sheet).map(|head| (sheet, head))).collect();
    let whole = Source::file(&name_of(path)).whole();
    if let Some(first) = sheets.iter().find_map(head::villages_across).filter(|_| faults.is_empty()) {
        let question = Question::VillagesAcross { first };
        faults.push(Fault::new(&whole, None, asked.sheet.unwrap_or_default(), Problem::ScoreSheet(Box::new(question))));
        return ScoreSheet { period: asked.period, rows: Vec::new(), rules: None, remarks: Vec::new(), faults };
    }
    let question = match found.as_slice() {
        [(sheet, head)] if faults.is_empty() => return reading::read(sheet, head, asked),
        [] | [_] => Question::NoScoreSheet,
        several => Question::SeveralSheets(several.iter().map(|(sheet, _)| sheet.name.clone()).collect()),
    };
    if faults.is_empty() {
        faults.push(Fault::new(&whole, None, asked.sheet.unwrap_or_default(), Problem::ScoreSheet(Box::new(question))));
    }
    ScoreSheet { period: asked.period, rows: Vec::new(), rules: None, remarks: Vec::new(), faults }
}
