//! What people write 登记: rows recorded, imported, changed, taken back; what is asked before; and what was done lately.

pub(crate) mod against_rules;
pub mod audience;
pub mod by_hand;
pub mod conflicts;
pub(crate) mod days;
pub mod doubts;
pub(crate) mod due_days;
pub mod from_below;
pub mod hanging;
pub mod home;
pub mod import;
pub mod import_preview;
pub mod left_behind;
pub mod marks;
pub mod meetings;
pub(crate) mod namesakes;
pub mod offered;
pub mod operations;
pub(crate) mod overlay;
pub(crate) mod placing;
pub mod record;
pub mod references;
pub mod undo;
pub mod units_question;
pub mod upon;
pub mod withdraw;
