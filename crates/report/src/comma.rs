//! CSV, in both directions: bytes → text → records; and texts → CSV. Cells are parted by commas, tabs or semicolons.
//!
//! Rows are numbered as in a spreadsheet program: blank lines count, a line break inside quotes does not.
//! For that, and to name the row of a quote that is never closed, CSV is parsed here and not by a lenient
//! library.

use crate::intake::fault::{Fault, Source};
use crate::intake::limits::{MOST_COLUMNS, Room};
use crate::intake::problem::Problem;
use std::borrow::Cow;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Decodes UTF-8 with or without a BOM, UTF-16 with one, or else GB18030.
pub(crate) fn decode<'a>(bytes: &'a [u8], source: &Source) -> Result<Cow<'a, str>, Fault> {
    let broken = |body: &[u8], at: usize| {
        let shown: Vec<String> = body[at..].iter().take(4).map(|byte| format!("{byte:02X}")).collect();
        Fault::new(&source.row(row_of(body, at)), None, "", Problem::Encoding { bytes: shown.join(" ") })
    };
    for encoding in [encoding_rs::UTF_16LE, encoding_rs::UTF_16BE] {
        let mark: &[u8] = if encoding == encoding_rs::UTF_16LE { &[0xff, 0xfe] } else { &[0xfe, 0xff] };
        if let Some(body) = bytes.strip_prefix(mark) {
            let decoded = encoding.decode_without_bom_handling_and_without_replacement(body);
            return decoded.ok_or_else(|| broken(body, 0));
        }
    }
    let (with_mark, body) = match bytes.strip_prefix(BYTE_ORDER_MARK.as_bytes()) {
        Some(body) => (true, body),
        None => (false, bytes),
    };
    if let Some(at) = body.iter().position(|byte| *byte == 0) {
        return Err(broken(body, at));
    }
    match std::str::from_utf8(body) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) if with_mark || is_mostly_utf8(body) => Err(broken(body, error.valid_up_to())),
        Err(error) => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(body)
            .ok_or_else(|| broken(body, error.valid_up_to())),
    }
}

/// What parts the cells: of comma, tab and semicolon the one that stands in most of the first lines, and there most
/// often. Quoted text does not count.
pub(crate) fn separator_of(text: &str) -> char {
    let lines = || text.lines().filter(|line| !line.trim().is_empty()).take(20);
    let count = |separator: char| {
        let in_line = |line: &str| {
            let mut is_quoted = false;
            line.chars()
                .filter(|character| {
                    is_quoted ^= *character == '"';
                    *character == separator && !is_quoted
                })
                .count()
        };
        let counts: Vec<usize> = lines().map(in_line).collect();
        (counts.iter().filter(|count| **count > 0).count(), counts.iter().sum::<usize>())
    };
    // Of equals the last one is taken: a comma, where a file has one column.
    [';', '\t', ','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(',')
}

/// Whether invalid UTF-8 was probably meant as UTF-8. Nearly all Chinese characters take three bytes in
/// UTF-8, and such sequences rarely occur in GB18030 by chance.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let mut wide = 0_usize;
    let mut broken = 0_usize;
    for chunk in bytes.utf8_chunks() {
        wide += chunk.valid().chars().filter(|c| c.len_utf8() >= 3).count();
        broken += chunk.invalid().len();
    }
    wide > broken
}

fn row_of(bytes: &[u8], at: usize) -> u32 {
    let lines = bytes[..at].split(|byte| *byte == b'\n').count();
    u32::try_from(lines).unwrap_or(u32::MAX)
}

/// Calls `each` with the row number, from 1, and the cells of every record. Blank lines are not records but
/// count as rows. Stops at the first quoting fault, because everything after it is ambiguous, and where there is no
/// more room. Empty cells beyond the last column are none.
pub(crate) fn read<'a>(
    text: &'a str,
    separator: char,
    source: &Source,
    room: &mut Room,
    mut each: impl FnMut(u32, Vec<Cow<'a, str>>),
) -> Result<(), Fault> {
    let mut rest = text;
    let mut row = 0_u32;
    while !rest.is_empty() {
        row = row.saturating_add(1);
        let mut cells = Vec::new();
        let mut column = 0;
        loop {
            let (cell, after) = take_cell(rest, separator, source, row)?;
            if !cell.is_empty() {
                let fault = |problem| Fault::new(&source.row(row).column(column), None, &cell, problem);
                room.cell(column, &cell).map_err(fault)?;
            }
            if column < MOST_COLUMNS {
                cells.push(cell);
            }
            column += 1;
            if let Some(next) = after.strip_prefix(separator) {
                rest = next;
            } else {
                let line_end = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r']));
                rest = line_end.unwrap_or(after);
                break;
            }
        }
        if cells.len() > 1 || !cells[0].is_empty() {
            room.line().map_err(|problem| Fault::new(&source.row(row), None, "", problem))?;
            each(row, cells);
        }
    }
    Ok(())
}

/// Takes one cell. The rest begins with a separator, a line break, or nothing.
fn take_cell<'a>(text: &'a str, separator: char, source: &Source, row: u32) -> Result<(Cow<'a, str>, &'a str), Fault> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([separator, '\n', '\r']).unwrap_or(text.len());
        return Ok((Cow::Borrowed(&text[..end]), &text[end..]));
    };
    let mut cell = Cow::Borrowed("");
    let mut rest = quoted;
    loop {
        let Some(end) = rest.find('"') else {
            return Err(Fault::new(
                &source.row(row),
                None,
                text.lines().next().unwrap_or_default(),
                Problem::OpenQuote,
            ));
        };
        if cell.is_empty() {
            cell = Cow::Borrowed(&rest[..end]);
        } else {
            cell.to_mut().push_str(&rest[..end]);
        }
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                cell.to_mut().push('"');
                rest = after;
            }
            None if rest.is_empty() || rest.starts_with([separator, '\n', '\r']) => {
                return Ok((cell, rest));
            }
            None => {
                let end = rest.find([separator, '\n', '\r']).unwrap_or(rest.len());
                return Err(Fault::new(
                    &source.row(row),
                    None,
                    &text[..text.len() - rest.len() + end],
                    Problem::AfterQuote,
                ));
            }
        }
    }
}

/// Writes CSV as spreadsheet programs do: UTF-8 with a BOM, lines ending in CR LF.
pub(crate) fn write<H, R>(header: H, records: impl IntoIterator<Item = R>) -> String
where
    H: IntoIterator,
    H::Item: AsRef<str>,
    R: IntoIterator,
    R::Item: AsRef<str>,
{
    let mut text = String::from(BYTE_ORDER_MARK);
    write_record(&mut text, header);
    for record in records {
        write_record(&mut text, record);
    }
    text
}

fn write_record<R>(text: &mut String, record: R)
where
    R: IntoIterator,
    R::Item: AsRef<str>,
{
    for (index, cell) in record.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        let cell = cell.as_ref();
        if cell.contains(['"', ',', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::limits::Limits;
    use proptest::prelude::*;

    fn records(text: &str) -> Result<Vec<(u32, Vec<String>)>, String> {
        let mut found = Vec::new();
        let mut room = Room::new(Limits { rows: 20, ..Limits::NODE });
        read(text, separator_of(text), &Source::file("t.csv"), &mut room, |row, cells| {
            found.push((row, cells.into_iter().map(Cow::into_owned).collect()));
        })
        .map_err(|fault| fault.to_string())?;
        Ok(found)
    }

    fn check(text: &str, expect: &[(u32, &[&str])]) {
        let expect: Vec<(u32, Vec<String>)> =
            expect.iter().map(|(row, cells)| (*row, cells.iter().map(|cell| (*cell).to_owned()).collect())).collect();
        assert_eq!(records(text).unwrap(), expect, "{text:?}");
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        check("a,b\nc,d", &[(1, &["a", "b"]), (2, &["c", "d"])]);
        check("a\r\n\r\nb\r\n", &[(1, &["a"]), (3, &["b"])]);
        check("a\rb\r", &[(1, &["a"]), (2, &["b"])]);
        check("\"a\nb\",c\nd,", &[(1, &["a\nb", "c"]), (2, &["d", ""])]);
        check("\"a\"\"b\",\"\",\"\"\"\"", &[(1, &["a\"b", "", "\""])]);
        check("a\"b,c", &[(1, &["a\"b", "c"])]);
        check("", &[]);
    }

    #[test]
    fn cells_are_parted_by_what_parts_them_most() {
        for (text, separator) in [("a,b\nc,d", ','), ("a\tb,c\nd\te", '\t'), ("a;b;c\n\"x,y,z\";2;3", ';'), ("a", ',')]
        {
            assert_eq!(separator_of(text), separator, "{text:?}");
        }
        check("a;b,c\nd;e", &[(1, &["a", "b,c"]), (2, &["d", "e"])]);
    }

    #[test]
    fn faults_of_quoting_name_their_row() {
        assert!(records("a\n\"b\nc").unwrap_err().starts_with("t.csv · 第 2 行 row 2「\"b」："));
        assert!(records("a\n\"b\"x,c").unwrap_err().starts_with("t.csv · 第 2 行 row 2「\"b\"x」："));
    }

    #[test]
    fn what_is_too_much_is_refused_where_it_stands() {
        let english = |text: &str| cunbang_language::Language::English.with(|| records(text).unwrap_err());
        let wide = format!("a{}x", ",".repeat(MOST_COLUMNS));
        assert_eq!(english(&wide), "t.csv · SS1 “x”: beyond column 512: delete what stands to the right of the table");
        assert_eq!(records(&format!("a{}\nb", ",".repeat(1_000_000))).unwrap()[0].1.len(), MOST_COLUMNS);
        let long = english(&format!("a\nb,{}", "字".repeat(32_768)));
        assert!(long.starts_with("t.csv · B2 “字") && long.contains("more than 32767 characters"), "{long}");
        assert!(records(&"字".repeat(32_767)).is_ok());
        assert_eq!(english(&"a\n".repeat(21)), "t.csv · row 21: more than 20 rows: split it");
    }

    #[test]
    fn encodings_are_recognised() {
        let source = Source::file("t.csv");
        let text = "单位,内容\n330522103201,说好话";
        assert_eq!(decode(text.as_bytes(), &source).unwrap(), text);
        let marked = format!("\u{feff}{text}");
        assert_eq!(decode(marked.as_bytes(), &source).unwrap(), text);
        let (gb, _, _) = encoding_rs::GB18030.encode(text);
        assert_eq!(decode(&gb, &source).unwrap(), text);
        let mut damaged = text.as_bytes().to_vec();
        let at = damaged.len() - 2;
        damaged[at] = b'!';
        assert!(decode(&damaged, &source).unwrap_err().to_string().starts_with("t.csv · 第 2 行 row 2："));
        assert!(decode(b"a,\xff\xff", &source).is_err());
        let wide: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&wide, &source).unwrap(), text);
        let wide: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&wide, &source).unwrap(), text);
        assert!(decode(b"PK\x03\0", &source).is_err());
    }

    proptest! {
        #[test]
        fn written_and_read_is_nothing_lost(
            rows in proptest::collection::vec(proptest::collection::vec("[a好\",\r\n ']{0,5}", 2..4), 1..5)
        ) {
            let text = write(["x", "y"], &rows);
            let read = records(text.trim_start_matches('\u{feff}')).unwrap();
            let rows: Vec<Vec<String>> = rows;
            prop_assert_eq!(read.into_iter().skip(1).map(|(_, cells)| cells).collect::<Vec<_>>(), rows);
        }
    }
}
