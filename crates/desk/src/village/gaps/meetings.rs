//! Deeds that were left behind 言行未随会议: of the day on which a meeting stood before it was given another one.
//!
//! A deed names no meeting, only days: it may be of the old day in its own right. So it is asked about, and stays. A deed
//! that was written since is meant as it stands.

use super::what::What;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::writing::meetings::day_told;
use crate::writing::overlay::Overlay;
use cunbang_ledger::Projection;
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Row, Table, UnitCode, record};
use cunbang_replica::blocking;
use cunbang_store::StoredSegment;
use std::collections::{BTreeMap, BTreeSet};

/// The days that each meeting was given, by its id, with the number of the operation.
type Days = BTreeMap<String, Vec<(u64, Date)>>;

impl Desk {
    /// The deeds of a unit's period that its meetings have left behind, with rows that are not kept yet.
    pub(crate) async fn off_meetings(
        &self,
        unit: UnitCode,
        period: Period,
        overlay: &Overlay,
    ) -> Result<Vec<What>, DeskError> {
        let mut found = Vec::new();
        for quarter in period.quarters() {
            let Some(name) = DocumentName::quarterly(DocumentKind::Ledger, unit, quarter) else { continue };
            let ledger = self.replica().projection(name).await?;
            let rows = overlay.over(&ledger);
            let meetings: Vec<record::Meeting> = rows.iter().filter_map(Row::record).collect();
            let taken: BTreeSet<Date> = meetings.iter().map(|meeting| meeting.date).collect();
            let is_elsewhere = |row: &&Row| row.record().is_some_and(|deed| !taken.contains(&day_told(&deed)));
            let elsewhere: Vec<&Row> = rows.iter().filter(is_elsewhere).collect();
            if meetings.is_empty() || elsewhere.is_empty() {
                continue;
            }
            let segments = self.replica().store().document_segments(&name).await?;
            let days = blocking(move || days_of_meetings(&segments)).await??;
            for meeting in &meetings {
                let given = days.get(&meeting.meeting).map_or(&[][..], Vec::as_slice);
                let former: BTreeSet<Date> =
                    given.iter().map(|(_, day)| *day).filter(|day| *day != meeting.date).collect();
                for was in former {
                    let moved = moved_at(given, was);
                    let is_left = |row: &&&Row| {
                        row.record().is_some_and(|deed| day_told(&deed) == was) && is_before(&ledger, row, moved)
                    };
                    found.push(What::OffMeeting {
                        rows: elsewhere.iter().filter(is_left).map(|row| row.key()).collect(),
                        meeting: format!("{}/{}", Table::Meetings, meeting.meeting),
                        was,
                        now: meeting.date,
                    });
                }
            }
        }
        Ok(found)
    }
}

/// The operation that gave a meeting another day than this; none where that is not kept yet.
fn moved_at(given: &[(u64, Date)], was: Date) -> Option<u64> {
    let last = given.iter().filter(|(_, day)| *day == was).map(|(counter, _)| *counter).max()?;
    given.iter().map(|(counter, _)| *counter).filter(|counter| *counter > last).min()
}

/// Whether a deed stands as it was written before the meeting was moved. What is not kept yet comes with the move.
fn is_before(ledger: &Projection, deed: &Row, moved: Option<u64>) -> bool {
    let kept = ledger.get(Table::Deeds, &deed.id()).filter(|standing| standing.row == *deed);
    kept.is_some_and(|standing| moved.is_none_or(|moved| standing.operation.counter < moved))
}

fn days_of_meetings(segments: &[StoredSegment]) -> Result<Days, DeskError> {
    let mut days = Days::new();
    for segment in segments {
        for entry in segment.entries()? {
            for (put, counter) in entry.puts.iter().zip(entry.first_operation..) {
                if let Some(meeting) = put.row.row().and_then(Row::record::<record::Meeting>) {
                    days.entry(meeting.meeting).or_default().push((counter, meeting.date));
                }
            }
        }
    }
    Ok(days)
}
