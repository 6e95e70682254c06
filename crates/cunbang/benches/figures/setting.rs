//! A county to measure in: Changxing's tree, with real identities.

use cunbang_identity::{CertificateAuthority, DeviceKey, Identity};
use cunbang_model::clock::SystemClock;
use cunbang_model::{Clock, Role, UnitCode};
use cunbang_replica::Replica;
use cunbang_store::Store;
use ring::rand::SystemRandom;
use std::sync::Arc;

pub const OPERATOR: &str = "王书记";
const UNITS: &str = include_str!("../../data/changxing.csv");

pub struct County {
    pub authority: CertificateAuthority,
    pub root: UnitCode,
    pub villages: Vec<UnitCode>,
    pub tree: &'static str,
}

impl County {
    pub fn new() -> Self {
        let codes: Vec<UnitCode> =
            UNITS.lines().skip(1).filter_map(|line| line.split(',').next()?.parse().ok()).collect();
        let root = codes[0];
        let villages = codes.into_iter().filter(|code| code.as_str().len() == 12).collect();
        let authority = CertificateAuthority::create(root, SystemClock.now()).unwrap_or_else(|error| panic!("{error}"));
        Self { authority, root, villages, tree: UNITS }
    }

    pub fn township_of(&self, village: UnitCode) -> UnitCode {
        village.parent().unwrap_or(self.root)
    }

    pub fn identity(&self, unit: UnitCode, role: Role) -> Identity {
        let key = DeviceKey::generate(&SystemRandom::new()).unwrap_or_else(|error| panic!("{error}"));
        let certificate = self
            .authority
            .issue(&key.public_key(), unit, role, "figures", SystemClock.now())
            .unwrap_or_else(|error| panic!("{error}"));
        Identity::new(key, certificate, self.authority.der().to_vec()).unwrap_or_else(|error| panic!("{error}"))
    }
}

pub async fn node_over(store: Arc<dyn Store>, identity: Identity) -> Arc<Replica> {
    let root = identity.certificate().unit.as_str()[..6].parse().unwrap_or(identity.certificate().unit);
    Replica::open(store, Arc::new(SystemClock), identity, root).await.unwrap_or_else(|error| panic!("{error}"))
}

pub fn median(values: impl IntoIterator<Item = u64>) -> u64 {
    let mut values: Vec<u64> = values.into_iter().collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}
