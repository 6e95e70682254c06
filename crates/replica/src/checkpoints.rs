//! Checkpoints 检查点 of public logs on their way: signed for those below, kept, countersigned and passed on.
//!
//! Of each unit above a node keeps the newest checkpoint that agrees with the leaves it has, and the newest of all; and,
//! where two contradict each other, both. At the unit's own node stands beside them who countersigned, and in the log
//! itself the first countersignature that covers a scheme.

use crate::contradictions::{Acknowledged, Contradiction};
use crate::error::ReplicaError;
use crate::public_log::{PROGRAM, document_of};
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_language::{Language, say};
use cunbang_ledger::{Checkpoint, Entered, Leaf, LogId, PublicLog, SignedCheckpoint};
use cunbang_model::{DeviceId, DocumentKind, Role, Row, RowError, Table, Timestamp, UnitCode};
use cunbang_store::{Incident, Write};
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
pub(crate) const WITNESS: &str = "witness";
/// How many checkpoints that contradict others are kept, besides those that were acknowledged: a few prove it.
const MAX_CONTRADICTING: usize = 8;

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

    pub(crate) fn set_current(&self, current: Option<(Timestamp, Vec<SignedCheckpoint>)>) {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = current;
    }

    pub(crate) fn is_borne_out(&self, leaf: &Leaf) -> bool {
        self.borne_out.lock().unwrap_or_else(PoisonError::into_inner).get(&leaf.log) == Some(leaf)
    }

    pub(crate) fn bear_out(&self, leaf: Leaf) {
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
pub(crate) struct Kept {
    /// The newest that agrees with the leaves that are here.
    pub(crate) agreed: Option<String>,
    /// The newest of all: leaves may be missing here.
    pub(crate) newest: Option<String>,
    /// Those that contradict what was stated before.
    #[serde(default)]
    pub(crate) contradicting: Vec<String>,
}

impl Kept {
    /// Takes a checkpoint that the unit has signed. One that contradicts others is kept, unless enough are; those that
    /// people have acknowledged leave room for others.
    pub(crate) fn take(&mut self, signed: &SignedCheckpoint, log: &PublicLog, acknowledged: &[Acknowledged]) {
        let (new, text) = (*signed.checkpoint(), signed.to_string());
        let parse = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<SignedCheckpoint>().ok());
        let (agreed, newest) = (parse(&self.agreed), parse(&self.newest));
        let own_root = log.root(new.size);
        let is_other = own_root.is_some_and(|root| root != new.root);
        // One that has as many leaves, or more and agrees with those that are here, cannot be so beside it.
        let other_side = [&agreed, &newest].into_iter().flatten().find(|known| {
            let known = known.checkpoint();
            (known.size == new.size && known.root != new.root)
                || (is_other && known.size > new.size && log.root(known.size) == Some(known.root))
        });
        if is_other || other_side.is_some() {
            // Where there is no other checkpoint, the leaves are the other side: the unit has signed them too.
            for side in [Some(signed), other_side].into_iter().flatten() {
                self.keep_contradicting(side, acknowledged);
            }
            return;
        }
        let is_newer = |known: &Option<SignedCheckpoint>| {
            known.as_ref().is_none_or(|known| (known.checkpoint().size, known.checkpoint().at) < (new.size, new.at))
        };
        if is_newer(&newest) {
            self.newest = Some(text.clone());
        }
        if own_root.is_some() && is_newer(&agreed) {
            self.agreed = Some(text);
        }
    }

    /// Keeps a checkpoint as proof. That the same was stated again, at another time, proves nothing more.
    fn keep_contradicting(&mut self, side: &SignedCheckpoint, acknowledged: &[Acknowledged]) {
        let of =
            |text: &String| text.parse::<SignedCheckpoint>().ok().map(|signed| Contradiction::of_checkpoint(&signed));
        let kept: Vec<Contradiction> = self.contradicting.iter().filter_map(of).collect();
        let is_open = |one: &&Contradiction| !acknowledged.iter().any(|of| of.contradictions.contains(one));
        let is_known = kept.contains(&Contradiction::of_checkpoint(side));
        if !is_known && kept.iter().filter(is_open).count() < MAX_CONTRADICTING {
            self.contradicting.push(side.to_string());
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

impl Replica {
    /// What this node states to those below: checkpoints of its own unit, and of units above it. Ask before the feed is
    /// read: what came in between is in the feed and not in these, while the other way round, a device would be told of
    /// leaves that it was not given.
    pub async fn checkpoints_stated(&self) -> Result<Vec<SignedCheckpoint>, ReplicaError> {
        if self.role() != Role::Node || self.waits_for_its_own() {
            return Ok(Vec::new());
        }
        let now = self.now();
        if let Some(checkpoints) = self.handed.current(now) {
            return Ok(checkpoints);
        }
        let checkpoints = self.checkpoints().await?;
        self.handed.set_current(Some((now, checkpoints.clone())));
        Ok(checkpoints)
    }

    /// Those of the checkpoints that are news to a peer below; they are not, from now on.
    pub fn checkpoints_for(&self, peer: &DeviceCertificate, stated: &[SignedCheckpoint]) -> Vec<String> {
        let is_news = |signed: &&SignedCheckpoint| self.handed.is_news(peer.device, signed.checkpoint());
        stated.iter().filter(is_news).map(ToString::to_string).collect()
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
        kept.take(&signed, &log, &self.acknowledged_in_log(unit).await?);
        if kept.contradicting.len() > before {
            let message = Language::in_both(|| say!("checkpoints-two-stories", unit = unit));
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
        if self.role() == Role::Node {
            // Those below are to have it as well.
            self.tell_changes();
        }
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

    /// A checkpoint of this node's own public log, of now.
    pub fn sign_checkpoint(&self, log: &PublicLog) -> SignedCheckpoint {
        let own = self.identity();
        let root = log.root(log.size()).unwrap_or_default();
        let checkpoint = Checkpoint { unit: self.unit(), size: log.size(), root, at: self.now() };
        checkpoint.sign(&own.certificate().public_key, &|message| own.key().sign(message))
    }

    pub(crate) async fn kept(&self, unit: UnitCode) -> Result<Kept, ReplicaError> {
        let value = self.store().setting(&format!("{CHECKPOINTS}/{unit}")).await?;
        Ok(value.and_then(|value| serde_json::from_slice(&value).ok()).unwrap_or_default())
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
