//! What a writer had seen of the other logs of a document when it wrote an entry.

use crate::entry::{ChangeIndex, Point};
use crate::log::Writer;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many entries of each other log an entry builds on, itself or through what it has seen. Of its own log it
/// builds on all before it. Entries that only follow their own log share one clock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clock(Arc<BTreeMap<Writer, u64>>);

impl Clock {
    /// The clock of an entry of `writer` that has seen these points.
    pub(crate) fn of(writer: &Writer, seen: &[Point], index: &dyn ChangeIndex) -> Self {
        if let [point] = seen
            && point.writer == *writer
        {
            return index.clock_at(point).unwrap_or_default();
        }
        let mut numbers = BTreeMap::new();
        let mut raise = |writer: Writer, number: u64| {
            let known = numbers.entry(writer).or_insert(0);
            *known = number.max(*known);
        };
        for point in seen {
            raise(point.writer, point.number);
            for (writer, number) in index.clock_at(point).unwrap_or_default().0.iter() {
                raise(*writer, *number);
            }
        }
        numbers.remove(writer);
        Self(Arc::new(numbers))
    }

    /// How many entries of another log it builds on.
    pub fn number_of(&self, writer: &Writer) -> u64 {
        self.0.get(writer).copied().unwrap_or(0)
    }

    /// What it builds on, by log.
    pub fn points(&self) -> impl Iterator<Item = Point> {
        self.0.iter().map(|(writer, number)| Point { writer: *writer, number: *number })
    }
}

/// Whether a writer who has seen these points has also seen another.
pub(crate) fn implies(index: &dyn ChangeIndex, seen: &[Point], wanted: &Point) -> bool {
    seen.iter().any(|point| {
        (point.writer == wanted.writer && point.number >= wanted.number)
            || index.clock_at(point).is_some_and(|clock| clock.number_of(&wanted.writer) >= wanted.number)
    })
}
