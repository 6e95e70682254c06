//! What the rows behind scores say, told by whoever has them: this crate sees outcomes, which name rows by their keys.

use cunbang_model::{Period, UnitCode};
use cunbang_scheme::Reason;
use std::collections::BTreeMap;

/// What rows say, each in a line: by unit, quarter where a reason names one, and key `table/id`.
pub type RowsInWords = BTreeMap<(UnitCode, Option<Period>, String), String>;

/// Rows stand by their ids, as nobody has them here.
pub const NOTHING_SAID: &RowsInWords = &BTreeMap::new();

/// What the row of a reason says.
pub(crate) fn said<'a>(told: &'a RowsInWords, subject: UnitCode, reason: &Reason) -> Option<&'a str> {
    let unit = reason.unit.unwrap_or(subject);
    let of = |quarter| told.get(&(unit, quarter, reason.row.to_string()));
    of(reason.quarter).or_else(|| of(None)).map(String::as_str)
}
