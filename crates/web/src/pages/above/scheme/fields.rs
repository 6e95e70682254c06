//! The numbers of the rules as fields, each beside its sentence in words.

use crate::pages::visitor::Fields;
use cunbang_desk::Level;
use cunbang_desk::assessment::rule_fields::{FieldsOf, RuleFieldError, rule_fields, with_fields};
use cunbang_desk::assessment::schemes::SchemeInWords;
use cunbang_language::{Language, Named, say};
use serde_json::{Map, Value, json};

/// What the name of a field begins with, and that of what stood in it when the page was made.
const FIELD: &str = "field:";
const STOOD: &str = "stood:";

/// A part of the rules with its numbers.
pub(super) struct PartShown {
    pub(super) level: String,
    pub(super) title: String,
    pub(super) fields: Vec<FieldShown>,
    /// Of an indicator: its key, and what it says in words.
    pub(super) key: Option<String>,
    pub(super) sentence: String,
}

pub(super) struct FieldShown {
    pub(super) place: String,
    pub(super) name: String,
    pub(super) value: String,
    /// What stood there when the page was made: whoever typed nothing changes nothing.
    pub(super) stood: String,
}

/// The parts of a text, with the sentences of the rules that it makes; what was typed stays in its field.
pub(super) fn parts(text: &str, scheme: Option<&SchemeInWords>, typed: &[(String, String)]) -> Vec<PartShown> {
    let sentences = scheme.map(sentences).unwrap_or_default();
    let word = |level: Level| Language::first().pick(level.chinese(), level.as_str()).to_owned();
    let part = |part: FieldsOf| {
        let key = part.level.zip(part.indicator.as_ref()).map(|(level, id)| key_of(level, id));
        let fields = part.fields.into_iter().map(|field| FieldShown {
            value: typed
                .iter()
                .find(|(place, _)| *place == field.place)
                .map_or(&field.value, |(_, typed)| typed)
                .clone(),
            stood: field.value,
            place: field.place,
            name: field.name,
        });
        PartShown {
            level: part.level.map_or_else(|| say!("rule-fields-whole"), word),
            title: Named::of_title(&part.title).to_string(),
            fields: fields.collect(),
            sentence: key.as_ref().and_then(|key| sentences.get(key)?.as_str()).unwrap_or_default().to_owned(),
            key,
        }
    };
    rule_fields(text).into_iter().map(part).collect()
}

fn key_of(level: Level, indicator: &str) -> String {
    format!("{}/{indicator}", level.as_str())
}

/// What each indicator says: how it is measured, and what that gives.
fn sentences(scheme: &SchemeInWords) -> Map<String, Value> {
    let semicolon = Language::first().pick("；", "; ");
    let told = scheme.indicators.iter().zip(&scheme.measured);
    told.map(|(info, (measure, rule))| {
        (key_of(info.level, &info.id), Value::from(format!("{measure}{semicolon}{rule}")))
    })
    .collect()
}

/// The fields in which somebody typed something else than stood there.
pub(super) fn typed(fields: &Fields) -> Vec<(String, String)> {
    let of = |begin: &'static str| {
        fields.iter().filter_map(move |(name, value)| Some((name.strip_prefix(begin)?, value.as_str())))
    };
    let stood: std::collections::HashMap<&str, &str> = of(STOOD).collect();
    of(FIELD)
        .filter(|(place, value)| stood.get(place).copied().unwrap_or_default().trim() != value.trim())
        .map(|(place, value)| (place.to_owned(), value.to_owned()))
        .collect()
}

/// A text with what was typed in its fields.
pub(super) fn written(text: &str, typed: &[(String, String)]) -> Result<String, RuleFieldError> {
    if typed.is_empty() { Ok(text.to_owned()) } else { with_fields(text, typed) }
}

/// What a script shows beside the text: what stands in each field, what each indicator says, and what holds for the whole.
pub(super) fn told(text: &str, scheme: Option<&SchemeInWords>) -> Value {
    let fields = rule_fields(text).into_iter().flat_map(|part| part.fields);
    let values: Map<String, Value> = fields.map(|field| (field.place, Value::from(field.value))).collect();
    let summary = scheme.map(|scheme| scheme.summary.clone()).unwrap_or_default();
    json!({ "values": values, "sentences": scheme.map(sentences).unwrap_or_default(), "summary": summary })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_typed_is_a_change() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let fields = vec![
            pair("field:village/candidates/share", "0.08"),
            pair("stood:village/candidates/share", "0.05"),
            pair("field:deadline_days", "10 "),
            pair("stood:deadline_days", "10"),
            pair("text", "x"),
        ];
        assert_eq!(typed(&fields), [pair("village/candidates/share", "0.08")]);
    }
}
