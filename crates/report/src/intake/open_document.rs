//! Which cells of an ODS file are merged, which calamine does not tell.

use super::sheet::Merged;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::BTreeMap;
use std::io::{BufReader, Cursor};

/// The most rows that a sheet may claim.
const MOST_ROWS: u32 = 1_048_576;

/// The cells merged down a column, by sheet. A file that cannot be followed has none.
pub(crate) fn merged_cells(bytes: &[u8]) -> BTreeMap<String, Vec<Merged>> {
    let mut found = BTreeMap::new();
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return found };
    let Ok(content) = archive.by_name("content.xml") else { return found };
    let mut reader = Reader::from_reader(BufReader::new(content));
    let mut buffer = Vec::new();
    let (mut sheet, mut row, mut column) = (String::new(), 0_u32, 0_u32);
    let mut row_repeats = 1;
    loop {
        buffer.clear();
        let (start, is_whole) = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) | Err(_) => return found,
            Ok(Event::Start(start)) => (start, false),
            Ok(Event::Empty(start)) => (start, true),
            Ok(Event::End(end)) if end.name().0 == "table:table-row" => {
                row = row.saturating_add(row_repeats);
                continue;
            }
            Ok(_) => continue,
        };
        match start.name().0 {
            "table:table" => (sheet, row) = (attribute(&start, "table:name").unwrap_or_default(), 0),
            "table:table-row" => {
                column = 0;
                row_repeats = number(&start, "table:number-rows-repeated");
                if is_whole {
                    row = row.saturating_add(row_repeats);
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let spanned = number(&start, "table:number-rows-spanned");
                if spanned > 1 {
                    let rows = (row, row.saturating_add(spanned - 1));
                    found.entry(sheet.clone()).or_insert_with(Vec::new).push(Merged { rows, column });
                }
                column = column.saturating_add(number(&start, "table:number-columns-repeated"));
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
