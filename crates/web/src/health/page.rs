//! The HTML page for people.

use crate::health::status::{Event, Status};
use askama::Template;
use cunbang_model::shown::in_lines;
use cunbang_model::{Timestamp, clock::COUNTY_OFFSET};

/// The style sheet. It is a file of its own, because inline style is forbidden.
pub(crate) const STYLE: &str = include_str!("../../templates/health/status.css");

#[derive(Template)]
#[template(path = "health/status.html")]
struct Page<'a> {
    status: &'a Status,
    at: String,
    expires: String,
    links: Vec<LinkLine<'a>>,
    incidents: Vec<EventLine<'a>>,
    refused: Vec<EventLine<'a>>,
}

struct LinkLine<'a> {
    unit: String,
    address: &'a str,
    state: &'static str,
    last_sync: String,
    trouble: &'a str,
}

struct EventLine<'a> {
    at: String,
    kind: &'a str,
    message: &'a str,
}

/// Renders the page.
pub(crate) fn html(status: &Status) -> Result<String, askama::Error> {
    let page = Page {
        status,
        at: moment(status.at),
        expires: moment(status.certificate_expires_at),
        links: status
            .links
            .iter()
            .map(|link| LinkLine {
                unit: link.unit.to_string(),
                address: &link.address,
                state: link.state.words(),
                last_sync: link.last_sync.map_or_else(|| "—".to_owned(), moment),
                trouble: link.trouble.as_deref().unwrap_or_default(),
            })
            .collect(),
        incidents: events(&status.incidents),
        refused: events(&status.refused),
    }
    .render()?;
    // Whatever others say, no character on the page turns what stands beside it.
    Ok(in_lines(&page).into_owned())
}

fn events(events: &[Event]) -> Vec<EventLine<'_>> {
    events.iter().map(|event| EventLine { at: moment(event.at), kind: &event.kind, message: &event.message }).collect()
}

/// A time in the county's time zone.
fn moment(at: Timestamp) -> String {
    COUNTY_OFFSET.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
