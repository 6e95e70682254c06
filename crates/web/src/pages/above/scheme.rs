//! Schemes 考评办法: shown as people read them, changed with checks while one types, tried on a period that is over, and put
//! in force from a period that has not begun.

mod fields;

use super::at::At;
use super::question::{Question, ask, is_sure};
use crate::pages::day::in_full;
use crate::pages::frame::{Door, Frame, answer, period_name};
use crate::pages::points::figure_or_none;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::{Fields, wants_json_of};
use crate::pages::writing::field;
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use cunbang_desk::assessment::schemes::{Against, PutScheme, SchemeInWords, Tried, TriedMove, check_scheme};
use cunbang_desk::{Command, DeskError, NewRules, RunNotes, Sort};
use cunbang_language::{Language, Named, say};
use cunbang_model::{Date, Decimal, Period};
use fields::{PartShown, parts, told, typed, written};
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The row of a scheme that was put; empty for the one in force.
    #[serde(default)]
    scheme: String,
}

#[derive(Template)]
#[template(path = "pages/above/scheme.html")]
struct SchemePage {
    frame: Frame,
    put: Vec<PutLine>,
    shown: Option<SchemeShown>,
    /// The rules that were put in force over a period that villages had sealed.
    notes: Vec<String>,
    /// Whether schemes are put here: at the root alone.
    is_root: bool,
    text: String,
    from: String,
    tried_on: String,
    faults: Vec<String>,
    /// What there is to say of a text without faults; nothing where a number that was typed is not written into it.
    verdict: Option<String>,
    tried: Option<TriedShown>,
    done: Option<String>,
    /// Why it was not put, and why it was not tried: each stands beside its button.
    trouble: Option<String>,
    trouble_trying: Option<String>,
    /// The numbers of the rules as fields, part by part; none where the text cannot be read.
    parts: Vec<PartShown>,
    /// What holds for the whole, in words; nothing where the text has faults.
    in_words: Vec<String>,
    /// Why what was typed in a field was not written into the text, and that it was.
    trouble_writing: Option<String>,
    /// The numbers of the text's lines, below each other, and of some to come.
    line_numbers: String,
    lines: usize,
}

struct PutLine {
    row: String,
    title: String,
    during: String,
    withdrawn: Option<String>,
    is_here: bool,
}

pub(crate) struct SchemeShown {
    pub(crate) title: String,
    pub(crate) hash: String,
    pub(crate) summary: Vec<String>,
    pub(crate) indicators: Vec<IndicatorLine>,
}

pub(crate) struct IndicatorLine {
    pub(crate) level: &'static str,
    pub(crate) title: String,
    pub(crate) most: String,
    pub(crate) measure: String,
    pub(crate) rule: String,
}

struct TriedShown {
    finding: String,
    moves: Vec<MoveLine>,
}

struct MoveLine {
    name: String,
    score: String,
    rank: String,
    candidate: String,
    because: String,
}

/// What somebody is about to do in the form.
#[derive(Default)]
struct Draft {
    text: Option<String>,
    from: String,
    tried_on: String,
    tried: Option<Tried>,
    done: Option<String>,
    trouble: Option<String>,
    trouble_trying: Option<String>,
    trouble_writing: Option<String>,
    /// What was typed in fields and not written into the text.
    typed: Vec<(String, String)>,
}

/// The page.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    page(&at, &asked.scheme, Draft::default()).await
}

async fn page(at: &At, named: &str, draft: Draft) -> Result<Response, Trouble> {
    let frame = at.frame(Door::Publication, say!("scheme-title"), "/scheme").await?;
    let (desk, period, today) = (at.desk(), at.period, at.today());
    let put = desk.put_schemes().await?;
    let in_force = match desk.scheme_for(at.ranked().await?).await {
        Ok(scheme) => Some(scheme.hash()),
        Err(error) if matches!(error.sort(), Sort::NotYet | Sort::NotFound | Sort::Input) => None,
        Err(error) => return Err(error.into()),
    };
    let is_shown = |put: &&PutScheme| {
        let hash = put.scheme.as_ref().map(|scheme| &scheme.hash);
        if named.is_empty() { hash.is_some() && hash == in_force.as_ref() } else { put.row == named }
    };
    let here = put.iter().find(is_shown).or_else(|| put.first().filter(|_| named.is_empty()));
    let text = draft.text.unwrap_or_else(|| here.map(|put| put.text.clone()).unwrap_or_default());
    let checked = check_scheme(&text);
    let is_unwritten = draft.trouble_writing.is_some();
    let language = at.language();
    // Some to come are numbered too, and then the text scrolls by itself.
    let lines = text.lines().count() + 20;
    answer(&SchemePage {
        parts: parts(&text, checked.as_ref().ok(), &draft.typed),
        in_words: checked.as_ref().map(|scheme| scheme.summary.clone()).unwrap_or_default(),
        trouble_writing: draft.trouble_writing,
        put: put.iter().map(|one| put_line(one, here)).collect(),
        shown: here.and_then(|put| put.scheme.as_ref()).map(|scheme| scheme_shown(scheme, language)),
        notes: RunNotes { units: Vec::new(), ..desk.notes_of(at.ranked().await?).await? }.said(),
        is_root: at.own() == desk.replica().root(),
        from: if draft.from.is_empty() { next_to_begin(period, today).to_string() } else { draft.from },
        tried_on: if draft.tried_on.is_empty() { period.to_string() } else { draft.tried_on },
        verdict: checked.as_ref().ok().filter(|_| !is_unwritten).map(verdict),
        faults: checked.err().into_iter().flatten().map(|fault| fault.to_string()).collect(),
        tried: draft.tried.as_ref().map(tried_shown),
        done: draft.done,
        trouble: draft.trouble,
        trouble_trying: draft.trouble_trying,
        line_numbers: (1..=lines).map(|line| line.to_string()).collect::<Vec<_>>().join("\n"),
        lines,
        text,
        frame,
    })
}

/// The first period of a length, after one, that has not begun.
fn next_to_begin(period: Period, today: Date) -> Period {
    let mut next = period.next();
    while next.first_day() <= today {
        next = next.next();
    }
    next
}

fn put_line(put: &PutScheme, here: Option<&PutScheme>) -> PutLine {
    PutLine {
        title: put.scheme.as_ref().map_or_else(|| put.row.clone(), |scheme| Named::of_title(&scheme.title).to_string()),
        during: if let Some(until) = put.until {
            say!("scheme-during", from = period_name(put.from), until = period_name(until))
        } else {
            say!("scheme-since", from = period_name(put.from))
        },
        withdrawn: put.withdrawn.clone(),
        is_here: here.is_some_and(|here| here.row == put.row),
        row: put.row.clone(),
    }
}

/// A scheme as people read it; `pages/rules_in_words.html` lays it out.
pub(crate) fn scheme_shown(scheme: &SchemeInWords, language: Language) -> SchemeShown {
    let indicators = scheme.indicators.iter().zip(&scheme.measured).map(|(info, (measure, rule))| IndicatorLine {
        level: language.pick(info.level.chinese(), info.level.as_str()),
        title: Named::of_title(&info.title).to_string(),
        most: info.full_marks().map(|most| most.normalize().to_string()).unwrap_or_default(),
        measure: measure.to_string(),
        rule: match info.missing {
            Some(missing) => format!("{rule}{}", say!("scheme-line-missing", missing = missing)),
            None => rule.to_string(),
        },
    });
    SchemeShown {
        title: Named::of_title(&scheme.title).to_string(),
        hash: scheme.hash.clone(),
        summary: scheme.summary.clone(),
        indicators: indicators.collect(),
    }
}

/// Why a unit stands otherwise though no indicator of its own gives other points.
fn without_indicators(one: &TriedMove) -> String {
    if one.score.0 != one.score.1 {
        say!("scheme-because-sum")
    } else if one.candidate.0 != one.candidate.1 {
        say!("scheme-because-list")
    } else {
        say!("scheme-because-others")
    }
}

/// With what a trial is compared.
fn against_words(against: &Against) -> String {
    let title = |rules: &str| Named::of_title(rules).to_string();
    match against {
        Against::List { on, rules, .. } => say!("scheme-with-list", on = in_full(*on), rules = title(rules)),
        Against::Count { rules } => say!("scheme-with-count", rules = title(rules)),
    }
}

fn tried_shown(tried: &Tried) -> TriedShown {
    let text = figure_or_none;
    let rank = |rank: Option<u32>| rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string());
    let comma = Language::first().pick("；", "; ");
    let moves = tried.moved.iter().map(|one| MoveLine {
        name: one.name.clone(),
        score: format!("{} → {}", text(one.score.0), text(one.score.1)),
        rank: format!("{} → {}", rank(one.rank.0), rank(one.rank.1)),
        candidate: match one.candidate {
            (false, true) => say!("scheme-joins-list"),
            // Of one that has no score it cannot be told.
            (true, false) if one.score.1.is_none() => say!("scheme-list-open"),
            (true, false) => say!("scheme-leaves-list"),
            _ => String::new(),
        },
        because: one
            .because
            .iter()
            .map(|(title, before, after)| format!("{} {} → {}", Named::of_title(title), text(*before), text(*after)))
            .reduce(|said, next| format!("{said}{comma}{next}"))
            .unwrap_or_else(|| without_indicators(one)),
    });
    let on = tried.moved.iter().filter(|one| one.candidate == (false, true)).count();
    let off = tried.moved.iter().filter(|one| one.candidate == (true, false) && one.score.1.is_some()).count();
    let period = period_name(tried.period);
    TriedShown {
        finding: {
            let with = against_words(&tried.against);
            let said = if tried.ranked == 0 && tried.moved.is_empty() {
                say!("scheme-nothing-to-try", period = period.as_str())
            } else if tried.moved.is_empty() {
                say!("scheme-no-difference", period = period.as_str(), with = with)
            } else {
                let units = tried.moved.len();
                say!("scheme-difference", period = period.as_str(), with = with, units = units, on = on, off = off)
            };
            let has_more = matches!(&tried.against, Against::List { has_more: true, .. });
            let said = if has_more { said + &say!("scheme-has-more") } else { said };
            if tried.is_over { said } else { said + &say!("scheme-not-over", period = period) }
        },
        moves: moves.collect(),
    }
}

/// Says what is wrong with a text, as one types; a script asks.
pub(crate) async fn check(headers: HeaderMap, Form(fields): Form<Fields>) -> Response {
    let text = field(&fields, "text").unwrap_or_default().replace("\r\n", "\n");
    let changes = typed(&fields);
    let (text, unwritten) = match written(&text, &changes) {
        Ok(text) => (text, None),
        Err(error) => (text, Some(error.to_string())),
    };
    let checked = check_scheme(&text);
    let told = told(&text, checked.as_ref().ok());
    let (faults, said) = match checked {
        Ok(scheme) if unwritten.is_none() => (Vec::new(), verdict(&scheme)),
        Ok(_) => (Vec::new(), String::new()),
        Err(faults) => (faults, String::new()),
    };
    let faults: Vec<String> = unwritten.iter().cloned().chain(faults.iter().map(ToString::to_string)).collect();
    if wants_json_of(&headers) {
        let text = (!changes.is_empty() && unwritten.is_none()).then_some(text);
        return axum::Json(json!({ "faults": faults, "said": said, "text": text, "told": told })).into_response();
    }
    [said].into_iter().chain(faults).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n").into_response()
}

/// What the full marks of villages come to, where that is not what it is by most rules.
fn total_words(scheme: &SchemeInWords) -> Option<String> {
    let total = scheme.full_marks_of_villages();
    (!total.is_zero() && total != Decimal::ONE_HUNDRED).then(|| say!("scheme-total", total = total.normalize()))
}

/// What there is to say of rules without faults: that nothing is wrong, or what the full marks come to where that is to be
/// checked.
fn verdict(scheme: &SchemeInWords) -> String {
    total_words(scheme).unwrap_or_else(|| say!("scheme-good"))
}

/// Says for whom a scheme will be in force, and from when.
async fn ask_to_put(at: &At, scheme: &SchemeInWords, from: Period, fields: &Fields) -> Result<Response, Trouble> {
    let units = at.units()?;
    let villages = units.basic_units(at.own()).count();
    let title = Named::of_title(&scheme.title).to_string();
    let begins = at.day(from.first_day());
    let mut lines = vec![
        say!("scheme-will", title = title, from = period_name(from), begins = begins),
        say!("scheme-all-see", villages = villages),
        say!("scheme-can-be-replaced", begins = begins),
        say!("scheme-earlier-stay"),
    ];
    lines.extend(total_words(scheme));
    let question = Question {
        door: Door::Publication,
        title: say!("scheme-question"),
        lines,
        action: format!("/{}/scheme#put", at.period),
        fields,
        button: say!("scheme-put-do"),
        back: format!("/{}/scheme", at.period),
        instead: None,
    };
    ask(at, question).await
}

/// Tries a text on a period, or puts it in force from one.
pub(crate) async fn act(at: At, Form(fields): Form<Fields>) -> Result<Response, Trouble> {
    // A browser ends the lines of a form as typewriters did.
    let text = field(&fields, "text").unwrap_or_default().replace("\r\n", "\n");
    // What was typed in fields is a part of the text, whatever somebody is about to do with it.
    let changes = typed(&fields);
    let (text, unwritten) = match written(&text, &changes) {
        Ok(text) => (text, None),
        Err(error) => (text, Some(error.to_string())),
    };
    let (from, tried_on) = (field(&fields, "from").unwrap_or_default(), field(&fields, "tried_on").unwrap_or_default());
    let mut draft =
        Draft { text: Some(text.clone()), from: from.to_owned(), tried_on: tried_on.to_owned(), ..Draft::default() };
    if unwritten.is_some() {
        let draft = Draft { typed: changes, trouble_writing: unwritten, ..draft };
        return page(&at, "", draft).await;
    }
    let done: Result<(), DeskError> = if field(&fields, "write").is_some() {
        Ok(())
    } else if field(&fields, "put").is_some() {
        at.permit(Command::PutScheme).await?;
        let is_ahead = |from: &Period| from.first_day() > at.today();
        if let Ok(from) = from.parse::<Period>()
            && is_ahead(&from)
            && !is_sure(&fields)
            && let Ok(scheme) = check_scheme(&text)
        {
            return ask_to_put(&at, &scheme, from, &fields).await;
        }
        if let Ok(from) = from.parse::<Period>() {
            at.desk().put_scheme_ahead(at.operator(), NewRules::since(&text, from)).await.map(|_| {
                draft.done = Some(say!("scheme-put", from = period_name(from)));
            })
        } else {
            let such = next_to_begin(at.period, at.today());
            draft.trouble = Some(say!("scheme-no-period", typed = from, such = such));
            Ok(())
        }
    } else if let Ok(on) = tried_on.parse::<Period>() {
        let on = at.desk().ranked_period(on).await?;
        at.desk().try_scheme(&at.viewer(), &text, on).await.map(|tried| draft.tried = Some(tried))
    } else {
        let such = at.ranked().await?;
        draft.trouble_trying = Some(say!("scheme-no-period", typed = tried_on, such = such));
        Ok(())
    };
    if let Err(error) = done {
        let place = if field(&fields, "put").is_some() { &mut draft.trouble } else { &mut draft.trouble_trying };
        *place = Some(error.to_string());
    }
    page(&at, "", draft).await
}
