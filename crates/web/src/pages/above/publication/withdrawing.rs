//! Taking a publication back 撤回发布: what that comes to is said and asked first.

use super::{Said, act_on_publications, done_at, page};
use crate::pages::above::at::At;
use crate::pages::above::question::{Question, ask, ask_either, is_sure};
use crate::pages::above::upon::upon;
use crate::pages::frame::Door;
use crate::pages::trouble::{Trouble, in_page};
use crate::pages::visitor::{Fields, in_address};
use crate::pages::writing::field;
use axum::Form;
use axum::response::Response;
use cunbang_desk::Command;
use cunbang_language::say;
use cunbang_model::record;

/// Says what taking a list back comes to; and where it has replaced another, asks which is to stand.
async fn ask_to_withdraw(at: &At, former: Option<&record::Run>, fields: &Fields) -> Result<Response, Trouble> {
    let run = field(fields, "run").unwrap_or_default();
    let reason = field(fields, "reason").unwrap_or_default();
    let short = |id: &str| id.chars().take(12).collect::<String>();
    let fields: Fields = fields.iter().filter(|(name, _)| name != "former").cloned().collect();
    let mut lines = vec![say!("publish-withdraw-will", run = short(run), reason = reason)];
    lines.extend(match former {
        Some(former) => {
            let (id, on) = (short(&former.run), at.day(former.published_on));
            vec![
                say!("publish-withdraw-former", run = id.clone(), on = on.clone()),
                say!("publish-withdraw-none", run = id.clone()),
                say!("publish-withdraw-back", run = id, on = on),
            ]
        }
        None => vec![say!("publish-withdraw-alone")],
    });
    lines.push(say!("publish-withdraw-all-see"));
    let question = Question {
        door: Door::Publication,
        title: if former.is_some() { say!("publish-withdraw-question") } else { say!("publish-withdraw-sure") },
        lines,
        action: format!("/{}/publication/withdraw", at.period),
        fields: &fields,
        button: if former.is_some() { say!("publish-withdraw-do-none") } else { say!("publish-withdraw") },
        instead: None,
        back: format!("/{}/publication?run={}", at.period, in_address(run)),
    };
    match former {
        Some(_) => ask_either(at, question, ("former", "stands", say!("publish-withdraw-do-former"))).await,
        None => ask(at, question).await,
    }
}

/// Takes a publication back, with the reason, once it was said what that comes to. Where it has replaced another list,
/// whoever does it says what stands then.
pub(crate) async fn withdraw(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    at.permit(Command::Publish).await?;
    let run = field(&fields, "run").unwrap_or_default();
    let reason = field(&fields, "reason").unwrap_or_default();
    let wanted = vec![say!("upon-withdraw", reason = reason)];
    let _turn = match upon(&at, act_on_publications(&at, run, "withdraw", wanted, &fields).await?).await? {
        Ok(turn) => turn,
        Err(both) => return Ok(both),
    };
    if !reason.trim().is_empty() && !is_sure(&fields) {
        let former = at.desk().former_list(at.ranked().await?, run).await?;
        return ask_to_withdraw(&at, former.as_ref(), &fields).await;
    }
    let former_stands = field(&fields, "former") == Some("stands");
    match at.desk().take_back_publication(at.operator(), run, reason, former_stands).await {
        Ok(_) => Ok(done_at(&at, run, "withdrawn", 0)),
        Err(error) => page(&at, run, Said::trouble(in_page(error))).await,
    }
}
