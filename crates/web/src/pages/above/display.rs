//! The display 大屏: the overview by itself, for a screen in a room. Nobody sits at it, so it can show and do nothing else,
//! and no password stands between it and the people before it: who opens it gets an address that cannot be guessed.

use super::at::At;
use super::charts::Paper;
use super::overview::{Panel, as_of, no_list, panels};
use crate::pages::Pages;
use crate::pages::frame::{answer, period_name};
use crate::pages::preferences::Preferences;
use crate::pages::trouble::{Trouble, in_words};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::sse::Event;
use axum::response::{IntoResponse, Redirect, Response, Sse};
use cunbang_desk::{Command, Viewer};
use cunbang_language::{Language, say, say_with};
use cunbang_model::{Period, Timestamp};
use futures::Stream;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a display runs before somebody has to open it again.
const RUNS_FOR: Duration = Duration::from_hours(24 * 7);
/// How many run at once; the oldest ends for one more.
const MOST: usize = 16;
const KEY_BYTES: usize = 16;

/// The displays that were opened, by key. They end with the program.
#[derive(Debug, Default)]
pub(crate) struct Displays(Mutex<HashMap<String, Opened>>);

#[derive(Debug, Clone)]
struct Opened {
    operator: String,
    period: Period,
    until: Timestamp,
}

impl Displays {
    fn open(&self, key: String, opened: Opened) {
        let mut displays = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if displays.len() >= MOST
            && let Some(oldest) = displays.iter().min_by_key(|(_, one)| one.until).map(|(key, _)| key.clone())
        {
            displays.remove(&oldest);
        }
        displays.insert(key, opened);
    }

    fn get(&self, key: &str, now: Timestamp) -> Option<Opened> {
        let displays = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        displays.get(key).filter(|opened| now < opened.until).cloned()
    }
}

#[derive(Template)]
#[template(path = "pages/above/display.html")]
struct DisplayPage {
    language: Language,
    unit: String,
    period: String,
    key: String,
    as_of: String,
    panels: Vec<Panel>,
    is_linked: bool,
}

impl DisplayPage {
    #[allow(clippy::unused_self)] // as templates ask
    fn say(&self, key: &str) -> String {
        say_with(key, &[])
    }
}

/// Opens a display of a period.
pub(crate) async fn open(at: At) -> Result<Response, Trouble> {
    at.permit(Command::Screen).await?;
    let replica = at.desk().replica();
    let mut bytes = [0; KEY_BYTES];
    let failed = || Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, say!("trouble-page"));
    replica.randomness().fill(&mut bytes).map_err(|_| failed())?;
    let key = bytes.iter().fold(String::new(), |key, byte| format!("{key}{byte:02x}"));
    let until = replica.now().checked_add(RUNS_FOR).map_err(|_| failed())?;
    let opened = Opened { operator: at.operator().to_owned(), period: at.period, until };
    at.pages.displays.open(key.clone(), opened);
    Ok(Redirect::to(&format!("/display/{key}")).into_response())
}

/// The display with a key, as long as whoever opened it may.
async fn opened(pages: &Pages, key: &str) -> Result<Opened, Trouble> {
    let ended = || Trouble::of(StatusCode::NOT_FOUND, say!("display-ended"));
    let opened = pages.displays.get(key, pages.desk.replica().now()).ok_or_else(ended)?;
    if pages.desk.still_may(&opened.operator, Command::Screen).await? { Ok(opened) } else { Err(ended()) }
}

/// The display.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    preferences: Preferences,
    Path(key): Path<String>,
) -> Response {
    in_words(page(&pages, preferences, key).await.into_response(), preferences, false)
}

async fn page(pages: &Pages, preferences: Preferences, key: String) -> Result<Response, Trouble> {
    let Opened { operator, period, .. } = opened(pages, &key).await?;
    let replica = pages.desk.replica();
    // A room is shown what is published, and nothing else.
    let viewer = Viewer::operator(replica, &operator).of_published();
    let overview = pages.desk.overview(&viewer, period).await?;
    let none = no_list(&pages.desk.why_no_list(&viewer, overview.ranked_period).await?, &overview);
    let unit = replica.units().map_err(cunbang_desk::DeskError::from)?.name(replica.unit());
    answer(&DisplayPage {
        language: preferences.language,
        unit,
        period: period_name(period),
        key,
        as_of: as_of(&overview, pages.known_as_of().await?.as_ref()),
        panels: panels(&overview, Paper::Screen, none),
        is_linked: false,
    })
}

/// Tells an open display of changes.
pub(crate) async fn follow(
    State(pages): State<Arc<Pages>>,
    Path(key): Path<String>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    super::live::tell(pages, move |pages| {
        let key = key.clone();
        Box::pin(async move { opened(&pages, &key).await.is_ok() })
    })
}
