//! Figures that this unit states of its villages 上级核定数: villages down, figures across, as far as the rules ask for any.

use super::at::At;
use crate::pages::choice::{Choice, choices};
use crate::pages::frame::{Door, Frame, answer, period_name};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::Fields;
use crate::pages::writing::{field, read};
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use cunbang_desk::Command;
use cunbang_desk::writing::withdraw::Withdrawal;
use cunbang_language::say;
use cunbang_model::{Row, Table, UnitCode, UnitKind};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The township whose villages are shown; the first where none is named.
    #[serde(default)]
    under: String,
    /// How many were kept just now.
    #[serde(default)]
    kept: Option<usize>,
}

#[derive(Template)]
#[template(path = "pages/above/figures.html")]
struct FiguresPage {
    frame: Frame,
    /// The period of which figures are stated.
    about: String,
    townships: Vec<(String, String)>,
    under: String,
    figures: Vec<Choice>,
    villages: Vec<VillageLine>,
    /// What the page was made from.
    seen: String,
    done: Option<String>,
    trouble: Option<String>,
    /// Whether what was typed may be meant all the same.
    is_asked: bool,
}

/// A village's figures.
struct VillageLine {
    name: String,
    code: String,
    cells: Vec<Cell>,
}

/// A figure of a village, as it stands or was typed.
struct Cell {
    name: String,
    value: String,
    label: String,
    is_wrong: bool,
}

/// What was typed and not kept.
#[derive(Debug, Default)]
struct Refused {
    typed: Fields,
    trouble: Option<String>,
    /// The cell at fault.
    cell: String,
    /// Whether it may be meant all the same.
    is_asked: bool,
}

/// The page.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let under = under(&at, &asked.under)?;
    let done = asked.kept.map(|count| say!("figures-kept", count = count));
    page(&at, under, done, Refused::default()).await
}

/// The township whose villages are shown: one at a time at the county, or this unit itself.
fn under(at: &At, named: &str) -> Result<UnitCode, Trouble> {
    if !named.is_empty() {
        return at.unit_named(named);
    }
    let own = at.own();
    let units = at.units()?;
    let first = units.iter().find(|unit| unit.kind == UnitKind::Township && unit.code.is_within(&own));
    Ok(first.map_or(own, |unit| unit.code))
}

/// The name of a figure's field.
fn name_of(village: UnitCode, figure: &str) -> String {
    format!("{village}/{figure}")
}

async fn page(at: &At, under: UnitCode, done: Option<String>, refused: Refused) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Supervision, say!("figures-title"), "/figures").await?;
    let (units, own) = (at.units()?, at.own());
    let stated = at.desk().stated_figures(&at.viewer(), at.period, under).await?;
    let figures = choices(&at.pages, Table::StatedFigures, "figure", at.period, at.language()).await?;
    let of_village = |village: UnitCode, called: &str| {
        let cells = figures.iter().map(|figure| {
            let name = name_of(village, &figure.word);
            let typed =
                refused.typed.iter().find(|(known, _)| *known == name).map(|(_, value)| value.trim().to_owned());
            let stands = || stated.value(village, &figure.word).map(|value| value.normalize().to_string());
            Cell {
                value: typed.or_else(stands).unwrap_or_default(),
                label: format!("{called} {}", figure.name),
                is_wrong: refused.cell == name,
                name,
            }
        });
        cells.collect()
    };
    let villages = units.basic_units(under).map(|unit| VillageLine {
        name: unit.name.clone(),
        code: unit.code.to_string(),
        cells: of_village(unit.code, &unit.name),
    });
    let townships = units.iter().filter(|unit| unit.kind == UnitKind::Township && unit.code.is_within(&own));
    let townships: Vec<(String, String)> = townships.map(|unit| (unit.code.to_string(), unit.name.clone())).collect();
    answer(&FiguresPage {
        frame,
        about: period_name(stated.period),
        townships: if townships.len() > 1 { townships } else { Vec::new() },
        under: under.to_string(),
        villages: villages.collect(),
        seen: stated.version,
        figures,
        done,
        trouble: refused.trouble,
        is_asked: refused.is_asked,
    })
}

/// Keeps what was changed: all of it, or nothing where a cell is wrong or somebody else stated something since.
pub(crate) async fn keep(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    at.permit(Command::Inspect).await?;
    let under = under(&at, field(&fields, "under").unwrap_or_default())?;
    let stated = at.desk().stated_figures(&at.viewer(), at.period, under).await?;
    let refused = |trouble: String, cell: String| Refused {
        typed: fields.clone(),
        trouble: Some(trouble),
        cell,
        is_asked: false,
    };
    // Where nothing is stated yet, there is nothing that was seen.
    if field(&fields, "seen").unwrap_or_default() != stated.version {
        return page(&at, under, None, refused(say!("figures-changed-since"), String::new())).await;
    }
    let (mut rows, mut emptied): (Vec<Row>, Vec<(UnitCode, String)>) = (Vec::new(), Vec::new());
    let mut beyond: Option<Refused> = None;
    for (name, value) in fields.iter().filter(|(name, _)| name.contains('/')) {
        let Some((village, figure)) = name.split_once('/') else { continue };
        let (village, value) = (at.unit_named(village)?, value.trim());
        let stands = stated.value(village, figure).map(|stands| stands.normalize().to_string());
        if value.is_empty() {
            emptied.extend(stands.map(|_| (village, figure.to_owned())));
            continue;
        }
        if stands.as_deref() == Some(value) {
            continue;
        }
        let cells: Fields = [
            ("unit", village.to_string()),
            ("period", stated.period.to_string()),
            ("figure", figure.to_owned()),
            ("stated", value.to_owned()),
        ]
        .map(|(column, value)| (column.to_owned(), value))
        .into();
        match read(&at.pages, &at.visitor, Table::StatedFigures, &cells, at.period).await {
            Ok(row) => {
                let most = stated.most.get(figure).filter(|most| row.number("stated").is_some_and(|one| one > **most));
                if let Some(most) = most.filter(|_| beyond.is_none() && field(&fields, "sure").is_none()) {
                    let (village, most) = (at.units()?.name(village), most.normalize());
                    let called = called(&at, figure).await?;
                    let said = say!("figures-beyond", village = village, figure = called, value = value, most = most);
                    beyond = Some(Refused { is_asked: true, ..refused(said, name.clone()) });
                }
                rows.push(row);
            }
            Err(trouble) => {
                let village = at.units()?.name(village);
                let called = called(&at, figure).await?;
                let said = say!("figures-wrong", village = village, figure = called, why = trouble.message());
                return page(&at, under, None, refused(said, name.clone())).await;
            }
        }
    }
    if let Some(beyond) = beyond {
        return page(&at, under, None, beyond).await;
    }
    let count = rows.len() + emptied.len();
    if !rows.is_empty()
        && let Err(error) = at.desk().import(at.operator(), &rows, None).await
    {
        return page(&at, under, None, refused(error.to_string(), String::new())).await;
    }
    for (village, figure) in emptied {
        let id = format!("{}/{figure}", stated.period);
        let reason = say!("figures-emptied");
        let withdrawal = Withdrawal {
            table: Table::StatedFigures,
            unit: Some(village),
            id: &id,
            period: Some(stated.period),
            reason: &reason,
        };
        at.desk().take_back(at.operator(), withdrawal).await?;
    }
    Ok(Redirect::to(&format!("/{}/figures?under={under}&kept={count}", at.period)).into_response())
}

/// What a figure is called.
async fn called(at: &At, figure: &str) -> Result<String, Trouble> {
    let asked = choices(&at.pages, Table::StatedFigures, "figure", at.period, at.language()).await?;
    Ok(asked.into_iter().find(|one| one.word == figure).map_or_else(|| figure.to_owned(), |one| one.name))
}
