//! Spreadsheets in and out, print pages and charts.
//!
//! Villages already keep spreadsheets, inspectors want them back, and a list that is posted on a wall
//! is a printed page. This crate reads the tables ([`read_tables`], [`read_units`]), writes the
//! template that people fill in ([`template`]), writes rows out so that reading them again loses
//! nothing ([`rows_csv`], [`rows_xlsx`]), and turns an `Outcome` into a
//! workbook ([`outcome_xlsx`]), a table ([`outcome_csv`]) or one self-contained page ([`html`]).
//!
//! It must not know where data came from: it takes rows of the model and outcomes of a scheme, never a
//! document, a store or a connection. It reads no clock, so the same input gives the same bytes.
//!
//! Data takes two ways. In: file → encoding and quoting undone (`comma`, `workbook`) → cells matched
//! with the columns of their table (`header`, `sheet`) → rows, or a list of **all** faults, each with
//! its file, row, column, value and what was expected ([`ImportFaults`]). Out: rows or outcome → cells,
//! those that a spreadsheet program would run as a formula made [`harmless`] → bytes.

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
