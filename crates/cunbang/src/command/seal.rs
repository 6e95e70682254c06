//! `cunbang seal`: the village's statement that a period is complete.

use crate::asking;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing, note};
use clap::Args;
use cunbang_desk::reading::authorship::MemberNames;
use cunbang_desk::village::checklist::SealChecklist;
use cunbang_desk::village::seal::SealedLedger;
use cunbang_language::{Language, Named, say};
use cunbang_model::shown::in_line;
use cunbang_model::{Decimal, Period};
use serde::Serialize;
use serde_json::json;
use std::fmt::Write as _;

/// Seal a period 上报: state that the village's records of it are complete
///
/// First it shows the checklist: what counts and is done, what is missing and what that costs, what is not for this
/// village; where something is missing it asks. The seal names what it covers. What is recorded after it is a supplement, and counts once a new
/// seal covers it. The time that counts is when the township or county received the seal.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cunbang seal 2026Q3\n  cunbang seal 2026Q3 --yes --format json")]
pub(crate) struct SealArguments {
    /// The period; of a half-year or year, every quarter is sealed
    #[arg(value_name = "PERIOD", value_parser = crate::values::period)]
    period: Period,
    /// Seal it also where something that counts is missing, where nothing was recorded, or where it was sealed in time and
    /// would then be late
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    list: ListArguments,
}

/// What was looked at, and what was sealed.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    checklist: &'a SealChecklist,
    /// What is asked before it is sealed as it stands; none where nothing is, or it was answered beforehand.
    question: Option<&'a str>,
    /// What happens next, and until when it can be corrected.
    next: String,
    sealed: Vec<SealedShown>,
}

#[derive(Debug, Serialize)]
struct SealedShown {
    document: String,
    entries: u64,
    new: bool,
    covers: String,
}

/// Shows the checklist, asks where something that counts is missing, and seals.
pub(crate) async fn run(arguments: &SealArguments, context: &Context) -> anyhow::Result<()> {
    let desk = opening::node(context).await?.desk;
    let operator = context.operator()?;
    let names = desk.names_here().await?;
    let format = arguments.list.format;
    // What can't be sealed at all is said at once.
    desk.check_sealable(arguments.period, arguments.yes).await?;
    let viewer = desk.viewer(&context.reader()?).await?;
    let checklist = desk.seal_checklist(&viewer, arguments.period).await?;
    let in_words = in_words(&checklist, &names, arguments.list.wide);
    match format {
        ListFormat::Table => printing::text(&in_words)?,
        ListFormat::Csv => note(&in_words),
        ListFormat::Json => {}
    }
    let question = checklist.question().filter(|_| !arguments.yes);
    if let Some(question) = &question
        && !(format == ListFormat::Table && asking::yes(&say!("seal-ask", question = question))?)
    {
        if format == ListFormat::Json {
            print_json(&checklist, Some(question.as_str()), &[])?;
        }
        return Err(exit::input(say!("seal-not-sealed", question = question)));
    }
    let sealed = desk.seal(&operator, arguments.period, arguments.yes).await?;
    if format == ListFormat::Json {
        print_json(&checklist, None, &sealed)?;
    } else {
        let columns = [("document", "台账"), ("entries", "条目"), ("new", "新上报"), ("covers", "涵盖")];
        let shown: Vec<SealedShown> = sealed.iter().map(shown).collect();
        Listing::of(&columns, &shown)?.print(arguments.list)?;
    }
    let answers_for: u64 = sealed.iter().filter(|one| one.is_new).map(|one| one.answers_for).sum();
    if answers_for > 0 {
        note(&say!("seal-up-entries-revoked-devices", answers_for = answers_for));
    }
    if format == ListFormat::Table {
        note(&if sealed.iter().any(|one| one.is_new) {
            format!("{}{}{}", say!("seal-sealed"), Language::first().pick("", " "), checklist.next())
        } else {
            say!("seal-nothing-came-since-last")
        });
    }
    Ok(())
}

fn print_json(checklist: &SealChecklist, question: Option<&str>, sealed: &[SealedLedger]) -> anyhow::Result<()> {
    let sealed = sealed.iter().map(shown).collect();
    let shown = Shown { checklist, question, next: checklist.next(), sealed };
    printing::text(&serde_json::to_string_pretty(&shown)?)
}

fn shown(one: &SealedLedger) -> SealedShown {
    SealedShown {
        document: one.document.to_string(),
        entries: one.covers.entry_count(),
        new: one.is_new,
        covers: one.covers.to_string(),
    }
}

/// The checklist as the page has it, in lines.
fn in_words(checklist: &SealChecklist, names: &MemberNames, is_wide: bool) -> String {
    let mut text = format!("{} {}", checklist.period, say!("seal-checklist"));
    let mut add = |line: &str| {
        let _ = write!(text, "\n{}", in_line(line));
    };
    for line in &checklist.returned {
        add(&format!("● {line}"));
    }
    for line in &checklist.accepted {
        add(&line.to_string());
    }
    if let Some(time) = checklist.time {
        add(&time.to_string());
    }
    if checklist.conflicts > 0 {
        add(&format!("● {} {}", say!("seal-conflicts"), checklist.conflicts));
    }
    if checklist.gaps.is_empty() {
        add(&say!("seal-nothing-missing"));
    }
    for gap in &checklist.gaps {
        add(&format!("● {}", gap.with_names(names)));
    }
    let Some(outlook) = &checklist.outlook else { return text };
    let mut list = Listing::keeping(
        &["reason"],
        &[("indicator", "指标"), ("points", "得分"), ("most", "满分"), ("reason", "核对")],
    );
    let number = |number: Option<Decimal>| json!(number.map(|number| number.to_string()));
    for one in &outlook.indicators {
        list.push([
            json!(Named::of_title(&one.title).to_string()),
            number(one.points),
            match one.most {
                Some(most) if one.takes => json!(say!("score-most-taken", points = most.normalize())),
                most => number(most),
            },
            json!(one.check.to_string()),
        ]);
    }
    let _ = write!(text, "\n\n{}\n{}", say!("seal-points"), list.to_table_as(is_wide));
    if let Some(score) = outlook.score {
        let said = if checklist.is_whole() {
            say!("outlook-score-sealed", score = score)
        } else {
            say!("outlook-score", score = score)
        };
        let _ = write!(text, "\n{said}");
    }
    text
}
