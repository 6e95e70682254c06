//! What counts of a revoked 吊销 device: what the county had of it when it was revoked, and what another device of its
//! village covered with a seal, for which that device answers.
//!
//! Everything is kept, shown and part of a run's inputs; the rest is only not counted. A township's word on when it had
//! received something does not help: it may be the thief's.

use crate::receipts::Receipts;
use crate::sealed::{SealReading, seals_read};
use cunbang_ledger::{LogId, Point, Projection, VersionVector};
use cunbang_model::{DeviceId, DocumentKind, Period, Table, Timestamp, record};
use std::collections::BTreeSet;

/// The devices that an `org` document says were revoked, each with the entry that says so: its time is that of the
/// revocation, by the county's clock.
pub fn revocations(org: &Projection) -> Vec<(DeviceId, Point)> {
    let standing = org.table(Table::Revocations).filter(|standing| !standing.row.is_withdrawn());
    let points = standing.filter_map(|standing| {
        let revocation: record::Revocation = standing.row.record()?;
        let point = Point { writer: standing.operation.writer, number: standing.entry };
        Some((revocation.device.parse().ok()?, point))
    });
    points.collect()
}

/// The time of a revocation, from that of its entry in whole seconds since 1970. What the county received later in that
/// second does not count: a thief is quick.
pub fn moment_of(entry_seconds: i64) -> Timestamp {
    Timestamp::from_second(entry_seconds).unwrap_or_default()
}

/// The part of a ledger that counts; none where all of it does. `part` is what its seals are for.
pub fn countable(
    projection: &Projection,
    part: Period,
    reading: SealReading,
    receipts: &Receipts<'_>,
) -> Option<VersionVector> {
    let document = projection.document();
    if document.kind() != DocumentKind::Ledger {
        return None;
    }
    let before_revocation = |log: &LogId| {
        let revoked_at = receipts.revoked_at(log.writer.device)?;
        Some(receipts.furthest_before(log, revoked_at).map_or(0, |receipt| receipt.number))
    };
    let mut vector = projection.vector().clone();
    let revoked: BTreeSet<LogId> = vector
        .0
        .keys()
        .map(|writer| LogId { document, writer: *writer })
        .filter(|log| receipts.revoked_at(log.writer.device).is_some())
        .collect();
    if revoked.is_empty() {
        return None;
    }
    let seals = seals_read(projection, part, reading);
    let answering: Vec<_> =
        seals.iter().filter(|seal| before_revocation(&seal.log).is_none_or(|had| seal.entry <= had)).collect();
    for log in revoked {
        let covered = answering.iter().filter_map(|seal| seal.covers.0.get(&log.writer)).max().copied().unwrap_or(0);
        let counts = before_revocation(&log).unwrap_or(0).max(covered);
        if let Some(number) = vector.0.get_mut(&log.writer) {
            *number = counts.min(*number);
        }
    }
    vector.0.retain(|_, number| *number > 0);
    (vector != *projection.vector()).then_some(vector)
}
