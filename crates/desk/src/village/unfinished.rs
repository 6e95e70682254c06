//! What is unfinished 待办: what the rules of a period ask for and what is written down without its end, each with the
//! rows that would stand there if it were done.

use crate::inspection::findings::FindingState;
use crate::reading::authorship::MemberNames;
use crate::reading::texts::brief;
use crate::village::alone::Alone;
use crate::village::gaps::{confirmed, is_unconfirmed};
use crate::village::score_sheet::lines::unstated;
use cunbang_language::{Language, Named, say};
use cunbang_model::schema::{Mark, MeetingKind, Word as _};
use cunbang_model::{Date, Period, Record as _, Row, Table, UnitCode, record};
use cunbang_scheme::{IndicatorInfo, Level, OutcomeRow};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Something that is not done yet, or not written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "unfinished")]
pub enum Unfinished {
    /// 会议未登记: no meeting of a kind that the rules count is written down for a month, or for the period.
    Meeting {
        /// The kind, in English and Chinese.
        kind: &'static str,
        /// The kind in Chinese.
        chinese: &'static str,
        /// The month, or the period where the rules ask for one in it.
        when: Period,
    },
    /// 走访未登记: the visits of a month are not written down, or not all households were visited.
    Visits {
        /// The month.
        month: Period,
        /// Households that were not visited; none where nothing is written down.
        households: Option<i64>,
    },
    /// 任务未完成: a task without a day of completion.
    Task,
    /// 承诺未兑现: a commitment without a day on which it was kept.
    Commitment,
    /// 问题未整改: a finding that is not put right, or whose recheck did not find it so.
    Finding,
    /// 言行未确认: deeds that nobody has confirmed.
    Deeds,
}

/// Something unfinished, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnfinishedItem {
    /// What.
    #[serde(flatten)]
    pub what: Unfinished,
    /// The keys of the rows that lack their end; none where nothing is written down.
    pub rows: Vec<String>,
    /// The row in a line, members by name; of several rows, the first.
    pub said: Option<String>,
    /// The last day for it.
    pub by: Date,
    /// What would stand there if it were done today, in the place of rows with the same keys.
    #[serde(skip)]
    pub(crate) done: Vec<Row>,
}

impl UnfinishedItem {
    /// Whether it is about a meeting or visits of a month, or another time, that is over: nobody can do that any more,
    /// and who did writes it down.
    pub fn is_of_the_past(&self, today: Date) -> bool {
        matches!(self.what, Unfinished::Meeting { .. } | Unfinished::Visits { .. }) && self.by < today
    }
}

/// What of a village's period is unfinished, by the day on which it is due.
pub(crate) fn unfinished(alone: &Alone, today: Date, names: &MemberNames) -> Vec<UnfinishedItem> {
    let mut items: Vec<UnfinishedItem> = Vec::new();
    items.extend(meetings(alone, today));
    items.extend(visits(alone, today));
    let mut deeds: Vec<(&Row, Row)> = Vec::new();
    for row in &alone.rows {
        let one = |what, by: Date, done: Option<Row>| {
            let rows = vec![row.key()];
            Some(UnfinishedItem { what, rows, said: Some(brief(row, names)), by, done: vec![done?] })
        };
        items.extend(match row.table() {
            Table::Tasks => row.record::<record::Task>().filter(|task| task.done_on.is_none()).and_then(|task| {
                one(Unfinished::Task, task.due, record::Task { done_on: Some(today), ..task }.into_row().ok())
            }),
            Table::Commitments => {
                row.record::<record::Commitment>().filter(|promise| promise.kept_on.is_none()).and_then(|promise| {
                    let done = record::Commitment { kept_on: Some(today), ..promise.clone() };
                    one(Unfinished::Commitment, promise.due, done.into_row().ok())
                })
            }
            Table::Findings => {
                let open = |finding: &record::Finding| FindingState::of(finding, today) != FindingState::Fixed;
                row.record::<record::Finding>().filter(open).and_then(|finding| {
                    // What a recheck said before is asked anew.
                    let again = record::Finding { rechecked_on: None, result: None, ..finding.clone() };
                    let done = record::Finding { fixed_on: Some(today), ..again };
                    one(Unfinished::Finding, finding.due, done.into_row().ok())
                })
            }
            _ => None,
        });
        // The same ones of which it is said that they would not count.
        if let Some(deed) = row.record::<record::Deed>().filter(|deed| is_unconfirmed(&alone.scheme, deed)) {
            let on = today.min(alone.period.last_day()).max(deed.date);
            deeds.extend(confirmed(&alone.scheme, deed, on).map(|done| (row, done)));
        }
    }
    if let Some((first, _)) = deeds.first() {
        items.push(UnfinishedItem {
            what: Unfinished::Deeds,
            rows: deeds.iter().map(|(row, _)| row.key()).collect(),
            said: Some(brief(first, names)),
            by: alone.period.last_day(),
            done: deeds.iter().map(|(_, done)| done.clone()).collect(),
        });
    }
    items.sort_by_key(|item| item.by);
    items
}

/// The months of a period that have begun.
fn begun(period: Period, today: Date) -> impl Iterator<Item = Period> {
    period.months().into_iter().filter(move |month| month.first_day() <= today)
}

/// The tables that the rules of the village look at.
fn looks_at(alone: &Alone, table: Table) -> bool {
    alone.scheme.indicators().iter().any(|info| info.table == Some(table))
}

/// The meetings that the rules count and that are not written down: theme days month by month, others once.
fn meetings(alone: &Alone, today: Date) -> Vec<UnfinishedItem> {
    let (period, unit) = (alone.period, alone.unit);
    let counts = |kind: &MeetingKind| alone.scheme.words(Table::Meetings, "kind").contains(kind.word());
    let there: Vec<record::Meeting> = alone.rows.iter().filter_map(Row::record).collect();
    let members: Vec<String> =
        alone.rows.iter().filter_map(Row::record::<record::Standing>).map(|standing| standing.member).collect();
    let mut items = Vec::new();
    for kind in MeetingKind::WORDS.iter().filter_map(|(word, _)| MeetingKind::from_word(word)).filter(counts) {
        let times: Vec<Period> = match kind {
            MeetingKind::ThemeDay => begun(period, today).collect(),
            _ => vec![period],
        };
        let is_there =
            |when: &Period| there.iter().any(|meeting| meeting.kind == kind && when.contains_day(meeting.date));
        for when in times.into_iter().filter(|when| !is_there(when)) {
            let date = today.clamp(when.first_day(), when.last_day());
            items.push(UnfinishedItem {
                what: Unfinished::Meeting { kind: kind.word(), chinese: kind.chinese(), when },
                rows: Vec::new(),
                said: None,
                by: when.last_day(),
                done: meeting_of_all(unit, kind, date, &members),
            });
        }
    }
    items
}

/// A meeting to which everyone came.
fn meeting_of_all(unit: UnitCode, kind: MeetingKind, date: Date, members: &[String]) -> Vec<Row> {
    let id = format!("{}-{date}", kind.word());
    let meeting =
        record::Meeting { unit, meeting: id.clone(), kind, date, title: None, chair: None, reason_not_held: None };
    let marks = members.iter().map(|member| {
        record::Attendance { unit, meeting: id.clone(), member: member.clone(), mark: Mark::Present }.into_row()
    });
    std::iter::once(meeting.into_row()).chain(marks).filter_map(Result::ok).collect()
}

/// The months without visits, or with households that were not visited.
fn visits(alone: &Alone, today: Date) -> Vec<UnfinishedItem> {
    if !looks_at(alone, Table::Visits) {
        return Vec::new();
    }
    let there: BTreeMap<Period, record::Visit> =
        alone.rows.iter().filter_map(Row::record::<record::Visit>).map(|visit| (visit.month, visit)).collect();
    // As many households as the village has written down, or as units above have stated.
    let behind = alone.scheme.stated_behind(Table::Visits);
    let stated = alone.rows.iter().filter_map(Row::record::<record::StatedFigure>);
    let stated = stated.filter(|one| behind.contains(one.figure.as_str())).map(|one| one.stated.trunc());
    let stated = stated.filter_map(|stated| i64::try_from(stated).ok());
    let households = there.values().map(|visit| visit.households).chain(stated).max().unwrap_or(1).max(1);
    let mut items = Vec::new();
    for month in begun(alone.period, today) {
        let (visit, missing) = match there.get(&month) {
            Some(visit) if visit.visited >= visit.households => continue,
            Some(visit) => (visit.clone(), Some(visit.households - visit.visited)),
            None => (record::Visit { unit: alone.unit, month, households, visited: 0, services: None }, None),
        };
        let rows = missing.map(|_| format!("{}/{month}", Table::Visits));
        let done = record::Visit { visited: visit.households, ..visit };
        items.push(UnfinishedItem {
            what: Unfinished::Visits { month, households: missing },
            rows: rows.into_iter().collect(),
            said: None,
            by: month.last_day(),
            done: done.into_row().into_iter().collect(),
        });
    }
    items
}

/// The figures that the units above did not state, where what is unfinished counts for nothing as they did not.
pub(crate) fn unstated_for(alone: &Alone, now: Option<&OutcomeRow>, what: &Unfinished) -> Option<String> {
    let Unfinished::Visits { .. } = what else { return None };
    let is_of_visits = |info: &&IndicatorInfo| info.level == Level::Village && info.table == Some(Table::Visits);
    let mut figures = None;
    for info in alone.scheme.indicators().iter().filter(is_of_visits) {
        let line = now?.indicators.iter().find(|line| line.id == info.id)?;
        let notes = line.reasons.iter().map(|reason| reason.note.as_str());
        figures = Some(unstated(&alone.scheme, &info.id, notes).filter(|_| line.points.is_none())?);
    }
    figures
}

/// Rows with what would stand there if something were done.
pub(crate) fn with_done(rows: &[Row], done: &[Row]) -> Vec<Row> {
    let keys: BTreeSet<String> = done.iter().map(Row::key).collect();
    rows.iter().filter(|row| !keys.contains(&row.key())).chain(done).cloned().collect()
}

impl std::fmt::Display for UnfinishedItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match &self.what {
            Unfinished::Meeting { kind, chinese, when } => {
                let english = kind.replace('_', " ");
                say!("unfinished-meeting", when = when, kind = Named::new(chinese, &english))
            }
            Unfinished::Visits { month, households: None } => say!("unfinished-visits", month = month),
            Unfinished::Visits { month, households: Some(count) } => {
                say!("unfinished-households", month = month, count = count)
            }
            Unfinished::Task => say!("unfinished-task"),
            Unfinished::Commitment => say!("unfinished-commitment"),
            Unfinished::Finding => say!("unfinished-finding"),
            Unfinished::Deeds => return f.write_str(&say!("unfinished-deeds", count = self.rows.len())),
        };
        f.write_str(&what)?;
        match &self.said {
            Some(said) => write!(f, "{}{said}", Language::first().pick("：", ": ")),
            None => Ok(()),
        }
    }
}
