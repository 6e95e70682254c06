//! What says the same counts once 相同的只计一次: deeds, posts, commitments and tasks of one member, or of one village, and one
//! day whose texts have the same letters and digits.
//!
//! Where rows are counted by parts, such as weeks or kinds, as many count as can: each part takes so many, and of what says the
//! same one, in whichever part serves best. So no row that is left out raises how many count.

use crate::doubtful::Said;
use crate::evidence::Entry;
use crate::row_reading::RowReading;
use cunbang_model::UnitCode;
use std::collections::{BTreeMap, BTreeSet};

/// How reasons say that another row that says the same counts.
pub(crate) const SAID_ALREADY: &str = "says the same as another, which counts 与另一条内容相同，只计一次";

/// Which rows say the same, of all that a measure may look at.
pub(crate) type Same = (UnitCode, u32);

/// Whether a row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Counts,
    /// Another that says the same does.
    SaidAlready,
    /// Its part has as many as it takes.
    NoRoom,
}

/// Says of the rows of one unit which say the same as others.
pub(crate) fn note_same(entries: &mut [Entry<'_>], reading: RowReading) {
    let mut places: BTreeMap<Said<'_>, Vec<usize>> = BTreeMap::new();
    for (place, entry) in entries.iter().enumerate() {
        if let Some(said) = Said::by(&entry.row, reading) {
            places.entry(said).or_default().push(place);
        }
    }
    let alike: Vec<Vec<usize>> = places.into_values().filter(|places| places.len() > 1).collect();
    for (number, places) in (0..).zip(alike) {
        for place in places {
            entries[place].same = Some(number);
        }
    }
}

/// How many of these say something of their own.
pub(crate) fn different(rows: &[&Entry<'_>]) -> usize {
    once_each(rows.iter().map(|entry| (entry.same_as(), ())), usize::MAX)
        .into_iter()
        .filter(|standing| *standing == Standing::Counts)
        .count()
}

/// Which of the claims count, each of a row to a part that takes `room` of them: as many as can.
pub(crate) fn once_each<P: Ord>(claims: impl Iterator<Item = (Option<Same>, P)>, room: usize) -> Vec<Standing> {
    let mut parts: BTreeMap<P, usize> = BTreeMap::new();
    let mut classes: BTreeMap<Same, usize> = BTreeMap::new();
    let mut places = Places::default();
    for (same, part) in claims {
        let next = parts.len();
        let part = *parts.entry(part).or_insert(next);
        let new = places.of_class.len();
        let class = same.map_or(new, |same| *classes.entry(same).or_insert(new));
        if class == new {
            places.of_class.push(Vec::new());
        }
        places.of_class[class].push(places.claims.len());
        places.claims.push((class, part));
    }
    places.taken = vec![Vec::new(); parts.len()];
    places.chosen = vec![None; places.of_class.len()];
    for class in 0..places.of_class.len() {
        places.find(class, room, &mut BTreeSet::new());
    }
    let standing = |(place, (class, _)): (usize, &(usize, usize))| match places.chosen[*class] {
        Some(chosen) if chosen == place => Standing::Counts,
        Some(_) => Standing::SaidAlready,
        None => Standing::NoRoom,
    };
    places.claims.iter().enumerate().map(standing).collect()
}

/// What says the same is a class, and takes one place in one part.
#[derive(Debug, Default)]
struct Places {
    /// Of each claim its class and part.
    claims: Vec<(usize, usize)>,
    /// The claims of each class.
    of_class: Vec<Vec<usize>>,
    /// The classes in each part.
    taken: Vec<Vec<usize>>,
    /// The claim of each class that counts.
    chosen: Vec<Option<usize>>,
}

impl Places {
    /// Finds a place for a class, if need be by moving others to another of their parts; `seen` are the parts tried.
    fn find(&mut self, class: usize, room: usize, seen: &mut BTreeSet<usize>) -> bool {
        for claim in self.of_class[class].clone() {
            let part = self.claims[claim].1;
            if !seen.insert(part) {
                continue;
            }
            let is_free = self.taken[part].len() < room;
            // Who has one row alone cannot move.
            let others = if is_free { 0 } else { self.taken[part].len() };
            let moved = (0..others).find(|at| {
                let other = self.taken[part][*at];
                self.of_class[other].len() > 1 && self.find(other, room, seen)
            });
            match moved {
                Some(at) => self.taken[part][at] = class,
                None if is_free => self.taken[part].push(class),
                None => continue,
            }
            self.chosen[class] = Some(claim);
            return true;
        }
        false
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(claims: &[(u32, u8)], room: usize) -> usize {
        let unit: UnitCode = "330522103201".parse().unwrap();
        let claims = claims.iter().map(|(class, part)| ((*class > 0).then_some((unit, *class)), *part));
        once_each(claims, room).into_iter().filter(|standing| *standing == Standing::Counts).count()
    }

    #[test]
    fn a_class_takes_one_place_and_a_part_so_many() {
        for (claims, room, expect) in [
            (&[(0, 1), (0, 1), (0, 2)][..], 1, 2),
            (&[(1, 1), (1, 2), (1, 3)], 1, 1),
            // The first moves to where it alone can be.
            (&[(1, 1), (1, 2), (2, 1)], 1, 2),
            (&[(1, 1), (1, 2), (2, 1), (2, 3), (0, 1)], 1, 3),
            (&[(1, 1), (1, 1), (0, 1), (0, 1)], usize::MAX, 3),
            (&[(1, 1), (2, 1), (0, 1)], 2, 2),
        ] {
            assert_eq!(counted(claims, room), expect, "{claims:?}");
        }
    }

    /// How many can count at most, tried out.
    fn most(claims: &[(u32, u8)], room: usize) -> usize {
        let ways = 0_u32..1 << claims.len();
        let is_allowed = |way: &u32| {
            let chosen: Vec<(u32, u8)> =
                claims.iter().enumerate().filter(|(at, _)| way >> at & 1 == 1).map(|(_, claim)| *claim).collect();
            let count = |is: &dyn Fn(&(u32, u8)) -> bool| chosen.iter().filter(|claim| is(claim)).count();
            chosen.iter().all(|(class, part)| {
                (*class == 0 || count(&|other| other.0 == *class) == 1) && count(&|other| other.1 == *part) <= room
            })
        };
        ways.filter(is_allowed).map(|way| way.count_ones() as usize).max().unwrap_or(0)
    }

    proptest! {
        #[test]
        fn as_many_count_as_can(
            claims in proptest::collection::vec((0_u32..4, 0_u8..4), 0..9),
            room in 0_usize..3,
        ) {
            prop_assert_eq!(counted(&claims, room), most(&claims, room));
        }
    }
}
