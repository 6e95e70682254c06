//! The pages 网页 at which people work: on loopback, in a browser, with a name and a password. A village's clerk has a
//! desk of its own; [`above`] is that of townships and counties.
//!
//! [`serve`] takes the desk, the node's connections ([`Links`]) and the key with which the first operator is made.
//! Each door of the frame has a file here and a template beside it. A page is looked at with GET and changes nothing;
//! what changes something is a POST of a form, answered by sending the browser back to the page (or, to a script that
//! asked, by JSON), so that going back or loading again never does a thing twice.
//!
//! The address says where one is: `/2026Q3/meetings/t08`.

mod above;
mod choice;
mod clash;
mod clocks;
mod columns;
mod conflicts;
mod day;
mod decision;
mod development;
mod findings;
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
mod people;
mod points;
mod preferences;
mod replacement;
mod row;
mod rules;
mod score;
mod seal;
pub mod set_up;
mod settings;
mod start;
mod style;
mod sync;
mod tables;
mod template;
mod trend;
mod trouble;
mod undo;
mod unsent;
mod visitor;
mod wall;
mod whence;
mod writing;

pub use links::{Links, SyncSaid};

use crate::health::{Link, LinkState};
use crate::serving::{PageError, Serving};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::response::Redirect;
use axum::routing::{get, post};
use cunbang_desk::people::audit::Trail;
use cunbang_desk::{Desk, DeskError, KnownAsOf};
use cunbang_model::{Period, Role, Timestamp, clock};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};
use trouble::Trouble;

/// How many passwords may be waiting to be checked.
const LOGINS_AT_ONCE: usize = 8;

/// What the pages stand on.
pub struct Pages {
    desk: Arc<Desk>,
    links: Arc<dyn Links>,
    /// What was audited here; none where nothing keeps it.
    trail: Option<Arc<dyn Trail>>,
    start_key: Option<String>,
    waiting: import::Waiting,
    unsent: unsent::Unsent,
    displays: above::Displays,
    /// Tells when the pages end; none before they are served.
    ending: Option<watch::Receiver<bool>>,
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
        Self {
            desk,
            links,
            trail: None,
            start_key,
            waiting: import::Waiting::default(),
            unsent: unsent::Unsent::default(),
            displays: above::Displays::default(),
            ending: None,
            logins: Semaphore::new(LOGINS_AT_ONCE),
        }
    }

    /// The same, with what was audited at the node.
    #[must_use]
    pub fn with_trail(self, trail: Arc<dyn Trail>) -> Self {
        Self { trail: Some(trail), ..self }
    }

    /// Waits until the pages end.
    pub(crate) async fn ended(&self) {
        match self.ending.clone() {
            // Who would have told may be gone.
            Some(mut ending) => drop(ending.wait_for(|ended| *ended).await),
            None => std::future::pending().await,
        }
    }

    /// Whether the unit here keeps a ledger; it has a village's desk then, and otherwise that of a unit above. Before the
    /// tree has come, the code tells.
    pub(crate) fn is_village(&self) -> bool {
        const DIGITS_OF_A_VILLAGE: usize = 12;
        let replica = self.desk.replica();
        let org = replica.org();
        let listed = org.units().and_then(|units| units.get(replica.unit()));
        listed.map_or(replica.unit().as_str().len() >= DIGITS_OF_A_VILLAGE, |unit| unit.kind.is_basic())
    }

    /// Whether lists are made and published here: at a node. An inspector's laptop reads what its unit published.
    pub(crate) fn publishes(&self) -> bool {
        self.desk.replica().role() == Role::Node
    }

    /// When everything was last exchanged over a link: by this process, or by another before it, or by a person's wish.
    pub(crate) async fn last_sync(&self, link: &Link) -> Result<Option<Timestamp>, Trouble> {
        let kept = self.desk.replica().last_contact(link.unit).await.map_err(DeskError::from)?;
        Ok(kept.max(link.last_sync))
    }

    /// As of when all is known that a page shows, where that is not as of now.
    pub(crate) async fn known_as_of(&self) -> Result<Option<KnownAsOf>, Trouble> {
        if self.links.links().first().is_some_and(|link| link.state == LinkState::Connected) {
            return Ok(None);
        }
        Ok(self.desk.known_as_of().await?)
    }

    /// The quarter that a page is about where none is named: that of the period that people work on now, which above the
    /// villages is the last that has ended.
    pub(crate) async fn usual_period(&self) -> Result<Period, Trouble> {
        let desk = &self.desk;
        let period = if self.is_village() { desk.period_at_hand().await? } else { desk.period_to_judge().await? };
        // Rules of months and weeks rank no quarter; longer periods are worked on by their quarters.
        if matches!(period, Period::Week(..) | Period::Month(..)) {
            return Ok(period);
        }
        Ok(Period::quarter_of(period.belongs_to().min(clock::county_date(self.desk.replica().now()))))
    }
}

/// Serves the pages at `address`, which is one of this computer's own.
pub async fn serve(address: SocketAddr, pages: Pages) -> Result<Serving, PageError> {
    Serving::start(address, "pages", |bound, ending| {
        let pages = Pages { ending: Some(ending), ..pages };
        routes(bound, Arc::new(pages))
    })
    .await
}

/// Serves the pages on a listener that somebody else has opened, as the page of the first start has.
pub fn serve_on(listener: TcpListener, pages: Pages) -> Result<Serving, PageError> {
    Serving::on(listener, "pages", |bound, ending| {
        let pages = Pages { ending: Some(ending), ..pages };
        routes(bound, Arc::new(pages))
    })
}

/// What only the unit at the top can open: it keeps the list of units.
fn of_the_root() -> Router<Arc<Pages>> {
    Router::new()
        .route("/{period}/import", get(import::show).post(import::look))
        .route("/{period}/import/keep", post(import::keep))
        .route("/{period}/import/{file}/marked", get(import::marked))
        .route("/{period}/import/{file}/back", get(import::back))
}

/// What the operators of a village's desk can open.
fn of_a_village() -> Router<Arc<Pages>> {
    Router::new()
        .route("/{period}", get(home::show))
        .route("/{period}/meetings", get(meetings::show).post(meetings::add))
        .route("/{period}/meetings/{meeting}", get(meeting::show))
        .route("/{period}/meetings/{meeting}/attendance", post(meeting::mark))
        .route("/{period}/meetings/{meeting}/deeds", post(meeting::add_deed))
        .route("/{period}/meetings/{meeting}/moved", post(meeting::move_along))
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
        .route("/{period}/import/{file}/back", get(import::back))
        .route("/{period}/seal", get(seal::show).post(seal::seal))
        .route("/{period}/score", get(score::show))
        .route("/{period}/objections", post(score::object))
        .route("/{period}/development", get(development::show))
        .route("/{period}/findings", get(findings::show))
        .route("/{period}/findings/{finding}", post(findings::rectify))
        .route("/{period}/template", get(template::download))
        .route("/{period}/day", get(day::read))
        .route("/{period}/rules", get(rules::show))
        .route("/{period}/wall", get(wall::attendance))
        .route("/{period}/honours", get(wall::honours))
}

fn routes(bound: SocketAddr, pages: Arc<Pages>) -> Router {
    let first = Arc::clone(&pages);
    let replica = pages.desk.replica();
    let for_operators = if pages.is_village() {
        of_a_village().merge(above::of_a_village())
    } else if replica.unit() == replica.root() && pages.publishes() {
        above::routes().merge(of_the_root())
    } else {
        above::routes()
    };
    let for_operators = for_operators
        .route("/", get(async move || first.usual_period().await.map(|period| Redirect::to(&format!("/{period}")))))
        .route("/settings", get(settings::show))
        .route("/settings/password", post(settings::change_password))
        .route("/settings/operators", post(settings::add_operator))
        .route("/settings/operators/role", post(settings::give_role))
        .route("/settings/operators/disable", post(settings::disable_operator))
        .route("/sync", get(sync::show).post(sync::sync_now))
        .route("/session", get(login::token))
        .route("/frame", get(frame::state))
        .route("/live", get(above::live::follow))
        .route("/logout", post(login::log_out))
        .layer(DefaultBodyLimit::max(import::MOST_FILE_BYTES))
        .layer(middleware::from_fn_with_state(Arc::clone(&pages), visitor::required));
    for_operators
        .route("/start", get(start::show).post(start::make))
        // A browser that was left on the page of the first start finds the node that it made.
        .route(set_up::PATH, get(async || Redirect::to("/")))
        .route("/login", get(login::show).post(login::log_in))
        .route("/preferences", post(preferences::choose))
        .route("/style.css", get(style::css))
        .route("/desk.js", get(style::script))
        .route("/live.js", get(style::live_script))
        .route("/display.js", get(style::display_script))
        .merge(above::displays())
        .fallback(trouble::no_such_page)
        .with_state(pages)
        .layer(middleware::from_fn(preferences::speak))
        .layer(middleware::from_fn(move |request, next| guard::check(bound, request, next)))
}
