//! Documents 台账: which there are, and how they are named.

pub use crate::schema::DocumentKind;
use crate::{Period, Rights, Row, RowError, UnitCode};
use cunbang_language::say;
use std::fmt;
use std::str::FromStr;

/// A document's name: `kind/unit`, or `kind/unit/quarter` for quarterly kinds. Of a kind that this program
/// does not know it is `kind-405/unit`, with or without a period.
///
/// The name is for people. What is hashed, signed and stored is [`DocumentName::numbered`], which does not
/// change when a program learns a kind's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentName {
    kind: DocumentKind,
    unit: UnitCode,
    period: Option<Period>,
}

impl DocumentName {
    /// The document of a kind, unit and period, if there can be one: known kinds have a quarter or none.
    pub fn new(kind: DocumentKind, unit: UnitCode, period: Option<Period>) -> Option<Self> {
        match kind.is_quarterly() {
            Some(true) if !matches!(period, Some(Period::Quarter(..))) => None,
            Some(false) if period.is_some() => None,
            _ => Some(Self { kind, unit, period }),
        }
    }

    /// A document that has no period: org, scheme, roster.
    pub fn lasting(kind: DocumentKind, unit: UnitCode) -> Option<Self> {
        Self::new(kind, unit, None)
    }

    /// A quarterly document: ledger, inspection, bulletin.
    pub fn quarterly(kind: DocumentKind, unit: UnitCode, quarter: Period) -> Option<Self> {
        Self::new(kind, unit, Some(quarter))
    }

    /// `org/UNIT`
    pub const fn org(unit: UnitCode) -> Self {
        Self { kind: DocumentKind::Org, unit, period: None }
    }

    /// `scheme/UNIT`
    pub const fn scheme(unit: UnitCode) -> Self {
        Self { kind: DocumentKind::Scheme, unit, period: None }
    }

    /// `roster/UNIT`
    pub const fn roster(unit: UnitCode) -> Self {
        Self { kind: DocumentKind::Roster, unit, period: None }
    }

    /// Whether it is an `org` that counts in a tree under `root`: that of a county, of a unit above the counties,
    /// or of the root.
    pub fn lists_units(&self, root: UnitCode) -> bool {
        self.kind == DocumentKind::Org && self.unit.listed_by(root) == self.unit
    }

    /// What it holds.
    pub const fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The unit that it is about.
    pub const fn unit(&self) -> UnitCode {
        self.unit
    }

    /// Its quarter, for quarterly kinds.
    pub const fn period(&self) -> Option<Period> {
        self.period
    }

    /// What is hashed, signed and stored: `401/330522103201/2026Q3`.
    pub fn numbered(&self) -> impl fmt::Display {
        Numbered(*self)
    }

    /// Checks that a row may stand in this document: its table, and its unit.
    /// What is wrong is named by column, value and expectation.
    pub fn check_row(&self, row: &Row) -> Result<(), RowError> {
        let table = row.table();
        if table.document() != self.kind {
            let expected = format!("a table of a {} document", self.kind);
            return Err(RowError::new("table", table.name(), expected));
        }
        self.check_unit(row.unit())
    }

    /// Checks that a row about a unit may stand in this document: it is the document's own, or, in a
    /// directory, one under it.
    pub fn check_unit(&self, unit: UnitCode) -> Result<(), RowError> {
        let (fits, expected) = if self.kind.rights() == Rights::Directory {
            (unit.is_within(&self.unit), "or a unit under it")
        } else {
            (unit == self.unit, "as the document is that unit's")
        };
        if fits { Ok(()) } else { Err(RowError::new("unit", unit.as_str(), format!("{}, {expected}", self.unit))) }
    }
}

struct Numbered(DocumentName);

impl fmt::Display for Numbered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.0.kind.number(), self.0.unit)?;
        self.0.period.map_or(Ok(()), |period| write!(f, "/{period}"))
    }
}

impl fmt::Display for DocumentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.unit)?;
        self.period.map_or(Ok(()), |period| write!(f, "/{period}"))
    }
}

/// A text that names no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("model-document", what = format!("{:?}", .0)))]
pub struct DocumentNameError(String);

impl FromStr for DocumentName {
    type Err = DocumentNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || DocumentNameError(text.chars().take(64).collect());
        let mut parts = text.split('/');
        let kind = parts.next().ok_or_else(error)?;
        let kind = DocumentKind::from_name(kind).ok_or_else(error)?;
        let unit = parts.next().and_then(|unit| unit.parse().ok()).ok_or_else(error)?;
        let period = parts.next().map(str::parse).transpose().map_err(|_| error())?;
        if parts.next().is_some() {
            return Err(error());
        }
        Self::new(kind, unit, period).ok_or_else(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_back() {
        for text in [
            "org/330522",
            "roster/330522103201",
            "ledger/330522103201/2026Q3",
            "kind-499/330522103201",
            "kind-499/330522103201/2026",
        ] {
            assert_eq!(text.parse::<DocumentName>().unwrap().to_string(), text);
        }
        for wrong in
            ["ledger/330522103201", "org/330522/2026Q3", "ledger/330522/2026", "x/1", "org/330522/", "kind-999/330522"]
        {
            assert!(wrong.parse::<DocumentName>().is_err(), "{wrong}");
        }
        let ledger: DocumentName = "kind-401/330522103201/2026Q3".parse().unwrap();
        assert_eq!(ledger.to_string(), "ledger/330522103201/2026Q3", "known meanwhile");
        assert_eq!(ledger.numbered().to_string(), "401/330522103201/2026Q3");
    }
}
