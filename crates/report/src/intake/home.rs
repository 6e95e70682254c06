//! What is known where a file is imported: whose terminal it is, the tree, the members and meetings that are there
//! already, and the words of the scheme.

use cunbang_model::{Date, Period, Row, UnitCode, UnitTree};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known where a file is imported. The default knows nothing.
#[derive(Debug, Clone, Default)]
pub struct Home {
    /// The unit that rows are about which name none, and under which units are looked up by name.
    pub unit: Option<UnitCode>,
    /// The tree of units, as far as it is here.
    pub units: Option<Arc<UnitTree>>,
    /// Units that were in the tree and were withdrawn: their names are known still.
    pub former: Vec<FormerUnit>,
    /// The year of the period that is imported: that of `9月1日`.
    pub year: Option<i16>,
    /// The quarter that is imported, where one was named: of a plan, the lines of others are passed over.
    pub quarter: Option<Period>,
    /// Today, by the county's clock. A day whose year was not written is not taken where it lies ahead.
    pub today: Option<Date>,
    /// The rows that are here: members with their names, and meetings.
    pub rows: Vec<Row>,
    /// What the figures are called that the rules in force ask for, by id: in brackets stands in what they are counted.
    pub figures: BTreeMap<String, String>,
    /// Who a member is whose name one here has, with another day of joining.
    pub same_name: SameName,
    /// Whether the rows go into a ledger, which goes up to the county without a name in it.
    pub goes_up: bool,
    /// Whether ids begin anew in each quarter, as in ledgers, where tables of several quarters are read together. Else an
    /// id stands once in a table and unit.
    pub ids_begin_anew: bool,
}

/// A unit that a list of units says was withdrawn, as one that was merged into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerUnit {
    /// Its code.
    pub code: UnitCode,
    /// Its name.
    pub name: String,
    /// Where the list says so.
    pub place: String,
    /// Why, in the list's words.
    pub reason: String,
}

/// Who a member is whose name one member here has, with another day of joining.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SameName {
    /// That is asked.
    #[default]
    Asked,
    /// The same person: the day is corrected.
    Same,
    /// Another person.
    Another,
}
