//! Rows that were not kept, as far as others may name them: who refers to one of these is not at fault.

use cunbang_model::{Table, UnitCode};
use std::collections::{HashMap, HashSet};

/// What stands in the files and was not kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faulty {
    /// Rows of which it is known which they are.
    ids: HashSet<(Table, UnitCode, String)>,
    /// Tables with rows of which that is not known: of a unit, or of any.
    unnamed: HashSet<(Table, Option<UnitCode>)>,
    /// The names of members whose rows were not kept.
    names: HashMap<(UnitCode, String), String>,
    /// Whether a file or sheet could not be read, so that any row may have stood there.
    has_unread: bool,
}

impl Faulty {
    /// A row that was not kept.
    pub(crate) fn row(&mut self, table: Table, unit: Option<UnitCode>, id: Option<&str>) {
        match (unit, id) {
            (Some(unit), Some(id)) => _ = self.ids.insert((table, unit, id.to_owned())),
            _ => _ = self.unnamed.insert((table, unit)),
        }
    }

    /// The name of a member whose row was not kept.
    pub(crate) fn name(&mut self, unit: UnitCode, id: &str, name: &str) {
        self.names.insert((unit, id.to_owned()), name.to_owned());
    }

    /// What a member is called whose row was not kept.
    pub(crate) fn name_of(&self, unit: UnitCode, id: &str) -> Option<&str> {
        self.names.get(&(unit, id.to_owned())).map(String::as_str)
    }

    /// A sheet of a table of which no rows were read.
    pub(crate) fn table(&mut self, table: Table) {
        self.unnamed.insert((table, None));
    }

    /// A file or sheet that was not read at all.
    pub(crate) fn unread(&mut self) {
        self.has_unread = true;
    }

    /// Whether a row stands there that is known by its id, or all rows of the table do.
    pub(crate) fn has_or_all(&self, table: Table, unit: UnitCode, id: &str) -> bool {
        self.has(table, unit, id) || self.has_all(table)
    }

    /// Whether a sheet of a table could not be read as a whole, so that any of its rows may have stood there.
    pub(crate) fn has_all(&self, table: Table) -> bool {
        self.unnamed.contains(&(table, None))
    }

    /// Whether a row stands there that is known by its id.
    pub(crate) fn has(&self, table: Table, unit: UnitCode, id: &str) -> bool {
        self.ids.contains(&(table, unit, id.to_owned()))
    }

    /// An id that nobody has, for a member whose own cannot be told yet.
    pub(crate) fn stand_in(&self) -> String {
        format!("to-be-corrected-{}", self.names.len() + 1)
    }

    /// Whether a row may stand there.
    pub(crate) fn may_have(&self, table: Table, unit: UnitCode, id: &str) -> bool {
        self.has_unread
            || self.has_all(table)
            || self.unnamed.contains(&(table, Some(unit)))
            || self.ids.contains(&(table, unit, id.to_owned()))
    }
}
