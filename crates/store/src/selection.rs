//! Selections: the documents under a unit, of a kind, in a period.

use cunbang_model::{DocumentKind, DocumentName, Period, UnitCode};

/// Which documents a bulk read is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    /// Only this kind; all kinds where none is named.
    pub kind: Option<DocumentKind>,
    /// Only documents of this unit and of those under it.
    pub under: UnitCode,
    /// Only quarterly documents of the quarters in this period (of a month: the quarter around it); all
    /// documents, lasting ones too, where none is named.
    pub period: Option<Period>,
}

impl Selection {
    /// A selection.
    pub fn new(kind: impl Into<Option<DocumentKind>>, under: UnitCode, period: impl Into<Option<Period>>) -> Self {
        Self { kind: kind.into(), under, period: period.into() }
    }

    /// Every document of a unit and of those under it.
    pub fn under(under: UnitCode) -> Self {
        Self { kind: None, under, period: None }
    }

    /// Whether a document is among the selected.
    pub fn holds(&self, document: &DocumentName) -> bool {
        self.kind.is_none_or(|kind| kind == document.kind())
            && document.unit().is_within(&self.under)
            && self
                .period
                .is_none_or(|period| document.period().is_some_and(|quarter| period.quarters().contains(&quarter)))
    }
}
