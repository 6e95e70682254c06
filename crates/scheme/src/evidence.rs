//! Evidence 依据: a village's rows put in order, those that do not count left out.
//!
//! Left out are withdrawn rows, rows about other units, and rows outside the period. Two rows under one key
//! count once: of two different contents (a conflict that nobody has settled yet) the one whose canonical
//! JSON sorts last. A mark of attendance counts where its meeting is known, lies in the period and was held.

use crate::measure::is_measured;
use cunbang_model::{Date, Decimal, DocumentKind, Period, Row, Table, UnitCode};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A row that counts.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) row: Row,
    /// Its key, `table/id`.
    pub(crate) key: String,
    /// Of an attendance mark: its meeting.
    pub(crate) meeting: Option<Row>,
}

/// A member's standing in the period.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) status: String,
    /// The name, where a members row tells it.
    pub(crate) name: Option<String>,
}

/// What a village's rows come to.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// By table, then key.
    entries: Vec<Entry>,
    /// Members whose standing the scheme counts, by id.
    pub(crate) members: BTreeMap<String, Member>,
}

impl Evidence {
    /// Gathers the rows of a unit for a period; members count whose status is one of `statuses`.
    pub(crate) fn gather<'a>(
        unit: UnitCode,
        rows: impl Iterator<Item = &'a Row>,
        period: Period,
        statuses: &[String],
    ) -> Self {
        let mut entries = Vec::new();
        let mut members: BTreeMap<String, Member> = BTreeMap::new();
        for row in rows.filter(|row| row.unit() == unit && !row.is_withdrawn()) {
            match row.table() {
                Table::Standing | Table::Members => note_standing(&mut members, row),
                table if is_measured(table) => {
                    entries.push(Entry { row: row.clone(), key: row.key(), meeting: None });
                }
                _ => {}
            }
        }
        members.retain(|_, member| statuses.contains(&member.status));
        entries.sort_unstable_by(|one, other| {
            let place = |entry: &Entry| entry.row.table().number();
            place(one).cmp(&place(other)).then_with(|| one.key.cmp(&other.key)).then_with(|| {
                if one.row == other.row { Ordering::Equal } else { other.row.to_json().cmp(&one.row.to_json()) }
            })
        });
        entries.dedup_by(|later, earlier| later.key == earlier.key);
        let meetings: HashMap<String, Row> = entries
            .iter()
            .filter(|entry| entry.row.table() == Table::Meetings)
            .filter_map(|entry| Some((entry.row.text("meeting")?.to_owned(), entry.row.clone())))
            .collect();
        for entry in entries.iter_mut().filter(|entry| entry.row.table() == Table::Attendance) {
            entry.meeting = entry
                .row
                .text("meeting")
                .and_then(|id| meetings.get(id).cloned())
                .filter(|meeting| meeting.get("reason_not_held").is_none());
        }
        entries.retain(|entry| is_in(entry, period));
        Self { entries, members }
    }

    /// All rows that count.
    pub(crate) fn all(&self) -> Subject<'_> {
        Subject { entries: self.entries.iter().collect(), members: self.member_count() }
    }

    /// The inspections' rows alone: what is left where the village's own work counts as not carried out.
    pub(crate) fn inspections(&self) -> Subject<'_> {
        let entries = self.entries.iter().filter(|entry| entry.row.table().document() == DocumentKind::Inspection);
        Subject { entries: entries.collect(), members: self.member_count() }
    }

    /// The rows of each counted member, by id.
    pub(crate) fn by_member(&self) -> BTreeMap<&str, Subject<'_>> {
        let mut subjects: BTreeMap<&str, Subject<'_>> = self
            .members
            .keys()
            .map(|member| (member.as_str(), Subject { entries: Vec::new(), members: Decimal::ONE }))
            .collect();
        for entry in &self.entries {
            let subject = entry.row.text("member").and_then(|member| subjects.get_mut(member));
            if let Some(subject) = subject {
                subject.entries.push(entry);
            }
        }
        subjects
    }

    /// How many members count.
    pub(crate) fn member_count(&self) -> Decimal {
        Decimal::from(self.members.len())
    }

    /// Whether there is a row of the period's own activity: of a ledger, and more than a claimed post.
    pub(crate) fn has_activity(&self) -> bool {
        self.entries.iter().any(|entry| {
            let table = entry.row.table();
            table.document() == DocumentKind::Ledger && table != Table::Posts
        })
    }
}

/// The rows behind a score: a village's, a member's, or those of all villages of a township.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subject<'e> {
    /// By table, then unit, then key.
    entries: Vec<&'e Entry>,
    /// How many counted members it has.
    pub(crate) members: Decimal,
}

impl<'e> Subject<'e> {
    /// The rows of a table, in the order of units and keys.
    pub(crate) fn rows_of(&self, table: Table) -> &[&'e Entry] {
        let number = table.number();
        let from = self.entries.partition_point(|entry| entry.row.table().number() < number);
        let to = self.entries.partition_point(|entry| entry.row.table().number() <= number);
        &self.entries[from..to]
    }

    /// Several units' rows of some tables together; the units in the order of their codes.
    pub(crate) fn together(subjects: &[Self], tables: &BTreeSet<Table>) -> Self {
        let mut all = Self { entries: Vec::new(), members: subjects.iter().map(|subject| subject.members).sum() };
        for table in tables {
            for subject in subjects {
                all.entries.extend(subject.rows_of(*table));
            }
        }
        all
    }
}

/// Of several standings in one period (a half-year has two ledgers) the furthest counts.
fn note_standing(members: &mut BTreeMap<String, Member>, row: &Row) {
    const STEPS: [&str; 5] = ["applicant", "activist", "candidate", "probationary", "full"];
    let step = |status: &str| STEPS.iter().position(|step| *step == status);
    let (Some(id), Some(status)) = (row.text("member"), row.text("status")) else {
        return;
    };
    let name = row.text("name");
    let member = members.entry(id.to_owned()).or_insert_with(|| Member { status: status.to_owned(), name: None });
    if step(status) > step(&member.status) {
        status.clone_into(&mut member.status);
    }
    if name > member.name.as_deref() {
        member.name = name.map(str::to_owned);
    }
}

/// The day by which a row belongs to a period, as [`Row::quarter`] has it.
pub(crate) fn day_of(entry: &Entry) -> Option<Date> {
    let row = &entry.row;
    match row.table() {
        Table::Posts => row.date("claimed"),
        Table::Meetings | Table::Deeds | Table::Findings => row.date("date"),
        Table::Attendance => entry.meeting.as_ref().and_then(|meeting| meeting.date("date")),
        Table::Commitments | Table::Tasks => row.date("due"),
        Table::Visits => row.period("month").map(Period::last_day),
        _ => row.period("period").map(Period::last_day),
    }
}

fn is_in(entry: &Entry, period: Period) -> bool {
    let row = &entry.row;
    match row.table() {
        // A post once claimed is held on.
        Table::Posts => row.date("claimed").is_some_and(|day| day <= period.last_day()),
        Table::Visits => row.period("month").is_some_and(|month| period.contains(month)),
        Table::Reviews | Table::Nominations | Table::Awards | Table::Measures | Table::Satisfaction => {
            row.period("period").is_some_and(|other| period.contains(other))
        }
        _ => day_of(entry).is_some_and(|day| period.contains_day(day)),
    }
}
