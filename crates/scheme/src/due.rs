//! Findings that are due 整改到期: whether they were put right is asked in the period in which that was due, whenever they were
//! found; before, they are neither a merit nor a fault.

use crate::evidence::{Entry, Subject};
use crate::measure::{Measure, MeasureKind};
use crate::measuring::{Circumstances, keep};
use crate::outcome::Reason;
use cunbang_model::{Date, Table};
use smol_str::format_smolstr;
use std::borrow::Cow;

impl Circumstances<'_, '_> {
    /// Of the findings of a measure keeps those that weigh in the period, with those found earlier that were due in it and
    /// not fixed before; says of the others why not.
    pub(crate) fn only_due<'e>(
        &self,
        measure: &Measure,
        subject: &Subject<'e>,
        rows: &mut Cow<'_, [&'e Entry<'e>]>,
    ) -> Vec<Reason> {
        let fixed_on = |entry: &Entry<'_>| match &measure.kind {
            MeasureKind::Timeliness { done, otherwise, .. } => self.done_on(entry, *done, otherwise.as_ref()),
            // What a recheck found fixed is, whatever day is stated of it.
            _ => entry.row.date("fixed_on").or_else(|| {
                let is_fixed = subject.reading.checks() && entry.row.text("result") == Some("fixed");
                entry.row.date("rechecked_on").filter(|_| is_fixed)
            }),
        };
        let is_due = |entry: &&Entry<'_>| {
            entry.row.date("due").is_some_and(|due| self.period.contains_day(due))
                && fixed_on(entry).is_none_or(|fixed| fixed >= self.period.first_day())
                && measure.filters.iter().all(|filter| filter.meets(entry, self.period))
        };
        let due: Vec<&Entry<'_>> = subject.earlier_rows_of(Table::Findings).filter(is_due).collect();
        if !due.is_empty() {
            rows.to_mut().extend(due);
        }
        let mut passed_over = Vec::new();
        keep(rows, |entry| {
            let due = entry.row.date("due").filter(|due| *due > self.period.last_day());
            let is_fixed = |fixed: Date| fixed <= self.period.last_day();
            // As rows were read before, whatever is fixed counts whenever it was.
            let is_fixed = |fixed: Date| is_fixed(fixed) || !subject.reading.checks();
            let open = due.filter(|_| !fixed_on(entry).is_some_and(is_fixed));
            passed_over.extend(open.map(|due| {
                let note = format_smolstr!("due {due}, after the period: does not count yet 未到期，暂不计入");
                self.reason(entry, None, note)
            }));
            open.is_none()
        });
        passed_over
    }
}
