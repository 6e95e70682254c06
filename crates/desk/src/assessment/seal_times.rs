//! When the seals of a run's villages came: who was late, and whose lateness a return forgave. What a return gives a
//! village, the others may see: it is told wherever the run is.

use crate::assessment::gather::revocations_of;
use crate::assessment::ranking::RankingView;
use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_ledger::VersionVector;
use cunbang_model::{Date, DocumentKind, DocumentName, UnitCode};
use cunbang_ranking::returned::{corrected_seal, keeps_times};
use cunbang_ranking::sealed::part_of;
use cunbang_ranking::{Held, RankingRun, ReceiptUsed, Receipts, Revoked};
use cunbang_replica::reading;
use cunbang_scheme::{CorrectedSeal, Scheme};
use cunbang_store::Selection;
use std::collections::BTreeMap;

/// When the seals of a run's villages came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SealTimes {
    /// The villages whose seals came late, with the day.
    pub late: BTreeMap<UnitCode, Date>,
    /// The villages that would have been late, but for a return that let them correct what had come in time.
    pub forgiven: BTreeMap<UnitCode, CorrectedSeal>,
}

impl Desk {
    /// When the seals of a run's villages came, of the units that a view shows; nobody where the run was made elsewhere.
    pub async fn seal_times_of(&self, view: &RankingView, scheme: Option<&Scheme>) -> Result<SealTimes, DeskError> {
        let Some(run) = view.run() else { return Ok(SealTimes::default()) };
        let mut times = self.seal_times(run, scheme).await?;
        times.late.retain(|unit, _| view.shows_whole(*unit));
        times.forgiven.retain(|unit, _| view.shows_whole(*unit));
        Ok(times)
    }

    /// When the seals of a run's villages came; nobody where the rules are not at hand.
    pub async fn seal_times(&self, run: &RankingRun, scheme: Option<&Scheme>) -> Result<SealTimes, DeskError> {
        let Some(scheme) = scheme else { return Ok(SealTimes::default()) };
        let mut times = SealTimes { late: run.late(Some(scheme)), forgiven: BTreeMap::new() };
        // Receipts tell when the last seal came. Where returns kept times, the documents tell which.
        if times.late.is_empty() || !keeps_times(&run.record.engine) {
            return Ok(times);
        }
        let deadline = scheme.deadline(run.record.period);
        let revoked = self.revoked().await?;
        let vectors = run.record.vectors().unwrap_or_default();
        let late: Vec<UnitCode> = times.late.keys().copied().collect();
        for unit in late {
            let mut corrected = Vec::new();
            for quarter in run.record.period.quarters() {
                corrected.extend(self.corrected(run, scheme, &vectors, &revoked, (unit, quarter)).await?);
            }
            let Some(last) = corrected.into_iter().max_by_key(|one| one.corrected_at) else { continue };
            if last.is_forgiven(deadline) {
                times.late.remove(&unit);
                times.forgiven.insert(unit, last);
            } else {
                times.late.insert(unit, last.sealed_on());
            }
        }
        Ok(times)
    }

    /// What a return kept of a village's quarter, as a run had it.
    async fn corrected(
        &self,
        run: &RankingRun,
        scheme: &Scheme,
        vectors: &BTreeMap<DocumentName, VersionVector>,
        revoked: &Revoked,
        (unit, quarter): (UnitCode, cunbang_model::Period),
    ) -> Result<Option<CorrectedSeal>, DeskError> {
        let store = &**self.replica().store();
        let name = |kind| DocumentName::quarterly(kind, unit, quarter);
        let names = name(DocumentKind::Ledger).zip(name(DocumentKind::Inspection));
        let Some((ledger, inspections)) = names else { return Ok(None) };
        let Some((of_ledger, of_inspections)) = vectors.get(&ledger).zip(vectors.get(&inspections)) else {
            return Ok(None);
        };
        let segments = store.document_segments(&ledger).await?;
        let mut receipts = store.receipts_of_documents(&Selection::new(DocumentKind::Ledger, unit, quarter)).await?;
        receipts.retain(|receipt| run.record.receipts.contains(&ReceiptUsed::of(receipt)));
        let receipts = Receipts::of(&receipts, run.record.root, revoked);
        let at = |vector: &VersionVector| reading::replay_to(ledger, &segments, vector);
        let part = part_of(run.record.period, quarter);
        let held = Held::ledger(at(of_ledger)?, part, run.record.seal_reading(), &receipts, at)?;
        let segments = store.document_segments(&inspections).await?;
        let inspections = reading::replay_to(inspections, &segments, of_inspections)?;
        Ok(corrected_seal(run.record.period, &held, &inspections, &receipts, (scheme, run.record.seal_reading())))
    }

    /// When the devices were revoked that the lists of units name as such.
    async fn revoked(&self) -> Result<Revoked, DeskError> {
        let (store, root) = (&**self.replica().store(), self.replica().root());
        let mut revoked = Revoked::new();
        let listed = store.documents(&Selection::new(DocumentKind::Org, root, None)).await?;
        for name in listed.into_iter().filter(|name| name.lists_units(root)) {
            revoked.extend(revocations_of(store, &reading::projection(self.replica(), name).await?).await?);
        }
        Ok(revoked)
    }
}
