//! Consequences that can never come 不会出现的结果运用: because a score, stars or a measure does not go so far, or
//! because their conditions exclude each other.

use super::{Condition, Consequence, Subject, Test};
use crate::comparison::Comparison;
use crate::extent::Extent;
use crate::fault::quoted;
use crate::level::Level;
use crate::reading::Section;
use cunbang_language::{Said, to_say};
use cunbang_model::Decimal;

/// Notes the consequences of a level that can never come. `all` are those that were read of it.
pub(crate) fn check(section: &Section<'_>, all: &[Consequence], level: Level, extent: &Extent) {
    for entry in section.sections("consequences") {
        let Some(one) = entry.text("id").and_then(|id| all.iter().find(|one| one.id == id.value)) else { continue };
        for (index, condition) in one.conditions.iter().enumerate() {
            let fault = |why: Said| {
                let stated = quoted(&condition.text);
                entry.faults.doubt(condition.at, to_say!("scheme-condition", condition = stated, why = why));
            };
            if let Some(why) = condition.never(extent) {
                fault(why);
            } else if let Some(why) = condition.always(extent) {
                fault(why);
            } else if let Some(most) = condition.most_units(level) {
                fault(to_say!("scheme-condition-all-units", most = most));
            } else if let Some(ceiling) = condition.is_above_ceiling(&one.conditions, extent) {
                fault(to_say!("scheme-condition-above-ceiling", ceiling = ceiling));
            } else if let Some(other) = one.conditions[..index].iter().find(|other| condition.excludes(other)) {
                fault(to_say!("scheme-condition-excluded", other = quoted(&other.text)));
            } else if one.conditions[..index].iter().any(|other| other.test == condition.test) {
                fault(to_say!("scheme-condition-repeated"));
            }
        }
        check_amount(&entry, one, extent);
    }
}

fn check_amount(entry: &Section<'_>, one: &Consequence, extent: &Extent) {
    let Some(amount) = &one.amount else { return };
    if let Some(number) = entry.number("amount").filter(|number| number.value <= Decimal::ZERO) {
        let expected = to_say!("scheme-expected-above-zero");
        entry.faults.doubt(
            number.at,
            to_say!("scheme-value-wrong", place = "amount", value = number.value, expected = expected),
        );
    }
    if amount.unit.is_empty() && !entry.has("unit") {
        let (place, expected) = (format!("{}.unit", entry.path), to_say!("scheme-expected-amount-unit"));
        entry.faults.doubt(entry.at, to_say!("scheme-key-missing", place = place, expected = expected));
    }
    let in_per_cent = amount.each.is_some_and(|index| extent.are_shares.get(index).is_some_and(|is_share| *is_share));
    if let (true, Some(each)) = (in_per_cent, entry.text("each")) {
        entry.faults.doubt(each.at, to_say!("scheme-each-in-per-cent", each = each.value));
    }
}

/// No county lists so many of its villages, nor a village of its members.
const MOST_OF_VILLAGES: u32 = 500;
/// No county has so many townships.
const MOST_OF_UNITS_ABOVE: u32 = 100;

impl Subject {
    /// The least and most that it can be, where they are known; none of what is not there.
    fn range(self, extent: &Extent) -> Option<(Option<Decimal>, Option<Decimal>)> {
        Some(match self {
            Self::Score => (Some(extent.least_score), Some(extent.most_score)),
            Self::Stars => (Some(Decimal::ZERO), extent.most_stars.map(Decimal::from)),
            Self::Measure(index) => *extent.measures.get(index)?,
        })
    }
}

impl Condition {
    /// Why it can never hold.
    fn never(&self, extent: &Extent) -> Option<Said> {
        match self.test {
            Test::Candidate if !extent.lists => Some(to_say!("scheme-condition-without-candidates")),
            Test::Compare(Subject::Stars, ..) if extent.most_stars.is_none() => {
                Some(to_say!("scheme-condition-without-stars"))
            }
            Test::Compare(subject, comparison, limit) => {
                let (least, most) = subject.range(extent)?;
                let furthest = if comparison.is_upward() { most } else { least };
                if furthest.is_none_or(|furthest| comparison.holds(furthest.cmp(&limit))) {
                    return None;
                }
                Some(match (least.map(|least| least.normalize()), most.map(|most| most.normalize())) {
                    (Some(least), Some(most)) => to_say!("scheme-condition-out-of-reach", least = least, most = most),
                    (Some(least), None) => to_say!("scheme-condition-below-reach", least = least),
                    (None, most) => to_say!("scheme-condition-above-reach", most = most.unwrap_or_default()),
                })
            }
            _ => None,
        }
    }

    /// Why it holds of every score, of any number of stars, whatever is measured.
    fn always(&self, extent: &Extent) -> Option<Said> {
        let Test::Compare(subject, comparison, limit) = self.test else { return None };
        let (least, most) = subject.range(extent)?;
        let nearest = if comparison.is_upward() { least } else { most }?.normalize();
        if !comparison.holds(nearest.cmp(&limit)) {
            return None;
        }
        Some(match (subject, least, most) {
            (Subject::Score, Some(least), Some(most)) => {
                to_say!("scheme-condition-always", least = least.normalize(), most = most.normalize())
            }
            _ if comparison.is_upward() => to_say!("scheme-condition-always-from", least = nearest),
            _ => to_say!("scheme-condition-always-to", most = nearest),
        })
    }

    /// The most units of a level that a place among the last or first may be asked of, where it asks for more: so many that
    /// hardly anybody is left out.
    fn most_units(&self, level: Level) -> Option<u32> {
        let most = match level {
            Level::Member | Level::Village => MOST_OF_VILLAGES,
            _ => MOST_OF_UNITS_ABOVE,
        };
        matches!(self.test, Test::Last(number) | Test::First(number) if number > most).then_some(most)
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
