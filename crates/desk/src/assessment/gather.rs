//! Gathering: the material of a run, from the store.

mod earlier;

use crate::assessment::hashes::{hash_after, hashes_of};
use crate::error::DeskError;
use cunbang_identity::fingerprint;
use cunbang_ledger::{Entry, LogId, Point, Projection, Receipt, VersionVector, Writer};
use cunbang_model::{DocumentKind, DocumentName, Period, UnitCode};
use cunbang_ranking::above::rows_of_units_above;
use cunbang_ranking::decision::{DecisionReading, counting, taken, up_to};
use cunbang_ranking::listed::{ListReading, UnitPut, unit_puts};
use cunbang_ranking::past::past_bulletins;
use cunbang_ranking::publicity::{EntryOf, PublicSince, public_since, witness_of};
use cunbang_ranking::revoked::{moment_of, revocations};
use cunbang_ranking::rules::scheme_in_force;
use cunbang_ranking::sealed::{SealReading, is_whole, part_of};
use cunbang_ranking::{Held, Material, Receipts, Revoked};
use cunbang_replica::reading::vector_of;
use cunbang_replica::recovery::ReceiptFor;
use cunbang_replica::{Replica, reading};
use cunbang_scheme::{EarlierRows, Scheme};
use cunbang_store::{Head, Selection, Store, StoredSegment};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Ledgers and inspections that were read lately, parsed: after one village's push only its ledger is read
/// again. And the receipts whose signatures were checked.
#[derive(Debug, Default)]
pub struct Shelf {
    documents: Mutex<HashMap<(DocumentName, Period), Arc<Held>>>,
    sound: Mutex<HashSet<Receipt>>,
    /// What every run reads whole: units and devices, rules. Of a large county that is as much as all ledgers.
    whole: Mutex<HashMap<DocumentName, Arc<Held>>>,
    /// What bulletins say of decisions, each with how far it went then.
    decided: Mutex<HashMap<DocumentName, Decided>>,
    /// What lists of units said, each with how far it went then.
    unit_puts: Mutex<HashMap<DocumentName, Listed>>,
    /// Documents of earlier quarters that were looked through for rows that may weigh later, each with how far it went then.
    earlier: Mutex<HashMap<DocumentName, LookedThrough>>,
}

/// How far a document went, and the document if it holds such rows.
type LookedThrough = (VersionVector, Option<Arc<Held>>);

/// How far a list of units went, and all that it said of units.
type Listed = (VersionVector, Arc<Vec<UnitPut>>);

/// How far a bulletin went, and its decisions.
type Decided = (VersionVector, Option<Arc<Held>>);

impl Shelf {
    /// How many documents are kept at most: some quarters of a county. Those of the period asked for last are kept however
    /// many there are, as what follows a push is read with all of them.
    const MOST: usize = 1024;
    /// How many receipts are remembered at most.
    const MOST_RECEIPTS: usize = 64 * 1024;

    /// Forgets everything.
    pub fn clear(&self) {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.sound.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.whole.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.decided.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.unit_puts.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.earlier.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// A document as it stands; from the shelf where nothing of it came since.
    async fn whole(&self, replica: &Replica, name: DocumentName) -> Result<Arc<Held>, DeskError> {
        let vector = vector_of(&**replica.store(), &name).await?;
        let kept = self.whole.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned();
        if let Some(held) = kept.filter(|held| *held.projection.vector() == vector) {
            return Ok(held);
        }
        let held = Arc::new(Held::new(reading::projection(replica, name).await?));
        self.whole.lock().unwrap_or_else(PoisonError::into_inner).insert(name, Arc::clone(&held));
        Ok(held)
    }

    /// What a list of units said of units, up to a vector; from the shelf where that is what was asked for last.
    pub(crate) async fn unit_puts(
        &self,
        store: &dyn Store,
        name: DocumentName,
        vector: &VersionVector,
    ) -> Result<Arc<Vec<UnitPut>>, DeskError> {
        let kept = self.unit_puts.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned();
        if let Some((_, puts)) = kept.filter(|(then, _)| then == vector) {
            return Ok(puts);
        }
        let mut entries: Vec<(Writer, Entry)> = Vec::new();
        for segment in store.document_segments(&name).await? {
            entries.extend(segment.entries()?.into_iter().map(|entry| (segment.log.writer, entry)));
        }
        let puts = Arc::new(unit_puts(name, entries.iter().map(|(writer, entry)| (*writer, entry)), vector));
        let mut kept = self.unit_puts.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(name, (vector.clone(), Arc::clone(&puts)));
        Ok(puts)
    }

    /// A bulletin as far as it holds decisions; see [`counted`]. From the shelf where nothing of it came since.
    async fn decisions(&self, replica: &Replica, name: DocumentName) -> Result<Option<Arc<Held>>, DeskError> {
        let vector = vector_of(&**replica.store(), &name).await?;
        let kept = self.decided.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned();
        if let Some((_, held)) = kept.filter(|(then, _)| *then == vector) {
            return Ok(held);
        }
        let held =
            counted(replica, name, true, &BTreeSet::new()).await?.map(|projection| Arc::new(Held::new(projection)));
        let mut kept = self.decided.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(name, (vector, held.clone()));
        Ok(held)
    }

    fn take(
        &self,
        vectors: &BTreeMap<DocumentName, VersionVector>,
        period: Period,
    ) -> BTreeMap<DocumentName, Arc<Held>> {
        let kept = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        let current = vectors.iter().filter_map(|(name, vector)| {
            let held = kept.get(&(*name, part_of_document(name, period)))?;
            (held.projection.vector() == vector).then(|| (*name, Arc::clone(held)))
        });
        current.collect()
    }

    fn put(&self, documents: &BTreeMap<DocumentName, Arc<Held>>, period: Period) {
        let mut kept = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() + documents.len() > Self::MOST {
            kept.retain(|(name, _), _| name.period().is_some_and(|of| period.quarters().contains(&of)));
        }
        for (name, held) in documents {
            kept.insert((*name, part_of_document(name, period)), Arc::clone(held));
        }
    }

    /// Those of some receipts whose signatures are not known to hold.
    fn unchecked(&self, receipts: &[Receipt]) -> Vec<Receipt> {
        let sound = self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        receipts.iter().filter(|receipt| !sound.contains(receipt)).cloned().collect()
    }

    fn put_sound(&self, receipts: &[Receipt]) {
        let mut sound = self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        if sound.len() + receipts.len() > Self::MOST_RECEIPTS {
            sound.clear();
        }
        sound.extend(receipts.iter().cloned());
    }
}

fn part_of_document(name: &DocumentName, period: Period) -> Period {
    part_of(period, name.period().unwrap_or(period))
}

/// Gathers what a run of a period rests on, for the units at and under `under`; with what other rules look back to, where
/// they are to be tried.
pub async fn gather(
    replica: &Arc<Replica>,
    shelf: &Shelf,
    under: UnitCode,
    period: Period,
    tried: Option<&Scheme>,
) -> Result<Material, DeskError> {
    let store = &**replica.store();
    // Receipts are stored with their entries: read after the heads, none of them is missing.
    let heads = Heads::read(store, under, period).await?;
    let receipts = store.receipts_of_documents(&Selection::new(DocumentKind::Ledger, under, period)).await?;
    let material = material(replica, shelf, (under, period), tried, (&heads, receipts)).await?;
    let hashes = hashes_of(store, period, heads, &material.documents).await?;
    Ok(Material { hashes, ..material })
}

/// The same without the hashes of the logs, by which a run says what it rests on: for who looks at what is here, and has
/// the receipts for the period's ledgers at hand.
pub(crate) async fn gather_to_look_at(
    replica: &Arc<Replica>,
    shelf: &Shelf,
    (under, period): (UnitCode, Period),
    receipts: impl Future<Output = Result<Arc<[Receipt]>, DeskError>>,
) -> Result<Material, DeskError> {
    let (heads, receipts) = tokio::try_join!(Heads::read(&**replica.store(), under, period), receipts)?;
    material(replica, shelf, (under, period), None, (&heads, receipts.to_vec())).await
}

async fn material(
    replica: &Arc<Replica>,
    shelf: &Shelf,
    (under, period): (UnitCode, Period),
    tried: Option<&Scheme>,
    (heads, receipts): (&Heads, Vec<Receipt>),
) -> Result<Material, DeskError> {
    let (store, root) = (&**replica.store(), replica.root());
    let authority = fingerprint(replica.identity().authority_der());
    let mut others: Vec<Arc<Held>> = Vec::new();
    let mut revoked = Revoked::new();
    let mut unit_puts = Vec::new();
    let listed = store.documents(&Selection::new(DocumentKind::Org, root, None)).await?;
    let orgs = listed.into_iter().filter(|name| name.lists_units(root) && under.is_in_line_with(&name.unit()));
    for name in orgs.chain([DocumentName::scheme(root)]) {
        let held = shelf.whole(replica, name).await?;
        if !held.projection.vector().0.is_empty() {
            if name.kind() == DocumentKind::Org {
                unit_puts.extend(shelf.unit_puts(store, name, held.projection.vector()).await?.iter().cloned());
            }
            revoked.extend(revocations_of(store, &held.projection).await?);
            others.push(held);
        }
    }
    let mut scheme_times = BTreeMap::new();
    let of_scheme = store.document_segments(&DocumentName::scheme(root)).await?;
    for segment in &of_scheme {
        for entry in segment.entries()? {
            scheme_times.insert(Point { writer: segment.log.writer, number: entry.number }, entry.claimed_at_seconds);
        }
    }
    let scheme = others.iter().find(|held| held.projection.document() == DocumentName::scheme(root));
    let in_force = scheme.and_then(|scheme| scheme_in_force(&scheme.projection, period).ok());
    let schemes = in_force.iter().map(|in_force| &in_force.scheme).chain(tried);
    let earlier: BTreeSet<Period> = schemes.clone().flat_map(|scheme| scheme.looks_back_to(period)).collect();
    let asked: Vec<EarlierRows> = schemes.filter_map(Scheme::earlier_rows).collect();
    let deciding: BTreeSet<DocumentName> = period
        .quarters()
        .into_iter()
        .filter_map(|quarter| DocumentName::quarterly(DocumentKind::Bulletin, root, quarter))
        .collect();
    for name in deciding.union(&past_bulletins(root, under, &earlier)) {
        if earlier.is_empty() {
            others.extend(shelf.decisions(replica, *name).await?);
        } else {
            let held = counted(replica, *name, deciding.contains(name), &earlier).await?;
            others.extend(held.map(|projection| Arc::new(Held::new(projection))));
        }
    }
    let bulletins = others.iter().map(|held| &held.projection);
    let bulletins = bulletins.filter(|projection| projection.document().kind() == DocumentKind::Bulletin);
    let taken = taken(bulletins, root, period);
    let mut receipts = sound_receipts(replica, shelf, heads.for_what_is_here(receipts)).await?;
    let reading = LedgerReading { believed: &Receipts::of(&receipts, root, &revoked), taken: &taken };
    let mut documents = BTreeMap::new();
    for (kind, heads) in [(DocumentKind::Ledger, &heads.ledgers), (DocumentKind::Inspection, &heads.inspections)] {
        documents.extend(quarterly(replica, shelf, (kind, heads), under, period, &reading).await?);
    }
    if !asked.is_empty() {
        let (of_earlier, to_these) = earlier::earlier(replica, shelf, (under, period), &asked, &revoked).await?;
        documents.extend(of_earlier);
        receipts.extend(to_these);
    }
    let public_since = match others.iter().find(|held| held.projection.document() == DocumentName::scheme(root)) {
        Some(scheme) => {
            let publicity = publicity_of(replica, &scheme.projection, &of_scheme, period).await?;
            publicity.map(|(since, log)| {
                others.push(Arc::new(Held::new(log)));
                since
            })
        }
        None => None,
    };
    documents.extend(others.into_iter().map(|held| (held.projection.document(), held)));
    Ok(Material {
        period,
        root,
        under,
        authority,
        documents,
        hashes: BTreeMap::new(),
        scheme_times,
        public_since,
        receipts,
        revoked,
        reading: SealReading::Present,
        unit_puts,
        list_reading: ListReading::AsItStood,
        decision_reading: DecisionReading::Present,
    })
}

/// Since when the scheme in force was public, and the public log as far as it proves that.
async fn publicity_of(
    replica: &Replica,
    scheme: &Projection,
    of_scheme: &[StoredSegment],
    period: Period,
) -> Result<Option<(PublicSince, Projection)>, DeskError> {
    // Without rules there is no run, and the assessment says why.
    let Ok(in_force) = scheme_in_force(scheme, period) else { return Ok(None) };
    let entry = EntryOf { document: scheme.document(), point: in_force.entry };
    let Some(name) = DocumentName::lasting(DocumentKind::Log, replica.root()) else { return Ok(None) };
    let log = reading::projection(replica, name).await?;
    let Some(witness) = witness_of(&log, &entry) else { return Ok(None) };
    let segments = replica.store().document_segments(&name).await?;
    let mut entries: Vec<(Writer, Entry)> = Vec::new();
    for segment in &segments {
        entries.extend(segment.entries()?.into_iter().map(|entry| (segment.log.writer, entry)));
    }
    let log = reading::replay_to(name, &segments, &up_to(std::iter::once(witness), &entries))?;
    let org = replica.org();
    let key_of = |device| org.certificate(device).map(|certificate| (certificate.unit, certificate.public_key));
    let hash_at = |writer: &Writer, number: u64| hash_after(entry.document, of_scheme, writer, number);
    Ok(public_since(&log, &entry, hash_at, key_of).map(|since| (since, log)))
}

/// When the devices were revoked that an `org` document names as such.
pub(crate) async fn revocations_of(store: &dyn Store, org: &Projection) -> Result<Revoked, DeskError> {
    let mut revoked = Revoked::new();
    for (device, point) in revocations(org) {
        let log = LogId { document: org.document(), writer: point.writer };
        for segment in store.segments(&log, point.number - 1).await? {
            if let Some(entry) = segment.entries()?.into_iter().find(|entry| entry.number == point.number) {
                revoked.insert(device, moment_of(entry.claimed_at_seconds));
            }
        }
    }
    Ok(revoked)
}

/// By what ledgers are read.
struct LedgerReading<'a> {
    /// The receipts that count.
    believed: &'a Receipts<'a>,
    /// How much the county took of ledgers that were not sealed.
    taken: &'a BTreeMap<DocumentName, VersionVector>,
}

/// The documents of a kind and a period, as they stand and at their seals.
async fn quarterly(
    replica: &Replica,
    shelf: &Shelf,
    (kind, heads): (DocumentKind, &[Head]),
    under: UnitCode,
    period: Period,
    &LedgerReading { believed, taken }: &LedgerReading<'_>,
) -> Result<BTreeMap<DocumentName, Arc<Held>>, DeskError> {
    const FEW: usize = 16;
    let store = &**replica.store();
    let mut vectors: BTreeMap<DocumentName, VersionVector> = BTreeMap::new();
    for head in heads {
        vectors.entry(head.log.document).or_default().0.insert(head.log.writer, head.head.number);
    }
    let mut documents = shelf.take(&vectors, period);
    documents.retain(|name, held| !believed.concern_revoked(&held.projection) && held.is_taken_at(taken.get(name)));
    vectors.retain(|name, _| !documents.contains_key(name));
    let mut read = BTreeMap::new();
    if vectors.len() <= FEW {
        for name in vectors.into_keys() {
            read.insert(name, reading::projection(replica, name).await?);
        }
    } else {
        read = reading::projections(replica, kind, under, Some(period)).await?;
        read.retain(|name, _| vectors.contains_key(name));
    }
    for (name, projection) in read {
        let held = if kind == DocumentKind::Ledger {
            let part = part_of_document(&name, period);
            let is_whole = is_whole(&projection, part, believed) && !taken.contains_key(&name);
            let segments = if is_whole { Vec::new() } else { store.document_segments(&name).await? };
            let at = |vector: &VersionVector| reading::replay_to(name, &segments, vector);
            Held::ledger(projection, part, SealReading::Present, believed, at)?.taken_at(taken.get(&name), at)?
        } else {
            inspections(replica, projection).await?
        };
        documents.insert(name, Arc::new(held));
    }
    shelf.put(&documents, period);
    Ok(documents)
}

/// What counts of a village's inspections, where several units wrote in them; see [`cunbang_ranking::above`].
async fn inspections(replica: &Replica, projection: Projection) -> Result<Held, DeskError> {
    let (org, own) = (replica.org(), replica.identity());
    let unit_of = |device| {
        let own = Some(own.certificate()).filter(|own| own.device == device);
        org.certificate(device).or(own).map(|certificate| certificate.unit)
    };
    let writers = projection.vector().0.keys();
    let units: BTreeSet<Option<UnitCode>> = writers.map(|writer| unit_of(writer.device)).collect();
    if units.len() < 2 {
        return Ok(Held::new(projection));
    }
    let mut entries: Vec<(Writer, Entry)> = Vec::new();
    for segment in replica.store().document_segments(&projection.document()).await? {
        entries.extend(segment.entries()?.into_iter().map(|entry| (segment.log.writer, entry)));
    }
    let of_units = entries.iter().map(|(writer, entry)| (*writer, entry));
    let above = rows_of_units_above(&projection, of_units, &unit_of);
    Ok(Held::inspections(projection, above))
}

/// A bulletin as far as a run rests on it; see [`counting`].
async fn counted(
    replica: &Replica,
    name: DocumentName,
    decides: bool,
    earlier: &BTreeSet<Period>,
) -> Result<Option<Projection>, DeskError> {
    let store = &**replica.store();
    let projection = reading::projection(replica, name).await?;
    let values = counting(&projection, decides, earlier);
    if values.is_empty() {
        return Ok(None);
    }
    let segments = store.document_segments(&name).await?;
    let mut entries: Vec<(Writer, Entry)> = Vec::new();
    for segment in &segments {
        entries.extend(segment.entries()?.into_iter().map(|entry| (segment.log.writer, entry)));
    }
    Ok(Some(reading::replay_to(name, &segments, &up_to(values.into_iter(), &entries))?))
}

/// How far a period's ledgers and inspections go.
pub(crate) struct Heads {
    pub(crate) ledgers: Vec<Head>,
    pub(crate) inspections: Vec<Head>,
}

impl Heads {
    async fn read(store: &dyn Store, under: UnitCode, period: Period) -> Result<Self, DeskError> {
        let of = |kind| Selection::new(kind, under, period);
        let (of_ledgers, of_inspections) = (of(DocumentKind::Ledger), of(DocumentKind::Inspection));
        let (ledgers, inspections) = tokio::try_join!(store.heads(&of_ledgers), store.heads(&of_inspections))?;
        Ok(Self { ledgers, inspections })
    }

    /// Those of some receipts for ledgers that are for entries that are here.
    fn for_what_is_here(&self, mut receipts: Vec<Receipt>) -> Vec<Receipt> {
        let numbers: HashMap<LogId, u64> = self.ledgers.iter().map(|head| (head.log, head.head.number)).collect();
        receipts.retain(|receipt| numbers.get(&receipt.log).is_some_and(|number| *number >= receipt.number));
        receipts
    }
}

/// Those of some receipts whose signatures hold, and that are for the entries that are here. A time that was altered in
/// the store decides nothing, nor does what a node signed for entries that nobody wrote.
async fn sound_receipts(
    replica: &Arc<Replica>,
    shelf: &Shelf,
    mut receipts: Vec<Receipt>,
) -> Result<Vec<Receipt>, DeskError> {
    let unchecked = shelf.unchecked(&receipts);
    if unchecked.is_empty() {
        return Ok(receipts);
    }
    let (signed, mut unsound) = replica.part_receipts(unchecked).await?;
    let mut sound = Vec::with_capacity(signed.len());
    for receipt in signed {
        let is_for_what_is_here = replica.compare_receipt(&receipt).await? == ReceiptFor::WhatIsHere;
        if is_for_what_is_here { &mut sound } else { &mut unsound }.push(receipt);
    }
    shelf.put_sound(&sound);
    receipts.retain(|receipt| !unsound.contains(receipt));
    Ok(receipts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    /// So many documents of a kind and a quarter, each of a village of its own, with nothing in them.
    fn documents(kind: DocumentKind, quarter: &str, count: usize) -> BTreeMap<DocumentName, Arc<Held>> {
        let name = |number: usize| {
            let village = format!("33052210{}{:03}", number / 900, number % 900 + 100).parse().unwrap();
            DocumentName::quarterly(kind, village, period(quarter)).unwrap()
        };
        (0..count).map(name).map(|name| (name, Arc::new(Held::new(Projection::new(name))))).collect()
    }

    /// How many of some documents stand on the shelf.
    fn kept(shelf: &Shelf, documents: &BTreeMap<DocumentName, Arc<Held>>, of: &str) -> usize {
        let vectors = documents.keys().map(|name| (*name, VersionVector::default())).collect();
        shelf.take(&vectors, period(of)).len()
    }

    #[test]
    fn what_was_read_of_the_period_stays_however_many_villages_there_are() {
        let shelf = Shelf::default();
        let villages = Shelf::MOST + 500;
        let earlier = documents(DocumentKind::Ledger, "2026Q2", 300);
        shelf.put(&earlier, period("2026Q2"));
        let ledgers = documents(DocumentKind::Ledger, "2026Q3", villages);
        let inspections = documents(DocumentKind::Inspection, "2026Q3", 20);
        for _ in 0..2 {
            shelf.put(&ledgers, period("2026Q3"));
            shelf.put(&inspections, period("2026Q3"));
            assert_eq!(kept(&shelf, &ledgers, "2026Q3"), villages);
            assert_eq!(kept(&shelf, &inspections, "2026Q3"), 20);
        }
        assert_eq!(kept(&shelf, &earlier, "2026Q2"), 0, "an earlier period leaves room");
    }
}
