//! Import: rows from spreadsheets, sorted into the documents where they belong.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_model::UnitTreeError;
use cunbang_model::schema::Placement;
use cunbang_model::{DocumentKind, DocumentName, Period, Record, Row, Table, Unit, UnitCode, UnitTree, record};
use std::collections::{BTreeMap, HashMap, HashSet, btree_map};

/// Why rows were not imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Rows do not tell the quarter to which they belong.
    #[error(
        "no quarter can be told of {rows} of the rows, the first is {first}: name one with --quarter, or import the meetings with their attendance"
    )]
    NoQuarter {
        /// How many.
        rows: usize,
        /// The first: its unit and key.
        first: String,
    },
    /// The period named for such rows is no quarter.
    #[error("--quarter {0}: expected a quarter, as in 2026Q3")]
    NotAQuarter(Period),
    /// A member's name stands where it would go up to the county.
    #[error(
        "{row}: {chinese}请填党员编号 {member}，不填姓名：该行上报到县，姓名留在村和乡镇 write the member's id {member} in {column}, not the name: this row goes up to the county, names stay with the village and its township"
    )]
    Name {
        /// The row's key.
        row: String,
        /// The column.
        column: &'static str,
        /// The column in Chinese.
        chinese: &'static str,
        /// The member whose name it is.
        member: String,
    },
    /// A seal is made, not written down: it names what it covers.
    #[error("{0}: 上报用 `cunbang seal`，不能登记或导入 seals are made with `cunbang seal`, not recorded or imported")]
    Seal(String),
    /// The units that are known, with the new ones, make no tree.
    #[error("the units make no tree: {0}")]
    Units(#[from] UnitTreeError),
}

/// Sorts rows into documents. A member goes to the roster with the name, and to the ledger of every
/// quarter that other rows touch (or of `quarter`, where none does) as a standing without it.
/// Attendance follows its meeting. Rows whose quarter cannot be told are named.
pub fn sort_into_documents(
    rows: &[Row],
    root: UnitCode,
    quarter: Option<Period>,
) -> Result<Vec<(DocumentName, Vec<Row>)>, ImportError> {
    let meetings: HashMap<(UnitCode, String), Period> = rows
        .iter()
        .filter_map(Row::record::<record::Meeting>)
        .map(|meeting| ((meeting.unit, meeting.meeting), Period::quarter_of(meeting.date)))
        .collect();
    let mut documents: BTreeMap<DocumentName, Vec<Row>> = BTreeMap::new();
    let mut quarters: BTreeMap<UnitCode, Vec<Period>> = BTreeMap::new();
    let mut unplaced = Vec::new();
    for row in rows {
        let kind = row.table().document();
        let name = match kind {
            DocumentKind::Org => Some(DocumentName::org(row.unit().listed_by(root))),
            DocumentKind::Scheme => DocumentName::lasting(kind, root),
            DocumentKind::Roster => DocumentName::lasting(kind, row.unit()),
            _ => {
                let own = match row.table().placement() {
                    Placement::With(column) => {
                        row.text(column).and_then(|id| meetings.get(&(row.unit(), id.to_owned())).copied())
                    }
                    Placement::Writer => quarter,
                    _ => row.quarter(),
                };
                own.or(quarter).and_then(|quarter| {
                    if kind == DocumentKind::Ledger {
                        let of_unit = quarters.entry(row.unit()).or_default();
                        if !of_unit.contains(&quarter) {
                            of_unit.push(quarter);
                        }
                    }
                    DocumentName::quarterly(kind, row.unit(), quarter)
                })
            }
        };
        match name {
            Some(name) => documents.entry(name).or_default().push(row.clone()),
            None => unplaced.push(format!("{} {}", row.unit(), row.key())),
        }
    }
    if let Some(first) = unplaced.first() {
        return Err(ImportError::NoQuarter { rows: unplaced.len(), first: first.clone() });
    }
    for row in rows.iter().filter(|row| row.table() == Table::Members) {
        let touched = quarters.get(&row.unit()).cloned().or_else(|| quarter.map(|quarter| vec![quarter]));
        for quarter in touched.unwrap_or_default() {
            if let (Some(name), Some(standing)) =
                (DocumentName::quarterly(DocumentKind::Ledger, row.unit(), quarter), standing_of(row))
            {
                documents.entry(name).or_default().insert(0, standing);
            }
        }
    }
    Ok(documents.into_iter().collect())
}

/// A member's standing: the row without the name.
pub fn standing_of(member: &Row) -> Option<Row> {
    let record::Member { unit, member, status, group, floating, .. } = member.record()?;
    record::Standing { unit, member, status, group, floating }.into_row().ok()
}

impl Desk {
    /// Imports rows: all of them, or none where one does not belong here. `quarter` is that of rows that do not
    /// tell it. Units must make one tree with those that are known.
    pub async fn import(&self, operator: &str, rows: &[Row], quarter: Option<Period>) -> Result<usize, DeskError> {
        if let Some(other) = quarter.filter(|quarter| !matches!(quarter, Period::Quarter(..))) {
            return Err(ImportError::NotAQuarter(other).into());
        }
        if let Some(seal) = rows.iter().find(|row| row.table() == Table::Seals) {
            return Err(ImportError::Seal(seal.key()).into());
        }
        if rows.iter().any(|row| row.table() == Table::Units) {
            self.check_tree(rows)?;
        }
        self.check_names(rows).await?;
        let documents = sort_into_documents(rows, self.replica().root(), quarter)?;
        self.issue(operator, documents).await
    }

    /// Refuses members' names where a ledger has room for whoever did something: such a row goes up, the roster does
    /// not. Who is in no roster may be named, as a guest who took the chair.
    async fn check_names(&self, rows: &[Row]) -> Result<(), DeskError> {
        const PLACES: [(Table, &str); 2] = [(Table::Meetings, "chair"), (Table::Deeds, "confirmed_by")];
        let mut rosters: BTreeMap<UnitCode, HashMap<String, String>> = BTreeMap::new();
        for row in rows {
            let place = PLACES.iter().find(|(table, _)| *table == row.table());
            let Some((column, named)) = place.and_then(|(_, column)| Some((*column, row.text(column)?))) else {
                continue;
            };
            if let btree_map::Entry::Vacant(vacant) = rosters.entry(row.unit()) {
                vacant.insert(self.members_by_name(row.unit(), rows).await?);
            }
            let Some(member) = rosters.get(&row.unit()).and_then(|of_unit| of_unit.get(named)) else { continue };
            let known = row.table().columns().iter().find(|known| known.name == column);
            return Err(ImportError::Name {
                row: row.key(),
                column,
                chinese: known.map_or(column, |known| known.chinese),
                member: member.clone(),
            }
            .into());
        }
        Ok(())
    }

    /// The ids of a unit's members by their names, as far as names are here. A name that is an id itself is none.
    async fn members_by_name(&self, unit: UnitCode, rows: &[Row]) -> Result<HashMap<String, String>, DeskError> {
        let mut members: Vec<record::Member> = Vec::new();
        if let Some(roster) = DocumentName::lasting(DocumentKind::Roster, unit) {
            let projection = self.replica().projection(roster).await?;
            members.extend(projection.table(Table::Members).filter_map(|standing| standing.row.record()));
        }
        members.extend(rows.iter().filter(|row| row.unit() == unit).filter_map(Row::record::<record::Member>));
        let ids: HashSet<String> = members.iter().map(|member| member.member.clone()).collect();
        members.retain(|member| !ids.contains(&member.name));
        Ok(members.into_iter().map(|member| (member.name, member.member)).collect())
    }

    fn check_tree(&self, rows: &[Row]) -> Result<(), ImportError> {
        let org = self.replica().org();
        let known =
            org.units().into_iter().flat_map(|units| units.iter()).map(|unit| (unit.code, (unit.clone(), None)));
        let mut units: BTreeMap<_, _> = known.collect();
        for row in rows.iter().filter(|row| row.table() == Table::Units) {
            match Unit::from_row(row) {
                Some((unit, parent)) if !row.is_withdrawn() => units.insert(unit.code, (unit, parent)),
                _ => units.remove(&row.unit()),
            };
        }
        UnitTree::with_parents(units.into_values())?;
        Ok(())
    }
}
