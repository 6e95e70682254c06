//! A ranking as one object for programs: the outcome, and beside it what people are told of it.
//!
//! Every field of the outcome stands as in its own JSON, which is recomputed byte for byte; what is beside it is not part of
//! that. So a village on which the county decided has the status `received` with which it is ranked, and is told as `taken`.

use crate::movement::Previous;
use crate::outcome_table::{proposals, prospect_of};
use crate::page::ReportInput;
use cunbang_model::schema::Word;
use cunbang_model::{Period, UnitCode};
use cunbang_scheme::{
    CandidateSummary, Coverage, Cuts, DecisionNote, Level, OfficeRow, Outcome, OutcomeRow, Prospect, SchemeName, Told,
};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Serialize)]
struct Written<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<&'a str>,
    /// What the run counts for: a draft, published, replaced, taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'a str>,
    period: Period,
    scheme: &'a SchemeName,
    levels: BTreeMap<Level, Vec<WrittenRow<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Coverage>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    offices: &'a BTreeMap<String, Vec<OfficeRow>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidates: Option<&'a CandidateSummary>,
    /// Where the outcome has the villages.
    #[serde(skip_serializing_if = "Option::is_none")]
    told: Option<TotalsTold<'a>>,
    /// Of each village whether it is a candidate for certain or may be, and the two cut scores.
    list: BTreeMap<UnitCode, ListPlace>,
}

/// A row with what the other formats say of it.
#[derive(Debug, Serialize)]
struct WrittenRow<'a> {
    #[serde(flatten)]
    row: &'a OutcomeRow,
    told: &'static str,
    parent_name: Option<String>,
    /// Ranks gained since the period before; negative if lost.
    movement: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prospect: Option<&'static str>,
    /// What its consequences are called in the rules, with their amounts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    consequences_told: Vec<String>,
}

/// How many villages people are told are received, and on which the county decided.
#[derive(Debug, Serialize)]
struct TotalsTold<'a> {
    #[serde(flatten)]
    totals: BTreeMap<&'static str, usize>,
    decided: Vec<DecidedVillage<'a>>,
}

#[derive(Debug, Serialize)]
struct DecidedVillage<'a> {
    unit: UnitCode,
    name: &'a str,
    #[serde(flatten)]
    decision: &'a DecisionNote,
}

/// Where a village stands to the list of candidates.
#[derive(Debug, Serialize)]
struct ListPlace {
    #[serde(skip_serializing_if = "Option::is_none")]
    prospect: Option<Prospect>,
    #[serde(flatten)]
    cuts: Option<Cuts>,
}

/// An outcome with all its levels as JSON; `state` is the word for what its run counts for, where that is known, and `cuts`
/// are the two cut scores of each village.
pub fn outcome_json(
    input: &ReportInput<'_>,
    state: Option<&str>,
    cuts: &BTreeMap<UnitCode, Cuts>,
) -> Result<Vec<u8>, serde_json::Error> {
    let outcome = input.outcome;
    let written = Written {
        run: input.run,
        state,
        period: outcome.period,
        scheme: &outcome.scheme,
        levels: outcome.levels.iter().map(|(level, rows)| (*level, rows_of(input, *level, rows))).collect(),
        coverage: outcome.coverage,
        offices: &outcome.offices,
        candidates: outcome.candidates.as_ref(),
        told: outcome.levels.contains_key(&Level::Village).then(|| totals(outcome)),
        list: list(input, cuts),
    };
    let mut bytes = serde_json::to_vec(&written)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn rows_of<'a>(input: &ReportInput<'a>, level: Level, rows: &'a [OutcomeRow]) -> Vec<WrittenRow<'a>> {
    let previous = Previous::of(input, level);
    let written = rows.iter().map(|row| WrittenRow {
        row,
        told: row.told().as_str(),
        parent_name: row.parent.map(|parent| input.units.name(parent)),
        movement: previous.movement(row).ranks_gained(),
        prospect: prospect_of(input, row).map(Word::word),
        consequences_told: proposals(input, level, row),
    });
    written.collect()
}

fn totals(outcome: &Outcome) -> TotalsTold<'_> {
    let villages = outcome.rows(Level::Village);
    let mut totals: BTreeMap<&str, usize> = Told::ALL.into_iter().map(|told| (told.as_str(), 0)).collect();
    for row in villages {
        *totals.entry(row.told().as_str()).or_default() += 1;
    }
    let decided = villages.iter().filter_map(|row| {
        row.decision.as_ref().map(|decision| DecidedVillage { unit: row.unit, name: &row.name, decision })
    });
    TotalsTold { totals, decided: decided.collect() }
}

fn list(input: &ReportInput<'_>, cuts: &BTreeMap<UnitCode, Cuts>) -> BTreeMap<UnitCode, ListPlace> {
    let place =
        |unit: &UnitCode| ListPlace { prospect: input.prospects.get(unit).copied(), cuts: cuts.get(unit).copied() };
    input.prospects.keys().chain(cuts.keys()).map(|unit| (*unit, place(unit))).collect()
}
