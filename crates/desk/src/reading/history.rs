//! The history 修改记录 of a row: every version that anyone wrote, who wrote it, what it took the place of, and who
//! has received it. Nothing is ever overwritten, so all of it stands in the document's logs.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::node::status::Mark;
use crate::people::viewer::Viewer;
use crate::reading::authorship::named_in;
use crate::reading::written::NotCounted;
use crate::writing::record::RecordError;
use cunbang_ledger::{Entry, LogId, OperationId, Receipt};
use cunbang_model::{Carried, DeviceId, DocumentName, Period, Table, Timestamp, UnitCode};
use cunbang_replica::blocking;
use cunbang_store::StoredSegment;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// A row with all its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryView {
    /// Where it stands.
    pub document: DocumentName,
    /// Its key: `table/id`.
    pub row: String,
    /// The names of the persons whose ids stand in it, by id; none where the viewer may not see the roster.
    pub persons: BTreeMap<String, String>,
    /// Its versions, each after those whose place it took; in the same order on every node that has them all.
    pub versions: Vec<Version>,
}

/// What was written once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Its place among the versions, from 1.
    pub number: usize,
    /// Who sat at the device, as signed.
    pub operator: String,
    /// The person's name, where that is an id and the viewer may see the roster.
    pub operator_name: Option<String>,
    /// The device that wrote it.
    pub device: DeviceId,
    /// The device's unit, once its certificate is here.
    pub unit: Option<UnitCode>,
    /// What people call the device.
    pub label: Option<String>,
    /// When it was written, by the device's clock: shown, not trusted.
    pub written_at: Option<Timestamp>,
    /// When it came into this store.
    pub stored_at: Timestamp,
    /// The numbers of the versions whose place it took; none where it did not know of any.
    pub replaces: Vec<usize>,
    /// What differs from those.
    pub changes: Vec<Change>,
    /// What was written.
    pub values: Carried,
    /// The reason, if the row was withdrawn with it.
    pub withdrawn: Option<String>,
    /// Whether no other took its place.
    pub stands: bool,
    /// Whether this program can read it: what a newer one wrote counts after an update.
    pub is_read: bool,
    /// Why it does not count; none where it does, as far as it stands and is sealed.
    pub not_counted: Option<NotCounted>,
    /// How far it was received.
    pub mark: Mark,
    /// By whom, the first first.
    pub receipts: Vec<Received>,
}

impl Version {
    /// Who wrote it, as people call that person.
    pub fn person(&self) -> &str {
        self.operator_name.as_deref().unwrap_or(&self.operator)
    }
}

/// A column in which a version differs from one that it replaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The column's name.
    pub column: String,
    /// What stood there, in one or several versions.
    pub before: Vec<String>,
    /// What stands there now.
    pub after: Option<String>,
}

/// A node's first receipt that covers a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Received {
    /// The node's unit.
    pub unit: UnitCode,
    /// The node's device.
    pub node: DeviceId,
    /// When, by the node's clock.
    pub received_at: Timestamp,
}

impl Desk {
    /// The history of the row of a unit (the usual one unless another is named) with an id: that in the newest
    /// document of the period, or of all, which has such a row. Whoever a document comes to may see it.
    pub async fn history(
        &self,
        viewer: &Viewer,
        table: Table,
        unit: Option<UnitCode>,
        id: &str,
        period: Option<Period>,
    ) -> Result<HistoryView, DeskError> {
        let unit = unit.unwrap_or_else(|| self.usual_unit(viewer));
        viewer.check_document(table.document(), self.home_of(table, unit))?;
        let row = format!("{table}/{id}");
        for document in self.documents_of(table, unit, period).await? {
            let mut versions = self.versions(document, &row).await?;
            if !versions.is_empty() {
                viewer.note_if_personal(&document);
                let names = self.names_for(viewer, unit).await?;
                let mut persons = BTreeMap::new();
                for version in &mut versions {
                    version.operator_name = names.get(&version.operator).cloned();
                    persons.extend(version.values.row().into_iter().flat_map(|row| named_in(row, &names)));
                }
                return Ok(HistoryView { document, row, persons, versions });
            }
        }
        Err(RecordError::NoSuchRow { unit, table, id: id.to_owned() }.into())
    }

    async fn versions(&self, document: DocumentName, row: &str) -> Result<Vec<Version>, DeskError> {
        let segments = self.replica().store().document_segments(&document).await?;
        let key = row.to_owned();
        let written = blocking(move || written(&segments, &key)).await??;
        if written.is_empty() {
            return Ok(Vec::new());
        }
        let counting = self.counting(document).await?;
        let receipts = self.replica().store().receipts(&document).await?;
        let org = self.replica().org();
        let places: HashMap<OperationId, usize> =
            written.iter().enumerate().map(|(place, one)| (one.operation, place)).collect();
        let replaced = |one: &Written| -> Vec<usize> {
            let mut places: Vec<usize> = one.replaces.iter().filter_map(|id| places.get(id).copied()).collect();
            places.sort_unstable();
            places
        };
        let gone: Vec<usize> = written.iter().flat_map(replaced).collect();
        let mut versions = Vec::with_capacity(written.len());
        for (place, one) in written.iter().enumerate() {
            let device = one.log.writer.device;
            let own = self.replica().identity();
            let own = Some(own.certificate()).filter(|own| own.device == device);
            let certificate = org.certificate(device).or(own);
            let before = replaced(one);
            let rows: Vec<&Carried> = before.iter().map(|place| &written[*place].row).collect();
            versions.push(Version {
                number: place + 1,
                operator: one.operator.clone(),
                operator_name: None,
                device,
                unit: certificate.map(|certificate| certificate.unit),
                label: certificate.map(|certificate| org.called(certificate)),
                written_at: Timestamp::from_second(one.claimed_at_seconds).ok(),
                stored_at: one.stored_at,
                changes: changes(&rows, &one.row),
                replaces: before.into_iter().map(|place| place + 1).collect(),
                withdrawn: one.row.withdrawal().map(str::to_owned),
                stands: !gone.contains(&place),
                is_read: one.row.row().is_some(),
                not_counted: counting.why_not(&one.operation, one.entry),
                mark: self.reach([(one.log, one.entry)], &receipts).mark(),
                receipts: received(&receipts, &one.log, one.entry),
                values: one.row.clone(),
            });
        }
        Ok(versions)
    }
}

/// A version as its log has it.
struct Written {
    log: LogId,
    entry: u64,
    operation: OperationId,
    replaces: Vec<OperationId>,
    operator: String,
    claimed_at_seconds: i64,
    stored_at: Timestamp,
    row: Carried,
}

/// What was put under a key, in the order in which Automerge counts operations.
fn written(segments: &[StoredSegment], key: &str) -> Result<Vec<Written>, DeskError> {
    let mut all = Vec::new();
    for segment in segments {
        for entry in segment.entries()? {
            let Entry { number, operator, claimed_at_seconds, first_operation, puts, .. } = entry;
            for (put, counter) in puts.into_iter().zip(first_operation..) {
                if put.row.key() == key {
                    all.push(Written {
                        log: segment.log,
                        entry: number,
                        operation: OperationId { counter, writer: segment.log.writer },
                        replaces: put.supersedes,
                        operator: operator.clone(),
                        claimed_at_seconds,
                        stored_at: segment.received_at,
                        row: put.row,
                    });
                }
            }
        }
    }
    all.sort_by_cached_key(|one| (one.operation.counter, one.operation.writer.actor()));
    Ok(all)
}

/// The columns in which a row differs from any of those before it.
fn changes(before: &[&Carried], after: &Carried) -> Vec<Change> {
    let after = after.texts();
    let before: Vec<Vec<(&str, String)>> = before.iter().map(|row| row.texts()).collect();
    let mut columns: Vec<&str> = Vec::new();
    for (column, _) in after.iter().chain(before.iter().flatten()) {
        if !columns.contains(column) {
            columns.push(column);
        }
    }
    let text_of = |texts: &[(&str, String)], column: &str| {
        texts.iter().find(|(name, _)| *name == column).map(|(_, text)| text.clone())
    };
    let mut changes = Vec::new();
    for column in columns {
        let now = text_of(&after, column);
        let then: Vec<Option<String>> = before.iter().map(|texts| text_of(texts, column)).collect();
        if then.iter().any(|then| *then != now) {
            let mut texts: Vec<String> = then.into_iter().flatten().collect();
            texts.dedup();
            changes.push(Change { column: column.to_owned(), before: texts, after: now });
        }
    }
    changes
}

fn received(receipts: &[Receipt], log: &LogId, entry: u64) -> Vec<Received> {
    let mut first: BTreeMap<DeviceId, Received> = BTreeMap::new();
    for receipt in receipts.iter().filter(|receipt| receipt.log == *log && receipt.number >= entry) {
        let one = Received { unit: receipt.unit, node: receipt.node, received_at: receipt.received_at };
        let known = first.entry(receipt.node).or_insert(one);
        if one.received_at < known.received_at {
            *known = one;
        }
    }
    let mut all: Vec<Received> = first.into_values().collect();
    all.sort_by_key(|one| (one.received_at, one.unit));
    all
}
