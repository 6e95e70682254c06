//! What tells an open page that something arrived: server-sent events, one after each burst of changes. The page then
//! asks for itself again, so that what it shows is made in one place.

use crate::pages::Pages;
use crate::pages::visitor::Visitor;
use axum::Extension;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use futures::future::BoxFuture;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// Changes that come so close together are told of once.
const BURST: Duration = Duration::from_millis(250);
/// How often a quiet connection is shown to stand.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Tells of changes for as long as the session is open.
pub(crate) async fn follow(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    tell(pages, move |pages| {
        let token = visitor.session.clone();
        Box::pin(async move {
            let session = pages.desk.session_unnoted(&token).await;
            matches!(session, Ok(Some(session)) if !session.locked)
        })
    })
}

/// Whether the listener may go on listening.
type MayListen = dyn Fn(Arc<Pages>) -> BoxFuture<'static, bool> + Send;

/// Tells of changes for as long as the listener may listen and the program runs.
pub(crate) fn tell(
    pages: Arc<Pages>,
    may_listen: impl Fn(Arc<Pages>) -> BoxFuture<'static, bool> + Send + 'static,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = pages.desk.replica().changes();
    let may_listen: Box<MayListen> = Box::new(may_listen);
    let events = futures::stream::unfold((changes, pages, may_listen), async |(mut changes, pages, may_listen)| {
        tokio::select! {
            told = changes.changed() => told.ok()?,
            () = pages.ended() => return None,
        }
        tokio::time::sleep(BURST).await;
        let number = *changes.borrow_and_update();
        let goes_on = may_listen(Arc::clone(&pages)).await;
        goes_on.then(|| (Ok(Event::default().data(number.to_string())), (changes, pages, may_listen)))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}
