//! A county to measure in: Changxing's tree, with real identities.

use cunbang_identity::{DeviceCertificate, Identity, SystemRandomness};
use cunbang_model::clock::SystemClock;
use cunbang_model::{Clock, DocumentName, Role, Row, UnitCode, UnitTree};
use cunbang_replica::Replica;
use cunbang_replica::devices::device_row;
use cunbang_store::{Position, Store, Write};
use cunbang_world::devices::Office;
use cunbang_world::tree;
use std::sync::Arc;

pub const OPERATOR: &str = "王书记";

pub struct County {
    pub office: Office,
    pub root: UnitCode,
    pub villages: Vec<UnitCode>,
    pub units: UnitTree,
}

impl County {
    pub fn new() -> Self {
        Self::with(tree::shipped("changxing").unwrap_or_else(|| panic!("the tree ships with the program")))
    }

    /// A county with so many villages.
    pub fn of(villages: usize) -> Self {
        Self::with(tree::of_villages(villages))
    }

    fn with(units: UnitTree) -> Self {
        let root = units.root();
        let villages = units.basic_units(root).map(|unit| unit.code).collect();
        Self { office: Office::of(root, 1, SystemClock.now()), root, villages, units }
    }

    pub fn township_of(&self, village: UnitCode) -> UnitCode {
        village.parent().unwrap_or(self.root)
    }

    pub fn identity(&self, unit: UnitCode, role: Role) -> Identity {
        self.office.identity(unit.as_str(), role)
    }
}

pub async fn node_over(store: Arc<dyn Store>, identity: Identity) -> Arc<Replica> {
    let root = identity.certificate().unit.as_str()[..6].parse().unwrap_or(identity.certificate().unit);
    Replica::open(store, Arc::new(SystemClock), Arc::new(SystemRandomness::new()), identity, root)
        .await
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Has a county's node list devices: nobody takes entries of others.
pub async fn list<'a>(county: &Replica, devices: impl IntoIterator<Item = &'a DeviceCertificate>) {
    const ROWS_AT_ONCE: usize = 256;
    let row = |device| device_row(device, county.now()).unwrap_or_else(|error| panic!("{error}"));
    let rows: Vec<Row> = devices.into_iter().map(row).collect();
    for rows in rows.chunks(ROWS_AT_ONCE) {
        let listed = vec![(DocumentName::org(county.root()), rows.to_vec())];
        county.record(OPERATOR, listed).await.unwrap_or_else(|error| panic!("{error}"));
    }
}

/// Lets a device that has written nothing but the first incarnation's have pulled a node's feed up to a place, as one
/// that enrolled has: the county's list does not come again.
pub async fn has_pulled(device: &dyn Store, from: &DeviceCertificate, up_to: Position) {
    let value = [up_to.number.to_be_bytes().as_slice(), &up_to.tag, &0_u32.to_be_bytes()].concat();
    let cursor = Write::Setting { name: format!("cursor/{}", from.device), value: Some(value) };
    device.commit(vec![cursor]).await.unwrap_or_else(|error| panic!("{error}"));
}

pub fn median(values: impl IntoIterator<Item = u64>) -> u64 {
    let mut values: Vec<u64> = values.into_iter().collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}
