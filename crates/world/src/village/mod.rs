//! A village's quarter, row by row: what its clerk and secretary would have typed, day by day, and what
//! inspectors find there.

mod asked;
mod branch;
mod clerk;
mod deeds;
mod kept;
mod outside;
mod words;

pub use branch::Member;
pub use clerk::{Batch, Clerk};
pub use kept::Kept;
pub use outside::{Outside, offices};
