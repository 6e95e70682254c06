//! Blanks of an attendance sheet 空白格: who stands in a meeting's column and has no mark there. They are not marked, which
//! counts as not there: how many, who, and what that costs is said before the sheet is kept.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::Viewer;
use crate::reading::texts::optional_number;
use crate::writing::import_preview::meeting_said;
use crate::writing::overlay::Overlay;
use cunbang_language::{Language, say};
use cunbang_model::schema::Mark;
use cunbang_model::{Date, Decimal, DocumentName, Period, Record as _, Row, Table, UnitCode, record};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How many names of a meeting are told.
const MOST_NAMED: usize = 30;

/// A member in a meeting's column, and no mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blank {
    /// The unit.
    pub unit: UnitCode,
    /// The meeting's id.
    pub meeting: String,
    /// The member's id.
    pub member: String,
    /// The member as the sheet has it: whose line of the roster is to be corrected first has no other name.
    pub written: String,
}

/// The blanks of a sheet, beside the marks that stand here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlankMarks {
    /// How many cells are blank.
    pub cells: usize,
    /// In how many of them a mark stands here already, which stays.
    pub marked_here: usize,
    /// Who is not marked, a meeting at a time, by their days.
    pub meetings: Vec<BlankMeeting>,
    /// What the score would have more, had all of them been there; none where that is nothing, or not known.
    #[serde(serialize_with = "optional_number")]
    pub points: Option<Decimal>,
}

/// Who is not marked at a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlankMeeting {
    /// Its id.
    pub meeting: String,
    /// As people call it: `8月15日 主题党日`.
    pub said: String,
    /// Who, by name as far as names are here.
    pub members: Vec<String>,
}

impl BlankMarks {
    /// In lines: how many and what they cost, then who at each meeting.
    pub fn lines(&self) -> Vec<String> {
        if self.marked_here == self.cells {
            return vec![say!("blank-marks-all-here", cells = self.cells)];
        }
        let (colon, comma) = Language::first().pick(("：", "、"), (": ", ", "));
        let cost = self.points.map(|points| say!("blank-marks-cost", points = points)).unwrap_or_default();
        let here =
            if self.marked_here > 0 { say!("blank-marks-here", marks = self.marked_here) } else { String::new() };
        let first = say!("blank-marks", cells = self.cells, cost = cost, here = here);
        let meetings = self.meetings.iter().map(|one| {
            let named: Vec<&str> = one.members.iter().take(MOST_NAMED).map(String::as_str).collect();
            let count = say!("blank-marks-count", members = one.members.len());
            format!("{}{colon}{}{count}", one.said, named.join(comma))
        });
        std::iter::once(first).chain(meetings).collect()
    }
}

impl Desk {
    /// What the blanks of a sheet come to, with its rows beside what stands here; none where there are none.
    pub async fn blank_marks(
        &self,
        viewer: &Viewer,
        operator: Option<&str>,
        rows: &[Row],
        quarter: Option<Period>,
        blanks: &[Blank],
    ) -> Result<Option<BlankMarks>, DeskError> {
        if blanks.is_empty() {
            return Ok(None);
        }
        // What cannot be kept at all is said when it is to be kept.
        let overlay = match self.prepare(operator, rows, quarter).await {
            Ok(prepared) => Overlay::new(prepared.documents.into_iter().collect()),
            Err(DeskError::Import(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let names = self.names_apart(viewer, self.replica().unit()).await?;
        let ids: BTreeSet<&str> = blanks.iter().map(|one| one.meeting.as_str()).collect();
        let mut found = BlankMarks { cells: blanks.len(), marked_here: 0, meetings: Vec::new(), points: None };
        let mut made: BTreeMap<Period, Vec<Row>> = BTreeMap::new();
        let mut meetings: Vec<(Date, BlankMeeting)> = Vec::new();
        for ledger in self.ledgers_with(&overlay).await? {
            let Some(quarter) = ledger.0.period() else { continue };
            let is_wanted =
                |meeting: &record::Meeting| ids.contains(meeting.meeting.as_str()) && meeting.reason_not_held.is_none();
            let held = ledger.1.iter().filter(|row| row.table() == Table::Meetings);
            let held = held.filter_map(|row| Some((row.record::<record::Meeting>()?, meeting_said(row)?.1)));
            let marked: BTreeSet<(String, String)> = ledger
                .1
                .iter()
                .filter_map(Row::record::<record::Attendance>)
                .map(|one| (one.meeting, one.member))
                .collect();
            for (meeting, said) in held.filter(|(meeting, _)| is_wanted(meeting)) {
                let mut members = Vec::new();
                for blank in blanks.iter().filter(|one| one.unit == meeting.unit && one.meeting == meeting.meeting) {
                    if marked.contains(&(blank.meeting.clone(), blank.member.clone())) {
                        found.marked_here += 1;
                        continue;
                    }
                    members.push(names.get(&blank.member).unwrap_or(&blank.written).clone());
                    let mark = record::Attendance {
                        unit: blank.unit,
                        meeting: blank.meeting.clone(),
                        member: blank.member.clone(),
                        mark: Mark::Present,
                    };
                    made.entry(quarter).or_default().extend(mark.into_row().ok());
                }
                if !members.is_empty() {
                    let meeting_id = meeting.meeting.clone();
                    meetings.push((meeting.date, BlankMeeting { meeting: meeting_id, said, members }));
                }
            }
        }
        meetings.sort_by(|one, other| (one.0, &one.1.meeting).cmp(&(other.0, &other.1.meeting)));
        found.meetings = meetings.into_iter().map(|(_, meeting)| meeting).collect();
        found.points = self.worth_of_marks(&overlay, made).await?;
        Ok(Some(found))
    }

    /// What the score would have more with some marks; none where that is nothing.
    async fn worth_of_marks(
        &self,
        overlay: &Overlay,
        made: BTreeMap<Period, Vec<Row>>,
    ) -> Result<Option<Decimal>, DeskError> {
        let (mut by_period, mut points) = (BTreeMap::new(), Decimal::ZERO);
        for (quarter, marks) in made {
            let Some((period, scheme)) = self.scheme_around(quarter).await? else { continue };
            by_period.entry(period).or_insert_with(|| (scheme, Vec::new())).1.extend(marks);
        }
        for (period, (scheme, marks)) in by_period {
            let Some(alone) = self.alone_of(self.replica().unit(), period, scheme, overlay).await? else { continue };
            let with_all = alone.rows.iter().cloned().chain(marks).collect();
            if let (Some(with), Some(now)) = (alone.score(with_all), alone.score(alone.rows.clone())) {
                points += with - now;
            }
        }
        Ok(Some(points).filter(|points| *points > Decimal::ZERO))
    }

    /// The ledgers of this device's unit, each with the rows that it would have: those that stand, and those that come.
    async fn ledgers_with(&self, overlay: &Overlay) -> Result<Vec<(DocumentName, Vec<Row>)>, DeskError> {
        let here = self.ledgers(self.replica().unit()).await?;
        let mut ledgers: Vec<(DocumentName, Vec<Row>)> =
            here.iter().map(|ledger| (ledger.document(), overlay.over(ledger))).collect();
        for name in overlay.ledgers_of(self.replica().unit()) {
            if !ledgers.iter().any(|(known, _)| *known == name) {
                ledgers.push((name, overlay.over(&self.replica().projection(name).await?)));
            }
        }
        Ok(ledgers)
    }
}
