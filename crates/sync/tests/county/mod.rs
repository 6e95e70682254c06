//! The small county on loopback: its node listens over real TLS, and devices connect to it.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

pub mod by_hand;

use cunbang_desk::Desk;
use cunbang_identity::{Identity, client_config, server_name};
use cunbang_ledger::Receipt;
use cunbang_model::{Clock, DeviceId, DocumentName, Role, Row, Table, record};
use cunbang_replica::Replica;
use cunbang_store::{MemoryStore, Store};
use cunbang_sync::connection::connect;
use cunbang_sync::{AuthoritySource, Limits, ServeOptions, Serving, Upstream, UpstreamAddress, serve};
use cunbang_world::county::County as Nodes;
use cunbang_world::devices::Office;
use cunbang_world::rows::deed_on;
use cunbang_world::tree::{self, COUNTY, TOWNSHIP, VILLAGE, unit};
use cunbang_world::{QUARTER, SetClock, moment};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The time on everybody's clock: the quarter and its deadline are over.
pub const NOW: &str = "2026-11-20T02:00:00Z";

/// A clock that shows [`NOW`].
pub fn clock() -> Arc<dyn Clock> {
    SetClock::new(moment(NOW))
}

/// The village's ledger of the quarter.
pub fn ledger() -> DocumentName {
    ledger_of(VILLAGE)
}

/// A village's ledger of the quarter.
pub fn ledger_of(village: &str) -> DocumentName {
    cunbang_world::document(&format!("ledger/{village}/{QUARTER}"))
}

/// A deed in the village.
pub fn deed(id: &str, text: &str) -> Row {
    deed_on(VILLAGE, id, "2026-07-03", text)
}

/// A county's nodes, and its server.
#[allow(clippy::struct_field_names)] // the county's node
pub struct County {
    pub nodes: Nodes,
    pub county: Arc<Replica>,
    pub serving: Serving,
}

impl County {
    /// A county whose authority no other has.
    pub async fn new() -> Self {
        static SEED: AtomicU64 = AtomicU64::new(1);
        Self::of(Nodes::of_seed(SEED.fetch_add(1, Ordering::SeqCst), Arc::new(MemoryStore::new())).await).await
    }

    /// The county of an office.
    pub async fn of_office(office: Office) -> Self {
        Self::of(Nodes::of_office(office, &tree::small(), Arc::new(MemoryStore::new())).await).await
    }

    /// Lets a county's node listen, after its quarter.
    pub async fn of(nodes: Nodes) -> Self {
        nodes.at(NOW);
        let county = Arc::clone(nodes.desk.replica());
        let authority = Some(Arc::clone(&nodes.office.authority));
        let serving = serving(&county, authority, None).await;
        Self { nodes, county, serving }
    }

    pub fn address(&self) -> UpstreamAddress {
        UpstreamAddress { unit: unit(COUNTY), address: self.serving.address().to_string() }
    }

    /// A new device's identity, which the county does not list.
    pub fn identity(&self, of: &str, role: Role) -> Identity {
        self.nodes.office.identity(of, role)
    }

    /// A new device, which the county lists.
    pub async fn device(&self, of: &str, role: Role) -> Arc<Replica> {
        Arc::clone(self.nodes.device(of, role).await.replica())
    }

    /// A new device with a store of its own, which the county lists.
    pub async fn device_over(&self, store: Arc<dyn Store>, identity: Identity) -> Arc<Replica> {
        Arc::clone(self.nodes.device_over(store, identity).await.replica())
    }

    /// A known device with another store.
    pub async fn open(&self, store: Arc<dyn Store>, identity: Identity) -> Arc<Replica> {
        Arc::clone(self.nodes.open(store, identity).await.replica())
    }

    pub async fn revoke(&self, device: DeviceId) {
        self.nodes.desk.revoke("管理员", &device.to_string(), "设备遗失").await.unwrap();
    }

    /// A township node that listens, with its link to the county.
    pub async fn township(&self) -> (Arc<Replica>, Serving, Upstream) {
        let node = self.device(TOWNSHIP, Role::Node).await;
        let serving = serving(&node, None, Some(self.address())).await;
        let up = Upstream::new(Arc::clone(&node), self.address()).unwrap();
        up.sync().await.unwrap();
        (node, serving, up)
    }
}

pub async fn serving(
    node: &Arc<Replica>,
    authority: Option<Arc<cunbang_identity::CertificateAuthority>>,
    upstream: Option<UpstreamAddress>,
) -> Serving {
    let authority = authority.map(|authority| authority as Arc<dyn AuthoritySource>);
    serve(Desk::new(Arc::clone(node)), ServeOptions { authority, upstream, ..options() }).await.unwrap()
}

/// Default options of a server.
pub fn options() -> ServeOptions {
    ServeOptions {
        listen: "127.0.0.1:0".parse().unwrap(),
        authority: None,
        upstream: None,
        exporter: None,
        limits: Limits::default(),
    }
}

/// A channel to a server, with the identity's certificate.
pub async fn channel(identity: &Identity, serving: &Serving, to: &str) -> tonic::transport::Channel {
    let tls = client_config(identity, clock()).unwrap();
    let name = server_name(unit(to));
    connect(&serving.address().to_string(), name, tls, Duration::from_secs(10)).await.unwrap().0
}

pub fn link(node: &Arc<Replica>, serving: &Serving, to: &str) -> Upstream {
    let address = UpstreamAddress { unit: unit(to), address: serving.address().to_string() };
    Upstream::new(Arc::clone(node), address).unwrap()
}

pub async fn record(node: &Replica, rows: &[Row]) {
    node.record("王书记", vec![(ledger(), rows.to_vec())]).await.unwrap();
}

/// The receipts that a device has for its own log of the ledger: for each unit, up to which entry.
pub async fn marks(node: &Replica) -> Vec<(String, u64)> {
    let receipts: Vec<Receipt> = node.store().receipts(&ledger()).await.unwrap();
    let own = receipts.iter().filter(|receipt| receipt.log.writer.device == node.device());
    let mut newest = std::collections::BTreeMap::new();
    for receipt in own {
        let number = newest.entry(receipt.unit.to_string()).or_insert(0);
        *number = receipt.number.max(*number);
    }
    newest.into_iter().collect()
}

pub async fn texts(node: &Replica) -> Vec<String> {
    let projection = node.projection(ledger()).await.unwrap();
    projection.table(Table::Deeds).map(|standing| standing.row.record::<record::Deed>().unwrap().text).collect()
}
