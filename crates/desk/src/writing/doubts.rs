//! Doubts 存疑: what a person is asked before rows are kept, as it may be meant otherwise: a day of another age, a row
//! that was taken back on purpose, one that may be another one corrected, a member who may be there under another name.
//!
//! What stands here decides. A column that a sheet does not have says nothing, so what stands in it stays; a cell that
//! is empty in a column that is there empties it, and that is said.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::writing::days::{doubt_of_days, doubt_of_plan, planned_elsewhere};
use crate::writing::namesakes::doubt_of_name;
use crate::writing::undo::is_undone;
use cunbang_ledger::Projection;
use cunbang_model::period::half_width;
use cunbang_model::schema::Placement;
use cunbang_model::{Date, DocumentName, Period, Row, Table, UnitCode, clock};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A row as it came.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The row.
    pub row: Row,
    /// The columns that came with it, empty or not.
    pub columns: Vec<&'static str>,
    /// Whether it stands in a plan.
    pub is_planned: bool,
}

/// How a row that may be another one, corrected, is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resembling {
    /// It takes the place of the other.
    Corrected,
    /// It is one more.
    New,
}

/// What was answered beforehand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each is an answer
pub struct Answers {
    /// Rows that were taken back are to stand again.
    pub restore_withdrawn: bool,
    /// Days far from the period, and days to come, are meant.
    pub far_dates: bool,
    /// Meetings of a plan whose day has passed were held.
    pub held: bool,
    /// Members with nearly the name of another are others.
    pub new_members: bool,
    /// Members of a name that one here has, with another day of joining, are the same persons.
    pub same_members: bool,
    /// Members who are here by another name are the same persons.
    pub renamed: bool,
    /// Rows that resemble one that is here.
    pub resembling: Option<Resembling>,
}

/// What may be meant otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubtful {
    /// A day or period far from the one that is imported.
    FarOff {
        /// The period that it would go into.
        quarter: Period,
    },
    /// Something that has happened, on a day or in a period that is still to come.
    NotYet {
        /// Today, by this node's clock.
        today: Date,
    },
    /// A meeting of a plan whose day has passed: whether it was held.
    Planned,
    /// A row of another quarter than the one that was named.
    OtherQuarter {
        /// Its own.
        own: Period,
        /// The one that was named.
        named: Period,
    },
    /// A row that is not here, and one here with an id made from what it says, that comes no more and says nearly the
    /// same.
    Resembles {
        /// The id of the one here.
        id: String,
        /// What differs there.
        column: &'static str,
        /// What it says there.
        text: String,
    },
    /// A member who is not here, and one here, not among the rows, with the same name or nearly.
    NearMember {
        /// The one here.
        id: String,
        /// The name of the one here.
        name: String,
    },
    /// A member who is here by another name: renamed, or another person with the id of this one, who would get all
    /// that was written of this one.
    Renamed {
        /// The id of both.
        id: String,
        /// The name here.
        name: String,
    },
}

/// A doubt about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Which of the rows, from 0.
    pub index: usize,
    /// The column.
    pub column: &'static str,
    /// What stands in it.
    pub value: String,
    /// What is in doubt.
    pub what: Doubtful,
}

/// A row that is left as it is here, as it was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaysWithdrawn {
    /// Which of the rows, from 0.
    pub index: usize,
    /// The reason for which it, or the meeting that it is about, was taken back.
    pub reason: String,
    /// Whether the row itself was taken back; else the meeting was.
    pub was_here: bool,
}

/// A cell that an empty one empties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emptied {
    /// Which of the rows, from 0.
    pub index: usize,
    /// The column.
    pub column: &'static str,
    /// What stands there.
    pub was: String,
}

/// What rows come to beside what is here.
#[derive(Debug, Default)]
pub struct LookedOver {
    /// The rows, with what stands here in columns that did not come.
    pub rows: Vec<Row>,
    /// What is to be asked.
    pub doubts: Vec<Doubt>,
    /// What is left as it is.
    pub stay_withdrawn: Vec<StaysWithdrawn>,
    /// Which lines of a plan are passed over, as they are of another quarter than the one that was named, and of which.
    pub planned_elsewhere: Vec<(usize, Period)>,
    /// How many rows that were taken back stand again.
    pub restored: usize,
    /// What is emptied.
    pub emptied: Vec<Emptied>,
}

impl Desk {
    /// Looks rows over beside what is here, before they are kept. `quarter` is the one that was named.
    pub async fn look_over(
        &self,
        incoming: &[Incoming],
        quarter: Option<Period>,
        answers: Answers,
    ) -> Result<LookedOver, DeskError> {
        let rows: Vec<Row> = incoming.iter().map(|one| one.row.clone()).collect();
        let placing = self.placing(&rows, quarter).await?;
        let mut here: HashMap<DocumentName, Projection> = HashMap::new();
        let places: Vec<Option<DocumentName>> = rows.iter().map(|row| placing.document_of(row)).collect();
        for name in places.iter().flatten() {
            if !here.contains_key(name) {
                here.insert(*name, self.replica().projection(*name).await?);
            }
        }
        let mut looked = LookedOver { rows, ..LookedOver::default() };
        let mut meetings_out: HashMap<(UnitCode, String), String> = HashMap::new();
        for (index, one) in incoming.iter().enumerate() {
            if let Some(quarter) = planned_elsewhere(one, &placing) {
                looked.planned_elsewhere.push((index, quarter));
                continue;
            }
            let stored = places[index]
                .and_then(|name| here.get(&name))
                .and_then(|projection| projection.get(one.row.table(), &one.row.id()).map(|standing| &standing.row));
            let Some(stored) = stored else {
                looked.doubts.extend(doubt_of_plan(index, one, None, answers));
                continue;
            };
            if let Some(reason) = stored.withdrawal().filter(|_| !one.row.is_withdrawn()) {
                if answers.restore_withdrawn {
                    looked.restored += 1;
                } else {
                    looked.stay_withdrawn.push(StaysWithdrawn { index, reason: reason.to_owned(), was_here: true });
                    if one.row.table() == Table::Meetings {
                        meetings_out.insert((one.row.unit(), one.row.id()), reason.to_owned());
                    }
                    continue;
                }
            }
            looked.doubts.extend(doubt_of_plan(index, one, Some(stored), answers));
            looked.doubts.extend(doubt_of_name(index, &one.row, stored, answers));
            // What was undone does not come back in columns that the file lacks.
            if !is_undone(stored) {
                looked.complete(index, one, stored);
            }
        }
        let mut out: HashSet<usize> = looked.stay_withdrawn.iter().map(|one| one.index).collect();
        for (index, one) in incoming.iter().enumerate() {
            let Placement::With(column) = one.row.table().placement() else { continue };
            let about = one.row.text(column).map(|id| (one.row.unit(), id.to_owned()));
            if let Some(reason) = about.and_then(|about| meetings_out.get(&about))
                && out.insert(index)
            {
                looked.stay_withdrawn.push(StaysWithdrawn { index, reason: reason.clone(), was_here: false });
            }
        }
        out.extend(looked.planned_elsewhere.iter().map(|(index, _)| *index));
        let present = |index: &usize| !out.contains(index);
        let today = clock::county_date(self.replica().now());
        for index in (0..incoming.len()).filter(present) {
            looked.doubts.extend(doubt_of_days(index, &looked.rows[index], &placing, today, answers));
        }
        looked.look_for_corrections(incoming, &places, &here, answers);
        if !answers.new_members {
            looked.look_for_names(&places, &here);
        }
        Ok(looked)
    }
}

impl LookedOver {
    /// Takes what stands here in columns that did not come, and notes what is emptied in those that did.
    fn complete(&mut self, index: usize, one: &Incoming, stored: &Row) {
        let mut values: Vec<_> = one.row.cells().to_vec();
        let mut was_completed = false;
        for (at, column) in one.row.table().columns().iter().enumerate() {
            let (None, Some(there)) = (&values[at], &stored.cells()[at]) else { continue };
            if one.columns.contains(&column.name) {
                self.emptied.push(Emptied { index, column: column.name, was: there.to_string() });
            } else {
                values[at] = Some(there.clone());
                was_completed = true;
            }
        }
        if let (true, Ok(row)) = (was_completed, Row::from_values(one.row.table(), values)) {
            self.rows[index] = match one.row.withdrawal() {
                Some(reason) => row.withdrawn(reason),
                None => row,
            };
        }
    }

    /// Asks about rows that say nearly what one here says that comes no more and was given its id.
    fn look_for_corrections(
        &mut self,
        incoming: &[Incoming],
        places: &[Option<DocumentName>],
        here: &HashMap<DocumentName, Projection>,
        answers: Answers,
    ) {
        if answers.resembling == Some(Resembling::New) {
            return;
        }
        let come: HashSet<(DocumentName, Table, String)> = incoming
            .iter()
            .zip(places)
            .filter_map(|(one, name)| Some(((*name)?, one.row.table(), one.row.id())))
            .collect();
        let mut gone: BTreeMap<(DocumentName, Table, String), Vec<&Row>> = BTreeMap::new();
        let named: HashSet<(DocumentName, Table)> = come.iter().map(|(name, table, _)| (*name, *table)).collect();
        for (name, table) in named {
            let Some(texts) = texts_of(table) else { continue };
            for standing in here.get(&name).into_iter().flat_map(|projection| projection.table(table)) {
                let row = &standing.row;
                let may_be = is_made_id(&row.id()) || is_count(&row.id());
                if !row.is_withdrawn() && may_be && !come.contains(&(name, table, row.id())) {
                    gone.entry((name, table, apart_from(row, texts))).or_default().push(row);
                }
            }
        }
        let months = months_of(incoming, places);
        for (index, one) in incoming.iter().enumerate() {
            let table = one.row.table();
            let (Some(name), Some(texts)) = (places[index], texts_of(table)) else { continue };
            if here.get(&name).is_some_and(|projection| projection.get(table, &one.row.id()).is_some()) {
                continue;
            }
            let Some(others) = gone.get_mut(&(name, table, apart_from(&one.row, texts))) else { continue };
            // The same row, which has been given an id of its own since.
            // What was once numbered by its place in the sheet is another's only where no id comes now.
            let may_be = |other: &Row| is_made_id(&other.id()) || is_made_id(&one.row.id());
            if let Some(at) = others.iter().position(|other| may_be(other) && is_same_apart_from_id(&one.row, other)) {
                let other = others.remove(at);
                if let Some(row) = with_id_of(&one.row, other) {
                    self.rows[index] = row;
                }
                continue;
            }
            // A deed that comes each month is none that was corrected: the rows must reach to where the other stands.
            let is_within = |other: &Row| match (months.get(&(name, table)), other.day()) {
                (Some((first, last)), Some(day)) => *first <= day && day <= *last,
                _ => false,
            };
            let found = others.iter().position(|other| match differs_in(&one.row, other, texts) {
                Some(column) => may_be(other) && (column != texts[1] || is_within(other)),
                None => false,
            });
            let Some(other) = found.map(|at| others.remove(at)) else { continue };
            let Some(column) = differs_in(&one.row, other, texts) else { continue };
            if answers.resembling == Some(Resembling::Corrected) {
                if let Some(row) = with_id_of(&one.row, other) {
                    self.rows[index] = row;
                }
                continue;
            }
            let said = |row: &Row| row.get(column).map(ToString::to_string).unwrap_or_default();
            let what = Doubtful::Resembles { id: other.id(), column, text: said(other) };
            self.doubts.push(Doubt { index, column, value: said(&one.row), what });
        }
    }
}

/// The months that the rows of a table reach over, from the first day to the last.
fn months_of(incoming: &[Incoming], places: &[Option<DocumentName>]) -> HashMap<(DocumentName, Table), (Date, Date)> {
    let mut months: HashMap<(DocumentName, Table), (Date, Date)> = HashMap::new();
    for (one, place) in incoming.iter().zip(places) {
        let (Some(name), Some(day)) = (*place, one.row.day()) else { continue };
        let (first, last) = (day.first_of_month(), day.last_of_month());
        let of_table = months.entry((name, one.row.table())).or_insert((first, last));
        *of_table = (of_table.0.min(first), of_table.1.max(last));
    }
    months
}

/// The columns of a table in which a row may have been corrected and be the same all the same.
fn texts_of(table: Table) -> Option<[&'static str; 2]> {
    match table {
        Table::Deeds | Table::Findings => Some(["text", "date"]),
        Table::Commitments => Some(["text", "due"]),
        Table::Posts => Some(["title", "claimed"]),
        Table::Tasks => Some(["title", "due"]),
        _ => None,
    }
}

/// What a row says beside those columns, its id and what may be filled in later.
fn apart_from(row: &Row, texts: [&str; 2]) -> String {
    let own = row.table().key();
    let is_said = |column: &&cunbang_model::Column| {
        !texts.contains(&column.name) && !own.contains(&column.name) && (column.required || column.name == "member")
    };
    let said = row.table().columns().iter().filter(is_said);
    said.map(|column| row.get(column.name).map(ToString::to_string).unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The one column in which two rows differ, where it is plain that one of them may be the other, corrected.
fn differs_in(new: &Row, old: &Row, [text, day]: [&'static str; 2]) -> Option<&'static str> {
    match (new.get(text) == old.get(text), new.get(day) == old.get(day)) {
        (true, false) => Some(day),
        (false, true) => {
            let (new, old) = (new.text(text)?, old.text(text)?);
            is_like(new, old).then_some(text)
        }
        _ => None,
    }
}

/// Whether two texts share most of the shorter one, in its order: `修路` and `修村口路`, and not `修桥`.
fn is_like(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    // The longest sequence that both have, row by row.
    let mut shared = vec![0_usize; other.len() + 1];
    for of_one in &one {
        let mut before = 0;
        for (at, of_other) in other.iter().enumerate() {
            let above = shared[at + 1];
            shared[at + 1] = if of_one == of_other { before + 1 } else { above.max(shared[at]) };
            before = above;
        }
    }
    let most = one.len().min(other.len());
    shared.last().is_some_and(|shared| *shared > 0 && shared * 5 >= most * 3)
}

/// Whether an id looks like one that is made from what a row says: a letter and ten characters of a hash.
fn is_made_id(id: &str) -> bool {
    let hash = id.split_once('-').filter(|(letter, _)| letter.len() == 1).map(|(_, hash)| hash);
    hash.is_some_and(|hash| hash.len() == 10 && hash.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7')))
}

/// Whether an id is no more than a small number: that of a row in its sheet.
fn is_count(id: &str) -> bool {
    let id: String = id.chars().map(half_width).collect();
    (1..=3).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_same_apart_from_id(new: &Row, old: &Row) -> bool {
    let own = new.table().key().first().copied().unwrap_or_default();
    let required = new.table().columns().iter().filter(|column| column.name != own && column.required);
    required.into_iter().all(|column| new.get(column.name) == old.get(column.name))
}

/// A row under the id of another.
fn with_id_of(row: &Row, other: &Row) -> Option<Row> {
    let own = *row.table().key().first()?;
    let at = row.table().column_index(own)?;
    let mut values = row.cells().to_vec();
    values[at].clone_from(&other.cells()[at]);
    // What was filled in later, as the day of a confirmation, stays.
    for (at, column) in row.table().columns().iter().enumerate() {
        if values[at].is_none() && !column.required {
            values[at].clone_from(&other.cells()[at]);
        }
    }
    Row::from_values(row.table(), values).ok()
}
