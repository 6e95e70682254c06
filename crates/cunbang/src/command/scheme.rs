//! `cunbang scheme`: the rules, shown, checked and tried.

use crate::command::init::tell_put;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing};
use crate::ranking::Spreadsheets;
use crate::source::{self, SchemeFaults};
use clap::{Args, Subcommand};
use cunbang_desk::NewRules;
use cunbang_language::{Language, Named, say};
use cunbang_model::{Period, UnitCode};
use cunbang_scheme::{ConsequenceInfo, Level, Outcome, OutcomeRow, PeriodKind, Scheme, pack};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The rules by which a county ranks: list, show, check, try out, put in force
#[derive(Debug, Subcommand)]
pub(crate) enum SchemeCommand {
    /// List the schemes that ship with the program
    List(ListArguments),
    /// Show a scheme: its levels, indicators, points and deadlines
    Show(ShowArguments),
    /// Check a scheme's text: every mistake with line and column
    Check(CheckArguments),
    /// Show what a change of the rules would have done to a period that is over
    Try(TryArguments),
    /// Put a scheme in force from a period on; at the county
    Put(PutArguments),
}

/// Which scheme to show.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang scheme show changxing\n  cunbang scheme show standard --text > my-county.toml"
)]
pub(crate) struct ShowArguments {
    /// A pack or a TOML file
    #[arg(value_name = "NAME|FILE")]
    scheme: String,
    /// Print the text itself, to begin one's own with
    #[arg(long)]
    text: bool,
    #[command(flatten)]
    list: ListArguments,
}

/// Which schemes to check.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang scheme check my-county.toml")]
pub(crate) struct CheckArguments {
    /// Packs or TOML files
    #[arg(value_name = "NAME|FILE", required = true)]
    schemes: Vec<String>,
    #[command(flatten)]
    list: ListArguments,
}

/// What to try on what.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  cunbang scheme try my-county.toml --instead-of standard --units changxing --records 2026Q2/ --period 2026Q2"
)]
pub(crate) struct TryArguments {
    /// The changed rules: a pack or a TOML file
    #[arg(value_name = "NAME|FILE")]
    scheme: String,
    /// The rules as they were
    #[arg(long, value_name = "NAME|FILE")]
    instead_of: String,
    /// The tree, as for `cunbang rank`
    #[arg(long, value_name = "FILE")]
    units: String,
    /// The records, as for `cunbang rank`
    #[arg(long, value_name = "PATH")]
    records: PathBuf,
    /// The period
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    period: Period,
    #[command(flatten)]
    list: ListArguments,
}

/// What to put in force.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang scheme put my-county.toml --from 2027Q1")]
pub(crate) struct PutArguments {
    /// A pack or a TOML file
    #[arg(value_name = "NAME|FILE")]
    scheme: String,
    /// The first period that it is for: one that has not begun, so that people know the rules before
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    from: Period,
    /// The last period that it is for [default: until another takes its place]
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    until: Option<Period>,
    /// Put it also over a period that is over, though villages have sealed it or its ranking is published
    #[arg(long)]
    yes: bool,
}

/// Does what is asked.
pub(crate) async fn run(command: &SchemeCommand, context: &Context) -> anyhow::Result<()> {
    match command {
        SchemeCommand::List(list) => list_packs(list.format),
        SchemeCommand::Show(arguments) => show(arguments),
        SchemeCommand::Check(arguments) => check(arguments),
        SchemeCommand::Try(arguments) => try_out(arguments),
        SchemeCommand::Put(arguments) => put(arguments, context).await,
    }
}

fn list_packs(format: ListFormat) -> anyhow::Result<()> {
    let for_people = format == ListFormat::Table;
    let mut list =
        Listing::new(&[("name", "名称"), ("title", "办法"), ("period", "周期"), ("levels", "层级"), ("hash", "指纹")]);
    for pack in pack::list() {
        let scheme = source::scheme(pack.name)?;
        let kind = scheme.period_kind().as_str();
        list.push([
            json!(pack.name),
            json!(if for_people { Named::of_title(pack.title).to_string() } else { pack.title.to_owned() }),
            json!(if for_people { period_kind(scheme.period_kind()).to_string() } else { kind.to_owned() }),
            json!(levels(&scheme)),
            // As much as tells it from others.
            json!(if for_people { scheme.hash()[..12].to_owned() } else { scheme.hash() }),
        ]);
    }
    list.print(format)
}

/// How long a scheme's periods are, as people say it.
const fn period_kind(kind: PeriodKind) -> Named<'static> {
    let chinese = match kind {
        PeriodKind::Week => "每周",
        PeriodKind::Month => "每月",
        PeriodKind::Quarter => "每季度",
        PeriodKind::Half => "每半年",
        PeriodKind::Year => "每年",
    };
    Named::new(chinese, kind.as_str())
}

fn levels(scheme: &Scheme) -> String {
    scheme.levels().map(Level::as_str).collect::<Vec<_>>().join(", ")
}

/// The levels as people call them.
fn levels_in_words(scheme: &Scheme) -> String {
    let levels: Vec<String> = scheme.levels().map(|level| level.named().to_string()).collect();
    levels.join(Language::first().pick("、", ", "))
}

fn show(arguments: &ShowArguments) -> anyhow::Result<()> {
    if arguments.text {
        return printing::output(source::scheme_text(&arguments.scheme)?.as_bytes(), None, true);
    }
    let scheme = source::scheme(&arguments.scheme)?;
    if arguments.list.format != ListFormat::Table {
        return indicators(&scheme, arguments.list.format).print(arguments.list);
    }
    let share = scheme.backward_share().map(|share| share.to_string());
    let share = share.as_deref().map_or(Named::new("无", "none"), |share| Named::new(share, share));
    printing::text(&say!(
        "scheme-hash-period-one-levels",
        scheme = scheme.name(),
        title = Named::of_title(scheme.title()),
        hash = scheme.hash(),
        period_kind = scheme.period_kind().named(),
        levels = levels_in_words(&scheme),
        share = share
    ))?;
    let mut stated = Listing::new(&[("level", "层级"), ("about", "事项"), ("rule", "规定")]);
    for one in scheme.stated() {
        let level = one.level.map(|level| level.named().to_string());
        stated.push([json!(level), json!(one.about.to_string()), json!(one.what.to_string())]);
    }
    stated.print(ListFormat::Table)?;
    if arguments.list.wide {
        indicators(&scheme, arguments.list.format).print(arguments.list)?;
        return left_open(&scheme);
    }
    let mut list = Listing::new(&[("level", "层级"), ("indicator", "指标"), ("rule", "计量与计分")]);
    for (one, (measure, rule)) in scheme.indicators().iter().zip(scheme.indicators_in_words()) {
        let kind = Named::new(one.group_kind.chinese(), one.group_kind.as_str());
        let how = match one.max_points {
            None => say!("scheme-shown-without-points", kind = kind, measure = measure, rule = rule),
            Some(most) => say!(
                "scheme-shown-points",
                kind = kind,
                most = most,
                limit = if one.max_is_stated { "stated" } else { "unstated" },
                missing = one.missing.unwrap_or("nothing"),
                measure = measure,
                rule = rule
            ),
        };
        list.push([json!(one.level.named().to_string()), json!(Named::of_title(&one.title).to_string()), json!(how)]);
    }
    list.print(ListFormat::Table)?;
    left_open(&scheme)
}

/// What the document leaves open; nothing where the scheme names nothing.
fn left_open(scheme: &Scheme) -> anyhow::Result<()> {
    let mut list = Listing::new(&[("left_open", "文件未明确、由本办法约定或没有写入的")]);
    for line in scheme.left_open() {
        list.push([json!(line)]);
    }
    if list.is_empty() { Ok(()) } else { list.print(ListFormat::Table) }
}

/// The indicators, a column for each thing that is said of them. Programs read the scheme's own words, people theirs: a CSV
/// has the ids of the one, and the sentences of the other.
fn indicators(scheme: &Scheme, format: ListFormat) -> Listing {
    let mut list = Listing::new(&[
        ("level", "层级"),
        ("id", "指标"),
        ("title", "名称"),
        ("group", "分组"),
        ("stage", "阶段"),
        ("max_points", "满分"),
        ("missing", "不适用时"),
        ("measure", "计量"),
        ("rule", "计分"),
    ]);
    let for_people = format == ListFormat::Table;
    let by_id = |id: &str, title: &str| if for_people { Named::of_title(title).to_string() } else { id.to_owned() };
    for (one, (measure, rule)) in scheme.indicators().iter().zip(scheme.indicators_in_words()) {
        let group = by_id(&one.group, &one.group_title);
        let group = if for_people { group } else { format!("{group} ({})", one.group_kind.as_str()) };
        let (measure, rule) = match format {
            ListFormat::Json => (one.measure.clone(), one.rule.clone()),
            ListFormat::Table | ListFormat::Csv => (measure.to_string(), rule.to_string()),
        };
        let in_words = |missing: &str| say!("scheme-shown-missing", missing = missing);
        let missing = one.missing.map(|word| if for_people { in_words(word) } else { word.to_owned() });
        list.push([
            json!(one.level.as_str()),
            json!(one.id),
            json!(if for_people { Named::of_title(&one.title).to_string() } else { one.title.clone() }),
            json!(group),
            json!(one.stage.as_ref().zip(one.stage_title.as_ref()).map(|(id, title)| by_id(id, title))),
            json!(one.full_marks().map(|points| points.to_string())),
            json!(missing),
            json!(measure),
            json!(rule),
        ]);
    }
    list
}

fn check(arguments: &CheckArguments) -> anyhow::Result<()> {
    // People read where it is in one column, so that none of it is left out of a narrow table.
    let for_people = arguments.list.format == ListFormat::Table;
    let mut list = Listing::new(if for_people {
        &[("scheme", "办法"), ("line_and_column", "行:列"), ("message", "问题")]
    } else {
        &[("scheme", "办法"), ("line", "行"), ("column", "列"), ("message", "问题")]
    });
    let mut good = Vec::new();
    for named in &arguments.schemes {
        match source::scheme(named) {
            Ok(scheme) => good.push((named, scheme)),
            Err(error) => match error.downcast_ref::<SchemeFaults>() {
                Some(faults) => {
                    for fault in &faults.faults {
                        let (line, column, message) = (fault.line, fault.column, fault.message.to_string());
                        if for_people {
                            list.push([json!(named), json!(format!("{line}:{column}")), json!(message)]);
                        } else {
                            list.push([json!(named), json!(line), json!(column), json!(message)]);
                        }
                    }
                }
                None => return Err(error),
            },
        }
    }
    if arguments.list.format == ListFormat::Table {
        for (named, scheme) in &good {
            printing::text(&say!(
                "scheme-good-indicators",
                named = named,
                title = Named::of_title(scheme.title()),
                scheme = scheme.name(),
                indicators = scheme.indicators().len(),
                levels = levels_in_words(scheme)
            ))?;
            if scheme.looks_back() {
                printing::text(&say!("past-needed"))?;
            }
        }
    }
    if list.is_empty() && arguments.list.format == ListFormat::Table {
        return Ok(());
    }
    list.print(arguments.list)?;
    if list.is_empty() { Ok(()) } else { Err(exit::input(say!("scheme-scheme-mistakes-correct-them"))) }
}

fn try_out(arguments: &TryArguments) -> anyhow::Result<()> {
    let (new, old) = (source::scheme(&arguments.scheme)?, source::scheme(&arguments.instead_of)?);
    let units = source::units(&arguments.units)?;
    let tables = source::tables(&arguments.records, &units, Some(arguments.period), None)?;
    let records = Spreadsheets::new(units, tables);
    let (before, after) = (records.rank(&old, arguments.period)?, records.rank(&new, arguments.period)?);
    let mut list = Listing::new(&[
        ("level", "层级"),
        ("unit", "代码"),
        ("name", "名称"),
        ("member", "党员"),
        ("score_before", "原得分"),
        ("score_after", "新得分"),
        ("rank_before", "原名次"),
        ("rank_after", "新名次"),
        ("candidate_before", "原候选"),
        ("candidate_after", "新候选"),
        ("stars_before", "原星级"),
        ("stars_after", "新星级"),
        ("proposed_before", "原结果运用"),
        ("proposed_after", "新结果运用"),
    ]);
    for level in after.levels.keys().copied().rev() {
        for (row, then) in changed(&before, &after, level) {
            list.push([
                json!(level.as_str()),
                json!(row.unit.as_str()),
                json!(row.name),
                json!(row.member),
                score(then),
                score(Some(row)),
                json!(then.and_then(|row| row.rank)),
                json!(row.rank),
                candidate(then),
                candidate(Some(row)),
                json!(then.and_then(|row| row.stars)),
                json!(row.stars),
                proposed(then, &old, level),
                proposed(Some(row), &new, level),
            ]);
        }
    }
    if list.is_empty() && arguments.list.format == ListFormat::Table {
        return printing::text(&say!("scheme-change-makes-no-difference"));
    }
    list.print(arguments.list)
}

fn score(row: Option<&OutcomeRow>) -> Value {
    json!(row.and_then(|row| row.score).map(|score| score.to_string()))
}

fn candidate(row: Option<&OutcomeRow>) -> Value {
    json!(row.and_then(|row| row.candidate))
}

/// What is proposed of it, and whether it is warned; none where nothing is.
fn proposed(row: Option<&OutcomeRow>, scheme: &Scheme, level: Level) -> Value {
    let Some(row) = row else { return Value::Null };
    let all: Vec<ConsequenceInfo<'_>> = scheme.consequences(level).collect();
    let titles = row.consequences.iter().map(|one| {
        let title = all.iter().find(|known| known.id == one.id).map_or(one.id.as_str(), |known| known.title);
        let title = Named::of_title(title).to_string();
        one.amount.map_or_else(|| title.clone(), |amount| format!("{title} {amount}"))
    });
    let warned = row.warned.then(|| Named::new("警示", "warned").to_string());
    let said: Vec<String> = warned.into_iter().chain(titles).collect();
    if said.is_empty() { Value::Null } else { json!(said.join(Language::first().pick("；", "; "))) }
}

/// What of a row a change of the rules may move.
fn moved(row: &OutcomeRow) -> impl PartialEq + '_ {
    let proposed: Vec<_> = row.consequences.iter().map(|one| (&one.id, one.amount)).collect();
    (row.score, row.rank, row.candidate, row.stars, row.warned, proposed)
}

/// The rows of a level of which something differs, in the order of the new outcome.
fn changed<'a>(before: &'a Outcome, after: &'a Outcome, level: Level) -> Vec<(&'a OutcomeRow, Option<&'a OutcomeRow>)> {
    let of = |row: &'a OutcomeRow| (row.unit, row.member.as_deref());
    let then: BTreeMap<(UnitCode, Option<&str>), &OutcomeRow> =
        before.rows(level).iter().map(|row| (of(row), row)).collect();
    after
        .rows(level)
        .iter()
        .map(|row| (row, then.get(&of(row)).copied()))
        .filter(|(row, then)| then.is_none_or(|then| moved(then) != moved(row)))
        .collect()
}

async fn put(arguments: &PutArguments, context: &Context) -> anyhow::Result<()> {
    let scheme = source::scheme(&arguments.scheme)?;
    let desk = opening::node(context).await?.desk;
    let operator = context.operator()?;
    let PutArguments { from, until, yes: anyway, .. } = *arguments;
    let put = desk.put_scheme_ahead(&operator, NewRules { text: scheme.text(), from, until, anyway }).await?;
    tell_put(&scheme, arguments.from, &put);
    Ok(())
}
