//! Reference checks: whether the things that rows refer to exist.

use crate::fault::{Fault, ImportFaults, Place};
use crate::tables::{Note, Tables};
use cunbang_model::schema::Placement;
use cunbang_model::{Rights, Table, UnitCode, UnitTree};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Checks that every unit stands in the tree (and keeps a ledger, where the table is a village's
/// own), every attendance mark belongs to a meeting of the same unit, and, where a unit's members are
/// given, that every member named is one of them. Notes the units of which the table of members has none,
/// while it has others'.
pub fn check_references(tables: &Tables, units: &UnitTree) -> Result<Vec<Note>, ImportFaults> {
    let mut faults = ImportFaults::default();
    // Rows that others may refer to, by table; only tables with ids unique within their unit.
    let mut named: HashMap<Table, HashSet<(UnitCode, String)>> = HashMap::new();
    for placed in tables.placed() {
        named.entry(placed.row.table()).or_default().insert((placed.row.unit(), placed.row.id()));
    }
    let has_rows_of: HashSet<(Table, UnitCode)> =
        tables.placed().map(|placed| (placed.row.table(), placed.row.unit())).collect();
    let mut unknown: BTreeSet<UnitCode> = BTreeSet::new();
    let mut without: BTreeMap<(Table, UnitCode), &Place> = BTreeMap::new();
    for placed in tables.placed() {
        let (row, place) = (&placed.row, &placed.place);
        let table = row.table();
        if table == Table::Units {
            continue;
        }
        let unit = row.unit();
        let is_own = matches!(table.document().rights(), Rights::Record | Rights::Personal);
        match units.get(unit) {
            None => {
                unknown.insert(unit);
                let roots: Vec<&str> = units.roots().map(|root| root.code.as_str()).collect();
                let expected = format!("a unit in the list of units under {}", roots.join(" and "));
                faults.push(Fault::new(place, Some("unit"), unit.as_str(), expected));
            }
            Some(found) if is_own && !found.kind.is_basic() => {
                let expected = format!(
                    "a unit that keeps a ledger, such as a village: {} {} is a {}",
                    unit,
                    found.name,
                    found.kind.as_str()
                );
                faults.push(Fault::new(place, Some("unit"), unit.as_str(), expected));
            }
            Some(_) => {}
        }
        for column in table.columns() {
            let (Some(other), Some(id)) = (column.refers_to, row.text(column.name)) else { continue };
            // Members may be at home already, where the import has none of the unit; what decides the quarter may
            // not.
            let is_needed = table.placement() == Placement::With(column.name);
            let ids = named.get(&other);
            if (ids.is_none() || unknown.contains(&unit)) && !is_needed {
                continue;
            }
            if !is_needed && !has_rows_of.contains(&(other, unit)) {
                without.entry((other, unit)).or_insert(place);
                continue;
            }
            if !ids.is_some_and(|ids| ids.contains(&(unit, id.to_owned()))) {
                let expected = format!("a {} from the table {other} for {unit}", other.key().join("/"));
                faults.push(Fault::new(place, Some(column.name), id, expected));
            }
        }
    }
    faults.none_or_err()?;
    let notes = without.into_iter().map(|((table, unit), place)| Note {
        place: place.clone(),
        text: format!(
            "the table {table} {} has no rows of {unit} {}: its members are as many as the county counts, or else \
             unknown 名册中没有该单位，党员数以县里掌握的为准，否则按不明处理",
            table.chinese(),
            units.name(unit),
        ),
    });
    Ok(notes.collect())
}
