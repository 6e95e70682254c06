//! What counts of a document for a run, as its record says that it was read.

use crate::EvidenceFault;
use crate::log::CheckedDocument;
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::{Projection, VersionVector};
use cunbang_model::{DeviceId, DocumentKind, DocumentName};
use cunbang_ranking::above::{counts_above, rows_of_units_above};
use cunbang_ranking::sealed::part_of;
use cunbang_ranking::{Held, Receipts, RunRecord};
use std::collections::{BTreeMap, HashMap};

pub(crate) fn hold(
    projection: Projection,
    document: Option<&CheckedDocument>,
    record: &RunRecord,
    devices: &HashMap<DeviceId, DeviceCertificate>,
    receipts: &Receipts<'_>,
    taken: &BTreeMap<DocumentName, VersionVector>,
) -> Result<Held, EvidenceFault> {
    let name = projection.document();
    match (name.kind(), name.period(), document) {
        (DocumentKind::Ledger, Some(quarter), Some(document)) => {
            let part = part_of(record.period, quarter);
            let held = Held::ledger(projection, part, record.seal_reading(), receipts, |vector| document.at(vector))?;
            held.taken_at(taken.get(&name), |vector| document.at(vector))
        }
        (DocumentKind::Inspection, _, Some(document)) if counts_above(&record.engine) => {
            let entries = document.entries().iter().map(|(writer, entry)| (*writer, entry));
            let unit_of = |device| devices.get(&device).map(|certificate| certificate.unit);
            let above = rows_of_units_above(&projection, entries, &unit_of);
            Ok(Held::inspections(projection, above))
        }
        _ => Ok(Held::new(projection)),
    }
}
