//! Marks of attendance 考勤登记, one by one: each says what stood there when it was made, so that what somebody else marked
//! meanwhile is shown and not written over.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::writing::withdraw::Withdrawal;
use cunbang_model::schema::Mark;
use cunbang_model::{Period, Record as _, Row, Table, record};

/// A mark that somebody makes, or takes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkChange {
    /// The member's id.
    pub member: String,
    /// What whoever makes it saw; none where there was no mark.
    pub was: Option<Mark>,
    /// The mark; none takes the one that was there back.
    pub mark: Option<Mark>,
}

/// A mark that was not made, as another stands than the one that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkClash {
    /// The member's id.
    pub member: String,
    /// The member's name, as far as names are here.
    pub name: String,
    /// What stands.
    pub now: Option<Mark>,
}

impl Desk {
    /// Makes marks at a meeting of this unit, and takes marks back for the `reason`. What was not changed is left as it
    /// is, whatever stands there now. Gives those that were not made.
    pub async fn mark(
        &self,
        operator: &str,
        quarter: Period,
        meeting: &str,
        changes: &[MarkChange],
        reason: &str,
    ) -> Result<Vec<MarkClash>, DeskError> {
        let unit = self.replica().unit();
        let viewer = Viewer::operator(self.replica(), operator);
        let Some(opened) = self.opened(&viewer, unit, quarter).await? else { return Ok(Vec::new()) };
        let marks = opened.marks();
        let (mut rows, mut back, mut clashes): (Vec<Row>, Vec<String>, Vec<MarkClash>) = Default::default();
        for MarkChange { member, was, mark } in changes.iter().filter(|change| change.mark != change.was) {
            let now = marks.get(&(meeting.to_owned(), member.clone())).copied();
            if now == *mark {
                continue;
            }
            if now != *was {
                clashes.push(MarkClash { member: member.clone(), name: opened.name(member), now });
                continue;
            }
            match mark {
                Some(mark) => {
                    let (meeting, member) = (meeting.to_owned(), member.clone());
                    let attendance = record::Attendance { unit, meeting, member, mark: *mark };
                    rows.push(attendance.into_row().map_err(DeskError::Rows)?);
                }
                None => back.push(format!("{meeting}/{member}")),
            }
        }
        if !rows.is_empty() {
            self.import(operator, &rows, Some(quarter)).await?;
        }
        for id in &back {
            let withdrawal = Withdrawal { table: Table::Attendance, unit: None, id, period: Some(quarter), reason };
            self.take_back(operator, withdrawal).await?;
        }
        Ok(clashes)
    }
}
