//! The code generated from `proto/`.
#![allow(missing_docs, unreachable_pub, clippy::pedantic, clippy::all)]

tonic::include_proto!("cunbang.v1");

/// The compiled descriptors, for server reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
