//! Publicity 公示: since when a scheme was public, by another's word than the county's.
//!
//! The county states each scheme in its public log, and a township countersigns a checkpoint over it, with the time.
//! The first such countersignature stands in the log as well. From then on the county could not have put another
//! scheme in its place unnoticed, so from then on the scheme counts as public, whatever the county's clock said.

use cunbang_ledger::{Hash, LogId, Point, Projection, PublicLog, SignedCheckpoint, Standing, Writer};
use cunbang_model::{DeviceId, DocumentName, Table, Timestamp, UnitCode, record};
use serde::{Deserialize, Serialize};

/// Since when something was public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicSince {
    /// The time of the first countersignature that covers it.
    pub at: Timestamp,
    /// The device that countersigned.
    pub witness: DeviceId,
    /// The unit of that device.
    pub unit: UnitCode,
}

/// The row of the public log that says who first countersigned what stands in an entry of a document.
pub fn witness_of<'a>(log: &'a Projection, entry: &EntryOf) -> Option<&'a Standing> {
    let of = LogId { document: entry.document, writer: entry.point.writer };
    let leaf = PublicLog::of(log).covering(&of, entry.point.number)?.place;
    log.get(Table::Witnesses, &leaf.to_string()).filter(|standing| !standing.row.is_withdrawn())
}

/// An entry of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryOf {
    /// The document.
    pub document: DocumentName,
    /// The entry.
    pub point: Point,
}

/// Since when what stands in an entry was public, as the public log proves. `hash_at` gives the hash of a log of the
/// entry's document after so many entries, which the leaf has to name: what was countersigned is these very entries.
/// `key_of` gives unit and key of a node that the county's authority certified. The checkpoint has to agree with the
/// leaves, and the witness to be another unit's.
pub fn public_since(
    log: &Projection,
    entry: &EntryOf,
    hash_at: impl Fn(&Writer, u64) -> Option<Hash>,
    key_of: impl Fn(DeviceId) -> Option<(UnitCode, [u8; 32])>,
) -> Option<PublicSince> {
    let stated: record::PublicWitness = witness_of(log, entry)?.row.record()?;
    let public_log = PublicLog::of(log);
    let of = LogId { document: entry.document, writer: entry.point.writer };
    let leaf = public_log.covering(&of, entry.point.number)?;
    if hash_at(&of.writer, leaf.number) != Some(leaf.hash) {
        return None;
    }
    let (size, since) = countersigned(&public_log, &stated, &key_of)?;
    i64::try_from(size).is_ok_and(|size| size > stated.leaf).then_some(since)
}

/// The last moment at which what stands in an entry was not public yet, as the public log proves: somebody countersigned
/// how far it went then, and that was not so far. Commands state what they write at once, so whoever claims a much
/// earlier time wrote by a wrong clock. Of what was never stated nothing can be said.
pub fn not_public_at(
    log: &Projection,
    entry: &EntryOf,
    key_of: impl Fn(DeviceId) -> Option<(UnitCode, [u8; 32])>,
) -> Option<PublicSince> {
    let public_log = PublicLog::of(log);
    let of = LogId { document: entry.document, writer: entry.point.writer };
    let place = public_log.covering(&of, entry.point.number)?.place;
    let rows = log.table(Table::Witnesses).filter(|standing| !standing.row.is_withdrawn());
    let stated = rows.filter_map(|standing| standing.row.record::<record::PublicWitness>());
    let without_it = stated.filter_map(|stated| countersigned(&public_log, &stated, &key_of));
    let without_it = without_it.filter(|(size, _)| *size <= place).map(|(_, since)| since);
    without_it.max_by_key(|since| since.at)
}

/// How many leaves another unit countersigned, and when; none where the statement does not hold.
fn countersigned(
    public_log: &PublicLog,
    stated: &record::PublicWitness,
    key_of: &impl Fn(DeviceId) -> Option<(UnitCode, [u8; 32])>,
) -> Option<(u64, PublicSince)> {
    // A cell's text ends without a line break, a note with one.
    let signed: SignedCheckpoint = format!("{}\n", stated.checkpoint).parse().ok()?;
    let checkpoint = signed.checkpoint();
    let agrees = checkpoint.unit == public_log.unit() && public_log.root(checkpoint.size) == Some(checkpoint.root);
    let witness: DeviceId = stated.witness.parse().ok()?;
    let (unit, public_key) = key_of(witness).filter(|(unit, _)| agrees && *unit != public_log.unit())?;
    let countersigned = signed.countersigned_by(unit, &public_key)?;
    Some((checkpoint.size, PublicSince { at: countersigned.at, witness, unit }))
}
