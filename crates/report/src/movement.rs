//! Movement 升降: how a place compares with the previous period's, among those that both ranked.

use crate::page::ReportInput;
use cunbang_model::{Moves, UnitCode};
use cunbang_scheme::{Level, Outcome, OutcomeRow};
use std::collections::HashMap;
use std::fmt;

/// How a subject's place changed since the previous outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Movement {
    /// Nothing to compare: no previous outcome, or no rank now.
    Unknown,
    /// Ranked now, but not before.
    New,
    /// Moved up by so many places.
    Up(u32),
    /// Moved down by so many places.
    Down(u32),
    /// The same place.
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

    /// Places gained; negative if lost; `None` if there is nothing to compare.
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

/// The places of the previous period; empty if there is no outcome for it.
pub(crate) struct Previous<'a> {
    ranks: Option<HashMap<Who<'a>, Option<u32>>>,
    moves: Moves<Who<'a>>,
}

fn ranks(outcome: Option<&Outcome>, level: Level) -> impl Iterator<Item = (Who<'_>, Option<u32>)> {
    let rows = outcome.into_iter().flat_map(move |outcome| outcome.rows(level));
    rows.map(|row| ((row.unit, row.member.as_deref()), row.rank))
}

impl<'a> Previous<'a> {
    /// What a report's rows of a level are compared with.
    pub(crate) fn of(input: &ReportInput<'a>, level: Level) -> Self {
        let ranked = |outcome| ranks(outcome, level).filter_map(|(who, rank)| Some((who, rank?)));
        Self {
            ranks: input.previous.map(|outcome| ranks(Some(outcome), level).collect()),
            moves: Moves::between(ranked(input.previous), ranked(Some(input.whole.unwrap_or(input.outcome)))),
        }
    }

    /// How many were ranked both times, where not all were; none where the same were ranked.
    pub(crate) fn among(&self) -> Option<usize> {
        Some(self.moves.among()).filter(|_| !self.moves.is_of_all())
    }

    pub(crate) fn movement(&self, row: &OutcomeRow) -> Movement {
        let who = (row.unit, row.member.as_deref());
        let (Some(ranks), Some(_)) = (&self.ranks, row.rank) else {
            return Movement::Unknown;
        };
        if !ranks.contains_key(&who) {
            return Movement::New;
        }
        let places = |moved: i64| u32::try_from(moved.unsigned_abs()).unwrap_or(u32::MAX);
        match self.moves.moved_up(who) {
            // It was there, and not ranked: it was not received, or excused.
            None => Movement::Unknown,
            Some(0) => Movement::Same,
            Some(up) if up > 0 => Movement::Up(places(up)),
            Some(down) => Movement::Down(places(down)),
        }
    }
}
