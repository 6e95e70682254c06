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
use cunbang_model::{Decimal, Period};
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

struct SheetShown {
    score: String,
    rank: String,
    agreement: String,
    is_agreed: bool,
    run: String,
    above: String,
    below: String,
    lines: Vec<LineShown>,
}

struct LineShown {
    title: String,
    points: String,
    most: String,
    lost: String,
    above: String,
    below: String,
    reasons: Vec<ReasonShown>,
}

struct ReasonShown {
    said: String,
    rows: Vec<(String, Option<String>)>,
    more: usize,
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
        Ok(sheet) => (Some(sheet_shown(&sheet, period, language)), None),
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

fn sheet_shown(sheet: &ScoreSheetView, period: Period, language: Language) -> SheetShown {
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
        lines: sheet.lines.iter().map(|line| line_shown(line, period, language)).collect(),
    }
}

fn line_shown(line: &SheetLineView, period: Period, language: Language) -> LineShown {
    LineShown {
        title: Named::of_title(&line.title).to_string(),
        points: shown(line.points),
        most: shown(line.most),
        lost: if line.lost.is_zero() { String::new() } else { format!("−{}", line.lost.abs()) },
        above: shown(line.above),
        below: shown(line.below),
        reasons: line.reasons.iter().map(|reason| reason_shown(reason, period, language)).collect(),
    }
}

fn reason_shown(reason: &ReasonView, period: Period, language: Language) -> ReasonShown {
    let table = reason.table.map(|table| table_title(table, language)).unwrap_or_default();
    let points = reason.points.clone().unwrap_or_default();
    let parts = [table, points, reason.note.clone()];
    let rows = reason.rows.iter().map(|row| {
        let said = row.said.clone().unwrap_or_else(|| row.id.clone());
        let address = reason.table.map(|table| format!("/{period}/tables/{}/{}", table.name(), in_address(&row.id)));
        (said, address)
    });
    ReasonShown {
        said: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        rows: rows.collect(),
        more: reason.more,
    }
}
