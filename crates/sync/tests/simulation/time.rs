//! Virtual time: whatever waits, waits here. Time passes only when nothing can run, and then up to the next
//! sleeper. So a world plays as fast as the machine can, and the same seed always plays in the same order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::{Notify, oneshot};

/// More wake-ups than any world needs: one that goes on for ever is a fault.
const MOST_WAKE_UPS: u64 = 300_000;
/// A task that was woken may wake another one before anything is noted. Longer chains than this do not occur.
const QUIET_ROUNDS: usize = 4;

/// The time of one world.
#[derive(Debug, Clone, Default)]
pub struct Time(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    sleepers: Mutex<Sleepers>,
    /// Counts whatever happens.
    moved: AtomicU64,
    /// How many calls are in a database or on a network, and take time of their own.
    outside: AtomicUsize,
    back: Notify,
}

#[derive(Debug, Default)]
struct Sleepers {
    now_ms: u64,
    count: u64,
    /// By when each wakes up, its key, and who came first.
    waiting: BTreeMap<(u64, u64, u64), oneshot::Sender<()>>,
}

/// A call that takes time of its own, until this is dropped.
pub struct Outside(Time);

impl Drop for Outside {
    fn drop(&mut self) {
        self.0.move_on();
        self.0.0.outside.fetch_sub(1, Ordering::SeqCst);
        self.0.0.back.notify_one();
    }
}

impl Time {
    pub fn now_ms(&self) -> u64 {
        self.0.sleepers.lock().unwrap().now_ms
    }

    /// Notes that something happened.
    pub fn move_on(&self) {
        self.0.moved.fetch_add(1, Ordering::SeqCst);
    }

    pub fn outside(&self) -> Outside {
        self.0.outside.fetch_add(1, Ordering::SeqCst);
        Outside(self.clone())
    }

    pub async fn sleep(&self, milliseconds: u64) {
        self.wait(self.now_ms() + milliseconds, 0).await;
    }

    /// Sleeps after news. It wakes everybody at once, in any order: with keys of their own, they go on in the same
    /// order every time.
    pub async fn gather(&self, key: u64, milliseconds: u64) {
        self.wait(self.now_ms() + milliseconds, key).await;
    }

    async fn wait(&self, at_ms: u64, key: u64) {
        let (wake, woken) = oneshot::channel();
        {
            let mut sleepers = self.0.sleepers.lock().unwrap();
            let at_ms = at_ms.max(sleepers.now_ms);
            sleepers.count += 1;
            let count = sleepers.count;
            sleepers.waiting.insert((at_ms, key, count), wake);
        }
        self.move_on();
        let _ = woken.await;
        self.move_on();
    }

    /// Lets time pass until this moment.
    pub async fn pass_until(&self, at_ms: u64) {
        self.pass(Some(at_ms)).await;
        let mut sleepers = self.0.sleepers.lock().unwrap();
        sleepers.now_ms = sleepers.now_ms.max(at_ms);
    }

    /// Lets time pass until nobody sleeps.
    pub async fn pass_all(&self) {
        self.pass(None).await;
    }

    async fn pass(&self, until_ms: Option<u64>) {
        for _ in 0..MOST_WAKE_UPS {
            self.settle().await;
            let next = {
                let mut sleepers = self.0.sleepers.lock().unwrap();
                let Some(next) = sleepers.waiting.first_entry() else { return };
                let (at_ms, ..) = *next.key();
                if until_ms.is_some_and(|until_ms| at_ms > until_ms) {
                    return;
                }
                let next = next.remove();
                sleepers.now_ms = at_ms;
                next
            };
            // Whoever is gone needs no waking.
            let _ = next.send(());
        }
        panic!("the world never comes to rest");
    }

    /// Lets everything run that can run now.
    async fn settle(&self) {
        let mut quiet_rounds = 0;
        let mut seen = self.0.moved.load(Ordering::SeqCst);
        while quiet_rounds < QUIET_ROUNDS {
            while self.0.outside.load(Ordering::SeqCst) > 0 {
                self.0.back.notified().await;
            }
            tokio::task::yield_now().await;
            let moved = self.0.moved.load(Ordering::SeqCst);
            quiet_rounds = if moved == seen { quiet_rounds + 1 } else { 0 };
            seen = moved;
        }
    }
}
