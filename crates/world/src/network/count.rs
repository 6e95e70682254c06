//! Totals of what actually arrived at the county, never of what was generated.

use super::WorldError;
use crate::Totals;
use cunbang_model::schema::MeetingKind;
use cunbang_model::{DocumentKind, Period, UnitCode, record};
use cunbang_replica::{Replica, reading};
use std::collections::HashSet;

/// Counts what a node has of these quarters.
pub async fn arrived(node: &Replica, quarters: &[Period]) -> Result<Totals, WorldError> {
    let mut totals = Totals::default();
    let (mut members, mut posts, mut winners): (HashSet<Key>, HashSet<Key>, HashSet<Key>) = Default::default();
    for quarter in quarters {
        let ledgers = reading::projections(node, DocumentKind::Ledger, node.root(), Some(*quarter)).await?;
        for standing in
            ledgers.values().flat_map(cunbang_ledger::Projection::rows).filter(|standing| !standing.row.is_withdrawn())
        {
            let row = &standing.row;
            if let Some(record::Standing { unit, member, .. }) = row.record() {
                members.insert((unit, member));
            } else if let Some(record::Post { unit, post, .. }) = row.record() {
                posts.insert((unit, post));
            } else if let Some(meeting) = row.record::<record::Meeting>() {
                totals.meetings += u64::from(is_review(meeting.kind) && meeting.reason_not_held.is_none());
            } else if let Some(deed) = row.record::<record::Deed>() {
                totals.deeds += 1;
                totals.confirmed += u64::from(deed.confirmed_on.is_some());
            } else if let Some(record::Award { unit, member, stars: 5, .. }) = row.record() {
                totals.five_stars += 1;
                winners.insert((unit, member));
            }
        }
    }
    totals.members = members.len() as u64;
    totals.posts = posts.len() as u64;
    totals.winners = winners.len() as u64;
    Ok(totals)
}

/// A row id within its unit.
type Key = (UnitCode, String);

/// Meetings at which deeds are presented, of a group or of the whole branch.
fn is_review(kind: MeetingKind) -> bool {
    matches!(kind, MeetingKind::Group | MeetingKind::QuarterlyReview)
}
