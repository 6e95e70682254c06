//! A branch 党支部: its members, and who of them has five stars when.

use super::words;
use crate::chance::Chance;
use crate::plan::VillagePlan;
use cunbang_model::Date;

/// A member of a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The id within the village.
    pub id: String,
    /// The name.
    pub name: String,
    /// The member's status.
    pub(super) status: &'static str,
    /// When the member joined the party.
    pub(super) joined: Date,
    /// The group.
    pub(super) group: String,
    /// Whether the member works away from home.
    pub(super) floating: bool,
    /// How active the member is, 1 to 100.
    pub(super) zeal: u64,
}

/// The members of a village.
pub(super) fn members(seed: u64, village: &VillagePlan) -> Vec<Member> {
    let mut chance = Chance::of(seed, &["members", village.unit.code.as_str()]);
    let groups = (village.members / 16).max(1);
    (0..village.members)
        .map(|number| Member {
            id: format!("m{:03}", number + 1),
            name: words::name(&mut chance),
            status: if number > 2 && chance.happens(4) { "probationary" } else { "full" },
            joined: Date::constant(1960, 7, 1)
                .with()
                .year(i16::try_from(chance.between(1960, 2006)).unwrap_or(1990))
                .build()
                .unwrap_or(Date::constant(1990, 7, 1)),
            group: format!("g{}", number % groups + 1),
            floating: number > 2 && chance.happens(7),
            zeal: chance.between(10, 100),
        })
        .collect()
}

/// The indexes of members with five stars, by quarter. First-time winners are as many as the plan says; the
/// rest won before. In both groups, active members are more likely to win.
pub(super) fn winners(seed: u64, village: &VillagePlan, members: &[Member]) -> Vec<Vec<usize>> {
    let mut chance = Chance::of(seed, &["winners", village.unit.code.as_str()]);
    let mut never: Vec<usize> = (0..members.len()).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut all = Vec::with_capacity(village.quarters.len());
    for quarter in &village.quarters {
        let mut by_zeal = |indexes: &[usize]| {
            let mut order: Vec<(u64, usize)> =
                indexes.iter().map(|index| (members[*index].zeal + chance.below(80), *index)).collect();
            order.sort_unstable_by(|one, other| other.cmp(one));
            order.into_iter().map(|(_, index)| index)
        };
        let count = |number: u64| usize::try_from(number).unwrap_or(0);
        let fresh: Vec<usize> = by_zeal(&never).take(count(quarter.new_winners)).collect();
        let again: Vec<usize> = by_zeal(&before).take(count(quarter.five_stars - quarter.new_winners)).collect();
        never.retain(|index| !fresh.contains(index));
        before.extend(&fresh);
        let mut winners = [fresh, again].concat();
        winners.sort_unstable();
        all.push(winners);
    }
    all
}
