//! Coverage 上报情况: of each village, how much of a period is here, and whether it was sealed in time.

use crate::assess::{AssessError, Material};
use crate::decision::GivenWay;
use crate::receipts::Receipts;
use crate::rules::scheme_in_force;
use crate::sealed::{Held, Part};
use cunbang_model::{Date, DocumentName, Table, Timestamp, UnitCode, clock};
use cunbang_scheme::{CorrectedSeal, Decision, DecisionNote, ReceiptState, Status, Told};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is here of a village's period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The village or community.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// What it counts as in a run made now, the county's decision included.
    pub status: Status,
    /// The county's decision on it that stands.
    pub decision: Option<DecisionNote>,
    /// Entries of the period's ledgers that are here.
    pub entries: u64,
    /// Of these, supplements 补报: entries that came after a seal and that none covers yet, or after what the county took.
    pub supplements: u64,
    /// When the newest of them was received by a node above.
    pub last_received_at: Option<Timestamp>,
    /// When the newest seal was received by the first node above; none where the period is not sealed. Of a seal that
    /// corrects a returned one in time, when that had been; see [`crate::returned`].
    pub sealed_at: Option<Timestamp>,
    /// When the correction of a returned seal was received, where the village keeps the time before.
    pub corrected_at: Option<Timestamp>,
    /// What was returned and corrected after the last day, where that alone keeps the village in time.
    pub forgiven: Option<CorrectedSeal>,
    /// Whether that was by the scheme's deadline; none where nothing is sealed or no scheme is in force.
    pub sealed_in_time: Option<bool>,
    /// When the county itself had received it all; none where it has not.
    pub sealed_by_county_at: Option<Timestamp>,
    /// The county's decision on the village that gave way, as its seal had come in time; see [`crate::decision`].
    pub given_way: Option<GivenWay>,
    /// Entries of revoked devices that do not count; see [`crate::revoked`].
    pub set_aside: u64,
    /// Rows that stand with several values, as `ledger/…/2026Q3 deeds/d1`: someone has to choose.
    pub conflicts: Vec<String>,
    /// What is here of each table that has rows.
    pub tables: BTreeMap<Table, TableCoverage>,
}

impl Coverage {
    /// Whether it is received 已收到: its seal came, and the county excused it from nothing. Whoever counts villages that were
    /// received counts these, and nothing else.
    pub fn is_received(&self) -> bool {
        self.status == Status::Received && self.sealed_at.is_some()
    }

    /// Whether it counts as received by the county's decision alone: its seal was not received.
    pub fn is_decided(&self) -> bool {
        self.status == Status::Received && self.sealed_at.is_none()
    }

    /// What people are told of it. Whose seal came was received, whatever was decided before.
    pub fn told(&self) -> Told {
        Told::of(self.status, self.decision.as_ref().filter(|_| !self.is_received()))
    }
}

/// What is here of one table of a village's period. Withdrawn rows are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TableCoverage {
    /// Rows that stand.
    pub rows: usize,
    /// Of these, rows that stood so when the village sealed.
    pub sealed: usize,
    /// Rows that stand with several values.
    pub conflicts: usize,
}

/// How far a ledger is filled.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Filled {
    tables: BTreeMap<Table, TableCoverage>,
    conflicts: Vec<String>,
}

impl Held {
    /// How far the ledger is filled. It is counted once, however often somebody looks: after the push of one village the
    /// ledgers of all others are as they were.
    fn filled(&self, is_sealed: bool) -> &Filled {
        self.filled[usize::from(is_sealed)].get_or_init(|| Arc::new(self.count(is_sealed)))
    }

    fn count(&self, is_sealed: bool) -> Filled {
        let projection = self.counted();
        let mut tables: BTreeMap<Table, TableCoverage> = BTreeMap::new();
        for standing in projection.rows().filter(|standing| !standing.row.is_withdrawn()) {
            let table = standing.row.table();
            if table == Table::Seals {
                continue;
            }
            let stood_so = || {
                let at_seal = self.at_seal.as_ref();
                at_seal.is_none_or(|at_seal| {
                    at_seal.get(table, &standing.row.id()).is_some_and(|then| then.operation == standing.operation)
                })
            };
            let counted = tables.entry(table).or_default();
            counted.rows += 1;
            counted.sealed += usize::from(is_sealed && stood_so());
        }
        for values in projection.conflicts() {
            tables.entry(values[0].row.table()).or_default().conflicts += 1;
        }
        let conflicts = self.projection.conflicts();
        let conflicts = conflicts.map(|values| format!("{} {}", self.projection.document(), values[0].row.key()));
        Filled { tables, conflicts: conflicts.collect() }
    }
}

impl TableCoverage {
    fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.sealed += other.sealed;
        self.conflicts += other.conflicts;
    }
}

/// The coverage of the material's period, for every village and community of its subtree, in the order
/// of their codes.
pub fn cover(material: &Material) -> Result<Vec<Coverage>, AssessError> {
    let scheme = material.documents.get(&DocumentName::scheme(material.root));
    let scheme = scheme.and_then(|held| scheme_in_force(&held.projection, material.period).ok());
    let scheme = scheme.map(|in_force| in_force.scheme);
    let deadline: Option<Date> = scheme.as_ref().map(|scheme| scheme.deadline(material.period));
    let receipts = Receipts::of(&material.receipts, material.root, &material.revoked);
    let (listing, mut villages) = material.listed_villages(scheme.as_ref())?;
    let units = listing.units;
    let (decisions, given_way) = match &scheme {
        Some(scheme) => {
            (material.decisions_for(&villages, scheme), material.given_way_among(&units, &villages, scheme))
        }
        None => (material.decisions(), Vec::new()),
    };
    let mut all = Vec::new();
    for unit in units.basic_units(material.under) {
        let village = villages.remove(&unit.code).unwrap_or_default();
        let projections = || village.parts.iter().map(|part| &part.held.projection);
        let sealed_at = match village.receipt() {
            ReceiptState::Sealed { received_at } => Some(received_at),
            _ => None,
        };
        let newest = projections().filter_map(|projection| receipts.newest(projection));
        let last_received_at = newest.map(|receipt| receipt.received_at).max();
        let filled = || village.parts.iter().map(|part| part.held.filled(part.seal.is_some()));
        let mut tables: BTreeMap<Table, TableCoverage> = BTreeMap::new();
        for (table, counted) in filled().flat_map(|filled| &filled.tables) {
            tables.entry(*table).or_default().add(counted);
        }
        let corrected = || village.parts.iter().filter_map(|part| part.seal.as_ref()?.corrects.clone());
        let sealed_in_time = sealed_at.zip(deadline).map(|(at, deadline)| clock::county_date(at) <= deadline);
        let forgiven = |deadline: Date| corrected().filter(move |corrected| corrected.is_forgiven(deadline));
        all.push(Coverage {
            unit: unit.code,
            name: unit.name.clone(),
            status: status(&village.receipt(), decisions.get(&unit.code)),
            decision: decisions.get(&unit.code).map(DecisionNote::from),
            entries: projections().map(|projection| projection.vector().entry_count()).sum(),
            supplements: village.parts.iter().map(Part::supplements).sum(),
            last_received_at,
            sealed_at,
            corrected_at: corrected().map(|corrected| corrected.corrected_at).max(),
            forgiven: deadline
                .filter(|_| sealed_in_time == Some(true))
                .and_then(|deadline| forgiven(deadline).max_by_key(|corrected| corrected.corrected_at)),
            sealed_in_time,
            sealed_by_county_at: sealed_at.and_then(|_| village.by_county()),
            given_way: given_way.iter().find(|one| one.unit == unit.code).cloned(),
            set_aside: village.parts.iter().map(|part| part.held.set_aside()).sum(),
            conflicts: filled().flat_map(|filled| filled.conflicts.iter().cloned()).collect(),
            tables,
        });
    }
    Ok(all)
}

fn status(receipt: &ReceiptState, decision: Option<&Decision>) -> Status {
    match (decision, receipt) {
        (Some(Decision::Excuse(_)), _) => Status::Excused,
        (Some(Decision::Take(_) | Decision::NotCarriedOut(_)), _) | (None, ReceiptState::Sealed { .. }) => {
            Status::Received
        }
        (None, ReceiptState::Partial) => Status::Provisional,
        (None, ReceiptState::Nothing | ReceiptState::Spreadsheet | ReceiptState::ScoreSheet) => Status::NotReceived,
    }
}
