//! Bulletins 通报, as they are read at and below the unit that published.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::viewer::{ViewError, Viewer};
use cunbang_model::{DocumentKind, Period, Row, Table, UnitCode, record};
use cunbang_ranking::Published;
use cunbang_ranking::bulletin::{bulletin, published};
use cunbang_store::Selection;

/// What stands in a bulletin for a period.
#[derive(Debug, Clone)]
pub struct BulletinView {
    /// The period.
    pub period: Period,
    /// The newest publication of the highest unit.
    pub shown: Published,
    /// What else was published for it, withdrawn publications too.
    pub others: Vec<Published>,
    /// What the county decided on villages that were not received.
    pub decisions: Vec<record::Decision>,
}

impl Desk {
    /// What was published for a period, or for the newest of which anything was, to this viewer, and stands.
    pub async fn bulletin(&self, viewer: &Viewer, period: Option<Period>) -> Result<BulletinView, DeskError> {
        let period = match period {
            Some(period) => period,
            None => self.newest_published(viewer).await?.ok_or(ViewError::NothingPublished(None))?,
        };
        let mut all = self.published(viewer, period).await?;
        let Some(stands) = all.iter().position(|one| one.withdrawn.is_none()) else {
            return Err(match all.first() {
                Some(one) => ViewError::Withdrawn {
                    run: one.id().get(..12).unwrap_or(one.id()).to_owned(),
                    period,
                    reason: one.withdrawn.clone().unwrap_or_default(),
                },
                None => ViewError::NothingPublished(Some(period)),
            }
            .into());
        };
        let shown = all.remove(stands);
        all.retain(|one| one.id() != shown.id());
        Ok(BulletinView { period, shown, others: all, decisions: self.decisions_on(period).await? })
    }

    /// What was published for a period to this viewer, as far as it is here: the newest of the highest unit
    /// first; withdrawn ones too.
    pub async fn published(&self, viewer: &Viewer, period: Period) -> Result<Vec<Published>, DeskError> {
        let mut all = Vec::new();
        let (unit, root) = (self.replica().unit(), self.replica().root());
        let told = |above: &UnitCode| above.is_within(&root) && viewer.is_told_by(*above);
        let mut units: Vec<UnitCode> = unit.and_ancestors().filter(told).collect();
        units.reverse();
        for unit in units {
            all.extend(published(&self.replica().projection(bulletin(unit, period)).await?, period));
        }
        Ok(all)
    }

    /// What was published for a period to this viewer, and stands.
    pub(crate) async fn told(&self, viewer: &Viewer, period: Period) -> Result<Vec<Published>, DeskError> {
        let mut all = self.published(viewer, period).await?;
        all.retain(|known| known.withdrawn.is_none());
        Ok(all)
    }

    /// The newest period of which something was published to this viewer and stands; where nothing stands, of
    /// which anything was.
    async fn newest_published(&self, viewer: &Viewer) -> Result<Option<Period>, DeskError> {
        let mut newest: Option<(bool, Period)> = None;
        let bulletins = Selection::new(DocumentKind::Bulletin, self.replica().root(), None);
        for document in self.replica().store().documents(&bulletins).await? {
            if viewer.is_told_by(document.unit()) {
                let projection = self.replica().projection(document).await?;
                let rows = projection.table(Table::Runs).map(|standing| &standing.row);
                let periods = rows.filter_map(|row| Some((!row.is_withdrawn(), row.record::<record::Run>()?.period)));
                newest = newest.into_iter().chain(periods).max_by_key(|(stands, period)| (*stands, period.last_day()));
            }
        }
        Ok(newest.map(|(_, period)| period))
    }

    /// What the county decided for a period, and stands.
    pub async fn decisions_on(&self, period: Period) -> Result<Vec<record::Decision>, DeskError> {
        let projection = self.replica().projection(bulletin(self.replica().root(), period)).await?;
        let rows = projection.table(Table::Decisions).map(|standing| &standing.row).filter(|row| !row.is_withdrawn());
        let decisions = rows.filter_map(Row::record::<record::Decision>);
        Ok(decisions.filter(|decision| decision.period == period).collect())
    }
}
