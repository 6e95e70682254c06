//! When a deed was confirmed: a day, or only that it was, as in a column 是否确认 or one with a tick.
//!
//! A tick alone does not tell the day. Where the quarter has one review meeting that was held on or after the day of
//! the deed, confirmation can only have been there, and its day is taken and echoed; else the day is asked for.

use super::cell::{Cell, compact};
use super::choices;
use super::dates::Taken;
use super::files::Reading;
use super::problem::Problem;
use super::taken::How;
use cunbang_model::schema::MeetingKind;
use cunbang_model::{Date, Period, UnitCode, Word};

const YES: [&str; 10] =
    ["已确认", "已点评", "已审核", "已核实", "确认", "通过", "审核通过", "属实", "情况属实", "同意"];
const NO: [&str; 10] =
    ["未确认", "未点评", "未审核", "未核实", "待确认", "待点评", "待审核", "待核实", "未通过", "不通过"];

/// Reads the cell of a deed of some day. An empty text is a deed that is not confirmed.
pub(crate) fn read(
    reading: &Reading<'_>,
    unit: UnitCode,
    deed_day: Option<&str>,
    cell: &Cell,
) -> Result<Taken, Problem> {
    match says(cell) {
        None => reading.calendar().day(cell, false),
        Some(false) => Ok((String::new(), Some(How::NotConfirmed))),
        Some(true) => {
            // Without the deed's own day, which is asked for there, nothing can be said here.
            let Some(day) = deed_day.and_then(|day| day.parse::<Date>().ok()) else { return Ok((String::new(), None)) };
            let quarter = Period::quarter_of(day);
            let is_it = |day_held: Date| day_held >= day && quarter.contains_day(day_held);
            let meetings = reading.known.gatherings(unit).iter();
            let reviews: Vec<_> = meetings
                .filter(|one| one.kind == MeetingKind::QuarterlyReview.word() && one.was_held && is_it(one.date))
                .collect();
            match reviews.as_slice() {
                [one] => Ok((one.date.to_string(), Some(How::ReviewMeeting))),
                several => {
                    let meetings = several.iter().map(|one| format!("{} {}", one.date, one.id)).collect();
                    Err(Problem::WhenConfirmed { meetings })
                }
            }
        }
    }
}

/// Whether a cell says that a deed is confirmed, or is not, without a day.
fn says(cell: &Cell) -> Option<bool> {
    let written = compact(&cell.shown());
    if YES.contains(&written.as_str()) {
        return Some(true);
    }
    if NO.contains(&written.as_str()) {
        return Some(false);
    }
    choices::yes_no(cell).ok().map(|(word, _)| word == "yes")
}
