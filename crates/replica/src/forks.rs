//! Two branches of one log 分叉: how the evidence gets from whoever has met both to whoever has met one, and what a person
//! is told of it.
//!
//! Where a device signed two different entries under one number, whoever holds both passes both on, up and down, to
//! those that may have the document. The receiver verifies the signatures by itself and keeps the branch that it has
//! not; neither is taken into its log by that.

use crate::error::ReplicaError;
use crate::ingest::Source;
use crate::meter::Meter;
use crate::push::{Push, Verified};
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_language::{lazily, say};
use cunbang_ledger::{Hash, LogId, frame};
use cunbang_model::shown::in_line;
use cunbang_model::{DeviceId, Role, Timestamp, access};
use cunbang_store::{ForkEvidence, Write};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many branches are passed on, and read, in one exchange: two of each log.
pub const MAX_BRANCHES: usize = 8;
/// Of how many logs with two branches the newest are looked at.
const MAX_LOOKED_AT: usize = 64;
/// More than this, in bytes, is not passed on in one exchange.
const MAX_BYTES: usize = 512 * 1024;
/// So long a device is not told the same again. Where a line broke, it is told later.
const TOLD_FOR_SECONDS: i64 = 6 * 3600;
/// Beyond so many, what was told is forgotten.
const MAX_TOLD: usize = 64 * 1024;
/// So long it is not looked up again that there are no forks: another process may have met one.
const LOOK_UP_SECONDS: i64 = 60;

/// What this process has passed on: to whom, of which fork, when; and since when it knows that there are none.
#[derive(Debug, Default)]
pub(crate) struct PassedOn {
    told: Mutex<HashMap<(DeviceId, Hash), Timestamp>>,
    none: Mutex<KnownNone>,
}

/// Nearly always there is no fork, and everybody who connects would have that looked up.
#[derive(Debug, Default)]
struct KnownNone {
    since: Option<Timestamp>,
    /// How many forks this process has stored.
    stored: u64,
}

impl PassedOn {
    /// Whether it is known that there are none; if not, how many were stored before it is looked up.
    fn look_up(&self, now: Timestamp) -> Option<u64> {
        let none = self.none.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = |at: Timestamp| (0..LOOK_UP_SECONDS).contains(&(now.as_second() - at.as_second()));
        (!none.since.is_some_and(is_fresh)).then_some(none.stored)
    }

    /// Notes that there were none, unless one was stored meanwhile.
    fn note_none(&self, stored: u64, now: Timestamp) {
        let mut none = self.none.lock().unwrap_or_else(PoisonError::into_inner);
        if none.stored == stored {
            none.since = Some(now);
        }
    }

    /// Notes that one was stored.
    pub(crate) fn note_stored(&self) {
        let mut none = self.none.lock().unwrap_or_else(PoisonError::into_inner);
        none.since = None;
        none.stored += 1;
    }

    fn is_news(&self, peer: DeviceId, fork: Hash, now: Timestamp) -> bool {
        let passed = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let told_for = |at: &Timestamp| now.as_second() - at.as_second();
        passed.get(&(peer, fork)).is_none_or(|at| !(0..TOLD_FOR_SECONDS).contains(&told_for(at)))
    }

    fn note(&self, peer: DeviceId, fork: Hash, now: Timestamp) {
        let mut passed = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if passed.len() >= MAX_TOLD {
            passed.clear();
        }
        passed.insert((peer, fork), now);
    }
}

/// What a fork is known by: the branch that is not in the log.
fn known_by(fork: &ForkEvidence) -> Hash {
    Hash::of(&[&fork.frame, &fork.signature])
}

/// The number of the first entry of a piece of evidence.
fn first_of(fork: &ForkEvidence) -> Option<u64> {
    let LogId { document, writer } = &fork.log;
    let unpacked = frame::unpack(&fork.frame, &[]).ok()?;
    let entries = frame::decode(document, writer, &unpacked).ok()?;
    entries.first().map(|entry| entry.number)
}

impl Replica {
    /// Both branches of logs that a peer may have, where that is news to it. A writer hears of its own log by other ways:
    /// which of its copies is to be mended, this does not say.
    pub async fn forks_for(&self, peer: &DeviceCertificate) -> Result<Vec<Push>, ReplicaError> {
        let (now, mut branches, mut bytes) = (self.now(), Vec::new(), 0);
        let Some(stored) = self.passed_on().look_up(now) else { return Ok(branches) };
        let forks = self.store().forks(MAX_LOOKED_AT).await?;
        if forks.is_empty() {
            self.passed_on().note_none(stored, now);
        }
        for fork in forks {
            let known_by = known_by(&fork);
            let is_for_it =
                fork.log.writer.device != peer.device && access::may_read(peer.role, peer.unit, &fork.log.document);
            if !is_for_it || !self.passed_on().is_news(peer.device, known_by, now) {
                continue;
            }
            let Some(first) = first_of(&fork) else { continue };
            let segments = self.store().segments(&fork.log, fork.number.saturating_sub(1)).await?;
            let Some(here) = segments.into_iter().next().filter(|segment| !segment.is_damaged) else { continue };
            bytes += fork.frame.len() + here.frame.len();
            if branches.len() + 2 > MAX_BRANCHES || bytes > MAX_BYTES {
                break;
            }
            let branch = |first, packed, signature| Push {
                log: fork.log,
                first,
                packed,
                dictionary: false,
                signature,
                certificate: None,
            };
            branches.push(branch(here.first, here.frame, here.signature));
            branches.push(branch(first, fork.frame.clone(), fork.signature));
            self.passed_on().note(peer.device, known_by, now);
        }
        Ok(branches)
    }

    /// Keeps a branch that a peer passed on as evidence, if its writer signed it and it differs from what is here. What
    /// cannot be judged here, and what is here already, is left.
    pub async fn keep_branch(&self, source: Source<'_>, branch: Push, meter: &Arc<Meter>) -> Result<(), ReplicaError> {
        let log = branch.log;
        let verified = match self.read_and_verify(source, &Arc::new(branch), &[], meter).await {
            Err(error) if error.is_damage() => return Ok(()),
            verified => verified?,
        };
        let Ok(Verified::Fork(evidence)) = verified else { return Ok(()) };
        tracing::warn!(%log, via = %source.certificate().device, number = evidence.number, "a fork was passed on");
        // Whoever told it knows it.
        self.passed_on().note(source.certificate().device, known_by(&evidence), self.now());
        self.commit(vec![Write::Fork(ForkEvidence { at: self.now(), ..*evidence })]).await?;
        Ok(())
    }

    /// What a person should know of a log that has two branches from an entry on.
    pub fn fork_told(&self, log: &LogId, number: u64) -> String {
        let LogId { document, writer } = log;
        let device = writer.device;
        let org = self.org();
        let own = self.identity();
        let known = if device == self.device() { Some(own.certificate()) } else { org.certificate(device) };
        let whose = || match known {
            Some(known) => {
                say!("fork-known-device", unit = known.unit, label = in_line(&known.label), device = device)
            }
            None => say!("fork-device", device = device),
        };
        let is_of_a_node_above = known.is_some_and(|one| one.role == Role::Node && self.unit() != one.unit)
            && known.is_some_and(|one| self.unit().is_within(&one.unit));
        let do_this = || {
            if device == self.device() && self.is_top_node() {
                say!("fork-put-back")
            } else if device == self.device() {
                say!("fork-copied")
            } else if is_of_a_node_above {
                say!("fork-above")
            } else {
                say!("fork-elsewhere")
            }
        };
        // Each in the language of what it stands in.
        let (whose, do_this) = (lazily(whose), lazily(do_this));
        say!("fork-found", whose = whose, document = document, number = number, do_this = do_this)
    }
}
