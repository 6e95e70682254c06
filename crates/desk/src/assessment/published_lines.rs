//! A published run in columns, for programs that read the store's database and nothing else.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_language::say;
use cunbang_model::schema::{ResultProspect, Word as _};
use cunbang_model::{Date, Decimal, UnitCode, UnitTree};
use cunbang_ranking::RankingRun;
use cunbang_replica::doctor::DoctorFault;
use cunbang_scheme::{Level, OutcomeRow, Prospect, Scheme, Told};
use cunbang_store::{Incident, StoredPublication, StoredResult, Write};
use std::collections::{BTreeSet, HashMap};

/// What is kept of a run's publication. Members are not published; without the run's scheme nothing is said of how certain
/// candidates are.
pub(crate) fn publication(
    unit: UnitCode,
    run: &RankingRun,
    units: &UnitTree,
    published_on: Date,
    scheme: Option<&Scheme>,
    withdrawn: Option<String>,
) -> StoredPublication {
    let prospects = scheme.map(|scheme| scheme.prospects(&run.outcome)).unwrap_or_default();
    let levels = run.outcome.levels.keys().copied().filter(|level| *level != Level::Member);
    // As the units were called when they were ranked.
    let ranked = run.outcome.levels.iter().filter(|(level, _)| **level != Level::Member).flat_map(|(_, rows)| rows);
    let names: HashMap<UnitCode, &str> = ranked.map(|row| (row.unit, &*row.name)).collect();
    let lines = levels.flat_map(|level| run.outcome.rows(level).iter().map(move |row| (level, row)));
    let lines = lines.map(|(level, row)| {
        let prospect = prospects.get(&row.unit).filter(|_| level == Level::Village);
        line(level, row, &names, units, prospect.copied())
    });
    let mut results: Vec<StoredResult> = lines.collect();
    results.sort_by_key(|line| line.unit);
    StoredPublication {
        run: run.id.clone(),
        unit,
        period: run.record.period,
        scheme: run.record.scheme.name.clone(),
        published_on,
        withdrawn,
        results,
    }
}

fn line(
    level: Level,
    row: &OutcomeRow,
    names: &HashMap<UnitCode, &str>,
    units: &UnitTree,
    prospect: Option<Prospect>,
) -> StoredResult {
    let called = |unit: UnitCode| names.get(&unit).map_or_else(|| units.name(unit), |name| (*name).to_owned());
    let count = |number: Option<u32>| number.map(i64::from);
    StoredResult {
        unit: row.unit,
        level: level.as_str().to_owned(),
        name: row.name.to_string(),
        parent: row.parent.map(|parent| (parent, called(parent))),
        status: row.told().as_str().to_owned(),
        score_hundredths: row.score.and_then(hundredths),
        rank: count(row.rank),
        rank_in_parent: count(row.rank_in_parent),
        stars: row.stars.map(i64::from),
        candidate: row.candidate,
        best_rank: count(row.bounds.map(|bounds| bounds.best_rank)),
        worst_rank: count(row.bounds.map(|bounds| bounds.worst_rank)),
        prospect: prospect.map(|prospect| ResultProspect::from(prospect).word().to_owned()),
    }
}

/// A score has two decimals.
fn hundredths(score: Decimal) -> Option<i64> {
    let mut score = score;
    score.rescale(2);
    i64::try_from(score.mantissa()).ok()
}

impl Desk {
    /// Compares what stands in columns with this unit's bulletins, and names what differs; with `repair` the columns are
    /// written anew from the bulletin's runs, and what was never published is taken out of them.
    pub(crate) async fn check_published_lines(&self, repair: bool) -> Result<Vec<DoctorFault>, DeskError> {
        let (unit, store) = (self.replica().unit(), self.replica().store());
        let mut strange: BTreeSet<String> = store.publications().await?.into_iter().collect();
        let (mut faults, mut writes) = (Vec::new(), Vec::new());
        let fault = |run: &str, what: String| {
            let place = format!("published_results {}", run.get(..12).unwrap_or(run));
            DoctorFault { place, what, repaired: repair }
        };
        for (_, published, withdrawn) in self.own_publications().await? {
            strange.remove(&published.run);
            // What is wrong with the run itself is named by others.
            let run = match self.ranking_run(&published.run).await {
                Ok(run) => run,
                Err(DeskError::Run(_)) => continue,
                Err(error) => return Err(error),
            };
            let units = self.replica().units()?;
            let scheme = self.schemes().await?.into_iter().find(|scheme| scheme.hash() == run.record.scheme.hash);
            let expected = publication(unit, &run, &units, published.published_on, scheme.as_ref(), withdrawn);
            let kept = store.publication(&run.id).await?;
            if kept.as_ref() == Some(&expected) {
                continue;
            }
            // Earlier programs kept no columns, did not know how certain candidates are, or called received what only
            // counts so.
            let is_known = |kept: &StoredPublication| {
                let was_called = as_once_called(&expected);
                [without_prospects(&expected), without_prospects(&was_called), was_called].contains(kept)
            };
            if kept.as_ref().is_some_and(|kept| !is_known(kept)) {
                faults.push(fault(&run.id, say!("doctor-published-columns", run = &run.id)));
            }
            writes.push(Write::MendPublication(expected));
        }
        for run in strange {
            faults.push(fault(&run, say!("doctor-published-columns-strange", run = &run)));
            writes.push(Write::DropPublication { run });
        }
        if repair && !writes.is_empty() {
            let at = self.replica().now();
            let told = faults.iter().map(|fault| Incident {
                at,
                kind: "published_columns_mended".to_owned(),
                message: fault.what.clone(),
            });
            writes.extend(told.map(Write::Incident));
            self.replica().commit(writes).await?;
        }
        Ok(faults)
    }
}

fn without_prospects(publication: &StoredPublication) -> StoredPublication {
    let mut without = publication.clone();
    for line in &mut without.results {
        line.prospect = None;
    }
    without
}

/// With the states that earlier programs kept: what counts as received by a decision was called received.
fn as_once_called(publication: &StoredPublication) -> StoredPublication {
    let mut called = publication.clone();
    let by_decision = [Told::Taken, Told::NotCarriedOut].map(Told::as_str);
    for line in called.results.iter_mut().filter(|line| by_decision.contains(&line.status.as_str())) {
        Told::Received.as_str().clone_into(&mut line.status);
    }
    called
}
