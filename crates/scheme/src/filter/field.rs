//! Fields 条件字段: which cell a condition looks at, or what follows from it.

use super::find_column;
use crate::evidence::Entry;
use crate::fault::{quoted, suggestion};
use crate::persons::Member;
use cunbang_language::{Said, to_say};
use cunbang_model::schema::{MemberStatus, Word as _};
use cunbang_model::{Column, ColumnKind, Decimal, Row, Table, Value};
use std::borrow::Cow;

/// Whose cell it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The row's own.
    Row,
    /// Of a mark of attendance: its meeting's.
    Meeting,
    /// Of a row about a member: what the roster of the period says of that member.
    Member,
}

/// What of the cell is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    /// The day of the week, of a day.
    Weekday,
    /// The day of the month, of a day.
    DayOfMonth,
}

/// A cell that a condition looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) owner: Owner,
    /// The table that the column is of: the row's, that of meetings, or that of the members' standing.
    pub(super) table: Table,
    pub(super) column: usize,
    pub(super) part: Part,
}

/// The days of the week, Monday first.
pub(crate) const WEEKDAYS: &[(&str, &str)] = &[
    ("monday", "星期一"),
    ("tuesday", "星期二"),
    ("wednesday", "星期三"),
    ("thursday", "星期四"),
    ("friday", "星期五"),
    ("saturday", "星期六"),
    ("sunday", "星期日"),
];

/// What the roster of a period says of a member, as far as conditions may ask for it.
const OF_MEMBERS: [&str; 3] = ["status", "group", "floating"];

impl Field {
    /// Reads `COLUMN`, `meeting.COLUMN`, `member.COLUMN`, each with `.weekday` or `.day` behind a day; or says what
    /// to write instead.
    pub(super) fn parse(name: &str, table: Table) -> Result<Self, Said> {
        let (owner, whose, name) = match name.split_once('.') {
            Some(("meeting", rest)) if table == Table::Attendance => (Owner::Meeting, Table::Meetings, rest),
            Some(("member", rest)) if table.column_index("member").is_some() => (Owner::Member, Table::Standing, rest),
            _ => (Owner::Row, table, name),
        };
        let (name, part) = match name.rsplit_once('.') {
            Some((name, "weekday")) => (name, Part::Weekday),
            Some((name, "day")) => (name, Part::DayOfMonth),
            _ => (name, Part::Whole),
        };
        if owner == Owner::Member && !OF_MEMBERS.contains(&name) {
            return Err(to_say!("scheme-member-column-unknown", column = name, near = suggestion(name, OF_MEMBERS)));
        }
        let column = find_column(whose, name)?;
        if part != Part::Whole && whose.columns()[column].kind != ColumnKind::Date {
            return Err(to_say!("scheme-column-without-days", column = name));
        }
        Ok(Self { owner, table: whose, column, part })
    }

    /// The column itself.
    pub(super) fn column(&self) -> &'static Column {
        &self.table.columns()[self.column]
    }

    /// What may stand there.
    pub(super) fn kind(&self) -> ColumnKind {
        match self.part {
            Part::Whole => self.column().kind,
            Part::Weekday => ColumnKind::Choice(WEEKDAYS),
            Part::DayOfMonth => ColumnKind::Whole(1, 31),
        }
    }

    /// Whether a word is that of an open list by a slip of the hand, such as `serving_other`; says then which.
    pub(super) fn check_near_miss(&self, text: &str) -> Result<(), Said> {
        match self.part {
            Part::Whole => near_miss(self.table, self.column().name, text),
            _ => Ok(()),
        }
    }

    /// What stands there; none where the cell is empty. Without the row that it is of, nothing can be said: the outer
    /// none.
    #[allow(clippy::option_option)] // an empty cell and an unknown meeting are two things
    pub(super) fn of<'e>(&self, entry: &'e Entry<'e>) -> Option<Option<Cow<'e, Value>>> {
        match self.owner {
            Owner::Row => Some(self.of_row(&entry.row)),
            Owner::Meeting => Some(self.of_row(entry.meeting.as_ref()?)),
            Owner::Member => Some(self.of_member(entry.member.as_ref()?).map(Cow::Owned)),
        }
    }

    pub(super) fn of_row<'r>(&self, row: &'r Row) -> Option<Cow<'r, Value>> {
        let value = row.cells()[self.column].as_ref()?;
        match (self.part, value) {
            (Part::Whole, value) => Some(Cow::Borrowed(value)),
            (Part::Weekday, Value::Date(day)) => {
                let number = usize::try_from(day.weekday().to_monday_zero_offset()).ok()?;
                Some(Cow::Owned(Value::Text(WEEKDAYS.get(number)?.0.into())))
            }
            (Part::DayOfMonth, Value::Date(day)) => Some(Cow::Owned(Value::Number(Box::new(Decimal::from(day.day()))))),
            _ => None,
        }
    }

    pub(super) fn of_member(&self, member: &Member) -> Option<Value> {
        match self.column().name {
            "status" => Some(Value::Text(MemberStatus::word(member.status).into())),
            "group" => Some(Value::Text(member.group.as_deref()?.into())),
            // A roster that does not say so knows of nobody who is away.
            "floating" => Some(Value::YesNo(member.is_floating)),
            _ => None,
        }
    }

    /// Its name in Chinese.
    pub(super) fn in_chinese(&self) -> String {
        let name = self.column().chinese;
        let owned = match self.owner {
            Owner::Meeting if !name.starts_with("会议") => format!("会议{name}"),
            Owner::Member if !name.starts_with("党员") => format!("党员{name}"),
            _ => name.to_owned(),
        };
        match self.part {
            Part::Whole => owned,
            Part::Weekday => format!("{owned}的星期"),
            Part::DayOfMonth => format!("{owned}的日"),
        }
    }
}

/// A word of an open list is the scheme's own, unless it is nearly one that is known.
fn near_miss(table: Table, column: &str, text: &str) -> Result<(), Said> {
    let known = cunbang_model::schema::known_words(table, column);
    if known.iter().any(|(word, _)| *word == text) {
        return Ok(());
    }
    match crate::near::nearest(text, known.iter().map(|(word, _)| *word)) {
        Some(near) => {
            Err(to_say!("scheme-word-nearly-known", column = column, table = table, word = quoted(text), near = near))
        }
        None => Ok(()),
    }
}
