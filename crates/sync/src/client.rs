//! The client: a device's connection to one node above it.

use crate::connection;
use crate::error::SyncError;
use crate::link::Link;
use crate::machine::SyncReport;
use crate::pauses::Pauses;
use cunbang_identity::{DeviceCertificate, Identity, client_config, server_name};
use cunbang_ledger::{LogId, Refusal};
use cunbang_model::{Timestamp, UnitCode};
use cunbang_replica::Replica;
use rustls::ClientConfig;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;
use tonic::transport::Channel;

const CONNECT_TIME: Duration = Duration::from_secs(15);
/// The longest that a node may stay silent during a single exchange.
const ANSWER_TIME: Duration = Duration::from_mins(2);

/// The address of a node above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamAddress {
    /// Its unit. The node's certificate must belong to this unit.
    pub unit: UnitCode,
    /// Host and port.
    pub address: String,
}

/// The state of a permanent link.
#[derive(Debug, Clone, Default)]
pub struct LinkState {
    /// Whether the stream is open and everything known so far has been exchanged.
    pub in_step: bool,
    /// When it was last in step.
    pub last_in_step: Option<Timestamp>,
    /// Why it is not in step; said where it is read.
    pub trouble: Option<Arc<SyncError>>,
    /// What the node refuses: which logs, and why.
    pub stuck: Vec<(LogId, Refusal)>,
    /// What has been exchanged since the start.
    pub report: SyncReport,
}

/// A device's link to a node above.
#[derive(Debug)]
pub struct Upstream {
    node: Arc<Replica>,
    address: UpstreamAddress,
    /// The identity in use and the TLS configuration made for it, which remembers sessions to resume.
    tls: Mutex<(Arc<Identity>, Arc<ClientConfig>)>,
}

impl Upstream {
    /// Creates a link; nothing is sent yet.
    pub fn new(node: Arc<Replica>, address: UpstreamAddress) -> Result<Self, SyncError> {
        if !node.unit().is_within(&address.unit) {
            return Err(SyncError::Configuration(format!(
                "{} cannot be an upstream of {}: it must be a unit above it",
                address.unit,
                node.unit()
            )));
        }
        let tls = make_tls(&node)?;
        Ok(Self { node, address, tls: Mutex::new(tls) })
    }

    /// The node that it connects to.
    pub fn address(&self) -> &UpstreamAddress {
        &self.address
    }

    fn tls(&self) -> Result<Arc<ClientConfig>, SyncError> {
        let mut tls = self.tls.lock().unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&tls.0, &self.node.identity()) {
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
        self.node.note_node_above(&certificate).await?;
        Ok((channel, certificate))
    }

    /// Exchanges everything once.
    #[tracing::instrument(name = "sync", skip_all, fields(upstream = %self.address.unit))]
    pub async fn sync(&self) -> Result<SyncReport, SyncError> {
        let outcome = self.exchange().await;
        match &outcome {
            Ok(_) => {
                self.node.note_standing(self.address.unit, false).await?;
                self.node.note_contact_above(self.address.unit).await?;
            }
            Err(SyncError::Revoked(_)) => self.node.note_standing(self.address.unit, true).await?,
            Err(_) => {}
        }
        outcome
    }

    async fn exchange(&self) -> Result<SyncReport, SyncError> {
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

    /// Exchanges everything once. If the node is busy or takes no more connections, comes back when it says, as
    /// often as that is within `patience`.
    pub async fn sync_within(&self, patience: Duration) -> Result<SyncReport, SyncError> {
        let until = Instant::now() + patience;
        let mut pauses = Pauses::default();
        loop {
            let error = match self.sync().await {
                Ok(report) => return Ok(report),
                Err(error @ (SyncError::Busy { .. } | SyncError::TurnedAway { .. })) => error,
                Err(error) => return Err(error),
            };
            let pause = pauses.after(Some(&error), &**self.node.randomness());
            if Instant::now() + pause > until {
                return Err(error);
            }
            tracing::debug!(%error, ?pause, "comes back");
            tokio::time::sleep(pause).await;
        }
    }

    /// Stays in step for ever: keeps a stream open and reconnects when it breaks. `state` reports the progress.
    #[tracing::instrument(name = "link", skip_all, fields(upstream = %self.address.unit))]
    pub async fn stay(&self, state: watch::Sender<LinkState>) {
        let mut pauses = Pauses::default();
        loop {
            let outcome = async {
                let (channel, upstream) = self.connect().await?;
                let mut link = Link::open(&self.node, channel, &upstream, true).await?;
                link.stay(&state, || pauses.reset()).await
            }
            .await;
            let failure = outcome.err();
            let pause = pauses.after(failure.as_ref(), &**self.node.randomness());
            if let Some(error) = failure {
                tracing::info!(%error, "link down");
                if let SyncError::Revoked(_) = error
                    && let Err(error) = self.node.note_standing(self.address.unit, true).await
                {
                    tracing::warn!(%error, "{}", cunbang_language::say!("warn-revoked-not-kept"));
                }
                state.send_modify(|state| {
                    state.in_step = false;
                    state.trouble = Some(Arc::new(error));
                });
            }
            tokio::time::sleep(pause).await;
        }
    }
}

fn make_tls(node: &Replica) -> Result<(Arc<Identity>, Arc<ClientConfig>), SyncError> {
    let identity = node.identity();
    let tls = client_config(&identity, Arc::clone(node.clock()))
        .map_err(|error| SyncError::Configuration(error.to_string()))?;
    Ok((identity, tls))
}

/// Exchanges everything once over an open channel. Returns whether the exchange must be repeated, because one
/// side turned out to have an older store.
pub async fn exchange_over(
    node: &Replica,
    channel: Channel,
    upstream: &DeviceCertificate,
    report: &mut SyncReport,
) -> Result<bool, SyncError> {
    let mut link = Link::open(node, channel, upstream, false).await?;
    let answered = link.finish(ANSWER_TIME).await;
    report.add(link.take_report());
    answered
}
