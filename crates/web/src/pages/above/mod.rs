//! The desk of a township or county: how its villages stand, and what its people do about it.
//!
//! A page is made of one view of the desk. What a page asks for stands in its address, so that it can be sent to
//! somebody, and the Back key works. Pages that follow what arrives listen to [`live`].

mod after_list;
mod at;
mod audit;
mod came_after;
mod changes;
mod charts;
mod compare;
mod consequences;
mod coverage;
mod coverage_file;
mod deciding;
mod devices;
mod display;
mod figures;
mod findings;
mod heat;
pub(crate) mod live;
mod notice;
mod objections;
mod overview;
mod preview;
mod publication;
mod question;
mod ranking;
mod returned;
mod review;
mod rows;
mod run_shown;
pub(crate) mod scheme;
mod scores;
mod since_run;
mod unit;
mod upon;

pub(crate) use display::Displays;

use super::Pages;
use super::trouble::Trouble;
use super::visitor::Visitor;
use axum::Router;
use axum::http::HeaderValue;
use axum::routing::{get, post};
use cunbang_desk::{Coverage, DeskError, Status, Told, Viewer};
use cunbang_language::say;
use cunbang_model::{Period, UnitCode};
use std::sync::Arc;

/// The style of a page that is printed by itself stands in it; it runs no script and loads nothing.
const OF_A_SHEET: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'");

/// What the operators of a unit above the villages can open.
pub(crate) fn routes() -> Router<Arc<Pages>> {
    Router::new()
        .route("/{period}", get(overview::show))
        .route("/{period}/display", post(display::open))
        .route("/{period}/coverage", get(coverage::show))
        .route("/{period}/coverage/csv", get(coverage_file::file))
        .route("/{period}/ranking", get(ranking::show))
        .route("/{period}/ranking/{kind}", get(ranking::file))
        .route("/{period}/heat", get(heat::show))
        .route("/{period}/compare", get(compare::show))
        .route("/{period}/changes", get(changes::show))
        .route("/{period}/changes/csv", get(changes::file))
        .route("/{period}/changes/units/{unit}", get(changes::of_unit))
        .route("/{period}/units/{unit}", get(unit::show))
        .route("/{period}/units/{unit}/review", post(review::review))
        .route("/{period}/units/{unit}/tables/{table}", get(rows::table))
        .route("/{period}/units/{unit}/tables/{table}/{id}", get(rows::row))
        .route("/{period}/figures", get(figures::show).post(figures::keep))
        .route("/{period}/findings", get(findings::show).post(findings::keep))
        .route("/{period}/notice/register", post(notice::register).get(notice::show))
        .route("/{period}/findings-look", post(findings::look).get(findings::back))
        .route("/{period}/findings-seen", post(findings::see))
        .route("/{period}/findings/{unit}/{id}", post(findings::follow))
        .route("/{period}/findings/{unit}/{id}/withdraw", post(findings::withdraw))
        .route("/audit", get(audit::show))
        .route("/audit/csv", get(audit::file))
        .route("/devices", get(devices::show))
        .route("/devices/codes", post(devices::invite))
        .route("/devices/codes/cancel", post(devices::cancel))
        .route("/devices/revoke", post(devices::revoke))
        .route("/{period}/objections", get(objections::show).post(objections::reply))
        .route("/{period}/consequences", get(consequences::show).post(consequences::decide))
        .route("/{period}/consequences/csv", get(consequences::file))
        .route("/{period}/notice", get(notice::show))
        .route("/{period}/notice/days", post(notice::choose_days))
        .route("/{period}/notice/{kind}", get(notice::file))
        .route("/{period}/scheme", get(scheme::show).post(scheme::act))
        .route("/{period}/scheme/check", post(scheme::check))
        .route("/{period}/preview/{unit}", get(preview::show))
        .route("/{period}/publication", get(publication::show))
        .route("/{period}/publication/run", post(publication::run).get(publication::back))
        .route("/{period}/publication/publish", post(publication::publish).get(publication::back))
        .route("/{period}/publication/withdraw", post(publication::withdraw).get(publication::back))
        .route("/{period}/publication/decide", post(deciding::decide).get(publication::back))
}

/// What anyone can see who was given the address of a display.
pub(crate) fn displays() -> Router<Arc<Pages>> {
    Router::new().route("/display/{key}", get(display::show)).route("/display/{key}/live", get(display::follow))
}

/// What a village reads of what was published above it: the notice.
pub(crate) fn of_a_village() -> Router<Arc<Pages>> {
    Router::new().route("/{period}/notice/{kind}", get(notice::file))
}

/// How many villages were received, for the frame.
pub(crate) async fn received(pages: &Pages, visitor: &Visitor, period: Period) -> Result<String, Trouble> {
    let viewer = viewer(pages, visitor);
    let unit = pages.desk.replica().unit();
    let (received, villages) = pages.desk.received_of(&viewer, period, unit).await?;
    let name = pages.desk.replica().units().map_err(DeskError::from)?.name(unit);
    Ok(say!("above-received", unit = name, received = received, villages = villages))
}

fn viewer(pages: &Pages, visitor: &Visitor) -> Viewer {
    Viewer::operator(pages.desk.replica(), &visitor.operator).as_role(visitor.role)
}

/// The page of a village or a unit above.
fn address_of(period: Period, unit: UnitCode) -> String {
    format!("/{period}/units/{unit}")
}

/// What is here of a village, in a word: what the county decided is not what was received.
fn coverage_word(coverage: &Coverage) -> String {
    coverage.told().in_words()
}

/// What was received of a village, in a word.
fn status_word(status: Status) -> String {
    Told::of(status, None).in_words()
}
