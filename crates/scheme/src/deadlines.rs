//! Deadlines 期限: from when a period may be sealed, when it is due, until when a seal is in time, and until when a
//! ranking is objected to.

use crate::PeriodKind;
use crate::reading::Section;
use crate::scheme::Scheme;
use cunbang_language::to_say;
use cunbang_model::{Date, Period};
use jiff::ToSpan;

/// Days after, and before, the last day of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deadlines {
    /// How many days after it a period is due, for how many more a seal is in time, and from how many before it on.
    due: u16,
    grace: u16,
    early: u16,
    /// For how many days after publication villages may object, if the scheme says so.
    objections: Option<u16>,
}

impl Deadlines {
    /// Reads them from a scheme for periods of a kind.
    pub(crate) fn read(section: &Section<'_>, kind: Option<PeriodKind>) -> Self {
        let days = |key| section.whole(key, 0, 366).map_or(0, |days| days.value);
        let deadlines = Self {
            due: days("deadline_days"),
            grace: days("grace_days"),
            early: days("early_days"),
            objections: section.whole("objections_within_days", 1, 366).map(|days| days.value),
        };
        check_early_days(section, kind);
        deadlines
    }
}

impl Scheme {
    /// How many days after a period its seals are due.
    pub const fn deadline_days(&self) -> u16 {
        self.deadlines().due
    }

    /// For how many more days a seal is in time.
    pub const fn grace_days(&self) -> u16 {
        self.deadlines().grace
    }

    /// The first day on which a period may be sealed: its last day, or the scheme's `early_days` before it.
    pub fn sealable_from(&self, period: Period) -> Date {
        let last = period.last_day();
        let early = i32::from(self.deadlines().early);
        last.checked_sub(early.days()).unwrap_or(last).max(period.first_day())
    }

    /// The day by which a period is due: its last day and the scheme's `deadline_days`.
    pub fn due(&self, period: Period) -> Date {
        days_after(period.last_day(), self.deadline_days())
    }

    /// The last day on which a seal is in time: the due day and the scheme's `grace_days`.
    pub fn deadline(&self, period: Period) -> Date {
        days_after(self.due(period), self.grace_days())
    }

    /// For how many days after publication villages may object, if it says so.
    pub const fn objections_within_days(&self) -> Option<u16> {
        self.deadlines().objections
    }

    /// The last day on which villages may object to a ranking that was published on a day, if it says so.
    pub fn objections_until(&self, published_on: Date) -> Option<Date> {
        self.objections_within_days().map(|days| days_after(published_on, days))
    }
}

fn days_after(day: Date, days: u16) -> Date {
    day.checked_add(i32::from(days).days()).unwrap_or(day)
}

/// A period is not sealed before it has begun.
fn check_early_days(section: &Section<'_>, kind: Option<PeriodKind>) {
    let (Some(stated), Some(kind)) = (section.whole("early_days", 0, 366), kind) else { return };
    let shortest = match kind {
        PeriodKind::Week => 7,
        PeriodKind::Month => 28,
        PeriodKind::Quarter => 90,
        PeriodKind::Half => 181,
        PeriodKind::Year => 365,
    };
    if stated.value >= shortest {
        section.faults.doubt(
            stated.at,
            to_say!("scheme-early-days-too-many", days = stated.value, kind = kind.named(), shortest = shortest),
        );
    }
}
