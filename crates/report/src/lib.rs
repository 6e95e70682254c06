//! Spreadsheet import and export, print pages and charts.
//!
//! Villages already keep spreadsheets, inspectors want them back, and the list posted on a wall is a printed
//! page. This crate reads tables ([`read_tables`], [`read_units`]), writes the template that people fill in
//! ([`template`]), exports rows so that reading them back loses nothing ([`rows_csv`], [`rows_xlsx`]), and
//! turns an `Outcome` into a workbook ([`outcome_xlsx`]), a table ([`outcome_csv`]) or one self-contained
//! page ([`html`]).
//!
//! It must not know where data comes from: it takes rows of the model and outcomes of a scheme, never a
//! document, a store or a connection. It reads no clock, so the same input always gives the same bytes.
//!
//! Data flows two ways. In: file → decoded text (`comma`, `workbook`) → cells matched with the table's columns
//! (`header`, `sheet`) → rows, or a list of **all** faults ([`ImportFaults`]), each with its file, row, column,
//! value and what was expected. Out: rows or an outcome → cells, made [`harmless`] if a spreadsheet program
//! would run them as a formula → bytes.

mod book;
pub mod chart;
mod comma;
mod coverage;
mod export;
mod fault;
pub mod harmless;
mod header;
mod heat;
mod import;
mod movement;
mod outcome_sheets;
mod outcome_table;
mod page;
mod reference;
mod score_sheet;
mod sheet;
mod tables;
mod template;
mod wording;
mod workbook;

pub use export::{ExportError, rows_csv, rows_xlsx};
pub use fault::{Fault, ImportFaults, Place};
pub use import::{UnitList, read_tables, read_units};
pub use outcome_sheets::outcome_xlsx;
pub use outcome_table::outcome_csv;
pub use page::{ReportInput, html};
pub use reference::check_references;
pub use tables::{Note, PlacedRow, Tables};
pub use template::template;
