//! Evidence 依据: a village's rows put in order, those that do not count left out.
//!
//! Left out are withdrawn rows, rows about other units, and rows outside the period. Two rows under one key
//! count once: of two different contents (a conflict that nobody has settled yet) the one whose canonical
//! JSON sorts last. But each quarter has its ledger, in which ids may begin anew: rows of different quarters
//! are different rows, whatever their ids. A mark of attendance counts where its meeting is known, lies in the
//! period and was held; of two meetings of one id it is for the one that stands in the same document.

mod subject;

pub(crate) use subject::Subject;

use crate::doubtful::count_once;
use crate::earlier;
use crate::held::Gatherings;
use crate::marked::{invite_groups, note_meetings, note_quarters};
use crate::measure::is_measured;
use crate::once::{Same, note_same};
use crate::persons::{Counting, Member, Persons, note_standing};
use crate::row_reading::{RowReading, bear_out_joinings, without};
use crate::whole::figure_of;
use cunbang_model::schema::{Placement, Word as _};
use cunbang_model::{Date, DocumentKind, Period, Row, Table, UnitCode};
use smol_str::{SmolStr, SmolStrBuilder};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use subject::PersonsOf;

/// A row that counts. While a village is assessed, it is the caller's own: of a whole country they are too many to take
/// part in holding each.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'r> {
    pub(crate) row: Cow<'r, Row>,
    /// Its key, `table/id`.
    pub(crate) key: SmolStr,
    /// The quarter in which its day lies, that of its meeting where it is a mark: rows of other quarters under the same
    /// key are others.
    pub(crate) quarter: Option<Period>,
    /// Whether there are such rows, so that the key alone does not tell which it is.
    pub(crate) is_told_by_quarter: bool,
    /// The number of the document that holds it.
    pub(crate) document: usize,
    /// Of an attendance mark: its meeting.
    pub(crate) meeting: Option<Cow<'r, Row>>,
    /// Of a row about a member: what the roster says of that member.
    pub(crate) member: Option<Arc<Member>>,
    /// Which rows of the unit say the same as this, by number; none where no other does.
    pub(crate) same: Option<u32>,
    /// Of a meeting that states no reason: how reasons say that it does not count as held; none where it does.
    pub(crate) not_held: Option<&'static str>,
    /// Of a group's meeting: the ids of those who were to come; none where all were.
    pub(crate) invited: Option<Arc<BTreeSet<String>>>,
}

impl Entry<'_> {
    /// Which rows say the same as this, of all units; none where no other does.
    pub(crate) fn same_as(&self) -> Option<Same> {
        self.same.map(|number| (self.row.unit(), number))
    }
}

/// What a unit's rows come to.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)] // each is a fact of its own
pub(crate) struct Evidence<'r> {
    unit: UnitCode,
    /// By table, then key.
    entries: Vec<Entry<'r>>,
    /// Rows of earlier periods that may still weigh in this one: findings, steps and their materials.
    earlier: Vec<Entry<'r>>,
    /// Figures of a period that this one is a part of, or lies in in part: they do not count, and are told.
    of_other_periods: Vec<Entry<'r>>,
    /// How closely rows are read, as the scheme says.
    reading: RowReading,
    /// Who is said to have joined late, and counts all the same, as nobody above bears it out.
    pub(crate) not_borne_out: Vec<String>,
    /// Members whose status the scheme counts, by id.
    pub(crate) members: BTreeMap<String, Member>,
    has_roster: bool,
    /// How many members the county knows of.
    county_count: Option<u32>,
    /// How the scheme counts members.
    pub(crate) counting: Counting,
    /// Whether figures came, and nothing else that the unit itself would write.
    pub(crate) has_only_figures: bool,
    /// Whether there is a row of the period in a ledger, and more than a claimed post, be it one that does not count, as a
    /// meeting that was not held for no reason.
    pub(crate) has_rows_of_period: bool,
}

/// How a scheme looks at the rows of a unit.
#[derive(Debug)]
pub(crate) struct Look<'s> {
    pub(crate) reading: RowReading,
    pub(crate) gatherings: &'s Gatherings,
    /// The day on which the first node above received them; none where no receipt says it.
    pub(crate) received_on: Option<Date>,
}

impl Look<'_> {
    /// A deed without a confirmation of a day after the one on which it was received: what was still to come then was not done,
    /// and days that decide are those of receipts.
    fn without_later_confirmation<'r>(&self, row: Cow<'r, Row>) -> Cow<'r, Row> {
        let is_later = self.reading.is_vetted()
            && row.table() == Table::Deeds
            && row.date("confirmed_on").zip(self.received_on).is_some_and(|(on, received)| on > received);
        if !is_later {
            return row;
        }
        Cow::Owned(without(&row, |column| column.starts_with("confirmed_")).into_owned())
    }
}

impl<'r> Evidence<'r> {
    /// Gathers the rows of a unit for a period, document by document, each with whether it is of the period; members count
    /// whose status is one of `statuses`.
    pub(crate) fn gather(
        unit: UnitCode,
        documents: impl Iterator<Item = (&'r [Row], bool)> + Clone,
        period: Period,
        statuses: &[String],
        county_count: Option<u32>,
        look: &Look<'_>,
    ) -> Self {
        let reading = look.reading;
        let of_period = documents.clone().filter(|(_, is_of_period)| *is_of_period);
        let mut entries = Vec::with_capacity(of_period.map(|(rows, _)| rows.len()).sum());
        let mut members: BTreeMap<String, Member> = BTreeMap::new();
        let (mut has_figures, mut has_own_rows, mut has_uncounted_row) = (false, false, false);
        let rows = documents.enumerate().flat_map(|(document, (rows, is_of_period))| {
            rows.iter()
                .filter(move |row| is_of_period || earlier::TABLES.contains(&row.table()))
                .map(move |row| (document, is_of_period, row))
        });
        for (document, is_of_period, row) in rows.filter(|(.., row)| row.unit() == unit) {
            match row.table() {
                _ if !is_of_period => {}
                Table::Measures => has_figures = true,
                table if table.document() != DocumentKind::Inspection => has_own_rows = true,
                _ => {}
            }
            if row.is_withdrawn() {
                continue;
            }
            match row.table() {
                Table::Standing | Table::Members => note_standing(&mut members, row),
                table if is_measured(table) => {
                    let Some(counted) = reading.counted(row).map(|row| look.without_later_confirmation(row)) else {
                        has_uncounted_row |= is_ledgers(table) && is_row_in(row, row.day(), period);
                        continue;
                    };
                    entries.push(Entry {
                        row: counted,
                        key: key_of(row),
                        quarter: row.quarter(),
                        is_told_by_quarter: false,
                        document,
                        meeting: None,
                        member: None,
                        same: None,
                        not_held: None,
                        invited: None,
                    });
                }
                _ => {}
            }
        }
        let has_roster = !members.is_empty();
        if !reading.checks() {
            for member in members.values_mut() {
                member.joined = None;
            }
        }
        let counts = |member: &Member| statuses.iter().any(|status| status == member.status.word());
        let not_borne_out = if reading.is_strict() {
            bear_out_joinings(&mut members, counts, period, county_count)
        } else {
            Vec::new()
        };
        note_members(&mut entries, &members);
        // Who joined after the period is not of it.
        members.retain(|_, member| counts(member) && member.had_joined_by(period.last_day()));
        note_quarters(&mut entries);
        entries.sort_unstable_by(|one, other| {
            let place = |entry: &Entry<'_>| (entry.row.table().number(), entry.quarter);
            let by_key = place(one).0.cmp(&place(other).0).then_with(|| one.key.cmp(&other.key));
            by_key.then_with(|| place(one).1.cmp(&place(other).1)).then_with(|| {
                if one.row == other.row { Ordering::Equal } else { other.row.to_json().cmp(&one.row.to_json()) }
            })
        });
        entries.dedup_by(|later, earlier| later.key == earlier.key && later.quarter == earlier.quarter);
        note_meetings(&mut entries);
        if reading.is_vetted() {
            look.gatherings.note(&mut entries);
        }
        if has_roster {
            invite_groups(&mut entries, &members);
        }
        let weighs_from = earlier::weighs_from(period);
        let is_earlier = |entry: &Entry<'_>| {
            reading.checks()
                && earlier::TABLES.contains(&entry.row.table())
                && day_of(entry).is_some_and(|day| weighs_from <= day && day < period.first_day())
        };
        let earlier = entries.extract_if(.., |entry| is_earlier(entry)).collect();
        let is_of_other = |entry: &Entry<'_>| {
            let stated = figure_of(&entry.row).filter(|_| TABLES_OF_FIGURES.contains(&entry.row.table()));
            reading.is_attested()
                && stated.is_some_and(|(_, other, _)| overlaps(other, period) && !period.contains(other))
        };
        let of_other_periods = entries.extract_if(.., |entry| is_of_other(entry)).collect();
        entries.retain(|entry| is_in(entry, period));
        let has_rows_of_period = has_uncounted_row || entries.iter().any(|entry| is_ledgers(entry.row.table()));
        if reading.checks() {
            count_once(&mut entries, reading);
        }
        if reading.is_vetted() {
            note_same(&mut entries, reading);
        }
        note_ambiguous(&mut entries);
        let has_only_figures = has_figures && !has_own_rows;
        Self {
            unit,
            entries,
            earlier,
            of_other_periods,
            reading,
            not_borne_out,
            members,
            has_roster,
            county_count,
            counting: Counting::default(),
            has_only_figures,
            has_rows_of_period,
        }
    }

    /// Who counts in it: by its roster, or else by the county's own count.
    pub(crate) fn persons(&self) -> Persons<'_> {
        match self.county_count {
            Some(count) if self.has_roster && self.counting.county_count_is_least => {
                Persons::AtLeast(&self.members, count)
            }
            _ if self.has_roster => Persons::Roster(&self.members),
            // Nobody stands on it, and as many are expected.
            Some(count) if self.counting.rows_need_roster => Persons::AtLeast(&self.members, count),
            Some(count) => Persons::Count(count),
            None if self.counting.rows_need_roster => Persons::Nobody,
            None => Persons::Unknown,
        }
    }

    /// How many counted members its roster has, and how many more the county counts; none where these are not fewer, or
    /// the scheme does not hold the one against the other.
    pub(crate) fn short_roster(&self) -> Option<(usize, u32)> {
        let Persons::AtLeast(members, counted) = self.persons() else { return None };
        (members.len() < counted as usize).then_some((members.len(), counted))
    }

    /// How many members a share of them is taken of, of so many on the roster: read strictly, the lesser of that and the
    /// county's count.
    pub(crate) fn members_shared(&self, on_roster: usize) -> usize {
        let counted = self.county_count.filter(|_| self.reading.is_strict());
        counted.map_or(on_roster, |count| on_roster.min(count as usize))
    }

    /// Whether there is a roster at all.
    pub(crate) const fn has_roster(&self) -> bool {
        self.has_roster
    }

    /// Whether nobody says how many members there are, and rows about members do not count for it.
    pub(crate) const fn lacks_roster_and_count(&self) -> bool {
        self.counting.rows_need_roster && !self.has_roster && self.county_count.is_none()
    }

    /// Forgets the rows: what is left is who counts.
    pub(crate) fn forget_rows(&mut self) {
        self.entries = Vec::new();
        self.earlier = Vec::new();
        self.of_other_periods = Vec::new();
    }

    /// Takes part in holding its rows, to be kept longer than the inputs are there.
    pub(crate) fn into_kept(self) -> Evidence<'static> {
        let kept = |row: Cow<'r, Row>| Cow::Owned(row.into_owned());
        let keep = |entry: Entry<'r>| Entry {
            row: kept(entry.row),
            meeting: entry.meeting.map(kept),
            key: entry.key,
            quarter: entry.quarter,
            is_told_by_quarter: entry.is_told_by_quarter,
            document: entry.document,
            member: entry.member,
            same: entry.same,
            not_held: entry.not_held,
            invited: entry.invited,
        };
        Evidence {
            unit: self.unit,
            entries: self.entries.into_iter().map(keep).collect(),
            earlier: self.earlier.into_iter().map(keep).collect(),
            of_other_periods: self.of_other_periods.into_iter().map(keep).collect(),
            members: self.members,
            has_roster: self.has_roster,
            reading: self.reading,
            not_borne_out: self.not_borne_out,
            county_count: self.county_count,
            counting: self.counting,
            has_only_figures: self.has_only_figures,
            has_rows_of_period: self.has_rows_of_period,
        }
    }

    fn subject<'e>(&'e self, entries: impl Iterator<Item = &'e Entry<'e>>) -> Subject<'e> {
        let persons = PersonsOf::One((self.unit, self.persons()));
        let on_roster =
            if self.has_roster { Some(self.members.len()) } else { self.county_count.map(|count| count as usize) };
        Subject {
            entries: entries.collect(),
            earlier: self.earlier.iter().collect(),
            of_other_periods: self.of_other_periods.iter().collect(),
            reading: self.reading,
            members_shared: on_roster.map(|members| self.members_shared(members)),
            persons,
        }
    }

    /// The rows of a table that count, in the order of keys.
    pub(crate) fn rows_of(&self, table: Table) -> &[Entry<'r>] {
        let number = table.number();
        let from = self.entries.partition_point(|entry| entry.row.table().number() < number);
        let to = self.entries.partition_point(|entry| entry.row.table().number() <= number);
        &self.entries[from..to]
    }

    /// All rows that count.
    pub(crate) fn all(&self) -> Subject<'_> {
        self.subject(self.entries.iter())
    }

    /// The inspections' rows alone: what is left where the village's own work counts as not carried out.
    pub(crate) fn inspections(&self) -> Subject<'_> {
        let is_inspected = |entry: &&Entry<'_>| entry.row.table().document() == DocumentKind::Inspection;
        let mut subject = self.subject(self.entries.iter().filter(is_inspected));
        subject.earlier.retain(is_inspected);
        subject.of_other_periods.retain(is_inspected);
        subject
    }

    /// The rows of each counted member, by id, with the meetings to which they were to come.
    pub(crate) fn by_member(&self) -> BTreeMap<&str, Subject<'_>> {
        let mut subjects: BTreeMap<&str, Subject<'_>> = self
            .members
            .iter()
            .map(|(id, member)| {
                let persons = PersonsOf::One((self.unit, Persons::One(id, member)));
                let subject = Subject { reading: self.reading, persons, ..Subject::default() };
                (id.as_str(), subject)
            })
            .collect();
        for entry in &self.entries {
            if entry.row.table() == Table::Meetings {
                for subject in subjects.values_mut() {
                    subject.entries.push(entry);
                }
            }
            let subject = entry.row.text("member").and_then(|member| subjects.get_mut(member));
            if let Some(subject) = subject {
                subject.entries.push(entry);
            }
        }
        subjects
    }

    /// Whether there is a figure of the period.
    pub(crate) fn has_figures(&self) -> bool {
        self.entries.iter().any(|entry| entry.row.table() == Table::Measures)
    }
}

/// The day by which a row belongs to a period: its own, or that of its meeting.
pub(crate) fn day_of(entry: &Entry<'_>) -> Option<Date> {
    match entry.row.table() {
        Table::Attendance => entry.meeting.as_ref().and_then(|meeting| meeting.day()),
        _ => entry.row.day(),
    }
}

fn key_of(row: &Row) -> SmolStr {
    let mut key = SmolStrBuilder::new();
    // A text takes everything.
    let _ = row.write_key(&mut key);
    key.finish()
}

/// Says of the rows that count, in their order, which share their key with another.
fn note_ambiguous(entries: &mut [Entry<'_>]) {
    for place in 1..entries.len() {
        if entries[place - 1].key == entries[place].key {
            entries[place - 1].is_told_by_quarter = true;
            entries[place].is_told_by_quarter = true;
        }
    }
}

/// Says of each row about a member what the roster says of that member.
fn note_members(entries: &mut [Entry<'_>], members: &BTreeMap<String, Member>) {
    if members.is_empty() {
        return;
    }
    let shared: BTreeMap<&str, Arc<Member>> =
        members.iter().map(|(id, member)| (id.as_str(), Arc::new(member.clone()))).collect();
    for entry in entries {
        entry.member = entry.row.text("member").and_then(|id| shared.get(id).cloned());
    }
}

/// The tables that state figures.
const TABLES_OF_FIGURES: [Table; 2] = [Table::Measures, Table::StatedFigures];

fn overlaps(one: Period, other: Period) -> bool {
    one.first_day() <= other.last_day() && other.first_day() <= one.last_day()
}

fn is_in(entry: &Entry<'_>, period: Period) -> bool {
    is_row_in(&entry.row, day_of(entry), period)
}

fn is_row_in(row: &Row, day: Option<Date>, period: Period) -> bool {
    match (row.table(), row.table().placement()) {
        // A post once claimed is held on.
        (Table::Posts, _) => day.is_some_and(|day| day <= period.last_day()),
        (_, Placement::Period(column)) => row.period(column).is_some_and(|other| period.contains(other)),
        _ => day.is_some_and(|day| period.contains_day(day)),
    }
}

/// Whether a village writes such rows of a period: a post once claimed is held on.
fn is_ledgers(table: Table) -> bool {
    table.document() == DocumentKind::Ledger && table != Table::Posts
}
