//! A small county for tests: real identities, real TLS on loopback, stores in memory or on disk.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

pub mod by_hand;

use cunbang_desk::Desk;
use cunbang_identity::{CertificateAuthority, DeviceKey, Identity, client_config, server_name};
use cunbang_ledger::Receipt;
use cunbang_model::clock::SystemClock;
use cunbang_model::{Clock, DeviceId, DocumentName, Randomness, Role, Row, Table, UnitCode};
use cunbang_replica::Replica;
use cunbang_store::{MemoryStore, Store};
use cunbang_sync::connection::connect;
use cunbang_sync::{Limits, ServeOptions, Serving, Upstream, UpstreamAddress, serve};
use cunbang_world::SeededRandomness;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub const COUNTY: &str = "330522";
pub const TOWNSHIP: &str = "330522103";
pub const OTHER_TOWNSHIP: &str = "330522104";
pub const VILLAGE: &str = "330522103201";
pub const OTHER_VILLAGE: &str = "330522103202";
pub const FAR_VILLAGE: &str = "330522104201";

pub fn unit(code: &str) -> UnitCode {
    code.parse().unwrap()
}

pub fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// Randomness for nodes. No two nodes draw the same.
pub fn randomness() -> Arc<dyn Randomness> {
    static NODES: AtomicU64 = AtomicU64::new(0);
    Arc::new(SeededRandomness::new(NODES.fetch_add(1, Ordering::SeqCst)))
}

pub fn ledger() -> DocumentName {
    format!("ledger/{VILLAGE}/2026Q3").parse().unwrap()
}

pub fn deed(id: &str, text: &str) -> Row {
    Row::from_cells(
        Table::Deeds,
        [
            ("unit", VILLAGE),
            ("deed", id),
            ("member", "m1"),
            ("date", "2026-07-03"),
            ("kind", "integrity"),
            ("text", text),
        ],
    )
    .unwrap()
}

#[allow(clippy::struct_field_names)] // the county's node
pub struct County {
    pub authority: Arc<CertificateAuthority>,
    pub county: Arc<Replica>,
    pub serving: Serving,
}

impl County {
    pub async fn new() -> Self {
        Self::over(Arc::new(MemoryStore::new())).await
    }

    pub async fn over(store: Arc<dyn Store>) -> Self {
        Self::of(
            CertificateAuthority::create(DeviceKey::generate(&*randomness()).unwrap(), unit(COUNTY), clock().now())
                .unwrap(),
            store,
        )
        .await
    }

    pub async fn of(authority: CertificateAuthority, store: Arc<dyn Store>) -> Self {
        let authority = Arc::new(authority);
        let identity = identity(&authority, COUNTY, Role::Node);
        let county = Replica::open(store, clock(), randomness(), identity.clone(), unit(COUNTY)).await.unwrap();
        county.list_device(identity.certificate()).await.unwrap();
        let units = [
            (COUNTY, "长兴县", "county"),
            (TOWNSHIP, "泗安镇", "township"),
            (OTHER_TOWNSHIP, "和平镇", "township"),
            (VILLAGE, "胥仓村", "village"),
            (OTHER_VILLAGE, "二界岭村", "village"),
            (FAR_VILLAGE, "狄家㘰村", "village"),
        ]
        .map(|(code, name, kind)| {
            Row::from_cells(Table::Units, [("code", code), ("name", name), ("kind", kind)]).unwrap()
        });
        Desk::new(Arc::clone(&county)).import("管理员", &units, None).await.unwrap();
        let serving = serving(&county, Some(Arc::clone(&authority)), None).await;
        Self { authority, county, serving }
    }

    pub fn address(&self) -> UpstreamAddress {
        UpstreamAddress { unit: unit(COUNTY), address: self.serving.address().to_string() }
    }

    pub async fn device(&self, of: &str, role: Role) -> Arc<Replica> {
        self.device_over(Arc::new(MemoryStore::new()), identity(&self.authority, of, role)).await
    }

    pub async fn device_over(&self, store: Arc<dyn Store>, identity: Identity) -> Arc<Replica> {
        self.county.list_device(identity.certificate()).await.unwrap();
        Replica::open(store, clock(), randomness(), identity, unit(COUNTY)).await.unwrap()
    }

    pub async fn revoke(&self, device: DeviceId) {
        let desk = Desk::new(Arc::clone(&self.county));
        desk.revoke("管理员", &device.to_string(), "设备遗失").await.unwrap();
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
    authority: Option<Arc<CertificateAuthority>>,
    upstream: Option<UpstreamAddress>,
) -> Serving {
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

pub fn identity(authority: &CertificateAuthority, of: &str, role: Role) -> Identity {
    let key = DeviceKey::generate(&*randomness()).unwrap();
    let certificate = authority.issue(&key.public_key(), unit(of), role, "测试", clock().now()).unwrap();
    Identity::new(key, certificate, authority.der().to_vec()).unwrap()
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
    projection.table(Table::Deeds).map(|standing| standing.row.text("text").unwrap().to_owned()).collect()
}
