//! The server's side of a stream: passes messages and news to the node's half, and sends what it returns.

use crate::answers::Out;
use crate::budget::Account;
use crate::connection::Line;
use crate::half::UpperHalf;
use crate::metering;
use crate::news::{Listener, News};
use crate::places::{Expected, Newcomer, Places};
use crate::proto;
use cunbang_model::{Clock, UnitCode};
use prost::Message;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::Permit;
use tonic::{Status, Streaming};

/// How long a device may leave what it was sent unread, and the connection that ends then.
pub(crate) struct Reading {
    pub(crate) line: Line,
    pub(crate) longest_unread: Duration,
}

pub(crate) struct Session {
    pub(crate) unit: UnitCode,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) half: UpperHalf,
    pub(crate) news: Arc<News>,
    /// If the device wants to hear later what is new.
    pub(crate) listener: Option<Listener>,
    pub(crate) places: Arc<Places>,
    /// Where there is room for it already.
    pub(crate) expected: Expected,
    /// Until the first answer.
    pub(crate) newcomer: Option<Newcomer>,
    pub(crate) reading: Reading,
    pub(crate) account: Account,
}

impl Session {
    /// Serves the stream until the device is done, disconnects, or may no longer be served.
    pub(crate) async fn serve(mut self, mut inbound: Streaming<proto::Up>, out: Out) {
        // Whoever opens a stream and says nothing is nobody yet.
        let first = tokio::select! {
            first = inbound.message() => first,
            () = out.closed() => return,
        };
        self.newcomer = match self.expected.take().map_or_else(|| self.places.admit(), Ok) {
            Ok(newcomer) => Some(newcomer),
            Err(status) => {
                self.tell(status, &out).await;
                return;
            }
        };
        let mut exchange = metering::Exchange::begin(self.unit);
        let outcome = self.run(first, &mut inbound, &out).await;
        exchange.ended(&outcome);
        if let Err(status) = outcome {
            self.tell(status, &out).await;
        }
    }

    async fn tell(&self, status: Status, out: &Out) {
        if let Ok(line) = self.room(out).await {
            line.send(Err(status));
        }
    }

    /// Waits until what was sent before is read, but not for ever.
    async fn room<'a>(&self, out: &'a Out) -> Result<Permit<'a, Result<proto::Down, Status>>, Status> {
        if let Ok(line) = tokio::time::timeout(self.reading.longest_unread, out.reserve()).await {
            return line.map_err(|_| went_away());
        }
        tracing::info!("the device does not read what it is sent: its connection ends");
        self.reading.line.cut();
        Err(went_away())
    }

    async fn run(
        &mut self,
        first: Result<Option<proto::Up>, Status>,
        inbound: &mut Streaming<proto::Up>,
        out: &Out,
    ) -> Result<(), Status> {
        let Some(first) = first? else { return Ok(()) };
        self.account.charge(first.encoded_len())?;
        if first.hello.as_ref().is_some_and(|hello| hello.stay) {
            // Before the feed is read, so that nothing falls in between.
            self.listener = Some(self.news.listen(self.unit));
        }
        self.half.hear(first)?;
        self.answer(out).await?;
        while !self.half.is_over() {
            tokio::select! {
                up = inbound.message() => match up? {
                    Some(up) => {
                        self.account.charge(up.encoded_len())?;
                        self.half.hear(up)?;
                    }
                    None => return Ok(()),
                },
                () = heard(self.listener.as_ref()) => self.half.hear_news()?,
                () = out.closed() => return Ok(()),
            }
            self.answer(out).await?;
        }
        Ok(())
    }

    /// Works out the answers and sends them. A place is held only while one is worked out, and not while the
    /// line is full. Nothing more is worked out for a stream that is closed.
    async fn answer(&mut self, out: &Out) -> Result<(), Status> {
        loop {
            let line = self.room(out).await?;
            let place = tokio::select! {
                place = self.places.take() => place,
                () = out.closed() => return Err(went_away()),
            };
            let account = &self.account;
            let goes_on = || if out.is_closed() { Err(went_away()) } else { account.charge(0) };
            let down = self.half.next_message_while(&goes_on).await?;
            drop(place);
            let Some(down) = down else { return Ok(()) };
            self.newcomer = None;
            let (in_step, bytes) = (down.caught_up, down.encoded_len());
            line.send(Ok(down));
            self.account.charge(bytes)?;
            if in_step {
                metering::in_step(self.unit, self.clock.now());
                // What follows is at most the end of the stream, and no work.
                while let Some(down) = self.half.next_message().await? {
                    self.room(out).await?.send(Ok(down));
                }
                return Ok(());
            }
        }
    }
}

fn went_away() -> Status {
    Status::cancelled("the device went away")
}

/// Waits for news; for ever where nobody listens.
async fn heard(listener: Option<&Listener>) {
    match listener {
        Some(listener) => listener.heard().await,
        None => std::future::pending().await,
    }
}
