//! Levels 层级 on which subjects are ranked, and the kinds of period a scheme may be for.

use cunbang_language::Named;
use cunbang_model::schema::ResultLevel;
use cunbang_model::{Date, Decimal, Period, UnitKind};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Who is ranked among whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 党员: members, within their village.
    Member,
    /// 村, 社区, 支部: units that keep a ledger, within the unit above and the whole.
    Village,
    /// 乡镇: townships.
    Township,
    /// 县: counties.
    County,
    /// 地市: prefectures.
    Prefecture,
    /// 省: provinces.
    Province,
}

impl Level {
    /// All levels, from the bottom.
    pub const ALL: [Self; 6] =
        [Self::Member, Self::Village, Self::Township, Self::County, Self::Prefecture, Self::Province];

    /// The levels above the villages, from the bottom.
    pub const ABOVE_VILLAGES: [Self; 4] = [Self::Township, Self::County, Self::Prefecture, Self::Province];

    /// The word in schemes and outcomes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Village => "village",
            Self::Township => "township",
            Self::County => "county",
            Self::Prefecture => "prefecture",
            Self::Province => "province",
        }
    }

    /// The Chinese word.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Member => "党员",
            Self::Village => "村",
            Self::Township => "乡镇",
            Self::County => "县",
            Self::Prefecture => "地市",
            Self::Province => "省",
        }
    }

    /// The word in both languages.
    pub const fn named(self) -> Named<'static> {
        Named::new(self.chinese(), self.as_str())
    }

    /// Whether its subjects are units above the villages, scored from what lies below them.
    pub const fn is_above_villages(self) -> bool {
        !matches!(self, Self::Member | Self::Village)
    }

    /// Whether units of a kind stand on this level.
    pub const fn has(self, kind: UnitKind) -> bool {
        match self {
            Self::Member => false,
            Self::Village => kind.is_basic(),
            Self::Township => matches!(kind, UnitKind::Township),
            Self::County => matches!(kind, UnitKind::County),
            Self::Prefecture => matches!(kind, UnitKind::Prefecture),
            Self::Province => matches!(kind, UnitKind::Province),
        }
    }
}

impl From<ResultLevel> for Level {
    fn from(published: ResultLevel) -> Self {
        match published {
            ResultLevel::Village => Self::Village,
            ResultLevel::Township => Self::Township,
            ResultLevel::County => Self::County,
            ResultLevel::Prefecture => Self::Prefecture,
            ResultLevel::Province => Self::Province,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How long the periods of a scheme are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// 周: a week of ISO 8601
    Week,
    /// 月
    Month,
    /// 季度
    Quarter,
    /// 半年
    Half,
    /// 年
    Year,
}

impl PeriodKind {
    /// The word in schemes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Half => "half",
            Self::Year => "year",
        }
    }

    /// How many months are in one; none of a week, which may lie in two.
    pub(crate) fn months(self) -> Option<Decimal> {
        let months = match self {
            Self::Week => return None,
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Half => 6,
            Self::Year => 12,
        };
        Some(Decimal::from(months))
    }

    /// The kind of a period.
    pub const fn of(period: Period) -> Self {
        match period {
            Period::Week(..) => Self::Week,
            Period::Month(..) => Self::Month,
            Period::Quarter(..) => Self::Quarter,
            Period::Half(..) => Self::Half,
            Period::Year(_) => Self::Year,
        }
    }

    /// The period of this kind that ends with a quarter; of months, its last. None where the quarter is in the midst
    /// of one.
    pub fn ending_with(self, quarter: Period) -> Option<Period> {
        let last = quarter.last_day();
        let (year, month) = (last.year(), last.month());
        let period = match self {
            Self::Week => Period::week_of(last),
            Self::Month => Period::Month(year, month),
            Self::Quarter => Period::Quarter(year, (month + 2) / 3),
            Self::Half => Period::Half(year, (month + 5) / 6),
            Self::Year => Period::Year(year),
        };
        (period.last_day() == last).then_some(period)
    }

    /// The period of this kind in which a day lies.
    pub fn around(self, day: Date) -> Period {
        match self {
            Self::Week => Period::week_of(day),
            Self::Month => Period::month_of(day),
            Self::Quarter => Period::quarter_of(day),
            Self::Half => Period::Half(day.year(), (day.month() - 1) / 6 + 1),
            Self::Year => Period::Year(day.year()),
        }
    }

    /// The first period of this kind in another: of weeks the first that belongs to it, of others the one around its
    /// first day.
    pub fn first_in(self, period: Period) -> Period {
        let around = self.around(period.first_day());
        if self == Self::Week && !period.contains(around) { around.next() } else { around }
    }

    /// The word for several of them.
    pub(crate) const fn plural(self) -> &'static str {
        match self {
            Self::Week => "weeks",
            Self::Month => "months",
            Self::Quarter => "quarters",
            Self::Half => "half-years",
            Self::Year => "years",
        }
    }

    /// The Chinese words: as one counts them, and as one names each.
    pub(crate) const fn in_chinese(self) -> (&'static str, &'static str) {
        match self {
            Self::Week => ("周", "周"),
            Self::Month => ("个月", "月"),
            Self::Quarter => ("个季度", "季度"),
            Self::Half => ("个半年", "半年"),
            Self::Year => ("年", "年"),
        }
    }

    /// The word in both languages.
    pub const fn named(self) -> Named<'static> {
        Named::new(self.in_chinese().1, self.as_str())
    }

    /// A period of this kind as people write it, for messages.
    pub const fn example(self) -> &'static str {
        match self {
            Self::Week => "2026W37",
            Self::Month => "2026-07",
            Self::Quarter => "2026Q3",
            Self::Half => "2026H2",
            Self::Year => "2026",
        }
    }
}

impl fmt::Display for PeriodKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
