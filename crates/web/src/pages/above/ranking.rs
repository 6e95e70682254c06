//! The ranking 排名 of a level: sorted, filtered and searched as the address says.

use super::address_of;
use super::at::At;
pub(crate) use super::run_shown::{RunShown, no_list_words, run_shown, state_words, unless_published, why_no_list};
use super::scores::{rank_words, score_words, star_words};
use crate::notice::report_of;
use crate::pages::frame::{Door, Frame, answer};
use crate::pages::replacement::replacement;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::in_address;
use askama::Template;
use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use cunbang_desk::{Level, PlacedLine, Prospect, RunState, Scheme, Sort, Standings, Told, Wanted};
use cunbang_language::{Language, say};
use cunbang_model::schema::{OfficeRole, Word as _};
use cunbang_model::{Period, UnitCode, UnitTree};
use cunbang_report::{NOBODY_FORGIVEN, NOBODY_LATE, ReportInput};
use serde::Deserialize;
use std::cmp::Reverse;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    /// `village`, `township`, or a role whose holders are ranked, such as `secretary`.
    #[serde(default)]
    level: String,
    /// The unit above; empty for all.
    #[serde(default)]
    under: String,
    #[serde(default)]
    search: String,
    /// `candidates`, `possible`, `waiting`; empty for all.
    #[serde(default)]
    show: String,
    /// `rank`, `name`, `score`, `moved`, `stars`.
    #[serde(default)]
    sort: String,
    /// `down` turns the order round.
    #[serde(default)]
    order: String,
    /// A run, by the beginning of its id; empty for the newest.
    #[serde(default)]
    pub(super) run: String,
}

impl Asked {
    fn level(&self) -> Level {
        if self.level == "township" { Level::Township } else { Level::Village }
    }

    fn role(&self) -> Option<OfficeRole> {
        OfficeRole::from_word(&self.level)
    }

    /// The address of the same page with one thing changed.
    fn with(&self, name: &str, value: &str) -> String {
        let mut all = [
            ("level", self.level.as_str()),
            ("under", &self.under),
            ("search", &self.search),
            ("show", &self.show),
            ("sort", &self.sort),
            ("order", &self.order),
            ("run", &self.run),
        ];
        for (key, kept) in &mut all {
            if *key == name {
                *kept = value;
            }
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(all.iter().filter(|(_, value)| !value.is_empty()));
        format!("?{}", query.finish())
    }

    /// The address that sorts by a column, the other way round where it is sorted so already.
    fn sorted(&self, column: &str) -> String {
        let turned = self.is_sorted(column) && self.order != "down";
        let again = Self { sort: column.to_owned(), order: String::new(), ..self.clone() };
        if turned { again.with("order", "down") } else { again.with("order", "") }
    }

    fn is_sorted(&self, column: &str) -> bool {
        self.sort == column || (self.sort.is_empty() && column == "rank")
    }
}

#[derive(Template)]
#[template(path = "pages/above/ranking.html")]
struct RankingPage {
    frame: Frame,
    asked: Asked,
    run: Option<RunShown>,
    /// Where the notice of the run is, where there is one.
    notice: Option<String>,
    /// That the list that stands took another's place.
    replaces: Option<String>,
    /// What was done to units and rules over the period.
    notes: Vec<String>,
    heads: Vec<Head>,
    lines: Vec<Line>,
    townships: Vec<(String, String)>,
    count: usize,
    has_townships: bool,
    /// Why there is no list, where there is none.
    none: String,
    /// The roles whose holders are ranked: the words of the address and of the page.
    roles: Vec<(&'static str, String)>,
    /// Those in the role that is asked for, instead of units.
    holders: Option<Vec<Holder>>,
    /// Of a page that shows what a unit beneath will see: that, and of which run.
    preview: Option<Preview>,
}

/// What a unit beneath will see of a run.
#[derive(Debug)]
pub(super) struct Preview {
    pub(super) under: UnitCode,
    pub(super) said: String,
    /// The page from which it was opened.
    pub(super) back: String,
}

/// Somebody who holds an office.
struct Holder {
    rank: String,
    name: String,
    address: String,
    person: String,
    score: String,
    days: String,
}

/// A column that one may sort by.
struct Head {
    title: String,
    address: String,
    /// As `aria-sort` has it.
    order: &'static str,
    is_number: bool,
}

struct Line {
    rank: String,
    name: String,
    parent: String,
    score: String,
    moved: String,
    stars: String,
    status: String,
    prospect: String,
    prospect_class: &'static str,
    address: String,
}

/// The page.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Ranking, say!("door-ranking"), "/ranking").await?;
    page(&at, asked, frame, None).await
}

/// The page, or what a unit beneath will see of a run once it is published.
pub(super) async fn page(at: &At, asked: Asked, frame: Frame, preview: Option<Preview>) -> Result<Response, Trouble> {
    let units = at.units()?;
    let under = preview.as_ref().map_or(at.own(), |preview| preview.under);
    let standings = at.desk().standings(&at.viewer(), at.ranked().await?, under, &asked.run).await?;
    let heads = heads(&asked);
    let Some(standings) = standings else {
        return answer(&RankingPage {
            frame,
            asked,
            run: None,
            notice: None,
            replaces: None,
            notes: Vec::new(),
            heads,
            lines: Vec::new(),
            townships: Vec::new(),
            count: 0,
            has_townships: false,
            roles: Vec::new(),
            holders: None,
            none: why_no_list(at).await?,
            preview,
        });
    };
    let holders = match asked.role() {
        Some(role) => Some(holders(at, &asked, role).await?),
        None => None,
    };
    let mut townships: Vec<UnitCode> = standings.villages.iter().filter_map(|placed| placed.line.parent).collect();
    townships.sort_unstable();
    townships.dedup();
    let townships = if townships.len() > 1 { townships } else { Vec::new() };
    let chosen = chosen(&standings, &asked);
    // From a run that was named, a unit's page shows the same run.
    let named = if asked.run.is_empty() { String::new() } else { format!("?run={}", in_address(&asked.run)) };
    let lines = chosen.iter().map(|placed| line(placed, &units, at.period));
    let place = |line: &Line| match preview {
        Some(_) => line.address.replace("/units/", "/preview/"),
        None => line.address.clone(),
    };
    let lines = lines.map(|line| Line { address: place(&line) + &named, ..line }).collect();
    let replaces = if matches!(standings.run.state, RunState::Published { .. }) {
        replacement(at.desk(), &at.viewer(), standings.run.period).await?
    } else {
        None
    };
    let run = &standings.run;
    let notice = at.desk().notice_to_read(&at.viewer(), run.period, Some(&run.id)).await?;
    answer(&RankingPage {
        replaces,
        notice: notice.map(|run| format!("/{}/notice?run={}", at.period, run.get(..12).unwrap_or(&run))),
        run: Some(run_shown(&standings, &units, &frame.here)),
        notes: standings.notes.said(),
        heads,
        count: holders.as_ref().map_or(chosen.len(), Vec::len),
        roles: standings.roles.iter().map(|role| (role.word(), role_name(*role))).collect(),
        holders,
        lines,
        townships: townships.into_iter().map(|unit| (unit.to_string(), units.name(unit))).collect(),
        has_townships: standings.townships.len() > 1,
        none: String::new(),
        preview,
        asked,
        frame,
    })
}

/// What those in a role are called.
fn role_name(role: OfficeRole) -> String {
    Language::first().pick(role.chinese(), role.word()).replace('_', " ")
}

/// Those in a role, as the address asks for them.
async fn holders(at: &At, asked: &Asked, role: OfficeRole) -> Result<Vec<Holder>, Trouble> {
    let wanted = Wanted { period: Some(at.ranked().await?), under: at.own(), run: &asked.run };
    let view = at.desk().ranking(&at.viewer(), wanted).await?;
    let under: Option<UnitCode> = asked.under.parse().ok();
    let search = asked.search.trim();
    let lines = at.desk().office_lines(&at.viewer(), &view, role).await?.into_iter();
    let lines = lines.filter(|line| under.is_none_or(|under| line.row.unit.is_within(&under)));
    let lines = lines.filter(|line| line.unit_name.contains(search) || line.row.unit.as_str().starts_with(search));
    Ok(lines
        .map(|line| Holder {
            rank: line.row.rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string()),
            address: address_of(at.period, line.row.unit),
            name: line.unit_name,
            person: line.person_name.unwrap_or(line.row.person),
            score: line.row.score.map_or_else(|| "—".to_owned(), |score| score.to_string()),
            days: line.row.days.map(|days| days.to_string()).unwrap_or_default(),
        })
        .collect())
}

/// The same as a file of the whole level: `/ranking/csv`, `xlsx`, `parquet` or `json`.
pub(crate) async fn file(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let period = at.ranked().await?;
    let wanted = Wanted { period: Some(period), under: at.own(), run: &asked.run };
    let view = at.desk().ranking_with_sheets(&at.viewer(), wanted).await?;
    let level = asked.level();
    let mut outcome = view.outcome(Some(level))?;
    if at.step("kind") == "xlsx" {
        // What a late seal cost shows in the score of the unit above too, so a workbook has both.
        for other in [Level::Village, Level::Township].into_iter().filter(|other| *other != level) {
            match view.outcome(Some(other)) {
                Ok(rows) => outcome.levels.extend(rows.levels),
                Err(error) if error.sort() == Sort::Input => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    let kind = at.step("kind");
    let heading = view.heading();
    let (run, state) = (heading.id.clone(), state_words(&heading.state));
    // A run that is known from its bulletin is compared with what was published of the period before.
    let before = Wanted { period: Some(period.previous()), under: at.own(), run: "" };
    let before = match at.desk().ranking(&at.viewer(), before).await {
        Ok(before) if before.heading().ranked_under == view.heading().ranked_under => before.outcome(Some(level)).ok(),
        Ok(_) => None,
        Err(error) if error.sort() == Sort::NotYet => None,
        Err(error) => return Err(error.into()),
    };
    let told = match at.desk().notice(&at.viewer(), period, Some(&run)).await {
        Ok(told) => Some(told),
        Err(error) if matches!(error.sort(), Sort::NotFound | Sort::NotYet | Sort::Input) => None,
        Err(error) => return Err(error.into()),
    };
    let (units, scheme) = (at.units()?, at.desk().scheme_of(&view).await?);
    let prospects = view.prospects(scheme.as_ref());
    let mut notes = at.desk().standing_notes(&at.viewer(), period, &run).await?;
    notes.extend(view.notes().in_both());
    let from_bulletin = || ReportInput {
        outcome: &outcome,
        units: &units,
        scheme_title: scheme.as_ref().map_or(outcome.scheme.name.as_str(), Scheme::title),
        indicators: scheme.as_ref().map(Scheme::indicators).unwrap_or_default(),
        run: Some(&run),
        state: None,
        previous: before.as_ref(),
        prospects: &prospects,
        cuts: scheme.as_ref().and_then(|scheme| scheme.cuts_of_list(&outcome)),
        late: NOBODY_LATE,
        forgiven: NOBODY_FORGIVEN,
        notes: &notes,
    };
    let report = told.as_ref().map_or_else(from_bulletin, |told| report_of(told, &outcome));
    // Of members a notice tells nothing.
    let previous = report.previous.filter(|one| one.levels.contains_key(&level)).or(before.as_ref());
    let report = ReportInput { prospects: &prospects, state: Some(&state), notes: &notes, previous, ..report };
    let (bytes, content) = match kind {
        "csv" if asked.role().is_some() => {
            let role = asked.level.as_str();
            let rows = view.offices().remove(role).unwrap_or_default();
            let csv = cunbang_report::offices_csv(role, &rows, &units);
            (cunbang_report::csv_of_run(&csv, &run, heading.state.word()).into_bytes(), "text/csv; charset=utf-8")
        }
        "csv" => {
            let csv = cunbang_report::outcome_csv(&report, level);
            (cunbang_report::csv_of_run(&csv, &run, heading.state.word()).into_bytes(), "text/csv; charset=utf-8")
        }
        "xlsx" => {
            let book = cunbang_report::outcome_xlsx(&report);
            (book.map_err(|error| Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?, XLSX)
        }
        "parquet" => {
            let columns = cunbang_report::outcome_parquet(&report, level);
            let columns = columns.map_err(|error| Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
            (columns, "application/vnd.apache.parquet")
        }
        // As `cunbang run --format json` writes it.
        "json" => {
            let whole = outcome.to_canonical_json();
            let body = format!("{{\"run\":{},{}\n", serde_json::Value::from(run.as_str()), &whole[1..]);
            (body.into_bytes(), "application/json")
        }
        _ => return Err(Trouble::of(StatusCode::NOT_FOUND, say!("trouble-no-such-page", path = kind))),
    };
    let what = asked.role().filter(|_| kind == "csv").map_or(level.as_str(), OfficeRole::word);
    let id = run.get(..12).unwrap_or(&run);
    let name = format!("attachment; filename=\"{period}-{what}-{id}-{}.{kind}\"", heading.state.word());
    Ok(([(header::CONTENT_TYPE, content.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}

fn chosen<'s>(standings: &'s Standings, asked: &Asked) -> Vec<&'s PlacedLine> {
    let all = if asked.level() == Level::Township { &standings.townships } else { &standings.villages };
    let search = asked.search.trim();
    let under: Option<UnitCode> = asked.under.parse().ok();
    let mut chosen: Vec<&PlacedLine> = all
        .iter()
        .filter(|placed| under.is_none_or(|under| placed.line.unit.is_within(&under)))
        .filter(|placed| placed.line.name.contains(search) || placed.line.unit.as_str().starts_with(search))
        .filter(|placed| match asked.show.as_str() {
            "candidates" => placed.line.candidate == Some(true),
            "possible" => placed.prospect.is_some(),
            "waiting" => placed.line.status.is_pending(),
            _ => true,
        })
        .collect();
    match asked.sort.as_str() {
        "name" => chosen.sort_by(|a, b| a.line.name.cmp(&b.line.name)),
        "score" => chosen.sort_by_key(|placed| Reverse(placed.line.score)),
        "moved" => chosen.sort_by_key(|placed| Reverse(placed.moved_up)),
        "stars" => chosen.sort_by_key(|placed| Reverse(placed.line.shown_stars())),
        _ => {}
    }
    if asked.order == "down" {
        chosen.reverse();
    }
    chosen
}

fn heads(asked: &Asked) -> Vec<Head> {
    let head = |column: &str, title: String, is_number| Head {
        title,
        address: asked.sorted(column),
        order: match (asked.is_sorted(column), asked.order.as_str()) {
            (true, "down") => "descending",
            (true, _) => "ascending",
            (false, _) => "none",
        },
        is_number,
    };
    vec![
        head("rank", say!("ranking-rank"), true),
        head("name", say!("ranking-name"), false),
        head("score", say!("ranking-score"), true),
        head("moved", say!("ranking-moved"), true),
        head("stars", say!("ranking-stars"), false),
    ]
}

fn line(placed: &PlacedLine, units: &UnitTree, period: Period) -> Line {
    let line = &placed.line;
    let (prospect, prospect_class) = prospect_words(placed);
    Line {
        rank: rank_words(line),
        score: score_words(line),
        name: line.name.clone(),
        parent: line.parent.map(|parent| units.name(parent)).unwrap_or_default(),
        moved: moved(placed.moved_up),
        stars: star_words(line),
        status: match &line.decision {
            Some(decision) => {
                let told = match line.told() {
                    Told::Received => decision.in_words(),
                    told => told.in_words(),
                };
                format!("{told}{}{}", Language::first().pick("：", ": "), decision.reason)
            }
            None => line.told().in_words(),
        },
        prospect,
        prospect_class,
        address: address_of(period, line.unit),
    }
}

/// By how many ranks somebody moved, with a sign.
pub(crate) fn moved(up: Option<i64>) -> String {
    match up {
        Some(0) => "＝".to_owned(),
        Some(up) if up > 0 => format!("▲{up}"),
        Some(up) => format!("▼{}", -up),
        None => String::new(),
    }
}

/// Whether somebody is a candidate, in words.
pub(crate) fn prospect_words(placed: &PlacedLine) -> (String, &'static str) {
    match (placed.line.candidate, placed.prospect) {
        (_, Some(Prospect::Certain)) => (say!("prospect-certain"), "bad"),
        (Some(true), Some(Prospect::Possible)) => (say!("prospect-candidate-possible"), "wait"),
        (_, Some(Prospect::Possible)) => (say!("prospect-possible"), "wait"),
        (Some(true), None) => (say!("prospect-candidate"), "bad"),
        (_, None) => (String::new(), ""),
    }
}
