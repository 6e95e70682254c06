//! What a device wrote 设备登记清单: every row, and whether it counts. Where a computer was stolen, or a device is in
//! doubt, people go through this.

use crate::assessment::gather::revocations_of;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::{ViewError, Viewer};
use cunbang_ledger::{OperationId, Projection, VersionVector};
use cunbang_model::{DeviceId, DocumentKind, DocumentName, Period, Table, Timestamp};
use cunbang_ranking::Receipts;
use cunbang_ranking::revoked::countable;
use cunbang_ranking::sealed::SealReading;
use cunbang_replica::blocking;
use cunbang_store::StoredSegment;
use serde::Serialize;
use std::collections::{BTreeSet, HashSet};

/// Why something that is kept does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NotCounted {
    /// The device was revoked then; the county had not received it before, and no other device of the village has
    /// sealed it since.
    pub revoked_at: Timestamp,
}

/// A row as a device wrote it once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenRow {
    /// Where it stands.
    pub document: DocumentName,
    /// Its key: `table/id`.
    pub row: String,
    /// Who sat at the device, as signed.
    pub operator: String,
    /// The person's name, where that is an id and the viewer may see the roster.
    pub operator_name: Option<String>,
    /// When it was written, by the device's clock: shown, not trusted.
    pub written_at: Option<Timestamp>,
    /// When it came into this store.
    pub stored_at: Timestamp,
    /// The reason, if the row was withdrawn with it.
    pub withdrawn: Option<String>,
    /// Whether nobody wrote anything in its place.
    pub stands: bool,
    /// Why it does not count; none where it does, as far as it stands and is sealed.
    pub not_counted: Option<NotCounted>,
}

impl WrittenRow {
    /// Who wrote it, as people call that person.
    pub fn person(&self) -> &str {
        self.operator_name.as_deref().unwrap_or(&self.operator)
    }
}

/// What a device wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenView {
    /// The device.
    pub device: DeviceId,
    /// Since when it is revoked, if it is.
    pub revoked_at: Option<Timestamp>,
    /// Its rows, document by document, in the order in which it wrote them.
    pub rows: Vec<WrittenRow>,
}

impl Desk {
    /// What a device, named by the beginning of its id, wrote in the documents of a period, or in all; as far as the
    /// viewer may see them.
    pub async fn written_by(
        &self,
        viewer: &Viewer,
        named: &str,
        period: Option<Period>,
    ) -> Result<WrittenView, DeskError> {
        let device = self.device_named(named)?;
        let heads = self.replica().store().heads_of_device(&device).await?;
        let documents: BTreeSet<DocumentName> = heads.into_iter().map(|head| head.log.document).collect();
        let is_asked_for = |document: &DocumentName| {
            period.is_none_or(|period| document.period().is_some_and(|quarter| period.quarters().contains(&quarter)))
        };
        let mut view = WrittenView { device, revoked_at: None, rows: Vec::new() };
        let mut hidden = None;
        for document in documents.into_iter().filter(is_asked_for) {
            if let Err(error) = viewer.check_document(document.kind(), document.unit()) {
                hidden = Some(error);
                continue;
            }
            viewer.note_if_personal(&document);
            let counting = self.counting(document).await?;
            let segments = self.replica().store().document_segments(&document).await?;
            let mut rows = blocking(move || rows_of(&segments, document, device, &counting)).await??;
            let people = self.names_for(viewer, document.unit()).await?;
            for row in &mut rows {
                row.operator_name = people.get(&row.operator).cloned();
            }
            view.rows.extend(rows);
        }
        if let (true, Some(error)) = (view.rows.is_empty(), hidden) {
            return Err(error.into());
        }
        let org = DocumentName::org(self.unit_of(device).listed_by(self.replica().root()));
        let org = self.replica().projection(org).await?;
        view.revoked_at = revocations_of(&**self.replica().store(), &org).await?.get(&device).copied();
        Ok(view)
    }

    fn unit_of(&self, device: DeviceId) -> cunbang_model::UnitCode {
        let org = self.replica().org();
        org.certificate(device).map_or(self.replica().root(), |certificate| certificate.unit)
    }

    fn device_named(&self, named: &str) -> Result<DeviceId, ViewError> {
        let org = self.replica().org();
        let known = org.devices().map(|certificate| certificate.device);
        let known: Vec<DeviceId> =
            known.filter(|device| !named.is_empty() && device.to_string().starts_with(named)).collect();
        match (known.as_slice(), named.parse()) {
            ([device], _) => Ok(*device),
            ([], Ok(unlisted)) => Ok(unlisted),
            _ => Err(ViewError::NoSuchDevice { named: named.to_owned(), known: known.len() }),
        }
    }

    /// How much of a document counts.
    pub(crate) async fn counting(&self, document: DocumentName) -> Result<Counting, DeskError> {
        let Some(quarter) = document.period().filter(|_| document.kind() == DocumentKind::Ledger) else {
            return Ok(Counting::default());
        };
        let projection = self.replica().projection(document).await?;
        self.counting_of(&projection, quarter).await
    }

    /// The same of one that was read. `part` is what its seals are for.
    pub(crate) async fn counting_of(&self, projection: &Projection, part: Period) -> Result<Counting, DeskError> {
        let (replica, document) = (self.replica(), projection.document());
        let (root, store) = (replica.root(), replica.store());
        let org = replica.projection(DocumentName::org(document.unit().listed_by(root))).await?;
        let revoked = revocations_of(&**store, &org).await?;
        let (receipts, _) = replica.part_receipts(store.receipts(&document).await?).await?;
        let vector = countable(projection, part, SealReading::Present, &Receipts::of(&receipts, root, &revoked));
        Ok(Counting { vector, revoked })
    }
}

/// How much of a document counts.
#[derive(Debug, Default)]
pub(crate) struct Counting {
    /// What counts; all where there is none.
    pub(crate) vector: Option<VersionVector>,
    revoked: cunbang_ranking::Revoked,
}

impl Counting {
    /// Why an operation's entry does not count, if it does not.
    pub(crate) fn why_not(&self, operation: &OperationId, entry: u64) -> Option<NotCounted> {
        let counts = self.vector.as_ref()?.0.get(&operation.writer).copied().unwrap_or(0);
        let revoked_at = self.revoked.get(&operation.writer.device).copied()?;
        (entry > counts).then_some(NotCounted { revoked_at })
    }
}

fn rows_of(
    segments: &[StoredSegment],
    document: DocumentName,
    device: DeviceId,
    counting: &Counting,
) -> Result<Vec<WrittenRow>, DeskError> {
    let (mut rows, mut replaced) = (Vec::new(), HashSet::new());
    for segment in segments {
        let writer = segment.log.writer;
        for entry in segment.entries()? {
            for (put, counter) in entry.puts.into_iter().zip(entry.first_operation..) {
                replaced.extend(put.supersedes);
                // Seals are no rows that anybody looks for.
                if writer.device != device || put.row.table_name() == Table::Seals.name() {
                    continue;
                }
                let operation = OperationId { counter, writer };
                let row = WrittenRow {
                    document,
                    row: put.row.key(),
                    operator: entry.operator.clone(),
                    operator_name: None,
                    written_at: Timestamp::from_second(entry.claimed_at_seconds).ok(),
                    stored_at: segment.received_at,
                    withdrawn: put.row.withdrawal().map(str::to_owned),
                    stands: true,
                    not_counted: counting.why_not(&operation, entry.number),
                };
                rows.push((operation, row));
            }
        }
    }
    let with_standing = |(operation, row)| WrittenRow { stands: !replaced.contains(&operation), ..row };
    Ok(rows.into_iter().map(with_standing).collect())
}
