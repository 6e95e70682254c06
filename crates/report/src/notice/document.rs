//! The notice as a document for a word processor: the parts of a DOCX (ECMA-376), each from a template of its own.

use super::formalities::Signature;
use super::page::{Part, Shown, parts, shown};
use super::{Block, Column, Notice, formalities};
use crate::export::ExportError;
use askama::Template;
use cunbang_model::shown::in_lines;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The text area's width in twentieths of a point: 156 mm.
const TEXT_WIDTH: u32 = 8844;

#[derive(Template)]
#[template(path = "notice/document.xml")]
struct Document<'a> {
    notice: &'a Notice,
    day: String,
    signature: Signature,
    body: Vec<Part<'a>>,
    annexes: Vec<Shown<'a>>,
}

#[derive(Template)]
#[template(path = "notice/core.xml")]
struct Core<'a> {
    notice: &'a Notice,
}

#[derive(Template)]
#[template(path = "notice/footer.xml")]
struct Footer {
    side: &'static str,
    indent: &'static str,
}

impl Column {
    /// Its width in twentieths of a point.
    fn twips(self) -> u32 {
        TEXT_WIDTH * u32::from(self.width) / 100
    }
}

impl Notice {
    /// As a DOCX. The same notice gives the same bytes.
    pub fn docx(&self) -> Result<Vec<u8>, ExportError> {
        let document = Document {
            notice: self,
            signature: Signature::of(&self.issuer, &formalities::day_in_words(self.date)),
            day: formalities::day_in_words(self.date),
            body: parts(&self.body),
            annexes: shown(&self.annexes),
        };
        // Whatever stands in the rows, no character turns what stands beside it, and none is outside XML.
        let document = in_lines(&document.render()?).into_owned();
        let core = in_lines(&Core { notice: self }.render()?).into_owned();
        let odd = Footer { side: "right", indent: "w:rightChars=\"100\" w:right=\"280\"" }.render()?;
        let even = Footer { side: "left", indent: "w:leftChars=\"100\" w:left=\"280\"" }.render()?;
        let files: [(&str, &str); 10] = [
            ("[Content_Types].xml", include_str!("../../templates/notice/types.xml")),
            ("_rels/.rels", include_str!("../../templates/notice/package.xml")),
            ("docProps/core.xml", &core),
            ("word/document.xml", &document),
            ("word/styles.xml", include_str!("../../templates/notice/styles.xml")),
            ("word/fontTable.xml", include_str!("../../templates/notice/fonts.xml")),
            ("word/settings.xml", include_str!("../../templates/notice/settings.xml")),
            ("word/footer1.xml", &odd),
            ("word/footer2.xml", &even),
            ("word/_rels/document.xml.rels", include_str!("../../templates/notice/relations.xml")),
        ];
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        for (name, text) in files {
            archive.start_file(name, options)?;
            archive.write_all(text.as_bytes())?;
        }
        Ok(archive.finish()?.into_inner())
    }
}
