//! Movement 升降: how a place compares with the previous period's, among those that both ranked.

use crate::page::ReportInput;
use cunbang_model::{Moves, UnitCode};
use cunbang_scheme::{Level, Outcome, OutcomeRow};
use std::collections::{BTreeMap, HashMap};
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

/// The unit in which somebody's place is counted; none where it is counted in the whole.
fn within((unit, member): Who<'_>) -> Option<UnitCode> {
    member.map(|_| unit)
}

/// How places moved, by the unit in which they are counted.
fn moves<'a>(
    before: impl Iterator<Item = (Who<'a>, Option<u32>)>,
    now: impl Iterator<Item = (Who<'a>, Option<u32>)>,
) -> BTreeMap<Option<UnitCode>, Moves<Who<'a>>> {
    let mut places: BTreeMap<Option<UnitCode>, [Vec<(Who<'a>, u32)>; 2]> = BTreeMap::new();
    for (who, rank) in before.filter_map(|(who, rank)| Some((who, rank?))) {
        places.entry(within(who)).or_default()[0].push((who, rank));
    }
    for (who, rank) in now.filter_map(|(who, rank)| Some((who, rank?))) {
        places.entry(within(who)).or_default()[1].push((who, rank));
    }
    places.into_iter().map(|(unit, [before, now])| (unit, Moves::between(before, now))).collect()
}

/// The places of the previous period; empty if there is no outcome for it.
pub(crate) struct Previous<'a> {
    ranks: Option<HashMap<Who<'a>, Option<u32>>>,
    /// By the unit in which places are counted: of members their village, of units the whole.
    moves: BTreeMap<Option<UnitCode>, Moves<Who<'a>>>,
}

fn ranks(outcome: Option<&Outcome>, level: Level) -> impl Iterator<Item = (Who<'_>, Option<u32>)> {
    let rows = outcome.into_iter().flat_map(move |outcome| outcome.rows(level));
    rows.map(|row| ((row.unit, row.member.as_deref()), row.rank))
}

impl<'a> Previous<'a> {
    /// What a report's rows of a level are compared with.
    pub(crate) fn of(input: &ReportInput<'a>, level: Level) -> Self {
        let now = input.whole.unwrap_or(input.outcome);
        Self {
            ranks: input.previous.map(|outcome| ranks(Some(outcome), level).collect()),
            moves: moves(ranks(input.previous, level), ranks(Some(now), level)),
        }
    }

    /// How many were ranked both times, where not all were; none where the same were ranked.
    pub(crate) fn among(&self) -> Option<usize> {
        let moves = self.moves.get(&None)?;
        Some(moves.among()).filter(|_| !moves.is_of_all())
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
        match self.moves.get(&within(who)).and_then(|moves| moves.moved_up(who)) {
            // It was there, and not ranked: it was not received, or excused.
            None => Movement::Unknown,
            Some(0) => Movement::Same,
            Some(up) if up > 0 => Movement::Up(places(up)),
            Some(down) => Movement::Down(places(down)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Found by somebody who read that the first of 82 members had moved up by 2,909 places.
    #[test]
    fn members_move_among_those_of_their_village() {
        let [one, other]: [UnitCode; 2] = ["330522103201", "330522103202"].map(|code| code.parse().unwrap());
        let before = [((one, Some("a")), Some(2)), ((one, Some("b")), Some(1)), ((other, Some("a")), Some(1))];
        let now = [((one, Some("a")), Some(1)), ((one, Some("b")), Some(2)), ((other, Some("a")), Some(1))];
        let moves = moves(before.into_iter(), now.into_iter());
        let up = |who: Who<'_>| moves[&within(who)].moved_up(who);
        assert_eq!(up((one, Some("a"))), Some(1));
        assert_eq!(up((one, Some("b"))), Some(-1));
        assert_eq!(up((other, Some("a"))), Some(0));
    }
}
