//! Spreadsheet import and export, print pages and charts.
//!
//! Villages already keep spreadsheets, inspectors want them back, and the list posted on a wall is a printed
//! page. This crate reads tables ([`read_tables`], [`read_units`]) and finished scores ([`read_score_sheet`]), writes the template that people fill in
//! ([`template`], [`template_for`]), exports rows so that reading them back loses nothing ([`rows_csv`], [`rows_xlsx`]), and
//! turns an `Outcome` into a workbook ([`outcome_xlsx`]), a table ([`outcome_csv`], [`outcome_parquet`]) or one self-contained
//! page ([`html`]), or into the notice 通报 that goes out about it ([`notice`]), and enrolment codes into a sheet to hand out ([`InvitationSheet`]).
//!
//! It must not know where data comes from: it takes rows of the model and outcomes of a scheme, never a
//! document, a store or a connection. It reads no clock, so the same input always gives the same bytes.
//!
//! Data flows two ways. In: [`intake`](read_tables), whose own page says how. Out: rows or an outcome → cells, made
//! [`harmless`] if a spreadsheet program would run them as a formula → bytes.

mod book;
pub mod chart;
mod columnar;
mod columns_in_words;
mod comma;
mod coverage;
mod export;
pub mod harmless;
mod header;
mod heat;
mod in_words;
mod intake;
mod invitations;
mod late;
mod movement;
pub mod notice;
mod of_run;
mod office_table;
mod outcome_json;
mod outcome_sheets;
mod outcome_table;
mod page;
mod reference;
mod score_sheet;
mod tables;
mod template;
mod template_for;
mod usual_headers;
mod wording;

pub use columnar::{outcome_parquet, rows_parquet};
pub use columns_in_words::{ColumnInWords, column_near, columns_in_a_line, columns_in_words, example_cells};
pub use export::{ExportError, rows_csv, rows_xlsx};
pub use heat::{HeatMap, heat_map};
pub use in_words::{NOTHING_SAID, RowsInWords};
pub use intake::blank::BlankMark;
pub use intake::fault::{Fault, ImportFaults, Place};
pub use intake::home::{FormerUnit, Home, SameName};
pub use intake::limits::Limits;
pub use intake::marked::marked_workbook;
pub use intake::other_file::OtherFile;
pub use intake::problem::{NearTable, Problem};
pub use intake::taken::{Echo, How, Note, Passed};
pub use intake::typed::{column_typed, read_key};
pub use intake::wide::question::Question;
pub use intake::wide::remark::Remark;
pub use intake::wide::{AskedOfSheet, ScoreSheet, is_score_sheet, read_score_sheet, unreadable};
pub use intake::{Intake, UnitList, read_day, read_row, read_tables, read_units};
pub use invitations::{InvitationSheet, Invited};
pub use notice::{DecidedConsequence, LateRegistration, Notice, NoticeInput, Replaces, TakenBack};
pub use of_run::csv_of_run;
pub use office_table::offices_csv;
pub use outcome_json::outcome_json;
pub use outcome_sheets::outcome_xlsx;
pub use outcome_table::outcome_csv;
pub use page::{NOBODY_FORGIVEN, NOBODY_LATE, NOTHING_DONE, ReportInput, html};
pub use reference::{check_references, check_units};
pub use tables::{PlacedRow, Tables};
pub use template::template;
pub use template_for::{Audience, Listed, template_for};
pub use wording::adjustment_title;
