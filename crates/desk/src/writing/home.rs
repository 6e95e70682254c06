//! What is known here of the unit whose rows are written: its members and meetings, by document, and the year.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_ledger::Projection;
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Row, Table, UnitCode, UnitTree, clock};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How many of a unit's ledgers are looked through, the newest first: two years' quarters.
const MOST_LEDGERS: usize = 8;

/// What is known here for reading what somebody writes.
#[derive(Debug, Clone)]
pub struct AtHome {
    /// The unit of this device.
    pub unit: UnitCode,
    /// The tree, once it is here.
    pub units: Option<Arc<UnitTree>>,
    /// The year of the period that is written about.
    pub year: i16,
    /// Today, by the county's clock.
    pub today: Date,
    /// What the figures are called in Chinese that the rules in force ask for, by id.
    pub figures: BTreeMap<String, String>,
    /// The unit's members, with names as far as they are here (those who left are withdrawn), and its meetings.
    pub rows: Vec<Row>,
}

impl Desk {
    /// What is known here for reading what somebody writes about a period, the present quarter unless another is
    /// named.
    pub async fn at_home(&self, period: Option<Period>) -> Result<AtHome, DeskError> {
        let replica = self.replica();
        let (unit, units) = (replica.unit(), replica.org().units().cloned());
        let today = clock::county_date(replica.now());
        let year = period.map_or(today, Period::first_day).year();
        let is_basic = units.as_deref().and_then(|units| units.get(unit)).is_none_or(|unit| unit.kind.is_basic());
        let rows = if is_basic { self.people_and_meetings(unit).await? } else { Vec::new() };
        let mut figures = BTreeMap::new();
        for (table, column) in [(Table::Measures, "indicator"), (Table::StatedFigures, "figure")] {
            let offered = self.offered(table, column, period.unwrap_or_else(|| Period::quarter_of(today))).await?;
            figures.extend(offered.into_iter().map(|one| (one.word, one.chinese)));
        }
        Ok(AtHome { unit, units, year, today, figures, rows })
    }

    async fn people_and_meetings(&self, unit: UnitCode) -> Result<Vec<Row>, DeskError> {
        let mut rows = Vec::new();
        // Who left is named in what is older.
        let mut add = |projection: &Projection, table: Table| {
            let standing = projection.table(table).map(|standing| standing.row.clone());
            rows.extend(standing.filter(|row| !row.is_withdrawn() || table == Table::Members));
        };
        if let Some(roster) = self.roster(unit).await? {
            add(&roster, Table::Members);
        }
        // The oldest first: of a row that stands in several, the newest counts.
        for ledger in self.ledgers(unit).await?.iter().rev() {
            add(ledger, Table::Standing);
            add(ledger, Table::Meetings);
        }
        Ok(rows)
    }

    /// The members of a quarter, each with the standing of then, and its meetings: what a sheet to be filled in for it
    /// begins with. A quarter without a standing begins with that of the last one, or of the roster.
    pub async fn of_quarter(&self, quarter: Period) -> Result<Vec<Row>, DeskError> {
        let unit = self.replica().unit();
        let Some(roster) = self.roster(unit).await? else { return Ok(Vec::new()) };
        let mut standings: HashMap<String, Row> = HashMap::new();
        let mut meetings = Vec::new();
        for ledger in self.ledgers(unit).await? {
            let rows = |table: Table| {
                ledger.table(table).map(|standing| &standing.row).filter(|row| !row.is_withdrawn()).cloned()
            };
            if ledger.document().period() == Some(quarter) {
                meetings.extend(rows(Table::Meetings));
            }
            if standings.is_empty() && ledger.document().period() <= Some(quarter) {
                standings.extend(rows(Table::Standing).map(|row| (row.id(), row)));
            }
        }
        let members = roster.table(Table::Members).map(|standing| &standing.row).filter(|row| !row.is_withdrawn());
        let of_then = members.filter_map(|row| match standings.get(&row.id()) {
            Some(standing) => with_standing(row, standing),
            None => standings.is_empty().then(|| row.clone()),
        });
        Ok(of_then.chain(meetings).collect())
    }

    /// A unit's roster, where it may be here.
    pub(crate) async fn roster(&self, unit: UnitCode) -> Result<Option<Projection>, DeskError> {
        match DocumentName::lasting(DocumentKind::Roster, unit) {
            Some(name) => Ok(Some(self.replica().projection(name).await?)),
            None => Ok(None),
        }
    }

    /// A unit's newest ledgers, the newest first.
    pub(crate) async fn ledgers(&self, unit: UnitCode) -> Result<Vec<Projection>, DeskError> {
        let mut ledgers = Vec::new();
        for name in self.documents_of(Table::Standing, unit, None).await?.into_iter().take(MOST_LEDGERS) {
            ledgers.push(self.replica().projection(name).await?);
        }
        Ok(ledgers)
    }
}

/// A member with what another row says of the standing: a standing of then, or the member as the roster has it.
pub(crate) fn with_standing(member: &Row, standing: &Row) -> Option<Row> {
    let mut values = member.cells().to_vec();
    for name in ["status", "group", "floating"] {
        values[member.table().column_index(name)?] = standing.get(name).cloned();
    }
    let row = Row::from_values(member.table(), values).ok()?;
    Some(match member.withdrawal() {
        Some(reason) => row.withdrawn(reason),
        None => row,
    })
}
