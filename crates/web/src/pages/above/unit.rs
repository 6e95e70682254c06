//! A village, or a unit above villages: what was received, where it stands and why, what inspections found there.

use super::at::At;
use super::came_after::received_since;
use super::findings::{FindingShown, finding_shown};
use super::ranking::{RunShown, counts, moved, prospect_words, run_shown};
use super::review::{self, ReviewForm, SinceShown, Typed};
use super::scores::{rank_words, score_words};
use super::{address_of, coverage_word};
use crate::consequences::in_a_line;
use crate::pages::clocks::{before_the_first, contradiction};
use crate::pages::columns::table_title;
use crate::pages::day::day_in;
use crate::pages::decision;
use crate::pages::frame::{Door, Frame, answer, moment, since};
use crate::pages::home::none_listed_words;
use crate::pages::people::Known;
use crate::pages::replacement::replacement;
use crate::pages::score::{Reading, SheetShown, sheet_shown};
use crate::pages::trend;
use crate::pages::trouble::Trouble;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use cunbang_desk::assessment::consequences::unstated_in_words;
use cunbang_desk::writing::as_seen::Matter;
use cunbang_desk::{Command, KnownRank, Level, PlacedLine, Proposed, Sort, Standings, VillageCoverage};
use cunbang_language::{Language, say};
use cunbang_model::schema::Word as _;
use cunbang_model::{Period, Table, Timestamp, UnitCode};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// A run, by the beginning of its id; empty for the newest.
    #[serde(default)]
    run: String,
}

#[derive(Template)]
#[template(path = "pages/above/unit.html")]
struct UnitPage {
    frame: Frame,
    unit: UnitCode,
    name: String,
    /// When the page was made, for paper.
    as_of: String,
    /// Which run it shows and where what holds is, where that is a draft or was replaced.
    draft: Option<RunShown>,
    /// That the list that stands took another's place.
    replaces: Option<String>,
    parent: Option<(String, String)>,
    facts: Vec<String>,
    is_village: bool,
    tables: Vec<(String, usize, String)>,
    beneath: Vec<Beneath>,
    sheet: Option<SheetShown>,
    none: Option<String>,
    prospect: Option<(String, &'static str)>,
    chart: String,
    findings: Vec<FindingShown>,
    /// What was said of its seal.
    reviews: Vec<String>,
    /// What came since its seal was looked at.
    since: Option<SinceShown>,
    /// The form that accepts or returns its seal; none where there is none.
    review: Option<ReviewForm>,
    /// Whether members stand in its sheet by their ids alone.
    members_by_id: bool,
}

/// The page.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    page(&at, &asked.run, Typed::default()).await
}

/// The page of a run, or of what holds where none is named; with what was typed of a review.
pub(super) async fn page(at: &At, run: &str, typed: Typed) -> Result<Response, Trouble> {
    let (period, unit) = (at.period, at.unit()?);
    let (desk, viewer, units) = (at.desk(), at.viewer(), at.units()?);
    let name = units.name(unit);
    let here = format!("/units/{unit}");
    let frame = at.frame(Door::Ranking, name.clone(), &here).await?;
    let may_review = frame.may(Command::ReviewSeal);
    let is_village = units.get(unit).is_some_and(|unit| unit.kind.is_basic());
    let villages = desk.village_coverage(&viewer, period, unit).await?;
    let ranked = at.ranked().await?;
    let standings = at.standings(run).await?;
    // The sheet is of the run that the ranking shows, whichever runs of parts were made since.
    let run = standings.as_ref().map_or_else(|| run.to_owned(), |standings| standings.run.id.clone());
    let is_other = |standings: &&Standings| !counts(&standings.run);
    let draft = standings.as_ref().filter(is_other);
    let draft = draft.map(|standings| run_shown(standings, &units, &frame.here));
    let none_listed = standings.as_ref().and_then(|standings| standings.none_listed);
    let (own, beneath) = standings.as_ref().map(|standings| placed(standings, unit, period)).unwrap_or_default();
    let (sheet, none) = match desk.sheet_in_run(&viewer, unit, ranked, &run).await {
        Ok(sheet) => {
            let place = |other: Option<UnitCode>, quarter: Option<Period>| {
                address_of(quarter.unwrap_or(period), other.unwrap_or(unit))
            };
            let reading = Reading { language: at.language(), place: &place, known: &Known::default() };
            let now = villages.first().filter(|_| is_village);
            (Some(in_words_of(sheet_shown(&sheet, &reading), own.as_ref(), now)), None)
        }
        Err(error) if matches!(error.sort(), Sort::NotFound | Sort::NotYet) => (None, Some(error.to_string())),
        Err(error) => return Err(error.into()),
    };
    let place = desk.place(&viewer, unit, ranked).await?;
    let mut facts = Vec::new();
    if let [village] = villages.as_slice()
        && is_village
    {
        let sealed = desk.sealed_by(&viewer, unit, period, None).await?;
        let written_at = sealed.iter().filter_map(|one| one.written_at).max();
        facts.extend(facts_of(village, written_at, at.now()));
    }
    facts.extend(own.as_ref().and_then(|own| moved_words(own, standings.as_ref()?, is_village)));
    let (published, consequences) = desk.consequences_of(&viewer, unit, ranked).await?;
    // What was published is decided on; what a draft proposes nobody has to decide yet.
    if published.as_deref() != Some(run.as_str()) {
        facts.extend(own.iter().flat_map(|own| &own.proposed).map(proposed_words));
    }
    facts.extend(consequences.iter().map(|one| in_a_line(one, |date| day_in(period, date))));
    facts.extend(desk.decision_on(unit, ranked).await?.as_ref().map(decision::in_words));
    facts.extend(own.as_ref().zip(standings.as_ref()).and_then(|(own, standings)| decided_beneath(own, standings)));
    let tables = villages.iter().filter(|_| is_village).flat_map(|village| &village.coverage.tables);
    let tables = tables.filter(|(table, _)| viewer.reads(**table, unit));
    let today = at.today();
    let findings = desk.findings(&viewer, period, unit, None).await?;
    let notes = desk.finding_notes(&viewer, (period, at.ranked().await?), unit).await?;
    let level_has = |level: Level| units.get(unit).is_some_and(|unit| level.has(unit.kind));
    let reviews = if is_village { desk.seal_reviews(&viewer, unit, period).await? } else { Vec::new() };
    let since = if is_village { desk.since_seal(&viewer, unit, period).await? } else { None };
    let since = since.filter(|(_, rows)| !rows.is_empty()).map(|(since, rows)| SinceShown::of(at, unit, since, &rows));
    let review = match villages.first().filter(|_| is_village && may_review) {
        Some(village) => {
            let seen = desk.version_of_matter(&Matter::Seal { unit, period }).await?;
            let current = reviews.iter().find(|view| view.is_current).map(|view| view.review.outcome);
            ReviewForm::of(village, desk.correction(&viewer, unit, period).await?, current, seen, typed)
        }
        None => None,
    };
    let replaces = match standings.as_ref().filter(|standings| !counts(&standings.run)) {
        Some(_) => None,
        None => replacement(desk, &viewer, ranked).await?,
    };
    answer(&UnitPage {
        members_by_id: is_village && !viewer.reads(Table::Members, unit),
        since,
        review,
        reviews: reviews.iter().map(review::in_words).collect(),
        parent: units
            .parent(unit)
            .filter(|parent| parent.is_within(&at.own()))
            .map(|parent| (units.name(parent), address_of(period, parent))),
        tables: tables
            .map(|(table, counted)| {
                let address = format!("{}/tables/{}", address_of(period, unit), table.name());
                (table_title(*table, at.language()), counted.rows, address)
            })
            .collect(),
        prospect: own
            .as_ref()
            .filter(|_| level_has(Level::Village))
            .map(|own| match none_listed {
                Some(coverage) => (none_listed_words(ranked, coverage), "quiet"),
                None => prospect_words(own),
            })
            .filter(|(said, _)| !said.is_empty()),
        chart: place.map(|place| trend::chart(&place.trend)).unwrap_or_default(),
        findings: findings
            .iter()
            .map(|found| {
                let of_it = notes.get(&(found.finding.unit, found.finding.finding.clone()));
                finding_shown(found, &units, period, today).with_notes(of_it, &units)
            })
            .collect(),
        facts,
        beneath,
        sheet,
        none,
        is_village,
        as_of: say!(
            "printed-as-of",
            time = moment(frame.known.as_ref().and_then(|known| known.at).unwrap_or_else(|| at.now()))
        ),
        draft,
        replaces,
        unit,
        name,
        frame,
    })
}

/// By how many places a unit moved, and among how many, where not the same were ranked in both periods.
fn moved_words(own: &PlacedLine, standings: &Standings, is_village: bool) -> Option<String> {
    let up = own.moved_up?;
    let said = say!("unit-moved", moved = moved(Some(up)));
    let compared = if is_village { standings.compared } else { standings.compared_townships };
    let among = compared.filter(|compared| !compared.is_of_all());
    Some(said + &among.map(|compared| say!("moved-among", among = compared.among)).unwrap_or_default())
}

/// A sheet whose score and rank are said as in the ranking, where that has the unit; and that its village has come since,
/// where it has.
fn in_words_of(sheet: SheetShown, own: Option<&PlacedLine>, now: Option<&VillageCoverage>) -> SheetShown {
    let came = own.zip(now).and_then(|(own, now)| received_since(own.line.told(), now));
    let sheet = match came {
        Some(at) => SheetShown { status: Some(say!("score-came-after", time = moment(at))), ..sheet },
        None => sheet,
    };
    let Some(line) = own.map(|own| &own.line).filter(|line| line.status.is_pending()) else { return sheet };
    let score = score_words(line);
    let is_open = matches!(line.known_rank(), KnownRank::Between(best, worst) if best != worst);
    SheetShown {
        score: if score.is_empty() { sheet.score } else { score },
        rank: if is_open { say!("place-rank-between", ranks = rank_words(line)) } else { sheet.rank },
        ..sheet
    }
}

/// A unit beneath: its rank there, its name, its score or what was received, and its page.
type Beneath = (String, String, String, String);

/// The unit's own line, and those beneath it.
fn placed(standings: &Standings, unit: UnitCode, period: Period) -> (Option<PlacedLine>, Vec<Beneath>) {
    let beneath = standings.villages.iter().filter(|placed| placed.line.unit.is_below(&unit)).map(|placed| {
        (
            placed.line.rank_in_parent.map(|rank| rank.to_string()).unwrap_or_default(),
            placed.line.name.clone(),
            match score_words(&placed.line) {
                score if score.is_empty() => placed.line.told().in_words(),
                score => score,
            },
            address_of(period, placed.line.unit),
        )
    });
    let beneath = beneath.collect();
    let own = standings.villages.iter().chain(&*standings.townships).find(|placed| placed.line.unit == unit).cloned();
    (own, beneath)
}

/// Of a unit above villages, how many of these were received and on how many the county decided, where it decided on any.
fn decided_beneath(own: &PlacedLine, standings: &Standings) -> Option<String> {
    let (line, villages) = (&own.line, standings.told_villages());
    villages.decided(line.unit).next()?;
    Some(villages.status(line.unit, line.told()))
}

/// What the rules propose of a unit, in a sentence.
fn proposed_words(proposed: &Proposed) -> String {
    let amount = proposed.amount.map_or_else(String::new, |amount| format!("{amount}{}", proposed.unit));
    let persons = proposed.persons.iter().map(|(role, person)| {
        let words = Language::first().pick(role.chinese(), role.word());
        format!("{} {person}", words.replace('_', " "))
    });
    let persons = persons.collect::<Vec<_>>().join(Language::first().pick("、", ", "));
    let said = say!("unit-proposed", title = proposed.title.as_str(), amount = amount, rows = proposed.rows.len());
    let said = if persons.is_empty() { said } else { say!("unit-proposed-for", said = said, persons = persons) };
    let unstated = unstated_in_words(&proposed.unstated);
    if unstated.is_empty() { said } else { format!("{said}{}{unstated}", Language::first().pick("；", "; ")) }
}

/// What was received of a village and when. What decides is when the first node above it had it; the village's own time is
/// said as such, and where clocks contradict each other, that they do.
fn facts_of(village: &VillageCoverage, written_at: Option<Timestamp>, now: Timestamp) -> Vec<String> {
    let coverage = &village.coverage;
    let mut facts = vec![say!("unit-status", status = coverage_word(coverage), entries = coverage.entries)];
    let is_late = coverage.sealed_in_time == Some(false);
    facts.extend(coverage.sealed_at.map(|at| {
        if is_late { say!("unit-sealed-late", time = moment(at)) } else { say!("unit-sealed", time = moment(at)) }
    }));
    facts.extend(coverage.corrected_at.map(|at| say!("unit-corrected", time = moment(at))));
    facts.extend(coverage.sealed_by_county_at.map(|at| say!("received-by-county", time = moment(at))));
    let received = coverage.corrected_at.or(coverage.sealed_at);
    facts.extend(written_at.map(|at| say!("unit-sealed-by-device", time = moment(at))));
    facts.extend(contradiction(written_at, received));
    facts.extend(before_the_first(received, coverage.sealed_by_county_at));
    if coverage.sealed_at.is_some() && coverage.supplements > 0 {
        facts.push(say!("unit-supplements", entries = coverage.supplements));
    }
    if !coverage.conflicts.is_empty() {
        facts.push(say!("unit-conflicts", rows = coverage.conflicts.len()));
    }
    if coverage.set_aside > 0 {
        facts.push(say!("unit-set-aside", entries = coverage.set_aside));
    }
    facts.push(match (village.contact_at, village.arrived_at) {
        (Some(at), _) => say!("unit-heard", time = since(at, now)),
        (None, Some(at)) => say!("unit-arrived", time = since(at, now)),
        (None, None) => say!("unit-never-heard"),
    });
    facts
}
