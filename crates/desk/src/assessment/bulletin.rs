//! Bulletins 通报, as they are read at and below the unit that published.

use crate::assessment::predecessors::Replaced;
use crate::assessment::publications::PublicationEvent;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::{ViewError, Viewer};
use cunbang_ledger::VersionVector;
use cunbang_model::{Date, DocumentKind, Period, Row, Table, UnitCode, record};
use cunbang_ranking::bulletin::{bulletin, published};
use cunbang_ranking::{Published, RunNotes};
use cunbang_replica::reading::vector_of;
use cunbang_store::Selection;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many units' publications of a period are kept.
const KEPT: usize = 64;

/// Publications that were read lately, each with how far its document went then.
#[derive(Debug, Default)]
pub(crate) struct Bulletins(Mutex<HashMap<(UnitCode, Period), Known>>);

type Known = (VersionVector, Publications);

/// What a unit published for a period, the newest first.
type Publications = Arc<Vec<Arc<Published>>>;

impl Bulletins {
    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn take(&self, unit: UnitCode, period: Period, vector: &VersionVector) -> Option<Publications> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (then, known) = kept.get(&(unit, period))?;
        (then == vector).then(|| Arc::clone(known))
    }

    fn put(&self, unit: UnitCode, period: Period, vector: VersionVector, known: &Publications) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert((unit, period), (vector, Arc::clone(known)));
    }
}

/// What stands in a bulletin for a period.
#[derive(Debug, Clone)]
pub struct BulletinView {
    /// The period.
    pub period: Period,
    /// The newest publication of the highest unit.
    pub shown: Arc<Published>,
    /// What else was published for it, withdrawn publications too.
    pub others: Vec<Arc<Published>>,
    /// What the county decided on villages that were not received.
    pub decisions: Vec<record::Decision>,
    /// What was done to units and rules over the period.
    pub notes: RunNotes,
    /// The last day on which villages may object to it, where its rules say so.
    pub objections_until: Option<Date>,
    /// In whose place it was published.
    pub replaces: Option<Replaced>,
    /// What its publisher published for the period and took back, the first first.
    pub history: Vec<PublicationEvent>,
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
                    reason: one.withdrawn_because().unwrap_or_default(),
                },
                None => ViewError::NothingPublished(Some(period)),
            }
            .into());
        };
        let shown = all.remove(stands);
        all.retain(|one| one.id() != shown.id());
        let (decisions, objections_until) =
            (self.decisions_on(period).await?, self.objections_until(viewer, period).await?);
        let publications = self.publications(viewer, shown.by, period).await?;
        let replaces = publications.replaced_by(shown.id(), period);
        let history = publications.of_period(period).cloned().collect();
        let here = self.replica().store().runs(Some(period)).await?.into_iter().any(|head| head.id == shown.id());
        let notes = if here {
            let run = self.run_at_hand(shown.id()).await?;
            self.notes_of_run(&run).await?
        } else {
            self.notes_of(period).await?
        };
        Ok(BulletinView { period, shown, others: all, decisions, notes, objections_until, replaces, history })
    }

    /// What was published for a period to this viewer, as far as it is here: the newest of the highest unit
    /// first; withdrawn ones too.
    pub async fn published(&self, viewer: &Viewer, period: Period) -> Result<Vec<Arc<Published>>, DeskError> {
        let mut all = Vec::new();
        let (unit, root) = (self.replica().unit(), self.replica().root());
        let told = |above: &UnitCode| above.is_within(&root) && viewer.is_told_by(*above);
        let mut units: Vec<UnitCode> = unit.and_ancestors().filter(told).collect();
        units.reverse();
        for unit in units {
            all.extend(self.published_by_unit(unit, period).await?.iter().cloned());
        }
        Ok(all)
    }

    /// What a unit published for a period, the newest first; withdrawn publications too. Read again once its document goes
    /// on: of a large county it is large, and every page asks for it.
    pub(crate) async fn published_by_unit(
        &self,
        unit: UnitCode,
        period: Period,
    ) -> Result<Arc<Vec<Arc<Published>>>, DeskError> {
        let name = bulletin(unit, period);
        let vector = vector_of(&**self.replica().store(), &name).await?;
        if let Some(known) = self.bulletins.take(unit, period, &vector) {
            return Ok(known);
        }
        let projection = self.replica().at_hand(name).await?;
        let known = Arc::new(published(&projection, period).into_iter().map(Arc::new).collect());
        self.bulletins.put(unit, period, projection.vector().clone(), &known);
        Ok(known)
    }

    /// What was published for a period to this viewer, and stands.
    pub(crate) async fn told(&self, viewer: &Viewer, period: Period) -> Result<Vec<Arc<Published>>, DeskError> {
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
        let projection = self.replica().at_hand(bulletin(self.replica().root(), period)).await?;
        let rows = projection.table(Table::Decisions).map(|standing| &standing.row).filter(|row| !row.is_withdrawn());
        let decisions = rows.filter_map(Row::record::<record::Decision>);
        Ok(decisions.filter(|decision| decision.period == period).collect())
    }
}
