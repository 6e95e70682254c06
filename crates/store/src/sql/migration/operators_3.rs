//! Migration 3: operators who log in to the node's own pages, and their sessions.

pub(super) const SQLITE: &str = "
CREATE TABLE operators (
    name TEXT PRIMARY KEY NOT NULL,
    password_hash TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    disabled BIGINT NOT NULL,
    failed_attempts BIGINT NOT NULL,
    locked_until BIGINT
);

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY NOT NULL,
    operator TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    locked BIGINT NOT NULL
);
";

pub(super) const POSTGRES: &str = r#"
CREATE TABLE operators (
    name TEXT COLLATE "C" PRIMARY KEY,
    password_hash TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    disabled BIGINT NOT NULL,
    failed_attempts BIGINT NOT NULL,
    locked_until BIGINT
);

CREATE TABLE sessions (
    token_hash BYTEA PRIMARY KEY,
    operator TEXT COLLATE "C" NOT NULL,
    began_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    locked BIGINT NOT NULL
);
"#;
