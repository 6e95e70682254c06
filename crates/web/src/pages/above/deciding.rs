//! Decisions 认定 on what was not received: what one will come to, and making it.

use super::at::At;
use super::publication::{Deciding, Said, page, unended_words};
use super::question::{Question, ask, is_sure};
use super::upon::{Act, upon};
use crate::pages::decision::ruling_word;
use crate::pages::frame::Door;
use crate::pages::trouble::{Trouble, in_page};
use crate::pages::visitor::Fields;
use crate::pages::writing::field;
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use cunbang_desk::Command;
use cunbang_desk::writing::as_seen::Matter;
use cunbang_language::say;
use cunbang_model::UnitCode;
use cunbang_model::schema::{Ruling, Word as _};

/// Says what a decision will come to.
async fn ask_to_decide(at: &At, unit: UnitCode, fields: &Fields) -> Result<Response, Trouble> {
    let (units, period) = (at.units()?, at.period);
    let reason = field(fields, "reason").unwrap_or_default();
    let ruling = field(fields, "decision").and_then(Ruling::from_word);
    let ruling = ruling.ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("decide-which")))?;
    let mut lines: Vec<String> = unended_words(at).await?.into_iter().collect();
    let unheard = at.desk().unheard_between(at.ranked().await?, unit).await?;
    lines.extend(unheard.iter().map(ToString::to_string));
    if ruling == Ruling::NotCarriedOut {
        lines.extend(at.desk().could_not_report(unit)?);
    }
    lines.extend([
        say!("decide-will", unit = units.name(unit), decision = ruling_word(ruling), reason = reason),
        match ruling {
            Ruling::Take => say!("decide-take-means"),
            Ruling::Excuse => say!("decide-excuse-means"),
            Ruling::NotCarriedOut => say!("decide-not-carried-out-means"),
        },
        say!("decide-all-see"),
        say!("decide-can-be-withdrawn"),
    ]);
    let question = Question {
        door: Door::Publication,
        title: say!("decide-question"),
        lines,
        action: format!("/{period}/publication/decide"),
        fields,
        button: say!("decide-do"),
        back: format!("/{period}/publication"),
        instead: None,
    };
    ask(at, question).await
}

/// Decides on a village that was not received, or takes a decision back.
pub(crate) async fn decide(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    at.permit(Command::Decide).await?;
    let ranked = at.ranked().await?;
    let unit = at.unit_named(field(&fields, "unit").unwrap_or_default())?;
    let reason = field(&fields, "reason").unwrap_or_default();
    let decision = field(&fields, "decision")
        .ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("decide-which")))?;
    let what = field(&fields, "decision").and_then(Ruling::from_word);
    let what = what.map_or_else(|| say!("decide-withdraw"), ruling_word);
    let act = Act {
        matter: Matter::Decision { subject: unit, period: ranked },
        door: Door::Publication,
        title: say!("decide-title"),
        wanted: vec![say!("upon-said", what = what, reason = reason)],
        action: format!("/{}/publication/decide", at.period),
        back: format!("/{}/publication#decisions", at.period),
        fields: &fields,
    };
    let _turn = match upon(&at, act).await? {
        Ok(turn) => turn,
        Err(both) => return Ok(both),
    };
    let decided = if decision == "withdraw" {
        at.desk().withdraw_decision(at.operator(), ranked, unit, reason).await
    } else if !reason.is_empty() && !is_sure(&fields) {
        // What is refused is refused before anybody is asked whether they are sure.
        match at.desk().check_decision(ranked, unit, decision).await {
            Ok(()) => return ask_to_decide(&at, unit, &fields).await,
            Err(error) => Err(error),
        }
    } else {
        at.desk().decide(at.operator(), ranked, unit, decision, reason).await
    };
    match decided {
        Ok(()) => Ok(Redirect::to(&format!("/{}/publication#decisions", at.period)).into_response()),
        Err(error) => {
            let [unit, decision, reason] = [unit.as_str(), decision, reason].map(str::to_owned);
            let is_new = decision != "withdraw";
            let deciding = if is_new { Deciding { unit, decision, reason } } else { Deciding::default() };
            page(&at, "", Said::refused(in_page(error), deciding)).await
        }
    }
}
