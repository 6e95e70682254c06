//! The notice 通报 of the period: what is asked of whoever sends it out, the page that prints, and the document.

use super::after_list::after_words;
use super::at::At;
use super::returned::returned_words;
use super::upon::{Act, upon};
use crate::notice::{Terms, draft};
use crate::pages::day::day_in;
use crate::pages::frame::{Door, Frame, answer, period_name};
use crate::pages::trouble::{Trouble, in_page};
use crate::pages::visitor::{Fields, in_address};
use crate::pages::writing::field;
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use cunbang_desk::writing::as_seen::Matter;
use cunbang_desk::{Command, DeskError, Formalities, NoticeView, RegisteredNotice, Sort, ViewError};
use cunbang_language::{Language, say};
use cunbang_model::Period;
use serde::Deserialize;

/// How an address says that a notice was registered.
const REGISTERED: &str = "registered";

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    copied_to: String,
    #[serde(default)]
    printed_by: String,
    days: Option<String>,
    /// A run, by the beginning of its id; empty for the one that stands published, or the newest.
    #[serde(default)]
    run: String,
    /// What was done just now: `registered`.
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "pages/above/notice.html")]
struct NoticePage {
    frame: Frame,
    /// What the notice would say of itself.
    drafted: Option<Drafted>,
    /// Whether its number is registered here: its run stands published.
    registers: bool,
    /// The year of the register, and the notices that went out in it.
    register: Option<(i16, Vec<RegisterLine>)>,
    /// Until when villages may object, where the rules or the publication say so.
    until: Option<String>,
    /// The run for which that can be chosen here, once for all: it stands published, and nothing says it yet.
    chooses_for: Option<String>,
    is_draft: bool,
    /// Of a draft: the villages whose seals stand returned.
    returned: Option<String>,
    /// Whether this node's unit issues it: of another's, nobody here says how it goes out.
    is_own: bool,
    /// That another run was published in this one's place, and the notice of that.
    replaced: Option<(String, String)>,
    /// That the publication was taken back, and why.
    withdrawn: Option<String>,
    /// What came after the list, and who would stand elsewhere by it.
    after: Vec<String>,
    run: String,
    /// The whole id of the run of which the notice is.
    of_run: String,
    none: Option<String>,
    /// What stood published when the page was made.
    seen: String,
    /// Why what was typed was not registered; it stands in the form.
    trouble: Option<String>,
    /// What was registered just now.
    done: Option<String>,
}

/// What was typed into the register, and why it was refused.
struct Refused {
    formalities: Formalities,
    trouble: String,
}

/// What a notice says of itself.
struct Drafted {
    issuer: String,
    number: String,
    /// The number that would follow, where none is registered.
    offered: String,
    copied_to: String,
    printed_by: String,
}

/// A notice in the register.
struct RegisterLine {
    number: String,
    period: String,
    run: String,
    address: String,
    on: String,
    state: String,
    is_here: bool,
}

fn register_lines(view: &NoticeView, period: Period) -> Vec<RegisterLine> {
    let line = |one: &RegisteredNotice| {
        let run: String = one.run.chars().take(12).collect();
        RegisterLine {
            number: one.number.as_ref().map_or_else(|| say!("register-open"), ToString::to_string),
            period: period_name(one.period),
            address: format!("/{}/notice?run={run}", if one.period == view.period() { period } else { one.period }),
            on: day_in(period, one.on),
            state: match (&one.withdrawn, one.stands) {
                (Some((reason, on)), _) => {
                    say!("register-withdrawn", on = day_in(period, *on), reason = reason.as_str())
                }
                (None, true) => say!("run-is-published"),
                (None, false) => say!("run-is-superseded"),
            },
            is_here: one.run == view.run.id(),
            run,
        }
    };
    view.register.iter().map(line).collect()
}

/// What is asked.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    page(&at, asked, None).await
}

/// The page, with what was typed into the register where that was refused.
async fn page(at: &At, asked: Asked, refused: Option<Refused>) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Publication, say!("notice-title"), "/notice").await?;
    let ranked = at.ranked().await?;
    let named = Some(asked.run.as_str()).filter(|run| !run.is_empty());
    let seen = at.desk().version_of_matter(&Matter::Publications(ranked)).await?;
    let mut found = at.desk().notice(&at.viewer(), ranked, named).await;
    // Where all was taken back, the notice says so, as it does where the run is named.
    if named.is_none() && found.as_ref().is_err_and(|error| error.sort() == Sort::NotYet) {
        let published = at.desk().published(&at.viewer(), ranked).await?;
        if let Some(last) = published.iter().find(|one| one.by == at.own() && one.withdrawn.is_some()) {
            found = at.desk().notice(&at.viewer(), ranked, Some(last.id())).await;
        }
    }
    match found {
        Ok(view) => {
            let notice = draft(&view, Terms::default());
            let offered = view.offered.to_string();
            let registered = view.number.as_ref().map(ToString::to_string);
            let copied_to = view.formalities.copied_to.clone().unwrap_or_default();
            // A draft is offered what follows; what went out bears what is registered.
            let number = if view.is_draft() { offered.clone() } else { registered.unwrap_or_default() };
            let (issuer, printed_by) = (notice.issuer, notice.imprint.printed_by);
            let is_registered = asked.done == REGISTERED && refused.is_none() && !view.is_draft();
            let done = is_registered.then(|| registered_words(&number, &copied_to, &printed_by));
            let (typed, trouble) = refused.map(|refused| (refused.formalities, refused.trouble)).unzip();
            let drafted = Some(match typed {
                Some(typed) => Drafted {
                    issuer,
                    number: typed.number.unwrap_or_default(),
                    offered,
                    copied_to: typed.copied_to.unwrap_or_default(),
                    printed_by: typed.printed_by.unwrap_or_default(),
                },
                None => Drafted { issuer, number, offered, copied_to, printed_by },
            });
            let registers = view.may_be_registered(at.own());
            let lines = register_lines(&view, at.period);
            let register = Some((view.date().year(), lines)).filter(|(_, lines)| !lines.is_empty());
            let is_draft = view.is_draft();
            let replaced = view.replaced_by.as_ref().map(|(id, _)| {
                let run: String = id.chars().take(12).collect();
                (say!("notice-replaced", run = run), format!("/{}/notice?run={run}", at.period))
            });
            let withdrawn =
                view.withdrawn.as_ref().map(|(reason, _)| say!("notice-withdrawn", reason = reason.as_str()));
            let until = view.objections_until.map(|until| say!("notice-until", until = at.day(until)));
            let stands = !is_draft && withdrawn.is_none() && replaced.is_none();
            let is_own = view.unit == at.own();
            let after = if stands && is_own { after_words(at, view.run.id()).await? } else { Vec::new() };
            let chooses_for = (stands && until.is_none() && is_own).then(|| view.run.id().to_owned());
            let run = if withdrawn.is_some() { view.run.id().to_owned() } else { asked.run };
            answer(&NoticePage {
                frame,
                drafted,
                registers,
                register,
                until,
                chooses_for,
                returned: if is_draft { returned_words(at).await? } else { None },
                is_draft,
                is_own,
                replaced,
                withdrawn,
                after,
                run,
                of_run: view.run.id().to_owned(),
                none: None,
                seen,
                trouble,
                done,
            })
        }
        Err(error @ DeskError::View(ViewError::NotAnnounced { .. })) => none_page(frame, error.to_string(), seen),
        Err(error) if matches!(error.sort(), Sort::NotYet | Sort::NotFound) => {
            let none = why_none(at, ranked).await?;
            none_page(frame, none, seen)
        }
        Err(error) => Err(error.into()),
    }
}

/// The page where there is no notice, and why.
fn none_page(frame: Frame, none: String, seen: String) -> Result<Response, Trouble> {
    answer(&NoticePage {
        frame,
        drafted: None,
        registers: false,
        register: None,
        until: None,
        chooses_for: None,
        is_draft: true,
        returned: None,
        is_own: true,
        replaced: None,
        withdrawn: None,
        after: Vec::new(),
        run: String::new(),
        of_run: String::new(),
        none: Some(none),
        seen,
        trouble: None,
        done: None,
    })
}

/// What stands registered of a notice, in a sentence.
fn registered_words(number: &str, copied_to: &str, printed_by: &str) -> String {
    let all = [
        (say!("notice-number"), number),
        (say!("notice-copied-to"), copied_to),
        (say!("notice-printed-by"), printed_by),
    ];
    let given = all.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| format!("{name} {text}"));
    let given: Vec<String> = given.collect();
    say!("register-done", what = given.join(Language::first().pick("；", "; ")))
}

/// Why there is no notice: whether nobody ranked the period, nobody published it, or that was taken back.
async fn why_none(at: &At, ranked: Period) -> Result<String, Trouble> {
    let published = at.desk().published(&at.viewer(), ranked).await?;
    if let Some(above) = published.iter().find(|one| one.withdrawn.is_none() && one.by != at.own()) {
        let by = at.units()?.name(above.by);
        return Ok(say!("notice-of-above", by = by, day = at.day(above.run.published_on)));
    }
    super::ranking::why_no_list(at).await
}

/// Days as a form has them: from one to a year.
pub(super) fn days_of(typed: &str) -> Result<u16, Trouble> {
    let days = typed.trim().parse().ok().filter(|days| (1..=366).contains(days));
    days.ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("notice-days-wrong")))
}

/// Says for how many days villages may object, and keeps that with the publication.
pub(crate) async fn choose_days(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    let days = days_of(field(&fields, "days").unwrap_or_default())?;
    let run = field(&fields, "run").unwrap_or_default();
    at.permit(Command::Publish).await?;
    let act = Act {
        matter: Matter::Publications(at.ranked().await?),
        door: Door::Publication,
        title: say!("notice-title"),
        wanted: vec![say!("upon-days", days = days)],
        action: format!("/{}/notice/days", at.period),
        back: format!("/{}/notice", at.period),
        fields: &fields,
    };
    let _turn = match upon(&at, act).await? {
        Ok(turn) => turn,
        Err(both) => return Ok(both),
    };
    at.desk().choose_objection_days(at.operator(), run, days).await?;
    Ok(Redirect::to(&format!("/{}/notice", at.period)).into_response())
}

/// Registers how the notice of a published run goes out.
pub(crate) async fn register(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    at.permit(Command::Publish).await?;
    let typed = |name: &str| field(&fields, name).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let run = typed("run").unwrap_or_default();
    let formalities =
        Formalities { number: typed("number"), copied_to: typed("copied_to"), printed_by: typed("printed_by") };
    let wanted = formalities.number.clone().unwrap_or_else(|| say!("register-open"));
    let act = Act {
        matter: Matter::Publications(at.ranked().await?),
        door: Door::Publication,
        title: say!("notice-title"),
        wanted: vec![say!("upon-register", number = wanted)],
        action: format!("/{}/notice/register", at.period),
        back: format!("/{}/notice?run={}", at.period, in_address(&run)),
        fields: &fields,
    };
    let _turn = match upon(&at, act).await? {
        Ok(turn) => turn,
        Err(both) => return Ok(both),
    };
    let trouble = match &formalities.number {
        Some(_) => match at.desk().register_notice(at.operator(), &run, &formalities).await {
            Ok(()) => None,
            Err(error) if matches!(error.sort(), Sort::Input | Sort::NotYet) => Some(in_page(error)),
            Err(error) => return Err(error.into()),
        },
        None => Some(say!("register-which")),
    };
    if let Some(trouble) = trouble {
        let refused = Refused { formalities, trouble };
        let mut response = page(&at, Asked { run, ..Asked::default() }, Some(refused)).await?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    Ok(Redirect::to(&format!("/{}/notice?run={}&done={REGISTERED}", at.period, in_address(&run))).into_response())
}

/// The notice itself, as a page that prints or as a document.
pub(crate) async fn file(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let ranked = at.ranked().await?;
    let given = |text: &'_ str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let days = asked.days.as_deref().filter(|days| !days.trim().is_empty()).map(days_of).transpose()?;
    let (issuer, number, run) = (given(&asked.issuer), given(&asked.number), given(&asked.run));
    let (copied_to, printed_by) = (given(&asked.copied_to), given(&asked.printed_by));
    // In whose name and under which number a notice goes out, those say who may publish.
    let says = [&issuer, &number, &copied_to, &printed_by].into_iter().any(Option::is_some) || days.is_some();
    if says {
        at.permit(Command::Publish).await?;
    }
    let view = at.desk().notice(&at.viewer(), ranked, run.as_deref()).await?;
    // And those of the unit that issues it.
    if view.unit != at.own() && says {
        return Err(Trouble::of(StatusCode::FORBIDDEN, say!("notice-of-another")));
    }
    if let Some(number) = &number {
        // What went out bears the number of the register; a draft none that another notice bears.
        if !view.is_draft() && view.number.as_ref().map(ToString::to_string).as_ref() != Some(number) {
            return Err(Trouble::of(StatusCode::CONFLICT, say!("register-first")));
        }
        at.desk().check_notice_number(&at.viewer(), view.unit, (view.run.id(), ranked), number).await?;
    }
    let terms = Terms {
        issuer: issuer.as_deref(),
        number: number.as_deref(),
        copied_to: copied_to.as_deref(),
        printed_by: printed_by.as_deref(),
        objection_days: days,
    };
    let notice = draft(&view, terms);
    let failed = |error: cunbang_report::ExportError| Trouble::of(StatusCode::INTERNAL_SERVER_ERROR, error.to_string());
    match at.step("kind") {
        "html" => {
            let page = notice.html().map_err(failed)?;
            Ok(([(header::CONTENT_SECURITY_POLICY, super::OF_A_SHEET)], Html(page)).into_response())
        }
        "docx" => {
            // What is no notice that stands is told from one by its name.
            let run = view.run.id().get(..12).unwrap_or(view.run.id());
            let state = match (view.is_draft(), &view.withdrawn, &view.replaced_by) {
                (true, ..) => format!("-draft-{run}"),
                (_, Some(_), _) => format!("-withdrawn-{run}"),
                (_, _, Some(_)) => format!("-superseded-{run}"),
                _ => String::new(),
            };
            let name = format!("attachment; filename=\"notice-{ranked}{state}.docx\"");
            let headers = [(header::CONTENT_TYPE, DOCX.to_owned()), (header::CONTENT_DISPOSITION, name)];
            Ok((headers, notice.docx().map_err(failed)?).into_response())
        }
        kind => Err(Trouble::of(StatusCode::NOT_FOUND, say!("trouble-no-such-page", path = kind))),
    }
}
