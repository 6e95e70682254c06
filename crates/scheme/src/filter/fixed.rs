//! What a condition fixes of a row 条件限定: the words, beginnings and days that a row must have to meet it.

use super::field::{Owner, Part, WEEKDAYS};
use super::{Filter, Test};
use crate::asked::{Fixed, Wanted};
use cunbang_model::Value;

impl Filter {
    /// What a cell must hold, where the condition names it. Comparisons, and what must not be there, name nothing.
    pub(crate) fn fixes(&self) -> Option<Fixed> {
        if self.negated || self.field.owner == Owner::Member {
            return None;
        }
        let words = |values: &[Value]| values.iter().map(ToString::to_string).collect::<Vec<_>>();
        let wanted = match (&self.test, self.field.part) {
            (Test::OneOf(values), Part::Whole) => Wanted::OneOf(words(values)),
            (Test::OneOf(values), Part::Weekday) => {
                let named = words(values);
                Wanted::Weekday(WEEKDAYS.iter().position(|(word, _)| named.iter().any(|one| one == word))?)
            }
            (Test::OneOf(values), Part::DayOfMonth) => Wanted::DayOfMonth(words(values).first()?.parse().ok()?),
            (Test::Starts(start), Part::Whole) => Wanted::Begins(start.clone()),
            _ => return None,
        };
        Some(Fixed { of_meeting: self.field.owner == Owner::Meeting, column: self.field.column().name, wanted })
    }
}
