//! What calamine does not tell of an ODS file, or only once it is too late: which cells are merged, and how large its
//! sheets are, as a cell may say that it stands there a million times.

use super::sheet::Merged;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::BTreeMap;
use std::io::{BufReader, Cursor};

/// The most rows that a sheet may claim.
const MOST_ROWS: u32 = 1_048_576;

/// What is seen of a file before it is read.
#[derive(Debug, Default)]
pub(crate) struct Overview {
    /// The cells merged into one, by sheet.
    pub(crate) merged: BTreeMap<String, Vec<Merged>>,
    /// How many cells the rectangles have in which the sheets' values stand.
    pub(crate) cells: u64,
    /// How many bytes of text stand in cells, each as often as its cell says that it stands there.
    pub(crate) text_bytes: u64,
}

/// Looks through a file. One that cannot be followed has nothing to tell.
pub(crate) fn overview(bytes: &[u8]) -> Overview {
    let mut found = Overview::default();
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return found };
    let Ok(content) = archive.by_name("content.xml") else { return found };
    let mut reader = Reader::from_reader(BufReader::new(content));
    let mut buffer = Vec::new();
    let (mut sheet, mut row, mut column, mut row_repeats) = (String::new(), 0_u32, 0_u32, 1);
    // The rectangle from the first cell to the last that holds a value.
    let mut extent = (0_u32, 0_u32);
    // How often the cell at hand stands there; not at all outside of cells.
    let mut copies = 0_u64;
    loop {
        buffer.clear();
        let (start, is_whole) = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) | Err(_) => {
                found.cells += u64::from(extent.0) * u64::from(extent.1);
                return found;
            }
            Ok(Event::Start(start)) => (start, false),
            Ok(Event::Empty(start)) => (start, true),
            Ok(Event::End(end)) if end.name().0 == "table:table-row" => {
                row = row.saturating_add(row_repeats);
                continue;
            }
            Ok(Event::Text(text)) => {
                let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
                found.text_bytes = found.text_bytes.saturating_add(length.saturating_mul(copies));
                continue;
            }
            Ok(Event::End(end)) if ["table:table-cell", "table:covered-table-cell"].contains(&end.name().0) => {
                copies = 0;
                continue;
            }
            Ok(_) => continue,
        };
        match start.name().0 {
            "table:table" => {
                found.cells += u64::from(extent.0) * u64::from(extent.1);
                (sheet, row, extent) = (attribute(&start, "table:name").unwrap_or_default(), 0, (0, 0));
            }
            "table:table-row" => {
                column = 0;
                row_repeats = number(&start, "table:number-rows-repeated");
                if is_whole {
                    row = row.saturating_add(row_repeats);
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let spans = |name: &str, from: u32| (from, from.saturating_add(number(&start, name) - 1));
                let rows = spans("table:number-rows-spanned", row);
                let columns = spans("table:number-columns-spanned", column);
                if rows.1 > rows.0 || columns.1 > columns.0 {
                    found.merged.entry(sheet.clone()).or_default().push(Merged { rows, columns });
                }
                let repeats = number(&start, "table:number-columns-repeated");
                column = column.saturating_add(repeats);
                let of_cell = u64::from(repeats) * u64::from(row_repeats);
                copies = if is_whole { 0 } else { of_cell };
                // A text may be given as a value, too.
                let given = attribute(&start, "office:string-value").map_or(0, |text| text.len());
                let length = u64::try_from(given).unwrap_or(u64::MAX);
                found.text_bytes = found.text_bytes.saturating_add(length.saturating_mul(of_cell));
                if attribute(&start, "office:value-type").is_some() {
                    extent = (extent.0.max(row.saturating_add(row_repeats)), extent.1.max(column));
                }
            }
            _ => {}
        }
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok()??;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// How often or how far, once where nothing is said.
fn number(start: &BytesStart<'_>, name: &str) -> u32 {
    attribute(start, name).and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, MOST_ROWS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_cell_that_stands_there_a_million_times_is_seen_before_it_is_unfolded() {
        let content = r#"<x><table:table table:name="一"><table:table-row/>
            <table:table-row><table:table-cell office:value-type="string" table:number-rows-spanned="3"/></table:table-row>
            <table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float"
            table:number-columns-repeated="1000"><text:p>书记</text:p></table:table-cell></table:table-row>
            <table:table-row table:number-rows-repeated="9999"><table:table-cell/></table:table-row></table:table></x>"#;
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
        let seen = overview(&zip.finish().unwrap().into_inner());
        assert_eq!(seen.cells, 1_000_002 * 1_000);
        assert!(seen.text_bytes >= 6 * 1_000_000 * 1_000, "{}", seen.text_bytes);
        assert_eq!(seen.merged["一"], [Merged { rows: (1, 3), columns: (0, 0) }]);
    }
}
