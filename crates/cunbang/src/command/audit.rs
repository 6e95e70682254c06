//! `cunbang audit`: what the audit trail of this node holds.

use crate::audit;
use crate::command::enrol::county_time;
use crate::configuration::Configuration;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing, note};
use clap::Args;
use cunbang_desk::Command;
use cunbang_desk::people::audit_words::{by_whom, event_name};
use cunbang_language::say;
use cunbang_model::{Date, Timestamp, clock};
use serde_json::{Map, Value, json};

/// Show who published, decided, enrolled, revoked and read personal data at this node 审计记录
///
/// The trail is in the node's folder, a file a month: audit/2026-11.jsonl. JSON shows each event whole, as it
/// stands there, its time in UTC; the list shows the county's time.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cunbang audit\n  cunbang audit --since 2026-11-01 --event revoke --format json")]
pub(crate) struct AuditArguments {
    /// Only events from this day on, by the county's calendar
    #[arg(long, value_name = "DATE", value_parser = crate::values::day)]
    since: Option<Date>,
    /// Only events of this kind, as in the list
    #[arg(long, value_name = "EVENT")]
    event: Option<String>,
    #[command(flatten)]
    list: ListArguments,
}

/// Columns with a place of their own; the rest stand together.
const SHOWN: [&str; 5] = ["at", "event", "operator", "unit", "subject"];

/// Shows it.
pub(crate) async fn run(arguments: &AuditArguments, context: &Context) -> anyhow::Result<()> {
    // Says so where this is not a node's folder.
    Configuration::read(context.directory())?;
    // Who is named is held to what the pages let them see. The machine's own account reads the file anyway, and needs no store.
    let operator = context.given_operator();
    if !operator.is_empty() {
        opening::node(context).await?.desk.permit(operator, Command::Audit).await?;
    }
    let since = match arguments.since {
        Some(day) => clock::COUNTY_OFFSET.to_timestamp(day.at(0, 0, 0, 0))?,
        None => Timestamp::UNIX_EPOCH,
    };
    let mut events = audit::read(context.directory(), since)?;
    for broken in audit::chain::breaks(context.directory())? {
        note(&broken);
    }
    if let Some(wanted) = &arguments.event {
        let known: std::collections::BTreeSet<&str> = events.iter().filter_map(|event| text(event, "event")).collect();
        let is_wanted = |word: &str| word == wanted || event_name(word) == *wanted;
        if !known.is_empty() && !known.iter().any(|word| is_wanted(word)) {
            let known: Vec<&str> = known.into_iter().collect();
            return Err(exit::input(say!("audit-event-no-such-event", wanted = wanted, known = known.join(", "))));
        }
        events.retain(|event| text(event, "event").is_some_and(is_wanted));
    }
    if arguments.list.format == ListFormat::Json {
        return printing::text(&serde_json::to_string_pretty(&events)?);
    }
    let mut list = Listing::keeping(
        &["operator"],
        &[
            ("at", "时间"),
            ("event", "事项"),
            ("operator", "经办人"),
            ("unit", "单位"),
            ("subject", "对象"),
            ("details", "明细"),
        ],
    );
    for event in &events {
        let details: Vec<String> = event
            .iter()
            .filter(|(name, _)| *name != "message" && *name != audit::chain::BEFORE && !SHOWN.contains(&name.as_str()))
            .map(|(name, value)| format!("{name}={}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .collect();
        let is_table = arguments.list.format == ListFormat::Table;
        let word = text(event, "event").unwrap_or_default();
        let shown = SHOWN.map(|name| match (name, text(event, name).map(str::parse::<Timestamp>)) {
            ("at", Some(Ok(at))) => json!(county_time(at)),
            // A program asks for the trail's own words, a person for people's.
            ("event", _) if is_table => json!(event_name(word)),
            ("operator", _) if is_table => json!(by_whom(word, text(event, name).unwrap_or_default())),
            _ => event.get(name).cloned().unwrap_or(Value::Null),
        });
        list.push(shown.into_iter().chain([json!(details.join(" "))]));
    }
    list.print(arguments.list)
}

fn text<'a>(event: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    event.get(name).and_then(Value::as_str)
}
