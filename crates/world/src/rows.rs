//! Rows by hand: what a test writes, in one line each.

use cunbang_model::{Row, Table, UnitCode};

/// A row of a table. Panics if the cells are not valid.
pub fn row(table: Table, cells: &[(&str, &str)]) -> Row {
    Row::from_cells(table, cells.iter().copied())
        .unwrap_or_else(|faults| panic!("{cells:?} is not a row of {table}: {faults:?}"))
}

/// A member's status in a quarter.
pub fn standing(village: &str, member: &str) -> Row {
    row(Table::Standing, &[("unit", village), ("member", member), ("status", "full")])
}

/// A deed of the member `m1`, in July 2026.
pub fn deed(village: &str, id: &str) -> Row {
    deed_on(village, id, "2026-07-03", "帮扶")
}

/// A deed of the member `m1` on a day, with a text.
pub fn deed_on(village: &str, id: &str, date: &str, text: &str) -> Row {
    let cells =
        [("unit", village), ("deed", id), ("member", "m1"), ("date", date), ("kind", "integrity"), ("text", text)];
    row(Table::Deeds, &cells)
}

/// A finding in a village in August 2026.
pub fn finding(village: &str, id: &str, points: &str) -> Row {
    finding_on(village, id, "2026-08-01", points)
}

/// A finding in a village on a day.
pub fn finding_on(village: &str, id: &str, date: &str, points: &str) -> Row {
    finding_due(village, id, (date, "2026-08-20"), points)
}

/// A finding in a village on a day, due on another.
pub fn finding_due(village: &str, id: &str, (date, due): (&str, &str), points: &str) -> Row {
    let cells = [
        ("unit", village),
        ("finding", id),
        ("date", date),
        ("clause", "1"),
        ("text", "记录不全"),
        ("points", points),
        ("due", due),
    ];
    row(Table::Findings, &cells)
}

/// One row of a unit from `table column=value …`; values have no spaces. Required texts that nobody reads may
/// be left out.
pub fn line(unit: UnitCode, line: &str) -> Row {
    let (name, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
    let table = Table::from_name(name).unwrap_or_else(|| panic!("{line:?}: no table is called {name}"));
    let mut cells = vec![("unit", unit.as_str())];
    for part in rest.split_whitespace() {
        cells.push(part.split_once('=').unwrap_or_else(|| panic!("{line:?}: expected column=value, not {part}")));
    }
    // Rows of other ids say other things.
    let of_id = cells.get(1).map_or("x", |(_, id)| *id);
    for (column, filler) in [("text", of_id), ("title", of_id), ("clause", "c")] {
        let required = table.columns().iter().any(|known| known.name == column && known.required);
        if required && !cells.iter().any(|(name, _)| *name == column) {
            cells.push((column, filler));
        }
    }
    row(table, &cells)
}

/// Rows of a unit, one [`line`] each. A line ending in `×N` is repeated N times, with `{}` replaced by 1 to N.
pub fn lines(unit: UnitCode, text: &str) -> Vec<Row> {
    let mut all = Vec::new();
    for text in text.lines().map(str::trim).filter(|text| !text.is_empty()) {
        match text.split_once('×') {
            Some((text, times)) => {
                let times: usize = times.trim().parse().unwrap_or_else(|_| panic!("{text:?}: ×{times}"));
                all.extend((1..=times).map(|number| line(unit, &text.replace("{}", &number.to_string()))));
            }
            None => all.push(line(unit, text)),
        }
    }
    all
}
