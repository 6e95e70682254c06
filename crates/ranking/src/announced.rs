//! What a notice 通报 tells of a run and the lines of its bulletin do not: it comes down with them, so that whoever has the
//! bulletin reads the notice as it went out, wherever the run was made. It holds what the notice prints and nothing else: of
//! candidates what cost them most, of late seals what that cost, of proposals the offices and nobody's name.
//!
//! It stands as JSON in a column of the run and of each line. What a program does not know in it, it passes over.

mod announcing;
mod formalities;

pub use announcing::Announcing;
pub use formalities::Formalities;

use crate::bulletin::Published;
use cunbang_model::schema::{ConsequenceVerdict, Word as _};
use cunbang_model::{Date, Decimal, Table, Unit, UnitCode, UnitKind, UnitTree, record};
use cunbang_scheme::{
    Bounds, CandidateSummary, CorrectedSeal, Coverage, DecisionNote, IndicatorResult, Level, OfficeHolder, Outcome,
    OutcomeRow, ProposedConsequence, Reason, SchemeName, Status,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most rows that an indicator or a proposal is believed to rest on.
const MOST_ROWS: usize = 100_000;

/// What is told of a run as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncedRun {
    /// The fingerprint of the county's authority.
    pub authority: String,
    /// How many of the villages were received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
    /// How the list was cut. Who is waited for stands with the lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidates: Option<CandidateSummary>,
    /// What was done to units and rules over the period, each in Chinese and in English.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<(String, String)>,
    /// Whether ranks are compared with those of the period before.
    #[serde(default)]
    pub compares: bool,
    /// How its notice goes out on paper.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub formalities: Formalities,
}

impl AnnouncedRun {
    /// What came down of a published run as a whole; none where its publisher, as an earlier program, sent nothing for a notice.
    pub fn of(published: &Published) -> Option<Self> {
        serde_json::from_str(published.run.notice.as_deref()?).ok()
    }

    /// How many villages were received, where that was too few for the rules to list any candidates.
    pub fn none_listed(&self) -> Option<Coverage> {
        self.coverage.filter(|_| self.candidates.as_ref().is_some_and(|summary| summary.withheld))
    }
}

fn is_nothing(formalities: &Formalities) -> bool {
    *formalities == Formalities::default()
}

/// What is told of a unit beside its line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncedLine {
    /// What it was called when it was ranked.
    pub name: String,
    /// What it was.
    pub kind: String,
    /// The unit above it then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitCode>,
    /// Its rank in the period before; 0 where it had none then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<u32>,
    /// Between which scores it will lie, the best first, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub between: Option<(String, String)>,
    /// Whether it is waited for, and may come to be a candidate.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub waited_for: bool,
    /// What the county had decided on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionNote>,
    /// Of a candidate what cost it most, of a late one what looks at that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<AnnouncedIndicator>,
    /// What the rules propose because of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consequences: Vec<AnnouncedConsequence>,
    /// What was decided on that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decided: Vec<AnnouncedDecision>,
    /// The return that keeps its seal in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forgiven: Option<CorrectedSeal>,
    /// What units above registered late of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub registered: Vec<AnnouncedRow>,
}

/// An indicator as far as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncedIndicator {
    /// Its id, or what adjusted the score.
    pub id: String,
    /// What it gave, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<String>,
    /// What was measured, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// What is behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub behind: Vec<AnnouncedReason>,
}

/// A remark, or how many rows of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncedReason {
    /// The table; none of a remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub table: String,
    /// How many rows.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rows: usize,
    /// The unit that a remark is about, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitCode>,
    /// The remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// A consequence that the rules propose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncedConsequence {
    /// Its id in the rules.
    pub id: String,
    /// How much, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// For the holders of which offices: what each is, and its id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<(String, String)>,
    /// How many rows it rests on.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rows: usize,
}

/// What was decided on a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncedDecision {
    /// The consequence's id.
    pub consequence: String,
    /// The office, where it is for who holds one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// What was decided, by its word.
    pub verdict: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl AnnouncedDecision {
    /// What was decided; none where a newer program knows more of that.
    pub fn verdict(&self) -> Option<ConsequenceVerdict> {
        ConsequenceVerdict::from_word(&self.verdict)
    }
}

/// A row that a unit above registered late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncedRow {
    /// The village; told by the line on which it stands.
    #[serde(skip)]
    pub unit: Option<UnitCode>,
    /// Its table.
    pub table: String,
    /// What it says, in a line.
    pub row: String,
    /// The unit that registered it, by name.
    pub by: String,
    /// Who sat at that unit's device.
    pub operator: String,
    /// When.
    pub on: Date,
    /// What became of it: `recorded`, `changed`, `withdrawn` or `reinstated`.
    pub became: String,
    /// Whether that was after a list of the period was published.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub after_list: bool,
    /// What a finding costs its village in the run, as text; none where it costs nothing, or an earlier program told nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<String>,
}

impl AnnouncedRow {
    /// The table, in Chinese; its name where a newer program wrote it.
    pub fn table_in_chinese(&self) -> String {
        Table::from_name(&self.table).map_or_else(|| self.table.clone(), |table| table.chinese().to_owned())
    }
}

/// A published run as far as its notice tells it.
#[derive(Debug, Clone)]
pub struct Announced {
    /// What is told of it as a whole.
    pub run: AnnouncedRun,
    /// The run's outcome as far as the notice prints it.
    pub outcome: Outcome,
    /// The ranks of the period before, where they are compared.
    pub previous: Option<Outcome>,
    /// Whose seals came late, with the day.
    pub late: BTreeMap<UnitCode, Date>,
    /// Of them, how many of the rows that count came late.
    pub late_rows: BTreeMap<UnitCode, usize>,
    /// Whose lateness a return forgave.
    pub forgiven: BTreeMap<UnitCode, CorrectedSeal>,
    /// What was decided on proposals.
    pub decided: Vec<(UnitCode, AnnouncedDecision)>,
    /// What was registered late, by village.
    pub registered: Vec<AnnouncedRow>,
}

impl Announced {
    /// What came down of a published run; none where its publisher, as an earlier program, sent nothing for a notice.
    pub fn of(published: &Published) -> Option<Self> {
        let run = AnnouncedRun::of(published)?;
        let mut levels: BTreeMap<Level, Vec<OutcomeRow>> = BTreeMap::new();
        let mut before: BTreeMap<Level, Vec<OutcomeRow>> = BTreeMap::new();
        let mut summary = run.candidates.clone();
        let (mut late, mut late_rows) = (BTreeMap::new(), BTreeMap::new());
        let (mut forgiven, mut decided) = (BTreeMap::new(), Vec::new());
        let mut registered: Vec<AnnouncedRow> = Vec::new();
        for line in &published.results {
            let told: AnnouncedLine = serde_json::from_str(line.notice.as_deref()?).ok()?;
            let (unit, level) = (line.subject, Level::from(line.level));
            late.extend(line.late_on.map(|on| (unit, on)));
            let rows = line.late_rows.and_then(|count| usize::try_from(count).ok());
            late_rows.extend(rows.map(|count| (unit, count)));
            forgiven.extend(told.forgiven.clone().map(|seal| (unit, seal)));
            decided.extend(told.decided.iter().cloned().map(|one| (unit, one)));
            registered.extend(told.registered.iter().cloned().map(|one| AnnouncedRow { unit: Some(unit), ..one }));
            if let Some(summary) = summary.as_mut().filter(|_| told.waited_for) {
                summary.pending.push(unit);
            }
            let row = row_of(line, told);
            if let Some(rank) = row.1 {
                before.entry(level).or_default().push(OutcomeRow { rank: (rank > 0).then_some(rank), ..row.0.clone() });
            }
            levels.entry(level).or_default().push(row.0);
        }
        if let Some(summary) = &mut summary {
            summary.pending.sort_unstable();
        }
        registered.sort_by_key(|one| one.unit);
        let outcome = Outcome {
            period: published.run.period,
            scheme: SchemeName { name: published.run.scheme.clone(), hash: published.run.scheme_hash.clone() },
            levels,
            coverage: run.coverage,
            offices: BTreeMap::new(),
            candidates: summary,
        };
        let previous = run.compares.then(|| Outcome {
            period: outcome.period.previous(),
            levels: before,
            candidates: None,
            coverage: None,
            ..outcome.clone()
        });
        Some(Self { run, outcome, previous, late, late_rows, forgiven, decided, registered })
    }

    /// A tree in which the units that were ranked are found, though the county may have withdrawn some since.
    pub fn units(&self, now: &Arc<UnitTree>) -> Arc<UnitTree> {
        let rows = self.outcome.levels.values().flatten().filter(|row| now.get(row.unit).is_none());
        let former = rows.filter_map(|row| {
            let kind = UnitKind::from_word(&row.kind)?;
            Some(Unit { code: row.unit, name: row.name.to_string(), kind })
        });
        let former: Vec<Unit> = former.collect();
        if former.is_empty() {
            return Arc::clone(now);
        }
        UnitTree::new(now.iter().cloned().chain(former)).map_or_else(|_| Arc::clone(now), Arc::new)
    }
}

/// What the county had decided on a unit when it was ranked, as its line tells; none where the line tells nothing of that, as
/// those of earlier programs.
pub fn decision_then(line: &record::PublishedResult) -> Option<Option<DecisionNote>> {
    let told: AnnouncedLine = serde_json::from_str(line.notice.as_deref()?).ok()?;
    Some(told.decision)
}

/// The best score that may still come of a unit, as its line tells; none where nothing is waited for of it, or the line does not
/// tell.
pub fn best_score(line: &record::PublishedResult) -> Option<Decimal> {
    let told: AnnouncedLine = serde_json::from_str(line.notice.as_deref()?).ok()?;
    told.between?.0.parse().ok()
}

/// A line as a row of an outcome, and its rank in the period before.
fn row_of(line: &record::PublishedResult, told: AnnouncedLine) -> (OutcomeRow, Option<u32>) {
    let count = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    let number = |text: &String| text.parse::<Decimal>().ok();
    let bounds = told.between.as_ref().and_then(|(best, worst)| {
        Some(Bounds {
            best_score: number(best)?,
            worst_score: number(worst)?,
            best_rank: count(line.best_rank)?,
            worst_rank: count(line.worst_rank)?,
        })
    });
    let level = Level::from(line.level);
    let row = OutcomeRow {
        unit: line.subject,
        member: None,
        name: told.name.into(),
        kind: told.kind.into(),
        parent: told.parent,
        // Tables leave out decimals that are zeros.
        score: line.score.map(|mut score| {
            score.rescale(2);
            score
        }),
        rank: count(line.rank),
        rank_in_parent: count(line.rank_in_parent),
        stars: line.stars.and_then(|stars| u8::try_from(stars).ok()),
        status: Status::from(line.status),
        bounds,
        candidate: (level == Level::Village).then_some(line.candidate == Some(true)),
        warned: false,
        decision: told.decision,
        consequences: told.consequences.into_iter().map(proposed).collect(),
        indicators: Arc::new(told.indicators.into_iter().map(result).collect()),
    };
    (row, told.before)
}

fn proposed(told: AnnouncedConsequence) -> ProposedConsequence {
    let holder = |(role, office)| OfficeHolder { role, office, person: String::new() };
    ProposedConsequence {
        id: told.id,
        amount: told.amount.and_then(|amount| amount.parse().ok()),
        persons: told.offices.into_iter().map(holder).collect(),
        reasons: vec![Reason::default(); told.rows.min(MOST_ROWS)],
    }
}

fn result(told: AnnouncedIndicator) -> IndicatorResult {
    let number = |text: Option<String>| text.and_then(|text| text.parse().ok());
    let reasons = told.behind.into_iter().flat_map(|one| {
        let row = if one.table.is_empty() { String::new() } else { format!("{}/", one.table) };
        let reason = Reason { unit: one.unit, row: row.into(), note: one.note.into(), ..Reason::default() };
        vec![reason; one.rows.clamp(1, MOST_ROWS)]
    });
    IndicatorResult {
        id: told.id.into(),
        points: number(told.points),
        measure: number(told.measure),
        reasons: reasons.collect(),
    }
}
