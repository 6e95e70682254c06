//! Migration 7: whether a published village is a candidate for certain, or may become or cease to be one.

pub(super) const SQLITE: &str = "ALTER TABLE published_results ADD COLUMN prospect TEXT";

pub(super) const POSTGRES: &str = "ALTER TABLE published_results ADD COLUMN prospect TEXT";
