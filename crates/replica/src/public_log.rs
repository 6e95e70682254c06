//! The public log 公开日志: what this node's unit publishes, in one order; and what units above state of theirs.
//!
//! A node that publishes states in its log how far each published document goes ([`Replica::disclose`]), and signs a
//! checkpoint for whoever asks. Those below keep the newest one that agrees with what they have, countersign it if they
//! are nodes, and pass it on. Two checkpoints of one size and different roots are two stories: both are kept.

use crate::checkpoints::WITNESS;
use crate::contradictions::{Acknowledged, Contradiction};
use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_ledger::checkpoint::Countersigned;
use cunbang_ledger::{Entered, Leaf, PublicLog, SignedCheckpoint};
use cunbang_model::{DocumentKind, DocumentName, Rights, Role, UnitCode, access};
use cunbang_store::{Selection, Write};

/// The setting with the incarnation in which a node below has last confirmed this store.
const CONFIRMED_IN: &str = "public_log_confirmed_in";
/// Who records what nobody in particular does.
pub(crate) const PROGRAM: &str = "cunbang";

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
    /// All that the unit cannot have meant both ways: these checkpoints, and what its leaves contradict.
    pub contradictions: Vec<Contradiction>,
    /// What people have looked into.
    pub acknowledged: Vec<Acknowledged>,
    /// Who countersigned, and up to which size.
    pub witnesses: Vec<(Countersigned, u64)>,
    /// What the leaves say was published, and is not here.
    pub withheld: Vec<Leaf>,
}

impl PublicLogState {
    /// Whether the unit has told two stories, acknowledged or not.
    pub fn is_contradictory(&self) -> bool {
        !self.contradictions.is_empty()
    }
}

/// Whether a document is one whose logs its unit's public log states.
fn is_published(document: &DocumentName) -> bool {
    matches!(document.kind().rights(), Rights::Directory | Rights::Notice) && document.kind() != DocumentKind::Log
}

/// Whether this program knows what a public log is: an earlier one keeps it and passes it on.
fn is_known() -> bool {
    DocumentKind::ALL.contains(&DocumentKind::Log)
}

/// The document of a unit's public log.
#[allow(clippy::expect_used)] // the kind has no period
pub(crate) fn document_of(unit: UnitCode) -> DocumentName {
    DocumentName::lasting(DocumentKind::Log, unit).expect("a lasting document without a period")
}

impl Replica {
    /// The public log of a unit, as far as it is here.
    pub async fn public_log(&self, unit: UnitCode) -> Result<PublicLog, ReplicaError> {
        let log = self.at_hand(document_of(unit)).await?;
        Ok(PublicLog::of(&log))
    }

    /// States in the public log of this node's unit how far its published documents go, where the log does not say
    /// so yet. Gives the number of new leaves.
    pub async fn disclose(&self) -> Result<usize, ReplicaError> {
        if self.role() != Role::Node || self.waits_for_its_own() || !is_known() || !self.knows_its_log().await? {
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

    /// Whether nobody below can have leaves of this node's log that its store lacks, as far as it can know: it was never
    /// put back, or in this incarnation those below have told it what they have.
    async fn knows_its_log(&self) -> Result<bool, ReplicaError> {
        let incarnation = self.writer().incarnation.to_be_bytes();
        if self.writer().incarnation == 0 || self.store().setting(CONFIRMED_IN).await?.as_deref() == Some(&incarnation)
        {
            return Ok(true);
        }
        if !self.has_heard_below() {
            return Ok(false);
        }
        let value = Some(incarnation.to_vec());
        self.commit(vec![Write::Setting { name: CONFIRMED_IN.to_owned(), value }]).await?;
        Ok(true)
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
        let document = self.projection(document_of(unit)).await?;
        let log = PublicLog::of(&document);
        let (mut kept, acknowledged) = (self.kept(unit).await?, self.acknowledged_in_log(unit).await?);
        let newest = kept.newest.clone().and_then(|text| text.parse::<SignedCheckpoint>().ok());
        if let Some(newest) = &newest {
            kept.take(newest, &log, &acknowledged);
        }
        let parse = |text: &String| text.parse::<SignedCheckpoint>().ok();
        let agreed = kept.agreed.as_ref().and_then(parse);
        let contradicting: Vec<SignedCheckpoint> = kept.contradicting.iter().filter_map(parse).collect();
        let mut contradictions: Vec<Contradiction> = contradicting.iter().map(Contradiction::of_checkpoint).collect();
        contradictions.extend(Contradiction::in_leaves(&log, &document));
        let mut withheld = Vec::new();
        for (of, leaf) in log.furthest() {
            let is_for_us = unit != self.unit() && access::may_read(self.role(), self.unit(), &of.document);
            if !is_for_us || self.handed.is_borne_out(&leaf) {
                continue;
            }
            match self.entry_hash(&of, leaf.number).await? {
                None => withheld.push(leaf),
                Some(hash) if hash != leaf.hash => contradictions.push(Contradiction::of_altered(&leaf)),
                Some(_) => self.handed.bear_out(leaf),
            }
        }
        Ok(PublicLogState {
            witnesses: self.witnesses(unit, agreed.as_ref()).await?,
            ahead: newest.filter(|newest| newest.checkpoint().size > log.size()),
            contradicting,
            contradictions,
            acknowledged,
            agreed,
            withheld,
            log,
        })
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

    pub(crate) async fn public_logs(&self) -> Result<Vec<DocumentName>, ReplicaError> {
        if !is_known() {
            return Ok(Vec::new());
        }
        let selection = Selection::new(DocumentKind::Log, self.root(), None);
        let mut logs = self.store().documents(&selection).await?;
        logs.retain(|document| self.unit().is_within(&document.unit()));
        Ok(logs)
    }
}
