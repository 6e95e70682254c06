//! How a sheet of finished scores was read, and what was passed over in it: said before anything is ranked.

use crate::intake::fault::{Place, colon};
use cunbang_language::{Language, lazily, say};
use cunbang_model::{Decimal, Period};
use std::fmt;

/// What is said of a place in the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where.
    pub place: Place,
    said: Said,
}

/// What is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// The columns of scores, by their headers.
    Columns(Vec<String>),
    /// A column of scores has no header; what it is called.
    Nameless { word: String },
    /// A column is no score; why.
    NoScore { header: String, why: NoScore },
    /// The totals agree with the sums, in so many rows.
    TotalsAgree { rows: usize },
    /// The total was not compared.
    TotalIgnored { header: String },
    /// The total is the only score.
    TotalAlone,
    /// A column takes points away.
    Deducts { header: String },
    /// The period stands in the title.
    Period(Period),
    /// A title or another text.
    Text(String),
    /// A row of sums, means or full marks.
    Summary(String),
    /// A village by another way of writing its name.
    Village { written: String, read: String },
    /// Villages without any score.
    WithoutScores(Vec<String>),
    /// Villages that the sheet does not have.
    NotInSheet(Vec<String>),
    /// So many empty cells were taken as nothing scored.
    EmptyIsZero(usize),
    /// So many scores were rounded to a hundredth.
    Rounded(usize),
    /// The full marks of columns, as the sheet states them.
    Stated(Vec<String>),
    /// The full marks, where the sheet does not state them.
    FullMarks(Decimal),
}

/// Why a column is no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoScore {
    Rank,
    Stars,
    Weight,
    Number,
    Subtotal,
    Sum,
    Mean,
    OtherPeriod,
    Count,
    Remark,
    Empty,
    NotInScheme,
}

impl Remark {
    pub(crate) fn new(place: &Place, said: Said) -> Self {
        Self { place: place.clone(), said }
    }

    fn said(&self) -> String {
        match &self.said {
            Said::Columns(headers) => say!("wide-columns", headers = joined(headers)),
            Said::Nameless { word } => say!("wide-nameless", word = word),
            Said::NoScore { header, .. } if header.is_empty() => say!("wide-no-score-nameless"),
            Said::NoScore { header, why } => say!("wide-no-score", header = header, why = lazily(|| why.said())),
            Said::TotalsAgree { rows } => say!("wide-totals-agree", rows = rows),
            Said::TotalIgnored { header } => say!("wide-total-ignored", header = header),
            Said::TotalAlone => say!("wide-total-alone"),
            Said::Deducts { header } => say!("wide-deducts", header = header),
            Said::Period(period) => say!("wide-period", period = period),
            Said::Text(text) => say!("wide-text", text = text),
            Said::Summary(text) => say!("wide-summary", text = text),
            Said::Village { written, read } => say!("wide-village", written = written, read = read),
            Said::WithoutScores(names) => say!("wide-without-scores", names = joined(names)),
            Said::NotInSheet(names) => say!("wide-not-in-sheet", names = joined(names)),
            Said::EmptyIsZero(cells) => say!("wide-empty-is-zero", cells = cells),
            Said::Rounded(cells) => say!("wide-rounded", cells = cells),
            Said::Stated(columns) => say!("wide-stated", columns = joined(columns)),
            Said::FullMarks(full) => say!("wide-full-marks", full = full),
        }
    }
}

fn joined(texts: &[String]) -> String {
    texts.join(Language::first().pick("、", ", "))
}

impl NoScore {
    fn said(self) -> String {
        match self {
            Self::Rank => say!("wide-is-rank"),
            Self::Stars => say!("wide-is-stars"),
            Self::Weight => say!("wide-is-weight"),
            Self::Number => say!("wide-is-number"),
            Self::Subtotal => say!("wide-is-subtotal"),
            Self::Sum => say!("wide-is-sum"),
            Self::Mean => say!("wide-is-mean"),
            Self::OtherPeriod => say!("wide-is-other-period"),
            Self::Count => say!("wide-is-count"),
            Self::Remark => say!("wide-is-remark"),
            Self::Empty => say!("wide-is-empty"),
            Self::NotInScheme => say!("wide-is-not-in-scheme"),
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.place, colon(), self.said())
    }
}
