//! Ranking runs at hand: an outcome has some ten megabytes, and people ask for the same one often.

use crate::assessment::proof::Proven;
use crate::assessment::run::RunError;
use crate::assessment::standings::{AskedPlaces, Placed};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::reading::until_change::UntilChange;
use cunbang_ledger::{Receipt, VersionVector};
use cunbang_model::{DocumentName, Period, Timestamp, UnitCode, UnitTree};
use cunbang_ranking::{RankingRun, RunNotes, RunRecord};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Runs that are kept decoded.
const KEPT: usize = 4;
/// Runs of which it is remembered what they ranked.
const REMEMBERED: usize = 16 * 1024;
/// Runs of which it is remembered how much they rest on.
const REACHES: usize = 32;

/// The runs that were asked for last, decoded.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    at_hand: Mutex<AtHand>,
    /// Those whose outcomes were found to be what was worked out.
    pub(crate) proven: Proven,
    /// What readers of runs are told besides; under no run's id, of periods.
    pub(crate) notes: UntilChange<(String, Period), RunNotes>,
    /// The receipts for the ledgers on which such notes rest.
    pub(crate) receipts: UntilChange<(Period, UnitCode), Arc<[Receipt]>>,
    /// The lines of rankings that were asked for last.
    pub(crate) placed: UntilChange<AskedPlaces, Placed>,
    /// The units as runs go by them.
    pub(crate) units_then: UntilChange<String, Arc<UnitTree>>,
}

#[derive(Debug, Default)]
struct AtHand {
    /// The one asked for last stands last.
    runs: VecDeque<Arc<RankingRun>>,
    ranked_under: HashMap<String, UnitCode>,
    reaches: HashMap<String, Arc<Reach>>,
}

/// How much of which documents a run rests on.
#[derive(Debug)]
pub(crate) struct Reach {
    /// What it ranked.
    pub(crate) under: UnitCode,
    pub(crate) period: Period,
    pub(crate) vectors: Arc<Vectors>,
}

/// How far documents go.
pub(crate) type Vectors = BTreeMap<DocumentName, VersionVector>;

/// How many runs of a period are listed.
const LISTED: usize = 30;

/// A run that was made here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRun {
    /// Its id.
    pub id: String,
    /// When it was made.
    pub made_at: Timestamp,
}

impl Desk {
    /// The runs that were made here of just this unit for a period, the newest first, thirty at most.
    pub async fn runs_of(&self, unit: UnitCode, period: Period) -> Result<Vec<KnownRun>, DeskError> {
        let heads = self.replica().store().runs(Some(period)).await?;
        let mut at_hand = self.runs.at_hand.lock().await;
        let mut known = Vec::new();
        for head in heads {
            let ranked = match at_hand.ranked_under.get(&head.id) {
                Some(ranked) => *ranked,
                // One that cannot be read is named by those who look for damage.
                None => match at_hand.get(self, &head.id).await {
                    Ok(run) => run.record.under,
                    Err(_) => continue,
                },
            };
            if ranked == unit && known.len() < LISTED {
                known.push(KnownRun { id: head.id, made_at: head.made_at });
            }
        }
        Ok(known)
    }

    /// How much a run rests on; none where it is not here, or cannot be read.
    pub(crate) async fn reach_of_run(&self, id: &str) -> Option<Arc<Reach>> {
        let mut at_hand = self.runs.at_hand.lock().await;
        if let Some(known) = at_hand.reaches.get(id) {
            return Some(Arc::clone(known));
        }
        let run = at_hand.get(self, id).await.ok()?;
        let RunRecord { under, period, .. } = run.record;
        let reach = Arc::new(Reach { under, period, vectors: Arc::new(run.record.vectors().ok()?) });
        if at_hand.reaches.len() >= REACHES {
            at_hand.reaches.clear();
        }
        at_hand.reaches.insert(id.to_owned(), Arc::clone(&reach));
        Some(reach)
    }

    /// How much of which documents a run rests on, by its record.
    pub(crate) async fn vectors_of_run(&self, run: &RankingRun) -> Arc<Vectors> {
        if let Some(reach) = self.reach_of_run(&run.id).await {
            return Arc::clone(&reach.vectors);
        }
        Arc::new(run.record.vectors().unwrap_or_default())
    }

    /// The run with an id that is known to have been made here, as one that was published. It must be here still.
    pub(crate) async fn run_at_hand(&self, id: &str) -> Result<Arc<RankingRun>, DeskError> {
        let found = self.runs.at_hand.lock().await.get(self, id).await;
        found.map_err(|error| match error {
            DeskError::Run(RunError::Unknown(id)) => RunError::Lost(id).into(),
            other => other,
        })
    }

    /// The newest run that was made here of just this unit, of a period or of any, and was not taken back, nor made
    /// before a list that was. A node makes runs of units under its own too: they are not this unit's.
    pub async fn newest_run_of(
        &self,
        unit: UnitCode,
        period: Option<Period>,
    ) -> Result<Option<Arc<RankingRun>>, DeskError> {
        self.newest_run_where(period, |ranked| ranked == unit).await
    }

    /// The newest run of a period of which something holds of the unit that it ranks, and whose publication that unit did
    /// not take back. What was a draft before such a list was made does not take its place.
    pub(crate) async fn newest_run_where(
        &self,
        period: Option<Period>,
        holds: impl Fn(UnitCode) -> bool,
    ) -> Result<Option<Arc<RankingRun>>, DeskError> {
        let heads = self.replica().store().runs(period).await?;
        let mut at_hand = self.runs.at_hand.lock().await;
        let mut taken_back = BTreeSet::new();
        for head in heads {
            if at_hand.ranked_under.get(&head.id).is_some_and(|ranked| !holds(*ranked)) {
                continue;
            }
            let run = at_hand.get(self, &head.id).await?;
            let ranked = run.record.under;
            if !holds(ranked) {
                continue;
            }
            let of_unit = (ranked, run.record.period);
            match self.publication_stands(ranked, run.record.period, &run.id).await? {
                Some(false) => drop(taken_back.insert(of_unit)),
                None if taken_back.contains(&of_unit) => {}
                Some(true) | None => return Ok(Some(run)),
            }
        }
        Ok(None)
    }
}

impl AtHand {
    async fn get(&mut self, desk: &Desk, id: &str) -> Result<Arc<RankingRun>, DeskError> {
        let kept = self.runs.iter().position(|run| run.id == id);
        let run = match kept.and_then(|index| self.runs.remove(index)) {
            Some(run) => run,
            None => Arc::new(desk.ranking_run(id).await?),
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
