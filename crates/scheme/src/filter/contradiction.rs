//! Contradictions 相互矛盾的条件: conditions that no row can meet, alone or together.
//!
//! A condition that nothing meets is no rule but a slip of the hand, and its indicator would stay at nothing for
//! everybody without a word. All conditions of a measure must hold, so one that excludes another excludes all.

use super::field::{Field, Owner, Part};
use super::{Filter, Operand, Test, order};
use crate::comparison::Comparison;
use crate::fault::{Faults, quoted};
use cunbang_language::{Said, to_say};
use cunbang_model::{ColumnKind, Decimal, Value};
use std::cmp::Ordering;

/// Notes the conditions that nothing can meet: alone, or together with one before it. `earlier` are conditions that
/// hold as well, and were looked at already.
pub(crate) fn check(filters: &[Filter], earlier: &[Filter], faults: &Faults<'_>) {
    for (index, filter) in filters.iter().enumerate() {
        if let Some(why) = filter.never() {
            faults.doubt(filter.at, to_say!("scheme-condition", condition = quoted(&filter.text), why = why));
            continue;
        }
        let mut before = earlier.iter().chain(&filters[..index]);
        if let Some((other, how)) = before.find_map(|other| Some((other, filter.against(other)?))) {
            faults.doubt(filter.at, how.said(filter, other));
        }
    }
}

/// How two conditions stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Against {
    Same,
    Excludes,
}

impl Against {
    fn said(self, one: &Filter, other: &Filter) -> Said {
        match self {
            Self::Same => to_say!("scheme-condition-twice", condition = quoted(&one.text)),
            Self::Excludes => {
                to_say!("scheme-conditions-exclude", first = quoted(&other.text), second = quoted(&one.text))
            }
        }
    }
}

/// The values that a comparison admits: from one end to the other, each open or not.
#[derive(Debug, Clone, Copy)]
struct Side<'v> {
    limit: &'v Value,
    is_from: bool,
    is_open: bool,
}

impl Side<'_> {
    fn admits(self, value: &Value) -> bool {
        let Some(order) = order(value, self.limit) else { return true };
        match order {
            Ordering::Equal => !self.is_open,
            Ordering::Less => !self.is_from,
            Ordering::Greater => self.is_from,
        }
    }

    fn meets(self, other: Self) -> bool {
        if self.is_from == other.is_from {
            return true;
        }
        let (from, to) = if self.is_from { (self, other) } else { (other, self) };
        order(from.limit, to.limit).is_none_or(|order| match order {
            Ordering::Less => true,
            Ordering::Equal => !from.is_open && !to.is_open,
            Ordering::Greater => false,
        })
    }
}

impl Comparison {
    /// The comparison that holds where this one does not.
    const fn opposite(self) -> Self {
        match self {
            Self::Less => Self::AtLeast,
            Self::AtMost => Self::More,
            Self::More => Self::AtMost,
            Self::AtLeast => Self::Less,
        }
    }

    /// The comparison with its sides exchanged.
    const fn turned(self) -> Self {
        match self {
            Self::Less => Self::More,
            Self::AtMost => Self::AtLeast,
            Self::More => Self::Less,
            Self::AtLeast => Self::AtMost,
        }
    }

    const fn orders(self) -> [bool; 3] {
        [self.holds(Ordering::Less), self.holds(Ordering::Equal), self.holds(Ordering::Greater)]
    }

    const fn side(self, limit: &Value) -> Side<'_> {
        Side { limit, is_from: self.is_upward(), is_open: matches!(self, Self::Less | Self::More) }
    }
}

impl Filter {
    /// Why nothing can meet it, whatever stands in the row.
    fn never(&self) -> Option<Said> {
        let name = self.field.column().name;
        let is_always_there = self.field.column().required && self.field.owner != Owner::Member;
        match &self.test {
            Test::Set if self.negated && is_always_there => Some(to_say!("scheme-column-never-empty", column = name)),
            Test::Compare(_, Operand::Column(column))
                if self.field.owner != Owner::Member && self.field.is(*column) =>
            {
                Some(to_say!("scheme-column-with-itself", column = name))
            }
            Test::Compare(comparison, Operand::Value(Value::Number(limit))) => {
                let (least, most) = bounds_of(&self.field)?;
                let comparison = if self.negated { comparison.opposite() } else { *comparison };
                let furthest = if comparison.is_upward() { most } else { least };
                let reaches = comparison.holds(furthest.cmp(limit));
                // Where the cell may be empty, the opposite of a comparison holds of that.
                (!reaches && (!self.negated || is_always_there))
                    .then(|| to_say!("scheme-column-out-of-reach", column = name, least = least, most = most))
            }
            Test::OneOf(values) => {
                let twice = values.iter().enumerate().find(|(index, value)| values[..*index].contains(value));
                twice.map(|(_, value)| to_say!("scheme-value-twice", value = value))
            }
            _ => None,
        }
    }

    /// Whether it says the same as another, or the two exclude each other.
    fn against(&self, other: &Self) -> Option<Against> {
        if let Some(against) = self.against_columns(other) {
            return Some(against);
        }
        if self.field != other.field {
            return None;
        }
        if self.test == other.test {
            return Some(if self.negated == other.negated { Against::Same } else { Against::Excludes });
        }
        let excludes = match (self.negated, other.negated) {
            (true, true) => false,
            (false, false) => excludes(&self.test, &other.test),
            (false, true) => excludes_opposite(&self.test, &other.test),
            (true, false) => excludes_opposite(&other.test, &self.test),
        };
        excludes.then_some(Against::Excludes)
    }

    /// The same, of two conditions that compare the same two columns.
    fn against_columns(&self, other: &Self) -> Option<Against> {
        let columns = |filter: &Self| match filter.test {
            Test::Compare(comparison, Operand::Column(column)) => Some((comparison, filter.field.column, column)),
            _ => None,
        };
        let ((one, from, to), (two, from_other, to_other)) = (columns(self)?, columns(other)?);
        let is_turned = (from, to) == (to_other, from_other);
        if self.field.owner != other.field.owner || !(is_turned || (from, to) == (from_other, to_other)) {
            return None;
        }
        let two = if is_turned { two.turned() } else { two };
        match (self.negated, other.negated) {
            (true, true) => (one == two).then_some(Against::Same),
            (false, false) if one == two => Some(Against::Same),
            (is_opposite, other_is_opposite) => {
                let one = if is_opposite { one.opposite() } else { one };
                let two = if other_is_opposite { two.opposite() } else { two };
                let meets = one.orders().iter().zip(two.orders()).any(|(one, two)| *one && two);
                (!meets).then_some(Against::Excludes)
            }
        }
    }
}

/// The numbers that a field can hold.
fn bounds_of(field: &Field) -> Option<(Decimal, Decimal)> {
    match field.kind() {
        ColumnKind::Number(least, most) | ColumnKind::Whole(least, most) => {
            Some((Decimal::from(least), Decimal::from(most)))
        }
        _ => None,
    }
}

/// Whether no value passes both tests.
fn excludes(one: &Test, other: &Test) -> bool {
    match (one, other) {
        (Test::OneOf(values), test) | (test, Test::OneOf(values)) => {
            values.iter().all(|value| passes(test, value) == Some(false))
        }
        (Test::Starts(one), Test::Starts(other)) => {
            !one.starts_with(other.as_str()) && !other.starts_with(one.as_str())
        }
        (Test::Compare(one, Operand::Value(limit)), Test::Compare(other, Operand::Value(other_limit))) => {
            !one.side(limit).meets(other.side(other_limit))
        }
        _ => false,
    }
}

/// Whether every value that passes the one test passes the other too, whose opposite is asked.
fn excludes_opposite(one: &Test, opposite: &Test) -> bool {
    match (one, opposite) {
        // Whatever is asked of a cell, it is not empty.
        (_, Test::Set) => true,
        (Test::OneOf(values), test) => values.iter().all(|value| passes(test, value) == Some(true)),
        (Test::Starts(one), Test::Starts(other)) => one.starts_with(other.as_str()),
        (Test::Compare(one, Operand::Value(limit)), Test::Compare(other, Operand::Value(other_limit))) => {
            !one.side(limit).meets(other.opposite().side(other_limit))
        }
        _ => false,
    }
}

/// Whether a value passes a test; none where that cannot be told without a row and a period.
fn passes(test: &Test, value: &Value) -> Option<bool> {
    match test {
        Test::Set => Some(true),
        Test::OneOf(values) => Some(values.contains(value)),
        Test::Starts(start) => Some(matches!(value, Value::Text(cell) if cell.starts_with(start.as_str()))),
        Test::Compare(comparison, Operand::Value(limit)) => Some(comparison.side(limit).admits(value)),
        Test::InPeriod | Test::Compare(_, Operand::Column(_)) => None,
    }
}

impl Field {
    fn is(&self, column: usize) -> bool {
        self.part == Part::Whole && self.column == column
    }
}
