//! Ranking runs at hand: an outcome has some ten megabytes, and a dashboard asks for the same one often.

use crate::error::status_of_desk;
use cunbang_desk::Desk;
use cunbang_model::{Period, UnitCode};
use cunbang_ranking::RankingRun;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use tokio::sync::Mutex;
use tonic::Status;

/// Runs that are kept decoded.
const KEPT: usize = 4;
/// Runs of a period that are looked through for the newest that ranks a unit.
const SEARCHED: usize = 32;
/// Runs of which it is remembered what they ranked.
const REMEMBERED: usize = 1024;

/// The runs that were asked for last, decoded.
#[derive(Debug, Default)]
pub(super) struct Runs(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// The one asked for last stands last.
    runs: VecDeque<Arc<RankingRun>>,
    ranked_under: HashMap<String, UnitCode>,
}

impl Runs {
    /// The run with an id, which must be here.
    pub(super) async fn get(&self, desk: &Desk, id: &str) -> Result<Arc<RankingRun>, Status> {
        self.0.lock().await.get(desk, id).await
    }

    /// The newest run of a period that ranks a unit, if there is one.
    pub(super) async fn newest(
        &self,
        desk: &Desk,
        period: Period,
        unit: UnitCode,
    ) -> Result<Option<Arc<RankingRun>>, Status> {
        let heads = desk.replica().store().runs(Some(period)).await.map_err(|error| status_of_desk(&error.into()))?;
        let mut kept = self.0.lock().await;
        for head in heads.iter().take(SEARCHED) {
            let known = kept.ranked_under.get(&head.id);
            if known.is_some_and(|under| !unit.is_within(under)) {
                continue;
            }
            let run = kept.get(desk, &head.id).await?;
            if unit.is_within(&run.record.under) {
                return Ok(Some(run));
            }
        }
        Ok(None)
    }
}

impl Kept {
    async fn get(&mut self, desk: &Desk, id: &str) -> Result<Arc<RankingRun>, Status> {
        let place = self.runs.iter().position(|run| run.id == id);
        let run = match place.and_then(|place| self.runs.remove(place)) {
            Some(run) => run,
            None => Arc::new(desk.ranking_run(id).await.map_err(|error| status_of_desk(&error))?),
        };
        if self.runs.len() >= KEPT {
            self.runs.pop_front();
        }
        self.runs.push_back(Arc::clone(&run));
        if self.ranked_under.len() >= REMEMBERED {
            self.ranked_under.clear();
        }
        self.ranked_under.insert(run.id.clone(), run.record.under);
        Ok(run)
    }
}
