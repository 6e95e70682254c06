//! The doctor 体检, asked for by a person.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_language::say;
use cunbang_model::{DocumentKind, DocumentName, Role, Table, record};
use cunbang_ranking::{RankingRun, RunRecord};
use cunbang_replica::doctor::DoctorFault;
use cunbang_replica::{DoctorProgress, DoctorReport};
use cunbang_store::{Selection, Write};
use std::collections::HashSet;

impl Desk {
    /// Examines the store, and with `repair` makes projections and snapshots anew that are wrong.
    pub async fn doctor(
        &self,
        repair: bool,
        progress: &mut (dyn FnMut(DoctorProgress) + Send),
    ) -> Result<DoctorReport, DeskError> {
        let mut report = self.replica().doctor(repair, progress).await?;
        report.faults.extend(self.lost_runs().await?);
        report.faults.extend(self.damaged_runs(repair).await?);
        report.faults.extend(self.check_published_lines(repair).await?);
        if report.faults.iter().any(|fault| fault.repaired) {
            // What was read lately may have come from what was wrong.
            self.shelf.clear();
            self.bulletins.clear();
            self.histories.clear();
            self.inspections.clear();
            self.runs.notes.clear();
            self.runs.receipts.clear();
            self.runs.placed.clear();
            self.runs.units_then.clear();
            self.costs.clear();
            self.replica().forget_read();
        }
        Ok(report)
    }

    /// Runs that are here and are not what was stored, or not what was worked out. With `repair` they are worked out again
    /// from the signed entries that they rest on.
    async fn damaged_runs(&self, repair: bool) -> Result<Vec<DoctorFault>, DeskError> {
        let mut damaged = Vec::new();
        for head in self.replica().store().runs(None).await? {
            match self.ranking_run(&head.id).await {
                Ok(_) => {}
                Err(DeskError::Run(error)) => {
                    let place = format!("run {} of {}", head.id.get(..12).unwrap_or(&head.id), head.period);
                    let repaired = repair && error.is_of_storage() && self.mend_run(&head.id).await?;
                    damaged.push(DoctorFault { place, what: error.to_string(), repaired });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(damaged)
    }

    /// Works a run out again and puts it in the place of what is stored. Tells whether it can be read then.
    async fn mend_run(&self, id: &str) -> Result<bool, DeskError> {
        let Some(stored) = self.replica().store().run(id).await? else { return Ok(false) };
        let record = serde_json::from_slice::<RunRecord>(&stored.record).ok().filter(|record| record.id() == id);
        let Some(record) = record else { return Ok(false) };
        let outcome = match self.recomputed(&record, stored.made_at).await {
            Ok(outcome) => outcome,
            Err(DeskError::Run(_)) => return Ok(false),
            Err(error) => return Err(error),
        };
        let run = RankingRun { id: id.to_owned(), made_at: stored.made_at, record, outcome };
        let (stored, _) = self.to_store(run).await?;
        self.replica().commit(vec![Write::MendRun(stored)]).await?;
        match self.ranking_run(id).await {
            Ok(_) => Ok(true),
            Err(DeskError::Run(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Runs that this unit has published, that are here, and that are not what was published; those that were found right
    /// once are not read again.
    pub(crate) async fn altered_runs(&self) -> Result<Vec<DoctorFault>, DeskError> {
        let mut altered = Vec::new();
        for (_, published, _) in self.own_publications().await? {
            if !self.runs.proven.has(&published.run) {
                altered.extend(self.look_at_run(&published.run).await?);
            }
        }
        Ok(altered)
    }

    /// Runs that this unit has published and that are not here, as the store was put back to an older state;
    /// but for those that were given up.
    pub(crate) async fn lost_runs(&self) -> Result<Vec<DoctorFault>, DeskError> {
        let given_up = self.runs_given_up().await?;
        let lost = self.published_and_missing().await?;
        let lost = lost.into_iter().filter(|(_, run)| !given_up.contains(run.run.as_str()));
        Ok(lost
            .map(|(document, record::Run { run, period, .. })| DoctorFault {
                place: document.to_string(),
                what: say!(
                    "doctor-run-published-here-missing",
                    run = run,
                    period = period,
                    run_b = run.get(..12).unwrap_or(&run)
                ),
                repaired: false,
            })
            .collect())
    }

    /// Runs in this unit's bulletins that are not here.
    pub(crate) async fn published_and_missing(&self) -> Result<Vec<(DocumentName, record::Run)>, DeskError> {
        let here = self.replica().store().runs(None).await?;
        let here: HashSet<String> = here.into_iter().map(|run| run.id).collect();
        let published = self.own_publications().await?.into_iter();
        let lost = published.filter(|(_, run, _)| !here.contains(run.run.as_str()));
        Ok(lost.map(|(document, run, _)| (document, run)).collect())
    }

    /// The runs in this unit's bulletins, each with the reason where it was withdrawn.
    pub(crate) async fn own_publications(&self) -> Result<Vec<(DocumentName, record::Run, Option<String>)>, DeskError> {
        let (unit, store) = (self.replica().unit(), self.replica().store());
        let mut published = Vec::new();
        if self.replica().role() != Role::Node {
            return Ok(published);
        }
        for document in store.documents(&Selection::new(DocumentKind::Bulletin, unit, None)).await? {
            if document.unit() != unit {
                continue;
            }
            let projection = match self.replica().projection(document).await {
                Ok(projection) => projection,
                // What is damaged is named by itself.
                Err(error) if error.is_damage() => continue,
                Err(error) => return Err(error.into()),
            };
            for row in projection.table(Table::Runs).map(|standing| &standing.row) {
                if let Some(run) = row.record::<record::Run>() {
                    published.push((document, run, row.withdrawal().map(str::to_owned)));
                }
            }
        }
        Ok(published)
    }
}
