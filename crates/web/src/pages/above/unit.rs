//! A village, or a unit above villages: what was received, where it stands and why, what inspections found there.

use super::findings::{FindingShown, finding_shown};
use super::ranking::{moved, prospect_words};
use super::{address_of, coverage_word, status_word, viewer};
use crate::pages::Pages;
use crate::pages::columns::table_title;
use crate::pages::frame::{Door, Frame, answer, moment, since};
use crate::pages::home::period_of;
use crate::pages::meetings::day;
use crate::pages::people::Known;
use crate::pages::score::{Reading, SheetShown, sheet_shown};
use crate::pages::trend;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::{Fields, Visitor};
use crate::pages::writing::field;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use cunbang_desk::seal_reviews::SealReviewView;
use cunbang_desk::{DeskError, Level, PlacedLine, Sort, Standings, VillageCoverage};
use cunbang_language::say;
use cunbang_model::schema::{SealOutcome, Word as _};
use cunbang_model::{Period, UnitCode, clock};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// A run, by the beginning of its id; empty for the newest.
    #[serde(default)]
    run: String,
}

#[derive(Template)]
#[template(path = "pages/above/unit.html")]
struct UnitPage {
    frame: Frame,
    unit: UnitCode,
    name: String,
    parent: Option<(String, String)>,
    facts: Vec<String>,
    is_village: bool,
    tables: Vec<(String, usize, String)>,
    beneath: Vec<Beneath>,
    sheet: Option<SheetShown>,
    none: Option<String>,
    prospect: Option<(String, &'static str)>,
    chart: String,
    findings: Vec<FindingShown>,
    /// What was said of its seal.
    reviews: Vec<String>,
    /// Whether there is a seal to accept or return.
    is_sealed: bool,
}

/// A unit in an address, if it is one of this node's part of the tree.
pub(crate) fn unit_of(pages: &Pages, written: &str) -> Result<UnitCode, Trouble> {
    let none = || Trouble::of(StatusCode::NOT_FOUND, say!("above-no-unit", unit = written));
    let unit: UnitCode = written.parse().map_err(|_| none())?;
    let replica = pages.desk.replica();
    let units = replica.units().map_err(DeskError::from)?;
    if units.get(unit).is_some() && unit.is_within(&replica.unit()) { Ok(unit) } else { Err(none()) }
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((period, unit)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let (period, unit) = (period_of(&period)?, unit_of(&pages, &unit)?);
    let (desk, replica) = (&pages.desk, pages.desk.replica());
    let viewer = viewer(&pages, &visitor);
    let units = replica.units().map_err(DeskError::from)?;
    let name = units.name(unit);
    let here = format!("/units/{unit}");
    let frame = Frame::new(&pages, &visitor, period, Door::Ranking, name.clone(), &here).await?;
    let is_village = units.get(unit).is_some_and(|unit| unit.kind.is_basic());
    let villages = desk.village_coverage(&viewer, period, unit).await?;
    let ranked = desk.ranked_period(period).await?;
    let (sheet, none) = match desk.sheet_in_run(&viewer, unit, ranked, &asked.run).await {
        Ok(sheet) => {
            let place = |other: Option<UnitCode>| address_of(period, other.unwrap_or(unit));
            let reading = Reading { language: visitor.preferences.language, place: &place, known: &Known::default() };
            (Some(sheet_shown(&sheet, &reading)), None)
        }
        Err(error) if matches!(error.sort(), Sort::NotFound | Sort::NotYet) => (None, Some(error.to_string())),
        Err(error) => return Err(error.into()),
    };
    let standings = desk.standings(&viewer, ranked, replica.unit(), &asked.run).await?;
    let (own, beneath) = standings.map(|standings| placed(standings, unit, period)).unwrap_or_default();
    let place = desk.place(&viewer, unit, ranked).await?;
    let mut facts = Vec::new();
    if let [village] = villages.as_slice()
        && is_village
    {
        facts.extend(facts_of(village, replica.now()));
    }
    facts.extend(own.as_ref().and_then(|own| own.moved_up).map(|up| say!("unit-moved", moved = moved(Some(up)))));
    let decision = own.as_ref().and_then(|own| own.line.decision.as_ref());
    facts.extend(decision.map(|decision| say!("unit-decision", reason = decision.reason)));
    let tables = villages.iter().filter(|_| is_village).flat_map(|village| &village.coverage.tables);
    let today = clock::county_date(replica.now());
    let findings = desk.findings(&viewer, period, unit, None).await?;
    let level_has = |level: Level| units.get(unit).is_some_and(|unit| level.has(unit.kind));
    let reviews = if is_village { desk.seal_reviews(&viewer, unit, period).await? } else { Vec::new() };
    let is_sealed = is_village && villages.iter().any(|village| village.coverage.sealed_at.is_some());
    answer(&UnitPage {
        is_sealed,
        reviews: reviews.iter().map(review_words).collect(),
        parent: units
            .parent(unit)
            .filter(|parent| parent.is_within(&replica.unit()))
            .map(|parent| (units.name(parent), address_of(period, parent))),
        tables: tables
            .map(|(table, counted)| {
                let address = format!("{}/tables/{}", address_of(period, unit), table.name());
                (table_title(*table, visitor.preferences.language), counted.rows, address)
            })
            .collect(),
        prospect: own
            .as_ref()
            .filter(|_| level_has(Level::Village))
            .map(prospect_words)
            .filter(|(said, _)| !said.is_empty()),
        chart: place.map(|place| trend::chart(&place.trend)).unwrap_or_default(),
        findings: findings.iter().map(|found| finding_shown(found, &units, period, today)).collect(),
        facts,
        beneath,
        sheet,
        none,
        is_village,
        unit,
        name,
        frame,
    })
}

/// A unit beneath: its rank there, its name, its score or what was received, and its page.
type Beneath = (String, String, String, String);

/// The unit's own line, and those beneath it.
fn placed(standings: Standings, unit: UnitCode, period: Period) -> (Option<PlacedLine>, Vec<Beneath>) {
    let beneath = standings.villages.iter().filter(|placed| placed.line.unit.is_below(&unit)).map(|placed| {
        (
            placed.line.rank_in_parent.map(|rank| rank.to_string()).unwrap_or_default(),
            placed.line.name.clone(),
            placed.line.score.map_or_else(|| status_word(placed.line.status), |score| score.to_string()),
            address_of(period, placed.line.unit),
        )
    });
    let beneath = beneath.collect();
    let own = standings.villages.into_iter().chain(standings.townships).find(|placed| placed.line.unit == unit);
    (own, beneath)
}

/// What was said of a seal, in a sentence.
fn review_words(view: &SealReviewView) -> String {
    let day = day(view.review.reviewed_on);
    match view.review.outcome {
        SealOutcome::Accepted => say!("review-accepted", unit = view.reviewer, day = day),
        SealOutcome::Returned if view.is_current => {
            say!(
                "review-returned",
                unit = view.reviewer,
                day = day,
                reason = view.review.reason.as_deref().unwrap_or_default()
            )
        }
        SealOutcome::Returned => say!("review-returned-before", unit = view.reviewer, day = day),
    }
}

/// Accepts a village's seal, or returns it.
pub(crate) async fn review(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((period, unit)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let (period, unit) = (period_of(&period)?, unit_of(&pages, &unit)?);
    let outcome = field(&fields, "outcome").and_then(SealOutcome::from_word);
    let outcome = outcome.ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("review-which")))?;
    let reason = field(&fields, "reason").unwrap_or_default();
    pages.desk.review_seal(&visitor.operator, unit, period, outcome, reason).await?;
    Ok(Redirect::to(&address_of(period, unit)).into_response())
}

fn facts_of(village: &VillageCoverage, now: cunbang_model::Timestamp) -> Vec<String> {
    let coverage = &village.coverage;
    let mut facts = vec![say!("unit-status", status = coverage_word(coverage), entries = coverage.entries)];
    let is_late = coverage.sealed_in_time == Some(false);
    facts.extend(coverage.sealed_at.map(|at| {
        if is_late { say!("unit-sealed-late", time = moment(at)) } else { say!("unit-sealed", time = moment(at)) }
    }));
    facts.extend(coverage.sealed_by_county_at.map(|at| say!("received-by-county", time = moment(at))));
    if coverage.sealed_at.is_some() && coverage.supplements > 0 {
        facts.push(say!("unit-supplements", entries = coverage.supplements));
    }
    if !coverage.conflicts.is_empty() {
        facts.push(say!("unit-conflicts", rows = coverage.conflicts.len()));
    }
    if coverage.set_aside > 0 {
        facts.push(say!("unit-set-aside", entries = coverage.set_aside));
    }
    facts.push(if let Some(at) = village.heard_at {
        say!("unit-heard", time = since(at, now))
    } else {
        say!("unit-never-heard")
    });
    facts
}
