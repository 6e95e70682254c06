//! The one transaction that writes.
//!
//! It goes in four steps, so that everybody takes locks in the same order and the feed's end is locked
//! last: first the logs and what upstreams have acknowledged of them, in the order of their names; then
//! what has no place in the feed; then the agreement's parts, in their order; then, under the lock of the
//! feed's end, segments and receipts in the order of the batch.

use super::arrivals::Arrivals;
use super::database::Work;
use super::decode::{self, LogColumns, integer, milliseconds};
use super::failure::Failure;
use super::keep;
use super::session::{Session, Value, damaged};
use super::statement;
use crate::agreement::{Holder, Parts};
use crate::feed::{Mark, Position};
use crate::segment::{StoredSegment, is_here};
use crate::write::{Write, WriteOutcome};
use cunbang_ledger::{LogHead, LogId, VerifiedSegment};
use cunbang_model::{DeviceId, DocumentName, Timestamp};
use std::collections::{BTreeSet, HashMap};

/// The writes of one transaction.
pub(super) struct Commit {
    pub(super) writes: Vec<Write>,
}

/// A log as the database names it, and what the transaction has made of it so far.
struct OpenLog<'w> {
    log: LogId,
    /// None until it is known that there is a row.
    id: Option<i64>,
    appended: Vec<&'w VerifiedSegment>,
}

impl Work for Commit {
    type Output = Vec<WriteOutcome>;
    const NAME: &'static str = "commit";
    const DOING: &'static str = "writing to the store";

    async fn run(&self, session: &mut Session) -> Result<Self::Output, Failure> {
        let mut outcomes = vec![WriteOutcome::Done; self.writes.len()];
        let mut steps = Parts::default();
        let logs = self.advance_logs(session, &mut outcomes, &mut steps).await?;
        self.keep(session, &logs, &mut outcomes).await?;
        change_agreement(session, &steps).await?;
        self.feed(session, &logs, &mut outcomes).await?;
        Ok(outcomes)
    }
}

/// The log that a write concerns.
fn log_of(write: &Write) -> Option<LogId> {
    match write {
        Write::Append { segment, .. } | Write::Mend(segment) => Some(*segment.log()),
        Write::Receipt { receipt, .. } => Some(receipt.log),
        Write::Acknowledged { log, .. } => Some(*log),
        Write::Fork(fork) => Some(fork.log),
        _ => None,
    }
}

impl Commit {
    /// Advances the logs and what upstreams have of them, and finds the rows of those that are only
    /// named. Returns each write's log.
    async fn advance_logs(
        &self,
        session: &mut Session,
        outcomes: &mut [WriteOutcome],
        steps: &mut Parts,
    ) -> Result<Vec<Option<i64>>, Failure> {
        let mut order: Vec<(LogId, usize)> =
            self.writes.iter().enumerate().filter_map(|(index, write)| Some((log_of(write)?, index))).collect();
        order.sort_unstable();
        let mut ids = vec![None; self.writes.len()];
        // Logs that only begin follow one another in one statement.
        let mut begun: HashMap<LogId, i64> = HashMap::new();
        let groups: Vec<&[(LogId, usize)]> = order.chunk_by(|(log, _), (other, _)| log == other).collect();
        let runs: Vec<&[&[(LogId, usize)]]> =
            groups.chunk_by(|one, other| self.only_begins(one) && self.only_begins(other)).collect();
        for groups in runs {
            if groups.len() > 1 {
                let indexes = groups.iter().copied().flatten().map(|(_, index)| *index);
                let segments: Vec<&VerifiedSegment> = indexes.filter_map(|index| self.appended(index)).collect();
                begun.extend(begin_logs(session, &segments).await?);
            }
            for writes in groups {
                let Some((log, _)) = writes.first().copied() else { continue };
                let mut current = OpenLog { log, id: None, appended: Vec::new() };
                for (_, index) in *writes {
                    let begun = (groups.len() > 1).then_some(&begun);
                    self.advance_log(session, *index, begun, &mut current, outcomes, steps).await?;
                    ids[*index] = current.id;
                }
            }
        }
        Ok(ids)
    }

    /// The segment that a write appends.
    fn appended(&self, index: usize) -> Option<&VerifiedSegment> {
        match &self.writes[index] {
            Write::Append { segment, .. } => Some(segment),
            _ => None,
        }
    }

    /// Whether all that is written about a log are its first entries.
    fn only_begins(&self, writes: &[(LogId, usize)]) -> bool {
        let [(_, index)] = writes else { return false };
        self.appended(*index).is_some_and(|segment| segment.before().number == 0)
    }

    /// Advances one log. `begun` are those that were begun before, where it was tried.
    async fn advance_log<'w>(
        &'w self,
        session: &mut Session,
        index: usize,
        begun: Option<&HashMap<LogId, i64>>,
        current: &mut OpenLog<'w>,
        outcomes: &mut [WriteOutcome],
        steps: &mut Parts,
    ) -> Result<(), Failure> {
        let log = current.log;
        if let Some(segment) = self.appended(index) {
            let advanced = match begun {
                Some(begun) => begun.get(&log).copied(),
                None => advance(session, segment).await?,
            };
            if let Some(id) = advanced {
                steps.step(Holder::Here, &log, segment.before().number, segment.after().number);
                current.id = Some(id);
                current.appended.push(segment);
            } else {
                outcomes[index] = already_or_conflict(session, segment, current).await?;
            }
            return Ok(());
        }
        let id = match current.id {
            Some(id) => id,
            None => find_or_name(session, &log).await?,
        };
        current.id = Some(id);
        if let Write::Acknowledged { upstream, number, receipt_time, .. } = &self.writes[index] {
            let before = acknowledge(session, id, upstream, *number, *receipt_time).await?;
            steps.step(Holder::Upstream(*upstream), &log, before, *number);
        }
        Ok(())
    }

    /// Everything that has no place in the feed.
    async fn keep(
        &self,
        session: &mut Session,
        logs: &[Option<i64>],
        outcomes: &mut [WriteOutcome],
    ) -> Result<(), Failure> {
        let conflicts: BTreeSet<DocumentName> = self
            .writes
            .iter()
            .zip(outcomes.iter())
            .filter(|(_, outcome)| matches!(outcome, WriteOutcome::Conflict { .. }))
            .filter_map(|(write, _)| log_of(write).map(|log| log.document))
            .collect();
        for (index, write) in self.writes.iter().enumerate() {
            match write {
                Write::Snapshot(stored) | Write::Projection(stored) if conflicts.contains(&stored.document) => {
                    outcomes[index] = WriteOutcome::Skipped;
                }
                Write::Mend(segment) => outcomes[index] = mend(session, named(logs[index])?, segment).await?,
                Write::Fork(fork) => {
                    if !keep::fork(session, named(logs[index])?, fork).await? {
                        outcomes[index] = WriteOutcome::AlreadyHere;
                    }
                }
                other => {
                    if !keep::other(session, other).await? {
                        outcomes[index] = WriteOutcome::AlreadyHere;
                    }
                }
            }
        }
        Ok(())
    }

    /// Gives what arrived its places in the feed.
    async fn feed(
        &self,
        session: &mut Session,
        logs: &[Option<i64>],
        outcomes: &mut [WriteOutcome],
    ) -> Result<(), Failure> {
        let goes_in = |(write, outcome): (&Write, &WriteOutcome)| match write {
            Write::Append { .. } => *outcome == WriteOutcome::Done,
            Write::Receipt { .. } => true,
            _ => false,
        };
        if !self.writes.iter().zip(outcomes.iter()).any(goes_in) {
            return Ok(());
        }
        let end = session.fetch_one(statement::LOCK_FEED, &[]).await?;
        let end = decode::position(&end.ok_or_else(|| damaged("feed_end", "its row is missing"))?, 0)?;
        let mut receipts = Vec::new();
        for (index, write) in self.writes.iter().enumerate() {
            match write {
                Write::Append { segment, receipt: Some(receipt), .. } if outcomes[index] == WriteOutcome::Done => {
                    let is_of_log = receipt.log == *segment.log();
                    let id = if is_of_log { named(logs[index])? } else { find_or_name(session, &receipt.log).await? };
                    receipts.push((index, id, receipt));
                }
                Write::Receipt { receipt, .. } => receipts.push((index, named(logs[index])?, receipt)),
                _ => {}
            }
        }
        let mut arrivals = Arrivals::begin(session, end, &receipts).await?;
        let mut receipts = receipts.into_iter().peekable();
        for (index, write) in self.writes.iter().enumerate() {
            let receipt = receipts.next_if(|(of, ..)| *of == index);
            match write {
                Write::Append { segment, via, received_at, .. } if outcomes[index] == WriteOutcome::Done => {
                    let at = arrivals.add_segment(named(logs[index])?, segment, via.as_ref(), *received_at);
                    outcomes[index] = WriteOutcome::Appended(at);
                    if let Some((_, id, receipt)) = receipt {
                        arrivals.add_receipt(session, id, receipt, None).await?;
                    }
                }
                Write::Receipt { via, .. } => {
                    if let Some((_, id, receipt)) = receipt
                        && !arrivals.add_receipt(session, id, receipt, via.as_ref()).await?
                    {
                        outcomes[index] = WriteOutcome::AlreadyHere;
                    }
                }
                _ => {}
            }
        }
        let at = arrivals.write(session).await?;
        if at != end {
            let values = [Value::Integer(integer(at.number)), Value::Bytes(&at.tag)];
            session.execute(statement::ADVANCE_FEED, &values).await?;
        }
        Ok(())
    }
}

/// The row of a log that a write concerns: the first step found it.
fn named(id: Option<i64>) -> Result<i64, Failure> {
    id.ok_or_else(|| damaged("logs", "a log's row is missing"))
}

/// A log's columns and those of its head after a segment.
fn head_values<'a>(columns: &'a LogColumns, segment: &'a VerifiedSegment) -> Vec<Value<'a>> {
    let after = segment.after();
    let mut values = columns.values().to_vec();
    values.extend([
        Value::Integer(integer(after.number)),
        Value::Bytes(&after.entry_hash.0),
        Value::Bytes(&after.change_hash.0),
        Value::Integer(integer(after.next_operation)),
        Value::Bytes(segment.signature()),
    ]);
    values
}

/// Moves the heads of logs over their first segments, where nothing is here of them. Returns those logs' rows.
async fn begin_logs(session: &mut Session, segments: &[&VerifiedSegment]) -> Result<Vec<(LogId, i64)>, Failure> {
    let columns: Vec<LogColumns> = segments.iter().map(|segment| LogColumns::of(segment.log())).collect();
    let mut values = Vec::with_capacity(segments.len() * 10);
    for (columns, segment) in columns.iter().zip(segments) {
        values.extend(head_values(columns, segment));
    }
    let rows = statement::BEGIN_LOGS.fetch(session, &values).await?;
    rows.iter().map(|row| Ok((decode::log(row)?, row.integer(5)?))).collect()
}

/// Moves a log's head over a segment, if that is where it stands. Returns the log's row.
async fn advance(session: &mut Session, segment: &VerifiedSegment) -> Result<Option<i64>, Failure> {
    let before = segment.before();
    if before.number == 0 {
        return Ok(begin_logs(session, &[segment]).await?.pop().map(|(_, id)| id));
    }
    let columns = LogColumns::of(segment.log());
    let mut values = head_values(&columns, segment);
    values.extend([Value::Integer(integer(before.number)), Value::Bytes(&before.entry_hash.0)]);
    let row = session.fetch_one(statement::ADVANCE_LOG, &values).await?;
    row.map(|row| row.integer(0)).transpose()
}

/// Notes how far an upstream has a log. Returns how far it had it before.
async fn acknowledge(
    session: &mut Session,
    log_id: i64,
    upstream: &DeviceId,
    number: u64,
    receipt_time: Timestamp,
) -> Result<u64, Failure> {
    let values = [
        Value::Bytes(upstream.as_bytes()),
        Value::Integer(log_id),
        Value::Integer(integer(number)),
        milliseconds(receipt_time),
    ];
    let before = session.fetch_one(statement::LOCK_ACKNOWLEDGED, &values[..2]).await?;
    let before = before.ok_or_else(|| damaged("acknowledged", "a row is missing"))?.number(0)?;
    session.execute(statement::ACKNOWLEDGE, &values).await?;
    Ok(before)
}

/// Takes the steps over into the agreement's parts, in their order.
async fn change_agreement(session: &mut Session, steps: &Parts) -> Result<(), Failure> {
    let mut values = Vec::with_capacity(steps.0.len() * 5);
    for (part, change) in &steps.0 {
        values.extend([
            Value::Bytes(decode::holder_bytes(&part.holder)),
            Value::Text(part.unit.as_str()),
            Value::Integer(i64::from(part.kind.number())),
            Value::Bytes(part.device.as_bytes()),
            Value::Integer(change.0.cast_signed()),
        ]);
    }
    statement::CHANGE_AGREEMENTS.execute(session, &values).await
}

async fn already_or_conflict(
    session: &mut Session,
    segment: &VerifiedSegment,
    open: &OpenLog<'_>,
) -> Result<WriteOutcome, Failure> {
    let columns = LogColumns::of(segment.log());
    let head = match session.fetch_one(statement::FIND_LOG, &columns.values()).await? {
        Some(row) => decode::log_head(&row, 1)?,
        None => LogHead::empty(segment.log()),
    };
    let mut values = columns.values().to_vec();
    values.push(Value::Integer(integer(segment.before().number)));
    let mut stored = Vec::new();
    for row in session.fetch(statement::SEGMENTS, &values).await? {
        stored.push(decode::segment(&row)?);
    }
    // Those of this transaction get their rows later.
    stored.extend(open.appended.iter().map(|appended| StoredSegment::of(appended, Timestamp::UNIX_EPOCH)));
    stored.retain(|stored| stored.last > segment.before().number);
    Ok(if is_here(segment, &head, &stored) { WriteOutcome::AlreadyHere } else { WriteOutcome::Conflict { head } })
}

/// The row of a log; one without entries is made where there is none.
async fn find_or_name(session: &mut Session, log: &LogId) -> Result<i64, Failure> {
    let columns = LogColumns::of(log);
    if let Some(row) = session.fetch_one(statement::FIND_LOG, &columns.values()).await? {
        return row.integer(0);
    }
    let empty = LogHead::empty(log);
    let mut values = columns.values().to_vec();
    values.extend([
        Value::Integer(0),
        Value::Bytes(&empty.entry_hash.0),
        Value::Bytes(&empty.change_hash.0),
        Value::Integer(integer(empty.next_operation)),
        Value::Bytes(&[0; 64]),
    ]);
    session.execute(statement::NAME_LOG, &values).await?;
    let row = session.fetch_one(statement::FIND_LOG, &columns.values()).await?;
    row.ok_or_else(|| damaged("logs", format_args!("{log} was just written and is not there")))?.integer(0)
}

/// Replaces a damaged segment by the same entries.
async fn mend(session: &mut Session, log_id: i64, segment: &VerifiedSegment) -> Result<WriteOutcome, Failure> {
    let columns = LogColumns::of(segment.log());
    let (first, after) = (segment.before().number + 1, segment.after());
    let mut values = columns.values().to_vec();
    values.push(Value::Integer(integer(segment.before().number)));
    let mut kept = None;
    for row in session.fetch(statement::SEGMENTS, &values).await? {
        let stored = decode::segment(&row)?;
        let is_same = stored.head.entry_hash == after.entry_hash || !stored.knows_its_hash();
        if stored.first == first && stored.last == after.number && is_same {
            kept = Some(stored);
        }
    }
    let Some(kept) = kept else {
        let head = session.fetch_one(statement::FIND_LOG, &columns.values()).await?;
        let head = head.ok_or_else(|| damaged("logs", "a log's row is missing"))?;
        return Ok(WriteOutcome::Conflict { head: decode::log_head(&head, 1)? });
    };
    if !kept.is_damaged && kept.frame == segment.frame() {
        return Ok(WriteOutcome::AlreadyHere);
    }
    fill(session, log_id, segment).await?;
    let about = decode::about_segment(segment.log(), first, after, segment.signature(), kept.received_at);
    let frame = about.seal(segment.frame());
    let values = [
        Value::Integer(log_id),
        Value::Integer(integer(first)),
        Value::Integer(integer(after.number)),
        Value::Bytes(&after.entry_hash.0),
        Value::Bytes(&after.change_hash.0),
        Value::Integer(integer(after.next_operation)),
        Value::Bytes(segment.signature()),
        Value::Bytes(&frame),
    ];
    session.execute(statement::MEND_SEGMENT, &values).await?;
    Ok(WriteOutcome::Done)
}

/// Says of a segment that was gone what only its entries tell: its hash, and the tag of its place, where that is not known.
async fn fill(session: &mut Session, log_id: i64, segment: &VerifiedSegment) -> Result<(), Failure> {
    const UNKNOWN: [u8; 8] = [0; 8];
    let (first, after) = (integer(segment.before().number + 1), segment.after());
    let place = [Value::Integer(log_id), Value::Integer(first), Value::Integer(integer(after.number))];
    let stands = session.fetch_one(statement::BEFORE_SEGMENT, &place).await?;
    let stands = stands.ok_or_else(|| damaged("segments", "a row is missing"))?;
    let mut tag: [u8; 8] = stands.array(1)?;
    let before = Position {
        number: stands.number(0)?.saturating_sub(1),
        tag: stands.maybe_bytes(2)?.and_then(|tag| tag.try_into().ok()).unwrap_or(UNKNOWN),
    };
    // Where what stands before it is gone too, its tag stays unknown, and readers who name this place begin anew.
    if tag == UNKNOWN && (before.number == 0 || before.tag != UNKNOWN) {
        tag = before.next(&Mark::Segment { log: segment.log(), entry_hash: &after.entry_hash }).tag;
    }
    let [log_id, first, last] = place;
    let values = [log_id, first, last, Value::Bytes(&after.entry_hash.0), Value::Bytes(&tag)];
    session.execute(statement::FILL_SEGMENT, &values).await?;
    Ok(())
}
