//! What each level will see 预览 of a run before it is published: the pages of village, township and county themselves, of
//! that run, with a mark that it is a draft.

use super::address_of;
use super::at::At;
use super::ranking::{self, Preview};
use crate::pages::decision;
use crate::pages::frame::Door;
use crate::pages::home::{candidacy, candidacy_of, may_change, none_listed_words};
use crate::pages::people::Known;
use crate::pages::replacement::replacement_of;
use crate::pages::score::{Reading, SheetShown, preview_page, sheet_shown};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::in_address;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use cunbang_desk::village::score_sheet::Agreement;
use cunbang_desk::{Command, RunState};
use cunbang_language::say;
use cunbang_model::{Period, UnitCode};

/// The page.
pub(crate) async fn show(at: At, Query(mut asked): Query<ranking::Asked>) -> Result<Response, Trouble> {
    at.permit(Command::Publish).await?;
    if asked.run.is_empty() {
        // A preview is one of a run; which there are, the page before says.
        return Ok(Redirect::to(&format!("/{}/publication", at.period)).into_response());
    }
    let (unit, units, period, ranked) = (at.unit()?, at.units()?, at.period, at.ranked().await?);
    let none = || Trouble::of(StatusCode::NOT_FOUND, say!("run-none"));
    let standings = at.standings(&asked.run).await?.ok_or_else(none)?;
    let run = standings.run.id.clone();
    let short: String = run.chars().take(12).collect();
    let name = units.name(unit);
    let is_draft = standings.run.state == RunState::Draft;
    let said = match standings.run.state {
        RunState::Draft => say!("preview-of-draft", unit = name, run = short),
        _ => say!("preview-of-run", unit = name, run = short),
    };
    let back = format!("/{period}/publication?run={}", in_address(&run));
    let here = format!("/preview/{unit}");
    let is_village = units.get(unit).is_some_and(|unit| unit.kind.is_basic());
    if !is_village {
        let frame = at.frame(Door::Publication, say!("door-ranking"), &here).await?.leading_to("/publication");
        let preview = Preview { under: unit, townships: standings.townships.len(), said, is_draft, back };
        asked.run = run;
        return ranking::page(&at, asked, frame, Some(preview)).await;
    }
    let mut frame = at.frame(Door::Publication, say!("preview-score"), &here).await?.leading_to("/publication");
    frame.unit.clone_from(&name);
    let mut sheet = at.desk().sheet_in_run(&at.viewer(), unit, ranked, &run).await?;
    if is_draft {
        // The village has the sheet and the list together.
        sheet.agreement = Agreement::Agrees { published_on: at.today() };
    }
    let place =
        |other: Option<UnitCode>, quarter: Option<Period>| address_of(quarter.unwrap_or(period), other.unwrap_or(unit));
    let sheet = sheet_shown(&sheet, &Reading { language: at.language(), place: &place, known: &Known::default() });
    let own = at.desk().place_beneath(&at.viewer(), unit, &run).await?;
    // There is no notice of a draft yet, and it took nothing's place.
    let once = |said: String| if is_draft { say!("preview-once-published", said = said) } else { said };
    let agreement = once(sheet.agreement.clone());
    let sheet = SheetShown { agreement, may_change: own.as_ref().and_then(may_change), ..sheet };
    let placed = standings.villages.iter().find(|placed| placed.line.unit == unit);
    let candidacy = match standings.none_listed {
        Some(coverage) => Some(none_listed_words(ranked, coverage)),
        None if standings.run.is_own_measure => own.as_ref().and_then(candidacy_of),
        None => placed.and_then(|placed| candidacy(placed.line.candidate == Some(true), placed.prospect)),
    };
    let decision = at.desk().decision_on(unit, ranked).await?.as_ref().map(decision::in_words);
    let notice = at.desk().notice(&at.viewer(), ranked, Some(&run)).await?;
    let until = notice.objections_until.map(|until| say!("objections-until", day = at.day(until)));
    let replaces = replacement_of(at.desk(), &at.viewer(), &standings.run).await?;
    let replaces = replaces.map(once);
    preview_page(frame, sheet, (replaces, decision, candidacy, until), (said, back))
}
