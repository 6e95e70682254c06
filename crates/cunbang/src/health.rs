//! What the health page and the metrics ask a running node.

use crate::command::status::{damaged_line, fault_line, missing_of};
use crate::configuration::UpstreamEntry;
use crate::troubles;
use cunbang_desk::{Desk, DeskError};
use cunbang_identity::IdentityFiles;
use cunbang_language::{lazily, say};
use cunbang_model::{Role, Timestamp, UnitCode, clock};
use cunbang_replica::ReplicaError;
use cunbang_replica::doctor::DoctorFault;
use cunbang_sync::{LinkState, SyncError};
use cunbang_web::health::{Event, Link, Status, StatusSource};
use metrics::gauge;
use metrics_exporter_prometheus::PrometheusHandle;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;

/// A township or county that has not been in step with a node above for so long has a trouble. A terminal
/// is offline most of the day, and that is none.
const TROUBLE_WITHOUT_LINK: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);
/// Whoever asks for the health gets an answer within a second, whatever the database does.
const STORE_ANSWERS_WITHIN: Duration = Duration::from_millis(800);
/// How many incidents are listed.
const RECENT: usize = 20;

/// A link, as it is asked for.
pub(crate) type Watched = (UpstreamEntry, watch::Receiver<LinkState>);

/// What the health page asks.
pub(crate) struct Health {
    desk: Arc<Desk>,
    files: IdentityFiles,
    links: Vec<Watched>,
    meter: PrometheusHandle,
    since: Timestamp,
    /// A proof that was begun and that nobody has the outcome of yet. Where the store acknowledges nothing it is
    /// waited for again: each new one would leave another session waiting in the database.
    proof: Mutex<Option<JoinHandle<Result<Read, DeskError>>>>,
}

/// What was read of the store.
struct Read {
    feed_number: u64,
    incidents: Vec<Event>,
    refused: Vec<Event>,
    /// What needs a person, whatever the store has.
    troubles: Vec<String>,
    /// What is wrong in the store and no other node can give back.
    faults: Vec<DoctorFault>,
}

#[async_trait::async_trait]
impl StatusSource for Health {
    async fn status(&self) -> Result<Status, String> {
        let node = self.desk.replica();
        let Read { feed_number, incidents, refused, mut troubles, faults } = self.prove_store().await?;
        let (identity, org, now) = (node.identity(), node.org(), node.now());
        let certificate = identity.certificate();
        let missing = node.missing();
        if !missing.is_empty() {
            troubles.push(missing_of(node));
        }
        troubles.extend(node.damaged().iter().map(|damaged| damaged_line(damaged)));
        troubles.extend(faults.iter().map(fault_line));
        for (device, ahead) in node.clocks_below() {
            if let Some(below) = org.certificate(device).filter(|_| !org.is_revoked(device)) {
                troubles.push(clock_fault_below(below.unit, ahead));
            }
        }
        for (entry, state) in &self.links {
            let (unit, state) = (entry.unit, state.borrow().clone());
            let away = now.duration_since(state.last_in_step.unwrap_or(self.since));
            let refusal = state.trouble.as_deref().filter(|trouble| !state.in_step && is_refusal(trouble));
            if let Some(refusal) = refusal.filter(|_| node.role() == Role::Node) {
                // No network comes back by itself and mends that.
                troubles.push(say!("health-refuses", unit = unit, trouble = refusal));
            } else if !state.in_step && node.role() == Role::Node && away > TROUBLE_WITHOUT_LINK {
                troubles.push(say!(
                    "health-been-out-reach-hours",
                    unit = unit,
                    as_hours = away.as_hours(),
                    trouble =
                        lazily(|| state.trouble.as_ref().map_or_else(|| say!("health-no-answer"), ToString::to_string))
                ));
            }
            if let Some(ahead) = state.report.clock_fault_seconds() {
                troubles.push(clock_fault(unit, ahead));
            }
            let stuck = state.stuck;
            troubles.extend(stuck.into_iter().map(|(log, refusal)| {
                say!("health-does-not-take-entries", unit = unit, document = log.document, refusal = refusal)
            }));
        }
        Ok(Status {
            troubles,
            at: now,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            unit: certificate.unit,
            name: org.units().map_or_else(|| certificate.unit.to_string(), |units| units.name(certificate.unit)),
            role: certificate.role.to_string(),
            device: certificate.device.to_string(),
            certificate_expires_at: certificate.not_after,
            feed_number,
            device_count: org.devices().filter(|device| !org.is_revoked(device.device)).count(),
            revoked_count: org.devices().filter(|device| org.is_revoked(device.device)).count(),
            links: self.links.iter().map(link).collect(),
            incidents,
            refused,
        })
    }

    async fn metrics(&self) -> String {
        self.measure().await;
        self.meter.render()
    }
}

impl Health {
    pub(crate) fn new(desk: Arc<Desk>, files: IdentityFiles, links: Vec<Watched>, meter: PrometheusHandle) -> Self {
        let since = desk.replica().now();
        Self { desk, files, links, meter, since, proof: Mutex::default() }
    }

    /// Reads the store and writes into it. One that only answers questions, as its disk is full or a
    /// standby is missing, can acknowledge nothing.
    async fn prove_store(&self) -> Result<Read, String> {
        match tokio::time::timeout(STORE_ANSWERS_WITHIN, self.proven()).await {
            Ok(read) => read.map_err(|error| troubles::unwritable(&error)),
            Err(_) => Err(troubles::unanswered(STORE_ANSWERS_WITHIN)),
        }
    }

    async fn proven(&self) -> Result<Read, DeskError> {
        let mut proof = self.proof.lock().await;
        // What an earlier one has come to meanwhile is no news of now.
        let pending = proof.take_if(|proof| !proof.is_finished());
        let proof =
            proof.insert(pending.unwrap_or_else(|| tokio::spawn(read(Arc::clone(&self.desk), self.files.clone()))));
        // It panics nowhere, and is cancelled only while the program ends.
        proof.await.unwrap_or(Err(DeskError::Replica(ReplicaError::Stopping)))
    }

    /// Sets the numbers that nobody counts on the way.
    async fn measure(&self) {
        if let (Ok(rounds), Ok(faults)) = (self.desk.rounds().await, self.desk.known_faults().await) {
            gauge!("cunbang_faults").set(number(self.desk.replica().damaged().len() + faults.len()));
            if let Some(at) = rounds.completed_at {
                gauge!("cunbang_looked_through_timestamp_seconds").set(seconds(at));
            }
        }
        let Ok(status) = self.status().await else {
            gauge!("cunbang_well").set(0.0);
            return;
        };
        gauge!("cunbang_info", "version" => status.version.clone(), "unit" => status.unit.to_string(), "role" => status.role.clone())
            .set(1.0);
        gauge!("cunbang_well").set(if status.is_well() { 1.0 } else { 0.0 });
        gauge!("cunbang_certificate_expires_timestamp_seconds").set(seconds(status.certificate_expires_at));
        gauge!("cunbang_devices", "state" => "enrolled").set(number(status.device_count));
        gauge!("cunbang_devices", "state" => "revoked").set(number(status.revoked_count));
        gauge!("cunbang_feed_number").set(number(usize::try_from(status.feed_number).unwrap_or(usize::MAX)));
        for link in &status.links {
            let labels = [("side", "above".to_owned()), ("unit", link.unit.to_string())];
            let connected = link.state == cunbang_web::health::LinkState::Connected;
            gauge!("cunbang_connected", &labels).set(if connected { 1.0 } else { 0.0 });
            if let Some(at) = link.last_sync {
                gauge!("cunbang_last_sync_timestamp_seconds", &labels).set(seconds(at));
            }
        }
    }
}

/// Whether a node above was reached, and one of the two does not take the other: for its certificate, or by its clock.
fn is_refusal(trouble: &SyncError) -> bool {
    matches!(trouble, SyncError::Tls { .. } | SyncError::Refused(_) | SyncError::Configuration(_))
}

async fn read(desk: Arc<Desk>, files: IdentityFiles) -> Result<Read, DeskError> {
    let (node, store) = (desk.replica(), desk.replica().store());
    desk.prove_writing().await?;
    // What another process wrote a moment ago counts, as what it did to the folder does.
    node.notice_others().await?;
    let incidents = store.incidents(RECENT).await?.into_iter();
    let refused = store.quarantined(RECENT).await?.into_iter();
    let refused = refused.map(|one| Event { at: one.at, kind: one.code.to_string(), message: one.message });
    // Of two branches of a log the second was refused.
    let forks = desk.fork_events().await?.into_iter();
    let forks = forks.map(|one| Event { at: one.at, kind: one.kind, message: one.message });
    Ok(Read {
        faults: desk.known_faults().await?,
        feed_number: store.feed_end().await?.number,
        troubles: troubles::of(&desk, &files).await?,
        incidents: incidents.map(|one| Event { at: one.at, kind: one.kind, message: one.message }).collect(),
        refused: forks.chain(refused).collect(),
    })
}

#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit")]
fn seconds(at: Timestamp) -> f64 {
    at.as_second() as f64
}

#[expect(clippy::cast_precision_loss, reason = "a gauge need not be exact beyond 2^53")]
const fn number(count: usize) -> f64 {
    count as f64
}

/// A link as it is now.
pub(crate) fn link((entry, watched): &Watched) -> Link {
    let state = watched.borrow();
    Link {
        unit: entry.unit,
        address: entry.address.clone(),
        state: match (&state.trouble, state.in_step) {
            (_, true) => cunbang_web::health::LinkState::Connected,
            (Some(_), false) => cunbang_web::health::LinkState::Broken,
            (None, false) => cunbang_web::health::LinkState::Waiting,
        },
        last_sync: state.last_in_step,
        trouble: state.trouble.as_ref().map(ToString::to_string),
    }
}

/// That the clocks of this computer and a node above differ. Which one is wrong, nobody knows here.
pub(crate) fn clock_fault(unit: UnitCode, ahead_seconds: i64) -> String {
    let apart = clock::apart_in_words(ahead_seconds.unsigned_abs());
    if ahead_seconds > 0 {
        say!("health-clock-ahead", unit = unit, apart = apart)
    } else {
        say!("health-clock-behind", unit = unit, apart = apart)
    }
}

/// That the clock of a node below differs from this computer's: it says by its own what came in time.
fn clock_fault_below(unit: UnitCode, ahead_seconds: i64) -> String {
    let apart = clock::apart_in_words(ahead_seconds.unsigned_abs());
    if ahead_seconds > 0 {
        say!("health-clock-below-ahead", unit = unit, apart = apart)
    } else {
        say!("health-clock-below-behind", unit = unit, apart = apart)
    }
}
