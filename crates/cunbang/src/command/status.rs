//! `cunbang status`: what is here, and how far it was received.

use crate::context::Context;
use crate::opening::{self, Opened};
use crate::printing::{self, ListArguments, ListFormat, Listing};
use clap::Args;
use cunbang_ledger::{LogId, Receipt};
use cunbang_model::{DocumentName, Role, UnitCode, access, clock};
use cunbang_replica::Replica;
use cunbang_store::{Head, Selection};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many incidents and refused pieces are listed.
const RECENT: usize = 10;

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

/// How far the entries of a document were received.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Reach {
    /// Entries here.
    here: u64,
    /// Of these, received by a node between the unit and the root.
    township: u64,
    /// Of these, received by a node of the root.
    county: u64,
}

impl Reach {
    /// The mark that a person sees; never more than there are receipts for.
    fn mark(self) -> &'static str {
        if self.here == self.county {
            "✓✓✓"
        } else if self.here == self.township.max(self.county) {
            "✓✓"
        } else {
            "✓"
        }
    }
}

/// Shows.
pub(crate) async fn run(arguments: &StatusArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let node = &opened.node;
    let reaches = reaches(node, arguments.documents).await?;
    let mut documents = Listing::new(&[
        ("document", "台账"),
        ("entries", "条目"),
        ("township", "乡镇已收"),
        ("county", "县已收"),
        ("mark", "状态"),
    ]);
    for (document, reach) in &reaches {
        documents.push([
            json!(document.to_string()),
            json!(reach.here),
            json!(reach.township),
            // What stays with the village and its township has no receipt of the county to wait for.
            if access::may_hold(node.root(), document) { json!(reach.county) } else { Value::Null },
            json!(reach.mark()),
        ]);
    }
    let conflicts = conflicts(node, reaches.keys().copied()).await?;
    let facts = facts(&opened, context).await?;
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

async fn facts(opened: &Opened, context: &Context) -> anyhow::Result<Map<String, Value>> {
    let node = &opened.node;
    let (identity, org) = (node.identity(), node.org());
    let certificate = identity.certificate();
    let event = |at: cunbang_model::Timestamp, kind: &str, message: &str| json!({"at": at.to_string(), "kind": kind, "message": message});
    let incidents = node.store().incidents(RECENT).await?;
    let refused = node.store().quarantined(RECENT).await?;
    let forks = node.store().forks(RECENT).await?;
    let facts = json!({
        "unit": certificate.unit.as_str(),
        "name": org.units().map(|units| units.name(certificate.unit)),
        "role": certificate.role.as_str(),
        "label": certificate.label,
        "device": certificate.device.to_string(),
        "certificate_expires_on": clock::county_date(certificate.not_after).to_string(),
        "certificate_expired": certificate.is_expired(context.clock.now()),
        "revoked": org.is_revoked(certificate.device),
        "root": node.root().as_str(),
        "feed_number": node.store().feed_end().await?.number,
        "units": org.units().map(cunbang_model::UnitTree::len),
        "devices": org.devices().filter(|device| !org.is_revoked(device.device)).count(),
        "upstreams": opened.configuration.upstreams.iter().map(|one| json!({"unit": one.unit.as_str(), "address": one.address})).collect::<Vec<_>>(),
        "incidents": incidents.iter().map(|one| event(one.at, &one.kind, &one.message)).collect::<Vec<_>>(),
        "refused": refused.iter().map(|one| event(one.at, &format!("{:?}", one.code), &one.message)).collect::<Vec<_>>(),
        "forks": forks.iter().map(|one| event(one.at, "fork", &format!("{}: entry {} exists twice", one.log, one.number))).collect::<Vec<_>>(),
    });
    match facts {
        Value::Object(facts) => Ok(facts),
        _ => Ok(Map::new()),
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

/// The documents of this unit, or of all units below too, and how far each was received.
async fn reaches(node: &Replica, below: bool) -> anyhow::Result<BTreeMap<DocumentName, Reach>> {
    let own = node.unit();
    let selection = Selection::under(own);
    let mut heads: BTreeMap<DocumentName, Vec<Head>> = BTreeMap::new();
    for head in node.store().heads(&selection).await? {
        if below || head.log.document.unit() == own {
            heads.entry(head.log.document).or_default().push(head);
        }
    }
    // An inspector's own writing is about units below its own.
    for head in node.store().heads_of_device(&node.device()).await? {
        let of_document = heads.entry(head.log.document).or_default();
        if !of_document.iter().any(|known| known.log == head.log) {
            of_document.push(head);
        }
    }
    let mut received: BTreeMap<DocumentName, Vec<Receipt>> = BTreeMap::new();
    for document in heads.keys() {
        received.insert(*document, node.store().receipts(document).await?);
    }
    Ok(heads
        .into_iter()
        .map(|(document, heads)| {
            let receipts = received.get(&document).map(Vec::as_slice).unwrap_or_default();
            (document, reach(node, &heads, receipts))
        })
        .collect())
}

fn reach(node: &Replica, heads: &[Head], receipts: &[Receipt]) -> Reach {
    let root: UnitCode = node.root();
    let most = |log: &LogId, by_root: bool| {
        let of_log = receipts.iter().filter(|receipt| receipt.log == *log && (receipt.unit == root) == by_root);
        of_log.map(|receipt| receipt.number).max().unwrap_or(0)
    };
    let mut reach = Reach::default();
    for head in heads {
        let here = head.head.number;
        // What a node wrote itself is where it is without anybody's receipt.
        let is_own = node.role() == Role::Node && head.log.writer.device == node.device();
        let is_of_root = node.unit() == root;
        reach.here += here;
        reach.township += if is_own && !is_of_root { here } else { most(&head.log, false).min(here) };
        reach.county += if is_own && is_of_root { here } else { most(&head.log, true).min(here) };
    }
    reach
}

async fn conflicts(node: &Replica, documents: impl Iterator<Item = DocumentName>) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for document in documents {
        for values in node.projection(document).await?.conflicts() {
            let rows: Vec<String> = values.iter().map(|value| value.row.to_json()).collect();
            found.push(format!("{document} {}: {}", values[0].row.key(), rows.join(" | ")));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_never_says_more_than_the_receipts() {
        let mark = |here, township, county| Reach { here, township, county }.mark();
        assert_eq!(mark(5, 0, 0), "✓");
        assert_eq!(mark(5, 4, 0), "✓");
        assert_eq!(mark(5, 5, 0), "✓✓");
        assert_eq!(mark(5, 5, 4), "✓✓");
        assert_eq!(mark(5, 0, 5), "✓✓✓");
        assert_eq!(mark(5, 5, 5), "✓✓✓");
    }
}
