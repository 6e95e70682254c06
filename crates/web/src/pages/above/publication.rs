//! Publication 测算与发布: runs of the period, what each level would see of one, decisions on what was not received, and
//! the publishing.

mod list_moves;
mod run_preview;
mod unwhole;
mod withdrawing;

use super::after_list::{after_others_list, after_words};
use super::at::At;
use super::question::{Question, ask, is_sure};
use super::ranking::why_no_list;
use super::returned::returned_words;
use super::since_run::since_words;
use super::status_word;
use super::upon::{Act, upon};
use crate::pages::decision::ruling_word;
use crate::pages::frame::{Door, Frame, answer, moment};
use crate::pages::trouble::{Trouble, in_page};
use crate::pages::visitor::{Fields, in_address};
use crate::pages::writing::field;
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use cunbang_desk::assessment::decide::may_be_taken;
use cunbang_desk::assessment::ending::Unended;
use cunbang_desk::assessment::publish::PublishError;
use cunbang_desk::assessment::run::RunError;
use cunbang_desk::assessment::whole::NotWhole;
use cunbang_desk::writing::as_seen::Matter;
use cunbang_desk::{Command, DeskError, Prospect, PublishTerms, Published, RunOptions};
use cunbang_language::say;
use cunbang_model::UnitCode;
use cunbang_model::schema::{Ruling, Word as _};
use run_preview::{RunPreview, late_words, preview};
use serde::Deserialize;
use std::sync::Arc;
use unwhole::Unwhole;
pub(crate) use withdrawing::withdraw;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The run that is looked at, by the beginning of its id; empty for the newest.
    #[serde(default)]
    run: String,
    /// What was done just now: `run`, `published`, `withdrawn`.
    #[serde(default)]
    done: String,
    /// How many lines were published.
    #[serde(default)]
    lines: usize,
}

#[derive(Template)]
#[template(path = "pages/above/publication.html")]
struct PublicationPage {
    frame: Frame,
    runs: Vec<RunLine>,
    /// That objections wait for an answer.
    objections: Option<String>,
    shown: Option<RunPreview>,
    /// What came after the list that stands, and who would stand elsewhere by it.
    after: Vec<String>,
    /// What was done to units and rules over the period.
    notes: Vec<String>,
    /// Why there is no run to show.
    none: String,
    /// What stood published when the page was made.
    seen: String,
    /// For how many days villages could object to what was published last.
    days: String,
    /// Whether decisions are made here: at the root alone.
    decides: bool,
    waiting: Vec<Waiting>,
    /// What may be decided on them.
    rulings: Vec<(&'static str, String)>,
    decided: Vec<Decided>,
    done: Option<String>,
    trouble: Option<String>,
    /// What is not whole of what a list would rest on, and the way past it.
    unwhole: Option<Unwhole>,
    deciding: Deciding,
}

/// What may be decided, in the words of the form and of the page; taking what came only where something of a village that is
/// waited for did.
fn rulings(waiting: &[Waiting]) -> Vec<(&'static str, String)> {
    let is_offered = |ruling: &Ruling| *ruling != Ruling::Take || waiting.iter().any(|one| one.may_be_taken);
    let offered = [Ruling::Take, Ruling::Excuse, Ruling::NotCarriedOut].into_iter().filter(is_offered);
    offered.map(|ruling| (ruling.word(), ruling_word(ruling))).collect()
}

struct RunLine {
    id: String,
    short: String,
    made: String,
    state: String,
    is_here: bool,
    /// Whether whoever looks may open it: what was taken back is opened by those who see drafts.
    is_open: bool,
}

/// A village that is waited for.
struct Waiting {
    unit: String,
    name: String,
    status: String,
    /// Whether something of it came, so that it can be taken.
    may_be_taken: bool,
}

/// A village on which something was decided.
struct Decided {
    unit: String,
    name: String,
    decision: String,
    reason: String,
    /// What stood when the page was made.
    seen: String,
}

/// The page.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    page(&at, &asked.run, Said { done: done_words(&asked), ..Said::default() }).await
}

/// Refuses at a device that publishes nothing.
fn check_publishes(at: &At) -> Result<(), Trouble> {
    if at.pages.publishes() { Ok(()) } else { Err(Trouble::of(StatusCode::NOT_FOUND, say!("publication-elsewhere"))) }
}

/// What the page says of what was just asked for.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// What was done.
    done: Option<String>,
    /// Why nothing was done.
    trouble: Option<String>,
    /// What is not whole, where that is why, and the way past it.
    unwhole: Option<Unwhole>,
    /// What was to be decided, where that was refused: it stands in the form.
    deciding: Deciding,
}

/// What stands in the form of a decision.
#[derive(Debug, Default)]
pub(super) struct Deciding {
    pub(super) unit: String,
    pub(super) decision: String,
    pub(super) reason: String,
}

impl Said {
    /// That a decision was refused, with what was typed.
    pub(super) fn refused(trouble: String, deciding: Deciding) -> Self {
        Self { trouble: Some(trouble), deciding, ..Self::default() }
    }

    pub(super) fn trouble(trouble: String) -> Self {
        Self { trouble: Some(trouble), ..Self::default() }
    }
}

/// The page as it is shown after something was asked for.
pub(super) async fn page(at: &At, run: &str, said: Said) -> Result<Response, Trouble> {
    check_publishes(at)?;
    let Said { done, trouble, unwhole, deciding } = said;
    let title = say!("door-publication");
    let frame = at.frame(Door::Publication, title, "/publication").await?;
    let (desk, viewer, period, own) = (at.desk(), at.viewer(), at.period, at.own());
    let ranked = at.ranked().await?;
    let published = desk.published(&viewer, ranked).await?;
    let standings = at.standings(run).await?;
    let here = standings.as_ref().map(|standings| standings.run.id.clone()).unwrap_or_default();
    let known = desk.runs_of(own, ranked).await?.into_iter();
    // Who sees no drafts is told of none.
    let known = known.filter(|head| viewer.sees_drafts() || published.iter().any(|known| known.id() == head.id));
    let runs = known.map(|head| {
        let known = published.iter().find(|known| known.id() == head.id);
        RunLine {
            short: head.id.chars().take(12).collect(),
            made: moment(head.made_at),
            state: match known.map(|known| known.withdrawn_because()) {
                Some(None) if stands(&published, own) == Some(head.id.as_str()) => say!("run-is-published"),
                Some(None) => say!("run-is-superseded"),
                Some(Some(reason)) => say!("run-withdrawn", reason = reason),
                None => say!("run-is-draft"),
            },
            is_here: head.id == here,
            is_open: viewer.sees_drafts() || known.is_some_and(|known| known.withdrawn.is_none()),
            id: head.id,
        }
    });
    let units = at.units()?;
    let coverage = desk.village_coverage(&viewer, period, own).await?;
    let decides = own == desk.replica().root();
    let waiting =
        coverage.iter().filter(|village| decides && village.coverage.status.is_pending()).map(|village| Waiting {
            unit: village.coverage.unit.to_string(),
            name: village.coverage.name.clone(),
            status: status_word(village.coverage.status),
            may_be_taken: may_be_taken(&village.coverage),
        });
    let waiting: Vec<Waiting> = waiting.collect();
    let mut made = Vec::new();
    for decision in desk.decisions_on(ranked).await? {
        let matter = Matter::Decision { subject: decision.subject, period: ranked };
        made.push(Decided {
            unit: decision.subject.to_string(),
            name: units.name(decision.subject),
            decision: ruling_word(decision.decision),
            reason: decision.reason,
            seen: desk.version_of_matter(&matter).await?,
        });
    }
    let runs = runs.collect();
    let asks_days = match &standings {
        Some(standings) => desk.objection_days_by(&standings.run.scheme_hash).await?.is_none(),
        None => false,
    };
    let shown = standings.as_ref().map(|standings| preview(standings, &units, period, own));
    let notes = standings.as_ref().map(|standings| standings.notes.said()).unwrap_or_default();
    let late = match &standings {
        Some(standings) => {
            late_words(at, &standings.run.id).await?.into_iter().chain(returned_words(at).await?).collect()
        }
        None => Vec::new(),
    };
    let after = match stands(&published, own).filter(|id| *id == here) {
        Some(id) => after_words(at, id).await?,
        None => match &standings {
            Some(standings) => after_others_list(at, standings).await?,
            None => Vec::new(),
        },
    };
    let last = published.iter().find(|known| known.by == own);
    let days = last.and_then(|known| Some((known.run.objections_until? - known.run.published_on).get_days()));
    answer(&PublicationPage {
        objections: super::objections::waiting(at).await?,
        runs,
        after,
        notes,
        shown: shown.map(|shown| RunPreview { late, asks_days, ..shown }),
        none: if standings.is_none() { why_no_list(at).await? } else { String::new() },
        seen: desk.version_of_matter(&Matter::Publications(ranked)).await?,
        days: days.map(|days| days.to_string()).unwrap_or_default(),
        decides,
        rulings: rulings(&waiting),
        waiting,
        decided: made,
        done,
        trouble,
        unwhole,
        deciding,
        frame,
    })
}

/// To the page with what was done: going back or loading again does it no second time.
fn done_at(at: &At, run: &str, done: &str, lines: usize) -> Response {
    let address = format!("/{}/publication?run={}&done={done}&lines={lines}", at.period, in_address(run));
    Redirect::to(&address).into_response()
}

/// What was done just now, in a sentence.
fn done_words(asked: &Asked) -> Option<String> {
    match asked.done.as_str() {
        "run" => Some(say!("run-made", run = asked.run.chars().take(12).collect::<String>())),
        "published" => Some(say!("publish-done", lines = asked.lines)),
        "withdrawn" => Some(say!("publish-withdrawn")),
        _ => None,
    }
}

/// Back to the page from an address that does something only when a form is sent there.
pub(crate) async fn back(Path(period): Path<String>) -> Redirect {
    Redirect::to(&format!("/{}/publication", crate::pages::visitor::in_address(&period)))
}

/// Ranks the period from what is here. What rests on receipts that are not whole, only for who types the unit's name.
pub(crate) async fn run(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    check_publishes(&at)?;
    at.permit(Command::Rank).await?;
    let ranked = at.ranked().await?;
    let anyway = match unwhole::is_confirmed(&at, &fields)? {
        Ok(anyway) => anyway,
        Err(trouble) => return page(&at, "", Said::trouble(trouble)).await,
    };
    match at.desk().run_for(at.operator(), ranked, RunOptions { under: None, anyway }).await {
        Ok(run) => Ok(done_at(&at, &run.id, "run", 0)),
        Err(DeskError::Run(RunError::NotWhole { what, .. })) => {
            page(&at, "", Said { unwhole: Some(Unwhole::before_run(&what)), ..Said::default() }).await
        }
        Err(error) => page(&at, "", Said::trouble(in_page(error))).await,
    }
}

/// Says who will see what if a run is published.
async fn ask_to_publish(at: &At, run: &str, what: &NotWhole, fields: &Fields) -> Result<Response, Trouble> {
    let none = || Trouble::of(StatusCode::NOT_FOUND, say!("run-none"));
    let standings = at.standings(run).await?.ok_or_else(none)?;
    let (units, period) = (at.units()?, at.period);
    let certain = standings.villages.iter().filter(|one| one.prospect == Some(Prospect::Certain)).count();
    let published = at.desk().published(&at.viewer(), at.ranked().await?).await?;
    let preview = preview(&standings, &units, period, at.own());
    let replaced = stands(&published, at.own()).filter(|id| *id != run);
    let mut lines: Vec<String> = unended_words(at).await?.into_iter().collect();
    lines.extend((!what.is_whole()).then(|| say!("unwhole-publish", what = what.to_string())));
    let since = since_words(&at.desk().since_run(&at.desk().ranking_run(run).await?).await?, &units);
    let is_old = !since.is_empty();
    lines.extend(since);
    lines.extend([preview.said, preview.coverage]);
    lines.extend(late_words(at, run).await?);
    lines.extend(standings.notes.said());
    lines.extend(returned_words(at).await?);
    if let Some(own) = preview.own_measure {
        lines.push(own);
    } else {
        lines.push(say!(
            "publish-candidates",
            candidates = preview.candidates.len(),
            certain = certain,
            possible = preview.possible.len()
        ));
        lines.extend(list_moves::move_words(at, &standings, replaced).await?);
    }
    lines.extend(list_moves::decision_words(&standings));
    let days = field(fields, "days").map(str::trim).filter(|days| !days.is_empty());
    match days {
        Some(days) => lines.push(say!("publish-days", days = days)),
        // A list that takes the place of another keeps the days that villages were told of.
        None => {
            let last = published.iter().find(|known| known.by == at.own());
            let names_a_day = last.is_some_and(|known| known.run.objections_until.is_some());
            if !names_a_day && at.desk().objection_days_by(&standings.run.scheme_hash).await?.is_none() {
                lines.push(say!("publish-no-days"));
            }
        }
    }
    lines.extend(number_words(at, run).await?);
    lines.extend([preview.all_see, say!("run-village-sees"), say!("run-nobody-sees")]);
    lines.extend(replaced.map(|id| say!("publish-replaces", run = id.chars().take(12).collect::<String>())));
    lines.extend(again_words(at, &published, run).await?);
    lines.push(say!("publish-can-be-withdrawn"));
    let question = Question {
        door: Door::Publication,
        title: say!("publish-question"),
        lines: lines.into_iter().filter(|line| !line.is_empty()).collect(),
        action: format!("/{period}/publication/publish"),
        fields,
        button: say!("publish-do"),
        back: format!("/{period}/publication?run={run}"),
        instead: is_old.then(|| (say!("run-again"), format!("/{period}/publication/run"))),
    };
    ask(at, question).await
}

/// The number that the notice will bear, or that it bears none until somebody registers one.
async fn number_words(at: &At, run: &str) -> Result<Option<String>, Trouble> {
    let notice = at.desk().notice(&at.viewer(), at.ranked().await?, Some(run)).await?;
    Ok(Some(match notice.number {
        Some(number) => say!("publish-number", number = number.to_string()),
        None => say!("publish-no-number"),
    }))
}

/// That the period runs, or its seals are still in time, and until when; nothing where neither is so.
pub(super) async fn unended_words(at: &At) -> Result<Option<String>, Trouble> {
    Ok(at.desk().unended(at.ranked().await?).await?.map(|unended| match unended {
        Unended::Runs(until) => say!("period-runs", until = at.day(until)),
        Unended::Due(until) => say!("period-due", until = at.day(until)),
    }))
}

/// The run of a unit that stands published.
fn stands(published: &[Arc<Published>], by: UnitCode) -> Option<&str> {
    published.iter().find(|known| known.by == by && known.withdrawn.is_none()).map(|known| known.id())
}

/// Publishes a run. Where less was received than the scheme asks for, only for who types the unit's name.
pub(crate) async fn publish(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    at.permit(Command::Publish).await?;
    let run = field(&fields, "run").unwrap_or_default().to_owned();
    let name = at.units()?.name(at.own());
    let typed = field(&fields, "confirm");
    if typed.is_some_and(|typed| typed != name) {
        let trouble = say!("publish-not-confirmed", typed = typed.unwrap_or_default(), name = name);
        return page(&at, &run, Said::trouble(trouble)).await;
    }
    let unwhole = match unwhole::is_confirmed(&at, &fields)? {
        Ok(unwhole) => unwhole,
        Err(trouble) => return page(&at, &run, Said::trouble(trouble)).await,
    };
    if let Some(days) = field(&fields, "days").filter(|days| !days.trim().is_empty())
        && let Err(trouble) = super::notice::days_of(days)
    {
        return page(&at, &run, Said::trouble(trouble.message().to_owned())).await;
    }
    let days = field(&fields, "days").filter(|days| !days.trim().is_empty());
    let short: String = run.chars().take(12).collect();
    let wanted = vec![
        say!("run-do-publish", run = short),
        days.map_or_else(|| say!("upon-no-days"), |days| say!("upon-days", days = days)),
    ];
    let _turn = match upon(&at, act_on_publications(&at, &run, "publish", wanted, &fields).await?).await? {
        Ok(turn) => turn,
        Err(both) => return Ok(both),
    };
    let what = if is_sure(&fields) { NotWhole::default() } else { unwhole::of_run(&at, &run).await? };
    if !what.is_whole() && !unwhole {
        return page(&at, &run, Said { unwhole: Some(Unwhole::before_publishing(&what, &fields)), ..Said::default() })
            .await;
    }
    if !is_sure(&fields) {
        return ask_to_publish(&at, &run, &what, &fields).await;
    }
    let days = days.map(super::notice::days_of).transpose()?;
    // Whoever read the question was told that the run had been taken back.
    let terms = PublishTerms { anyway: typed.is_some(), again: true, unwhole, objection_days: days };
    match at.desk().publish_on(at.operator(), Some(&run), terms).await {
        Ok(publication) => Ok(done_at(&at, &run, "published", publication.rows)),
        Err(DeskError::Run(RunError::NotWhole { what, .. })) => {
            page(&at, &run, Said { unwhole: Some(Unwhole::before_publishing(&what, &fields)), ..Said::default() }).await
        }
        Err(DeskError::Publish(PublishError::Coverage { received, expected, .. })) => {
            let trouble = say!("publish-too-few", received = received, expected = expected);
            page(&at, &run, Said::trouble(trouble)).await
        }
        Err(error) => page(&at, &run, Said::trouble(in_page(error))).await,
    }
}

/// That the run was published and taken back, when and why.
async fn again_words(at: &At, published: &[Arc<Published>], run: &str) -> Result<Option<String>, Trouble> {
    let known = published.iter().find(|known| known.by == at.own() && known.id() == run);
    let Some((known, reason)) = known.and_then(|known| Some((known, known.withdrawn.clone()?))) else {
        return Ok(None);
    };
    let publications = at.desk().publications(&at.viewer(), at.own(), known.run.period).await?;
    let mut events = publications.of_period(known.run.period).rev();
    let on = events.find(|one| one.run == run && one.withdrawn.is_some()).map(|one| at.day(one.on()));
    let on = on.unwrap_or_default();
    Ok(Some(say!("publish-again", on = on, reason = reason)))
}

/// What is done about what this unit has published.
async fn act_on_publications<'f>(
    at: &At,
    run: &str,
    step: &str,
    wanted: Vec<String>,
    fields: &'f Fields,
) -> Result<Act<'f>, Trouble> {
    Ok(Act {
        matter: Matter::Publications(at.ranked().await?),
        door: Door::Publication,
        title: say!("door-publication"),
        wanted,
        action: format!("/{}/publication/{step}", at.period),
        back: format!("/{}/publication?run={}", at.period, in_address(run)),
        fields,
    })
}
