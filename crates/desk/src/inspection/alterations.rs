//! What other units made of a village's findings, ballots and figures 他级改动: named until somebody at this node has seen
//! it, and in the lists for good.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::lives::{Alteration, Became};
use crate::people::scope::Command;
use crate::people::viewer::Viewer;
use cunbang_language::{Language, Named, lazily, say};
use cunbang_model::{DocumentKind, Period, Table, UnitCode, clock};
use cunbang_store::Write;
use std::collections::{BTreeMap, BTreeSet};

/// The setting with what was seen.
const SEEN: &str = "alterations_seen";
/// How much of that is kept.
const MOST_SEEN: usize = 4096;

/// What people call a column of a table that inspections have.
fn called(column: &str) -> String {
    let tables = Table::ALL.iter().filter(|table| table.document() == DocumentKind::Inspection);
    let known = tables.flat_map(|table| table.columns()).find(|known| known.name == column);
    known.map_or_else(|| column.to_owned(), |known| Named::new(known.chinese, known.name).to_string())
}

impl Became {
    /// A word for programs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Changed(_) => "changed",
            Self::Withdrawn(_) => "withdrawn",
            Self::Reinstated => "reinstated",
        }
    }

    /// In words.
    pub fn said(&self) -> String {
        match self {
            Self::Recorded => say!("became-recorded"),
            Self::Changed(columns) => {
                let called = || columns.iter().map(|column| called(column)).collect::<Vec<_>>();
                say!("became-changed", columns = lazily(|| called().join(Language::first().pick("、", ", "))))
            }
            Self::Withdrawn(reason) => say!("became-withdrawn", reason = reason),
            Self::Reinstated => say!("became-reinstated"),
        }
    }
}

impl Alteration {
    /// Who did what to whose row, and when.
    pub fn said(&self, name: &dyn Fn(UnitCode) -> String) -> String {
        let writing = &self.writing;
        let (by, owner) = (name(writing.by), name(self.written_by));
        let day = clock::county_date(writing.at);
        say!(
            "alteration",
            owner = owner,
            by = by,
            operator = writing.operator,
            day = day,
            what = lazily(|| writing.became.said())
        )
    }

    /// The key of the row: `table/id`.
    pub fn key(&self) -> String {
        format!("{}/{}", self.table.name(), self.id)
    }

    /// The village.
    pub fn unit(&self) -> UnitCode {
        self.document.unit()
    }
}

impl Desk {
    /// What units made of each other's rows about the villages at and under a unit in a period, the newest first.
    pub async fn alterations(
        &self,
        viewer: &Viewer,
        period: Period,
        under: UnitCode,
    ) -> Result<Vec<Alteration>, DeskError> {
        viewer.check(under)?;
        let lived = self.inspections_lived(period, under, true).await?;
        let of_rows = lived.values().flat_map(|document| document.values());
        let mut all: Vec<Alteration> = of_rows.flat_map(|life| &life.alterations).cloned().collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.writing.at));
        Ok(all)
    }

    /// Those of them by units below the one that had written the row, which nobody at this node has said to have seen.
    pub async fn unseen_alterations(
        &self,
        viewer: &Viewer,
        period: Period,
        under: UnitCode,
    ) -> Result<Vec<Alteration>, DeskError> {
        let seen = self.seen().await?;
        let mut all = self.alterations(viewer, period, under).await?;
        all.retain(|one| one.is_from_below() && !seen.contains(&one.name()));
        Ok(all)
    }

    /// The same in sentences: of a period that is named, or of the present one and the one that is judged.
    pub async fn altered_lines(&self, viewer: &Viewer, period: Option<Period>) -> Result<Vec<String>, DeskError> {
        let unit = self.replica().unit();
        let periods = match period {
            Some(period) => BTreeSet::from([period]),
            None => BTreeSet::from([self.period_at_hand().await?, self.period_to_judge().await?]),
        };
        let units = self.replica().org().units().cloned();
        let name = |unit: UnitCode| units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit));
        let mut told = BTreeMap::new();
        for period in periods {
            let found = match self.unseen_alterations(viewer, period, unit).await {
                // What is damaged is named by itself, and must not hide the rest.
                Err(DeskError::Replica(error)) if error.is_damage() => Vec::new(),
                found => found?,
            };
            told.extend(found.iter().map(|one| {
                let row = format!("{} {}/{}", one.document, one.table.name(), one.id);
                let (village, what) = (name(one.unit()), one.said(&name));
                (one.name(), say!("status-altered", village = village, row = row, what = what))
            }));
        }
        Ok(told.into_values().collect())
    }

    /// Says that what is named of a period at and under this node's unit was seen. Gives how many there were.
    pub async fn see_alterations(&self, operator: &str, period: Period) -> Result<usize, DeskError> {
        self.permit(operator, Command::Inspect).await?;
        let viewer = Viewer::operator(self.replica(), operator);
        let unseen = self.unseen_alterations(&viewer, period, self.replica().unit()).await?;
        let mut seen = self.seen().await?;
        seen.extend(unseen.iter().map(Alteration::name));
        seen.drain(..seen.len().saturating_sub(MOST_SEEN));
        let value = serde_json::to_vec(&seen).unwrap_or_default();
        self.replica().commit(vec![Write::Setting { name: SEEN.to_owned(), value: Some(value) }]).await?;
        Ok(unseen.len())
    }

    async fn seen(&self) -> Result<Vec<String>, DeskError> {
        let setting = self.replica().store().setting(SEEN).await?;
        Ok(setting.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default())
    }
}
