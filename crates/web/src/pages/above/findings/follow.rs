//! Following a finding 跟进: corrected, put right, rechecked, taken back; by whoever saw what stands of it.

use super::{Following, Shown, Typed, in_order, page, shown_at};
use crate::pages::above::at::At;
use crate::pages::above::question::{Question, ask, is_sure};
use crate::pages::above::upon::{Act, upon};
use crate::pages::columns::title;
use crate::pages::frame::Door;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::{Fields, in_address};
use crate::pages::writing::{field, quarter_for, read};
use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use cunbang_desk::inspection::finding_effect::FindingEffect;
use cunbang_desk::writing::as_seen::Matter;
use cunbang_desk::writing::withdraw::Withdrawal;
use cunbang_desk::{Command, lacks_fixed_day, lacks_new_due_day, rechecked_before_fixed};
use cunbang_language::{Language, say};
use cunbang_model::schema::FindingResult;
use cunbang_model::{Row, Table, UnitCode, record};

/// The columns that the form of a finding corrects and follows. Its village and its day say which it is: where these are
/// wrong it is withdrawn and recorded anew.
const FOLLOWED: [&str; 8] = ["clause", "text", "points", "due", "told_on", "fixed_on", "rechecked_on", "result"];

/// Corrects and follows a finding: what it says, put right, rechecked, with what result. What was typed stays where it is
/// wrong, and the fault stands beside it.
pub(crate) async fn follow(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    at.permit(Command::Inspect).await?;
    let (period, unit) = (at.period, at.unit()?);
    let row = match followed(&at, unit, &fields).await {
        Ok(row) => row,
        Err(trouble) => return answer_followed(&at, unit, fields, Err(trouble), "followed").await,
    };
    let act = act(&at, unit, &fields, "", in_words(&row, at.language()));
    let _turn = match upon(&at, act).await? {
        Ok(turn) => turn,
        Err(both) => return Ok(both),
    };
    if !is_sure(&fields)
        && at
            .desk()
            .check_import(Some(at.operator()), std::slice::from_ref(&row), quarter_for(&row, period))
            .await
            .is_ok()
        && let Some(effect) = at.desk().finding_effect(&at.viewer(), &row).await?.filter(FindingEffect::changes_score)
    {
        return ask_upon(&at, unit, &fields, "", (&effect, say!("save"))).await;
    }
    let kept = at.desk().record(at.operator(), row.clone(), quarter_for(&row, period)).await;
    answer_followed(&at, unit, fields, kept.map(|_| ()).map_err(Trouble::from), "followed").await
}

/// What somebody is about to do with a finding: what another window did meanwhile is not written over unseen.
fn act<'a>(at: &At, unit: UnitCode, fields: &'a Fields, beneath: &str, wanted: String) -> Act<'a> {
    let (period, finding) = (at.period, at.step("id").to_owned());
    Act {
        action: format!("/{period}/findings/{unit}/{}{beneath}", in_address(&finding)),
        matter: Matter::Finding { unit, period, finding },
        door: Door::Supervision,
        title: say!("door-supervision"),
        wanted: vec![wanted],
        back: format!("/{period}/findings"),
        fields,
    }
}

/// Asks before a finding that stands comes to cost something else than it did: what that does, and one button.
async fn ask_upon(
    at: &At,
    unit: UnitCode,
    fields: &Fields,
    beneath: &str,
    (effect, button): (&FindingEffect, String),
) -> Result<Response, Trouble> {
    let act = act(at, unit, fields, beneath, String::new());
    let village = at.units()?.name(unit);
    let question = Question {
        door: act.door,
        title: say!("finding-question", village = village),
        lines: effect.in_words(Some(at.period)),
        action: act.action,
        fields,
        button,
        back: act.back,
        instead: None,
    };
    ask(at, question).await
}

/// What a finding says, column by column, as far as the form has them.
pub(in crate::pages::above) fn in_words(row: &Row, language: Language) -> String {
    let columns = row.table().columns().iter().filter(|column| FOLLOWED.contains(&column.name));
    let said = columns.filter_map(|column| {
        let cell = row.get(column.name)?.to_string();
        let finding = row.record::<record::Finding>().filter(|_| column.name == "result");
        let result = finding.and_then(|finding| finding.result).map(result_word);
        Some(format!("{} {}", title(column, language), result.unwrap_or(cell)))
    });
    said.collect::<Vec<_>>().join(" · ")
}

/// What a recheck came to, in a word.
pub(super) fn result_word(result: FindingResult) -> String {
    match result {
        FindingResult::Fixed => say!("finding-fixed"),
        FindingResult::Extended => say!("finding-extended"),
        FindingResult::Escalated => say!("finding-escalated"),
    }
}

/// The row of a finding as it was typed.
async fn followed(at: &At, unit: UnitCode, fields: &Fields) -> Result<Row, Trouble> {
    let (period, viewer) = (at.period, at.viewer());
    let stands = at.desk().row(&viewer, Table::Findings, Some(unit), at.step("id"), Some(period)).await?;
    let mut cells: Fields = Table::Findings
        .columns()
        .iter()
        .filter(|column| !FOLLOWED.contains(&column.name) || fields.iter().all(|(name, _)| name != column.name))
        .filter_map(|column| Some((column.name.to_owned(), stands.row.get(column.name)?.to_string())))
        .collect();
    // What was emptied is empty, and is not what stood before.
    let typed = fields.iter().filter(|(name, _)| FOLLOWED.contains(&name.as_str()));
    cells.extend(typed.map(|(name, value)| (name.clone(), value.trim().to_owned())));
    let row = in_order(read(&at.pages, &at.visitor, Table::Findings, &cells, period).await?)?;
    let (before, after) = (stands.row.record::<record::Finding>(), row.record::<record::Finding>());
    if after.as_ref().is_some_and(lacks_fixed_day) {
        return Err(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("finding-fixed-when")).at(Some("fixed_on")));
    }
    if let Some((fixed, rechecked)) = after.as_ref().and_then(rechecked_before_fixed) {
        let said = say!("finding-rechecked-before", fixed = at.day(fixed), rechecked = at.day(rechecked));
        return Err(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, said).at(Some("rechecked_on")));
    }
    if let (Some(before), Some(after)) = (before, after)
        && lacks_new_due_day(&before, &after, at.today())
    {
        return Err(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("finding-extended-until")).at(Some("due")));
    }
    Ok(row)
}

/// Takes a finding back, with the reason.
pub(crate) async fn withdraw(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    at.permit(Command::Inspect).await?;
    let unit = at.unit()?;
    let (id, reason) = (at.step("id"), field(&fields, "reason").unwrap_or_default());
    let act = act(&at, unit, &fields, "/withdraw", say!("upon-take-back", reason = reason));
    let _turn = match upon(&at, act).await? {
        Ok(turn) => turn,
        Err(both) => return Ok(both),
    };
    let withdrawal = Withdrawal { table: Table::Findings, unit: Some(unit), id, period: Some(at.period), reason };
    if !is_sure(&fields)
        && !reason.is_empty()
        && let Some(effect) =
            at.desk().withdrawal_effect(&at.viewer(), &withdrawal).await?.filter(FindingEffect::changes_score)
    {
        return ask_upon(&at, unit, &fields, "/withdraw", (&effect, say!("finding-take-back"))).await;
    }
    let kept = at.desk().take_back(at.operator(), withdrawal).await.map(|_| ()).map_err(Trouble::from);
    answer_followed(&at, unit, fields, kept, "withdrawn").await
}

/// Back to the list where something was done, and else the list with what was typed.
async fn answer_followed(
    at: &At,
    unit: UnitCode,
    fields: Fields,
    kept: Result<(), Trouble>,
    done: &str,
) -> Result<Response, Trouble> {
    let shown = Shown::of(&fields);
    match kept {
        Ok(()) => {
            let address =
                format!("{}&of={unit}&{done}={}", shown_at(at.period, &shown.show), in_address(at.step("id")));
            Ok(Redirect::to(&address).into_response())
        }
        Err(trouble) => {
            let following = Following { unit, finding: at.step("id").to_owned(), typed: fields, trouble };
            page(at, Typed::default(), Vec::new(), None, Shown { following: Some(following), ..shown }).await
        }
    }
}
