//! What happens often and is said seldom: a line of the log for each would let strangers fill the disk.

use std::time::Duration;
use tokio::time::Instant;

/// Says when a thing may be said again.
#[derive(Debug)]
pub(crate) struct Seldom {
    every: Duration,
    last: Option<Instant>,
    unsaid: u64,
}

impl Seldom {
    pub(crate) fn new(every: Duration) -> Self {
        Self { every, last: None, unsaid: 0 }
    }

    /// If it is to be said now: how often it happened unsaid before.
    pub(crate) fn say(&mut self, now: Instant) -> Option<u64> {
        if self.last.is_some_and(|last| now - last < self.every) {
            self.unsaid += 1;
            return None;
        }
        self.last = Some(now);
        Some(std::mem::take(&mut self.unsaid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_once_in_a_while_and_how_often_it_was_not() {
        let now = Instant::now();
        let mut seldom = Seldom::new(Duration::from_mins(1));
        let said: Vec<_> = (0..10).map(|_| seldom.say(now)).collect();
        assert_eq!((said[0], said[9]), (Some(0), None));
        assert_eq!(seldom.say(now + Duration::from_mins(1)), Some(9));
    }
}
