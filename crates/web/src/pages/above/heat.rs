//! The heat map 热力表: units × indicators. Each cell leads to the rows behind it.

use super::{address_of, viewer};
use crate::pages::Pages;
use crate::pages::frame::{Door, Frame, answer};
use crate::pages::home::period_of;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::Visitor;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use cunbang_desk::heat::{HeatCell, HeatMap, Shade};
use cunbang_language::{Named, say};
use cunbang_model::{Period, UnitCode};
use serde::Deserialize;
use std::sync::Arc;

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
    columns: Vec<(String, String)>,
    lines: Vec<Line>,
    back: Option<String>,
    none: bool,
}

struct Line {
    name: String,
    address: String,
    cells: Vec<Cell>,
}

struct Cell {
    text: String,
    class: String,
    address: String,
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let frame = Frame::new(&pages, &visitor, period, Door::Ranking, say!("heat-title"), "/heat").await?;
    let under: Option<UnitCode> = asked.under.parse().ok();
    let ranked = pages.desk.ranked_period(period).await?;
    let map = pages.desk.heat_map(&viewer(&pages, &visitor), ranked, under).await?;
    let none = map.is_none();
    let (columns, lines) = map.map(|map| shown(map, period)).unwrap_or_default();
    answer(&HeatPage { back: under.map(|_| frame.here.clone()), frame, columns, lines, none })
}

fn shown(map: HeatMap, period: Period) -> (Vec<(String, String)>, Vec<Line>) {
    let columns = map.columns.iter().map(|column| {
        let most = column.most.map(|most| most.normalize().to_string()).unwrap_or_default();
        (Named::of_title(&column.title).to_string(), most)
    });
    let columns = columns.collect();
    let lines = map.lines.into_iter().map(|line| {
        let address =
            if line.is_village { address_of(period, line.unit) } else { format!("/{period}/heat?under={}", line.unit) };
        let cell = |cell: HeatCell| Cell {
            text: cell.points.map_or_else(|| "—".to_owned(), |points| points.to_string()),
            class: match cell.shade {
                Shade::None => "none".to_owned(),
                Shade::Lost(step) => format!("lost{step}"),
                Shade::Gained(step) => format!("gained{step}"),
            },
            address: format!("{}#{}", address_of(period, line.unit), cell.indicator),
        };
        Line { name: line.name, address, cells: line.cells.into_iter().map(cell).collect() }
    });
    (columns, lines.collect())
}
