//! Coverage 上报情况 as a matrix: villages down, tables across, those that need a call first.

use super::at::At;
use super::review::in_a_word;
use super::{address_of, coverage_word};
use crate::pages::columns::table_title;
use crate::pages::frame::{Door, Frame, answer, moment, since};
use crate::pages::trouble::Trouble;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use cunbang_desk::{Status, VillageCoverage};
use cunbang_language::{Language, say};
use cunbang_model::{Period, Table, Timestamp, UnitCode, UnitTree};
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// `call`, those that need one first; or `name`, in the order of the tree.
    #[serde(default)]
    sort: String,
    #[serde(default)]
    search: String,
    /// `waiting`: only those from which something is waited for.
    #[serde(default)]
    show: String,
    /// The unit above; empty for all.
    #[serde(default)]
    under: String,
    /// `all`: every village on one page, to be printed.
    #[serde(default)]
    pages: String,
    /// How many villages stand on the pages before.
    #[serde(default)]
    start: usize,
}

/// How many villages a page shows: what a slow line brings in a moment, and nobody reads more at once.
const VILLAGES_ON_A_PAGE: usize = 40;
/// How many are brought along to be printed with a page that shows some of them.
const MOST_ON_PAPER: usize = 500;
/// On one that is to be printed all stand.
pub(super) const ALL: &str = "all";

/// A page of a list, and where the next one starts.
pub(crate) fn page_of<T>(all: &[T], start: usize, most: usize) -> (&[T], Option<usize>) {
    let start = start.min(all.len());
    let end = all.len().min(start.saturating_add(most));
    (&all[start..end], (end < all.len()).then_some(end))
}

impl Asked {
    /// The address of the same list on one page, to be printed.
    fn whole(&self) -> String {
        let query = self.with(&self.under, 0);
        let joined = if query.len() > 1 { format!("{query}&") } else { "?".to_owned() };
        format!("{joined}pages={ALL}")
    }

    /// The villages that are asked for, in the order that is asked for. What was returned is waited for, and has the
    /// shortest time.
    pub(super) fn chosen(
        &self,
        mut villages: Vec<VillageCoverage>,
        returned: &BTreeSet<UnitCode>,
    ) -> Vec<VillageCoverage> {
        let (under, search) = (self.under.parse::<UnitCode>().ok(), self.search.trim());
        villages.retain(|village| {
            let coverage = &village.coverage;
            under.is_none_or(|under| coverage.unit.is_within(&under))
                && (self.show != "waiting" || coverage.status.is_pending())
                && (coverage.name.contains(search) || coverage.unit.as_str().starts_with(search))
        });
        if self.sort != "name" {
            let first = |village: &VillageCoverage| {
                if returned.contains(&village.coverage.unit) { 1 } else { urgency(village) }
            };
            villages.sort_by_key(|village| (first(village), village.heard_at(), village.coverage.unit));
        }
        villages
    }

    /// The address of the same list, under a unit or from a village on.
    fn with(&self, under: &str, start: usize) -> String {
        let start = if start > 0 { start.to_string() } else { String::new() };
        let all = [
            ("sort", self.sort.as_str()),
            ("search", &self.search),
            ("show", &self.show),
            ("under", under),
            ("start", &start),
        ];
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(all.iter().filter(|(_, value)| !value.is_empty()));
        format!("?{}", query.finish())
    }
}

#[derive(Template)]
#[template(path = "pages/above/coverage.html")]
struct CoveragePage {
    frame: Frame,
    finding: String,
    /// When the page was made, for paper.
    as_of: String,
    /// The townships, where the villages do not stand on one page.
    townships: Vec<TownshipLine>,
    tables: Vec<String>,
    lines: Vec<Line>,
    /// All of them, where only some stand on the page: it is printed whole.
    on_paper: Vec<Line>,
    /// Those that a return of their seal keeps in time, under the unit asked for.
    forgiven: Vec<ForgivenLine>,
    /// Which of how many stand here, where not all do.
    part: Option<String>,
    earlier: Option<String>,
    later: Option<String>,
    /// What is known of when it was heard of a village.
    heard: String,
    asked: Asked,
}

/// What was received of a township.
struct TownshipLine {
    name: String,
    address: String,
    is_here: bool,
    villages: usize,
    received: usize,
    /// Those that the county excused, or that count by its decision alone.
    decided: usize,
    waiting: usize,
    conflicts: usize,
}

/// A village that would be late, but for a return of its seal: who returned it and when, until when it could be
/// corrected, when both came, and how much was in them.
struct ForgivenLine {
    name: String,
    address: String,
    returned_by: String,
    returned_on: String,
    correct_by: String,
    sealed: String,
    corrected: String,
    entries: String,
}

struct Line {
    name: String,
    township: String,
    address: String,
    status: String,
    status_class: &'static str,
    sealed: String,
    /// Whether its seal was accepted or returned, and the word's class.
    review: Option<(String, &'static str)>,
    conflicts: usize,
    cells: Vec<Cell>,
    /// How long nobody has heard of it, and when that was, for paper.
    heard: String,
    heard_at: String,
}

/// A village's table.
struct Cell {
    sign: &'static str,
    count: usize,
    said: String,
    /// Where its rows are, below the period's address; none where there are none.
    address: Option<String>,
}

/// The page.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Coverage, say!("door-coverage"), "/coverage").await?;
    let (units, now, period) = (at.units()?, at.now(), at.period);
    let known_at = frame.known.as_ref().and_then(|known| known.at).unwrap_or(now);
    let villages = at.desk().village_coverage(&at.viewer(), period, at.own()).await?;
    let mut tables = at.desk().counted_tables(period).await?;
    tables.extend(villages.iter().flat_map(|village| village.coverage.tables.keys().copied()));
    let whole_finding = finding(&villages, now);
    let (how, heard) = (Heard::of(&villages), heard_title(&villages));
    let townships = if villages.len() > VILLAGES_ON_A_PAGE { townships(&villages, &units, &asked) } else { Vec::new() };
    let returned = at.desk().returned_villages(&at.viewer(), period, at.own()).await?;
    let villages = asked.chosen(villages, &returned);
    let language = at.language();
    let forgiven = villages.iter().filter_map(|village| {
        let one = village.coverage.forgiven.as_ref()?;
        Some(ForgivenLine {
            name: village.coverage.name.clone(),
            address: address_of(period, village.coverage.unit),
            returned_by: units.name(one.returned_by),
            returned_on: one.returned_on.map(|on| at.day(on)).unwrap_or_default(),
            correct_by: at.day(one.correct_by),
            sealed: moment(one.sealed_at),
            corrected: moment(one.corrected_at),
            entries: format!("{} → {}", one.entries_returned, one.entries),
        })
    });
    let forgiven: Vec<ForgivenLine> = forgiven.collect();
    let most = if asked.pages == ALL { usize::MAX } else { VILLAGES_ON_A_PAGE };
    let (shown, next) = page_of(&villages, asked.start, most);
    let mut lines = Vec::with_capacity(shown.len());
    for village in shown {
        let reviews = match village.coverage.sealed_at {
            Some(_) => at.desk().seal_reviews(&at.viewer(), village.coverage.unit, period).await?,
            None => Vec::new(),
        };
        let review = in_a_word(&reviews);
        lines.push(Line { review, ..line(village, &tables, &units, period, (how, now), language) });
    }
    // On paper all stand, where so many can be brought along.
    let is_part = shown.len() < villages.len() && villages.len() <= MOST_ON_PAPER;
    let on_paper = villages.iter().filter(|_| is_part);
    let on_paper = on_paper.map(|village| line(village, &tables, &units, period, (how, now), language)).collect();
    let tables = tables.iter().map(|table| table_title(*table, language)).collect();
    let start = asked.start.min(villages.len());
    let part = (shown.len() < villages.len())
        .then(|| say!("coverage-part", first = start + 1, last = start + shown.len(), villages = villages.len()));
    answer(&CoveragePage {
        earlier: (start > 0).then(|| asked.with(&asked.under, start.saturating_sub(VILLAGES_ON_A_PAGE))),
        later: next.map(|next| asked.with(&asked.under, next)),
        frame,
        finding: if returned.is_empty() {
            whole_finding
        } else {
            say!("coverage-and-returned", finding = whole_finding, returned = returned.len())
        },
        as_of: say!("printed-as-of", time = moment(known_at)),
        townships,
        tables,
        lines,
        on_paper,
        forgiven,
        part,
        heard,
        asked,
    })
}

/// What the times are at which it was heard of villages: where their devices come here themselves, when these did; else when
/// something of them arrived.
fn heard_title(villages: &[VillageCoverage]) -> String {
    match Heard::of(villages) {
        Heard::Here => say!("coverage-heard"),
        Heard::Arrived => say!("coverage-arrived"),
        Heard::Both => say!("coverage-heard-or-arrived"),
    }
}

/// How it is heard of the villages on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    /// The devices of all of them come here.
    Here,
    /// What is known of each is when something arrived at a node above it.
    Arrived,
    /// Some come here, and of others only arrivals are known: each says which.
    Both,
}

impl Heard {
    fn of(villages: &[VillageCoverage]) -> Self {
        match villages.iter().filter(|village| village.contact_at.is_some()).count() {
            0 => Self::Arrived,
            here if here == villages.len() => Self::Here,
            _ => Self::Both,
        }
    }

    /// When it was heard of a village, in the words of the page.
    fn said(self, village: &VillageCoverage, moment: impl Fn(Timestamp) -> String) -> String {
        match (self, village.contact_at, village.arrived_at) {
            (Self::Both, Some(at), _) => say!("coverage-contact-at", time = moment(at)),
            (Self::Both, None, Some(at)) => say!("coverage-arrived-at", time = moment(at)),
            (_, Some(at), _) | (_, None, Some(at)) => moment(at),
            (_, None, None) => say!("coverage-never"),
        }
    }
}

/// What was received of each unit above the villages.
fn townships(villages: &[VillageCoverage], units: &UnitTree, asked: &Asked) -> Vec<TownshipLine> {
    let mut counted: BTreeMap<UnitCode, TownshipLine> = BTreeMap::new();
    for VillageCoverage { coverage, .. } in villages {
        let Some(parent) = units.parent(coverage.unit) else { continue };
        let line = counted.entry(parent).or_insert_with(|| TownshipLine {
            name: units.name(parent),
            address: asked.with(parent.as_str(), 0),
            is_here: asked.under == parent.as_str(),
            villages: 0,
            received: 0,
            decided: 0,
            waiting: 0,
            conflicts: 0,
        });
        line.villages += 1;
        line.received += usize::from(coverage.is_received());
        line.decided += usize::from(!coverage.is_received() && !coverage.status.is_pending());
        line.waiting += usize::from(coverage.status.is_pending());
        line.conflicts += usize::from(!coverage.conflicts.is_empty());
    }
    let mut lines: Vec<TownshipLine> = counted.into_values().collect();
    // Those that need a call first.
    lines.sort_by_key(|line| Reverse(line.waiting));
    lines
}

/// Smaller numbers need a call sooner.
fn urgency(village: &VillageCoverage) -> u8 {
    let coverage = &village.coverage;
    match coverage.status {
        Status::NotReceived => 0,
        Status::Provisional => 1,
        Status::Received if !coverage.conflicts.is_empty() => 2,
        Status::Received if coverage.supplements > 0 => 3,
        Status::Received if coverage.sealed_in_time == Some(false) => 4,
        Status::Received if coverage.is_decided() => 6,
        Status::Received => 5,
        Status::Excused => 6,
    }
}

fn finding(villages: &[VillageCoverage], now: Timestamp) -> String {
    let waiting = villages.iter().filter(|village| village.coverage.status.is_pending());
    let silent = waiting.clone().min_by_key(|village| village.heard_at());
    let count = waiting.clone().count();
    let Some(silent) = silent else {
        let received = villages.iter().filter(|village| village.coverage.is_received()).count();
        return if received == villages.len() {
            say!("coverage-all", villages = received)
        } else {
            say!("coverage-all-in", received = received, others = villages.len() - received)
        };
    };
    let name = &silent.coverage.name;
    if let Some(at) = silent.heard_at() {
        say!("coverage-waiting", waiting = count, name = name, time = since(at, now))
    } else {
        say!("coverage-waiting-never", waiting = count, name = name)
    }
}

fn line(
    village: &VillageCoverage,
    tables: &BTreeSet<Table>,
    units: &UnitTree,
    period: Period,
    (how, now): (Heard, Timestamp),
    language: Language,
) -> Line {
    let coverage = &village.coverage;
    let address = address_of(period, coverage.unit);
    let cell = |table: &Table| {
        let counted = coverage.tables.get(table).copied().unwrap_or_default();
        let title = table_title(*table, language);
        let (sign, said) = if counted.conflicts > 0 {
            ("◫", say!("cell-conflict", table = title, rows = counted.rows, conflicts = counted.conflicts))
        } else if counted.rows == 0 {
            ("○", say!("cell-nothing", table = title))
        } else if counted.sealed == counted.rows {
            ("●", say!("cell-sealed", table = title, rows = counted.rows))
        } else {
            ("◐", say!("cell-partly", table = title, rows = counted.rows, sealed = counted.sealed))
        };
        let beneath = format!("units/{}/tables/{}", coverage.unit, table.name());
        Cell {
            sign,
            count: counted.rows,
            said,
            address: (counted.rows > 0 || counted.conflicts > 0).then_some(beneath),
        }
    };
    let sealed = match (coverage.sealed_at, coverage.sealed_in_time) {
        (Some(at), Some(false)) => say!("coverage-sealed-late", time = moment(at)),
        (Some(at), _) if coverage.forgiven.is_some() => say!("coverage-sealed-forgiven", time = moment(at)),
        (Some(at), _) => moment(at),
        (None, _) => String::new(),
    };
    let status_class = match coverage.status {
        Status::Received if coverage.is_decided() => "quiet",
        Status::Received => "good",
        Status::Provisional => "wait",
        Status::NotReceived => "bad",
        Status::Excused => "quiet",
    };
    Line {
        name: coverage.name.clone(),
        township: units.parent(coverage.unit).map(|parent| units.name(parent)).unwrap_or_default(),
        status: coverage_word(coverage),
        status_class,
        sealed,
        review: None,
        conflicts: coverage.conflicts.len(),
        cells: tables.iter().map(cell).collect(),
        heard: how.said(village, |at| since(at, now)),
        heard_at: how.said(village, moment),
        address,
    }
}
