//! Tests of two nodes and the network between them, in one program: each of its own would have to be linked with everything.

#[macro_use]
#[path = "../county/queries.rs"]
mod queries;
mod budgets;
mod costs;
#[path = "../county/mod.rs"]
mod county;
mod cuts;
mod forks;
mod fuzz;
mod gone;
mod limits;
mod mending;
mod opponent;
mod places;
mod public_log;
mod reports;
mod tree;
mod vectors;
