//! Files that are no spreadsheets: what they are, as far as their first bytes or the names of their parts say. Whoever took a
//! wrong file is told which, and not that a table is missing in it.

use super::workbook::{Container, container_of};
use cunbang_language::say;
use std::io::Cursor;

/// What a file is instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherFile {
    /// A text, as word processors write it.
    Document,
    /// Slides.
    Slides,
    /// A PDF.
    Portable,
    /// A picture, as of a scan.
    Picture,
    /// A page of the web, whatever its name ends with.
    Page,
    /// Other files, packed.
    Archive,
    /// Bytes that are no text of any kind.
    Bytes,
}

/// How the files begin that are told by that.
const BEGINNINGS: [(&[u8], OtherFile); 10] = [
    (b"%PDF-", OtherFile::Portable),
    (b"\x89PNG", OtherFile::Picture),
    (b"\xff\xd8\xff", OtherFile::Picture),
    (b"GIF8", OtherFile::Picture),
    (b"II*\0", OtherFile::Picture),
    (b"MM\0*", OtherFile::Picture),
    (b"{\\rtf", OtherFile::Document),
    (b"Rar!", OtherFile::Archive),
    (b"7z\xbc\xaf", OtherFile::Archive),
    (b"\x1f\x8b", OtherFile::Archive),
];

impl OtherFile {
    /// What a file is; none where it may be a spreadsheet.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        match container_of(bytes) {
            Container::Text => of_text(bytes),
            Container::Zip => of_zip(bytes),
            // Where it can be read, it is one.
            Container::Compound => None,
        }
    }

    /// What a file of an old office program is that holds no workbook. Its parts are named in its directory, in letters of two
    /// bytes.
    pub(crate) fn of_compound(bytes: &[u8]) -> Option<Self> {
        let has = |name: &str| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes.windows(name.len()).step_by(2).any(|part| part == name)
        };
        if has("WordDocument") { Some(Self::Document) } else { has("PowerPoint Document").then_some(Self::Slides) }
    }

    /// Its name.
    pub(crate) fn said(self) -> String {
        match self {
            Self::Document => say!("other-file-document"),
            Self::Slides => say!("other-file-slides"),
            Self::Portable => say!("other-file-portable"),
            Self::Picture => say!("other-file-picture"),
            Self::Page => say!("other-file-page"),
            Self::Archive => say!("other-file-archive"),
            Self::Bytes => say!("other-file-bytes"),
        }
    }
}

fn of_text(bytes: &[u8]) -> Option<OtherFile> {
    if let Some((_, kind)) = BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning)) {
        return Some(*kind);
    }
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_start();
    let begins = |tag: &str| text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()));
    if ["<!doctype html", "<html"].into_iter().any(begins) {
        return Some(OtherFile::Page);
    }
    is_no_text(bytes).then_some(OtherFile::Bytes)
}

/// Whether bytes are no text, whatever they can be decoded as: of a hundred, two or more are signs that no text has.
fn is_no_text(bytes: &[u8]) -> bool {
    // UTF-16 has them in its letters.
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return false;
    }
    let signs = bytes.iter().filter(|byte| matches!(byte, 0x01..=0x08 | 0x0e..=0x19 | 0x1c..=0x1f)).count();
    signs >= 2 && signs * 50 >= bytes.len()
}

fn of_zip(bytes: &[u8]) -> Option<OtherFile> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("word/document.xml") {
        Some(OtherFile::Document)
    } else if has("ppt/presentation.xml") {
        Some(OtherFile::Slides)
    } else {
        let is_office = has("[Content_Types].xml") || has("mimetype") || has("content.xml");
        (!is_office).then_some(OtherFile::Archive)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn zipped(names: &[&str]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in names {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(b"<x/>").unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_no_spreadsheet_is_told_by_what_it_is() {
        let files: [(Vec<u8>, Option<OtherFile>); 13] = [
            (b"%PDF-1.7\n".to_vec(), Some(OtherFile::Portable)),
            (b"\x89PNG\r\n\x1a\n".to_vec(), Some(OtherFile::Picture)),
            ("\u{feff} <!DOCTYPE HTML><table>".into(), Some(OtherFile::Page)),
            (b"Rar!\x1a\x07".to_vec(), Some(OtherFile::Archive)),
            (zipped(&["[Content_Types].xml", "word/document.xml"]), Some(OtherFile::Document)),
            (zipped(&["[Content_Types].xml", "ppt/presentation.xml"]), Some(OtherFile::Slides)),
            (zipped(&["台账/党员.xlsx"]), Some(OtherFile::Archive)),
            (zipped(&["[Content_Types].xml", "xl/workbook.xml"]), None),
            (b"PK\x03\x04cut off".to_vec(), None),
            ("姓名,身份\n沈根法,正式党员\n".into(), None),
            // One such sign may be a slip.
            ("姓名,身份\n沈根法\u{1f},正式党员\n".into(), None),
            ((1..=255).collect(), Some(OtherFile::Bytes)),
            (
                [
                    &[0xff, 0xfe][..],
                    &"姓名\u{101}\u{102}".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
                ]
                .concat(),
                None,
            ),
        ];
        for (bytes, expected) in files {
            assert_eq!(OtherFile::of(&bytes), expected, "{}", String::from_utf8_lossy(&bytes));
        }
        let directory = |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        assert_eq!(OtherFile::of_compound(&directory("WordDocument")), Some(OtherFile::Document));
        assert_eq!(OtherFile::of_compound(&directory("EncryptedPackage")), None);
    }
}
