//! The engine of a run 引擎: by which reading of the rows its outcome was worked out, as its record says.
//!
//! Evidence verifies for as long as there are programs, so an earlier reading is kept here once another is better.
//! The first took rows of one id for one row wherever they stood: of the quarters' ledgers of a year, in which ids begin
//! anew, it counted one row of each id. Runs of a quarter or a month cannot differ, and bear the first number still.

use cunbang_model::{Period, Row, Table, UnitCode};
use cunbang_scheme::engine_of;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

const NAME: &str = "cunbang-engine ";

/// The engine of a run, as in `cunbang-engine 1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Engine {
    number: u32,
    is_newest: bool,
}

impl Engine {
    /// The one by which a period is assessed now.
    pub fn of(period: Period) -> Self {
        Self { number: engine_of(period), is_newest: true }
    }

    /// The one that a run of a period states; none where this program does not know it.
    pub fn stated(text: &str, period: Period) -> Option<Self> {
        let newest = engine_of(period);
        let known = (1..=newest).map(|number| Self { number, is_newest: number == newest });
        known.into_iter().find(|engine| engine.to_string() == text)
    }

    /// The rows of a unit as the scheme is given them: by document, or all together where one row of each key counted.
    pub(crate) fn read(self, unit: UnitCode, documents: Vec<Arc<Vec<Row>>>) -> Vec<Arc<Vec<Row>>> {
        if self.is_newest { documents } else { vec![Arc::new(one_of_each_key(unit, &documents))] }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NAME}{}", self.number)
    }
}

/// Of several rows under one key, the one whose JSON sorts last. Those who are members are no such rows: what several
/// quarters say of one is put together.
fn one_of_each_key(unit: UnitCode, documents: &[Arc<Vec<Row>>]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut by_key: BTreeMap<String, &Row> = BTreeMap::new();
    for row in documents.iter().flat_map(|rows| rows.iter()) {
        let is_one_of_many = row.unit() == unit && !row.is_withdrawn();
        if !is_one_of_many || matches!(row.table(), Table::Standing | Table::Members) {
            rows.push(row.clone());
            continue;
        }
        let kept = by_key.entry(row.key()).or_insert(row);
        if row.to_json() > kept.to_json() {
            *kept = row;
        }
    }
    rows.extend(by_key.into_values().cloned());
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_knows_the_engines_before_its_own() {
        let (quarter, year): (Period, Period) = ("2026Q3".parse().unwrap(), "2026".parse().unwrap());
        assert_eq!(Engine::of(quarter).to_string(), "cunbang-engine 1");
        assert_eq!(Engine::of(year).to_string(), "cunbang-engine 2");
        assert_eq!(Engine::stated("cunbang-engine 2", year), Some(Engine::of(year)));
        let first = Engine::stated("cunbang-engine 1", year).unwrap();
        assert_ne!(first, Engine::of(year));
        for unknown in ["cunbang-engine 3", "cunbang-engine", "engine 1", "cunbang-engine 01"] {
            assert_eq!(Engine::stated(unknown, year), None, "{unknown}");
        }
        assert_eq!(Engine::stated("cunbang-engine 2", quarter), None, "no run of a quarter bears it");
    }

    #[test]
    fn the_first_engine_took_rows_of_one_id_for_one() {
        let year: Period = "2026".parse().unwrap();
        let unit: UnitCode = "330522103201".parse().unwrap();
        let task = |due: &str, text: &str| {
            let json = format!(r#"{{"unit":"330522103201","task":"t1","title":"{text}","due":"{due}"}}"#);
            Row::from_json(Table::Tasks, &json).unwrap()
        };
        let documents = vec![
            Arc::new(vec![task("2026-02-03", "修路")]),
            Arc::new(vec![task("2026-05-03", "清河"), task("2026-05-04", "a").withdrawn("x")]),
        ];
        assert_eq!(Engine::of(year).read(unit, documents.clone()), documents);
        let read = Engine::stated("cunbang-engine 1", year).unwrap().read(unit, documents.clone());
        let counted: Vec<&Row> = read.iter().flat_map(|rows| rows.iter()).filter(|row| !row.is_withdrawn()).collect();
        assert_eq!(counted, [&documents[1][0]], "the one whose JSON sorts last");
    }
}
