//! Ranking runs 排名: a record of what was ranked from which inputs, its id, and its outcome.
//!
//! A run's id is the hash of its record, and its record names everything that the outcome depends on. So
//! two nodes that have the same entries and receipts make the same run, and running again when nothing
//! came meanwhile is the same run again.

use crate::assess::{Assessment, assess};
use crate::error::NodeError;
use crate::gather::gather;
use crate::node::Node;
use cunbang_identity::fingerprint;
use cunbang_ledger::{Hash, Receipt};
use cunbang_model::{DeviceId, Period, Timestamp, UnitCode, clock};
use cunbang_scheme::Outcome;
use cunbang_store::{StoredRun, Write};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a run rests on. Its canonical JSON has the fields in this order and no white space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunRecord {
    /// The engine, as in `cunbang-engine 0.1.0`.
    pub engine: String,
    /// Hex SHA-256 of the authority's certificate, on which every signature rests.
    pub authority: String,
    /// The period ranked.
    pub period: Period,
    /// The unit at the top of the tree.
    pub root: UnitCode,
    /// The unit whose subtree was ranked.
    pub under: UnitCode,
    /// The scheme in force.
    pub scheme: SchemeUsed,
    /// By document, how many entries of each log were here.
    pub inputs: BTreeMap<String, String>,
    /// The receipts that say when seals came, in the order of their logs.
    pub receipts: Vec<ReceiptUsed>,
}

/// The scheme of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeUsed {
    /// Its name.
    pub name: String,
    /// Hex SHA-256 of its text.
    pub hash: String,
    /// The id of its row in the scheme document.
    pub row: String,
    /// When it was written, by the county's clock.
    pub written_at: Timestamp,
}

/// A receipt for a seal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptUsed {
    /// The document of the log.
    pub document: String,
    /// The log's writer.
    pub writer: String,
    /// How many entries it is for.
    pub number: u64,
    /// The node that gave it.
    pub node: DeviceId,
    /// When the entries came, in whole milliseconds.
    pub received_at: Timestamp,
}

impl ReceiptUsed {
    pub(crate) fn of(receipt: &Receipt) -> Self {
        let milliseconds = receipt.received_at.as_millisecond();
        Self {
            document: receipt.log.document.to_string(),
            writer: receipt.log.writer.to_string(),
            number: receipt.number,
            node: receipt.node,
            received_at: Timestamp::from_millisecond(milliseconds).unwrap_or(receipt.received_at),
        }
    }
}

impl RunRecord {
    /// The one spelling of this record.
    #[allow(clippy::expect_used)] // plain structures with string keys: nothing in them can refuse
    pub fn to_canonical_json(&self) -> String {
        serde_json::to_string(self).expect("a record is always JSON")
    }

    /// The run's id: hex SHA-256 of the record's canonical JSON. People are shown the first twelve digits.
    pub fn id(&self) -> String {
        Hash::of(&[self.to_canonical_json().as_bytes()]).to_string()
    }

    /// What a reader of the outcome should be told.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let written_on = clock::county_date(self.scheme.written_at);
        if written_on >= self.period.first_day() {
            warnings.push(format!(
                "the scheme {} was put on {written_on}, after {} began: rules are to be public before the period starts",
                self.scheme.row, self.period
            ));
        }
        warnings
    }
}

/// What to rank.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunOptions {
    /// The unit whose subtree is ranked; this node's own where none is named.
    pub under: Option<UnitCode>,
}

/// A ranking run.
#[derive(Debug, Clone)]
pub struct RankingRun {
    /// Its id: 64 hexadecimal digits.
    pub id: String,
    /// When it was first made here.
    pub made_at: Timestamp,
    /// What it rests on.
    pub record: RunRecord,
    /// Scores, ranks and candidates.
    pub outcome: Outcome,
}

impl Node {
    /// Ranks a period from what is here, and keeps the run.
    pub async fn run(&self, period: Period, options: RunOptions) -> Result<RankingRun, NodeError> {
        let Assessment { record, outcome, .. } = self.assess(period, options).await?;
        let made_at = self.now();
        for warning in record.warnings() {
            tracing::warn!("{warning}");
        }
        let id = record.id();
        let (stored, outcome) = blocking(move || {
            let body = pack(outcome.to_canonical_json().as_bytes())?;
            Ok::<_, NodeError>((body, outcome))
        })
        .await??;
        let run = StoredRun {
            id: id.clone(),
            period,
            made_at,
            record: record.to_canonical_json().into_bytes(),
            outcome: stored,
        };
        self.commit(vec![Write::Run(run)]).await?;
        Ok(RankingRun { id, made_at, record, outcome })
    }

    /// Ranks a period from what is here, and keeps nothing: what the list would be now.
    pub async fn assess(&self, period: Period, options: RunOptions) -> Result<Assessment, NodeError> {
        let authority = fingerprint(self.identity().authority_der());
        let under = options.under.unwrap_or_else(|| self.unit());
        self.check_holds(under)?;
        let material = gather(&**self.store(), &self.shelf, authority, self.root(), under, period).await?;
        let ranker = Arc::clone(&self.ranker);
        Ok(blocking(move || assess(&material, &ranker)).await??)
    }

    /// Refuses a unit whose documents this node does not hold: all its villages would look silent.
    pub(crate) fn check_holds(&self, under: UnitCode) -> Result<(), NodeError> {
        let own = self.unit();
        if under.is_within(&own) {
            return Ok(());
        }
        Err(NodeError::Invalid(format!(
            "a node of {own} does not hold the documents of {under}: ask a node of {under} or of a unit above it"
        )))
    }

    /// A run that was made here, by its id or the beginning of its id.
    pub async fn ranking_run(&self, id: &str) -> Result<RankingRun, NodeError> {
        let unknown =
            |what: &str| NodeError::Invalid(format!("run {id:?} {what}: name one as `cunbang run` printed it"));
        let full = if id.len() == 64 {
            id.to_owned()
        } else {
            let heads = self.store().runs(None).await?;
            let mut matching = heads.into_iter().filter(|head| !id.is_empty() && head.id.starts_with(id));
            match (matching.next(), matching.next()) {
                (Some(one), None) => one.id,
                (None, _) => return Err(unknown("is not here")),
                (Some(_), Some(_)) => return Err(unknown("may be several")),
            }
        };
        let stored = self.store().run(&full).await?.ok_or_else(|| unknown("is not here"))?;
        blocking(move || {
            let damaged = |what: String| {
                NodeError::Invalid(format!("run {full} is damaged in the store ({what}): run the period again"))
            };
            let record = serde_json::from_slice(&stored.record).map_err(|error| damaged(error.to_string()))?;
            let outcome = unpack(&stored.outcome).map_err(|error| damaged(error.to_string()))?;
            let outcome = serde_json::from_slice(&outcome).map_err(|error| damaged(error.to_string()))?;
            Ok(RankingRun { id: stored.id, made_at: stored.made_at, record, outcome })
        })
        .await?
    }

    /// The newest run of a period that was made here, if there is one.
    pub async fn newest_run(&self, period: Period) -> Result<Option<RankingRun>, NodeError> {
        match self.store().runs(Some(period)).await?.first() {
            Some(head) => Ok(Some(self.ranking_run(&head.id).await?)),
            None => Ok(None),
        }
    }
}

/// Runs work that takes the processor for a while where it does not hold up others.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, NodeError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| NodeError::Stopping)
}

/// An outcome is large and says much twice.
fn pack(outcome: &[u8]) -> Result<Vec<u8>, NodeError> {
    const LEVEL: i32 = 1;
    zstd::stream::encode_all(outcome, LEVEL)
        .map_err(|error| NodeError::Invalid(format!("the outcome cannot be packed: {error}")))
}

fn unpack(stored: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::stream::decode_all(stored)
}
