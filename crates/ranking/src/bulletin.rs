//! Bulletins 通报: the rows that publish a run, and what people read in them.

use crate::record::RankingRun;
use cunbang_language::say;
use cunbang_ledger::{Projection, Standing, VersionVector};
use cunbang_model::schema::ResultProspect;
use cunbang_model::{DocumentKind, DocumentName, Period, Row, RowError, Table, UnitCode, record};
use cunbang_scheme::{Level, OutcomeRow, Prospect, Scheme};
use std::collections::{BTreeMap, HashMap};

/// A run as a bulletin shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The unit that published it.
    pub by: UnitCode,
    /// The run: its id, period, scheme, hashes, the day.
    pub run: record::Run,
    /// Why the publication was withdrawn, if it was.
    pub withdrawn: Option<String>,
    /// The lines of villages and of units above: by level, rank and unit.
    pub results: Vec<record::PublishedResult>,
}

impl Published {
    /// The run's id.
    pub fn id(&self) -> &str {
        &self.run.run
    }

    /// Why the publication was withdrawn, in words, if it was.
    pub fn withdrawn_because(&self) -> Option<String> {
        let reason = self.withdrawn.as_deref()?;
        let along = taken_back_along(reason).map(|run| say!("bulletin-taken-back-along", run = run));
        Some(along.unwrap_or_else(|| reason.to_owned()))
    }

    /// The line of a unit.
    pub fn result_of(&self, unit: UnitCode) -> Option<&record::PublishedResult> {
        self.results.iter().find(|line| line.subject == unit)
    }

    /// The units of a level that have a rank, with it.
    pub fn ranks(&self, level: Level) -> Vec<(UnitCode, u32)> {
        let of_level = self.results.iter().filter(|line| Level::from(line.level) == level);
        of_level.filter_map(|line| Some((line.subject, u32::try_from(line.rank?).ok()?))).collect()
    }

    /// The villages that are candidates for the backward list 后进村, the last placed first.
    pub fn candidates(&self) -> impl Iterator<Item = &record::PublishedResult> {
        self.results.iter().rev().filter(|line| line.candidate == Some(true))
    }
}

/// The bulletin in which a period's decisions and runs stand: that of its last quarter.
#[allow(clippy::expect_used)] // a day lies in a quarter, and bulletins are quarterly
pub fn bulletin(unit: UnitCode, period: Period) -> DocumentName {
    let quarter = Period::quarter_of(period.belongs_to());
    DocumentName::quarterly(DocumentKind::Bulletin, unit, quarter).expect("a quarterly document of a quarter")
}

/// The reason at a list that is taken back along with the one that had replaced it. It is recorded, and read by
/// [`taken_back_along`]: these words stay.
pub fn along_with(run: &str) -> String {
    format!("已被排名{}替代，该排名撤回后不恢复", run.get(..12).unwrap_or(run))
}

/// The beginning of the id of the run along with which a list was taken back, where that is the reason.
pub fn taken_back_along(reason: &str) -> Option<&str> {
    reason.strip_prefix("已被排名")?.strip_suffix("替代，该排名撤回后不恢复")
}

/// Puts what was taken back along with another list after that one: the newest is the list that somebody took back.
fn along_after(runs: &mut [Published]) {
    for place in (0..runs.len()).rev() {
        let Some(along) = runs[place].withdrawn.as_deref().and_then(taken_back_along) else { continue };
        if let Some(other) = runs.iter().rposition(|one| one.id().starts_with(along)).filter(|other| *other > place) {
            runs[place..=other].rotate_left(1);
        }
    }
}

/// What a bulletin says of a period, the newest first; withdrawn publications too.
pub fn published(bulletin: &Projection, period: Period) -> Vec<Published> {
    let mut runs: Vec<_> = bulletin
        .table(Table::Runs)
        .filter_map(|standing| Some((standing, standing.row.record::<record::Run>()?)))
        .filter(|(_, run)| run.period == period)
        .collect();
    runs.sort_by_key(|(standing, _)| std::cmp::Reverse(standing.operation.counter));
    let mut lines: HashMap<String, Vec<record::PublishedResult>> = HashMap::new();
    for line in bulletin.table(Table::Results).filter_map(|line| line.row.record::<record::PublishedResult>()) {
        lines.entry(line.run.clone()).or_default().push(line);
    }
    let of_run = |(standing, run): (&Standing, record::Run)| {
        let mut results = lines.remove(&run.run).unwrap_or_default();
        results.sort_by_key(|line| (line.level, line.rank.is_none(), line.rank, line.subject));
        let withdrawn = standing.row.withdrawal().map(str::to_owned);
        Published { by: bulletin.document().unit(), run, withdrawn, results }
    };
    let mut runs: Vec<Published> = runs.into_iter().map(of_run).collect();
    along_after(&mut runs);
    runs
}

/// The rows that publish a run: it, with the hashes of its scheme and outcome, and a line for every
/// village and for every unit above, with the hash of its score sheet where it has one, and with whether it is a
/// candidate for certain or may be one where the rules are at hand to say so. Members are not published.
pub fn bulletin_rows(
    unit: UnitCode,
    run: &RankingRun,
    published_on: &str,
    sheets: &BTreeMap<UnitCode, String>,
    scheme: Option<&Scheme>,
) -> Result<Vec<Row>, Vec<RowError>> {
    let (unit, period, outcome) = (unit.to_string(), run.record.period.to_string(), run.outcome.hash());
    let made_at = run.made_at.to_string();
    let cells = [
        ("unit", unit.as_str()),
        ("run", run.id.as_str()),
        ("period", period.as_str()),
        ("scheme", run.record.scheme.name.as_str()),
        ("scheme_hash", run.record.scheme.hash.as_str()),
        ("outcome", outcome.as_str()),
        ("published_on", published_on),
        ("made_at", made_at.as_str()),
    ];
    let mut rows = vec![Row::from_cells(Table::Runs, cells)?];
    let prospects = scheme.map(|scheme| scheme.prospects(&run.outcome)).unwrap_or_default();
    for level in run.outcome.levels.keys().copied().rev().filter(|level| *level != Level::Member) {
        for row in run.outcome.rows(level) {
            let prospect = prospects.get(&row.unit).filter(|_| level == Level::Village);
            rows.push(result_row(&unit, run, level, row, sheets.get(&row.unit), prospect.copied())?);
        }
    }
    Ok(rows)
}

/// How much of a village's ledgers a run rests on, as its line in the bulletin says: `2026Q3 DEVICE.0:48; …`.
fn rests_on(run: &RankingRun, unit: UnitCode) -> String {
    const MAX_BYTES: usize = 8000;
    let quarters = run.record.period.quarters().into_iter();
    let stated = quarters.filter_map(|quarter| {
        let ledger = DocumentName::quarterly(DocumentKind::Ledger, unit, quarter)?;
        Some(format!("{quarter} {}", run.record.inputs.get(&ledger.to_string())?))
    });
    // A village with so many devices finds it in the evidence.
    Some(stated.collect::<Vec<_>>().join("; ")).filter(|text| text.len() <= MAX_BYTES).unwrap_or(UNSTATED.to_owned())
}

/// What stands where a bulletin does not say how much a run rests on.
const UNSTATED: &str = "-";

/// How much of a unit's ledgers a run rests on, as [`bulletin_rows`] said; none where it did not say.
pub fn stated_inputs(line: &record::PublishedResult) -> Option<BTreeMap<DocumentName, VersionVector>> {
    let text = line.rests_on.as_deref().unwrap_or_default();
    if text == UNSTATED {
        return None;
    }
    let parts = text.split("; ").filter(|part| !part.is_empty());
    let parsed = parts.map(|part| {
        let (quarter, vector) = part.split_once(' ')?;
        let ledger = DocumentName::quarterly(DocumentKind::Ledger, line.subject, quarter.parse().ok()?)?;
        Some((ledger, vector.parse().ok()?))
    });
    parsed.collect()
}

fn result_row(
    unit: &str,
    run: &RankingRun,
    level: Level,
    row: &OutcomeRow,
    sheet: Option<&String>,
    prospect: Option<Prospect>,
) -> Result<Row, Vec<RowError>> {
    fn text(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let cells = [
        ("unit", unit.to_owned()),
        ("run", run.id.clone()),
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
        ("rests_on", rests_on(run, row.unit)),
        ("sheet", text(sheet)),
        ("prospect", text(prospect.map(ResultProspect::from))),
    ];
    Row::from_cells(Table::Results, cells.iter().map(|(column, text)| (*column, text.as_str())))
}
