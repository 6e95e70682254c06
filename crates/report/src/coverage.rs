//! Coverage: how much of what was expected has arrived, in total and for each unit above the villages.

use cunbang_model::{UnitCode, UnitTree};
use cunbang_scheme::{Level, Outcome, Status};
use std::collections::BTreeMap;

/// The number of villages in each status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) received: usize,
    pub(crate) provisional: usize,
    pub(crate) not_received: usize,
    pub(crate) excused: usize,
}

impl Counts {
    fn add(&mut self, status: Status) {
        match status {
            Status::Received => self.received += 1,
            Status::Provisional => self.provisional += 1,
            Status::NotReceived => self.not_received += 1,
            Status::Excused => self.excused += 1,
        }
    }

    pub(crate) const fn of(&self, status: Status) -> usize {
        match status {
            Status::Received => self.received,
            Status::Provisional => self.provisional,
            Status::NotReceived => self.not_received,
            Status::Excused => self.excused,
        }
    }

    pub(crate) const fn total(&self) -> usize {
        self.received + self.provisional + self.not_received + self.excused
    }
}

/// All statuses, in display order.
pub(crate) const STATUSES: [Status; 4] = [Status::Received, Status::Provisional, Status::NotReceived, Status::Excused];

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
            coverage.all.add(row.status);
            if let Some(parent) = row.parent.or_else(|| units.parent(row.unit)) {
                coverage.by_parent.entry(parent).or_default().add(row.status);
            }
        }
        coverage
    }
}
