//! One half of an exchange, connected to a replica: it carries out the machine's effects.
//!
//! Messages go in and come out. Transport is separate: [`crate::Upstream`] and [`crate::serve`] use gRPC, and a
//! simulation passes messages by hand.

mod cursor;
mod lower;
mod upper;

pub use lower::LowerHalf;
pub use upper::UpperHalf;
pub(crate) use upper::check_standing;
