//! Values of the command line that people write in several ways.

use cunbang_language::say;
use cunbang_model::{Date, Period};

/// A period as people write it: `2026Q4`, `2026年第四季度`, `2026-10`, `2026年上半年`.
pub(crate) fn period(text: &str) -> Result<Period, String> {
    Period::from_people(text, None).map_err(|error| error.to_string())
}

/// A day: `2026-10-12`, `2026/10/12`, `2026.10.12`, `2026年10月12日`.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    let plain = text.trim().trim_end_matches('日').replace(['年', '月', '/', '.'], "-");
    let parts: Vec<&str> = plain.split('-').collect();
    let read = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => year
            .parse()
            .ok()
            .zip(month.parse().ok())
            .zip(day.parse().ok())
            .and_then(|((year, month), day)| Date::new(year, month, day).ok()),
        _ => None,
    };
    read.ok_or_else(|| say!("values-not-a-day"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in ["2026-10-05", "2026/10/5", "2026.10.5", "2026年10月5日", " 2026-10-5 "] {
            assert_eq!(day(text), Ok(Date::constant(2026, 10, 5)), "{text}");
        }
        for text in ["明天", "10月5日", "2026-15-01", "5/10/2026", "2026-02-30", ""] {
            assert!(day(text).is_err(), "{text}");
        }
        assert_eq!(period("2026年4季度"), Ok(Period::Quarter(2026, 4)));
    }
}
