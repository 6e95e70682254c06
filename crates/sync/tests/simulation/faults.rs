//! The kinds of fault, and how often each was injected.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// A kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Two exchanges at one node at once.
    Overlap,
    /// A message that came more than a second after it was sent.
    Delay,
    /// A message that came after one that was sent later to the same player.
    Reorder,
    /// A link cut in the middle of an exchange.
    Cut,
    /// A link on which messages went up and no answers came.
    AnswersLost,
    /// A link on which answers came and messages no longer went up.
    MessagesLost,
    /// A process killed.
    Crash,
    /// A process killed while it waited for a transaction.
    CrashInCommit,
    /// A terminal restored from a backup with `cunbang restore`.
    RestoredTerminal,
    /// A township restored from a backup with `cunbang restore`.
    RestoredTownship,
    /// A county restored from a backup with `cunbang restore`.
    RestoredCounty,
    /// A county restored from a backup that wrote before it heard anyone.
    CountyWorksFirst,
    /// A terminal's store put back by hand: the program is not told.
    PutBack,
    /// A node's store put back by hand; the mark beside it stays.
    PutBackNode,
    /// Two computers with copies of one terminal.
    Clone,
    /// A clock off by hours.
    HoursOff,
    /// A clock off by years.
    YearsOff,
    /// A device revoked.
    Revocation,
    /// A device revoked while it was exchanging.
    RevokedInFlight,
    /// A device that writes and exchanges before anybody but the county has heard of it.
    Newcomer,
}

impl Fault {
    pub const ALL: [Self; 20] = [
        Self::Overlap,
        Self::Delay,
        Self::Reorder,
        Self::Cut,
        Self::AnswersLost,
        Self::MessagesLost,
        Self::Crash,
        Self::CrashInCommit,
        Self::RestoredTerminal,
        Self::RestoredTownship,
        Self::RestoredCounty,
        Self::CountyWorksFirst,
        Self::PutBack,
        Self::PutBackNode,
        Self::Clone,
        Self::HoursOff,
        Self::YearsOff,
        Self::Revocation,
        Self::RevokedInFlight,
        Self::Newcomer,
    ];
}

/// How often each kind was injected.
#[derive(Debug, Default)]
pub struct Counts([AtomicU64; Fault::ALL.len()]);

impl Counts {
    pub fn count(&self, fault: Fault) {
        self.0[fault as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub fn of(&self, fault: Fault) -> u64 {
        self.0[fault as usize].load(Ordering::Relaxed)
    }

    pub fn add(&self, other: &Self) {
        for fault in Fault::ALL {
            self.0[fault as usize].fetch_add(other.of(fault), Ordering::Relaxed);
        }
    }

    /// The kinds that should have happened and did not.
    pub fn missing(&self) -> Vec<Fault> {
        Fault::ALL.into_iter().filter(|fault| self.of(*fault) == 0).collect()
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in Fault::ALL {
            write!(f, "{fault:?} {}, ", self.of(fault))?;
        }
        Ok(())
    }
}
