//! Findings 问题: what inspections found.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::late::LateRow;
use crate::inspection::lives::Alteration;
use crate::people::viewer::Viewer;
use crate::writing::upon::version_of;
use cunbang_model::schema::FindingResult;
use cunbang_model::{Date, Period, Table, UnitCode, record};
use std::collections::BTreeMap;

/// A finding, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFinding {
    /// What was found.
    pub finding: record::Finding,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<String>,
    /// What stands of it, in a few digits: whoever changes it says what was seen.
    pub version: String,
}

/// What else is to be said of a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingNotes {
    /// What other units made of it, the newest first.
    pub alterations: Vec<Alteration>,
    /// That it was registered late.
    pub late: Option<LateRow>,
    /// Whether a unit above this node's wrote it, so that here it can only be said that it was put right.
    pub is_from_above: bool,
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

/// Whether a finding is said to be put right and nobody said on what day: it would count as open by the one and as put
/// right by the other.
pub fn lacks_fixed_day(finding: &record::Finding) -> bool {
    finding.result == Some(FindingResult::Fixed) && finding.fixed_on.is_none()
}

/// The day on which a finding was put right and that of its recheck, where the recheck came first: nobody looked then at what
/// was done. One that extended or escalated it comes before, and is looked at again.
pub fn rechecked_before_fixed(finding: &record::Finding) -> Option<(Date, Date)> {
    let is_left_open = matches!(finding.result, Some(FindingResult::Extended | FindingResult::Escalated));
    let (fixed, rechecked) = finding.fixed_on.zip(finding.rechecked_on)?;
    (!is_left_open && rechecked < fixed).then_some((fixed, rechecked))
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
    /// What else is to be said of the findings of a period at and under a unit, by unit and id: who else changed them,
    /// which were registered late, and which a unit above wrote. `ranked` is the period that the rules rank around it.
    pub async fn finding_notes(
        &self,
        viewer: &Viewer,
        (period, ranked): (Period, Period),
        under: UnitCode,
    ) -> Result<BTreeMap<(UnitCode, String), FindingNotes>, DeskError> {
        viewer.check(under)?;
        let own = self.replica().unit();
        let mut notes: BTreeMap<(UnitCode, String), FindingNotes> = BTreeMap::new();
        for (document, lives) in &*self.inspections_lived(period, under, false).await? {
            for ((_, id), life) in lives.iter().filter(|((table, _), _)| *table == Table::Findings) {
                let note = notes.entry((document.unit(), id.clone())).or_default();
                note.is_from_above |= own.is_below(&life.owner);
                note.alterations.extend(life.alterations.iter().rev().cloned());
            }
        }
        let late = self.late_rows(viewer, ranked, under).await?;
        for one in late.into_iter().filter(|one| one.table == Table::Findings) {
            let key = (one.unit(), one.id.clone());
            notes.entry(key).or_default().late = Some(one);
        }
        Ok(notes)
    }

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
        let documents = self.inspections(period, under).await?;
        let mut found = Vec::new();
        for standing in documents.values().flat_map(|document| document.table(Table::Findings)) {
            let Some(finding) = standing.row.record::<record::Finding>() else { continue };
            let withdrawn = standing.row.withdrawal().map(str::to_owned);
            let version = version_of(std::slice::from_ref(standing));
            let listed = ListedFinding { finding, withdrawn, version };
            if period.contains_day(listed.finding.date) && after.is_none_or(|after| listed.key() > *after) {
                found.push(listed);
            }
        }
        found.sort_by_cached_key(ListedFinding::key);
        Ok(found)
    }
}
