//! Tests of keys, certificates and connections, in one program: each of its own would have to be linked with everything.

#![allow(clippy::unwrap_used)] // what the helpers here meet is made by the tests

mod authorities;
mod certificates;
mod handshakes;
mod vectors;
mod wire;
