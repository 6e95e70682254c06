//! The doctor 体检, asked for by a person.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_language::say;
use cunbang_model::{DocumentKind, DocumentName, Role, Table, record};
use cunbang_replica::doctor::DoctorFault;
use cunbang_replica::{DoctorProgress, DoctorReport};
use cunbang_store::Selection;
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
        report.faults.extend(self.damaged_runs().await?);
        if report.faults.iter().any(|fault| fault.repaired) {
            // What was read lately may have come from what was wrong.
            self.shelf.clear();
            self.bulletins.clear();
        }
        Ok(report)
    }

    /// Runs that are here and are not what was stored.
    async fn damaged_runs(&self) -> Result<Vec<DoctorFault>, DeskError> {
        let mut damaged = Vec::new();
        for head in self.replica().store().runs(None).await? {
            match self.ranking_run(&head.id).await {
                Ok(_) => {}
                Err(DeskError::Run(error)) => {
                    let place = format!("run {} of {}", head.id.get(..12).unwrap_or(&head.id), head.period);
                    damaged.push(DoctorFault { place, what: error.to_string(), repaired: false });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(damaged)
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
        let (unit, store) = (self.replica().unit(), self.replica().store());
        let mut lost = Vec::new();
        if self.replica().role() != Role::Node {
            return Ok(lost);
        }
        let here: HashSet<String> = store.runs(None).await?.into_iter().map(|run| run.id).collect();
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
                if let Some(run) = row.record::<record::Run>().filter(|run| !here.contains(run.run.as_str())) {
                    lost.push((document, run));
                }
            }
        }
        Ok(lost)
    }
}
