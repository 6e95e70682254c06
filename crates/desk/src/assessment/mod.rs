//! The assessment 考评: rules, rankings, what is published of them, and what they rest on.

pub mod bulletin;
pub mod changes;
pub mod compare;
pub mod consequences;
pub mod decide;
pub mod ending;
pub mod evidence;
pub mod gather;
pub(crate) mod hashes;
pub mod late_entries;
pub mod left_out;
pub mod notice;
pub mod offices;
pub mod overview;
pub mod public_log;
pub mod publications;
pub mod publish;
pub(crate) mod published_lines;
pub mod ranking;
pub mod rules;
pub mod run;
pub mod runs;
pub mod schemes;
pub mod seal_times;
pub mod standings;
pub mod take_back;
