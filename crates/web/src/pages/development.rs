//! Developing members 发展党员: of each person the last step, the light of the period, what is wrong, what is to be handed in,
//! and what comes next.

use super::Pages;
use super::day::in_full;
use super::frame::{Door, Frame, answer};
use super::home::period_of;
use super::member;
use super::trouble::Trouble;
use super::visitor::Visitor;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use cunbang_desk::village::development::{PersonSteps, light_name};
use cunbang_desk::{Light, StageOfSteps, Viewer};
use cunbang_language::say;
use cunbang_model::{Date, Period};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/development.html")]
struct DevelopmentPage {
    frame: Frame,
    /// None where the rules state no steps.
    persons: Option<Vec<PersonLine>>,
    stages: Vec<StageOfSteps>,
}

struct PersonLine {
    name: String,
    slip: String,
    /// Stage, step and day.
    last: Option<(String, String, String)>,
    light: String,
    class: &'static str,
    wrong: Vec<String>,
    open: Vec<String>,
    /// The step, and from when on, as far as that is known.
    next: Option<(String, String)>,
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let frame = Frame::new(&pages, &visitor, period, Door::Ledger, say!("steps-title"), "/development").await?;
    let replica = pages.desk.replica();
    let viewer = Viewer::operator(replica, &visitor.operator);
    let view = pages.desk.development(&viewer, replica.unit(), period).await?;
    let (persons, stages) = match view {
        Some(view) => (Some(view.persons.into_iter().map(|person| line(person, period)).collect()), view.stages),
        None => (None, Vec::new()),
    };
    answer(&DevelopmentPage { frame, persons, stages })
}

fn line(person: PersonSteps, period: Period) -> PersonLine {
    let class = match person.light {
        Some(Light::Green) => " good",
        Some(Light::Yellow) => " wait",
        Some(Light::Red) => " bad",
        None => "",
    };
    let open = |(what, by): (String, Option<Date>)| match by {
        Some(by) => say!("steps-by", what = what, day = in_full(by)),
        None => what,
    };
    PersonLine {
        slip: member::address(period, &person.member),
        name: person.name,
        last: person.stage.zip(person.last).map(|(stage, (step, day))| (stage, step, in_full(day))),
        light: person.light.map_or_else(|| say!("steps-no-step"), light_name),
        class,
        wrong: person.remarks,
        open: person.awaited.into_iter().map(open).collect(),
        next: person
            .next
            .map(|(step, from)| (step, from.map(|from| say!("steps-from", day = in_full(from))).unwrap_or_default())),
    }
}
