//! Which rows people write, take back and put back themselves. All others are made by commands with checks of their own:
//! seals, what was published and decided, devices and revocations, rules, the public log. Whoever could take those back
//! row by row would unseal a village after the deadline, or let a revoked device in again.

use crate::writing::record::RecordError;
use cunbang_model::Table;

/// Whether people write a table's rows by hand: those of spreadsheets, members' standing, and what a village says of a
/// finding.
pub fn is_by_hand(table: Table) -> bool {
    table.is_spreadsheet() || matches!(table, Table::Standing | Table::Rectifications)
}

/// Refuses a table whose rows are not written by hand.
pub(crate) fn check_by_hand(table: Table) -> Result<(), RecordError> {
    if is_by_hand(table) { Ok(()) } else { Err(RecordError::NotByHand { table }) }
}
