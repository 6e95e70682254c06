//! Time as an argument: a [`Clock`] is made once in `main` and handed down.

use cunbang_language::say;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// China Standard Time, in which every deadline of a scheme is stated.
pub const COUNTY_OFFSET: Offset = Offset::constant(8);

/// Where the present comes from.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)] // the one place where the machine's clock is read
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// How far two clocks are apart, for people: in whole minutes, hours or days, rounded down.
pub fn apart_in_words(seconds: u64) -> String {
    const HOUR: u64 = 60 * 60;
    const DAY: u64 = 24 * HOUR;
    if seconds < 2 * HOUR {
        say!("clock-minutes", count = seconds / 60)
    } else if seconds < 2 * DAY {
        say!("clock-hours", count = seconds / HOUR)
    } else {
        say!("clock-days", count = seconds / DAY)
    }
}

/// The calendar day in the county at a moment.
pub fn county_date(at: Timestamp) -> Date {
    COUNTY_OFFSET.to_datetime(at).date()
}

/// The first moment of a calendar day in the county.
pub fn start_of_county_day(day: Date) -> Timestamp {
    COUNTY_OFFSET.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MIN)
}

/// The first moment after a calendar day in the county: a deadline "by `day`" is met before it.
pub fn end_of_county_day(day: Date) -> Timestamp {
    day.tomorrow().map_or(Timestamp::MAX, start_of_county_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_in_china() {
        let end = end_of_county_day("2026-07-01".parse().unwrap());
        assert_eq!(end.to_string(), "2026-07-01T16:00:00Z");
        assert_eq!(county_date(end).to_string(), "2026-07-02");
    }
}
