//! What a node sends on one stream, until the device has read it.
//!
//! At most one message waits here and one more in the transport, which keeps it until the device reads or the
//! connection ends. So a device that does not read holds two messages of a node's memory for each of its streams,
//! and for no longer than a line may stand still.

use crate::proto;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use tokio::sync::{mpsc, oneshot};
use tokio_stream::Stream;
use tonic::Status;

/// Where a session puts its messages.
pub(crate) type Out = mpsc::Sender<Result<proto::Down, Status>>;

/// The messages of a stream, as the transport takes them.
pub(crate) struct Answers {
    queue: Arc<Mutex<Queue>>,
    _gone: oneshot::Sender<()>,
}

/// Ends a stream from this side.
#[derive(Clone)]
pub(crate) struct Ending(Arc<Mutex<Queue>>);

struct Queue {
    /// None once the stream was ended.
    messages: Option<mpsc::Receiver<Result<proto::Down, Status>>>,
    /// What the device is told then.
    last: Option<Status>,
    waits: Option<Waker>,
}

/// A new stream's ends. The last is done when the transport has let go of the stream.
pub(crate) fn answers() -> (Out, Answers, Ending, oneshot::Receiver<()>) {
    let (out, messages) = mpsc::channel(1);
    let queue = Arc::new(Mutex::new(Queue { messages: Some(messages), last: None, waits: None }));
    let (gone, is_gone) = oneshot::channel();
    (out, Answers { queue: Arc::clone(&queue), _gone: gone }, Ending(queue), is_gone)
}

impl Ending {
    /// Drops what waits, and tells the device why. The session notices as if the device had gone.
    pub(crate) fn end(&self, why: Status) {
        let mut queue = locked(&self.0);
        if queue.messages.take().is_some() {
            queue.last = Some(why);
        }
        if let Some(waker) = queue.waits.take() {
            waker.wake();
        }
    }
}

impl Ending {
    /// Whether the stream was ended from this side.
    pub(crate) fn has_ended(&self) -> bool {
        locked(&self.0).messages.is_none()
    }
}

impl Stream for Answers {
    type Item = Result<proto::Down, Status>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut queue = locked(&self.queue);
        let Some(messages) = &mut queue.messages else {
            return Poll::Ready(queue.last.take().map(Err));
        };
        let next = messages.poll_recv(context);
        if next.is_pending() {
            queue.waits = Some(context.waker().clone());
        }
        next
    }
}

fn locked(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}
