//! A node's half of a stream, connected to its replica.

use crate::error::{not_yet_served, revoked, status_of};
use crate::machine::{CLOCK_TOLERANCE_SECONDS, Greeting, Reading, Upper, UpperEffect, UpperEnds, UpperEvent};
use crate::proto;
use crate::wire::Understood;
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::{LogId, RefusalCode};
use cunbang_model::{DocumentKind, Role, access};
use cunbang_replica::feed::Page;
use cunbang_replica::{Answer, Meter, Replica, ReplicaError, Source};
use cunbang_store::Position;
use std::collections::BTreeMap;
use std::sync::Arc;
use tonic::Status;

/// Checkpoints that are read of a message from below.
const MAX_CHECKPOINTS: usize = 4;

/// A node's half of a stream.
#[derive(Debug)]
pub struct UpperHalf {
    replica: Arc<Replica>,
    peer: Arc<DeviceCertificate>,
    machine: Upper,
    is_over: bool,
    /// How far shared logs with damaged entries were whole when the device was greeted.
    whole: BTreeMap<LogId, u64>,
    meter: Arc<Meter>,
}

impl UpperHalf {
    /// Starts a stream with a device below.
    pub fn new(replica: Arc<Replica>, peer: Arc<DeviceCertificate>) -> Self {
        Self::metered(replica, peer, Arc::default())
    }

    /// Like [`Self::new`]; what is done for the device is measured.
    pub(crate) fn metered(replica: Arc<Replica>, peer: Arc<DeviceCertificate>, meter: Arc<Meter>) -> Self {
        let ends = UpperEnds { own: replica.device(), peer: peer.device, peer_role: peer.role, peer_unit: peer.unit };
        Self { replica, peer, machine: Upper::new(ends), is_over: false, whole: BTreeMap::new(), meter }
    }

    /// Takes a message from the device.
    pub fn hear(&mut self, up: proto::Up) -> Result<(), Status> {
        if let Some(hello) = &up.hello {
            let theirs = Understood::from_wire(hello.understood.as_ref());
            let ours = Understood::OURS;
            if theirs != ours
                && let Some(unsaid) = self.replica.may_say_of(self.peer.device)
            {
                tracing::info!(peer = %self.peer.device, ?theirs, ?ours, unsaid, "a peer of another release");
            }
            let ahead_seconds = (hello.now_ms - self.replica.now().as_millisecond()) / 1000;
            let differs = hello.now_ms != 0 && ahead_seconds.abs() > CLOCK_TOLERANCE_SECONDS;
            // What a terminal says decides nothing.
            if self.peer.role == Role::Node && hello.now_ms != 0 {
                self.replica.note_clock(self.peer.device, differs.then_some(ahead_seconds));
            }
            if differs && let Some(unsaid) = self.replica.may_say_of(self.peer.device) {
                let unit = self.peer.unit;
                tracing::warn!(peer = %self.peer.device, %unit, ahead_seconds, unsaid, "a peer's clock differs");
            }
        }
        self.take(UpperEvent::Said(up))
    }

    /// Tells it that something new has been stored.
    pub fn hear_news(&mut self) -> Result<(), Status> {
        self.check_whole()?;
        self.take(UpperEvent::News)
    }

    /// Ends the stream where something that the device may have was found damaged since it was greeted: only a
    /// greeting tells it what this node lacks, and it comes again at once.
    fn check_whole(&self) -> Result<(), Status> {
        let whole = self.whole_until();
        let lacks_receipts = self.replica.is_to_ask_below(&self.peer);
        if !lacks_receipts
            && whole.iter().all(|(log, until)| self.whole.get(log).is_some_and(|greeted| greeted <= until))
        {
            return Ok(());
        }
        Err(Status::unavailable("something was found damaged here: connect again, and give it back"))
    }

    /// How far the logs with damaged entries that the device may give back are whole.
    fn whole_until(&self) -> BTreeMap<LogId, u64> {
        let (unit, role) = (self.peer.unit, self.peer.role);
        let mut whole = self.replica.whole_until();
        whole.retain(|log, _| {
            log.writer.device == self.peer.device || (role == Role::Node && access::may_hold(unit, &log.document))
        });
        whole
    }

    /// Works up to the next message to send. `None` means there is nothing to do until the next message or news.
    pub async fn next_message(&mut self) -> Result<Option<proto::Down>, Status> {
        self.next_message_while(&|| Ok(())).await
    }

    /// Like [`Self::next_message`], as long as there is no reason to stop. What has begun is finished.
    pub async fn next_message_while(
        &mut self,
        goes_on: &(dyn Fn() -> Result<(), Status> + Send + Sync),
    ) -> Result<Option<proto::Down>, Status> {
        while let Some(effect) = self.machine.next_effect() {
            goes_on()?;
            let event = match effect {
                UpperEffect::Send(down) => {
                    if down.caught_up && !self.machine.expects_answer() {
                        self.replica.note_contact(self.peer.device);
                    }
                    return Ok(Some(down));
                }
                UpperEffect::End => {
                    self.is_over = true;
                    return Ok(None);
                }
                UpperEffect::CheckStanding => {
                    check_standing(&self.replica, &self.peer)?;
                    None
                }
                effect => self.perform(effect).await.map_err(status_of)?,
            };
            if let Some(event) = event {
                self.take(event)?;
            }
        }
        Ok(None)
    }

    /// Whether the device has everything and the stream has ended.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    fn take(&mut self, event: UpperEvent) -> Result<(), Status> {
        self.machine.take(event).map_err(|fault| Status::invalid_argument(fault.to_string()))
    }

    async fn perform(&mut self, effect: UpperEffect) -> Result<Option<UpperEvent>, ReplicaError> {
        if matches!(effect, UpperEffect::Greet { .. }) {
            self.whole = self.whole_until();
        }
        let (replica, peer) = (&*self.replica, &*self.peer);
        Ok(Some(match effect {
            UpperEffect::Greet { named, incarnation, whole } => {
                replica.note_incarnation_of(peer, incarnation).await?;
                // Of logs that are not the device's to push, it only speaks when it is asked for everything.
                let shared = replica.shared_with_peer(peer);
                let lacks_others = self.whole.keys().any(|log| !shared.holds(log));
                let lacks_receipts = replica.is_to_ask_below(peer);
                replica.note_asked_below(peer);
                let place = replica.valid_position(named).await?;
                if place.is_some_and(|place| place != Position::START) {
                    replica.note_confirmed_by(peer);
                }
                let place = place.filter(|_| !lacks_others && !lacks_receipts);
                let wants_own = whole || place.is_none_or(|place| place == Position::START);
                UpperEvent::Greeted(Greeting {
                    place,
                    now: replica.now(),
                    end: if wants_own { replica.store().feed_end().await?.number } else { 0 },
                    agreement: replica.agreement_with(peer).await?,
                })
            }
            UpperEffect::ReadHeads { whole } => {
                let mut heads = replica.heads_shared_with(peer).await?;
                // A device that asks for everything names no position that could reveal what this node lost.
                if whole {
                    heads.extend(replica.heads_known_to(peer).await?);
                }
                UpperEvent::Heads(heads)
            }
            UpperEffect::LookUp(receipts) => UpperEvent::LookedUp(replica.look_up_shown(&receipts).await?),
            UpperEffect::TakeIn { push, vouched } => {
                let (log, first) = (push.log, push.first);
                let had = if peer.role == Role::Node { replica.entry_count(&log).await? } else { 0 };
                let answer = replica.ingest_for(Source::Below(peer), *push, &vouched, &self.meter).await?;
                let earlier = if had < first { Vec::new() } else { replica.own_receipts(&log, first, had).await? };
                let is_fork = matches!(&answer, Answer::Refused { refusal, .. } if refusal.code == RefusalCode::Fork);
                let is_its_own = log.writer.device == peer.device;
                let branch = if is_fork && is_its_own { replica.shown_branch(&log).await? } else { None };
                UpperEvent::TookIn { answer, earlier, branch: branch.map(Box::new) }
            }
            UpperEffect::ReadReceipt(log) => {
                let head = replica.store().head(&log).await?;
                UpperEvent::Receipt(match head {
                    Some(head) => replica.receipt_for(&log, &head.head).await?,
                    None => None,
                })
            }
            UpperEffect::ReadFeed { after, own_until, max_bytes, apart } => {
                let stated = replica.checkpoints_stated().await?;
                let page = replica.feed_for(peer, after, own_until, max_bytes, apart).await?;
                let certificates = introductions(replica, peer, &page).await?;
                let checkpoints = if page.more { Vec::new() } else { replica.checkpoints_for(peer, &stated) };
                let forks = if page.more { Vec::new() } else { replica.forks_for(peer).await? };
                UpperEvent::Read(Reading { page, certificates, checkpoints, forks })
            }
            UpperEffect::NoteLoss(loss) => {
                replica.note_loss(peer, loss).await?;
                return Ok(None);
            }
            UpperEffect::KeepReceipts(receipts) => {
                replica.keep_receipts_for(Source::Below(peer), receipts, &self.meter).await?;
                return Ok(None);
            }
            UpperEffect::KeepCheckpoints(checkpoints) => {
                // One a log is all that an honest device has to say.
                for checkpoint in checkpoints.iter().take(MAX_CHECKPOINTS) {
                    replica.keep_checkpoint(peer, checkpoint).await?;
                }
                return Ok(None);
            }
            UpperEffect::KeepBranches(branches) => {
                for branch in branches {
                    replica.keep_branch(Source::Below(peer), branch, &self.meter).await?;
                }
                return Ok(None);
            }
            // `next_message` has already taken these out.
            UpperEffect::Send(_) | UpperEffect::End | UpperEffect::CheckStanding => return Ok(None),
        }))
    }
}

/// The certificates of the writers of documents that list certificates, as far as the peer can check them.
async fn introductions(
    replica: &Replica,
    peer: &DeviceCertificate,
    page: &Page,
) -> Result<BTreeMap<cunbang_model::DeviceId, Vec<u8>>, ReplicaError> {
    let mut certificates = BTreeMap::new();
    for segment in page.segments.iter().filter(|segment| segment.log.document.kind() == DocumentKind::Org) {
        let device = segment.log.writer.device;
        if !certificates.contains_key(&device)
            && let Some(der) = replica.introduction_for(peer, device).await?
        {
            certificates.insert(device, der);
        }
    }
    Ok(certificates)
}

/// Whether a device may be served: enrolled, not expired and not revoked. Checked at every message, so that a
/// revocation ends open streams too.
pub(crate) fn check_standing(replica: &Replica, peer: &DeviceCertificate) -> Result<(), Status> {
    replica.org().check_not_revoked(peer.device).map_err(|refusal| revoked(&refusal))?;
    // It may have revoked this device since. Nodes below bring back what it lacks.
    if replica.waits_for_its_own() && peer.role != Role::Node {
        return Err(not_yet_served());
    }
    if peer.is_expired(replica.now()) {
        return Err(Status::permission_denied(format!(
            "the certificate of device {} expired at {}: it can only be renewed (`cunbang enrol renew`)",
            peer.device, peer.not_after
        )));
    }
    Ok(())
}
