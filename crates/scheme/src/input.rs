//! Inputs: what is known of each village for the period, as the caller has it.

use crate::office::OfficeHeld;
use crate::past::Past;
use cunbang_model::schema::{Ruling, Word};
use cunbang_model::{Date, Period, Row, Timestamp, UnitCode, UnitTree, clock, record};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything that a ranking rests on.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// The units; every basic unit in it is a subject, whether anything came from it or not.
    pub units: UnitTree,
    /// The period to rank.
    pub period: Period,
    /// What came from each village. A village that is missing here was not received.
    pub villages: BTreeMap<UnitCode, VillageInput>,
    /// Inspection rows about townships and above.
    pub township_rows: BTreeMap<UnitCode, Vec<Row>>,
    /// How many members each village has by the county's own count; it stands in where a village has no roster.
    pub county_counts: BTreeMap<UnitCode, u32>,
    /// Who holds which office of which unit.
    pub offices: BTreeMap<UnitCode, BTreeSet<OfficeHeld>>,
    /// What was published of units for earlier periods, as far as the scheme asks for it.
    pub past: Past,
    /// Names of members, where the caller may know them.
    pub names: Names,
}

impl Inputs {
    /// The county's own counts of members, as its list of units states them.
    pub fn county_counts_in<'r>(units: impl IntoIterator<Item = &'r Row>) -> BTreeMap<UnitCode, u32> {
        let counts = units.into_iter().filter(|row| !row.is_withdrawn()).filter_map(|row| {
            let record::Unit { code, members, .. } = row.record()?;
            Some((code, u32::try_from(members?).ok()?))
        });
        counts.collect()
    }
}

/// What is known of one basic unit (village or community) for the period.
#[derive(Debug, Clone)]
pub struct VillageInput {
    /// Rows of all the period's ledgers, inspection rows about it, standing or members rows, in any
    /// order. Rows of other periods, withdrawn rows and rows about other units count for nothing. They
    /// come in batches, one for each document: a [`crate::Ranker`] knows a batch again that it has seen.
    pub rows: Vec<Arc<Vec<Row>>>,
    /// Rows of documents of earlier periods, in the same way: of them only findings, steps and materials that may still
    /// weigh count (see [`crate::EarlierRows`]), and they say nothing of what is here of this period.
    pub earlier: Vec<Arc<Vec<Row>>>,
    /// How much of it is here.
    pub receipt: ReceiptState,
    /// What the county decided, if it did; also about a village from which nothing came.
    pub decision: Option<Decision>,
}

impl VillageInput {
    /// From rows in one batch, without a decision.
    pub fn new(rows: Vec<Row>, receipt: ReceiptState) -> Self {
        Self { rows: vec![Arc::new(rows)], earlier: Vec::new(), receipt, decision: None }
    }

    /// Whether it is the same: the very same batches, not only equal ones.
    pub(crate) fn is(&self, other: &Self) -> bool {
        let are_same = |one: &[Arc<Vec<Row>>], other: &[Arc<Vec<Row>>]| {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| Arc::ptr_eq(one, other))
        };
        are_same(&self.rows, &other.rows)
            && are_same(&self.earlier, &other.earlier)
            && self.receipt == other.receipt
            && self.decision == other.decision
    }
}

/// How much of a village's period is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptState {
    /// Sealed 上报, and everything under the seal is here; received by the first node above at this time.
    Sealed {
        /// The time of the seal's receipt.
        received_at: Timestamp,
    },
    /// Something is here, but no seal.
    Partial,
    /// Nothing is here.
    Nothing,
    /// From spreadsheets: there are no seals. A village with at least one row of the period in its ledger is
    /// received, and in time; one without is not. What the county states of it stands in a table of its own.
    Spreadsheet,
    /// From a sheet of finished scores: there are no seals, and its figures are all there is. A village with one is
    /// received, and in time; one without is not.
    ScoreSheet,
}

/// A seal that counts from before it came, as it corrects one that had come by then and was returned 退回: who returned
/// that, when, and until when it could be corrected. What a return forgives a village, others may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectedSeal {
    /// The unit that returned it.
    pub returned_by: UnitCode,
    /// The day of the return; none where what was written does not say.
    pub returned_on: Option<Date>,
    /// The last day for the correction.
    pub correct_by: Date,
    /// When the seal that was returned had been received.
    pub sealed_at: Timestamp,
    /// When the correction had been.
    pub corrected_at: Timestamp,
    /// How many entries the seal that was returned covered.
    pub entries_returned: u64,
    /// How many the correction covers.
    pub entries: u64,
}

impl CorrectedSeal {
    /// The day on which the seal that was returned came, by the county's clock.
    pub fn sealed_on(&self) -> Date {
        clock::county_date(self.sealed_at)
    }

    /// The day on which the correction came.
    pub fn corrected_on(&self) -> Date {
        clock::county_date(self.corrected_at)
    }

    /// Whether the village would have been late without the return: only the seal that was returned had come by the last
    /// day.
    pub fn is_forgiven(&self, deadline: Date) -> bool {
        self.sealed_on() <= deadline && deadline < self.corrected_on()
    }
}

/// What a county decided 认定 about a village that was not received, with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Take what came as if all had been received.
    Take(String),
    /// Excuse: no score, no rank, not eligible.
    Excuse(String),
    /// Count as not carried out: received, with nothing of its own.
    NotCarriedOut(String),
}

impl Decision {
    /// Reads a row of the table `decisions`: whom it is about, for which period, and what it says.
    /// None for a row of another table or a withdrawn one.
    pub fn from_row(row: &Row) -> Option<(UnitCode, Period, Self)> {
        if row.is_withdrawn() {
            return None;
        }
        let record::Decision { subject, period, decision, reason, .. } = row.record()?;
        let decision = match decision {
            Ruling::Take => Self::Take(reason),
            Ruling::Excuse => Self::Excuse(reason),
            Ruling::NotCarriedOut => Self::NotCarriedOut(reason),
        };
        Some((subject, period, decision))
    }

    /// The word in tables and outcomes.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Take(_) => Ruling::Take.word(),
            Self::Excuse(_) => Ruling::Excuse.word(),
            Self::NotCarriedOut(_) => Ruling::NotCarriedOut.word(),
        }
    }

    /// The published reason.
    pub fn reason(&self) -> &str {
        match self {
            Self::Take(reason) | Self::Excuse(reason) | Self::NotCarriedOut(reason) => reason,
        }
    }
}

/// Names of members by unit and id. The county's is empty: it ranks without names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(BTreeMap<UnitCode, BTreeMap<String, String>>);

impl Names {
    /// Notes a member's name.
    pub fn insert(&mut self, unit: UnitCode, member: impl Into<String>, name: impl Into<String>) {
        self.0.entry(unit).or_default().insert(member.into(), name.into());
    }

    /// The names of each unit's members, by id, as far as they are known.
    pub(crate) fn all(&self) -> &BTreeMap<UnitCode, BTreeMap<String, String>> {
        &self.0
    }
}
