//! The public log 公开日志, as people see it: what a unit has published, in one order, and whether what came here
//! bears that out.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use crate::writing::record::given;
use cunbang_language::say;
use cunbang_ledger::checkpoint::Countersigned;
use cunbang_ledger::{Leaf, PublicLog};
use cunbang_model::{DocumentName, Role, Row, Timestamp, UnitCode};
use cunbang_replica::{Acknowledged, Contradiction, PublicLogState};
use serde::{Serialize, Serializer};
use std::fmt;

/// A unit's public log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicLogView {
    /// The unit that publishes.
    pub unit: UnitCode,
    /// How many leaves are here.
    pub size: u64,
    /// The root of the tree over them, in hexadecimal digits.
    pub root: String,
    /// When the unit last stated how far its log goes, as far as that agrees with the leaves that are here.
    pub stated_at: Option<Timestamp>,
    /// How many leaves that statement covers.
    pub signed_size: Option<u64>,
    /// That statement: a signed note.
    pub checkpoint: Option<String>,
    /// Who countersigned, when, and up to which size.
    pub witnesses: Vec<WitnessView>,
    /// The leaves, in their order.
    pub leaves: Vec<LeafView>,
    /// What is wrong.
    pub troubles: Vec<PublicLogTrouble>,
    /// Checkpoints that contradict each other, all signed by the unit.
    pub contradicting: Vec<String>,
    /// All that the unit cannot have meant both ways, and whether people have looked into it.
    pub contradictions: Vec<ContradictionView>,
    /// What people have acknowledged, and why.
    pub acknowledged: Vec<Acknowledged>,
}

/// A piece of a contradiction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContradictionView {
    /// What it is, in words.
    pub what: String,
    /// Whether people have acknowledged it.
    pub acknowledged: bool,
}

/// A countersignature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WitnessView {
    /// Whose node.
    pub unit: UnitCode,
    /// When.
    pub at: Timestamp,
    /// How many leaves the checkpoint covers.
    pub size: u64,
}

/// A leaf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeafView {
    /// Its place, from 0.
    pub leaf: u64,
    /// What was published.
    pub document: DocumentName,
    /// By which device and incarnation.
    pub writer: String,
    /// How many entries it has.
    pub entries: u64,
    /// The hash of the last of them.
    pub hash: String,
}

/// What is wrong about a public log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicLogTrouble {
    /// The unit has signed what cannot both be so.
    TwoStories {
        /// The unit.
        unit: UnitCode,
    },
    /// Something was published and did not come.
    Withheld {
        /// The unit that published.
        unit: UnitCode,
        /// What.
        documents: Vec<DocumentName>,
    },
    /// The unit has stated more leaves than came.
    Behind {
        /// The unit.
        unit: UnitCode,
        /// How many it stated.
        stated: u64,
        /// How many are here.
        here: u64,
    },
}

impl fmt::Display for PublicLogTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TwoStories { unit } => write!(f, "{}", say!("public-log-public-log-tells-two", unit = unit)),
            Self::Withheld { unit, documents } => {
                let documents: Vec<String> = documents.iter().map(ToString::to_string).collect();
                let documents = documents.join(", ");
                write!(f, "{}", say!("public-log-published-not-come-here", unit = unit, documents = documents))
            }
            Self::Behind { unit, stated, here } => {
                write!(f, "{}", say!("public-log-public-log-leaves-have", unit = unit, stated = stated, here = here))
            }
        }
    }
}

impl Serialize for PublicLogTrouble {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Desk {
    /// Records rows, and states in the public log what is published by them.
    pub(crate) async fn issue(&self, operator: &str, rows: Vec<(DocumentName, Vec<Row>)>) -> Result<usize, DeskError> {
        let operator = self.signs_as(operator, &rows).await?;
        let count = self.replica().record(&operator, rows).await?;
        self.disclose().await;
        Ok(count)
    }

    /// States in the public log what was published. What could not be stated now is stated the next time.
    pub async fn disclose(&self) {
        if let Err(error) = self.replica().disclose().await {
            tracing::warn!(%error, "what was published is not in the public log yet");
        }
    }

    /// The public logs of this node's unit and of those above.
    pub async fn public_logs(&self) -> Result<Vec<PublicLogView>, DeskError> {
        let states = self.replica().public_log_states().await?;
        Ok(states.iter().map(|state| self.view_of(state)).collect())
    }

    /// What is wrong about the public logs.
    pub async fn public_log_troubles(&self) -> Result<Vec<PublicLogTrouble>, DeskError> {
        Ok(self.replica().public_log_states().await?.iter().flat_map(troubles_of).collect())
    }

    /// The leaves of a unit's public log and the tree over them, to be written as files.
    pub async fn public_log(&self, unit: UnitCode) -> Result<PublicLog, DeskError> {
        Ok(self.replica().public_log(unit).await?)
    }

    /// Says that people have looked into what a unit's public log contradicts: it stays visible, and is no trouble any
    /// more. What comes up later is one again. Gives what was acknowledged.
    pub async fn acknowledge_contradictions(
        &self,
        operator: &str,
        unit: UnitCode,
        reason: &str,
    ) -> Result<Vec<Contradiction>, DeskError> {
        self.permit(operator, Command::Node).await?;
        let reason = given(reason)?;
        let acknowledged = self.replica().acknowledge_contradictions(unit, operator, reason).await?;
        if !acknowledged.is_empty() {
            audit::note(Deed::Acknowledge, operator, unit, &format!("log/{unit}"));
        }
        Ok(acknowledged)
    }

    fn view_of(&self, state: &PublicLogState) -> PublicLogView {
        let PublicLogState { log, agreed, contradicting, witnesses, .. } = state;
        let replica = self.replica();
        let is_own = log.unit() == replica.unit() && replica.role() == Role::Node;
        let checkpoint = if is_own { Some(replica.sign_checkpoint(log)) } else { agreed.clone() };
        PublicLogView {
            unit: log.unit(),
            size: log.size(),
            root: log.root(log.size()).unwrap_or_default().to_string(),
            signed_size: checkpoint.as_ref().map(|signed| signed.checkpoint().size),
            stated_at: checkpoint.as_ref().map(|signed| signed.checkpoint().at),
            checkpoint: checkpoint.map(|signed| signed.to_string()),
            witnesses: witnesses.iter().map(witness_view).collect(),
            leaves: log.leaves().iter().map(leaf_view).collect(),
            troubles: troubles_of(state),
            contradicting: contradicting.iter().map(ToString::to_string).collect(),
            contradictions: contradictions_of(state),
            acknowledged: state.acknowledged.clone(),
        }
    }
}

fn contradictions_of(state: &PublicLogState) -> Vec<ContradictionView> {
    let open: Vec<&Contradiction> = state.open().collect();
    let view = |one: &Contradiction| ContradictionView { what: one.to_string(), acknowledged: !open.contains(&one) };
    state.contradictions.iter().map(view).collect()
}

fn witness_view((countersigned, size): &(Countersigned, u64)) -> WitnessView {
    WitnessView { unit: countersigned.unit, at: countersigned.at, size: *size }
}

fn leaf_view(leaf: &Leaf) -> LeafView {
    LeafView {
        leaf: leaf.place,
        document: leaf.log.document,
        writer: leaf.log.writer.to_string(),
        entries: leaf.number,
        hash: leaf.hash.to_string(),
    }
}

fn troubles_of(state: &PublicLogState) -> Vec<PublicLogTrouble> {
    let unit = state.log.unit();
    let mut troubles = Vec::new();
    if state.open().next().is_some() {
        troubles.push(PublicLogTrouble::TwoStories { unit });
    }
    if let Some(ahead) = &state.ahead {
        troubles.push(PublicLogTrouble::Behind { unit, stated: ahead.checkpoint().size, here: state.log.size() });
    }
    if !state.withheld.is_empty() {
        let mut documents: Vec<DocumentName> = state.withheld.iter().map(|leaf| leaf.log.document).collect();
        documents.dedup();
        troubles.push(PublicLogTrouble::Withheld { unit, documents });
    }
    troubles
}
