//! Units 单位: what stands in the tree.

use crate::{Row, UnitCode, record};
use serde::{Deserialize, Serialize};

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// 省, 自治区, 直辖市
    Province,
    /// 地市, 盟, 州
    Prefecture,
    /// 县, 旗, 市
    County,
    /// 乡镇, 苏木, 街道
    Township,
    /// 行政村, 嘎查
    Village,
    /// 社区
    Community,
    /// 机关支部: an office's branch.
    Office,
    /// 企业支部: an enterprise's branch.
    Enterprise,
    /// 居民议事会: a residents' council.
    Council,
    /// 党小组: a subgroup of a branch.
    Group,
}

impl UnitKind {
    /// All kinds, from the top.
    pub const ALL: [Self; 10] = [
        Self::Province,
        Self::Prefecture,
        Self::County,
        Self::Township,
        Self::Village,
        Self::Community,
        Self::Office,
        Self::Enterprise,
        Self::Council,
        Self::Group,
    ];

    /// The word used in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Prefecture => "prefecture",
            Self::County => "county",
            Self::Township => "township",
            Self::Village => "village",
            Self::Community => "community",
            Self::Office => "office",
            Self::Enterprise => "enterprise",
            Self::Council => "council",
            Self::Group => "group",
        }
    }

    /// Whether a unit of this kind keeps a ledger of its own, on a terminal of its own. What lies above
    /// relays and inspects; what a group does stands in the ledger of its branch.
    pub const fn is_basic(self) -> bool {
        matches!(self, Self::Village | Self::Community | Self::Office | Self::Enterprise | Self::Council)
    }

    /// Whether a unit of this kind may have one of the other kind directly or further below it.
    pub const fn may_be_above(self, other: Self) -> bool {
        self.height() > other.height()
    }

    const fn height(self) -> u8 {
        match self {
            Self::Province => 6,
            Self::Prefecture => 5,
            Self::County => 4,
            Self::Township => 3,
            Self::Village | Self::Community => 2,
            Self::Office | Self::Enterprise | Self::Council => 1,
            Self::Group => 0,
        }
    }

    /// From the word used in tables.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its code.
    pub code: UnitCode,
    /// Its name, as people write it.
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
}

impl Unit {
    /// The unit that a row of the table `units` lists, and the parent where the row names one.
    pub fn from_row(row: &Row) -> Option<(Self, Option<UnitCode>)> {
        let record::Unit { code, name, kind, parent, .. } = row.record()?;
        Some((Self { code, name, kind }, parent))
    }
}

// A program of the baseline knows four of the kinds.
#[cfg(all(test, not(feature = "earlier")))]
mod tests {
    use super::*;
    use crate::Table;

    #[test]
    fn every_kind_has_its_word_in_the_table() {
        for kind in UnitKind::ALL {
            let cells = [("code", "330522-001"), ("name", "某单位"), ("kind", kind.as_str())];
            let row = Row::from_cells(Table::Units, cells).unwrap();
            assert_eq!(Unit::from_row(&row).map(|(unit, _)| unit.kind), Some(kind));
        }
    }
}
