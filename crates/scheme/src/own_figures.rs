//! What a unit states of itself 自报数: of what it states of one thing the greatest counts, so that a figure that is left out
//! raises nothing.
//!
//! Of a period and its parts the greater counts: that of the period, or those of its parts together. A negative one is as
//! nothing. What units above state of the same goes before all of them. So it is where rows are read as attested; as they were
//! read before, the latest held, or those of a longer period stood for its parts, and who left the low one out gained.

use crate::evidence::{Entry, Subject};
use crate::whole::{figure_of, is_part_of};
use cunbang_model::{Decimal, Period, Table, UnitCode};
use std::collections::BTreeSet;

/// A row that states a number of a period.
pub(crate) type StatedRow<'e> = (Period, Decimal, &'e Entry<'e>);

/// Whether of these rows a unit states the figures of itself, and they are read as attested.
pub(crate) fn are_own(table: Table, subject: &Subject<'_>) -> bool {
    table == Table::Measures && subject.reading.is_attested()
}

/// Of a unit's rows about one thing those that count where those of several periods add up, by their places, and what they
/// come to.
pub(crate) fn greatest_together(rows: &[StatedRow<'_>]) -> (BTreeSet<usize>, Decimal) {
    let periods: BTreeSet<Period> = rows.iter().map(|(period, ..)| *period).collect();
    let outermost = periods.iter().filter(|one| !periods.iter().any(|other| is_part_of(**one, *other)));
    let (mut places, mut sum) = (BTreeSet::new(), Decimal::ZERO);
    for period in outermost {
        let (of_period, most) = of_period_or_parts(rows, &periods, *period);
        places.extend(of_period);
        sum += most;
    }
    (places, sum)
}

fn of_period_or_parts(
    rows: &[StatedRow<'_>],
    periods: &BTreeSet<Period>,
    period: Period,
) -> (BTreeSet<usize>, Decimal) {
    let within = || periods.iter().filter(move |one| is_part_of(**one, period));
    // Right below it: in no other part of it.
    let parts = within().filter(|one| !within().any(|other| is_part_of(**one, *other)));
    let (mut of_parts, mut sum) = (BTreeSet::new(), Decimal::ZERO);
    for part in parts {
        let (places, most) = of_period_or_parts(rows, periods, *part);
        of_parts.extend(places);
        sum += most;
    }
    let of_period = greatest(rows, |other| other == period);
    match of_period {
        Some((place, own)) if own.max(Decimal::ZERO) >= sum => (BTreeSet::from([place]), own.max(Decimal::ZERO)),
        _ => (of_parts, sum),
    }
}

/// The greatest of the rows of some periods, by its place; the first of equal ones.
pub(crate) fn greatest(rows: &[StatedRow<'_>], is_of: impl Fn(Period) -> bool) -> Option<(usize, Decimal)> {
    let of = rows.iter().enumerate().filter(|(_, (period, ..))| is_of(*period));
    of.map(|(place, (_, value, _))| (place, *value)).reduce(|one, other| if other.1 > one.1 { other } else { one })
}

/// The rows of a table that state a figure of a unit.
pub(crate) fn stated_of<'e>(subject: &Subject<'e>, table: Table, id: &str, unit: UnitCode) -> Vec<StatedRow<'e>> {
    let of_unit = subject.rows_of(table).iter().filter(|entry| entry.row.unit() == unit);
    let stated = of_unit.filter_map(|entry| {
        let (figure, period, value) = figure_of(&entry.row)?;
        (figure == id).then_some((period, value, *entry))
    });
    stated.collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::evidence::{Evidence, Look};
    use crate::held::Gatherings;
    use crate::row_reading::RowReading;
    use cunbang_model::Row;

    /// Each figure as `2026Q3=5`; those that count, and what they come to.
    fn check(stated: &str, counts: &str, sum: i64) {
        let unit: UnitCode = "330522103201".parse().unwrap();
        let rows: Vec<Row> = stated
            .split_whitespace()
            .map(|one| {
                let (period, value) = one.split_once('=').unwrap();
                let cells = [("unit", unit.as_str()), ("period", period), ("indicator", "x"), ("value", value)];
                Row::from_cells(Table::Measures, cells).unwrap()
            })
            .collect();
        let year = "2026".parse().unwrap();
        let documents = [(rows.as_slice(), true)].into_iter();
        let gatherings = Gatherings::default();
        let look = Look { reading: RowReading::Attested, gatherings: &gatherings, received_on: None };
        let evidence = Evidence::gather(unit, documents, year, &[], None, &look);
        let rows: Vec<StatedRow<'_>> = evidence
            .rows_of(Table::Measures)
            .iter()
            .map(|entry| figure_of(&entry.row).map(|(_, period, value)| (period, value, entry)).unwrap())
            .collect();
        let (places, together) = greatest_together(&rows);
        let mut found: Vec<String> =
            places.iter().map(|place| format!("{}={}", rows[*place].0, rows[*place].1.normalize())).collect();
        found.sort();
        assert_eq!((found.join(" "), together), (counts.to_owned(), Decimal::from(sum)), "{stated}");
    }

    #[test]
    fn the_greatest_of_a_period_and_its_parts_counts() {
        check("2026-04=12 2026-05=-9", "2026-04=12 2026-05=-9", 12);
        check("2026=3 2026Q1=50", "2026Q1=50", 50);
        check("2026=60 2026Q1=50", "2026=60", 60);
        check("2026Q2=5 2026-04=5 2026-05=5", "2026-04=5 2026-05=5", 10);
        check("2026Q2=14 2026-04=5 2026-05=5", "2026Q2=14", 14);
        check("2026=30 2026H1=8 2026Q2=9 2026-04=20 2026Q3=11", "2026-04=20 2026Q3=11", 31);
        check("2026Q1=-4", "2026Q1=-4", 0);
        check("", "", 0);
    }
}
