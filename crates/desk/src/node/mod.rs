//! The node 节点: its devices and authority, its network, its health, and its recovery.

pub mod authority;
pub mod code_look;
pub mod code_seals;
pub mod codes;
pub mod devices;
pub mod doctor;
pub mod enrol;
pub mod known_as_of;
pub mod network;
pub mod rejoin;
pub(crate) mod resume;
pub mod rounds;
pub mod several;
pub mod status;
pub mod units;
