//! A county made from a seed: its tree, its people, its rows, its clock, its devices. Demonstration, tests,
//! benchmarks and simulations draw their counties from here, so that all of them speak of one county.
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
//! Where hand-written rows are too few, a village's clerk writes a whole quarter:
//!
//! ```
//! use cunbang_world::{Clerk, Kept, Plan, tree};
//!
//! let plan = Plan::new(&tree::small(), 7);
//! let quarter = Clerk::new(&plan, 0, Kept::everything()).quarter(11);
//! assert!(quarter.iter().map(|batch| batch.rows.len()).sum::<usize>() > 100);
//! ```
//!
//! A crate takes it as a dependency of its tests alone, with the features that it needs; integration tests
//! only, as a unit test would see two copies of the crate under test.
//!
//! What is in here, from the bottom up; a feature stands beside what needs one:
//!
//! | module | gives |
//! |---|---|
//! | [`chance`] | numbers that follow from a seed and a name |
//! | [`clock`] | a clock that stands where it is set |
//! | [`tree`] | the trees that ship with the program, a small one, others of any size |
//! | [`rows`] | rows by hand |
//! | [`plan`] | how much happens in which village and quarter: published totals, shared out |
//! | [`village`] | what a village's clerk writes in a quarter, and what inspectors find there |
//! | [`course`] | who comes online when: in time, late, after the ranking, never |
//! | `inputs` (`scheme`) | what a ranking is computed from |
//! | `devices` (`devices`) | the county's authority, and devices that sign |
//! | `county` (`nodes`) | the small county with nodes in memory, and hands that carry between them |
//! | `network` (`network`) | nodes and terminals with folders of their own, over TLS on loopback, and their play |
//!
//! It must not know the command line. Everything follows from its arguments: no clock is read, and no
//! chance drawn that a seed does not decide. What can't be made is a mistake in this crate or in the test
//! that asked for it, and panics; only what touches a disk or a network gives errors.

pub mod apportion;
pub mod chance;
pub mod clock;
#[cfg(feature = "nodes")]
pub mod county;
pub mod course;
#[cfg(feature = "devices")]
pub mod devices;
#[cfg(feature = "scheme")]
pub mod inputs;
#[cfg(feature = "network")]
pub mod network;
pub mod plan;
pub mod rows;
pub mod tree;
pub mod village;

pub use chance::{Chance, SeededRandomness};
pub use clock::SetClock;
pub use course::{Course, Days, Manner, Visit};
pub use plan::{Plan, QUARTERS, Totals};
pub use village::{Batch, Clerk, Kept};

use cunbang_model::{DocumentName, Period, Timestamp};

/// The quarter in which tests play.
pub const QUARTER: Period = Period::Quarter(2026, 3);

/// A moment, from its text.
pub fn moment(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

/// A period, from its text.
pub fn period(text: &str) -> Period {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

/// A document, from its name.
pub fn document(name: &str) -> DocumentName {
    name.parse().unwrap_or_else(|error| panic!("{name:?}: {error}"))
}
