//! Places: how many messages are worked on at once, who waits for that, and when the others should come back.
//!
//! A place is held while something is worked out for one device: what it pushed is taken in, or a page of the
//! feed is read. It is given back before anyone waits for the device or the line. So an idle stream, a slow line
//! and a device that says nothing more hold none. Places go to those who ask in the order in which they ask.

use crate::error::RETRY_AFTER;
use crate::metering;
use crate::server::Limits;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio::time::Instant;
use tonic::Status;
use tonic::metadata::MetadataValue;

/// How much the newest turn counts in the mean of how long turns take.
const WEIGHT: f64 = 1.0 / 32.0;
/// What a turn is taken to last before any was measured.
const FIRST_GUESS: Duration = Duration::from_millis(50);

/// A node's places.
#[derive(Debug)]
pub(crate) struct Places {
    free: Semaphore,
    count: usize,
    max_newcomers: usize,
    /// Devices that were let in and have no answer yet.
    newcomers: watch::Sender<usize>,
    pace: Mutex<Pace>,
}

/// How fast places become free, and who was told to come when.
#[derive(Debug)]
struct Pace {
    mean_turn: Duration,
    /// When the last device that was turned away is to come.
    last_appointment: Instant,
    longest_retry: Duration,
}

impl Places {
    pub(crate) fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Self {
            free: Semaphore::new(limits.max_exchanges),
            count: limits.max_exchanges,
            max_newcomers: limits.max_newcomers,
            newcomers: watch::Sender::new(0),
            pace: Mutex::new(Pace::new(limits.longest_retry, Instant::now())),
        })
    }

    /// Counts a device that is about to begin an exchange among those that were let in, if there is room.
    pub(crate) fn expect(self: &Arc<Self>) -> Option<Newcomer> {
        let is_let_in = self.newcomers.send_if_modified(|newcomers| {
            let has_room = *newcomers < self.max_newcomers;
            *newcomers += usize::from(has_room);
            has_room
        });
        is_let_in.then(|| Newcomer { places: Arc::clone(self) })
    }

    /// Lets in a device that has begun an exchange, or says when it should come back.
    pub(crate) fn admit(self: &Arc<Self>) -> Result<Newcomer, Status> {
        if let Some(newcomer) = self.expect() {
            return Ok(newcomer);
        }
        metering::shed();
        let mut status = Status::resource_exhausted(format!("the node is busy: {} exchanges wait", self.max_newcomers));
        status.metadata_mut().insert(RETRY_AFTER, MetadataValue::from(self.appointment().as_secs()));
        Err(status)
    }

    /// How many devices were let in and have no answer yet.
    pub(crate) fn newcomers(&self) -> watch::Receiver<usize> {
        self.newcomers.subscribe()
    }

    /// Waits for a place.
    pub(crate) async fn take(&self) -> Place<'_> {
        let permit = if let Ok(permit) = self.free.try_acquire() {
            Some(permit)
        } else {
            let _waiting = metering::Waiting::for_a_place();
            // Nobody closes it.
            self.free.acquire().await.ok()
        };
        Place { places: self, _permit: permit, since: Instant::now() }
    }

    fn appointment(&self) -> Duration {
        let waiting = *self.newcomers.borrow();
        self.pace().appointment(Instant::now(), waiting, self.count)
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pace {
    fn new(longest_retry: Duration, now: Instant) -> Self {
        Self { mean_turn: FIRST_GUESS, last_appointment: now, longest_retry }
    }

    /// When a device that is turned away should come back, in whole seconds: once those who wait have had their
    /// turn, and after the one that was turned away before it. So they come back as fast as the node can serve
    /// them, however many there are.
    fn appointment(&mut self, now: Instant, waiting: usize, places: usize) -> Duration {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let each = self.mean_turn / number(places).max(1);
        let until_all_had_theirs = each.saturating_mul(number(waiting)).min(self.longest_retry);
        let appointment = self.last_appointment.max(now + until_all_had_theirs) + each;
        self.last_appointment = appointment.min(now + self.longest_retry);
        Duration::from_secs((self.last_appointment - now).as_secs() + 1)
    }

    fn turn_took(&mut self, time: Duration) {
        self.mean_turn = self.mean_turn.mul_f64(1.0 - WEIGHT) + time.mul_f64(WEIGHT);
    }
}

/// A device that connected and is about to begin an exchange, for which there is room. Its first exchange takes that.
#[derive(Debug, Clone, Default)]
pub struct Expected(Arc<Mutex<Option<Newcomer>>>);

impl Expected {
    /// Keeps room for a device.
    pub(crate) fn keep(&self, newcomer: Newcomer) {
        *self.slot() = Some(newcomer);
    }

    /// Takes the room that was kept, if nobody has and the device came in time.
    pub(crate) fn take(&self) -> Option<Newcomer> {
        self.slot().take()
    }

    /// The same, as long as the connection lasts.
    pub(crate) fn downgrade(&self) -> ExpectedWhileConnected {
        ExpectedWhileConnected(Arc::downgrade(&self.0))
    }

    fn slot(&self) -> MutexGuard<'_, Option<Newcomer>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// [`Expected`], without keeping it.
pub(crate) struct ExpectedWhileConnected(Weak<Mutex<Option<Newcomer>>>);

impl ExpectedWhileConnected {
    /// Gives up the room that was kept.
    pub(crate) fn take(&self) {
        if let Some(slot) = self.0.upgrade() {
            drop(Expected(slot).take());
        }
    }
}

/// A device that was let in, until its first answer.
#[derive(Debug)]
pub(crate) struct Newcomer {
    places: Arc<Places>,
}

impl Drop for Newcomer {
    fn drop(&mut self) {
        self.places.newcomers.send_modify(|newcomers| *newcomers -= 1);
    }
}

/// A place, until dropped.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    places: &'a Places,
    _permit: Option<SemaphorePermit<'a>>,
    since: Instant,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.places.pace().turn_took(self.since.elapsed());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST: Duration = Duration::from_mins(5);

    /// The pace of a node whose turns last this long.
    fn pace(now: Instant, turn: Duration) -> Pace {
        let mut pace = Pace::new(LONGEST, now);
        (0..400).for_each(|_| pace.turn_took(turn));
        pace
    }

    #[test]
    fn who_is_turned_away_comes_back_as_fast_as_the_node_works() {
        let now = Instant::now();
        // Four at once, two seconds each: two a second. Ten wait, for five seconds.
        let mut pace = pace(now, Duration::from_secs(2));
        let told: Vec<u64> = (0..100).map(|_| pace.appointment(now, 10, 4).as_secs()).collect();
        assert!((5..=7).contains(&told[0]), "{told:?}");
        assert!((54..=57).contains(&told[99]), "{told:?}");
        for second in 8..54 {
            let come = told.iter().filter(|told| **told == second).count();
            assert!((1..=3).contains(&come), "{come} come back at {second}: {told:?}");
        }
        // Later, nobody is behind those who came back meanwhile.
        let told = pace.appointment(now + Duration::from_mins(2), 10, 4).as_secs();
        assert!((5..=7).contains(&told), "{told}");
    }

    #[test]
    fn nobody_is_told_to_stay_away_for_ever() {
        let now = Instant::now();
        let mut pace = pace(now, Duration::from_secs(20));
        let told = (0..100).map(|_| pace.appointment(now, 100_000, 1)).max();
        assert_eq!(told, Some(LONGEST + Duration::from_secs(1)));
    }

    #[test]
    fn whoever_finds_no_room_is_told_when_to_come() {
        let places = Places::new(&Limits { max_newcomers: 2, ..Limits::default() });
        let first = places.admit().unwrap();
        let _second = places.admit().unwrap();
        let status = places.admit().unwrap_err();
        assert_eq!(status.code(), tonic::Code::ResourceExhausted);
        assert_eq!(status.metadata().get(RETRY_AFTER).unwrap(), "1");
        drop(first);
        assert!(places.admit().is_ok());
    }

    #[tokio::test]
    async fn places_are_given_in_the_order_of_asking() {
        let places = Places::new(&Limits { max_exchanges: 1, ..Limits::default() });
        let held = places.take().await;
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = Vec::new();
        for number in 0..5 {
            let (places, order) = (Arc::clone(&places), Arc::clone(&order));
            tasks.push(tokio::spawn(async move {
                let _place = places.take().await;
                order.lock().unwrap().push(number);
            }));
            tokio::task::yield_now().await;
        }
        drop(held);
        for task in tasks {
            tokio::time::timeout(Duration::from_secs(20), task).await.unwrap().unwrap();
        }
        assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4]);
    }
}
