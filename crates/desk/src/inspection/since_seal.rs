//! What came since a seal 上报后的变化: the rows that are new, changed or withdrawn since the unit above looked at the seal
//! last; where it never did, since the seal before.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::seal_reviews::sealed_together;
use crate::people::viewer::Viewer;
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Table, UnitCode};
use cunbang_ranking::sealed::{covers_in, joined, sealed_before, standing_seals};
use cunbang_replica::reading::replay_to;

/// Since when rows are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// The seal that was looked at last, on a day.
    Review(Date),
    /// The seal that stands: what follows counts once it is sealed again.
    Seal,
    /// The seal before the one that stands.
    SealBefore,
}

/// A row that came since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowSince {
    /// Its table.
    pub table: Table,
    /// Its id.
    pub id: String,
    /// The day that it tells.
    pub day: Option<Date>,
    /// What became of it.
    pub change: ChangeSince,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeSince {
    /// It is new.
    Added,
    /// It was there, and says something else.
    Changed,
    /// It was withdrawn.
    Withdrawn,
}

impl Desk {
    /// What came of a village's quarter, month or week since its seal was looked at last, as far as the viewer reads it; none
    /// where there is no seal to compare with. Of a week with days in two quarters, what came to the later ledger.
    pub async fn since_seal(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        period: Period,
    ) -> Result<Option<(Since, Vec<RowSince>)>, DeskError> {
        viewer.check_document(DocumentKind::Ledger, unit)?;
        let name = sealed_together(period).last().copied();
        let Some(name) = name.and_then(|quarter| DocumentName::quarterly(DocumentKind::Ledger, unit, quarter)) else {
            return Ok(None);
        };
        let now = self.replica().projection(name).await?;
        let seals = standing_seals(&now, period);
        if seals.is_empty() {
            return Ok(None);
        }
        let covered = joined(&seals);
        let reviews = self.seal_reviews(viewer, unit, period).await?;
        let reviewed = reviews.first().and_then(|view| {
            let covers = covers_in(&view.review.covers)?;
            now.vector().covers(&covers).then_some((Since::Review(view.review.reviewed_on), covers))
        });
        let coverage = self.cover_at_hand(period, unit).await?;
        let has_supplements = coverage.iter().any(|one| one.supplements > 0);
        let since = match reviewed {
            Some(reviewed) => reviewed,
            None if has_supplements => (Since::Seal, covered),
            None => match sealed_before(&now, period) {
                Some(before) => (Since::SealBefore, before),
                None => return Ok(None),
            },
        };
        let (since, vector) = since;
        let segments = self.replica().store().document_segments(&name).await?;
        let then = replay_to(name, &segments, &vector)?;
        let rows = now.rows().filter(|standing| {
            let table = standing.row.table();
            table != Table::Seals && viewer.reads(table, unit)
        });
        let came = rows.filter_map(|standing| {
            let (table, id) = (standing.row.table(), standing.row.id());
            let before = then.get(table, &id);
            if before.is_some_and(|before| before.operation == standing.operation) {
                return None;
            }
            let change = match before {
                _ if standing.row.is_withdrawn() => ChangeSince::Withdrawn,
                None => ChangeSince::Added,
                Some(_) => ChangeSince::Changed,
            };
            Some(RowSince { table, id, day: standing.row.day(), change })
        });
        Ok(Some((since, came.collect())))
    }
}
