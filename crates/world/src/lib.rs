//! A county generated from a seed: its tree, people, rows, clock and devices. The demonstration, tests,
//! benchmarks and simulations all take their counties from here, so that they share one county.
//!
//! A test gets a county in three lines, and its first ranking in five more:
//!
//! ```
//! # #[cfg(feature = "nodes")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! use cunbang_world::county::{County, seal, up, write};
//! use cunbang_world::rows::{deed, standing};
//! use cunbang_world::tree::VILLAGE;
//!
//! let county = County::with_rules().await;
//! let terminal = county.terminal(VILLAGE).await;
//! write(&terminal, &[standing(VILLAGE, "m1"), deed(VILLAGE, "d1")]).await;
//! seal(&terminal).await;
//! up(&terminal, &county.desk).await;
//! assert_eq!(county.run().await.record.period, cunbang_world::QUARTER);
//! # }
//! # #[cfg(not(feature = "nodes"))]
//! # fn main() {}
//! ```
//!
//! If a few rows by hand are not enough, a village's clerk writes a whole quarter:
//!
//! ```
//! # #[cfg(feature = "scheme")]
//! # fn main() {
//! use cunbang_world::{Clerk, Kept, Plan, inputs, tree};
//!
//! let plan = Plan::new(&tree::small(), 7);
//! let kept = Kept::by(&inputs::shipped("standard"), false);
//! let quarter = Clerk::new(&plan, 0, &kept).quarter(11);
//! assert!(quarter.iter().map(|batch| batch.rows.len()).sum::<usize>() > 100);
//! # }
//! # #[cfg(not(feature = "scheme"))]
//! # fn main() {}
//! ```
//!
//! Other crates use it as a dev-dependency, with the features they need, and only in integration tests: a unit
//! test would see two copies of the crate under test.
//!
//! The modules, from the bottom up, each with the feature it needs:
//!
//! | module | gives |
//! |---|---|
//! | [`chance`] | numbers derived from a seed and a name |
//! | [`clock`] | a clock that stands still until it is set |
//! | [`tree`] | the trees that ship with the program, a small one, and trees of any size |
//! | [`nation`] | the tree of a whole country, or of a part of its shape |
//! | [`rows`] | rows written by hand |
//! | [`plan`] | how much happens in each village and quarter: published totals, divided up |
//! | [`course`] | who goes online when: in time, late, after the ranking, never |
//! | [`mutation`] | bytes that were valid, altered by chance |
//! | [`vectors`] | reading and writing the golden vectors of the crate under test |
//! | `village` (`scheme`) | what a village's clerk writes in a quarter, as the rules ask, and what others write of it |
//! | `inputs` (`scheme`) | the inputs of a ranking |
//! | `devices` (`devices`) | the county's certificate authority, and devices that sign |
//! | `county` (`nodes`) | the small county with nodes in memory, and helpers that carry entries between them |
//! | `network` (`network`) | nodes and terminals with their own folders, over TLS on loopback, and their play |
//! | `hostile` (`hostile`) | devices that write by hand what the program never would |
//!
//! It must not know the command line. Everything follows from the arguments: it reads no clock and draws no
//! chance other than from a seed. If something cannot be built, that is a bug here or in the calling test, and
//! it panics. Only code that touches a disk or a network returns errors.

pub mod apportion;
pub mod chance;
pub mod clock;
#[cfg(feature = "nodes")]
pub mod county;
pub mod course;
#[cfg(feature = "devices")]
pub mod devices;
#[cfg(feature = "hostile")]
pub mod hostile;
#[cfg(feature = "scheme")]
pub mod inputs;
pub mod mutation;
pub mod nation;
#[cfg(feature = "network")]
pub mod network;
pub mod plan;
pub mod rows;
pub mod tree;
pub mod vectors;
#[cfg(feature = "scheme")]
pub mod village;

pub use chance::{Chance, SeededRandomness};
pub use clock::SetClock;
pub use course::{Course, Days, Manner, Visit};
pub use plan::{Plan, QUARTERS, Totals};
#[cfg(feature = "scheme")]
pub use village::{Batch, Clerk, Kept, Outside};

use cunbang_model::{DocumentName, Period, Timestamp};

/// The quarter that tests are set in.
pub const QUARTER: Period = Period::Quarter(2026, 3);

/// Parses a timestamp.
pub fn moment(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

/// Parses a period.
pub fn period(text: &str) -> Period {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

/// Parses a document name.
pub fn document(name: &str) -> DocumentName {
    name.parse().unwrap_or_else(|error| panic!("{name:?}: {error}"))
}
