//! The client: a device and one node above it.

use crate::connection;
use crate::error::SyncError;
use crate::machine::{Machine, Step};
use crate::proto;
use crate::proto::sync_client::SyncClient;
use cunbang_identity::{DeviceCertificate, client_config, server_name};
use cunbang_ledger::{LogId, Refusal, RefusalCode};
use cunbang_model::{Role, Timestamp, UnitCode};
use cunbang_node::exchange::agreement;
use cunbang_node::{Answer, Node, OutgoingPush, Source};
use cunbang_store::{Position, Write};
use rustls::ClientConfig;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;
use tonic::transport::Channel;

const CONNECT_TIME: Duration = Duration::from_secs(15);
/// The longest that a node may take to answer a single exchange.
const ANSWER_TIME: Duration = Duration::from_mins(2);
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// News that come close together travel together.
const GATHER: Duration = Duration::from_millis(50);

/// Where a node above is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamAddress {
    /// Its unit: the certificate that it shows must be that unit's node's.
    pub unit: UnitCode,
    /// Host and port.
    pub address: String,
}

/// What an exchange came to.
#[derive(Debug, Clone, Default)]
pub struct SyncReport {
    /// Entries that the upstream acknowledged as durable.
    pub acknowledged_entries: u64,
    /// Entries that came down and were kept.
    pub pulled_entries: u64,
    /// Receipts that came down.
    pub receipts: u64,
    /// What the upstream refused, and what was refused here.
    pub refused: Vec<(LogId, Refusal)>,
    /// Entries that the upstream had acknowledged and lost; they were sent again.
    pub lost_by_upstream: u64,
    /// This device's store was an older copy: it writes new logs from now on.
    pub new_incarnation: bool,
}

impl SyncReport {
    fn add(&mut self, other: Self) {
        self.acknowledged_entries += other.acknowledged_entries;
        self.pulled_entries += other.pulled_entries;
        self.receipts += other.receipts;
        self.refused.extend(other.refused);
        self.lost_by_upstream += other.lost_by_upstream;
        self.new_incarnation |= other.new_incarnation;
    }
}

/// How a link that stays is doing.
#[derive(Debug, Clone, Default)]
pub struct LinkState {
    /// Whether the stream is open and everything known then was exchanged.
    pub in_step: bool,
    /// When that was last so.
    pub last_in_step: Option<Timestamp>,
    /// Why it is not.
    pub trouble: Option<String>,
    /// What was exchanged since the start.
    pub report: SyncReport,
}

/// A device's link to a node above it.
#[derive(Debug)]
pub struct Upstream {
    node: Arc<Node>,
    address: UpstreamAddress,
    /// With the TLS sessions that can be resumed; made anew when the certificate was renewed.
    tls: Mutex<(Vec<u8>, Arc<ClientConfig>)>,
}

impl Upstream {
    /// A link; nothing is sent yet.
    pub fn new(node: Arc<Node>, address: UpstreamAddress) -> Result<Self, SyncError> {
        if !node.unit().is_within(&address.unit) {
            return Err(SyncError::Configuration(format!(
                "{} is no upstream for {}: it must be a unit above it",
                address.unit,
                node.unit()
            )));
        }
        let tls = make_tls(&node)?;
        Ok(Self { node, address, tls: Mutex::new(tls) })
    }

    /// Where it leads.
    pub fn address(&self) -> &UpstreamAddress {
        &self.address
    }

    fn tls(&self) -> Result<Arc<ClientConfig>, SyncError> {
        let mut tls = self.tls.lock().unwrap_or_else(PoisonError::into_inner);
        if tls.0 != self.node.identity().certificate().der {
            *tls = make_tls(&self.node)?;
        }
        Ok(Arc::clone(&tls.1))
    }

    async fn connect(&self) -> Result<(Channel, DeviceCertificate), SyncError> {
        let (channel, certificate) =
            connection::connect(&self.address.address, server_name(self.address.unit), self.tls()?, CONNECT_TIME)
                .await?;
        let certificate = certificate.ok_or_else(|| SyncError::Tls {
            address: self.address.address.clone(),
            reason: "the node showed no certificate".to_owned(),
        })?;
        self.node
            .org()
            .check_not_revoked(certificate.device)
            .map_err(|refusal| SyncError::Refused(refusal.to_string()))?;
        Ok((channel, certificate))
    }

    /// Exchanges everything once.
    pub async fn sync(&self) -> Result<SyncReport, SyncError> {
        let mut total = SyncReport::default();
        for _ in 0..3 {
            let (channel, upstream) = self.connect().await?;
            let again = exchange_over(&self.node, channel, &upstream, &mut total).await?;
            if !again {
                break;
            }
        }
        Ok(total)
    }

    /// Stays in step for ever: keeps a stream open, and when it breaks, comes back after a pause that
    /// grows and is never the same for two devices. `state` tells how it goes.
    pub async fn stay(&self, state: watch::Sender<LinkState>) {
        let mut pause = FIRST_PAUSE;
        loop {
            let outcome = async {
                let (channel, upstream) = self.connect().await?;
                let mut link = Link::open(&self.node, channel, &upstream, true).await?;
                link.stay(&state, &mut pause).await
            }
            .await;
            let mut wait = pause;
            if let Err(SyncError::Busy { retry_after_seconds }) = &outcome {
                wait = wait.max(Duration::from_secs(*retry_after_seconds));
            }
            if let Err(error) = outcome {
                tracing::info!(upstream = %self.address.unit, %error, "link down");
                state.send_modify(|state| {
                    state.in_step = false;
                    state.trouble = Some(error.to_string());
                });
            }
            tokio::time::sleep(jittered(wait)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// Between half and the whole of a pause, by chance.
fn jittered(pause: Duration) -> Duration {
    let mut byte = [128];
    let _ = ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut byte);
    pause.mul_f64(0.5 + f64::from(byte[0]) / 512.0)
}

fn make_tls(node: &Node) -> Result<(Vec<u8>, Arc<ClientConfig>), SyncError> {
    let identity = node.identity();
    let tls = client_config(&identity, Arc::clone(node.clock()))
        .map_err(|error| SyncError::Configuration(error.to_string()))?;
    Ok((identity.certificate().der.clone(), tls))
}

/// Exchanges everything once over a channel that stands already. Gives whether it must be done again,
/// as the two sides found out that one of them had an older store.
pub async fn exchange_over(
    node: &Arc<Node>,
    channel: Channel,
    upstream: &DeviceCertificate,
    report: &mut SyncReport,
) -> Result<bool, SyncError> {
    let mut link = Link::open(node, channel, upstream, false).await?;
    let answered = tokio::time::timeout(ANSWER_TIME, link.finish()).await;
    report.add(std::mem::take(&mut link.report));
    match answered {
        Ok(Ok(())) => Ok(link.again),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(SyncError::Broken(format!("no answer for {} s", ANSWER_TIME.as_secs()))),
    }
}

/// An open stream.
struct Link<'a> {
    node: &'a Arc<Node>,
    upstream: &'a DeviceCertificate,
    machine: Machine,
    up: Option<mpsc::Sender<proto::Up>>,
    down: Streaming<proto::Down>,
    stay: bool,
    /// Everything was asked for, so that nothing is missing behind the next cursor.
    whole: bool,
    /// This device's incarnation when the stream was opened.
    incarnation: u32,
    report: SyncReport,
    /// Logs of which something was refused: not pushed again on this stream.
    stuck: HashSet<LogId>,
    again: bool,
}

impl<'a> Link<'a> {
    async fn open(
        node: &'a Arc<Node>,
        channel: Channel,
        upstream: &'a DeviceCertificate,
        stay: bool,
    ) -> Result<Self, SyncError> {
        let incarnation = node.writer().incarnation;
        let asked = node.store().setting(&whole_name(upstream)).await.map_err(cunbang_node::NodeError::from)?;
        let pulled = read_cursor(node, upstream).await?;
        // A store that began a new incarnation was restored, and lacks what it once had.
        let whole = asked.is_some() || pulled.is_some_and(|(_, pulled_in)| pulled_in != incarnation);
        let cursor = pulled.filter(|_| !whole).map_or(Position::START, |(position, _)| position);
        let pushes = node.pending_for(upstream).await?;
        let receipts = node.receipts_to_pass_on(&pushes).await?;
        let acknowledged = node.acknowledged_by(upstream).await?;
        let acknowledged = agreement(acknowledged.iter().map(|(log, number)| (log, *number)));
        let mut machine = Machine::new(node.device(), upstream.device, upstream.unit);
        let first = machine.open(&cursor, acknowledged, stay, whole, &pushes, &receipts);
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
    async fn finish(&mut self) -> Result<(), SyncError> {
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

    async fn stay(&mut self, state: &watch::Sender<LinkState>, pause: &mut Duration) -> Result<(), SyncError> {
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
                    let before: HashMap<LogId, u64> =
                        self.node.acknowledged_by(self.upstream).await?.into_iter().collect();
                    for one in &acknowledged {
                        let known = before.get(&one.log).copied().unwrap_or(0);
                        self.report.acknowledged_entries += one.number.saturating_sub(known);
                    }
                    self.node.acknowledge(self.upstream, acknowledged).await?;
                }
                Step::Refused { log, refusal, have } => self.refused(log, refusal, have).await?,
                Step::Compare { theirs, give_back } => self.compare(theirs, give_back).await?,
                Step::Pulled(position) => {
                    write_cursor(self.node, self.upstream, &position, self.incarnation, self.whole).await?;
                }
                Step::CaughtUp => {}
            }
        }
        Ok(())
    }

    async fn take_segment(&mut self, segment: cunbang_node::Push) -> Result<(), SyncError> {
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
                    self.want_whole().await?;
                }
                self.report.refused.push((log, refusal));
            }
        }
        Ok(())
    }

    async fn number_of(&self, log: &LogId) -> Result<u64, SyncError> {
        let head = self.node.store().head(log).await.map_err(cunbang_node::NodeError::from)?;
        Ok(head.map_or(0, |head| head.head.number))
    }

    async fn want_whole(&self) -> Result<(), SyncError> {
        let write = Write::Setting { name: whole_name(self.upstream), value: Some(vec![1]) };
        self.node.store().commit(vec![write]).await.map_err(cunbang_node::NodeError::from)?;
        Ok(())
    }

    async fn refused(&mut self, log: LogId, refusal: Refusal, have: u64) -> Result<(), SyncError> {
        if refusal.code == RefusalCode::Gap {
            // It has less than it once acknowledged. The comparison that goes with this answer, or the
            // next one, sends the rest.
            tracing::info!(%log, have, "the upstream has less than expected");
            return Ok(());
        }
        if refusal.code == RefusalCode::Fork && log.writer == self.node.writer() {
            self.node.note_own_fork(self.upstream, &log).await?;
        }
        self.stuck.insert(log);
        self.report.refused.push((log, refusal));
        Ok(())
    }

    async fn compare(
        &mut self,
        theirs: std::collections::BTreeMap<LogId, u64>,
        give_back: bool,
    ) -> Result<(), SyncError> {
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
            self.want_whole().await?;
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

fn cursor_name(upstream: &DeviceCertificate) -> String {
    format!("cursor/{}", upstream.device)
}

fn whole_name(upstream: &DeviceCertificate) -> String {
    format!("whole/{}", upstream.device)
}

/// How far the upstream's feed was pulled, and in which incarnation.
async fn read_cursor(node: &Node, upstream: &DeviceCertificate) -> Result<Option<(Position, u32)>, SyncError> {
    let bytes = node.store().setting(&cursor_name(upstream)).await.map_err(cunbang_node::NodeError::from)?;
    Ok(bytes.and_then(|bytes| {
        let (number, rest) = bytes.split_at_checked(8)?;
        let (tag, incarnation) = rest.split_at_checked(8)?;
        let number = u64::from_be_bytes(number.try_into().ok()?);
        Some((Position { number, tag: tag.try_into().ok()? }, u32::from_be_bytes(incarnation.try_into().ok()?)))
    }))
}

async fn write_cursor(
    node: &Node,
    upstream: &DeviceCertificate,
    position: &Position,
    incarnation: u32,
    whole: bool,
) -> Result<(), SyncError> {
    if !whole && read_cursor(node, upstream).await? == Some((*position, incarnation)) {
        return Ok(());
    }
    let value = [position.number.to_be_bytes().as_slice(), &position.tag, &incarnation.to_be_bytes()].concat();
    let mut writes = vec![Write::Setting { name: cursor_name(upstream), value: Some(value) }];
    if whole {
        writes.push(Write::Setting { name: whole_name(upstream), value: None });
    }
    node.store().commit(writes).await.map_err(cunbang_node::NodeError::from)?;
    Ok(())
}
