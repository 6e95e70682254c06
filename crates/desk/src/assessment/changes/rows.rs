//! The rows behind a change: of each indicator, those that count in one of two rankings and not in the other, or stand
//! there as something else.

use super::{ChangedLine, ChangedPoints, RunName, Side};
use crate::assessment::ranking::RankingLine;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::reading::authorship::MemberNames;
use crate::reading::texts::{brief_with, meeting_of};
use cunbang_ledger::{Projection, Standing, VersionVector};
use cunbang_model::{Decimal, DocumentKind, DocumentName, Period, Row, Table, UnitCode};
use cunbang_ranking::bulletin::stated_inputs;
use cunbang_ranking::sheet::{published_sheets, sheet_document, sheet_of_run};
use cunbang_ranking::{PublishedSheet, SheetLine};
use cunbang_replica::reading::replay_to;
use cunbang_scheme::Level;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// The most rows of an indicator that are shown.
const MOST_ROWS: usize = 200;

/// What changed for one unit.
#[derive(Debug, Clone)]
pub struct UnitChanges {
    /// The unit in both rankings.
    pub line: ChangedLine,
    /// The indicators that changed, in the order of the later sheet.
    pub indicators: Vec<ChangedIndicator>,
    /// Whether rows are told of: not to those who may not see them.
    pub shows_rows: bool,
    /// Whether what inspections found is shown as it stands now, in both: of a ranking that was made elsewhere nobody says
    /// here how much of it was known then.
    pub findings_as_now: bool,
}

/// An indicator that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedIndicator {
    /// Its points in both.
    pub points: ChangedPoints,
    /// What was measured in both.
    pub measure: (Option<Decimal>, Option<Decimal>),
    /// The rows that make the difference.
    pub rows: Vec<ChangedRow>,
    /// How many more there are.
    pub more: usize,
}

/// A row that makes a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRow {
    /// Its unit.
    pub unit: UnitCode,
    /// The quarter in whose document it stands; none where it is not here.
    pub quarter: Option<Period>,
    /// Its table.
    pub table: Table,
    /// Its id within the table.
    pub id: String,
    /// What became of it.
    pub change: RowChange,
    /// What it says in the earlier ranking, in a line.
    pub before: Option<String>,
    /// What it says in the later one.
    pub after: Option<String>,
    /// What it gave or cost by itself in both.
    pub points: (Option<String>, Option<String>),
}

/// What became of a row between two rankings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowChange {
    /// It was not there before.
    New,
    /// It is there no more.
    Gone,
    /// It says something else.
    Different,
    /// It says the same and counts otherwise: it was sealed meanwhile, or counts with others.
    CountsOtherwise,
}

/// A row that a sheet names: its unit, table and id, and its quarter where the id alone does not tell.
type Key = (UnitCode, Table, String, Option<Period>);

/// The rows of a ranking as it found them.
type Found = BTreeMap<(UnitCode, DocumentKind), Vec<(Period, Projection)>>;

impl Desk {
    /// What changed for a unit from one ranking to another, down to the rows.
    pub async fn changes_of(
        &self,
        viewer: &Viewer,
        before: &RunName,
        after: &RunName,
        unit: UnitCode,
    ) -> Result<UnitChanges, DeskError> {
        viewer.check(unit)?;
        self.check_listed(unit)?;
        let (before, after) = (self.side(viewer, before).await?, self.side(viewer, after).await?);
        let units = self.replica().units()?;
        let kind = units.get(unit).map(|unit| unit.kind);
        let level = Level::ALL.into_iter().find(|level| kind.is_some_and(|kind| level.has(kind)));
        let level = level.unwrap_or(Level::Village);
        let line_in =
            |side: &Side| -> Result<_, DeskError> { Ok(side.lines(level)?.into_iter().find(|line| line.unit == unit)) };
        let mut line = ChangedLine {
            unit,
            name: units.name(unit),
            parent: units.parent(unit),
            moved_up: None,
            before: line_in(&before)?,
            after: line_in(&after)?,
            because: Vec::new(),
            causes: Vec::new(),
        };
        line.causes = super::causes::causes(&before, &after, &line);
        let mut inspected = self.inspection_causes(viewer, (&before, &after), unit).await?;
        line.causes.extend(inspected.remove(&unit).unwrap_or_default());
        let sheets = (self.sheet_in(viewer, &before, unit).await?, self.sheet_in(viewer, &after, unit).await?);
        let shows_rows = viewer.check_document(DocumentKind::Ledger, unit).is_ok();
        let mut compared = Compared {
            unit,
            names: self.names_for(viewer, unit).await?,
            found: <[Found; 2]>::default(),
            is_told: [&before, &after].map(|side| side.view.run().is_none()),
            periods: [&before, &after].map(|side| side.view.period()),
        };
        let mut seen = BTreeSet::new();
        let of_sheets = [&sheets.1, &sheets.0].into_iter().flatten().flat_map(|sheet| &sheet.lines);
        let ids: Vec<&str> = of_sheets.map(|line| line.indicator.as_str()).filter(|id| seen.insert(*id)).collect();
        let mut indicators = Vec::new();
        let mut findings_as_now = false;
        for id in ids {
            let of = |sheet: &'_ Option<PublishedSheet>| -> Option<SheetLine> {
                sheet.as_ref()?.lines.iter().find(|line| line.indicator == id).cloned()
            };
            let (then, now) = (of(&sheets.0), of(&sheets.1));
            let counted = (compared.counted(then.as_ref()), compared.counted(now.as_ref()));
            let mut rows = Vec::new();
            if shows_rows {
                let keys: BTreeSet<&Key> = counted.0.keys().chain(counted.1.keys()).collect();
                for (of_unit, table, ..) in &keys {
                    findings_as_now |= compared.is_told.contains(&true) && is_of_inspection(*table);
                    for (place, side) in [&before, &after].into_iter().enumerate() {
                        if let Entry::Vacant(empty) = compared.found[place].entry((*of_unit, table.document())) {
                            empty.insert(self.rows_found(viewer, side, *of_unit, table.document()).await?);
                        }
                    }
                }
                let counted = (compared.in_quarters(0, &counted.0), compared.in_quarters(1, &counted.1));
                let keys: BTreeSet<&Key> = counted.0.keys().chain(counted.1.keys()).collect();
                rows.extend(keys.into_iter().filter_map(|key| compared.row(key, &counted)));
            }
            rows.sort_by_cached_key(|row: &ChangedRow| (row.change, row.unit, row.table, row.id.clone()));
            // What has come so far of a village is nothing to compare with.
            let stands = |line: &Option<RankingLine>| line.as_ref().is_none_or(|line| !line.status.is_pending());
            let points_then = then.as_ref().filter(|_| stands(&line.before)).and_then(|line| line.points);
            let points_now = now.as_ref().filter(|_| stands(&line.after)).and_then(|line| line.points);
            let measure = (then.and_then(|line| line.measure), now.and_then(|line| line.measure));
            // Two periods have other rows in any case: these explain nothing where the points are the same.
            let explains = !rows.is_empty() && compared.periods[0] == compared.periods[1];
            if points_then == points_now && measure.0 == measure.1 && !explains {
                continue;
            }
            let more = rows.len().saturating_sub(MOST_ROWS);
            rows.truncate(MOST_ROWS);
            let points = ChangedPoints {
                indicator: id.to_owned(),
                title: after.title(level, id).or_else(|| before.title(level, id)),
                before: points_then,
                after: points_now,
            };
            indicators.push(ChangedIndicator { points, measure, rows, more });
        }
        Ok(UnitChanges { line, indicators, shows_rows, findings_as_now })
    }

    /// A unit's score sheet in a ranking: made of the run, or as it came down with the bulletin.
    async fn sheet_in(
        &self,
        viewer: &Viewer,
        side: &Side,
        unit: UnitCode,
    ) -> Result<Option<PublishedSheet>, DeskError> {
        match side.view.run() {
            Some(run) => {
                let units = self.replica().units()?;
                sheet_of_run(run, &units, side.scheme.as_ref(), unit).map_err(DeskError::Rows)
            }
            None => self.sheet_that_came(viewer, unit, side.view.period(), side.view.id()).await,
        }
    }

    /// A unit's score sheet of a run, as it came down with the bulletin.
    pub(crate) async fn sheet_that_came(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
        run: &str,
    ) -> Result<Option<PublishedSheet>, DeskError> {
        if viewer.check_document(DocumentKind::Sheet, unit).is_err() {
            return Ok(None);
        }
        let document = self.replica().projection(sheet_document(unit, period)).await?;
        let sheets = published_sheets(&document, period);
        Ok(sheets.into_iter().rfind(|one| one.sheet.run == run && self.is_publishers_own(one)))
    }

    /// The rows of a unit as a ranking found them: as far as its record or its bulletin says how much that was; as they
    /// stand where neither says.
    async fn rows_found(
        &self,
        viewer: &Viewer,
        side: &Side,
        unit: UnitCode,
        kind: DocumentKind,
    ) -> Result<Vec<(Period, Projection)>, DeskError> {
        if !matches!(kind, DocumentKind::Ledger | DocumentKind::Inspection)
            || viewer.check_document(kind, unit).is_err()
        {
            return Ok(Vec::new());
        }
        let stated: Option<BTreeMap<DocumentName, VersionVector>> = match side.view.run() {
            Some(run) => run.record.vectors().ok(),
            None => side.view.bulletin().and_then(|known| stated_inputs(known.result_of(unit)?)),
        };
        let mut found = Vec::new();
        for quarter in side.view.period().quarters() {
            let Some(name) = DocumentName::quarterly(kind, unit, quarter) else { continue };
            let current = self.replica().projection(name).await?;
            let vector = match &stated {
                Some(stated) if side.view.run().is_some() || kind == DocumentKind::Ledger => {
                    Some(stated.get(&name).cloned().unwrap_or_default())
                }
                _ => None,
            };
            let projection = match vector {
                Some(vector) if *current.vector() != vector => {
                    let segments = self.replica().store().document_segments(&name).await?;
                    replay_to(name, &segments, &vector)?
                }
                _ => current,
            };
            viewer.note_if_personal(&name);
            found.push((quarter, projection));
        }
        Ok(found)
    }
}

/// Two rankings of one unit, with the rows that each found: the earlier one first.
struct Compared {
    unit: UnitCode,
    names: MemberNames,
    found: [Found; 2],
    /// Whether a ranking is known from its bulletin alone, which says of ledgers how far they went, and not of what
    /// inspections found: that is shown as it stands now, where the sheet names it.
    is_told: [bool; 2],
    /// The periods of both.
    periods: [Period; 2],
}

fn is_of_inspection(table: Table) -> bool {
    table.document() == DocumentKind::Inspection
}

/// How a row counted: what it gave or cost by itself, and a word on it.
type Counted = BTreeMap<Key, (Option<String>, String)>;

impl Compared {
    /// The rows that an indicator's line names.
    fn counted(&self, line: Option<&SheetLine>) -> Counted {
        let groups = line.map(|line| line.reasons.as_slice()).unwrap_or_default().iter();
        let known = groups.filter_map(|group| Some((Table::from_name(&group.table)?, group)));
        known
            .flat_map(|(table, group)| {
                let unit = group.unit.unwrap_or(self.unit);
                let key = move |id: &String| (unit, table, id.clone(), group.quarter);
                group.ids.iter().map(move |id| (key(id), (group.points.clone(), group.note.clone())))
            })
            .collect()
    }

    /// The same where two periods are compared, each row with its quarter: ids begin anew in each, and a row of one period
    /// is not that of another which has its id. Only who is a member stays the same.
    fn in_quarters(&self, place: usize, counted: &Counted) -> Counted {
        let of = |key: &Key| {
            let is_same = self.periods[0] == self.periods[1] || key.1 == Table::Standing;
            let found = || self.standing(place, key).map(|(quarter, _)| quarter);
            let of_period = || Period::quarter_of(self.periods[place].belongs_to());
            let quarter = if is_same { key.3 } else { key.3.or_else(found).or_else(|| Some(of_period())) };
            (key.0, key.1, key.2.clone(), quarter)
        };
        counted.iter().map(|(key, how)| (of(key), how.clone())).collect()
    }

    fn standing(&self, place: usize, key: &Key) -> Option<(Period, &Standing)> {
        self.found(place, key).map(|(quarter, _, standing)| (quarter, standing))
    }

    fn found(&self, place: usize, (unit, table, id, of): &Key) -> Option<(Period, &Projection, &Standing)> {
        let found = self.found[place].get(&(*unit, table.document()))?;
        let mut found = found.iter().filter(|(quarter, _)| of.is_none_or(|of| of == *quarter));
        found.find_map(|(quarter, projection)| Some((*quarter, projection, projection.get(*table, id)?)))
    }

    /// What became of a row; none where it is and counts as it did.
    fn row(&self, key: &Key, counted: &(Counted, Counted)) -> Option<ChangedRow> {
        let stood = [self.standing(0, key), self.standing(1, key)];
        let (then, now) = (counted.0.get(key), counted.1.get(key));
        let row_of = |place: usize| -> Option<&Row> {
            let is_there = !self.is_told[place] || !is_of_inspection(key.1) || [then, now][place].is_some();
            stood[place].map(|(_, standing)| &standing.row).filter(|row| is_there && !row.is_withdrawn())
        };
        let change = match (row_of(0), row_of(1)) {
            (None, Some(_)) => RowChange::New,
            (Some(_), None) => RowChange::Gone,
            (Some(before), Some(after)) if before.to_json() != after.to_json() => RowChange::Different,
            (None, None) if then.is_none() => RowChange::New,
            (None, None) if now.is_none() => RowChange::Gone,
            _ if then != now => RowChange::CountsOtherwise,
            _ => return None,
        };
        let said = |place: usize| {
            let meeting =
                self.found(place, key).and_then(|(_, document, standing)| meeting_of(&standing.row, document));
            row_of(place).map(|row| self.said(row, meeting, key))
        };
        let (unit, table, id, _) = key;
        Some(ChangedRow {
            unit: *unit,
            quarter: stood[1].or(stood[0]).map(|(quarter, _)| quarter),
            table: *table,
            id: id.clone(),
            change,
            before: said(0),
            after: said(1),
            points: (then.and_then(|(points, _)| points.clone()), now.and_then(|(points, _)| points.clone())),
        })
    }

    fn said(&self, row: &Row, meeting: Option<&Row>, (unit, ..): &Key) -> String {
        let nobody = MemberNames::default();
        brief_with(row, if *unit == self.unit { &self.names } else { &nobody }, meeting)
    }
}
