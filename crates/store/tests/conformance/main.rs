//! One suite, every backend: what holds for a store is checked on memory, on SQLite and on a real
//! PostgreSQL. PostgreSQL is the one that `CUNBANG_TEST_POSTGRES` names, or one that the tests start.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod checks;
mod cluster;
mod failures;
mod figures;
mod memory;
mod postgres;
mod random;
mod sqlite;
mod tables;
mod torture;
mod vectors;
mod writing;
