//! Placing: which document a row belongs in, where it does not tell the quarter itself.

use crate::writing::import::ImportError;
use cunbang_model::schema::Placement;
use cunbang_model::{Date, DocumentKind, DocumentName, Period, Record, Row, Table, UnitCode, record};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Where rows go that do not tell it themselves.
pub(crate) struct Placing {
    pub(crate) root: UnitCode,
    /// The period that was named. Of one that is no quarter, rows belong to its quarters.
    pub(crate) named: Option<Period>,
    /// The present one.
    pub(crate) present: Period,
    /// The quarters in which meetings of an id stand. Those that come with the rows go before those that are here.
    pub(crate) meetings: HashMap<(UnitCode, String), BTreeSet<Period>>,
}

impl Placing {
    /// With the meetings that come with the rows.
    pub(crate) fn with(mut self, rows: &[Row]) -> Self {
        let of_rows = rows.iter().filter_map(Row::record::<record::Meeting>);
        let mut of_meetings: HashMap<_, BTreeSet<Period>> = HashMap::new();
        for one in of_rows {
            of_meetings.entry((one.unit, one.meeting)).or_default().insert(Period::quarter_of(one.date));
        }
        self.meetings.extend(of_meetings);
        self
    }

    /// Sorts rows into documents. A member goes to the roster with the name, and to the ledger of every quarter that
    /// other rows touch, or else of the one that was named, or else of the present one, as a standing without it.
    /// Attendance follows its meeting. Rows whose quarter cannot be told are named.
    pub(crate) fn sort(&self, rows: &[Row]) -> Result<BTreeMap<DocumentName, Vec<Row>>, ImportError> {
        let mut documents: BTreeMap<DocumentName, Vec<Row>> = BTreeMap::new();
        let mut quarters: BTreeMap<UnitCode, Vec<Period>> = BTreeMap::new();
        let mut unplaced = Vec::new();
        for row in rows {
            match self.document_of(row) {
                Some(name) => {
                    if let (DocumentKind::Ledger, Some(quarter)) = (name.kind(), name.period()) {
                        let of_unit = quarters.entry(row.unit()).or_default();
                        if !of_unit.contains(&quarter) {
                            of_unit.push(quarter);
                        }
                    }
                    documents.entry(name).or_default().push(row.clone());
                }
                None => unplaced.push(format!("{} {}", row.unit(), row.key())),
            }
        }
        if let Some(first) = unplaced.first() {
            return Err(ImportError::NoQuarter { rows: unplaced.len(), first: first.clone() });
        }
        let mut elsewhere = rows.iter().filter_map(|row| {
            let own = self.own_quarter(row)?;
            Some((row, own, self.named_instead_of(own)?))
        });
        if let Some((first, own, named)) = elsewhere.next() {
            let first = format!("{} {}", first.unit(), first.key());
            return Err(ImportError::OtherQuarter { rows: 1 + elsewhere.count(), first, own, named });
        }
        let mut standings: BTreeMap<DocumentName, Vec<Row>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.table() == Table::Members) {
            let mut touched = quarters.get(&row.unit()).cloned();
            if row.is_withdrawn() {
                // Who left was there until then.
                touched = touched.map(|quarters| quarters.into_iter().max().into_iter().collect());
            }
            for quarter in touched.unwrap_or_else(|| vec![self.named_quarter().unwrap_or(self.present)]) {
                if let (Some(name), Some(standing)) =
                    (DocumentName::quarterly(DocumentKind::Ledger, row.unit(), quarter), standing_of(row, quarter))
                {
                    standings.entry(name).or_default().push(standing);
                }
            }
        }
        // Members before what is about them.
        for (name, standings) in standings {
            documents.entry(name).or_default().splice(0..0, standings);
        }
        Ok(documents)
    }

    /// Where a row stands, or would.
    pub(crate) fn document_of(&self, row: &Row) -> Option<DocumentName> {
        let kind = row.table().document();
        match kind {
            DocumentKind::Org => Some(DocumentName::org(row.unit().listed_by(self.root))),
            DocumentKind::Scheme => DocumentName::lasting(kind, self.root),
            DocumentKind::Roster => DocumentName::lasting(kind, row.unit()),
            _ => DocumentName::quarterly(kind, row.unit(), self.quarter_of(row)?),
        }
    }

    /// The quarter of a row that tells none itself: the one that was named, or the one in which the named period ends.
    fn named_quarter(&self) -> Option<Period> {
        self.named.map(|named| Period::quarter_of(named.belongs_to()))
    }

    /// The period that was named, where a quarter is none of it.
    pub(crate) fn named_instead_of(&self, own: Period) -> Option<Period> {
        self.named.filter(|named| !named.quarters().contains(&own))
    }

    fn quarter_of(&self, row: &Row) -> Option<Period> {
        let present = (row.table() == Table::Standing).then_some(self.present);
        self.own_quarter(row).or_else(|| self.named_quarter()).or(present)
    }

    /// The quarter that a row tells. A mark of attendance tells none where meetings of several quarters have the id that
    /// it names, unless one of them is the quarter that was named.
    pub(crate) fn own_quarter(&self, row: &Row) -> Option<Period> {
        let Placement::With(column) = row.table().placement() else { return row.quarter() };
        let quarters = self.meetings.get(&(row.unit(), row.text(column)?.to_owned()))?;
        let named = self.named.map(Period::quarters).unwrap_or_default();
        match named.into_iter().find(|named| quarters.contains(named)) {
            Some(named) => Some(named),
            None => quarters.first().copied().filter(|_| quarters.len() == 1),
        }
    }
}

/// A member's standing in a quarter: the row without the name, and with the day of joining only where that lies in the quarter
/// or after it. What goes up says no more of a person than rules ask for. Who leaves the roster leaves the standing too.
pub(crate) fn standing_of(row: &Row, quarter: Period) -> Option<Row> {
    let record::Member { unit, member, status, group, floating, joined, .. } = row.record()?;
    let joined = joined.filter(|day| weighs_in(*day, quarter));
    let standing = record::Standing { unit, member, status, group, floating, joined }.into_row().ok()?;
    Some(match row.withdrawal() {
        Some(reason) => standing.withdrawn(reason),
        None => standing,
    })
}

/// A standing of an earlier quarter as it is carried over to one.
pub(crate) fn carried_over(row: &Row, quarter: Period) -> Row {
    let Some(standing) = row.record::<record::Standing>() else { return row.clone() };
    if standing.joined.is_none_or(|day| weighs_in(day, quarter)) {
        return row.clone();
    }
    record::Standing { joined: None, ..standing }.into_row().unwrap_or_else(|_| row.clone())
}

/// Whether rules of a quarter ask for a day of joining: on its first day, whoever had joined before is there.
fn weighs_in(joined: Date, quarter: Period) -> bool {
    joined > quarter.first_day()
}
