//! The page: one self-contained HTML file for the screen and for print.
//!
//! It needs no scripts and no network: style and charts are inline, and its content security policy forbids
//! everything else. Its size depends on the number of units, not of rows.

use crate::chart::{self, Scored, Share};
use crate::coverage::{Coverage, STATUSES};
use crate::export::ExportError;
use crate::heat::{HeatMap, heat_map};
use crate::in_words::RowsInWords;
use crate::late::{ForgivenSeal, LateSeal, forgiven_seals, late_seals};
use crate::movement::{Movement, Previous};
use crate::office_table::role_words;
use crate::score_sheet::{self, Line, Loss};
use crate::wording::{self, Words};
use askama::Template;
use cunbang_model::shown::in_lines;
use cunbang_model::{Date, Decimal, UnitCode, UnitKind, UnitTree, median};
use cunbang_scheme::{
    Bounds, CorrectedSeal, Cuts, IndicatorInfo, Level, OfficeRow, Outcome, OutcomeRow, Prospect, Scheme, Status,
    ToldVillages,
};
use std::collections::{BTreeMap, BTreeSet};

/// The input for a page or workbook of an outcome.
#[derive(Debug, Clone, Copy)]
pub struct ReportInput<'a> {
    /// The outcome.
    pub outcome: &'a Outcome,
    /// The whole ranking, where the outcome is a part of it: places move among all that were ranked.
    pub whole: Option<&'a Outcome>,
    /// The units, for names and the order of levels.
    pub units: &'a UnitTree,
    /// The scheme's title, Chinese and English.
    pub scheme_title: &'a str,
    /// The scheme's indicators, for titles and full marks.
    pub indicators: &'a [IndicatorInfo],
    /// The rules, for the titles of what they propose, where their text is at hand.
    pub rules: Option<&'a Scheme>,
    /// The id of the ranking run, if there is one.
    pub run: Option<&'a str>,
    /// What the run counts for, in words, where that is to be said: a draft, published, taken back.
    pub state: Option<&'a str>,
    /// The previous period's outcome, for movement.
    pub previous: Option<&'a Outcome>,
    /// Who is a candidate for certain and who may become or cease to be one, as far as that is known.
    pub prospects: &'a BTreeMap<UnitCode, Prospect>,
    /// The two cut scores of the list of candidates, where there are any.
    pub cuts: Option<Cuts>,
    /// The highest score on the list of candidates and the lowest off it, of all villages that were ranked together; none
    /// where the outcome has them all.
    pub ends: Option<(Decimal, Option<Decimal>)>,
    /// The villages whose seals came late, with the day; [`NOBODY_LATE`] where there are no seals.
    pub late: &'a BTreeMap<UnitCode, Date>,
    /// The villages that would have been late, but for a return of their seal; [`NOBODY_FORGIVEN`] where there are no seals.
    pub forgiven: &'a BTreeMap<UnitCode, CorrectedSeal>,
    /// What was done to units and rules over the period, each in Chinese and in English; [`NOTHING_DONE`] where nobody knows.
    pub notes: &'a [(String, String)],
    /// What the rows behind the scores say; [`NOTHING_SAID`] where nobody has them.
    ///
    /// [`NOTHING_SAID`]: crate::NOTHING_SAID
    pub said: &'a RowsInWords,
}

/// Nothing was done to units and rules over the period.
pub const NOTHING_DONE: &[(String, String)] = &[];
/// No seals came late.
pub const NOBODY_LATE: &BTreeMap<UnitCode, Date> = &BTreeMap::new();
/// No seals were returned.
pub const NOBODY_FORGIVEN: &BTreeMap<UnitCode, CorrectedSeal> = &BTreeMap::new();

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    county: String,
    period: String,
    scheme_title: Words,
    scheme_name: &'a str,
    scheme_hash: &'a str,
    run: Option<&'a str>,
    state: Option<&'a str>,
    compared: Option<String>,
    tiles: Vec<Tile>,
    coverage_bar: String,
    coverage: Vec<CoverageLine>,
    coverage_by_unit: Vec<UnitCoverage>,
    pending: Vec<Subject>,
    late: Vec<LateSeal>,
    forgiven: Vec<ForgivenSeal>,
    decided: Vec<Subject>,
    notes: &'a [(String, String)],
    candidates: Vec<Candidate>,
    candidate_note: Option<CandidateNote>,
    histogram: String,
    heat: HeatMap<'a>,
    units: &'a UnitTree,
    /// The ranked levels above the villages, from the top.
    above: Vec<LevelSection>,
    /// The word for the units directly above the villages.
    parent: Words,
    villages: Vec<Subject>,
    /// Those who hold offices, role by role.
    offices: Vec<OfficeSection>,
    members: Vec<MemberStars>,
}

/// Those in one role, ranked as their units are.
struct OfficeSection {
    role: Words,
    rows: Vec<OfficeHolder>,
}

struct OfficeHolder {
    rank: String,
    code: String,
    name: String,
    person: String,
    score: String,
    days: String,
}

struct Tile {
    value: String,
    title: Words,
}

struct CoverageLine {
    title: Words,
    class: &'static str,
    count: usize,
}

struct UnitCoverage {
    name: String,
    counts: [usize; 6],
    total: usize,
    bar: String,
}

/// One level above the villages.
struct LevelSection {
    level: Level,
    rows: Vec<Subject>,
}

/// A ranked or pending unit, as the tables show it.
struct Subject {
    code: String,
    name: String,
    kind: Words,
    parent: String,
    rank: String,
    rank_in_parent: String,
    movement: Movement,
    score: String,
    bar: String,
    stars: String,
    status: Words,
    status_class: &'static str,
    bounds: Option<Bounds>,
    candidate: bool,
    /// What may be said of a place on the list beside what it is now: for certain, or possibly.
    prospect: Option<Words>,
    warned: bool,
    decision: Option<(Words, String)>,
    lines: Vec<Line>,
}

struct Candidate {
    subject: Subject,
    losses: Vec<Loss>,
}

struct CandidateNote {
    share: String,
    eligible: u32,
    count: u32,
    /// If the list is withheld for lack of coverage: received, expected, per cent, and the required per cent.
    withheld: Option<(u32, u32, String, String)>,
    pending: Vec<String>,
    cuts: Option<Cuts>,
}

struct MemberStars {
    stars: String,
    count: usize,
    bar: String,
}

/// Renders the page of an outcome as HTML.
pub fn html(input: &ReportInput<'_>) -> Result<String, ExportError> {
    let outcome = input.outcome;
    let villages = subjects(input, Level::Village);
    let ranked_above =
        outcome.levels.iter().rev().filter(|(level, rows)| level.is_above_villages() && !rows.is_empty());
    let above = ranked_above.map(|(level, _)| LevelSection { level: *level, rows: subjects(input, *level) }).collect();
    let coverage = Coverage::of(outcome, input.units);
    let pending = |subject: &&OutcomeRow| subject.status.is_pending();
    let rows = outcome.rows(Level::Village);
    let best = best_score(rows);
    let page = Page {
        county: input.units.title(),
        period: outcome.period.to_string(),
        scheme_title: wording::split_title(input.scheme_title),
        scheme_name: &outcome.scheme.name,
        scheme_hash: &outcome.scheme.hash,
        run: input.run,
        state: input.state,
        compared: input.previous.map(|previous| previous.period.to_string()),
        tiles: tiles(outcome, &coverage),
        coverage_bar: coverage_bar(&coverage),
        coverage: STATUSES
            .into_iter()
            .map(|status| CoverageLine {
                title: wording::told(status),
                class: status.as_str(),
                count: coverage.all.of(status),
            })
            .collect(),
        coverage_by_unit: coverage_by_unit(input, &coverage),
        pending: rows.iter().filter(pending).map(|row| subject(input, Level::Village, row, best, None)).collect(),
        late: late_seals(input),
        forgiven: forgiven_seals(input),
        notes: input.notes,
        decided: rows
            .iter()
            .filter(|row| row.decision.is_some())
            .map(|row| subject(input, Level::Village, row, best, None))
            .collect(),
        candidates: outcome
            .candidates()
            .map(|row| Candidate {
                subject: subject(input, Level::Village, row, best, None),
                losses: score_sheet::losses(row, Level::Village, input.indicators, 3),
            })
            .collect(),
        candidate_note: outcome.candidates.as_ref().map(|summary| CandidateNote {
            share: (summary.share * Decimal::ONE_HUNDRED).normalize().to_string(),
            eligible: summary.eligible,
            count: summary.count,
            withheld: outcome.coverage.filter(|_| summary.withheld).map(|coverage| {
                let least = coverage.least.unwrap_or_default() * Decimal::ONE_HUNDRED;
                let (share, least) = (coverage.per_cent().normalize(), least.normalize());
                (coverage.received, coverage.expected, share.to_string(), least.to_string())
            }),
            pending: summary.pending.iter().map(|unit| input.units.name(*unit)).collect(),
            cuts: input.cuts,
        }),
        histogram: histogram(rows),
        heat: heat_of(input),
        units: input.units,
        above,
        parent: parent_of_villages(input),
        villages,
        offices: offices(input),
        members: member_stars(outcome),
    };
    // Whatever stands in the rows, no character on the page turns what stands beside it.
    Ok(in_lines(&page.render()?).into_owned())
}

/// The map of the units directly above villages: ranked ones first by rank, level by level.
fn heat_of<'a>(input: &ReportInput<'a>) -> HeatMap<'a> {
    let ranked = input.outcome.levels.iter().filter(|(level, _)| level.is_above_villages()).flat_map(|(_, rows)| rows);
    let parent = |row: &OutcomeRow| row.parent.or_else(|| input.units.parent(row.unit));
    heat_map(input.outcome.rows(Level::Village), input.indicators, parent, ranked.map(|row| row.unit))
}

impl Page<'_> {
    #[allow(clippy::unused_self)] // as templates ask
    fn title(&self, info: &IndicatorInfo) -> Words {
        wording::split_title(&info.title)
    }

    fn unit_name(&self, unit: &UnitCode) -> String {
        self.units.name(*unit)
    }
}

fn tiles(outcome: &Outcome, coverage: &Coverage) -> Vec<Tile> {
    let mut scores: Vec<Decimal> =
        outcome.rows(Level::Village).iter().filter(|row| row.rank.is_some()).filter_map(|row| row.score).collect();
    scores.sort();
    let middle = median(&scores).map_or_else(|| "—".to_owned(), |middle| middle.to_string());
    let range = match (scores.first(), scores.last()) {
        (Some(low), Some(high)) => format!("{low} – {high}"),
        _ => "—".to_owned(),
    };
    let tile = |value: String, chinese: &str, english: &str| Tile { value, title: wording::words(chinese, english) };
    vec![
        tile(format!("{} / {}", coverage.all.received, coverage.all.total()), "村已收到", "villages received"),
        tile(middle, "得分中位数", "median score"),
        tile(range, "最低 – 最高", "lowest – highest"),
        tile(outcome.candidates().count().to_string(), "后进候选村", "backward candidates"),
    ]
}

fn coverage_bar(coverage: &Coverage) -> String {
    let parts: Vec<Share> = STATUSES
        .into_iter()
        .map(|status| Share {
            label: wording::told(status).to_string(),
            count: coverage.all.of(status),
            class: status.as_str(),
        })
        .collect();
    chart::shares(&parts, "上报情况 coverage")
}

fn coverage_by_unit(input: &ReportInput<'_>, coverage: &Coverage) -> Vec<UnitCoverage> {
    coverage
        .by_parent
        .iter()
        .map(|(unit, counts)| UnitCoverage {
            name: input.units.name(*unit),
            counts: STATUSES.map(|status| counts.of(status)),
            total: counts.total(),
            bar: chart::bar(ratio(counts.received, counts.total()), "received"),
        })
        .collect()
}

fn ratio(part: usize, whole: usize) -> f64 {
    let as_float = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { as_float(part) / as_float(whole) }
}

fn as_drawn(points: Decimal) -> f64 {
    points.to_string().parse().unwrap_or(0.0)
}

fn histogram(rows: &[OutcomeRow]) -> String {
    let scores: Vec<Scored> = rows
        .iter()
        .filter(|row| row.rank.is_some())
        .filter_map(|row| Some(Scored { score: as_drawn(row.score?), marked: row.candidate == Some(true) }))
        .collect();
    chart::histogram(&scores, "各村得分分布 distribution of village scores")
}

fn subjects(input: &ReportInput<'_>, level: Level) -> Vec<Subject> {
    let previous = Previous::of(input, level);
    let rows = input.outcome.rows(level);
    let best = best_score(rows);
    let villages = ToldVillages::of(input.outcome);
    let shown = |row: &OutcomeRow| Subject {
        status: wording::status(row, &villages),
        ..subject(input, level, row, best, Some(&previous))
    };
    rows.iter().map(shown).collect()
}

/// Whether a village is on the list of candidates for certain, or may be.
fn prospect_of(input: &ReportInput<'_>, row: &OutcomeRow, level: Level) -> Option<Words> {
    let known = input.prospects.get(&row.unit).filter(|_| level == Level::Village && row.candidate.is_some())?;
    Some(match known {
        Prospect::Certain => wording::words("确定", "certain"),
        Prospect::Possible => wording::words("可能", "possible"),
    })
}

/// The best score of a level: the full length of its bars.
fn best_score(rows: &[OutcomeRow]) -> Decimal {
    rows.iter().filter_map(|row| row.score).max().unwrap_or_default()
}

/// The word for the units directly above the villages, if all are of one kind.
fn parent_of_villages(input: &ReportInput<'_>) -> Words {
    let parents = input.outcome.rows(Level::Village).iter().filter_map(|row| row.parent);
    let kinds: BTreeSet<UnitKind> = parents.filter_map(|parent| Some(input.units.get(parent)?.kind)).collect();
    match kinds.first().filter(|_| kinds.len() == 1) {
        Some(kind) => wording::kind(kind.as_str()),
        None => wording::words("上级", "unit above"),
    }
}

fn offices(input: &ReportInput<'_>) -> Vec<OfficeSection> {
    let number = |number: Option<u32>| number.map_or_else(|| "—".to_owned(), |number| number.to_string());
    let holder = |row: &OfficeRow| OfficeHolder {
        rank: number(row.rank),
        code: row.unit.to_string(),
        name: input.units.name(row.unit),
        person: row.person.clone(),
        score: row.score.map_or_else(|| "—".to_owned(), |score| score.to_string()),
        days: row.days.map(|days| days.to_string()).unwrap_or_default(),
    };
    let sections = input.outcome.offices.iter();
    sections
        .map(|(role, rows)| OfficeSection { role: role_words(role), rows: rows.iter().map(holder).collect() })
        .collect()
}

fn subject(
    input: &ReportInput<'_>,
    level: Level,
    row: &OutcomeRow,
    best: Decimal,
    previous: Option<&Previous<'_>>,
) -> Subject {
    let number = |number: Option<u32>| number.map_or_else(|| "—".to_owned(), |number| number.to_string());
    let share = match row.score {
        Some(score) if !best.is_zero() => as_drawn(score / best),
        _ => 0.0,
    };
    Subject {
        code: row.unit.to_string(),
        name: row.name.to_string(),
        kind: wording::kind(&row.kind),
        parent: row.parent.map(|parent| input.units.name(parent)).unwrap_or_default(),
        rank: number(row.rank),
        rank_in_parent: number(row.rank_in_parent),
        movement: previous.map_or(Movement::Unknown, |previous| previous.movement(row)),
        score: row.score.map_or_else(|| "—".to_owned(), |score| score.to_string()),
        bar: chart::bar(
            share,
            match (row.candidate, row.rank) {
                (Some(true), _) => "bar-candidate",
                (_, Some(_)) => "bar",
                (_, None) => "bar-pending",
            },
        ),
        stars: row.stars.map(|stars| "★".repeat(usize::from(stars))).unwrap_or_default(),
        status: wording::told(row.told()),
        status_class: row.told().as_str(),
        bounds: row.bounds,
        candidate: row.candidate == Some(true),
        prospect: prospect_of(input, row, level),
        warned: row.warned,
        decision: row.decision.as_ref().map(|note| (wording::decision(&note.decision), note.reason.clone())),
        lines: score_sheet::lines(row, level, input),
    }
}

/// How many members have how many stars. A county's page does not name members.
fn member_stars(outcome: &Outcome) -> Vec<MemberStars> {
    let mut counts: BTreeMap<u8, usize> = BTreeMap::new();
    for row in outcome.rows(Level::Member).iter().filter(|row| row.status == Status::Received) {
        if let Some(stars) = row.stars {
            *counts.entry(stars).or_default() += 1;
        }
    }
    let most = counts.values().copied().max().unwrap_or_default();
    counts
        .iter()
        .rev()
        .map(|(stars, count)| MemberStars {
            stars: if *stars == 0 { "无星 none".to_owned() } else { "★".repeat(usize::from(*stars)) },
            count: *count,
            bar: chart::bar(ratio(*count, most), "bar"),
        })
        .collect()
}
