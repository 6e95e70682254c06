//! The pages 网页 at which a clerk works: on loopback, in a browser, with a name and a password.
//!
//! [`serve`] takes the desk, the node's connections ([`Links`]) and the key with which the first operator is made.
//! Each door of the frame has a file here and a template beside it. A page is looked at with GET and changes nothing;
//! what changes something is a POST of a form, answered by sending the browser back to the page (or, to a script that
//! asked, by JSON), so that going back or loading again never does a thing twice.
//!
//! The address says where one is: `/2026Q3/meetings/t08`.

mod choice;
mod columns;
mod conflicts;
mod frame;
mod guard;
mod home;
mod import;
mod initials;
mod links;
mod login;
mod meeting;
mod meetings;
mod member;
mod preferences;
mod row;
mod score;
mod seal;
mod settings;
mod start;
mod style;
mod sync;
mod tables;
mod trend;
mod trouble;
mod undo;
mod visitor;
mod wall;
mod writing;

pub use links::{Links, SyncSaid};

use crate::serving::{PageError, Serving};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::response::Redirect;
use axum::routing::{get, post};
use cunbang_desk::Desk;
use cunbang_model::{Period, clock};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::Semaphore;
use trouble::Trouble;

/// How many passwords may be waiting to be checked.
const LOGINS_AT_ONCE: usize = 8;

/// What the pages stand on.
pub struct Pages {
    desk: Arc<Desk>,
    links: Arc<dyn Links>,
    start_key: Option<String>,
    waiting: import::Waiting,
    /// Turns at logging in: a password costs time and memory to check.
    logins: Semaphore,
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl Pages {
    /// Pages over a desk and the node's connections. Whoever shows `start_key`, which stands in the node's folder,
    /// makes the first operator.
    pub fn new(desk: Arc<Desk>, links: Arc<dyn Links>, start_key: Option<String>) -> Self {
        Self { desk, links, start_key, waiting: import::Waiting::default(), logins: Semaphore::new(LOGINS_AT_ONCE) }
    }

    /// The quarter that a page is about where none is named: that of the period that people work on now.
    pub(crate) async fn usual_period(&self) -> Result<Period, Trouble> {
        let period = self.desk.period_at_hand().await?;
        Ok(Period::quarter_of(period.last_day().min(clock::county_date(self.desk.replica().now()))))
    }
}

/// Serves the pages at `address`, which is one of this computer's own.
pub async fn serve(address: SocketAddr, pages: Pages) -> Result<Serving, PageError> {
    Serving::start(address, "pages", |bound| routes(bound, Arc::new(pages))).await
}

fn routes(bound: SocketAddr, pages: Arc<Pages>) -> Router {
    let first = Arc::clone(&pages);
    let for_operators = Router::new()
        .route("/", get(async move || first.usual_period().await.map(|period| Redirect::to(&format!("/{period}")))))
        .route("/settings", get(settings::show))
        .route("/settings/password", post(settings::change_password))
        .route("/settings/operators", post(settings::add_operator))
        .route("/settings/operators/disable", post(settings::disable_operator))
        .route("/sync", get(sync::show).post(sync::sync_now))
        .route("/session", get(login::token))
        .route("/logout", post(login::log_out))
        .route("/{period}", get(home::show))
        .route("/{period}/meetings", get(meetings::show).post(meetings::add))
        .route("/{period}/meetings/{meeting}", get(meeting::show))
        .route("/{period}/meetings/{meeting}/attendance", post(meeting::mark))
        .route("/{period}/meetings/{meeting}/deeds", post(meeting::add_deed))
        .route("/{period}/tables", get(tables::all))
        .route("/{period}/tables/{table}", get(tables::show).post(tables::keep))
        .route("/{period}/tables/{table}/{id}", get(row::show))
        .route("/{period}/tables/{table}/{id}/withdraw", post(row::withdraw))
        .route("/{period}/tables/{table}/{id}/restore", post(row::restore))
        .route("/{period}/members/{member}", get(member::show))
        .route("/{period}/undo", post(undo::undo))
        .route("/{period}/conflicts", get(conflicts::show).post(conflicts::choose))
        .route("/{period}/import", get(import::show).post(import::look))
        .route("/{period}/import/keep", post(import::keep))
        .route("/{period}/import/{file}/marked", get(import::marked))
        .route("/{period}/seal", get(seal::show).post(seal::seal))
        .route("/{period}/score", get(score::show))
        .route("/{period}/wall", get(wall::attendance))
        .route("/{period}/honours", get(wall::honours))
        .layer(DefaultBodyLimit::max(import::MOST_FILE_BYTES))
        .layer(middleware::from_fn_with_state(Arc::clone(&pages), visitor::required));
    for_operators
        .route("/start", get(start::show).post(start::make))
        .route("/login", get(login::show).post(login::log_in))
        .route("/preferences", post(preferences::choose))
        .route("/style.css", get(style::css))
        .route("/desk.js", get(style::script))
        .fallback(trouble::no_such_page)
        .with_state(pages)
        .layer(middleware::from_fn(preferences::speak))
        .layer(middleware::from_fn(move |request, next| guard::check(bound, request, next)))
}
