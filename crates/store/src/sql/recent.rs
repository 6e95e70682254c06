//! What the newest part of the feed is about, kept in memory.
//!
//! Whoever comes asks what is new for them, and mostly nothing is, however much came for others. To find that in the
//! database takes a statement that looks up all logs that the reader may hold, more than all else that an exchange
//! reads. So what arrives is read once, by whoever asks first, and not once for each reader.
//!
//! It only says from where on there is something to read. What stands there is read from the database.

use crate::feed::{FeedScope, Position};
use cunbang_model::{DocumentName, UnitCode};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Mutex, MutexGuard};

/// Places that are kept. Beyond that, those so far are forgotten.
const MAX_PLACES: usize = 64 * 1024;

/// The index of one store, and how often it was begun to be brought up to date.
#[derive(Debug, Default)]
pub(super) struct Recent {
    begun: AtomicU64,
    index: Mutex<Index>,
}

/// The places of the feed after a number, by what they are about.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// What it begins after.
    from: u64,
    /// How far it goes; none where it has not begun.
    until: Option<Position>,
    places: BTreeMap<UnitCode, BTreeMap<DocumentName, Vec<u64>>>,
    count: usize,
    /// Which of the times that it was begun to be brought up to date was the last to end.
    done: u64,
}

/// Where the first place after a number is that a reader gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    /// The index does not reach back so far.
    Unknown,
    /// There is none.
    Nowhere,
    At(u64),
}

impl Recent {
    /// The index, and the number under which it is to be brought up to date, unless somebody else began to do so since
    /// this was called, and is done.
    pub(super) async fn index(&self) -> (MutexGuard<'_, Index>, Option<u64>) {
        let before = self.begun.load(Ordering::SeqCst);
        let index = self.index.lock().await;
        let begins = (index.done <= before).then(|| self.begun.fetch_add(1, Ordering::SeqCst) + 1);
        (index, begins)
    }
}

impl Index {
    /// Begins after a place of the feed.
    pub(super) fn begin(&mut self, at: Position) {
        *self = Self { from: at.number, until: Some(at), done: self.done, ..Self::default() };
    }

    /// Forgets everything: the feed is another.
    pub(super) fn forget(&mut self) {
        *self = Self { done: self.done, ..Self::default() };
    }

    /// How far it goes.
    pub(super) fn until(&self) -> Option<Position> {
        self.until
    }

    /// Notes that it is up to date as of a time at which that was begun.
    pub(super) fn note_done(&mut self, begun: u64) {
        self.done = begun;
    }

    /// Adds the place after the last.
    pub(super) fn add(&mut self, at: Position, document: DocumentName) {
        if self.count >= MAX_PLACES {
            self.begin(self.until.unwrap_or_default());
        }
        self.places.entry(document.unit()).or_default().entry(document).or_default().push(at.number);
        self.count += 1;
        self.until = Some(at);
    }

    /// The first place after a number that a reader gets.
    pub(super) fn first(&self, after: u64, scope: &FeedScope) -> First {
        if self.until.is_none() || after < self.from {
            return First::Unknown;
        }
        let unit = scope.unit;
        let above = unit.and_ancestors().skip(1).filter_map(|above| self.places.get(&above));
        let within = self.places.range(unit..).take_while(|(about, _)| about.is_within(&unit)).map(|(_, of)| of);
        let of_reader = above.chain(within).flatten().filter(|(document, _)| scope.holds(document));
        let first = of_reader.filter_map(|(_, places)| places.get(places.partition_point(|place| *place <= after)));
        first.min().map_or(First::Nowhere, |first| First::At(*first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use First::{At, Nowhere, Unknown};

    const VILLAGE: &str = "330522103201";

    fn at(number: u64) -> Position {
        Position { number, ..Position::START }
    }

    fn first(index: &Index, after: u64) -> First {
        index.first(after, &FeedScope { unit: VILLAGE.parse().unwrap() })
    }

    #[test]
    fn it_says_where_a_reader_finds_something() {
        let mut index = Index::default();
        assert_eq!(first(&index, 0), Unknown, "it has not begun");
        index.begin(at(10));
        let documents = [
            "ledger/330522103202/2026Q3",
            "ledger/330522103201/2026Q3",
            "ledger/330522103202/2026Q3",
            "org/330522",
            "ledger/330522103201/2026Q3",
            "inspection/330522-014/2026Q3",
        ];
        for (number, document) in (11..).zip(documents) {
            index.add(at(number), document.parse().unwrap());
        }
        assert_eq!(index.until(), Some(at(16)));
        assert_eq!(first(&index, 9), Unknown);
        let found: Vec<First> = (10..=17).map(|after| first(&index, after)).collect();
        assert_eq!(found, [At(12), At(12), At(14), At(14), At(15), Nowhere, Nowhere, Nowhere]);
        index.forget();
        assert_eq!((first(&index, 15), index.until()), (Unknown, None));
    }

    #[test]
    fn it_keeps_no_more_than_it_may() {
        let mut index = Index::default();
        index.begin(at(0));
        for number in 1..=(MAX_PLACES as u64 + 5) {
            index.add(at(number), "org/330522".parse().unwrap());
        }
        assert_eq!((first(&index, 0), first(&index, MAX_PLACES as u64)), (Unknown, At(MAX_PLACES as u64 + 1)));
        assert_eq!(index.count, 5);
    }

    #[tokio::test]
    async fn who_waited_while_another_brought_it_up_to_date_need_not() {
        let recent = Recent::default();
        let (mut index, begun) = recent.index().await;
        assert_eq!(begun, Some(1));
        let (mut second, mut third) = (std::pin::pin!(recent.index()), std::pin::pin!(recent.index()));
        assert!(futures::poll!(&mut second).is_pending() && futures::poll!(&mut third).is_pending());
        index.note_done(1);
        drop(index);
        // The first may have read before the others asked; the second has not.
        let (mut index, begun) = second.await;
        assert_eq!(begun, Some(2));
        index.note_done(2);
        drop(index);
        assert_eq!(third.await.1, None);
        // Given up half-way, it counts as not done.
        let (index, begun) = recent.index().await;
        assert_eq!(begun, Some(3));
        drop(index);
        assert_eq!(recent.index().await.1, Some(4));
    }
}
