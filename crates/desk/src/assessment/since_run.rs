//! What came since a run 测算之后: what a draft does not rest on yet, so that nobody publishes an old one unknowingly.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_ledger::{Projection, Standing, VersionVector};
use cunbang_model::{DocumentKind, Table, UnitCode, record};
use cunbang_ranking::RankingRun;
use std::collections::{BTreeMap, BTreeSet};

/// What a run does not rest on, though it is here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SinceRun {
    /// Villages on which something was decided, or a decision was taken back.
    pub decided: BTreeSet<UnitCode>,
    /// Villages that have sealed, or sealed again.
    pub sealed: BTreeSet<UnitCode>,
    /// Villages of which other rows came.
    pub written: BTreeSet<UnitCode>,
    /// How many rows these are.
    pub rows: usize,
    /// What units above registered, changed or took back, by table: findings, ballots, stated figures.
    pub above: BTreeMap<Table, FromAbove>,
    /// Whether the list of units or the rules were changed.
    pub is_otherwise: bool,
}

/// Rows of one table that units above wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FromAbove {
    /// How many.
    pub rows: usize,
    /// Villages and units above that they are about.
    pub about: BTreeSet<UnitCode>,
}

/// What changes the list of units or the rules, or what of a device counts. A device that is enrolled, or whose certificate
/// is renewed, changes neither.
const CHANGES_LISTS: [Table; 3] = [Table::Units, Table::Schemes, Table::Revocations];

impl SinceRun {
    /// Whether nothing came: run again, it would be the same.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The rows of a document that were written after it had gone so far.
fn written_since<'p>(now: &'p Projection, then: &'p VersionVector) -> impl Iterator<Item = &'p Standing> {
    now.rows().filter(|one| then.0.get(&one.operation.writer).is_none_or(|number| *number < one.entry))
}

impl Desk {
    /// What came of a run's period since it was made, that a new one would rest on.
    pub async fn since_run(&self, run: &RankingRun) -> Result<SinceRun, DeskError> {
        let then = run.record.vectors().unwrap_or_default();
        let material = self.gather(run.record.period, run.record.under).await?;
        let mut since = SinceRun::default();
        let nothing = VersionVector::default();
        for (name, held) in &material.documents {
            let (now, before) = (&held.projection, then.get(name).unwrap_or(&nothing));
            if now.vector() == before {
                continue;
            }
            match name.kind() {
                DocumentKind::Ledger => {
                    for one in written_since(now, before) {
                        if one.row.table() == Table::Seals {
                            since.sealed.insert(name.unit());
                        } else {
                            since.written.insert(name.unit());
                            since.rows += 1;
                        }
                    }
                }
                DocumentKind::Inspection => {
                    let of_score = written_since(now, before).filter(|one| one.row.table() != Table::SealReviews);
                    for one in of_score {
                        let of_table = since.above.entry(one.row.table()).or_default();
                        of_table.rows += 1;
                        of_table.about.insert(name.unit());
                    }
                }
                DocumentKind::Bulletin => {
                    let decided = written_since(now, before).filter_map(|one| one.row.record::<record::Decision>());
                    let of_period = decided.filter(|one| one.period == run.record.period);
                    since.decided.extend(of_period.map(|one| one.subject));
                }
                DocumentKind::Org | DocumentKind::Scheme => {
                    since.is_otherwise |=
                        written_since(now, before).any(|one| CHANGES_LISTS.contains(&one.row.table()));
                }
                _ => {}
            }
        }
        Ok(since)
    }
}
