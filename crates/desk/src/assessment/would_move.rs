//! What the list would be with what came after it 名单之后: supplements, seals, findings and decisions that a published run
//! does not rest on, and which places would move if they were counted. Nothing is changed by that: whether a new list is
//! made, the unit decides.

use crate::assessment::since_run::SinceRun;
use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_ledger::VersionVector;
use cunbang_model::{Decimal, DocumentName, UnitCode};
use cunbang_ranking::{RankingRun, assess_by};
use cunbang_replica::blocking;
use cunbang_scheme::{Level, Outcome, OutcomeRow};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// What came after a list, and what would be by it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AfterList {
    /// What came.
    pub since: SinceRun,
    /// The villages and townships whose places would move, and those that would come to be candidates, or cease to be.
    pub moved: Vec<WouldMove>,
}

/// A unit whose place would be another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WouldMove {
    /// The unit.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// Among which units it is ranked.
    pub level: Level,
    /// Its score on the list and as it would be; none where it has none.
    pub scores: (Option<Decimal>, Option<Decimal>),
    /// Its rank on the list and as it would be.
    pub ranks: (Option<u32>, Option<u32>),
    /// Whether it is a candidate for the backward list, and would be.
    pub candidate: (bool, bool),
}

/// What was worked out last: of which run, after how many changes of the store.
#[derive(Debug, Default)]
pub(crate) struct AfterLists(Mutex<Option<(String, u64, Arc<AfterList>)>>);

impl Desk {
    /// What came after a list that was made here, and what would be by it. It is worked out once until something comes.
    pub async fn after_list(&self, run: &RankingRun) -> Result<Arc<AfterList>, DeskError> {
        let at = *self.replica().changes().borrow();
        let mut kept = self.after_lists.0.lock().await;
        if let Some((_, _, known)) = kept.as_ref().filter(|(id, then, _)| (id, *then) == (&run.id, at)) {
            return Ok(Arc::clone(known));
        }
        let found = Arc::new(self.work_out_after(run).await?);
        *kept = Some((run.id.clone(), at, Arc::clone(&found)));
        Ok(found)
    }

    async fn work_out_after(&self, run: &RankingRun) -> Result<AfterList, DeskError> {
        let since = self.since_run(run).await?;
        let rules = self.schemes().await?.into_iter().find(|scheme| scheme.hash() == run.record.scheme.hash);
        let Some(scheme) = rules.filter(|_| !since.is_empty()) else {
            return Ok(AfterList { since, moved: Vec::new() });
        };
        let then = run.record.vectors().unwrap_or_default();
        let material = self.gather(run.record.period, run.record.under).await?;
        let ranker = Arc::clone(&self.ranker);
        let came = move |name: &DocumentName, vector: &VersionVector| then.get(name) != Some(vector);
        let would = blocking(move || assess_by(&material.with_supplements(came), &scheme, &ranker)).await??;
        Ok(AfterList { since, moved: moved(&run.outcome, &would) })
    }
}

/// The units that stand elsewhere in one outcome than in another, in the order of the other.
fn moved(list: &Outcome, would: &Outcome) -> Vec<WouldMove> {
    let mut moved = Vec::new();
    for level in [Level::Village, Level::Township] {
        let before: BTreeMap<UnitCode, &OutcomeRow> = list.rows(level).iter().map(|row| (row.unit, row)).collect();
        for row in would.rows(level) {
            let Some(then) = before.get(&row.unit) else { continue };
            let candidate = (then.candidate == Some(true), row.candidate == Some(true));
            if then.rank != row.rank || candidate.0 != candidate.1 {
                moved.push(WouldMove {
                    unit: row.unit,
                    name: row.name.to_string(),
                    level,
                    scores: (then.score, row.score),
                    ranks: (then.rank, row.rank),
                    candidate,
                });
            }
        }
    }
    moved
}
