//! Persons 经办人 by id: entries and rows of a ledger go up to the county, names stay with the village and its township.
//!
//! A member is named by the member's id. Who works at a village's device and is no member has an id of its own, which
//! chance gives at the first signature; id and name stand in the roster. Nodes of townships and counties sign by name:
//! what they write, they write by office.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::writing::record::RecordError;
use crate::writing::references::{Have, Wrong};
use cunbang_ledger::Projection;
use cunbang_model::named::{
    OPERATOR_ALPHABET, OPERATOR_LETTERS, OPERATOR_PREFIX, PLACES_OF_PERSONS, is_office, is_operator_id,
};
use cunbang_model::{DocumentKind, DocumentName, Record as _, Row, Table, access, clock, record};
use cunbang_replica::ReplicaError;
use cunbang_scheme::nearest;
use std::collections::{BTreeMap, BTreeSet};

/// The column of a row in which a person is named, and what stands there.
pub(crate) fn place_of(row: &Row) -> Option<(&'static str, &str)> {
    let (_, column) = PLACES_OF_PERSONS.iter().find(|(table, _)| *table == row.table())?;
    Some((column, row.text(column)?))
}

/// Whether a column holds a person who need not be a member, of whichever table.
pub fn is_of_person(column: &str) -> bool {
    PLACES_OF_PERSONS.iter().any(|(_, place)| *place == column)
}

/// Who works here without being a member.
#[derive(Debug, Default)]
pub(crate) struct Workers {
    /// Names by id: those in the roster.
    pub(crate) names: BTreeMap<String, String>,
    /// Names of those who have no id yet: who may log in to the pages, and who sits here now.
    unsigned: BTreeSet<String>,
}

impl Workers {
    pub(crate) fn id_of(&self, name: &str) -> Option<&str> {
        self.names.iter().find(|(_, known)| *known == name).map(|(id, _)| id.as_str())
    }

    fn has(&self, text: &str) -> bool {
        self.names.contains_key(text) || self.id_of(text).is_some() || self.unsigned.contains(text)
    }

    /// What is wrong with the person that a row names, given the members of its unit; nothing where it is somebody.
    pub(crate) fn wrong(&self, text: &str, have: &Have) -> Option<Wrong> {
        // Where a village has no roster, nobody is asked whose the ids are.
        let is_plain_id = have.members.is_empty() && text.is_ascii();
        if is_plain_id || have.members.contains(text) || self.has(text) || is_office(text) {
            return None;
        }
        let known = have.members.iter().chain(self.names.values()).chain(&self.unsigned);
        Some(Wrong::Nobody(nearest(text, known.map(String::as_str)).map(str::to_owned)))
    }
}

/// The rows of a roster that name operators.
pub(crate) fn operators_in(roster: &Projection) -> impl Iterator<Item = record::OperatorName> {
    let rows = roster.table(Table::Operators).map(|standing| &standing.row);
    rows.filter(|row| !row.is_withdrawn()).filter_map(Row::record)
}

impl Desk {
    /// The roster of this device's own unit, where the device writes for that unit, and by ids.
    fn own_roster(&self) -> Option<DocumentName> {
        let (role, unit) = (self.replica().role(), self.replica().unit());
        let roster = DocumentName::lasting(DocumentKind::Roster, unit)?;
        let knows_operators = Table::ALL.contains(&Table::Operators);
        (knows_operators && access::may_write(role, unit, &roster)).then_some(roster)
    }

    /// What stands in entries for an operator: of a member, and of anybody else at a village's device, the id.
    pub(crate) async fn signs_as(
        &self,
        operator: &str,
        rows: &[(DocumentName, Vec<Row>)],
    ) -> Result<String, DeskError> {
        let unit = self.replica().unit();
        let here = self.roster(unit).await?;
        let here = here.iter().flat_map(|roster| roster.table(Table::Members)).map(|standing| &standing.row);
        let written = rows.iter().flat_map(|(_, rows)| rows).filter(|row| row.unit() == unit);
        let members = here.chain(written).filter(|row| !row.is_withdrawn()).filter_map(Row::record::<record::Member>);
        let mut called = BTreeSet::new();
        for member in members {
            if member.member == operator {
                return Ok(member.member);
            }
            if member.name == operator {
                called.insert(member.member);
            }
        }
        match called.len() {
            0 => self.operator_id(operator).await,
            1 => Ok(called.into_iter().collect()),
            _ => {
                let ids = called.into_iter().collect();
                Err(RecordError::SeveralOperators { name: operator.to_owned(), ids }.into())
            }
        }
    }

    /// The id of somebody who is no member, made where there is none yet.
    async fn operator_id(&self, name: &str) -> Result<String, DeskError> {
        let Some(roster) = self.own_roster() else { return Ok(name.to_owned()) };
        let workers = self.workers(None).await?;
        if is_operator_id(name) {
            return Ok(name.to_owned());
        }
        if let Some(id) = workers.id_of(name) {
            return Ok(id.to_owned());
        }
        let replica = self.replica();
        let mut bytes = [0; OPERATOR_LETTERS];
        replica.randomness().fill(&mut bytes).map_err(ReplicaError::from)?;
        let letters = bytes.map(|byte| char::from(OPERATOR_ALPHABET[usize::from(byte) % OPERATOR_ALPHABET.len()]));
        let id = OPERATOR_PREFIX.chars().chain(letters).collect::<String>();
        let since = clock::county_date(replica.now());
        let row = record::OperatorName { unit: roster.unit(), operator: id.clone(), name: name.to_owned(), since };
        let row = row.into_row().map_err(DeskError::Rows)?;
        replica.record(&id, vec![(roster, vec![row])]).await?;
        Ok(id)
    }

    /// Who works at this village's devices; nobody where this is none. `at_work` sits here now.
    pub(crate) async fn workers(&self, at_work: Option<&str>) -> Result<Workers, DeskError> {
        let Some(roster) = self.own_roster() else { return Ok(Workers::default()) };
        let roster = self.replica().projection(roster).await?;
        let names = operators_in(&roster).map(|one| (one.operator, one.name)).collect();
        let may_log_in = self.replica().store().operators().await?.into_iter();
        let may_log_in = may_log_in.filter(|operator| !operator.is_disabled).map(|operator| operator.name);
        Ok(Workers { names, unsigned: may_log_in.chain(at_work.map(str::to_owned)).collect() })
    }

    /// The names of those who work at this village's devices and are no members: inputs offer them.
    pub async fn workers_names(&self) -> Result<BTreeSet<String>, DeskError> {
        let Workers { names, mut unsigned } = self.workers(None).await?;
        unsigned.extend(names.into_values());
        Ok(unsigned)
    }

    /// Whether rows about this unit name persons by ids alone: so on a village's devices.
    pub(crate) fn names_by_id(&self, row: &Row) -> bool {
        row.unit() == self.replica().unit() && self.own_roster().is_some()
    }

    /// Whether what a row says in a column stands there already: then nothing more goes up by it.
    pub(crate) async fn stands_already(&self, row: &Row, column: &str) -> Result<bool, DeskError> {
        let (id, text) = (row.id(), row.text(column));
        let ledgers = self.ledgers(row.unit()).await?;
        let mut standing = ledgers.iter().flat_map(|ledger| ledger.values(row.table(), &id));
        Ok(standing.any(|standing| standing.row.text(column) == text))
    }

    /// Puts ids in the place of names of those who work here. Where the rows are `kept` by an operator, who has no id
    /// yet gets one.
    pub(crate) async fn put_ids(
        &self,
        rows: impl Iterator<Item = &mut Row> + Send,
        kept: Option<&str>,
    ) -> Result<(), DeskError> {
        let mut known: Option<Workers> = None;
        for row in rows {
            let Some((_, text)) = place_of(row).filter(|_| !row.is_withdrawn() && self.names_by_id(row)) else {
                continue;
            };
            let mut workers = match known.take() {
                Some(workers) => workers,
                None => self.workers(kept).await?,
            };
            let name = text.to_owned();
            if workers.id_of(&name).is_none() && kept.is_some() && workers.unsigned.contains(&name) {
                workers.names.insert(self.operator_id(&name).await?, name.clone());
            }
            if let Some(id) = workers.id_of(&name) {
                *row = with_person(row, id)?;
            }
            known = Some(workers);
        }
        Ok(())
    }
}

/// The row with a person's id in the place of the name.
fn with_person(row: &Row, id: &str) -> Result<Row, DeskError> {
    let id = Some(id.to_owned());
    let renamed = if let Some(meeting) = row.record::<record::Meeting>() {
        record::Meeting { chair: id, ..meeting }.into_row()
    } else if let Some(deed) = row.record::<record::Deed>() {
        record::Deed { confirmed_by: id, ..deed }.into_row()
    } else {
        return Ok(row.clone());
    };
    renamed.map_err(DeskError::Rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `None` where the text may stand; else the name that is near, if one is.
    #[allow(clippy::option_option)] // what is expected, and what is offered
    fn check(text: &str, wrong: Option<Option<&str>>) {
        let mut have = Have::default();
        have.members.insert("m1".to_owned());
        let names = [("op-k7m2qx".to_owned(), "王会计".to_owned())].into();
        let workers = Workers { names, unsigned: ["李书记".to_owned()].into() };
        let wrong = wrong.map(|near| Wrong::Nobody(near.map(str::to_owned)));
        assert_eq!(workers.wrong(text, &have), wrong, "{text}");
    }

    #[test]
    fn members_workers_and_offices_may_be_named_and_nobody_else() {
        for somebody in ["m1", "op-k7m2qx", "王会计", "李书记", "镇党委", "村党支部"] {
            check(somebody, None);
        }
        check("王会记", Some(Some("王会计")));
        check("镇党委李副书记", Some(None));
        check("m77", Some(None));
    }
}
