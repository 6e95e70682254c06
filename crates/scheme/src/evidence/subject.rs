//! Subjects: whose rows a score rests on.

use super::Entry;
use crate::filter::Filter;
use crate::persons::Persons;
use crate::row_reading::RowReading;
use crate::village::Village;
use cunbang_model::{Period, Table, UnitCode};
use std::collections::BTreeSet;

/// The rows behind a score: a village's, a member's, or those of all villages of a township.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subject<'e> {
    /// By table, then unit, then key.
    pub(super) entries: Vec<&'e Entry<'e>>,
    /// Of earlier periods.
    pub(super) earlier: Vec<&'e Entry<'e>>,
    /// Figures of a period that this one is a part of.
    pub(super) of_other_periods: Vec<&'e Entry<'e>>,
    /// How closely rows are read, as the scheme says.
    pub(crate) reading: RowReading,
    /// How many members of a village a share is taken of.
    pub(crate) members_shared: Option<usize>,
    pub(super) persons: PersonsOf<'e>,
}

/// Who counts, unit by unit, in the order of their codes. Most subjects are of one unit.
#[derive(Debug, Clone)]
pub(super) enum PersonsOf<'e> {
    One((UnitCode, Persons<'e>)),
    Many(Vec<(UnitCode, Persons<'e>)>),
}

impl Default for PersonsOf<'_> {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl<'e> PersonsOf<'e> {
    fn all(&self) -> &[(UnitCode, Persons<'e>)] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl<'e> Subject<'e> {
    /// The rows of a table, in the order of units and keys.
    pub(crate) fn rows_of(&self, table: Table) -> &[&'e Entry<'e>] {
        let number = table.number();
        let from = self.entries.partition_point(|entry| entry.row.table().number() < number);
        let to = self.entries.partition_point(|entry| entry.row.table().number() <= number);
        &self.entries[from..to]
    }

    /// The rows of a table from earlier periods that may still weigh in this one.
    pub(crate) fn earlier_rows_of(&self, table: Table) -> impl Iterator<Item = &'e Entry<'e>> {
        self.earlier.iter().copied().filter(move |entry| entry.row.table() == table)
    }

    /// The figures of a period that this one is a part of, or lies in in part.
    pub(crate) fn of_other_periods(&self) -> impl Iterator<Item = &'e Entry<'e>> {
        self.of_other_periods.iter().copied()
    }

    /// Who counts in a unit.
    pub(crate) fn persons(&self, unit: UnitCode) -> Persons<'e> {
        let all = self.persons.all();
        all.binary_search_by_key(&unit, |(of, _)| *of).map_or(Persons::Unknown, |place| all[place].1)
    }

    /// Who counts, unit by unit.
    pub(crate) fn all_persons(&self) -> impl Iterator<Item = (UnitCode, Persons<'e>)> {
        self.persons.all().iter().copied()
    }

    /// Whether each of its units has a roster.
    pub(crate) fn has_rosters(&self) -> bool {
        let has_one =
            |persons: &Persons<'_>| matches!(persons, Persons::Roster(_) | Persons::AtLeast(..) | Persons::One(..));
        self.persons.all().iter().all(|(_, persons)| has_one(persons))
    }

    /// Its units.
    pub(crate) fn units(&self) -> impl Iterator<Item = UnitCode> {
        self.persons.all().iter().map(|(unit, _)| *unit)
    }

    /// How many members count in all its units together of those who meet the conditions on members among these; none
    /// where of one unit it is not known.
    pub(crate) fn member_count_of(&self, filters: &[Filter], period: Period) -> Option<u64> {
        self.persons.all().iter().map(|(_, persons)| persons.count_of(filters, period)).sum()
    }

    /// How many members count in all its units together; none where of one it is not known.
    pub(crate) fn member_count(&self) -> Option<u64> {
        self.persons.all().iter().map(|(_, persons)| persons.count()).sum()
    }

    /// The same rows, of as many members as another subject has.
    pub(crate) fn with_persons_of(self, other: &Self) -> Self {
        Self { persons: other.persons.clone(), ..self }
    }

    /// Several villages' rows of some tables together; the villages in the order of their codes.
    pub(crate) fn together(villages: &[&'e Village<'e>], tables: &BTreeSet<Table>) -> Self {
        let persons = villages.iter().map(|village| (village.unit, village.evidence.persons()));
        let persons = PersonsOf::Many(persons.collect());
        let reading = villages.iter().map(|village| village.evidence.reading).max().unwrap_or_default();
        let mut all = Self { reading, persons, ..Self::default() };
        for table in tables {
            let with_rows = villages.iter().filter(|village| village.counts_rows_of(*table));
            all.entries.extend(with_rows.clone().flat_map(|village| village.evidence.rows_of(*table)));
            let is_of_table = |entry: &&Entry<'_>| entry.row.table() == *table;
            all.earlier.extend(with_rows.flat_map(|village| &village.evidence.earlier).filter(is_of_table));
        }
        all
    }
}
