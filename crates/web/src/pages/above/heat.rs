//! The heat map 热力表: units × indicators. Each cell leads to the unit's sheet, and that to the rows behind it.

use super::at::At;
use super::ranking::{RunShown, unless_published, why_no_list};
use crate::pages::frame::{Door, Frame, answer};
use crate::pages::points::printed;
use crate::pages::trouble::Trouble;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use cunbang_desk::{Level, RankingView, Sort, Wanted};
use cunbang_language::{Language, Named, say};
use cunbang_model::UnitCode;
use cunbang_report::heat_map;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The unit whose villages are shown; empty for the units between.
    #[serde(default)]
    under: String,
}

#[derive(Template)]
#[template(path = "pages/above/heat.html")]
struct HeatPage {
    frame: Frame,
    /// What its lines are.
    of: String,
    /// Id, title and most of each.
    columns: Vec<(String, String, String)>,
    lines: Vec<Line>,
    /// What the figures are.
    legend: String,
    /// The villages that are not in it.
    missing: Option<String>,
    back: Option<String>,
    /// Why there is nothing to show.
    none: Option<String>,
    /// Which run it is, where it is not the one that stands published.
    run: Option<RunShown>,
}

struct Line {
    name: String,
    /// Its villages, or its own page.
    address: String,
    /// Text and class of each cell, and where the rows behind it are: of a village its indicator, of a unit above its
    /// villages.
    cells: Vec<(String, String, String)>,
}

/// What is shown of a ranking.
#[derive(Default)]
struct Map {
    columns: Vec<(String, String, String)>,
    lines: Vec<Line>,
    /// Whether its lines are villages, and not units above.
    of_villages: bool,
    /// The names of the villages that are not ranked, and so are in no figure.
    missing: Vec<String>,
}

/// The page.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Ranking, say!("heat-title"), "/heat").await?;
    let under: Option<UnitCode> = asked.under.parse().ok();
    let wanted = Wanted { period: Some(at.ranked().await?), under: under.unwrap_or(at.own()), run: "" };
    let mut run = None;
    let Map { columns, lines, of_villages, missing } = match at.desk().ranking_with_sheets(&at.viewer(), wanted).await {
        Ok(view) => {
            run = unless_published(&view, &*at.units()?, &format!("/{}/ranking", at.period));
            map(&at, &view, under).await?
        }
        Err(error) if error.sort() == Sort::NotYet => Map::default(),
        Err(error) => return Err(error.into()),
    };
    let none = if lines.is_empty() { Some(why_no_list(&at).await?) } else { None };
    let legend = if of_villages { say!("heat-legend-villages") } else { say!("heat-legend") };
    let of = if of_villages { say!("above-village") } else { say!("ranking-name") };
    let names = missing.join(Language::first().pick("、", ", "));
    let missing = (!missing.is_empty()).then(|| say!("heat-missing", count = missing.len(), names = names));
    let back = under.map(|_| frame.here.clone());
    answer(&HeatPage { frame, of, columns, lines, legend, missing, back, none, run })
}

async fn map(at: &At, view: &RankingView, under: Option<UnitCode>) -> Result<Map, Trouble> {
    let units = at.units()?;
    let Some(scheme) = at.desk().scheme_of(view).await? else { return Ok(Map::default()) };
    let villages = view.outcome(Some(Level::Village))?;
    // The villages themselves, where they stand directly under the unit.
    let of_villages = under.is_some() || units.children(at.own()).all(|child| child.kind.is_basic());
    let above = view.page(Level::Township, 0, usize::MAX).map(|page| page.rows).unwrap_or_default();
    let map = heat_map(
        villages.rows(Level::Village),
        scheme.indicators(),
        |row| if of_villages { Some(row.unit) } else { row.parent },
        above.iter().filter(|_| !of_villages).map(|line| line.unit),
    );
    let columns = map.columns.iter().map(|info| {
        let most = info.full_marks().map(|most| most.normalize().to_string()).unwrap_or_default();
        (info.id.clone(), Named::of_title(&info.title).to_string(), most)
    });
    let columns = columns.collect();
    let ids: Vec<&str> = map.columns.iter().map(|info| info.id.as_str()).collect();
    let lines = map.rows.into_iter().map(|row| {
        let page = at.address_of(row.unit);
        let beneath = format!("/{}/heat?under={}", at.period, row.unit);
        Line {
            name: units.name(row.unit),
            cells: row
                .cells
                .into_iter()
                .zip(&ids)
                .map(|(cell, id)| {
                    let rows = if of_villages { format!("{page}#i-{id}") } else { format!("{beneath}#i-{id}") };
                    (printed(&cell.text), cell.class, rows)
                })
                .collect(),
            address: if of_villages { page } else { beneath },
        }
    });
    let lines = lines.collect();
    let missing = villages.rows(Level::Village).iter().filter(|row| !row.told().is_scored_by_rows());
    Ok(Map { columns, lines, of_villages, missing: missing.map(|row| row.name.to_string()).collect() })
}
