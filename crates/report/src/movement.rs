//! Movement 升降: how a rank compares with the previous period's.

use cunbang_model::UnitCode;
use cunbang_scheme::{Level, Outcome, OutcomeRow};
use std::collections::HashMap;
use std::fmt;

/// How a subject's rank changed since the previous outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Movement {
    /// Nothing to compare: no previous outcome, or no rank now.
    Unknown,
    /// Ranked now, but not before.
    New,
    /// Moved up by so many ranks.
    Up(u32),
    /// Moved down by so many ranks.
    Down(u32),
    /// The same rank.
    Same,
}

impl fmt::Display for Movement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => Ok(()),
            Self::New => f.write_str("新"),
            Self::Up(places) => write!(f, "▲{places}"),
            Self::Down(places) => write!(f, "▼{places}"),
            Self::Same => f.write_str("＝"),
        }
    }
}

impl Movement {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Up(_) => "up",
            Self::Down(_) => "down",
            Self::Unknown | Self::New | Self::Same => "same",
        }
    }

    /// Ranks gained; negative if lost; `None` if there is nothing to compare.
    pub(crate) fn ranks_gained(self) -> Option<i64> {
        match self {
            Self::Unknown | Self::New => None,
            Self::Up(places) => Some(i64::from(places)),
            Self::Down(places) => Some(-i64::from(places)),
            Self::Same => Some(0),
        }
    }
}

/// A unit, or one of its members.
type Who<'a> = (UnitCode, Option<&'a str>);

/// The ranks of the previous period; empty if there is no outcome for it.
pub(crate) struct Previous<'a> {
    ranks: Option<HashMap<Who<'a>, Option<u32>>>,
}

impl<'a> Previous<'a> {
    pub(crate) fn new(outcome: Option<&'a Outcome>, level: Level) -> Self {
        let ranks = outcome.map(|outcome| {
            let rows = outcome.rows(level).iter();
            rows.map(|row| ((row.unit, row.member.as_deref()), row.rank)).collect()
        });
        Self { ranks }
    }

    pub(crate) fn movement(&self, row: &OutcomeRow) -> Movement {
        let (Some(ranks), Some(rank)) = (&self.ranks, row.rank) else {
            return Movement::Unknown;
        };
        match ranks.get(&(row.unit, row.member.as_deref())).copied() {
            None => Movement::New,
            // It was there, and not ranked: it was not received, or excused.
            Some(None) => Movement::Unknown,
            Some(Some(before)) if before > rank => Movement::Up(before - rank),
            Some(Some(before)) if before < rank => Movement::Down(rank - before),
            Some(Some(_)) => Movement::Same,
        }
    }
}
