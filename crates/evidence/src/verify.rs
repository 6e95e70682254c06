//! Verifying evidence files.

use crate::EvidenceFault;
use crate::bounds::USUAL_BYTES;
use crate::difference::{compare_outcomes, compare_records};
use crate::held::hold;
use crate::log::CheckedDocument;
use crate::read::{EvidenceFile, read};
use crate::statement::Statement;
use crate::trusted::{check_certificates, followed, trusted};
use cunbang_identity::{Authorities, DeviceCertificate, fingerprint};
use cunbang_language::say;
use cunbang_ledger::{Entry, Hash, LogId, Point, Projection, Receipt, VersionVector, Writer};
use cunbang_model::{DeviceId, DocumentKind, DocumentName, Role, Row, Table, Timestamp, UnitCode, record};
use cunbang_ranking::decision::{decision_reading, taken};
use cunbang_ranking::listed::{UnitPut, changes, unit_puts};
use cunbang_ranking::misdated::{Misdated, Misdating, contradict, misdated};
use cunbang_ranking::publicity::{EntryOf, PublicSince, public_since};
use cunbang_ranking::revoked::{moment_of, revocations};
use cunbang_ranking::rules::{RulesChange, rules_changes, scheme_in_force, told};
use cunbang_ranking::{
    Engine, Held, Material, ReceiptUsed, Receipts, Revoked, RunNotes, RunRecord, assess_with, without_reading,
};
use cunbang_scheme::{Outcome, Ranker, parallel};
use data_encoding::HEXLOWER;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// A run that its evidence proves.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The run's id.
    pub run: String,
    /// When it was first made, as that node says.
    pub made_at: Timestamp,
    /// What it rests on.
    pub record: RunRecord,
    /// The node that made the file and signed all of it: of the unit ranked, or of one above it.
    pub stated_by: DeviceCertificate,
    /// The name of that node's unit.
    pub stated_by_name: String,
    /// Hex SHA-256 of the certificate of the authority that the run's record names: to be compared with what the
    /// county makes known.
    pub authority: String,
    /// Which authority of the county followed which, the latest last. Certificates of all of them hold.
    pub successions: Vec<Followed>,
    /// How many documents were read.
    pub documents: usize,
    /// How many logs.
    pub logs: usize,
    /// How many entries.
    pub entries: usize,
    /// How many rows in them.
    pub rows: usize,
    /// How many receipts.
    pub receipts: usize,
    /// How many devices wrote, receipted or made the file.
    pub devices: usize,
    /// What was done to the list of units and to the rules over the period.
    pub notes: RunNotes,
    /// The outcome, recomputed and the same.
    pub outcome: Outcome,
    /// The authorities that are trusted.
    pub(crate) authorities: Authorities,
    /// The hash of each log after each of its entries.
    hashes: HashMap<LogId, Vec<Hash>>,
    pub(crate) material: Arc<Material>,
}

impl Verified {
    /// The hash of a log after so many entries.
    pub(crate) fn hash_at(&self, log: &LogId, number: u64) -> Option<Hash> {
        let place = usize::try_from(number.checked_sub(1)?).ok()?;
        self.hashes.get(log)?.get(place).copied()
    }
}

/// That one authority took another's place, and who says so besides the new one itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// Hex SHA-256 of the new authority's certificate.
    pub authority: String,
    /// Hex SHA-256 of the one before.
    pub follows: String,
    /// The county's node that says so.
    pub stated_by: DeviceCertificate,
}

/// Verifies an evidence file. `authority` is a fingerprint that the county makes known (SHA-256 of the
/// authority's certificate); without it, compare the one in the result yourself. Where the county replaced its
/// authority it is that of any of them: everything must follow from the one that is named.
pub fn verify_evidence_file(path: &Path, authority: Option<[u8; 32]>) -> Result<Verified, EvidenceFault> {
    verify_evidence_file_within(path, authority, USUAL_BYTES)
}

/// Verifies an evidence file that has at most so many bytes unpacked; see [`verify_evidence_file`]. It takes up to ten
/// times that memory.
pub fn verify_evidence_file_within(
    path: &Path,
    authority: Option<[u8; 32]>,
    most_bytes: u64,
) -> Result<Verified, EvidenceFault> {
    let unreadable = |source| EvidenceFault::File { path: path.to_owned(), source };
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(unreadable(std::io::ErrorKind::IsADirectory.into()));
    }
    verify_within(file, authority, most_bytes)
}

/// Verifies evidence, packed or not; see [`verify_evidence_file`].
pub fn verify_evidence(input: impl Read, authority: Option<[u8; 32]>) -> Result<Verified, EvidenceFault> {
    verify_within(input, authority, USUAL_BYTES)
}

/// What evidence comes to, whatever outcome it states: for the node that makes it, to compare its own.
pub fn recompute(input: impl Read) -> Result<Outcome, EvidenceFault> {
    worked_out(input, None, u64::MAX, |_, _| Ok(())).map(|verified| verified.outcome)
}

fn verify_within(input: impl Read, authority: Option<[u8; 32]>, most_bytes: u64) -> Result<Verified, EvidenceFault> {
    worked_out(input, authority, most_bytes, compare_outcomes)
}

/// Checks everything, and compares the outcome that is stated with the one that comes out.
fn worked_out(
    input: impl Read,
    authority: Option<[u8; 32]>,
    most_bytes: u64,
    compare: impl Fn(&str, &Outcome) -> Result<(), EvidenceFault>,
) -> Result<Verified, EvidenceFault> {
    let mut file = read(input, most_bytes)?;
    let computed = file.record.id();
    if file.run != computed {
        return Err(EvidenceFault::RunId { stated: file.run, computed });
    }
    let period = file.record.period;
    let Some(engine) = Engine::stated(without_reading(&file.record.engine), period) else {
        return Err(EvidenceFault::Engine { stated: file.record.engine, own: Engine::of(period).to_string() });
    };
    let reading = file.record.seal_reading();
    let authorities = trusted(&file, authority)?;
    let devices = check_certificates(&file, &authorities)?;
    let inputs = file.record.vectors()?;
    let texts: Vec<_> = std::mem::take(&mut file.logs).into_iter().collect();
    let crossings = AtomicU64::new(0);
    let checked = parallel::map(texts, |(name, pieces)| {
        let document = CheckedDocument::check(name, pieces, &devices, &crossings)?;
        let projection = at_vector(name, &document, inputs.get(&name))?;
        Ok::<_, EvidenceFault>((document, projection))
    });
    let mut checked_documents = BTreeMap::new();
    let mut projections = Vec::new();
    for result in checked {
        let (document, projection) = result?;
        checked_documents.insert(projection.document(), document);
        projections.push(projection);
    }
    check_listed(&projections, &file.receipts)?;
    let revoked = revocations_in(&projections, &checked_documents);
    let believed = Receipts::of(&file.receipts, file.record.root, &revoked);
    let bulletins = projections.iter().filter(|projection| projection.document().kind() == DocumentKind::Bulletin);
    let taken = taken(bulletins, file.record.root, period);
    let held = parallel::map(projections, |projection| {
        let name = projection.document();
        let held = hold(projection, checked_documents.get(&name), &file.record, &devices, &believed, &taken)?;
        Ok::<_, EvidenceFault>((name, Arc::new(held)))
    });
    let documents: BTreeMap<DocumentName, Arc<Held>> = held.into_iter().collect::<Result<_, _>>()?;
    for (name, vector) in &inputs {
        if let (None, Some((writer, number))) = (documents.get(name), vector.0.first_key_value()) {
            let log = LogId { document: *name, writer: *writer };
            return Err(EvidenceFault::Missing { log, found: 0, expected: *number });
        }
    }
    check_receipts(&file, &checked_documents, &devices)?;
    let record = &file.record;
    let hashes = hashes_at(&documents, &checked_documents);
    let material = Material {
        period: record.period,
        root: record.root,
        under: record.under,
        authority: fingerprint(&file.authority),
        public_since: publicity_of(
            &documents,
            checked_documents.get(&DocumentName::scheme(record.root)),
            record,
            &devices,
        ),
        documents,
        hashes,
        scheme_times: scheme_times(checked_documents.get(&DocumentName::scheme(record.root))),
        receipts: file.receipts,
        revoked,
        reading,
        unit_puts: puts_of(&checked_documents, &inputs),
        list_reading: record.list_reading(),
        decision_reading: decision_reading(&record.engine),
    };
    let assessment = assess_with(engine, &material, &Ranker::default())?;
    compare_records(record, &assessment.record)?;
    compare(&file.outcome, &assessment.outcome)?;
    // Last, so that whatever was altered is named by what it is, where that can be told.
    let stated_by = check_statement(&file.statement, &file.run, file.record.under, &devices)?;
    let stated_by_name = material.units()?.name(stated_by.unit);
    let notes = RunNotes {
        units: changes(&material.unit_puts, record.period, record.listed_as_of),
        rules: rules_of(record, checked_documents.get(&DocumentName::scheme(record.root)), &inputs)?,
        disputed: material.disputed()?,
        delayed: Vec::new(),
        misdated: misdated_in(&material)?,
        dated_back: Vec::new(),
        given_way: material.given_way()?,
    };
    Ok(Verified {
        run: file.run,
        authority: HEXLOWER.encode(&material.authority),
        successions: followed(&file.successions, &authorities),
        hashes: checked_documents.values().flat_map(CheckedDocument::hashes).collect(),
        authorities,
        documents: checked_documents.len(),
        logs: checked_documents.values().map(|document| document.logs().count()).sum(),
        entries: checked_documents.values().map(|document| document.entries().len()).sum(),
        rows: checked_documents.values().map(CheckedDocument::row_count).sum(),
        receipts: material.receipts.len(),
        material: Arc::new(material),
        devices: devices.len(),
        made_at: file.made_at,
        record: file.record,
        stated_by_name,
        stated_by,
        notes,
        outcome: assessment.outcome,
    })
}

/// The units that gave two times for the same entries.
fn misdated_in(material: &Material) -> Result<Vec<Misdated>, EvidenceFault> {
    let units = material.units()?;
    let mut found = misdated(&material.receipts, &[], material.root, &|unit| units.name(unit));
    found.retain(|one| matches!(one.what, Misdating::Twice { .. }));
    Ok(found)
}

/// The rules that were put in force over the period when its villages had sealed.
fn rules_of(
    record: &RunRecord,
    scheme: Option<&CheckedDocument>,
    inputs: &BTreeMap<DocumentName, VersionVector>,
) -> Result<Vec<RulesChange>, EvidenceFault> {
    let name = DocumentName::scheme(record.root);
    let (Some(scheme), Some(vector)) = (scheme, inputs.get(&name)) else { return Ok(Vec::new()) };
    let Some(writer) = vector.0.keys().next().copied() else { return Ok(Vec::new()) };
    let entries = scheme.entries().iter().map(|(writer, entry)| (*writer, entry));
    let log = LogId { document: name, writer };
    let changes = rules_changes(record.root, record.period, entries, vector)
        .map_err(|refusal| EvidenceFault::Log { log, refusal })?;
    Ok(told(changes, &record.first_seals(), record.under == record.root))
}

/// What the lists of units in the file said of units.
fn puts_of(
    documents: &BTreeMap<DocumentName, CheckedDocument>,
    inputs: &BTreeMap<DocumentName, VersionVector>,
) -> Vec<UnitPut> {
    let orgs = documents.iter().filter(|(name, _)| name.kind() == DocumentKind::Org);
    let puts = orgs.filter_map(|(name, document)| {
        let entries = document.entries().iter().map(|(writer, entry)| (*writer, entry));
        Some(unit_puts(*name, entries, inputs.get(name)?))
    });
    puts.flatten().collect()
}

/// The file must be what a node of the unit ranked, or of one above it, says that it made.
fn check_statement(
    statement: &Statement,
    run: &str,
    under: UnitCode,
    devices: &HashMap<DeviceId, DeviceCertificate>,
) -> Result<DeviceCertificate, EvidenceFault> {
    let device = statement.device;
    let wrong = |what: String| EvidenceFault::Statement { device, what };
    let certificate = devices
        .get(&device)
        .ok_or_else(|| EvidenceFault::UnknownDevice { what: "the statement at the end".to_owned(), device })?;
    if certificate.role != Role::Node {
        return Err(wrong(format!(
            "{} of {} made it, and only a node of a township or county answers for a list",
            certificate.role.with_article(),
            certificate.unit
        )));
    }
    if !under.is_within(&certificate.unit) {
        return Err(wrong(format!(
            "a node of {} made it, which does not answer for a list of {under}: a node of {under} or of a unit above it does",
            certificate.unit
        )));
    }
    if !statement.holds(run, &certificate.public_key) {
        return Err(wrong(say!("evidence-statement-altered")));
    }
    Ok(certificate.clone())
}

/// The rows at the run's vector, all of which must be there.
fn at_vector(
    name: DocumentName,
    document: &CheckedDocument,
    vector: Option<&VersionVector>,
) -> Result<Projection, EvidenceFault> {
    let nothing = VersionVector::default();
    let vector = vector.unwrap_or(&nothing);
    let logs: BTreeMap<LogId, u64> = document.logs().collect();
    for (writer, expected) in &vector.0 {
        let log = LogId { document: name, writer: *writer };
        let found = logs.get(&log).copied().unwrap_or(0);
        if found < *expected {
            return Err(EvidenceFault::Missing { log, found, expected: *expected });
        }
    }
    // A bulletin counts up to its last decision, the public log up to a countersignature; what is signed may be more.
    let counts_in_part = matches!(name.kind(), DocumentKind::Bulletin | DocumentKind::Log) && !vector.0.is_empty();
    for (log, found) in logs {
        let expected = vector.0.get(&log.writer).copied().unwrap_or(0);
        if found > expected && !counts_in_part {
            return Err(EvidenceFault::Extra { log });
        }
    }
    document.at(vector)
}

/// When devices were revoked, as the county's documents say.
fn revocations_in(projections: &[Projection], documents: &BTreeMap<DocumentName, CheckedDocument>) -> Revoked {
    let mut revoked = Revoked::new();
    for org in projections.iter().filter(|projection| projection.document().kind() == DocumentKind::Org) {
        let entries = documents.get(&org.document()).map(CheckedDocument::entries).unwrap_or_default();
        let times: HashMap<Point, i64> = times_of(entries).collect();
        for (device, point) in revocations(org) {
            revoked.insert(device, times.get(&point).copied().map(moment_of).unwrap_or_default());
        }
    }
    revoked
}

/// Every device that wrote or gave a receipt must be listed by the county's documents: that its authority certified it
/// says only that somebody had the authority's key.
fn check_listed(projections: &[Projection], receipts: &[Receipt]) -> Result<(), EvidenceFault> {
    let orgs = projections.iter().filter(|projection| projection.document().kind() == DocumentKind::Org);
    let rows = orgs.flat_map(|org| org.table(Table::Devices)).map(|standing| &standing.row);
    let listed: HashSet<String> = rows.filter_map(Row::record::<record::Device>).map(|listed| listed.device).collect();
    let writers = projections.iter().flat_map(|projection| projection.vector().0.keys()).map(|writer| writer.device);
    let mut devices = writers.chain(receipts.iter().map(|receipt| receipt.node));
    match devices.find(|device| !listed.contains(&device.to_string())) {
        Some(device) => Err(EvidenceFault::NotListed { device }),
        None => Ok(()),
    }
}

fn check_receipts(
    file: &EvidenceFile,
    documents: &BTreeMap<DocumentName, CheckedDocument>,
    devices: &HashMap<DeviceId, DeviceCertificate>,
) -> Result<(), EvidenceFault> {
    for receipt in &file.receipts {
        let Receipt { node, log, number, .. } = *receipt;
        let wrong = |what| EvidenceFault::Receipt { node, log, number, what };
        let device = devices
            .get(&node)
            .ok_or_else(|| EvidenceFault::UnknownDevice { what: format!("the receipt for {log}"), device: node })?;
        if device.role != Role::Node || device.unit != receipt.unit {
            return Err(wrong("it is not by a node of the unit that it names"));
        }
        if !receipt.is_signed_by(&device.public_key) {
            return Err(wrong("its signature does not hold"));
        }
        let hash = documents.get(&log.document).and_then(|document| document.hash_at(&log.writer, number));
        if hash != Some(receipt.entry_hash) {
            return Err(wrong("it is for other entries than those in the file"));
        }
        // What contradicts one on which the run rests stands beside it.
        let is_named = |receipt: &Receipt| file.record.receipts.binary_search(&ReceiptUsed::of(receipt)).is_ok();
        let stands_beside = || file.receipts.iter().any(|other| is_named(other) && contradict(other, receipt));
        if !is_named(receipt) && !stands_beside() {
            return Err(wrong("the run does not rest on it"));
        }
    }
    let found: BTreeSet<ReceiptUsed> = file.receipts.iter().map(ReceiptUsed::of).collect();
    for used in &file.record.receipts {
        if !found.contains(used) {
            return Err(EvidenceFault::Record {
                field: "receipts".to_owned(),
                stated: format!(
                    "that of {} at {} for {} up to {}",
                    used.node, used.received_at, used.document, used.number
                ),
                computed: "none: it is missing".to_owned(),
            });
        }
    }
    Ok(())
}

/// Since when the scheme in force was public, as the public log in the file proves.
fn publicity_of(
    documents: &BTreeMap<DocumentName, Arc<Held>>,
    scheme_logs: Option<&CheckedDocument>,
    record: &RunRecord,
    devices: &HashMap<DeviceId, DeviceCertificate>,
) -> Option<PublicSince> {
    let scheme = documents.get(&DocumentName::scheme(record.root))?;
    let log = documents.get(&DocumentName::lasting(DocumentKind::Log, record.root)?)?;
    let in_force = scheme_in_force(&scheme.projection, record.period).ok()?;
    let entry = EntryOf { document: scheme.projection.document(), point: in_force.entry };
    let key_of = |device| devices.get(&device).map(|certificate| (certificate.unit, certificate.public_key));
    public_since(&log.projection, &entry, |writer, number| scheme_logs?.hash_at(writer, number), key_of)
}

/// The hash of each log, as far as it counts.
fn hashes_at(
    documents: &BTreeMap<DocumentName, Arc<Held>>,
    checked: &BTreeMap<DocumentName, CheckedDocument>,
) -> BTreeMap<LogId, Hash> {
    let points = documents.iter().flat_map(|(name, held)| {
        let logs = held.projection.vector().0.iter();
        logs.map(|(writer, number)| (LogId { document: *name, writer: *writer }, *number))
    });
    points.filter_map(|(log, number)| Some((log, checked.get(&log.document)?.hash_at(&log.writer, number)?))).collect()
}

fn scheme_times(document: Option<&CheckedDocument>) -> BTreeMap<Point, i64> {
    times_of(document.map(CheckedDocument::entries).unwrap_or_default()).collect()
}

/// The claimed times of entries, in seconds since 1970.
fn times_of(entries: &[(Writer, Entry)]) -> impl Iterator<Item = (Point, i64)> {
    entries.iter().map(|(writer, entry)| (Point { writer: *writer, number: entry.number }, entry.claimed_at_seconds))
}
