//! Units 单位: the nodes of the tree, named by the national statistical codes.

use crate::Row;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A national statistical code (统计用区划代码): 6 digits a county, 9 a township, 12 a village. The
/// code of a child begins with its parent's. 2 (province) and 4 (prefecture) digits are accepted too,
/// so that the tree may grow upwards.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnitCode {
    digits: [u8; 12],
    length: u8,
}

const LENGTHS: [u8; 5] = [2, 4, 6, 9, 12];

impl UnitCode {
    /// The digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.digits[..usize::from(self.length)]).unwrap_or_default()
    }

    /// The code one level up by the national scheme, if there is one.
    pub fn parent(&self) -> Option<Self> {
        let at = LENGTHS.iter().position(|length| *length == self.length)?;
        let length = *LENGTHS.get(at.checked_sub(1)?)?;
        let mut digits = [0; 12];
        let kept = usize::from(length);
        digits[..kept].copy_from_slice(&self.digits[..kept]);
        Some(Self { digits, length })
    }

    /// Whether this unit is `other` or lies somewhere under it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.as_str().starts_with(other.as_str())
    }

    /// Whether this unit lies somewhere under `other`, and is not `other` itself.
    pub fn is_below(&self, other: &Self) -> bool {
        self.length > other.length && self.is_within(other)
    }

    /// This unit's code and those of all levels above it, the nearest first.
    pub fn and_ancestors(&self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(*self), Self::parent)
    }
}

impl PartialOrd for UnitCode {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for UnitCode {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl fmt::Display for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnitCode({self})")
    }
}

/// A text that is no unit code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a unit code: expected 6 digits (county), 9 (township) or 12 (village)")]
pub struct UnitCodeError(String);

impl FromStr for UnitCode {
    type Err = UnitCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
        if !LENGTHS.contains(&length) || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(UnitCodeError(text.chars().take(64).collect()));
        }
        let mut digits = [0; 12];
        digits[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self { digits, length })
    }
}

impl Serialize for UnitCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for UnitCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// 县, 旗, 市
    County,
    /// 乡镇, 苏木, 街道
    Township,
    /// 行政村, 嘎查
    Village,
    /// 社区
    Community,
}

impl UnitKind {
    /// The word used in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::Township => "township",
            Self::Village => "village",
            Self::Community => "community",
        }
    }

    /// Whether a unit of this kind keeps a ledger of its own: the leaves of the tree.
    pub const fn is_basic(self) -> bool {
        matches!(self, Self::Village | Self::Community)
    }

    /// From the word used in tables.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::County, Self::Township, Self::Village, Self::Community].into_iter().find(|kind| kind.as_str() == word)
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
    /// The unit that a row of the table `units` lists.
    pub fn from_row(row: &Row) -> Option<Self> {
        Some(Self {
            code: row.unit_in("code")?,
            name: row.text("name")?.to_owned(),
            kind: UnitKind::from_word(row.text("kind")?)?,
        })
    }
}

/// What is wrong with a list of units.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitTreeError {
    /// Two units share a code.
    #[error("unit {0} stands twice")]
    Twice(UnitCode),
    /// A unit lies under none of the others and is not the only root.
    #[error("unit {0} lies under no other unit, and {1} is the root already: one tree has one root")]
    TwoRoots(UnitCode, UnitCode),
    /// There are no units.
    #[error("there are no units")]
    Empty,
}

/// All units of a county (or more): one root, any depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitTree {
    units: BTreeMap<UnitCode, Unit>,
    parents: BTreeMap<UnitCode, UnitCode>,
    root: UnitCode,
}

impl UnitTree {
    /// Builds the tree; a unit's parent is the listed unit with the longest code that begins its own.
    pub fn new(units: impl IntoIterator<Item = Unit>) -> Result<Self, UnitTreeError> {
        let mut by_code = BTreeMap::new();
        for unit in units {
            let code = unit.code;
            if by_code.insert(code, unit).is_some() {
                return Err(UnitTreeError::Twice(code));
            }
        }
        let mut root = None;
        let mut parents = BTreeMap::new();
        for code in by_code.keys() {
            let above = code.and_ancestors().skip(1).find(|code| by_code.contains_key(code));
            match (above, root) {
                (Some(parent), _) => {
                    parents.insert(*code, parent);
                }
                (None, None) => root = Some(*code),
                (None, Some(root)) => return Err(UnitTreeError::TwoRoots(*code, root)),
            }
        }
        Ok(Self { units: by_code, parents, root: root.ok_or(UnitTreeError::Empty)? })
    }

    /// The topmost unit.
    pub fn root(&self) -> UnitCode {
        self.root
    }

    /// The unit with a code.
    pub fn get(&self, code: UnitCode) -> Option<&Unit> {
        self.units.get(&code)
    }

    /// A unit's name, or its code where it is not listed.
    pub fn name(&self, code: UnitCode) -> String {
        self.get(code).map_or_else(|| code.to_string(), |unit| unit.name.clone())
    }

    /// The unit directly above.
    pub fn parent(&self, code: UnitCode) -> Option<UnitCode> {
        self.parents.get(&code).copied()
    }

    /// The units directly below, in the order of their codes.
    pub fn children(&self, code: UnitCode) -> impl Iterator<Item = &Unit> {
        self.units.values().filter(move |unit| self.parents.get(&unit.code) == Some(&code))
    }

    /// All units in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// The villages and communities at or under a unit, in the order of their codes.
    pub fn basic_units(&self, under: UnitCode) -> impl Iterator<Item = &Unit> {
        self.units.values().filter(move |unit| unit.kind.is_basic() && unit.code.is_within(&under))
    }

    /// How many units there are.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Never true: a tree has a root.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(code: &str, kind: UnitKind) -> Unit {
        Unit { code: code.parse().unwrap(), name: code.to_owned(), kind }
    }

    #[test]
    fn codes_know_their_ancestors() {
        let village: UnitCode = "330522103201".parse().unwrap();
        let above: Vec<String> = village.and_ancestors().map(|code| code.to_string()).collect();
        assert_eq!(above, ["330522103201", "330522103", "330522", "3305", "33"]);
        assert!(village.is_below(&"330522".parse().unwrap()));
        assert!(village.is_within(&village) && !village.is_below(&village));
        for wrong in ["", "3305221", "33052210320a", "33052210320100"] {
            assert!(wrong.parse::<UnitCode>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_tree_has_one_root_and_no_doubles() {
        let tree = UnitTree::new([
            unit("330522", UnitKind::County),
            unit("330522103", UnitKind::Township),
            unit("330522103201", UnitKind::Village),
        ])
        .unwrap();
        assert_eq!(tree.root().as_str(), "330522");
        assert_eq!(tree.children(tree.root()).count(), 1);
        assert_eq!(tree.basic_units(tree.root()).count(), 1);
        assert!(matches!(
            UnitTree::new([unit("330522", UnitKind::County), unit("330523", UnitKind::County)]),
            Err(UnitTreeError::TwoRoots(..))
        ));
        assert!(matches!(
            UnitTree::new([unit("330522", UnitKind::County), unit("330522", UnitKind::County)]),
            Err(UnitTreeError::Twice(_))
        ));
    }
}
