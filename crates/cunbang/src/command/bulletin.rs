//! `cunbang bulletin`: what was published, as far as it is here; no network is needed.

use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing};
use clap::Args;
use cunbang_model::{DocumentKind, DocumentName, Period, Row, Table, UnitCode};
use cunbang_ranking::Published;
use cunbang_replica::Replica;
use cunbang_store::Selection;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Show what was published 通报 for a period, as far as it has come here with a sync
///
/// This node's own unit stands first. It works offline.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang bulletin 2026Q3 --dir ~/cunbang")]
pub(crate) struct BulletinArguments {
    /// The period [default: the newest that was published]
    #[arg(value_name = "PERIOD")]
    period: Option<Period>,
    #[command(flatten)]
    list: ListArguments,
}

/// Shows.
pub(crate) async fn run(arguments: &BulletinArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let node = &opened.node;
    let period = match arguments.period {
        Some(period) => period,
        None => newest(node).await?.ok_or_else(|| {
            exit::input("nothing was published yet, as far as is known here: `cunbang sync` fetches what was")
        })?,
    };
    let published = opened.desk.published(period).await?;
    let Some(shown) = published.iter().find(|one| !one.row.is_withdrawn()) else {
        return Err(exit::input(match published.first() {
            Some(one) => {
                format!("run {} of {period} was published and withdrawn: {}", short(&one.run), withdrawn(&one.row))
            }
            None => {
                format!("nothing was published for {period}, as far as is known here: `cunbang sync` fetches what was")
            }
        }));
    };
    let list = results(node, shown);
    if arguments.list.format != ListFormat::Table {
        return list.print(arguments.list.format);
    }
    let mut text = format!(
        "{period}  run {}\npublished by {} on {}, scheme {}",
        shown.run,
        name(node, shown.by),
        cell(&shown.row, "published_on"),
        cell(&shown.row, "scheme"),
    );
    if let Some(own) = shown.result_of(node.unit()) {
        let _ = write!(text, "\n\n{}", line_of(node, own));
    }
    let _ = write!(text, "\n{}", list.to_table());
    let candidates: Vec<String> = shown.candidates().map(|row| subject(node, row)).collect();
    let _ = write!(
        text,
        "\n后进候选 backward candidates: {}",
        if candidates.is_empty() { "—".to_owned() } else { candidates.join("、") }
    );
    for decision in decisions(node, period).await? {
        let _ = write!(
            text,
            "\n认定 decided: {} {}: {}",
            subject(node, &decision),
            cell(&decision, "decision"),
            cell(&decision, "reason")
        );
    }
    for other in published.iter().filter(|one| one.run != shown.run) {
        let state = if other.row.is_withdrawn() {
            format!("withdrawn: {}", withdrawn(&other.row))
        } else {
            "published too".to_owned()
        };
        let _ = write!(text, "\nrun {} by {}: {state}", short(&other.run), name(node, other.by));
    }
    printing::text(&text)
}

/// The newest period of which anything was published here or above.
async fn newest(node: &Replica) -> anyhow::Result<Option<Period>> {
    let mut newest = None;
    for document in node.store().documents(&Selection::new(DocumentKind::Bulletin, node.root(), None)).await? {
        if !node.unit().is_within(&document.unit()) {
            continue;
        }
        let projection = node.projection(document).await?;
        let periods = projection.table(Table::Runs).filter_map(|standing| standing.row.period("period"));
        newest = newest.max(periods.max_by_key(|period| period.last_day()));
    }
    Ok(newest)
}

async fn decisions(node: &Replica, period: Period) -> anyhow::Result<Vec<Row>> {
    let quarter = Period::quarter_of(period.last_day());
    let Some(document) = DocumentName::quarterly(DocumentKind::Bulletin, node.root(), quarter) else {
        return Ok(Vec::new());
    };
    let projection = node.projection(document).await?;
    let rows = projection.table(Table::Decisions).map(|standing| &standing.row);
    Ok(rows.filter(|row| !row.is_withdrawn() && row.period("period") == Some(period)).cloned().collect())
}

fn results(node: &Replica, published: &Published) -> Listing {
    let mut list = Listing::new(&[
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
    ]);
    for row in &published.results {
        let number = |column: &str| row.get(column).map_or(Value::Null, |value| json!(value.to_string()));
        list.push([
            json!(cell(row, "level")),
            number("rank"),
            json!(subject(node, row)),
            json!(cell(row, "subject")),
            number("rank_in_parent"),
            number("score"),
            number("stars"),
            json!(cell(row, "status")),
            number("best_rank"),
            number("worst_rank"),
            if row.is_yes("candidate") { json!(true) } else { Value::Null },
        ]);
    }
    list
}

fn line_of(node: &Replica, row: &Row) -> String {
    let mut line = format!("{}: {}", subject(node, row), cell(row, "status"));
    for (column, word) in [
        ("score", "得分 score"),
        ("rank", "名次 rank"),
        ("rank_in_parent", "上级内 in its township"),
        ("stars", "星级 stars"),
    ] {
        if row.get(column).is_some() {
            let _ = write!(line, ", {word} {}", cell(row, column));
        }
    }
    if row.is_yes("candidate") {
        line.push_str(", 后进候选 candidate for the backward list");
    }
    line
}

fn subject(node: &Replica, row: &Row) -> String {
    row.unit_in("subject").map(|unit| name(node, unit)).unwrap_or_default()
}

fn name(node: &Replica, unit: UnitCode) -> String {
    node.org().units().map_or_else(|| unit.to_string(), |units| units.name(unit))
}

fn cell(row: &Row, column: &str) -> String {
    row.get(column).map(ToString::to_string).unwrap_or_default()
}

fn withdrawn(row: &Row) -> String {
    cell(row, "withdrawn")
}

fn short(run: &str) -> &str {
    run.get(..12).unwrap_or(run)
}
