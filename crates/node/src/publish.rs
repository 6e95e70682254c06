//! Publishing 通报: a run into the bulletin, signed as entries of the node's log, and read below.

use crate::decide::bulletin;
use crate::error::NodeError;
use crate::node::Node;
use crate::run::{RankingRun, blocking};
use cunbang_model::{DocumentName, Period, Row, Table, UnitCode, clock};
use cunbang_scheme::{Level, OutcomeRow};

/// A run as a bulletin shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The unit that published it.
    pub by: UnitCode,
    /// The run's id.
    pub run: String,
    /// The period ranked.
    pub period: Period,
    /// The row of the table `runs`: scheme, hashes, the day; withdrawn where the publication was.
    pub row: Row,
    /// The rows of the table `results`, villages and above: by level, rank and unit.
    pub results: Vec<Row>,
}

impl Published {
    /// The line of a unit.
    pub fn result_of(&self, unit: UnitCode) -> Option<&Row> {
        self.results.iter().find(|row| row.unit_in("subject") == Some(unit))
    }

    /// The villages that are candidates for the backward list 后进村, the last placed first.
    pub fn candidates(&self) -> impl Iterator<Item = &Row> {
        self.results.iter().rev().filter(|row| row.is_yes("candidate"))
    }
}

impl Node {
    /// Publishes a run in this node's bulletin of the period's last quarter: the run with the hashes of its
    /// scheme and outcome, and a line for every village and township. Members are not published. Gives the
    /// number of rows that were new; publishing the same run twice changes nothing.
    pub async fn publish(&self, operator: &str, run_id: &str) -> Result<usize, NodeError> {
        let run = self.ranking_run(run_id).await?;
        let document = bulletin(self.unit(), run.record.period)?;
        let (unit, today) = (self.unit(), clock::county_date(self.now()).to_string());
        let standing = self.projection(document).await?;
        // A second publication keeps the day of the first.
        let published_on = standing
            .get(Table::Runs, &run.id)
            .filter(|standing| !standing.row.is_withdrawn())
            .and_then(|standing| standing.row.date("published_on"))
            .map_or(today, |day| day.to_string());
        let rows = blocking(move || bulletin_rows(unit, &run, &published_on)).await??;
        self.record(operator, vec![(document, rows)]).await
    }

    /// Takes a publication back, with the reason; the bulletin goes on showing both.
    pub async fn withdraw_publication(&self, operator: &str, run_id: &str, reason: &str) -> Result<(), NodeError> {
        let run = self.ranking_run(run_id).await?;
        let document = bulletin(self.unit(), run.record.period)?;
        let projection = self.projection(document).await?;
        let Some(standing) = projection.get(Table::Runs, &run.id) else {
            return Err(NodeError::Invalid(format!("run {} was not published in {document}", run.id)));
        };
        let row = standing.row.clone().withdrawn(reason);
        self.record(operator, vec![(document, vec![row])]).await?;
        Ok(())
    }

    /// What the county and every unit between it and this node published for a period, as far as it is
    /// here: the newest of the highest unit first; withdrawn ones too.
    pub async fn published(&self, period: Period) -> Result<Vec<Published>, NodeError> {
        let mut all = Vec::new();
        let mut units: Vec<UnitCode> =
            self.unit().and_ancestors().filter(|unit| unit.is_within(&self.root())).collect();
        units.reverse();
        for unit in units {
            all.extend(self.published_in(bulletin(unit, period)?, period).await?);
        }
        Ok(all)
    }

    async fn published_in(&self, document: DocumentName, period: Period) -> Result<Vec<Published>, NodeError> {
        let projection = self.projection(document).await?;
        let mut runs: Vec<_> =
            projection.table(Table::Runs).filter(|standing| standing.row.period("period") == Some(period)).collect();
        runs.sort_by_key(|standing| std::cmp::Reverse(standing.operation.counter));
        let mut published = Vec::with_capacity(runs.len());
        for standing in runs {
            let run = standing.row.text("run").unwrap_or_default().to_owned();
            let mut results: Vec<Row> = projection
                .table(Table::Results)
                .filter(|result| result.row.text("run") == Some(run.as_str()))
                .map(|result| result.row.clone())
                .collect();
            results.sort_by_cached_key(|row| {
                let level = row.text("level").map(str::to_owned);
                let rank = row.number("rank");
                (std::cmp::Reverse(level), rank.is_none(), rank, row.unit_in("subject"))
            });
            published.push(Published { by: document.unit(), run, period, row: standing.row.clone(), results });
        }
        Ok(published)
    }
}

fn bulletin_rows(unit: UnitCode, run: &RankingRun, published_on: &str) -> Result<Vec<Row>, NodeError> {
    let (unit, period, outcome) = (unit.to_string(), run.record.period.to_string(), run.outcome.hash());
    let cells = [
        ("unit", unit.as_str()),
        ("run", run.id.as_str()),
        ("period", period.as_str()),
        ("scheme", run.record.scheme.name.as_str()),
        ("scheme_hash", run.record.scheme.hash.as_str()),
        ("outcome", outcome.as_str()),
        ("published_on", published_on),
    ];
    let mut rows = vec![Row::from_cells(Table::Runs, cells).map_err(NodeError::rows)?];
    for level in [Level::County, Level::Township, Level::Village] {
        for row in run.outcome.rows(level) {
            rows.push(result_row(&unit, &run.id, level, row)?);
        }
    }
    Ok(rows)
}

fn result_row(unit: &str, run: &str, level: Level, row: &OutcomeRow) -> Result<Row, NodeError> {
    fn text(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let cells = [
        ("unit", unit.to_owned()),
        ("run", run.to_owned()),
        ("subject", row.unit.to_string()),
        ("level", level.as_str().to_owned()),
        ("status", row.status.as_str().to_owned()),
        ("score", text(row.score)),
        ("rank", text(row.rank)),
        ("rank_in_parent", text(row.rank_in_parent)),
        ("stars", text(row.stars)),
        ("candidate", text(row.candidate.map(|is_one| if is_one { "yes" } else { "no" }))),
        ("best_rank", text(row.bounds.map(|bounds| bounds.best_rank))),
        ("worst_rank", text(row.bounds.map(|bounds| bounds.worst_rank))),
    ];
    Row::from_cells(Table::Results, cells.iter().map(|(column, text)| (*column, text.as_str())))
        .map_err(NodeError::rows)
}
