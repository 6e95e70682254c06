//! Lapses 间隔: so many months and days after a day.

use crate::reading::Section;
use cunbang_language::{Named, Said};
use cunbang_model::Date;
use jiff::ToSpan;
use std::fmt;

/// So many months, and then so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lapse {
    months: u16,
    days: u16,
}

impl Lapse {
    /// Reads it from two keys; none where neither is there.
    pub(super) fn read(section: &Section<'_>, months: &'static str, days: &'static str) -> Option<Self> {
        let (months, days) = (section.whole(months, 0, 120), section.whole(days, 0, 3_660));
        if months.is_none() && days.is_none() {
            return None;
        }
        Some(Self { months: months.map_or(0, |one| one.value), days: days.map_or(0, |one| one.value) })
    }

    /// The day that lies so long after another.
    pub fn after(self, day: Date) -> Date {
        day.checked_add(i32::from(self.months).months().days(i32::from(self.days))).unwrap_or(Date::MAX)
    }

    /// Whether it is no time at all.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// In both languages.
    pub(super) fn in_words(self) -> Said {
        Said::by(|| Named::new(&self.in_chinese(), &self.to_string()).to_string())
    }

    /// In Chinese: `1年`, `3个月`, `15天`.
    pub fn in_chinese(self) -> String {
        let months = match self.months {
            0 => String::new(),
            whole if whole % 12 == 0 => format!("{}年", whole / 12),
            months => format!("{months}个月"),
        };
        if self.days == 0 && !months.is_empty() { months } else { format!("{months}{}天", self.days) }
    }
}

/// In English: `12 months`, `1 month and 15 days`.
impl fmt::Display for Lapse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let so_many = |number: u16, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
        match (self.months, self.days) {
            (0, days) => f.write_str(&so_many(days, "day")),
            (months, 0) => f.write_str(&so_many(months, "month")),
            (months, days) => write!(f, "{} and {}", so_many(months, "month"), so_many(days, "day")),
        }
    }
}
