//! Rounds 巡检: everything that is stored, looked at step by step while the node works, so that damage is known
//! before somebody needs what is damaged.
//!
//! A step is one document, one run, or whether the store's parts fit together. What is wrong is kept in a setting:
//! other processes and the next start know of it, until the step that found it finds nothing any more. What other
//! nodes can give back is theirs to name ([`cunbang_replica::Replica::damaged`]), and is not repeated here.

use crate::assessment::run::RunError;
use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_model::{DocumentName, Timestamp};
use cunbang_replica::doctor::DoctorFault;
use cunbang_store::{StoreErrorKind, Write};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The setting with what rounds have come to.
const ROUNDS: &str = "rounds";
/// The setting that is written to prove that the store can be written.
const PROBE: &str = "health";
/// How many faults of one step are kept: more of them say no more.
const FAULTS_PER_STEP: usize = 10;
/// How many steps with faults are kept.
const STEPS_WITH_FAULTS: usize = 100;

/// One step of a round, by its name in the setting.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// Whether logs, heads, feed and agreement fit together.
    Store,
    Document(DocumentName),
    /// A run by its id.
    Run(String),
    /// Whether the runs that were published are here.
    Published,
    /// Whether what stands of them in columns is what the bulletins say; it is set right at once.
    Columns,
}

impl Step {
    fn name(&self) -> String {
        match self {
            Self::Store => "store".to_owned(),
            Self::Document(document) => document.to_string(),
            Self::Run(id) => format!("run {id}"),
            Self::Published => "published".to_owned(),
            Self::Columns => "columns".to_owned(),
        }
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "store" => Self::Store,
            "published" => Self::Published,
            "columns" => Self::Columns,
            name => match name.strip_prefix("run ") {
                Some(id) => Self::Run(id.to_owned()),
                None => Self::Document(name.parse().ok()?),
            },
        })
    }
}

/// What rounds have come to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rounds {
    /// When the last one was complete.
    pub completed_at: Option<Timestamp>,
    /// What is wrong, by the step that found it.
    steps: BTreeMap<String, Vec<DoctorFault>>,
}

impl Rounds {
    /// Everything that is wrong and that no other node can give back.
    pub fn faults(&self) -> impl Iterator<Item = &DoctorFault> {
        self.steps.values().flatten()
    }
}

impl Desk {
    /// What rounds have come to, here or in another process.
    pub async fn rounds(&self) -> Result<Rounds, DeskError> {
        let kept = self.replica().store().setting(ROUNDS).await?.unwrap_or_default();
        // What cannot be read is found again.
        Ok(serde_json::from_slice(&kept).unwrap_or_default())
    }

    /// What is wrong and no other node can give back, as far as it is known without looking through everything.
    pub async fn known_faults(&self) -> Result<Vec<DoctorFault>, DeskError> {
        let mut rounds = self.rounds().await?;
        rounds.steps.remove(&Step::Published.name());
        let mut faults: Vec<DoctorFault> = rounds.faults().cloned().collect();
        faults.extend(self.lost_runs().await?);
        for altered in self.altered_runs().await? {
            // Rounds may have found it before.
            if faults.iter().all(|known| known.place != altered.place) {
                faults.push(altered);
            }
        }
        Ok(faults)
    }

    /// Proves that the store can be written.
    pub async fn prove_writing(&self) -> Result<(), DeskError> {
        let replica = self.replica();
        let value = Some(replica.now().to_string().into_bytes());
        // By itself: whoever asks is not to wait behind what others write.
        replica.store().commit(vec![Write::Setting { name: PROBE.to_owned(), value }]).await?;
        replica.keep_mark_again().await;
        Ok(())
    }

    /// Goes round once. `pause` is waited for after each step.
    pub async fn go_round<P: Future<Output = ()> + Send>(
        &self,
        pause: impl Fn() -> P + Send + Sync,
    ) -> Result<Rounds, DeskError> {
        let mut steps = vec![Step::Store, Step::Published, Step::Columns];
        let documents = self.replica().documents_to_look_at().await;
        let runs = self.replica().store().runs(None).await;
        match (documents, runs) {
            (Ok(documents), Ok(runs)) => {
                steps.extend(documents.into_iter().map(Step::Document));
                steps.extend(runs.into_iter().map(|run| Step::Run(run.id)));
            }
            // The first step says what cannot be read.
            (Err(error), _) if error.is_damage() => {}
            (_, Err(error)) if error.kind() == StoreErrorKind::Damaged => {}
            (documents, runs) => {
                documents?;
                runs?;
            }
        }
        let names: BTreeSet<String> = steps.iter().map(Step::name).collect();
        for step in steps {
            self.take(&step).await?;
            pause().await;
        }
        let mut rounds = self.rounds().await?;
        rounds.steps.retain(|name, _| names.contains(name));
        rounds.completed_at = Some(self.replica().now());
        self.keep(&rounds).await?;
        // Who did not have what is damaged may have it by now.
        self.replica().ask_again();
        Ok(rounds)
    }

    /// Looks again where something was wrong, and whether the runs that were published are here.
    pub async fn look_again(&self) -> Result<(), DeskError> {
        let rounds = self.rounds().await?;
        let steps = rounds.steps.keys().filter_map(|name| Step::named(name)).filter(|step| *step != Step::Published);
        for step in steps.chain([Step::Published]) {
            self.take(&step).await?;
        }
        Ok(())
    }

    async fn take(&self, step: &Step) -> Result<(), DeskError> {
        let found = match step {
            Step::Store => self.look_at_store().await,
            Step::Document(document) => self.replica().look_at(*document).await.map_err(DeskError::from),
            Step::Run(id) => self.look_at_run(id).await,
            Step::Published => self.lost_runs().await,
            Step::Columns => self.mend_columns().await,
        };
        let name = step.name();
        let mut found = match found {
            Ok(found) => found,
            Err(error) if error.of_store().is_some_and(|error| error.kind() == StoreErrorKind::Damaged) => {
                vec![DoctorFault { place: name.clone(), what: error.to_string(), repaired: false }]
            }
            Err(error) => return Err(error),
        };
        found.truncate(FAULTS_PER_STEP);
        let mut rounds = self.rounds().await?;
        let before = rounds.steps.get(&name);
        if before.map_or(&[][..], Vec::as_slice) == found {
            return Ok(());
        }
        if found.is_empty() {
            tracing::info!(place = name, "what was wrong is right again");
            rounds.steps.remove(&name);
        } else {
            for fault in &found {
                tracing::error!(place = fault.place, "{}", fault.what);
            }
            if before.is_some() || rounds.steps.len() < STEPS_WITH_FAULTS {
                rounds.steps.insert(name, found);
            }
        }
        self.keep(&rounds).await
    }

    async fn keep(&self, rounds: &Rounds) -> Result<(), DeskError> {
        let value = serde_json::to_vec(rounds).ok();
        self.replica().commit(vec![Write::Setting { name: ROUNDS.to_owned(), value }]).await?;
        Ok(())
    }

    async fn look_at_store(&self) -> Result<Vec<DoctorFault>, DeskError> {
        let faults = self.replica().store().integrity_check().await?;
        Ok(faults.into_iter().map(DoctorFault::from).collect())
    }

    async fn mend_columns(&self) -> Result<Vec<DoctorFault>, DeskError> {
        for mended in self.check_published_lines(true).await? {
            tracing::error!(place = mended.place, "{}", mended.what);
        }
        Ok(Vec::new())
    }

    pub(crate) async fn look_at_run(&self, id: &str) -> Result<Vec<DoctorFault>, DeskError> {
        match self.ranking_run(id).await {
            // It was taken out meanwhile: what was published is another step's.
            Ok(_) | Err(DeskError::Run(RunError::Unknown(_))) => Ok(Vec::new()),
            Err(DeskError::Run(error)) => {
                let place = format!("run {}", id.get(..12).unwrap_or(id));
                Ok(vec![DoctorFault { place, what: error.to_string(), repaired: false }])
            }
            Err(error) => Err(error),
        }
    }
}
