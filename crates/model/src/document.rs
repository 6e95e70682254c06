//! Documents 台账: which there are, and how they are named.

use crate::{Period, Row, Table, UnitCode};
use std::fmt;
use std::str::FromStr;

/// What a document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// Units, devices, revocations: of a county, or of a unit above the counties.
    Org,
    /// The rules 考评办法 in force; written by the root.
    Scheme,
    /// Names and what identifies a person; stays with the village and its township.
    Roster,
    /// A village's own record of a quarter.
    Ledger,
    /// What the levels above found in a unit, by quarter.
    Inspection,
    /// What a county or township publishes, by quarter.
    Bulletin,
}

impl DocumentKind {
    /// All kinds. Their order is part of the log encoding.
    pub const ALL: [Self; 6] = [Self::Org, Self::Scheme, Self::Roster, Self::Ledger, Self::Inspection, Self::Bulletin];

    /// The first part of a document's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Org => "org",
            Self::Scheme => "scheme",
            Self::Roster => "roster",
            Self::Ledger => "ledger",
            Self::Inspection => "inspection",
            Self::Bulletin => "bulletin",
        }
    }

    /// Whether there is one document for each quarter.
    pub const fn is_quarterly(self) -> bool {
        matches!(self, Self::Ledger | Self::Inspection | Self::Bulletin)
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A document's name: `kind/unit`, or `kind/unit/quarter` for quarterly kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentName {
    kind: DocumentKind,
    unit: UnitCode,
    period: Option<Period>,
}

impl DocumentName {
    /// A document that has no period: org, scheme, roster.
    pub fn lasting(kind: DocumentKind, unit: UnitCode) -> Option<Self> {
        (!kind.is_quarterly()).then_some(Self { kind, unit, period: None })
    }

    /// A quarterly document: ledger, inspection, bulletin.
    pub fn quarterly(kind: DocumentKind, unit: UnitCode, quarter: Period) -> Option<Self> {
        (kind.is_quarterly() && matches!(quarter, Period::Quarter(..))).then_some(Self {
            kind,
            unit,
            period: Some(quarter),
        })
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

    /// Checks that a row may stand in this document: its table, and its unit (the document's own).
    /// What is wrong is named by column, value and expectation.
    pub fn check_row(&self, row: &Row) -> Result<(), crate::RowError> {
        let table = row.table();
        if table.document() != self.kind {
            return Err(crate::RowError {
                column: "table",
                value: table.name().to_owned(),
                expected: format!("a table of a {} document", self.kind),
            });
        }
        if table != Table::Units && table != Table::Devices && table != Table::Revocations {
            if row.unit() != self.unit {
                return Err(crate::RowError {
                    column: "unit",
                    value: row.unit().to_string(),
                    expected: format!("{}, as the document is that unit's", self.unit),
                });
            }
        } else if !row.unit().is_within(&self.unit) {
            return Err(crate::RowError {
                column: "unit",
                value: row.unit().to_string(),
                expected: format!("{} or a unit under it", self.unit),
            });
        }
        Ok(())
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
#[error("{0:?} is not a document: expected kind/unit or kind/unit/quarter, as in ledger/330522103201/2026Q3")]
pub struct DocumentNameError(String);

impl FromStr for DocumentName {
    type Err = DocumentNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || DocumentNameError(text.chars().take(64).collect());
        let mut parts = text.split('/');
        let kind = parts.next().ok_or_else(error)?;
        let kind = DocumentKind::ALL.into_iter().find(|known| known.as_str() == kind).ok_or_else(error)?;
        let unit = parts.next().and_then(|unit| unit.parse().ok()).ok_or_else(error)?;
        let name = match parts.next() {
            None => Self::lasting(kind, unit),
            Some(period) => period.parse().ok().and_then(|period| Self::quarterly(kind, unit, period)),
        };
        if parts.next().is_some() {
            return Err(error());
        }
        name.ok_or_else(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_back() {
        for text in ["org/330522", "roster/330522103201", "ledger/330522103201/2026Q3"] {
            assert_eq!(text.parse::<DocumentName>().unwrap().to_string(), text);
        }
        for wrong in ["ledger/330522103201", "org/330522/2026Q3", "ledger/330522/2026", "x/1", "org/330522/"] {
            assert!(wrong.parse::<DocumentName>().is_err(), "{wrong}");
        }
    }
}
