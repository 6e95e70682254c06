//! How much is read of what somebody imports: as much as a village or a county can have, and no more. All of it is
//! counted while it is read, over all files of an import together, and before memory is taken for it.

use super::problem::Problem;
use std::io::{self, Write};

/// The most characters of a cell, as in Excel.
const MOST_CHARACTERS: usize = 32_767;
/// The most columns of a sheet. No table is so wide.
pub(crate) const MOST_COLUMNS: usize = 512;
/// The most parts that a workbook file may contain.
pub(crate) const MOST_PARTS: usize = 10_000;
/// The most bytes between two marks of a part: the longest cell, each character of it written as a number.
const MOST_BYTES_WITHOUT_MARK: usize = MOST_CHARACTERS * 8;
/// So many marks has a cell with all that belongs to it, at most.
const MARKS_OF_A_CELL: usize = 8;
const MEBIBYTE: u64 = 1024 * 1024;

/// How much is read of an import, over all its files and sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest workbook, in MiB.
    pub workbook_mebibytes: u64,
    /// The largest CSV file, in MiB.
    pub text_mebibytes: u64,
    /// The largest workbook once unpacked, in MiB.
    pub unpacked_mebibytes: u64,
    /// All texts in cells together, in MiB.
    pub cell_mebibytes: u64,
    /// The most cells, empty ones that are written in a workbook included.
    pub cells: usize,
    /// The most rows that hold anything, and the most rows that come of them.
    pub rows: usize,
}

impl Limits {
    /// What a node takes into its ledgers: more than ten times the quarter of a village with a thousand members, and
    /// the score sheet of 5,000 villages with 60 columns three times over.
    pub const NODE: Self = Self {
        workbook_mebibytes: 32,
        text_mebibytes: 32,
        unpacked_mebibytes: 128,
        cell_mebibytes: 32,
        cells: 1_000_000,
        rows: 50_000,
    };
    /// What is ranked from files alone: all records of a county.
    pub const COUNTY: Self = Self {
        workbook_mebibytes: 64,
        text_mebibytes: 256,
        unpacked_mebibytes: 768,
        cell_mebibytes: 256,
        cells: 8_000_000,
        rows: 1_000_000,
    };
}

/// The room that is left in an import.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    pub(crate) limits: Limits,
    cells: usize,
    lines: usize,
    text_bytes: u64,
}

impl Room {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, cells: 0, lines: 0, text_bytes: 0 }
    }

    /// Takes room for a row that holds something.
    pub(crate) fn line(&mut self) -> Result<(), Problem> {
        self.lines += 1;
        if self.lines > self.limits.rows { Err(Problem::TooManyRows { most: self.limits.rows }) } else { Ok(()) }
    }

    /// Takes room for a cell in a column, from 0.
    pub(crate) fn cell(&mut self, column: usize, text: &str) -> Result<(), Problem> {
        if column >= MOST_COLUMNS {
            return Err(Problem::TooManyColumns { most: MOST_COLUMNS });
        }
        if text.len() > MOST_CHARACTERS && text.chars().count() > MOST_CHARACTERS {
            return Err(Problem::TooLong { most: MOST_CHARACTERS });
        }
        self.cells(1)?;
        self.text(u64::try_from(text.len()).unwrap_or(u64::MAX))
    }

    /// Takes room for so many cells.
    pub(crate) fn cells(&mut self, count: usize) -> Result<(), Problem> {
        self.cells = self.cells.saturating_add(count);
        if self.cells > self.limits.cells { Err(Problem::TooManyCells { most: self.limits.cells }) } else { Ok(()) }
    }

    /// Takes room for texts of so many bytes.
    pub(crate) fn text(&mut self, bytes: u64) -> Result<(), Problem> {
        self.text_bytes = self.text_bytes.saturating_add(bytes);
        let mebibytes = self.limits.cell_mebibytes;
        if self.text_bytes > mebibytes * MEBIBYTE { Err(Problem::TooMuchText { mebibytes }) } else { Ok(()) }
    }
}

/// Measures the parts of a workbook as they are unpacked, and keeps nothing of them.
#[derive(Debug)]
pub(crate) struct Gauge {
    limits: Limits,
    bytes: u64,
    marks: usize,
    without_mark: usize,
    is_marked_up: bool,
    /// What is too much.
    pub(crate) excess: Option<Problem>,
}

impl Gauge {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, bytes: 0, marks: 0, without_mark: 0, is_marked_up: false, excess: None }
    }

    /// Begins another part.
    pub(crate) fn part(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        self.is_marked_up = [".xml", ".rels"].iter().any(|ending| name.ends_with(ending));
        self.without_mark = 0;
    }

    fn excess_after(&mut self, bytes: &[u8]) -> Option<Problem> {
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let mebibytes = self.limits.unpacked_mebibytes;
        if self.bytes > mebibytes * MEBIBYTE {
            return Some(Problem::UnpacksTooLarge { mebibytes });
        }
        if !self.is_marked_up {
            return None;
        }
        for (index, between) in bytes.split(|byte| *byte == b'<').enumerate() {
            if index > 0 {
                self.marks += 1;
                self.without_mark = 0;
            }
            self.without_mark += between.len();
            if self.without_mark > MOST_BYTES_WITHOUT_MARK {
                return Some(Problem::TooLong { most: MOST_CHARACTERS });
            }
        }
        let most = self.limits.cells;
        (self.marks > most.saturating_mul(MARKS_OF_A_CELL)).then_some(Problem::TooManyCells { most })
    }
}

impl Write for Gauge {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.excess = self.excess_after(bytes);
        if self.excess.is_some() { Err(io::ErrorKind::QuotaExceeded.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excess(parts: &[(&str, &[u8])]) -> Option<Problem> {
        let mut gauge = Gauge::new(Limits { unpacked_mebibytes: 1, cells: 1_000, ..Limits::NODE });
        for (name, bytes) in parts {
            gauge.part(name);
            for piece in bytes.chunks(1_000) {
                if gauge.write_all(piece).is_err() {
                    return gauge.excess;
                }
            }
        }
        gauge.excess
    }

    #[test]
    fn parts_are_measured_together_and_texts_by_themselves() {
        let half = vec![b' '; 600_000];
        assert_eq!(excess(&[("a.png", &half)]), None);
        assert_eq!(excess(&[("a.png", &half), ("b.png", &half)]), Some(Problem::UnpacksTooLarge { mebibytes: 1 }));
        let long = [b"<t>".as_slice(), &vec![b'A'; MOST_BYTES_WITHOUT_MARK], b"</t>"].concat();
        assert_eq!(excess(&[("sheet1.xml", &long)]), Some(Problem::TooLong { most: MOST_CHARACTERS }));
        let longest = &long[3..];
        assert_eq!(excess(&[("sheet1.xml", longest), ("sheet2.xml", longest)]), None);
        assert_eq!(excess(&[("sheet1.xml", &b"<c/>".repeat(8_000))]), None);
        let many = b"<c/>".repeat(8_001);
        assert_eq!(excess(&[("sheet1.XML", &many)]), Some(Problem::TooManyCells { most: 1_000 }));
    }
}
