//! Assessment 考评: from the documents that a run rests on to its record and its outcome.
//!
//! It is a function of its [`Material`]: whoever has that, from a store or from an evidence file, comes
//! to the same bytes. The parts of the material:
//!
//! - `org` gives the units, as they stood when the period was over ([`crate::listed`]), and who holds which office of
//!   them, `scheme` the rules in force;
//! - a village's ledgers count as [`crate::sealed`] says. Of several quarters in a period each has its
//!   own ledger and seal: the village is sealed when all of them are, at the time of the latest. A period
//!   of which something is here, but not every quarter sealed, is partial, and counts with what is here;
//! - inspections count as they stand, whether the unit has sealed or not;
//! - the root's `log` says since when the scheme was public;
//! - decisions come from the root's bulletins, and are about just the period they name;
//! - where the rules ask what was due in the period, documents of earlier quarters give the findings and steps of
//!   which that is so: see [`mod@crate::earlier`];
//! - where the rules look back, what was published of earlier periods comes from bulletins too: see [`mod@crate::past`].
//!
//! Of values that stand beside each other the one counts that every Automerge shows. Withdrawn rows are
//! left out by the scheme crate, where rows become evidence.

use crate::decision::DecisionReading;
use crate::earlier::weighing;
use crate::engine::Engine;
use crate::listed::{EverVillages, ListReading, UnitPut, listed_rows, listed_tree};
use crate::notes::{Disputed, disputed};
use crate::past::past;
use crate::publicity::PublicSince;
use crate::receipts::{Receipts, Revoked};
use crate::record::RunRecord;
use crate::returned::{Returned, last_correction};
use crate::rules::{RulesError, scheme_in_force};
use crate::sealed::{Held, Part, SealReading, SealRules};
use cunbang_language::say;
use cunbang_ledger::{Hash, LogId, Point, Projection, Receipt, VersionVector};
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Row, Table, Timestamp, UnitCode, UnitTree, clock};
use cunbang_scheme::parallel;
use cunbang_scheme::{Inputs, Names, OfficeHeld, Outcome, Past, RankError, Ranker, ReceiptState, Scheme, VillageInput};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a run rests on.
#[derive(Debug, Clone)]
pub struct Material {
    /// The period to rank.
    pub period: Period,
    /// The unit at the top of the tree.
    pub root: UnitCode,
    /// The unit whose subtree is ranked.
    pub under: UnitCode,
    /// SHA-256 of the authority's certificate.
    pub authority: [u8; 32],
    /// The documents, at the run's version vectors.
    pub documents: BTreeMap<DocumentName, Arc<Held>>,
    /// The hash of each log of the documents, as far as it counts.
    pub hashes: BTreeMap<LogId, Hash>,
    /// The claimed times of the entries of the scheme document, in seconds since 1970.
    pub scheme_times: BTreeMap<Point, i64>,
    /// Since when the scheme in force was public, where the public log among the documents proves it.
    pub public_since: Option<PublicSince>,
    /// Receipts for ledgers, checked, in any order.
    pub receipts: Vec<Receipt>,
    /// When devices were revoked.
    pub revoked: Revoked,
    /// How the seals are read.
    pub reading: SealReading,
    /// Everything that the lists of units said of units, in the order in which it counts; see [`crate::listed`].
    pub unit_puts: Vec<UnitPut>,
    /// How these lists are read.
    pub list_reading: ListReading,
    /// How decisions are read.
    pub decision_reading: DecisionReading,
}

/// What an assessment comes to.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// What it rests on.
    pub record: RunRecord,
    /// The scheme in force.
    pub scheme: Scheme,
    /// The scores, ranks and candidates.
    pub outcome: Outcome,
}

/// The units that a period is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The tree at and under the unit that is ranked.
    pub units: UnitTree,
    /// The moment as of which the list of units counts, where it was changed since.
    pub as_of: Option<Timestamp>,
}

/// Why a period cannot be assessed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssessError {
    /// The unit tree is not here.
    #[error("{}", say!("ranking-assess-no-units", what = .0))]
    NoUnits(UnitCode),
    /// The unit to be ranked is not in the tree.
    #[error("{}", say!("ranking-assess-unknown-unit", unit = .unit, root = .root))]
    UnknownUnit {
        /// The unit asked for.
        unit: UnitCode,
        /// The root of the tree.
        root: UnitCode,
    },
    /// Nobody says what a log holds on which the run rests.
    #[error("{}", say!("ranking-assess-no-hash", log = .0))]
    NoHash(Box<LogId>),
    /// There are no rules for the period.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The scheme cannot rank it.
    #[error(transparent)]
    Rank(#[from] RankError),
}

/// Assesses a period; what the ranker remembers of earlier material makes it faster, and never another.
pub fn assess(material: &Material, ranker: &Ranker) -> Result<Assessment, AssessError> {
    assess_with(Engine::of(material.period), material, ranker)
}

/// The same with the engine that a run states, as whoever verifies it does.
pub fn assess_with(engine: Engine, material: &Material, ranker: &Ranker) -> Result<Assessment, AssessError> {
    let in_force = match scheme_in_force(&material.scheme_document(), material.period) {
        Ok(in_force) => in_force,
        Err(error) => return Err(material.units().err().unwrap_or_else(|| error.into())),
    };
    let (listing, villages) = material.listed_villages(Some(&in_force.scheme))?;
    let record = material.record(engine, &in_force, &listing, &villages)?;
    let inputs = material.inputs(engine, villages, &listing, &in_force.scheme);
    let outcome = ranker.rank(&in_force.scheme, &inputs)?;
    Ok(Assessment { record, scheme: in_force.scheme, outcome })
}

/// What other rules would make of the same material: nothing is recorded, and nobody can publish it. The rules must be
/// for periods of the same length; earlier results count as far as the material has them.
pub fn assess_by(material: &Material, scheme: &Scheme, ranker: &Ranker) -> Result<Outcome, AssessError> {
    let (listing, villages) = material.listed_villages(Some(scheme))?;
    let inputs = material.inputs(Engine::of(material.period), villages, &listing, scheme);
    Ok(ranker.rank(scheme, &inputs)?)
}

impl Material {
    /// What a scheme is given.
    fn inputs(
        &self,
        engine: Engine,
        villages: BTreeMap<UnitCode, VillagePeriod<'_>>,
        listing: &Listing,
        scheme: &Scheme,
    ) -> Inputs {
        let units = &listing.units;
        let decisions = self.decisions_for(&villages, scheme);
        let mut earlier: BTreeMap<UnitCode, Vec<Arc<Vec<Row>>>> = BTreeMap::new();
        let of_earlier = self.earlier(scheme, units);
        for name in &of_earlier {
            let rows = self.documents.get(name).map(|held| held.rows_at_seal());
            earlier.entry(name.unit()).or_default().extend(rows);
        }
        let of_villages = parallel::map(villages.into_iter().collect(), |(unit, village)| {
            let decision = decisions.get(&unit).cloned();
            let rows = engine.read(unit, village.batches());
            let earlier = earlier.get(&unit).cloned().unwrap_or_default();
            (unit, VillageInput { rows, earlier, receipt: village.receipt(), decision })
        });
        Inputs {
            township_rows: self.inspected_above(engine, units, &of_earlier),
            period: self.period,
            villages: of_villages.into_iter().collect(),
            county_counts: self.county_counts(listing.as_of),
            offices: self.offices(),
            past: self.past(scheme),
            names: Names::default(),
            units: units.clone(),
        }
    }
}

/// What is here of a village's period.
#[derive(Debug, Default)]
pub(crate) struct VillagePeriod<'a> {
    /// How many quarters' ledgers the period has.
    quarters: usize,
    /// The ledgers that are here.
    pub(crate) parts: Vec<Part<'a>>,
    inspections: Vec<&'a Held>,
}

impl VillagePeriod<'_> {
    pub(crate) fn receipt(&self) -> ReceiptState {
        if self.parts.is_empty() {
            return ReceiptState::Nothing;
        }
        let sealed = self.parts.iter().filter_map(|part| part.seal.as_ref());
        let times: Vec<Timestamp> = sealed.map(|seal| seal.received_at).collect();
        match times.iter().max() {
            Some(latest) if times.len() == self.quarters => ReceiptState::Sealed { received_at: *latest },
            _ => ReceiptState::Partial,
        }
    }

    /// Whether it was sealed, and a node above it had received that by the last day.
    pub(crate) fn was_in_time(&self, deadline: Date) -> bool {
        matches!(self.receipt(), ReceiptState::Sealed { received_at } if clock::county_date(received_at) <= deadline)
    }

    /// When the county itself had received what the seals cover.
    pub(crate) fn by_county(&self) -> Option<Timestamp> {
        let sealed = self.parts.iter().filter_map(|part| part.seal.as_ref());
        let times: Option<Vec<Timestamp>> = sealed.map(|seal| seal.by_county).collect();
        times.and_then(|times| times.into_iter().max())
    }

    fn batches(&self) -> Vec<Arc<Vec<Row>>> {
        let ledgers = self.parts.iter().map(Part::rows);
        ledgers.chain(self.inspections.iter().map(|held| held.rows())).collect()
    }
}

impl Material {
    /// The same where the supplements of ledgers count as if they stood under their seals: of those ledgers that somebody
    /// asks for, by how far they went.
    #[must_use]
    pub fn with_supplements(&self, counts: impl Fn(&DocumentName, &VersionVector) -> bool) -> Self {
        let documents = self.documents.iter().map(|(name, held)| {
            let is_supplemented = held.at_seal.is_some() && counts(name, held.projection.vector());
            let held = if is_supplemented { Arc::new(held.as_it_stands()) } else { Arc::clone(held) };
            (*name, held)
        });
        Self { documents: documents.collect(), ..self.clone() }
    }

    /// The tree at and under the unit that is ranked, as the period goes by it.
    pub fn units(&self) -> Result<UnitTree, AssessError> {
        let in_force = scheme_in_force(&self.scheme_document(), self.period).ok();
        Ok(self.listing(in_force.as_ref().map(|in_force| &in_force.scheme))?.units)
    }

    /// The rows of inspections that stand with several values.
    pub fn disputed(&self) -> Result<Vec<Disputed>, AssessError> {
        let units = self.units()?;
        let inspections = self.quarterly(DocumentKind::Inspection).map(|(_, held)| &held.projection);
        Ok(disputed(inspections, &|unit| units.name(unit)))
    }

    /// The same with the moment as of which the list counts, where it was changed since.
    pub fn listing(&self, scheme: Option<&Scheme>) -> Result<Listing, AssessError> {
        self.listing_as_of(self.listed_as_of(scheme))
    }

    /// The same with what is here of each village of the tree. Where all had to be looked at to know since when the list
    /// counts, they are looked at once.
    pub(crate) fn listed_villages(
        &self,
        scheme: Option<&Scheme>,
    ) -> Result<(Listing, BTreeMap<UnitCode, VillagePeriod<'_>>), AssessError> {
        let (as_of, ever) = self.list_looked_at(scheme);
        let listing = self.listing_as_of(as_of)?;
        let units = &listing.units;
        let is_village = |unit: UnitCode| units.get(unit).is_some_and(|unit| unit.kind.is_basic());
        let are_all =
            |ever: &EverVillages<'_>| units.basic_units(self.under).all(|one| ever.listed.contains(&one.code));
        let villages = match ever.filter(are_all) {
            Some(mut ever) => {
                ever.villages.retain(|unit, _| is_village(*unit));
                ever.villages
            }
            None => self.villages(units, scheme),
        };
        Ok((listing, villages))
    }

    fn listing_as_of(&self, as_of: Option<Timestamp>) -> Result<Listing, AssessError> {
        let stood = as_of.and_then(|as_of| Some((listed_tree(&self.unit_puts, Some(as_of))?, as_of)));
        let (all, as_of) = match stood {
            Some((all, as_of)) => (all, Some(as_of)),
            None => {
                let orgs = self.documents.iter().filter(|(name, _)| name.lists_units(self.root));
                let rows = orgs.flat_map(|(_, held)| held.projection.table(Table::Units)).map(|standing| &standing.row);
                (UnitTree::from_rows(rows).map_err(|_| AssessError::NoUnits(self.root))?, None)
            }
        };
        let units = all.subtree(self.under).ok_or(AssessError::UnknownUnit { unit: self.under, root: self.root })?;
        Ok(Listing { units, as_of })
    }

    /// How many members each unit has by the county's own count, where its list of units says.
    fn county_counts(&self, as_of: Option<Timestamp>) -> BTreeMap<UnitCode, u32> {
        let of_root = DocumentName::org(self.root);
        if as_of.is_some() {
            let puts: Vec<UnitPut> = self.unit_puts.iter().filter(|put| put.document == of_root).cloned().collect();
            return Inputs::county_counts_in(&listed_rows(&puts, as_of));
        }
        let org = self.documents.get(&of_root);
        let listed = org.into_iter().flat_map(|org| org.projection.table(Table::Units));
        Inputs::county_counts_in(listed.map(|standing| &standing.row))
    }

    /// Who holds which office, as the lists of units state.
    fn offices(&self) -> BTreeMap<UnitCode, BTreeSet<OfficeHeld>> {
        let orgs = self.documents.iter().filter(|(name, _)| name.lists_units(self.root));
        Inputs::offices_in(orgs.flat_map(|(_, org)| org.projection.table(Table::Offices)).map(|standing| &standing.row))
    }

    /// What was published of the earlier periods that the rules ask for.
    fn past(&self, scheme: &Scheme) -> Past {
        let held = |name: &DocumentName| self.documents.get(name).map(|held| &held.projection);
        past(self.root, self.under, &scheme.looks_back_to(self.period), held)
    }

    pub(crate) fn scheme_document(&self) -> Projection {
        let name = DocumentName::scheme(self.root);
        self.documents.get(&name).map_or_else(|| Projection::new(name), |held| held.projection.clone())
    }

    pub(crate) fn quarterly(&self, kind: DocumentKind) -> impl Iterator<Item = (DocumentName, &Held)> {
        let quarters = self.period.quarters();
        self.documents.iter().map(|(name, held)| (*name, &**held)).filter(move |(name, _)| {
            name.kind() == kind && name.period().is_some_and(|quarter| quarters.contains(&quarter))
        })
    }

    /// What is here of each village of the tree; those of which nothing is here, and on which nothing was
    /// decided, are missing.
    pub(crate) fn villages(&self, units: &UnitTree, scheme: Option<&Scheme>) -> BTreeMap<UnitCode, VillagePeriod<'_>> {
        self.villages_of(&|unit| units.get(unit).is_some_and(|unit| unit.kind.is_basic()), scheme)
    }

    /// The same of units that are named as villages.
    pub(crate) fn villages_of(
        &self,
        is_village: &dyn Fn(UnitCode) -> bool,
        scheme: Option<&Scheme>,
    ) -> BTreeMap<UnitCode, VillagePeriod<'_>> {
        #[cfg(test)]
        looks::count();
        let receipts = Receipts::of(&self.receipts, self.root, &self.revoked);
        let sealable_from = |part: Period| scheme.map_or_else(|| part.last_day(), |scheme| scheme.sealable_from(part));
        let last_correction = scheme
            .filter(|_| self.reading == SealReading::Present)
            .map(|scheme| last_correction(scheme.deadline(self.period)));
        let is_basic = |name: &DocumentName| is_village(name.unit());
        let mut villages: BTreeMap<UnitCode, VillagePeriod<'_>> = BTreeMap::new();
        for (name, held) in self.quarterly(DocumentKind::Inspection).filter(|(name, _)| is_basic(name)) {
            villages.entry(name.unit()).or_default().inspections.push(held);
        }
        let ledgers = self.quarterly(DocumentKind::Ledger).filter(|(name, _)| is_basic(name)).map(|(name, held)| {
            let inspections = villages.get(&name.unit()).into_iter().flat_map(|village| &village.inspections);
            let returned: Vec<Returned> =
                inspections.flat_map(|inspected| Returned::all_of(&inspected.projection)).collect();
            (name.unit(), held, returned)
        });
        let parts = parallel::map(ledgers.collect(), |(unit, held, returned)| {
            let rules = SealRules {
                reading: self.reading,
                sealable_from: &sealable_from,
                returned: &returned,
                last_correction,
            };
            (unit, Part::of(held, self.period, &receipts, &rules))
        });
        for (unit, part) in parts {
            villages.entry(unit).or_default().parts.push(part);
        }
        for unit in self.decisions().into_keys() {
            if is_village(unit) {
                villages.entry(unit).or_default();
            }
        }
        let quarters = self.period.quarters().len();
        for village in villages.values_mut() {
            village.quarters = quarters;
        }
        villages
    }

    /// Inspection rows about the units above the villages.
    fn inspected_above(
        &self,
        engine: Engine,
        units: &UnitTree,
        earlier: &BTreeSet<DocumentName>,
    ) -> BTreeMap<UnitCode, Vec<Row>> {
        let mut documents: BTreeMap<UnitCode, Vec<Arc<Vec<Row>>>> = BTreeMap::new();
        for (name, held) in self.quarterly(DocumentKind::Inspection) {
            if units.get(name.unit()).is_some_and(|unit| !unit.kind.is_basic()) {
                documents.entry(name.unit()).or_default().push(held.rows());
            }
        }
        let read = documents.into_iter().map(|(unit, documents)| {
            let rows = engine.read(unit, documents);
            (unit, rows.iter().flat_map(|rows| rows.iter().cloned()).collect())
        });
        let mut read: BTreeMap<UnitCode, Vec<Row>> = read.collect();
        let is_above = |name: &DocumentName| units.get(name.unit()).is_some_and(|unit| !unit.kind.is_basic());
        for name in earlier.iter().filter(|name| is_above(name)) {
            let rows = self.documents.get(name).map(|held| held.rows_at_seal());
            let findings = rows.iter().flat_map(|rows| rows.iter()).filter(|row| row.table() == Table::Findings);
            read.entry(name.unit()).or_default().extend(findings.cloned());
        }
        read
    }

    /// The ledgers and inspections of earlier quarters whose rows may weigh in the period; see [`mod@crate::earlier`].
    pub(crate) fn earlier(&self, scheme: &Scheme, units: &UnitTree) -> BTreeSet<DocumentName> {
        let Some(asked) = scheme.earlier_rows() else { return BTreeSet::new() };
        let may_hold = |name: &DocumentName| {
            let basic = units.get(name.unit()).map(|unit| unit.kind.is_basic());
            match name.kind() {
                DocumentKind::Ledger => basic == Some(true),
                DocumentKind::Inspection => basic.is_some(),
                _ => false,
            }
        };
        let documents = self.documents.iter().map(|(name, held)| (*name, &**held));
        weighing(asked, self.period, documents.filter(|(name, _)| may_hold(name)))
    }
}

/// How often the villages of some material were looked at, which is most of the work on it.
#[cfg(test)]
pub(crate) mod looks {
    use std::cell::Cell;

    thread_local! {
        static LOOKS: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn count() {
        LOOKS.with(|looks| looks.set(looks.get() + 1));
    }

    /// How often it was since this was asked last.
    pub(crate) fn taken() -> usize {
        LOOKS.with(Cell::take)
    }
}
