//! What was worked out of the store, for as long as nothing new is there. Pages ask again and again, and between two pushes
//! everything that follows from documents and receipts stays what it was.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_store::Position;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// How many answers are kept: people turn the pages of a few periods.
const KEPT: usize = 8;

/// After what an answer holds: the end of the feed, which every process that writes into the store moves on, and how many
/// changes this one was told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AsOf(Position, u64);

impl Desk {
    /// What is stored now.
    pub(crate) async fn as_of(&self) -> Result<AsOf, DeskError> {
        let changes = *self.replica().changes().borrow();
        Ok(AsOf(self.replica().store().feed_end().await?, changes))
    }
}

/// Answers by what was asked, all of them as of one moment.
#[derive(Debug)]
pub(crate) struct UntilChange<K, V>(Mutex<Option<Answers<K, V>>>);

#[derive(Debug)]
struct Answers<K, V> {
    as_of: AsOf,
    /// The newest last.
    known: VecDeque<(K, V)>,
}

impl<K, V> Default for UntilChange<K, V> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<K: PartialEq, V: Clone> UntilChange<K, V> {
    /// What was answered of the same.
    pub(crate) fn take(&self, as_of: AsOf, asked: &K) -> Option<V> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answers = answers.as_ref().filter(|answers| answers.as_of == as_of)?;
        answers.known.iter().find(|(key, _)| key == asked).map(|(_, value)| value.clone())
    }

    /// Keeps an answer, of what was stored when it was asked for.
    pub(crate) fn put(&self, as_of: AsOf, asked: K, value: V) -> V {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known =
            answers.take().filter(|answers| answers.as_of == as_of).map(|one| one.known).unwrap_or_default();
        known.retain(|(key, _)| *key != asked);
        if known.len() >= KEPT {
            known.pop_front();
        }
        known.push_back((asked, value.clone()));
        *answers = Some(Answers { as_of, known });
        value
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn as_of(number: u64, changes: u64) -> AsOf {
        AsOf(Position { number, ..Position::START }, changes)
    }

    #[test]
    fn an_answer_holds_until_something_changes() {
        let answers: UntilChange<&str, u32> = UntilChange::default();
        assert_eq!(answers.put(as_of(3, 0), "a", 1), 1);
        assert_eq!(answers.take(as_of(3, 0), &"a"), Some(1));
        assert_eq!(answers.take(as_of(3, 0), &"b"), None);
        assert_eq!(answers.take(as_of(4, 0), &"a"), None, "something came");
        assert_eq!(answers.take(as_of(3, 1), &"a"), None, "this process was told of something");
        answers.put(as_of(4, 0), "b", 2);
        assert_eq!(answers.take(as_of(4, 0), &"b"), Some(2));
        assert_eq!(answers.take(as_of(4, 0), &"a"), None);
        let put_back = AsOf(Position { number: 4, tag: [9; 8] }, 0);
        assert_eq!(answers.take(put_back, &"b"), None, "the store has another history");
    }

    #[test]
    fn the_oldest_answers_make_room() {
        let answers: UntilChange<usize, usize> = UntilChange::default();
        for number in 0..=KEPT {
            answers.put(as_of(1, 0), number, number);
        }
        assert_eq!(answers.take(as_of(1, 0), &0), None);
        assert_eq!(answers.take(as_of(1, 0), &KEPT), Some(KEPT));
    }
}
