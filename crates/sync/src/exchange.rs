//! The node's side of an exchange: one stream of one device.

use crate::error::status_of;
use crate::proto;
use crate::wire::{self, Understood, WireError};
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::{LogId, Receipt, Refusal, RefusalCode};
use cunbang_model::{DocumentKind, Role};
use cunbang_replica::{Answer, Replica, Source};
use cunbang_store::Position;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tonic::{Status, Streaming};

/// How much is gathered into one message before it is sent, in bytes.
const MESSAGE_BYTES: usize = 512 * 1024;
/// News that come close together travel together.
const GATHER: Duration = Duration::from_millis(20);

pub(crate) struct Session {
    node: Arc<Replica>,
    peer: Arc<DeviceCertificate>,
    /// How far this stream has read the feed.
    position: Position,
    whole: bool,
    stay: bool,
    pushes_seen: u32,
}

impl Session {
    pub(crate) fn new(node: Arc<Replica>, peer: Arc<DeviceCertificate>) -> Self {
        Self { node, peer, position: Position::START, whole: false, stay: false, pushes_seen: 0 }
    }

    /// Serves the stream until the device has what it wants, goes away, or may no longer be served.
    pub(crate) async fn serve(
        mut self,
        mut inbound: Streaming<proto::Up>,
        out: mpsc::Sender<Result<proto::Down, Status>>,
    ) {
        if let Err(status) = self.run(&mut inbound, &out).await {
            let _ = out.send(Err(status)).await;
        }
    }

    async fn run(
        &mut self,
        inbound: &mut Streaming<proto::Up>,
        out: &mpsc::Sender<Result<proto::Down, Status>>,
    ) -> Result<(), Status> {
        let mut changes = self.node.changes();
        let mut greeted = false;
        loop {
            let up = if greeted {
                tokio::select! {
                    up = inbound.message() => up?,
                    news = changes.changed() => {
                        if news.is_err() {
                            return Err(Status::unavailable("the node is stopping"));
                        }
                        tokio::time::sleep(GATHER).await;
                        changes.mark_unchanged();
                        check_standing(&self.node, &self.peer)?;
                        if self.stay {
                            self.send_news(proto::Down::default(), out).await?;
                        }
                        continue;
                    }
                    () = out.closed() => return Ok(()),
                }
            } else {
                inbound.message().await?
            };
            let Some(up) = up else { return Ok(()) };
            check_standing(&self.node, &self.peer)?;
            if up.hello.is_some() == greeted {
                return Err(Status::invalid_argument(
                    "Hello belongs into the first message of a stream, and only there",
                ));
            }
            greeted = true;
            let done = up.done;
            let answer = self.answer(up).await?;
            let comparing = answer.heads.is_some();
            self.send_news(answer, out).await?;
            if done && !comparing && !self.stay {
                return Ok(());
            }
        }
    }

    /// Does what one message asks for.
    async fn answer(&mut self, up: proto::Up) -> Result<proto::Down, Status> {
        let sender = self.peer.device;
        let mut down = proto::Down::default();
        if let Some(hello) = &up.hello {
            down.understood = Some(Understood::OURS.to_wire());
            down.heads = self.greet(hello).await?;
        }
        let receipts: Vec<Receipt> = up
            .receipts
            .iter()
            .map(|receipt| wire::receipt_from_wire(receipt, sender))
            .collect::<Result<_, _>>()
            .map_err(malformed)?;
        self.node.face_own_receipts(&self.peer, &receipts).await.map_err(|error| status_of(&error))?;
        for segment in up.pushes {
            let push = self.pushes_seen;
            self.pushes_seen += 1;
            match wire::push_from_wire(segment, sender) {
                Ok(pushed) => {
                    let answer = self.node.ingest(Source::Below(&self.peer), pushed, &receipts).await;
                    match answer.map_err(|error| status_of(&error))? {
                        Answer::Taken(receipt) => down.taken.push(taken(push, receipt)),
                        Answer::Refused { refusal, have } => down.refused.push(refused(push, &refusal, have)),
                    }
                }
                Err(error) => {
                    let refusal = Refusal::new(RefusalCode::Malformed, error.to_string());
                    down.refused.push(refused(push, &refusal, 0));
                }
            }
        }
        let passed_on: Vec<Receipt> =
            receipts.into_iter().filter(|receipt| receipt.node != self.node.device()).collect();
        if !passed_on.is_empty() {
            self.node.keep_receipts(Source::Below(&self.peer), passed_on).await.map_err(|error| status_of(&error))?;
        }
        for log in &up.receipts_wanted {
            let log = wire::log_from_wire(Some(log), sender).map_err(malformed)?;
            if let Some(receipt) = self.wanted_receipt(&log).await? {
                down.receipts.push(wire::receipt_to_wire(&receipt, self.node.device()));
            }
        }
        Ok(down)
    }

    /// Finds where the feed goes on, and whether both sides agree on what was acknowledged. Where they
    /// do not, what is here of the device's logs comes back.
    async fn greet(&mut self, hello: &proto::Hello) -> Result<Option<proto::Heads>, Status> {
        let theirs = Understood::from_wire(hello.understood.as_ref());
        if theirs != Understood::OURS {
            tracing::info!(peer = %self.peer.device, ?theirs, ours = ?Understood::OURS, "a peer of another release");
        }
        self.stay = hello.stay;
        let named = wire::position_from_wire(hello.cursor.as_ref()).map_err(malformed)?;
        let valid = self.node.valid_position(named).await.map_err(|error| status_of(&error))?;
        let another_feed = valid.is_none();
        self.whole = hello.whole || another_feed;
        self.position = if self.whole { Position::START } else { valid.unwrap_or_default() };
        let agreement = self.node.agreement_with(&self.peer).await.map_err(|error| status_of(&error))?;
        if agreement.0 == hello.acknowledged && !self.whole {
            return Ok(None);
        }
        let mut shared = self.node.heads_shared_with(&self.peer).await.map_err(|error| status_of(&error))?;
        // Whoever asks for everything names no place from which it could be seen what this node lost.
        if self.whole {
            shared.extend(self.node.heads_known_to(&self.peer).await.map_err(|error| status_of(&error))?);
        }
        let device = self.node.device();
        let heads = shared
            .iter()
            .map(|(log, number)| proto::Head { log: Some(wire::log_to_wire(log, device)), number: *number })
            .collect();
        Ok(Some(proto::Heads { heads, own: self.whole }))
    }

    async fn wanted_receipt(&self, log: &LogId) -> Result<Option<Receipt>, Status> {
        let shared = log.writer.device == self.peer.device
            || (self.peer.role == Role::Node && log.document.unit().is_within(&self.peer.unit));
        let head = self.node.store().head(log).await.map_err(|error| status_of(&error.into()))?;
        match head {
            Some(head) if shared => self.node.receipt_for(log, &head.head).await.map_err(|error| status_of(&error)),
            _ => Ok(None),
        }
    }

    /// Sends an answer with everything new in the feed; the last message says that this is all.
    async fn send_news(
        &mut self,
        mut down: proto::Down,
        out: &mpsc::Sender<Result<proto::Down, Status>>,
    ) -> Result<(), Status> {
        let own = self.node.device();
        loop {
            let page =
                self.node.feed_for(&self.peer, self.position, self.whole).await.map_err(|error| status_of(&error))?;
            let nothing_new = page.position == self.position && !page.more;
            let mut bytes = 0;
            for segment in &page.segments {
                if bytes > MESSAGE_BYTES {
                    send(std::mem::take(&mut down), out).await?;
                    bytes = 0;
                }
                bytes += segment.frame.len() + 1024;
                let certificate = self.introduction(&segment.log);
                down.segments.push(wire::segment_to_wire(segment, certificate.as_deref(), own));
            }
            down.receipts.extend(page.receipts.iter().map(|receipt| wire::receipt_to_wire(receipt, own)));
            self.position = page.position;
            if !nothing_new {
                down.cursor = Some(wire::position_to_wire(&page.position));
            }
            if !page.more {
                break;
            }
            send(std::mem::take(&mut down), out).await?;
        }
        self.whole = false;
        down.caught_up = true;
        send(down, out).await
    }

    /// The writer's certificate goes with the document that lists certificates: without it, whoever is
    /// new could not verify that document itself.
    fn introduction(&self, log: &LogId) -> Option<Vec<u8>> {
        if log.document.kind() != DocumentKind::Org {
            return None;
        }
        let device = log.writer.device;
        if device == self.node.device() {
            return Some(self.node.identity().certificate().der.clone());
        }
        self.node.org().certificate(device).map(|certificate| certificate.der.clone())
    }
}

async fn send(down: proto::Down, out: &mpsc::Sender<Result<proto::Down, Status>>) -> Result<(), Status> {
    out.send(Ok(down)).await.map_err(|_| Status::cancelled("the device went away"))
}

fn taken(push: u32, receipt: Option<Receipt>) -> proto::Taken {
    match receipt {
        Some(receipt) => proto::Taken {
            push,
            received_at_ms: receipt.received_at.as_millisecond(),
            signature: receipt.signature.to_vec(),
            number: receipt.number,
        },
        None => proto::Taken { push, ..proto::Taken::default() },
    }
}

fn refused(push: u32, refusal: &Refusal, have: u64) -> proto::Refused {
    proto::Refused { push, code: refusal.code as i32, message: refusal.message.clone(), have }
}

#[allow(clippy::needless_pass_by_value)] // as map_err wants it
fn malformed(error: WireError) -> Status {
    Status::invalid_argument(error.to_string())
}

/// Whether a device may be served: enrolled, its certificate in time, not revoked. Asked at every
/// message, so that a revocation ends open streams too.
pub(crate) fn check_standing(node: &Replica, peer: &DeviceCertificate) -> Result<(), Status> {
    node.org().check_not_revoked(peer.device).map_err(|refusal| Status::permission_denied(refusal.to_string()))?;
    if peer.is_expired(node.now()) {
        return Err(Status::permission_denied(format!(
            "the certificate of device {} expired at {}: it can only be renewed (`cunbang enrol renew`)",
            peer.device, peer.not_after
        )));
    }
    Ok(())
}
