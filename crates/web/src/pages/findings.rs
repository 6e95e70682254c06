//! Findings 督查问题 of this village: what is to be rectified and by when, what was rectified, and what the recheck said.

use super::Pages;
use super::day::in_full;
use super::frame::{Door, Frame, answer};
use super::home::period_of;
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor, in_address};
use super::writing::field;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use cunbang_desk::{DeskError, FindingNotes, FindingState, LateRow, ListedFinding, Viewer, cost_of};
use cunbang_language::say;
use cunbang_model::schema::FindingResult;
use cunbang_model::{Date, Period, UnitCode, clock, record};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/findings.html")]
struct FindingsPage {
    frame: Frame,
    findings: Vec<FindingShown>,
}

struct FindingShown {
    clause: String,
    text: String,
    found: String,
    points: String,
    due: String,
    /// Where it stands.
    state: String,
    is_open: bool,
    is_overdue: bool,
    withdrawn: Option<String>,
    address: String,
    /// What the village says it did, and when it said so.
    rectified: Option<(String, String)>,
    /// Where it says so.
    rectify: String,
    /// What other units made of it, and that it was registered late.
    notes: Vec<String>,
}

/// The page: the period's, and what is still open of the one before.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let frame = Frame::new(&pages, &visitor, period, Door::Seal, say!("found-title"), "/findings").await?;
    let replica = pages.desk.replica();
    let viewer = Viewer::operator(replica, &visitor.operator);
    let today = clock::county_date(replica.now());
    let units = pages.desk.replica().units().map_err(DeskError::from)?;
    let name = |unit| units.name(unit);
    let mut findings = Vec::new();
    for quarter in [period.previous(), period] {
        let found = pages.desk.findings(&viewer, quarter, replica.unit(), None).await?;
        let costs = pages.desk.finding_costs(&viewer, &found).await?;
        let is_shown = |one: &ListedFinding| quarter == period || is_open(one, today);
        let rectified = pages.desk.rectifications(&viewer, replica.unit(), quarter).await?;
        let ranked = pages.desk.ranked_period(quarter).await?;
        let notes = pages.desk.finding_notes(&viewer, (quarter, ranked), replica.unit()).await?;
        let shown = |one: ListedFinding| {
            let said = rectified.get(&one.finding.finding).map(|said| (said.text.clone(), in_full(said.filed_on)));
            let notes = notes.get(&(one.finding.unit, one.finding.finding.clone()));
            let notes = notes.map(|notes| notes_in_words(notes, &name)).unwrap_or_default();
            let points = cost_of(&costs, &one.finding).normalize().to_string();
            FindingShown { rectified: said, notes, points, ..finding_shown(one, quarter, today) }
        };
        findings.extend(found.into_iter().filter(is_shown).map(shown));
    }
    answer(&FindingsPage { frame, findings })
}

/// Says what was done about a finding.
pub(crate) async fn rectify(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((quarter, finding)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let quarter = period_of(&quarter)?;
    let text = field(&fields, "text").unwrap_or_default();
    pages.desk.rectify(&visitor.operator, quarter, &finding, text).await?;
    Ok(Redirect::to(&format!("/{quarter}/findings")).into_response())
}

/// What else is to be said of a finding, in sentences.
fn notes_in_words(notes: &FindingNotes, name: &dyn Fn(UnitCode) -> String) -> Vec<String> {
    let altered = notes.alterations.iter().map(|one| one.said(name));
    altered.chain(notes.late.iter().map(LateRow::said)).collect()
}

fn is_open(one: &ListedFinding, today: Date) -> bool {
    one.withdrawn.is_none() && FindingState::of(&one.finding, today) != FindingState::Fixed
}

fn finding_shown(listed: ListedFinding, quarter: Period, today: Date) -> FindingShown {
    let is_open = is_open(&listed, today);
    let ListedFinding { finding, withdrawn, .. } = listed;
    let is_overdue = is_open && FindingState::of(&finding, today) == FindingState::Overdue;
    FindingShown {
        state: state(&finding, is_overdue),
        found: in_full(finding.date),
        due: match finding.told_on {
            Some(told_on) => format!("{} ({} {})", in_full(finding.due), say!("finding-told-on"), in_full(told_on)),
            None => in_full(finding.due),
        },
        points: finding.points.normalize().to_string(),
        address: format!("/{quarter}/tables/findings/{}", in_address(&finding.finding)),
        rectify: format!("/{quarter}/findings/{}", in_address(&finding.finding)),
        rectified: None,
        notes: Vec::new(),
        clause: finding.clause,
        text: finding.text,
        is_open,
        is_overdue,
        withdrawn,
    }
}

/// Where a finding stands, in words.
fn state(finding: &record::Finding, is_overdue: bool) -> String {
    let fixed = match finding.fixed_on {
        None if is_overdue => say!("found-overdue"),
        None => say!("found-open"),
        Some(day) => say!("found-fixed", day = in_full(day)),
    };
    let rechecked = finding.rechecked_on.map(|day| say!("found-rechecked", day = in_full(day)));
    let result = finding.result.map(|result| match result {
        FindingResult::Fixed => say!("found-result-fixed"),
        FindingResult::Extended => say!("found-result-extended"),
        FindingResult::Escalated => say!("found-result-escalated"),
    });
    [Some(fixed), rechecked, result].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
