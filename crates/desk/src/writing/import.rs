//! Import: rows from spreadsheets, sorted into the documents where they belong.
//!
//! A quarter's ledger begins with the members' standing of the last one: what is written there first brings it along,
//! as far as it does not say it anew ([`CarriedOver`]).

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::persons::place_of;
use crate::writing::home::with_standing;
use crate::writing::operations::{Doing, OperationKind};
use crate::writing::placing::{Placing, carried_over, standing_of};
use crate::writing::references::ReferenceFault;
use crate::writing::undo::is_undone;
use cunbang_language::{Named, say};
use cunbang_ledger::{Entered, Projection};
use cunbang_model::UnitTreeError;
use cunbang_model::{DocumentKind, DocumentName, Period, Row, Table, Unit, UnitCode, UnitTree, clock, record};
use cunbang_ranking::sealed::standing_seals;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, btree_map};

/// Why rows were not imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Rows do not tell the quarter to which they belong.
    #[error("{}", say!("import-no-quarter", rows = .rows, first = .first))]
    NoQuarter {
        /// How many.
        rows: usize,
        /// The first: its unit and key.
        first: String,
    },
    /// Rows tell another quarter than the one that was named.
    #[error("{}", say!("import-other-quarter", rows = .rows, first = .first, own = .own, named = .named))]
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
    #[error("{}", say!("import-not-a-quarter", period = .0))]
    NotAQuarter(Period),
    /// A member's name stands where it would go up to the county.
    #[error("{}", say!("import-name", row = .row, column = Named::new(.chinese, .column), member = .member))]
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
    #[error("{}", say!("import-seal", row = .0))]
    Seal(String),
    /// Score sheets are made by publishing.
    #[error("{}", say!("import-sheet", row = .0))]
    Sheet(String),
    /// Rows name what is not there; all of them.
    #[error("{}", crate::error::lines(.0))]
    References(Vec<ReferenceFault>),
    /// The units that are known, with the new ones, make no tree.
    #[error("{}", say!("import-units", fault = .0))]
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
    /// Those of them that were sealed before: what is new in them counts only once they are sealed again.
    pub supplements: Vec<Period>,
    /// Members whose standing of a quarter was taken back by itself, and stays so: their ids.
    pub stay_out: Vec<String>,
    /// How many marks of attendance go with meetings that are taken back.
    pub marks_withdrawn: usize,
}

/// Rows, sorted into documents, and what is to be said of them.
pub(crate) struct Prepared {
    pub(crate) documents: Vec<(DocumentName, Vec<Row>)>,
    pub(crate) imported: Imported,
}

/// The reasons with which rows were withdrawn that some rows bring back: a quarter is withdrawn as a whole with one, and so
/// comes back with the standing in it.
fn returning(rows: &[Row], here: &Projection) -> BTreeSet<String> {
    let others = rows.iter().filter(|row| row.table() != Table::Standing && !row.is_withdrawn());
    let withdrawn = others.filter_map(|row| here.get(row.table(), &row.id())?.row.withdrawal());
    withdrawn.map(str::to_owned).collect()
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

/// A quarter, its months, and the weeks that have days in it: each may be sealed by itself.
fn quarter_parts(quarter: Period) -> Vec<Period> {
    let first = quarter.first_day();
    let months = (0..3).map(|more| Period::Month(first.year(), first.month() + more));
    let weeks = std::iter::successors(Some(Period::week_of(first)), |week| Some(week.next()));
    let weeks = weeks.take_while(|week| week.first_day() <= quarter.last_day());
    std::iter::once(quarter).chain(months).chain(weeks).collect()
}

impl Desk {
    /// Imports rows: all of them, or none where one does not belong here. `quarter` is that of rows that do not
    /// tell it. Units must make one tree with those that are known.
    pub async fn import(&self, operator: &str, rows: &[Row], quarter: Option<Period>) -> Result<Imported, DeskError> {
        self.import_from(operator, rows, quarter, "").await
    }

    /// Like [`Self::import`], of rows that come from a file of this name: the operation is listed under it.
    pub async fn import_from(
        &self,
        operator: &str,
        rows: &[Row],
        quarter: Option<Period>,
        source: &str,
    ) -> Result<Imported, DeskError> {
        self.take_in(operator, rows, quarter, &Doing::new(OperationKind::Import, source)).await
    }

    /// Imports rows as part of an operation.
    pub(crate) async fn take_in(
        &self,
        operator: &str,
        rows: &[Row],
        quarter: Option<Period>,
        doing: &Doing,
    ) -> Result<Imported, DeskError> {
        let Prepared { documents, mut imported } = self.prepare(Some(operator), rows, quarter).await?;
        let entered = documents
            .into_iter()
            .map(|(document, rows)| (document, rows.into_iter().map(Entered::from).collect()))
            .collect();
        imported.written = self.issue_entered(operator, entered, doing).await?;
        Ok(imported)
    }

    /// Where rows go that an operator writes, with all that goes along; the same checks as for an import.
    pub(crate) async fn placed(
        &self,
        operator: &str,
        rows: &[Row],
        quarter: Option<Period>,
    ) -> Result<Vec<(DocumentName, Vec<Row>)>, DeskError> {
        Ok(self.prepare(Some(operator), rows, quarter).await?.documents)
    }

    /// Checks that rows could be imported by an operator, and says what would come of it. Nothing is kept.
    pub async fn check_import(
        &self,
        operator: Option<&str>,
        rows: &[Row],
        quarter: Option<Period>,
    ) -> Result<Imported, DeskError> {
        let Prepared { documents, imported } = self.prepare(operator, rows, quarter).await?;
        for (document, _) in &documents {
            self.replica().check_may_write(document)?;
        }
        Ok(imported)
    }

    pub(crate) async fn prepare(
        &self,
        operator: Option<&str>,
        rows: &[Row],
        quarter: Option<Period>,
    ) -> Result<Prepared, DeskError> {
        if let Some(other) = quarter.filter(|quarter| !matches!(quarter, Period::Quarter(..))) {
            return Err(ImportError::NotAQuarter(other).into());
        }
        if let Some(seal) = rows.iter().find(|row| row.table() == Table::Seals) {
            return Err(ImportError::Seal(seal.key()).into());
        }
        if let Some(sheet) = rows.iter().find(|row| row.table().document() == DocumentKind::Sheet) {
            return Err(ImportError::Sheet(sheet.key()).into());
        }
        if rows.iter().any(|row| row.table() == Table::Units) {
            self.check_tree(rows)?;
        }
        self.check_names(rows).await?;
        let faults = self.check_references(rows, operator).await?;
        if !faults.is_empty() {
            return Err(ImportError::References(faults).into());
        }
        let mut documents = self.placing(rows, quarter).await?.sort(rows)?;
        for (name, batch) in documents.iter_mut().filter(|(name, _)| name.kind() == DocumentKind::Roster) {
            let keeps = self.standing_of_roster_stays(name.unit(), quarter).await?;
            let Some(roster) = self.roster(name.unit()).await?.filter(|_| keeps) else { continue };
            for row in batch {
                if let Some(now) = as_of_now(row, &roster) {
                    *row = now;
                }
            }
        }
        self.put_ids(documents.values_mut().flatten(), None).await?;
        for (document, rows) in &documents {
            self.check_from_below(*document, rows.iter()).await?;
        }
        let mut imported = Imported { stay_out: self.keep_out(&mut documents, rows).await?, ..Imported::default() };
        imported.carried = self.carry_over(&mut documents, rows).await?;
        imported.marks_withdrawn = self.take_marks_along(&mut documents).await?;
        let in_ledgers = documents.keys().filter(|name| name.kind() == DocumentKind::Ledger);
        let quarters: BTreeSet<Period> = in_ledgers.clone().filter_map(DocumentName::period).collect();
        imported.quarters = quarters.into_iter().collect();
        for name in in_ledgers {
            let Some(quarter) = name.period() else { continue };
            let here = self.replica().projection(*name).await?;
            let brings_more = |row: &Row| here.get(row.table(), &row.id()).is_none_or(|standing| standing.row != *row);
            let was_sealed = quarter_parts(quarter).iter().any(|part| !standing_seals(&here, *part).is_empty());
            if was_sealed && documents.get(name).is_some_and(|rows| rows.iter().any(brings_more)) {
                imported.supplements.push(quarter);
            }
        }
        Ok(Prepared { documents: documents.into_iter().collect(), imported })
    }

    /// Whether the roster keeps the standing that it says, whatever a sheet about a quarter says of then: where a later
    /// quarter has one.
    pub(crate) async fn standing_of_roster_stays(
        &self,
        unit: UnitCode,
        quarter: Option<Period>,
    ) -> Result<bool, DeskError> {
        let Some(quarter) = quarter else { return Ok(false) };
        let is_later = |ledger: &Projection| {
            ledger.document().period() > Some(quarter)
                && ledger.table(Table::Standing).any(|standing| !standing.row.is_withdrawn())
        };
        Ok(self.ledgers(unit).await?.iter().any(is_later))
    }

    /// Takes the marks of meetings back that are taken back. Gives how many.
    async fn take_marks_along(&self, documents: &mut BTreeMap<DocumentName, Vec<Row>>) -> Result<usize, DeskError> {
        let mut count = 0;
        for (name, batch) in documents {
            let gone: Vec<(String, String)> = batch
                .iter()
                .filter(|row| row.table() == Table::Meetings)
                .filter_map(|row| Some((row.id(), row.withdrawal()?.to_owned())))
                .collect();
            for (meeting, reason) in gone {
                let mut marks = self.marks_to_take_back(*name, &meeting, &reason).await?;
                marks.retain(|mark| !batch.iter().any(|row| row.key() == mark.key()));
                count += marks.len();
                batch.extend(marks);
            }
        }
        Ok(count)
    }

    /// Where some rows belong.
    pub(crate) async fn placing(&self, rows: &[Row], quarter: Option<Period>) -> Result<Placing, DeskError> {
        let placing = Placing {
            root: self.replica().root(),
            named: quarter,
            present: Period::quarter_of(clock::county_date(self.replica().now())),
            meetings: self.meetings_here(rows).await?,
        };
        Ok(placing.with(rows))
    }

    /// Leaves the standing of a quarter as it is of members who left it by themselves, where the roster says nothing
    /// new of them: the same roster once more does not bring them back. Where it was withdrawn with other rows that come
    /// back now, it comes back with them.
    async fn keep_out(
        &self,
        documents: &mut BTreeMap<DocumentName, Vec<Row>>,
        rows: &[Row],
    ) -> Result<Vec<String>, DeskError> {
        let mut kept_out = BTreeSet::new();
        for (name, batch) in documents.iter_mut().filter(|(name, _)| name.kind() == DocumentKind::Ledger) {
            let said = rows.iter().filter(|row| row.table() == Table::Members && row.unit() == name.unit());
            let members: HashMap<String, &Row> = said.map(|row| (row.id(), row)).collect();
            if members.is_empty() {
                continue;
            }
            let here = self.replica().projection(*name).await?;
            let Some(roster) = self.roster(name.unit()).await? else { continue };
            let returning = returning(batch, &here);
            batch.retain(|row| {
                let id = row.id();
                let is_of_roster = row.table() == Table::Standing && members.contains_key(&id);
                let has_left = || {
                    let standing = here.get(Table::Standing, &id).map(|standing| &standing.row);
                    let left = standing.and_then(Row::withdrawal).filter(|reason| !returning.contains(*reason));
                    left.is_some() && standing.is_some_and(|row| !is_undone(row))
                };
                let is_unchanged = || roster.get(Table::Members, &id).map(|one| &one.row) == members.get(&id).copied();
                let stays_out = is_of_roster && !row.is_withdrawn() && has_left() && is_unchanged();
                if stays_out {
                    kept_out.insert(id);
                }
                !stays_out
            });
        }
        documents.retain(|_, rows| !rows.is_empty());
        Ok(kept_out.into_iter().collect())
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
            // Where an import was undone, the ledger begins anew; who left it otherwise stays out.
            let standing_here =
                || here.table(Table::Standing).map(|standing| &standing.row).filter(|row| !is_undone(row));
            if standing_here().any(|row| !row.is_withdrawn()) {
                continue;
            }
            let Some((from, mut standings)) = self.standing_before(name, rows).await? else { continue };
            let said: HashSet<String> =
                batch.iter().chain(standing_here()).filter(|row| row.table() == Table::Standing).map(Row::id).collect();
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
        let (unit, quarter) = (ledger.unit(), ledger.period());
        let roster = self.roster(unit).await?;
        let members = || roster.iter().flat_map(|roster| roster.table(Table::Members)).map(|standing| &standing.row);
        let withdrawn_now = rows.iter().filter(|row| row.table() == Table::Members && row.unit() == unit);
        let gone: HashSet<String> =
            members().chain(withdrawn_now).filter(|row| row.is_withdrawn()).map(Row::id).collect();
        for before in self.ledgers(unit).await? {
            let standing = before.table(Table::Standing).map(|standing| &standing.row);
            let stays = standing.filter(|row| !row.is_withdrawn() && !gone.contains(&row.id()));
            let rows: Vec<Row> =
                stays.map(|row| quarter.map_or_else(|| row.clone(), |of| carried_over(row, of))).collect();
            if before.document().period() < ledger.period() && !rows.is_empty() {
                return Ok(Some((before.document().period(), rows)));
            }
        }
        let Some(quarter) = quarter else { return Ok(None) };
        let on_roster = members().filter(|row| !row.is_withdrawn());
        let standings: Vec<Row> = on_roster.filter_map(|row| standing_of(row, quarter)).collect();
        Ok((!standings.is_empty()).then_some((None, standings)))
    }

    /// Refuses members' names where a ledger has room for whoever did something: such a row goes up, the roster does
    /// not.
    async fn check_names(&self, rows: &[Row]) -> Result<(), DeskError> {
        let mut rosters: BTreeMap<UnitCode, HashMap<String, String>> = BTreeMap::new();
        for row in rows {
            let Some((column, named)) = place_of(row) else { continue };
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

/// A member of whom a sheet about the past says something, with the standing of now; none where the member is new.
pub(crate) fn as_of_now(row: &Row, roster: &Projection) -> Option<Row> {
    let stands = roster.get(Table::Members, &row.id()).map(|standing| &standing.row)?;
    with_standing(row, stands)
}
