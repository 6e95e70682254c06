//! Publication 测算与发布: runs of the period, what each level would see of one, decisions on what was not received, and
//! the publishing.

use super::ranking::{prospect_words, run_shown, standings};
use super::unit::unit_of;
use super::{address_of, status_word, viewer};
use crate::pages::Pages;
use crate::pages::frame::{Door, Frame, answer, moment};
use crate::pages::home::period_of;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::{Fields, Visitor};
use crate::pages::writing::field;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use cunbang_desk::publish::PublishError;
use cunbang_desk::{DeskError, PlacedLine, RunOptions, Standings};
use cunbang_language::say;
use cunbang_model::record::Decision;
use cunbang_model::schema::Ruling;
use cunbang_model::{Decimal, Period, UnitCode, UnitTree};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The run that is looked at, by the beginning of its id; empty for the newest.
    #[serde(default)]
    run: String,
}

#[derive(Template)]
#[template(path = "pages/above/publication.html")]
struct PublicationPage {
    frame: Frame,
    runs: Vec<RunLine>,
    shown: Option<RunPreview>,
    /// Whether decisions are made here: at the root alone.
    decides: bool,
    waiting: Vec<Waiting>,
    decided: Vec<Decided>,
    done: Option<String>,
    trouble: Option<String>,
}

struct RunLine {
    id: String,
    short: String,
    made: String,
    state: String,
    is_here: bool,
}

/// What a run would put before people.
struct RunPreview {
    id: String,
    said: String,
    /// What stands published instead, and where to look at it.
    instead: Option<(String, String)>,
    coverage: String,
    is_enough: bool,
    cut: Option<String>,
    candidates: Vec<CandidateLine>,
    possible: Vec<CandidateLine>,
    is_published: bool,
    /// Whether it is the run of a unit above, which alone publishes it.
    is_others: bool,
    first: Option<(String, String)>,
}

struct CandidateLine {
    name: String,
    parent: String,
    score: String,
    said: String,
    class: &'static str,
    address: String,
}

/// A village that is waited for.
struct Waiting {
    unit: String,
    name: String,
    status: String,
}

/// A village on which something was decided.
struct Decided {
    unit: String,
    name: String,
    decision: String,
    reason: String,
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    page(&pages, &visitor, period_of(&period)?, &asked.run, None, None).await
}

async fn page(
    pages: &Pages,
    visitor: &Visitor,
    period: Period,
    run: &str,
    done: Option<String>,
    trouble: Option<String>,
) -> Result<Response, Trouble> {
    let title = say!("door-publication");
    let frame = Frame::new(pages, visitor, period, Door::Publication, title, "/publication").await?;
    let (desk, replica) = (&pages.desk, pages.desk.replica());
    let viewer = viewer(pages, visitor);
    let ranked = desk.ranked_period(period).await?;
    let published = desk.published(&viewer, ranked).await?;
    let standings = standings(pages, visitor, period, run).await?;
    let here = standings.as_ref().map(|standings| standings.run.id.clone()).unwrap_or_default();
    let runs = desk.runs_of(replica.unit(), ranked).await?.into_iter().map(|head| {
        let known = published.iter().find(|known| known.id() == head.id);
        RunLine {
            short: head.id.chars().take(12).collect(),
            made: moment(head.made_at),
            state: match known.map(|known| &known.withdrawn) {
                Some(None) => say!("run-is-published"),
                Some(Some(reason)) => say!("run-withdrawn", reason = reason),
                None => say!("run-is-draft"),
            },
            is_here: head.id == here,
            id: head.id,
        }
    });
    let units = replica.units().map_err(DeskError::from)?;
    let coverage = desk.village_coverage(&viewer, period, replica.unit()).await?;
    let decides = replica.unit() == replica.root();
    let waiting =
        coverage.iter().filter(|village| decides && village.coverage.status.is_pending()).map(|village| Waiting {
            unit: village.coverage.unit.to_string(),
            name: village.coverage.name.clone(),
            status: status_word(village.coverage.status),
        });
    let rulings = desk.decisions_on(ranked).await?.into_iter().map(|decision| Decided {
        unit: decision.subject.to_string(),
        name: units.name(decision.subject),
        decision: ruling_word(&decision),
        reason: decision.reason,
    });
    let runs = runs.collect();
    answer(&PublicationPage {
        runs,
        shown: standings.as_ref().map(|standings| preview(standings, &units, period, replica.unit())),
        decides,
        waiting: waiting.collect(),
        decided: rulings.collect(),
        done,
        trouble,
        frame,
    })
}

fn ruling_word(decision: &Decision) -> String {
    match decision.decision {
        Ruling::Take => say!("ruling-take"),
        Ruling::Excuse => say!("ruling-excuse"),
        Ruling::NotCarriedOut => say!("ruling-not-carried-out"),
    }
}

fn preview(standings: &Standings, units: &UnitTree, period: Period, own: UnitCode) -> RunPreview {
    let run = run_shown(standings, units, &format!("/{period}/publication"));
    let line = |placed: &PlacedLine| {
        let (said, class) = prospect_words(placed);
        CandidateLine {
            name: placed.line.name.clone(),
            parent: placed.line.parent.map(|parent| units.name(parent)).unwrap_or_default(),
            score: match (placed.line.score, placed.line.bounds) {
                (Some(score), _) => score.to_string(),
                (None, Some(bounds)) => format!("{}–{}", bounds.best_rank, bounds.worst_rank),
                (None, None) => String::new(),
            },
            said,
            class,
            address: address_of(period, placed.line.unit),
        }
    };
    let candidates = standings.villages.iter().rev().filter(|placed| placed.line.candidate == Some(true));
    let possible =
        standings.villages.iter().filter(|placed| placed.line.candidate != Some(true) && placed.prospect.is_some());
    RunPreview {
        id: standings.run.id.clone(),
        said: run.said,
        instead: run.instead,
        coverage: standings.coverage.map_or_else(String::new, |coverage| {
            say!(
                "run-coverage",
                received = coverage.received,
                expected = coverage.expected,
                share = coverage.per_cent(),
                least = coverage
                    .least
                    .map_or_else(|| "—".to_owned(), |least| { (least * Decimal::ONE_HUNDRED).normalize().to_string() })
            )
        }),
        is_enough: standings.coverage.is_none_or(|coverage| coverage.is_enough()),
        cut: standings.cut.map(|(cut, off)| {
            if let Some(off) = off { say!("run-cut", cut = cut, off = off) } else { say!("run-cut-all", cut = cut) }
        }),
        candidates: candidates.map(line).collect(),
        possible: possible.map(line).collect(),
        is_published: standings.run.published_by.contains(&own),
        is_others: standings.run.ranked_under != own,
        first: standings
            .villages
            .first()
            .filter(|placed| placed.line.rank.is_some())
            .map(|placed| (placed.line.name.clone(), address_of(period, placed.line.unit))),
    }
}

/// Back to the page from an address that does something only when a form is sent there.
pub(crate) async fn back(Path(period): Path<String>) -> Redirect {
    Redirect::to(&format!("/{}/publication", crate::pages::visitor::in_address(&period)))
}

/// Ranks the period from what is here.
pub(crate) async fn run(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let ranked = pages.desk.ranked_period(period).await?;
    match pages.desk.run(ranked, RunOptions::default()).await {
        Ok(run) => {
            let done = say!("run-made", run = run.id.chars().take(12).collect::<String>());
            page(&pages, &visitor, period, &run.id, Some(done), None).await
        }
        Err(error) => page(&pages, &visitor, period, "", None, Some(error.to_string())).await,
    }
}

/// Publishes a run. Where less was received than the scheme asks for, only for who types the unit's name.
pub(crate) async fn publish(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let run = field(&fields, "run").unwrap_or_default().to_owned();
    let replica = pages.desk.replica();
    let name = replica.units().map_err(DeskError::from)?.name(replica.unit());
    let typed = field(&fields, "confirm");
    if typed.is_some_and(|typed| typed != name) {
        let trouble = say!("publish-not-confirmed", typed = typed.unwrap_or_default(), name = name);
        return page(&pages, &visitor, period, &run, None, Some(trouble)).await;
    }
    match pages.desk.publish(&visitor.operator, Some(&run), typed.is_some()).await {
        Ok(publication) => {
            let done = say!("publish-done", lines = publication.rows);
            page(&pages, &visitor, period, &run, Some(done), None).await
        }
        Err(DeskError::Publish(PublishError::Coverage { received, expected, .. })) => {
            let trouble = say!("publish-too-few", received = received, expected = expected);
            page(&pages, &visitor, period, &run, None, Some(trouble)).await
        }
        Err(error) => page(&pages, &visitor, period, &run, None, Some(error.to_string())).await,
    }
}

/// Takes a publication back, with the reason.
pub(crate) async fn withdraw(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let run = field(&fields, "run").unwrap_or_default();
    let reason = field(&fields, "reason").unwrap_or_default();
    match pages.desk.withdraw_publication(&visitor.operator, run, reason).await {
        Ok(_) => page(&pages, &visitor, period, run, Some(say!("publish-withdrawn")), None).await,
        Err(error) => page(&pages, &visitor, period, run, None, Some(error.to_string())).await,
    }
}

/// Decides on a village that was not received, or takes a decision back.
pub(crate) async fn decide(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let ranked = pages.desk.ranked_period(period).await?;
    let unit = unit_of(&pages, field(&fields, "unit").unwrap_or_default())?;
    let reason = field(&fields, "reason").unwrap_or_default();
    let decision = field(&fields, "decision")
        .ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("decide-which")))?;
    let decided = if decision == "withdraw" {
        pages.desk.withdraw_decision(&visitor.operator, ranked, unit, reason).await
    } else {
        pages.desk.decide(&visitor.operator, ranked, unit, decision, reason).await
    };
    match decided {
        Ok(()) => Ok(Redirect::to(&format!("/{period}/publication#decisions")).into_response()),
        Err(error) => page(&pages, &visitor, period, "", None, Some(error.to_string())).await,
    }
}
