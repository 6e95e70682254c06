//! What of a village's period counts: the rows under its newest seal 上报, once that was received.
//!
//! A seal names the version vector that it covers. Rows count as of that vector: what was written later
//! is a supplement, and counts when a new seal covers it. A seal counts from the moment at which a node
//! above the village gave a receipt for the entry that holds it: the earliest such receipt is the time
//! of sealing. A seal that nobody above has receipted, or that covers entries which are not here, is no
//! seal yet. Rows that were withdrawn are taken along as they stand; the scheme leaves them out.

use cunbang_ledger::{LogId, Projection, Receipt, VersionVector};
use cunbang_model::{Period, Row, Table, UnitCode};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// A document for a run: its rows as they stand, and as they were at its newest seal where that differs.
#[derive(Debug)]
pub struct Held {
    /// The rows at the run's version vector.
    pub projection: Projection,
    /// The rows at the vector that the newest seal covers; none where no row came since.
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

/// The newest seal in a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingSeal {
    /// The log that holds it.
    pub log: LogId,
    /// The number of the entry that holds it.
    pub entry: u64,
    /// What it covers.
    pub covers: VersionVector,
}

/// The newest seal that a ledger shows for a part of its time: the ledger's quarter, or a month of it. A
/// seal made for just that part goes before one for a longer time. Withdrawn seals do not count.
pub fn standing_seal(projection: &Projection, part: Period) -> Option<StandingSeal> {
    let seals = projection.table(Table::Seals).filter(|standing| !standing.row.is_withdrawn());
    let newest = seals
        .filter_map(|standing| Some((standing, standing.row.period("period").filter(|period| period.contains(part))?)))
        .max_by_key(|(standing, period)| {
            (*period == part, standing.operation.counter, standing.operation.writer.actor())
        })?
        .0;
    let covers = match newest.row.text("covers")? {
        "-" => VersionVector::default(),
        text => text.parse().ok()?,
    };
    let log = LogId { document: projection.document(), writer: newest.operation.writer };
    Some(StandingSeal { log, entry: newest.entry, covers })
}

/// The vector to which a ledger must be wound back for its newest seal; none where nothing but that seal
/// was written since, or where there is no seal, or where it covers more than is here.
pub fn rewind_to(projection: &Projection, part: Period) -> Option<VersionVector> {
    let seal = standing_seal(projection, part)?;
    let mut with_seal = seal.covers.clone();
    let before = with_seal.0.entry(seal.log.writer).or_insert(0);
    let is_next = *before + 1 == seal.entry;
    *before = seal.entry;
    let nothing_since = is_next && with_seal == *projection.vector();
    (projection.vector().covers(&seal.covers) && !nothing_since).then_some(seal.covers)
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

    /// The earliest receipt, by a node above the village, that covers an entry.
    fn earliest(&self, log: &LogId, entry: u64, village: UnitCode) -> Option<&'a Receipt> {
        self.0
            .get(log)?
            .iter()
            .filter(|receipt| receipt.number >= entry && village.is_below(&receipt.unit))
            .min_by_key(|receipt| (receipt.received_at.as_millisecond(), receipt.node, receipt.number))
            .copied()
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

/// A ledger of the period: as it stands, and its seal if that counts.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    pub(crate) held: &'a Held,
    pub(crate) seal: Option<(StandingSeal, &'a Receipt)>,
}

impl<'a> Part<'a> {
    pub(crate) fn of(held: &'a Held, period: Period, receipts: &Receipts<'a>) -> Self {
        let projection = &held.projection;
        let document = projection.document();
        let part = part_of(period, document.period().unwrap_or(period));
        let seal =
            standing_seal(projection, part).filter(|seal| projection.vector().covers(&seal.covers)).and_then(|seal| {
                let receipt = receipts.earliest(&seal.log, seal.entry, document.unit())?;
                Some((seal, receipt))
            });
        Self { held, seal }
    }

    /// The rows that count: those under the seal; without one, all that came.
    pub(crate) fn rows(&self) -> Arc<Vec<Row>> {
        if self.seal.is_some() { self.held.rows_at_seal() } else { self.held.rows() }
    }

    /// Entries that the seal does not cover, its own left out; all where there is no seal.
    pub(crate) fn supplements(&self) -> u64 {
        let here = self.held.projection.vector().entry_count();
        match (&self.seal, &self.held.at_seal) {
            (None, _) => here,
            (Some(_), None) => 0,
            (Some(_), Some(at_seal)) => here.saturating_sub(at_seal.vector().entry_count() + 1),
        }
    }
}
