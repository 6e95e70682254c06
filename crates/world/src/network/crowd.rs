//! Runs the same work for many items, several at once, on all processors.

use super::WorldError;
use std::future::Future;
use tokio::task::JoinSet;

/// How many terminals work at once. Each keeps its store, connection and documents open meanwhile.
const AT_ONCE: usize = 24;

/// Runs the work for every item, at most [`AT_ONCE`] at a time. Results come in any order. The first failure
/// stops it.
pub(super) async fn each<T, R, F>(
    items: impl IntoIterator<Item = T>,
    mut work: impl FnMut(T) -> F,
) -> Result<Vec<R>, WorldError>
where
    R: Send + 'static,
    F: Future<Output = Result<R, WorldError>> + Send + 'static,
{
    let mut under_way = JoinSet::new();
    let mut done = Vec::new();
    for item in items {
        if under_way.len() >= AT_ONCE
            && let Some(finished) = under_way.join_next().await
        {
            done.push(finished??);
        }
        under_way.spawn(work(item));
    }
    while let Some(finished) = under_way.join_next().await {
        done.push(finished??);
    }
    Ok(done)
}
