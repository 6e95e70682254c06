//! Import previews 预览: rows beside what stands here: which are new, which change something and what, which are the
//! same, and what would be asked about. Said before anything is kept.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::reading::authorship::MemberNames;
use crate::reading::texts::{brief, chinese};
use crate::village::gaps::Gap;
use crate::writing::import::as_of_now;
use crate::writing::overlay::Overlay;
use cunbang_language::{Language, Named, say};
use cunbang_ledger::Projection;
use cunbang_model::schema::{Column, WITHDRAWN, Word as _};
use cunbang_model::{DocumentKind, DocumentName, Period, Row, Table, UnitCode, Value, record};
use serde::Serialize;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Rows beside what stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// How many are not here yet.
    pub new: usize,
    /// Those that are here and say something else.
    pub changed: Vec<ChangedRow>,
    /// How many stand here just so.
    pub same: usize,
    /// How many more go along with the rows, such as a standing with each member of a roster.
    pub along: usize,
    /// Those by table, and whether they are withdrawn by it.
    #[serde(skip)]
    pub along_by_table: BTreeMap<(Table, IsWithdrawn), usize>,
}

/// Whether rows are withdrawn.
type IsWithdrawn = bool;

impl Compared {
    /// What goes along with the rows, in words: of each table how many.
    pub fn along_said(&self) -> String {
        let said = self.along_by_table.iter().map(|((table, is_withdrawn), rows)| {
            let table = Named::new(table.chinese(), table.name());
            if *is_withdrawn {
                say!("along-withdrawn", table = table, rows = rows)
            } else {
                say!("along-table", table = table, rows = rows)
            }
        });
        said.collect::<Vec<_>>().join(Language::first().pick("、", ", "))
    }
}

/// A row that says something else than what stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedRow {
    /// Its key.
    pub row: String,
    /// As it will be, in a line, members by name.
    pub said: String,
    /// What changes.
    pub changes: Vec<CellChange>,
}

/// A cell that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellChange {
    /// The column.
    pub column: &'static str,
    /// Its header.
    pub chinese: &'static str,
    /// What stands there; none where it is empty.
    pub before: Option<String>,
    /// What will stand there.
    pub after: Option<String>,
}

/// A gap that there would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapToBe {
    /// What it is.
    pub gap: Gap,
    /// The rows that are asked about, each in a line, members by name.
    pub rows: Vec<String>,
}

impl std::fmt::Display for CellChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| say!("change-empty"));
        let column = Named::new(self.chinese, self.column);
        f.write_str(&say!("change", column = column, before = shown(&self.before), after = shown(&self.after)))
    }
}

impl std::fmt::Display for ChangedRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (colon, comma) = Language::first().pick(("：", "；"), (": ", "; "));
        let changes: Vec<String> = self.changes.iter().map(ToString::to_string).collect();
        write!(f, "{}{colon}{}", self.said, changes.join(comma))
    }
}

impl Desk {
    /// Compares rows with what stands here. `quarter` is that of rows that do not tell it.
    pub async fn preview(&self, viewer: &Viewer, rows: &[Row], quarter: Option<Period>) -> Result<Compared, DeskError> {
        let placing = self.placing(rows, quarter).await?;
        let names = self.names_apart(viewer, self.replica().unit()).await?;
        let mut here: HashMap<DocumentName, Projection> = HashMap::new();
        // Whose roster keeps its standing.
        let mut keeping: HashMap<UnitCode, bool> = HashMap::new();
        let mut compared = Compared::default();
        // Meetings as people call them, in whose place marks have ids.
        let mut meetings: BTreeMap<String, String> = rows.iter().filter_map(meeting_said).collect();
        for row in rows {
            let Some(name) = placing.document_of(row) else {
                compared.new += 1;
                continue;
            };
            let projection = match here.entry(name) {
                Entry::Occupied(there) => there.into_mut(),
                Entry::Vacant(vacant) => vacant.insert(self.replica().projection(name).await?),
            };
            let keeps = match (row.table(), keeping.get(&row.unit())) {
                (Table::Members, Some(keeps)) => *keeps,
                (Table::Members, None) => {
                    let keeps = self.standing_of_roster_stays(row.unit(), quarter).await?;
                    keeping.insert(row.unit(), keeps);
                    keeps
                }
                _ => false,
            };
            let now = keeps.then(|| as_of_now(row, projection)).flatten();
            let row = now.as_ref().unwrap_or(row);
            match projection.get(row.table(), &row.id()).map(|standing| &standing.row) {
                None => compared.new += 1,
                Some(stands) if stands == row => compared.same += 1,
                Some(stands) => {
                    if let Some(id) = row.text("meeting").filter(|_| row.table() == Table::Attendance) {
                        let there = projection.get(Table::Meetings, id).and_then(|one| meeting_said(&one.row));
                        meetings.extend(there.filter(|_| !meetings.contains_key(id)));
                    }
                    compared.changed.push(changed(stands, row, &names, &meetings));
                }
            }
        }
        // What cannot be kept at all is said when it is to be kept.
        if let Ok(prepared) = self.prepare(None, rows, quarter).await {
            let mut written = 0;
            let given: BTreeSet<String> = rows.iter().map(Row::key).collect();
            for (name, batch) in &prepared.documents {
                let stands = self.replica().projection(*name).await?;
                let is_new = |row: &&Row| stands.get(row.table(), &row.id()).is_none_or(|one| one.row != **row);
                written += batch.iter().filter(is_new).count();
                for row in batch.iter().filter(is_new).filter(|row| !given.contains(&row.key())) {
                    *compared.along_by_table.entry((row.table(), row.is_withdrawn())).or_default() += 1;
                }
            }
            compared.along = written.saturating_sub(compared.new + compared.changed.len());
        }
        Ok(compared)
    }

    /// What would not count, or is asked about, of the quarters that rows go into, were they kept.
    pub async fn gaps_of_import(
        &self,
        viewer: &Viewer,
        operator: Option<&str>,
        rows: &[Row],
        quarter: Option<Period>,
    ) -> Result<Vec<GapToBe>, DeskError> {
        let prepared = self.prepare(operator, rows, quarter).await?;
        let names = self.names_apart(viewer, self.replica().unit()).await?;
        let documents: Vec<DocumentName> = prepared.documents.iter().map(|(name, _)| *name).collect();
        let overlay = Overlay::new(prepared.documents.into_iter().collect());
        let mut said: HashMap<String, String> = HashMap::new();
        for name in documents.into_iter().filter(|name| name.kind() == DocumentKind::Ledger) {
            let rows = overlay.over(&self.replica().projection(name).await?);
            said.extend(rows.iter().map(|row| (row.key(), brief(row, &names))));
        }
        let gaps = self.gaps_with(&prepared.imported.quarters, &overlay).await?;
        let to_be = gaps.into_iter().map(|gap| {
            let rows = gap.what.asked_about().iter().filter_map(|key| said.get(key).cloned()).collect();
            GapToBe { gap, rows }
        });
        Ok(to_be.collect())
    }
}

/// A meeting's id, and what people call it: `8月15日 主题党日`.
pub(crate) fn meeting_said(row: &Row) -> Option<(String, String)> {
    let meeting: record::Meeting = row.record()?;
    let day = say!("told-day", month = meeting.date.month(), day = meeting.date.day());
    let kind = Named::new(meeting.kind.chinese(), meeting.kind.word());
    Some((meeting.meeting, format!("{day} {kind}")))
}

/// A line about a row, with what people call the meeting of a mark in the place of its id.
pub(crate) fn with_meeting(said: String, row: &Row, meetings: &BTreeMap<String, String>) -> String {
    let id = row.text("meeting").filter(|_| row.table() == Table::Attendance);
    match id.and_then(|id| Some((id, meetings.get(id)?))) {
        Some((id, called)) => said.replacen(id, called, 1),
        None => said,
    }
}

fn changed(before: &Row, after: &Row, names: &MemberNames, meetings: &BTreeMap<String, String>) -> ChangedRow {
    let said = |column: &Column, value: Option<&Value>| {
        value.map(|value| {
            let written = value.to_string();
            let known = names
                .get(&written)
                .filter(|_| column.refers_to.is_some() || matches!(column.name, "chair" | "confirmed_by"));
            known.cloned().or_else(|| chinese(after.table(), column, &written).map(str::to_owned)).unwrap_or(written)
        })
    };
    let of_cells = after.table().columns().iter().filter_map(|column| {
        let (was, is) = (before.get(column.name), after.get(column.name));
        (was != is).then(|| CellChange {
            column: column.name,
            chinese: column.chinese,
            before: said(column, was),
            after: said(column, is),
        })
    });
    let withdrawal = (before.withdrawal() != after.withdrawal()).then(|| CellChange {
        column: WITHDRAWN.name,
        chinese: WITHDRAWN.chinese,
        before: before.withdrawal().map(str::to_owned),
        after: after.withdrawal().map(str::to_owned),
    });
    let said = with_meeting(brief(after, names), after, meetings);
    ChangedRow { row: after.key(), said, changes: of_cells.chain(withdrawal).collect() }
}
