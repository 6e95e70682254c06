//! Decisions 认定: what the county says of a village that was not received, as rows of its bulletin.
//!
//! They are about what had not come. A village whose seal some node above it had received in time was received, whatever
//! the county knew when it decided: the decision gives way. And what is taken is what had come by then; what a village
//! writes afterwards waits for its seal.

use crate::assess::{AssessError, Material, VillagePeriod};
use crate::past::publishing;
use crate::readings::uses;
use crate::rules::scheme_in_force;
use crate::sealed::{covers_in, covers_text};
use cunbang_ledger::{Entry, Projection, Standing, VersionVector, Writer};
use cunbang_model::{DocumentKind, DocumentName, Period, Row, RowError, Table, Timestamp, UnitCode, UnitTree, record};
use cunbang_scheme::{Decision, ReceiptState, Scheme};
use std::collections::{BTreeMap, BTreeSet};

/// What a run's engine is followed by where a decision gave way to a seal in time.
pub(crate) const GIVEN_WAY: &str = ", seals before decisions";

/// Whether decisions give way to seals that had come in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DecisionReading {
    /// They stand, as releases before 2026-11-30 had it.
    First,
    /// They give way.
    #[default]
    Present,
}

/// How decisions were read in a run, as its engine says: where none gave way, either reading is the same.
pub fn decision_reading(engine: &str) -> DecisionReading {
    if uses(engine, GIVEN_WAY) { DecisionReading::Present } else { DecisionReading::First }
}

/// A decision that gave way: the village had been received in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenWay {
    /// The village.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// What was decided, and why.
    pub decision: Decision,
    /// When its seal had been received by a node above it.
    pub sealed_at: Timestamp,
}

/// How much of the ledgers of a village had come, by quarter.
pub type Taken = BTreeMap<Period, VersionVector>;

/// The row that states a decision: `take`, `excuse` or `not_carried_out`, with its reason; of what is taken, how much that
/// is.
pub fn decision_row(
    root: UnitCode,
    period: Period,
    unit: UnitCode,
    (decision, reason): (&str, &str),
    taken: &Taken,
) -> Result<Row, Vec<RowError>> {
    let (period, subject) = (period.to_string(), unit.to_string());
    let taken: Vec<String> =
        taken.iter().map(|(quarter, covers)| format!("{quarter} {}", covers_text(covers))).collect();
    let taken = taken.join("; ");
    let cells = [
        ("unit", root.as_str()),
        ("period", period.as_str()),
        ("subject", subject.as_str()),
        ("decision", decision),
        ("reason", reason),
        ("covers", taken.as_str()),
    ];
    Row::from_cells(Table::Decisions, cells)
}

/// How much is taken of each ledger, as decisions of the root on a period say. Those of releases before 2026-11-30 do not
/// say it: of theirs all counts that came.
pub fn taken<'p>(
    bulletins: impl Iterator<Item = &'p Projection>,
    root: UnitCode,
    period: Period,
) -> BTreeMap<DocumentName, VersionVector> {
    let of_root = bulletins.filter(|bulletin| bulletin.document().unit() == root);
    let rows = of_root.flat_map(|bulletin| bulletin.table(Table::Decisions)).map(|standing| &standing.row);
    let decisions = rows.filter(|row| !row.is_withdrawn()).filter_map(cunbang_model::Row::record::<record::Decision>);
    let mut taken = BTreeMap::new();
    for decision in decisions.filter(|decision| decision.period == period) {
        for part in decision.covers.as_deref().unwrap_or_default().split("; ") {
            let Some((quarter, covers)) = part.split_once(' ') else { continue };
            let (Ok(quarter), Some(covers)) = (quarter.parse(), covers_in(covers)) else { continue };
            if let Some(ledger) = DocumentName::quarterly(DocumentKind::Ledger, decision.subject, quarter) {
                taken.insert(ledger, covers);
            }
        }
    }
    taken
}

/// What of a bulletin a run rests on: its decisions, where it `decides` for the run's period, and the publications of the
/// `earlier` periods at which the rules look. With [`up_to`], publishing a run, which writes into the same bulletin, does
/// not change what the next run rests on.
pub fn counting<'p>(bulletin: &'p Projection, decides: bool, earlier: &BTreeSet<Period>) -> Vec<&'p Standing> {
    let decisions = bulletin.table(Table::Decisions).filter(|_| decides);
    let decisions = decisions.flat_map(|standing| bulletin.values(Table::Decisions, &standing.row.id()));
    decisions.chain(publishing(bulletin, earlier)).collect()
}

/// How much of a document some rows of it need: the entries that they stand in, and what these have seen. `entries`
/// stand in an order that keeps each after what it has seen.
pub fn up_to<'a>(rows: impl Iterator<Item = &'a Standing>, entries: &[(Writer, Entry)]) -> VersionVector {
    let mut wanted = VersionVector::default();
    for value in rows {
        wanted.raise(value.operation.writer, value.entry);
    }
    // Backwards, everything is wanted before its turn comes.
    for (writer, entry) in entries.iter().rev() {
        if wanted.0.get(writer).is_some_and(|until| entry.number <= *until) {
            for point in &entry.seen {
                wanted.raise(point.writer, point.number);
            }
        }
    }
    wanted
}

impl Material {
    /// What the root decided of villages that had not come in time.
    pub(crate) fn decisions_for(
        &self,
        villages: &BTreeMap<UnitCode, VillagePeriod<'_>>,
        scheme: &Scheme,
    ) -> BTreeMap<UnitCode, Decision> {
        let mut decisions = self.decisions();
        if self.decision_reading == DecisionReading::Present {
            let deadline = scheme.deadline(self.period);
            decisions.retain(|unit, _| !villages.get(unit).is_some_and(|village| village.was_in_time(deadline)));
        }
        decisions
    }

    /// What the root decided of villages that had come in time all the same.
    pub fn given_way(&self) -> Result<Vec<GivenWay>, AssessError> {
        let in_force = scheme_in_force(&self.scheme_document(), self.period).ok().map(|in_force| in_force.scheme);
        let Some(scheme) = in_force.filter(|_| !self.decisions().is_empty()) else { return Ok(Vec::new()) };
        let (listing, villages) = self.listed_villages(Some(&scheme))?;
        Ok(self.given_way_among(&listing.units, &villages, &scheme))
    }

    /// The same of villages that were looked at.
    pub(crate) fn given_way_among(
        &self,
        units: &UnitTree,
        villages: &BTreeMap<UnitCode, VillagePeriod<'_>>,
        scheme: &Scheme,
    ) -> Vec<GivenWay> {
        let stands = self.decisions_for(villages, scheme);
        let gone = self.decisions().into_iter().filter(|(unit, _)| !stands.contains_key(unit));
        let given_way = gone.filter_map(|(unit, decision)| match villages.get(&unit)?.receipt() {
            ReceiptState::Sealed { received_at } => {
                Some(GivenWay { unit, name: units.name(unit), decision, sealed_at: received_at })
            }
            _ => None,
        });
        given_way.collect()
    }

    /// What the root decided for the period.
    pub(crate) fn decisions(&self) -> BTreeMap<UnitCode, Decision> {
        self.quarterly(DocumentKind::Bulletin)
            .filter(|(name, _)| name.unit() == self.root)
            .flat_map(|(_, held)| held.projection.table(Table::Decisions))
            .filter_map(|standing| Decision::from_row(&standing.row))
            .filter(|(_, period, _)| *period == self.period)
            .map(|(unit, _, decision)| (unit, decision))
            .collect()
    }
}
