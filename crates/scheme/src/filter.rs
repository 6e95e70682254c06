//! Filters 条件: which rows of a table an indicator looks at, one short sentence each.
//!
//! ```text
//! kind = theme_day              the cell is this word (number, day, id)
//! kind != group                 it is another word, or empty
//! mark in present, remote       it is one of these
//! confirmed_on is set           the cell is filled in
//! reason_not_held is empty      the cell is empty
//! points >= 5                   numbers and days compare: < <= > >=
//! kept_on <= due                two cells of the row compare; an empty cell makes it false
//! confirmed_on in period        the day or period lies within the period that is ranked
//! task starts hard-             the text begins so
//! meeting.kind = theme_day      of attendance: the meeting's cell
//! member.floating = yes         of rows about a member: the member's status, group or floating in the period
//! date.weekday = tuesday        the day of the week, and date.day = 20 the day of the month
//! not done_on <= due            the opposite of any of these
//! ```

mod chinese;
pub(crate) mod contradiction;
mod field;
mod fixed;

use crate::comparison::Comparison;
use crate::evidence::Entry;
use crate::fault::{Faults, quoted, suggestion};
use crate::persons::Member;
use crate::reading::Located;
use cunbang_language::{Said, to_say};
use cunbang_model::{ColumnKind, Decimal, Expected, Period, Row, Table, Value};
pub(crate) use field::WEEKDAYS;
use field::{Field, Owner};
use std::borrow::Cow;
use std::cmp::Ordering;

/// One condition on a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    /// As the scheme states it.
    pub(crate) text: String,
    /// Where it stands in the scheme.
    pub(crate) at: usize,
    negated: bool,
    field: Field,
    test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    Set,
    OneOf(Vec<Value>),
    Starts(String),
    InPeriod,
    Compare(Comparison, Operand),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Operand {
    Value(Value),
    Column(usize),
}

impl Filter {
    /// Reads a condition on rows of `table`; notes a fault and returns none if it is not one.
    pub(crate) fn parse(stated: Located<&str>, table: Table, faults: &Faults<'_>) -> Option<Self> {
        let fault = |why: Said| {
            faults.add(stated.at, to_say!("scheme-condition", condition = quoted(stated.value), why = why));
            None
        };
        let (mut negated, sentence) = match stated.value.trim().strip_prefix("not ") {
            Some(rest) => (true, rest.trim()),
            None => (false, stated.value.trim()),
        };
        let Some((name, rest)) = sentence.split_once(char::is_whitespace) else {
            return fault(to_say!("scheme-condition-not-one"));
        };
        let field = match Field::parse(name, table) {
            Ok(field) => field,
            Err(message) => return fault(message),
        };
        let kind = field.kind();
        let rest = rest.trim();
        let (word, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let argument = argument.trim();
        let value = |text: &str| {
            let wrong =
                |expected: Said| to_say!("scheme-condition-value-wrong", value = quoted(text), expected = expected);
            let value = parse_value(kind, text).map_err(wrong)?;
            if faults.is_new() {
                check_bounds(kind, &value).map_err(wrong)?;
                field.check_near_miss(text)?;
            }
            Ok(value)
        };
        let comparison = Comparison::parse(word);
        let test = match (word, argument) {
            ("is", "set") => Ok(Test::Set),
            ("is", "empty") => {
                negated = !negated;
                Ok(Test::Set)
            }
            ("in", "period") if is_time(kind) => Ok(Test::InPeriod),
            ("in", "period") => Err(to_say!("scheme-column-without-time", column = name)),
            ("=" | "in" | "!=" | "starts", "") => Err(to_say!("scheme-condition-value-missing", test = word)),
            ("=", one) => value(one).map(|value| Test::OneOf(vec![value])),
            ("!=", one) => {
                negated = !negated;
                value(one).map(|value| Test::OneOf(vec![value]))
            }
            ("in", many) => many.split(',').map(|one| value(one.trim())).collect::<Result<_, _>>().map(Test::OneOf),
            ("starts", start) if matches!(kind, ColumnKind::Id | ColumnKind::Text(_)) => {
                Ok(Test::Starts(start.to_owned()))
            }
            ("starts", _) => Err(to_say!("scheme-column-without-text", column = name)),
            (_, argument) => match comparison {
                None => Err(to_say!("scheme-test-unknown", test = word, near = suggestion(word, TESTS))),
                Some(_) if !is_ordered(kind) => Err(to_say!("scheme-column-without-order", column = name)),
                Some(comparison) => operand(field.table, kind, argument).and_then(|operand| {
                    if let (Operand::Column(other), true, false) = (&operand, comparison.is_upward(), negated) {
                        check_days(&field, *other, stated, faults);
                    }
                    if let (Operand::Value(value), true) = (&operand, faults.is_new()) {
                        check_bounds(kind, value).map_err(|expected| {
                            to_say!(
                                "scheme-operand-unknown",
                                value = quoted(argument),
                                table = field.table,
                                expected = expected
                            )
                        })?;
                    }
                    Ok(Test::Compare(comparison, operand))
                }),
            },
        };
        match test {
            Ok(test) => Some(Self { text: stated.value.trim().to_owned(), at: stated.at, negated, field, test }),
            Err(message) => fault(message),
        }
    }

    /// The column of the row itself that it looks at.
    pub(crate) fn own_column(&self) -> Option<usize> {
        (self.field.owner == Owner::Row).then_some(self.field.column)
    }

    /// Whether it asks what the roster says of a member.
    pub(crate) fn is_of_member(&self) -> bool {
        self.field.owner == Owner::Member
    }

    /// Whether a row that meets it goes on to meet it while its empty cells are filled in. A meeting that was written as
    /// held is held to stay so.
    pub(crate) fn lasts(&self) -> bool {
        let column = self.field.column();
        let is_filled = match self.field.owner {
            Owner::Row | Owner::Meeting => column.required || column.name == "reason_not_held",
            Owner::Member => column.name != "group",
        };
        !self.negated || is_filled
    }

    /// The words that it asks for in a column of the row itself.
    pub(crate) fn words(&self, column: usize) -> impl Iterator<Item = &str> {
        let values: &[Value] = match &self.test {
            Test::OneOf(values) if self.own_column() == Some(column) => values,
            _ => &[],
        };
        values.iter().filter_map(|value| if let Value::Text(text) = value { Some(&**text) } else { None })
    }

    /// What it asks a text of the row itself to begin with.
    pub(crate) fn beginning(&self, column: usize) -> Option<&str> {
        match &self.test {
            Test::Starts(start) if self.own_column() == Some(column) => Some(start),
            _ => None,
        }
    }

    /// Whether a row with a word in a column of its own may meet it, whatever else stands in it.
    pub(crate) fn admits(&self, column: usize, word: &str) -> bool {
        let is_met = match &self.test {
            _ if self.own_column() != Some(column) => return true,
            Test::OneOf(values) => values.iter().any(|value| matches!(value, Value::Text(text) if **text == *word)),
            Test::Starts(start) => word.starts_with(start.as_str()),
            Test::Set => true,
            Test::InPeriod | Test::Compare(..) => return true,
        };
        is_met != self.negated
    }

    /// Whether it asks for a word in a column of the row itself.
    pub(crate) fn asks_for(&self, column: usize, word: &str) -> bool {
        !self.negated && self.words(column).any(|asked| asked == word)
    }

    /// Whether a row meets it.
    pub(crate) fn meets(&self, entry: &Entry<'_>, period: Period) -> bool {
        // A mark of an unknown meeting meets no condition on the meeting, negated or not; no more does a row about
        // somebody who is not on the roster one on members.
        let other = |column: usize| entry.row.cells()[column].as_ref();
        self.field.of(entry).is_some_and(|value| {
            let of_meeting = |column: usize| entry.meeting.as_ref().and_then(|row| row.cells()[column].as_ref());
            match self.field.owner {
                Owner::Meeting => self.holds(value, of_meeting, period),
                Owner::Row | Owner::Member => self.holds(value, other, period),
            }
        })
    }

    /// Whether a meeting meets it, as far as it is about the meeting and not about the mark.
    pub(crate) fn meets_meeting(&self, meeting: &Row, period: Period) -> bool {
        let other = |column: usize| meeting.cells()[column].as_ref();
        self.field.owner != Owner::Meeting || self.holds(self.field.of_row(meeting), other, period)
    }

    /// Whether a member meets it, as far as it is about members and not about rows.
    pub(crate) fn meets_member(&self, member: &Member, period: Period) -> bool {
        self.field.owner != Owner::Member || self.holds(self.field.of_member(member).map(Cow::Owned), |_| None, period)
    }

    fn holds<'r>(
        &self,
        value: Option<Cow<'_, Value>>,
        other: impl Fn(usize) -> Option<&'r Value>,
        period: Period,
    ) -> bool {
        value.is_some_and(|value| self.test(&value, other, period)) != self.negated
    }

    fn test<'r>(&self, value: &Value, other: impl Fn(usize) -> Option<&'r Value>, period: Period) -> bool {
        match &self.test {
            Test::Set => true,
            Test::OneOf(values) => values.contains(value),
            Test::Starts(start) => {
                matches!(value, Value::Text(text) if text.starts_with(start.as_str()))
            }
            Test::InPeriod => match value {
                Value::Date(day) => period.contains_day(*day),
                Value::Period(other) => period.contains(*other),
                _ => false,
            },
            Test::Compare(comparison, operand) => {
                let other = match operand {
                    Operand::Value(value) => Some(value),
                    Operand::Column(column) => other(*column),
                };
                other.and_then(|other| order(value, other)).is_some_and(|order| comparison.holds(order))
            }
        }
    }
}

/// Notes a condition that takes what was done after its day for done in time.
fn check_days(field: &Field, other: usize, stated: Located<&str>, faults: &Faults<'_>) {
    let (done, due) = (field.column().name, field.table.columns()[other].name);
    if due == "due" && done != "due" && is_time(field.column().kind) {
        let message = to_say!("scheme-days-later-than-due", condition = quoted(stated.value), done = done, due = due);
        faults.doubt(stated.at, message);
    }
}

const TESTS: [&str; 9] = ["=", "!=", "<", "<=", ">", ">=", "in", "is", "starts"];

/// The index of a column, or what to write instead.
pub(crate) fn find_column(table: Table, name: &str) -> Result<usize, Said> {
    table.column_index(name).ok_or_else(|| {
        let known = table.columns().iter().map(|column| column.name);
        let near = suggestion(name, known);
        to_say!("scheme-column-unknown", table = table, column = name, near = near)
    })
}

fn operand(table: Table, kind: ColumnKind, text: &str) -> Result<Operand, Said> {
    if let Some(column) = table.column_index(text) {
        let other = table.columns()[column].kind;
        return if std::mem::discriminant(&other) == std::mem::discriminant(&kind) {
            Ok(Operand::Column(column))
        } else {
            Err(to_say!("scheme-column-of-other-kind", column = text))
        };
    }
    parse_value(kind, text)
        .map(Operand::Value)
        .map_err(|expected| to_say!("scheme-operand-unknown", value = quoted(text), table = table, expected = expected))
}

/// Whether a column holds days or periods.
fn is_time(kind: ColumnKind) -> bool {
    matches!(kind, ColumnKind::Date | ColumnKind::Month | ColumnKind::Period)
}

fn is_ordered(kind: ColumnKind) -> bool {
    is_time(kind) || matches!(kind, ColumnKind::Number(..) | ColumnKind::Whole(..))
}

fn order(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Date(one), Value::Date(other)) => Some(one.cmp(other)),
        (Value::Period(one), Value::Period(other)) => Some(one.belongs_to().cmp(&other.belongs_to())),
        (Value::Number(one), Value::Number(other)) => Some(one.cmp(other)),
        _ => None,
    }
}

/// A value as the column would hold it, or what was expected.
fn parse_value(kind: ColumnKind, text: &str) -> Result<Value, Said> {
    match kind {
        ColumnKind::Unit => text.parse().ok().map(|unit| Value::Unit(Box::new(unit))),
        ColumnKind::Id | ColumnKind::Text(_) => (!text.is_empty()).then(|| Value::Text(text.into())),
        ColumnKind::Date => text.parse().ok().map(Value::Date),
        ColumnKind::Month | ColumnKind::Period => text.parse().ok().map(Value::Period),
        ColumnKind::Number(..) | ColumnKind::Whole(..) => {
            text.parse().ok().map(|number| Value::Number(Box::new(number)))
        }
        ColumnKind::YesNo => match text {
            "yes" => Some(Value::YesNo(true)),
            "no" => Some(Value::YesNo(false)),
            _ => None,
        },
        ColumnKind::Choice(words) => {
            if let Some((word, _)) = words.iter().find(|(word, _)| *word == text) {
                return Ok(Value::Text((*word).into()));
            }
            let near = suggestion(text, words.iter().map(|(word, _)| *word));
            return Err(to_say!("scheme-expected-word-of-column", near = near));
        }
    }
    .ok_or_else(|| expected(kind))
}

/// Whether a column can hold a value, or what was expected.
fn check_bounds(kind: ColumnKind, value: &Value) -> Result<(), Said> {
    let is_whole = matches!(kind, ColumnKind::Whole(..));
    let fits = match (kind, value) {
        (ColumnKind::Month, Value::Period(month)) => matches!(month, Period::Month(..)),
        (ColumnKind::Number(least, most) | ColumnKind::Whole(least, most), Value::Number(number)) => {
            let is_within = (Decimal::from(least)..=Decimal::from(most)).contains(number);
            is_within && (!is_whole || number.fract().is_zero())
        }
        _ => true,
    };
    if fits { Ok(()) } else { Err(expected(kind)) }
}

/// What a column of a kind holds.
fn expected(kind: ColumnKind) -> Said {
    Said::by(|| Expected::Of(kind).to_string())
}
