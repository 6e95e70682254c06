//! Findings 问题: what inspections found.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use cunbang_model::schema::FindingResult;
use cunbang_model::{Date, DocumentKind, Period, Table, UnitCode, record};
use cunbang_replica::reading::projections;

/// A finding, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFinding {
    /// What was found.
    pub finding: record::Finding,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<String>,
}

/// How a finding stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingState {
    /// 逾期: not put right, and the day for it is over.
    Overdue,
    /// 整改中: not put right yet.
    Open,
    /// 已整改: put right.
    Fixed,
}

impl FindingState {
    /// How a finding stands on a day. A recheck that extended or escalated it leaves it open, until it is put right after
    /// that.
    pub fn of(finding: &record::Finding, today: Date) -> Self {
        let is_fixed = match finding.result {
            Some(FindingResult::Fixed) => true,
            Some(FindingResult::Extended | FindingResult::Escalated) => {
                finding.fixed_on.is_some_and(|fixed| finding.rechecked_on.is_none_or(|rechecked| fixed > rechecked))
            }
            None => finding.fixed_on.is_some(),
        };
        if is_fixed {
            Self::Fixed
        } else if finding.due < today {
            Self::Overdue
        } else {
            Self::Open
        }
    }
}

/// Whether a finding is said to be extended 延期 and nobody said until when: the day by which it was due stays, and has
/// passed.
pub fn lacks_new_due_day(before: &record::Finding, after: &record::Finding, today: Date) -> bool {
    let is_new = before.result != after.result || before.rechecked_on != after.rechecked_on;
    after.result == Some(FindingResult::Extended) && is_new && after.due <= before.due && after.due < today
}

/// Where a finding stands among the others. One that arrives between two looks moves none of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FindingKey {
    /// The unit that it is about.
    pub unit: UnitCode,
    /// The day of the inspection.
    pub date: Date,
    /// Its id.
    pub finding: String,
}

impl ListedFinding {
    /// Where it stands.
    pub fn key(&self) -> FindingKey {
        let record::Finding { unit, date, finding, .. } = &self.finding;
        FindingKey { unit: *unit, date: *date, finding: finding.clone() }
    }
}

impl Desk {
    /// The findings of a period at and under a unit, after one of them, in the order of units, days and ids;
    /// withdrawn ones too.
    pub async fn findings(
        &self,
        viewer: &Viewer,
        period: Period,
        under: UnitCode,
        after: Option<&FindingKey>,
    ) -> Result<Vec<ListedFinding>, DeskError> {
        viewer.check(under)?;
        self.check_known(under)?;
        let store = self.replica().store();
        let documents = projections(&**store, DocumentKind::Inspection, under, Some(period)).await?;
        let mut found = Vec::new();
        for standing in documents.values().flat_map(|document| document.table(Table::Findings)) {
            let Some(finding) = standing.row.record::<record::Finding>() else { continue };
            let withdrawn = standing.row.withdrawal().map(str::to_owned);
            let listed = ListedFinding { finding, withdrawn };
            if period.contains_day(listed.finding.date) && after.is_none_or(|after| listed.key() > *after) {
                found.push(listed);
            }
        }
        found.sort_by_cached_key(ListedFinding::key);
        Ok(found)
    }
}
