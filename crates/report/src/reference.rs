//! What no row can tell alone: that what it points to is there.

use crate::fault::{Fault, ImportFaults};
use crate::tables::Tables;
use cunbang_model::{DocumentKind, Table, UnitCode, UnitTree};
use std::collections::{BTreeSet, HashSet};

/// Checks that every unit stands in the tree (and keeps a ledger, where the table is a village's
/// own), every attendance mark belongs to a meeting of the same unit, and, where members are given,
/// that every member named is one of the unit's.
pub fn check_references(tables: &Tables, units: &UnitTree) -> Result<(), ImportFaults> {
    let mut faults = ImportFaults::default();
    let ids = |table: Table, column: &'static str| -> HashSet<(UnitCode, &str)> {
        let rows = tables.table(table).iter();
        rows.filter_map(|placed| Some((placed.row.unit(), placed.row.text(column)?))).collect()
    };
    let meetings = ids(Table::Meetings, "meeting");
    let members = ids(Table::Members, "member");
    let mut unknown: BTreeSet<UnitCode> = BTreeSet::new();
    for placed in tables.placed() {
        let (row, place) = (&placed.row, &placed.place);
        let table = row.table();
        if table == Table::Units {
            continue;
        }
        let unit = row.unit();
        let is_own = matches!(table.document(), DocumentKind::Ledger | DocumentKind::Roster);
        match units.get(unit) {
            None => {
                unknown.insert(unit);
                let roots: Vec<&str> = units.roots().map(|root| root.code.as_str()).collect();
                let expected = format!("a unit of the list of units under {}", roots.join(" and "));
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
        if table == Table::Attendance
            && let Some(meeting) = row.text("meeting")
            && !meetings.contains(&(unit, meeting))
        {
            let expected = format!("a meeting that stands in the table meetings for {unit}");
            faults.push(Fault::new(place, Some("meeting"), meeting, expected));
        }
        if table == Table::Members || members.is_empty() || unknown.contains(&unit) {
            continue;
        }
        for column in ["member", "reviewer"] {
            if let Some(member) = row.text(column)
                && !members.contains(&(unit, member))
            {
                let expected = format!("a member that stands in the table members for {unit}");
                faults.push(Fault::new(place, Some(column), member, expected));
            }
        }
    }
    faults.none_or_err()
}
