//! `cunbang bulletin`: what was published, as far as it is here; no network is needed.

use crate::context::Context;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing};
use clap::Args;
use cunbang_desk::{BulletinView, Viewer};
use cunbang_model::{Period, Row, UnitCode};
use cunbang_ranking::Published;
use cunbang_replica::Replica;
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
    let viewer = Viewer::operator(node, &context.operator()?);
    let BulletinView { period, shown, others, decisions } = opened.desk.bulletin(&viewer, arguments.period).await?;
    if arguments.list.format != ListFormat::Table {
        return results(node, &shown, Some(&decisions)).print(arguments.list.format);
    }
    let list = results(node, &shown, None);
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
    for decision in &decisions {
        let _ = write!(
            text,
            "\n认定 decided: {} {}: {}",
            subject(node, decision),
            cell(decision, "decision"),
            cell(decision, "reason")
        );
    }
    for other in &others {
        let state = match other.row.withdrawal() {
            Some(reason) => format!("已撤回 withdrawn: {reason}"),
            None => "published too".to_owned(),
        };
        let _ = write!(text, "\nrun {} by {}: {state}", short(&other.run), name(node, other.by));
    }
    printing::text(&text)
}

/// The results; with decisions where a line below the list cannot show them.
fn results(node: &Replica, published: &Published, decisions: Option<&[Row]>) -> Listing {
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
    ];
    if decisions.is_some() {
        columns.extend([("decision", "认定"), ("reason", "理由")]);
    }
    let mut list = Listing::new(&columns);
    for row in &published.results {
        let number = |column: &str| row.get(column).map_or(Value::Null, |value| json!(value.to_string()));
        let mut cells = vec![
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
        ];
        if let Some(decisions) = decisions {
            let decision = decisions.iter().find(|decision| decision.unit_in("subject") == row.unit_in("subject"));
            cells.extend(
                ["decision", "reason"].map(|column| decision.map_or(Value::Null, |row| json!(cell(row, column)))),
            );
        }
        list.push(cells);
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

fn short(run: &str) -> &str {
    run.get(..12).unwrap_or(run)
}
