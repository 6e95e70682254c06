//! Terminals: a village's machine, opened when someone sits down at it and closed afterwards.

use super::station::{all_taken, keep, prepare, store_url};
use super::{Means, WorldError};
use crate::{Batch, SetClock};
use cunbang_desk::Desk;
use cunbang_desk::node::enrol::Expectation;
use cunbang_identity::{EnrolmentCode, IdentityFiles};
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Randomness, Row, UnitCode};
use cunbang_replica::Replica;
use cunbang_sync::{SyncReport, Upstream, UpstreamAddress};
use std::path::PathBuf;
use std::sync::Arc;

/// A terminal that is switched off: its folder and its upstreams.
#[derive(Debug, Clone)]
pub struct Terminal {
    /// Its unit.
    pub unit: UnitCode,
    /// Its folder.
    pub directory: PathBuf,
    root: UnitCode,
    randomness: Arc<dyn Randomness>,
    /// The nodes it syncs with, the nearest first.
    pub upstreams: Vec<UpstreamAddress>,
}

/// A terminal that is switched on.
#[derive(Debug)]
pub struct OpenTerminal {
    /// The replica.
    pub node: Arc<Replica>,
    /// The desk, for what people do and see at the terminal.
    pub desk: Arc<Desk>,
    /// Its own clock, which nobody trusts.
    pub clock: Arc<SetClock>,
    links: Vec<Upstream>,
}

impl Terminal {
    /// Enrols a terminal over the network with a code from the county, through its nearest upstream.
    pub async fn enrol(
        unit: UnitCode,
        directory: PathBuf,
        root: UnitCode,
        upstreams: Vec<UpstreamAddress>,
        code: &EnrolmentCode,
        with: &Means,
    ) -> Result<Self, WorldError> {
        let files = prepare(&directory)?;
        let key = files.read_or_make_key(&*with.randomness)?;
        let nearest = upstreams.first().ok_or_else(|| no_upstream(unit))?;
        keep(
            &files,
            &cunbang_sync::enrol(&nearest.address, code, &key, None, &Expectation::default(), with.clock.another())
                .await?,
        )?;
        Ok(Self { unit, directory, root, upstreams, randomness: Arc::clone(&with.randomness) })
    }

    fn files(&self) -> IdentityFiles {
        IdentityFiles::new(self.directory.join("identity"))
    }

    /// Switches it on.
    pub async fn open(&self, clock: &SetClock) -> Result<OpenTerminal, WorldError> {
        let clock = clock.another();
        let store = cunbang_store::open(&store_url(&self.directory)).await?;
        let node =
            Replica::open(store, clock.clone(), Arc::clone(&self.randomness), self.files().load()?, self.root).await?;
        let links = self.upstreams.iter().map(|upstream| Upstream::new(Arc::clone(&node), upstream.clone()));
        let links = links.collect::<Result<_, _>>()?;
        Ok(OpenTerminal { desk: Desk::new(Arc::clone(&node)), node, clock, links })
    }

    /// Renews its certificate through its nearest upstream.
    pub async fn renew(&self, clock: &SetClock) -> Result<(), WorldError> {
        let files = self.files();
        let nearest = self.upstreams.first().ok_or_else(|| no_upstream(self.unit))?;
        keep(&files, &cunbang_sync::renew(&files.load()?, nearest, None, |_| false, clock.another()).await?)
    }
}

fn no_upstream(unit: UnitCode) -> WorldError {
    WorldError::missing(format!("{unit}: its terminal has no such upstream"))
}

/// The hour at which villages write and seal.
pub(crate) const WRITES_AT: i8 = 8;
/// The hour at which they sync.
const SYNCS_AT: i8 = 9;
/// Nobody has received anything before it was written.
const _: () = assert!(WRITES_AT < SYNCS_AT && SYNCS_AT <= crate::network::stage::RECEIVES_AT);

/// The name of a unit's ledger for a quarter.
pub fn ledger(unit: UnitCode, quarter: Period) -> Result<DocumentName, WorldError> {
    DocumentName::quarterly(DocumentKind::Ledger, unit, quarter)
        .ok_or_else(|| WorldError::missing(format!("{quarter} is no quarter")))
}

impl OpenTerminal {
    /// Records batches, each on its day.
    pub async fn record(&self, quarter: Period, batches: Vec<Batch>) -> Result<(), WorldError> {
        let document = ledger(self.node.unit(), quarter)?;
        for batch in batches {
            self.clock.set_on(batch.day, WRITES_AT);
            self.node.record(&batch.operator, vec![(document, batch.rows)]).await?;
        }
        Ok(())
    }

    /// Records the roster.
    pub async fn record_roster(&self, operator: &str, rows: Vec<Row>) -> Result<(), WorldError> {
        self.node.record(operator, vec![(DocumentName::roster(self.node.unit()), rows)]).await?;
        Ok(())
    }

    /// Syncs with the nearest upstream on a day.
    pub async fn sync(&self, day: Date) -> Result<SyncReport, WorldError> {
        self.sync_with(0, day).await
    }

    /// Syncs with one of its upstreams on a day.
    pub async fn sync_with(&self, upstream: usize, day: Date) -> Result<SyncReport, WorldError> {
        self.clock.set_on(day, SYNCS_AT);
        let link = self.links.get(upstream).ok_or_else(|| no_upstream(self.node.unit()))?;
        all_taken(link.sync().await?, self.node.unit())
    }

    /// Switches it off.
    pub async fn close(self) {
        self.node.store().close().await;
    }
}
