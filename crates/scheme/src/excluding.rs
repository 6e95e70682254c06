//! What keeps rows from counting 不计: another row of their unit, or that too many members have the same.

use crate::evidence::{Entry, Subject};
use crate::measure::{Measure, Quota, Unless};
use crate::measuring::Circumstances;
use crate::spread::quarter_of;
use crate::stars::limits_of_share;
use cunbang_model::Period;
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
        excluding.next().map(|other| other.key.clone())
    }

    /// The quarters in which more of the unit's members have such a row than may: how many have one, how many members there
    /// are, and how many may.
    pub(crate) fn beyond_quota(&self, quota: Quota, measure: &Measure) -> BTreeMap<Period, (usize, usize, usize)> {
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
        let most = limits_of_share(quota.least_share, quota.most_share, members).1;
        let beyond = having.into_iter().filter(|(_, having)| having.len() > most);
        beyond.map(|(quarter, having)| (quarter, (having.len(), members, most))).collect()
    }
}
