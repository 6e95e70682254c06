//! What of a village's period counts: the rows under its seals 上报, once those were received.
//!
//! A seal names the version vector that it covers. Rows count as of that vector: what was written later
//! is a supplement, and counts when a new seal covers it. Two terminals may seal at once, and a restored one
//! may seal again: seals never stand against each other. They join, and what any of them covers counts.
//!
//! A seal counts from the moment at which nodes above the village had given receipts for everything that it
//! covers and for the entry that holds it; of several seals, the last such moment is the time of sealing.
//! A seal of which something has no receipt, or is not here, is no seal yet, nor is one that came before the period
//! could be sealed. A seal that corrects one that was returned may count from when that one did: see [`crate::returned`].
//! Rows that were withdrawn are taken along as they stand; the scheme leaves them out. A seal stays one when it is
//! withdrawn, from when that was received: nobody takes back, when the deadline is over, that he had sealed.

use crate::above::Rows;
use crate::coverage::Filled;
use crate::receipts::Receipts;
use crate::returned::Returned;
use crate::revoked::countable;
use cunbang_ledger::{LogId, Projection, Receipt, VersionVector};
use cunbang_model::{Date, Period, Row, Table, Timestamp, clock, record};
use cunbang_scheme::CorrectedSeal;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// How seals are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SealReading {
    /// As releases before 2026-11-29 did: a withdrawn seal is none, and a return keeps a time for as long as it says.
    First,
    /// As it is now.
    #[default]
    Present,
}

/// A document for a run: its rows as they stand, and as they were at its seals where that differs.
#[derive(Debug)]
pub struct Held {
    /// The rows at the run's version vector.
    pub projection: Projection,
    /// The rows that count, where some of a revoked device do not; see [`crate::revoked::countable`].
    pub countable: Option<Projection>,
    /// The rows at the vector that the seals cover; none where no row came since.
    pub at_seal: Option<Projection>,
    /// What the county decided to take of an unsealed ledger: how much, and the rows then.
    pub taken: Option<Projection>,
    /// Rows that count otherwise than they stand; see [`crate::above`].
    above: Rows,
    rows: OnceLock<Arc<Vec<Row>>>,
    rows_at_seal: OnceLock<Arc<Vec<Row>>>,
    rows_taken: OnceLock<Arc<Vec<Row>>>,
    /// What it holds of each table: unsealed, and sealed.
    pub(crate) filled: [OnceLock<Arc<Filled>>; 2],
}

impl Held {
    /// Holds a document of which all rows count.
    pub fn new(projection: Projection) -> Self {
        let (rows, rows_at_seal, rows_taken) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let (countable, at_seal, taken, above) = (None, None, None, Rows::new());
        let filled = [OnceLock::new(), OnceLock::new()];
        Self { projection, countable, at_seal, taken, above, rows, rows_at_seal, rows_taken, filled }
    }

    /// Holds inspections of which some rows count as units above wrote them.
    pub fn inspections(projection: Projection, above: Rows) -> Self {
        Self { above, ..Self::new(projection) }
    }

    /// Whether some rows count otherwise than they stand.
    pub(crate) fn counts_above(&self) -> bool {
        !self.above.is_empty()
    }

    /// Holds a ledger, given how to read it as it was at a vector. `part` is what its seals are for.
    pub fn ledger<E>(
        projection: Projection,
        part: Period,
        reading: SealReading,
        receipts: &Receipts<'_>,
        mut at: impl FnMut(&VersionVector) -> Result<Projection, E>,
    ) -> Result<Self, E> {
        let countable = countable(&projection, part, reading, receipts).map(|vector| at(&vector)).transpose()?;
        let covered = rewind_to(countable.as_ref().unwrap_or(&projection), part, reading);
        let at_seal = covered.map(|covers| at(&covers)).transpose()?;
        Ok(Self { countable, at_seal, ..Self::new(projection) })
    }

    /// The same ledger, of which the county takes what had come by a vector. What it does not hold so far is not read
    /// so.
    pub fn taken_at<E>(
        self,
        covers: Option<&VersionVector>,
        mut at: impl FnMut(&VersionVector) -> Result<Projection, E>,
    ) -> Result<Self, E> {
        let covers = covers.filter(|covers| self.counted().vector().covers(covers));
        let taken = covers.map(&mut at).transpose()?;
        Ok(Self { taken, ..self })
    }

    /// Whether it is read with what was taken of it.
    pub fn is_taken_at(&self, covers: Option<&VersionVector>) -> bool {
        let covers = covers.filter(|covers| self.counted().vector().covers(covers));
        self.taken.as_ref().map(Projection::vector) == covers
    }

    /// The same as if what came after its seals stood under them.
    pub(crate) fn as_it_stands(&self) -> Self {
        Self { countable: self.countable.clone(), above: self.above.clone(), ..Self::new(self.projection.clone()) }
    }

    /// The rows that count, sealed or not.
    pub(crate) fn counted(&self) -> &Projection {
        self.countable.as_ref().unwrap_or(&self.projection)
    }

    /// How many entries of revoked devices do not count.
    pub(crate) fn set_aside(&self) -> u64 {
        self.projection.vector().entry_count() - self.counted().vector().entry_count()
    }

    /// What the scheme is given of it as it stands: all but seals, in one batch that is always the same.
    pub(crate) fn rows(&self) -> Arc<Vec<Row>> {
        Arc::clone(self.rows.get_or_init(|| batch(self.counted(), &self.above)))
    }

    /// How it may be read: as it stands, as far as it counts, and as it was at its seals, where these differ.
    pub(crate) fn readings(&self) -> impl Iterator<Item = &Projection> {
        std::iter::once(&self.projection).chain(&self.countable).chain(&self.at_seal)
    }

    /// What the scheme is given of it at its seals; where none stands, as it stands.
    pub(crate) fn rows_at_seal(&self) -> Arc<Vec<Row>> {
        match &self.at_seal {
            Some(at_seal) => Arc::clone(self.rows_at_seal.get_or_init(|| batch(at_seal, &Rows::new()))),
            None => self.rows(),
        }
    }

    fn rows_taken(&self) -> Arc<Vec<Row>> {
        match &self.taken {
            Some(taken) => Arc::clone(self.rows_taken.get_or_init(|| batch(taken, &Rows::new()))),
            None => self.rows(),
        }
    }
}

fn batch(projection: &Projection, above: &Rows) -> Arc<Vec<Row>> {
    let rows = projection.rows().map(|standing| &standing.row).filter(|row| row.table() != Table::Seals);
    let counted = |row| if above.is_empty() { row } else { above.get(&key(row)).unwrap_or(row) };
    Arc::new(rows.map(counted).cloned().collect())
}

fn key(row: &Row) -> (Table, String) {
    (row.table(), row.id())
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

/// The seals that a ledger shows for a part of its time: the ledger's quarter, or a month or week of it. Where some
/// were made for just that part, those for a longer time are left out. Those that cover more than is here do not count.
pub fn standing_seals(projection: &Projection, part: Period) -> Vec<StandingSeal> {
    seals_read(projection, part, SealReading::Present)
}

pub(crate) fn seals_read(projection: &Projection, part: Period, reading: SealReading) -> Vec<StandingSeal> {
    without_repeated(&all_seals(projection, part, reading))
}

/// What the seals covered that stood before those that stand now; none where these are the first.
pub fn sealed_before(projection: &Projection, part: Period) -> Option<VersionVector> {
    let standing = standing_seals(projection, part);
    let mut before = all_seals(projection, part, SealReading::Present);
    before.retain(|seal| !standing.contains(seal));
    (!before.is_empty()).then(|| joined(&before))
}

/// The seals that stood when some of the ledger was sealed: those that cover no more.
fn seals_within(
    projection: &Projection,
    part: Period,
    reading: SealReading,
    covers: &VersionVector,
) -> Vec<StandingSeal> {
    let mut seals = all_seals(projection, part, reading);
    seals.retain(|seal| covers.covers(&seal.covers));
    without_repeated(&seals)
}

/// Who seals again having seen a seal says all that it said.
fn without_repeated(seals: &[StandingSeal]) -> Vec<StandingSeal> {
    seals.iter().filter(|seal| !seals.iter().any(|other| other.repeats(seal))).cloned().collect()
}

fn all_seals(projection: &Projection, part: Period, reading: SealReading) -> Vec<StandingSeal> {
    let ids: BTreeSet<String> = projection.table(Table::Seals).map(|standing| standing.row.id()).collect();
    let values = ids.iter().flat_map(|id| projection.values(Table::Seals, id));
    let mut seals: Vec<(Period, StandingSeal)> = values
        .filter(|standing| reading == SealReading::Present || !standing.row.is_withdrawn())
        .filter_map(|standing| {
            let seal: record::Seal = standing.row.record()?;
            let covers = covers_in(&seal.covers)?;
            let log = LogId { document: projection.document(), writer: standing.operation.writer };
            // Of a week at the turn of a quarter, this ledger's quarter holds the days that stand here.
            let is_of_part = seal.period.contains(part) || Some(seal.period) == projection.document().period();
            is_of_part.then_some((seal.period, StandingSeal { log, entry: standing.entry, covers }))
        })
        .filter(|(_, seal)| projection.vector().covers(&seal.covers))
        .collect();
    if seals.iter().any(|(period, _)| *period == part) {
        seals.retain(|(period, _)| *period == part);
    }
    seals.into_iter().map(|(_, seal)| seal).collect()
}

/// What a row says that a seal covers: `-` where it covers nothing.
pub fn covers_in(text: &str) -> Option<VersionVector> {
    if text == NOTHING { Some(VersionVector::default()) } else { text.parse().ok() }
}

/// The text for what a seal covers.
pub fn covers_text(covers: &VersionVector) -> String {
    if covers.0.is_empty() { NOTHING.to_owned() } else { covers.to_string() }
}

const NOTHING: &str = "-";

impl StandingSeal {
    /// Whether this one covers another seal and all that the other covers.
    fn repeats(&self, other: &Self) -> bool {
        let reaches = self.covers.0.get(&other.log.writer).is_some_and(|number| *number >= other.entry);
        reaches && self.covers.covers(&other.covers)
    }
}

/// What any of some seals covers.
pub fn joined(seals: &[StandingSeal]) -> VersionVector {
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
fn rewind_to(projection: &Projection, part: Period, reading: SealReading) -> Option<VersionVector> {
    let seals = seals_read(projection, part, reading);
    let covers = joined(&seals);
    (!seals.is_empty() && entries_beyond(projection, &seals, &covers) > 0).then_some(covers)
}

/// Whether [`Held::ledger`] reads a ledger as it stands alone: all of it counts, and nothing came after its seals.
pub fn is_whole(projection: &Projection, part: Period, receipts: &Receipts<'_>) -> bool {
    !receipts.concern_revoked(projection) && rewind_to(projection, part, SealReading::Present).is_none()
}

/// How many entries of a ledger no seal covers that stands in it, received or not; none where none stands.
pub fn beyond_seals(projection: &Projection, part: Period) -> u64 {
    let seals = standing_seals(projection, part);
    if seals.is_empty() { 0 } else { entries_beyond(projection, &seals, &joined(&seals)) }
}

/// Whether seals cover everything that a ledger holds for a part of its time.
pub fn is_sealed_whole(projection: &Projection, part: Period) -> bool {
    let seals = standing_seals(projection, part);
    !seals.is_empty() && entries_beyond(projection, &seals, &joined(&seals)) == 0
}

/// The part of a run's period that a quarter's ledger is sealed for: a week or a month, or else the quarter, as of all
/// quarters that are none of the period's.
pub fn part_of(period: Period, quarter: Period) -> Period {
    // A week may have days in two quarters, and is sealed in both.
    let is_shorter = matches!(period, Period::Week(..) | Period::Month(..)) && period.quarters().contains(&quarter);
    if is_shorter { period } else { quarter }
}

/// The first moment at which a seal may have been received, of a period that may be sealed from a day on. As clocks
/// differ, the day before still passes.
pub fn earliest_of_seal(sealable_from: Date) -> Timestamp {
    clock::start_of_county_day(sealable_from.yesterday().unwrap_or(sealable_from))
}

/// Those receipts that show since when everything under a seal, and the seal, was received; none where something of it
/// was not. The seal itself cannot have come before `sealable_from`, whatever a receipt says.
fn receipts_of_seal<'a>(seal: &StandingSeal, sealable_from: Date, receipts: &Receipts<'a>) -> Option<Vec<&'a Receipt>> {
    let document = seal.log.document;
    let covered = seal.covers.0.iter().map(|(writer, number)| (LogId { document, writer: *writer }, *number));
    // Of the log that holds the seal, what reaches the seal reaches all before it.
    let is_before_seal = |log: &LogId, number: u64| *log == seal.log && number <= seal.entry;
    let covered = covered.filter(|(log, number)| *number > 0 && !is_before_seal(log, *number));
    let from = earliest_of_seal(sealable_from);
    let covered = covered.map(|(log, number)| (log, number, None)).chain([(seal.log, seal.entry, Some(from))]);
    covered.map(|(log, number, not_before)| receipts.earliest(&log, number, not_before)).collect()
}

/// Those receipts that show since when everything under some seals, and they, were received.
fn deciding<'a>(seals: &[StandingSeal], sealable_from: Date, receipts: &Receipts<'a>) -> Option<Vec<&'a Receipt>> {
    let shown: Option<Vec<Vec<&Receipt>>> =
        seals.iter().map(|seal| receipts_of_seal(seal, sealable_from, receipts)).collect();
    Some(shown?.into_iter().flatten().collect())
}

fn last_of(receipts: &[&Receipt]) -> Option<Timestamp> {
    receipts.iter().map(|receipt| receipt.received_at).max()
}

/// The seals of a ledger that count, joined.
#[derive(Debug)]
pub(crate) struct Sealed<'a> {
    /// When the last of them, and what they cover, had been received; where they correct what was returned, when that
    /// had been.
    pub(crate) received_at: Timestamp,
    /// What they correct, where they count from before they came: see [`crate::returned`].
    pub(crate) corrects: Option<CorrectedSeal>,
    /// When the county itself had received them.
    pub(crate) by_county: Option<Timestamp>,
    /// The receipts that show when they had been received.
    pub(crate) receipts: Vec<&'a Receipt>,
    /// Entries that none of them covers, their own left out.
    supplements: u64,
}

/// A ledger of the period: as it stands, and its seals if they count.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    pub(crate) held: &'a Held,
    pub(crate) seal: Option<Sealed<'a>>,
    /// The county's receipts that show how much it had of revoked devices when it revoked them.
    pub(crate) had_before: Vec<&'a Receipt>,
}

/// By what the seals of a village are judged.
pub(crate) struct SealRules<'r> {
    /// How they are read.
    pub(crate) reading: SealReading,
    /// The first day on which a period may be sealed.
    pub(crate) sealable_from: &'r (dyn Fn(Period) -> Date + Sync),
    /// What the village's inspections say of its seals.
    pub(crate) returned: &'r [Returned],
    /// The last day on which a corrected seal keeps a time, whatever a return says.
    pub(crate) last_correction: Option<Date>,
}

/// See [`Part::had_before`].
pub(crate) fn proofs<'a>(held: &Held, receipts: &Receipts<'a>) -> Vec<&'a Receipt> {
    let document = held.projection.document();
    let logs = held.projection.vector().0.keys().map(|writer| LogId { document, writer: *writer });
    logs.filter_map(|log| receipts.furthest_before(&log, receipts.revoked_at(log.writer.device)?)).collect()
}

impl<'a> Part<'a> {
    pub(crate) fn of(held: &'a Held, period: Period, receipts: &Receipts<'a>, rules: &SealRules<'_>) -> Self {
        let projection = held.counted();
        let part = part_of(period, projection.document().period().unwrap_or(period));
        let reading = rules.reading;
        let seals = seals_read(projection, part, reading);
        let from = (rules.sealable_from)(part);
        let deciding = deciding(&seals, from, receipts).unwrap_or_default();
        let seal = last_of(&deciding).map(|last_at| {
            let quarter = projection.document().period();
            let keeps = |returned: &&Returned| returned.keeps_for(quarter, part, last_at, rules.last_correction);
            let kept = rules.returned.iter().filter(keeps).filter_map(|returned| {
                let before = seals_within(projection, part, reading, &returned.covers);
                let shown = self::deciding(&before, from, receipts)?;
                last_of(&shown).filter(|at| *at < last_at).map(|at| (at, shown, returned))
            });
            let covers = joined(&seals);
            let kept = kept.min_by_key(|(at, ..)| *at);
            let corrects = kept.as_ref().map(|(sealed_at, _, returned)| CorrectedSeal {
                returned_by: returned.reviewer,
                returned_on: returned.on,
                correct_by: returned.correct_by,
                sealed_at: *sealed_at,
                corrected_at: last_at,
                entries_returned: returned.covers.entry_count(),
                entries: covers.entry_count(),
            });
            let (received_at, shown_kept) = kept.map_or((last_at, Vec::new()), |(at, shown, _)| (at, shown));
            let of_county = deciding.iter().map(|receipt| receipts.of_county(&receipt.log, receipt.number));
            let of_county: Vec<Option<&Receipt>> = of_county.collect();
            let by_county: Option<Vec<Timestamp>> =
                of_county.iter().map(|receipt| receipt.map(|receipt| receipt.received_at)).collect();
            // What a revoked node signed is believed for the county's own.
            let proofs = deciding.iter().zip(&of_county);
            let proofs = proofs.filter(|(receipt, _)| receipts.revoked_at(receipt.node).is_some());
            let proofs: Vec<&Receipt> = proofs.filter_map(|(_, of_county)| *of_county).collect();
            Sealed {
                received_at,
                corrects,
                by_county: by_county.and_then(|times| times.into_iter().max()),
                receipts: deciding.into_iter().chain(proofs).chain(shown_kept).collect(),
                supplements: entries_beyond(projection, &seals, &covers),
            }
        });
        Self { held, seal, had_before: proofs(held, receipts) }
    }

    /// The rows that count: those under the seals; without one, what the county took, or else all that came.
    pub(crate) fn rows(&self) -> Arc<Vec<Row>> {
        if self.seal.is_some() { self.held.rows_at_seal() } else { self.held.rows_taken() }
    }

    /// Entries that no seal covers, those with seals left out, or that came after what the county took. Where there is
    /// neither, nothing supplements them.
    pub(crate) fn supplements(&self) -> u64 {
        let taken = self.held.taken.as_ref().map(|taken| taken.vector().entry_count());
        let since_taken = taken.map_or(0, |taken| self.held.counted().vector().entry_count().saturating_sub(taken));
        self.seal.as_ref().map_or(since_taken, |seal| seal.supplements)
    }
}
