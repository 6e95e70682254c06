//! What a reader of a ranking is told besides: see [`cunbang_ranking::notes`]. What the county does to units and rules goes
//! down to everyone, so each node works it out from its own documents.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_language::{Language, say};
use cunbang_ledger::{Entry, Point, Receipt, VersionVector, Writer};
use cunbang_model::shown::in_line;
use cunbang_model::{
    Date, DocumentKind, DocumentName, Period, Role, Table, Timestamp, Unit, UnitCode, UnitTree, clock, record,
};
use cunbang_ranking::bulletin::bulletin;
use cunbang_ranking::decision::GivenWay;
use cunbang_ranking::delayed::{Delayed, delayed};
use cunbang_ranking::listed::{UnitPut, changes, listed_tree};
use cunbang_ranking::misdated::{Misdated, misdated};
use cunbang_ranking::notes::{DatedBack, Disputed, disputed};
use cunbang_ranking::publicity::{EntryOf, PublicSince, not_public_at};
use cunbang_ranking::rules::{rules_changes, told};
use cunbang_ranking::{RankingRun, RulesChange, RunNotes};
use cunbang_replica::reading::vector_of;
use cunbang_store::Selection;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// An entry of a document: its writer and number.
type EntryPlace = (DocumentName, Writer, u64);

/// That a unit is not on the county's list any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unlisted {
    /// What it was called.
    pub name: String,
    /// Why it was withdrawn.
    pub reason: String,
    /// When, by the county's clock.
    pub at: Timestamp,
    /// By whom.
    pub operator: String,
}

impl fmt::Display for Unlisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = clock::county_date(self.at);
        let (name, operator, reason) = (in_line(&self.name), in_line(&self.operator), in_line(&self.reason));
        f.write_str(&say!("units-unlisted", day = day, name = name, operator = operator, reason = reason))
    }
}

/// A day as people write it, in the language of the moment.
pub(crate) fn day_in_words(day: Date) -> String {
    match Language::first() {
        Language::Chinese => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Language::English => day.to_string(),
    }
}

impl Desk {
    /// What a reader of a run that was made here is told besides. It is worked out once until something comes.
    pub async fn notes_of_run(&self, run: &RankingRun) -> Result<RunNotes, DeskError> {
        let (as_of, asked) = (self.as_of().await?, (run.id.clone(), run.record.period));
        if let Some(known) = self.runs.notes.take(as_of, &asked) {
            return Ok(known);
        }
        Ok(self.runs.notes.put(as_of, asked, self.work_out_notes_of_run(run).await?))
    }

    async fn work_out_notes_of_run(&self, run: &RankingRun) -> Result<RunNotes, DeskError> {
        let vectors = self.vectors_of_run(run).await;
        let (period, root, under) = (run.record.period, run.record.root, run.record.under);
        let puts = self.puts_at(&vectors).await?;
        let mut units = changes(&puts, period, run.record.listed_as_of);
        units.retain(|change| change.unit.is_in_line_with(&under));
        let rules = match vectors.get(&DocumentName::scheme(root)) {
            Some(vector) => self.rules_over(period, under, vector).await?,
            None => Vec::new(),
        };
        let (disputed, delayed) = (self.disputed(period, under).await?, self.delayed(period, under).await?);
        let mut dated_back = self.dated_back(&puts, period, run.record.listed_as_of).await?;
        dated_back.retain(|change| change.unit.is_in_line_with(&under));
        let (misdated, given_way) = (self.misdated(period, under).await?, self.given_way(period, under).await?);
        Ok(RunNotes { units, rules, disputed, delayed, misdated, dated_back, given_way })
    }

    /// The same of a period, by what stands here now: for who has not made the run.
    pub async fn notes_of(&self, period: Period) -> Result<RunNotes, DeskError> {
        let (as_of, asked) = (self.as_of().await?, (String::new(), period));
        if let Some(known) = self.runs.notes.take(as_of, &asked) {
            return Ok(known);
        }
        Ok(self.runs.notes.put(as_of, asked, self.work_out_notes_of(period).await?))
    }

    async fn work_out_notes_of(&self, period: Period) -> Result<RunNotes, DeskError> {
        let puts = self.all_puts().await?;
        let last_day = clock::start_of_county_day(period.last_day());
        let was_listed = puts.iter().any(|put| put.at <= last_day);
        let units = changes(&puts, period, was_listed.then_some(last_day));
        let scheme = DocumentName::scheme(self.replica().root());
        let vector = vector_of(&**self.replica().store(), &scheme).await?;
        let own = self.replica().unit();
        let rules = self.rules_over(period, own, &vector).await?;
        let (disputed, delayed) = (self.disputed(period, own).await?, self.delayed(period, own).await?);
        let dated_back = self.dated_back(&puts, period, None).await?;
        let (misdated, given_way) = (self.misdated(period, own).await?, self.given_way(period, own).await?);
        Ok(RunNotes { units, rules, disputed, delayed, misdated, dated_back, given_way })
    }

    /// The rows of a period's inspections, of the units at and under one, that stand with several values now.
    async fn disputed(&self, period: Period, under: UnitCode) -> Result<Vec<Disputed>, DeskError> {
        let inspections = self.inspections(period, under).await?;
        let tree = self.replica().units().ok();
        let name = |unit: UnitCode| tree.as_ref().map_or_else(|| unit.to_string(), |tree| tree.name(unit));
        Ok(disputed(inspections.values().map(|one| &**one), &name))
    }

    /// Changes of the list that claim to be from before a period's list stood, and of which somebody countersigned later
    /// that they were not public yet.
    async fn dated_back(
        &self,
        puts: &[UnitPut],
        period: Period,
        as_of: Option<Timestamp>,
    ) -> Result<Vec<DatedBack>, DeskError> {
        const MOST_HOURS: i64 = 24;
        let stood = as_of.unwrap_or_else(|| clock::start_of_county_day(period.last_day()));
        let (root, org) = (self.replica().root(), self.replica().org());
        let Some(log) = DocumentName::lasting(DocumentKind::Log, root) else { return Ok(Vec::new()) };
        let log = self.replica().projection(log).await?;
        let key_of = |device| org.certificate(device).map(|certificate| (certificate.unit, certificate.public_key));
        let mut found: Vec<DatedBack> = Vec::new();
        let mut known: BTreeMap<EntryPlace, Option<PublicSince>> = BTreeMap::new();
        for put in puts.iter().filter(|put| put.at <= stood) {
            let point = Point { writer: put.operation.writer, number: put.entry };
            let of = EntryOf { document: put.document, point };
            let not = known
                .entry((put.document, point.writer, point.number))
                .or_insert_with(|| not_public_at(&log, &of, key_of));
            let Some(not) = *not else { continue };
            let is_later = not.at > stood && not.at.duration_since(put.at).as_hours() >= MOST_HOURS;
            if is_later && !found.iter().any(|other| other.unit == put.unit && other.claimed_at == put.at) {
                let name = put.row.record().map_or_else(|| put.unit.to_string(), |unit: record::Unit| unit.name);
                found.push(DatedBack {
                    unit: put.unit,
                    name,
                    claimed_at: put.at,
                    operator: put.operator.clone(),
                    not_at: not.at,
                    witness: not.unit,
                });
            }
        }
        Ok(found)
    }

    /// The county's decisions on villages at and under a unit that had come in time all the same.
    async fn given_way(&self, period: Period, under: UnitCode) -> Result<Vec<GivenWay>, DeskError> {
        let decided = self.replica().projection(bulletin(self.replica().root(), period)).await?;
        if decided.table(Table::Decisions).all(|standing| standing.row.is_withdrawn()) {
            return Ok(Vec::new());
        }
        let coverage = self.cover_at_hand(period, under).await?;
        Ok(coverage.iter().filter_map(|village| village.given_way.clone()).collect())
    }

    /// What units between the villages under one and the county say that they had long before it, of a period's ledgers.
    /// When the county first had an entry is known where all its receipts are: at its nodes, and for what a node below handed
    /// over itself. A laptop, or a device that came later, may hold a later receipt alone, and would accuse a township falsely.
    async fn delayed(&self, period: Period, under: UnitCode) -> Result<Vec<Delayed>, DeskError> {
        if self.replica().role() != Role::Node {
            return Ok(Vec::new());
        }
        let (replica, root) = (self.replica(), self.replica().root());
        let tree = replica.units().ok();
        let name = |unit: UnitCode| tree.as_ref().map_or_else(|| unit.to_string(), |tree| tree.name(unit));
        let receipts = self.county_receipts(period, under).await?;
        if delayed(&receipts, root, &name).is_empty() {
            return Ok(Vec::new());
        }
        // What was altered in the store says nothing.
        let (sound, _) = replica.part_receipts(receipts.to_vec()).await?;
        Ok(delayed(&sound, root, &name))
    }

    /// The units between the villages under one and the county whose receipts contradict each other: those for a period's
    /// ledgers with each other and with those for the quarters around it.
    async fn misdated(&self, period: Period, under: UnitCode) -> Result<Vec<Misdated>, DeskError> {
        // As of what came late: who may lack receipts accuses nobody.
        if self.replica().role() != Role::Node {
            return Ok(Vec::new());
        }
        let (replica, root) = (self.replica(), self.replica().root());
        let ranked = self.county_receipts(period, under).await?;
        if !ranked.iter().any(|receipt| receipt.unit.is_below(&root)) {
            return Ok(Vec::new());
        }
        // Things for other quarters come at the same time as those for this one.
        let quarters = period.quarters();
        let mut others = Vec::new();
        if let (Some(first), Some(last)) = (quarters.first(), quarters.last()) {
            for quarter in [first.previous(), last.next(), last.next().next()] {
                others.extend(self.county_receipts(quarter, under).await?.iter().cloned());
            }
        }
        let tree = replica.units().ok();
        let name = |unit: UnitCode| tree.as_ref().map_or_else(|| unit.to_string(), |tree| tree.name(unit));
        if misdated(&ranked, &others, root, &name).is_empty() {
            return Ok(Vec::new());
        }
        // What was altered in the store says nothing.
        let ((ranked, _), (others, _)) =
            (replica.part_receipts(ranked.to_vec()).await?, replica.part_receipts(others).await?);
        Ok(misdated(&ranked, &others, root, &name))
    }

    /// The receipts for a period's ledgers at and under a unit. Read once until something comes: the notes and the coverage
    /// look at them again and again.
    pub(crate) async fn receipts_at_hand(&self, period: Period, under: UnitCode) -> Result<Arc<[Receipt]>, DeskError> {
        let (as_of, asked) = (self.as_of().await?, (period, under));
        if let Some(known) = self.runs.receipts.take(as_of, &asked) {
            return Ok(known);
        }
        let ledgers = Selection::new(DocumentKind::Ledger, under, period);
        let receipts = self.replica().store().receipts_of_documents(&ledgers).await?;
        Ok(self.runs.receipts.put(as_of, asked, receipts.into()))
    }

    /// The same, at a node that is not the county's without those that nodes beside and below this one gave each other.
    async fn county_receipts(&self, period: Period, under: UnitCode) -> Result<Arc<[Receipt]>, DeskError> {
        let (own, unit, root) = (self.replica().device(), self.replica().unit(), self.replica().root());
        let receipts = self.receipts_at_hand(period, under).await?;
        let counts = |receipt: &Receipt| receipt.unit == root || receipt.node == own;
        if unit == root || receipts.iter().all(counts) {
            return Ok(receipts);
        }
        Ok(receipts.iter().filter(|receipt| counts(receipt)).cloned().collect())
    }

    /// The units as a run goes by them. They are worked out once until something comes.
    pub async fn units_of_run(&self, run: &RankingRun) -> Result<Arc<UnitTree>, DeskError> {
        let as_of = self.as_of().await?;
        if let Some(known) = self.runs.units_then.take(as_of, &run.id) {
            return Ok(known);
        }
        let then = self.work_out_units_of_run(run).await?;
        Ok(self.runs.units_then.put(as_of, run.id.clone(), then))
    }

    async fn work_out_units_of_run(&self, run: &RankingRun) -> Result<Arc<UnitTree>, DeskError> {
        let now = self.replica().units()?;
        let vectors = self.vectors_of_run(run).await;
        let puts = self.puts_at(&vectors).await?;
        let Some(then) = listed_tree(&puts, run.record.listed_as_of) else { return Ok(now) };
        // Where nothing but names is another, those of now are read.
        let stands = |unit: &Unit| now.get(unit.code).is_some_and(|known| known.kind == unit.kind);
        Ok(if then.iter().all(stands) { now } else { Arc::new(then) })
    }

    /// That this node's unit was withdrawn from the county's list; none where it stands there, or never did.
    pub async fn unlisted(&self) -> Result<Option<Unlisted>, DeskError> {
        let unit = self.replica().unit();
        let puts = self.all_puts().await?;
        let Some(last) = puts.iter().rev().find(|put| put.unit == unit) else { return Ok(None) };
        let Some(reason) = last.row.withdrawal() else { return Ok(None) };
        let name = last.row.record().map_or_else(|| unit.to_string(), |unit: record::Unit| unit.name);
        Ok(Some(Unlisted { name, reason: reason.to_owned(), at: last.at, operator: last.operator.clone() }))
    }

    /// What a village is told of its place in the list of units and of the rules, for a period and the one before.
    pub async fn village_notes(&self, period: Period) -> Result<Vec<String>, DeskError> {
        let unit = self.replica().unit();
        let period = self.assessed_as(period).await?.map_or(period, |(period, _)| period);
        let mut said: Vec<String> = self.unlisted().await?.map(|one| one.to_string()).into_iter().collect();
        for period in [period.previous(), period] {
            let notes = self.notes_of(period).await?.about(unit);
            said.extend(notes.said().into_iter().map(|note| say!("units-of-period", period = period, note = note)));
        }
        said.extend(self.denied_by_runs().await?.iter().map(ToString::to_string));
        said.extend(self.devices_enrolled_lately().await?);
        Ok(said)
    }

    /// Everything that the lists of units here say of units.
    pub(crate) async fn all_puts(&self) -> Result<Vec<UnitPut>, DeskError> {
        let root = self.replica().root();
        let listed = self.replica().store().documents(&Selection::new(DocumentKind::Org, root, None)).await?;
        let mut vectors = BTreeMap::new();
        for name in listed.into_iter().filter(|name| name.lists_units(root)) {
            vectors.insert(name, vector_of(&**self.replica().store(), &name).await?);
        }
        self.puts_at(&vectors).await
    }

    async fn puts_at(&self, vectors: &BTreeMap<DocumentName, VersionVector>) -> Result<Vec<UnitPut>, DeskError> {
        let mut puts = Vec::new();
        for (name, vector) in vectors.iter().filter(|(name, _)| name.kind() == DocumentKind::Org) {
            puts.extend(self.shelf.unit_puts(&**self.replica().store(), *name, vector).await?.iter().cloned());
        }
        Ok(puts)
    }

    /// The rules that were put in force over a period when villages at and under a unit had sealed it.
    async fn rules_over(
        &self,
        period: Period,
        under: UnitCode,
        vector: &VersionVector,
    ) -> Result<Vec<RulesChange>, DeskError> {
        let root = self.replica().root();
        let mut entries: Vec<(Writer, Entry)> = Vec::new();
        for segment in self.replica().store().document_segments(&DocumentName::scheme(root)).await? {
            entries.extend(segment.entries()?.into_iter().map(|entry| (segment.log.writer, entry)));
        }
        let entries = entries.iter().map(|(writer, entry)| (*writer, entry));
        let found = rules_changes(root, period, entries, vector)?;
        let Some(last) = found.iter().map(|change| change.at).max() else { return Ok(found) };
        let first_seals = self.first_seals(period, under, last).await?;
        Ok(told(found, &first_seals, under == root && self.replica().unit() == root))
    }

    /// When each village at and under a unit first had a seal of a period received, as far as its ledgers are here and that
    /// was by a moment. Of most counties nothing came before the rules were put, and then no ledger is read.
    async fn first_seals(
        &self,
        period: Period,
        under: UnitCode,
        until: Timestamp,
    ) -> Result<Vec<Timestamp>, DeskError> {
        let mut first: BTreeMap<UnitCode, Timestamp> = BTreeMap::new();
        for quarter in period.quarters() {
            let receipts = self.receipts_at_hand(quarter, under).await?;
            let mut early: BTreeMap<DocumentName, Vec<&Receipt>> = BTreeMap::new();
            // An entry states whole seconds.
            for receipt in receipts.iter().filter(|one| one.received_at.as_second() <= until.as_second()) {
                early.entry(receipt.log.document).or_default().push(receipt);
            }
            for (ledger, receipts) in early {
                let projection = self.replica().projection(ledger).await?;
                for seal in projection.table(Table::Seals) {
                    let is_of_period = seal.row.record().is_some_and(|one: record::Seal| {
                        one.period.contains(period) || period.contains(one.period) || one.period == quarter
                    });
                    let reaches = receipts
                        .iter()
                        .filter(|receipt| receipt.log.writer == seal.operation.writer && receipt.number >= seal.entry);
                    let received = reaches.map(|receipt| receipt.received_at).min().filter(|_| is_of_period);
                    if let Some(at) = received {
                        let known = first.entry(ledger.unit()).or_insert(at);
                        *known = at.min(*known);
                    }
                }
            }
        }
        Ok(first.into_values().collect())
    }
}
