//! Consequences that can never come 不会出现的结果运用: because a score, stars or a measure does not go so far, or
//! because their conditions exclude each other.

use super::{Condition, Consequence, Subject, Test};
use crate::comparison::Comparison;
use crate::extent::Extent;
use crate::reading::Section;
use cunbang_model::Decimal;

/// Notes the consequences of a level that can never come. `all` are those that were read of it.
pub(crate) fn check(section: &Section<'_>, all: &[Consequence], extent: &Extent) {
    for entry in section.sections("consequences") {
        let Some(one) = entry.text("id").and_then(|id| all.iter().find(|one| one.id == id.value)) else { continue };
        for (index, condition) in one.conditions.iter().enumerate() {
            let fault = |why: String| {
                entry.faults.doubt(condition.at, format!("condition {:?}: {why}", condition.text));
            };
            if let Some(why) = condition.never(extent) {
                fault(why);
            } else if let Some(ceiling) = condition.is_above_ceiling(&one.conditions, extent) {
                fault(format!("nobody is a candidate from the ceiling of {ceiling} on, so it never holds"));
            } else if let Some(other) = one.conditions[..index].iter().find(|other| condition.excludes(other)) {
                fault(format!("it cannot hold together with {:?}: leave one out", other.text));
            } else if one.conditions[..index].iter().any(|other| other.test == condition.test) {
                fault("it stands there twice: leave one out".to_owned());
            }
        }
        check_amount(&entry, one, extent);
    }
}

fn check_amount(entry: &Section<'_>, one: &Consequence, extent: &Extent) {
    let Some(amount) = &one.amount else { return };
    if let Some(number) = entry.number("amount").filter(|number| number.value <= Decimal::ZERO) {
        entry.faults.doubt(number.at, format!("`amount` is {}: expected a number above 0", number.value));
    }
    if amount.unit.is_empty() && !entry.has("unit") {
        entry.faults.doubt(
            entry.at,
            format!("`{}.unit` is missing: expected what the amount is in, such as \"元\"", entry.path),
        );
    }
    let in_per_cent = amount.each.is_some_and(|index| extent.measures.get(index).is_some_and(|(_, top)| top.is_some()));
    if let (true, Some(each)) = (in_per_cent, entry.text("each")) {
        entry.faults.doubt(
            each.at,
            format!("`each` is `{}`, which is measured in per cent: name an indicator that counts", each.value),
        );
    }
}

impl Condition {
    /// Why it can never hold.
    fn never(&self, extent: &Extent) -> Option<String> {
        match self.test {
            Test::Candidate if !extent.lists => Some("nobody is a candidate without [village.candidates]".to_owned()),
            Test::Compare(Subject::Stars, ..) if extent.most_stars.is_none() => {
                Some("this level gives no stars: add them, or leave it out".to_owned())
            }
            Test::Compare(subject, comparison, limit) => {
                let (least, most) = match subject {
                    Subject::Score => (Some(extent.least_score), Some(extent.most_score)),
                    Subject::Stars => (Some(Decimal::ZERO), extent.most_stars.map(Decimal::from)),
                    Subject::Measure(index) => *extent.measures.get(index)?,
                };
                let furthest = if comparison.is_upward() { most } else { least };
                if furthest.is_none_or(|furthest| comparison.holds(furthest.cmp(&limit))) {
                    return None;
                }
                let goes = match (least.map(|least| least.normalize()), most.map(|most| most.normalize())) {
                    (Some(least), Some(most)) => format!("it goes from {least} to {most}"),
                    (Some(end), None) => format!("it is never below {end}"),
                    (None, end) => format!("it is never above {}", end.unwrap_or_default()),
                };
                Some(goes + ", so it never holds")
            }
            _ => None,
        }
    }

    /// The ceiling of the list, where candidates are asked for a score that is above it.
    fn is_above_ceiling(&self, all: &[Self], extent: &Extent) -> Option<Decimal> {
        let Test::Compare(Subject::Score, comparison, limit) = self.test else { return None };
        let asks_candidates = all.iter().any(|other| other.test == Test::Candidate);
        let ceiling =
            extent.ceiling.filter(|ceiling| asks_candidates && comparison.is_upward() && limit >= *ceiling)?;
        Some(ceiling.normalize())
    }

    /// Whether the two cannot hold together.
    fn excludes(&self, other: &Self) -> bool {
        match (&self.test, &other.test) {
            (Test::Compare(one, comparison, limit), Test::Compare(two, other, other_limit)) if one == two => {
                let ((from, at_least), (to, at_most)) = match (comparison.is_upward(), other.is_upward()) {
                    (true, false) => ((comparison, limit), (other, other_limit)),
                    (false, true) => ((other, other_limit), (comparison, limit)),
                    _ => return false,
                };
                let touches = *from == Comparison::AtLeast && *to == Comparison::AtMost;
                at_least > at_most || (at_least == at_most && !touches)
            }
            // First place is neither among the last nor a candidate.
            (Test::First(1), Test::Last(_) | Test::Candidate) | (Test::Last(_) | Test::Candidate, Test::First(1)) => {
                true
            }
            (Test::Kind(ours), Test::Kind(others)) => !ours.iter().any(|kind| others.contains(kind)),
            _ => false,
        }
    }
}
