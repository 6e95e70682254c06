//! The ranker: ranks again and again, as a node does while data comes in.
//!
//! What was worked out of a village is kept, and holds as long as its input is the very same: the batches
//! of rows are shared and never changed, so whether a batch is the same is a comparison of two addresses.
//! After one village's push, the sheets of one village are drawn up anew.

use crate::Level;
use crate::input::{Inputs, VillageInput};
use crate::outcome::Outcome;
use crate::parallel;
use crate::past::PastOfUnit;
use crate::rank::{RankError, Villages, check, rank_levels};
use crate::scheme::Scheme;
use crate::village_sheets::{Basis, VillageSheets};
use cunbang_model::{Period, Unit, UnitCode};
use std::collections::{BTreeMap, btree_map};
use std::iter::Peekable;
use std::sync::{Arc, Mutex, PoisonError};

/// Ranks a period by a scheme. The outcome does not depend on the order of any rows.
pub fn rank(scheme: &Scheme, inputs: &Inputs) -> Result<Outcome, RankError> {
    check(scheme, inputs)?;
    let mut sheets =
        parallel::map(bases(scheme, inputs), |basis| VillageSheets::draw_up(scheme, inputs.period, &basis));
    let mut assessed = Vec::with_capacity(sheets.len());
    assessed.extend(sheets.iter_mut().filter_map(|sheets| sheets.own.take()));
    let members = sheets.iter_mut().flat_map(|sheets| std::mem::take(&mut sheets.members)).collect();
    let all = sheets.iter().map(|sheets| &sheets.village).collect();
    let outcome = rank_levels(scheme, inputs, Villages { all, assessed, members });
    parallel::give_back(sheets);
    Ok(outcome)
}

/// What the sheets of each unit of the lowest level that the scheme ranks rest on, in the order of codes.
fn bases<'a>(scheme: &Scheme, inputs: &'a Inputs) -> Vec<Basis<'a>> {
    let kinds = scheme.levels.get(&Level::Village).map(|rules| &rules.kinds);
    let is_ranked = |unit: &Unit| unit.kind.is_basic() && kinds.is_none_or(|kinds| kinds.contains(&unit.kind));
    let (mut villages, mut county_counts) = (Walk::along(&inputs.villages), Walk::along(&inputs.county_counts));
    let (mut names, mut past) = (Walk::along(inputs.names.all()), Walk::along(inputs.past.all()));
    let all = inputs.units.with_their_parents().filter(|(unit, _)| is_ranked(unit));
    let basis = |(unit, parent): (&'a Unit, Option<UnitCode>)| Basis {
        unit,
        parent,
        input: villages.at(unit.code),
        names: names.at(unit.code),
        county_count: county_counts.at(unit.code).copied(),
        past: past.at(unit.code),
    };
    all.map(basis).collect()
}

/// Finds unit after unit in a map, each behind the one before: a step, and not a search.
struct Walk<'a, T>(Peekable<btree_map::Iter<'a, UnitCode, T>>);

impl<'a, T> Walk<'a, T> {
    fn along(map: &'a BTreeMap<UnitCode, T>) -> Self {
        Self(map.iter().peekable())
    }

    fn at(&mut self, unit: UnitCode) -> Option<&'a T> {
        while self.0.next_if(|(next, _)| **next < unit).is_some() {}
        self.0.next_if(|(next, _)| **next == unit).map(|(_, there)| there)
    }
}

/// Ranks; the same inputs give the same outcome as [`rank`] does.
#[derive(Debug, Default)]
pub struct Ranker {
    /// The last used first.
    kept: Mutex<Vec<Kept>>,
}

/// The villages of a period, as assessed by a scheme.
#[derive(Debug, Clone)]
struct Kept {
    period: Period,
    scheme: String,
    villages: BTreeMap<UnitCode, Arc<KeptVillage>>,
}

#[derive(Debug)]
struct KeptVillage {
    unit: Unit,
    parent: Option<UnitCode>,
    input: Option<VillageInput>,
    names: Option<BTreeMap<String, String>>,
    county_count: Option<u32>,
    past: Option<PastOfUnit>,
    sheets: VillageSheets<'static>,
}

impl KeptVillage {
    /// Whether the sheets were drawn up from this.
    fn rests_on(&self, basis: &Basis<'_>) -> bool {
        let same_input = match (&self.input, basis.input) {
            (Some(kept), Some(input)) => kept.is(input),
            (None, None) => true,
            _ => false,
        };
        same_input
            && self.unit == *basis.unit
            && self.parent == basis.parent
            && self.names.as_ref() == basis.names
            && self.county_count == basis.county_count
            && self.past.as_ref() == basis.past
    }
}

impl Ranker {
    /// How many periods are kept.
    const MOST_PERIODS: usize = 2;

    /// Ranks a period by a scheme.
    pub fn rank(&self, scheme: &Scheme, inputs: &Inputs) -> Result<Outcome, RankError> {
        check(scheme, inputs)?;
        let mut kept = self.take(scheme, inputs.period);
        let (mut order, mut fresh) = (Vec::new(), Vec::new());
        for basis in bases(scheme, inputs) {
            order.push(basis.unit.code);
            if !kept.villages.get(&basis.unit.code).is_some_and(|village| village.rests_on(&basis)) {
                fresh.push(basis);
            }
        }
        let draw_up = |basis: Basis<'_>| KeptVillage {
            sheets: VillageSheets::draw_up(scheme, inputs.period, &basis).into_kept(),
            unit: basis.unit.clone(),
            parent: basis.parent,
            input: basis.input.cloned(),
            names: basis.names.cloned(),
            county_count: basis.county_count,
            past: basis.past.cloned(),
        };
        let villages = parallel::map(fresh, draw_up).into_iter();
        kept.villages.extend(villages.map(|village| (village.unit.code, Arc::new(village))));
        let sheets: Vec<&VillageSheets<'_>> =
            order.iter().filter_map(|code| kept.villages.get(code)).map(|village| &village.sheets).collect();
        let outcome = rank_levels(
            scheme,
            inputs,
            Villages {
                all: sheets.iter().map(|sheets| &sheets.village).collect(),
                assessed: sheets.iter().filter_map(|sheets| sheets.own.clone()).collect(),
                members: sheets.iter().flat_map(|sheets| &sheets.members).cloned().collect(),
            },
        );
        self.put(kept);
        Ok(outcome)
    }

    fn take(&self, scheme: &Scheme, period: Period) -> Kept {
        let hash = scheme.hash();
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|kept| kept.period == period && kept.scheme == hash);
        found.cloned().unwrap_or_else(|| Kept { period, scheme: hash, villages: BTreeMap::new() })
    }

    fn put(&self, newest: Kept) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|kept| kept.period != newest.period || kept.scheme != newest.scheme);
        kept.insert(0, newest);
        kept.truncate(Self::MOST_PERIODS);
    }
}
