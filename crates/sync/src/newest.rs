//! The newest of a kind: of what one owner has open, only so many stay, and a newer one ends the oldest.
//!
//! Whoever comes is let in, and the oldest goes. Were the newest refused instead, a device whose former streams
//! hang on a line that broke could not come back until they are noticed, and a stranger who holds what there is
//! would lock out everybody who shares his address.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Ends what it was made for.
type End = Box<dyn FnOnce() + Send>;

/// What is open, by owner.
pub(crate) struct Newest<K> {
    most_each: usize,
    most: usize,
    open: Mutex<Open<K>>,
}

struct Open<K> {
    next: u64,
    all: BTreeMap<u64, (K, End)>,
    of: HashMap<K, VecDeque<u64>>,
}

impl<K: Eq + Hash + Clone> Newest<K> {
    /// At most `most_each` of an owner, and `most` in all.
    pub(crate) fn new(most_each: usize, most: usize) -> Arc<Self> {
        let open = Open { next: 0, all: BTreeMap::new(), of: HashMap::new() };
        Arc::new(Self { most_each, most, open: Mutex::new(open) })
    }

    /// Counts one more until it is dropped, and ends the oldest where there are too many.
    pub(crate) fn enter(self: &Arc<Self>, owner: K, end: impl FnOnce() + Send + 'static) -> Entered<K> {
        let mut open = self.open();
        let number = open.next;
        open.next += 1;
        open.all.insert(number, (owner.clone(), Box::new(end)));
        let own = open.of.entry(owner).or_default();
        own.push_back(number);
        let oldest_own = (own.len() > self.most_each).then(|| own.front().copied()).flatten();
        let oldest = (open.all.len() > self.most).then(|| open.all.keys().next().copied()).flatten();
        let ends = oldest_own.or(oldest).and_then(|number| open.remove(number));
        drop(open);
        if let Some(end) = ends {
            end();
        }
        Entered { newest: Arc::clone(self), number }
    }

    fn open(&self) -> MutexGuard<'_, Open<K>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash> Open<K> {
    fn remove(&mut self, number: u64) -> Option<End> {
        let (owner, end) = self.all.remove(&number)?;
        if let Some(own) = self.of.get_mut(&owner) {
            own.retain(|other| *other != number);
            if own.is_empty() {
                self.of.remove(&owner);
            }
        }
        Some(end)
    }
}

/// One that counts among those that are open, until dropped.
pub(crate) struct Entered<K: Eq + Hash + Clone> {
    newest: Arc<Newest<K>>,
    number: u64,
}

impl<K: Eq + Hash + Clone> Drop for Entered<K> {
    fn drop(&mut self) {
        let end = self.newest.open().remove(self.number);
        drop(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets in these owners one after the other, and says which were ended, by their place.
    fn ended(most_each: usize, most: usize, owners: &[&'static str]) -> Vec<usize> {
        let newest = Newest::new(most_each, most);
        let ended = Arc::new(Mutex::new(Vec::new()));
        let mut open = Vec::new();
        for (place, owner) in owners.iter().enumerate() {
            let ended = Arc::clone(&ended);
            open.push(newest.enter(*owner, move || ended.lock().unwrap().push(place)));
        }
        drop(open);
        assert!(newest.open().all.is_empty() && newest.open().of.is_empty());
        ended.lock().unwrap().clone()
    }

    #[test]
    fn the_oldest_of_an_owner_goes_and_nobody_elses() {
        assert_eq!(ended(2, 100, &["a", "b", "a", "a", "b", "a"]), [0, 2]);
        assert_eq!(ended(9, 3, &["a", "b", "a", "c", "d"]), [0, 1]);
    }

    #[test]
    fn what_has_ended_counts_no_more() {
        let newest = Newest::new(1, 100);
        let ended = Arc::new(Mutex::new(0));
        for _ in 0..3 {
            let ended = Arc::clone(&ended);
            drop(newest.enter("a", move || *ended.lock().unwrap() += 1));
        }
        assert_eq!(*ended.lock().unwrap(), 0);
    }
}
