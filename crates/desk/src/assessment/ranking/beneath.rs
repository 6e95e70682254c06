//! A run as a unit beneath will see it 预览 once it is published: the view that its node makes of the bulletin, made here of the
//! rows that the bulletin would have.

use super::{RankingView, RunState};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::village::place::{Place, count};
use cunbang_model::{Row, UnitCode, clock, record};
use cunbang_ranking::bulletin::bulletin_rows;
use cunbang_ranking::{Published, RankingRun};
use cunbang_scheme::{Level, Scheme};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Desk {
    /// What somebody at `unit` will see, at and under another, of a run that was made here.
    pub(in crate::assessment) async fn ranking_beneath(
        &self,
        viewer: &Viewer,
        unit: UnitCode,
        under: UnitCode,
        run: &str,
    ) -> Result<RankingView, DeskError> {
        viewer.check(unit)?;
        self.check_listed(under)?;
        let run = self.ranking_run(run).await?;
        let period = run.record.period;
        let published = self.as_published(&run).await?;
        let on = published.run.published_on;
        let villages = run.outcome.rows(Level::Village).iter();
        let decisions = villages.filter_map(|row| Some((row.unit, row.decision.clone()?)));
        Ok(RankingView {
            viewer: viewer.beneath(unit),
            under,
            units: self.replica().units()?,
            period,
            whole: None,
            state: RunState::Published { by: run.record.under, on },
            published: vec![Arc::new(published)],
            root: self.replica().root(),
            beside: None,
            instead: None,
            none_stands: None,
            decisions: decisions.collect(),
            notes: self.notes_of(period).await?,
            sheets: BTreeMap::new(),
        })
    }

    /// The place that a unit has in a run that was made here, as its own page will say it once the run is published.
    pub async fn place_beneath(&self, viewer: &Viewer, unit: UnitCode, run: &str) -> Result<Option<Place>, DeskError> {
        viewer.check(unit)?;
        let run = self.ranking_run(run).await?;
        let published = self.as_published(&run).await?;
        let Some(place) = self.place_in(&published, unit, run.record.period, Vec::new()).await? else {
            return Ok(None);
        };
        // As the bulletin's lines will tell it.
        let levels = run.outcome.levels.values();
        let of_level = levels.filter(|rows| rows.iter().any(|row| row.unit == unit && row.member.is_none()));
        let waited_for = of_level.flatten().filter(|row| row.status.is_pending()).filter_map(|row| row.bounds);
        let may_pass = waited_for.filter(|bounds| place.score.is_none_or(|score| bounds.best_score >= score));
        Ok(Some(Place { may_pass: count(may_pass.count()), ..place }))
    }

    /// What the bulletin would say of a run today.
    async fn as_published(&self, run: &RankingRun) -> Result<Published, DeskError> {
        let scheme = self.schemes().await?.into_iter().find(|scheme| scheme.hash() == run.record.scheme.hash);
        let on = clock::county_date(self.replica().now());
        published_on(run, &on.to_string(), scheme.as_ref()).map_err(DeskError::Rows)
    }
}

/// What the bulletin would say of a run that is published on a day.
fn published_on(
    run: &RankingRun,
    on: &str,
    scheme: Option<&Scheme>,
) -> Result<Published, Vec<cunbang_model::RowError>> {
    let by = run.record.under;
    let rows = bulletin_rows(by, run, on, &BTreeMap::new(), scheme)?;
    let mut results: Vec<record::PublishedResult> = rows.iter().filter_map(Row::record).collect();
    results.sort_by_key(|line| (line.level, line.rank.is_none(), line.rank, line.subject));
    let mut runs = rows.iter().filter_map(Row::record::<record::Run>);
    // The first of the rows is that of the run.
    let run = runs.next().ok_or_else(Vec::new)?;
    Ok(Published { by, run, withdrawn: None, results })
}
