//! Sync 联网: the last contact with each node above, what waits, and an exchange now that says what came of it.

use super::Pages;
use super::frame::{Door, Frame, answer, moment};
use super::home::InQuery;
use super::links::SyncSaid;
use super::trouble::Trouble;
use super::visitor::Visitor;
use crate::health::{Link, LinkState};
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use cunbang_language::say;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/sync.html")]
struct SyncPage {
    frame: Frame,
    links: Vec<LinkLine>,
    said: Option<Vec<SyncLine>>,
}

struct LinkLine {
    name: String,
    address: String,
    state: String,
    is_well: bool,
    last: String,
    trouble: Option<String>,
}

struct SyncLine {
    is_well: bool,
    text: String,
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<InQuery>,
) -> Result<Response, Trouble> {
    page(&pages, &visitor, &asked, None).await
}

/// Exchanges now, and shows what came of it.
pub(crate) async fn sync_now(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<InQuery>,
) -> Result<Response, Trouble> {
    let said = pages.links.sync_now().await;
    page(&pages, &visitor, &asked, Some(said)).await
}

async fn page(
    pages: &Pages,
    visitor: &Visitor,
    asked: &InQuery,
    said: Option<Vec<SyncSaid>>,
) -> Result<Response, Trouble> {
    let period = asked.or_usual(pages).await?;
    let frame = Frame::new(pages, visitor, period, Door::Settings, say!("sync-title"), "/sync").await?;
    let units = pages.desk.replica().org().units().cloned();
    let mut links = Vec::new();
    for link in pages.links.links() {
        let last = pages.last_sync(&link).await?;
        let Link { unit, address, state, trouble, .. } = link;
        links.push(LinkLine {
            name: units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit)),
            address,
            state: match state {
                LinkState::Waiting => say!("link-waiting"),
                LinkState::Connected => say!("link-connected"),
                LinkState::Broken => say!("link-broken"),
            },
            is_well: state == LinkState::Connected,
            last: last.map_or_else(|| say!("link-never"), moment),
            trouble,
        });
    }
    let said = said.map(|said| said.into_iter().map(line).collect());
    answer(&SyncPage { frame, links, said })
}

fn line(said: SyncSaid) -> SyncLine {
    match said.outcome {
        Ok((0, 0)) => SyncLine { is_well: true, text: say!("sync-nothing-new", node = said.with) },
        Ok((up, down)) => SyncLine { is_well: true, text: say!("sync-done", node = said.with, up = up, down = down) },
        Err(trouble) => SyncLine { is_well: false, text: say!("sync-failed", node = said.with, trouble = trouble) },
    }
}
