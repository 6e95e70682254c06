//! Migration 6: what an operator is there for. Who was one before is in charge.

pub(super) const SQLITE: &str = "ALTER TABLE operators ADD COLUMN role BIGINT NOT NULL DEFAULT 0";

pub(super) const POSTGRES: &str = "ALTER TABLE operators ADD COLUMN role BIGINT NOT NULL DEFAULT 0";
