//! Size limits for everything in a log. A device that exceeds them is broken or hostile.

use crate::entry::Entry;
use crate::log::LogId;
use crate::refusal::{Refusal, RefusalCode};

/// Puts in one entry.
pub const MAX_PUTS_PER_ENTRY: usize = 512;
/// Entries in one frame.
pub const MAX_ENTRIES_PER_FRAME: usize = 4096;
/// Rows in one frame, of all its entries.
pub const MAX_ROWS_PER_FRAME: usize = 64 * 1024;
/// The size of a packed frame, as it crosses the wire.
pub const MAX_FRAME_BYTES: usize = 256 * 1024;
/// The size of an unpacked frame.
pub const MAX_PLAIN_FRAME_BYTES: usize = 2 * 1024 * 1024;
/// Tables and columns that one frame may define.
pub const MAX_DEFINITIONS: usize = 64;
/// Key columns of a defined table.
pub const MAX_KEY_COLUMNS: usize = 8;
/// The operator's name in an entry.
pub const MAX_OPERATOR_BYTES: usize = 128;
/// Other logs that one entry may list as seen.
pub const MAX_SEEN_LOGS: usize = 64;
/// Values that one put may supersede.
pub const MAX_SUPERSEDED: usize = 64;
/// Periods in which one terminal writes: the quarters of 32 years, or the months of ten.
pub const MAX_PERIODS: usize = 128;
/// Bytes that one terminal may have kept of what it wrote about one period, or in documents that last. A village's
/// quarter is some 20 KB.
pub const MAX_BYTES_IN_PERIOD: u64 = 8 * 1024 * 1024;
/// Logs of one device in a document of a period: a device begins a new incarnation when its store was restored or copied.
pub const MAX_INCARNATIONS_IN_PERIOD: usize = 64;
/// Logs of one device in a document that lasts for years. Nodes begin a new incarnation when their machine starts.
pub const MAX_INCARNATIONS: usize = 1024;
/// The highest operation counter. Automerge stores counters in 32 bits.
pub const MAX_OPERATION: u64 = u32::MAX as u64 - 1_000_000;
/// How much of a log's own tail is used as the compression dictionary.
pub const DICTIONARY_BYTES: usize = 16 * 1024;

/// Checks what a frame could not be read back with.
pub(crate) fn check_limits(log: &LogId, entry: &Entry) -> Result<(), Refusal> {
    let superseded = entry.puts.iter().map(|put| put.supersedes.len()).max().unwrap_or(0);
    let found = [
        ("rows", entry.puts.len(), MAX_PUTS_PER_ENTRY),
        ("bytes of operator", entry.operator.len(), MAX_OPERATOR_BYTES),
        ("seen logs", entry.seen.len(), MAX_SEEN_LOGS),
        ("superseded values of a row", superseded, MAX_SUPERSEDED),
    ];
    match found.into_iter().find(|(_, found, most)| found > most) {
        None => Ok(()),
        Some((what, found, most)) => Err(Refusal::new(
            RefusalCode::TooLarge,
            format!("entry {} of {log}: {found} {what}: expected at most {most}", entry.number),
        )),
    }
}
