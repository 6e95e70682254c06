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
use crate::rank::{RankError, check, rank_levels};
use crate::scheme::Scheme;
use crate::village_sheets::{Basis, VillageSheets};
use cunbang_model::{Period, Unit, UnitCode};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Ranks a period by a scheme. The outcome does not depend on the order of any rows.
pub fn rank(scheme: &Scheme, inputs: &Inputs) -> Result<Outcome, RankError> {
    Ranker::default().rank(scheme, inputs)
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
    villages: BTreeMap<UnitCode, KeptVillage>,
}

#[derive(Debug, Clone)]
struct KeptVillage {
    unit: Unit,
    parent: Option<UnitCode>,
    input: Option<VillageInput>,
    names: Option<BTreeMap<String, String>>,
    county_count: Option<u32>,
    past: Option<PastOfUnit>,
    sheets: Arc<VillageSheets>,
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
        let kinds = scheme.levels.get(&Level::Village).map(|rules| &rules.kinds);
        let ranked = inputs.units.all_basic_units();
        let ranked = ranked.filter(|unit| kinds.is_none_or(|kinds| kinds.contains(&unit.kind)));
        let bases = ranked.map(|unit| Basis {
            unit,
            parent: inputs.units.parent(unit.code),
            input: inputs.villages.get(&unit.code),
            names: inputs.names.of(unit.code),
            county_count: inputs.county_counts.get(&unit.code).copied(),
            past: inputs.past.of(unit.code),
        });
        let (mut order, mut fresh) = (Vec::new(), Vec::new());
        for basis in bases {
            order.push(basis.unit.code);
            if !kept.villages.get(&basis.unit.code).is_some_and(|village| village.rests_on(&basis)) {
                fresh.push(basis);
            }
        }
        let draw_up = |basis: Basis<'_>| KeptVillage {
            sheets: Arc::new(VillageSheets::draw_up(scheme, inputs.period, &basis)),
            unit: basis.unit.clone(),
            parent: basis.parent,
            input: basis.input.cloned(),
            names: basis.names.cloned(),
            county_count: basis.county_count,
            past: basis.past.cloned(),
        };
        kept.villages.extend(parallel::map(fresh, draw_up).into_iter().map(|village| (village.unit.code, village)));
        let villages: Vec<Arc<VillageSheets>> = order
            .iter()
            .filter_map(|code| kept.villages.get(code))
            .map(|village| Arc::clone(&village.sheets))
            .collect();
        self.put(kept);
        Ok(rank_levels(scheme, inputs, &villages))
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
