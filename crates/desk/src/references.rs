//! References: whether what rows name is there, in the ledger as it will be once they are recorded.
//!
//! Members are those of the roster, of the ledgers' standings and of the rows themselves; where a unit has none at
//! all, as a county may count them instead, nothing is asked. Meetings are those of the ledgers and of the rows. A
//! word that no rule of the scheme knows counts for nothing, which is no fault; one that is nearly a word of the
//! scheme is, and so is a kind of deed that neither the scheme nor the county's list has.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::persons::place_of;
use cunbang_language::{Language, Named, say};
use cunbang_model::schema::known_words;
use cunbang_model::{Period, Row, Table, UnitCode};
use cunbang_scheme::{Scheme, nearest};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

/// The columns whose words a scheme may know.
const WORDS: [(Table, &str); 3] = [(Table::Deeds, "kind"), (Table::Measures, "indicator"), (Table::Findings, "clause")];

/// What is wrong with what a row names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The unit has no such member; who may have been meant.
    NoMember(Option<String>),
    /// The unit has no such meeting; which may have been meant.
    NoMeeting(Option<String>),
    /// The scheme has no such word, and this one is near.
    NotInScheme(String),
    /// Neither a member, nor somebody who works here, nor an office; who may have been meant.
    Nobody(Option<String>),
    /// Nobody has such a kind of deed; the kinds there are, in Chinese where they have such names.
    NoSuchKind(Vec<String>),
}

/// A reference that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceFault {
    /// Which of the rows, from 0.
    pub index: usize,
    /// The row's unit and key.
    pub row: String,
    /// The column.
    pub column: &'static str,
    /// What it names.
    pub value: String,
    /// What is wrong with it.
    pub wrong: Wrong,
}

impl std::fmt::Display for ReferenceFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { row, column, value, .. } = self;
        match Language::first() {
            Language::Chinese => write!(f, "{row}, {column}「{value}」：{}", self.wrong),
            Language::English => write!(f, "{row}, {column} “{value}”: {}", self.wrong),
        }
    }
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let or_near = |near: Option<&str>| near.map(|near| say!("did-you-mean", near = near)).unwrap_or_default();
        f.write_str(&match self {
            Self::NoMember(near) => say!("reference-no-member", near = or_near(near.as_deref())),
            Self::NoMeeting(near) => say!("reference-no-meeting", near = or_near(near.as_deref())),
            Self::Nobody(near) => say!("reference-nobody", near = or_near(near.as_deref())),
            Self::NotInScheme(near) => say!("reference-not-in-scheme", near = or_near(Some(near))),
            Self::NoSuchKind(kinds) => {
                say!("reference-no-such-kind", kinds = named_kinds(kinds))
            }
        })
    }
}

/// Kinds of deeds, those of the county's list in the language that is heard.
fn named_kinds(kinds: &[String]) -> String {
    let known = known_words(Table::Deeds, "kind");
    let named = kinds.iter().map(|kind| {
        let known = known.iter().find(|(_, chinese)| chinese == kind);
        known.map_or(Named::new(kind, ""), |(word, chinese)| Named::new(chinese, word)).to_string()
    });
    named.collect::<Vec<_>>().join(Language::first().pick("、", ", "))
}

/// What a unit has, here and in the rows.
#[derive(Debug, Default)]
pub(crate) struct Have {
    pub(crate) members: BTreeSet<String>,
    meetings: BTreeSet<String>,
}

impl Have {
    fn add(&mut self, row: &Row) {
        match row.table() {
            // Who left is named in what was before; that it does not count is a gap.
            Table::Members | Table::Standing => _ = self.members.insert(row.id()),
            _ if row.is_withdrawn() => {}
            Table::Meetings => _ = self.meetings.insert(row.id()),
            _ => {}
        }
    }
}

impl Desk {
    /// All references of some rows that would lead nowhere once they are recorded, by `operator` if that is known.
    pub async fn check_references(
        &self,
        rows: &[Row],
        operator: Option<&str>,
    ) -> Result<Vec<ReferenceFault>, DeskError> {
        let mut have: HashMap<UnitCode, Have> = HashMap::new();
        let mut schemes: HashMap<Period, Option<Scheme>> = HashMap::new();
        let (mut faults, mut workers) = (Vec::new(), None);
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_withdrawn()) {
            let fault = |column: &'static str, value: &str, wrong: Wrong| ReferenceFault {
                index,
                row: format!("{} {}", row.unit(), row.key()),
                column,
                value: value.to_owned(),
                wrong,
            };
            for column in row.table().columns() {
                let (Some(other), Some(id)) = (column.refers_to, row.text(column.name)) else { continue };
                let of_unit = self.have_of(row.unit(), rows, &mut have).await?;
                let (ids, is_asked) = match other {
                    Table::Meetings => (&of_unit.meetings, true),
                    _ => (&of_unit.members, !of_unit.members.is_empty()),
                };
                if is_asked && !ids.contains(id) {
                    let near = nearest(id, ids.iter().map(String::as_str)).map(str::to_owned);
                    let wrong = if other == Table::Meetings { Wrong::NoMeeting(near) } else { Wrong::NoMember(near) };
                    faults.push(fault(column.name, id, wrong));
                }
            }
            if let Some((column, text)) = place_of(row).filter(|_| self.names_by_id(row)) {
                let of_unit = self.have_of(row.unit(), rows, &mut have).await?;
                if workers.is_none() {
                    workers = Some(self.workers(operator).await?);
                }
                let wrong = workers.as_ref().and_then(|workers| workers.wrong(text, of_unit));
                if let Some(wrong) = wrong
                    && !self.stands_already(row, column).await?
                {
                    faults.push(fault(column, text, wrong));
                }
            }
            for (_, column) in WORDS.iter().filter(|(table, _)| *table == row.table()) {
                let (Some(word), Some(quarter)) = (row.text(column), row.quarter()) else { continue };
                let scheme = match schemes.entry(quarter) {
                    Entry::Occupied(there) => there.into_mut(),
                    Entry::Vacant(vacant) => {
                        vacant.insert(self.scheme_around(quarter).await?.map(|(_, scheme)| scheme))
                    }
                };
                let Some(scheme) = scheme else { continue };
                let mut words = scheme.words(row.table(), column);
                words.extend(known_words(row.table(), column).iter().map(|(word, _)| *word));
                if words.contains(word) {
                    continue;
                }
                let known = known_words(row.table(), column);
                let named = |word: &str| {
                    known.iter().find(|(name, _)| *name == word).map_or(word, |(_, chinese)| *chinese).to_owned()
                };
                let chinese: Vec<&str> = known.iter().map(|(_, chinese)| *chinese).collect();
                let near = nearest(word, words.iter().copied().chain(chinese));
                match near {
                    Some(near) => faults.push(fault(column, word, Wrong::NotInScheme(near.to_owned()))),
                    // What no rule knows otherwise counts for nothing, and is no fault; a deed has to be of some kind.
                    None if row.table() == Table::Deeds => {
                        let kinds = words.iter().map(|word| named(word)).collect();
                        faults.push(fault(column, word, Wrong::NoSuchKind(kinds)));
                    }
                    None => {}
                }
            }
        }
        Ok(faults)
    }

    /// The same as [`Self::have`], looked up once for each unit.
    async fn have_of<'a>(
        &self,
        unit: UnitCode,
        rows: &[Row],
        known: &'a mut HashMap<UnitCode, Have>,
    ) -> Result<&'a Have, DeskError> {
        Ok(match known.entry(unit) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(vacant) => vacant.insert(self.have(unit, rows).await?),
        })
    }

    /// What a unit has here and among some rows.
    async fn have(&self, unit: UnitCode, rows: &[Row]) -> Result<Have, DeskError> {
        let mut have = Have::default();
        let documents = self.roster(unit).await?.into_iter().chain(self.ledgers(unit).await?);
        for projection in documents {
            projection.rows().for_each(|standing| have.add(&standing.row));
        }
        rows.iter().filter(|row| row.unit() == unit).for_each(|row| have.add(row));
        Ok(have)
    }

    /// The scheme in force for the quarter, or for the half-year or year around it, and that period.
    pub(crate) async fn scheme_around(&self, quarter: Period) -> Result<Option<(Period, Scheme)>, DeskError> {
        for period in periods_around(quarter) {
            if let Ok(scheme) = self.scheme_for(period).await {
                return Ok(Some((period, scheme)));
            }
        }
        Ok(None)
    }
}

/// A quarter, and the longer periods that hold it.
fn periods_around(quarter: Period) -> Vec<Period> {
    let first = quarter.first_day();
    vec![quarter, Period::Half(first.year(), (first.month() + 5) / 6), Period::Year(first.year())]
}
