//! Coverage: how much of what was expected has arrived, in total and for each unit above the villages.

use cunbang_model::{UnitCode, UnitTree};
use cunbang_scheme::{Level, Outcome, Told};
use std::collections::BTreeMap;

/// The number of villages in each status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) received: usize,
    pub(crate) taken: usize,
    pub(crate) provisional: usize,
    pub(crate) not_received: usize,
    pub(crate) not_carried_out: usize,
    pub(crate) excused: usize,
}

impl Counts {
    fn add(&mut self, told: Told) {
        match told {
            Told::Received => self.received += 1,
            Told::Taken => self.taken += 1,
            Told::Provisional => self.provisional += 1,
            Told::NotReceived => self.not_received += 1,
            Told::NotCarriedOut => self.not_carried_out += 1,
            Told::Excused => self.excused += 1,
        }
    }

    pub(crate) const fn of(&self, told: Told) -> usize {
        match told {
            Told::Received => self.received,
            Told::Taken => self.taken,
            Told::Provisional => self.provisional,
            Told::NotReceived => self.not_received,
            Told::NotCarriedOut => self.not_carried_out,
            Told::Excused => self.excused,
        }
    }

    pub(crate) const fn total(&self) -> usize {
        self.received + self.taken + self.provisional + self.not_received + self.not_carried_out + self.excused
    }
}

/// All that people are told, in display order.
pub(crate) const STATUSES: [Told; 6] = Told::ALL;

/// Counts for all villages and for each unit directly above them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Coverage {
    pub(crate) all: Counts,
    pub(crate) by_parent: BTreeMap<UnitCode, Counts>,
}

impl Coverage {
    pub(crate) fn of(outcome: &Outcome, units: &UnitTree) -> Self {
        let mut coverage = Self::default();
        for row in outcome.rows(Level::Village) {
            coverage.all.add(row.told());
            if let Some(parent) = row.parent.or_else(|| units.parent(row.unit)) {
                coverage.by_parent.entry(parent).or_default().add(row.told());
            }
        }
        coverage
    }
}
