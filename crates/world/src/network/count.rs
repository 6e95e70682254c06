//! Totals of what actually arrived at the county, never of what was generated.

use super::WorldError;
use crate::Totals;
use cunbang_model::{DocumentKind, Period, Table, UnitCode};
use cunbang_replica::{Replica, reading};
use std::collections::HashSet;

/// Counts what a node has of these quarters.
pub async fn arrived(node: &Replica, quarters: &[Period]) -> Result<Totals, WorldError> {
    let mut totals = Totals::default();
    let (mut members, mut posts, mut winners): (HashSet<Key>, HashSet<Key>, HashSet<Key>) = Default::default();
    for quarter in quarters {
        let ledgers = reading::projections(&**node.store(), DocumentKind::Ledger, node.root(), Some(*quarter)).await?;
        for standing in
            ledgers.values().flat_map(cunbang_ledger::Projection::rows).filter(|standing| !standing.row.is_withdrawn())
        {
            let row = &standing.row;
            let key = |column: &str| (row.unit(), row.text(column).unwrap_or_default().to_owned());
            match row.table() {
                Table::Standing => drop(members.insert(key("member"))),
                Table::Posts => drop(posts.insert(key("post"))),
                Table::Meetings if is_review(row.text("kind")) && row.get("reason_not_held").is_none() => {
                    totals.meetings += 1;
                }
                Table::Deeds => {
                    totals.deeds += 1;
                    totals.confirmed += u64::from(row.date("confirmed_on").is_some());
                }
                Table::Awards if row.number("stars") == Some(5.into()) => {
                    totals.five_stars += 1;
                    winners.insert(key("member"));
                }
                _ => {}
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
fn is_review(kind: Option<&str>) -> bool {
    matches!(kind, Some("group" | "quarterly_review"))
}
