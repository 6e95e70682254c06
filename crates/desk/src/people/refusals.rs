//! Refused acts 被拒绝的操作, as the audit trail has them: who wanted what at the pages, each once a minute, and no more lines
//! than people can read.

use crate::desk::Desk;
use crate::people::audit::{self, Deed};
use cunbang_model::Timestamp;
use jiff::SignedDuration;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

/// So long an act that was refused again is not said again.
const SAID_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// So many acts of one operator are said in that time.
const MOST_ACTS: usize = 20;

/// What was refused lately, by operator: since when, and what.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<HashMap<String, (Timestamp, BTreeSet<String>)>>);

impl Refusals {
    /// Whether a refusal is to be said.
    fn is_new(&self, operator: &str, act: &str, now: Timestamp) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (since, _)| now.duration_since(*since).abs() < SAID_EVERY);
        let (_, acts) = all.entry(operator.to_owned()).or_insert_with(|| (now, BTreeSet::new()));
        acts.len() < MOST_ACTS && acts.insert(act.to_owned())
    }
}

impl Desk {
    /// Audits that an operator was refused an act, named by its address: as the role does not go so far, or as the form was not
    /// one of the operator's session.
    pub fn note_refused(&self, operator: &str, act: &str, is_own_form: bool) {
        const MOST_CHARACTERS: usize = 120;
        let act: String = act.chars().take(MOST_CHARACTERS).collect();
        if self.gate.refusals.is_new(operator, &act, self.replica().now()) {
            let deed = if is_own_form { Deed::Refuse } else { Deed::RefuseForm };
            audit::note(deed, operator, self.replica().unit(), &act);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refused_act_is_said_once_a_minute_and_a_flood_is_few_lines() {
        let refusals = Refusals::default();
        let at = |second: i64| Timestamp::from_second(1_790_000_000 + second).unwrap();
        assert!(refusals.is_new("来访", "/2026Q3/figures", at(0)));
        assert!(!refusals.is_new("来访", "/2026Q3/figures", at(1)));
        assert!(refusals.is_new("督查员", "/2026Q3/figures", at(1)));
        let said = (0..1_000).filter(|number| refusals.is_new("来访", &format!("/{number}"), at(2))).count();
        assert_eq!(said, MOST_ACTS - 1);
        assert!(refusals.is_new("来访", "/2026Q3/figures", at(60)));
    }
}
