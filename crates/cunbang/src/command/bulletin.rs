//! `cunbang bulletin`: what was published, as far as it is here; no network is needed.

use crate::context::Context;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing};
use clap::Args;
use cunbang_desk::{BulletinView, PublicationEvent, Replaced};
use cunbang_language::{Language, lazily, say};
use cunbang_model::schema::{ResultProspect, Word as _};
use cunbang_model::shown::in_line;
use cunbang_model::{Date, Decimal, Period, UnitCode, record};
use cunbang_ranking::Published;
use cunbang_ranking::announced::AnnouncedRun;
use cunbang_replica::Replica;
use cunbang_scheme::{DecisionNote, Told};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Show what was published 通报 for a period, as far as it has come here with a sync
///
/// This node's own unit stands first. It works offline.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang bulletin 2026Q3 --dir ~/cunbang")]
pub(crate) struct BulletinArguments {
    /// The period [default: the newest that was published]
    #[arg(value_name = "PERIOD", value_parser = crate::values::period)]
    period: Option<Period>,
    #[command(flatten)]
    list: ListArguments,
}

/// Shows.
pub(crate) async fn run(arguments: &BulletinArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let node = &opened.node;
    let viewer = opened.reader(context).await?;
    let BulletinView { period, shown, others, decisions, notes, objections_until, replaces, history } =
        opened.desk.bulletin(&viewer, arguments.period).await?;
    if arguments.list.format != ListFormat::Table {
        return results(node, &shown, &decisions, true).print(arguments.list);
    }
    let list = results(node, &shown, &decisions, false);
    let mut text = say!(
        "bulletin-run-published-scheme",
        period = period,
        id = shown.id(),
        by = name(node, shown.by),
        published_on = shown.run.published_on,
        scheme = shown.run.scheme
    );
    if let Some(one) = &replaces {
        let _ = write!(text, "\n{}", replaces_line(one));
    }
    if let Some(until) = objections_until {
        let _ = write!(text, "\n{}", say!("bulletin-objections-until", until = until));
    }
    if let Some(own) = shown.result_of(node.unit()) {
        let _ = write!(text, "\n\n{}", line_of(node, own, &decisions));
    }
    let _ = write!(text, "\n{}", list.to_table());
    let candidates = shown.candidates().map(|line| format!("{}{}", name(node, line.subject), certainty(line)));
    let candidates: Vec<String> = candidates.collect();
    let _ = write!(
        text,
        "\n{}",
        say!(
            "bulletin-backward-candidates",
            candidates = if candidates.is_empty() { "—".to_owned() } else { candidates.join("、") }
        )
    );
    let none_listed = AnnouncedRun::of(&shown).and_then(|run| run.none_listed());
    if let Some(coverage) = none_listed {
        let (received, least) = (coverage.per_cent(), coverage.least.unwrap_or_default() * Decimal::ONE_HUNDRED);
        let _ = write!(
            text,
            "\n{}",
            say!(
                "bulletin-none-listed",
                came = coverage.received,
                expected = coverage.expected,
                received = received.normalize(),
                least = least.normalize()
            )
        );
    }
    let may_be = shown.results.iter().filter(|line| line.candidate != Some(true) && line.prospect.is_some());
    let may_be = may_be.filter(|_| none_listed.is_none());
    let may_be: Vec<String> = may_be.map(|line| name(node, line.subject)).collect();
    if !may_be.is_empty() {
        let _ = write!(text, "\n{}", say!("bulletin-may-be", villages = may_be.join("、")));
    }
    let late = shown.results.iter().filter_map(|line| Some((line, line.late_on?)));
    let late: Vec<(&record::PublishedResult, Date)> = late.collect();
    if !late.is_empty() {
        let one = |(line, on): &(&record::PublishedResult, Date)| {
            say!("bulletin-late-one", name = name(node, line.subject), on = on, rows = line.late_rows.unwrap_or(0))
        };
        let villages = || late.iter().map(one).collect::<Vec<_>>().join(Language::first().pick("、", ", "));
        let _ = write!(text, "\n{}", say!("bulletin-late", villages = lazily(villages)));
    }
    for decision in &decisions {
        let _ = write!(
            text,
            "\n{}",
            say!(
                "bulletin-decided",
                subject = name(node, decision.subject),
                decision = note_of(decision).in_words(),
                reason = in_line(&decision.reason)
            )
        );
    }
    for note in notes.said() {
        let _ = write!(text, "\n{}", say!("run-note", warning = note));
    }
    for other in &others {
        let state = lazily(|| match &other.withdrawn {
            Some(reason) => say!("bulletin-withdrawn", reason = in_line(reason)),
            None if other.by == shown.by => say!(
                "bulletin-replaced",
                by = short(shown.id()),
                on = history
                    .iter()
                    .rev()
                    .find(|one| one.run == shown.id())
                    .map_or(shown.run.published_on, PublicationEvent::on)
            ),
            None => say!("bulletin-published-too"),
        });
        let _ = write!(
            text,
            "\n{}",
            say!("bulletin-run", id = short(other.id()), by = name(node, other.by), state = state)
        );
    }
    if history.len() > 1 {
        let _ = write!(text, "\n{}", say!("bulletin-history"));
        for event in &history {
            let _ = write!(text, "\n{}", event_line(event));
        }
    }
    printing::text(&text)
}

/// In whose place a list was published.
fn replaces_line(one: &Replaced) -> String {
    match one.withdrawn_on {
        Some(on) => {
            say!("bulletin-replaces-withdrawn", run = short(&one.run), published_on = one.published_on, on = on)
        }
        None => say!("bulletin-replaces", run = short(&one.run), published_on = one.published_on),
    }
}

/// A publication, or that one was taken back, on a line.
fn event_line(event: &PublicationEvent) -> String {
    let (run, on) = (short(&event.run), event.on());
    match (&event.withdrawn, &event.stands) {
        (None, _) => match &event.number {
            Some(number) => {
                say!("bulletin-event-published-as", on = on, run = run, number = number.to_string())
            }
            None => say!("bulletin-event-published", on = on, run = run),
        },
        (Some(reason), Some(stands)) if *stands != event.run => {
            say!(
                "bulletin-event-withdrawn-stands",
                on = on,
                run = run,
                reason = in_line(reason),
                stands = short(stands)
            )
        }
        (Some(reason), _) => say!("bulletin-event-withdrawn", on = on, run = run, reason = in_line(reason)),
    }
}

/// A decision, as an outcome has it.
fn note_of(decision: &record::Decision) -> DecisionNote {
    DecisionNote { decision: decision.decision.word().to_owned(), reason: decision.reason.clone() }
}

/// What people are told of a line.
fn told(line: &record::PublishedResult, decisions: &[record::Decision]) -> Told {
    let decision = decisions.iter().find(|decision| decision.subject == line.subject).map(note_of);
    Told::of(line.status.into(), decision.as_ref())
}

/// The results; for programs with decisions, which for people stand below the list.
fn results(node: &Replica, published: &Published, decisions: &[record::Decision], with_decisions: bool) -> Listing {
    let mut columns = vec![
        ("level", "层级"),
        ("rank", "名次"),
        ("name", "名称"),
        ("subject", "代码"),
        ("rank_in_parent", "上级内"),
        ("score", "得分"),
        ("stars", "星级"),
        ("status", "状态"),
        ("best_rank", "最好"),
        ("worst_rank", "最差"),
        ("candidate", "后进候选"),
        ("prospect", "确定或可能"),
        ("late_on", "逾期上报日期"),
        ("late_rows", "截止后记录"),
    ];
    if with_decisions {
        columns.extend([("decision", "认定"), ("reason", "理由")]);
    }
    let mut list = Listing::new(&columns);
    for line in &published.results {
        let mut cells = vec![
            json!(line.level.to_string()),
            number(line.rank),
            json!(name(node, line.subject)),
            json!(line.subject.to_string()),
            number(line.rank_in_parent),
            number(line.score.map(score)),
            number(line.stars),
            match told(line, decisions) {
                told if !with_decisions => json!(told.in_words()),
                _ => json!(line.status.to_string()),
            },
            number(line.best_rank),
            number(line.worst_rank),
            if line.candidate == Some(true) { json!(true) } else { Value::Null },
            line.prospect.map_or(Value::Null, |prospect| json!(prospect.to_string())),
            line.late_on.map_or(Value::Null, |on| json!(on.to_string())),
            number(line.late_rows),
        ];
        if with_decisions {
            let decision = decisions.iter().find(|decision| decision.subject == line.subject);
            cells.extend([
                decision.map_or(Value::Null, |decision| json!(decision.decision.to_string())),
                decision.map_or(Value::Null, |decision| json!(decision.reason)),
            ]);
        }
        list.push(cells);
    }
    list
}

/// A score with its two decimals.
fn score(score: Decimal) -> String {
    format!("{score:.2}")
}

/// A number is text in every format: a score keeps its digits.
fn number(value: Option<impl ToString>) -> Value {
    value.map_or(Value::Null, |value| json!(value.to_string()))
}

fn line_of(node: &Replica, line: &record::PublishedResult, decisions: &[record::Decision]) -> String {
    let (colon, comma) = Language::first().pick(("：", "，"), (": ", ", "));
    let status = told(line, decisions).in_words();
    let mut text = format!("{}{colon}{status}", name(node, line.subject));
    for (value, word) in [
        (line.score.map(score), say!("bulletin-score")),
        (line.rank.map(|rank| rank.to_string()), say!("bulletin-rank")),
        (line.rank_in_parent.map(|rank| rank.to_string()), say!("bulletin-its-township")),
        (line.stars.map(|stars| stars.to_string()), say!("bulletin-stars")),
    ] {
        if let Some(value) = value {
            let _ = write!(text, "{comma}{word} {value}");
        }
    }
    if line.candidate == Some(true) {
        text.push_str(&say!("bulletin-candidate-backward-list"));
        text.push_str(&certainty(line));
    } else if line.prospect.is_some() {
        text.push_str(&say!("bulletin-may-be-listed"));
    }
    text
}

/// How certainly a candidate is one, where the bulletin says.
fn certainty(line: &record::PublishedResult) -> String {
    match line.prospect {
        Some(ResultProspect::Certain) => say!("bulletin-certain"),
        Some(ResultProspect::Possible) => say!("bulletin-possible"),
        None => String::new(),
    }
}

fn name(node: &Replica, unit: UnitCode) -> String {
    node.org().units().map_or_else(|| unit.to_string(), |units| in_line(&units.name(unit)).into_owned())
}

fn short(run: &str) -> &str {
    run.get(..12).unwrap_or(run)
}
