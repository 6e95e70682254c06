//! The list of units 单位名单 as a period goes by it: who is expected is not for a later change of the list to say.
//!
//! A county may withdraw a unit, call a village an enterprise, or count its members anew at any time, and its own clock
//! says when. What it does after a period is over changes the list from then on, and not that period: each unit counts as
//! it stood at the moment that [`Material::listed_as_of`] gives. Where the list said nothing of a unit then — it was
//! added later, or put back, or its members had not been counted — it counts as it stands now. All of it is told
//! ([`changes`]), with who did it.
//!
//! Of what an entry claims of its time, nothing before an earlier entry of the same log is believed: who puts the clock
//! back does not write before what was written.

use crate::assess::{Material, VillagePeriod};
use crate::revoked::moment_of;
use crate::sealed::earliest_of_seal;
use cunbang_ledger::{Entry, OperationId, VersionVector, Writer};
use cunbang_model::{
    Carried, DeviceId, DocumentName, Period, Record as _, Row, Table, Timestamp, UnitCode, UnitKind, UnitTree, clock,
    record,
};
use cunbang_scheme::{ReceiptState, Scheme};
use std::collections::{BTreeMap, BTreeSet};

/// How the list of units is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ListReading {
    /// As it stands, as releases before 2026-11-30 did, and as every run whose record names no moment of the list.
    AsItStands,
    /// As it stood when the period was over.
    #[default]
    AsItStood,
}

/// What a list of units says of a unit from some time on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitPut {
    /// The list in which it stands.
    pub document: DocumentName,
    /// The unit.
    pub unit: UnitCode,
    /// What put it there.
    pub operation: OperationId,
    /// In which entry of its writer's log.
    pub entry: u64,
    /// When, by the county's clock.
    pub at: Timestamp,
    /// By whom.
    pub operator: String,
    /// What it says.
    pub row: Row,
}

impl UnitPut {
    /// The device at which it was written.
    pub fn device(&self) -> DeviceId {
        self.operation.writer.device
    }
}

/// What the entries of a list of units say of units, up to a vector, in the order in which it counts. Entries of one log
/// come in their order.
pub fn unit_puts<'e>(
    document: DocumentName,
    entries: impl IntoIterator<Item = (Writer, &'e Entry)>,
    vector: &VersionVector,
) -> Vec<UnitPut> {
    let mut latest: BTreeMap<Writer, Timestamp> = BTreeMap::new();
    let mut puts = Vec::new();
    for (writer, entry) in entries {
        if vector.0.get(&writer).is_none_or(|until| entry.number > *until) {
            continue;
        }
        let claimed = moment_of(entry.claimed_at_seconds);
        let at = latest.entry(writer).or_insert(claimed);
        *at = claimed.max(*at);
        for (put, counter) in entry.puts.iter().zip(entry.first_operation..) {
            let Carried::Read(row) = &put.row else { continue };
            if row.table() == Table::Units {
                let operation = OperationId { counter, writer };
                puts.push(UnitPut {
                    document,
                    unit: row.unit(),
                    operation,
                    entry: entry.number,
                    at: *at,
                    operator: entry.operator.clone(),
                    row: row.clone(),
                });
            }
        }
    }
    puts.sort_by_cached_key(|put| (put.operation.counter, put.operation.writer.actor()));
    puts
}

/// What was done to a unit in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListChange {
    /// It was listed for the first time.
    Added,
    /// It was withdrawn, with the reason.
    Withdrawn(String),
    /// It was put back after it had been withdrawn.
    PutBack,
    /// It became something else: what it was and what it is.
    Kind(UnitKind, UnitKind),
    /// The unit above that it names is another; none where it names none.
    Parent(Option<UnitCode>, Option<UnitCode>),
    /// The county's own count of its members is another; none where there is none.
    Members(Option<i64>, Option<i64>),
}

/// A change of the list that a reader of a period's ranking should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitChange {
    /// The unit.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// What was done.
    pub what: ListChange,
    /// When, by the county's clock.
    pub at: Timestamp,
    /// By whom.
    pub operator: String,
    /// At which device.
    pub device: DeviceId,
    /// Whether the period goes by it; else the unit counts as it stood before.
    pub counts: bool,
    /// Whether it came once the list stood that the period goes by.
    pub is_after: bool,
}

/// What a unit is in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    withdrawn: Option<String>,
    unit: record::Unit,
}

fn state_of(row: &Row) -> Option<State> {
    Some(State { withdrawn: row.withdrawal().map(str::to_owned), unit: row.record()? })
}

fn by_unit(puts: &[UnitPut]) -> BTreeMap<UnitCode, Vec<&UnitPut>> {
    let mut units: BTreeMap<UnitCode, Vec<&UnitPut>> = BTreeMap::new();
    for put in puts {
        units.entry(put.unit).or_default().push(put);
    }
    units
}

/// The row of a unit as it stood at a moment; none where it was not listed then.
fn stood<'p>(of_unit: &[&'p UnitPut], as_of: Timestamp) -> Option<&'p Row> {
    let then = of_unit.iter().rev().find(|put| put.at <= as_of)?;
    (!then.row.is_withdrawn()).then_some(&then.row)
}

/// The list that counts, of everything that was put: a row for each unit, withdrawn ones too.
pub fn listed_rows(puts: &[UnitPut], as_of: Option<Timestamp>) -> Vec<Row> {
    let rows = by_unit(puts).into_values().filter_map(|of_unit| {
        let now = &of_unit.last()?.row;
        let then = as_of.and_then(|as_of| stood(&of_unit, as_of)).filter(|then| *then != now);
        Some(then.and_then(|then| as_it_stood(then, now)).unwrap_or_else(|| now.clone()))
    });
    rows.collect()
}

/// A unit by its name of now and with what nobody had said of it then, and else as it stood.
fn as_it_stood(then: &Row, now: &Row) -> Option<Row> {
    let (then, now): (record::Unit, record::Unit) = (then.record()?, now.record()?);
    let members = then.members.or(now.members);
    record::Unit { name: now.name, members, ..then }.into_row().ok()
}

/// The tree of the units that count; none where those that stood make none with those that were added since.
pub fn listed_tree(puts: &[UnitPut], as_of: Option<Timestamp>) -> Option<UnitTree> {
    UnitTree::from_rows(&listed_rows(puts, as_of)).ok()
}

/// What was done to the list that a reader of a period should know of: that units were withdrawn or became something
/// else while it ran, and everything that was done once the list stood that it goes by.
pub fn changes(puts: &[UnitPut], period: Period, as_of: Option<Timestamp>) -> Vec<UnitChange> {
    let begins = clock::start_of_county_day(period.first_day());
    let stands_from = as_of.unwrap_or_else(|| start_of_last_day(period));
    let had_begun = puts.iter().any(|put| put.at <= stands_from);
    let mut changes = Vec::new();
    for (unit, of_unit) in by_unit(puts) {
        let stood_then = stood(&of_unit, stands_from).and_then(state_of);
        let name = of_unit.last().and_then(|put| state_of(&put.row)).map(|state| state.unit.name).unwrap_or_default();
        let mut before: Option<State> = None;
        for put in of_unit {
            let Some(state) = state_of(&put.row) else { continue };
            let is_after = put.at > stands_from;
            for what in differences(before.as_ref(), &state) {
                let removes = matches!(what, ListChange::Withdrawn(_) | ListChange::Kind(..));
                let is_told = if is_after { had_begun || removes } else { removes && put.at >= begins };
                let counts = match &what {
                    ListChange::Members(..) => stood_then.as_ref().is_none_or(|then| then.unit.members.is_none()),
                    _ => stood_then.is_none(),
                };
                if is_told {
                    changes.push(UnitChange {
                        unit,
                        name: name.clone(),
                        what,
                        at: put.at,
                        operator: put.operator.clone(),
                        device: put.device(),
                        counts: as_of.is_none() || !is_after || counts,
                        is_after,
                    });
                }
            }
            before = Some(state);
        }
    }
    changes.sort_by_key(|change| (change.at, change.unit));
    changes
}

fn differences(before: Option<&State>, now: &State) -> Vec<ListChange> {
    let Some(before) = before else {
        return if now.withdrawn.is_none() { vec![ListChange::Added] } else { Vec::new() };
    };
    let mut all = Vec::new();
    match (&before.withdrawn, &now.withdrawn) {
        (None, Some(reason)) => all.push(ListChange::Withdrawn(reason.clone())),
        (Some(_), None) => all.push(ListChange::PutBack),
        _ => {}
    }
    let (then, unit) = (&before.unit, &now.unit);
    if then.kind != unit.kind {
        all.push(ListChange::Kind(then.kind, unit.kind));
    }
    if then.parent != unit.parent {
        all.push(ListChange::Parent(then.parent, unit.parent));
    }
    if then.members != unit.members {
        all.push(ListChange::Members(then.members, unit.members));
    }
    all
}

fn start_of_last_day(period: Period) -> Timestamp {
    clock::start_of_county_day(period.last_day())
}

impl Material {
    /// The moment as of which the list of units counts for the period, where it was changed since: the beginning of the
    /// period's last day, or when the first village had sealed if that was before; where no unit was listed by then, when
    /// the first village had sealed. None where nothing was changed since, or the list counts as it stands.
    pub fn listed_as_of(&self, scheme: Option<&Scheme>) -> Option<Timestamp> {
        self.list_looked_at(scheme).0
    }

    /// The same with all that were ever listed as villages, where they had to be looked at for it.
    pub(crate) fn list_looked_at(&self, scheme: Option<&Scheme>) -> (Option<Timestamp>, Option<EverVillages<'_>>) {
        if self.list_reading == ListReading::AsItStands {
            return (None, None);
        }
        let puts = &self.unit_puts;
        let last_day = start_of_last_day(self.period);
        // Before nobody can have sealed, every change counts.
        let sealable_from = scheme.map_or_else(|| self.period.last_day(), |scheme| scheme.sealable_from(self.period));
        let earliest = last_day.min(earliest_of_seal(sealable_from));
        if puts.iter().all(|put| put.at <= earliest) {
            return (None, None);
        }
        let units = by_unit(puts);
        let was_listed = puts.iter().any(|put| put.at <= last_day);
        let ever = self.ever_villages(&units, scheme);
        let as_of = match first_sealed(&ever, &units) {
            Some(sealed) if was_listed => Some(sealed.min(last_day)),
            Some(sealed) => Some(sealed),
            None => was_listed.then_some(last_day),
        };
        let is_changed = |as_of: &Timestamp| changes(puts, self.period, Some(*as_of)).iter().any(|one| one.is_after);
        (as_of.filter(is_changed), Some(ever))
    }

    /// What is here of each unit that was ever listed as a village.
    fn ever_villages(&self, units: &BTreeMap<UnitCode, Vec<&UnitPut>>, scheme: Option<&Scheme>) -> EverVillages<'_> {
        let ever = units.iter().filter(|(_, of_unit)| of_unit.iter().any(|put| is_village(&put.row)));
        let listed: BTreeSet<UnitCode> = ever.map(|(unit, _)| *unit).collect();
        EverVillages { villages: self.villages_of(&|unit| listed.contains(&unit), scheme), listed }
    }
}

/// What is here of the units that were ever listed as villages.
pub(crate) struct EverVillages<'a> {
    /// Which these are.
    pub(crate) listed: BTreeSet<UnitCode>,
    /// What is here of them.
    pub(crate) villages: BTreeMap<UnitCode, VillagePeriod<'a>>,
}

fn is_village(row: &Row) -> bool {
    state_of(row).is_some_and(|state| state.withdrawn.is_none() && state.unit.kind.is_basic())
}

/// When the first village had sealed the period, of those that were listed as one then. So it is at hand wherever the
/// list of that moment counts: nothing depends on ledgers that a run does not rest on.
fn first_sealed(ever: &EverVillages<'_>, units: &BTreeMap<UnitCode, Vec<&UnitPut>>) -> Option<Timestamp> {
    let sealed = ever.villages.iter().filter_map(|(unit, village)| match village.receipt() {
        ReceiptState::Sealed { received_at } => {
            stood(units.get(unit)?, received_at).filter(|row| is_village(row)).map(|_| received_at)
        }
        _ => None,
    });
    sealed.min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn village(members: &str) -> Row {
        let cells = [("code", "330522103201"), ("name", "胥仓村"), ("kind", "village"), ("members", members)];
        Row::from_cells(Table::Units, cells).unwrap()
    }

    /// An entry with one row, of a log by this device.
    fn entry(number: u64, at: &str, row: Row) -> Entry {
        Entry {
            number,
            release: 1,
            operator: "组织部".to_owned(),
            claimed_at_seconds: moment(at).as_second(),
            seen: Vec::new(),
            first_operation: number,
            puts: vec![cunbang_ledger::Put { row: row.into(), supersedes: Vec::new() }],
        }
    }

    fn puts(entries: &[Entry]) -> Vec<UnitPut> {
        let writer = Writer { device: DeviceId::from_bytes([1; 16]), incarnation: 0 };
        let vector = VersionVector([(writer, entries.len() as u64)].into());
        let root = "330522".parse().unwrap();
        unit_puts(DocumentName::org(root), entries.iter().map(|entry| (writer, entry)), &vector)
    }

    /// Who puts the clock back does not withdraw a unit before what was written by then.
    #[test]
    fn no_entry_is_taken_for_earlier_than_one_before_it() {
        let withdrawn = village("").withdrawn("合并");
        let puts = puts(&[
            entry(1, "2026-06-20T02:00:00Z", village("")),
            entry(2, "2026-10-12T02:00:00Z", village("21")),
            entry(3, "2026-08-01T02:00:00Z", withdrawn),
        ]);
        let times: Vec<Timestamp> = puts.iter().map(|put| put.at).collect();
        let last = moment("2026-10-12T02:00:00Z");
        assert_eq!(times, [moment("2026-06-20T02:00:00Z"), last, last]);
        let as_of = Some(moment("2026-09-29T16:00:00Z"));
        let rows = listed_rows(&puts, as_of);
        assert!(!rows[0].is_withdrawn(), "it stood when the period was over");
        assert!(listed_rows(&puts, None)[0].is_withdrawn());
        let told = changes(&puts, "2026Q3".parse().unwrap(), as_of);
        let told: Vec<(&ListChange, bool)> = told.iter().map(|change| (&change.what, change.counts)).collect();
        let members = ListChange::Members(None, Some(21));
        let expected = [
            (&members, true),
            (&ListChange::Withdrawn("合并".to_owned()), false),
            (&ListChange::Members(Some(21), None), true),
        ];
        assert_eq!(told, expected);
    }

    /// A count that nobody had stated then is filled in; one that was stated stays what it was.
    #[test]
    fn what_was_said_then_counts_and_what_was_not_is_filled_in() {
        let as_of = Some(moment("2026-09-29T16:00:00Z"));
        let counted = |first: &str| {
            let entries =
                [entry(1, "2026-06-20T02:00:00Z", village(first)), entry(2, "2026-10-12T02:00:00Z", village("60"))];
            listed_rows(&puts(&entries), as_of)[0].number("members").map(|count| count.to_string())
        };
        assert_eq!(counted("").as_deref(), Some("60"));
        assert_eq!(counted("20").as_deref(), Some("20"));
    }
    /// A county whose list was put on its list late, with a village of which a ledger is here.
    fn put_late() -> Material {
        let unit =
            |code: &str, kind: &str| Row::from_cells(Table::Units, [("code", code), ("name", code), ("kind", kind)]);
        let rows = [("330522", "county"), ("330522103", "township"), ("330522103201", "village")];
        let puts_of = |(code, kind): (&str, &str)| cunbang_ledger::Put {
            row: unit(code, kind).unwrap().into(),
            supersedes: Vec::new(),
        };
        let mut first = entry(1, "2026-06-20T02:00:00Z", village(""));
        first.puts = rows.into_iter().map(puts_of).collect();
        let mut second = entry(2, "2026-10-12T02:00:00Z", village("21"));
        second.first_operation = 10;
        let root: UnitCode = "330522".parse().unwrap();
        let writer = Writer { device: DeviceId::from_bytes([1; 16]), incarnation: 0 };
        let mut org = cunbang_ledger::Projection::new(DocumentName::org(root));
        for entry in [&first, &second] {
            org.apply(&writer, entry).unwrap();
        }
        let period: Period = "2026Q3".parse().unwrap();
        let code = "330522103201".parse().unwrap();
        let ledger = DocumentName::quarterly(cunbang_model::DocumentKind::Ledger, code, period).unwrap();
        let ledger = cunbang_ledger::Projection::new(ledger);
        let documents = [org, ledger].map(|one| (one.document(), std::sync::Arc::new(crate::sealed::Held::new(one))));
        Material {
            period,
            root,
            under: root,
            authority: [0; 32],
            documents: documents.into(),
            hashes: BTreeMap::new(),
            scheme_times: BTreeMap::new(),
            public_since: None,
            receipts: Vec::new(),
            revoked: crate::Revoked::new(),
            reading: crate::sealed::SealReading::Present,
            unit_puts: puts(&[first, second]),
            list_reading: ListReading::AsItStood,
            decision_reading: crate::decision::DecisionReading::Present,
        }
    }

    #[test]
    fn villages_are_looked_at_once_however_late_the_list_was_changed() {
        let material = put_late();
        assert_eq!(material.listed_as_of(None), Some(moment("2026-09-29T16:00:00Z")));
        crate::assess::looks::taken();
        let covered = crate::coverage::cover(&material).unwrap();
        assert_eq!(crate::assess::looks::taken(), 1);
        assert_eq!(covered.len(), 1);
        // What a ledger holds was counted then, and is at hand for whoever looks next.
        let ledger = material.documents.values().find(|held| held.projection.document().period().is_some()).unwrap();
        let counted = ledger.filled[0].get().cloned().unwrap();
        assert_eq!(crate::coverage::cover(&material).unwrap(), covered);
        assert!(std::sync::Arc::ptr_eq(&counted, ledger.filled[0].get().unwrap()));
        assert!(ledger.filled[1].get().is_none(), "it is not sealed");
    }
}
