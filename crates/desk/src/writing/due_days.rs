//! The day by which a finding is to be put right 整改期限: one that has passed when it is written leaves nobody the time, and
//! would be overdue at birth. Whoever told the village before says when; else the day is set anew. Days that follow each other
//! the wrong way round stand here too.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::writing::references::Wrong;
use cunbang_model::schema::FindingResult;
use cunbang_model::{DocumentKind, DocumentName, Row, Table, clock, record};

/// What is wrong with a finding that a recheck is said to have found fixed, where no day says when: neither that on which it
/// was put right nor that of the recheck, which stands in for it. Without one nobody can tell whether it was in time.
pub(crate) fn fixed_without_day(row: &Row) -> Option<(&'static str, Wrong)> {
    let finding = row.record::<record::Finding>()?;
    let is_without = finding.fixed_on.is_none() && finding.rechecked_on.is_none();
    (finding.result == Some(FindingResult::Fixed) && is_without).then_some(("fixed_on", Wrong::FixedWithoutDay))
}

/// What is wrong with an office that was left before it was held: whoever holds it would stand in no ranking.
pub(crate) fn over_before_begun(row: &Row) -> Option<(&'static str, Wrong)> {
    let office = row.record::<record::Office>()?;
    office
        .until
        .is_some_and(|until| until < office.from)
        .then_some(("until", Wrong::OverBeforeBegun { from: office.from }))
}

impl Desk {
    /// What is wrong with the day by which a finding is due, or with the day on which the village was told: the column,
    /// and why.
    pub(crate) async fn wrong_due_day(&self, row: &Row) -> Result<Option<(&'static str, Wrong)>, DeskError> {
        let Some(finding) = row.record::<record::Finding>() else { return Ok(None) };
        let today = clock::county_date(self.replica().now());
        if let Some(told_on) = finding.told_on {
            let is_sound = (finding.date..=finding.due.min(today)).contains(&told_on);
            return Ok(
                (!is_sound).then_some(("told_on", Wrong::ToldOn { from: finding.date, until: finding.due.min(today) }))
            );
        }
        let rechecked_on = finding.rechecked_on.filter(|_| finding.result == Some(FindingResult::Fixed));
        let is_fixed_in_time = finding.fixed_on.or(rechecked_on).is_some_and(|day| day <= finding.due);
        if finding.due >= today || is_fixed_in_time || self.due_stands(row).await? {
            return Ok(None);
        }
        Ok(Some(("due", Wrong::DuePassed { today })))
    }

    /// Whether a finding stands here with the same day by which it is due.
    async fn due_stands(&self, row: &Row) -> Result<bool, DeskError> {
        let quarter =
            row.quarter().and_then(|quarter| DocumentName::quarterly(DocumentKind::Inspection, row.unit(), quarter));
        let Some(document) = quarter else { return Ok(false) };
        let here = self.replica().projection(document).await?;
        let stands = here.get(Table::Findings, &row.id());
        Ok(stands.is_some_and(|standing| standing.row.date("due") == row.date("due")))
    }
}
