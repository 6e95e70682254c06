//! The server's side of a stream: passes messages and news to the node's half, and sends what it returns.

use crate::half::UpperHalf;
use crate::metering;
use crate::proto;
use cunbang_identity::DeviceCertificate;
use cunbang_model::{Clock, UnitCode};
use cunbang_replica::Replica;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tonic::{Status, Streaming};

/// How long to wait for more news, so that they travel together.
const GATHER: Duration = Duration::from_millis(20);

type Out = mpsc::Sender<Result<proto::Down, Status>>;

pub(crate) struct Session {
    unit: UnitCode,
    clock: Arc<dyn Clock>,
    half: UpperHalf,
    changes: watch::Receiver<u64>,
}

impl Session {
    pub(crate) fn new(node: Arc<Replica>, peer: Arc<DeviceCertificate>) -> Self {
        Self {
            unit: peer.unit,
            clock: Arc::clone(node.clock()),
            changes: node.changes(),
            half: UpperHalf::new(node, peer),
        }
    }

    /// Serves the stream until the device is done, disconnects, or may no longer be served.
    pub(crate) async fn serve(mut self, mut inbound: Streaming<proto::Up>, out: Out) {
        let mut exchange = metering::Exchange::begin(self.unit);
        let outcome = self.run(&mut inbound, &out).await;
        exchange.ended(&outcome);
        if let Err(status) = outcome {
            let _ = out.send(Err(status)).await;
        }
    }

    async fn run(&mut self, inbound: &mut Streaming<proto::Up>, out: &Out) -> Result<(), Status> {
        while !self.half.is_over() {
            tokio::select! {
                up = inbound.message() => match up? {
                    Some(up) => self.half.hear(up)?,
                    None => return Ok(()),
                },
                news = self.changes.changed() => {
                    if news.is_err() {
                        return Err(Status::unavailable("the node is stopping"));
                    }
                    tokio::time::sleep(GATHER).await;
                    self.changes.mark_unchanged();
                    self.half.hear_news()?;
                }
                () = out.closed() => return Ok(()),
            }
            while let Some(down) = self.half.next_message().await? {
                let in_step = down.caught_up;
                out.send(Ok(down)).await.map_err(|_| Status::cancelled("the device went away"))?;
                if in_step {
                    metering::in_step(self.unit, self.clock.now());
                }
            }
        }
        Ok(())
    }
}
