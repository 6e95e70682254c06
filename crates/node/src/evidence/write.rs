//! Writing evidence files.

use super::{
    CertificateLine, EntryLine, HEADER, HeaderLine, LogLine, OutcomeLine, ReceiptLine, RowLine, VERSION,
    operation_text, point_text, row_hash, time_text,
};
use crate::error::NodeError;
use crate::gather::up_to;
use crate::node::Node;
use crate::run::{RankingRun, ReceiptUsed, blocking};
use cunbang_ledger::{Entry, Hash, History, Receipt, VersionVector, Writer};
use cunbang_model::{DeviceId, DocumentKind, DocumentName};
use cunbang_scheme::parallel;
use cunbang_store::{Selection, StoredSegment};
use data_encoding::BASE64;
use serde::Serialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Rows in a piece of a log, by the bytes of their JSON: a frame of them stays within its limit.
const MAX_PIECE_BYTES: usize = 1024 * 1024;
/// Documents that are read before they are written out.
const DOCUMENTS_AT_ONCE: usize = 32;

impl Node {
    /// Writes the evidence of a run that was made here to a new file, under zstd where its name ends in
    /// `.zst`.
    pub async fn write_evidence_file(&self, run_id: &str, path: &Path) -> Result<(), NodeError> {
        const LEVEL: i32 = 9;
        let file = BufWriter::new(File::create_new(path)?);
        if path.extension().is_some_and(|extension| extension == "zst") {
            let mut packed = zstd::stream::Encoder::new(file, LEVEL)?;
            self.write_evidence(run_id, &mut packed).await?;
            packed.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        } else {
            let mut file = file;
            self.write_evidence(run_id, &mut file).await?;
            file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        }
        Ok(())
    }

    /// Writes the evidence of a run that was made here.
    pub async fn write_evidence(&self, run_id: &str, out: &mut (dyn Write + Send)) -> Result<(), NodeError> {
        let run = self.ranking_run(run_id).await?;
        let record = raw(run.record.to_canonical_json())?;
        let header = HeaderLine { kind: HEADER.into(), version: VERSION, run: (&run.id).into(), record: &record };
        write_line(out, &header)?;
        let identity = self.identity();
        write_line(out, &certificate_line("authority", identity.authority_der()))?;
        let receipts = self.receipts_used(&run).await?;
        let mut devices: BTreeSet<DeviceId> = receipts.iter().map(|receipt| receipt.node).collect();
        let mut inputs = Vec::with_capacity(run.record.inputs.len());
        for (document, vector) in &run.record.inputs {
            let damaged =
                || NodeError::Invalid(format!("run {}: its input {document} {vector} cannot be read", run.id));
            let vector: VersionVector = vector.parse().map_err(|_| damaged())?;
            devices.extend(vector.0.keys().map(|writer| writer.device));
            inputs.push((document.parse::<DocumentName>().map_err(|_| damaged())?, vector));
        }
        self.write_devices(out, &devices)?;
        for batch in inputs.chunks(DOCUMENTS_AT_ONCE) {
            let mut read = Vec::with_capacity(batch.len());
            for (document, vector) in batch {
                read.push((*document, vector.clone(), self.store().document_segments(document).await?));
            }
            let texts = blocking(move || {
                parallel::map(read, |(document, vector, segments)| log_lines(document, segments, &vector))
            })
            .await?;
            for text in texts {
                out.write_all(&text?)?;
            }
        }
        for receipt in &receipts {
            write_line(out, &receipt_line(receipt))?;
        }
        let outcome = raw(run.outcome.to_canonical_json())?;
        write_line(out, &OutcomeLine { kind: "outcome".into(), outcome: &outcome })?;
        Ok(out.flush()?)
    }

    /// The receipts that a run names.
    async fn receipts_used(&self, run: &RankingRun) -> Result<Vec<Receipt>, NodeError> {
        let selection = Selection::new(DocumentKind::Ledger, run.record.under, run.record.period);
        let mut all = self.store().receipts_of_documents(&selection).await?;
        all.retain(|receipt| run.record.receipts.binary_search(&ReceiptUsed::of(receipt)).is_ok());
        // Each store gives them in the order in which it got them; the file has them in one order.
        all.sort_by_cached_key(ReceiptUsed::of);
        if all.len() == run.record.receipts.len() {
            return Ok(all);
        }
        Err(NodeError::Invalid(format!(
            "run {}: {} of its {} receipts are not in the store any more: run the period again",
            run.id,
            run.record.receipts.len().saturating_sub(all.len()),
            run.record.receipts.len()
        )))
    }

    fn write_devices(&self, out: &mut (dyn Write + Send), devices: &BTreeSet<DeviceId>) -> Result<(), NodeError> {
        let (identity, org) = (self.identity(), self.org());
        for device in devices {
            let own = Some(identity.certificate()).filter(|own| own.device == *device);
            let certificate = own.or_else(|| org.certificate(*device)).ok_or_else(|| {
                NodeError::Invalid(format!(
                    "the certificate of device {device} is not in the org document: the county lists its devices there"
                ))
            })?;
            write_line(out, &certificate_line("device", &certificate.der))?;
        }
        Ok(())
    }
}

fn write_line(out: &mut (dyn Write + Send), line: &impl Serialize) -> Result<(), NodeError> {
    let mut text = serde_json::to_vec(line).map_err(io::Error::from)?;
    text.push(b'\n');
    Ok(out.write_all(&text)?)
}

fn raw(json: String) -> Result<Box<RawValue>, NodeError> {
    Ok(RawValue::from_string(json).map_err(io::Error::from)?)
}

fn certificate_line(kind: &'static str, der: &[u8]) -> CertificateLine<'static> {
    CertificateLine { kind: kind.into(), certificate: BASE64.encode(der).into() }
}

fn receipt_line(receipt: &Receipt) -> ReceiptLine<'static> {
    ReceiptLine {
        kind: "receipt".into(),
        unit: receipt.unit,
        node: receipt.node,
        document: receipt.log.document.to_string(),
        writer: receipt.log.writer.to_string(),
        number: receipt.number,
        entry_hash: receipt.entry_hash.to_string(),
        received_at: ReceiptUsed::of(receipt).received_at,
        signature: BASE64.encode(&receipt.signature),
    }
}

/// The lines of a document's logs up to a vector: in pieces, each after what it builds on.
fn log_lines(
    document: DocumentName,
    segments: Vec<StoredSegment>,
    vector: &VersionVector,
) -> Result<Vec<u8>, NodeError> {
    let mut history = History::new(document);
    let mut text = Vec::new();
    let mut piece = Piece::default();
    for (segment, entries) in up_to(segments, vector)? {
        let writer = segment.log.writer;
        if piece.segment.as_ref().is_some_and(|last| last.log.writer != writer) || piece.lines.len() > MAX_PIECE_BYTES {
            std::mem::take(&mut piece).write(&mut text)?;
        }
        for entry in &entries {
            history.add(&writer, entry)?;
            let hash = history.head(&writer).entry_hash;
            piece.add(entry, &hash)?;
        }
        piece.segment = Some(segment);
    }
    piece.write(&mut text)?;
    Ok(text)
}

/// Consecutive segments of one log, under the signature of the last.
#[derive(Default)]
struct Piece {
    segment: Option<StoredSegment>,
    entries: u64,
    lines: Vec<u8>,
}

impl Piece {
    fn add(&mut self, entry: &Entry, hash: &Hash) -> Result<(), NodeError> {
        let mut rows = Vec::with_capacity(entry.puts.len());
        for put in &entry.puts {
            let json = put.row.to_json();
            rows.push(RowLine {
                table: put.row.table().name().into(),
                hash: row_hash(&json),
                row: Cow::Owned(raw(json)?),
                supersedes: put.supersedes.iter().map(operation_text).collect(),
            });
        }
        let line = EntryLine {
            kind: "entry".into(),
            number: entry.number,
            operator: (&entry.operator).into(),
            claimed_at: time_text(entry.claimed_at_seconds),
            seen: entry.seen.iter().map(point_text).collect(),
            first_operation: entry.first_operation,
            hash: hash.to_string(),
            rows,
        };
        self.entries += 1;
        write_line(&mut self.lines, &line)
    }

    fn write(self, text: &mut Vec<u8>) -> Result<(), NodeError> {
        let Some(last) = self.segment else { return Ok(()) };
        let writer: Writer = last.log.writer;
        let line = LogLine {
            kind: "log".into(),
            document: last.log.document.to_string(),
            writer: writer.to_string(),
            first: last.last + 1 - self.entries,
            entries: self.entries,
            entry_hash: last.head.entry_hash.to_string(),
            signature: BASE64.encode(&last.signature),
        };
        write_line(text, &line)?;
        text.extend_from_slice(&self.lines);
        Ok(())
    }
}
