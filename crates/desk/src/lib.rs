//! What people do at a node and see of it: every command and every view, each once.
//!
//! A [`Desk`] holds a [`cunbang_replica::Replica`] and what makes rankings quick. Command line, gRPC and
//! pages are its adapters: they translate what was asked, call, and show what comes back. So the desk may
//! know no SQL, no gRPC, no web server and no layout.
//!
//! Data takes one way: what a person asks becomes rows, which the replica records; what a person sees is
//! gathered from the replica's documents ([`gather`]) and worked out by `ranking` and `scheme`.

pub mod coverage;
pub mod decide;
pub mod doctor;
pub mod evidence;
pub mod gather;
pub mod import;
pub mod publish;
pub mod rules;
pub mod run;
pub mod seal;

mod desk;
mod error;

pub use desk::Desk;
pub use error::DeskError;
pub use rules::SchemePut;
pub use run::RunOptions;
