//! Both halves of an exchange in one process: messages are passed by hand, without a network.

use cunbang_replica::Replica;
use cunbang_sync::SyncReport;
use cunbang_sync::half::{LowerHalf, UpperHalf};
use std::collections::VecDeque;
use std::sync::Arc;

/// A text that cannot be made small, other for each number.
pub fn noise(number: u64, characters: usize) -> String {
    let mut state = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from_digit(u32::try_from(state % 36).unwrap(), 36).unwrap()
    };
    (0..characters).map(|_| next()).collect()
}

/// Like [`cunbang_sync::Upstream::sync`].
pub async fn sync(lower: &Replica, upper: &Arc<Replica>) -> SyncReport {
    let mut report = SyncReport::default();
    for _ in 0..3 {
        if !exchange(lower, upper, &mut report).await {
            break;
        }
    }
    report
}

/// Exchanges everything once. Returns whether the exchange must be repeated.
pub async fn exchange(lower: &Replica, upper: &Arc<Replica>, report: &mut SyncReport) -> bool {
    let (device, node) = (lower.identity(), upper.identity());
    let mut below = LowerHalf::new(lower, node.certificate(), false);
    let mut above = UpperHalf::new(Arc::clone(upper), Arc::new(device.certificate().clone()));
    let mut under_way = VecDeque::new();
    while let Some(up) = below.next_message().await.unwrap() {
        under_way.push_back(up);
    }
    while let Some(up) = under_way.pop_front() {
        above.hear(up).unwrap();
        while let Some(down) = above.next_message().await.unwrap() {
            below.hear(down).unwrap();
            while let Some(up) = below.next_message().await.unwrap() {
                under_way.push_back(up);
            }
        }
    }
    assert!(below.is_idle() && above.is_over(), "both halves know that everything is exchanged");
    report.add(below.take_report());
    below.must_repeat()
}
