//! The first difference between what a file states and what follows from its documents.

use crate::EvidenceFault;
use cunbang_ranking::{RunRecord, SchemeUsed};
use cunbang_scheme::Outcome;
use serde_json::Value;

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

/// The first row that differs, level by level.
fn rows_differ(stated: &Value, computed: &Value) -> Option<EvidenceFault> {
    let levels = computed.get("levels")?.as_object()?;
    for (level, computed) in levels {
        let computed = computed.as_array()?;
        let stated = stated.get("levels")?.get(level)?.as_array()?;
        for (place, row) in computed.iter().enumerate() {
            let other = stated.get(place).unwrap_or(&Value::Null);
            if row != other {
                let (field, stated, computed) = field_differs(other, row)?;
                return Some(EvidenceFault::Outcome {
                    place: format!("{level} {}", subject(row)),
                    field,
                    stated,
                    computed,
                });
            }
        }
        if let Some(more) = stated.get(computed.len()) {
            return Some(EvidenceFault::Outcome {
                place: format!("{level} {}", subject(more)),
                field: "row".to_owned(),
                stated: "one".to_owned(),
                computed: "none".to_owned(),
            });
        }
    }
    None
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

/// Compares records, field by field.
pub(crate) fn compare_records(stated: &RunRecord, computed: &RunRecord) -> Result<(), EvidenceFault> {
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
    Err(differ("fields".to_owned(), stated.to_canonical_json(), computed.to_canonical_json()))
}
