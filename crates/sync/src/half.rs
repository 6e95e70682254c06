//! A half of an exchange over a replica: it does what the machine asks for.
//!
//! Messages go in and come out; how they travel is for others: [`crate::Upstream`] and [`crate::serve`]
//! bring them over gRPC, a simulation carries them by hand.

mod cursor;
mod lower;
mod upper;

pub use lower::LowerHalf;
pub use upper::UpperHalf;
pub(crate) use upper::check_standing;
