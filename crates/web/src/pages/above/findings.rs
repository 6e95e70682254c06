//! Supervision 督查: what inspections found, how each stands, and a new one with what it costs before it is saved.

mod follow;

pub(super) use follow::in_words;
pub(crate) use follow::{follow, withdraw};

use super::address_of;
use super::at::At;
use super::coverage::{ALL, page_of};
use crate::pages::choice::{Choice, choices};
use crate::pages::columns::table_title;
use crate::pages::day::day_in;
use crate::pages::frame::{Door, Frame, answer};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::{Fields, in_address};
use crate::pages::writing::{cells, field, quarter_for, read};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use cunbang_desk::{Alteration, Command, FindingNotes, FindingState, LateRow, ListedFinding};
use cunbang_language::{lazily, say};
use cunbang_model::schema::FindingResult;
use cunbang_model::{Date, Period, Row, Table, UnitCode, UnitTree, Word};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How many findings a page shows.
const FINDINGS_ON_A_PAGE: usize = 50;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The village that a new finding is about.
    #[serde(default)]
    unit: String,
    /// `open`, `overdue`, `fixed`; empty for all.
    #[serde(default)]
    show: String,
    /// A finding that was saved just now.
    #[serde(default)]
    saved: String,
    /// A finding that was followed up just now.
    #[serde(default)]
    followed: String,
    /// A finding that was withdrawn just now.
    #[serde(default)]
    withdrawn: String,
    /// The village of that finding: ids are a village's own.
    #[serde(default)]
    of: String,
    /// The place of the first that the page shows.
    #[serde(default)]
    start: usize,
    /// `all`: all of them, to be printed.
    #[serde(default)]
    pages: String,
}

/// Which findings the page shows, and what it says was done.
#[derive(Debug, Default)]
struct Shown {
    show: String,
    saved: String,
    followed: String,
    withdrawn: String,
    of: String,
    start: usize,
    is_whole: bool,
    /// What was typed of one of them, and is wrong.
    following: Option<Following>,
}

/// What was typed to follow a finding or to take it back, and why nothing came of it.
#[derive(Debug)]
struct Following {
    unit: UnitCode,
    finding: String,
    typed: Fields,
    trouble: Trouble,
}

impl Shown {
    /// Whether what was typed of a finding is wrong.
    fn is_followed(&self, found: &ListedFinding) -> bool {
        let is_it = |typed: &Following| typed.unit == found.finding.unit && typed.finding == found.finding.finding;
        self.following.as_ref().is_some_and(is_it)
    }

    /// Whether something was just done with a finding, or was about to be: the page shows it.
    fn is_about(&self, found: &ListedFinding) -> bool {
        let is_done = [&self.saved, &self.followed, &self.withdrawn].into_iter().any(|id| self.is(found, id));
        self.is_followed(found) || is_done
    }

    /// Whether a finding is the one with an id, of the village that is named.
    fn is(&self, found: &ListedFinding, id: &str) -> bool {
        found.finding.finding == id && found.finding.unit.as_str() == self.of
    }

    /// As the form asks for them.
    fn of(fields: &Fields) -> Self {
        Self { show: field(fields, "show").unwrap_or_default().to_owned(), ..Self::default() }
    }
}

#[derive(Template)]
#[template(path = "pages/above/findings.html")]
struct FindingsPage {
    frame: Frame,
    finding: String,
    findings: Vec<FindingShown>,
    villages: Vec<(String, String)>,
    clauses: Vec<Choice>,
    /// What stands in the form.
    typed: Typed,
    /// What the finding in the form would do, once somebody asked.
    effect: Vec<String>,
    trouble: Option<String>,
    /// What was saved just now, in a sentence.
    done: Option<String>,
    /// Why what was typed of one of the findings was not kept, and where it stands.
    refused: Option<(String, String)>,
    show: String,
    /// The pages before and after this one, and all in one, where there are more than a page has.
    earlier: Option<String>,
    later: Option<String>,
    whole: Option<String>,
    shown_of: String,
    /// What units below made of rows that units above them had written, and nobody here has said to have seen.
    unseen: Vec<String>,
}

/// What was typed of a new finding.
#[derive(Debug, Default)]
struct Typed {
    unit: String,
    date: String,
    clause: String,
    text: String,
    points: String,
    due: String,
    told_on: String,
}

impl Typed {
    fn of(fields: &Fields) -> Self {
        let typed = |name: &str| field(fields, name).unwrap_or_default().to_owned();
        Self {
            unit: typed("unit"),
            date: typed("date"),
            clause: typed("clause"),
            text: typed("text"),
            points: typed("points"),
            due: typed("due"),
            told_on: typed("told_on"),
        }
    }
}

/// A finding as it is listed.
pub(crate) struct FindingShown {
    pub(crate) unit: String,
    pub(crate) name: String,
    pub(crate) date: String,
    pub(crate) clause: String,
    pub(crate) text: String,
    pub(crate) points: String,
    pub(crate) due: String,
    /// When the village was told, where that is stated.
    pub(crate) told_on: Option<String>,
    pub(crate) state: String,
    pub(crate) class: &'static str,
    pub(crate) withdrawn: Option<String>,
    pub(crate) address: String,
    pub(crate) follow: String,
    /// The place on the page that is about it.
    pub(crate) anchor: String,
    /// What stands in the form that corrects and follows it, by column.
    pub(crate) cells: BTreeMap<&'static str, String>,
    /// Why what was typed there was not kept, and of which column.
    pub(crate) trouble: Option<String>,
    pub(crate) column: Option<&'static str>,
    /// The reason that was typed to withdraw it.
    pub(crate) reason: String,
    /// What the village says it did.
    pub(crate) rectified: Option<String>,
    /// What other units made of it.
    pub(crate) altered: Vec<String>,
    /// That it was registered late.
    pub(crate) late: Option<String>,
    /// Whether a unit above wrote it: here it is only said that it was put right.
    pub(crate) is_from_above: bool,
    /// What it costs by the rules, where that is not what was written as points.
    pub(crate) cost: Option<String>,
    /// What stands of it, as whoever changes it has to say.
    pub(crate) version: String,
}

impl FindingShown {
    /// The same with what else is to be said of it.
    pub(crate) fn with_notes(mut self, notes: Option<&FindingNotes>, units: &UnitTree) -> Self {
        let Some(notes) = notes else { return self };
        let name = |unit| units.name(unit);
        self.altered = notes.alterations.iter().map(|one| one.said(&name)).collect();
        self.late = notes.late.as_ref().map(LateRow::said);
        self.is_from_above = notes.is_from_above;
        self
    }

    /// What stands in the form under a column.
    fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// Whether a column is at fault.
    fn is_wrong(&self, column: &str) -> bool {
        self.column == Some(column)
    }

    /// The same with what was typed, and why that was not kept.
    fn with_typed(mut self, following: &Following) -> Self {
        for (column, value) in &mut self.cells {
            if let Some((_, typed)) = following.typed.iter().find(|(name, _)| name == column) {
                typed.trim().clone_into(value);
            }
        }
        field(&following.typed, "reason").unwrap_or_default().clone_into(&mut self.reason);
        self.trouble = Some(following.trouble.message().to_owned());
        self.column = following.trouble.column();
        self
    }
}

/// The place on the page that is about a finding.
fn anchor(unit: UnitCode, finding: &str) -> String {
    format!("of-{unit}-{}", in_address(finding))
}

/// A finding as it is listed, on a day.
pub(crate) fn finding_shown(found: &ListedFinding, units: &UnitTree, period: Period, today: Date) -> FindingShown {
    let finding = &found.finding;
    let (state, class) = match FindingState::of(finding, today) {
        FindingState::Overdue => (say!("finding-overdue"), "bad"),
        FindingState::Open => (say!("finding-open"), "wait"),
        FindingState::Fixed => (say!("finding-fixed"), "good"),
    };
    // What a recheck that left it open came to is said with it.
    let rechecked = finding.result.filter(|result| *result != FindingResult::Fixed && class != "good");
    let state = match rechecked {
        Some(result) => format!("{state} · {}", follow::result_word(result)),
        None => state,
    };
    let written = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    FindingShown {
        unit: finding.unit.to_string(),
        name: units.name(finding.unit),
        date: day_in(period, finding.date),
        clause: finding.clause.clone(),
        text: finding.text.clone(),
        points: finding.points.normalize().to_string(),
        due: day_in(period, finding.due),
        told_on: finding.told_on.map(|day| day_in(period, day)),
        state: if found.withdrawn.is_some() { say!("finding-withdrawn") } else { state },
        class: if found.withdrawn.is_some() { "quiet" } else { class },
        withdrawn: found.withdrawn.clone(),
        address: format!("{}/tables/findings/{}", address_of(period, finding.unit), in_address(&finding.finding)),
        follow: format!("/{period}/findings/{}/{}", finding.unit, in_address(&finding.finding)),
        anchor: anchor(finding.unit, &finding.finding),
        cells: BTreeMap::from([
            ("clause", finding.clause.clone()),
            ("text", finding.text.clone()),
            ("points", finding.points.normalize().to_string()),
            ("due", finding.due.to_string()),
            ("told_on", written(finding.told_on)),
            ("fixed_on", written(finding.fixed_on)),
            ("rechecked_on", written(finding.rechecked_on)),
            ("result", finding.result.map(Word::word).unwrap_or_default().to_owned()),
        ]),
        trouble: None,
        column: None,
        reason: String::new(),
        rectified: None,
        altered: Vec::new(),
        late: None,
        is_from_above: false,
        cost: None,
        version: found.version.clone(),
    }
}

/// The page.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let shown = Shown {
        show: asked.show,
        saved: asked.saved,
        followed: asked.followed,
        withdrawn: asked.withdrawn,
        of: asked.of,
        start: asked.start,
        is_whole: asked.pages == ALL,
        following: None,
    };
    let day = at.today().clamp(at.period.first_day(), at.period.last_day());
    let typed = Typed { unit: asked.unit, date: day.to_string(), ..Typed::default() };
    page(&at, typed, Vec::new(), None, shown).await
}

/// Back to the page from the address to which a form is sent to be looked at.
pub(crate) async fn back(Path(period): Path<String>) -> Redirect {
    Redirect::to(&format!("/{}/findings#new", in_address(&period)))
}

/// The page with what the finding that was typed would cost. Nothing is kept, and what was typed stands in no address:
/// those are written down on the way, and remembered by browsers.
pub(crate) async fn look(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    at.permit(Command::Inspect).await?;
    let (at, shown, typed) = (&at, Shown::of(&fields), Typed::of(&fields));
    let row = match finding_row(at, &fields).await {
        Ok(row) => row,
        Err(trouble) => return page(at, typed, Vec::new(), Some(trouble.message().to_owned()), shown).await,
    };
    let quarter = quarter_for(&row, at.period);
    let checked = at.desk().check_import(Some(at.operator()), std::slice::from_ref(&row), quarter).await;
    if let Err(error) = checked {
        return page(at, typed, Vec::new(), Some(error.to_string()), shown).await;
    }
    let effect = at.desk().finding_effect(&at.viewer(), &row).await?;
    let said = match effect {
        Some(effect) => effect.in_words(Some(at.period)),
        None => vec![say!("finding-effect-unknown")],
    };
    page(at, typed, said, None, shown).await
}

async fn page(
    at: &At,
    typed: Typed,
    effect: Vec<String>,
    trouble: Option<String>,
    asked: Shown,
) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Supervision, say!("door-supervision"), "/findings").await?;
    let (units, today, period) = (at.units()?, at.today(), at.period);
    let found = at.desk().findings(&at.viewer(), period, at.own(), None).await?;
    let mut findings: Vec<(FindingState, &ListedFinding)> =
        found.iter().map(|found| (FindingState::of(&found.finding, today), found)).collect();
    findings.sort_by_key(|(state, found)| (found.withdrawn.is_some(), *state, found.finding.due));
    let count = |state| findings.iter().filter(|(one, found)| *one == state && found.withdrawn.is_none()).count();
    let finding = say!(
        "findings-summary",
        overdue = count(FindingState::Overdue),
        open = count(FindingState::Open),
        fixed = count(FindingState::Fixed)
    );
    findings.retain(|(state, found)| match asked.show.as_str() {
        _ if asked.is_followed(found) => true,
        "overdue" => *state == FindingState::Overdue && found.withdrawn.is_none(),
        "open" => *state != FindingState::Fixed && found.withdrawn.is_none(),
        "fixed" => *state == FindingState::Fixed && found.withdrawn.is_none(),
        _ => true,
    });
    let done = done(&found, &units, &asked);
    let notes = at.desk().finding_notes(&at.viewer(), (period, at.ranked().await?), at.own()).await?;
    // Each village of which findings are shown has to be scored for what they cost: those of one page, not of all.
    let about = findings.iter().position(|(_, found)| asked.is_about(found));
    let start = about.map_or(asked.start, |place| place - place % FINDINGS_ON_A_PAGE);
    let most = if asked.is_whole { usize::MAX } else { FINDINGS_ON_A_PAGE };
    let start = if asked.is_whole { 0 } else { start };
    let count = findings.len();
    let (findings, next) = page_of(&findings, start, most);
    let of_page: Vec<ListedFinding> = findings.iter().map(|(_, found)| (*found).clone()).collect();
    let costs = at.desk().finding_costs(&at.viewer(), &of_page).await?;
    let said = at.desk().rectifications_under(&at.viewer(), at.own(), period).await?;
    let mut shown = Vec::new();
    for (_, found) in findings {
        let key = (found.finding.unit, found.finding.finding.clone());
        let rectified = said.get(&key).map(|said| format!("{} {}", at.day(said.filed_on), said.text));
        let of_it = notes.get(&key);
        let shown_now = finding_shown(found, &units, period, today).with_notes(of_it, &units);
        let mut one = FindingShown { rectified, ..shown_now };
        one.cost =
            costs.get(&key).filter(|cost| **cost != found.finding.points).map(|cost| cost.normalize().to_string());
        let is_of = |one: &&Following| one.unit == found.finding.unit && one.finding == found.finding.finding;
        shown.push(match asked.following.as_ref().filter(is_of) {
            Some(following) => one.with_typed(following),
            None => one,
        });
    }
    let villages = units.basic_units(at.own()).map(|unit| {
        let township = units.parent(unit.code).map(|parent| units.name(parent)).unwrap_or_default();
        (unit.code.to_string(), format!("{} {township}", unit.name))
    });
    let clauses = choices(&at.pages, Table::Findings, "clause", period, at.language()).await?;
    answer(&FindingsPage {
        frame,
        finding,
        findings: shown,
        villages: villages.collect(),
        clauses,
        typed,
        effect,
        trouble,
        done,
        refused: asked.following.as_ref().map(|one| {
            (
                say!("finding-refused", village = units.name(one.unit), said = one.trouble.message()),
                anchor(one.unit, &one.finding),
            )
        }),
        earlier: (start > 0).then(|| from_on(period, &asked.show, start.saturating_sub(FINDINGS_ON_A_PAGE))),
        later: next.map(|start| from_on(period, &asked.show, start)),
        whole: (count > FINDINGS_ON_A_PAGE && !asked.is_whole)
            .then(|| format!("{}&pages={ALL}", shown_at(period, &asked.show))),
        shown_of: say!("findings-shown", from = (start + 1).min(count), until = next.unwrap_or(count), count = count),
        show: asked.show,
        unseen: unseen(at).await?,
    })
}

/// What units below made of rows that units above them had written, in sentences, as long as nobody has seen it.
pub(crate) async fn unseen(at: &At) -> Result<Vec<String>, Trouble> {
    let unseen = at.desk().unseen_alterations(&at.viewer(), at.period, at.own()).await?;
    let units = at.units()?;
    let keys: Vec<String> = unseen.iter().map(Alteration::key).collect();
    let rows: Vec<_> = unseen.iter().zip(&keys).map(|(one, key)| (one.document, key.as_str())).collect();
    let told = at.desk().said_of(&at.viewer(), &rows).await?;
    let said = |one: &Alteration| {
        let said = told.get(&(one.document, one.key())).filter(|said| !said.is_empty());
        let said = said.cloned().unwrap_or_else(|| say!("row-by-id", id = one.id));
        let row = format!("{} {} {said}", units.name(one.unit()), table_title(one.table, at.language()));
        say!("alteration-of", row = row, said = lazily(|| one.said(&|unit| units.name(unit))))
    };
    Ok(unseen.iter().map(said).collect())
}

/// Says that what units below did was seen.
pub(crate) async fn see(at: At) -> Result<Response, Trouble> {
    at.permit(Command::Inspect).await?;
    at.desk().see_alterations(at.operator(), at.period).await?;
    Ok(Redirect::to(&format!("/{}/findings", at.period)).into_response())
}

/// What was done just now with one of the findings, in a sentence.
fn done(found: &[ListedFinding], units: &UnitTree, asked: &Shown) -> Option<String> {
    let of = |id: &str| found.iter().find(|one| asked.is(one, id)).map(|one| &one.finding);
    if let Some(one) = of(&asked.saved) {
        return Some(say!("finding-saved", village = units.name(one.unit), clause = one.clause.as_str()));
    }
    if let Some(one) = of(&asked.withdrawn) {
        return Some(say!("finding-taken-back", village = units.name(one.unit), clause = one.clause.as_str()));
    }
    of(&asked.followed)
        .map(|one| say!("finding-followed", village = units.name(one.unit), clause = one.clause.as_str()))
}

/// Saves a new finding.
pub(crate) async fn keep(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    // Who may record none is told so before anything is worked out.
    at.permit(Command::Inspect).await?;
    let shown = Shown::of(&fields);
    let row = match finding_row(&at, &fields).await {
        Ok(row) => row,
        Err(trouble) => {
            let said = Some(trouble.message().to_owned());
            return page(&at, Typed::of(&fields), Vec::new(), said, shown).await;
        }
    };
    if let Err(error) = at.desk().record(at.operator(), row.clone(), quarter_for(&row, at.period)).await {
        return page(&at, Typed::of(&fields), Vec::new(), Some(error.to_string()), shown).await;
    }
    let id = in_address(row.text("finding").unwrap_or_default());
    let address = format!("{}&of={}&saved={id}", shown_at(at.period, &shown.show), row.unit());
    Ok(Redirect::to(&address).into_response())
}

/// The page as it is filtered, from a place on.
fn from_on(period: Period, show: &str, start: usize) -> String {
    format!("{}&start={start}", shown_at(period, show))
}

/// The page as it is filtered.
fn shown_at(period: Period, show: &str) -> String {
    format!("/{period}/findings?show={}", in_address(show))
}

/// Reads a finding as it was typed; the village must be one of this unit's.
async fn finding_row(at: &At, fields: &Fields) -> Result<Row, Trouble> {
    at.unit_named(field(fields, "unit").unwrap_or_default())?;
    let typed: Fields = cells(fields).into_iter().filter(|(name, _)| name != "show").collect();
    in_order(read(&at.pages, &at.visitor, Table::Findings, &typed, at.period).await?)
}

/// Refuses a finding that is due, put right or rechecked before it was found.
fn in_order(row: Row) -> Result<Row, Trouble> {
    let found = row.date("date");
    let wrong = ["due", "fixed_on", "rechecked_on"]
        .into_iter()
        .find(|column| row.date(column) < found && row.date(column).is_some());
    match wrong {
        Some(column) => Err(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("finding-dates")).at(Some(column))),
        None => Ok(row),
    }
}
