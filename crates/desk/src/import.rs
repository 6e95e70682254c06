//! Import: rows from spreadsheets, sorted into the documents where they belong.
//!
//! A quarter's ledger begins with the members' standing of the last one: what is written there first brings it along,
//! as far as it does not say it anew ([`CarriedOver`]).

use crate::desk::Desk;
use crate::error::DeskError;
use crate::references::ReferenceFault;
use cunbang_model::UnitTreeError;
use cunbang_model::schema::Placement;
use cunbang_model::{DocumentKind, DocumentName, Period, Record, Row, Table, Unit, UnitCode, UnitTree, clock, record};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, btree_map};

/// Why rows were not imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Rows do not tell the quarter to which they belong.
    #[error(
        "{rows} 条记录看不出季度，第一条 {first}：请用 --quarter 指明，或连同会议一起导入 no quarter can be told of {rows} of the rows, the first is {first}: name one with --quarter, or import the meetings with their attendance"
    )]
    NoQuarter {
        /// How many.
        rows: usize,
        /// The first: its unit and key.
        first: String,
    },
    /// Rows tell another quarter than the one that was named.
    #[error(
        "{rows} 条记录不属于 {named}，第一条 {first} 属于 {own}：请更正日期，或不填 --quarter {rows} of the rows belong to another quarter than {named}, the first, {first}, to {own}: correct the date, or leave out --quarter"
    )]
    OtherQuarter {
        /// How many.
        rows: usize,
        /// The first: its unit and key.
        first: String,
        /// Its quarter.
        own: Period,
        /// The one that was named.
        named: Period,
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
    /// Rows name what is not there; all of them.
    #[error("{}", crate::error::lines(.0))]
    References(Vec<ReferenceFault>),
    /// The units that are known, with the new ones, make no tree.
    #[error("the units make no tree: {0}")]
    Units(#[from] UnitTreeError),
}

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// How many rows were new or changed.
    pub written: usize,
    /// The ledgers that begin with the standing of an earlier one.
    pub carried: Vec<CarriedOver>,
    /// The quarters whose ledgers were written.
    pub quarters: Vec<Period>,
}

/// A ledger that begins with the members' standing of an earlier one, or of the roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CarriedOver {
    /// The ledger.
    pub document: DocumentName,
    /// The quarter whose standing it is; none where it is the roster's.
    pub from: Option<Period>,
    /// How many members.
    pub members: usize,
}

/// Where rows go that do not tell it themselves.
struct Placing {
    root: UnitCode,
    /// The quarter that was named.
    named: Option<Period>,
    /// The present one.
    present: Period,
    /// The quarters in which meetings of an id stand. Those that come with the rows go before those that are here.
    meetings: HashMap<(UnitCode, String), BTreeSet<Period>>,
}

impl Placing {
    /// Sorts rows into documents. A member goes to the roster with the name, and to the ledger of every quarter that
    /// other rows touch, or else of the one that was named, or else of the present one, as a standing without it.
    /// Attendance follows its meeting. Rows whose quarter cannot be told are named.
    fn sort(mut self, rows: &[Row]) -> Result<BTreeMap<DocumentName, Vec<Row>>, ImportError> {
        let of_rows = rows.iter().filter_map(Row::record::<record::Meeting>);
        let mut of_meetings: HashMap<_, BTreeSet<Period>> = HashMap::new();
        for one in of_rows {
            of_meetings.entry((one.unit, one.meeting)).or_default().insert(Period::quarter_of(one.date));
        }
        self.meetings.extend(of_meetings);
        let mut documents: BTreeMap<DocumentName, Vec<Row>> = BTreeMap::new();
        let mut quarters: BTreeMap<UnitCode, Vec<Period>> = BTreeMap::new();
        let mut unplaced = Vec::new();
        for row in rows {
            let kind = row.table().document();
            let name = match kind {
                DocumentKind::Org => Some(DocumentName::org(row.unit().listed_by(self.root))),
                DocumentKind::Scheme => DocumentName::lasting(kind, self.root),
                DocumentKind::Roster => DocumentName::lasting(kind, row.unit()),
                _ => self.quarter_of(row).and_then(|quarter| {
                    if kind == DocumentKind::Ledger {
                        let of_unit = quarters.entry(row.unit()).or_default();
                        if !of_unit.contains(&quarter) {
                            of_unit.push(quarter);
                        }
                    }
                    DocumentName::quarterly(kind, row.unit(), quarter)
                }),
            };
            match name {
                Some(name) => documents.entry(name).or_default().push(row.clone()),
                None => unplaced.push(format!("{} {}", row.unit(), row.key())),
            }
        }
        if let Some(first) = unplaced.first() {
            return Err(ImportError::NoQuarter { rows: unplaced.len(), first: first.clone() });
        }
        let mut elsewhere = rows.iter().filter_map(|row| {
            let (own, named) = (self.own_quarter(row)?, self.named?);
            (own != named).then_some((row, own, named))
        });
        if let Some((first, own, named)) = elsewhere.next() {
            let first = format!("{} {}", first.unit(), first.key());
            return Err(ImportError::OtherQuarter { rows: 1 + elsewhere.count(), first, own, named });
        }
        for row in rows.iter().filter(|row| row.table() == Table::Members) {
            let touched = quarters.get(&row.unit()).cloned();
            for quarter in touched.unwrap_or_else(|| vec![self.named.unwrap_or(self.present)]) {
                if let (Some(name), Some(standing)) =
                    (DocumentName::quarterly(DocumentKind::Ledger, row.unit(), quarter), standing_of(row))
                {
                    documents.entry(name).or_default().insert(0, standing);
                }
            }
        }
        Ok(documents)
    }

    fn quarter_of(&self, row: &Row) -> Option<Period> {
        let present = (row.table() == Table::Standing).then_some(self.present);
        self.own_quarter(row).or(self.named).or(present)
    }

    /// The quarter that a row tells. A mark of attendance tells none where meetings of several quarters have the id that
    /// it names, unless one of them is the quarter that was named.
    fn own_quarter(&self, row: &Row) -> Option<Period> {
        let Placement::With(column) = row.table().placement() else { return row.quarter() };
        let quarters = self.meetings.get(&(row.unit(), row.text(column)?.to_owned()))?;
        match self.named.filter(|named| quarters.contains(named)) {
            Some(named) => Some(named),
            None => quarters.first().copied().filter(|_| quarters.len() == 1),
        }
    }
}

/// A member's standing: the row without the name.
pub fn standing_of(member: &Row) -> Option<Row> {
    let record::Member { unit, member, status, group, floating, .. } = member.record()?;
    record::Standing { unit, member, status, group, floating }.into_row().ok()
}

impl Desk {
    /// Imports rows: all of them, or none where one does not belong here. `quarter` is that of rows that do not
    /// tell it. Units must make one tree with those that are known.
    pub async fn import(&self, operator: &str, rows: &[Row], quarter: Option<Period>) -> Result<Imported, DeskError> {
        let (documents, carried) = self.prepare(rows, quarter).await?;
        let in_ledgers = documents.iter().filter(|(name, _)| name.kind() == DocumentKind::Ledger);
        let mut quarters: Vec<Period> = in_ledgers.filter_map(|(name, _)| name.period()).collect();
        quarters.sort_unstable();
        quarters.dedup();
        let written = self.issue(operator, documents).await?;
        Ok(Imported { written, carried, quarters })
    }

    /// Checks that rows could be imported, and says which ledgers would begin with an earlier standing. Nothing is
    /// kept.
    pub async fn check_import(&self, rows: &[Row], quarter: Option<Period>) -> Result<Vec<CarriedOver>, DeskError> {
        let (documents, carried) = self.prepare(rows, quarter).await?;
        for (document, _) in &documents {
            self.replica().check_may_write(document)?;
        }
        Ok(carried)
    }

    async fn prepare(
        &self,
        rows: &[Row],
        quarter: Option<Period>,
    ) -> Result<(Vec<(DocumentName, Vec<Row>)>, Vec<CarriedOver>), DeskError> {
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
        let faults = self.check_references(rows).await?;
        if !faults.is_empty() {
            return Err(ImportError::References(faults).into());
        }
        let placing = Placing {
            root: self.replica().root(),
            named: quarter,
            present: Period::quarter_of(clock::county_date(self.replica().now())),
            meetings: self.meetings_here(rows).await?,
        };
        let mut documents = placing.sort(rows)?;
        let carried = self.carry_over(&mut documents, rows).await?;
        Ok((documents.into_iter().collect(), carried))
    }

    /// The quarters of the meetings here that marks of attendance among some rows may name.
    async fn meetings_here(&self, rows: &[Row]) -> Result<HashMap<(UnitCode, String), BTreeSet<Period>>, DeskError> {
        let marks = rows.iter().filter(|row| row.table() == Table::Attendance);
        let units: BTreeSet<UnitCode> = marks.map(Row::unit).collect();
        let mut meetings: HashMap<_, BTreeSet<Period>> = HashMap::new();
        for unit in units {
            for ledger in self.ledgers(unit).await? {
                let Some(quarter) = ledger.document().period() else { continue };
                for meeting in ledger.table(Table::Meetings).filter(|meeting| !meeting.row.is_withdrawn()) {
                    meetings.entry((unit, meeting.row.id())).or_default().insert(quarter);
                }
            }
        }
        Ok(meetings)
    }

    /// Puts the members' standing at the head of the ledgers that have none yet: that of the last quarter, or else
    /// of the roster.
    async fn carry_over(
        &self,
        documents: &mut BTreeMap<DocumentName, Vec<Row>>,
        rows: &[Row],
    ) -> Result<Vec<CarriedOver>, DeskError> {
        let mut carried = Vec::new();
        for (name, batch) in documents.iter_mut().filter(|(name, _)| name.kind() == DocumentKind::Ledger) {
            let here = self.replica().projection(*name).await?;
            if here.table(Table::Standing).next().is_some() {
                continue;
            }
            let Some((from, mut standings)) = self.standing_before(name, rows).await? else { continue };
            let said: HashSet<String> =
                batch.iter().filter(|row| row.table() == Table::Standing).map(Row::id).collect();
            standings.retain(|row| !said.contains(&row.id()));
            if !standings.is_empty() {
                carried.push(CarriedOver { document: *name, from, members: standings.len() });
                batch.splice(0..0, standings);
            }
        }
        Ok(carried)
    }

    /// The standings with which a ledger begins, and the quarter they are of. Who has left the roster is not among
    /// them.
    async fn standing_before(
        &self,
        ledger: &DocumentName,
        rows: &[Row],
    ) -> Result<Option<(Option<Period>, Vec<Row>)>, DeskError> {
        let unit = ledger.unit();
        let roster = self.roster(unit).await?;
        let members = || roster.iter().flat_map(|roster| roster.table(Table::Members)).map(|standing| &standing.row);
        let withdrawn_now = rows.iter().filter(|row| row.table() == Table::Members && row.unit() == unit);
        let gone: HashSet<String> =
            members().chain(withdrawn_now).filter(|row| row.is_withdrawn()).map(Row::id).collect();
        for before in self.ledgers(unit).await? {
            let standing = before.table(Table::Standing).map(|standing| &standing.row);
            let stays = standing.filter(|row| !row.is_withdrawn() && !gone.contains(&row.id()));
            let rows: Vec<Row> = stays.cloned().collect();
            if before.document().period() < ledger.period() && !rows.is_empty() {
                return Ok(Some((before.document().period(), rows)));
            }
        }
        let of_roster: Vec<Row> = members().filter(|row| !row.is_withdrawn()).filter_map(standing_of).collect();
        Ok((!of_roster.is_empty()).then_some((None, of_roster)))
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
