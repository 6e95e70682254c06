//! Marks of attendance 考勤登记, one by one: each says what stood there when it was made, so that what somebody else marked
//! meanwhile is shown and not written over.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::writing::operations::{Doing, OperationKind};
use crate::writing::record::{RecordError, given};
use crate::writing::withdraw::entered;
use cunbang_model::schema::Mark;
use cunbang_model::{DocumentName, Period, Record as _, Row, Table, record};

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
    /// is, whatever stands there now. What one person marks at one meeting in a sitting is one operation, and is taken
    /// back as one. Gives those that were not made.
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
        let mut documents = self.placed(operator, &rows, Some(quarter)).await?;
        for id in &back {
            let found = self.find(Table::Attendance, unit, id, Some(quarter)).await?;
            let none = || RecordError::NoSuchRow { unit, table: Table::Attendance, id: id.clone() };
            let (document, row) = found.ok_or_else(none)?;
            documents.push((document, vec![row.withdrawn(given(reason)?)]));
        }
        self.keep_marks(operator, quarter, meeting, documents).await?;
        Ok(clashes)
    }

    /// Marks everyone present at a meeting of this unit who was to come and has no mark; a part of the same operation as
    /// what else is marked in the sitting. Gives how many rows were written.
    pub async fn mark_everyone(&self, operator: &str, quarter: Period, meeting: &str) -> Result<usize, DeskError> {
        let viewer = Viewer::operator(self.replica(), operator);
        let rows = self.everyone_present(&viewer, quarter, meeting).await?;
        let documents = self.placed(operator, &rows, Some(quarter)).await?;
        self.keep_marks(operator, quarter, meeting, documents).await
    }

    async fn keep_marks(
        &self,
        operator: &str,
        quarter: Period,
        meeting: &str,
        documents: Vec<(DocumentName, Vec<Row>)>,
    ) -> Result<usize, DeskError> {
        if documents.is_empty() {
            return Ok(0);
        }
        let key = format!("{}/{meeting}", Table::Meetings.name());
        let doing = Doing::new(OperationKind::Record, &key).in_a_sitting(quarter);
        self.issue_entered(operator, entered(documents), &doing).await
    }
}
