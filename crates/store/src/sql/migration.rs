//! The tables. Each database has its own text; a test compares what comes out. Migrations go forward
//! only: a new one is added at the end of both lists, and none is ever changed.

mod operator_roles_6;
mod operators_3;
mod prospects_7;
mod publications_5;

/// Where the schema's version stands; made before anything else, in both databases alike.
pub(super) const VERSION_TABLE: &str =
    "CREATE TABLE IF NOT EXISTS schema_version (id BIGINT PRIMARY KEY, version BIGINT NOT NULL)";

/// No table changes: from here on everything that has a checksum has its mark, which [`super::marks`] sees to.
const MARKS_8: &str = "SELECT 1";

/// For SQLite. `INTEGER PRIMARY KEY` is the row's own number: segments lie in the order of the feed.
pub(super) const SQLITE: &[&str] = &[
    "
CREATE TABLE logs (
    id INTEGER PRIMARY KEY,
    kind BIGINT NOT NULL,
    unit TEXT NOT NULL,
    period TEXT NOT NULL,
    device BLOB NOT NULL,
    incarnation BIGINT NOT NULL,
    number BIGINT NOT NULL,
    entry_hash BLOB NOT NULL,
    change_hash BLOB NOT NULL,
    next_operation BIGINT NOT NULL,
    signature BLOB NOT NULL,
    UNIQUE (kind, unit, period, device, incarnation)
);
CREATE INDEX logs_of_device ON logs (device);

CREATE TABLE segments (
    feed INTEGER PRIMARY KEY,
    log_id BIGINT NOT NULL REFERENCES logs (id),
    first_entry BIGINT NOT NULL,
    last_entry BIGINT NOT NULL,
    entry_hash BLOB NOT NULL,
    change_hash BLOB NOT NULL,
    next_operation BIGINT NOT NULL,
    signature BLOB NOT NULL,
    received_at BIGINT NOT NULL,
    tag BLOB NOT NULL,
    via BLOB NOT NULL,
    frame BLOB NOT NULL,
    UNIQUE (log_id, last_entry)
);

CREATE TABLE receipts (
    feed INTEGER PRIMARY KEY,
    log_id BIGINT NOT NULL REFERENCES logs (id),
    number BIGINT NOT NULL,
    entry_hash BLOB NOT NULL,
    signature BLOB NOT NULL,
    received_at BIGINT NOT NULL,
    node BLOB NOT NULL,
    unit TEXT NOT NULL,
    tag BLOB NOT NULL,
    via BLOB NOT NULL,
    UNIQUE (log_id, node, number)
);

CREATE TABLE feed_end (id BIGINT PRIMARY KEY, number BIGINT NOT NULL, tag BLOB NOT NULL);
INSERT INTO feed_end (id, number, tag) VALUES (1, 0, x'0000000000000000');

CREATE TABLE acknowledged (
    upstream BLOB NOT NULL,
    log_id BIGINT NOT NULL REFERENCES logs (id),
    number BIGINT NOT NULL,
    receipt_time BIGINT NOT NULL,
    PRIMARY KEY (upstream, log_id)
);

CREATE TABLE agreements (
    holder BLOB NOT NULL,
    unit TEXT NOT NULL,
    kind BIGINT NOT NULL,
    device BLOB NOT NULL,
    agreement BIGINT NOT NULL,
    PRIMARY KEY (holder, unit, kind, device)
);
CREATE INDEX agreements_of_device ON agreements (holder, device);

CREATE TABLE settings (name TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL);

CREATE TABLE snapshots (
    kind BIGINT NOT NULL,
    unit TEXT NOT NULL,
    period TEXT NOT NULL,
    vector TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, unit, period)
);

CREATE TABLE projections (
    kind BIGINT NOT NULL,
    unit TEXT NOT NULL,
    period TEXT NOT NULL,
    vector TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, unit, period)
);

CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    happened_at BIGINT NOT NULL,
    device BLOB NOT NULL,
    document TEXT NOT NULL,
    code BIGINT NOT NULL,
    message TEXT NOT NULL,
    bytes BLOB NOT NULL
);
CREATE INDEX quarantine_of_device ON quarantine (device, id);

CREATE TABLE forks (
    id INTEGER PRIMARY KEY,
    happened_at BIGINT NOT NULL,
    log_id BIGINT NOT NULL REFERENCES logs (id),
    number BIGINT NOT NULL,
    frame_hash BLOB NOT NULL,
    frame BLOB NOT NULL,
    signature BLOB NOT NULL,
    UNIQUE (log_id, number, frame_hash)
);

CREATE TABLE incidents (id INTEGER PRIMARY KEY, happened_at BIGINT NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL);

CREATE TABLE runs (
    id TEXT PRIMARY KEY NOT NULL,
    period TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    record BLOB NOT NULL,
    outcome BLOB NOT NULL
);

CREATE TABLE enrolment_codes (
    secret_hash BLOB PRIMARY KEY NOT NULL,
    unit TEXT NOT NULL,
    role TEXT NOT NULL,
    label TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
",
    "
-- A node's receipts that contradict each other are all kept.
CREATE TABLE receipts_kept (
    feed INTEGER PRIMARY KEY,
    log_id BIGINT NOT NULL REFERENCES logs (id),
    number BIGINT NOT NULL,
    entry_hash BLOB NOT NULL,
    signature BLOB NOT NULL,
    received_at BIGINT NOT NULL,
    node BLOB NOT NULL,
    unit TEXT NOT NULL,
    tag BLOB NOT NULL,
    via BLOB NOT NULL,
    UNIQUE (log_id, node, number, signature)
);
INSERT INTO receipts_kept SELECT * FROM receipts;
DROP TABLE receipts;
ALTER TABLE receipts_kept RENAME TO receipts;
",
    operators_3::SQLITE,
    "
-- A code can be cancelled, with a reason; and each device below has a time of its last contact.
ALTER TABLE enrolment_codes ADD COLUMN cancelled_at BIGINT;
ALTER TABLE enrolment_codes ADD COLUMN cancelled_reason TEXT;

CREATE TABLE contacts (device BLOB PRIMARY KEY NOT NULL, happened_at BIGINT NOT NULL);
",
    publications_5::SQLITE,
    operator_roles_6::SQLITE,
    prospects_7::SQLITE,
    MARKS_8,
];

/// For PostgreSQL. `COLLATE "C"` compares byte by byte, as SQLite does.
pub(super) const POSTGRES: &[&str] = &[
    r#"
CREATE TABLE logs (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind BIGINT NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    device BYTEA NOT NULL,
    incarnation BIGINT NOT NULL,
    number BIGINT NOT NULL,
    entry_hash BYTEA NOT NULL,
    change_hash BYTEA NOT NULL,
    next_operation BIGINT NOT NULL,
    signature BYTEA NOT NULL,
    UNIQUE (kind, unit, period, device, incarnation)
);
CREATE INDEX logs_of_device ON logs (device);

CREATE TABLE segments (
    feed BIGINT PRIMARY KEY,
    log_id BIGINT NOT NULL REFERENCES logs (id),
    first_entry BIGINT NOT NULL,
    last_entry BIGINT NOT NULL,
    entry_hash BYTEA NOT NULL,
    change_hash BYTEA NOT NULL,
    next_operation BIGINT NOT NULL,
    signature BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    tag BYTEA NOT NULL,
    via BYTEA NOT NULL,
    frame BYTEA NOT NULL,
    UNIQUE (log_id, last_entry)
);
-- Frames are compressed already.
ALTER TABLE segments ALTER COLUMN frame SET STORAGE EXTERNAL;

CREATE TABLE receipts (
    feed BIGINT PRIMARY KEY,
    log_id BIGINT NOT NULL REFERENCES logs (id),
    number BIGINT NOT NULL,
    entry_hash BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    node BYTEA NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    tag BYTEA NOT NULL,
    via BYTEA NOT NULL,
    UNIQUE (log_id, node, number)
);

CREATE TABLE feed_end (id BIGINT PRIMARY KEY, number BIGINT NOT NULL, tag BYTEA NOT NULL);
INSERT INTO feed_end (id, number, tag) VALUES (1, 0, decode('0000000000000000', 'hex'));

CREATE TABLE acknowledged (
    upstream BYTEA NOT NULL,
    log_id BIGINT NOT NULL REFERENCES logs (id),
    number BIGINT NOT NULL,
    receipt_time BIGINT NOT NULL,
    PRIMARY KEY (upstream, log_id)
);

CREATE TABLE agreements (
    holder BYTEA NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    kind BIGINT NOT NULL,
    device BYTEA NOT NULL,
    agreement BIGINT NOT NULL,
    PRIMARY KEY (holder, unit, kind, device)
);
CREATE INDEX agreements_of_device ON agreements (holder, device);

CREATE TABLE settings (name TEXT COLLATE "C" PRIMARY KEY, value BYTEA NOT NULL);

CREATE TABLE snapshots (
    kind BIGINT NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    vector TEXT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (kind, unit, period)
);

CREATE TABLE projections (
    kind BIGINT NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    vector TEXT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (kind, unit, period)
);

CREATE TABLE quarantine (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    happened_at BIGINT NOT NULL,
    device BYTEA NOT NULL,
    document TEXT NOT NULL,
    code BIGINT NOT NULL,
    message TEXT NOT NULL,
    bytes BYTEA NOT NULL
);
CREATE INDEX quarantine_of_device ON quarantine (device, id);

CREATE TABLE forks (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    happened_at BIGINT NOT NULL,
    log_id BIGINT NOT NULL REFERENCES logs (id),
    number BIGINT NOT NULL,
    frame_hash BYTEA NOT NULL,
    frame BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    UNIQUE (log_id, number, frame_hash)
);

CREATE TABLE incidents (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    happened_at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    message TEXT NOT NULL
);

CREATE TABLE runs (
    id TEXT COLLATE "C" PRIMARY KEY,
    period TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    record BYTEA NOT NULL,
    outcome BYTEA NOT NULL
);

CREATE TABLE enrolment_codes (
    secret_hash BYTEA PRIMARY KEY,
    unit TEXT COLLATE "C" NOT NULL,
    role TEXT NOT NULL,
    label TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
"#,
    "
-- A node's receipts that contradict each other are all kept.
ALTER TABLE receipts DROP CONSTRAINT receipts_log_id_node_number_key;
ALTER TABLE receipts ADD UNIQUE (log_id, node, number, signature);
",
    operators_3::POSTGRES,
    "
-- A code can be cancelled, with a reason; and each device below has a time of its last contact.
ALTER TABLE enrolment_codes ADD COLUMN cancelled_at BIGINT;
ALTER TABLE enrolment_codes ADD COLUMN cancelled_reason TEXT;

CREATE TABLE contacts (device BYTEA PRIMARY KEY, happened_at BIGINT NOT NULL);
",
    publications_5::POSTGRES,
    operator_roles_6::POSTGRES,
    prospects_7::POSTGRES,
    MARKS_8,
];
