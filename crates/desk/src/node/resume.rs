//! Resuming 恢复运行 without what nobody has any more.

use crate::assessment::run::RunError;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use crate::writing::record::given;
use cunbang_replica::MissingEntries;
use cunbang_replica::high_water;
use cunbang_store::{Incident, Write};
use std::collections::BTreeSet;

/// The setting with the ids of published runs that were given up, one a line.
const GIVEN_UP_RUNS: &str = "given_up_runs";

impl Desk {
    /// Goes on without entries that this node has written and that its store lacks. Returns which these are.
    pub async fn resume(&self, operator: &str, reason: &str) -> Result<Vec<MissingEntries>, DeskError> {
        self.permit(operator, Command::Node).await?;
        let missing = self.replica().give_up_missing(&format!("{operator}: {reason}")).await?;
        if let Some((_, away)) = self.replica().not_here_since_restored().await? {
            let away: Vec<String> = away.iter().map(ToString::to_string).collect();
            let message = format!("went on without what {} may have: {operator}: {reason}", away.join(", "));
            let incident = Incident { at: self.replica().now(), kind: "given_up".to_owned(), message };
            self.replica().commit(vec![Write::Incident(incident)]).await?;
            self.replica().forget_restored().await?;
            audit::note(Deed::GiveUp, operator, self.replica().unit(), &away.join(", "));
        }
        if !missing.is_empty() {
            audit::note(Deed::GiveUp, operator, self.replica().unit(), &high_water::listed(&missing));
        }
        Ok(missing)
    }

    /// Goes on without a run that was published here and that is missing. It stays in the bulletin, and nobody can
    /// have evidence for it from this node. Returns its id.
    pub async fn resume_without_run(&self, operator: &str, named: &str, reason: &str) -> Result<String, DeskError> {
        self.permit(operator, Command::Node).await?;
        let reason = given(reason)?;
        let lost = self.published_and_missing().await?;
        let mut ids: BTreeSet<String> = lost.into_iter().map(|(_, run)| run.run).collect();
        ids.retain(|id| !named.is_empty() && id.starts_with(named));
        let id = match (ids.pop_first(), ids.is_empty()) {
            (Some(id), true) => id,
            (None, _) => return Err(RunError::NotLost(named.to_owned()).into()),
            (Some(_), false) => return Err(RunError::Several(named.to_owned()).into()),
        };
        let mut given_up = self.runs_given_up().await?;
        given_up.insert(id.clone());
        let text = given_up.into_iter().collect::<Vec<_>>().join("\n");
        let message = format!("run {id} was published here and is given up as lost: {operator}: {reason}");
        self.replica()
            .commit(vec![
                Write::Setting { name: GIVEN_UP_RUNS.to_owned(), value: Some(text.into_bytes()) },
                Write::Incident(Incident { at: self.replica().now(), kind: "given_up".to_owned(), message }),
            ])
            .await?;
        audit::note(Deed::GiveUp, operator, self.replica().unit(), &id);
        Ok(id)
    }

    pub(crate) async fn runs_given_up(&self) -> Result<BTreeSet<String>, DeskError> {
        let kept = self.replica().store().setting(GIVEN_UP_RUNS).await?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&kept).lines().map(str::to_owned).collect())
    }
}
