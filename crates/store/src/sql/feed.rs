//! The feed.

use super::SqlStore;
use super::decode::{self, end_of_units, integer, lengths_right_under, limit};
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

impl SqlStore {
    /// Which statement reads the feed with the least work; the rows are the same.
    fn feed_statement(&self, after: u64, scope: &FeedScope) -> &'static str {
        let behind = self.feed_end.load(Ordering::Relaxed).saturating_sub(after);
        let holds_little = scope.unit.as_str().len() > TOWNSHIP_DIGITS;
        if holds_little && behind > FAR { statement::FEED_OF_LOGS } else { statement::FEED }
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

    async fn feed_at(&self, number: u64) -> Result<Option<Position>, StoreError> {
        if number == 0 {
            return Ok(Some(Position::START));
        }
        let values = [Value::Integer(integer(number))];
        self.read_one("feed_at", statement::FEED_AT, &values, |row| decode::position(row, 0)).await
    }
}
