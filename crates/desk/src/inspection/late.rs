//! What was registered late 截止后登记: findings, ballots and figures that a unit above wrote after the day by which
//! villages had to seal, or after a list of the period was published. They count, and it is said of them wherever they do.

use crate::assessment::run_notes::day_in_words;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::lives::{Became, Life, Writing};
use crate::people::viewer::Viewer;
use crate::reading::authorship::MemberNames;
use crate::reading::texts::{brief, shortened};
use cunbang_language::{lazily, say};
use cunbang_ledger::VersionVector;
use cunbang_model::{Carried, Date, DocumentName, Period, Row, Table, Timestamp, UnitCode, clock, record};
use cunbang_ranking::RankingRun;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// A row that was written, changed or taken back late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LateRow {
    /// Where it stands.
    pub document: DocumentName,
    /// Its table.
    pub table: Table,
    /// Its id.
    pub id: String,
    /// What it says, in a line.
    pub row: String,
    /// What became of it late.
    #[serde(serialize_with = "word")]
    pub became: Became,
    /// The unit that did it.
    pub by: UnitCode,
    /// Its name.
    pub by_name: String,
    /// Who sat at that unit's device.
    pub operator: String,
    /// When a node above had received it, or else when it was written.
    pub at: Timestamp,
    /// The last day on which a seal was in time, where it came after that.
    pub deadline: Option<Date>,
    /// The day on which a list of the period was published, where it came after that.
    pub published_on: Option<Date>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn word<S: Serializer>(became: &Became, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(became.word())
}

impl LateRow {
    /// The village that it is about.
    pub fn unit(&self) -> UnitCode {
        self.document.unit()
    }

    /// That it is late, who wrote it and when, and after which day.
    pub fn said(&self) -> String {
        let after = lazily(|| match (self.deadline, self.published_on) {
            (Some(deadline), Some(published)) => say!("late-after-both", deadline = deadline, published = published),
            (Some(deadline), None) => say!("late-after-deadline", deadline = deadline),
            (None, published) => {
                say!("late-after-list", published = published.map(|day| day.to_string()).unwrap_or_default())
            }
        });
        say!(
            "late-row",
            by = self.by_name,
            operator = self.operator,
            day = clock::county_date(self.at),
            what = lazily(|| self.became.said()),
            after = after
        )
    }
}

/// From when on something of a period is late.
#[derive(Debug, Clone, Copy)]
struct Limits {
    deadline: Option<Date>,
    /// When the first list that was published had been made, and the day of its publication.
    list: Option<(Timestamp, Date)>,
}

impl Limits {
    /// After which of them a moment lies.
    fn passed(&self, at: Timestamp) -> (Option<Date>, Option<Date>) {
        let day = clock::county_date(at);
        let list = self.list.filter(|(made_at, published_on)| at > *made_at && day >= *published_on);
        (self.deadline.filter(|deadline| day > *deadline), list.map(|(_, published_on)| published_on))
    }
}

/// What a row says, in a line: of a finding what was looked at on which day, and what was wrong.
fn in_words(row: &Row, names: &MemberNames) -> String {
    let finding = if row.table() == Table::Findings { row.record::<record::Finding>() } else { None };
    match finding {
        Some(one) => {
            let (clause, text) = (shortened(&one.clause), shortened(&one.text));
            say!("late-finding", day = day_in_words(one.date), clause = clause, text = text)
        }
        None => brief(row, names),
    }
}

/// Whether a row is of a period.
fn is_of(row: &Row, period: Period) -> bool {
    match (row.day(), row.period("period")) {
        (Some(day), _) => period.contains_day(day),
        (None, Some(own)) => period.contains(own) || own.contains(period),
        (None, None) => true,
    }
}

/// What of a row's life came late, of what a run rests on: that it was written, or else the last that was done to it.
fn late_writing<'a>(life: &'a Life, limits: &Limits, counts: &dyn Fn(&Writing) -> bool) -> Option<&'a Writing> {
    let is_late = |one: &&Writing| counts(one) && limits.passed(one.at) != (None, None);
    let late: Vec<&Writing> = life.writings.iter().filter(is_late).collect();
    let recorded = late.iter().find(|one| one.became == Became::Recorded);
    // What was written late and taken back again counts for nothing.
    match recorded {
        Some(_) if life.is_withdrawn() => None,
        Some(recorded) => Some(recorded),
        None => late.last().copied(),
    }
}

impl Desk {
    /// What units above registered late of the villages at and under a unit, for a period that is ranked.
    pub async fn late_rows(&self, viewer: &Viewer, period: Period, under: UnitCode) -> Result<Vec<LateRow>, DeskError> {
        viewer.check(under)?;
        let limits = self.limits(viewer, period).await?;
        self.late_rows_within(period, under, limits, None).await
    }

    /// Those of them on which a run rests.
    pub async fn late_rows_of_run(&self, viewer: &Viewer, run: &RankingRun) -> Result<Vec<LateRow>, DeskError> {
        let limits = self.limits(viewer, run.record.period).await?;
        let vectors = run.record.vectors().unwrap_or_default();
        self.late_rows_within(run.record.period, run.record.under, limits, Some(&vectors)).await
    }

    async fn limits(&self, viewer: &Viewer, period: Period) -> Result<Limits, DeskError> {
        let deadline = self.scheme_for(period).await.ok().map(|scheme| scheme.deadline(period));
        let published = self.published(viewer, period).await?;
        let lists = published.iter().filter_map(|one| {
            let made_at = one.run.made_at.as_ref()?.parse::<Timestamp>().ok()?;
            Some((made_at, one.run.published_on))
        });
        Ok(Limits { deadline, list: lists.min() })
    }

    async fn late_rows_within(
        &self,
        period: Period,
        under: UnitCode,
        limits: Limits,
        vectors: Option<&BTreeMap<DocumentName, VersionVector>>,
    ) -> Result<Vec<LateRow>, DeskError> {
        if limits.deadline.is_none() && limits.list.is_none() {
            return Ok(Vec::new());
        }
        let names = MemberNames::new();
        let units = self.replica().org().units().cloned();
        let name = |unit: UnitCode| units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit));
        let mut found = Vec::new();
        for (document, lives) in self.inspections_lived(period, under, false).await? {
            let vector = vectors.map(|vectors| vectors.get(&document));
            let counts = |one: &Writing| {
                let (log, entry) = one.place;
                let reached = |vector: &VersionVector| vector.0.get(&log.writer).is_some_and(|number| *number >= entry);
                vector.is_none_or(|vector| vector.is_some_and(reached))
            };
            for ((table, id), life) in lives {
                let Some(row) = life.latest.row().filter(|row| is_of(row, period)) else { continue };
                if table == Table::SealReviews {
                    continue;
                }
                let Some(writing) = late_writing(&life, &limits, &counts) else { continue };
                let (deadline, published_on) = limits.passed(writing.at);
                found.push(LateRow {
                    document,
                    table,
                    row: in_words(row, &names),
                    id,
                    became: writing.became.clone(),
                    by: writing.by,
                    by_name: name(writing.by),
                    operator: writing.operator.clone(),
                    at: writing.at,
                    deadline,
                    published_on,
                });
            }
        }
        Ok(found)
    }
}

impl Life {
    /// Whether it is withdrawn.
    fn is_withdrawn(&self) -> bool {
        Carried::withdrawal(&self.latest).is_some()
    }
}
