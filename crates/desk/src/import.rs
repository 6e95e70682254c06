//! Import: rows from spreadsheets, sorted into the documents where they belong.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_model::schema::Placement;
use cunbang_model::{DocumentKind, DocumentName, Period, Record, Row, Table, UnitCode, record};
use std::collections::{BTreeMap, HashMap};

/// Sorts rows into documents. A member goes to the roster with the name, and to the ledger of every
/// quarter that other rows touch (or of `quarter`, where none does) as a standing without it.
/// Attendance follows its meeting. Rows whose quarter cannot be told are named.
pub fn sort_into_documents(
    rows: &[Row],
    root: UnitCode,
    quarter: Option<Period>,
) -> Result<Vec<(DocumentName, Vec<Row>)>, DeskError> {
    let mut meetings: HashMap<(UnitCode, &str), Period> = HashMap::new();
    for row in rows.iter().filter(|row| row.table() == Table::Meetings) {
        if let (Some(id), Some(quarter)) = (row.text("meeting"), row.quarter()) {
            meetings.insert((row.unit(), id), quarter);
        }
    }
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
                    Placement::With(column) => row.text(column).and_then(|id| meetings.get(&(row.unit(), id)).copied()),
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
        return Err(DeskError::Invalid(format!(
            "{} rows belong to no quarter that can be told, the first is {first}: name one with --quarter, or import the meetings with their attendance",
            unplaced.len()
        )));
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
    /// Imports rows: all of them, or none where one does not belong here.
    pub async fn import(&self, operator: &str, rows: &[Row], quarter: Option<Period>) -> Result<usize, DeskError> {
        let documents = sort_into_documents(rows, self.replica().root(), quarter)?;
        Ok(self.replica().record(operator, documents).await?)
    }
}
