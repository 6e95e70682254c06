//! Persons who count: a unit's members by its roster, or as many as the county knows of.
//!
//! A share's part and whole count the same persons. Where there is a roster, only the rows of its counted
//! members enter a measure that is taken per member; where the county's count stands for it, who is who
//! cannot be told, and all rows enter.

use crate::filter::Filter;
use cunbang_model::schema::MemberStatus;
use cunbang_model::{Date, Period, Row, record};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A member in the period.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) status: MemberStatus,
    /// The name, where it is known.
    pub(crate) name: Option<String>,
    /// The group, where it has one.
    pub(crate) group: Option<String>,
    /// Whether the member works away 流动党员.
    pub(crate) is_floating: bool,
    /// The day of joining, where the roster states it.
    pub(crate) joined: Option<Date>,
}

impl Member {
    /// Whether this one had joined by a day, as far as the roster says.
    pub(crate) fn had_joined_by(&self, day: Date) -> bool {
        self.joined.is_none_or(|joined| joined <= day)
    }
}

/// How a scheme counts members.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counting {
    /// Whether members are at least as many as the county counts.
    pub(crate) county_count_is_least: bool,
    /// Whether without a roster no row about a member counts.
    pub(crate) rows_need_roster: bool,
}

/// Who counts in a unit.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Persons<'e> {
    /// The counted members of its roster.
    Roster(&'e BTreeMap<String, Member>),
    /// The same, and at least as many as the county counts.
    AtLeast(&'e BTreeMap<String, Member>, u32),
    /// A single member of it.
    One(&'e str, &'e Member),
    /// As many as the county counts.
    Count(u32),
    /// Neither the roster nor the county says.
    Unknown,
    /// The same, and rows about members count for nobody without a roster.
    Nobody,
}

impl<'e> Persons<'e> {
    /// How many there are, where that is known.
    pub(crate) fn count(&self) -> Option<u64> {
        match self {
            Self::Roster(members) => Some(members.len() as u64),
            Self::AtLeast(members, least) => Some((members.len() as u64).max(u64::from(*least))),
            Self::One(..) => Some(1),
            Self::Count(count) => Some(u64::from(*count)),
            Self::Unknown | Self::Nobody => None,
        }
    }

    /// Whether a member counts, as far as that can be told.
    pub(crate) fn include(&self, member: &str) -> bool {
        match self {
            Self::Roster(members) | Self::AtLeast(members, _) => members.contains_key(member),
            Self::One(one, _) => *one == member,
            Self::Nobody => false,
            Self::Count(_) | Self::Unknown => true,
        }
    }

    /// Whether somebody who counts had joined by a day, as far as that can be told.
    pub(crate) fn had_joined_by(&self, member: &str, day: Date) -> bool {
        match self {
            Self::Roster(members) | Self::AtLeast(members, _) => {
                members.get(member).is_none_or(|one| one.had_joined_by(day))
            }
            Self::One(_, one) => one.had_joined_by(day),
            Self::Count(_) | Self::Unknown | Self::Nobody => true,
        }
    }

    /// When those joined who meet the conditions on members among these, as far as the roster says.
    pub(crate) fn joinings(&self, filters: &[Filter], period: Period) -> Vec<Date> {
        let joined =
            |member: &Member| member.joined.filter(|_| filters.iter().all(|one| one.meets_member(member, period)));
        match self {
            Self::Roster(members) | Self::AtLeast(members, _) => members.values().filter_map(joined).collect(),
            Self::One(_, member) => joined(member).into_iter().collect(),
            Self::Count(_) | Self::Unknown | Self::Nobody => Vec::new(),
        }
    }

    /// How many there are who meet the conditions on members among these, where that is known. Who is only counted
    /// meets them all.
    pub(crate) fn count_of(&self, filters: &[Filter], period: Period) -> Option<u64> {
        match self {
            // Who is missing on the roster is of no group and no kind: a part of the members is that of the roster.
            Self::AtLeast(..) if !filters.iter().any(Filter::is_of_member) => self.count(),
            Self::Roster(_) | Self::AtLeast(..) | Self::One(..) => Some(self.named(filters, period).len() as u64),
            Self::Count(_) | Self::Unknown | Self::Nobody => self.count(),
        }
    }

    /// Who they are who meet the conditions on members among these, by id, with the name where that is known; nobody
    /// where only their number is.
    pub(crate) fn named(&self, filters: &[Filter], period: Period) -> Vec<(&'e str, &'e str)> {
        let meets = |member: &Member| filters.iter().all(|filter| filter.meets_member(member, period));
        match self {
            Self::Roster(members) | Self::AtLeast(members, _) => {
                let meeting = members.iter().filter(|(_, member)| meets(member));
                meeting.map(|(id, member)| (id.as_str(), member.name.as_deref().unwrap_or(id))).collect()
            }
            Self::One(one, member) => meets(member).then_some((*one, *one)).into_iter().collect(),
            Self::Count(_) | Self::Unknown | Self::Nobody => Vec::new(),
        }
    }
}

/// Notes what a row of the roster says of a member. Of several in one period (a half-year has two ledgers)
/// the furthest status counts.
pub(crate) fn note_standing(members: &mut BTreeMap<String, Member>, row: &Row) {
    let (id, noted) = if let Some(record::Standing { member, status, group, floating, joined, .. }) = row.record() {
        (member, Member { status, name: None, group, is_floating: floating == Some(true), joined })
    } else if let Some(record::Member { member, status, name, group, floating, joined, .. }) = row.record() {
        (member, Member { status, name: Some(name), group, is_floating: floating == Some(true), joined })
    } else {
        return;
    };
    match members.entry(id) {
        Entry::Vacant(vacant) => drop(vacant.insert(noted)),
        Entry::Occupied(occupied) => {
            let member = occupied.into_mut();
            // Words are numbered in the order of the steps.
            member.status = noted.status.max(member.status);
            member.name = noted.name.max(member.name.take());
            member.group = noted.group.max(member.group.take());
            member.is_floating |= noted.is_floating;
            member.joined = match (member.joined, noted.joined) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
    }
}
