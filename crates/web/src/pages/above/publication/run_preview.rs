//! What a run shows before it is published 发布前: how much was received, who is a candidate and how certainly, what came late,
//! and the pages of what each level will see.

use crate::pages::above::address_of;
use crate::pages::above::at::At;
use crate::pages::above::ranking::{prospect_words, run_shown};
use crate::pages::above::scores::score_words;
use crate::pages::trouble::Trouble;
use cunbang_desk::{PlacedLine, Standings};
use cunbang_language::{Language, lazily, say};
use cunbang_model::{Date, Decimal, Period, UnitCode, UnitTree};

/// What a run would put before people.
#[allow(clippy::struct_excessive_bools)] // each is asked by the page
pub(super) struct RunPreview {
    pub(super) id: String,
    pub(super) said: String,
    /// What stands published instead, and where to look at it.
    pub(super) instead: Option<(String, String)>,
    pub(super) coverage: String,
    pub(super) is_enough: bool,
    /// Who sealed late and how much came late, and what units above registered late.
    pub(super) late: Vec<String>,
    /// Whether it is published only by who types the unit's name: too little came, or there is something to be told.
    pub(super) must_confirm: bool,
    pub(super) cut: Option<String>,
    /// What those on the list are called: candidates, or the last of a township's own measure.
    pub(super) listed: String,
    /// What those that may come to be on it are called.
    pub(super) may_be_listed: String,
    /// That a township's own measure lists nobody, where it is one.
    pub(super) own_measure: Option<String>,
    /// Who sees it once it is published.
    pub(super) all_see: String,
    pub(super) candidates: Vec<CandidateLine>,
    pub(super) possible: Vec<CandidateLine>,
    pub(super) is_published: bool,
    /// That none of the villages that are seen is a candidate, where no candidate is.
    pub(super) none: String,
    /// Whether it is the run of a unit above, which alone publishes it.
    pub(super) is_others: bool,
    /// Whether its rules leave open for how many days villages may object.
    pub(super) asks_days: bool,
    /// What each level will see: the county, the units between, and a village of each sort, with their pages.
    pub(super) previews: Vec<(String, String)>,
}

pub(super) struct CandidateLine {
    pub(super) name: String,
    pub(super) parent: String,
    pub(super) score: String,
    pub(super) said: String,
    pub(super) class: &'static str,
    pub(super) address: String,
}

pub(super) fn preview(standings: &Standings, units: &UnitTree, period: Period, own: UnitCode) -> RunPreview {
    let run = run_shown(standings, units, &format!("/{period}/publication"));
    let line = |placed: &PlacedLine| {
        let (said, class) = prospect_words(placed);
        CandidateLine {
            name: placed.line.name.clone(),
            parent: placed.line.parent.map(|parent| units.name(parent)).unwrap_or_default(),
            score: score_words(&placed.line),
            said,
            class,
            address: address_of(period, placed.line.unit),
        }
    };
    let is_own = standings.run.is_own_measure;
    let candidates = standings.villages.iter().rev().filter(|placed| placed.line.candidate == Some(true));
    let possible =
        standings.villages.iter().filter(|placed| placed.line.candidate != Some(true) && placed.prospect.is_some());
    RunPreview {
        id: standings.run.id.clone(),
        said: run.said,
        instead: run.instead,
        coverage: standings.truly_received().map_or_else(String::new, |coverage| {
            say!(
                "run-coverage",
                received = coverage.received,
                expected = coverage.expected,
                share = coverage.per_cent(),
                decided = standings.coverage.map_or(0, |all| all.received.saturating_sub(coverage.received)),
                together = standings.coverage.map(|all| all.per_cent()).unwrap_or_default(),
                least = coverage
                    .least
                    .map_or_else(|| "—".to_owned(), |least| { (least * Decimal::ONE_HUNDRED).normalize().to_string() })
            )
        }),
        late: Vec::new(),
        is_enough: standings.coverage.is_none_or(|coverage| coverage.is_enough()),
        must_confirm: standings.coverage.is_some_and(|coverage| !coverage.is_enough()) || !standings.notes.is_empty(),
        cut: standings.cut.filter(|_| !is_own).map(|(cut, off)| {
            let said = match off {
                Some(off) => say!("run-cut", cut = cut, off = off),
                None => say!("run-cut-all", cut = cut),
            };
            match &standings.in_whole {
                Some(whole) => say!("run-cut-in-whole", whole = whole.as_str(), said = said),
                None => said,
            }
        }),
        listed: if is_own { say!("run-own-last") } else { say!("run-candidates") },
        may_be_listed: if is_own { say!("prospect-own-may-be-last") } else { say!("run-possible") },
        own_measure: is_own.then(|| say!("run-own-measure")),
        all_see: if is_own { say!("publish-all-see-own", unit = units.name(own)) } else { say!("publish-all-see") },
        candidates: candidates.map(line).collect(),
        possible: possible.map(line).collect(),
        is_published: standings.run.published_by.contains(&own),
        none: match standings.in_whole {
            Some(_) => say!("run-no-candidates-here", unit = units.name(own)),
            None => say!("run-no-candidates"),
        },
        is_others: standings.run.ranked_under != own,
        asks_days: false,
        previews: previews(standings, units, period, own),
    }
}

/// The pages of what each level will see: this unit's own, those of the units between, and those of the first village and
/// the candidates.
fn previews(standings: &Standings, units: &UnitTree, period: Period, own: UnitCode) -> Vec<(String, String)> {
    let between = units.children(own).filter(|unit| !unit.kind.is_basic()).map(|unit| unit.code);
    let villages = standings.villages.iter();
    let first = villages.clone().filter(|placed| placed.line.rank.is_some()).take(1);
    let listed = villages.filter(|placed| placed.line.candidate == Some(true));
    let units_shown = std::iter::once(own).chain(between).chain(first.chain(listed).map(|placed| placed.line.unit));
    let run = &standings.run.id;
    units_shown.map(|unit| (units.name(unit), format!("/{period}/preview/{unit}?run={run}"))).collect()
}

/// Who sealed late and how much of it came late, and what units above registered late; of a run that was made here.
pub(super) async fn late_words(at: &At, run: &str) -> Result<Vec<String>, Trouble> {
    let late = at.desk().late_of_run(&at.viewer(), run).await?;
    let units = at.units()?;
    let mut said = Vec::new();
    if !late.seals.is_empty() {
        let one = |(unit, on, rows): &(UnitCode, Date, usize)| {
            say!("publish-late-seal", name = units.name(*unit), on = at.day(*on), rows = *rows)
        };
        let villages = || late.seals.iter().map(one).collect::<Vec<_>>().join(Language::first().pick("、", ", "));
        said.push(say!("publish-late-seals", count = late.seals.len(), villages = lazily(villages)));
    }
    said.extend(late.registered.iter().map(|one| {
        let row = format!("{} {}", units.name(one.unit()), one.row);
        say!("publish-late-row", row = row, said = lazily(|| one.said()))
    }));
    Ok(said)
}
