//! Meetings and their attendance.

use super::{Book, words};
use crate::course::later;
use crate::village::words as texts;
use cunbang_model::schema::{MeetingKind, Word as _};
use cunbang_model::{Date, Decimal, Period, Table};
use cunbang_scheme::{Asked, Factor, Taken, Wanted};
use std::collections::BTreeSet;

/// Kinds of meeting that the clerk writes down whatever the rules ask.
const ALWAYS: &str = "quarterly_review";
/// The kind of meeting by group, of which the clerk writes down those before the quarterly review whatever the rules ask.
const BY_GROUP: &str = "group";
/// Kinds to which all members are to come.
const WHOLE_BRANCH: [&str; 5] = ["theme_day", "congress", "lecture", "quarterly_review", "appraisal"];

/// A series of meetings of one kind.
#[derive(Debug, PartialEq, Eq)]
struct Series {
    kind: String,
    days: Vec<Date>,
}

impl Book<'_> {
    /// The meetings of the period, with the marks of those whose attendance is looked at.
    pub(super) fn meetings(&mut self) {
        let mut all: Vec<Series> = Vec::new();
        for series in self.asked(Table::Meetings).filter_map(|asked| self.series(asked)) {
            match all.iter_mut().find(|other| other.kind == series.kind) {
                // Two indicators look at the same meetings, unless one asks for more, or for certain days.
                Some(other) if other.days.len() < series.days.len() => *other = series,
                Some(_) => {}
                None => all.push(series),
            }
        }
        let marked: Vec<&Asked> = self.asked(Table::Attendance).collect();
        let kinds: BTreeSet<&str> =
            marked.iter().flat_map(|asked| words(asked, "kind", true)).map(String::as_str).collect();
        let any = marked.iter().any(|asked| words(asked, "kind", true).is_empty());
        let is_marked = |kind: &str| kinds.contains(kind) || (any && WHOLE_BRANCH.contains(&kind));
        let is_there = kinds.contains(ALWAYS) || all.iter().any(|series| is_marked(&series.kind));
        if !marked.is_empty() && !is_there {
            let first = marked.iter().flat_map(|asked| words(asked, "kind", true)).next();
            let kind = first.map_or("theme_day", String::as_str).to_owned();
            all.push(Series { kind, days: self.monthly(1, None) });
        }
        // Meetings that no indicator counts, and at which attendance is looked at, such as the two full ones of a year.
        for asked in marked.iter().filter(|asked| asked.full.is_some()) {
            let kinds = words(asked, "kind", true);
            let is_held = |kind: &String| kind == ALWAYS || all.iter().any(|series| series.kind == *kind);
            let Some(kind) = kinds.first().filter(|_| !kinds.iter().any(is_held)) else { continue };
            let times =
                asked.of.iter().map(|factor| if let Factor::Number(times) = factor { *times } else { Decimal::ONE });
            let times = usize::try_from(times.product::<Decimal>()).unwrap_or(1);
            all.push(Series { kind: kind.clone(), days: self.days(times, false) });
        }
        for series in &all {
            self.hold(series, is_marked(&series.kind));
        }
    }

    /// The days on which meetings are asked for; none where they are held whatever is asked.
    fn series(&self, asked: &Asked) -> Option<Series> {
        let kind = words(asked, "kind", false).first().map_or("theme_day", String::as_str);
        // An indicator that only shows meetings asks for no more of them than there are.
        if kind == ALWAYS || (kind == BY_GROUP && asked.full.is_none()) {
            return None;
        }
        let wanted = |column: &str| {
            asked
                .fixed
                .iter()
                .filter(move |fixed| fixed.column == column)
                .map(|fixed| &fixed.wanted)
                .collect::<Vec<_>>()
        };
        let weekday = wanted("date").into_iter().find_map(|wanted| match wanted {
            Wanted::Weekday(day) => i64::try_from(*day).ok(),
            _ => None,
        });
        let day = wanted("date").into_iter().find_map(|wanted| match wanted {
            Wanted::DayOfMonth(day) => Some(*day),
            _ => None,
        });
        let count = self.rows_asked(asked);
        let months = self.months().len();
        let days = if super::is_by_week(asked) || weekday.is_some() {
            const WEDNESDAY: i64 = 2;
            let days = self.mondays().into_iter().map(|monday| later(monday, weekday.unwrap_or(WEDNESDAY)));
            days.filter(|day| self.period.contains_day(*day)).collect()
        } else if asked.taken == Taken::Months || asked.of.contains(&Factor::Month) || day.is_some() {
            self.monthly(count.div_ceil(months.max(1)).max(1), day)
        } else {
            self.days(count, false)
        };
        Some(Series { kind: kind.to_owned(), days })
    }

    /// So many days of each month, or one of this number.
    fn monthly(&self, times: usize, day: Option<i8>) -> Vec<Date> {
        const USUAL_DAY: i8 = 10;
        let first = day.unwrap_or(USUAL_DAY);
        let times = i8::try_from(times).unwrap_or(1).min(LAST_MEETING - USUAL_DAY);
        if self.months().is_empty() {
            return self.days(1, true);
        }
        let months = self.months().into_iter().map(Period::first_day);
        months.flat_map(|month| (0..times).map(move |time| super::with_day(month, first + time))).collect()
    }

    fn hold(&mut self, series: &Series, is_marked: bool) {
        let mut chance = self.chance(&format!("meetings-{}", series.kind));
        let (clerk, diligence) = (self.clerk, self.clerk.village.diligence);
        let kind = MeetingKind::WORDS.iter().find(|(word, _)| *word == series.kind).map_or("会议", |(_, name)| *name);
        for (number, day) in series.days.iter().enumerate() {
            let meeting = format!("{}-{:02}{:02}-{}", series.kind, day.month(), day.day(), number + 1);
            // The best hold nearly all of them, those who struggle two of three.
            let held = chance.happens(62 + diligence * 37 / 100);
            if !held && chance.happens(50) {
                // Neither held nor written down.
                continue;
            }
            let title = if series.kind == "theme_day" { chance.text(&texts::THEMES) } else { kind };
            let cells = [
                ("meeting", meeting.as_str()),
                ("kind", series.kind.as_str()),
                ("date", &day.to_string()),
                ("title", title),
                ("chair", clerk.secretary()),
                ("reason_not_held", if held { "" } else { "农忙，未能召集" }),
            ];
            self.write(*day, *day, Table::Meetings, &cells);
            if held && is_marked {
                for row in clerk.attendance(&meeting, &mut chance) {
                    self.lines.push(super::Line { about: *day, written: *day, row });
                }
            }
        }
    }
}

/// The last day of a month on which a meeting begins a row of several.
const LAST_MEETING: i8 = 28;
