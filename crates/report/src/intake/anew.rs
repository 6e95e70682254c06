//! Ids that begin anew in each quarter 编号每季另起, in tables of several quarters that are read together.
//!
//! Most rows tell their quarter by their day. A mark of attendance names its meeting alone: where meetings of several
//! quarters have that id, it is of the one that the sheet names by its day, or else of the one in the same file. Where
//! neither tells, nobody guesses.

use super::fault::Place;
use super::problem::Problem;
use super::rows::Written;
use cunbang_model::schema::Placement;
use cunbang_model::{Period, Row, Table, UnitCode};
use std::collections::HashMap;

/// The quarters of the meetings in the files, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Anew {
    meetings: HashMap<(UnitCode, String), Vec<(Period, Place)>>,
}

impl Anew {
    /// Notes a row's quarter, where others name the row.
    pub(crate) fn note(&mut self, row: &Row, quarter: Option<Period>, place: &Place) {
        if let (Table::Meetings, Some(quarter), Some(id)) = (row.table(), quarter, row.text("meeting")) {
            self.meetings.entry((row.unit(), id.to_owned())).or_default().push((quarter, place.clone()));
        }
    }

    /// The quarter that a row's id belongs to; none where no quarter is known.
    pub(crate) fn quarter_of(&self, row: &Row, written: &Written, place: &Place) -> Result<Option<Period>, Problem> {
        let Placement::With(column) = row.table().placement() else { return Ok(row.quarter()) };
        if let Some(day) = written.day_of_meeting {
            return Ok(Some(Period::quarter_of(day)));
        }
        let Some(id) = row.text(column) else { return Ok(None) };
        let Some(all) = self.meetings.get(&(row.unit(), id.to_owned())) else { return Ok(None) };
        let beside: Vec<Period> = all.iter().filter(|(_, of)| of.file() == place.file()).map(|one| one.0).collect();
        match (all.as_slice(), beside.as_slice()) {
            ([(quarter, _)], _) | (_, [quarter]) => Ok(Some(*quarter)),
            _ => {
                let listed = all.iter().map(|(quarter, place)| format!("{quarter} {place}"));
                Err(Problem::QuarterOfMeeting(listed.collect()))
            }
        }
    }
}
