//! Frames: entries packed for the wire and the store.
//!
//! A plain frame is a block of numbers followed by the texts of its rows ([`crate::rows`]). It leaves out
//! what the receiver can work out: keys (from the rows), column names (from the tables), the unit if it is
//! the document's, actors, dependency hashes and checksums. Tables and columns newer than the baseline are
//! defined in the frame, so that an older program can carry them.
//!
//! A packed frame is its version, the plain length, and the plain frame compressed with zstd. On the wire,
//! the tail of the same log serves as the dictionary ([`dictionary_range`]). Both sides have that tail and
//! derive the same bytes from it, even if their releases differ.

use crate::entry::{Entry, OperationId, Point, Put};
use crate::limits::{
    DICTIONARY_BYTES, MAX_ENTRIES_PER_FRAME, MAX_FRAME_BYTES, MAX_OPERATOR_BYTES, MAX_PLAIN_FRAME_BYTES,
    MAX_PUTS_PER_ENTRY, MAX_ROWS_PER_FRAME, MAX_SEEN_LOGS, MAX_SUPERSEDED,
};
use crate::log::Writer;
use crate::refusal::{Refusal, RefusalCode};
use crate::rows::{RowReader, RowWriter};
use crate::varint::{ReadError, Reader, write_prefixed, write_signed, write_unsigned};
use cunbang_model::schema::BASELINE;
use cunbang_model::{DeviceId, DocumentName};
use std::cell::RefCell;
use std::io;
use std::ops::RangeInclusive;
use zstd::bulk::{Compressor, Decompressor};

/// Compression level for frames sent over a village's network: they are sent once and kept for good.
pub const WIRE_LEVEL: i32 = 19;
/// Compression level for what this machine packs for itself.
pub const STORE_LEVEL: i32 = 3;

/// The frame versions that this program reads. It writes the newest one that the other side also reads.
pub const VERSIONS: RangeInclusive<u32> = 1..=1;

/// The entry has seen only its own previous entry, or nothing if it is the first.
const SEEN_PREVIOUS: u8 = 1;
/// Its first operation follows the last one of the previous entry in the frame.
const NEXT_OPERATION: u8 = 2;
/// Its operator is the same as in the previous entry in the frame.
const SAME_OPERATOR: u8 = 4;
/// None of its rows supersedes a value.
const ALL_NEW: u8 = 8;
/// Its release is the same as in the previous entry in the frame; for the first entry, the baseline.
const SAME_RELEASE: u8 = 16;
const ALL_FLAGS: u8 = 31;

/// Encodes consecutive entries of one log as a plain frame.
pub fn encode(document: &DocumentName, writer: &Writer, entries: &[Entry]) -> Vec<u8> {
    let mut numbers = Vec::new();
    let mut rows = RowWriter::default();
    write_unsigned(&mut numbers, entries.first().map_or(1, |entry| entry.number));
    write_unsigned(&mut numbers, entries.len() as u64);
    let mut before: Option<&Entry> = None;
    for entry in entries {
        let previous = Point { writer: *writer, number: entry.number.wrapping_sub(1) };
        let seen_previous = match entry.seen.as_slice() {
            [] => entry.number == 1,
            [point] => entry.number > 1 && *point == previous,
            _ => false,
        };
        let next_operation = before.is_some_and(|before| before.next_operation() == entry.first_operation);
        let same_operator = before.is_some_and(|before| before.operator == entry.operator);
        let same_release = before.map_or(BASELINE, |before| before.release) == entry.release;
        let all_new = entry.puts.iter().all(|put| put.supersedes.is_empty());
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        numbers.push(
            flag(seen_previous, SEEN_PREVIOUS)
                | flag(next_operation, NEXT_OPERATION)
                | flag(same_operator, SAME_OPERATOR)
                | flag(all_new, ALL_NEW)
                | flag(same_release, SAME_RELEASE),
        );
        if !same_release {
            write_unsigned(&mut numbers, u64::from(entry.release));
        }
        let earlier = before.map_or(0, |before| before.claimed_at_seconds);
        write_signed(&mut numbers, entry.claimed_at_seconds.wrapping_sub(earlier));
        if !same_operator {
            write_prefixed(&mut numbers, entry.operator.as_bytes());
        }
        if !seen_previous {
            write_unsigned(&mut numbers, entry.seen.len() as u64);
            for point in &entry.seen {
                write_writer(&mut numbers, writer, &point.writer);
                write_unsigned(&mut numbers, point.number);
            }
        }
        if !next_operation {
            write_unsigned(&mut numbers, entry.first_operation);
        }
        write_unsigned(&mut numbers, entry.puts.len() as u64);
        for put in &entry.puts {
            rows.write(&mut numbers, document, &put.row);
            if !all_new {
                write_unsigned(&mut numbers, put.supersedes.len() as u64);
                for id in &put.supersedes {
                    write_unsigned(&mut numbers, id.counter);
                    write_writer(&mut numbers, writer, &id.writer);
                }
            }
        }
        before = Some(entry);
    }
    rows.finish(&numbers)
}

/// Decodes a plain frame of `writer`'s log. Every count is checked against its limit before memory is
/// allocated. Rows that this program cannot parse are carried as they are; [`mod@crate::verify`] decides
/// whether that is allowed.
pub fn decode(document: &DocumentName, writer: &Writer, plain: &[u8]) -> Result<Vec<Entry>, Refusal> {
    decode_from(document, writer, plain, 0)
}

/// Like [`decode`], for the entries from a number on. The rows of those before it are passed over, and may be anything:
/// this is for frames that were decoded before.
pub fn decode_from(document: &DocumentName, writer: &Writer, plain: &[u8], from: u64) -> Result<Vec<Entry>, Refusal> {
    let malformed = |error: ReadError| Refusal::new(RefusalCode::Malformed, format!("frame of {document}: {error}"));
    let (mut rows, mut numbers) = RowReader::begin(document, plain).map_err(malformed)?;
    let first = numbers.unsigned().map_err(malformed)?;
    let count = numbers.count(MAX_ENTRIES_PER_FRAME).map_err(|_| {
        Refusal::new(
            RefusalCode::TooLarge,
            format!("frame of {document}: expected at most {MAX_ENTRIES_PER_FRAME} entries"),
        )
    })?;
    let mut entries: Vec<Entry> = Vec::with_capacity(count);
    let mut before: Option<Before<'_>> = None;
    let mut rows_left = MAX_ROWS_PER_FRAME;
    for index in 0..count {
        let number = first.saturating_add(index as u64);
        let header = read_header(&mut numbers, writer, number, before.as_ref()).map_err(malformed)?;
        let puts = header.puts;
        rows_left = rows_left.checked_sub(puts).ok_or_else(|| {
            Refusal::new(
                RefusalCode::TooLarge,
                format!("frame of {document}: expected at most {MAX_ROWS_PER_FRAME} rows"),
            )
        })?;
        if puts == 0
            || puts > MAX_PUTS_PER_ENTRY
            || header.operator.is_empty()
            || header.operator.len() > MAX_OPERATOR_BYTES
        {
            return Err(Refusal::new(
                RefusalCode::TooLarge,
                format!(
                    "entry {number} of {document}: {puts} rows by an operator of {} bytes: expected 1 to {MAX_PUTS_PER_ENTRY} rows and 1 to {MAX_OPERATOR_BYTES} bytes",
                    header.operator.len()
                ),
            ));
        }
        before = Some(Before {
            release: header.release,
            operator: header.operator,
            claimed_at_seconds: header.claimed_at_seconds,
            next_operation: header.first_operation.saturating_add(puts as u64),
        });
        if number < from {
            for _ in 0..puts {
                rows.pass_over(&mut numbers).map_err(malformed)?;
                if !header.all_new {
                    read_superseded(&mut numbers, writer).map_err(malformed)?;
                }
            }
            continue;
        }
        let mut entry = Entry {
            number,
            release: header.release,
            operator: header.operator.to_owned(),
            claimed_at_seconds: header.claimed_at_seconds,
            seen: header.seen,
            first_operation: header.first_operation,
            puts: Vec::with_capacity(puts),
        };
        for _ in 0..puts {
            let row = rows
                .read(&mut numbers)
                .map_err(|refusal| Refusal::new(refusal.code, format!("entry {number}: {}", refusal.message)))?;
            let supersedes =
                if header.all_new { Vec::new() } else { read_superseded(&mut numbers, writer).map_err(malformed)? };
            entry.puts.push(Put { row, supersedes });
        }
        entries.push(entry);
    }
    if !numbers.0.is_empty() || !rows.is_done() {
        return Err(malformed(ReadError("there is data after the last entry")));
    }
    Ok(entries)
}

/// What an entry's header may refer to of the entry before it.
struct Before<'a> {
    release: u32,
    operator: &'a str,
    claimed_at_seconds: i64,
    next_operation: u64,
}

struct Header<'a> {
    release: u32,
    operator: &'a str,
    claimed_at_seconds: i64,
    seen: Vec<Point>,
    first_operation: u64,
    puts: usize,
    all_new: bool,
}

fn read_header<'a>(
    numbers: &mut Reader<'a>,
    writer: &Writer,
    number: u64,
    before: Option<&Before<'a>>,
) -> Result<Header<'a>, ReadError> {
    let flags = numbers.byte()?;
    if flags > ALL_FLAGS || (before.is_none() && flags & (NEXT_OPERATION | SAME_OPERATOR) != 0) {
        return Err(ReadError("unknown flags"));
    }
    let release = if flags & SAME_RELEASE != 0 {
        before.map_or(BASELINE, |before| before.release)
    } else {
        let release = u32::try_from(numbers.unsigned()?).ok().filter(|release| *release >= BASELINE);
        release.ok_or(ReadError("a release number is out of range"))?
    };
    let earlier = before.map_or(0, |before| before.claimed_at_seconds);
    let claimed_at_seconds = earlier.wrapping_add(numbers.signed()?);
    let operator = match before {
        Some(before) if flags & SAME_OPERATOR != 0 => before.operator,
        _ => numbers.text()?,
    };
    let seen = if flags & SEEN_PREVIOUS == 0 {
        let mut seen = Vec::new();
        for _ in 0..numbers.count(MAX_SEEN_LOGS)? {
            let writer = read_writer(numbers, writer)?;
            seen.push(Point { writer, number: numbers.unsigned()? });
        }
        seen
    } else if number > 1 {
        vec![Point { writer: *writer, number: number - 1 }]
    } else {
        Vec::new()
    };
    let first_operation = match before {
        Some(before) if flags & NEXT_OPERATION != 0 => before.next_operation,
        _ => numbers.unsigned()?,
    };
    Ok(Header {
        release,
        operator,
        claimed_at_seconds,
        seen,
        first_operation,
        puts: numbers.count(usize::MAX)?,
        all_new: flags & ALL_NEW != 0,
    })
}

fn read_superseded(numbers: &mut Reader<'_>, writer: &Writer) -> Result<Vec<OperationId>, ReadError> {
    let count = numbers.count(MAX_SUPERSEDED)?;
    let mut supersedes = Vec::with_capacity(count);
    for _ in 0..count {
        let counter = numbers.unsigned()?;
        supersedes.push(OperationId { counter, writer: read_writer(numbers, writer)? });
    }
    Ok(supersedes)
}

/// The log's own writer is the byte 0; another writer is 1 followed by device and incarnation.
fn write_writer(out: &mut Vec<u8>, own: &Writer, writer: &Writer) {
    if writer == own {
        out.push(0);
    } else {
        out.push(1);
        out.extend_from_slice(writer.device.as_bytes());
        write_unsigned(out, u64::from(writer.incarnation));
    }
}

fn read_writer(input: &mut Reader<'_>, own: &Writer) -> Result<Writer, ReadError> {
    if input.byte()? == 0 {
        return Ok(*own);
    }
    Ok(Writer {
        device: DeviceId::from_bytes(input.array()?),
        incarnation: u32::try_from(input.unsigned()?).map_err(|_| ReadError("an incarnation is too large"))?,
    })
}

/// The numbers of the entries whose plain frame is the dictionary for a frame that begins with entry
/// `first`. The receiver has them, because a log has no gaps.
pub fn dictionary_range(first: u64) -> std::ops::Range<u64> {
    const DICTIONARY_ENTRIES: u64 = 96;
    first.saturating_sub(DICTIONARY_ENTRIES).max(1)..first.max(1)
}

/// The dictionary built from the entries in [`dictionary_range`].
pub fn dictionary(document: &DocumentName, writer: &Writer, entries: &[Entry]) -> Vec<u8> {
    if entries.is_empty() {
        return Vec::new();
    }
    let mut plain = encode(document, writer, entries);
    let surplus = plain.len().saturating_sub(DICTIONARY_BYTES);
    plain.drain(..surplus);
    plain
}

thread_local! {
    // Their memory costs more to have than a frame to pack or unpack.
    static STORE_COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

fn compressor(level: i32, dictionary: &[u8]) -> io::Result<Compressor<'static>> {
    let mut compressor = Compressor::with_dictionary(level, dictionary)?;
    compressor.include_contentsize(false)?;
    compressor.include_checksum(false)?;
    Ok(compressor)
}

/// Packs a plain frame.
pub fn pack(plain: &[u8], dictionary: &[u8], level: i32) -> Result<Vec<u8>, Refusal> {
    let failed = |error: io::Error| Refusal::new(RefusalCode::TooLarge, format!("frame: cannot be packed: {error}"));
    if plain.len() > MAX_PLAIN_FRAME_BYTES {
        return Err(Refusal::new(
            RefusalCode::TooLarge,
            format!("a frame of {} bytes: expected at most {MAX_PLAIN_FRAME_BYTES}", plain.len()),
        ));
    }
    let mut packed = Vec::new();
    write_unsigned(&mut packed, u64::from(*VERSIONS.end()));
    write_unsigned(&mut packed, plain.len() as u64);
    let compressed = if level == STORE_LEVEL && dictionary.is_empty() {
        STORE_COMPRESSOR.with_borrow_mut(|kept| {
            let compressor = match kept {
                Some(compressor) => compressor,
                None => kept.insert(compressor(level, &[])?),
            };
            compressor.compress(plain)
        })
    } else {
        compressor(level, dictionary).and_then(|mut compressor| compressor.compress(plain))
    };
    packed.extend(compressed.map_err(failed)?);
    Ok(packed)
}

/// Unpacks a frame. It never allocates more than the limit for plain frames.
pub fn unpack(packed: &[u8], dictionary: &[u8]) -> Result<Vec<u8>, Refusal> {
    if packed.len() > MAX_FRAME_BYTES {
        return Err(Refusal::new(
            RefusalCode::TooLarge,
            format!("a frame of {} bytes: expected at most {MAX_FRAME_BYTES}", packed.len()),
        ));
    }
    let malformed = |_| Refusal::new(RefusalCode::Malformed, "frame: cannot be unpacked");
    let mut input = Reader(packed);
    let number = |input: &mut Reader<'_>| {
        input.unsigned().map_err(|error| Refusal::new(RefusalCode::Malformed, format!("frame: {error}")))
    };
    let version = number(&mut input)?;
    if !u32::try_from(version).is_ok_and(|version| VERSIONS.contains(&version)) {
        let newest = VERSIONS.end();
        return Err(Refusal::new(
            RefusalCode::TooNew,
            format!("a frame of version {version}: this program reads versions up to {newest}; update it"),
        ));
    }
    let length = number(&mut input)?;
    let length = usize::try_from(length).ok().filter(|length| *length <= MAX_PLAIN_FRAME_BYTES).ok_or_else(|| {
        Refusal::new(
            RefusalCode::TooLarge,
            format!("a frame that unpacks to {length} bytes: expected at most {MAX_PLAIN_FRAME_BYTES}"),
        )
    })?;
    let plain = DECOMPRESSOR.with_borrow_mut(|kept| {
        let decompressor = match kept {
            Some(decompressor) => decompressor,
            None => kept.insert(Decompressor::new()?),
        };
        decompressor.set_dictionary(dictionary)?;
        decompressor.decompress(input.0, length)
    });
    let plain = plain.map_err(malformed)?;
    if plain.len() == length {
        Ok(plain)
    } else {
        Err(Refusal::new(RefusalCode::Malformed, "frame: shorter than its stated length"))
    }
}
