//! The pauses of a device between its attempts to reach a node.

use crate::error::SyncError;
use cunbang_model::Randomness;
use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_mins(5);
/// Who is told when to come back comes later than told by up to this part of it, and at least by up to a second.
const LATER_BY: f64 = 0.25;

/// How long a device waits before it tries again. The pauses grow from one second to five minutes and are random,
/// so that devices do not return all at once. A node that says when to come back is believed.
#[derive(Debug)]
pub struct Pauses {
    next: Duration,
}

impl Default for Pauses {
    fn default() -> Self {
        Self { next: FIRST }
    }
}

impl Pauses {
    /// The node was reached: the next pause is short again.
    pub fn reset(&mut self) {
        self.next = FIRST;
    }

    /// The pause after an attempt, which may have failed.
    pub fn after(&mut self, failure: Option<&SyncError>, randomness: &dyn Randomness) -> Duration {
        let chance = chance(randomness);
        if let Some(SyncError::Busy { retry_after_seconds, .. }) = failure {
            let told = Duration::from_secs(*retry_after_seconds);
            return told + told.mul_f64(LATER_BY).max(Duration::from_secs(1)).mul_f64(chance);
        }
        let pause = self.next;
        self.next = (pause * 2).min(LONGEST);
        pause.mul_f64(0.5 + chance / 2.0)
    }
}

/// Between 0 and 1; without randomness, the middle.
fn chance(randomness: &dyn Randomness) -> f64 {
    let mut bytes = [128, 0];
    let _ = randomness.fill(&mut bytes);
    f64::from(u16::from_be_bytes(bytes)) / f64::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_world::SeededRandomness;

    fn pauses(failure: &SyncError, count: usize) -> Vec<Duration> {
        let randomness = SeededRandomness::new(7);
        (0..count).map(|_| Pauses::default().after(Some(failure), &randomness)).collect()
    }

    #[test]
    fn who_is_told_when_to_come_back_never_comes_earlier_and_not_with_all_others() {
        for (told, latest) in [(1, 2.0), (2, 3.0), (40, 50.0)] {
            let busy = SyncError::Busy { reason: "busy".to_owned(), retry_after_seconds: told };
            let mut pauses = pauses(&busy, 1000);
            pauses.sort();
            let (first, last) = (pauses[0].as_secs_f64(), pauses[999].as_secs_f64());
            let told = Duration::from_secs(told).as_secs_f64();
            assert!(first >= told && last <= latest, "{first} to {last}");
            assert!(last - first > (latest - told) * 0.9, "{first} to {last}: spread");
        }
    }

    #[test]
    fn pauses_grow_and_start_over_once_the_node_was_reached() {
        let randomness = SeededRandomness::new(7);
        let gone = SyncError::TurnedAway { address: "node:7443".to_owned(), reason: "closed".to_owned() };
        let mut pauses = Pauses::default();
        let mut expected = FIRST;
        for _ in 0..12 {
            let pause = pauses.after(Some(&gone), &randomness);
            assert!(pause >= expected / 2 && pause <= expected, "{pause:?} of {expected:?}");
            expected = (expected * 2).min(LONGEST);
        }
        // Being told does not make the next pause longer.
        let busy = SyncError::Busy { reason: "busy".to_owned(), retry_after_seconds: 1 };
        pauses.reset();
        for _ in 0..5 {
            pauses.after(Some(&busy), &randomness);
        }
        assert!(pauses.after(None, &randomness) <= FIRST);
    }
}
