//! The numbers of a scheme as fields 按字段修改: weights, points, limits, deadlines and the backward share, each read from its
//! place in the text and written back there, so that everything else of the text, and every comment, stays as it is.

use cunbang_language::say;
use cunbang_model::Decimal;
use cunbang_model::period::half_width;
use cunbang_scheme::Level;
use toml_edit::{DocumentMut, Item, TableLike, Value};

/// What of the whole may be stated and need not be.
const OF_THE_WHOLE: [&str; 4] = ["deadline_days", "grace_days", "early_days", "objections_within_days"];
/// Of these, what may be left out.
const LEFT_OUT: [&str; 3] = ["grace_days", "early_days", "objections_within_days"];
/// The numbers of a level, and of what stands under it.
const OF_A_LEVEL: [&str; 3] = ["coverage", "floor", "warning_below"];
const OF_THE_LIST: [&str; 3] = ["share", "minimum", "ceiling"];
/// What is a part of one, and may be typed in per cent.
const SHARES: [&str; 3] = ["share", "coverage", "weight"];
/// What stands between the steps of a place.
const STEP: char = '/';

/// Why a number was not written into a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleFieldError {
    /// The text is no TOML.
    #[error("{}", say!("rule-field-unreadable"))]
    Unreadable,
    /// There is no such number in the text.
    #[error("{}", say!("rule-field-gone", place = .0))]
    Gone(String),
    /// What was typed is no number.
    #[error("{}", say!("rule-field-no-number", name = .name, typed = .typed))]
    NoNumber {
        /// What the field is called.
        name: String,
        /// What was typed.
        typed: String,
    },
}

/// A number of a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleField {
    /// Its place in the text, such as `village/indicators/deeds/max`.
    pub place: String,
    /// What it is, in words.
    pub name: String,
    /// What stands there; empty where nothing does.
    pub value: String,
}

/// The numbers of one part of a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldsOf {
    /// The level; none for the whole.
    pub level: Option<Level>,
    /// The id of the indicator, where it is one.
    pub indicator: Option<String>,
    /// The title that stands in the text; the id where none does; empty for the whole and for a level.
    pub title: String,
    /// Its numbers.
    pub fields: Vec<RuleField>,
}

/// The numbers of a text, part by part, as far as it can be read.
pub fn rule_fields(text: &str) -> Vec<FieldsOf> {
    let Ok(document) = text.parse::<DocumentMut>() else { return Vec::new() };
    let root = document.as_table();
    let whole = OF_THE_WHOLE.iter().map(|key| RuleField {
        place: (*key).to_owned(),
        name: name_of(key),
        value: root.get(key).and_then(number_of).unwrap_or_default(),
    });
    let mut parts = vec![FieldsOf { level: None, indicator: None, title: String::new(), fields: whole.collect() }];
    for level in Level::ALL.into_iter().rev() {
        let Some(table) = root.get(level.as_str()).and_then(Item::as_table_like) else { continue };
        parts.extend(of_level(level, table));
    }
    parts.retain(|part| !part.fields.is_empty());
    parts
}

/// The numbers of a level: its own and its list's, then those of its groups, stages and indicators.
fn of_level(level: Level, table: &dyn TableLike) -> Vec<FieldsOf> {
    let place = level.as_str();
    let mut own = numbers(table, place, &OF_A_LEVEL);
    if let Some(list) = table.get("candidates").and_then(Item::as_table_like) {
        own.extend(numbers(list, &format!("{place}/candidates"), &OF_THE_LIST));
    }
    if let Some(stars) = table.get("stars").and_then(Item::as_table_like) {
        own.extend(bands(stars, &format!("{place}/stars"), &["from"], "rule-field-star"));
    }
    let part = |title, indicator, fields| FieldsOf { level: Some(level), indicator, title, fields };
    let mut parts = vec![part(String::new(), None, own)];
    for (kind, keys) in [("groups", &["cap"][..]), ("stages", &["weight"])] {
        for (id, one) in named(table.get(kind)) {
            parts.push(part(title_of(one, &id), None, numbers(one, &format!("{place}/{kind}/{id}"), keys)));
        }
    }
    for (id, one) in named(table.get("indicators")) {
        let at = format!("{place}/indicators/{id}");
        let mut fields = numbers(one, &at, &["max"]);
        if let Some(points) = one.get("points").and_then(Item::as_table_like) {
            let at = format!("{at}/points");
            fields.extend(numbers(points, &at, &["each", "from", "to", "at", "below"]));
            fields.extend(bands(points, &at, &["from", "points"], "rule-field-band"));
        }
        parts.push(part(title_of(one, &id), Some(id), fields));
    }
    parts
}

fn title_of(table: &dyn TableLike, id: &str) -> String {
    table.get("title").and_then(Item::as_str).unwrap_or(id).to_owned()
}

/// The tables of a list by their ids, or by their places where they have none.
fn named(list: Option<&Item>) -> Vec<(String, &dyn TableLike)> {
    let tables: Vec<&dyn TableLike> = match list {
        Some(Item::ArrayOfTables(tables)) => tables.iter().map(|table| table as &dyn TableLike).collect(),
        Some(Item::Value(Value::Array(values))) => {
            values.iter().filter_map(Value::as_inline_table).map(|table| table as &dyn TableLike).collect()
        }
        _ => Vec::new(),
    };
    let id = |place: usize, table: &dyn TableLike| {
        table.get("id").and_then(Item::as_str).map_or_else(|| place.to_string(), str::to_owned)
    };
    tables.into_iter().enumerate().map(|(place, table)| (id(place, table), table)).collect()
}

fn numbers(table: &dyn TableLike, place: &str, keys: &[&str]) -> Vec<RuleField> {
    let mut fields = Vec::new();
    for key in keys {
        if let Some(value) = table.get(key).and_then(number_of) {
            fields.push(RuleField { place: format!("{place}/{key}"), name: name_of(key), value });
        }
    }
    fields
}

/// The numbers of bands, each with the place of its band.
fn bands(table: &dyn TableLike, place: &str, keys: &[&str], word: &str) -> Vec<RuleField> {
    let mut fields = Vec::new();
    for (index, (id, band)) in named(table.get("bands")).into_iter().enumerate() {
        for mut field in numbers(band, &format!("{place}/bands/{id}"), keys) {
            field.name = match word {
                "rule-field-star" => say!("rule-field-star", band = index + 1, name = field.name),
                _ => say!("rule-field-band", band = index + 1, name = field.name),
            };
            fields.push(field);
        }
    }
    fields
}

/// What a number is called.
fn name_of(key: &str) -> String {
    match key {
        "deadline_days" => say!("rule-field-deadline-days"),
        "grace_days" => say!("rule-field-grace-days"),
        "early_days" => say!("rule-field-early-days"),
        "objections_within_days" => say!("rule-field-objections-days"),
        "coverage" => say!("rule-field-coverage"),
        "floor" => say!("rule-field-floor"),
        "warning_below" => say!("rule-field-warning-below"),
        "share" => say!("rule-field-share"),
        "minimum" => say!("rule-field-minimum"),
        "ceiling" => say!("rule-field-ceiling"),
        "cap" => say!("rule-field-cap"),
        "weight" => say!("rule-field-weight"),
        "max" => say!("rule-field-max"),
        "each" => say!("rule-field-each"),
        "from" => say!("rule-field-from"),
        "to" => say!("rule-field-to"),
        "at" => say!("rule-field-at"),
        "below" => say!("rule-field-below"),
        "points" => say!("rule-field-points"),
        _ => key.to_owned(),
    }
}

/// A number as it stands; none for anything else.
fn number_of(item: &Item) -> Option<String> {
    match item.as_value()? {
        Value::Integer(number) => Some(number.display_repr().into_owned()),
        Value::Float(number) => Some(number.display_repr().into_owned()),
        Value::String(text) => text.value().parse::<Decimal>().ok().map(|_| text.value().clone()),
        _ => None,
    }
}

/// Writes numbers into a text, each at its place: nothing else of it changes. What is optional and was emptied is left out.
pub fn with_fields(text: &str, changes: &[(String, String)]) -> Result<String, RuleFieldError> {
    let mut document = text.parse::<DocumentMut>().map_err(|_| RuleFieldError::Unreadable)?;
    for (place, typed) in changes {
        let key = place.rsplit(STEP).next().unwrap_or(place);
        if typed.trim().is_empty() && LEFT_OUT.contains(&place.as_str()) {
            document.remove(place);
            continue;
        }
        let number = typed_number(key, typed)
            .ok_or_else(|| RuleFieldError::NoNumber { name: name_of(key), typed: typed.trim().to_owned() })?;
        if OF_THE_WHOLE.contains(&place.as_str()) && document.get(place).is_none() {
            document.insert(place, Item::Value(number));
            continue;
        }
        let gone = || RuleFieldError::Gone(place.clone());
        let stands = place.split(STEP).try_fold(Node::Table(document.as_table_mut()), Node::step);
        let stands = stands.and_then(Node::value).ok_or_else(gone)?;
        let number = match stands {
            // What is written as a text stays one.
            Value::String(_) => Value::from(number.to_string().trim().to_owned()),
            Value::Integer(_) | Value::Float(_) => number,
            _ => return Err(gone()),
        };
        let decor = stands.decor().clone();
        *stands = number;
        *stands.decor_mut() = decor;
    }
    Ok(document.to_string())
}

/// A number as it was typed, in digits of any width; a share in per cent as well.
fn typed_number(key: &str, typed: &str) -> Option<Value> {
    let plain: String = typed.trim().chars().map(half_width).collect();
    let number: Decimal = match plain.strip_suffix('%') {
        Some(percent) if SHARES.contains(&key) => percent.trim().parse::<Decimal>().ok()? / Decimal::ONE_HUNDRED,
        _ => plain.parse().ok()?,
    };
    number.normalize().to_string().parse().ok()
}

/// A place in a text.
enum Node<'d> {
    Table(&'d mut dyn TableLike),
    Item(&'d mut Item),
    Value(&'d mut Value),
}

impl<'d> Node<'d> {
    /// What stands under a key, under an id in a list, or at a place of one.
    fn step(self, step: &str) -> Option<Self> {
        let is_it = |place: usize, id: Option<&str>| id.map_or_else(|| place.to_string() == step, |id| id == step);
        match self {
            Self::Table(table) => table.get_mut(step).map(Self::Item),
            Self::Item(Item::Table(table)) => Self::Table(table).step(step),
            Self::Item(Item::ArrayOfTables(tables)) => {
                let mut tables = tables.iter_mut().enumerate();
                let found = tables.find(|(place, table)| is_it(*place, table.get("id").and_then(Item::as_str)));
                found.map(|(_, table)| Self::Table(table))
            }
            Self::Item(Item::Value(value)) => Self::Value(value).step(step),
            Self::Value(Value::InlineTable(table)) => Self::Table(table).step(step),
            Self::Value(Value::Array(values)) => {
                let mut values = values.iter_mut().enumerate();
                let id = |value: &Value| -> Option<String> {
                    Some(value.as_inline_table()?.get("id")?.as_str()?.to_owned())
                };
                let found = values.find(|(place, value)| is_it(*place, id(value).as_deref()));
                found.map(|(_, value)| Self::Value(value))
            }
            Self::Item(_) | Self::Value(_) => None,
        }
    }

    fn value(self) -> Option<&'d mut Value> {
        match self {
            Self::Value(value) => Some(value),
            Self::Item(item) => item.as_value_mut(),
            Self::Table(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::schemes::check_scheme;
    use cunbang_scheme::pack;

    fn changed(text: &str, changes: &[(&str, &str)]) -> Result<String, RuleFieldError> {
        let changes: Vec<_> = changes.iter().map(|(place, typed)| ((*place).to_owned(), (*typed).to_owned())).collect();
        with_fields(text, &changes)
    }

    #[test]
    fn a_number_is_written_where_it_stands_and_every_comment_stays() {
        let text = pack::find("standard").unwrap().text;
        let changes = [
            ("deadline_days", "１２"),
            ("village/candidates/share", "8%"),
            ("village/indicators/deeds/max", "22.5"),
            ("village/indicators/deeds/points/to", "3"),
            ("village/groups/added/cap", "12"),
        ];
        let after = changed(text, &changes).unwrap();
        let differing: Vec<(&str, &str)> =
            text.lines().zip(after.lines()).filter(|(before, after)| before != after).collect();
        assert_eq!(differing.len(), changes.len(), "{differing:?}");
        assert_eq!(text.lines().count(), after.lines().count());
        for (before, after) in differing {
            let comment = |line: &str| line.split_once('#').map(|(_, comment)| comment.to_owned());
            assert_eq!(comment(before), comment(after));
        }
        let fields = rule_fields(&after);
        let value = |place: &str| {
            let mut all = fields.iter().flat_map(|part| &part.fields);
            all.find(|field| field.place == place).map(|field| field.value.clone())
        };
        assert_eq!(value("deadline_days").as_deref(), Some("12"));
        assert_eq!(value("village/candidates/share").as_deref(), Some("0.08"));
        assert_eq!(value("village/indicators/deeds/max").as_deref(), Some("22.5"));
    }

    #[test]
    fn what_may_be_left_out_comes_and_goes() {
        let text = pack::find("standard").unwrap().text;
        let with = changed(text, &[("objections_within_days", "7")]).unwrap();
        assert!(check_scheme(&with).unwrap().summary != check_scheme(text).unwrap().summary);
        let without = changed(&with, &[("objections_within_days", " ")]).unwrap();
        assert_eq!(check_scheme(&without).unwrap().summary, check_scheme(text).unwrap().summary);
        let no_number =
            |place: &str, typed: &str| matches!(changed(text, &[(place, typed)]), Err(RuleFieldError::NoNumber { .. }));
        assert!(no_number("deadline_days", "") && no_number("village/indicators/deeds/max", "很多"));
        assert!(no_number("village/indicators/deeds/max", "5%"), "points are no share");
        assert_eq!(
            changed(text, &[("village/indicators/none/max", "1")]),
            Err(RuleFieldError::Gone("village/indicators/none/max".to_owned()))
        );
        assert_eq!(changed("= wrong", &[("deadline_days", "1")]), Err(RuleFieldError::Unreadable));
    }

    /// Of every pack each field that is shown can be written: with what stands there nothing changes.
    #[test]
    fn every_field_of_every_pack_is_written_where_it_was_read() {
        for pack in pack::list() {
            let fields: Vec<RuleField> = rule_fields(pack.text).into_iter().flat_map(|part| part.fields).collect();
            assert!(fields.len() > 4, "{}", pack.name);
            for field in fields.iter().filter(|field| !field.value.is_empty()) {
                let after = changed(pack.text, &[(&field.place, &field.value)]).unwrap();
                let read = rule_fields(&after).into_iter().flat_map(|part| part.fields);
                let number = |value: &str| value.parse::<Decimal>().unwrap();
                let same =
                    read.filter(|one| one.place == field.place).any(|one| number(&one.value) == number(&field.value));
                assert!(same, "{} {}", pack.name, field.place);
                assert_eq!(pack.text.lines().count(), after.lines().count(), "{} {}", pack.name, field.place);
            }
        }
    }
}
