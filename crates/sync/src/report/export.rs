//! Rankings as files. How a spreadsheet is written is not known here: whoever starts the server brings
//! an [`Exporter`].

use cunbang_model::UnitTree;
use cunbang_scheme::{Level, Outcome, Scheme};
use std::fmt;

/// The most bytes in one piece of an export.
pub const MAX_PIECE_BYTES: usize = 64 * 1024;

/// What kind of file is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated values: one level.
    Csv,
    /// A workbook.
    Xlsx,
    /// One self-contained page.
    Html,
}

impl ExportFormat {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Html];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
        }
    }
}

impl fmt::Display for ExportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a file is made from. It holds nothing that the caller may not see.
#[derive(Debug, Clone, Copy)]
pub struct ExportInput<'a> {
    /// The kind of file.
    pub format: ExportFormat,
    /// The level wanted; none where a workbook or page of all levels is.
    pub level: Option<Level>,
    /// The rows, of the levels wanted.
    pub outcome: &'a Outcome,
    /// The units, for names.
    pub units: &'a UnitTree,
    /// The scheme, for titles; none where it is not here any more.
    pub scheme: Option<&'a Scheme>,
    /// The id of the run.
    pub run: &'a str,
    /// The outcome of the period before, for movement.
    pub previous: Option<&'a Outcome>,
}

/// Writes rankings as files.
pub trait Exporter: Send + Sync + fmt::Debug {
    /// The file's bytes, or in words why there are none. Runs where it may take its time.
    fn export(&self, input: &ExportInput<'_>) -> Result<Vec<u8>, String>;
}
