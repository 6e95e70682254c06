//! Who may write and who may read which document: the permission table, by role and place in the tree.

use crate::{DocumentKind, DocumentName, Rights, UnitCode};
use cunbang_language::Named;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a device is for. It stands in the device's certificate, beside its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A node of a county or township that others sync with.
    Node,
    /// A terminal of a village.
    Terminal,
    /// A laptop of an inspector 督查员 of a county or township.
    Inspector,
    /// A program that only reads reports: a department's dashboard.
    Reader,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Node, Self::Terminal, Self::Inspector, Self::Reader];

    /// The word in certificates and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Terminal => "terminal",
            Self::Inspector => "inspector",
            Self::Reader => "reader",
        }
    }

    /// The word in a sentence: `an inspector`.
    pub const fn with_article(self) -> &'static str {
        match self {
            Self::Node => "a node",
            Self::Terminal => "a terminal",
            Self::Inspector => "an inspector",
            Self::Reader => "a reader",
        }
    }

    /// The word in Chinese.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Node => "节点",
            Self::Terminal => "终端",
            Self::Inspector => "督查员",
            Self::Reader => "查阅者",
        }
    }

    /// The word in a sentence, in the language of the moment.
    pub const fn named(self) -> Named<'static> {
        Named::new(self.chinese(), self.with_article())
    }

    /// From the word in certificates and tables.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Whether a device of `unit` with `role` may write `document`, by the rights that its kind's number states.
///
/// | rights | such as | written by devices of |
/// |---|---|---|
/// | directory | org | the node of the unit named or of one above it: mostly the root, which issues certificates |
/// | notice | scheme, bulletin | the node of the unit named |
/// | personal | roster | the village's terminals; its township's node and inspectors |
/// | record | ledger, appeal | the village's terminals |
/// | supervision | inspection, sheet | nodes and inspectors of units above the one named |
pub fn may_write(role: Role, unit: UnitCode, document: &DocumentName) -> bool {
    may_write_kind(role, unit, document.kind(), document.unit())
}

/// Whether a device of `unit` may write documents of a kind about a unit, whatever their period.
pub fn may_write_kind(role: Role, unit: UnitCode, kind: DocumentKind, about: UnitCode) -> bool {
    match kind.rights() {
        Rights::Directory => role == Role::Node && about.is_within(&unit),
        Rights::Notice => role == Role::Node && unit == about,
        Rights::Personal => match role {
            Role::Terminal => unit == about,
            Role::Node | Role::Inspector => about.parent() == Some(unit),
            Role::Reader => false,
        },
        Rights::Record => role == Role::Terminal && unit == about,
        Rights::Supervision => matches!(role, Role::Node | Role::Inspector) && about.is_below(&unit),
    }
}

/// Whether a device of `unit` may hold a copy of `document`: the *pulled by* column of the same table. The
/// `org` of a unit is for what lies within it and for what lies above it, not for its neighbours.
pub fn may_hold(unit: UnitCode, document: &DocumentName) -> bool {
    may_hold_kind(unit, document.kind(), document.unit())
}

/// Whether a device of `unit` may hold documents of a kind about a unit, whatever their period.
pub fn may_hold_kind(unit: UnitCode, kind: DocumentKind, about: UnitCode) -> bool {
    match kind.rights() {
        Rights::Directory => unit.is_in_line_with(&about),
        Rights::Notice => unit.is_within(&about),
        Rights::Personal => unit == about || about.parent() == Some(unit),
        Rights::Record | Rights::Supervision => about.is_within(&unit),
    }
}

/// Whether a device gets a copy of `document`: what its unit may hold, but for what tells of persons where a program
/// only reads.
pub fn may_read(role: Role, unit: UnitCode, document: &DocumentName) -> bool {
    may_read_kind(role, unit, document.kind(), document.unit())
}

/// Whether a device gets documents of a kind about a unit, whatever their period.
pub fn may_read_kind(role: Role, unit: UnitCode, kind: DocumentKind, about: UnitCode) -> bool {
    may_hold_kind(unit, kind, about) && !(role == Role::Reader && kind.rights() == Rights::Personal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(device: (Role, &str), document: &str, write: bool, hold: bool) {
        let (role, unit) = device;
        let unit: UnitCode = unit.parse().unwrap();
        let document: DocumentName = document.parse().unwrap();
        assert_eq!(may_write(role, unit, &document), write, "{role} {unit} writes {document}");
        assert_eq!(may_hold(unit, &document), hold, "{role} {unit} holds {document}");
    }

    #[test]
    fn the_permission_table() {
        let county = (Role::Node, "330522");
        let township = (Role::Node, "330522103");
        let inspector = (Role::Inspector, "330522103");
        let village = (Role::Terminal, "330522103201");
        let other = (Role::Terminal, "330522103202");
        check(county, "org/330522", true, true);
        check(township, "org/330522", false, true);
        check(village, "org/330522", false, true);
        check(county, "scheme/330522", true, true);
        check(village, "roster/330522103201", true, true);
        check(township, "roster/330522103201", true, true);
        check(county, "roster/330522103201", false, false);
        check(other, "roster/330522103201", false, false);
        check(village, "ledger/330522103201/2026Q3", true, true);
        check(township, "ledger/330522103201/2026Q3", false, true);
        check(county, "ledger/330522103201/2026Q3", false, true);
        check(other, "ledger/330522103201/2026Q3", false, false);
        check(inspector, "inspection/330522103201/2026Q3", true, true);
        check(inspector, "inspection/330522103/2026Q3", false, true);
        check(county, "sheet/330522103201/2026Q3", true, true);
        check(village, "sheet/330522103201/2026Q3", false, true);
        check(other, "sheet/330522103201/2026Q3", false, false);
        check(village, "inspection/330522103201/2026Q3", false, true);
        check(county, "bulletin/330522/2026Q3", true, true);
        check(village, "kind-402/330522103201/2026Q3", true, true);
        check(township, "kind-402/330522103201/2026Q3", false, true);
        check(village, "bulletin/330522/2026Q3", false, true);
        check(township, "bulletin/330522/2026Q3", false, true);
        check((Role::Reader, "330522"), "org/330522", false, true);
        // Kinds of later releases, by their numbers alone.
        check(village, "kind-477/330522103201/2026Q3", true, true);
        check(county, "kind-477/330522103201/2026Q3", false, true);
        check(county, "kind-377/330522103201", false, false);
        check(county, "kind-277/330522/2026", true, true);
    }

    #[test]
    fn a_program_that_only_reads_gets_no_names() {
        let gets =
            |role: Role, unit: &str, document: &str| may_read(role, unit.parse().unwrap(), &document.parse().unwrap());
        for unit in ["330522103", "330522103201"] {
            assert!(!gets(Role::Reader, unit, "roster/330522103201"));
            assert!(!gets(Role::Reader, unit, "kind-377/330522103201"));
            assert!(gets(Role::Reader, unit, "ledger/330522103201/2026Q3"));
            for role in [Role::Node, Role::Terminal, Role::Inspector] {
                assert!(gets(role, unit, "roster/330522103201"), "{role}");
            }
        }
        assert!(!gets(Role::Inspector, "330522", "roster/330522103201"));
    }

    #[test]
    fn what_lies_above_a_county_holds_its_org_and_its_neighbours_do_not() {
        let province = (Role::Node, "33");
        let county = (Role::Node, "330522");
        let neighbour = (Role::Node, "330523");
        let village = (Role::Terminal, "330522103201");
        check(province, "org/33", true, true);
        check(province, "org/330522", true, true);
        check(county, "org/33", false, true);
        check(county, "org/330522", true, true);
        check(neighbour, "org/330522", false, false);
        check(village, "org/33", false, true);
        check(village, "org/330523", false, false);
    }

    #[test]
    fn branches_without_a_national_code_have_the_rights_of_their_place() {
        let county = (Role::Node, "330522");
        let office = (Role::Terminal, "330522-014");
        let township = (Role::Node, "330522103");
        check(office, "ledger/330522-014/2026Q3", true, true);
        check(county, "ledger/330522-014/2026Q3", false, true);
        check(township, "ledger/330522-014/2026Q3", false, false);
        check(county, "roster/330522-014", true, true);
        check(county, "inspection/330522-014/2026Q3", true, true);
        check(office, "bulletin/330522/2026Q3", false, true);
        check((Role::Node, "330522104"), "roster/330522104-001", true, true);
        check(county, "roster/330522104-001", false, false);
    }
}
