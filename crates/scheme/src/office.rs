//! Offices 职务: who answers for a unit, by their ids, ranked role by role as their units stand.
//!
//! Who held an office in the period has the score of the unit, however long it was: of two who held one after the other
//! both are listed, with their days. Only where the unit has a rank have they one.

use crate::consequence::Consequence;
use crate::input::Inputs;
use crate::outcome::{OfficeHolder, OfficeRow, OutcomeRow};
use cunbang_model::schema::{OfficeRole, Word as _};
use cunbang_model::{Date, Period, Row, UnitCode, record};
use std::collections::{BTreeMap, BTreeSet};

/// Who holds an office of a unit, and when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OfficeHeld {
    /// Its id in the unit.
    pub office: String,
    /// The id of the person.
    pub person: String,
    /// What it is.
    pub role: &'static str,
    /// The first day.
    pub from: Date,
    /// The last day; none while it is held.
    pub until: Option<Date>,
}

impl OfficeHeld {
    /// The days of a period on which it was held; none where it was held on none of them.
    fn days_in(&self, period: Period) -> Option<i32> {
        let from = self.from.max(period.first_day());
        let until = self.until.map_or(period.last_day(), |until| until.min(period.last_day()));
        (from <= until).then(|| (until - from).get_days() + 1)
    }
}

impl Inputs {
    /// The offices that the rows of a list state, unit by unit; withdrawn ones are left out.
    pub fn offices_in<'r>(rows: impl IntoIterator<Item = &'r Row>) -> BTreeMap<UnitCode, BTreeSet<OfficeHeld>> {
        let mut offices: BTreeMap<UnitCode, BTreeSet<OfficeHeld>> = BTreeMap::new();
        for row in rows.into_iter().filter(|row| !row.is_withdrawn()) {
            let Some(record::Office { unit, office, person, role, from, until }) = row.record() else { continue };
            offices.entry(unit).or_default().insert(OfficeHeld { office, person, role: role.word(), from, until });
        }
        offices
    }
}

/// Who held an office of a unit in the period, with the days.
fn held(inputs: &Inputs, unit: UnitCode) -> impl Iterator<Item = (&OfficeHeld, i32)> {
    let offices = inputs.offices.get(&unit).into_iter().flatten();
    offices.filter_map(|office| Some((office, office.days_in(inputs.period)?)))
}

/// The holders of these roles, ranked role by role as their units are; `rows` are the units.
pub(crate) fn rank_offices(
    roles: &[OfficeRole],
    inputs: &Inputs,
    rows: &[OutcomeRow],
) -> BTreeMap<String, Vec<OfficeRow>> {
    let whole = (inputs.period.last_day() - inputs.period.first_day()).get_days() + 1;
    let mut offices = BTreeMap::new();
    for role in roles {
        let holders = rows.iter().flat_map(|row| {
            let of_role = held(inputs, row.unit).filter(|(office, _)| office.role == role.word());
            of_role.map(move |(office, days)| (row, office, days))
        });
        let holders: Vec<(&OutcomeRow, &OfficeHeld, i32)> = holders.collect();
        let mut ranks: Vec<u32> = holders.iter().filter_map(|(row, ..)| row.rank).collect();
        ranks.sort_unstable();
        let rank_of = |row: &OutcomeRow| {
            let own = row.rank?;
            u32::try_from(ranks.partition_point(|rank| *rank < own) + 1).ok()
        };
        let ranked = holders.iter().map(|(row, office, days)| OfficeRow {
            unit: row.unit,
            office: office.office.clone(),
            person: office.person.clone(),
            score: row.score,
            rank: rank_of(row),
            days: (*days != whole).then(|| u32::try_from(*days).unwrap_or_default()),
        });
        let mut ranked: Vec<OfficeRow> = ranked.collect();
        ranked.sort_by(|one, other| {
            let key = |row: &OfficeRow| (row.rank.is_none(), row.rank, row.unit);
            key(one).cmp(&key(other)).then_with(|| one.office.cmp(&other.office))
        });
        if !ranked.is_empty() {
            offices.insert(role.word().to_owned(), ranked);
        }
    }
    offices
}

/// Names in what is proposed of units the holders of the offices that it is for.
pub(crate) fn name_holders(consequences: &[Consequence], inputs: &Inputs, rows: &mut [OutcomeRow]) {
    for row in rows {
        for proposed in &mut row.consequences {
            let Some(of) = consequences.iter().find(|one| one.id == proposed.id).map(|one| &one.of) else { continue };
            let holders = of.iter().flat_map(|role| {
                let of_role = held(inputs, row.unit).filter(|(office, _)| office.role == role.word());
                of_role.map(|(office, _)| OfficeHolder {
                    role: role.word().to_owned(),
                    office: office.office.clone(),
                    person: office.person.clone(),
                })
            });
            proposed.persons = holders.collect();
        }
    }
}
