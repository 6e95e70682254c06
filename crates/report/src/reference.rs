//! Reference checks: whether the things that rows refer to exist.

use crate::intake::fault::{Fault, ImportFaults, Place};
use crate::intake::faulty::Faulty;
use crate::intake::problem::Problem;
use crate::intake::taken::{Note, Passed};
use crate::tables::{PlacedRow, Tables};
use cunbang_model::schema::Placement;
use cunbang_model::{Rights, Table, UnitCode, UnitTree};
use cunbang_scheme::nearest;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The faults of rows whose unit is not in the tree, or keeps no ledger, where the table is a village's own.
pub fn check_units(tables: &Tables, units: &UnitTree) -> Vec<Fault> {
    let fault = |placed: &PlacedRow| {
        let (table, unit) = (placed.row.table(), placed.row.unit());
        let is_own = matches!(table.document().rights(), Rights::Record | Rights::Personal);
        let problem = match units.get(unit) {
            _ if table == Table::Units => return None,
            None => Problem::UnknownUnit { near: None },
            Some(found) if is_own && !found.kind.is_basic() => Problem::NoLedger { kind: found.kind.as_str() },
            Some(_) => return None,
        };
        Some(placed.fault("unit", unit.as_str(), problem))
    };
    tables.placed().filter_map(fault).collect()
}

/// Checks that every unit stands in the tree (and keeps a ledger, where the table is a village's
/// own), every attendance mark belongs to a meeting of the same unit, and, where a unit's members are
/// given, that every member named is one of them. Notes the units of which the table of members has none,
/// while it has others'.
pub fn check_references(tables: &Tables, units: &UnitTree) -> Result<Vec<Note>, ImportFaults> {
    let (found, notes) = references(tables, units, &Faulty::default());
    let mut faults = ImportFaults::default();
    faults.extend(found);
    faults.none_or_err().map(|()| notes)
}

/// The same, where some of what the rows may refer to was not kept.
pub(crate) fn references(tables: &Tables, units: &UnitTree, not_kept: &Faulty) -> (Vec<Fault>, Vec<Note>) {
    let mut faults = check_units(tables, units);
    // Rows that others may refer to, by table; only tables with ids unique within their unit.
    let mut named: HashMap<Table, HashSet<(UnitCode, String)>> = HashMap::new();
    for placed in tables.placed() {
        named.entry(placed.row.table()).or_default().insert((placed.row.unit(), placed.row.id()));
    }
    let has_rows_of: HashSet<(Table, UnitCode)> =
        tables.placed().map(|placed| (placed.row.table(), placed.row.unit())).collect();
    let mut without: BTreeMap<(Table, UnitCode), &Place> = BTreeMap::new();
    for placed in tables.placed() {
        let (row, place) = (&placed.row, &placed.place);
        let table = row.table();
        if table == Table::Units {
            continue;
        }
        let unit = row.unit();
        for column in table.columns() {
            let (Some(other), Some(id)) = (column.refers_to, row.text(column.name)) else { continue };
            // Members may be at home already, where the import has none of the unit; what decides the quarter may
            // not.
            let is_needed = table.placement() == Placement::With(column.name);
            let ids = named.get(&other);
            if (ids.is_none() || units.get(unit).is_none()) && !is_needed {
                continue;
            }
            if !is_needed && !has_rows_of.contains(&(other, unit)) {
                without.entry((other, unit)).or_insert(place);
                continue;
            }
            if !ids.is_some_and(|ids| ids.contains(&(unit, id.to_owned()))) && !not_kept.may_have(other, unit, id) {
                let of_unit = ids.into_iter().flatten().filter(|(of, _)| *of == unit);
                let mut words: Vec<&str> = of_unit.map(|(_, id)| id.as_str()).collect();
                words.sort_unstable();
                let near = nearest(id, words).map(str::to_owned);
                let problem = match other {
                    Table::Meetings => Problem::UnknownMeeting { near },
                    _ => Problem::UnknownMember { near },
                };
                faults.push(placed.fault(column.name, id, problem));
            }
        }
    }
    let notes = without.into_iter().map(|((_, unit), place)| Note {
        place: place.clone(),
        passed: Passed::NoMembers { unit: format!("{unit} {}", units.name(unit)) },
    });
    (faults, notes.collect())
}
