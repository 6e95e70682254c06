//! A village's quarter, row by row: what its clerk and secretary would have typed, day by day, and what
//! inspectors find there.

mod branch;
mod clerk;
mod deeds;
mod findings;
mod kept;
mod routine;
mod words;

pub use branch::Member;
pub use clerk::{Batch, Clerk};
pub use findings::{Finding, findings};
pub use kept::Kept;
