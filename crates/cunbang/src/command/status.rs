//! `cunbang status`: what is here, and how far it was received.

use crate::context::Context;
use crate::opening::{self, Opened};
use crate::printing::{self, ListArguments, ListFormat, Listing};
use clap::Args;
use cunbang_desk::status::{Conflict, Status};
use cunbang_model::Row;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// Show what is here, and how far it was received: ✓ here, ✓✓ by the township, ✓✓✓ by the county
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang status --format json")]
pub(crate) struct StatusArguments {
    /// List the documents of every unit below too
    #[arg(long)]
    documents: bool,
    #[command(flatten)]
    list: ListArguments,
}

/// Shows.
pub(crate) async fn run(arguments: &StatusArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let status = opened.desk.status(arguments.documents).await?;
    let mut documents = Listing::new(&[
        ("document", "台账"),
        ("entries", "条目"),
        ("township", "乡镇已收"),
        ("county", "县已收"),
        ("mark", "状态"),
    ]);
    for one in &status.documents {
        documents.push([
            json!(one.document.to_string()),
            json!(one.reach.here),
            json!(one.reach.below_root),
            // What stays with the village and its township has no receipt of the county to wait for.
            if one.goes_to_root { json!(one.reach.root) } else { Value::Null },
            json!(one.reach.mark().as_str()),
        ]);
    }
    let conflicts: Vec<String> = status.conflicts.iter().map(conflict).collect();
    let facts = facts(&status, &opened);
    match arguments.list.format {
        ListFormat::Csv => documents.print(ListFormat::Csv),
        ListFormat::Json => {
            let mut object = facts;
            object.insert("documents".to_owned(), serde_json::from_str(&documents.to_json()?)?);
            object.insert("conflicts".to_owned(), json!(conflicts));
            printing::text(&serde_json::to_string_pretty(&object)?)
        }
        ListFormat::Table => {
            let mut text = describe(&facts);
            if !documents.is_empty() {
                let _ = write!(text, "\n{}", documents.to_table());
            }
            if !conflicts.is_empty() {
                let _ = write!(text, "\nrows that stand with several values; record the right one again to choose it:");
                for conflict in &conflicts {
                    let _ = write!(text, "\n  {conflict}");
                }
            }
            printing::text(&text)
        }
    }
}

fn conflict(conflict: &Conflict) -> String {
    let rows: Vec<String> = conflict.values.iter().map(Row::to_json).collect();
    let key = conflict.values.first().map(Row::key).unwrap_or_default();
    format!("{} {key}: {}", conflict.document, rows.join(" | "))
}

fn facts(status: &Status, opened: &Opened) -> Map<String, Value> {
    let event = |at: cunbang_model::Timestamp, kind: &str, message: &str| json!({"at": at.to_string(), "kind": kind, "message": message});
    let facts = json!({
        "unit": status.unit.as_str(),
        "name": status.name,
        "role": status.role.as_str(),
        "label": status.label,
        "device": status.device.to_string(),
        "certificate_expires_on": status.certificate_expires_on.to_string(),
        "certificate_expired": status.certificate_expired,
        "revoked": status.revoked,
        "root": status.root.as_str(),
        "feed_number": status.feed_number,
        "units": status.units,
        "devices": status.devices,
        "upstreams": opened.configuration.upstreams.iter().map(|one| json!({"unit": one.unit.as_str(), "address": one.address})).collect::<Vec<_>>(),
        "incidents": status.incidents.iter().map(|one| event(one.at, &one.kind, &one.message)).collect::<Vec<_>>(),
        "refused": status.refused.iter().map(|one| event(one.at, &format!("{:?}", one.code), &one.message)).collect::<Vec<_>>(),
        "forks": status.forks.iter().map(|one| event(one.at, "fork", &format!("{}: entry {} exists twice", one.log, one.number))).collect::<Vec<_>>(),
    });
    match facts {
        Value::Object(facts) => facts,
        _ => Map::new(),
    }
}

fn describe(facts: &Map<String, Value>) -> String {
    let say = |name: &str| match &facts[name] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let mut text = format!(
        "{} {} · {} {}\ndevice {}, certificate until {}{}{}\nfeed number {}, {} enrolled devices",
        say("unit"),
        say("name"),
        say("role"),
        say("label"),
        say("device"),
        say("certificate_expires_on"),
        if facts["certificate_expired"] == true { ": EXPIRED, run `cunbang enrol renew`" } else { "" },
        if facts["revoked"] == true {
            "\nthis device was REVOKED: the county can say why, and enrol another"
        } else {
            ""
        },
        say("feed_number"),
        say("devices"),
    );
    if facts["units"].is_null() {
        text.push_str("\nthe unit tree is not here yet: `cunbang sync`, or at the county `cunbang import units.csv`");
    }
    for upstream in facts["upstreams"].as_array().into_iter().flatten() {
        let _ = write!(
            text,
            "\nupstream {} at {}",
            upstream["unit"].as_str().unwrap_or_default(),
            upstream["address"].as_str().unwrap_or_default()
        );
    }
    for list in ["incidents", "refused", "forks"] {
        for event in facts[list].as_array().into_iter().flatten() {
            let part = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
            let _ = write!(text, "\n{} {}: {}", part("at"), part("kind"), part("message"));
        }
    }
    text
}
