//! Contradictions 前后不一致: what a unit has stated in its public log and cannot have meant both ways, piece by piece; and
//! which of these people have looked into.
//!
//! A county that gave up what a township still had has told two stories as well, and people have to say so: they
//! acknowledge what there is, with a reason. The pieces stay where they are. Each is known by what it says and not by
//! when it came, so that what is acknowledged once does not come up again, and what is new does.

use crate::error::ReplicaError;
use crate::public_log::{PublicLogState, document_of};
use crate::replica::Replica;
use cunbang_language::{Language, say};
use cunbang_ledger::{Hash, Leaf, Projection, PublicLog, SignedCheckpoint};
use cunbang_model::{Table, Timestamp, UnitCode};
use cunbang_store::{Incident, Write};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// The settings, one a unit, with what people have acknowledged.
const ACKNOWLEDGED: &str = "public_log_acknowledged";

/// One piece of a contradiction: what the unit signed, and what stands against it is among the others or in the leaves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contradiction {
    /// A checkpoint that no one tree can hold beside the rest.
    Checkpoint {
        /// How many leaves it covers.
        size: u64,
        /// Its root.
        root: String,
    },
    /// A leaf that was stated in two ways.
    Disputed {
        /// Its place.
        leaf: u64,
        /// The hash of all its values.
        values: String,
    },
    /// A leaf that does not follow the others, or that nobody can read.
    Loose {
        /// Its place.
        leaf: u64,
        /// The hash of all its values.
        values: String,
    },
    /// A leaf that says of a log what it is not here.
    Altered {
        /// Its place.
        leaf: u64,
        /// The hash that it states.
        hash: String,
    },
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |hash: &str| hash.chars().take(12).collect::<String>();
        match self {
            Self::Checkpoint { size, root } => {
                f.write_str(&say!("contradiction-checkpoint", size = size, root = short(root)))
            }
            Self::Disputed { leaf, .. } => f.write_str(&say!("contradiction-disputed", leaf = leaf)),
            Self::Loose { leaf, .. } => f.write_str(&say!("contradiction-loose", leaf = leaf)),
            Self::Altered { leaf, hash } => {
                f.write_str(&say!("contradiction-altered", leaf = leaf, hash = short(hash)))
            }
        }
    }
}

impl Contradiction {
    pub(crate) fn of_checkpoint(signed: &SignedCheckpoint) -> Self {
        let checkpoint = signed.checkpoint();
        Self::Checkpoint { size: checkpoint.size, root: checkpoint.root.to_string() }
    }

    /// What the leaves themselves contradict.
    pub(crate) fn in_leaves(log: &PublicLog, document: &Projection) -> Vec<Self> {
        let disputed =
            log.disputed().iter().map(|leaf| Self::Disputed { leaf: *leaf, values: values(document, *leaf) });
        let loose = log.loose().iter().map(|leaf| Self::Loose { leaf: *leaf, values: values(document, *leaf) });
        disputed.chain(loose).collect()
    }

    pub(crate) fn of_altered(leaf: &Leaf) -> Self {
        Self::Altered { leaf: leaf.place, hash: leaf.hash.to_string() }
    }
}

/// The hash of all values of a leaf, whichever came first.
fn values(document: &Projection, leaf: u64) -> String {
    let standing = document.values(Table::Leaves, &leaf.to_string());
    let texts: BTreeSet<String> = standing.iter().map(|value| value.row.to_json()).collect();
    Hash::of(&[texts.into_iter().collect::<Vec<_>>().join("\n").as_bytes()]).to_string()
}

/// That somebody has looked into contradictions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// Who.
    pub operator: String,
    /// What came of it.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub contradictions: Vec<Contradiction>,
}

impl PublicLogState {
    /// What was not acknowledged yet.
    pub fn open(&self) -> impl Iterator<Item = &Contradiction> {
        let is_open = |one: &&Contradiction| !self.acknowledged.iter().any(|of| of.contradictions.contains(one));
        self.contradictions.iter().filter(is_open)
    }
}

impl Replica {
    /// What people have acknowledged of a unit's public log.
    pub(crate) async fn acknowledged_in_log(&self, unit: UnitCode) -> Result<Vec<Acknowledged>, ReplicaError> {
        let value = self.store().setting(&format!("{ACKNOWLEDGED}/{unit}")).await?;
        Ok(value.and_then(|value| serde_json::from_slice(&value).ok()).unwrap_or_default())
    }

    /// Acknowledges all contradictions of a unit's public log that are here and were not acknowledged. Gives these.
    pub async fn acknowledge_contradictions(
        &self,
        unit: UnitCode,
        operator: &str,
        reason: &str,
    ) -> Result<Vec<Contradiction>, ReplicaError> {
        let state = self.public_log_state(unit).await?;
        let open: Vec<Contradiction> = state.open().cloned().collect();
        if open.is_empty() {
            return Ok(open);
        }
        let at = self.now();

        let mut acknowledged = state.acknowledged;
        acknowledged.push(Acknowledged {
            operator: operator.to_owned(),
            reason: reason.to_owned(),
            at,
            contradictions: open.clone(),
        });
        let listed = || open.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        let message = Language::in_both(|| {
            say!(
                "contradiction-acknowledged",
                document = document_of(unit),
                operator = operator,
                reason = reason,
                listed = listed()
            )
        });
        self.commit(vec![
            Write::Setting { name: format!("{ACKNOWLEDGED}/{unit}"), value: serde_json::to_vec(&acknowledged).ok() },
            Write::Incident(Incident { at, kind: "stories_acknowledged".to_owned(), message }),
        ])
        .await?;
        Ok(open)
    }
}
