//! The feed: everything that arrived, in one numbered sequence.
//!
//! A reader remembers the last number it saw and asks for what comes after it. For that to be safe a
//! smaller number must never become visible after a larger one. So numbers are no database sequence,
//! but taken from one row, updated late in the transaction; its lock is held until the transaction
//! ends, and the next one numbers on from what was committed. No number is left out.
//!
//! A number alone proves nothing once a store was restored from a backup: the same number may then
//! stand for something else. So each place carries a **tag**, a hash over all places up to it.

use crate::error::StoreError;
use crate::segment::StoredSegment;
use async_trait::async_trait;
use cunbang_ledger::{Hash, Receipt};
use cunbang_model::{DeviceId, DocumentName, UnitCode, access};

/// A place in the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// Its number, from 1; 0 is before everything.
    pub number: u64,
    /// The first 8 bytes of a hash over the tag before, the number, and what stands here; zero at 0.
    pub tag: [u8; 8],
}

impl Position {
    /// Before everything.
    pub const START: Self = Self { number: 0, tag: [0; 8] };

    /// The place after this one, for what stands there.
    pub(crate) fn next(&self, what: &Mark<'_>) -> Self {
        let number = self.number + 1;
        let (kind, text, bytes): (&[u8], String, &[u8]) = match what {
            Mark::Segment { log, entry_hash } => {
                (b"segment", format!("{} by {}", log.document.numbered(), log.writer), &entry_hash.0)
            }
            Mark::Receipt { signature } => (b"receipt", String::new(), *signature),
        };
        let hash = Hash::of(&[b"cunbang feed\x01", &self.tag, &number.to_be_bytes(), kind, text.as_bytes(), bytes]);
        let mut tag = [0; 8];
        tag.copy_from_slice(&hash.0[..8]);
        Self { number, tag }
    }
}

/// What a tag is made over: enough to tell one item from any other.
pub(crate) enum Mark<'a> {
    Segment { log: &'a cunbang_ledger::LogId, entry_hash: &'a Hash },
    Receipt { signature: &'a [u8; 64] },
}

/// What stands at a place of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::large_enum_variant)] // nearly all are segments, and a box for each costs more than it saves
pub enum FeedItem {
    /// Entries of a log.
    Segment(StoredSegment),
    /// A node's receipt for entries of a log.
    Receipt(Receipt),
}

impl FeedItem {
    /// The document that it concerns.
    pub fn document(&self) -> DocumentName {
        match self {
            Self::Segment(segment) => segment.log.document,
            Self::Receipt(receipt) => receipt.log.document,
        }
    }

    /// What its tag is made over.
    pub(crate) fn mark(&self) -> Mark<'_> {
        match self {
            Self::Segment(segment) => Mark::Segment { log: &segment.log, entry_hash: &segment.head.entry_hash },
            Self::Receipt(receipt) => Mark::Receipt { signature: &receipt.signature },
        }
    }
}

/// A place of the feed with what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRow {
    /// The place.
    pub position: Position,
    /// The device whose connection it came over; none where it was made here.
    pub via: Option<DeviceId>,
    /// What stands there.
    pub item: FeedItem,
}

/// The part of the feed that one reader gets: what a device of `unit` may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedScope {
    /// The reader's unit.
    pub unit: UnitCode,
}

impl FeedScope {
    /// Whether a document is in the reader's part. Receipts go where the documents they are about go.
    pub fn holds(&self, document: &DocumentName) -> bool {
        access::may_hold(self.unit, document)
    }
}

/// Rows of the feed, as far as they fit into so many bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPage {
    /// The rows, in order.
    pub rows: Vec<FeedRow>,
    /// Whether more may follow.
    pub more: bool,
}

impl FeedRow {
    /// How many bytes of memory it holds, approximately.
    pub fn bytes(&self) -> usize {
        const OTHER_BYTES: usize = 256;
        match &self.item {
            FeedItem::Segment(segment) => OTHER_BYTES + segment.frame.len(),
            FeedItem::Receipt(_) => OTHER_BYTES,
        }
    }
}

/// Reads the feed. [`Write::Append`](crate::Write::Append) and [`Write::Receipt`](crate::Write::Receipt)
/// add to it.
#[async_trait]
pub trait Feed: Send + Sync {
    /// At most `limit` rows of the feed after number `after` that are in the reader's part, in order.
    /// Fewer than `limit` means that there are no more for now.
    async fn feed(&self, after: u64, scope: &FeedScope, limit: usize) -> Result<Vec<FeedRow>, StoreError>;
    /// Like [`Self::feed`], and ends after the first row that fills `max_bytes`: no more than that is held in memory.
    async fn feed_page(
        &self,
        after: u64,
        scope: &FeedScope,
        limit: usize,
        max_bytes: usize,
    ) -> Result<FeedPage, StoreError> {
        let mut rows = self.feed(after, scope, limit).await?;
        let (found, mut bytes) = (rows.len(), 0);
        let fitting = rows.iter().take_while(|row| {
            let fits = bytes < max_bytes;
            bytes += row.bytes();
            fits
        });
        let fitting = fitting.count();
        rows.truncate(fitting);
        Ok(FeedPage { rows, more: fitting == limit || fitting < found })
    }
    /// The documents that at most `limit` rows of the feed after number `after` concern, in order, each with the
    /// row's number. Fewer than `limit` means that there are no more for now.
    async fn feed_documents(&self, after: u64, limit: usize) -> Result<Vec<(u64, DocumentName)>, StoreError>;
    /// The last place of the feed.
    async fn feed_end(&self) -> Result<Position, StoreError>;
    /// How many rows the feed lacks of those that it once had: somebody took them out of the store. Where that cannot
    /// be, there are none.
    async fn feed_lacks(&self) -> Result<u64, StoreError> {
        Ok(0)
    }
    /// The place with a number, if the feed goes that far. A reader whose remembered tag differs has
    /// read another history and must begin at 0.
    async fn feed_at(&self, number: u64) -> Result<Option<Position>, StoreError>;
}
