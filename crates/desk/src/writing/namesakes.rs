//! Doubts about who somebody is: members who come by another name, or with nearly the name of one who is here.

use crate::writing::doubts::{Answers, Doubt, Doubtful, LookedOver};
use cunbang_ledger::Projection;
use cunbang_model::{DocumentName, Row, Table, UnitCode, record};
use cunbang_scheme::nearest;
use std::collections::{HashMap, HashSet};

impl LookedOver {
    /// Asks about members who are not here, where one with nearly the same name does not come with the rows.
    pub(crate) fn look_for_names(&mut self, places: &[Option<DocumentName>], here: &HashMap<DocumentName, Projection>) {
        let members = |row: &Row| row.record::<record::Member>();
        let come: HashSet<(UnitCode, String)> =
            self.rows.iter().filter(|row| row.table() == Table::Members).map(|row| (row.unit(), row.id())).collect();
        for (index, row) in self.rows.iter().enumerate() {
            let (Some(new), Some(roster)) = (members(row), places[index].and_then(|name| here.get(&name))) else {
                continue;
            };
            if row.is_withdrawn() || roster.get(Table::Members, &new.member).is_some() {
                continue;
            }
            let absent = roster.table(Table::Members).map(|standing| &standing.row).filter(|row| !row.is_withdrawn());
            let others: Vec<record::Member> = absent
                .filter(|row| !come.contains(&(row.unit(), row.id())))
                .filter_map(members)
                .filter(|other| other.joined.is_none() || new.joined.is_none() || other.joined == new.joined)
                .collect();
            let is_same = others.iter().find(|other| other.name == new.name);
            let near = || {
                let name = nearest(&new.name, others.iter().map(|other| other.name.as_str()))?;
                others.iter().find(|other| other.name == name)
            };
            if let Some(other) = is_same.or_else(near) {
                let what = Doubtful::NearMember { id: other.member.clone(), name: other.name.clone() };
                self.doubts.push(Doubt { index, column: "name", value: new.name.clone(), what });
            }
        }
    }
}

/// Whether a member who is here comes by another name. White space makes none.
pub(crate) fn doubt_of_name(index: usize, row: &Row, stored: &Row, answers: Answers) -> Option<Doubt> {
    let (new, here) = (row.record::<record::Member>()?, stored.record::<record::Member>()?);
    let letters = |name: &str| name.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
    if answers.renamed || row.is_withdrawn() || letters(&new.name) == letters(&here.name) {
        return None;
    }
    Some(Doubt { index, column: "name", value: new.name, what: Doubtful::Renamed { id: here.member, name: here.name } })
}
