//! Readings 读法: what a run's engine is followed by where a later reading of its inputs decided something. Programs that do
//! not know one then say that another version made the run; where none decided, the engine stands alone, and every
//! release since comes to the same.

use crate::above::ABOVE;
use crate::decision::GIVEN_WAY;
use crate::earlier::EARLIER;
use crate::returned::READING;

/// All of them, in the order in which they stand.
const IN_ORDER: [&str; 4] = [ABOVE, READING, EARLIER, GIVEN_WAY];

/// The engine that a run names, whichever readings it used.
pub fn without_reading(engine: &str) -> &str {
    IN_ORDER.iter().rev().fold(engine, |engine, reading| engine.strip_suffix(reading).unwrap_or(engine))
}

/// Whether a run, as its engine says, used a reading.
pub(crate) fn uses(engine: &str, reading: &str) -> bool {
    engine[without_reading(engine).len()..].contains(reading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_stands_before_its_readings() {
        let engine = "cunbang-engine 1";
        for bits in 0..1 << IN_ORDER.len() {
            let used: Vec<&str> =
                IN_ORDER.iter().enumerate().filter(|(bit, _)| bits & (1 << bit) != 0).map(|(_, one)| *one).collect();
            let stated = format!("{engine}{}", used.concat());
            assert_eq!(without_reading(&stated), engine);
            for reading in IN_ORDER {
                assert_eq!(uses(&stated, reading), used.contains(&reading), "{stated} {reading}");
            }
        }
        assert_eq!(without_reading("cunbang-engine 1, something new"), "cunbang-engine 1, something new");
    }
}
