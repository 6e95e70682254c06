//! What stands 查阅: tables, rows, documents, their history and who wrote them.

pub mod authorship;
mod called;
pub mod document;
pub(crate) mod histories;
pub mod history;
pub mod in_words;
pub(crate) mod order;
pub mod rows;
pub mod texts;
pub mod unread;
pub(crate) mod until_change;
pub mod written;
