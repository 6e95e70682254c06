//! Ingest: takes what others wrote from bytes to durable and receipted.
//!
//! The steps, in order: check size limits; check the device's certificate, revocation and permissions; decode
//! the frame and parse every row by its table; verify numbers, counters, hash chain and signature; store in
//! one transaction; acknowledge. A push that fails is refused with a reason and changes nothing. It goes to
//! quarantine with the device's name, and does not hold up other pushes.

use crate::codes::Doubt;
use crate::error::ReplicaError;
use crate::meter::Meter;
use crate::push::{Needs, Push, Verified, Work};
use crate::replica::Replica;
use crate::restored::note_returned;
use cunbang_identity::DeviceCertificate;
use cunbang_language::Language;
use cunbang_ledger::limits::MAX_FRAME_BYTES;
use cunbang_ledger::{Entry, LogHead, LogId, Receipt, Refusal, RefusalCode, VerifiedSegment, frame};
use cunbang_model::{DocumentKind, Timestamp, UnitCode};
use cunbang_store::{ForkEvidence, Quarantined, StoreError, Write, WriteOutcome};
use metrics::{counter, gauge, histogram};
use std::iter;
use std::sync::Arc;
use tokio::time::Instant;

/// Who sent a push.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// A device below that syncs with this node.
    Below(&'a DeviceCertificate),
    /// A node above.
    Above(&'a DeviceCertificate),
}

impl<'a> Source<'a> {
    pub(crate) fn certificate(self) -> &'a DeviceCertificate {
        match self {
            Self::Below(certificate) | Self::Above(certificate) => certificate,
        }
    }

    /// Which side of this node it is on, in metrics.
    const fn side(self) -> &'static str {
        match self {
            Self::Below(_) => "below",
            Self::Above(_) => "above",
        }
    }
}

/// The result of a push.
#[derive(Debug, Clone)]
pub enum Answer {
    /// It is durable. A node gives a receipt; a terminal does not, and nothing is given for pieces of what is damaged here
    /// that came from above: they are kept until the rest is here too.
    Taken(Option<Receipt>),
    /// Nothing of it was kept.
    Refused {
        /// Why.
        refusal: Refusal,
        /// Logs of which this node needs more entries first, each with the number it has. A sender that has the rest
        /// can send it, and then this push again.
        lacking: Vec<(LogId, u64)>,
    },
}

/// Whether a receipt is for a log up to just this head.
fn is_of(receipt: &Receipt, log: &LogId, head: &LogHead) -> bool {
    receipt.log == *log && receipt.number == head.number && receipt.entry_hash == head.entry_hash
}

impl Replica {
    /// Takes in one push. `vouched` are receipts that came with it: entries that a revoked device wrote while it was
    /// enrolled still count if the node that received them then vouches for them, or another device has its receipt.
    pub async fn ingest(&self, source: Source<'_>, push: Push, vouched: &[Receipt]) -> Result<Answer, ReplicaError> {
        self.ingest_for(source, push, vouched, &Arc::default()).await
    }

    /// Like [`Self::ingest`], and measures what it costs.
    pub async fn ingest_for(
        &self,
        source: Source<'_>,
        push: Push,
        vouched: &[Receipt],
        meter: &Arc<Meter>,
    ) -> Result<Answer, ReplicaError> {
        let began = Instant::now();
        let answer = self.take_in(source, push, vouched, meter).await?;
        match &answer {
            Answer::Taken(Some(_)) => histogram!("cunbang_receipt_seconds").record(began.elapsed().as_secs_f64()),
            Answer::Taken(None) => {}
            Answer::Refused { refusal, .. } => {
                counter!("cunbang_refused_total", "reason" => refusal.code.as_str()).increment(1);
            }
        }
        Ok(answer)
    }

    async fn take_in(
        &self,
        source: Source<'_>,
        push: Push,
        vouched: &[Receipt],
        meter: &Arc<Meter>,
    ) -> Result<Answer, ReplicaError> {
        const MAX_TRIES: usize = 4;
        let push = Arc::new(push);
        let sender = source.certificate().device;
        for _ in 0..MAX_TRIES {
            if let Some(answer) = self.mend(source, &push, vouched).await? {
                return Ok(answer);
            }
            let verified = match self.read_and_verify(source, &push, vouched, meter).await {
                Err(ReplicaError::Store(error)) if matches!(*error, StoreError::DamagedEntries { .. }) => {
                    let answer = self.ask_for_damaged(&push.log, &error);
                    if let Some(unsaid) = self.said.say(sender, self.now()) {
                        tracing::warn!(log = %push.log, via = %sender, %error, unsaid, "not yet");
                    }
                    return Ok(answer);
                }
                verified => verified?,
            };
            match verified.and_then(|verified| self.check_proven(source, verified, vouched)) {
                Ok(Verified::Fresh(segment)) => {
                    if let Some(answer) = self.store_segment(source, *segment, vouched, meter).await? {
                        return Ok(answer);
                    }
                    // Someone else stored entries of the same log meanwhile: start again.
                }
                Ok(Verified::Known(head)) => return Ok(Answer::Taken(self.receipt_for(&push.log, &head).await?)),
                Ok(Verified::Fork(evidence)) => {
                    let refusal = Language::in_both(|| {
                        Refusal::new(RefusalCode::Fork, self.fork_told(&push.log, evidence.number))
                    });
                    if let Some(unsaid) = self.said.say(sender, self.now()) {
                        tracing::warn!(log = %push.log, via = %sender, %refusal, unsaid, "a fork");
                    }
                    let evidence = ForkEvidence { at: self.now(), ..*evidence };
                    self.commit(vec![Write::Fork(evidence)]).await?;
                    if let Source::Below(peer) = source {
                        self.note_branch_below(peer, &push.log).await?;
                    }
                    return Ok(Answer::Refused { refusal, lacking: Vec::new() });
                }
                Err(refusal) => {
                    // A push that only came too early is nobody's fault.
                    if refusal.code.is_passing() {
                        if refusal.code == RefusalCode::UnknownDevice {
                            self.note_unlisted(source, &push).await?;
                        }
                        if let Some(unsaid) = self.said.say(sender, self.now()) {
                            tracing::info!(log = %push.log, via = %sender, %refusal, unsaid, "not yet");
                        }
                    } else {
                        self.quarantine(source, &push, &refusal).await?;
                    }
                    let lacking = self.lacking_for(&push.log, &refusal).await?;
                    return Ok(Answer::Refused { refusal, lacking });
                }
            }
        }
        Err(ReplicaError::Busy(push.log.document))
    }

    /// The logs of which a refused push needs more entries.
    async fn lacking_for(&self, log: &LogId, refusal: &Refusal) -> Result<Vec<(LogId, u64)>, ReplicaError> {
        let missing = refusal.missing.iter().map(|point| LogId { document: log.document, writer: point.writer });
        let itself = (refusal.code == RefusalCode::Gap).then_some(*log);
        let mut lacking = Vec::new();
        for log in missing.chain(itself) {
            lacking.push((log, self.entry_count(&log).await?));
        }
        Ok(lacking)
    }

    async fn store_segment(
        &self,
        source: Source<'_>,
        segment: VerifiedSegment,
        vouched: &[Receipt],
        meter: &Meter,
    ) -> Result<Option<Answer>, ReplicaError> {
        let identity = self.identity();
        let log = *segment.log();
        let own = log.writer.device == self.device();
        let now = self.now();
        let receipt = self.gives_receipts_for(&log).then(|| {
            // What this node signed before its store was put back stands.
            let known = vouched.iter().filter(|known| is_of(known, &log, segment.after()) && self.has_signed(known));
            let earliest = known.min_by_key(|receipt| receipt.received_at).cloned();
            earliest.unwrap_or_else(|| {
                Receipt::sign(
                    self.unit(),
                    self.device(),
                    log,
                    segment.after().number,
                    segment.after().entry_hash,
                    now,
                    &|message| identity.key().sign(message),
                )
            })
        });
        let sender = source.certificate().device;
        let is_returned =
            matches!(source, Source::Below(_)) && log.writer.device != sender && !goes_up(log.document.kind());
        let returned = is_returned.then(|| note_returned(&segment.after().entry_hash));
        let entries = segment.after().number - segment.before().number;
        let frame_bytes = segment.frame().len();
        let own_bytes = if log.writer.device == sender { frame_bytes } else { 0 };
        let append = Write::Append {
            segment,
            via: Some(source.certificate().device),
            receipt: receipt.clone(),
            received_at: now,
        };
        match self.commit(iter::once(append).chain(returned).collect()).await?.first() {
            Some(WriteOutcome::Appended(_)) => {
                counter!("cunbang_entries_total", "from" => source.side()).increment(entries);
                meter.stored(entries, own_bytes);
                self.kept_bytes().add(&log, frame_bytes);
                note_received(log.document.unit(), now);
                let is_present = log.writer == self.writer();
                if own {
                    self.void_codes(if is_present { Doubt::All } else { Doubt::BeforeIncarnation }).await?;
                    self.look_for_missing().await?;
                }
                if is_present {
                    self.begin_put_back(&format!(
                        "{} returned entries of {log} that this store no longer had: it was restored from an older state",
                        source.certificate().device
                    ))
                    .await?;
                }
                Ok(Some(Answer::Taken(receipt)))
            }
            _ => Ok(None),
        }
    }

    pub(crate) async fn read_and_verify(
        &self,
        source: Source<'_>,
        push: &Arc<Push>,
        vouched: &[Receipt],
        meter: &Arc<Meter>,
    ) -> Result<Result<Verified, Refusal>, ReplicaError> {
        let size = push.packed.len();
        if size > MAX_FRAME_BYTES {
            return Ok(Err(Refusal::new(
                RefusalCode::TooLarge,
                format!("{}: {size} bytes: expected at most {MAX_FRAME_BYTES} in one push", push.log),
            )));
        }
        let mut checked = self.check_writer(source, push, vouched);
        if checked.as_ref().is_err_and(|refusal| refusal.code == RefusalCode::UnknownDevice) {
            // Another replica of this node may have just enrolled it.
            self.reload_org().await?;
            checked = self.check_writer(source, push, vouched);
        }
        let writer = match checked {
            Ok(writer) => writer,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let stored = self.store().head(&push.log).await?;
        if let Some(stored) = stored.filter(|stored| stored.signature == push.signature) {
            // A signature covers a head, and so all entries before it.
            return Ok(Ok(Verified::Known(stored.head)));
        }
        if stored.is_none()
            && let Some(refusal) = self.check_new_log(source, push, vouched).await?
        {
            return Ok(Err(refusal));
        }
        if let Some(refusal) = self.check_bytes(source, push, vouched).await? {
            return Ok(Err(refusal));
        }
        let head = stored.map_or_else(|| LogHead::empty(&push.log), |stored| stored.head);
        if push.first > head.number + 1 || push.first == 0 {
            return Ok(Err(Refusal::new(
                RefusalCode::Gap,
                format!("{}: entries from {} on, but this node has only {}", push.log, push.first, head.number),
            )));
        }
        // What the frame says by itself comes first: only what holds is worth reading what is stored.
        let own_entries = if push.dictionary {
            let before = LogHead { number: push.first - 1, ..head };
            self.own_entries(&push.log, push.first, &before, false).await?
        } else {
            Vec::new()
        };
        let mut work = Work { push: Arc::clone(push), public_key: writer.public_key, head, own_entries };
        let attempt;
        (work, attempt) = self
            .calculate_for(meter, move || {
                let attempt = work.verify(None);
                (work, attempt)
            })
            .await?;
        match attempt {
            Err(Needs::Refused(refusal)) => Ok(Err(refusal)),
            Err(Needs::Whole(error)) => Err(error.into()),
            Err(Needs::History) => {
                if push.first <= head.number {
                    work.own_entries = self.own_entries(&push.log, push.first, &head, true).await?;
                }
                let segments = self.store().document_segments(&push.log.document).await?;
                match self.calculate_for(meter, move || work.verify(Some(&segments))).await? {
                    Ok(verified) => Ok(Ok(verified)),
                    Err(Needs::Refused(refusal)) => Ok(Err(refusal)),
                    Err(Needs::Whole(error)) => Err(error.into()),
                    Err(Needs::History) => Ok(Err(Refusal::new(
                        RefusalCode::UnknownDependency,
                        "this node does not have the history that it builds on",
                    ))),
                }
            }
            Ok(verified) => Ok(Ok(verified)),
        }
    }

    /// The stored entries needed to read a push that begins at `first`: its dictionary, and all entries that it
    /// overlaps.
    pub(crate) async fn own_entries(
        &self,
        log: &LogId,
        first: u64,
        head: &LogHead,
        overlaps: bool,
    ) -> Result<Vec<Entry>, ReplicaError> {
        let from = if overlaps { 1 } else { frame::dictionary_range(first).start };
        let mut entries = Vec::new();
        for segment in self.store().segments(log, from - 1).await? {
            if segment.first > head.number {
                break;
            }
            let mut of_segment = segment.entries_from(from)?;
            of_segment.retain(|entry| entry.number <= head.number);
            entries.append(&mut of_segment);
        }
        Ok(entries)
    }

    async fn quarantine(&self, source: Source<'_>, push: &Push, refusal: &Refusal) -> Result<(), ReplicaError> {
        let sender = source.certificate().device;
        if let Some(unsaid) = self.said.say(sender, self.now()) {
            tracing::warn!(log = %push.log, via = %sender, %refusal, unsaid, "refused");
        }
        if self.kept.say(sender, self.now()).is_none() {
            return Ok(());
        }
        self.commit(vec![Write::Quarantine(Quarantined {
            at: self.now(),
            // The log's writer is not proven, so the device that sent it is named.
            device: Some(sender),
            document: Some(push.log.document),
            code: refusal.code,
            message: format!("{}: {}", push.log, refusal.message),
            bytes: push.packed.clone(),
        })])
        .await?;
        Ok(())
    }
}

/// Whether a township passes documents of this kind on to its county.
pub(crate) const fn goes_up(kind: DocumentKind) -> bool {
    kind.rights().goes_up()
}

/// Records in metrics when this node last received something of a unit.
#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit")]
pub fn note_received(unit: UnitCode, at: Timestamp) {
    gauge!("cunbang_received_timestamp_seconds", "unit" => unit.to_string()).set(at.as_second() as f64);
}
