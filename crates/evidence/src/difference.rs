//! The first difference between what a file states and what follows from its documents.

use crate::EvidenceFault;
use cunbang_ranking::{RunRecord, SchemeUsed};
use cunbang_scheme::Outcome;
use serde_json::Value;
use std::collections::BTreeMap;

/// Outcomes up to this size are always compared row by row.
const LITTLE_BYTES: usize = 1024 * 1024;

/// Compares outcomes, byte for byte.
pub(crate) fn compare_outcomes(stated: &str, computed: &Outcome) -> Result<(), EvidenceFault> {
    let text = computed.to_canonical_json();
    if text == stated {
        return Ok(());
    }
    // Where two texts are that different, the rows are not looked for in memory that many times as large.
    if stated.len() > 2 * text.len() + LITTLE_BYTES {
        return Err(EvidenceFault::Outcome {
            place: "as a whole".to_owned(),
            field: "size".to_owned(),
            stated: format!("{} bytes", stated.len()),
            computed: format!("{} bytes", text.len()),
        });
    }
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
    let (stated, computed) = (parse(stated), parse(&text));
    Err(rows_differ(&stated, &computed).unwrap_or_else(|| {
        let (field, stated, computed) = field_differs(&stated, &computed).unwrap_or_else(|| {
            ("spelling".to_owned(), "the same content otherwise written".to_owned(), "its one spelling".to_owned())
        });
        EvidenceFault::Outcome { place: "as a whole".to_owned(), field, stated, computed }
    }))
}

/// The row that tells most of a difference: on the level of villages first, and of members last. Who is missing, or is
/// there without a reason, goes before what is said of the others; then whether something was received, as one village
/// that is left out moves the ranks of all that follow.
fn rows_differ(stated: &Value, computed: &Value) -> Option<EvidenceFault> {
    let levels = computed.get("levels")?.as_object()?;
    let mut named: Vec<&String> = levels.keys().collect();
    named.sort_by_key(|level| match level.as_str() {
        "village" => 0,
        "member" => 2,
        _ => 1,
    });
    named.into_iter().find_map(|level| {
        let rows = |all: &Value| Some(all.get("levels")?.get(level)?.as_array()?.clone());
        level_differs(level, &rows(stated)?, &rows(computed)?)
    })
}

fn level_differs(level: &str, stated: &[Value], computed: &[Value]) -> Option<EvidenceFault> {
    if stated == computed {
        return None;
    }
    let by_subject =
        |rows: &[Value]| -> BTreeMap<String, Value> { rows.iter().map(|row| (key(row), row.clone())).collect() };
    let (of_stated, of_computed) = (by_subject(stated), by_subject(computed));
    let at = |row: &Value, field: &str, stated: String, computed: String| EvidenceFault::Outcome {
        place: format!("{level} {}", subject(row)),
        field: field.to_owned(),
        stated,
        computed,
    };
    let alone = |rows: &[Value], others: &BTreeMap<String, Value>| {
        rows.iter().find(|row| !others.contains_key(&key(row))).cloned()
    };
    if let Some(row) = alone(computed, &of_stated) {
        return Some(at(&row, "row", "none".to_owned(), "one".to_owned()));
    }
    if let Some(row) = alone(stated, &of_computed) {
        return Some(at(&row, "row", "one".to_owned(), "none".to_owned()));
    }
    let pairs = || computed.iter().filter_map(|row| Some((of_stated.get(&key(row))?, row)));
    let mut differing = pairs().filter(|(other, row)| other != row);
    let status = |row: &Value| row.get("status").cloned().unwrap_or_default();
    let told = pairs().find(|(other, row)| status(other) != status(row));
    if let Some((other, row)) = told {
        return Some(at(row, "status", short(&status(other)), short(&status(row))));
    }
    let (other, row) = differing.next().or_else(|| stated.iter().zip(computed).find(|(other, row)| other != row))?;
    let (field, stated, computed) = field_differs(other, row)?;
    Some(at(row, &field, stated, computed))
}

/// Whom a row is about.
fn key(row: &Value) -> String {
    let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or_default();
    format!("{} {}", text("unit"), text("member"))
}

fn subject(row: &Value) -> String {
    let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or_default();
    match row.get("member") {
        Some(_) => format!("{} of {}", text("member"), text("unit")),
        None => format!("{} {}", text("unit"), text("name")),
    }
}

/// The first field of an object that differs; of a list of indicators, the indicator.
fn field_differs(stated: &Value, computed: &Value) -> Option<(String, String, String)> {
    let fields = computed.as_object()?;
    for (field, value) in fields {
        let other = stated.get(field).unwrap_or(&Value::Null);
        if value == other {
            continue;
        }
        if let (Some(values), Some(others)) = (value.as_array(), other.as_array())
            && let Some((one, other)) = values.iter().zip(others).find(|(one, other)| one != other)
            && let Some(id) = one.get("id").and_then(Value::as_str)
            && let Some((inner, stated, computed)) = field_differs(other, one)
        {
            return Some((format!("{field} {id} {inner}"), stated, computed));
        }
        return Some((field.clone(), short(other), short(value)));
    }
    let more = stated.as_object()?.keys().find(|field| !fields.contains_key(*field))?;
    Some((more.clone(), short(&stated[more]), "nothing".to_owned()))
}

fn short(value: &Value) -> String {
    const SHOWN: usize = 120;
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Compares records, field by field. One of a release that did not state what the logs hold states it not.
pub(crate) fn compare_records(stated: &RunRecord, computed: &RunRecord) -> Result<(), EvidenceFault> {
    let without_contents = RunRecord { contents: None, ..computed.clone() };
    let computed = if stated.contents.is_none() { &without_contents } else { computed };
    if stated == computed {
        return Ok(());
    }
    let differ = |field: String, stated: String, computed: String| EvidenceFault::Record { field, stated, computed };
    if stated.scheme != computed.scheme {
        let show = |record: &RunRecord| {
            let SchemeUsed { name, hash, written_at, public_since, .. } = &record.scheme;
            let public = public_since.map_or("none".to_owned(), |since| format!("{} by {}", since.at, since.unit));
            format!("{name} {hash} of {written_at}, countersigned: {public}")
        };
        return Err(differ("scheme".to_owned(), show(stated), show(computed)));
    }
    if stated.receipts != computed.receipts {
        let lacking = stated.receipts.iter().find(|receipt| !computed.receipts.contains(receipt));
        let more = computed.receipts.iter().find(|receipt| !stated.receipts.contains(receipt));
        let show = |receipt: Option<&cunbang_ranking::ReceiptUsed>| {
            receipt.map_or("none".to_owned(), |receipt| {
                format!(
                    "that of {} at {} for {} up to {}",
                    receipt.node, receipt.received_at, receipt.document, receipt.number
                )
            })
        };
        return Err(differ("receipts".to_owned(), show(lacking), show(more)));
    }
    for (document, vector) in &stated.inputs {
        if computed.inputs.get(document) != Some(vector) {
            let other = computed.inputs.get(document).map_or("no such input", String::as_str);
            return Err(differ(format!("input {document}"), vector.clone(), other.to_owned()));
        }
    }
    let more = computed.inputs.keys().find(|document| !stated.inputs.contains_key(*document));
    if let Some(document) = more {
        return Err(differ(format!("input {document}"), "none".to_owned(), computed.inputs[document].clone()));
    }
    if stated.contents != computed.contents {
        let show = |record: &RunRecord| record.contents.clone().unwrap_or_default();
        return Err(differ("contents".to_owned(), show(stated), show(computed)));
    }
    if stated.listed_as_of != computed.listed_as_of {
        let show = |record: &RunRecord| record.listed_as_of.map_or("none".to_owned(), |at| at.to_string());
        return Err(differ("listed_as_of".to_owned(), show(stated), show(computed)));
    }
    Err(differ("fields".to_owned(), stated.to_canonical_json(), computed.to_canonical_json()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(unit: &str, name: &str, status: &str, rank: u32) -> Value {
        json!({ "unit": unit, "name": name, "status": status, "rank": rank })
    }

    fn member(unit: &str, id: &str) -> Value {
        json!({ "unit": unit, "member": id, "name": id, "status": "received" })
    }

    /// A village that was taken out with all its rows is named, and not the members and ranks that moved with it.
    #[test]
    fn a_village_that_is_missing_is_named() {
        let stated = json!({ "levels": {
            "member": [member("02", "m1"), member("02", "m2"), member("03", "m1")],
            "village": [row("01", "上庄村", "received", 1), row("02", "中庄村", "received", 2), row("03", "下庄村", "received", 3)],
        } });
        let computed = json!({ "levels": {
            "member": [member("03", "m1")],
            "village": [row("03", "下庄村", "received", 1), row("01", "上庄村", "received", 2), row("02", "中庄村", "not_received", 0)],
        } });
        let fault = rows_differ(&stated, &computed).unwrap();
        assert_eq!(fault.place(), "outcome, village 02 中庄村, status");
        let gone = json!({ "levels": { "member": [], "village": [row("01", "上庄村", "received", 1)] } });
        assert_eq!(rows_differ(&stated, &gone).unwrap().place(), "outcome, village 02 中庄村, row");
        assert_eq!(rows_differ(&gone, &stated).unwrap().place(), "outcome, village 02 中庄村, row");
        assert!(rows_differ(&stated, &stated).is_none());
    }
}
