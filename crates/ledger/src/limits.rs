//! Size limits for everything in a log. A device that exceeds them is broken or hostile.

/// Puts in one entry.
pub const MAX_PUTS_PER_ENTRY: usize = 512;
/// Entries in one frame.
pub const MAX_ENTRIES_PER_FRAME: usize = 4096;
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
/// The highest operation counter. Automerge stores counters in 32 bits.
pub const MAX_OPERATION: u64 = u32::MAX as u64 - 1_000_000;
/// How much of a log's own tail is used as the compression dictionary.
pub const DICTIONARY_BYTES: usize = 16 * 1024;
