//! Taking a publication back 撤回通报. What it had replaced stays replaced, unless whoever takes it back lets that stand again.

use crate::assessment::publish::PublishError;
use crate::assessment::published_lines::publication;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use crate::writing::record::given;
use cunbang_model::{Period, Row, Table, record};
use cunbang_ranking::bulletin::{along_with, bulletin};
use cunbang_ranking::{Published, RankingRun};
use cunbang_store::Write;
use std::sync::Arc;

/// What stands once a publication is taken back.
#[derive(Debug, Clone)]
pub struct TakenBack {
    /// The run that was taken back.
    pub run: RankingRun,
    /// The list that it had replaced, where there is one that nobody had taken back: its run and the day.
    pub former: Option<record::Run>,
    /// Whether that stands again.
    pub former_stands: bool,
}

impl Desk {
    /// The list that would stand if a run's publication were taken back, were nothing else done: the one published before
    /// it that nobody took back; none where the run does not stand.
    pub async fn former_list(&self, period: Period, run: &str) -> Result<Option<record::Run>, DeskError> {
        let mut standing = self.standing_lists(period).await?.into_iter();
        let is_first = standing.next().is_some_and(|one| one.id() == run);
        Ok(standing.next().filter(|_| is_first).map(|one| one.run.clone()))
    }

    /// What this unit published for a period and nobody took back, the newest first.
    async fn standing_lists(&self, period: Period) -> Result<Vec<Arc<Published>>, DeskError> {
        let known = self.published_by_unit(self.replica().unit(), period).await?;
        Ok(known.iter().filter(|one| one.withdrawn.is_none()).cloned().collect())
    }

    /// Takes a publication back, with the reason; the bulletin goes on showing both. No list stands then: what the run had
    /// replaced is taken back with it. Gives the run.
    pub async fn withdraw_publication(
        &self,
        operator: &str,
        run_id: &str,
        reason: &str,
    ) -> Result<RankingRun, DeskError> {
        Ok(self.take_back_publication(operator, run_id, reason, false).await?.run)
    }

    /// The same; the list that the run had replaced stands again, where whoever takes the run back chose that.
    pub async fn take_back_publication(
        &self,
        operator: &str,
        run_id: &str,
        reason: &str,
        former_stands: bool,
    ) -> Result<TakenBack, DeskError> {
        self.permit(operator, Command::Publish).await?;
        let reason = given(reason)?;
        let run = self.ranking_run(run_id).await?;
        let (unit, period) = (self.replica().unit(), run.record.period);
        let document = bulletin(unit, period);
        let projection = self.replica().projection(document).await?;
        let Some(standing) = projection.get(Table::Runs, &run.id) else {
            return Err(PublishError::NotPublished { run: run.id, document }.into());
        };
        let former = self.former_list(period, &run.id).await?;
        let mut rows: Vec<(String, Row)> = Vec::new();
        if former.is_some() && !former_stands {
            let along = along_with(&run.id);
            let others = self.standing_lists(period).await?;
            let others = others.iter().filter(|one| one.id() != run.id);
            let standing = others.filter_map(|one| projection.get(Table::Runs, one.id()));
            rows.extend(standing.map(|standing| (along.clone(), standing.row.clone())));
        }
        // What is taken back last is what everybody is told of.
        rows.push((reason.to_owned(), standing.row.clone()));
        let withdrawn = rows.iter().map(|(reason, row)| row.clone().withdrawn(reason)).collect();
        self.issue(operator, vec![(document, withdrawn)]).await?;
        for (reason, row) in rows {
            if let Some(published) = row.record::<record::Run>() {
                self.withdraw_lines(&published, reason).await?;
            }
        }
        audit::note(Deed::WithdrawPublication, operator, unit, &run.id);
        Ok(TakenBack { run, former, former_stands })
    }

    /// Says of a publication's lines, for programs that read the database alone, that it was taken back.
    async fn withdraw_lines(&self, published: &record::Run, reason: String) -> Result<(), DeskError> {
        let run = match self.ranking_run(&published.run).await {
            Ok(run) => run,
            // A run that is here no more has no lines either.
            Err(DeskError::Run(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let units = self.units_of_run(&run).await?;
        let scheme = self.schemes().await?.into_iter().find(|scheme| scheme.hash() == run.record.scheme.hash);
        let unit = self.replica().unit();
        let lines = publication(unit, &run, &units, published.published_on, scheme.as_ref(), Some(reason));
        self.replica().commit(vec![Write::Publication(lines)]).await?;
        Ok(())
    }
}
