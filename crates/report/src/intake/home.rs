//! What is known where a file is imported: whose terminal it is, the tree, the members and meetings that are there
//! already, and the words of the scheme.

use super::cell::compact;
use cunbang_model::{Date, Row, Table, UnitCode, UnitTree, Word, record};
use std::collections::HashMap;
use std::sync::Arc;

/// What is known where a file is imported. The default knows nothing.
#[derive(Debug, Clone, Default)]
pub struct Home {
    /// The unit that rows are about which name none, and under which units are looked up by name.
    pub unit: Option<UnitCode>,
    /// The tree of units, as far as it is here.
    pub units: Option<Arc<UnitTree>>,
    /// The year of the period that is imported: that of `9月1日`.
    pub year: Option<i16>,
    /// Today, by the county's clock. A day whose year was not written is not taken where it lies ahead.
    pub today: Option<Date>,
    /// The rows that are here: members with their names, and meetings.
    pub rows: Vec<Row>,
    /// Whether the rows go into a ledger, which goes up to the county without a name in it.
    pub goes_up: bool,
}

/// A member, as far as is needed to know whom a cell means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) joined: Option<Date>,
    pub(crate) group: Option<String>,
    /// The status as it stands, a word of the model's.
    pub(crate) status: &'static str,
    /// Whether the member left: is named in what is older, and is nobody to be taken for another.
    pub(crate) has_left: bool,
}

impl Person {
    /// What tells a member from another of the same name.
    pub(crate) fn told_apart(&self) -> String {
        let mut parts = vec![self.id.clone()];
        parts.extend(self.joined.map(|joined| format!("{joined} 入党")));
        parts.extend(self.group.clone());
        parts.join("，")
    }
}

/// A meeting, as far as is needed to know which a cell means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gathering {
    pub(crate) id: String,
    pub(crate) date: Date,
    pub(crate) kind: &'static str,
    pub(crate) title: Option<String>,
    pub(crate) was_held: bool,
}

/// The members and meetings that cells may name, by unit: those at home, and those of the file itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    people: HashMap<UnitCode, Vec<Person>>,
    gatherings: HashMap<UnitCode, Vec<Gathering>>,
}

impl Known {
    pub(crate) fn of(rows: &[Row]) -> Self {
        let mut known = Self::default();
        for row in rows.iter().filter(|row| !row.is_withdrawn() || row.table() == Table::Members) {
            known.add(row);
        }
        known
    }

    /// Adds a member or a meeting; one that is there already is what the row says.
    pub(crate) fn add(&mut self, row: &Row) {
        if let Some(record::Member { unit, member, name, status, joined, group, .. }) = row.record() {
            let of_unit = self.people.entry(unit).or_default();
            of_unit.retain(|person| person.id != member);
            let has_left = row.is_withdrawn();
            of_unit.push(Person { id: member, name, joined, group, status: status.word(), has_left });
        } else if let Some(record::Standing { unit, member, group, status, .. }) = row.record() {
            // Somebody of whom no name is here.
            let of_unit = self.people.entry(unit).or_default();
            if !of_unit.iter().any(|person| person.id == member) {
                let status = status.word();
                of_unit.push(Person { id: member, name: String::new(), joined: None, group, status, has_left: false });
            }
        } else if let Some(record::Meeting { unit, meeting, kind, date, title, reason_not_held, .. }) = row.record() {
            let of_unit = self.gatherings.entry(unit).or_default();
            of_unit.retain(|other| other.id != meeting);
            let was_held = reason_not_held.is_none();
            of_unit.push(Gathering { id: meeting, date, kind: kind.word(), title, was_held });
        }
    }

    /// The members of a unit; none where nobody is known.
    pub(crate) fn people(&self, unit: UnitCode) -> &[Person] {
        self.people.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// The members of a unit with a name, however it is spaced; where none is there still, those who left.
    pub(crate) fn named(&self, unit: UnitCode, name: &str) -> Vec<&Person> {
        let name = compact(name);
        let is_called = |person: &&Person| !name.is_empty() && compact(&person.name) == name;
        let (gone, there): (Vec<_>, Vec<_>) =
            self.people(unit).iter().filter(is_called).partition(|person| person.has_left);
        if there.is_empty() { gone } else { there }
    }

    /// The member with an id.
    pub(crate) fn person(&self, unit: UnitCode, id: &str) -> Option<&Person> {
        self.people(unit).iter().find(|person| person.id == id)
    }

    /// The meetings of a unit.
    pub(crate) fn gatherings(&self, unit: UnitCode) -> &[Gathering] {
        self.gatherings.get(&unit).map_or(&[], Vec::as_slice)
    }
}
