//! Terminals: a village's machine, opened when somebody sits down at it and closed afterwards.

use super::clock::PlayClock;
use super::generate::Batch;
use super::station::{all_taken, entry, keep, prepare, store_url};
use crate::configuration::Configuration;
use anyhow::Context as _;
use cunbang_identity::{EnrolmentCode, IdentityFiles};
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Row, UnitCode};
use cunbang_replica::Replica;
use cunbang_sync::{SyncReport, Upstream, UpstreamAddress};
use ring::rand::SystemRandom;
use std::path::PathBuf;
use std::sync::Arc;

/// A terminal that is switched off: its folder, and where it syncs.
#[derive(Debug, Clone)]
pub(crate) struct Terminal {
    /// Its unit.
    pub(crate) unit: UnitCode,
    /// Its folder.
    pub(crate) directory: PathBuf,
    root: UnitCode,
    /// The nodes that it syncs with, the nearest first.
    upstreams: Vec<UpstreamAddress>,
}

/// A terminal that somebody sits at.
#[derive(Debug)]
pub(crate) struct Desk {
    /// The node.
    pub(crate) node: Arc<Replica>,
    /// What people do and see at it.
    pub(crate) people: Arc<cunbang_desk::Desk>,
    /// Its own clock, which nobody trusts.
    pub(crate) clock: Arc<PlayClock>,
    links: Vec<Upstream>,
}

impl Terminal {
    /// Enrols a terminal over the network, by a code from the county, through its nearest upstream.
    pub(crate) async fn enrol(
        unit: UnitCode,
        directory: PathBuf,
        root: UnitCode,
        upstreams: Vec<UpstreamAddress>,
        code: &EnrolmentCode,
        clock: &PlayClock,
    ) -> anyhow::Result<Self> {
        let files = prepare(&directory)?;
        let key = files.read_or_make_key(&SystemRandom::new())?;
        let nearest = upstreams.first().context("a terminal needs an upstream")?;
        keep(&files, &cunbang_sync::enrol(&nearest.address, code, &key, None, clock.another()).await?)?;
        let mut configuration = Configuration::new(root);
        configuration.upstreams.extend(upstreams.iter().map(entry));
        configuration.write(&directory)?;
        Ok(Self { unit, directory, root, upstreams })
    }

    fn files(&self) -> IdentityFiles {
        IdentityFiles::new(self.directory.join("identity"))
    }

    /// Switches it on.
    pub(crate) async fn open(&self, clock: &PlayClock) -> anyhow::Result<Desk> {
        let clock = clock.another();
        let store = cunbang_store::open(&store_url(&self.directory)).await?;
        let node = Replica::open(store, clock.clone(), self.files().load()?, self.root).await?;
        let links = self.upstreams.iter().map(|upstream| Upstream::new(Arc::clone(&node), upstream.clone()));
        let links = links.collect::<Result<_, _>>()?;
        let people = cunbang_desk::Desk::new(Arc::clone(&node));
        Ok(Desk { node, people, clock, links })
    }

    /// Renews its certificate through its nearest upstream.
    pub(crate) async fn renew(&self, clock: &PlayClock) -> anyhow::Result<()> {
        let files = self.files();
        let nearest = self.upstreams.first().context("a terminal needs an upstream")?;
        keep(&files, &cunbang_sync::renew(&files.load()?, nearest, None, clock.another()).await?)
    }
}

/// The ledger of a unit's quarter.
pub(crate) fn ledger(unit: UnitCode, quarter: Period) -> anyhow::Result<DocumentName> {
    DocumentName::quarterly(DocumentKind::Ledger, unit, quarter).with_context(|| format!("{quarter} is no quarter"))
}

impl Desk {
    /// Records batches, each on its day.
    pub(crate) async fn record(&self, quarter: Period, batches: Vec<Batch>) -> anyhow::Result<()> {
        let document = ledger(self.node.unit(), quarter)?;
        for batch in batches {
            self.clock.set(batch.day, 10);
            self.node.record(&batch.operator, vec![(document, batch.rows)]).await?;
        }
        Ok(())
    }

    /// Records the roster.
    pub(crate) async fn record_roster(&self, operator: &str, rows: Vec<Row>) -> anyhow::Result<()> {
        self.node.record(operator, vec![(DocumentName::roster(self.node.unit()), rows)]).await?;
        Ok(())
    }

    /// Exchanges everything with the nearest upstream on a day.
    pub(crate) async fn sync(&self, day: Date) -> anyhow::Result<SyncReport> {
        self.sync_with(0, day).await
    }

    /// Exchanges everything with one of its upstreams on a day.
    pub(crate) async fn sync_with(&self, upstream: usize, day: Date) -> anyhow::Result<SyncReport> {
        self.clock.set(day, 11);
        let link = self.links.get(upstream).with_context(|| format!("{} has no such upstream", self.node.unit()))?;
        all_taken(link.sync().await?, self.node.unit())
    }

    /// Switches it off.
    pub(crate) async fn close(self) {
        self.node.store().close().await;
    }
}
