//! The ranking 排名 of a level: sorted, filtered and searched as the address says.

mod file;
#[cfg(test)]
mod tests;

pub(crate) use file::file;

use super::address_of;
use super::at::At;
use super::came_after;
use super::coverage::{ALL, page_of};
use super::overview::compared_words;
pub(crate) use super::run_shown::{
    RunShown, counts, no_list_words, run_shown, state_words, unless_published, why_no_list,
};
use super::scores::{rank_words, score_words, star_words};
use crate::pages::frame::{Door, Frame, answer};
use crate::pages::points::figure_or_none;
use crate::pages::replacement::{replacement, replacement_of};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::in_address;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use cunbang_desk::{Level, PlacedLine, Prospect, Standings, ToldVillages, Wanted};
use cunbang_language::{Language, say};
use cunbang_model::schema::{OfficeRole, Word as _};
use cunbang_model::{UnitCode, UnitTree};
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

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
    /// How many rows stand on the pages before.
    #[serde(default)]
    start: usize,
    /// `all`: every row on one page, to be printed.
    #[serde(default)]
    pages: String,
}

/// How many rows a page shows: all of most counties, and of the largest what somebody reads at once.
const ROWS_ON_A_PAGE: usize = 500;

impl Asked {
    fn level(&self) -> Level {
        if self.level == "township" { Level::Township } else { Level::Village }
    }

    /// Whether what it asks for is a list of the ranking; what names none is villages.
    fn names_a_list(&self) -> bool {
        matches!(self.level.trim(), "" | "village" | "township") || self.role().is_some()
    }

    /// Whether it asks for a part of the level.
    fn is_part(&self) -> bool {
        [&self.under, &self.search, &self.show].iter().any(|asked| !asked.trim().is_empty())
    }

    /// Whether the rows are asked for in another order than by rank.
    fn is_in_order_of_its_own(&self) -> bool {
        !(self.sort.is_empty() || self.sort == "rank") || self.order == "down"
    }

    /// The unit under which it ranks: everybody sees the townships of the county, as far as they were published.
    async fn ranked_under(&self, at: &At) -> Result<UnitCode, Trouble> {
        let is_above = self.level() == Level::Township && townships_published(at).await? > 0;
        Ok(if is_above { at.desk().replica().root() } else { at.own() })
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

    /// After how many of all rows the page begins, and how many it may show. Behind the last row it begins anew.
    fn place(&self, all: usize) -> (usize, usize) {
        match self.pages.as_str() {
            ALL => (0, all),
            _ if self.start < all => (self.start, ROWS_ON_A_PAGE),
            _ => (0, ROWS_ON_A_PAGE),
        }
    }

    /// The address of the same list from a row on.
    fn starting_at(&self, start: usize) -> String {
        self.and("start", &start.to_string())
    }

    /// The address of the same list on one page.
    fn whole(&self) -> String {
        self.and("pages", ALL)
    }

    fn and(&self, name: &str, value: &str) -> String {
        let query = self.with("order", &self.order);
        let joint = if query.len() > 1 { "&" } else { "" };
        format!("{query}{joint}{name}={value}")
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
    /// How many there are, in words.
    count: String,
    /// Which of how many stand here, where not all do, and where the others are.
    part: Option<String>,
    earlier: Option<String>,
    later: Option<String>,
    has_townships: bool,
    /// With what places are compared.
    compared: Option<String>,
    /// Whether places among the villages of a township are shown.
    has_places_within: bool,
    /// Why there is no list, where there is none.
    none: String,
    /// Whether the list is for a unit above to publish.
    is_from_above: bool,
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
    /// The unit whose page it is.
    pub(super) under: UnitCode,
    /// How many townships the run ranks, of which that page leads to all.
    pub(super) townships: usize,
    pub(super) said: String,
    /// Whether the run is not published yet.
    pub(super) is_draft: bool,
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
    /// The place among the villages of its township.
    place_within: String,
    name: String,
    parent: String,
    score: String,
    moved: String,
    stars: String,
    status: String,
    prospect: String,
    prospect_class: &'static str,
    /// Its page; none of a unit that is not of this node's part of the tree.
    address: Option<String>,
}

/// The page.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Ranking, say!("door-ranking"), "/ranking").await?;
    page(&at, asked, frame, None).await
}

/// The page, or what a unit beneath will see of a run once it is published.
pub(super) async fn page(at: &At, asked: Asked, frame: Frame, preview: Option<Preview>) -> Result<Response, Trouble> {
    let units = at.units()?;
    let standings = match preview.as_ref().filter(|preview| preview.under != at.own()) {
        Some(preview) => {
            let is_of_all = asked.level() == Level::Township && preview.townships > 0;
            let under = if is_of_all { at.desk().replica().root() } else { preview.under };
            Some(at.desk().standings_beneath(&at.viewer(), preview.under, under, &asked.run).await?)
        }
        None => {
            let under = asked.ranked_under(at).await?;
            at.desk().standings(&at.viewer(), at.ranked().await?, under, &asked.run).await?
        }
    };
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
            count: String::new(),
            part: None,
            earlier: None,
            later: None,
            has_townships: false,
            compared: None,
            has_places_within: false,
            roles: Vec::new(),
            holders: None,
            none: why_no_list(at).await?,
            is_from_above: at.own() != at.desk().replica().root(),
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
    let place = |address: String| match preview {
        Some(_) => address.replace("/units/", "/preview/") + &named,
        None => address + &named,
    };
    // Of other townships there is what was published of them, and no page here.
    let own = preview.as_ref().map_or(at.own(), |preview| preview.under);
    let came = if preview.is_none() { came_after::came_after(at, &standings).await? } else { BTreeMap::new() };
    let (start, most) = asked.place(chosen.len());
    let (shown, next) = page_of(&chosen, start, most);
    let is_part = shown.len() < chosen.len() && holders.is_none();
    let part =
        is_part.then(|| say!("coverage-part", first = start + 1, last = start + shown.len(), villages = chosen.len()));
    let villages = standings.told_villages();
    let lines = shown.iter().map(|placed| {
        let address = address_of(at.period, placed.line.unit);
        let line = line(placed, &villages, &units);
        let came = came.contains_key(&placed.line.unit);
        let status = if came { say!("came-after-status", status = line.status) } else { line.status };
        // Who was not ranked in the period before has not moved, and is new among those that were.
        let is_new = standings.compared_with.is_some() && placed.line.rank.is_some() && placed.moved_up.is_none();
        let moved = if is_new { say!("ranking-moved-new") } else { line.moved };
        Line { address: placed.line.unit.is_within(&own).then(|| place(address)), status, moved, ..line }
    });
    let lines = lines.collect();
    let is_of_townships = asked.level() == Level::Township;
    let replaces = if counts(&standings.run) {
        match &preview {
            Some(preview) => {
                let said = replacement_of(at.desk(), &at.viewer(), &standings.run).await?;
                said.map(|said| if preview.is_draft { say!("preview-once-published", said = said) } else { said })
            }
            None => replacement(at.desk(), &at.viewer(), standings.run.period).await?,
        }
    } else {
        None
    };
    let run = &standings.run;
    let notice = at.desk().notice_to_read(&at.viewer(), run.period, Some(&run.id)).await?;
    answer(&RankingPage {
        replaces,
        notice: notice.map(|run| format!("/{}/notice?run={}", at.period, run.get(..12).unwrap_or(&run))),
        run: Some(run_shown(&standings, &units, &frame.here)),
        notes: came_after::in_words(&came, |unit| units.name(unit)).into_iter().chain(standings.notes.said()).collect(),
        heads,
        count: say!("ranking-counted", count = holders.as_ref().map_or(chosen.len(), Vec::len)),
        earlier: (start > 0).then(|| asked.starting_at(start.saturating_sub(ROWS_ON_A_PAGE))),
        later: next.map(|next| asked.starting_at(next)),
        part,
        compared: compared_words(&standings).filter(|_| !is_of_townships),
        has_places_within: chosen.iter().any(|placed| placed.line.rank_in_parent.is_some()) && !is_of_townships,
        roles: standings.roles.iter().map(|role| (role.word(), role_name(*role))).collect(),
        holders,
        lines,
        townships: townships.into_iter().map(|unit| (unit.to_string(), units.name(unit))).collect(),
        has_townships: standings.townships.len() > 1
            || match &preview {
                Some(preview) => preview.townships > 1,
                None => townships_published(at).await? > 1,
            },
        none: String::new(),
        is_from_above: false,
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
            score: figure_or_none(line.row.score),
            days: line.row.days.map(|days| days.to_string()).unwrap_or_default(),
        })
        .collect())
}

/// How many townships stand in what the county has published, at a node that is not the county's.
async fn townships_published(at: &At) -> Result<usize, Trouble> {
    if at.own() == at.desk().replica().root() {
        return Ok(0);
    }
    let published = at.desk().published(&at.viewer(), at.ranked().await?).await?;
    let root = at.desk().replica().root();
    let stands = published.iter().find(|known| known.by == root && known.withdrawn.is_none());
    let lines = stands.into_iter().flat_map(|known| &known.results);
    Ok(lines.filter(|line| Level::from(line.level) == Level::Township).count())
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
        "stars" => chosen.sort_by_key(|placed| Reverse(placed.line.shown_stars())),
        _ => {}
    }
    if asked.order == "down" {
        chosen.reverse();
    }
    if asked.sort == "moved" {
        by_moves(&mut chosen, |placed| placed.moved_up, asked.order == "down");
    }
    chosen
}

/// Sorts by how many ranks each has risen, the greatest rise first, or last where that is turned round. Who was not ranked
/// before has neither risen nor fallen, and stands behind all who have.
fn by_moves<T>(rows: &mut [T], moved_up: impl Fn(&T) -> Option<i64>, is_turned: bool) {
    rows.sort_by_key(|row| {
        let up = moved_up(row);
        (up.is_none(), up.map(|up| if is_turned { up } else { -up }))
    });
}

fn heads(asked: &Asked) -> Vec<Head> {
    let head = |column: &str, title: String, is_number| Head {
        title,
        address: asked.sorted(column),
        order: match (asked.is_sorted(column), asked.order.as_str()) {
            (false, _) => "none",
            // The greatest of these stands first, until the order is turned round.
            (true, order) if (order == "down") != matches!(column, "score" | "moved" | "stars") => "descending",
            (true, _) => "ascending",
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

fn line(placed: &PlacedLine, villages: &ToldVillages<'_>, units: &UnitTree) -> Line {
    let line = &placed.line;
    let (prospect, prospect_class) = prospect_words(placed);
    Line {
        rank: rank_words(line),
        place_within: line.rank_in_parent.map(|rank| rank.to_string()).unwrap_or_default(),
        score: score_words(line),
        name: line.name.clone(),
        parent: line.parent.map(|parent| units.name(parent)).unwrap_or_default(),
        moved: moved(placed.moved_up),
        stars: star_words(line),
        status: match &line.decision {
            Some(decision) => {
                format!("{}{}{}", line.told().in_words(), Language::first().pick("：", ": "), decision.reason)
            }
            None => villages.status(line.unit, line.told()),
        },
        prospect,
        prospect_class,
        address: None,
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

/// Whether somebody is a candidate, in words. Who stands last in a township's own measure is on nobody's list: that is said as
/// such, and what the list that counts has of it besides.
pub(crate) fn prospect_words(placed: &PlacedLine) -> (String, &'static str) {
    if !placed.is_own_measure {
        return listed_words(placed.line.candidate, placed.prospect);
    }
    let own = match (placed.line.candidate, placed.prospect) {
        (Some(true), _) => say!("prospect-own-last"),
        (_, Some(_)) => say!("prospect-own-may-be-last"),
        (_, None) => String::new(),
    };
    let (on_list, class) = placed.on_list.map(|(is_on, how)| listed_words(Some(is_on), how)).unwrap_or_default();
    let on_list = if on_list.is_empty() { on_list } else { say!("prospect-on-list", said = on_list) };
    let class = if on_list.is_empty() && !own.is_empty() { "wait" } else { class };
    let parts: Vec<String> = [on_list, own].into_iter().filter(|said| !said.is_empty()).collect();
    (parts.join(Language::first().pick("；", "; ")), class)
}

fn listed_words(candidate: Option<bool>, prospect: Option<Prospect>) -> (String, &'static str) {
    match (candidate, prospect) {
        (_, Some(Prospect::Certain)) => (say!("prospect-certain"), "bad"),
        (Some(true), Some(Prospect::Possible)) => (say!("prospect-candidate-possible"), "wait"),
        (_, Some(Prospect::Possible)) => (say!("prospect-possible"), "wait"),
        (Some(true), None) => (say!("prospect-candidate"), "bad"),
        (_, None) => (String::new(), ""),
    }
}
