//! Our score sheet 考评成绩: every point with its rows, our place with both neighbours, and what it would take.

use super::Pages;
use super::columns::table_title;
use super::frame::{Door, Frame, answer, period_name};
use super::home::{needed_lines, period_of, unfinished};
use super::trouble::Trouble;
use super::visitor::{Visitor, in_address};
use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use cunbang_desk::score_sheet::{Neighbour, ReasonView, ScoreSheetView, SheetLineView};
use cunbang_desk::{DeskError, Sort, Viewer};
use cunbang_language::{Language, Named, say};
use cunbang_model::{Decimal, UnitCode};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/score.html")]
struct ScorePage {
    frame: Frame,
    sheet: Option<SheetShown>,
    /// Why there is none.
    none: Option<String>,
    needed: Vec<String>,
    worth: Vec<(String, String, String)>,
}

/// A score sheet as it is shown; `pages/sheet.html` lays it out.
pub(crate) struct SheetShown {
    pub(crate) score: String,
    pub(crate) rank: String,
    pub(crate) agreement: String,
    pub(crate) is_agreed: bool,
    pub(crate) run: String,
    pub(crate) above: String,
    pub(crate) below: String,
    pub(crate) lines: Vec<LineShown>,
}

pub(crate) struct LineShown {
    pub(crate) title: String,
    pub(crate) points: String,
    pub(crate) most: String,
    pub(crate) lost: String,
    pub(crate) above: String,
    pub(crate) below: String,
    pub(crate) reasons: Vec<ReasonShown>,
}

pub(crate) struct ReasonShown {
    pub(crate) said: String,
    pub(crate) rows: Vec<(String, Option<String>)>,
    pub(crate) more: usize,
}

fn shown(number: Option<Decimal>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let language = visitor.preferences.language;
    let frame = Frame::new(&pages, &visitor, period, Door::Score, say!("door-score"), "/score").await?;
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let (sheet, none) = match pages.desk.score_sheet(&viewer, pages.desk.replica().unit(), period).await {
        Ok(sheet) => (Some(sheet_shown(&sheet, language, &|_| format!("/{period}"))), None),
        Err(error) if matches!(error.sort(), Sort::NotFound | Sort::NotYet) => (None, Some(say!("score-none"))),
        Err(error) => return Err(DeskError::into(error)),
    };
    let outlook = pages.desk.what_it_would_take(&viewer, period).await?;
    let needed = outlook.as_ref().map(needed_lines).unwrap_or_default();
    let worth = outlook.iter().flat_map(|outlook| &outlook.items).map(|worth| {
        let (what, address) = unfinished(&worth.item, period, language);
        (what, address, worth.points.to_string())
    });
    let worth = worth.collect();
    answer(&ScorePage { frame, sheet, none, needed, worth })
}

/// Where the tables of a unit are shown: of the sheet's own, or of another.
type Place<'a> = &'a dyn Fn(Option<UnitCode>) -> String;

/// A sheet as it is shown. `place` is the address before `/tables`.
pub(crate) fn sheet_shown(sheet: &ScoreSheetView, language: Language, place: Place<'_>) -> SheetShown {
    let neighbour = |neighbour: &Option<Neighbour>| {
        neighbour.as_ref().map(|one| format!("{} {}", one.name, shown(one.score))).unwrap_or_default()
    };
    SheetShown {
        score: shown(sheet.score),
        rank: if let (Some(rank), Some(ranked)) = (sheet.rank, sheet.ranked) {
            say!("place-rank", rank = rank, ranked = ranked)
        } else {
            say!("place-unranked")
        },
        agreement: sheet.agreement.to_string(),
        is_agreed: sheet.agreement.is_agreed(),
        run: say!(
            "score-run",
            publisher = sheet.publisher_name,
            period = period_name(sheet.period),
            run = sheet.run.chars().take(12).collect::<String>()
        ),
        above: neighbour(&sheet.above),
        below: neighbour(&sheet.below),
        lines: sheet.lines.iter().map(|line| line_shown(line, language, place)).collect(),
    }
}

fn line_shown(line: &SheetLineView, language: Language, place: Place<'_>) -> LineShown {
    LineShown {
        title: Named::of_title(&line.title).to_string(),
        points: shown(line.points),
        most: shown(line.most),
        lost: if line.lost.is_zero() { String::new() } else { format!("−{}", line.lost.abs()) },
        above: shown(line.above),
        below: shown(line.below),
        reasons: line.reasons.iter().map(|reason| reason_shown(reason, language, place)).collect(),
    }
}

fn reason_shown(reason: &ReasonView, language: Language, place: Place<'_>) -> ReasonShown {
    let table = reason.table.map(|table| table_title(table, language)).unwrap_or_default();
    let points = reason.points.clone().unwrap_or_default();
    let unit = reason.unit.as_ref().map(|(_, name)| name.clone()).unwrap_or_default();
    let parts = [unit, table, points, reason.note.clone()];
    let before = place(reason.unit.as_ref().map(|(unit, _)| *unit));
    let rows = reason.rows.iter().map(|row| {
        let said = row.said.clone().unwrap_or_else(|| row.id.clone());
        let address = reason.table.map(|table| format!("{before}/tables/{}/{}", table.name(), in_address(&row.id)));
        (said, address)
    });
    ReasonShown {
        said: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        rows: rows.collect(),
        more: reason.more,
    }
}
