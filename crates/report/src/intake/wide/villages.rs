//! Which village a row is about: by code, or by name as counties write it.

use super::question::Question;
use crate::intake::cell::{Cell, compact};
use cunbang_model::{Unit, UnitCode, UnitTree};
use cunbang_scheme::nearest;

/// The villages that a sheet may name.
pub(crate) struct Villages<'t> {
    tree: &'t UnitTree,
    under: UnitCode,
}

/// A village that was found, and whether its name stood there as the tree has it.
pub(crate) struct Found<'t> {
    pub(crate) unit: &'t Unit,
    pub(crate) is_plain: bool,
}

/// A branch's name, or a committee's, without what follows the village's.
fn without_body(name: &str) -> &str {
    const BODIES: [&str; 12] = [
        "党总支部委员会",
        "党支部委员会",
        "党总支部",
        "党总支",
        "党支部",
        "党组织",
        "党委",
        "总支",
        "支部",
        "民委员会",
        "居委会",
        "委会",
    ];
    // `居民委员会` stands after a community's whole name, `民委员会` after a village's last sign.
    let name = name.strip_suffix("居民委员会").unwrap_or(name);
    BODIES.iter().find_map(|body| name.strip_suffix(body)).filter(|rest| !rest.is_empty()).unwrap_or(name)
}

impl<'t> Villages<'t> {
    pub(crate) const fn new(tree: &'t UnitTree, under: UnitCode) -> Self {
        Self { tree, under }
    }

    /// All of them, in the order of their codes.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'t Unit> {
        self.tree.basic_units(self.under)
    }

    fn parent(&self, unit: &Unit) -> String {
        self.tree.parent(unit.code).map_or_else(String::new, |parent| self.tree.name(parent))
    }

    fn told(&self, unit: &Unit) -> String {
        format!("{} {}{}", unit.code, self.parent(unit), unit.name)
    }

    /// The unit's name, for messages.
    pub(crate) fn under(&self) -> String {
        self.tree.name(self.under)
    }

    /// Whether a cell is a village's code or its whole name.
    pub(crate) fn is_one(&self, cell: &Cell) -> bool {
        !cell.is_empty() && self.find(cell, None).is_ok()
    }

    /// The village that a cell names, in a township where a column says so.
    pub(crate) fn find(&self, cell: &Cell, township: Option<&str>) -> Result<Found<'t>, Question> {
        let written = compact(&cell.shown());
        let unknown = |near| Question::UnknownVillage { under: self.under(), near };
        if let Ok(code) = written.parse::<UnitCode>() {
            return match self.tree.get(code) {
                Some(unit) if unit.kind.is_basic() && code.is_within(&self.under) => Ok(Found { unit, is_plain: true }),
                Some(unit) => Err(Question::Elsewhere(vec![self.told(unit)])),
                None => Err(unknown(None)),
            };
        }
        let township = township.map(compact);
        let ways = [written.clone(), without_body(&written).to_owned()];
        for (way, name) in ways.iter().enumerate() {
            let found = self.named(name, township.as_deref(), self.under);
            match found.as_slice() {
                [] => {}
                [unit] => return Ok(Found { unit, is_plain: way == 0 && compact(&unit.name) == *name }),
                several => return Err(Question::SeveralVillages(several.iter().map(|unit| self.told(unit)).collect())),
            }
        }
        let near = self.near(&ways[1]);
        let elsewhere = self.named(&ways[1], None, self.tree.root());
        if near.is_none() && !elsewhere.is_empty() {
            return Err(Question::Elsewhere(elsewhere.iter().map(|unit| self.told(unit)).collect()));
        }
        Err(unknown(near))
    }

    /// The villages with a name, with or without `村` and the township's name before it.
    fn named(&self, name: &str, township: Option<&str>, under: UnitCode) -> Vec<&'t Unit> {
        let is_short = !name.ends_with('村') && !name.ends_with("社区");
        let is_it = |unit: &&Unit| {
            let (own, parent) = (compact(&unit.name), compact(&self.parent(unit)));
            let rest = name.strip_prefix(parent.as_str()).filter(|rest| !rest.is_empty()).unwrap_or(name);
            let is_called = |text: &str| {
                own == text || (is_short && ["村", "社区"].iter().any(|end| own.strip_suffix(end) == Some(text)))
            };
            is_called(name) || is_called(rest)
        };
        let all: Vec<&Unit> = self.tree.basic_units(under).filter(is_it).collect();
        // What is written in full goes before what is shortened.
        let whole: Vec<&Unit> = all.iter().copied().filter(|unit| compact(&unit.name) == name).collect();
        let found = if whole.is_empty() { all } else { whole };
        let in_township: Vec<&Unit> = found
            .iter()
            .copied()
            .filter(|unit| township.is_some_and(|own| !own.is_empty() && compact(&self.parent(unit)).starts_with(own)))
            .collect();
        if in_township.is_empty() { found } else { in_township }
    }

    /// The village that may have been meant, with its code.
    fn near(&self, name: &str) -> Option<String> {
        let near = nearest(name, self.all().map(|unit| unit.name.as_str())).or_else(|| {
            // `长平社区` where there is `长平村`.
            let stem = |name: &str| name.trim_end_matches('村').trim_end_matches("社区").to_owned();
            self.all().find(|unit| stem(&unit.name) == stem(name)).map(|unit| unit.name.as_str())
        })?;
        let unit = self.all().find(|unit| unit.name == near)?;
        Some(format!("{} {}", unit.name, unit.code))
    }
}
