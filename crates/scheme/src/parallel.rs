//! Work shared out among the processors.

use rayon::prelude::*;

/// Does the work for each item, on as many threads as there are processors; results come in the order
/// of the items. It blocks: call it where that holds up nobody.
pub fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    items.into_par_iter().map(work).collect()
}

/// Sorts on as many threads; equal items in any order.
pub fn sort<T: Ord + Send>(items: &mut [T]) {
    items.par_sort_unstable();
}

/// Gives back what is done with, on as many threads: of a whole country that is a good part of all the work.
pub fn give_back<T: Send>(items: Vec<T>) {
    items.into_par_iter().for_each(drop);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order() {
        let doubled = map((0..1000).collect(), |number: u32| number * 2);
        assert_eq!(doubled, (0..1000).map(|number| number * 2).collect::<Vec<_>>());
        assert!(map(Vec::<u32>::new(), |number| number).is_empty());
        let mut turned: Vec<u32> = (0..1000).rev().collect();
        sort(&mut turned);
        assert_eq!(turned, (0..1000).collect::<Vec<_>>());
    }
}
