//! Conditions as Chinese reads them: `类型为主题党日`, `有确认日期`.

use super::{Filter, Operand, Test};
use crate::comparison::Comparison;
use cunbang_model::schema::known_words;
use cunbang_model::{ColumnKind, Table, Value};

impl Filter {
    /// The condition in Chinese.
    pub(crate) fn in_chinese(&self) -> String {
        let name = self.field.in_chinese();
        let kind = self.field.kind();
        match (&self.test, self.negated) {
            (Test::Set, false) => format!("有{name}"),
            (Test::Set, true) => format!("无{name}"),
            (Test::OneOf(values), negated) => {
                let words: Vec<String> = values.iter().map(|value| self.named(value)).collect();
                format!("{name}{}{}", if negated { "不为" } else { "为" }, words.join("或"))
            }
            (Test::Starts(start), negated) => {
                format!("{name}{}“{start}”开头", if negated { "不以" } else { "以" })
            }
            (Test::InPeriod, false) => format!("{name}在本期内"),
            (Test::InPeriod, true) => format!("{name}不在本期内"),
            (Test::Compare(comparison, operand), negated) => {
                let other = match operand {
                    Operand::Value(value) => shown(kind, value),
                    Operand::Column(other) => self.field.table.columns()[*other].chinese.to_owned(),
                };
                let sentence = format!("{name}{}{other}", comparison.in_chinese(kind));
                if negated { format!("未做到{sentence}") } else { sentence }
            }
        }
    }
}

impl Filter {
    /// A value as its column calls it; a figure that is known by its name.
    fn named(&self, value: &Value) -> String {
        let known = known_words(self.field.table, self.field.column().name).iter();
        let of_figure =
            |value: &str| known.clone().find(|(word, _)| *word == value).map(|(_, name)| format!("“{name}”"));
        match value {
            Value::Text(text) if matches!(self.field.table, Table::Measures | Table::StatedFigures) => of_figure(text),
            _ => None,
        }
        .unwrap_or_else(|| shown(self.field.kind(), value))
    }
}

impl Comparison {
    fn in_chinese(self, kind: ColumnKind) -> &'static str {
        let is_number = matches!(kind, ColumnKind::Number(..) | ColumnKind::Whole(..));
        match (self, is_number) {
            (Self::Less, true) => "小于",
            (Self::AtMost, true) => "不大于",
            (Self::More, true) => "大于",
            (Self::AtLeast, true) => "不小于",
            (Self::Less, false) => "早于",
            (Self::AtMost, false) => "不晚于",
            (Self::More, false) => "晚于",
            (Self::AtLeast, false) => "不早于",
        }
    }
}

/// A value as its column calls it.
fn shown(kind: ColumnKind, value: &Value) -> String {
    if let Value::YesNo(is_so) = value {
        return if *is_so { "是" } else { "否" }.to_owned();
    }
    if let (ColumnKind::Choice(words), Value::Text(text)) = (kind, value) {
        return words.iter().find(|(word, _)| *word == &**text).map_or(&**text, |(_, chinese)| chinese).to_owned();
    }
    value.to_string()
}
