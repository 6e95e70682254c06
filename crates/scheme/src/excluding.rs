//! What keeps rows from counting 不计: another row of their unit, or that too many members have the same.

use crate::evidence::{Entry, Subject};
use crate::measure::{Measure, Quota, Unless};
use crate::measuring::Circumstances;
use crate::spread::quarter_of;
use crate::stars::limits_of_share;
use crate::steps::Light;
use crate::whole::figure_of;
use cunbang_model::{Decimal, Period, Table};
use rust_decimal::prelude::ToPrimitive;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

impl Circumstances<'_, '_> {
    /// The row of its unit that keeps a row from counting, by its key.
    pub(crate) fn row_that_excludes(
        &self,
        unless: &Unless,
        subject: &Subject<'_>,
        entry: &Entry<'_>,
    ) -> Option<SmolStr> {
        let others = subject.rows_of(unless.table).iter().filter(|other| other.row.unit() == entry.row.unit());
        let mut excluding = others.filter(|other| unless.filters.iter().all(|filter| filter.meets(other, self.period)));
        let lit = unless.not_stopped_of.as_ref().map(|steps| self.lit(steps, subject));
        let is_stopped = |other: &Entry<'_>| {
            let of = (other.row.unit(), other.key.clone(), other.quarter);
            lit.as_ref().is_some_and(|lit| lit.get(&of).is_none_or(|judged| judged.light == Light::Red))
        };
        excluding.find(|other| !is_stopped(other)).map(|other| other.key.clone())
    }

    /// The quarters in which more of the unit's members have such a row than may: how many have one, how many members there
    /// are, and how many may.
    pub(crate) fn beyond_quota(&self, quota: &Quota, measure: &Measure) -> BTreeMap<Period, (usize, usize, usize)> {
        let (Some(table), Some(all)) = (measure.table, self.all_of_unit) else { return BTreeMap::new() };
        let mut having: BTreeMap<Period, BTreeSet<&str>> = BTreeMap::new();
        for entry in all.rows_of(table) {
            let member = entry.row.text("member").filter(|id| all.persons(entry.row.unit()).include(id));
            let meets = measure.filters.iter().all(|filter| filter.meets(entry, self.period));
            if let (Some(member), Some(quarter), true) = (member, quarter_of(entry), meets) {
                having.entry(quarter).or_default().insert(member);
            }
        }
        let counted = || all.member_count().and_then(|count| usize::try_from(count).ok());
        let members = if all.reading.is_strict() { all.members_shared } else { counted() }.unwrap_or(0);
        let beyond = having.into_iter().filter_map(|(quarter, having)| {
            let stated = quota.members.as_deref().and_then(|figure| members_stated(figure, quarter, all));
            let members = stated.unwrap_or(members);
            let most = limits_of_share(quota.least_share, quota.most_share, members).1;
            (having.len() > most).then_some((quarter, (having.len(), members, most)))
        });
        beyond.collect()
    }
}

/// How many members units above state that there were in a quarter: the latest of what is stated of it or of a part of it, or
/// else of what holds it.
fn members_stated(figure: &str, quarter: Period, subject: &Subject<'_>) -> Option<usize> {
    let stated = subject.rows_of(Table::StatedFigures).iter().filter_map(|entry| figure_of(&entry.row));
    let stated: Vec<(Period, Decimal)> =
        stated.filter(|(id, ..)| *id == figure).map(|(_, period, members)| (period, members)).collect();
    let latest = |is_of: &dyn Fn(Period) -> bool| {
        stated.iter().filter(|(period, _)| is_of(*period)).max_by_key(|(period, _)| (period.belongs_to(), *period))
    };
    let found = latest(&|period| quarter.contains(period)).or_else(|| latest(&|period| period.contains(quarter)));
    found.and_then(|(_, members)| members.floor().to_usize())
}
