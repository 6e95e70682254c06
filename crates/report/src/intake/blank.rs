//! Cells of an attendance sheet in which no mark stands: a blank is *not marked*, makes no row, and is told.

use super::fault::Place;
use super::files::Reading;
use cunbang_model::UnitCode;

/// A member in a meeting's column, and no mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankMark {
    /// Where the cell stands; of a meeting with several columns the first of them.
    pub place: Place,
    /// The member's unit.
    pub unit: UnitCode,
    /// The meeting's id.
    pub meeting: String,
    /// The member's id.
    pub member: String,
    /// The member as the sheet has it.
    pub written: String,
}

/// Blanks of a sheet whose meetings are looked up at the first mark that stands in their columns: each with the first of
/// those columns.
#[derive(Debug, Default)]
pub(super) struct Blanks(Vec<(BlankMark, usize)>);

impl Blanks {
    /// A blank in the columns of a meeting that begin here.
    pub(super) fn add(&mut self, place: Place, unit: UnitCode, (member, written): (&str, &str), from: usize) {
        let (member, written) = (member.to_owned(), written.trim().to_owned());
        self.0.push((BlankMark { place, unit, meeting: String::new(), member, written }, from));
    }

    /// Gives those of known meetings to what was read. In a column without any mark nothing was marked of nobody: that
    /// is a meeting still to come, or one that is kept elsewhere.
    pub(super) fn give(self, reading: &mut Reading<'_>, meeting_of: impl Fn(UnitCode, usize) -> Option<String>) {
        reading.blanks.extend(self.0.into_iter().filter_map(|(blank, from)| {
            let meeting = meeting_of(blank.unit, from)?;
            Some(BlankMark { meeting, ..blank })
        }));
    }
}
