//! Ranking runs 排名: made from what is here, kept, and read again.

use crate::assessment::gather::gather;
use crate::assessment::proof::Proof;
use crate::assessment::whole::NotWhole;
use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use cunbang_language::{Language, say};
use cunbang_ledger::Hash;
use cunbang_model::{Date, Period, UnitCode, clock};
use cunbang_ranking::{Assessment, Material, RankingRun, RunRecord, assess};
use cunbang_replica::{ReplicaError, blocking};
use cunbang_scheme::Scheme;
use cunbang_store::{Incident, StoredRun, Write, WriteOutcome};
use std::sync::Arc;

/// Why a run was not made, or not found.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The unit's documents are not at this node: all its villages would look silent.
    #[error("{}", say!("run-not-held", node = .node, unit = .unit))]
    NotHeld {
        /// The unit asked for.
        unit: UnitCode,
        /// The node's own.
        node: UnitCode,
    },
    /// There is nothing to rank yet.
    #[error("{}", say!("run-not-begun", period = .period, first_day = .first_day))]
    NotBegun {
        /// The period.
        period: Period,
        /// Its first day.
        first_day: Date,
    },
    /// The period is not judged yet.
    #[error("{}", say!("run-not-ended", period = .period, last_day = .last_day))]
    NotEnded {
        /// The period.
        period: Period,
        /// Its last day.
        last_day: Date,
    },
    /// No run that was made here begins so.
    #[error("{}", say!("run-unknown", what = format!("{:?}", .0)))]
    Unknown(String),
    /// It was published here and is not here any more, as after this node was put back to before it.
    #[error("{}", say!("run-lost", run = .0.get(..12).unwrap_or(.0)))]
    Lost(String),
    /// No run that begins so was published here and is missing.
    #[error("{}", say!("run-not-lost", what = format!("{:?}", .0)))]
    NotLost(String),
    /// Several runs begin so.
    #[error("{}", say!("run-several", what = format!("{:?}", .0)))]
    Several(String),
    /// What the store has of a run cannot be read.
    #[error("{}", say!("run-damaged", id = .id, what = .what))]
    Damaged {
        /// The run's id.
        id: String,
        /// What cannot be read.
        what: String,
    },
    /// The list that the store has of a run is not the one that was worked out.
    #[error("{}", say!("run-altered", id = .id, what = .what))]
    Altered {
        /// The run's id.
        id: String,
        /// By what that is seen.
        what: String,
    },
    /// Nobody signed what the store has of a run, and it cannot be worked out again.
    #[error("{}", say!("run-not-recomputed", id = .id, what = .what))]
    NotRecomputed {
        /// The run's id.
        id: String,
        /// Why not.
        what: String,
    },
    /// Receipts are lost or altered on which a list would rest.
    #[error("{}", say!("run-not-whole", period = .period, what = .what))]
    NotWhole {
        /// The period.
        period: Period,
        /// What is lost.
        what: NotWhole,
    },
    /// The outcome could not be packed.
    #[error("{}", say!("run-pack", what = .0))]
    Pack(#[from] std::io::Error),
}

impl RunError {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            Self::NotHeld { .. } | Self::NotBegun { .. } | Self::NotEnded { .. } | Self::Lost(_) => Sort::NotYet,
            Self::Unknown(_) | Self::NotLost(_) => Sort::NotFound,
            Self::Several(_) => Sort::Input,
            Self::Damaged { .. }
            | Self::Altered { .. }
            | Self::NotRecomputed { .. }
            | Self::NotWhole { .. }
            | Self::Pack(_) => Sort::Failed,
        }
    }

    /// Whether what is stored is at fault, and the run could be put in its place again.
    pub(crate) fn is_of_storage(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Altered { .. } | Self::NotRecomputed { .. })
    }
}

/// What to rank.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunOptions {
    /// The unit whose subtree is ranked; this node's own where none is named.
    pub under: Option<UnitCode>,
    /// Although receipts are lost or altered on which the list rests.
    pub anyway: bool,
}

impl Desk {
    /// Refuses a list of a county whose store came from a backup, before its townships have brought what they have:
    /// villages would look silent that had reported.
    pub(crate) async fn check_all_were_here(&self) -> Result<(), DeskError> {
        match self.replica().check_has_all_back().await {
            // What is only to be looked at may be made while something is known to be missing, but the tree itself.
            Err(ReplicaError::Behind { .. }) => Ok(self.replica().units().map(|_| ())?),
            here => Ok(here?),
        }
    }

    /// Ranks a period from what is here for an operator who may, and keeps the run.
    pub async fn run_for(&self, operator: &str, period: Period, options: RunOptions) -> Result<RankingRun, DeskError> {
        self.permit(operator, Command::Rank).await?;
        self.check_all_were_here().await?;
        self.run_by(operator, period, options).await
    }

    /// Ranks a period from what is here, and keeps the run. One that would rest on receipts that are not whole is made only
    /// `anyway`.
    pub async fn run(&self, period: Period, options: RunOptions) -> Result<RankingRun, DeskError> {
        self.run_by("", period, options).await
    }

    /// The same by whom it is recorded to have been made, where it was made `anyway`.
    async fn run_by(&self, operator: &str, period: Period, options: RunOptions) -> Result<RankingRun, DeskError> {
        self.check_begun(period)?;
        let under = options.under.unwrap_or_else(|| self.replica().unit());
        let what = self.not_whole(period, under).await?;
        if !what.is_whole() && !options.anyway {
            return Err(RunError::NotWhole { period, what }.into());
        }
        let Assessment { record, outcome, .. } = self.assess(period, options).await?;
        let made_at = self.replica().now();
        for warning in record.warnings() {
            tracing::warn!("{warning}");
        }
        let run = RankingRun { id: record.id(), made_at, record, outcome };
        let (stored, run) = self.to_store(run).await?;
        let outcomes = self.replica().commit(vec![Write::Run(stored.clone())]).await?;
        if outcomes.contains(&WriteOutcome::AlreadyHere) {
            match self.ranking_run(&run.id).await {
                Err(DeskError::Run(error)) if error.is_of_storage() => {
                    tracing::error!("{error}");
                    self.replica().commit(vec![Write::MendRun(stored)]).await?;
                }
                kept => self.keep_what_comes_out(kept?, &run, stored).await?,
            }
        }
        if !what.is_whole() {
            tracing::warn!(run = run.id, %what, "made although it is not whole");
            audit::note(Deed::RunNotWhole, operator, under, &run.id);
        }
        Ok(run)
    }

    /// Of two lists under one id keeps the one that comes out of the entries: what is derived from these may have been altered
    /// in the store while one of them was made.
    async fn keep_what_comes_out(
        &self,
        kept: RankingRun,
        made: &RankingRun,
        stored: StoredRun,
    ) -> Result<(), DeskError> {
        if kept.outcome == made.outcome {
            return Ok(());
        }
        let id = made.id.clone();
        if self.recomputed(&made.record, made.made_at).await?.hash() != made.outcome.hash() {
            return Err(RunError::Altered { id, what: say!("run-altered-derived") }.into());
        }
        let message = Language::in_both(|| say!("run-replaced", id = id));
        tracing::error!("{message}");
        let incident = Incident { at: made.made_at, kind: "run_replaced".to_owned(), message };
        self.replica().commit(vec![Write::MendRun(stored), Write::Incident(incident)]).await?;
        Ok(())
    }

    /// A run as it is stored: packed, and signed by this device.
    pub(crate) async fn to_store(&self, run: RankingRun) -> Result<(StoredRun, RankingRun), DeskError> {
        let packed = blocking(move || {
            let json = run.outcome.to_canonical_json();
            Ok::<_, RunError>((pack(json.as_bytes())?, Hash::of(&[json.as_bytes()]).to_string(), run))
        });
        let (mut outcome, hash, run) = packed.await??;
        outcome.extend(self.signed_outcome(&run.id, run.made_at, &hash));
        let record = run.record.to_canonical_json().into_bytes();
        let (id, period, made_at) = (run.id.clone(), run.record.period, run.made_at);
        Ok((StoredRun { id, period, made_at, record, outcome }, run))
    }

    /// Ranks a period from what is here, and keeps nothing: what the list would be now.
    pub async fn assess(&self, period: Period, options: RunOptions) -> Result<Assessment, DeskError> {
        let under = options.under.unwrap_or_else(|| self.replica().unit());
        self.check_holds(under)?;
        let material = self.gather(period, under).await?;
        let ranker = Arc::clone(&self.ranker);
        Ok(blocking(move || assess(&material, &ranker)).await??)
    }

    /// Refuses a period that has not begun: its list would call every village silent.
    pub(crate) fn check_begun(&self, period: Period) -> Result<(), DeskError> {
        let first_day = period.first_day();
        if clock::county_date(self.replica().now()) < first_day {
            return Err(RunError::NotBegun { period, first_day }.into());
        }
        Ok(())
    }

    /// Gathers what a run of a period rests on, for the units at and under one.
    pub(crate) async fn gather(&self, period: Period, under: UnitCode) -> Result<Material, DeskError> {
        gather(self.replica(), &self.shelf, under, period, None).await
    }

    /// Like [`Self::gather`], with the earlier results that other rules ask for.
    pub(crate) async fn gather_for(
        &self,
        period: Period,
        under: UnitCode,
        tried: &Scheme,
    ) -> Result<Material, DeskError> {
        gather(self.replica(), &self.shelf, under, period, Some(tried)).await
    }

    /// Refuses a unit whose documents this node does not hold: all its villages would look silent.
    pub(crate) fn check_holds(&self, under: UnitCode) -> Result<(), DeskError> {
        let own = self.replica().unit();
        if under.is_within(&own) {
            return Ok(());
        }
        Err(RunError::NotHeld { unit: under, node: own }.into())
    }

    /// A run that was made here, by its id or the beginning of its id.
    pub async fn ranking_run(&self, id: &str) -> Result<RankingRun, DeskError> {
        let full = if id.len() == 64 {
            id.to_owned()
        } else {
            let heads = self.replica().store().runs(None).await?;
            let mut matching = heads.into_iter().filter(|head| !id.is_empty() && head.id.starts_with(id));
            match (matching.next(), matching.next()) {
                (Some(one), None) => one.id,
                (None, _) => return Err(RunError::Unknown(id.to_owned()).into()),
                (Some(_), Some(_)) => return Err(RunError::Several(id.to_owned()).into()),
            }
        };
        let stored = self.replica().store().run(&full).await?.ok_or_else(|| RunError::Unknown(id.to_owned()))?;
        let (run, outcome, proof) = blocking(move || read(stored)).await??;
        self.check_outcome(&run, &outcome, proof).await?;
        Ok(run)
    }
}

/// Reads a stored run, if it is what was stored; the hash of its outcome's JSON, and who signed that.
fn read(stored: StoredRun) -> Result<(RankingRun, String, Option<Proof>), RunError> {
    let damaged = |what: String| RunError::Damaged { id: stored.id.clone(), what };
    if stored.is_damaged() {
        return Err(damaged("it is not what was written".to_owned()));
    }
    let record: RunRecord = serde_json::from_slice(&stored.record).map_err(|error| damaged(error.to_string()))?;
    if record.id() != stored.id || record.period != stored.period {
        return Err(damaged("its id does not follow from its record".to_owned()));
    }
    let outcome = unpack(&stored.outcome).map_err(|error| damaged(error.to_string()))?;
    let (hash, proof) = (Hash::of(&[&outcome]).to_string(), Proof::of(&stored.outcome));
    let outcome = serde_json::from_slice(&outcome).map_err(|error| damaged(error.to_string()))?;
    Ok((RankingRun { id: stored.id, made_at: stored.made_at, record, outcome }, hash, proof))
}

/// An outcome is large and says much twice.
fn pack(outcome: &[u8]) -> Result<Vec<u8>, RunError> {
    const LEVEL: i32 = 1;
    Ok(zstd::stream::encode_all(outcome, LEVEL)?)
}

fn unpack(stored: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::stream::decode_all(stored)
}
