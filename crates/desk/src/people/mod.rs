//! People 人员: operators with their log-ins and roles, whoever looks, and what they answer for.

pub(crate) mod attempts;
pub mod audit;
pub mod audit_words;
pub mod browsers;
pub(crate) mod failures;
pub(crate) mod lookalike;
pub mod operators;
pub mod password;
pub mod persons;
pub(crate) mod refusals;
pub mod scope;
pub mod seals;
pub mod sessions;
pub mod told_apart;
pub mod viewer;
