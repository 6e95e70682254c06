//! What is wrong, in words.

use super::{NearTable, Problem};
use crate::intake::naming::{
    apart, choices, column_name, expected, is_it, kind_of_deed, listed, needed_by, period_said, table_name, unit_kind,
};
use cunbang_language::{Named, lazily, say};
use cunbang_model::schema::{Mark, Word as _};
use jiff::civil::Weekday;
use std::fmt;

impl NearTable {
    fn said(&self) -> String {
        say!(
            "problem-near-table",
            tables = listed(self.tables.iter().map(|table| table_name(*table))),
            found = listed(self.found.iter()),
            lacks = listed(self.lacks.iter().map(|column| column_name(column))),
            title = if self.lacks.iter().any(|column| column.name == "period") { "period" } else { "none" }
        )
    }
}

/// A day of the week, in words.
fn weekday(weekday: Weekday) -> Named<'static> {
    let (chinese, english) = match weekday {
        Weekday::Monday => ("星期一", "Monday"),
        Weekday::Tuesday => ("星期二", "Tuesday"),
        Weekday::Wednesday => ("星期三", "Wednesday"),
        Weekday::Thursday => ("星期四", "Thursday"),
        Weekday::Friday => ("星期五", "Friday"),
        Weekday::Saturday => ("星期六", "Saturday"),
        Weekday::Sunday => ("星期日", "Sunday"),
    };
    Named::new(chinese, english)
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Unreadable(why) => say!("problem-unreadable", why = why),
            Self::Damaged(_) => say!("problem-damaged"),
            Self::Password => say!("problem-password"),
            Self::NoSpreadsheet(what) => say!("problem-no-spreadsheet", what = lazily(|| what.said())),
            Self::NoTable => say!("problem-no-table"),
            Self::NearTable(near) => near.said(),
            Self::InnerFolder => say!("problem-inner-folder"),
            Self::TooLarge { mebibytes } => say!("problem-too-large", mebibytes = mebibytes),
            Self::UnpacksTooLarge { mebibytes } => say!("problem-unpacks-too-large", mebibytes = mebibytes),
            Self::TooManyParts { parts, most } => say!("problem-too-many-parts", parts = parts, most = most),
            Self::TooMuchText { mebibytes } => say!("problem-too-much-text", mebibytes = mebibytes),
            Self::TooManyColumns { most } => say!("problem-too-many-columns", most = most),
            Self::TooLong { most } => say!("problem-too-long", most = most),
            Self::TooManyRows { most } => say!("problem-too-many-rows", most = most),
            Self::TooManyCells { most } => say!("problem-too-many-cells", most = most),
            Self::Encoding { bytes } => say!("problem-encoding", bytes = bytes),
            Self::OpenQuote => say!("problem-open-quote"),
            Self::AfterQuote => say!("problem-after-quote"),
            Self::NoHeader(table) => {
                say!("problem-no-header", table = table_name(*table), columns = needed_by(*table))
            }
            Self::SeveralTables(tables) => {
                say!("problem-several-tables", tables = listed(tables.iter().map(|table| table_name(*table))))
            }
            Self::NoColumn { table, column, near } => say!(
                "problem-no-column",
                table = table_name(*table),
                column = column_name(column),
                near = is_it(near.as_deref())
            ),
            Self::ColumnTwice { first } => say!("problem-column-twice", first = first),
            Self::Empty(kind) => say!("problem-empty", expected = expected(*kind)),
            Self::NotThat { kind, near } => {
                say!("problem-not-that", expected = expected(*kind), near = is_it(near.as_deref()))
            }
            Self::NoDay => say!("problem-no-day"),
            Self::NoSuchDay { year, month, days } => {
                say!("problem-no-such-day", year = year.to_string(), month = month, days = days)
            }
            Self::OtherWeekday { day, written } => {
                let (is, written) = (weekday(day.weekday()), weekday(*written));
                say!("problem-other-weekday", day = day, is = is, written = written)
            }
            Self::NoYear => say!("problem-no-year"),
            Self::Ahead { year } => say!("problem-ahead", year = year),
            Self::TwoReadings(one, other) => say!("problem-two-readings", one = one, other = other),
            Self::WhichIsTheYear => say!("problem-which-is-the-year"),
            Self::Unit { written, expected } if expected.is_empty() => say!("problem-unit-of-none", written = written),
            Self::Unit { written, expected } => say!("problem-unit", written = written, expected = expected),
            Self::Shortened => say!("problem-shortened"),
            Self::UnknownUnit { near } => say!("problem-unknown-unit", near = is_it(near.as_deref())),
            Self::SeveralUnits(which) => say!("problem-several-units", which = apart(which)),
            Self::NoUnit => say!("problem-no-unit"),
            Self::UnknownMember { near } => say!("problem-unknown-member", near = is_it(near.as_deref())),
            Self::Nobody { near } => say!("problem-nobody", near = is_it(near.as_deref())),
            Self::SeveralMembers(which) if which.is_empty() => say!("problem-several-members"),
            Self::SeveralMembers(which) => say!("problem-several-members-which", which = apart(which)),
            Self::Namesake { known, has_day: true } => say!("problem-namesake", known = apart(known)),
            Self::Namesake { known, has_day: false } => say!("problem-namesake-no-day", known = apart(known)),
            Self::NoRoster => say!("problem-no-roster"),
            Self::UnknownMeeting { near } => say!("problem-unknown-meeting", near = is_it(near.as_deref())),
            Self::SeveralMeetings(which) => say!("problem-several-meetings", which = apart(which)),
            Self::WhenConfirmed { meetings } if meetings.is_empty() => say!("problem-when-confirmed"),
            Self::WhenConfirmed { meetings } => say!("problem-when-confirmed-which", meetings = apart(meetings)),
            Self::MarkTwice { first } => say!("problem-mark-twice", first = first),
            Self::IdTwice { first } => say!("problem-id-twice", first = first),
            Self::NameTwice { first } => say!("problem-name-twice", first = first),
            Self::QuarterOfMeeting(which) => say!("problem-quarter-of-meeting", which = apart(which)),
            Self::MeetingTwice { first } => say!("problem-meeting-twice", first = first),
            Self::NoMark => say!("problem-no-mark", known = choices(Mark::WORDS)),
            Self::NoLedger { kind } => say!("problem-no-ledger", kind = unit_kind(kind)),
            Self::NoTree(error) => say!("problem-no-tree", why = error.expectation()),
            Self::NotInScheme { near } => say!("problem-not-in-scheme", near = is_it(Some(near))),
            Self::NoSuchKind { kinds } => {
                say!("problem-no-such-kind", kinds = listed(kinds.iter().map(|kind| kind_of_deed(kind))))
            }
            Self::BelowZero => say!("reference-below-zero"),
            Self::NotOfRanked { ranked } => say!("problem-not-of-ranked", ranked = ranked.to_string()),
            Self::NoReason => say!("reference-no-reason"),
            Self::NotRead { words } => say!("reference-not-read", words = listed(words.iter())),
            Self::NoSuchFigure { figures } => say!("problem-no-such-figure", figures = listed(figures.iter())),
            Self::OwnReview => say!("problem-own-review"),
            Self::OthersReview => say!("problem-others-review"),
            Self::FixedWithoutDay => say!("reference-fixed-without-day"),
            Self::OverBeforeBegun { from } => say!("reference-over-before-begun", from = from),
            Self::DuePassed(today) => say!("reference-due-passed", today = today),
            Self::ToldOn { from, until } => say!("reference-told-on", from = from, until = until),
            Self::BeyondRange { least, most } => say!("problem-beyond-range", least = least, most = most),
            Self::NoStarsFor(status) => {
                say!("problem-no-stars-for", status = Named::new(status.chinese(), status.word()))
            }
            Self::FarOff { quarter } => say!("problem-far-off", quarter = lazily(|| period_said(*quarter))),
            Self::OfAnother { unit, own } => say!("problem-of-another", unit = unit, own = own),
            Self::NotWrittenHere { table, unit, own, role } => say!(
                "problem-not-written-here",
                own = own,
                role = Named::new(role.chinese(), role.as_str()),
                unit = unit,
                table = table_name(*table)
            ),
            Self::NotYet { today } => say!("problem-not-yet", today = today),
            Self::Planned => say!("problem-planned"),
            Self::OtherQuarter { own, named } => say!(
                "problem-other-quarter",
                own = lazily(|| period_said(*own)),
                named = lazily(|| period_said(*named))
            ),
            Self::Resembles { id, text } => say!("problem-resembles", id = id, text = text),
            Self::NearMember { id, name } => say!("problem-near-member", name = name, id = id),
            Self::OtherJoined { id, name, day } => say!("problem-other-joined", name = name, id = id, day = day),
            Self::Renamed { id, name } => say!("problem-renamed", name = name, id = id),
            Self::Sign => say!("problem-sign"),
            Self::WhichMeeting => say!("problem-which-meeting"),
            Self::Row(expected) => say!("problem-row", expected = expected),
            Self::ScoreSheet(question) => {
                let words = question.words();
                Named::new(&words.chinese, &words.english).to_string()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_language::Language;
    use cunbang_model::Table;

    #[test]
    fn choices_are_named_in_the_language_that_is_heard() {
        let column = Table::Attendance.columns().iter().find(|column| column.name == "mark").unwrap();
        let problem = Problem::NotThat { kind: column.kind, near: Some("请假".to_owned()) };
        let (chinese, english) = (
            "应为其中之一：出席、线上、请假、迟到、早退、缺席，是不是「请假」？",
            "one of present, remote, leave, late, left_early, absent; did you mean 请假?",
        );
        assert_eq!(problem.to_string(), format!("{chinese} {english}"));
        assert_eq!(Language::Chinese.with(|| problem.to_string()), chinese);
        assert_eq!(Language::English.with(|| problem.to_string()), english);
    }
}
