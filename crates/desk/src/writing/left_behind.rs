//! A meeting on another day 会议改期: what was told and confirmed there stands on the day on which the meeting stood, and
//! belongs to no meeting any more. It is asked about, and moved all at once where a person says so.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::reading::texts::brief;
use crate::village::gaps::What;
use crate::writing::hanging::NamedRow;
use crate::writing::overlay::Overlay;
use cunbang_model::{Date, Period, Record as _, Row, Table, record};
use serde::Serialize;

/// The deeds of a meeting that stand on a day on which it stood before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftBehind {
    /// The meeting's id.
    pub meeting: String,
    /// The day on which they stand.
    pub from: Date,
    /// The day of the meeting.
    pub to: Date,
    /// The deeds.
    pub deeds: Vec<NamedRow>,
}

/// The deeds as they stand, and as they would on the meeting's day.
struct Moved {
    from: Date,
    to: Date,
    before: Vec<Row>,
    after: Vec<Row>,
}

impl Desk {
    /// The deeds of a meeting of this unit that were left on a day on which it stood before; none where there are none, or
    /// another meeting stands on that day.
    pub async fn left_behind(
        &self,
        viewer: &Viewer,
        quarter: Option<Period>,
        meeting: &str,
    ) -> Result<Option<LeftBehind>, DeskError> {
        let Some(moved) = self.moved(quarter, meeting).await? else { return Ok(None) };
        let names = self.names_for(viewer, self.replica().unit()).await?;
        let deeds = moved.before.iter().map(|row| NamedRow { row: row.key(), said: brief(row, &names) }).collect();
        Ok(Some(LeftBehind { meeting: meeting.to_owned(), from: moved.from, to: moved.to, deeds }))
    }

    /// Moves the deeds that a meeting left behind to its day, in one operation. Gives how many.
    pub async fn move_along(&self, operator: &str, quarter: Option<Period>, meeting: &str) -> Result<usize, DeskError> {
        let Some(moved) = self.moved(quarter, meeting).await? else { return Ok(0) };
        self.import(operator, &moved.after, None).await?;
        Ok(moved.after.len())
    }

    async fn moved(&self, quarter: Option<Period>, meeting: &str) -> Result<Option<Moved>, DeskError> {
        let unit = self.replica().unit();
        let found = self.find(Table::Meetings, unit, meeting, quarter).await?;
        let Some((document, row)) = found.filter(|(_, row)| !row.is_withdrawn()) else { return Ok(None) };
        let Some(quarter) = document.period() else { return Ok(None) };
        let ledger = self.replica().projection(document).await?;
        // The day on which it stood last comes last.
        let left = self.off_meetings(unit, quarter, &Overlay::default()).await?;
        for what in left.into_iter().rev() {
            let What::OffMeeting { rows, meeting, was: from, now: to } = what else { continue };
            if meeting != row.key() || !quarter.contains_day(to) {
                continue;
            }
            let ids = rows.iter().filter_map(|key| key.split_once('/')).map(|(_, id)| id);
            let deeds = ids.filter_map(|id| ledger.get(Table::Deeds, id)).map(|standing| standing.row.clone());
            let moved = deeds.filter_map(|deed| Some((deed.clone(), on_day(&deed, from, to)?)));
            let (before, after): (Vec<Row>, Vec<Row>) = moved.unzip();
            if !before.is_empty() {
                return Ok(Some(Moved { from, to, before, after }));
            }
        }
        Ok(None)
    }
}

/// A deed with what stands on one day on another. None where it would be confirmed before it was done.
fn on_day(row: &Row, from: Date, to: Date) -> Option<Row> {
    let deed: record::Deed = row.record()?;
    let shifted = |day: Date| if day == from { to } else { day };
    let (date, confirmed_on) = (shifted(deed.date), deed.confirmed_on.map(shifted));
    if confirmed_on.is_some_and(|confirmed_on| confirmed_on < date) {
        return None;
    }
    record::Deed { date, confirmed_on, ..deed }.into_row().ok()
}
