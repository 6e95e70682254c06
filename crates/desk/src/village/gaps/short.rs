//! Indicators that give less than they could 得分不满, however much of what they look at is there, and what full marks
//! would take: the rule itself. And stars that the rules expect and nobody has decided.

use super::what::MissedMarks;
use super::{Gap, What};
use crate::village::alone::Alone;
use cunbang_model::schema::Mark;
use cunbang_model::{Decimal, Record as _, Row, Table, record};
use cunbang_scheme::{GroupKind, IndicatorResult, Level, OutcomeRow, remark};
use std::collections::{BTreeMap, BTreeSet};

/// The indicators that lose points and that none of the other gaps names.
pub(crate) fn short(alone: &Alone, now: Option<&OutcomeRow>, named: &[Gap]) -> Vec<Gap> {
    let is_named = |title: &str| named.iter().any(|gap| gap.what.indicators().iter().any(|one| one == title));
    let words = alone.scheme.indicators_in_words();
    let with_words = alone.scheme.indicators().iter().zip(words);
    let losing = with_words.filter_map(|(info, (measured, rule))| {
        let takes = matches!(info.group_kind, GroupKind::Base | GroupKind::Deducted);
        if info.level != Level::Village || !takes || is_named(&info.title) {
            return None;
        }
        let now = now?;
        let line = now.indicators.iter().find(|line| line.id == info.id)?;
        let lost = now.lost(info, line.points?).normalize();
        let what = What::Short {
            table: info.table.map(Table::name),
            indicator: info.title.clone(),
            points: line.points?,
            most: info.max_points.filter(|_| info.group_kind == GroupKind::Base),
            measure: line.measure,
            is_scaled: now.scale_of(info).is_some(),
            missed: if info.table == Some(Table::Attendance) { missed(alone, now, line) } else { Vec::new() },
            words: Some((measured, rule)),
        };
        (lost > Decimal::ZERO).then_some(Gap { period: alone.period, what, points: Some(lost) })
    });
    losing.collect()
}

/// Whose marks give less than those of who was there, as the indicator's own reasons name them.
fn missed(alone: &Alone, now: &OutcomeRow, line: &IndicatorResult) -> Vec<MissedMarks> {
    let meetings: BTreeMap<String, record::Meeting> = alone
        .rows
        .iter()
        .filter_map(Row::record::<record::Meeting>)
        .map(|meeting| (meeting.meeting.clone(), meeting))
        .collect();
    let marks: BTreeMap<String, record::Attendance> = alone
        .rows
        .iter()
        .filter(|row| row.table() == Table::Attendance)
        .filter_map(|row| Some((row.key(), row.record()?)))
        .collect();
    // Of each member: the mark, and the months.
    let mut months: BTreeMap<(Option<Mark>, String), BTreeSet<i8>> = BTreeMap::new();
    let mut unmarked: Vec<(record::Meeting, String)> = Vec::new();
    for reason in &line.reasons {
        if let Some(mark) = marks.get(reason.row.as_str())
            && let Some(meeting) = meetings.get(&mark.meeting)
            && mark.mark != Mark::Present
        {
            months.entry((Some(mark.mark), mark.member.clone())).or_default().insert(meeting.date.month());
        } else if let Some(members) = remark::not_marked(&reason.note)
            && let Some(meeting) = reason.row.strip_prefix("meetings/").and_then(|id| meetings.get(id))
        {
            unmarked.extend(members.map(|member| (meeting.clone(), member.to_owned())));
        }
    }
    if costs(alone, now, line, &unmarked) {
        for (meeting, member) in unmarked {
            months.entry((None, member)).or_default().insert(meeting.date.month());
        }
    }
    let mut together: BTreeMap<(bool, Option<Mark>, Vec<i8>), Vec<String>> = BTreeMap::new();
    for ((mark, member), months) in months {
        // Who was away comes before who has no mark.
        together.entry((mark.is_none(), mark, months.into_iter().collect())).or_default().push(member);
    }
    let missed = together.into_iter().map(|((_, mark, months), members)| MissedMarks { members, months, mark });
    missed.collect()
}

/// Whether an indicator would give more if those without a mark had been there: by some rules they are taken to have been.
fn costs(alone: &Alone, now: &OutcomeRow, line: &IndicatorResult, unmarked: &[(record::Meeting, String)]) -> bool {
    if unmarked.is_empty() {
        return false;
    }
    let made = unmarked.iter().filter_map(|(meeting, member)| {
        let (meeting, member) = (meeting.meeting.clone(), member.clone());
        record::Attendance { unit: alone.unit, meeting, member, mark: Mark::Present }.into_row().ok()
    });
    let with = alone.outcome(alone.rows.iter().cloned().chain(made).collect());
    let points = |outcome: &OutcomeRow| outcome.indicators.iter().find(|one| one.id == line.id)?.points;
    with.as_ref().and_then(points).zip(points(now)).is_some_and(|(with, now)| with > now)
}

/// That no stars were decided, where the rules give the top ones to a share of the members.
pub(crate) fn no_awards(alone: &Alone) -> Option<Gap> {
    let standing = alone.rows.iter().filter_map(Row::record::<record::Standing>);
    let members = standing.filter(|one| alone.scheme.counts_status(one.status)).count();
    let limit = alone.scheme.star_limit(members).filter(|limit| limit.most > 0)?;
    let is_decided = alone.rows.iter().any(|row| row.table() == Table::Awards);
    let what = What::NoAwards { stars: limit.top, most: limit.most };
    (!is_decided).then_some(Gap { period: alone.period, what, points: None })
}
