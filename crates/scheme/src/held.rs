//! Which meetings were held 召开认定, where rows are vetted.
//!
//! A meeting that was not held has a reason. Were one without a reason held whoever was there, blanking the reason would make
//! it so. So somebody must be marked as having been there: present, from afar, late or until some time. Where the scheme does
//! not measure attendance at such meetings, that somebody is named who chaired it is enough (ours; Jinyun: a secretary who
//! does not hold or chair one). Marks of whoever was away say nothing of it.

use crate::doubtful::Doubt;
use crate::evidence::Entry;
use crate::filter::Filter;
use crate::level::Level;
use crate::measure::{Measure, MeasureKind};
use crate::row_reading::is_nobody;
use crate::rules::LevelRules;
use cunbang_model::{Period, Row, Table, UnitCode};
use std::collections::{BTreeMap, BTreeSet};

/// How reasons say that a meeting does not count as held.
pub(crate) const NOBODY_MARKED: &str = "nobody is marked present: does not count as held 无人登记到会，不算召开";
/// The same, where who chaired it would be enough.
pub(crate) const NOBODY_NAMED: &str =
    "nobody is marked present or named who chaired it: does not count as held 无人登记到会，也没有写明主持人，不算召开";

/// Who was there, by their marks.
const THERE: [&str; 4] = ["present", "remote", "late", "left_early"];

/// At which meetings a scheme looks, and at which of them it measures who was there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Gatherings {
    /// By the conditions of each measure of attendance.
    attended: Vec<Vec<Filter>>,
    /// By the conditions of each measure of meetings.
    counted: Vec<Vec<Filter>>,
}

impl Gatherings {
    /// Those of a scheme's rules.
    pub(crate) fn of(levels: &BTreeMap<Level, LevelRules>) -> Self {
        let measures = || levels.values().flat_map(|rules| &rules.indicators).map(|indicator| &indicator.measure);
        let filters = |is: fn(&Measure) -> bool| {
            measures().filter(|measure| is(measure)).map(|measure| measure.filters.clone()).collect()
        };
        Self {
            attended: filters(|measure| matches!(measure.kind, MeasureKind::Marks(_))),
            counted: filters(|measure| measure.table == Some(Table::Meetings)),
        }
    }

    /// Why a meeting that states no reason does not count as held; none where it does.
    fn doubt(&self, meeting: &Row, somebody_was_there: bool) -> Option<Doubt> {
        if meeting.table() != Table::Meetings || somebody_was_there || meeting.get("reason_not_held").is_some() {
            return None;
        }
        let period = Period::month_of(meeting.day()?);
        let is_attended =
            self.attended.iter().any(|filters| filters.iter().all(|filter| filter.meets_meeting(meeting, period)));
        if is_attended {
            return Some(Doubt::NobodyPresent);
        }
        meeting.text("chair").is_none_or(is_nobody).then_some(Doubt::NobodyChaired)
    }

    /// Whether an indicator counts meetings of its kind.
    fn counts(&self, meeting: &Row) -> bool {
        let kind = Table::Meetings.column_index("kind").zip(meeting.text("kind"));
        kind.is_some_and(|(column, kind)| {
            self.counted.iter().any(|filters| filters.iter().all(|filter| filter.admits(column, kind)))
        })
    }

    /// The meetings among these rows that do not count as held though they state no reason, of those that an indicator counts.
    pub(crate) fn not_held<'r>(&self, rows: &[&'r Row]) -> Vec<(&'r Row, Doubt)> {
        let there: BTreeSet<(UnitCode, &str)> = rows
            .iter()
            .filter(|row| is_there(row))
            .filter_map(|row| Some((row.unit(), row.text("meeting")?)))
            .collect();
        let somebody = |row: &Row| row.text("meeting").is_some_and(|id| there.contains(&(row.unit(), id)));
        let of = |row: &&'r Row| self.doubt(row, somebody(row)).map(|doubt| (*row, doubt));
        rows.iter().filter(|row| row.table() == Table::Meetings && self.counts(row)).filter_map(of).collect()
    }

    /// Says of the meetings of one unit which do not count as held though they state no reason.
    pub(crate) fn note(&self, entries: &mut [Entry<'_>]) {
        let there: BTreeSet<(String, Option<Period>)> = entries
            .iter()
            .filter(|entry| is_there(&entry.row))
            .filter_map(|entry| Some((entry.row.text("meeting")?.to_owned(), entry.quarter)))
            .collect();
        for entry in entries.iter_mut().filter(|entry| entry.row.table() == Table::Meetings) {
            let id = entry.row.text("meeting").map(|id| (id.to_owned(), entry.quarter));
            let doubt = self.doubt(&entry.row, id.is_some_and(|id| there.contains(&id)));
            entry.not_held =
                doubt.map(|doubt| if doubt == Doubt::NobodyPresent { NOBODY_MARKED } else { NOBODY_NAMED });
        }
    }
}

/// Whether it is a mark of somebody who was there.
fn is_there(row: &Row) -> bool {
    row.table() == Table::Attendance && row.text("mark").is_some_and(|mark| THERE.contains(&mark))
}
