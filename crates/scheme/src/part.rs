//! Parts of the year 适用周期: an indicator may count in some of a year's periods only, `in = ["Q2", "Q4"]`.

use crate::PeriodKind;
use crate::fault::quoted;
use crate::reading::Section;
use cunbang_language::{Said, to_say};
use cunbang_model::Period;

/// The periods of a year in which an indicator counts, by their number; all where none is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parts(Vec<i8>);

impl Parts {
    /// Reads `in` of an indicator, in a scheme whose periods are of a kind.
    pub(crate) fn parse(section: &Section<'_>, kind: Option<PeriodKind>) -> Self {
        let mut numbers = Vec::new();
        let stated = section.texts("in");
        if let (Some([]), Some(at)) = (stated.as_deref(), section.place_of("in")) {
            section.faults.doubt(at, to_say!("scheme-in-empty"));
        }
        for text in stated.unwrap_or_default() {
            let Some(kind) = kind else { continue };
            let number = match kind {
                PeriodKind::Week => text.value.parse().ok().filter(|week| (1..=53).contains(week)),
                PeriodKind::Month => text.value.parse().ok().filter(|month| (1..=12).contains(month)),
                PeriodKind::Quarter => numbered(text.value, 'Q', 4),
                PeriodKind::Half => numbered(text.value, 'H', 2),
                PeriodKind::Year => None,
            };
            match number {
                Some(number) if numbers.contains(&number) => {
                    section
                        .faults
                        .doubt(text.at, to_say!("scheme-named-twice", key = "in", value = quoted(text.value)));
                }
                Some(number) => numbers.push(number),
                None => {
                    let (value, expected) = (quoted(text.value), expected(kind));
                    let message = to_say!("scheme-value-wrong", place = "in", value = value, expected = expected);
                    section.faults.add(text.at, message);
                }
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        Self(numbers)
    }

    /// Whether a period is one of them.
    pub(crate) fn include(&self, period: Period) -> bool {
        let number = match period {
            Period::Week(_, number)
            | Period::Month(_, number)
            | Period::Quarter(_, number)
            | Period::Half(_, number) => number,
            Period::Year(_) => 1,
        };
        self.0.is_empty() || self.0.contains(&number)
    }

    /// As a scheme names them: `Q2`; nothing where all count.
    pub(crate) fn names(&self, kind: PeriodKind) -> Vec<String> {
        let name = |number: &i8| match kind {
            PeriodKind::Week | PeriodKind::Month => format!("{number:02}"),
            PeriodKind::Quarter => format!("Q{number}"),
            PeriodKind::Half => format!("H{number}"),
            PeriodKind::Year => String::new(),
        };
        self.0.iter().map(name).collect()
    }

    /// As people read them: `第二季度`.
    pub(crate) fn in_chinese(&self, kind: PeriodKind) -> Vec<String> {
        let name = |number: &i8| match kind {
            PeriodKind::Week => format!("第{number}周"),
            PeriodKind::Month => format!("{number}月"),
            PeriodKind::Quarter => {
                format!("第{}季度", ["一", "二", "三", "四"][usize::from(number.unsigned_abs() - 1) % 4])
            }
            PeriodKind::Half => format!("{}半年", if *number == 1 { "上" } else { "下" }),
            PeriodKind::Year => String::new(),
        };
        self.0.iter().map(name).collect()
    }
}

fn numbered(text: &str, letter: char, most: i8) -> Option<i8> {
    text.strip_prefix(letter)?.parse().ok().filter(|number| (1..=most).contains(number))
}

fn expected(kind: PeriodKind) -> Said {
    match kind {
        PeriodKind::Week => to_say!("scheme-expected-weeks"),
        PeriodKind::Month => to_say!("scheme-expected-months"),
        PeriodKind::Quarter => to_say!("scheme-expected-quarters"),
        PeriodKind::Half => to_say!("scheme-expected-halves"),
        PeriodKind::Year => to_say!("scheme-expected-no-part"),
    }
}
