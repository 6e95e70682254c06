//! The feed for a peer: what arrived after a position, joined into as few segments as possible.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::limits::{MAX_ENTRIES_PER_FRAME, MAX_FRAME_BYTES, MAX_PLAIN_FRAME_BYTES, MAX_ROWS_PER_FRAME};
use cunbang_ledger::{LogId, Receipt, frame};
use cunbang_model::{DeviceId, DocumentName, Role, access};
use cunbang_store::{FeedItem, FeedPage, FeedScope, Position, StoreError, StoredSegment};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A page of the feed for one peer.
#[derive(Debug, Clone)]
pub struct Page {
    /// Entries, each after those it builds on; consecutive ones are joined.
    pub segments: Vec<StoredSegment>,
    /// Receipts. For a node, all: a ranking rests on the earliest that covers a seal. For others, only the newest per
    /// node and log.
    pub receipts: Vec<Receipt>,
    /// The position in the feed after this page.
    pub position: Position,
    /// Whether more follows.
    pub more: bool,
}

impl Replica {
    /// The feed for a peer after a position. What the peer sent itself is left out, except numbers up to
    /// `own_until`. A page ends after about `max_bytes`. Where the segments come `apart`, each has its own signature: a
    /// peer that lost some can put them back between those that it has.
    pub async fn feed_for(
        &self,
        peer: &DeviceCertificate,
        after: Position,
        own_until: u64,
        max_bytes: usize,
        apart: bool,
    ) -> Result<Page, ReplicaError> {
        const MAX_ROWS: usize = 512;
        const RECEIPT_BYTES: usize = 200;
        /// However little is to be sent at once, so much is read.
        const MIN_READ_BYTES: usize = 256 * 1024;
        let end = self.store().feed_end().await?;
        // What the peer sent itself is left out, and may be all that a page holds.
        let most = max_bytes.max(MIN_READ_BYTES);
        let FeedPage { rows, mut more } =
            self.store().feed_page(after.number, &FeedScope { unit: peer.unit }, MAX_ROWS, most).await?;
        let mut position = after;
        let mut bytes = 0;
        let mut stopped = false;
        let mut segments = Vec::new();
        let mut receipts: BTreeMap<(DeviceId, LogId, u64, i64), Receipt> = BTreeMap::new();
        let mut pushed = None;
        for row in rows {
            if bytes >= max_bytes {
                more = true;
                break;
            }
            // Receipts go where the documents go.
            if !access::may_read(peer.role, peer.unit, &row.item.document()) {
                position = row.position;
                continue;
            }
            if matches!(&row.item, FeedItem::Segment(segment) if segment.is_damaged && row.via != Some(peer.device)) {
                // The peer goes on here once these entries are whole again.
                stopped = true;
                more = false;
                break;
            }
            position = row.position;
            let is_past = row.position.number > own_until;
            let is_peers = row.via == Some(peer.device);
            let is_its_own = match &row.item {
                FeedItem::Segment(segment) => {
                    pushed = is_peers.then_some((segment.log, segment.last));
                    segment.log.writer.device == peer.device
                }
                FeedItem::Receipt(_) => true,
            };
            // A terminal sends entries of others only to give them back. Another copy of it may not have them.
            if is_peers && is_past && (is_its_own || peer.role == Role::Node) {
                continue;
            }
            match row.item {
                // The peer has sent it and may have it; it will give it back.
                FeedItem::Segment(segment) if segment.is_damaged => {}
                FeedItem::Segment(segment) => {
                    bytes += segment.frame.len();
                    segments.push(segment);
                }
                // A peer gets this node's receipts for its own pushes in the answer to the push.
                FeedItem::Receipt(receipt)
                    if is_past && receipt.node == self.device() && pushed == Some((receipt.log, receipt.number)) => {}
                FeedItem::Receipt(receipt) if receipt.node == self.device() && !self.is_own_and_sound(&receipt) => {}
                FeedItem::Receipt(receipt) => {
                    bytes += RECEIPT_BYTES;
                    let at = receipt.received_at.as_millisecond();
                    let (number, at) = if peer.role == Role::Node { (receipt.number, at) } else { (0, 0) };
                    let key = (receipt.node, receipt.log, number, at);
                    // A restored node may get an older receipt after a newer one.
                    let newest = receipts.entry(key).or_insert_with(|| receipt.clone());
                    if newest.number < receipt.number {
                        *newest = receipt;
                    }
                }
            }
        }
        if !more && !stopped && end.number > position.number {
            position = end;
        }
        let mut joined = Vec::new();
        if apart {
            joined = segments;
        } else {
            for run in join_runs(segments) {
                joined.extend(join(run)?);
            }
        }
        Ok(Page { segments: joined, receipts: receipts.into_values().collect(), position, more })
    }

    /// The documents that the feed concerns after a number, and the number up to which it goes.
    pub async fn documents_since(&self, after: u64) -> Result<(u64, BTreeSet<DocumentName>), StoreError> {
        const MAX_ROWS: usize = 1024;
        let (mut end, mut documents) = (after, BTreeSet::new());
        loop {
            let rows = self.store().feed_documents(end, MAX_ROWS).await?;
            let is_last = rows.len() < MAX_ROWS;
            end = rows.last().map_or(end, |(number, _)| *number);
            documents.extend(rows.into_iter().map(|(_, document)| document));
            if is_last {
                return Ok((end, documents));
            }
        }
    }

    /// The position that a peer names, if it is in this feed.
    pub async fn valid_position(&self, named: Position) -> Result<Option<Position>, ReplicaError> {
        if named.number == 0 {
            return Ok(Some(Position::START));
        }
        Ok(self.store().feed_at(named.number).await?.filter(|own| *own == named))
    }
}

/// Joins consecutive segments into as few as the limits allow.
fn join(run: Vec<StoredSegment>) -> Result<Vec<StoredSegment>, ReplicaError> {
    let mut joined: Vec<StoredSegment> = Vec::new();
    let mut open: Vec<StoredSegment> = Vec::new();
    let mut bytes = 0;
    let close = |open: &mut Vec<StoredSegment>, joined: &mut Vec<StoredSegment>| -> Result<(), ReplicaError> {
        let Some(last) = open.pop() else { return Ok(()) };
        if open.is_empty() {
            joined.push(last);
            return Ok(());
        }
        let first = open[0].first;
        let mut entries = Vec::new();
        open.push(last);
        for segment in &*open {
            entries.extend(segment.entries()?);
        }
        let log = open[0].log;
        let plain = frame::encode(&log.document, &log.writer, &entries);
        let rows: usize = entries.iter().map(|entry| entry.puts.len()).sum();
        if rows > MAX_ROWS_PER_FRAME || plain.len() > MAX_PLAIN_FRAME_BYTES {
            // Packed they are small, and not otherwise: each by itself is within the limits.
            joined.append(open);
            return Ok(());
        }
        let frame = frame::pack(&plain, &[], frame::STORE_LEVEL)?;
        joined.extend(open.pop().map(|last| StoredSegment { first, frame, ..last }));
        open.clear();
        Ok(())
    };
    for segment in run {
        let entries = usize::try_from(segment.last - segment.first + 1).unwrap_or(usize::MAX);
        let count: usize = open.iter().map(|one| usize::try_from(one.last - one.first + 1).unwrap_or(usize::MAX)).sum();
        if bytes + segment.frame.len() > MAX_FRAME_BYTES / 4 || count.saturating_add(entries) > MAX_ENTRIES_PER_FRAME {
            close(&mut open, &mut joined)?;
            bytes = 0;
        }
        bytes += segment.frame.len();
        open.push(segment);
    }
    close(&mut open, &mut joined)?;
    Ok(joined)
}

/// Groups consecutive segments of a log, unless a segment of another log of the same document comes between
/// them: they might build on it.
pub(crate) fn join_runs(pending: Vec<StoredSegment>) -> Vec<Vec<StoredSegment>> {
    let mut runs: Vec<Vec<StoredSegment>> = Vec::new();
    let mut newest_of_document: HashMap<DocumentName, usize> = HashMap::new();
    for segment in pending {
        let document = segment.log.document;
        match newest_of_document.get(&document) {
            Some(&run)
                if runs[run].last().is_some_and(|last| last.log == segment.log && last.last + 1 >= segment.first) =>
            {
                runs[run].push(segment);
            }
            _ => {
                newest_of_document.insert(document, runs.len());
                runs.push(vec![segment]);
            }
        }
    }
    runs
}
