//! A device's half of a stream, connected to its replica.

use super::cursor;
use crate::error::SyncError;
use crate::machine::{Compared, Lower, LowerEffect, LowerEnds, LowerEvent, Memory, Outgoing, SyncReport};
use crate::proto;
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::{LogId, Refusal};
use cunbang_replica::{Pieces, Replica, Source};
use std::sync::Arc;

/// A device's half of a stream.
#[derive(Debug)]
pub struct LowerHalf<'a> {
    replica: &'a Replica,
    upstream: &'a DeviceCertificate,
    machine: Lower,
    /// What devices below had given back when the stream began.
    returned: Option<Vec<u8>>,
    /// Whether something was stored since that was last looked at.
    has_news: bool,
    /// Devices below have given back more.
    is_outdated: bool,
    /// It is noted that much is being pushed.
    is_unfinished: bool,
}

impl<'a> LowerHalf<'a> {
    /// Starts a stream. With `stay`, it continues after everything has been exchanged.
    pub fn new(replica: &'a Replica, upstream: &'a DeviceCertificate, stay: bool) -> Self {
        let ends = LowerEnds {
            own: replica.device(),
            role: replica.role(),
            upstream: upstream.device,
            upstream_unit: upstream.unit,
        };
        Self {
            replica,
            upstream,
            machine: Lower::new(ends, stay),
            returned: None,
            has_news: false,
            is_outdated: false,
            is_unfinished: false,
        }
    }

    /// Takes a message from the node above.
    pub fn hear(&mut self, down: proto::Down) -> Result<(), SyncError> {
        self.take(LowerEvent::Said(down))
    }

    /// Tells it that something new has been stored.
    pub fn hear_news(&mut self) -> Result<(), SyncError> {
        self.has_news = true;
        self.take(LowerEvent::News)
    }

    /// Works up to the next message to send. `None` means there is nothing to do until the next message or news.
    pub async fn next_message(&mut self) -> Result<Option<proto::Up>, SyncError> {
        while let Some(effect) = self.machine.next_effect() {
            let event = match effect {
                LowerEffect::Send(up) => return Ok(Some(up)),
                effect => self.perform(effect).await?,
            };
            if let Some(event) = event {
                self.take(event)?;
            }
        }
        if self.is_unfinished && self.machine.is_idle() {
            self.is_unfinished = false;
            cursor::note_unfinished(self.replica, self.upstream, false).await?;
        }
        if std::mem::take(&mut self.has_news) && self.replica.returned().await? != self.returned {
            self.is_outdated = true;
        }
        Ok(None)
    }

    /// Whether nothing more is expected from the node above.
    pub fn is_idle(&self) -> bool {
        self.machine.is_idle()
    }

    /// Whether the exchange must be repeated.
    pub fn must_repeat(&self) -> bool {
        self.is_outdated || self.machine.must_repeat() || self.replica.is_to_ask(self.upstream.device)
    }

    /// What the node above refuses.
    pub fn stuck(&self) -> Vec<(LogId, Refusal)> {
        self.machine.stuck().map(|(log, refusal)| (*log, refusal.clone())).collect()
    }

    /// What was exchanged since the last call.
    pub fn take_report(&mut self) -> SyncReport {
        self.machine.take_report()
    }

    fn take(&mut self, event: LowerEvent) -> Result<(), SyncError> {
        self.machine.take(event).map_err(|error| SyncError::Protocol(error.to_string()))
    }

    async fn perform(&mut self, effect: LowerEffect) -> Result<Option<LowerEvent>, SyncError> {
        let (replica, upstream) = (self.replica, self.upstream);
        match effect {
            // `next_message` has already taken these out.
            LowerEffect::Send(_) => {}
            LowerEffect::Remember => {
                self.returned = replica.returned().await?;
                // What is damaged here may be whole above.
                if replica.is_to_ask(upstream.device) {
                    replica.note_asked(upstream.device);
                    cursor::want_whole(replica, upstream).await?;
                }
                return Ok(Some(LowerEvent::Remembered(Memory {
                    now: replica.now(),
                    pulled: cursor::read(replica, upstream).await?,
                    whole: cursor::whole(replica, upstream, self.returned.as_deref()).await?,
                    incarnation: replica.writer().incarnation,
                    acknowledged: replica.agreement_of(upstream).await?,
                    branches: replica.branches_to_tell(upstream).await?,
                })));
            }
            LowerEffect::Gather { except, give_back, apart } => {
                let is_unfinished = cursor::is_unfinished(replica, upstream).await?;
                let pieces = if is_unfinished { Pieces::default() } else { Pieces::whole() };
                let pushes = replica.outgoing(upstream, &except, &give_back, &apart, pieces.clone()).await?;
                let receipts = replica.receipts_to_pass_on(upstream, &pushes).await?;
                let is_much = Pieces::would_part(pushes.iter().map(|push| push.packed.len()).sum());
                if is_much && !is_unfinished {
                    cursor::note_unfinished(replica, upstream, true).await?;
                }
                self.is_unfinished |= is_much || is_unfinished;
                let checkpoints = replica.checkpoints_to_pass_up(upstream).await?;
                let forks = replica.forks_for(upstream).await?;
                return Ok(Some(LowerEvent::Gathered(Outgoing { pushes, receipts, pieces, checkpoints, forks })));
            }
            LowerEffect::Compare { theirs, give_back } => {
                let (mut returnable, mut held) = (Vec::new(), Vec::new());
                if give_back {
                    returnable = replica.returnable_to(upstream).await?;
                    held = replica.receipts_to_hand_back(upstream).await?;
                }
                return Ok(Some(LowerEvent::Compared(Compared {
                    logs: replica.both_sides(upstream, &theirs).await?,
                    returnable,
                    receipts: replica.receipts_of(upstream, &theirs).await?,
                    held,
                })));
            }
            LowerEffect::Judge { acknowledged, pushed } => {
                return Ok(Some(LowerEvent::Judged(replica.judge(upstream, acknowledged, pushed).await?)));
            }
            LowerEffect::LookFor(logs) => {
                let mut lacks = false;
                for (log, number) in logs {
                    lacks |= replica.entry_count(&log).await? < number;
                }
                return Ok(Some(LowerEvent::LookedFor { lacks }));
            }
            LowerEffect::ReadClock(theirs) => return Ok(Some(LowerEvent::Clock { theirs, now: replica.now() })),
            LowerEffect::TakeIn(push) => {
                let log = push.log;
                let before = replica.entry_count(&log).await?;
                let answer = replica.ingest(Source::Above(upstream), *push, &[]).await?;
                let fresh = replica.entry_count(&log).await?.saturating_sub(before);
                return Ok(Some(LowerEvent::TookIn { log, answer, fresh }));
            }
            LowerEffect::KeepReceipts(receipts) => replica.keep_receipts(Source::Above(upstream), receipts).await?,
            LowerEffect::KeepCheckpoints(checkpoints) => {
                for checkpoint in checkpoints {
                    replica.keep_checkpoint(upstream, &checkpoint).await?;
                }
            }
            LowerEffect::KeepBranches(branches) => {
                for branch in branches {
                    replica.keep_branch(Source::Above(upstream), branch, &Arc::default()).await?;
                }
            }
            LowerEffect::KeepAcknowledged(acknowledged) => {
                replica.keep_acknowledged(upstream, acknowledged).await?;
            }
            LowerEffect::SendAgain { logs, lost } => replica.send_again(upstream, logs, lost).await?,
            LowerEffect::NoteFork(log) => replica.note_fork(upstream, &log).await?,
            LowerEffect::NoteTold(log) => replica.note_branch_told(&log).await?,
            LowerEffect::Doubt(log) => replica.doubt_acknowledged(upstream, &log).await?,
            LowerEffect::StartIncarnation(why) => replica.start_incarnation(&why).await?,
            LowerEffect::WantWhole => cursor::want_whole(replica, upstream).await?,
            LowerEffect::KeepCursor { position, incarnation, whole } => {
                let returned = self.returned.as_deref();
                cursor::write(replica, upstream, &position, incarnation, whole, returned).await?;
            }
        }
        Ok(None)
    }
}
