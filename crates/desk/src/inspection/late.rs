//! What was registered late 截止后登记: findings, ballots and figures that a unit above wrote after the day by which
//! villages had to seal, or after a list of the period was published. They count, and it is said of them wherever they do.

use crate::assessment::run_notes::day_in_words;
use crate::assessment::runs::Reach;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::lives::{Became, Life, Writing};
use crate::people::viewer::Viewer;
use crate::reading::authorship::MemberNames;
use crate::reading::texts::{brief, shortened};
use cunbang_language::{lazily, say};
use cunbang_ledger::{LogId, VersionVector};
use cunbang_model::{Carried, Date, DocumentName, Period, Row, Table, Timestamp, UnitCode, clock, record};
use cunbang_ranking::RankingRun;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// When a node above had received it, or else when it was written, as its writer says.
    pub at: Timestamp,
    /// When the newest published ranking was made in which it is not yet, though its writer says that it was written before
    /// that: it was written later than this, and dated back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dated_back: Option<Timestamp>,
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
        let said = say!(
            "late-row",
            by = self.by_name,
            operator = self.operator,
            day = clock::county_date(self.at),
            what = lazily(|| self.became.said()),
            after = after
        );
        match self.dated_back {
            Some(made_at) => say!("late-dated-back", said = said, day = clock::county_date(made_at)),
            None => said,
        }
    }

    /// The day from which on it is known to have been there: that on which it was received or written, or of what was dated
    /// back, that of the ranking in which it was not yet.
    pub(crate) fn known_on(&self) -> Date {
        clock::county_date(self.dated_back.unwrap_or(self.at))
    }
}

/// From how many hours on a time is not what it is said to be. Ours: clocks are put right.
const APART_HOURS: i64 = 1;

/// A published ranking that was made here: when, and how much of each document it rests on.
struct Made {
    at: Timestamp,
    reach: Arc<Reach>,
}

impl Made {
    /// Whether it looked at a document, and had not that much of a log.
    fn lacks(&self, document: DocumentName, (log, entry): &(LogId, u64)) -> bool {
        let reach = &self.reach;
        let looked = document.unit().is_within(&reach.under)
            && document.period().is_some_and(|period| reach.period.quarters().contains(&period));
        let had =
            reach.vectors.get(&document).and_then(|vector| vector.0.get(&log.writer)).copied().unwrap_or_default();
        looked && had < *entry
    }
}

/// When the newest ranking was made that lacks what is said to have been written well before it, and of which there is the
/// writer's own word alone.
fn dated_back(made: &[Made], document: DocumentName, writing: &Writing) -> Option<Timestamp> {
    let after = |one: &&Made| one.at.duration_since(writing.at).as_hours() >= APART_HOURS;
    let mut lacking = made.iter().filter(|_| writing.is_own_word).filter(after);
    // They stand in the order in which they were made: what one has, all later ones have.
    lacking.rfind(|one| one.lacks(document, &writing.place)).map(|one| one.at)
}

/// The last day of sealing, and the day of the first list, as far as something came after them.
type Passed = (Option<Date>, Option<Date>);

/// From when on something of a period is late.
#[derive(Debug, Clone, Copy)]
struct Limits {
    deadline: Option<Date>,
    /// When the first list that was published had been made, and the day of its publication.
    list: Option<(Timestamp, Date)>,
}

impl Limits {
    /// After which of them something was written: at a moment, or at some time after one.
    fn passed_by(&self, at: Timestamp, dated_back: Option<Timestamp>) -> Passed {
        let later = dated_back.and_then(|made_at| made_at.checked_add(jiff::SignedDuration::from_millis(1)).ok());
        self.passed(later.unwrap_or(at))
    }

    /// After which of them a moment lies.
    fn passed(&self, at: Timestamp) -> Passed {
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

fn is_by_the_same(one: &Writing, other: &Writing) -> bool {
    (one.by, &one.operator) == (other.by, &other.operator)
}

/// What of a row's life came late, of what a run rests on: that it was written, or else the last that was done to it.
fn late_writing<'a>(
    life: &'a Life,
    counts: &dyn Fn(&Writing) -> bool,
    passed: &dyn Fn(&Writing) -> Passed,
) -> Option<&'a Writing> {
    let is_late = |one: &&Writing| counts(one) && passed(one) != (None, None);
    let late: Vec<&Writing> = life.writings.iter().filter(is_late).collect();
    let recorded = late.iter().find(|one| one.became == Became::Recorded);
    // What was written late and taken back again counts for nothing.
    match recorded {
        Some(_) if life.is_withdrawn() => None,
        // What somebody else made of it is not told as if who recorded it had.
        Some(recorded) => late.last().copied().filter(|last| !is_by_the_same(last, recorded)).or(Some(*recorded)),
        None => late.last().copied(),
    }
}

impl Desk {
    /// What units above registered late of the villages at and under a unit, for a period that is ranked.
    pub async fn late_rows(&self, viewer: &Viewer, period: Period, under: UnitCode) -> Result<Vec<LateRow>, DeskError> {
        viewer.check(under)?;
        let (limits, made) = self.limits(viewer, period).await?;
        self.late_rows_within((period, under), limits, &made, None).await
    }

    /// Those of them on which a run rests.
    pub async fn late_rows_of_run(&self, viewer: &Viewer, run: &RankingRun) -> Result<Vec<LateRow>, DeskError> {
        let (limits, made) = self.limits(viewer, run.record.period).await?;
        let vectors = run.record.vectors().unwrap_or_default();
        self.late_rows_within((run.record.period, run.record.under), limits, &made, Some(&vectors)).await
    }

    /// From when on something of a period is late, and the published rankings of it that were made here, in the order in
    /// which they were.
    async fn limits(&self, viewer: &Viewer, period: Period) -> Result<(Limits, Vec<Made>), DeskError> {
        let deadline = self.scheme_for(period).await.ok().map(|scheme| scheme.deadline(period));
        let published = self.published(viewer, period).await?;
        let lists = published.iter().filter_map(|one| {
            let made_at = one.run.made_at.as_ref()?.parse::<Timestamp>().ok()?;
            Some((made_at, one.run.published_on))
        });
        let mut made = Vec::new();
        for one in &published {
            // What was published elsewhere says only how much of the ledgers it rests on.
            let Some(at) = one.run.made_at.as_ref().and_then(|at| at.parse().ok()) else { continue };
            made.extend(self.reach_of_run(one.id()).await.map(|reach| Made { at, reach }));
        }
        made.sort_by_key(|one| one.at);
        Ok((Limits { deadline, list: lists.min() }, made))
    }

    async fn late_rows_within(
        &self,
        (period, under): (Period, UnitCode),
        limits: Limits,
        made: &[Made],
        vectors: Option<&BTreeMap<DocumentName, VersionVector>>,
    ) -> Result<Vec<LateRow>, DeskError> {
        if limits.deadline.is_none() && limits.list.is_none() {
            return Ok(Vec::new());
        }
        let names = MemberNames::new();
        let units = self.replica().org().units().cloned();
        let name = |unit: UnitCode| units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit));
        let mut found = Vec::new();
        for (document, lives) in &*self.inspections_lived(period, under, false).await? {
            let document = *document;
            let vector = vectors.map(|vectors| vectors.get(&document));
            let counts = |one: &Writing| {
                let (log, entry) = one.place;
                let reached = |vector: &VersionVector| vector.0.get(&log.writer).is_some_and(|number| *number >= entry);
                vector.is_none_or(|vector| vector.is_some_and(reached))
            };
            for ((table, id), life) in &**lives {
                let table = *table;
                let Some(row) = life.latest.row().filter(|row| is_of(row, period)) else { continue };
                if table == Table::SealReviews {
                    continue;
                }
                let passed = |one: &Writing| limits.passed_by(one.at, dated_back(made, document, one));
                let Some(writing) = late_writing(life, &counts, &passed) else { continue };
                let (deadline, published_on) = passed(writing);
                found.push(LateRow {
                    document,
                    table,
                    row: in_words(row, &names),
                    id: id.clone(),
                    became: writing.became.clone(),
                    by: writing.by,
                    by_name: name(writing.by),
                    operator: writing.operator.clone(),
                    at: writing.at,
                    dated_back: dated_back(made, document, writing),
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
