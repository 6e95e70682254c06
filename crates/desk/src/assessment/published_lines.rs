//! A published run in columns, for programs that read the store's database and nothing else.

use cunbang_model::schema::{ResultProspect, Word as _};
use cunbang_model::{Date, Decimal, UnitCode, UnitTree};
use cunbang_ranking::RankingRun;
use cunbang_scheme::{Level, OutcomeRow, Prospect, Scheme};
use cunbang_store::{StoredPublication, StoredResult};

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
    let lines = levels.flat_map(|level| run.outcome.rows(level).iter().map(move |row| (level, row)));
    let lines = lines.map(|(level, row)| {
        let prospect = prospects.get(&row.unit).filter(|_| level == Level::Village);
        line(level, row, units, prospect.copied())
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

fn line(level: Level, row: &OutcomeRow, units: &UnitTree, prospect: Option<Prospect>) -> StoredResult {
    let count = |number: Option<u32>| number.map(i64::from);
    StoredResult {
        unit: row.unit,
        level: level.as_str().to_owned(),
        name: row.name.to_string(),
        parent: row.parent.map(|parent| (parent, units.name(parent))),
        status: row.status.as_str().to_owned(),
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
