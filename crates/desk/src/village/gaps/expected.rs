//! What the rules expect 应有 and what is there: an indicator is a share of what was to be expected, however much of what
//! is written down was done in time. And marks of attendance that nobody has made 未登记, which count as not there.

use super::{Gap, What};
use crate::village::alone::Alone;
use cunbang_model::schema::{Mark, MeetingKind, Rights};
use cunbang_model::{Date, Decimal, Record as _, Row, Table, record};
use cunbang_scheme::remark;
use cunbang_scheme::{GroupKind, IndicatorInfo, Level, OutcomeRow};
use std::collections::{BTreeMap, BTreeSet};

/// The indicators of which less is there than the rules expect, each with what that costs. Of an empty table that is
/// said by itself.
pub(super) fn short_of_expected(alone: &Alone, now: Option<&OutcomeRow>) -> Vec<Gap> {
    let there: BTreeSet<Table> = alone.rows.iter().map(Row::table).collect();
    let is_own = |info: &&IndicatorInfo| {
        let table = info.table.filter(|table| *table != Table::Attendance && there.contains(table));
        let is_written_here = table.is_some_and(|table| table.document().rights() == Rights::Record);
        info.level == Level::Village && info.group_kind == GroupKind::Base && is_written_here
    };
    let gap = |info: &IndicatorInfo| {
        let now = now?;
        let line = now.indicators.iter().find(|line| line.id == info.id)?;
        let (there, expected) = line.reasons.iter().find_map(|reason| remark::of_expected(&reason.note))?;
        let points = now.lost(info, line.points?);
        let what = What::Expected { table: info.table?.name(), indicator: info.title.clone(), there, expected };
        (there < expected && points > Decimal::ZERO).then_some(Gap { period: alone.period, what, points: Some(points) })
    };
    alone.scheme.indicators().iter().filter(is_own).filter_map(gap).collect()
}

/// The marks that are missing at meetings to which everyone was to come, with what they cost at most. Where nothing at
/// all is marked, the table is empty, and that is said by itself.
pub(super) fn unmarked(alone: &Alone, now: Option<&OutcomeRow>) -> Option<Gap> {
    let marks: BTreeSet<(String, String)> =
        alone.rows.iter().filter_map(Row::record::<record::Attendance>).map(|one| (one.meeting, one.member)).collect();
    if marks.is_empty() {
        return None;
    }
    let standing = alone.rows.iter().filter_map(Row::record::<record::Standing>);
    let members: Vec<String> =
        standing.filter(|one| alone.scheme.counts_status(one.status)).map(|one| one.member).collect();
    let is_for_all = |kind: MeetingKind| !matches!(kind, MeetingKind::Committee | MeetingKind::Group);
    let held = alone.rows.iter().filter_map(Row::record::<record::Meeting>);
    let held = held.filter(|meeting| is_for_all(meeting.kind) && meeting.reason_not_held.is_none());
    // Most indicators look at some meetings only: what is not marked at others costs nothing, and is not named. Where the marks
    // of several meetings give something together alone, all are named.
    let mut made: BTreeMap<(Date, String), Vec<Row>> = BTreeMap::new();
    for meeting in held {
        for member in members.iter().filter(|one| !marks.contains(&(meeting.meeting.clone(), (*one).clone()))) {
            let mark = record::Attendance {
                unit: alone.unit,
                meeting: meeting.meeting.clone(),
                member: member.clone(),
                mark: Mark::Present,
            };
            made.entry((meeting.date, meeting.meeting.clone())).or_default().extend(mark.into_row().ok());
        }
    }
    if made.is_empty() {
        return None;
    }
    let outcome = now?;
    let now = outcome.score?;
    let with = |rows: &[Row]| alone.score([&alone.rows, rows].concat());
    let costs = |rows: &Vec<Row>| with(rows).is_some_and(|score| score > now);
    if made.len() > 1 && made.values().any(costs) {
        made.retain(|_, rows| costs(rows));
    }
    let all: Vec<Row> = made.values().flatten().cloned().collect();
    let points = with(&all)? - now;
    let days: BTreeSet<Date> = made.keys().map(|(day, _)| *day).collect();
    let of_marks = alone.scheme.indicators().iter().filter(|info| info.table == Some(Table::Attendance));
    let is_scaled = super::is_any_scaled(Some(outcome), of_marks);
    let what = What::Unmarked { days: days.into_iter().collect(), marks: all.len(), is_scaled };
    (points > Decimal::ZERO).then_some(Gap { period: alone.period, what, points: Some(points) })
}
