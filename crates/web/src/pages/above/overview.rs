//! The overview 看板: panels that are read from across a room, each with its finding for a title.

use super::at::At;
use super::charts::{self, Bar, Dot, Paper, Part};
use super::ranking::{RunShown, counts, no_list_words, run_shown};
use super::returned::returned_words;
use super::scores::score_words;
use super::{address_of, objections};
use crate::pages::day::day_in;
use crate::pages::frame::{Door, Frame, answer, moment, period_name};
use crate::pages::points::figure;
use crate::pages::replacement::replacement;
use crate::pages::trouble::Trouble;
use askama::Template;
use axum::response::Response;
use cunbang_desk::assessment::ending::Unended;
use cunbang_desk::assessment::overview::Area;
use cunbang_desk::{Compared, KnownAsOf, NoList, Overview, PlacedLine, Prospect, RunState, Spread, Standings};
use cunbang_language::{Language, say};
use cunbang_model::{Decimal, Period, round_points};

/// How many movers are named on each side.
const MOVERS: usize = 5;

#[derive(Template)]
#[template(path = "pages/above/overview.html")]
struct OverviewPage {
    frame: Frame,
    as_of: String,
    /// Which run its panels show and where what holds is, where that is a draft.
    draft: Option<RunShown>,
    /// That objections wait for an answer.
    objections: Option<String>,
    /// What units below made of rows that units above them had written, as long as nobody has seen it.
    unseen: Vec<String>,
    /// That the list that stands took another's place.
    replaces: Option<String>,
    /// What was done to units and rules over the period.
    notes: Vec<String>,
    /// What this unit may ask its villages, folded under how much that is.
    asked: Vec<String>,
    asked_in_all: String,
    panels: Vec<Panel>,
    /// Whether each panel opens to its table, and each unit to its page.
    is_linked: bool,
}

/// A panel: what it found, the chart, what else there is to say, and where its table is.
pub(crate) struct Panel {
    pub(crate) id: &'static str,
    pub(crate) finding: String,
    pub(crate) chart: String,
    /// What the chart's fillings mean: the class that fills, whether it is a dot, and the word.
    pub(crate) key: Vec<(&'static str, bool, String)>,
    pub(crate) lists: Vec<List>,
    pub(crate) notes: Vec<String>,
    pub(crate) address: String,
}

/// Some units in a row, with a word on each.
pub(crate) struct List {
    pub(crate) title: String,
    pub(crate) lines: Vec<(String, String, String)>,
}

/// The page.
pub(crate) async fn show(at: At) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Overview, say!("door-overview"), "").await?;
    let overview = at.desk().overview(&at.viewer(), at.period).await?;
    let units = at.units()?;
    let none = no_list(&at.desk().why_no_list(&at.viewer(), overview.ranked_period).await?, &overview);
    let place = format!("/{}/ranking", at.period);
    let draft = overview.standings.as_ref().map(|standings| run_shown(standings, &units, &place));
    let run = overview.standings.as_ref().map(|standings| &standings.run);
    // Of the list that counts there is nothing to say, unless another is to be found beside it.
    let draft = draft.filter(|_| run.is_some_and(|run| !counts(run) || run.beside.is_some() || run.is_own_measure));
    let objections = objections::waiting(&at).await?;
    let panels = panels(&overview, Paper::Page, none);
    let unseen = super::findings::unseen(&at).await?;
    let replaces = match run.filter(|run| counts(run)) {
        Some(_) => replacement(at.desk(), &at.viewer(), overview.ranked_period).await?,
        None => None,
    };
    let asked = at.desk().questions_said(&at.viewer(), at.period).await?;
    answer(&OverviewPage {
        as_of: as_of(&overview, frame.known.as_ref()),
        objections,
        unseen,
        replaces,
        draft,
        notes: overview.notes.said().into_iter().chain(returned_words(&at).await?).collect(),
        asked_in_all: say!("overview-asked", count = asked.len()),
        asked,
        panels,
        is_linked: true,
        frame,
    })
}

/// The panel that says why no list is shown; none where one is.
pub(crate) fn no_list(why: &NoList, overview: &Overview) -> Option<Panel> {
    overview.standings.is_none().then(|| Panel {
        id: "scores",
        finding: no_list_words(why),
        chart: String::new(),
        key: Vec::new(),
        lists: Vec::new(),
        notes: Vec::new(),
        address: format!("/{}/ranking", overview.period),
    })
}

/// The panel of a ranking in which nobody has a place yet.
fn nobody_ranked(period: Period) -> Panel {
    Panel {
        id: "scores",
        finding: say!("overview-nobody-ranked"),
        chart: String::new(),
        key: Vec::new(),
        lists: Vec::new(),
        notes: Vec::new(),
        address: format!("/{period}/ranking"),
    }
}

/// When it was gathered, or as of when all of it is known, and when the newest of it came.
pub(crate) fn as_of(overview: &Overview, known: Option<&KnownAsOf>) -> String {
    let now = moment(known.and_then(|known| known.at).unwrap_or(overview.as_of));
    if let Some(newest) = overview.newest_at {
        say!("overview-as-of", now = now, newest = moment(newest))
    } else {
        say!("overview-as-of-nothing", now = now)
    }
}

/// The panels, as far as there is something to show.
pub(crate) fn panels(overview: &Overview, paper: Paper, no_list: Option<Panel>) -> Vec<Panel> {
    let mut panels = vec![coverage(overview, paper)];
    panels.extend(no_list);
    if let Some(standings) = &overview.standings {
        panels.push(match distribution(overview.period, standings, paper) {
            Some(panel) => panel,
            None => nobody_ranked(overview.period),
        });
        panels.extend(movers(overview.period, standings));
        panels.extend(townships(overview.period, standings, paper));
        panels.extend(trend(overview.period, standings, paper));
    }
    panels.insert(panels.len().min(3), supervision(overview, paper));
    panels
}

/// Names after each other, as far as one reads them.
fn named<'n>(names: impl Iterator<Item = &'n str>) -> String {
    const MOST: usize = 3;
    let names: Vec<&str> = names.collect();
    let comma = Language::first().pick("、", ", ");
    let shown = names.iter().take(MOST).copied().collect::<Vec<_>>().join(comma);
    if names.len() > MOST { say!("overview-and-more", names = shown, count = names.len()) } else { shown }
}

fn coverage(overview: &Overview, paper: Paper) -> Panel {
    let whole = &overview.whole;
    let waiting: Vec<&Area> = overview.areas.iter().filter(|area| area.waiting() > 0).collect();
    // From those on which the county decided nothing came, or no seal: their townships are not complete.
    let decided: Vec<&Area> = overview.areas.iter().filter(|area| area.waiting() == 0 && area.decided > 0).collect();
    let runs = overview.unended;
    let finding = if let Some(Unended::Runs(until)) = runs.filter(|_| whole.waiting() > 0) {
        say!(
            "overview-runs",
            until = day_in(overview.period, until),
            received = whole.received,
            villages = whole.villages
        )
    } else if let Some(Unended::Due(until)) = runs.filter(|_| whole.waiting() > 0) {
        say!(
            "overview-due",
            until = day_in(overview.period, until),
            waiting = whole.waiting(),
            villages = whole.villages
        )
    } else if whole.waiting() == 0 && whole.excused > 0 {
        say!("overview-all-in-but-excused", received = whole.received, decided = whole.decided, excused = whole.excused)
    } else if whole.waiting() == 0 && whole.decided > 0 {
        say!("overview-all-in", received = whole.received, decided = whole.decided)
    } else if whole.waiting() == 0 {
        say!("overview-all-received", villages = whole.villages)
    } else if waiting.len() < overview.areas.len() {
        say!(
            "overview-waiting-in",
            places = named(waiting.iter().map(|area| area.name.as_str())),
            waiting = whole.waiting(),
            others = overview.areas.len() - waiting.len(),
            decided = decided.iter().map(|area| area.decided).sum::<usize>(),
            there = named(decided.iter().map(|area| area.name.as_str()))
        )
    } else {
        say!("overview-waiting", waiting = whole.waiting(), villages = whole.villages)
    };
    let bar = |area: &Area| Bar {
        name: area.name.clone(),
        parts: vec![
            Part { count: area.received - area.late, class: "well" },
            Part { count: area.late, class: "late" },
            Part { count: area.excused + area.decided, class: "excused" },
            Part { count: area.provisional, class: "partly" },
            // What is not due yet is not missing.
            Part { count: area.not_received, class: if runs.is_some() { "partly" } else { "nothing" } },
        ],
        said: say!("overview-bar-received", received = area.received, villages = area.villages),
    };
    let bars: Vec<Bar> = overview.areas.iter().map(bar).collect();
    let notes = [
        (whole.late > 0).then(|| say!("overview-late", late = whole.late)),
        (whole.forgiven > 0).then(|| say!("overview-forgiven", forgiven = whole.forgiven)),
        (whole.excused > 0).then(|| say!("overview-excused", excused = whole.excused)),
        (whole.decided > 0).then(|| say!("overview-decided", decided = whole.decided)),
        (whole.in_conflict > 0).then(|| say!("overview-conflicts", villages = whole.in_conflict)),
    ];
    let key = [
        (whole.received - whole.late, "well", say!("overview-key-in-time")),
        (whole.late, "late", say!("overview-key-late")),
        (whole.excused + whole.decided, "excused", say!("overview-key-excused")),
        (whole.provisional, "partly", say!("overview-key-provisional")),
        (whole.not_received, if runs.is_some() { "partly" } else { "nothing" }, say!("overview-key-nothing")),
    ];
    Panel {
        id: "coverage",
        chart: charts::bars(&bars, &finding, paper),
        finding,
        key: key.into_iter().filter(|(count, ..)| *count > 0).map(|(_, class, word)| (class, false, word)).collect(),
        lists: Vec::new(),
        notes: notes.into_iter().flatten().collect(),
        address: format!("/{}/coverage", overview.period),
    }
}

fn distribution(period: Period, standings: &Standings, paper: Paper) -> Option<Panel> {
    let Spread { least, median, most, .. } = standings.spread()?;
    let ranked: Vec<&PlacedLine> = standings.ranked().collect();
    let candidates = ranked.iter().filter(|placed| placed.line.candidate == Some(true)).count();
    let certain = ranked.iter().filter(|placed| placed.prospect == Some(Prospect::Certain)).count();
    let knows = ranked.iter().any(|placed| placed.prospect.is_some());
    // The list is cut once, of all villages of the county: a part of them may have none on it.
    let cut = standings.cut.map(|(cut, _)| round_points(cut)).filter(|_| candidates > 0);
    let coverage = standings.coverage.filter(|coverage| !coverage.is_enough());
    let is_own = standings.run.is_own_measure;
    let finding = match cut {
        Some(cut) if is_own => say!("overview-cut-own", last = candidates, cut = cut),
        Some(cut) if knows => say!("overview-cut", candidates = candidates, certain = certain, cut = cut),
        Some(cut) => say!("overview-cut-unknown", candidates = candidates, cut = cut),
        None if ranked.len() == 1 => say!("overview-spread-one", score = least),
        None if coverage.is_some() => say!("overview-spread-too-few", least = least, most = most),
        None => say!("overview-spread", least = least, most = most),
    };
    let class = |placed: &PlacedLine| match (placed.line.candidate, placed.prospect) {
        (Some(true), Some(Prospect::Certain) | None) => "candidate",
        (_, Some(Prospect::Possible)) => "possible",
        _ => "plain",
    };
    let dots: Vec<Dot> =
        ranked.iter().filter_map(|placed| Some(Dot { score: placed.line.score?, class: class(placed) })).collect();
    let (listed, possible) = if is_own {
        (say!("prospect-own-last"), say!("prospect-own-may-be-last"))
    } else {
        let listed = if knows { say!("overview-key-certain") } else { say!("overview-key-candidate") };
        (listed, if candidates > 0 { say!("overview-key-possible") } else { say!("overview-key-may-be") })
    };
    let key = [("candidate", listed), ("possible", possible), ("plain", say!("overview-key-others"))];
    let key = key.map(|(class, word)| (class, true, word));
    let stars = standings.stars.iter().rev().map(|(stars, villages)| match stars {
        0 => say!("overview-no-stars", villages = *villages),
        stars => say!("overview-stars", stars = *stars, villages = *villages),
    });
    let stars = stars.collect::<Vec<_>>().join(" · ");
    let notes = coverage.map(|_| say!("overview-too-few")).into_iter();
    Some(Panel {
        id: "scores",
        chart: charts::dots(&dots, cut, &finding, paper),
        finding,
        key: key.into_iter().filter(|(class, ..)| dots.iter().any(|dot| dot.class == *class)).collect(),
        lists: Vec::new(),
        notes: notes
            .chain([match standings.run.state {
                RunState::Published { .. } | RunState::Superseded { .. } => say!("overview-published"),
                RunState::Draft | RunState::Withdrawn { .. } => say!("overview-draft"),
            }])
            .chain(
                (ranked.len() > 1).then(|| {
                    say!("overview-median", ranked = ranked.len(), median = median, least = least, most = most)
                }),
            )
            .chain(Some(stars).filter(|stars| !stars.is_empty()))
            .collect(),
        address: format!("/{period}/ranking"),
    })
}

fn line_of(period: Period, placed: &PlacedLine, word: String) -> (String, String, String) {
    (placed.line.name.clone(), word, address_of(period, placed.line.unit))
}

/// With what places are compared, in sentences; nothing where nobody is ranked.
pub(super) fn compared_words(standings: &Standings) -> Option<String> {
    let (before, compared) = standings.compared_with.zip(standings.compared)?;
    standings.ranked().next()?;
    let (before, Compared { then, now, among }) = (period_name(before), compared);
    let mut said = if compared.is_of_all() {
        say!("ranking-moved-of", before = before, then = then)
    } else {
        say!("ranking-moved-among", before = before, then = then, now = now, among = among)
    };
    if let Some(whole) = &standings.in_whole {
        said += Language::first().pick("。", ". ");
        said += &say!("ranking-moved-in-whole", whole = whole.as_str());
    }
    Some(said)
}

fn movers(period: Period, standings: &Standings) -> Option<Panel> {
    let before = standings.compared_with?;
    standings.ranked().next()?;
    let mut moved: Vec<(&PlacedLine, i64)> =
        standings.villages.iter().filter_map(|placed| Some((placed, placed.moved_up?))).collect();
    moved.sort_by_key(|(placed, up)| (std::cmp::Reverse(*up), placed.line.rank));
    let first = moved.first().filter(|(_, up)| *up > 0);
    let last = moved.last().filter(|(_, up)| *up < 0);
    let finding = if let (Some((up, gained)), Some((down, lost))) = (first, last) {
        let whole = standings.in_whole.as_deref().unwrap_or("none");
        say!("overview-moved", whole = whole, up = up.line.name, ranks = *gained, down = down.line.name, lost = -lost)
    } else {
        say!("overview-nobody-moved", period = period_name(before))
    };
    let up = moved.iter().take(MOVERS).filter(|(_, up)| *up > 0);
    let down = moved.iter().rev().take(MOVERS).filter(|(_, up)| *up < 0);
    let ranked = || standings.ranked();
    let score = |placed: &PlacedLine| placed.line.score.map(figure).unwrap_or_default();
    Some(Panel {
        id: "movers",
        finding,
        chart: String::new(),
        key: Vec::new(),
        lists: [
            List {
                title: say!("overview-up"),
                lines: up.map(|(placed, up)| line_of(period, placed, format!("▲ {up}"))).collect(),
            },
            List {
                title: say!("overview-down"),
                lines: down.map(|(placed, up)| line_of(period, placed, format!("▼ {}", -up))).collect(),
            },
            List {
                title: say!("overview-first"),
                lines: ranked().take(MOVERS).map(|placed| line_of(period, placed, score(placed))).collect(),
            },
            List {
                title: say!("overview-last"),
                // Of few, none stands on both sides.
                lines: ranked()
                    .rev()
                    .take(ranked().count().saturating_sub(MOVERS).min(MOVERS))
                    .map(|placed| line_of(period, placed, score(placed)))
                    .collect(),
            },
        ]
        .into_iter()
        .filter(|list| !list.lines.is_empty())
        .collect(),
        notes: vec![match standings.compared {
            Some(compared) if !compared.is_of_all() || standings.in_whole.is_some() => {
                compared_words(standings).unwrap_or_default()
            }
            _ => say!("overview-compared", period = period_name(before)),
        }],
        address: format!("/{period}/ranking?sort=moved"),
    })
}

fn townships(period: Period, standings: &Standings, paper: Paper) -> Option<Panel> {
    let ranked: Vec<&PlacedLine> = standings.townships.iter().filter(|placed| placed.line.rank.is_some()).collect();
    let score = |placed: &PlacedLine| placed.line.score.unwrap_or_default();
    let so_far: Vec<&PlacedLine> =
        standings.townships.iter().filter(|placed| placed.line.rank.is_none() && placed.line.score.is_some()).collect();
    if ranked.len() + so_far.len() < 2 {
        return None;
    }
    let finding = match ranked.as_slice() {
        [] => say!("overview-townships-none"),
        [one] => say!("overview-townships-one", name = one.line.name, score = score(one)),
        [first, .., last] => say!(
            "overview-townships",
            first = first.line.name,
            most = score(first),
            last = last.line.name,
            least = score(last)
        ),
    };
    let bar = |placed: &PlacedLine, class: &'static str| Bar {
        name: placed.line.name.clone(),
        // A score below zero has no bar.
        parts: vec![Part { count: hundredths(score(placed)), class }],
        said: match placed.moved_up {
            Some(up) if up > 0 => format!("{} ▲{up}", score_words(&placed.line)),
            Some(up) if up < 0 => format!("{} ▼{}", score_words(&placed.line), -up),
            _ => score_words(&placed.line),
        },
    };
    let moves = ranked.iter().any(|placed| placed.moved_up.is_some_and(|up| up != 0));
    let among = standings.compared_townships.filter(|compared| moves && !compared.is_of_all());
    let notes = [
        (!so_far.is_empty()).then(|| say!("overview-townships-so-far", townships = so_far.len())),
        among.map(|compared| say!("overview-townships-among", among = compared.among)),
    ];
    let of_ranked = ranked.iter().map(|placed| bar(placed, "plain"));
    let bars: Vec<Bar> = of_ranked.chain(so_far.iter().map(|placed| bar(placed, "partly"))).collect();
    Some(Panel {
        id: "townships",
        chart: charts::bars_of_points(&bars, &finding, paper),
        finding,
        key: Vec::new(),
        lists: Vec::new(),
        notes: notes.into_iter().flatten().collect(),
        address: format!("/{period}/ranking?level=township"),
    })
}

/// A score in hundredths of a point; none below zero.
fn hundredths(score: Decimal) -> usize {
    usize::try_from((score * Decimal::ONE_HUNDRED).trunc()).unwrap_or(0)
}

fn trend(period: Period, standings: &Standings, paper: Paper) -> Option<Panel> {
    let [.., before, now] = standings.trend.as_slice() else { return None };
    let same = now.same?;
    let change = same.now - same.before;
    // Of a draft's period nothing was published: the newest is that of an earlier one.
    let (of, name) = (period_name(now.period), period_name(before.period));
    let (villages, mean) = (same.villages, same.now);
    let finding = if villages == 0 {
        say!("overview-mean-of-others", of = of, period = name)
    } else if change.is_zero() {
        say!("overview-mean-same", of = of, villages = villages, mean = mean, period = name)
    } else if change.is_sign_positive() {
        say!("overview-mean-up", of = of, villages = villages, mean = mean, change = change, period = name)
    } else {
        say!("overview-mean-down", of = of, villages = villages, mean = mean, change = -change, period = name)
    };
    let points: Vec<(String, Decimal)> =
        standings.trend.iter().filter_map(|point| Some((point.period.to_string(), point.of_same?))).collect();
    Some(Panel {
        id: "trend",
        chart: charts::line(&points, &finding, paper),
        finding,
        key: Vec::new(),
        lists: Vec::new(),
        notes: (villages < before.ranked || villages < now.ranked)
            .then(|| say!("overview-mean-each", villages = villages, before = before.ranked, now = now.ranked))
            .into_iter()
            .collect(),
        address: format!("/{period}/compare"),
    })
}

fn supervision(overview: &Overview, paper: Paper) -> Panel {
    let whole = &overview.whole;
    let worst = overview.areas.iter().max_by_key(|area| (area.overdue, std::cmp::Reverse(area.unit)));
    let finding = match worst {
        Some(area) if area.overdue > 0 && overview.areas.len() == 1 => {
            say!("overview-overdue-alone", overdue = whole.overdue)
        }
        Some(area) if area.overdue > 0 => {
            say!("overview-overdue", overdue = whole.overdue, place = area.name, there = area.overdue)
        }
        _ if whole.open + whole.fixed == 0 => say!("overview-no-findings"),
        _ => say!("overview-none-overdue", open = whole.open, fixed = whole.fixed),
    };
    let bar = |area: &Area| Bar {
        name: area.name.clone(),
        parts: vec![
            Part { count: area.overdue, class: "overdue" },
            Part { count: area.open, class: "open" },
            Part { count: area.fixed, class: "well" },
        ],
        said: say!("overview-findings", overdue = area.overdue, open = area.open),
    };
    let bars: Vec<Bar> =
        overview.areas.iter().filter(|area| area.overdue + area.open + area.fixed > 0).map(bar).collect();
    let key = [
        (whole.overdue, "overdue", say!("overview-key-overdue")),
        (whole.open, "open", say!("overview-key-open")),
        (whole.fixed, "well", say!("overview-key-fixed")),
    ];
    Panel {
        id: "supervision",
        chart: if bars.is_empty() { String::new() } else { charts::bars(&bars, &finding, paper) },
        finding,
        key: key.into_iter().filter(|(count, ..)| *count > 0).map(|(_, class, word)| (class, false, word)).collect(),
        lists: Vec::new(),
        notes: Vec::new(),
        address: format!("/{}/findings", overview.period),
    }
}

#[cfg(test)]
mod tests;
