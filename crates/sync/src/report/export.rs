//! Rankings as files. This crate cannot write spreadsheets: whoever starts the server supplies an
//! [`Exporter`].

use cunbang_desk::reading::in_words::RowsInWords;
use cunbang_model::{Date, Decimal, UnitCode, UnitTree};
use cunbang_scheme::{CorrectedSeal, Level, Outcome, Prospect, Scheme};
use std::collections::BTreeMap;
use std::fmt;

/// The most bytes in one piece of an export.
pub const MAX_PIECE_BYTES: usize = 64 * 1024;

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated values: one level.
    Csv,
    /// A workbook.
    Xlsx,
    /// One self-contained page.
    Html,
    /// Columns with their types: one level.
    Parquet,
}

impl ExportFormat {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Xlsx, Self::Html, Self::Parquet];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
            Self::Parquet => "parquet",
        }
    }

    /// Whether a file holds one level alone.
    pub const fn holds_one_level(self) -> bool {
        matches!(self, Self::Csv | Self::Parquet)
    }
}

impl fmt::Display for ExportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The data for a file. It contains nothing that the caller may not see.
#[derive(Debug, Clone, Copy)]
pub struct ExportInput<'a> {
    /// The kind of file.
    pub format: ExportFormat,
    /// The level; `None` for a workbook or page with all levels.
    pub level: Option<Level>,
    /// The rows of the requested levels.
    pub outcome: &'a Outcome,
    /// The units, for names.
    pub units: &'a UnitTree,
    /// The scheme, for titles; `None` if the node no longer has it.
    pub scheme: Option<&'a Scheme>,
    /// Who is a candidate for certain and who may be.
    pub prospects: &'a BTreeMap<UnitCode, Prospect>,
    /// Whether the outcome has all villages that were ranked together.
    pub is_whole: bool,
    /// The highest score on the list of candidates and the lowest off it, of all of these.
    pub ends: Option<(Decimal, Option<Decimal>)>,
    /// The id of the run.
    pub run: &'a str,
    /// The word for what it counts for: a draft, published, superseded, withdrawn.
    pub state: &'a str,
    /// The previous period's outcome, for movement.
    pub previous: Option<&'a Outcome>,
    /// The villages whose seals came late, with the day.
    pub late: &'a BTreeMap<UnitCode, Date>,
    /// The villages that would have been late, but for a return of their seal.
    pub forgiven: &'a BTreeMap<UnitCode, CorrectedSeal>,
    /// What was done to units and rules over the period, each in Chinese and in English.
    pub notes: &'a [(String, String)],
    /// What the rows behind the scores say, for files that list them.
    pub said: &'a RowsInWords,
}

/// Writes rankings as files.
pub trait Exporter: Send + Sync + fmt::Debug {
    /// The file's bytes, or why there are none. It is called where it may block.
    fn export(&self, input: &ExportInput<'_>) -> Result<Vec<u8>, String>;
}
