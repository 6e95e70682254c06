//! Group commit: writes of several callers go into one durable transaction.
//!
//! A commit costs a disk flush, however much it holds. While one is running, further writes queue up; each
//! caller gets its answer once its own writes are durable.

use crate::error::ReplicaError;
use cunbang_store::{Store, StoreError, Write, WriteOutcome};
use metrics::{gauge, histogram};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

const MAX_CALLERS_PER_COMMIT: usize = 256;
const MAX_WAITING_CALLERS: usize = 1024;

type Reply = oneshot::Sender<Result<Vec<WriteOutcome>, StoreError>>;

/// Passes writes to the single task that commits them.
#[derive(Debug, Clone)]
pub struct Committer {
    jobs: mpsc::Sender<(Vec<Write>, Reply)>,
}

impl Committer {
    /// Starts the task. It ends when the last handle is dropped.
    pub fn start(store: Arc<dyn Store>) -> Self {
        let (jobs, mut waiting) = mpsc::channel::<(Vec<Write>, Reply)>(MAX_WAITING_CALLERS);
        tokio::spawn(async move {
            let mut callers = Vec::with_capacity(MAX_CALLERS_PER_COMMIT);
            while waiting.recv_many(&mut callers, MAX_CALLERS_PER_COMMIT).await > 0 {
                gauge!("cunbang_commit_queue").set(f64::from(u32::try_from(waiting.len()).unwrap_or(u32::MAX)));
                let mut writes = Vec::new();
                let mut replies = Vec::with_capacity(callers.len());
                for (of_caller, reply) in callers.drain(..) {
                    replies.push((of_caller.len(), reply));
                    writes.extend(of_caller);
                }
                histogram!("cunbang_commit_writes").record(f64::from(u32::try_from(writes.len()).unwrap_or(u32::MAX)));
                match store.commit(writes).await {
                    Ok(outcomes) => {
                        let mut outcomes = outcomes.into_iter();
                        for (count, reply) in replies {
                            // A caller that has gone away needs no answer.
                            let _ = reply.send(Ok(outcomes.by_ref().take(count).collect()));
                        }
                    }
                    // The failure applies to everything in the transaction.
                    Err(error) => {
                        for (_, reply) in replies {
                            let _ = reply.send(Err(error.clone()));
                        }
                    }
                }
            }
        });
        Self { jobs }
    }

    /// Stores the writes. They are durable when this returns.
    pub async fn commit(&self, writes: Vec<Write>) -> Result<Vec<WriteOutcome>, ReplicaError> {
        let (reply, answer) = oneshot::channel();
        self.jobs.send((writes, reply)).await.map_err(|_| ReplicaError::Stopping)?;
        Ok(answer.await.map_err(|_| ReplicaError::Stopping)??)
    }
}
