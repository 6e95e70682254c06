//! The feed.

use super::SqlStore;
use super::decode::{self, end_of_units, integer, lengths_right_under, limit};
use super::recent::{First, Index};
use super::session::{Value, damaged};
use super::{READING, statement};
use crate::error::StoreError;
use crate::feed::{Feed, FeedItem, FeedPage, FeedRow, FeedScope, Position};
use async_trait::async_trait;
use cunbang_model::{DocumentName, UnitCode};
use std::sync::atomic::Ordering;

/// From how many numbers behind the end of the feed on it is read by logs where a reader may hold little.
const FAR: u64 = 128;
/// The digits of a township's code. Whoever has a longer one holds what is its own and what comes down to it.
const TOWNSHIP_DIGITS: usize = 9;
/// How far behind the end of the feed the index begins that says what is new for whom.
const INDEXED_BEHIND: u64 = 4096;

fn holds_little(scope: &FeedScope) -> bool {
    scope.unit.as_str().len() > TOWNSHIP_DIGITS
}

impl SqlStore {
    /// Which statement reads the feed with the least work; the rows are the same.
    fn feed_statement(&self, after: u64, scope: &FeedScope) -> &'static str {
        let behind = self.feed_end.load(Ordering::Relaxed).saturating_sub(after);
        if holds_little(scope) && behind > FAR { statement::FEED_OF_LOGS } else { statement::FEED }
    }

    /// Where the first place after a number is that a reader gets, of all that is stored when this is called.
    async fn first_in_scope(&self, after: u64, scope: &FeedScope) -> First {
        let (mut index, begun) = self.recent.index().await;
        if let Some(begun) = begun {
            match self.bring_up(&mut index).await {
                Ok(()) => index.note_done(begun),
                // It may be a damaged row, which is to hold up nobody but those who read it.
                Err(error) => {
                    tracing::debug!(%error, "what the feed is about cannot be read");
                    index.forget();
                }
            }
        }
        index.first(after, scope)
    }

    /// Reads what the feed is about since the index was last brought up to date.
    async fn bring_up(&self, index: &mut Index) -> Result<(), StoreError> {
        const PAGE: usize = 1024;
        if index.until().is_none() {
            let start = self.feed_end().await?.number.saturating_sub(INDEXED_BEHIND);
            let Some(start) = self.feed_at(start).await? else { return Ok(()) };
            index.begin(start);
        }
        while let Some(until) = index.until() {
            // The last place comes again: where it is not the same, the database was put back.
            let values = [Value::Integer(integer(until.number.saturating_sub(1))), Value::Integer(limit(PAGE))];
            let places = self.read("feed_recent", statement::FEED_DOCUMENTS, &values, |row| {
                Ok((decode::position(row, 3)?, decode::document(row)?))
            });
            let places = places.await?;
            let (is_last, mut places) = (places.len() < PAGE, places.into_iter());
            if until.number > 0 && places.next().is_none_or(|(at, _)| at != until) {
                index.forget();
                return Ok(());
            }
            places.for_each(|(at, document)| index.add(at, document));
            if is_last {
                self.feed_end.fetch_max(index.until().map_or(0, |until| until.number), Ordering::Relaxed);
                return Ok(());
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Feed for SqlStore {
    async fn feed(&self, after: u64, scope: &FeedScope, count: usize) -> Result<Vec<FeedRow>, StoreError> {
        Ok(self.feed_page(after, scope, count, usize::MAX).await?.rows)
    }

    async fn feed_page(
        &self,
        after: u64,
        scope: &FeedScope,
        count: usize,
        max_bytes: usize,
    ) -> Result<FeedPage, StoreError> {
        let unit = scope.unit;
        let mut above = unit.and_ancestors().map(Some).chain(std::iter::repeat(None));
        let ancestors: [Option<UnitCode>; UnitCode::MAX_LEVELS] = std::array::from_fn(|_| above.next().flatten());
        let end = end_of_units(unit);
        let [national, with_suffix] = lengths_right_under(unit);
        let mut rows: Vec<FeedRow> = Vec::new();
        let (mut after, mut bytes) = (after, 0);
        if holds_little(scope) && count > 0 && max_bytes > 0 {
            match self.first_in_scope(after, scope).await {
                First::Nowhere => return Ok(FeedPage { rows, more: false }),
                First::At(first) => after = first - 1,
                First::Unknown => {}
            }
        }
        while rows.len() < count && bytes < max_bytes {
            let wanted = count - rows.len();
            let mut values = vec![Value::Integer(integer(after))];
            values.extend(ancestors.iter().map(|code| Value::Text(code.as_ref().map_or("", UnitCode::as_str))));
            values.extend([
                Value::Text(unit.as_str()),
                Value::Text(&end),
                Value::Integer(national),
                Value::Integer(with_suffix),
                Value::Integer(limit(wanted)),
            ]);
            let room = max_bytes - bytes;
            let statement = self.feed_statement(after, scope);
            let mut page = self.read_within("feed", statement, &values, decode::feed_row, FeedRow::bytes, room).await?;
            self.note_damaged(page.iter().filter_map(|row| match &row.item {
                FeedItem::Segment(segment) => Some(segment),
                FeedItem::Receipt(_) => None,
            }));
            let page_bytes: usize = page.iter().map(FeedRow::bytes).sum();
            let is_last = page.len() < wanted && page_bytes < room;
            after = page.last().map_or(after, |row| row.position.number);
            // The statement says the same in SQL; this is the rule itself.
            page.retain(|row| scope.holds(&row.item.document()));
            bytes += page_bytes;
            rows.extend(page);
            if is_last {
                return Ok(FeedPage { rows, more: false });
            }
        }
        Ok(FeedPage { rows, more: true })
    }

    async fn feed_documents(&self, after: u64, count: usize) -> Result<Vec<(u64, DocumentName)>, StoreError> {
        let values = [Value::Integer(integer(after)), Value::Integer(limit(count))];
        self.read("feed_documents", statement::FEED_DOCUMENTS, &values, |row| {
            Ok((row.number(3)?, decode::document(row)?))
        })
        .await
    }

    async fn feed_end(&self) -> Result<Position, StoreError> {
        let end = self.read_one("feed_end", statement::FEED_END, &[], |row| decode::position(row, 0)).await?;
        let end = end.ok_or_else(|| damaged("feed_end", "its row is missing").explain(READING, 1))?;
        self.feed_end.fetch_max(end.number, Ordering::Relaxed);
        Ok(end)
    }

    async fn feed_lacks(&self) -> Result<u64, StoreError> {
        let lacks = self.read_one("feed_lacks", statement::FEED_LACKS, &[], |row| row.integer(0)).await?;
        Ok(lacks.and_then(|lacks| u64::try_from(lacks).ok()).unwrap_or_default())
    }

    async fn feed_at(&self, number: u64) -> Result<Option<Position>, StoreError> {
        if number == 0 {
            return Ok(Some(Position::START));
        }
        let values = [Value::Integer(integer(number))];
        self.read_one("feed_at", statement::FEED_AT, &values, |row| decode::position(row, 0)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::{Mutex, Recent, open};
    use crate::store::Store;
    use crate::write::Write;
    use cunbang_model::Timestamp;
    use cunbang_world::devices::Device;
    use cunbang_world::tree::VILLAGE;
    use std::sync::atomic::AtomicU64;

    /// A database that is put back while the program runs has another history than the index.
    #[tokio::test]
    async fn an_index_of_another_history_hides_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("store.sqlite").display());
        let database = open::open(&url).await.unwrap();
        let store =
            SqlStore { database, feed_end: AtomicU64::new(0), recent: Recent::default(), damaged: Mutex::default() };
        let mut clerk = Device::new(1, VILLAGE);
        for _ in 0..3 {
            let segment = clerk.write("ledger/330522103201/2026Q3", 1);
            let received_at = Timestamp::UNIX_EPOCH;
            store.commit(vec![Write::Append { segment, via: None, receipt: None, received_at }]).await.unwrap();
        }
        let scope = FeedScope { unit: VILLAGE.parse().unwrap() };
        for other in [Position { number: 2, tag: [9; 8] }, Position { number: 7, tag: [9; 8] }] {
            store.recent.index().await.0.begin(other);
            assert_eq!(store.feed(other.number.min(2), &scope, 10).await.unwrap().len(), 1, "after {other:?}");
            assert_eq!(store.feed(0, &scope, 10).await.unwrap().len(), 3);
            assert_eq!(store.feed(3, &scope, 10).await.unwrap(), []);
        }
        store.database.close().await;
    }
}
