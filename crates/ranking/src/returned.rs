//! Seals that were returned 退回: the village corrects its rows and seals again, and what was in time stays in time.
//!
//! The unit above says until which day. A corrected seal that had been received by then counts from when the seals that
//! were returned had been: so neither a township's question nor its delay makes a village late, nor does a return
//! make in time what was late before; and however often it returns, a time is kept for thirty days after the deadline
//! and no longer. Nothing else in a ledger makes a seal count from before it came: what a village
//! adds unasked after the deadline is late.
//!
//! Returns without such a day, as releases before this reading made them, change no time.

use crate::readings::uses;
use crate::receipts::Receipts;
use crate::sealed::{Held, Part, SealReading, SealRules, covers_in};
use cunbang_ledger::{Projection, VersionVector};
use cunbang_model::schema::SealOutcome;
use cunbang_model::{Date, Period, Table, Timestamp, UnitCode, clock, record};
use cunbang_scheme::{CorrectedSeal, Scheme};
use jiff::ToSpan as _;

/// What a run's engine is followed by where this reading decided a time: programs that do not know it then say that
/// another version made the run.
pub(crate) const READING: &str = ", corrected seals";

/// For how many days after a period's deadline a return can keep a time. Ours.
const MOST_DAYS: i64 = 30;

/// The last day on which a corrected seal can keep a time.
pub fn last_correction(deadline: Date) -> Date {
    deadline.saturating_add(MOST_DAYS.days())
}

/// A return that keeps a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Returned {
    /// The quarter of the ledger that was sealed.
    quarter: Option<Period>,
    /// What of it was sealed.
    period: Period,
    /// What the seals covered that were returned.
    pub(crate) covers: VersionVector,
    pub(crate) correct_by: Date,
    /// Who returned them, and when.
    pub(crate) reviewer: UnitCode,
    pub(crate) on: Option<Date>,
}

impl Returned {
    /// The returns that a village's inspections show.
    pub(crate) fn all_of(inspections: &Projection) -> Vec<Self> {
        let standing = inspections.table(Table::SealReviews).filter(|standing| !standing.row.is_withdrawn());
        let quarter = inspections.document().period();
        standing.filter_map(|standing| Self::of(quarter, &standing.row.record()?)).collect()
    }

    fn of(quarter: Option<Period>, review: &record::SealReview) -> Option<Self> {
        let covers = covers_in(review.returned.as_ref()?)?;
        // Before the day had a column of its own, it was known only for as long as the return stood.
        let is_return = review.outcome == SealOutcome::Returned;
        let returned_on = review.returned_on.or(is_return.then_some(review.reviewed_on));
        let correct_by = review.correct_by?;
        Some(Self { quarter, period: review.period, covers, correct_by, reviewer: review.reviewer, on: returned_on })
    }

    /// Whether seals for a part of a quarter's ledger that came at a moment correct what was returned; `last` is the last day
    /// on which that keeps a time.
    pub(crate) fn keeps_for(
        &self,
        quarter: Option<Period>,
        part: Period,
        came_at: Timestamp,
        last: Option<Date>,
    ) -> bool {
        let came_on = clock::county_date(came_at);
        let is_of_part = self.quarter == quarter && self.period == part;
        is_of_part && came_on <= self.correct_by && last.is_none_or(|last| came_on <= last)
    }
}

/// What a return keeps of the time of a village's seals, of one ledger as a run had it; none where nothing was returned and
/// corrected in time. `ledger` and `inspections` are what the run rests on, and so are the receipts.
pub fn corrected_seal(
    period: Period,
    ledger: &Held,
    inspections: &Projection,
    receipts: &Receipts<'_>,
    (scheme, reading): (&Scheme, SealReading),
) -> Option<CorrectedSeal> {
    let returned = Returned::all_of(inspections);
    let rules = SealRules {
        reading,
        sealable_from: &|part| scheme.sealable_from(part),
        returned: &returned,
        last_correction: (reading == SealReading::Present).then(|| last_correction(scheme.deadline(period))),
    };
    Part::of(ledger, period, receipts, &rules).seal?.corrects
}

/// Whether some seal of a run counts from before it came.
pub fn keeps_times(engine: &str) -> bool {
    uses(engine, READING)
}
