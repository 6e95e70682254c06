//! The public log 公开日志: what this node's unit publishes, in one order; and what units above state of theirs.
//!
//! A node that publishes states in its log how far each published document goes ([`Replica::disclose`]), and signs a
//! checkpoint for whoever asks. Those below keep the newest one that agrees with what they have, countersign it if they
//! are nodes, and pass it on. Two checkpoints of one size and different roots are two stories: both are kept.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::checkpoint::Countersigned;
use cunbang_ledger::{Checkpoint, Entered, Leaf, LogId, PublicLog, SignedCheckpoint};
use cunbang_model::{
    DeviceId, DocumentKind, DocumentName, Rights, Role, Row, RowError, Table, Timestamp, UnitCode, access,
};
use cunbang_store::{Incident, Selection, Write};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// A checkpoint that is older than this is signed anew for whoever comes, so that a reader sees how fresh the unit's
/// word is.
const FRESH_FOR_SECONDS: i64 = 6 * 3600;
/// So long the checkpoints to hand out are not looked up again: another process may have published.
const LOOK_UP_SECONDS: i64 = 60;
/// The settings, one a unit, with what is kept of its checkpoints.
const CHECKPOINTS: &str = "public_log";
/// The settings at the unit's own node, one a witness, with the newest checkpoint that it countersigned.
const WITNESS: &str = "witness";
/// How many checkpoints that contradict others are kept: a few prove it.
const MAX_CONTRADICTING: usize = 8;
/// Who records what nobody in particular does.
const PROGRAM: &str = "cunbang";

/// What this process need not do twice.
#[derive(Debug, Default)]
pub(crate) struct Handed {
    /// Which checkpoints were handed to which device.
    checkpoints: Mutex<HashMap<(DeviceId, UnitCode), (u64, Timestamp)>>,
    /// For each log the leaf that was last found to be borne out by what is here.
    borne_out: Mutex<HashMap<LogId, Leaf>>,
    /// The checkpoints to hand out, and when they were looked up.
    current: Mutex<Option<(Timestamp, Vec<SignedCheckpoint>)>>,
}

impl Handed {
    fn current(&self, now: Timestamp) -> Option<Vec<SignedCheckpoint>> {
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |at: &Timestamp| (0..LOOK_UP_SECONDS).contains(&(now.as_second() - at.as_second()));
        current.as_ref().filter(|(at, _)| fresh(at)).map(|(_, checkpoints)| checkpoints.clone())
    }

    fn set_current(&self, current: Option<(Timestamp, Vec<SignedCheckpoint>)>) {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = current;
    }

    fn is_borne_out(&self, leaf: &Leaf) -> bool {
        self.borne_out.lock().unwrap_or_else(PoisonError::into_inner).get(&leaf.log) == Some(leaf)
    }

    fn bear_out(&self, leaf: Leaf) {
        self.borne_out.lock().unwrap_or_else(PoisonError::into_inner).insert(leaf.log, leaf);
    }

    /// Whether a checkpoint is news to a device; it is not, from now on.
    fn is_news(&self, device: DeviceId, checkpoint: &Checkpoint) -> bool {
        const MAX_DEVICES: usize = 64 * 1024;
        let mut handed = self.checkpoints.lock().unwrap_or_else(PoisonError::into_inner);
        if handed.len() >= MAX_DEVICES {
            handed.clear();
        }
        let known = handed.get(&(device, checkpoint.unit));
        let is_news = known.is_none_or(|(size, at)| {
            checkpoint.size > *size || checkpoint.at.as_second() - at.as_second() >= FRESH_FOR_SECONDS
        });
        if is_news {
            handed.insert((device, checkpoint.unit), (checkpoint.size, checkpoint.at));
        }
        is_news
    }
}

/// What is kept of a unit's checkpoints.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// The newest that agrees with the leaves that are here.
    agreed: Option<String>,
    /// The newest of all: leaves may be missing here.
    newest: Option<String>,
    /// Those that contradict what was stated before.
    #[serde(default)]
    contradicting: Vec<String>,
}

/// A unit's public log, as it is known here.
#[derive(Debug, Clone)]
pub struct PublicLogState {
    /// The leaves that are here, and the tree over them.
    pub log: PublicLog,
    /// The newest checkpoint that agrees with them. At the unit's own node there is none.
    pub agreed: Option<SignedCheckpoint>,
    /// The newest checkpoint, where it states more leaves than are here.
    pub ahead: Option<SignedCheckpoint>,
    /// Checkpoints that no one tree can hold, signed by the unit.
    pub contradicting: Vec<SignedCheckpoint>,
    /// Who countersigned, and up to which size.
    pub witnesses: Vec<(Countersigned, u64)>,
    /// What the leaves say was published, and is not here.
    pub withheld: Vec<Leaf>,
    /// What the leaves say of logs that have other entries here.
    pub altered: Vec<Leaf>,
}

impl PublicLogState {
    /// Whether the unit has told two stories.
    pub fn is_contradictory(&self) -> bool {
        !self.contradicting.is_empty() || !self.altered.is_empty() || !self.log.loose().is_empty()
    }
}

/// Whether a document is one whose logs its unit's public log states.
fn is_published(document: &DocumentName) -> bool {
    matches!(document.kind().rights(), Rights::Directory | Rights::Notice) && document.kind() != DocumentKind::Log
}

/// The document of a unit's public log.
#[allow(clippy::expect_used)] // the kind has no period
fn document_of(unit: UnitCode) -> DocumentName {
    DocumentName::lasting(DocumentKind::Log, unit).expect("a lasting document without a period")
}

impl Replica {
    /// The public log of a unit, as far as it is here.
    pub async fn public_log(&self, unit: UnitCode) -> Result<PublicLog, ReplicaError> {
        Ok(PublicLog::of(&self.projection(document_of(unit)).await?))
    }

    /// States in the public log of this node's unit how far its published documents go, where the log does not say
    /// so yet. Gives the number of new leaves.
    pub async fn disclose(&self) -> Result<usize, ReplicaError> {
        if self.role() != Role::Node || self.waits_for_its_own() {
            return Ok(0);
        }
        let name = document_of(self.unit());
        let entered = self.enter_upon(PROGRAM, name, || async {
            let projection = self.projection(name).await?;
            let log = PublicLog::of(&projection);
            let stated = log.furthest();
            let mut rows = Vec::new();
            for head in self.store().heads(&Selection::under(self.unit())).await? {
                let is_stated = stated.get(&head.log).is_some_and(|leaf| leaf.number >= head.head.number);
                if head.log.document.unit() == self.unit() && is_published(&head.log.document) && !is_stated {
                    let place = log.next_place() + rows.len() as u64;
                    let row = PublicLog::row(self.unit(), place, &head.log, head.head.number, head.head.entry_hash);
                    rows.push(Entered::from(row.map_err(ReplicaError::PublicLog)?));
                }
            }
            Ok((projection.vector().clone(), rows))
        });
        let count = entered.await?;
        if count > 0 {
            self.handed.set_current(None);
        }
        Ok(count)
    }

    /// The checkpoints that a peer below is to have: of this node's unit, and of units above it. Each only where it
    /// is news.
    pub async fn checkpoints_for(&self, peer: &DeviceCertificate) -> Result<Vec<String>, ReplicaError> {
        if self.role() != Role::Node || self.waits_for_its_own() {
            return Ok(Vec::new());
        }
        let now = self.now();
        let checkpoints = if let Some(checkpoints) = self.handed.current(now) {
            checkpoints
        } else {
            let checkpoints = self.checkpoints().await?;
            self.handed.set_current(Some((now, checkpoints.clone())));
            checkpoints
        };
        let is_news = |signed: &&SignedCheckpoint| self.handed.is_news(peer.device, signed.checkpoint());
        Ok(checkpoints.iter().filter(is_news).map(ToString::to_string).collect())
    }

    /// The newest checkpoints of this node's unit and of those above.
    async fn checkpoints(&self) -> Result<Vec<SignedCheckpoint>, ReplicaError> {
        let mut checkpoints = Vec::new();
        for document in self.public_logs().await? {
            let unit = document.unit();
            let signed = if unit == self.unit() {
                Some(self.sign_checkpoint(&self.public_log(unit).await?))
            } else {
                self.kept(unit).await?.agreed.and_then(|text| text.parse::<SignedCheckpoint>().ok())
            };
            let signed = signed.filter(|signed| signed.checkpoint().size > 0);
            checkpoints.extend(signed.map(|signed| signed.seen_from(Some(self.unit()))));
        }
        Ok(checkpoints)
    }

    /// The checkpoints that this node countersigned and a node above has not had from it yet.
    pub async fn checkpoints_to_pass_up(&self, upstream: &DeviceCertificate) -> Result<Vec<String>, ReplicaError> {
        if self.role() != Role::Node {
            return Ok(Vec::new());
        }
        let kept = self.kept(upstream.unit).await?;
        let signed = kept.agreed.and_then(|text| text.parse::<SignedCheckpoint>().ok());
        let news = signed.filter(|signed| self.handed.is_news(upstream.device, signed.checkpoint()));
        Ok(news.map(|signed| signed.seen_from(Some(self.unit())).to_string()).into_iter().collect())
    }

    /// Keeps a checkpoint that a peer handed over: one of a unit above, or one of this node's own that a witness
    /// countersigned. What is neither, or is not signed, is left.
    pub async fn keep_checkpoint(&self, peer: &DeviceCertificate, text: &str) -> Result<(), ReplicaError> {
        let Ok(signed) = text.parse::<SignedCheckpoint>() else { return Ok(()) };
        let unit = signed.checkpoint().unit;
        let org = self.org();
        let own = self.identity();
        let is_own = unit == self.unit() && self.role() == Role::Node;
        let is_signed = org.nodes_of(unit).any(|node| signed.is_signed_by(&node.public_key))
            || (is_own && signed.is_signed_by(&own.certificate().public_key));
        if !is_signed || !self.unit().is_within(&unit) {
            return Ok(());
        }
        let log = self.public_log(unit).await?;
        let mut kept = self.kept(unit).await?;
        let before = kept.contradicting.len();
        kept.take(&signed, &log);
        if kept.contradicting.len() > before {
            let message = format!(
                "{unit} 的公开日志前后不一致 the public log of {unit} tells two stories: checkpoints that it signed contradict each other. Both are kept (`cunbang log --unit {unit}`); show them to the county and to those above it"
            );
            let incident = Incident { at: self.now(), kind: "two_stories".to_owned(), message };
            self.commit(vec![Write::Incident(incident)]).await?;
        }
        if is_own {
            self.keep_witness(peer, &signed, &log).await?;
        } else if self.role() == Role::Node {
            kept.countersign(|signed| {
                let (public_key, now) = (own.certificate().public_key, self.now());
                signed.countersign(self.unit(), now, &public_key, &|message| own.key().sign(message));
            });
        }
        let value = serde_json::to_vec(&kept).ok();
        self.commit(vec![Write::Setting { name: format!("{CHECKPOINTS}/{unit}"), value }]).await?;
        self.handed.set_current(None);
        Ok(())
    }

    /// Keeps who countersigned a checkpoint of this node; and, in the log itself, the first countersignature that
    /// covers a scheme: from then on the scheme counts as public.
    async fn keep_witness(
        &self,
        peer: &DeviceCertificate,
        signed: &SignedCheckpoint,
        log: &PublicLog,
    ) -> Result<(), ReplicaError> {
        let Checkpoint { size, root, .. } = *signed.checkpoint();
        let is_witness = peer.role == Role::Node && peer.unit != self.unit();
        let countersigned = signed.countersigned_by(peer.unit, &peer.public_key).filter(|_| is_witness);
        if countersigned.is_none() || log.root(size) != Some(root) {
            return Ok(());
        }
        let name = format!("{WITNESS}/{}", peer.unit);
        self.commit(vec![Write::Setting { name, value: Some(signed.to_string().into_bytes()) }]).await?;
        let document = document_of(self.unit());
        self.enter_upon(PROGRAM, document, || async {
            let projection = self.projection(document).await?;
            let leaves = log.leaves().iter().take_while(|leaf| leaf.place < size);
            let schemes = leaves.filter(|leaf| leaf.log.document.kind() == DocumentKind::Scheme);
            let mut rows = Vec::new();
            for leaf in schemes {
                let place = leaf.place.to_string();
                if projection.get(Table::Witnesses, &place).is_none() {
                    let row = witness_row(self.unit(), &place, peer.device, signed);
                    rows.push(Entered::from(row.map_err(ReplicaError::PublicLog)?));
                }
            }
            Ok((projection.vector().clone(), rows))
        })
        .await?;
        Ok(())
    }

    /// The public logs that concern this device: of its own unit and of those above.
    pub async fn public_log_states(&self) -> Result<Vec<PublicLogState>, ReplicaError> {
        let mut states = Vec::new();
        for document in self.public_logs().await? {
            match self.public_log_state(document.unit()).await {
                Ok(state) => states.push(state),
                // What is damaged is named by itself.
                Err(error) if error.is_damage() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(states)
    }

    /// A unit's public log as it is known here, compared with what else is here.
    pub async fn public_log_state(&self, unit: UnitCode) -> Result<PublicLogState, ReplicaError> {
        let log = self.public_log(unit).await?;
        let mut kept = self.kept(unit).await?;
        let newest = kept.newest.clone().and_then(|text| text.parse::<SignedCheckpoint>().ok());
        if let Some(newest) = &newest {
            kept.take(newest, &log);
        }
        let parse = |text: &String| text.parse::<SignedCheckpoint>().ok();
        let agreed = kept.agreed.as_ref().and_then(parse);
        let (mut withheld, mut altered) = (Vec::new(), Vec::new());
        for (of, leaf) in log.furthest() {
            let is_for_us = unit != self.unit() && access::may_read(self.role(), self.unit(), &of.document);
            if !is_for_us || self.handed.is_borne_out(&leaf) {
                continue;
            }
            match self.entry_hash(&of, leaf.number).await? {
                None => withheld.push(leaf),
                Some(hash) if hash != leaf.hash => altered.push(leaf),
                Some(_) => self.handed.bear_out(leaf),
            }
        }
        Ok(PublicLogState {
            witnesses: self.witnesses(unit, agreed.as_ref()).await?,
            ahead: newest.filter(|newest| newest.checkpoint().size > log.size()),
            contradicting: kept.contradicting.iter().filter_map(parse).collect(),
            agreed,
            withheld,
            altered,
            log,
        })
    }

    /// A checkpoint of this node's own public log, of now.
    pub fn sign_checkpoint(&self, log: &PublicLog) -> SignedCheckpoint {
        let own = self.identity();
        let root = log.root(log.size()).unwrap_or_default();
        let checkpoint = Checkpoint { unit: self.unit(), size: log.size(), root, at: self.now() };
        checkpoint.sign(&own.certificate().public_key, &|message| own.key().sign(message))
    }

    async fn witnesses(
        &self,
        unit: UnitCode,
        agreed: Option<&SignedCheckpoint>,
    ) -> Result<Vec<(Countersigned, u64)>, ReplicaError> {
        let org = self.org();
        let mut witnesses = Vec::new();
        let mut find = |signed: &SignedCheckpoint, of: UnitCode| {
            let own = self.identity();
            let mut keys: Vec<_> = org.nodes_of(of).map(|node| node.public_key).collect();
            if of == self.unit() {
                keys.push(own.certificate().public_key);
            }
            let countersigned = keys.iter().find_map(|key| signed.countersigned_by(of, key));
            witnesses.extend(countersigned.map(|one| (one, signed.checkpoint().size)));
        };
        if unit != self.unit() {
            let mut between = self.unit();
            while let Some(signed) = agreed.filter(|_| between != unit && between.is_within(&unit)) {
                find(signed, between);
                let Some(parent) = between.parent() else { break };
                between = parent;
            }
            return Ok(witnesses);
        }
        let units: Vec<UnitCode> =
            org.units().map(|units| units.iter().map(|unit| unit.code).collect()).unwrap_or_default();
        for of in units.into_iter().filter(|of| *of != unit) {
            let Some(value) = self.store().setting(&format!("{WITNESS}/{of}")).await? else { continue };
            if let Some(signed) = String::from_utf8(value).ok().and_then(|text| text.parse().ok()) {
                find(&signed, of);
            }
        }
        Ok(witnesses)
    }

    async fn public_logs(&self) -> Result<Vec<DocumentName>, ReplicaError> {
        let selection = Selection::new(DocumentKind::Log, self.root(), None);
        let mut logs = self.store().documents(&selection).await?;
        logs.retain(|document| self.unit().is_within(&document.unit()));
        Ok(logs)
    }

    async fn kept(&self, unit: UnitCode) -> Result<Kept, ReplicaError> {
        let value = self.store().setting(&format!("{CHECKPOINTS}/{unit}")).await?;
        Ok(value.and_then(|value| serde_json::from_slice(&value).ok()).unwrap_or_default())
    }
}

impl Kept {
    /// Takes a checkpoint that the unit has signed.
    fn take(&mut self, signed: &SignedCheckpoint, log: &PublicLog) {
        let (new, text) = (*signed.checkpoint(), signed.to_string());
        let parse = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<SignedCheckpoint>().ok());
        let (agreed, newest) = (parse(&self.agreed), parse(&self.newest));
        let own_root = log.root(new.size);
        let mut contradicts = own_root.is_some_and(|root| root != new.root);
        for known in [&agreed, &newest].into_iter().flatten() {
            let known = known.checkpoint();
            contradicts |= known.size == new.size && known.root != new.root;
        }
        if contradicts {
            // Both sides of the contradiction; what was agreed on before stays.
            for side in [Some(text), self.agreed.clone()].into_iter().flatten() {
                if !self.contradicting.contains(&side) && self.contradicting.len() < MAX_CONTRADICTING {
                    self.contradicting.push(side);
                }
            }
            return;
        }
        let is_newer = |known: &Option<SignedCheckpoint>| {
            known.as_ref().is_none_or(|known| (known.checkpoint().size, known.checkpoint().at) <= (new.size, new.at))
        };
        if is_newer(&newest) {
            self.newest = Some(text.clone());
        }
        if own_root.is_some() && is_newer(&agreed) {
            self.agreed = Some(text);
        }
    }

    /// Countersigns what is agreed on.
    fn countersign(&mut self, countersign: impl Fn(&mut SignedCheckpoint)) {
        let agreed = self.agreed.as_ref().and_then(|text| text.parse::<SignedCheckpoint>().ok());
        self.agreed = agreed.map(|mut signed| {
            countersign(&mut signed);
            signed.to_string()
        });
    }
}

fn witness_row(
    unit: UnitCode,
    place: &str,
    witness: DeviceId,
    signed: &SignedCheckpoint,
) -> Result<Row, Vec<RowError>> {
    let (witness, checkpoint) = (witness.to_string(), signed.to_string());
    let cells =
        [("unit", unit.as_str()), ("leaf", place), ("witness", witness.as_str()), ("checkpoint", checkpoint.as_str())];
    Row::from_cells(Table::Witnesses, cells)
}
