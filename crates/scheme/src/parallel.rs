//! Work shared out among the processors.

use std::sync::{Mutex, PoisonError};

/// Does the work for each item, on as many threads as there are processors; results come in the order
/// of the items. It blocks: call it where that holds up nobody.
pub fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    const FEW: usize = 4;
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len());
    if threads < 2 || items.len() < FEW {
        return items.into_iter().map(work).collect();
    }
    let count = items.len();
    let waiting = Mutex::new(items.into_iter().enumerate());
    let take = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let mut done: Vec<(usize, R)> = Vec::with_capacity(count);
    std::thread::scope(|scope| {
        let run = || {
            let mut done = Vec::new();
            while let Some((place, item)) = take() {
                done.push((place, work(item)));
            }
            done
        };
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        done.extend(run());
        for helper in helpers {
            match helper.join() {
                Ok(part) => done.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order() {
        let doubled = map((0..1000).collect(), |number: u32| number * 2);
        assert_eq!(doubled, (0..1000).map(|number| number * 2).collect::<Vec<_>>());
        assert!(map(Vec::<u32>::new(), |number| number).is_empty());
    }
}
