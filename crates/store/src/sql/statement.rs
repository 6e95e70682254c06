//! Every statement, once, for both databases: `$1` placeholders, standard SQL, no vendor functions.
//!
//! A document is three columns of `logs`: kind (its number, of which the hundreds state the rights: 1 and 2 go
//! down, 3 to 5 go up, 3 no higher than one level; kinds that this program does not know too), unit, and period
//! (empty for lasting documents). Unit codes and periods compare byte by byte, so that the units under a unit are one range.

use super::several::{self, Several};

/// The documents of a selection: $1–$2 kinds, $3–$4 units, $5–$6 periods.
macro_rules! selected {
    () => {
        "l.kind >= $1 AND l.kind <= $2 AND l.unit >= $3 AND l.unit < $4 AND l.period >= $5 AND l.period <= $6"
    };
}

macro_rules! one_document {
    () => {
        "l.kind = $1 AND l.unit = $2 AND l.period = $3"
    };
}

macro_rules! one_log {
    () => {
        "kind = $1 AND unit = $2 AND period = $3 AND device = $4 AND incarnation = $5"
    };
}

macro_rules! log {
    () => {
        "l.kind, l.unit, l.period, l.device, l.incarnation"
    };
}

macro_rules! heads {
    () => {
        concat!(
            "SELECT ",
            log!(),
            ", l.number, l.entry_hash, l.change_hash, l.next_operation, l.signature FROM logs l "
        )
    };
}

macro_rules! segment {
    () => {
        concat!(
            log!(),
            ", s.first_entry, s.last_entry, s.entry_hash, s.change_hash, s.next_operation, s.signature, s.received_at, s.frame"
        )
    };
}

macro_rules! segments {
    () => {
        concat!("SELECT ", segment!(), " FROM logs l JOIN segments s ON s.log_id = l.id ")
    };
}

macro_rules! receipts {
    () => {
        concat!(
            "SELECT ",
            log!(),
            ", r.number, r.entry_hash, r.signature, r.received_at, r.node, r.unit",
            " FROM logs l JOIN receipts r ON r.log_id = l.id "
        )
    };
}

macro_rules! acknowledged {
    () => {
        concat!(
            "SELECT ",
            log!(),
            ", a.number, a.receipt_time, a.upstream FROM acknowledged a JOIN logs l ON l.id = a.log_id "
        )
    };
}

/// What a device of a unit may hold: $2–$8 its unit and those above, $9 its unit, $10 the end of the
/// range of those under it, $11 and $12 how long the code of a unit right under it may be.
macro_rules! in_scope {
    () => {
        "((l.kind < 300 AND l.unit IN ($2, $3, $4, $5, $6, $7, $8)) \
         OR ((l.kind < 200 OR (l.kind >= 400 AND l.kind < 600)) AND l.unit >= $9 AND l.unit < $10) \
         OR (l.kind >= 300 AND l.kind < 400 AND (l.unit = $9 OR (l.unit > $9 AND l.unit < $10 AND LENGTH(l.unit) IN ($11, $12)))))"
    };
}

// Logs and their heads.

/// The first entries of logs, which may have a row without entries already. Returns those that began, in no order.
pub(super) static BEGIN_LOGS: Several = Several::of(10, || {
    several::texts(
        "INSERT INTO logs \
         (kind, unit, period, device, incarnation, number, entry_hash, change_hash, next_operation, signature) VALUES ",
        "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ", ",
        " ON CONFLICT (kind, unit, period, device, incarnation) DO UPDATE SET number = excluded.number, \
         entry_hash = excluded.entry_hash, change_hash = excluded.change_hash, \
         next_operation = excluded.next_operation, signature = excluded.signature \
         WHERE logs.number = 0 RETURNING kind, unit, period, device, incarnation, id",
    )
});
/// Further entries of a log, if its head is the one they follow: $11 its number, $12 its hash.
pub(super) const ADVANCE_LOG: &str = concat!(
    "UPDATE logs SET number = $6, entry_hash = $7, change_hash = $8, next_operation = $9, signature = $10 WHERE ",
    one_log!(),
    " AND number = $11 AND entry_hash = $12 RETURNING id"
);
/// A row for a log of which only a receipt or the like is here.
pub(super) const NAME_LOG: &str = "INSERT INTO logs \
     (kind, unit, period, device, incarnation, number, entry_hash, change_hash, next_operation, signature) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
     ON CONFLICT (kind, unit, period, device, incarnation) DO NOTHING";
pub(super) const FIND_LOG: &str =
    concat!("SELECT id, number, entry_hash, change_hash, next_operation FROM logs WHERE ", one_log!());
pub(super) const HEAD: &str =
    concat!(heads!(), "WHERE ", one_document!(), " AND l.device = $4 AND l.incarnation = $5 AND l.number > 0");
pub(super) const HEADS_OF_DOCUMENT: &str =
    concat!(heads!(), "WHERE ", one_document!(), " AND l.number > 0 ORDER BY l.device, l.incarnation");
pub(super) const HEADS_OF_DEVICE: &str = concat!(heads!(), "WHERE l.device = $1 AND l.number > 0 ORDER BY ", log!());
pub(super) const BYTES_WRITTEN_IN: &str = "SELECT COALESCE(SUM(LENGTH(s.frame)), 0) FROM logs l \
     JOIN segments s ON s.log_id = l.id WHERE l.device = $1 AND l.period = $2";
pub(super) const BYTES_WRITTEN_SINCE: &str = "SELECT COALESCE(SUM(LENGTH(s.frame)), 0) FROM logs l \
     JOIN segments s ON s.log_id = l.id WHERE l.device = $1 AND s.received_at >= $2";
pub(super) const HEADS: &str = concat!(heads!(), "WHERE ", selected!(), " AND l.number > 0 ORDER BY ", log!());
pub(super) const ALL_HEADS: &str = concat!(heads!(), "WHERE l.number > 0 ORDER BY ", log!());
pub(super) const DOCUMENTS: &str = concat!(
    "SELECT DISTINCT l.kind, l.unit, l.period FROM logs l WHERE ",
    selected!(),
    " AND l.number > 0 ORDER BY l.kind, l.unit, l.period"
);

// Segments.

pub(super) static ADD_SEGMENTS: Several = Several::of(12, || {
    several::texts(
        "INSERT INTO segments (feed, log_id, first_entry, last_entry, entry_hash, change_hash, next_operation, signature, \
         received_at, tag, via, frame) VALUES ",
        "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ", ",
        "",
    )
});
/// Replaces what is damaged of a segment.
pub(super) const MEND_SEGMENT: &str = "UPDATE segments SET change_hash = $5, next_operation = $6, signature = $7, frame = $8 \
     WHERE log_id = $1 AND first_entry = $2 AND last_entry = $3 AND entry_hash = $4";
/// Says what was not known of a segment that was put back as damaged: $4 its hash, $5 its tag.
pub(super) const FILL_SEGMENT: &str = "UPDATE segments SET entry_hash = $4, tag = $5 \
     WHERE log_id = $1 AND first_entry = $2 AND last_entry = $3";
/// The number in the feed of a segment, its tag, and the tag of what stands before it.
pub(super) const BEFORE_SEGMENT: &str = "SELECT s.feed, s.tag, (SELECT tag FROM segments WHERE feed = s.feed - 1 \
     UNION ALL SELECT tag FROM receipts WHERE feed = s.feed - 1) FROM segments s \
     WHERE s.log_id = $1 AND s.first_entry = $2 AND s.last_entry = $3";

// Segments that are gone.

/// The logs whose segments hold fewer entries than their heads count, as heads, with their rows.
pub(super) const BROKEN_LOGS: &str = concat!(
    "SELECT ",
    log!(),
    ", l.number, l.entry_hash, l.change_hash, l.next_operation, l.signature, l.id FROM logs l WHERE l.number > \
     (SELECT COALESCE(SUM(s.last_entry - s.first_entry + 1), 0) FROM segments s WHERE s.log_id = l.id) ORDER BY l.id"
);
pub(super) const SEGMENT_PLACES: &str =
    "SELECT first_entry, last_entry, feed, received_at FROM segments WHERE log_id = $1 ORDER BY first_entry";
pub(super) const RECEIPT_PLACES: &str = "SELECT number, entry_hash, received_at, feed FROM receipts \
     WHERE log_id = $1 AND length(via) = 0 ORDER BY feed";
pub(super) const FEED_TAGS: &str =
    "SELECT feed, tag FROM segments UNION ALL SELECT feed, tag FROM receipts ORDER BY feed";
pub(super) const SEGMENT_MARK_AT: &str = concat!(
    "SELECT ",
    log!(),
    ", s.entry_hash, s.tag FROM segments s JOIN logs l ON l.id = s.log_id WHERE s.feed = $1"
);
pub(super) const RECEIPT_MARK_AT: &str = "SELECT signature, tag FROM receipts WHERE feed = $1";

/// Of before version 8 of the tables: what has no mark, $1.
pub(super) const UNMARKED_SEGMENTS: &str = "SELECT feed FROM segments WHERE SUBSTR(frame, 1, 1) <> $1 ORDER BY feed";
pub(super) const SEGMENT_AT: &str = concat!(segments!(), "WHERE s.feed = $1");
pub(super) const MARK_SEGMENT: &str = "UPDATE segments SET frame = $2 WHERE feed = $1";
pub(super) const SEGMENTS: &str = concat!(
    segments!(),
    "WHERE ",
    one_document!(),
    " AND l.device = $4 AND l.incarnation = $5 AND s.last_entry > $6 ORDER BY s.last_entry"
);
pub(super) const DOCUMENT_SEGMENTS: &str = concat!(segments!(), "WHERE ", one_document!(), " ORDER BY s.feed");
pub(super) const SEGMENTS_OF_DOCUMENTS: &str = concat!(segments!(), "WHERE ", selected!(), " ORDER BY s.feed");
/// $1 the upstream, $2–$3 the units under its unit and $2 itself, $4 and $5 the lengths of a code right
/// under it, $6–$7 the devices.
pub(super) const PENDING: &str = concat!(
    "SELECT ",
    segment!(),
    " FROM logs l LEFT JOIN acknowledged a ON a.log_id = l.id AND a.upstream = $1 \
     JOIN segments s ON s.log_id = l.id AND s.last_entry > COALESCE(a.number, 0) \
     WHERE l.kind >= 300 AND l.kind < 600 AND l.unit >= $2 AND l.unit < $3 \
     AND (l.kind >= 400 OR l.unit = $2 OR LENGTH(l.unit) IN ($4, $5)) \
     AND l.device >= $6 AND l.device <= $7 AND l.number > COALESCE(a.number, 0) \
     AND (a.number IS NOT NULL OR s.via <> $1) ORDER BY s.feed"
);

// Receipts.

pub(super) static ADD_RECEIPTS: Several = Several::of(10, || {
    several::texts(
        "INSERT INTO receipts (feed, log_id, number, entry_hash, signature, received_at, node, unit, tag, via) VALUES ",
        "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ", ",
        "",
    )
});
/// What nodes have signed before for just these entries.
pub(super) static SAME_RECEIPTS: Several = Several::of(3, || {
    several::texts(
        "SELECT log_id, node, number, signature, entry_hash, received_at, unit FROM receipts WHERE ",
        "(log_id = ? AND node = ? AND number = ?)",
        " OR ",
        "",
    )
});
/// Sets right a receipt of which the signature or what it signs was altered: a signature follows from what it
/// signs, so where one of both is the same, and not the other, one of both was altered.
pub(super) const MEND_RECEIPT: &str = "UPDATE receipts SET entry_hash = $3, signature = $4, received_at = $5, unit = $6 \
     WHERE log_id = $1 AND number = $2 AND node = $7 AND ((signature = $4 AND NOT (entry_hash = $3 AND received_at = $5 AND unit = $6)) \
     OR (signature <> $4 AND entry_hash = $3 AND received_at = $5 AND unit = $6))";
pub(super) const RECEIPTS: &str = concat!(receipts!(), "WHERE ", one_document!(), " ORDER BY r.feed");
pub(super) const RECEIPTS_OF_DOCUMENTS: &str = concat!(receipts!(), "WHERE ", selected!(), " ORDER BY r.feed");
/// $7 the unit whose receipts are looked for.
pub(super) const UNRECEIPTED: &str = concat!(
    "SELECT ",
    log!(),
    ", s.last_entry FROM logs l JOIN segments s ON s.log_id = l.id WHERE ",
    selected!(),
    " AND NOT EXISTS (SELECT 1 FROM receipts r WHERE r.log_id = l.id AND r.number = s.last_entry AND r.unit = $7) ORDER BY s.feed"
);

// The feed.

/// Takes the lock on the feed's end, which is held until the transaction is over.
pub(super) const LOCK_FEED: &str = "UPDATE feed_end SET number = number WHERE id = 1 RETURNING number, tag";
pub(super) const ADVANCE_FEED: &str = "UPDATE feed_end SET number = $1, tag = $2 WHERE id = 1";
pub(super) const FEED_END: &str = "SELECT number, tag FROM feed_end WHERE id = 1";
/// In one statement, and so of one moment.
pub(super) const FEED_LACKS: &str = "SELECT number - (SELECT COUNT(*) FROM segments) - (SELECT COUNT(*) FROM receipts) \
     FROM feed_end WHERE id = 1";
pub(super) const FEED_AT: &str = "SELECT feed, tag FROM segments WHERE feed = $1 \
     UNION ALL SELECT feed, tag FROM receipts WHERE feed = $1";
/// One statement, and so one view of both tables: two would let a reader see a later receipt and miss
/// an earlier segment. SQLite takes the tables of a CROSS JOIN in the order given: it must begin at the
/// feed, where mostly nothing is new, and not at the logs. $1 the number after which, $2–$12 the scope,
/// $13 the limit, of which SQLite would make a new plan each time if it stood there alone.
pub(super) const FEED: &str = concat!(
    "SELECT ",
    segment!(),
    ", s.feed, s.tag, s.via, NULL AS node, NULL AS node_unit FROM segments s CROSS JOIN logs l \
     WHERE l.id = s.log_id AND s.feed > $1 AND ",
    in_scope!(),
    " UNION ALL SELECT ",
    log!(),
    ", NULL, r.number, r.entry_hash, NULL, NULL, r.signature, r.received_at, NULL, r.feed, r.tag, r.via, r.node, r.unit \
     FROM receipts r CROSS JOIN logs l WHERE l.id = r.log_id AND r.feed > $1 AND ",
    in_scope!(),
    " ORDER BY 14 LIMIT $13 + 0"
);
/// The same for a reader far behind who may hold little: it begins at the logs that the reader may hold, and not
/// at a feed of which nearly everything is for others. The kinds there are, those that this program does not
/// know too, are found one by one, so that the logs are looked up by kind and unit; their places in the feed
/// stand in indexes, and only the rows of one page are read.
pub(super) const FEED_OF_LOGS: &str = concat!(
    "WITH RECURSIVE kinds (kind) AS (SELECT MIN(kind) FROM logs UNION ALL \
     SELECT (SELECT MIN(o.kind) FROM logs o WHERE o.kind > kinds.kind) FROM kinds WHERE kinds.kind IS NOT NULL), \
     held (id) AS (SELECT l.id FROM kinds k CROSS JOIN logs l \
     WHERE l.kind = k.kind AND l.unit IN ($2, $3, $4, $5, $6, $7, $8) AND ",
    in_scope!(),
    " UNION SELECT l.id FROM kinds k CROSS JOIN logs l \
     WHERE l.kind = k.kind AND l.unit >= $9 AND l.unit < $10 AND ",
    in_scope!(),
    "), places (feed) AS (SELECT s.feed FROM held h CROSS JOIN segments s WHERE s.log_id = h.id AND s.feed > $1 \
     UNION ALL SELECT r.feed FROM held h CROSS JOIN receipts r WHERE r.log_id = h.id AND r.feed > $1 \
     ORDER BY 1 LIMIT $13 + 0) SELECT ",
    segment!(),
    ", s.feed, s.tag, s.via, NULL AS node, NULL AS node_unit FROM places p CROSS JOIN segments s CROSS JOIN logs l \
     WHERE s.feed = p.feed AND l.id = s.log_id UNION ALL SELECT ",
    log!(),
    ", NULL, r.number, r.entry_hash, NULL, NULL, r.signature, r.received_at, NULL, r.feed, r.tag, r.via, r.node, r.unit \
     FROM places p CROSS JOIN receipts r CROSS JOIN logs l WHERE r.feed = p.feed AND l.id = r.log_id ORDER BY 14"
);
/// What the feed is about: $1 the number after which, $2 the limit.
pub(super) const FEED_DOCUMENTS: &str = "SELECT l.kind, l.unit, l.period, s.feed, s.tag \
     FROM segments s CROSS JOIN logs l WHERE l.id = s.log_id AND s.feed > $1 UNION ALL \
     SELECT l.kind, l.unit, l.period, r.feed, r.tag \
     FROM receipts r CROSS JOIN logs l WHERE l.id = r.log_id AND r.feed > $1 ORDER BY 4 LIMIT $2 + 0";
/// What the feed's tags are made over: $1 the number after which, $2 the limit.
pub(super) const FEED_PLACES: &str = concat!(
    "SELECT ",
    log!(),
    ", s.first_entry, s.last_entry, s.entry_hash, s.change_hash, s.next_operation, s.signature, s.feed, s.tag \
     FROM segments s CROSS JOIN logs l WHERE l.id = s.log_id AND s.feed > $1 UNION ALL SELECT ",
    log!(),
    ", NULL, r.number, r.entry_hash, NULL, NULL, r.signature, r.feed, r.tag \
     FROM receipts r CROSS JOIN logs l WHERE l.id = r.log_id AND r.feed > $1 ORDER BY 12 LIMIT $2 + 0"
);

// What upstreams have.

/// Tells what was acknowledged before, and locks the row, so that of two transactions that acknowledge
/// the same log the second sees what the first wrote.
pub(super) const LOCK_ACKNOWLEDGED: &str = "INSERT INTO acknowledged (upstream, log_id, number, receipt_time) \
     VALUES ($1, $2, 0, 0) ON CONFLICT (upstream, log_id) DO UPDATE SET number = acknowledged.number \
     RETURNING number";
pub(super) const ACKNOWLEDGE: &str =
    "UPDATE acknowledged SET number = $3, receipt_time = $4 WHERE upstream = $1 AND log_id = $2";
pub(super) const ACKNOWLEDGED: &str = concat!(acknowledged!(), "WHERE a.upstream = $1 ORDER BY ", log!());
pub(super) const ALL_ACKNOWLEDGED: &str = concat!(acknowledged!(), "WHERE a.number > 0");
pub(super) const ACKNOWLEDGEMENT: &str = concat!(
    acknowledged!(),
    "WHERE ",
    one_document!(),
    " AND l.device = $4 AND l.incarnation = $5 AND a.upstream = $6"
);

// Agreement, in parts: a holder is an upstream's device, or no bytes for this store.

/// Exclusive or, which SQLite lacks and PostgreSQL spells in its own way: the bits of either, less
/// those of both.
pub(super) static CHANGE_AGREEMENTS: Several = Several::of(5, || {
    several::texts(
        "INSERT INTO agreements (holder, unit, kind, device, agreement) VALUES ",
        "(?, ?, ?, ?, ?)",
        ", ",
        " ON CONFLICT (holder, unit, kind, device) DO UPDATE SET agreement = \
         (agreements.agreement | excluded.agreement) - (agreements.agreement & excluded.agreement)",
    )
});
pub(super) const AGREEMENT_OF_DEVICE: &str = "SELECT agreement FROM agreements WHERE holder = $1 AND device = $2";
/// $1 the holder, $2–$3 the units under the lower node's, $4 the upper node's device, $5–$6 the units
/// under the upper node's.
pub(super) const AGREEMENT_GOING_UP: &str = "SELECT kind, unit, device, holder, agreement FROM agreements \
     WHERE holder = $1 AND unit >= $2 AND unit < $3 AND kind >= 300 AND kind < 600 AND device <> $4 \
     AND unit >= $5 AND unit < $6";
pub(super) const ALL_AGREEMENTS: &str = "SELECT kind, unit, device, holder, agreement FROM agreements";

// Settings, snapshots, projections.

pub(super) const SET: &str = "INSERT INTO settings (name, value) VALUES ($1, $2) \
     ON CONFLICT (name) DO UPDATE SET value = excluded.value";
pub(super) const UNSET: &str = "DELETE FROM settings WHERE name = $1";
pub(super) const SETTING: &str = "SELECT value FROM settings WHERE name = $1";
pub(super) const SET_SNAPSHOT: &str = "INSERT INTO snapshots (kind, unit, period, vector, body) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kind, unit, period) DO UPDATE SET vector = excluded.vector, body = excluded.body";
pub(super) const SNAPSHOT: &str =
    concat!("SELECT kind, unit, period, vector, body FROM snapshots l WHERE ", one_document!());
pub(super) const UNMARKED_SNAPSHOTS: &str =
    "SELECT kind, unit, period FROM snapshots WHERE SUBSTR(body, 1, 1) <> $1 ORDER BY kind, unit, period";
pub(super) const UNMARKED_PROJECTIONS: &str =
    "SELECT kind, unit, period FROM projections WHERE SUBSTR(body, 1, 1) <> $1 ORDER BY kind, unit, period";
pub(super) const SET_PROJECTION: &str = "INSERT INTO projections (kind, unit, period, vector, body) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kind, unit, period) DO UPDATE SET vector = excluded.vector, body = excluded.body";
pub(super) const PROJECTION: &str =
    concat!("SELECT kind, unit, period, vector, body FROM projections l WHERE ", one_document!());
pub(super) const PROJECTIONS: &str = concat!(
    "SELECT kind, unit, period, vector, body FROM projections l WHERE ",
    selected!(),
    " ORDER BY kind, unit, period"
);

// Evidence and incidents.

pub(super) const QUARANTINE: &str = "INSERT INTO quarantine (happened_at, device, document, code, message, bytes) \
     VALUES ($1, $2, $3, $4, $5, $6)";
/// Makes room: $1 the device, $2 how many of its pieces stay.
pub(super) const TRIM_QUARANTINE: &str = "DELETE FROM quarantine WHERE device = $1 AND id <= \
     (SELECT id FROM quarantine WHERE device = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)";
pub(super) const QUARANTINED: &str =
    "SELECT happened_at, device, document, code, message, bytes FROM quarantine ORDER BY id DESC LIMIT $1";
/// $7 how many are kept of one log.
pub(super) const ADD_FORK: &str = "INSERT INTO forks (happened_at, log_id, number, frame_hash, frame, signature) \
     SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT COUNT(*) FROM forks WHERE log_id = $2) < $7 \
     ON CONFLICT (log_id, number, frame_hash) DO NOTHING";
pub(super) const FORKS: &str = concat!(
    "SELECT ",
    log!(),
    ", f.happened_at, f.number, f.frame, f.signature FROM forks f JOIN logs l ON l.id = f.log_id ORDER BY f.id DESC LIMIT $1"
);
pub(super) const ADD_INCIDENT: &str = "INSERT INTO incidents (happened_at, kind, message) VALUES ($1, $2, $3)";
pub(super) const TRIM_INCIDENTS: &str = "DELETE FROM incidents WHERE id <= (SELECT MAX(id) FROM incidents) - $1";
pub(super) const INCIDENTS: &str = "SELECT happened_at, kind, message FROM incidents ORDER BY id DESC LIMIT $1";

// Ranking runs.

pub(super) const ADD_RUN: &str = "INSERT INTO runs (id, period, made_at, record, outcome) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING";
/// Replaces a run that is not what was stored.
pub(super) const MEND_RUN: &str = "UPDATE runs SET period = $2, made_at = $3, record = $4, outcome = $5 WHERE id = $1";
pub(super) const UNMARKED_RUNS: &str = "SELECT id FROM runs WHERE SUBSTR(outcome, 1, 1) <> $1 ORDER BY id";
pub(super) const ALL_RUNS: &str = "SELECT id, period, made_at FROM runs ORDER BY made_at DESC, id";
pub(super) const RUNS: &str = "SELECT id, period, made_at FROM runs WHERE period = $1 ORDER BY made_at DESC, id";
pub(super) const RUN: &str = "SELECT id, period, made_at, record, outcome FROM runs WHERE id = $1";

// Published lists.

/// $6 no text for none.
pub(super) const SET_PUBLICATION: &str = "INSERT INTO published_runs \
     (run, unit, period, scheme, published_on, withdrawn_reason) VALUES ($1, $2, $3, $4, $5, NULLIF($6, '')) \
     ON CONFLICT (run) DO UPDATE SET published_on = excluded.published_on, \
     withdrawn_reason = excluded.withdrawn_reason";
/// $15 stands for no number, $16 no text for none. What an earlier program published without it gets its prospect.
pub(super) const ADD_PUBLISHED_RESULT: &str = "INSERT INTO published_results \
     (run, unit, level, name, parent, parent_name, status, score_hundredths, rank, rank_in_parent, stars, candidate, \
     best_rank, worst_rank, prospect) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, NULLIF($8, $15), NULLIF($9, $15), NULLIF($10, $15), NULLIF($11, $15), \
     NULLIF($12, $15), NULLIF($13, $15), NULLIF($14, $15), NULLIF($16, '')) \
     ON CONFLICT (run, unit) DO UPDATE SET prospect = excluded.prospect";
pub(super) const DROP_PUBLICATION: &str = "DELETE FROM published_runs WHERE run = $1";
pub(super) const DROP_PUBLISHED_RESULTS: &str = "DELETE FROM published_results WHERE run = $1";
/// Also those of which only lines are here.
pub(super) const PUBLISHED: &str = "SELECT run FROM published_runs UNION SELECT run FROM published_results ORDER BY 1";
pub(super) const PUBLICATION: &str = "SELECT run, unit, period, scheme, published_on, withdrawn_reason \
     FROM published_runs WHERE run = $1";
pub(super) const PUBLISHED_RESULTS: &str = "SELECT unit, level, name, parent, parent_name, status, score_hundredths, \
     rank, rank_in_parent, stars, candidate, best_rank, worst_rank, prospect \
     FROM published_results WHERE run = $1 ORDER BY unit";

// Enrolment codes.

pub(super) const ADD_CODE: &str = "INSERT INTO enrolment_codes (secret_hash, unit, role, label, expires_at) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (secret_hash) DO NOTHING";
/// $2 now.
pub(super) const TAKE_CODE: &str = "UPDATE enrolment_codes SET used_at = $2 \
     WHERE secret_hash = $1 AND used_at IS NULL AND cancelled_at IS NULL AND expires_at > $2 \
     RETURNING unit, role, label";
/// $2 now, $3 why.
pub(super) const CANCEL_CODE: &str = "UPDATE enrolment_codes SET cancelled_at = $2, cancelled_reason = $3 \
     WHERE secret_hash = $1 AND used_at IS NULL AND cancelled_at IS NULL";
pub(super) const CODE: &str = "SELECT secret_hash, unit, role, label, expires_at, used_at, cancelled_at, cancelled_reason \
     FROM enrolment_codes WHERE secret_hash = $1";
pub(super) const CODES: &str = "SELECT secret_hash, unit, role, label, expires_at, used_at, cancelled_at, cancelled_reason \
     FROM enrolment_codes ORDER BY expires_at, secret_hash";

// When devices were last here.

pub(super) const SET_CONTACT: &str = "INSERT INTO contacts (device, happened_at) VALUES ($1, $2) \
     ON CONFLICT (device) DO UPDATE SET happened_at = excluded.happened_at \
     WHERE contacts.happened_at < excluded.happened_at";
pub(super) const CONTACTS: &str = "SELECT device, happened_at FROM contacts ORDER BY device";

// Operators and their sessions.

/// Takes up again one who was disabled.
pub(super) const ADD_OPERATOR: &str = "INSERT INTO operators \
     (name, password_hash, added_at, role, disabled, failed_attempts) VALUES ($1, $2, $3, $4, 0, 0) \
     ON CONFLICT (name) DO UPDATE SET password_hash = excluded.password_hash, added_at = excluded.added_at, \
     role = excluded.role, disabled = 0, failed_attempts = 0, locked_until = NULL WHERE operators.disabled <> 0";
pub(super) const SET_PASSWORD: &str =
    "UPDATE operators SET password_hash = $2, failed_attempts = 0, locked_until = NULL WHERE name = $1";
/// Locks all rows, so that of two transactions that disable the last two in charge one sees what the other did.
pub(super) const LOCK_OPERATORS: &str = "UPDATE operators SET disabled = disabled";
pub(super) const DISABLE_OPERATOR: &str = "UPDATE operators SET disabled = 1 WHERE name = $1 AND disabled = 0 \
     AND EXISTS (SELECT 1 FROM operators o WHERE o.name <> $1 AND o.disabled = 0 AND o.role = 0)";
/// $2 the number of the role; 0 is in charge.
pub(super) const SET_ROLE: &str = "UPDATE operators SET role = $2 WHERE name = $1 AND disabled = 0 AND ($2 = 0 \
     OR EXISTS (SELECT 1 FROM operators o WHERE o.name <> $1 AND o.disabled = 0 AND o.role = 0))";
/// $2 how many there were before, less than none where that does not matter; $4 none is 0.
pub(super) const SET_FAILED_ATTEMPTS: &str = "UPDATE operators SET failed_attempts = $3, locked_until = NULLIF($4, 0) \
     WHERE name = $1 AND ($2 < 0 OR failed_attempts = $2)";
macro_rules! operators {
    () => {
        "SELECT o.name, password_hash, added_at, disabled, failed_attempts, locked_until, role, \
         (SELECT value FROM settings s WHERE s.name = 'operator_password/' || o.name), \
         (SELECT value FROM settings s WHERE s.name = 'operator_state/' || o.name) FROM operators o"
    };
}
pub(super) const OPERATOR: &str = concat!(operators!(), " WHERE o.name = $1");
pub(super) const OPERATORS: &str = concat!(operators!(), " ORDER BY o.name");
pub(super) const ADD_SESSION: &str = "INSERT INTO sessions (token_hash, operator, began_at, seen_at, locked) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (token_hash) DO UPDATE SET operator = excluded.operator, \
     began_at = excluded.began_at, seen_at = excluded.seen_at, locked = excluded.locked";
pub(super) const SEE_SESSION: &str = "UPDATE sessions SET seen_at = $2, locked = $3 WHERE token_hash = $1";
pub(super) const SESSION: &str =
    "SELECT token_hash, operator, began_at, seen_at, locked FROM sessions WHERE token_hash = $1";
pub(super) const END_SESSION: &str = "DELETE FROM sessions WHERE token_hash = $1";
/// $2 the one that stays; no bytes for none.
pub(super) const END_SESSIONS_OF: &str = "DELETE FROM sessions WHERE operator = $1 AND token_hash <> $2";
/// $1 began before, $2 seen before.
pub(super) const END_OLD_SESSIONS: &str = "DELETE FROM sessions WHERE began_at < $1 OR seen_at < $2";
pub(super) const END_ALL_SESSIONS: &str = "DELETE FROM sessions";

// The schema's version.

pub(super) const VERSION: &str = "SELECT version FROM schema_version WHERE id = 1";
pub(super) const ADD_VERSION: &str =
    "INSERT INTO schema_version (id, version) VALUES (1, 0) ON CONFLICT (id) DO NOTHING";
/// Reads it and locks the row, so that of several programs that open the store one migrates.
pub(super) const LOCK_VERSION: &str = "UPDATE schema_version SET version = version WHERE id = 1 RETURNING version";
pub(super) const SET_VERSION: &str = "UPDATE schema_version SET version = $1 WHERE id = 1";
