//! Pieces 分段: how much of what is pushed goes into one message.
//!
//! What a message brings is stored and acknowledged before the next one is looked at, and is never sent again. So a
//! line that breaks costs the piece under way. Nobody waits for an answer in between, but every piece costs bytes and
//! work on both sides. So what is pushed goes whole while the line bears it; once an exchange did not come to its end,
//! pieces begin small enough for the slowest line and double, until one does.

use cunbang_ledger::limits::MAX_FRAME_BYTES;

/// The first piece, in packed bytes, more or less: seconds on the slowest line.
const FIRST_BYTES: usize = 2 * 1024;
/// How much plainer entries are than packed ones: about what a village's rows come to.
const PLAIN_TIMES: usize = 6;

/// Parts a flight of pushes into messages.
#[derive(Debug, Clone)]
pub struct Pieces {
    /// What a message is to hold. It may hold twice as much.
    nominal_bytes: usize,
    filled_bytes: usize,
}

/// Those that begin small.
impl Default for Pieces {
    fn default() -> Self {
        Self { nominal_bytes: FIRST_BYTES, filled_bytes: 0 }
    }
}

impl Pieces {
    /// As large as they may be.
    pub const fn whole() -> Self {
        Self { nominal_bytes: MAX_FRAME_BYTES / 2, filled_bytes: 0 }
    }

    /// Whether so many packed bytes would go in pieces that begin small.
    pub const fn would_part(bytes: usize) -> bool {
        bytes > 2 * FIRST_BYTES
    }

    /// Adds a push of so many packed bytes. Returns whether it begins a message of its own.
    pub fn add(&mut self, bytes: usize) -> bool {
        let begins = self.filled_bytes > 0 && self.filled_bytes + bytes > 2 * self.nominal_bytes;
        if begins {
            self.nominal_bytes = (2 * self.nominal_bytes).min(MAX_FRAME_BYTES / 2);
            self.filled_bytes = 0;
        }
        self.filled_bytes += bytes;
        begins
    }

    /// How large the next push is to be, in packed bytes.
    fn wanted_bytes(&self) -> usize {
        if self.filled_bytes > self.nominal_bytes / 2 { 2 * self.nominal_bytes } else { self.nominal_bytes }
    }

    /// How many segments to pack into the next push, at least one, given the plain size of each.
    pub(crate) fn cut(&self, plain_bytes: &[usize]) -> usize {
        let most = PLAIN_TIMES * self.wanted_bytes();
        let mut rest: usize = plain_bytes.iter().sum();
        let mut taken = 0;
        for (count, bytes) in plain_bytes.iter().enumerate() {
            // What would be left for a small piece goes along: a piece has its price.
            if count > 0 && taken + bytes > most && rest > most / 2 {
                return count;
            }
            taken += bytes;
            rest -= bytes;
        }
        plain_bytes.len()
    }

    /// How many of `count` segments to pack instead, if these came to so many packed bytes: too many for a piece.
    pub(crate) fn cut_again(&self, count: usize, packed_bytes: usize) -> Option<usize> {
        let wanted = self.wanted_bytes();
        (packed_bytes > 2 * wanted && count > 1).then(|| (count * wanted / packed_bytes).clamp(1, count - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The messages into which pushes of these sizes go.
    fn messages(pushes: &[usize]) -> Vec<Vec<usize>> {
        let mut pieces = Pieces::default();
        let mut messages: Vec<Vec<usize>> = Vec::new();
        for bytes in pushes {
            if pieces.add(*bytes) || messages.is_empty() {
                messages.push(Vec::new());
            }
            messages.last_mut().unwrap().push(*bytes);
        }
        messages
    }

    #[test]
    fn messages_begin_small_and_double() {
        assert_eq!(messages(&[900]), [[900]]);
        assert_eq!(messages(&[900, 900, 900, 900, 900]), [vec![900; 4], vec![900]]);
        assert_eq!(messages(&[100_000, 100_000]), [[100_000], [100_000]]);
        let sizes: Vec<usize> = messages(&[500; 1500]).iter().map(|message| message.iter().sum()).collect();
        assert_eq!(sizes[..4], [4_000, 8_000, 16_000, 32_500]);
        assert!(sizes.iter().all(|bytes| *bytes <= MAX_FRAME_BYTES), "{sizes:?}");
    }

    #[test]
    fn a_log_is_cut_where_its_signatures_are() {
        let pieces = Pieces::default();
        assert_eq!(pieces.cut(&[200; 200]), 61);
        // A large one cannot be cut, and a small rest goes along.
        assert_eq!(pieces.cut(&[50_000, 200_000]), 1);
        assert_eq!(pieces.cut(&[200; 80]), 80);
        assert_eq!(pieces.cut_again(61, 3_000), None);
        assert_eq!(pieces.cut_again(61, 12_000), Some(10));
        assert_eq!(pieces.cut_again(1, 12_000), None);
    }
}
