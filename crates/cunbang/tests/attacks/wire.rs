//! An open stream to a node, spoken by hand.

use crate::place::PATIENCE;
use cunbang_identity::{Identity, client_config, server_name};
use cunbang_model::clock::SystemClock;
use cunbang_sync::connection::connect;
use cunbang_sync::proto::sync_client::SyncClient;
use cunbang_sync::proto::{Down, Hello, Segment, Up};
use cunbang_sync::wire::receipt_to_wire;
use cunbang_world::hostile::Receipt;
use cunbang_world::tree::unit;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};

/// What became of a push: nothing, if it was taken, or why not.
pub(crate) type Outcome = Result<(), String>;

/// An open stream. Where the node does not let the device in, nothing that is pushed is taken.
pub(crate) struct Wire {
    stream: Result<(mpsc::Sender<Up>, Streaming<Down>), String>,
    pushes: u32,
}

impl Wire {
    pub(crate) async fn open(identity: &Identity, address: &str, of: &str) -> Self {
        let stream = Self::connect(identity, address, of).await;
        Self { stream, pushes: 0 }
    }

    async fn connect(
        identity: &Identity,
        address: &str,
        of: &str,
    ) -> Result<(mpsc::Sender<Up>, Streaming<Down>), String> {
        let tls = client_config(identity, Arc::new(SystemClock)).unwrap();
        let name = server_name(unit(of));
        let (channel, _) = connect(address, name, tls, Duration::from_secs(10)).await.map_err(|e| e.to_string())?;
        let (up, outgoing) = mpsc::channel(4);
        let hello = Up { hello: Some(Hello { stay: true, ..Hello::default() }), ..Up::default() };
        up.send(hello).await.map_err(|error| error.to_string())?;
        let mut client = SyncClient::new(channel).max_decoding_message_size(16 << 20);
        let down = client.exchange(ReceiverStream::new(outgoing)).await.map_err(|status| status.to_string())?;
        Ok((up, down.into_inner()))
    }

    /// Pushes in one message, and waits for the answers.
    pub(crate) async fn push(&mut self, pushes: Vec<Segment>, receipts: &[Receipt]) -> Vec<Outcome> {
        let numbers = self.pushes..self.pushes + u32::try_from(pushes.len()).unwrap();
        self.pushes = numbers.end;
        let sender = cunbang_model::DeviceId::from_bytes([0; 16]);
        let receipts = receipts.iter().map(|receipt| receipt_to_wire(receipt, sender)).collect();
        let mut answers = BTreeMap::new();
        let closed = match self.send(Up { pushes, receipts, ..Up::default() }).await {
            Err(closed) => closed,
            Ok(()) => loop {
                if numbers.clone().all(|number| answers.contains_key(&number)) {
                    break String::new();
                }
                match self.hear().await {
                    Ok(down) => {
                        answers.extend(down.taken.into_iter().map(|taken| (taken.push, Ok(()))));
                        answers.extend(down.refused.into_iter().map(|refused| (refused.push, Err(refused.message))));
                    }
                    Err(closed) => break closed,
                }
            },
        };
        numbers.map(|number| answers.remove(&number).unwrap_or_else(|| Err(closed.clone()))).collect()
    }

    /// Waits until the node has dealt with everything that was sent, or has closed the stream: it answers in order.
    pub(crate) async fn settle(&mut self) {
        let refused = self.push(vec![Segment::default()], &[]).await;
        assert!(refused[0].is_err(), "nothing is no push");
    }

    async fn send(&mut self, up: Up) -> Result<(), String> {
        let (sender, _) = self.stream.as_mut().map_err(|closed| closed.clone())?;
        let sent = timeout(PATIENCE, sender.send(up)).await.expect("the node reads");
        sent.map_err(|_| "the stream is closed".to_owned())
    }

    async fn hear(&mut self) -> Result<Down, String> {
        let (_, stream) = self.stream.as_mut().map_err(|closed| closed.clone())?;
        let down = timeout(PATIENCE, stream.message()).await.expect("the node answers");
        let down = down.map_err(|status: Status| status.to_string())?;
        down.ok_or_else(|| "the node ended the stream".to_owned())
    }
}
