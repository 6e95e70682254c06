//! Reference checks: whether the things that rows refer to exist.

use crate::intake::fault::{Fault, ImportFaults, Place};
use crate::intake::faulty::Faulty;
use crate::intake::problem::Problem;
use crate::intake::taken::{Note, Passed};
use crate::tables::{PlacedRow, Tables};
use cunbang_model::named::{PLACES_OF_PERSONS, is_office, is_operator_id};
use cunbang_model::schema::Placement;
use cunbang_model::{Rights, Table, UnitCode, UnitTree};
use cunbang_scheme::nearest;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The ids of rows, by their table.
type Ids = HashMap<Table, HashSet<(UnitCode, String)>>;

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
/// while it has others'. Who chaired a meeting or confirmed a deed is held against the same members, as a node would: a
/// member, an operator, or an office.
pub fn check_references(tables: &Tables, units: &UnitTree) -> Result<Vec<Note>, ImportFaults> {
    let (found, notes) = references(tables, units, &Faulty::default());
    let mut faults = ImportFaults::default();
    faults.extend(found);
    faults.none_or_err().map(|()| notes)
}

/// Where a row names a person who is nobody of the unit, given its members: whose a text is without them nobody can tell.
fn nobody(placed: &PlacedRow, named: &Ids, not_kept: &Faulty) -> Option<Fault> {
    let (row, unit) = (&placed.row, placed.row.unit());
    let (_, column) = PLACES_OF_PERSONS.iter().find(|(table, _)| *table == row.table())?;
    let text = row.text(column).filter(|_| !row.is_withdrawn())?;
    let of = |table: Table| named.get(&table).into_iter().flatten().filter(move |(of, _)| *of == unit);
    let mut members: Vec<&str> = of(Table::Members).map(|(_, id)| id.as_str()).collect();
    let is_somebody = members.contains(&text)
        || of(Table::Operators).any(|(_, id)| id == text)
        || is_operator_id(text)
        || is_office(text)
        || not_kept.may_have(Table::Members, unit, text);
    if members.is_empty() || is_somebody {
        return None;
    }
    members.sort_unstable();
    let near = nearest(text, members).map(str::to_owned);
    Some(placed.fault(column, text, Problem::Nobody { near }))
}

/// The same, where some of what the rows may refer to was not kept.
pub(crate) fn references(tables: &Tables, units: &UnitTree, not_kept: &Faulty) -> (Vec<Fault>, Vec<Note>) {
    let mut faults = check_units(tables, units);
    // Rows that others may refer to, by table; only tables with ids unique within their unit.
    let mut named = Ids::new();
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
        faults.extend(nobody(placed, &named, not_kept));
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
