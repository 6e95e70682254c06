//! The client: a device and one node above it.

use crate::connection;
use crate::error::SyncError;
use crate::link::Link;
use crate::machine::SyncReport;
use cunbang_identity::{DeviceCertificate, client_config, server_name};
use cunbang_ledger::{LogId, Refusal};
use cunbang_model::{Randomness, Timestamp, UnitCode};
use cunbang_replica::Replica;
use rustls::ClientConfig;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tonic::transport::Channel;

const CONNECT_TIME: Duration = Duration::from_secs(15);
/// The longest that a node may say nothing in a single exchange.
const ANSWER_TIME: Duration = Duration::from_mins(2);
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// Where a node above is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamAddress {
    /// Its unit: the certificate that it shows must be that unit's node's.
    pub unit: UnitCode,
    /// Host and port.
    pub address: String,
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
    /// What the node does not take: what of which log, and why.
    pub stuck: Vec<(LogId, Refusal)>,
    /// What was exchanged since the start.
    pub report: SyncReport,
}

/// A device's link to a node above it.
#[derive(Debug)]
pub struct Upstream {
    node: Arc<Replica>,
    address: UpstreamAddress,
    /// With the TLS sessions that can be resumed; made anew when the certificate was renewed.
    tls: Mutex<(Vec<u8>, Arc<ClientConfig>)>,
}

impl Upstream {
    /// A link; nothing is sent yet.
    pub fn new(node: Arc<Replica>, address: UpstreamAddress) -> Result<Self, SyncError> {
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
    #[tracing::instrument(name = "sync", skip_all, fields(upstream = %self.address.unit))]
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
    #[tracing::instrument(name = "link", skip_all, fields(upstream = %self.address.unit))]
    pub async fn stay(&self, state: watch::Sender<LinkState>) {
        let mut pause = FIRST_PAUSE;
        loop {
            let outcome = async {
                let (channel, upstream) = self.connect().await?;
                let mut link = Link::open(&self.node, channel, &upstream, true).await?;
                link.stay(&state, || pause = FIRST_PAUSE).await
            }
            .await;
            let mut wait = pause;
            if let Err(SyncError::Busy { retry_after_seconds, .. }) = &outcome {
                wait = wait.max(Duration::from_secs(*retry_after_seconds));
            }
            if let Err(error) = outcome {
                tracing::info!(%error, "link down");
                state.send_modify(|state| {
                    state.in_step = false;
                    state.trouble = Some(error.to_string());
                });
            }
            tokio::time::sleep(jittered(wait, &**self.node.randomness())).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// Between half and the whole of a pause, by chance.
fn jittered(pause: Duration, randomness: &dyn Randomness) -> Duration {
    let mut byte = [128];
    // Without randomness it is three quarters.
    let _ = randomness.fill(&mut byte);
    pause.mul_f64(0.5 + f64::from(byte[0]) / 512.0)
}

fn make_tls(node: &Replica) -> Result<(Vec<u8>, Arc<ClientConfig>), SyncError> {
    let identity = node.identity();
    let tls = client_config(&identity, Arc::clone(node.clock()))
        .map_err(|error| SyncError::Configuration(error.to_string()))?;
    Ok((identity.certificate().der.clone(), tls))
}

/// Exchanges everything once over a channel that stands already. Gives whether it must be done again,
/// as the two sides found out that one of them had an older store.
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
