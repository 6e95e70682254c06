//! A link: one open stream to a node above. It passes messages and news to the device's half, and sends what
//! it returns.

use crate::client::LinkState;
use crate::error::SyncError;
use crate::half::LowerHalf;
use crate::machine::SyncReport;
use crate::proto;
use crate::proto::sync_client::SyncClient;
use cunbang_identity::DeviceCertificate;
use cunbang_model::UnitCode;
use cunbang_replica::Replica;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;
use tonic::transport::Channel;

/// How long to wait for more news, so that they travel together.
const GATHER: Duration = Duration::from_millis(50);

/// An open stream.
pub(crate) struct Link<'a> {
    node: &'a Replica,
    upstream: UnitCode,
    half: LowerHalf<'a>,
    up: mpsc::Sender<proto::Up>,
    down: Streaming<proto::Down>,
}

impl<'a> Link<'a> {
    pub(crate) async fn open(
        node: &'a Replica,
        channel: Channel,
        upstream: &'a DeviceCertificate,
        stay: bool,
    ) -> Result<Self, SyncError> {
        let mut half = LowerHalf::new(node, upstream, stay);
        // All that is sent before anyone waits for an answer.
        let mut first = Vec::new();
        while let Some(message) = half.next_message().await? {
            first.push(message);
        }
        let (up, outgoing) = mpsc::channel(first.len().max(8));
        for message in first {
            let _ = up.send(message).await;
        }
        let down = SyncClient::new(channel)
            .max_decoding_message_size(16 * 1024 * 1024)
            .exchange(ReceiverStream::new(outgoing))
            .await?
            .into_inner();
        Ok(Self { node, upstream: upstream.unit, half, up, down })
    }

    /// Continues until everything has been exchanged. Fails if nothing arrives for `patience`. Returns whether
    /// the exchange must be repeated.
    pub(crate) async fn finish(&mut self, patience: Duration) -> Result<bool, SyncError> {
        while !self.half.is_idle() {
            let answer = tokio::time::timeout(patience, self.down.message()).await;
            let answer = answer.map_err(|_| SyncError::Broken(format!("no answer for {} s", patience.as_secs())))?;
            let down = answer?.ok_or_else(|| {
                SyncError::Broken("the node ended the stream before it had answered everything".to_owned())
            })?;
            self.half.hear(down)?;
            self.send_all().await?;
        }
        Ok(self.half.must_repeat())
    }

    /// What was exchanged since the last call.
    pub(crate) fn take_report(&mut self) -> SyncReport {
        self.half.take_report()
    }

    /// Continues until the stream ends or the exchange must be repeated. Calls back whenever both sides are in step.
    pub(crate) async fn stay(
        &mut self,
        state: &watch::Sender<LinkState>,
        mut in_step: impl FnMut(),
    ) -> Result<(), SyncError> {
        let mut changes = self.node.changes();
        let mut is_served = false;
        loop {
            tokio::select! {
                down = self.down.message() => {
                    let down = down?.ok_or_else(|| SyncError::Broken("the node ended the stream".to_owned()))?;
                    self.half.hear(down)?;
                    self.send_all().await?;
                    if self.half.is_idle() && !self.half.must_repeat() {
                        in_step();
                        if !is_served {
                            self.node.note_standing(self.upstream, false).await?;
                            is_served = true;
                        }
                        self.node.note_contact_above(self.upstream).await?;
                        let now = self.node.now();
                        let (report, stuck) = (self.half.take_report(), self.half.stuck());
                        state.send_modify(|state| {
                            state.in_step = true;
                            state.last_in_step = Some(now);
                            state.trouble = None;
                            state.stuck = stuck;
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
                    if self.half.must_repeat() {
                        return Ok(());
                    }
                    self.half.hear_news()?;
                    self.send_all().await?;
                }
            }
            if self.half.must_repeat() {
                return Ok(());
            }
        }
    }

    async fn send_all(&mut self) -> Result<(), SyncError> {
        while let Some(up) = self.half.next_message().await? {
            self.up.send(up).await.map_err(|_| SyncError::Broken("the stream is closed".to_owned()))?;
        }
        Ok(())
    }
}
