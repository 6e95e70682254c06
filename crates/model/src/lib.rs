//! The words of the domain: units, periods, tables and their rows, documents, roles, points, time.
//!
//! This crate is what every other crate speaks. It knows no document format, no network, no
//! database and no scheme, and its words for people stand in `language`: it says what a *row* of a table is, what makes one acceptable, which
//! document it belongs to and who may write there.
//!
//! Data takes one way through it: text comes in ([`Row::from_cells`] from a spreadsheet,
//! [`Row::from_json`] from a document), is parsed into typed [`Value`]s, and leaves as
//! **canonical JSON** ([`Row::to_json`]): one object, columns in the order of the table, all values
//! strings, empty ones left out. Two equal rows always have equal JSON.
//!
//! The tables stand in [`schema`], each declared once and numbered; the unit tree in [`tree`]; who may write
//! and read what in [`access`]. Logs hold rows as [`Carried`], so that what a newer program wrote is kept.

pub mod access;
mod canonical;
pub mod carried;
pub mod clock;
pub mod code;
#[cfg(debug_assertions)]
pub mod counted;
pub mod device;
pub mod document;
mod draft;
mod expected;
mod json;
pub mod moves;
pub mod named;
pub mod notice_number;
pub mod period;
pub mod points;
pub mod randomness;
pub mod raw_row;
pub mod row;
pub mod schema;
pub mod shown;
pub mod tree;
pub mod unit;
pub mod value;

pub use access::Role;
pub use carried::{Carried, PlainCell, UnreadRow};
pub use clock::Clock;
pub use code::UnitCode;
pub use device::DeviceId;
pub use document::DocumentName;
pub use expected::Expected;
pub use jiff::{Timestamp, civil::Date};
pub use moves::Moves;
pub use notice_number::NoticeNumber;
pub use period::{Period, period_said};
pub use points::{Decimal, median, round_points};
pub use randomness::{NoRandomness, Randomness};
pub use row::Row;
pub use schema::{Column, ColumnKind, DocumentKind, Record, Rights, Table, Word, record};
pub use tree::{UnitTree, UnitTreeError};
pub use unit::{Unit, UnitKind};
pub use value::{RowError, Value};
