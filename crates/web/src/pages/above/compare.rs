//! Comparing 对比: two units, or one with the mean of those around it, or one period with the one before; indicator by
//! indicator.

use super::at::At;
use super::ranking::{RunShown, unless_published};
use crate::pages::frame::{Door, Frame, answer, period_name};
use crate::pages::points::{figure_or_none, signed};
use crate::pages::trouble::Trouble;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use cunbang_desk::Wanted;
use cunbang_desk::assessment::compare::{Compared, Side};
use cunbang_language::{Named, say};
use cunbang_model::{Decimal, UnitCode};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// A unit's code.
    #[serde(default)]
    a: String,
    /// A unit's code; `mean`, of those under the same unit above; or `before`, the same unit a period ago.
    #[serde(default)]
    b: String,
}

#[derive(Template)]
#[template(path = "pages/above/compare.html")]
struct ComparePage {
    frame: Frame,
    units: Vec<(String, String)>,
    asked: Asked,
    compared: Option<Shown>,
    none: Option<String>,
    /// Which runs these are, where they are not the ones that stand published.
    runs: Vec<RunShown>,
}

struct Shown {
    a: String,
    b: String,
    finding: String,
    lines: Vec<Line>,
}

struct Line {
    title: String,
    a: String,
    b: String,
    difference: String,
    class: &'static str,
}

/// The page.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Ranking, say!("compare-title"), "/compare").await?;
    let (tree, own) = (at.units()?, at.own());
    let units = tree.within(own).iter().filter(|unit| unit.code != own).map(|unit| {
        let parent = tree.parent(unit.code).map(|parent| tree.name(parent)).unwrap_or_default();
        (unit.code.to_string(), format!("{} {parent}", unit.name))
    });
    let units = units.collect();
    let a: Option<UnitCode> = asked.a.parse().ok();
    let b: Option<Side> = match asked.b.as_str() {
        "before" => Some(Side::Before),
        "mean" | "" => Some(Side::Mean),
        code => code.parse().ok().map(Side::Unit),
    };
    let compared = match a.zip(b) {
        Some((a, b)) => at.desk().compare_units(&at.viewer(), at.ranked().await?, a, b).await?,
        None => None,
    };
    let mut runs = Vec::new();
    if compared.is_some() {
        let before = matches!(b, Some(Side::Before)).then_some(at.ranked().await?.previous());
        for period in [Some(at.ranked().await?), before].into_iter().flatten() {
            let wanted = Wanted { period: Some(period), under: own, run: "" };
            let view = at.desk().ranking(&at.viewer(), wanted).await?;
            runs.extend(unless_published(&view, &tree, &format!("/{period}/ranking")));
        }
    }
    let none = match a.filter(|_| compared.is_none()) {
        Some(_) if at.desk().is_ranked(&at.viewer(), at.ranked().await?).await? => Some(say!("compare-elsewhere")),
        Some(_) => Some(say!("compare-none")),
        None => None,
    };
    answer(&ComparePage { frame, units, asked, compared: compared.as_ref().map(shown), none, runs })
}

fn shown(compared: &Compared) -> Shown {
    let name = |named: &(String, cunbang_model::Period)| format!("{} {}", named.0, period_name(named.1));
    let (a, b) = (name(&compared.a), name(&compared.b));
    let finding = match compared.score.0.zip(compared.score.1) {
        Some((a_score, b_score)) if a_score >= b_score => {
            say!("compare-more", a = a, points = a_score - b_score, b = b)
        }
        Some((a_score, b_score)) => say!("compare-less", a = a, points = b_score - a_score, b = b),
        None => say!("compare-unscored"),
    };
    let line = |title: String, points: (Option<Decimal>, Option<Decimal>)| {
        let difference = points.0.zip(points.1).map(|(a, b)| a - b);
        Line {
            title,
            a: figure_or_none(points.0),
            b: figure_or_none(points.1),
            difference: match difference {
                Some(difference) if difference.is_zero() => "0".to_owned(),
                Some(difference) => signed(difference),
                None => String::new(),
            },
            class: match difference {
                Some(difference) if difference > Decimal::ZERO => "good",
                Some(difference) if difference < Decimal::ZERO => "bad",
                _ => "",
            },
        }
    };
    let total = line(say!("compare-total"), compared.score);
    let counted = compared.lines.iter().filter(|one| one.points.0.is_some() || one.points.1.is_some());
    let lines = counted.map(|one| line(Named::of_title(&one.title).to_string(), one.points));
    Shown { lines: lines.chain([total]).collect(), finding, a, b }
}
