//! What rows about units would change of the list 名单变动, said before they are kept, and the way back: lists of units are
//! no operations that can be undone, as devices, ledgers and runs rest on them. Rows bring each unit back to what it was.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_language::{Language, lazily, say};
use cunbang_model::{DocumentName, Row, Table, UnitCode, record};
use serde::Serialize;

/// How many units are named of a sort.
const MOST_NAMED: usize = 20;

/// What rows about units would change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct UnitsChange {
    /// Units that are not on the list yet, with their names.
    pub added: Vec<(UnitCode, String)>,
    /// Units with another name: what each is called and would be.
    pub renamed: Vec<(UnitCode, String, String)>,
    /// Units that would be withdrawn, with the reason.
    pub withdrawn: Vec<(UnitCode, String, String)>,
    /// Units that were withdrawn and would be put back.
    pub put_back: Vec<(UnitCode, String)>,
    /// Units of which something else changes: what they are, the unit above, the members.
    pub otherwise: Vec<(UnitCode, String)>,
    /// How many are on the list and in no row: nothing happens to them.
    pub untouched: usize,
    /// What brings each back to what it was: a unit that was not there is withdrawn.
    #[serde(skip)]
    pub back: Vec<Row>,
}

impl UnitsChange {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.back.is_empty()
    }

    /// What changes, in sentences, one for each sort.
    pub fn said(&self) -> Vec<String> {
        let in_line = |names: Vec<String>| {
            let more = names.len().checked_sub(MOST_NAMED).filter(|more| *more > 0);
            let shown = names.into_iter().take(MOST_NAMED).collect::<Vec<_>>();
            let shown = shown.join(Language::first().pick("、", ", "));
            match more {
                Some(more) => say!("units-change-and-more", names = shown, more = more),
                None => shown,
            }
        };
        let of =
            |units: &[(UnitCode, String)]| in_line(units.iter().map(|(code, name)| format!("{name} {code}")).collect());
        let mut said = Vec::new();
        if !self.added.is_empty() {
            said.push(say!("units-change-added", count = self.added.len(), names = lazily(|| of(&self.added))));
        }
        if !self.renamed.is_empty() {
            let names =
                || in_line(self.renamed.iter().map(|(_, before, after)| format!("{before} → {after}")).collect());
            said.push(say!("units-change-renamed", count = self.renamed.len(), names = lazily(names)));
        }
        if !self.withdrawn.is_empty() {
            let one = |(_, name, reason): &(UnitCode, String, String)| format!("{name}（{reason}）");
            let names = || in_line(self.withdrawn.iter().map(one).collect());
            said.push(say!("units-change-withdrawn", count = self.withdrawn.len(), names = lazily(names)));
        }
        if !self.put_back.is_empty() {
            said.push(say!(
                "units-change-put-back",
                count = self.put_back.len(),
                names = lazily(|| of(&self.put_back))
            ));
        }
        if !self.otherwise.is_empty() {
            said.push(say!(
                "units-change-otherwise",
                count = self.otherwise.len(),
                names = lazily(|| of(&self.otherwise))
            ));
        }
        said.push(say!("units-change-untouched", count = self.untouched));
        said
    }
}

impl Desk {
    /// What rows about units would change of the list, were they kept; none where they are about no units.
    pub async fn units_change(&self, rows: &[Row]) -> Result<Option<UnitsChange>, DeskError> {
        let about: Vec<&Row> = rows.iter().filter(|row| row.table() == Table::Units).collect();
        if about.is_empty() {
            return Ok(None);
        }
        let root = self.replica().root();
        let mut change = UnitsChange::default();
        for row in &about {
            let (unit, list) =
                (row.unit(), self.replica().at_hand(DocumentName::org(row.unit().listed_by(root))).await?);
            let name = |row: &Row| row.record::<record::Unit>().map(|unit| unit.name).unwrap_or_default();
            let before = list.get(Table::Units, &row.id()).map(|standing| &standing.row);
            let Some(before) = before else {
                if !row.is_withdrawn() {
                    change.added.push((unit, name(row)));
                    change.back.push((*row).clone().withdrawn(&say!("units-change-taken-back")));
                }
                continue;
            };
            if before == *row {
                continue;
            }
            change.back.push(before.clone());
            match (before.is_withdrawn(), row.withdrawal()) {
                (false, Some(reason)) => change.withdrawn.push((unit, name(before), reason.to_owned())),
                (true, None) => change.put_back.push((unit, name(row))),
                _ if name(before) != name(row) => change.renamed.push((unit, name(before), name(row))),
                _ => change.otherwise.push((unit, name(row))),
            }
        }
        let listed = self.replica().org();
        let known = listed.units().into_iter().flat_map(|units| units.iter());
        change.untouched = known.filter(|unit| about.iter().all(|row| row.unit() != unit.code)).count();
        Ok(Some(change))
    }
}
