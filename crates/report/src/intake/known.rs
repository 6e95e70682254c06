//! The members and meetings that cells may name, by unit: those at home, and those of the file itself.
//!
//! A sheet names each of them many times, so they are found by id and by name, not searched for.

use super::cell::{Cell, compact, folded};
use super::dates::Calendar;
use super::near_name::nearest_name;
use cunbang_language::{Language, say};
use cunbang_model::schema::MemberStatus;
use cunbang_model::{ColumnKind, Date, Period, Row, Table, UnitCode, Word, record};
use std::cell::RefCell;
use std::collections::HashMap;

/// What of somebody may tell him from others of his name.
type Telling<'t, T> = &'t dyn Fn(&T) -> Option<String>;

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
    /// Whether it is not known who it is until the roster is corrected.
    pub(crate) is_to_be_corrected: bool,
}

impl Person {
    /// Somebody of whom nothing but the name is known until the roster is corrected.
    pub(crate) fn to_be_corrected(id: String, name: String) -> Self {
        let status = MemberStatus::Full.word();
        Self { id, name, joined: None, group: None, status, has_left: false, is_to_be_corrected: true }
    }

    /// The name with what tells a member from others of it, as it may be written in the cell: the group, the standing, the
    /// day of joining, or else the id.
    pub(crate) fn told_apart(&self, others: &[&Self]) -> String {
        let group = |one: &Self| one.group.clone();
        let standing = |one: &Self| {
            let words = MemberStatus::WORDS.iter().find(|(word, _)| *word == one.status);
            words.map(|(word, chinese)| Language::first().pick(*chinese, *word).to_owned())
        };
        let joined = |one: &Self| one.joined.map(|day| Language::first().with(|| say!("joined-on", day = day)));
        let about: [Telling<'_, Self>; 3] = [&group, &standing, &joined];
        let tells = |about: &Telling<'_, Self>| {
            about(self)
                .filter(|own| others.iter().all(|other| other.id == self.id || about(other).as_ref() != Some(own)))
        };
        let mark = about.iter().find_map(tells).unwrap_or_else(|| self.id.clone());
        format!("{}（{mark}）", self.name)
    }

    /// Whether a text in brackets is a group, and another than the member's: `（一组）` is the group `第一党小组` and not
    /// the second.
    pub(crate) fn is_of_another_group(&self, text: &str) -> bool {
        let called = |text: &str| -> String {
            let text = compact(&folded(text));
            let digits = ["一", "二", "三", "四", "五", "六", "七", "八", "九"];
            let inner = text.trim_matches(['(', ')', '（', '）']).chars().filter(|one| !"第党小".contains(*one));
            inner
                .map(|one| match one.to_digit(10).and_then(|digit| digits.get((digit as usize).wrapping_sub(1))) {
                    Some(digit) => (*digit).to_owned(),
                    None => one.to_string(),
                })
                .collect()
        };
        let named = called(text);
        self.group.as_deref().is_some_and(|own| named.ends_with('组') && called(own) != named)
    }

    /// Whether a text is what tells the member apart: the id, the group, the day of joining or the standing, as pages
    /// write them behind a name.
    fn is_told_by(&self, mark: &str) -> bool {
        let joined = self.joined.iter().flat_map(|joined| {
            let said = [Language::Chinese, Language::English].map(|one| one.with(|| say!("joined-on", day = joined)));
            said.into_iter().chain([joined.to_string()])
        });
        let words = MemberStatus::WORDS.iter().filter(|(word, _)| *word == self.status);
        let standing: Vec<String> =
            words.flat_map(|(word, chinese)| [(*word).to_owned(), (*chinese).to_owned()]).collect();
        let of_group = self.group.iter().flat_map(|group| {
            standing.iter().map(move |standing| format!("{standing}·{group}")).chain([group.clone()])
        });
        if self.joined.is_some_and(|day| is_day_of_joining(mark, day)) {
            return true;
        }
        let mut marks = joined.chain(of_group).chain(standing.iter().cloned()).chain([self.id.clone()]);
        marks.any(|own| compact(&own) == compact(mark))
    }
}

/// Whether a text is the day, or the month, on which somebody joined, in any way that people write days: `1998年7月1日`,
/// `1998.7.1入党`, `1998年7月`.
fn is_day_of_joining(text: &str, joined: Date) -> bool {
    let text = compact(text);
    let day = text.trim_start_matches("入党").trim_start_matches(':').trim_end_matches("入党");
    let (cell, calendar) = (Cell::Text(day.into()), Calendar::default());
    let as_day = calendar.day(&cell, true).ok().and_then(|(day, _)| day.parse::<Date>().ok());
    let as_month =
        || calendar.period(&cell, ColumnKind::Month).ok().and_then(|(month, _)| month.parse::<Period>().ok());
    as_day == Some(joined) || as_month().is_some_and(|month| month.contains_day(joined))
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

/// The members of a unit.
#[derive(Debug, Clone, Default)]
struct People {
    all: Vec<Person>,
    by_id: HashMap<String, usize>,
    /// By the id in ordinary letters and digits, where it was written in full-width ones.
    by_folded_id: HashMap<String, usize>,
    /// By the name, however it is spaced.
    by_name: HashMap<String, Vec<usize>>,
    /// Who may have been meant by a text that is nobody's.
    near: RefCell<HashMap<String, Option<String>>>,
}

impl People {
    fn put(&mut self, person: Person) {
        self.near.get_mut().clear();
        let index = match self.by_id.get(&person.id) {
            Some(index) => *index,
            None => self.all.len(),
        };
        if let Some(former) = self.all.get(index)
            && let Some(of_name) = self.by_name.get_mut(&compact(&former.name))
        {
            of_name.retain(|other| *other != index);
        }
        if !person.name.is_empty() {
            self.by_name.entry(compact(&person.name)).or_default().push(index);
        }
        self.by_id.insert(person.id.clone(), index);
        self.by_folded_id.entry(folded(&person.id)).or_insert(index);
        if index < self.all.len() {
            self.all[index] = person;
        } else {
            self.all.push(person);
        }
    }
}

/// The members and meetings that cells may name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    people: HashMap<UnitCode, People>,
    gatherings: HashMap<UnitCode, Vec<Gathering>>,
    /// Whether meetings of different quarters with one id are different meetings.
    is_by_quarter: bool,
}

impl Known {
    pub(crate) fn of(rows: &[Row], is_by_quarter: bool) -> Self {
        let mut known = Self { is_by_quarter, ..Self::default() };
        for row in rows.iter().filter(|row| !row.is_withdrawn() || row.table() == Table::Members) {
            known.add(row);
        }
        known
    }

    /// Adds a member or a meeting; one that is there already is what the row says.
    pub(crate) fn add(&mut self, row: &Row) {
        if let Some(record::Member { unit, member, name, status, joined, group, .. }) = row.record() {
            let has_left = row.is_withdrawn();
            let person =
                Person { id: member, name, joined, group, status: status.word(), has_left, is_to_be_corrected: false };
            self.people.entry(unit).or_default().put(person);
        } else if let Some(record::Standing { unit, member, group, status, .. }) = row.record() {
            // Somebody of whom no name is here.
            let of_unit = self.people.entry(unit).or_default();
            if !of_unit.by_id.contains_key(&member) {
                let (name, status) = (String::new(), status.word());
                let (joined, has_left, is_to_be_corrected) = (None, false, false);
                of_unit.put(Person { id: member, name, joined, group, status, has_left, is_to_be_corrected });
            }
        } else if let Some(record::Meeting { unit, meeting, kind, date, title, reason_not_held, .. }) = row.record() {
            let of_unit = self.gatherings.entry(unit).or_default();
            let quarter = Period::quarter_of(date);
            of_unit.retain(|other| {
                other.id != meeting || (self.is_by_quarter && Period::quarter_of(other.date) != quarter)
            });
            let was_held = reason_not_held.is_none();
            of_unit.push(Gathering { id: meeting, date, kind: kind.word(), title, was_held });
        }
    }

    /// Adds somebody of whom no whole row could be read.
    pub(crate) fn add_person(&mut self, unit: UnitCode, person: Person) {
        self.people.entry(unit).or_default().put(person);
    }

    /// Whether members of a unit are known at all.
    pub(crate) fn has_people(&self, unit: UnitCode) -> bool {
        self.people.get(&unit).is_some_and(|people| !people.all.is_empty())
    }

    /// The members of a unit with a name, however it is spaced; where none is there still, those who left.
    pub(crate) fn named(&self, unit: UnitCode, name: &str) -> Vec<&Person> {
        let Some(people) = self.people.get(&unit) else { return Vec::new() };
        let found = people.by_name.get(&compact(name)).into_iter().flatten().map(|index| &people.all[*index]);
        let (gone, there): (Vec<_>, Vec<_>) = found.partition(|person| person.has_left);
        if there.is_empty() { gone } else { there }
    }

    /// The member of a name behind which stands, in brackets, what tells them from others of it: `陈建国（1998-07-01）`.
    pub(crate) fn told_apart(&self, unit: UnitCode, text: &str) -> Option<&Person> {
        let text = text.trim().strip_suffix([')', '）'])?;
        let (name, mark) = text.split_once(['(', '（'])?;
        let of_name = self.named(unit, name);
        let mut told = of_name.into_iter().filter(|person| person.is_told_by(mark));
        told.next().filter(|_| told.next().is_none())
    }

    /// The member with an id, in letters and digits of any width.
    pub(crate) fn person(&self, unit: UnitCode, id: &str) -> Option<&Person> {
        let people = self.people.get(&unit)?;
        let index = people.by_id.get(id).or_else(|| people.by_folded_id.get(&folded(id)))?;
        people.all.get(*index)
    }

    /// Whose name or id a text that is nobody's may have been meant to be.
    pub(crate) fn near(&self, unit: UnitCode, text: &str) -> Option<String> {
        let people = self.people.get(&unit)?;
        if let Some(near) = people.near.borrow().get(text) {
            return near.clone();
        }
        let words = people.all.iter().flat_map(|person| [person.name.as_str(), person.id.as_str()]);
        let near = nearest_name(text, words).map(str::to_owned);
        people.near.borrow_mut().insert(text.to_owned(), near.clone());
        near
    }

    /// The meetings of a unit.
    pub(crate) fn gatherings(&self, unit: UnitCode) -> &[Gathering] {
        self.gatherings.get(&unit).map_or(&[], Vec::as_slice)
    }
}
