//! What of a village's period counts: the rows under its seals 上报, once those were received.
//!
//! A seal names the version vector that it covers. Rows count as of that vector: what was written later
//! is a supplement, and counts when a new seal covers it. Two terminals may seal at once, and a restored one
//! may seal again: seals never stand against each other. They join, and what any of them covers counts.
//!
//! A seal counts from the moment at which nodes above the village had given receipts for everything that it
//! covers and for the entry that holds it; of several seals, the last such moment is the time of sealing.
//! A seal of which something has no receipt, or is not here, is no seal yet. Rows that were withdrawn are
//! taken along as they stand; the scheme leaves them out.

use cunbang_ledger::{LogId, Projection, Receipt, VersionVector};
use cunbang_model::{Period, Row, Table, Timestamp, UnitCode, record};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

/// A document for a run: its rows as they stand, and as they were at its seals where that differs.
#[derive(Debug)]
pub struct Held {
    /// The rows at the run's version vector.
    pub projection: Projection,
    /// The rows at the vector that the seals cover; none where no row came since.
    pub at_seal: Option<Projection>,
    rows: OnceLock<Arc<Vec<Row>>>,
    rows_at_seal: OnceLock<Arc<Vec<Row>>>,
}

impl Held {
    /// Holds a document.
    pub fn new(projection: Projection, at_seal: Option<Projection>) -> Self {
        Self { projection, at_seal, rows: OnceLock::new(), rows_at_seal: OnceLock::new() }
    }

    /// What the scheme is given of it as it stands: all but seals, in one batch that is always the same.
    pub(crate) fn rows(&self) -> Arc<Vec<Row>> {
        Arc::clone(self.rows.get_or_init(|| batch(&self.projection)))
    }

    fn rows_at_seal(&self) -> Arc<Vec<Row>> {
        match &self.at_seal {
            Some(at_seal) => Arc::clone(self.rows_at_seal.get_or_init(|| batch(at_seal))),
            None => self.rows(),
        }
    }
}

fn batch(projection: &Projection) -> Arc<Vec<Row>> {
    let rows = projection.rows().map(|standing| &standing.row).filter(|row| row.table() != Table::Seals);
    Arc::new(rows.cloned().collect())
}

/// A seal in a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingSeal {
    /// The log that holds it.
    pub log: LogId,
    /// The number of the entry that holds it.
    pub entry: u64,
    /// What it covers.
    pub covers: VersionVector,
}

/// The seals that a ledger shows for a part of its time: the ledger's quarter, or a month of it. Where some
/// were made for just that part, those for a longer time are left out. Withdrawn seals do not count, nor those
/// that cover more than is here.
pub fn standing_seals(projection: &Projection, part: Period) -> Vec<StandingSeal> {
    let ids: BTreeSet<String> = projection.table(Table::Seals).map(|standing| standing.row.id()).collect();
    let values = ids.iter().flat_map(|id| projection.values(Table::Seals, id));
    let mut seals: Vec<(Period, StandingSeal)> = values
        .filter(|standing| !standing.row.is_withdrawn())
        .filter_map(|standing| {
            let seal: record::Seal = standing.row.record()?;
            let covers = match seal.covers.as_str() {
                "-" => VersionVector::default(),
                text => text.parse().ok()?,
            };
            let log = LogId { document: projection.document(), writer: standing.operation.writer };
            seal.period.contains(part).then_some((seal.period, StandingSeal { log, entry: standing.entry, covers }))
        })
        .filter(|(_, seal)| projection.vector().covers(&seal.covers))
        .collect();
    if seals.iter().any(|(period, _)| *period == part) {
        seals.retain(|(period, _)| *period == part);
    }
    let seals: Vec<StandingSeal> = seals.into_iter().map(|(_, seal)| seal).collect();
    // Who seals again having seen a seal says all that it said.
    seals.iter().filter(|seal| !seals.iter().any(|other| other.repeats(seal))).cloned().collect()
}

impl StandingSeal {
    /// Whether this one covers another seal and all that the other covers.
    fn repeats(&self, other: &Self) -> bool {
        let reaches = self.covers.0.get(&other.log.writer).is_some_and(|number| *number >= other.entry);
        reaches && self.covers.covers(&other.covers)
    }
}

/// What any of some seals covers.
fn joined(seals: &[StandingSeal]) -> VersionVector {
    let mut covers = VersionVector::default();
    for (writer, number) in seals.iter().flat_map(|seal| &seal.covers.0) {
        covers.raise(*writer, *number);
    }
    covers
}

/// How many entries of a ledger are neither covered nor hold a seal.
fn entries_beyond(projection: &Projection, seals: &[StandingSeal], covers: &VersionVector) -> u64 {
    let uncovered =
        seals.iter().filter(|seal| covers.0.get(&seal.log.writer).is_none_or(|number| *number < seal.entry));
    let holders: BTreeSet<(LogId, u64)> = uncovered.map(|seal| (seal.log, seal.entry)).collect();
    projection.vector().entry_count().saturating_sub(covers.entry_count() + holders.len() as u64)
}

/// The vector to which a ledger must be wound back for its seals; none where nothing but they was written
/// since, or where there are none.
pub fn rewind_to(projection: &Projection, part: Period) -> Option<VersionVector> {
    let seals = standing_seals(projection, part);
    let covers = joined(&seals);
    (!seals.is_empty() && entries_beyond(projection, &seals, &covers) > 0).then_some(covers)
}

/// Whether seals cover everything that a ledger holds for a part of its time.
pub fn is_sealed_whole(projection: &Projection, part: Period) -> bool {
    let seals = standing_seals(projection, part);
    !seals.is_empty() && entries_beyond(projection, &seals, &joined(&seals)) == 0
}

/// The part of a run's period that a quarter's ledger is sealed for.
pub fn part_of(period: Period, quarter: Period) -> Period {
    if quarter.contains(period) { period } else { quarter }
}

/// Receipts by the log that they are for.
#[derive(Debug)]
pub(crate) struct Receipts<'a>(HashMap<LogId, Vec<&'a Receipt>>);

impl<'a> Receipts<'a> {
    pub(crate) fn of(receipts: &'a [Receipt]) -> Self {
        let mut by_log: HashMap<LogId, Vec<&Receipt>> = HashMap::new();
        for receipt in receipts {
            by_log.entry(receipt.log).or_default().push(receipt);
        }
        Self(by_log)
    }

    /// The earliest receipt, by a node above the village, that reaches an entry.
    fn earliest(&self, log: &LogId, entry: u64, village: UnitCode) -> Option<&'a Receipt> {
        self.0
            .get(log)?
            .iter()
            .filter(|receipt| receipt.number >= entry && village.is_below(&receipt.unit))
            .min_by_key(|receipt| (receipt.received_at.as_millisecond(), receipt.node, receipt.number))
            .copied()
    }

    /// Those that show since when everything under a seal, and the seal, was received; none where something
    /// of it was not.
    fn of_seal(&self, seal: &StandingSeal) -> Option<Vec<&'a Receipt>> {
        let document = seal.log.document;
        let covered = seal.covers.0.iter().map(|(writer, number)| (LogId { document, writer: *writer }, *number));
        // Of the log that holds the seal, what reaches the seal reaches all before it.
        let is_before_seal = |log: &LogId, number: u64| *log == seal.log && number <= seal.entry;
        let covered = covered.filter(|(log, number)| *number > 0 && !is_before_seal(log, *number));
        let covered = covered.chain([(seal.log, seal.entry)]);
        covered.map(|(log, number)| self.earliest(&log, number, document.unit())).collect()
    }

    /// The newest receipt, by whomever, for a log of the document.
    pub(crate) fn newest(&self, projection: &Projection) -> Option<&'a Receipt> {
        let document = projection.document();
        projection
            .vector()
            .0
            .keys()
            .filter_map(|writer| self.0.get(&LogId { document, writer: *writer }))
            .flatten()
            .max_by_key(|receipt| receipt.received_at)
            .copied()
    }
}

/// The seals of a ledger that count, joined.
#[derive(Debug)]
pub(crate) struct Sealed<'a> {
    /// When the last of them, and what they cover, had been received.
    pub(crate) received_at: Timestamp,
    /// The receipts that show it.
    pub(crate) receipts: Vec<&'a Receipt>,
    /// Entries that none of them covers, their own left out.
    supplements: u64,
}

/// A ledger of the period: as it stands, and its seals if they count.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    pub(crate) held: &'a Held,
    pub(crate) seal: Option<Sealed<'a>>,
}

impl<'a> Part<'a> {
    pub(crate) fn of(held: &'a Held, period: Period, receipts: &Receipts<'a>) -> Self {
        let projection = &held.projection;
        let part = part_of(period, projection.document().period().unwrap_or(period));
        let seals = standing_seals(projection, part);
        let shown: Option<Vec<Vec<&Receipt>>> = seals.iter().map(|seal| receipts.of_seal(seal)).collect();
        let receipts: Vec<&Receipt> = shown.into_iter().flatten().flatten().collect();
        let seal = receipts.iter().map(|receipt| receipt.received_at).max().map(|received_at| Sealed {
            received_at,
            receipts,
            supplements: entries_beyond(projection, &seals, &joined(&seals)),
        });
        Self { held, seal }
    }

    /// The rows that count: those under the seals; without one, all that came.
    pub(crate) fn rows(&self) -> Arc<Vec<Row>> {
        if self.seal.is_some() { self.held.rows_at_seal() } else { self.held.rows() }
    }

    /// Entries that no seal covers, those with seals left out; all where there is no seal.
    pub(crate) fn supplements(&self) -> u64 {
        self.seal.as_ref().map_or_else(|| self.held.projection.vector().entry_count(), |seal| seal.supplements)
    }
}
