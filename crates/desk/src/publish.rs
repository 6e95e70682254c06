//! Publishing 通报: a run into the bulletin, signed as entries of the node's log, and read below.

use crate::decide::bulletin;
use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_model::{Period, Table, UnitCode, clock};
use cunbang_ranking::Published;
use cunbang_ranking::bulletin::{bulletin_rows, published};
use cunbang_replica::blocking;

impl Desk {
    /// Publishes a run in this node's bulletin of the period's last quarter: the run with the hashes of its
    /// scheme and outcome, and a line for every village and township. Members are not published. Gives the
    /// number of rows that were new; publishing the same run twice changes nothing.
    pub async fn publish(&self, operator: &str, run_id: &str) -> Result<usize, DeskError> {
        let run = self.ranking_run(run_id).await?;
        let document = bulletin(self.replica().unit(), run.record.period)?;
        let (unit, today) = (self.replica().unit(), clock::county_date(self.replica().now()).to_string());
        let standing = self.replica().projection(document).await?;
        // A second publication keeps the day of the first.
        let published_on = standing
            .get(Table::Runs, &run.id)
            .filter(|standing| !standing.row.is_withdrawn())
            .and_then(|standing| standing.row.date("published_on"))
            .map_or(today, |day| day.to_string());
        let rows = blocking(move || bulletin_rows(unit, &run, &published_on)).await?.map_err(DeskError::rows)?;
        Ok(self.replica().record(operator, vec![(document, rows)]).await?)
    }

    /// Takes a publication back, with the reason; the bulletin goes on showing both.
    pub async fn withdraw_publication(&self, operator: &str, run_id: &str, reason: &str) -> Result<(), DeskError> {
        let run = self.ranking_run(run_id).await?;
        let document = bulletin(self.replica().unit(), run.record.period)?;
        let projection = self.replica().projection(document).await?;
        let Some(standing) = projection.get(Table::Runs, &run.id) else {
            return Err(DeskError::Invalid(format!("run {} was not published in {document}", run.id)));
        };
        let row = standing.row.clone().withdrawn(reason);
        self.replica().record(operator, vec![(document, vec![row])]).await?;
        Ok(())
    }

    /// What the county and every unit between it and this node published for a period, as far as it is
    /// here: the newest of the highest unit first; withdrawn ones too.
    pub async fn published(&self, period: Period) -> Result<Vec<Published>, DeskError> {
        let mut all = Vec::new();
        let mut units: Vec<UnitCode> =
            self.replica().unit().and_ancestors().filter(|unit| unit.is_within(&self.replica().root())).collect();
        units.reverse();
        for unit in units {
            all.extend(published(&self.replica().projection(bulletin(unit, period)?).await?, period));
        }
        Ok(all)
    }
}
