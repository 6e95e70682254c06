//! A link: one open stream to a node above, which feeds the machine and does what it says.

use crate::client::{FIRST_PAUSE, LinkState, SyncReport};
use crate::cursor;
use crate::error::SyncError;
use crate::machine::{Machine, Step};
use crate::proto;
use crate::proto::sync_client::SyncClient;
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::{LogId, Refusal, RefusalCode};
use cunbang_model::Role;
use cunbang_replica::{Answer, OutgoingPush, Replica, Source};
use cunbang_store::Position;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;
use tonic::transport::Channel;

/// News that come close together travel together.
const GATHER: Duration = Duration::from_millis(50);

/// An open stream.
pub(crate) struct Link<'a> {
    node: &'a Arc<Replica>,
    upstream: &'a DeviceCertificate,
    machine: Machine,
    up: Option<mpsc::Sender<proto::Up>>,
    down: Streaming<proto::Down>,
    stay: bool,
    /// Everything was asked for, so that nothing is missing behind the next cursor.
    whole: bool,
    /// This device's incarnation when the stream was opened.
    incarnation: u32,
    /// What was exchanged since it was last taken.
    pub(crate) report: SyncReport,
    /// Logs of which something was refused: not pushed again on this stream.
    stuck: HashSet<LogId>,
    /// The exchange must be done again, as one of the two sides was found to have an older store.
    pub(crate) again: bool,
}

impl<'a> Link<'a> {
    pub(crate) async fn open(
        node: &'a Arc<Replica>,
        channel: Channel,
        upstream: &'a DeviceCertificate,
        stay: bool,
    ) -> Result<Self, SyncError> {
        let incarnation = node.writer().incarnation;
        let asked = cursor::is_whole_wanted(node, upstream).await?;
        let pulled = cursor::read(node, upstream).await?;
        // A store that began a new incarnation was restored, and lacks what it once had.
        let whole = asked || pulled.is_some_and(|(_, pulled_in)| pulled_in != incarnation);
        let position = pulled.filter(|_| !whole).map_or(Position::START, |(position, _)| position);
        let pushes = node.pending_for(upstream).await?;
        let receipts = node.receipts_to_pass_on(&pushes).await?;
        let acknowledged = node.agreement_of(upstream).await?.0;
        let mut machine = Machine::new(node.device(), upstream.device, upstream.unit);
        let first = machine.open(&position, acknowledged, stay, whole, &pushes, &receipts);
        let (up, outgoing) = mpsc::channel(8);
        let _ = up.send(first).await;
        let down = SyncClient::new(channel)
            .max_decoding_message_size(16 * 1024 * 1024)
            .exchange(ReceiverStream::new(outgoing))
            .await?
            .into_inner();
        Ok(Self {
            node,
            upstream,
            machine,
            up: Some(up),
            down,
            stay,
            whole,
            incarnation,
            report: SyncReport::default(),
            stuck: HashSet::new(),
            again: false,
        })
    }

    /// Goes on until everything is exchanged.
    pub(crate) async fn finish(&mut self) -> Result<(), SyncError> {
        while let Some(down) = self.down.message().await? {
            self.take(down).await?;
            if self.machine.is_idle() {
                // The node ends the stream as well; there is nothing to wait for.
                self.up = None;
                return Ok(());
            }
        }
        if self.machine.is_idle() {
            return Ok(());
        }
        Err(SyncError::Broken("the node ended the stream before it had answered everything".to_owned()))
    }

    pub(crate) async fn stay(
        &mut self,
        state: &watch::Sender<LinkState>,
        pause: &mut Duration,
    ) -> Result<(), SyncError> {
        let mut changes = self.node.changes();
        loop {
            tokio::select! {
                down = self.down.message() => {
                    let Some(down) = down? else {
                        return Err(SyncError::Broken("the node ended the stream".to_owned()));
                    };
                    self.take(down).await?;
                    if self.again {
                        return Ok(());
                    }
                    if self.machine.is_idle() {
                        *pause = FIRST_PAUSE;
                        let now = self.node.now();
                        let report = std::mem::take(&mut self.report);
                        state.send_modify(|state| {
                            state.in_step = true;
                            state.last_in_step = Some(now);
                            state.trouble = None;
                            state.report.add(report);
                        });
                    }
                }
                news = changes.changed() => {
                    if news.is_err() {
                        return Ok(());
                    }
                    tokio::time::sleep(GATHER).await;
                    changes.mark_unchanged();
                    let under_way: HashSet<LogId> = self.machine.unanswered().copied().collect();
                    let mut pushes = self.node.pending_for(self.upstream).await?;
                    pushes.retain(|push| !under_way.contains(&push.log) && !self.stuck.contains(&push.log));
                    if !pushes.is_empty() {
                        let receipts = self.node.receipts_to_pass_on(&pushes).await?;
                        let up = self.machine.push(&pushes, &receipts);
                        self.send(up).await?;
                    }
                }
            }
        }
    }

    async fn send(&self, up: proto::Up) -> Result<(), SyncError> {
        match &self.up {
            Some(sender) => sender.send(up).await.map_err(|_| SyncError::Broken("the stream is closed".to_owned())),
            None => Err(SyncError::Broken("the stream is closed".to_owned())),
        }
    }

    async fn take(&mut self, down: proto::Down) -> Result<(), SyncError> {
        let steps = self.machine.receive(down).map_err(|error| SyncError::Protocol(error.to_string()))?;
        for step in steps {
            match step {
                Step::Take(segments) => {
                    for segment in segments {
                        self.take_segment(segment).await?;
                    }
                }
                Step::KeepReceipts(receipts) => {
                    self.report.receipts += receipts.len() as u64;
                    self.node.keep_receipts(Source::Above(self.upstream), receipts).await?;
                }
                Step::Acknowledge(acknowledged) => {
                    for one in &acknowledged {
                        let known = self.node.acknowledged_of(self.upstream, &one.log).await?;
                        self.report.acknowledged_entries += one.number.saturating_sub(known);
                    }
                    self.node.acknowledge(self.upstream, acknowledged).await?;
                }
                Step::Refused { log, refusal, have } => self.refused(log, refusal, have).await?,
                Step::Compare { theirs, give_back } => self.compare(theirs, give_back).await?,
                Step::Pulled(position) => {
                    cursor::write(self.node, self.upstream, &position, self.incarnation, self.whole).await?;
                }
                Step::CaughtUp => {}
            }
        }
        Ok(())
    }

    async fn take_segment(&mut self, segment: cunbang_replica::Push) -> Result<(), SyncError> {
        let log = segment.log;
        let before = self.number_of(&log).await?;
        match self.node.ingest(Source::Above(self.upstream), segment, &[]).await? {
            Answer::Taken(_) => self.report.pulled_entries += self.number_of(&log).await?.saturating_sub(before),
            Answer::Refused { refusal, .. } => {
                // It may be good once something else is here: next time, everything is asked for.
                if matches!(
                    refusal.code,
                    RefusalCode::Gap | RefusalCode::UnknownDevice | RefusalCode::UnknownDependency
                ) {
                    cursor::want_whole(self.node, self.upstream).await?;
                }
                if refusal.code == RefusalCode::Fork {
                    self.node.note_own_fork(self.upstream, &log).await?;
                }
                self.report.refused.push((log, refusal));
            }
        }
        Ok(())
    }

    async fn number_of(&self, log: &LogId) -> Result<u64, SyncError> {
        let head = self.node.store().head(log).await.map_err(cunbang_replica::ReplicaError::from)?;
        Ok(head.map_or(0, |head| head.head.number))
    }

    async fn refused(&mut self, log: LogId, refusal: Refusal, have: u64) -> Result<(), SyncError> {
        if refusal.code == RefusalCode::Gap {
            // It has less than it once acknowledged. The comparison that goes with this answer, or the
            // next one, sends the rest.
            tracing::info!(%log, have, "the upstream has less than expected");
            return Ok(());
        }
        match refusal.code {
            RefusalCode::Fork => self.node.note_own_fork(self.upstream, &log).await?,
            RefusalCode::Malformed | RefusalCode::BrokenChain | RefusalCode::BadSignature => {
                self.node.doubt_acknowledged(self.upstream, &log).await?;
            }
            _ => {}
        }
        self.stuck.insert(log);
        self.report.refused.push((log, refusal));
        Ok(())
    }

    async fn compare(&mut self, theirs: BTreeMap<LogId, u64>, give_back: bool) -> Result<(), SyncError> {
        let receipts = self.node.receipts_of(self.upstream, &theirs).await?;
        let compared = self.node.compare_heads(self.upstream, &theirs).await?;
        self.report.lost_by_upstream += compared.lost;
        if compared.own_store_is_older && self.node.role() != Role::Node {
            self.node
                .start_incarnation(&format!(
                    "{} has more of this device's log than this store: the store was restored from an older state",
                    self.upstream.unit
                ))
                .await?;
            self.report.new_incarnation = true;
        }
        if compared.own_entries_are_missing && !self.whole {
            cursor::want_whole(self.node, self.upstream).await?;
            self.again = true;
        }
        let mut pushes: Vec<OutgoingPush> = self.node.pending_for(self.upstream).await?;
        pushes.retain(|push| !self.stuck.contains(&push.log));
        if give_back {
            pushes.extend(self.node.give_back(self.upstream, &theirs).await?);
        }
        let mut passed_on = self.node.receipts_to_pass_on(&pushes).await?;
        passed_on.extend(receipts);
        let up = self.machine.answer_comparison(&pushes, &passed_on, &compared.receipts_wanted, self.stay);
        self.send(up).await
    }
}
