//! What changed 变化 from one ranking to another: who moved, by which indicators; and for one unit, which rows did it.

use super::address_of;
use super::at::At;
use super::audit::row_of;
use super::coverage::page_of;
use super::ranking::moved;
use super::scores::{rank_words, score_words};
use crate::changes::{COLUMNS, cause_in_words, cells, points_in_words, title_in_words};
use crate::pages::columns::table_title;
use crate::pages::frame::{Door, Frame, answer, moment, period_name};
use crate::pages::points::{figure, printed, signed as with_sign};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::in_address;
use askama::Template;
use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use cunbang_desk::assessment::changes::{ChangedIndicator, ChangedLine, ChangedRow, Changes, RowChange, RunName};
use cunbang_desk::{Level, Published, RankingLine, RunHeading, Sort};
use cunbang_language::{Language, say};
use cunbang_model::{Decimal, UnitTree};
use serde::Deserialize;

/// How many units a page shows.
const UNITS_ON_A_PAGE: usize = 250;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    /// The earlier ranking, as [`RunName`] spells it; empty for the run before the later one, or the period before.
    #[serde(default)]
    before: String,
    /// The later one; empty for the newest of the period.
    #[serde(default)]
    after: String,
    /// `village` or `township`.
    #[serde(default)]
    level: String,
    /// `all`: also those of which nothing changed.
    #[serde(default)]
    show: String,
    #[serde(default)]
    start: usize,
}

impl Asked {
    fn level(&self) -> Level {
        if self.level == "township" { Level::Township } else { Level::Village }
    }

    /// The same two rankings in an address.
    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("before", &self.before).append_pair("after", &self.after);
        query.finish()
    }
}

#[derive(Template)]
#[template(path = "pages/above/changes.html")]
struct ChangesPage {
    frame: Frame,
    asked: Asked,
    query: String,
    /// The rankings that may be chosen: how the address spells them, and in words.
    choices: Vec<(String, String)>,
    before: String,
    after: String,
    finding: String,
    other_rules: bool,
    lines: Vec<Line>,
    later: Option<String>,
    has_townships: bool,
    none: Option<String>,
}

struct Line {
    name: String,
    parent: String,
    address: String,
    score_before: String,
    score_after: String,
    gained: String,
    class: &'static str,
    rank_before: String,
    rank_after: String,
    moved: String,
    because: Vec<String>,
    /// Why else, where no indicator tells it.
    causes: Vec<String>,
}

/// The page.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let title = say!("changes-title");
    let frame = at.frame(Door::Ranking, title, "/changes").await?;
    let (asked, choices) = chosen(&at, asked).await?;
    let empty = |frame, asked: Asked, choices, none| ChangesPage {
        query: asked.query(),
        frame,
        asked,
        choices,
        before: String::new(),
        after: String::new(),
        finding: String::new(),
        other_rules: false,
        lines: Vec::new(),
        later: None,
        has_townships: false,
        none: Some(none),
    };
    if asked.before.is_empty() {
        return answer(&empty(frame, asked, choices, say!("changes-one-alone")));
    }
    let changes = match compared(&at, &asked).await {
        Ok(changes) => changes,
        Err(none) => return answer(&empty(frame, asked, choices, none?)),
    };
    let units = at.units()?;
    let query = asked.query();
    let shown: Vec<&ChangedLine> =
        if asked.show == "all" { changes.lines.iter().collect() } else { changes.changed().collect() };
    let (on_page, next) = page_of(&shown, asked.start, UNITS_ON_A_PAGE);
    let lines = on_page.iter().map(|line| line_shown(line, &units, &frame, &query)).collect();
    answer(&ChangesPage {
        before: heading(&changes.before),
        after: heading(&changes.after),
        finding: finding(&changes),
        other_rules: !changes.have_same_rules(),
        lines,
        later: next.map(|start| {
            format!(
                "{}?{query}&level={}&show={}&start={start}",
                frame.here,
                asked.level().as_str(),
                in_address(&asked.show)
            )
        }),
        has_townships: units.children(at.own()).any(|unit| !unit.kind.is_basic()),
        none: None,
        query,
        asked,
        choices,
        frame,
    })
}

/// The same as a file, of all units of the level.
pub(crate) async fn file(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let (asked, _) = chosen(&at, asked).await?;
    let changes = match compared(&at, &asked).await {
        Ok(changes) => changes,
        Err(none) => return Err(Trouble::of(StatusCode::NOT_FOUND, none?)),
    };
    let units = at.units()?;
    let mut text = String::from("\u{feff}");
    text.push_str(&row_of(&COLUMNS.map(|(name, chinese)| format!("{name} {chinese}"))));
    for line in &changes.lines {
        text.push_str(&row_of(&cells(line, &units)));
    }
    let name = format!("attachment; filename=\"changes-{}-{}.csv\"", changes.after.period, asked.level().as_str());
    let heads = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((heads, text).into_response())
}

/// What changed; or why there is nothing to compare.
async fn compared(at: &At, asked: &Asked) -> Result<Changes, Result<String, Trouble>> {
    let (Ok(before), Ok(after)) = (asked.before.parse::<RunName>(), asked.after.parse::<RunName>());
    let changes = at.desk().changes(&at.viewer(), &before, &after, asked.level()).await;
    changes.map_err(|error| match error.sort() {
        Sort::NotFound | Sort::NotYet | Sort::Input => Ok(error.to_string()),
        _ => Err(error.into()),
    })
}

/// What is asked for with what is usual in place of what is not named, and what else there is to choose from.
async fn chosen(at: &At, asked: Asked) -> Result<(Asked, Vec<(String, String)>), Trouble> {
    let (desk, viewer, ranked) = (at.desk(), at.viewer(), at.ranked().await?);
    let published = desk.published(&viewer, ranked).await?;
    let mut choices: Vec<(String, String)> = Vec::new();
    let name = |id: &str| format!("{ranked}:{}", id.chars().take(12).collect::<String>());
    for run in desk.runs_of(at.own(), ranked).await? {
        let known = published.iter().find(|known| known.id() == run.id);
        let stands = |known: &Published| {
            published.iter().find(|one| one.by == known.by && one.withdrawn.is_none()).map(|one| one.id())
        };
        let time = moment(run.made_at);
        let state = match known {
            None => say!("changes-draft-run", time = time),
            Some(known) if known.withdrawn.is_some() => say!("changes-withdrawn-run", time = time),
            Some(known) if stands(known) != Some(known.id()) => say!("changes-superseded-run", time = time),
            Some(_) => say!("changes-published-run", time = time),
        };
        choices.push((name(&run.id), state));
    }
    for known in published.iter().filter(|known| known.withdrawn.is_none()) {
        let spelled = name(known.id());
        if choices.iter().all(|(one, _)| *one != spelled) {
            let by = at.units()?.name(known.by);
            choices.push((spelled, say!("changes-published-by", by = by, day = known.run.published_on)));
        }
    }
    let newest = choices.first().map_or_else(|| ranked.to_string(), |(spelled, _)| spelled.clone());
    let after = if asked.after.is_empty() { newest } else { asked.after.clone() };
    let earlier =
        choices.iter().skip_while(|(spelled, _)| *spelled != after).nth(1).map(|(spelled, _)| spelled.clone());
    let periods = std::iter::successors(Some(ranked.previous()), |period| Some(period.previous())).take(4);
    let mut before_it = Vec::new();
    for period in periods {
        if desk.is_ranked(&viewer, period).await? {
            before_it.push((period.to_string(), period_name(period)));
        }
    }
    let earlier = earlier.or_else(|| before_it.first().map(|(spelled, _)| spelled.clone())).unwrap_or_default();
    let before = if asked.before.is_empty() { earlier } else { asked.before.clone() };
    choices.extend(before_it);
    for named in [&before, &after] {
        if !named.is_empty() && choices.iter().all(|(spelled, _)| spelled != named) {
            choices.push((named.clone(), named.clone()));
        }
    }
    Ok((Asked { before, after, ..asked }, choices))
}

fn heading(run: &RunHeading) -> String {
    let id: String = run.id.chars().take(12).collect();
    match run.made_at {
        Some(at) => say!("changes-run-made", period = period_name(run.period), run = id, time = moment(at)),
        None => say!("changes-run", period = period_name(run.period), run = id),
    }
}

fn finding(changes: &Changes) -> String {
    let up = changes.lines.iter().filter(|line| line.moved_up().is_some_and(|up| up > 0)).count();
    let down = changes.lines.iter().filter(|line| line.moved_up().is_some_and(|up| up < 0)).count();
    let scored = changes.lines.iter().filter(|line| line.gained().is_some_and(|points| !points.is_zero())).count();
    if changes.changed().next().is_none() {
        say!("changes-none")
    } else {
        say!("changes-finding", units = changes.changed().count(), up = up, down = down, scored = scored)
    }
}

fn signed(points: Option<Decimal>) -> (String, &'static str) {
    match points {
        None => ("—".to_owned(), ""),
        Some(points) if points.is_zero() => ("0".to_owned(), ""),
        Some(points) => (with_sign(points), if points.is_sign_positive() { "good" } else { "bad" }),
    }
}

fn line_shown(line: &ChangedLine, units: &UnitTree, frame: &Frame, query: &str) -> Line {
    let (gained, class) = signed(line.gained());
    let said = |line: &Option<RankingLine>, words: fn(&RankingLine) -> String| {
        line.as_ref().map(words).filter(|text| !text.is_empty()).unwrap_or_else(|| "—".to_owned())
    };
    Line {
        name: line.name.clone(),
        parent: line.parent.map(|parent| units.name(parent)).unwrap_or_default(),
        address: format!("/{}/changes/units/{}?{query}", frame.period, line.unit),
        score_before: said(&line.before, score_words),
        score_after: said(&line.after, score_words),
        gained,
        class,
        rank_before: said(&line.before, rank_words),
        rank_after: said(&line.after, rank_words),
        moved: moved(line.moved_up()),
        because: line.because.iter().map(points_in_words).collect(),
        causes: line.causes.iter().map(|cause| cause_in_words(cause, units)).collect(),
    }
}

#[derive(Template)]
#[template(path = "pages/above/changes_of.html")]
struct UnitChangesPage {
    frame: Frame,
    back: String,
    unit_address: String,
    line: Line,
    indicators: Vec<IndicatorShown>,
    shows_rows: bool,
    findings_as_now: bool,
}

struct IndicatorShown {
    title: String,
    before: String,
    after: String,
    gained: String,
    class: &'static str,
    rows: Vec<RowShown>,
    more: usize,
}

struct RowShown {
    change: String,
    said: String,
    /// What it said before, where that is something else.
    before: Option<String>,
    points: String,
    address: Option<String>,
}

/// The page of one unit.
pub(crate) async fn of_unit(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let unit = at.unit()?;
    let units = at.units()?;
    let title = say!("changes-of", unit = units.name(unit));
    let frame = at.frame(Door::Ranking, title, &format!("/changes/units/{unit}")).await?.leading_to("/changes");
    let (asked, _) = chosen(&at, asked).await?;
    let (Ok(before), Ok(after)) = (asked.before.parse::<RunName>(), asked.after.parse::<RunName>());
    let changes = at.desk().changes_of(&at.viewer(), &before, &after, unit).await?;
    let query = asked.query();
    answer(&UnitChangesPage {
        back: format!("/{}/changes?{query}", at.period),
        unit_address: address_of(at.period, unit),
        line: line_shown(&changes.line, &units, &frame, &query),
        indicators: changes.indicators.iter().map(|one| indicator_shown(one, &changes.line, &at, &units)).collect(),
        shows_rows: changes.shows_rows,
        findings_as_now: changes.findings_as_now,
        frame,
    })
}

fn indicator_shown(changed: &ChangedIndicator, line: &ChangedLine, at: &At, units: &UnitTree) -> IndicatorShown {
    let told = |points: Option<Decimal>| points.map_or_else(|| "—".to_owned(), figure);
    let points = &changed.points;
    let gained = points.after.unwrap_or_default() - points.before.unwrap_or_default();
    let (gained, class) = signed(Some(gained).filter(|_| line.is_settled()));
    IndicatorShown {
        title: title_in_words(points),
        before: told(points.before),
        after: told(points.after),
        gained,
        class,
        rows: changed.rows.iter().map(|row| row_shown(row, at, units)).collect(),
        more: changed.more,
    }
}

fn row_shown(row: &ChangedRow, at: &At, units: &UnitTree) -> RowShown {
    let is_other = row.before.is_some() && row.after.is_some() && row.before != row.after;
    let text = row.after.as_ref().or(row.before.as_ref());
    let of = if units.get(row.unit).is_some_and(|unit| unit.code != at.own()) && at.step("unit") != row.unit.as_str() {
        format!("{} ", units.name(row.unit))
    } else {
        String::new()
    };
    let colon = Language::first().pick("：", ": ");
    RowShown {
        change: match row.change {
            RowChange::New => say!("change-new"),
            RowChange::Gone => say!("change-gone"),
            RowChange::Different => say!("change-different"),
            RowChange::CountsOtherwise => say!("change-counts-otherwise"),
        },
        said: format!(
            "{of}{}{colon}{}",
            table_title(row.table, at.language()),
            text.filter(|text| !text.is_empty()).cloned().unwrap_or_else(|| say!("row-by-id", id = row.id))
        ),
        before: row.before.clone().filter(|_| is_other),
        points: match &row.points {
            (None, None) => String::new(),
            (before, after) => {
                let told = |points: &Option<String>| points.as_deref().map_or_else(|| "—".to_owned(), printed);
                if before == after { told(before) } else { format!("{}→{}", told(before), told(after)) }
            }
        },
        address: row.quarter.map(|quarter| {
            format!("{}/tables/{}/{}", address_of(quarter, row.unit), row.table.name(), in_address(&row.id))
        }),
    }
}
