//! Coverage 上报情况, of what is here.

use crate::assessment::gather::gather_to_look_at;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_model::{DocumentKind, Period, Table, Timestamp, UnitCode};
use cunbang_ranking::coverage::cover;
use cunbang_ranking::{AssessError, Coverage};
use cunbang_replica::blocking;
use cunbang_scheme::Level;
use cunbang_store::Selection;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Coverages that are kept: of some periods and units, as people turn pages.
const KEPT: usize = 8;

/// The coverages that were asked for last. They hold for as long as nothing new is in the store.
#[derive(Debug, Default)]
pub(crate) struct Covered(Mutex<Kept>);

/// Of which period, at and under which unit.
type Asked = (Period, UnitCode);

#[derive(Debug, Default)]
struct Kept {
    /// The number of changes after which these hold.
    at: u64,
    coverages: VecDeque<(Asked, Arc<Vec<Coverage>>)>,
    /// When something of any period of a village was last received by a node above it; by the unit asked for.
    received: HashMap<UnitCode, Arc<LastReceived>>,
}

type LastReceived = BTreeMap<UnitCode, Timestamp>;

/// What is here of a village, and how long nothing was heard of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageCoverage {
    /// What is here.
    pub coverage: Coverage,
    /// When one of its devices was last here 最近联系; none where they do not come here themselves.
    pub contact_at: Option<Timestamp>,
    /// When something of it, of whatever period, last arrived at a node above it 最近送到.
    pub arrived_at: Option<Timestamp>,
}

impl VillageCoverage {
    /// When something was last heard of the village, by either; none where neither is known.
    pub fn heard_at(&self) -> Option<Timestamp> {
        self.contact_at.max(self.arrived_at)
    }
}

impl Desk {
    /// The tables of villages' ledgers that the rules in force around a period count. One that nobody has filled counts
    /// as well.
    pub async fn counted_tables(&self, period: Period) -> Result<BTreeSet<Table>, DeskError> {
        let Some((_, scheme)) = self.assessed_as(period).await? else { return Ok(BTreeSet::new()) };
        let of_villages =
            scheme.indicators().iter().filter(|info| matches!(info.level, Level::Village | Level::Member));
        let tables = of_villages.filter_map(|info| info.table);
        Ok(tables.filter(|table| table.document() == DocumentKind::Ledger).collect())
    }

    /// The coverage of a period, for every village and community at and under a unit that the viewer may see, in
    /// the order of their codes.
    pub async fn coverage(&self, viewer: &Viewer, period: Period, under: UnitCode) -> Result<Vec<Coverage>, DeskError> {
        viewer.check(under)?;
        self.check_known(under)?;
        self.cover(period, under).await
    }

    pub(crate) async fn cover(&self, period: Period, under: UnitCode) -> Result<Vec<Coverage>, DeskError> {
        self.check_holds(under)?;
        let receipts = self.receipts_at_hand(period, under);
        let material = gather_to_look_at(self.replica(), &self.shelf, (under, period), receipts).await?;
        match blocking(move || cover(&material)).await? {
            // From who is not on the list nothing is expected.
            Err(AssessError::UnknownUnit { .. }) if self.replica().org().is_former(under) => Ok(Vec::new()),
            covered => Ok(covered?),
        }
    }

    /// The same for pages, which are looked at often: worked out again once something changed.
    pub(crate) async fn cover_at_hand(&self, period: Period, under: UnitCode) -> Result<Arc<Vec<Coverage>>, DeskError> {
        let at = *self.replica().changes().borrow();
        let mut kept = self.covered.0.lock().await;
        if kept.at != at {
            *kept = Kept { at, ..Kept::default() };
        }
        if let Some((_, coverage)) = kept.coverages.iter().find(|(asked, _)| *asked == (period, under)) {
            return Ok(Arc::clone(coverage));
        }
        let coverage = Arc::new(self.cover(period, under).await?);
        if kept.coverages.len() >= KEPT {
            kept.coverages.pop_front();
        }
        kept.coverages.push_back(((period, under), Arc::clone(&coverage)));
        Ok(coverage)
    }

    /// Of how many villages and communities at and under a unit a period was received, and how many there are.
    pub async fn received_of(
        &self,
        viewer: &Viewer,
        period: Period,
        under: UnitCode,
    ) -> Result<(usize, usize), DeskError> {
        viewer.check(under)?;
        self.check_known(under)?;
        let coverage = self.cover_at_hand(period, under).await?;
        Ok((coverage.iter().filter(|village| village.is_received()).count(), coverage.len()))
    }

    /// When something of any period last arrived at a node above each village.
    pub async fn last_received(&self, under: UnitCode) -> Result<Arc<LastReceived>, DeskError> {
        let at = *self.replica().changes().borrow();
        let mut kept = self.covered.0.lock().await;
        if kept.at != at {
            *kept = Kept { at, ..Kept::default() };
        }
        if let Some(received) = kept.received.get(&under) {
            return Ok(Arc::clone(received));
        }
        let mut last = LastReceived::new();
        let selection = Selection::new(DocumentKind::Ledger, under, None);
        for receipt in self.replica().store().receipts_of_documents(&selection).await? {
            let of_unit = last.entry(receipt.log.document.unit()).or_insert(receipt.received_at);
            *of_unit = (*of_unit).max(receipt.received_at);
        }
        let last = Arc::new(last);
        kept.received.insert(under, Arc::clone(&last));
        Ok(last)
    }

    /// The coverage of a period with the last contacts, in the order of codes.
    pub async fn village_coverage(
        &self,
        viewer: &Viewer,
        period: Period,
        under: UnitCode,
    ) -> Result<Vec<VillageCoverage>, DeskError> {
        viewer.check(under)?;
        self.check_known(under)?;
        let org = self.replica().org();
        let mut heard: BTreeMap<UnitCode, Timestamp> = BTreeMap::new();
        for (device, at) in self.last_contacts().await? {
            if let Some(certificate) = org.certificate(device) {
                let last = heard.entry(certificate.unit).or_insert(at);
                *last = (*last).max(at);
            }
        }
        let coverage = self.cover_at_hand(period, under).await?;
        let received = self.last_received(under).await?;
        let with_contact = |coverage: &Coverage| {
            let contact_at = heard.get(&coverage.unit).copied();
            let arrived_at = received.get(&coverage.unit).copied().max(coverage.last_received_at);
            VillageCoverage { contact_at, arrived_at, coverage: coverage.clone() }
        };
        Ok(coverage.iter().map(with_contact).collect())
    }
}
