//! The tree of units: any depth, one root or several.

use crate::period::half_width;
use crate::schema::Word as _;
use crate::{Row, Unit, UnitCode, UnitKind};
use cunbang_language::{Named, say};
use std::fmt;

/// What is wrong with a list of units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitTreeError {
    /// There are no units.
    Empty,
    /// Two units share a code.
    Twice(UnitCode),
    /// The parent that a unit names is not listed.
    UnknownParent {
        /// The unit.
        unit: UnitCode,
        /// The parent it names.
        parent: UnitCode,
    },
    /// A unit's code does not begin with its parent's. Parents that name each other in a circle meet this too:
    /// each code would have to be longer than the next.
    Elsewhere {
        /// The unit.
        unit: UnitCode,
        /// The parent it names.
        parent: UnitCode,
    },
    /// Another unit lies between a unit and the parent that it names.
    Between {
        /// The unit.
        unit: UnitCode,
        /// The parent it names.
        parent: UnitCode,
        /// The listed unit in which it lies by its code.
        between: UnitCode,
    },
    /// A unit lies under one that cannot be above it, such as a county under a township.
    AboveItsParent {
        /// The unit.
        unit: UnitCode,
        /// What it is.
        kind: UnitKind,
        /// The unit directly above.
        parent: UnitCode,
        /// What that is.
        parent_kind: UnitKind,
    },
}

impl fmt::Display for UnitTreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&say!("tree-fault", fault = self.fault(), expected = self.expectation()))
    }
}

fn kind_name(kind: UnitKind) -> String {
    let words = UnitKind::WORDS.iter().find(|(word, _)| *word == kind.as_str());
    words.map_or_else(|| kind.as_str().to_owned(), |(word, chinese)| Named::new(chinese, word).to_string())
}

impl std::error::Error for UnitTreeError {}

impl UnitTreeError {
    fn fault(&self) -> String {
        match self {
            Self::Empty => say!("tree-empty"),
            Self::Twice(unit) => say!("tree-twice", unit = unit),
            Self::UnknownParent { unit, parent } => say!("tree-unknown-parent", unit = unit, parent = parent),
            Self::Elsewhere { unit, parent } => say!("tree-elsewhere", unit = unit, parent = parent),
            Self::Between { unit, parent, between } => {
                say!("tree-between", unit = unit, parent = parent, between = between)
            }
            Self::AboveItsParent { unit, kind, parent, parent_kind } => say!(
                "tree-above-its-parent",
                unit = unit,
                kind = kind_name(*kind),
                parent = parent,
                parent_kind = kind_name(*parent_kind)
            ),
        }
    }

    /// What was expected instead: enough where it stands beside the unit's line.
    pub fn expectation(&self) -> String {
        match self {
            Self::Empty => say!("tree-expected-one"),
            Self::Twice(_) => say!("tree-expected-once"),
            Self::UnknownParent { .. } => say!("tree-expected-listed"),
            Self::Elsewhere { parent, .. } => say!("tree-expected-code", parent = parent),
            Self::Between { parent, between, .. } => {
                say!("tree-expected-between", between = between, parent = parent)
            }
            Self::AboveItsParent { .. } => say!("tree-expected-higher"),
        }
    }

    /// The unit at fault, if it is one.
    pub const fn unit(&self) -> Option<UnitCode> {
        match self {
            Self::Empty => None,
            Self::Twice(unit)
            | Self::UnknownParent { unit, .. }
            | Self::Elsewhere { unit, .. }
            | Self::Between { unit, .. }
            | Self::AboveItsParent { unit, .. } => Some(*unit),
        }
    }
}

/// Units and what lies under what: of a county, of a province, or of several counties side by side.
///
/// A unit's parent is the listed unit with the longest code that begins its own. A list may name parents
/// too; that is then checked, so that a missing township is an error, and does not hang its villages under
/// the county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitTree {
    /// In the order of codes, so that whatever lies under a unit follows it without a gap.
    units: Vec<Unit>,
    /// By place: the place of the unit directly above.
    parents: Vec<Option<usize>>,
    /// By place: the place after the last unit under it.
    ends: Vec<usize>,
}

impl UnitTree {
    /// Builds the tree from units whose codes say what is above them.
    pub fn new(units: impl IntoIterator<Item = Unit>) -> Result<Self, UnitTreeError> {
        Self::with_parents(units.into_iter().map(|unit| (unit, None)))
    }

    /// Builds the tree from rows of the table `units`; withdrawn ones count for nothing.
    pub fn from_rows<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Result<Self, UnitTreeError> {
        Self::with_parents(rows.into_iter().filter(|row| !row.is_withdrawn()).filter_map(Unit::from_row))
    }

    /// Builds the tree from units, each with its parent where the list names one.
    pub fn with_parents(units: impl IntoIterator<Item = (Unit, Option<UnitCode>)>) -> Result<Self, UnitTreeError> {
        let mut listed: Vec<(Unit, Option<UnitCode>)> = units.into_iter().collect();
        listed.sort_by_key(|(unit, _)| unit.code);
        if listed.is_empty() {
            return Err(UnitTreeError::Empty);
        }
        if let Some(pair) = listed.windows(2).find(|pair| pair[0].0.code == pair[1].0.code) {
            return Err(UnitTreeError::Twice(pair[0].0.code));
        }
        let mut parents = Vec::with_capacity(listed.len());
        let mut ends = vec![listed.len(); listed.len()];
        // The units that the present one may lie under, each under the one before.
        let mut above: Vec<usize> = Vec::new();
        for (place, (unit, named)) in listed.iter().enumerate() {
            while let Some(nearest) = above.pop_if(|nearest| !unit.code.is_within(&listed[*nearest].0.code)) {
                ends[nearest] = place;
            }
            let parent = above.last().copied();
            check(unit, *named, parent.map(|parent| &listed[parent].0), &listed)?;
            parents.push(parent);
            above.push(place);
        }
        Ok(Self { units: listed.into_iter().map(|(unit, _)| unit).collect(), parents, ends })
    }

    fn place(&self, code: UnitCode) -> Option<usize> {
        self.units.binary_search_by_key(&code, |unit| unit.code).ok()
    }

    /// The first of the roots; of a county's own tree, the county.
    pub fn root(&self) -> UnitCode {
        self.units[0].code
    }

    /// The units that lie under no other, in the order of their codes.
    pub fn roots(&self) -> impl Iterator<Item = &Unit> {
        self.siblings(0, self.units.len())
    }

    /// What the whole is called: the names of the roots.
    pub fn title(&self) -> String {
        self.roots().map(|root| root.name.as_str()).collect::<Vec<_>>().join("、")
    }

    /// Units that lie side by side: each begins where what lies under the one before ends.
    fn siblings(&self, first: usize, end: usize) -> impl Iterator<Item = &Unit> {
        let within = move |place: &usize| *place < end;
        let places =
            std::iter::successors(Some(first).filter(within), move |place| Some(self.ends[*place]).filter(within));
        places.map(|place| &self.units[place])
    }

    /// The unit with a code.
    pub fn get(&self, code: UnitCode) -> Option<&Unit> {
        self.place(code).map(|place| &self.units[place])
    }

    /// A unit's name, or its code where it is not listed.
    pub fn name(&self, code: UnitCode) -> String {
        self.get(code).map_or_else(|| code.to_string(), |unit| unit.name.clone())
    }

    /// The units that are called so, by their own name or with that of the unit above before it, whatever white space
    /// and widths of letters it is written in.
    pub fn named(&self, name: &str) -> Vec<&Unit> {
        let compact = |text: &str| -> String {
            text.chars().map(half_width).filter(|character| !character.is_whitespace()).collect()
        };
        let wanted = compact(name);
        let is_called = |unit: &&Unit| {
            let own = compact(&unit.name);
            own == wanted || self.parent(unit.code).is_some_and(|above| compact(&self.name(above)) + &own == wanted)
        };
        self.iter().filter(is_called).collect()
    }

    /// The unit directly above.
    pub fn parent(&self, code: UnitCode) -> Option<UnitCode> {
        Some(self.units[self.parents[self.place(code)?]?].code)
    }

    /// All units in the order of their codes, each with the one directly above.
    pub fn with_their_parents(&self) -> impl Iterator<Item = (&Unit, Option<UnitCode>)> {
        self.units.iter().zip(self.parents.iter().map(|parent| parent.map(|parent| self.units[parent].code)))
    }

    /// The units directly below, in the order of their codes.
    pub fn children(&self, code: UnitCode) -> impl Iterator<Item = &Unit> {
        let (first, end) = self.place(code).map_or((0, 0), |place| (place + 1, self.ends[place]));
        self.siblings(first, end)
    }

    /// All units in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter()
    }

    /// The units at or under one, which need not be listed itself, in the order of their codes.
    pub fn within(&self, code: UnitCode) -> &[Unit] {
        let first = self.units.partition_point(|unit| unit.code < code);
        let under = self.units[first..].partition_point(|unit| unit.code.is_within(&code));
        &self.units[first..first + under]
    }

    /// The part of the tree at or under a listed unit.
    pub fn subtree(&self, code: UnitCode) -> Option<Self> {
        let place = self.place(code)?;
        let part = place..self.ends[place];
        Some(Self {
            units: self.units[part.clone()].to_vec(),
            parents: self.parents[part.clone()]
                .iter()
                .map(|parent| parent.and_then(|one| one.checked_sub(place)))
                .collect(),
            ends: self.ends[part].iter().map(|end| end - place).collect(),
        })
    }

    /// The units at or under one that keep a ledger of their own, in the order of their codes.
    pub fn basic_units(&self, under: UnitCode) -> impl Iterator<Item = &Unit> {
        self.within(under).iter().filter(|unit| unit.kind.is_basic())
    }

    /// All units that keep a ledger of their own, in the order of their codes.
    pub fn all_basic_units(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(|unit| unit.kind.is_basic())
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

/// Checks a unit against the one directly above it by its code, and against the parent that the list names.
fn check(
    unit: &Unit,
    named: Option<UnitCode>,
    above: Option<&Unit>,
    listed: &[(Unit, Option<UnitCode>)],
) -> Result<(), UnitTreeError> {
    let code = unit.code;
    if let Some(parent) = named.filter(|parent| above.is_none_or(|above| above.code != *parent)) {
        return Err(if listed.binary_search_by_key(&parent, |(unit, _)| unit.code).is_err() {
            UnitTreeError::UnknownParent { unit: code, parent }
        } else {
            match above.filter(|_| code.is_below(&parent)) {
                Some(above) => UnitTreeError::Between { unit: code, parent, between: above.code },
                None => UnitTreeError::Elsewhere { unit: code, parent },
            }
        });
    }
    match above {
        Some(above) if !above.kind.may_be_above(unit.kind) => Err(UnitTreeError::AboveItsParent {
            unit: code,
            kind: unit.kind,
            parent: above.code,
            parent_kind: above.kind,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> UnitCode {
        text.parse().unwrap()
    }

    /// `code kind [parent]`, one unit a line.
    fn tree(text: &str) -> Result<UnitTree, UnitTreeError> {
        let lines = text.lines().map(str::split_whitespace).filter_map(|mut words| {
            let code = code(words.next()?);
            let kind = UnitKind::from_word(words.next()?).unwrap();
            Some((Unit { code, name: code.to_string(), kind }, words.next().map(super::tests::code)))
        });
        UnitTree::with_parents(lines.collect::<Vec<_>>())
    }

    fn codes<'a>(units: impl IntoIterator<Item = &'a Unit>) -> String {
        units.into_iter().map(|unit| unit.code.to_string()).collect::<Vec<_>>().join(" ")
    }

    const PROVINCE: &str = "
        33 province
        3305 prefecture
        330522 county
        330522-014 office 330522
        330522103 township
        330522103201 village
        330522103201-001 group
        330522103201-002 group
        330522103202 community
        330522103202-001 council
        330523 county
        330523100201 village 330523
        330523100202 village
        330523100203 enterprise";

    #[test]
    fn a_tree_has_any_depth_and_units_where_their_codes_say() {
        let tree = tree(PROVINCE).unwrap();
        for (unit, children) in [
            ("33", "3305"),
            ("3305", "330522 330523"),
            ("330522", "330522-014 330522103"),
            ("330522103201", "330522103201-001 330522103201-002"),
            ("330523", "330523100201 330523100202 330523100203"),
            ("330522103202-001", ""),
            ("330524", ""),
        ] {
            assert_eq!(codes(tree.children(code(unit))), children, "under {unit}");
        }
        assert_eq!(tree.parent(code("330523100201")), Some(code("330523")));
        assert_eq!(tree.parent(code("33")), None);
        assert_eq!(codes(tree.basic_units(code("330522"))), "330522-014 330522103201 330522103202 330522103202-001");
        assert_eq!(codes(tree.within(code("330523100"))), "330523100201 330523100202 330523100203");
        let county = tree.subtree(code("330522")).unwrap();
        assert_eq!((codes(county.roots()), county.len()), ("330522".to_owned(), 8));
        assert_eq!(codes(county.children(code("330522"))), "330522-014 330522103");
        assert_eq!(county.parent(code("330522")), None);
    }

    #[test]
    fn several_roots_stand_side_by_side() {
        let two = tree("330522 county\n330522103201 village\n411122 county\n411122103201 village").unwrap();
        assert_eq!(codes(two.roots()), "330522 411122");
        assert_eq!(codes(two.children(code("411122"))), "411122103201");
        assert_eq!(codes(two.all_basic_units()), "330522103201 411122103201");
    }

    #[test]
    fn a_list_that_is_no_tree_is_told_why() {
        for (list, told) in [
            ("", "there are no units: expected at least one unit"),
            ("330522 county\n330522 county", "unit 330522 is listed twice: expected each unit once"),
            (
                "330522 county\n330522103201 village 330522103",
                "unit 330522103201 names 330522103 as its parent, which is not listed: expected a listed unit: add it, or correct the code",
            ),
            (
                "330522 county\n330522103 township\n330522104 township\n330522104201 village 330522103",
                "unit 330522104201 names 330522103 as its parent: expected a unit whose code begins with its parent's, such as 330522103-001",
            ),
            (
                "330522 county 330523\n330523 county 330522",
                "unit 330522 names 330523 as its parent: expected a unit whose code begins with its parent's, such as 330523-001",
            ),
            (
                "330522 county 330522",
                "unit 330522 names 330522 as its parent: expected a unit whose code begins with its parent's, such as 330522-001",
            ),
            (
                "330522 county\n330522103 township\n330522103201 village 330522",
                "unit 330522103201 names 330522 as its parent, but by its code it lies in 330522103: expected 330522103 as its parent, or a code of its own, such as 330522-001",
            ),
            (
                "330522 township\n330522103 county",
                "unit 330522103, a county, lies under 330522, a township: expected a parent of a higher level",
            ),
            (
                "330522103201 village\n330522103201-001 village",
                "unit 330522103201-001, a village, lies under 330522103201, a village: expected a parent of a higher level",
            ),
        ] {
            let error = tree(list).unwrap_err();
            assert_eq!(cunbang_language::Language::English.with(|| error.to_string()), told, "{list}");
        }
    }

    proptest! {
        /// What is read off by place is what a search through all units finds.
        #[test]
        fn places_and_searches_agree(
            texts in proptest::collection::btree_set("[12]{2}([12]{2}([12]{2}([12]{3}([12]{3})?)?)?)?(-00[12]){0,2}", 1..60),
        ) {
            let units: Vec<Unit> = texts
                .iter()
                .map(|text| Unit { code: code(text), name: text.clone(), kind: by_depth(code(text)) })
                .collect();
            let tree = UnitTree::new(units.clone()).unwrap();
            for unit in &units {
                let parent = unit.code.and_ancestors().skip(1).find(|above| texts.contains(above.as_str()));
                prop_assert_eq!(tree.parent(unit.code), parent);
                prop_assert!(tree.with_their_parents().any(|(one, above)| one == unit && above == parent));
                let children = units.iter().filter(|child| tree.parent(child.code) == Some(unit.code));
                prop_assert_eq!(codes(tree.children(unit.code)), codes(children));
                let within = units.iter().filter(|other| other.code.is_within(&unit.code));
                prop_assert_eq!(codes(tree.within(unit.code)), codes(within));
                let part = tree.subtree(unit.code).unwrap();
                prop_assert_eq!(&part, &UnitTree::new(tree.within(unit.code).to_vec()).unwrap());
            }
            let roots = units.iter().filter(|unit| tree.parent(unit.code).is_none());
            prop_assert_eq!(codes(tree.roots()), codes(roots));
        }
    }

    /// A kind that may stand at a depth, so that trees drawn by chance are trees.
    fn by_depth(code: UnitCode) -> UnitKind {
        const BY_DEPTH: [UnitKind; 7] = [
            UnitKind::Province,
            UnitKind::Prefecture,
            UnitKind::County,
            UnitKind::Township,
            UnitKind::Village,
            UnitKind::Office,
            UnitKind::Group,
        ];
        BY_DEPTH[code.and_ancestors().count() - 1]
    }
}
