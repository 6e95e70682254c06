//! Evidence files 依据 of runs that were made here.

use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use cunbang_evidence::{DocumentLogs, EvidenceOutput, EvidenceWriter, HeldReceipts, SignedEntries, WriteError};
use cunbang_identity::Identity;
use cunbang_language::say;
use cunbang_ledger::{Receipt, VersionVector};
use cunbang_model::{DeviceId, DocumentKind, DocumentName, Period, Role, UnitCode};
use cunbang_ranking::misdated::contradict;
use cunbang_ranking::record::InputFault;
use cunbang_ranking::{RankingRun, ReceiptUsed};
use cunbang_replica::blocking;
use cunbang_store::Selection;
use data_encoding::HEXLOWER;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

/// Why an evidence file was not written.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The file cannot be made or completed.
    #[error("{}", say!("evidence-file-again", what = .0))]
    File(std::io::Error),
    /// The file takes no more, or a log does not hold together.
    #[error("{}", say!("evidence-write", what = .0))]
    Write(#[from] WriteError),
    /// This device answers for no list.
    #[error("{}", say!("evidence-not-a-node", unit = .unit, role = .role.named()))]
    NotANode {
        /// The device's unit.
        unit: UnitCode,
        /// Its role.
        role: Role,
    },
    /// The run's record cannot be read.
    #[error(transparent)]
    Record(#[from] InputFault),
    /// Receipts that the run names are gone.
    #[error("{}", say!("evidence-receipts", run = .run, missing = .missing, of = .of))]
    Receipts {
        /// The run's id.
        run: String,
        /// How many are gone.
        missing: usize,
        /// How many it names.
        of: usize,
    },
    /// The authority that the run names is none of this county's.
    #[error("{}", say!("evidence-authority-again", what = .0))]
    Authority(String),
    /// The certificate of a device that wrote or receipted is not known.
    #[error("{}", say!("evidence-certificate-again", what = .0))]
    Certificate(DeviceId),
}

impl EvidenceError {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            Self::File(_) | Self::Write(_) | Self::Record(_) => Sort::Failed,
            Self::NotANode { .. } => Sort::NotPermitted,
            Self::Receipts { .. } | Self::Authority(_) | Self::Certificate(_) => Sort::NotYet,
        }
    }
}

/// Documents that are read before they are written out.
const DOCUMENTS_AT_ONCE: usize = 32;

impl Desk {
    /// Writes the evidence of a run that was made here to a new file, under zstd where its name ends in
    /// `.zst`. Only nodes do: terminals and inspectors' laptops rank for themselves, and answer for nothing.
    pub async fn write_evidence_file(&self, run_id: &str, path: &Path) -> Result<(), DeskError> {
        self.check_answers()?;
        let file = EvidenceOutput::create(path).map_err(EvidenceError::File)?;
        let file = self.write_evidence(run_id, file).await?;
        blocking(move || file.close()).await?.map_err(EvidenceError::File)?;
        Ok(())
    }

    /// Writes the evidence of a run that was made here, and gives back what it was written to.
    pub async fn write_evidence<W: Write + Send + 'static>(&self, run_id: &str, out: W) -> Result<W, DeskError> {
        self.check_answers()?;
        let run = self.ranking_run(run_id).await?;
        // Nobody is handed a file that does not verify.
        self.check_recomputes(&run).await?;
        self.evidence_of(run, out).await
    }

    /// Writes the evidence of a run, whose outcome is taken as it is given.
    pub(crate) async fn evidence_of<W: Write + Send + 'static>(&self, run: RankingRun, out: W) -> Result<W, DeskError> {
        let receipts = self.receipts_used(&run).await?;
        let inputs: Vec<(DocumentName, VersionVector)> =
            run.record.vectors().map_err(EvidenceError::from)?.into_iter().collect();
        let mut devices: BTreeSet<DeviceId> = receipts.iter().map(|receipt| receipt.node).collect();
        devices.extend(inputs.iter().flat_map(|(_, vector)| vector.0.keys()).map(|writer| writer.device));
        let identity = self.replica().identity();
        devices.insert(identity.certificate().device);
        devices.extend(run.record.scheme.public_since.map(|since| since.witness));
        let certificates = self.certificates(&devices)?;
        let certificates = certificates.iter().map(Vec::as_slice);
        let authority = Self::authority_of(&run, &identity)?;
        let org = self.replica().org();
        let mut writer = EvidenceWriter::begin(out, run, &authority, org.successions(), certificates)
            .map_err(EvidenceError::from)?;
        for batch in inputs.chunks(DOCUMENTS_AT_ONCE) {
            let mut documents = Vec::with_capacity(batch.len());
            for (document, vector) in batch {
                let segments = self.signed_entries(document).await?;
                documents.push(DocumentLogs { document: *document, vector: vector.clone(), segments });
            }
            writer = blocking(move || writer.logs(documents).map(|()| writer)).await?.map_err(EvidenceError::from)?;
        }
        let device = identity.certificate().device;
        let end = move || writer.finish(receipts, device, &|message| identity.key().sign(message));
        Ok(blocking(end).await?.map_err(EvidenceError::from)?)
    }

    /// The certificate (DER) of the authority that a run's record names: since then it may have been replaced.
    fn authority_of(run: &RankingRun, identity: &Identity) -> Result<Vec<u8>, EvidenceError> {
        let stated = &run.record.authority;
        let mut known = identity.authorities().all();
        let found = known.find(|root| HEXLOWER.encode(&root.fingerprint()) == *stated);
        found.map(|root| root.der.clone()).ok_or_else(|| EvidenceError::Authority(stated.clone()))
    }

    fn check_answers(&self) -> Result<(), EvidenceError> {
        let (unit, role) = (self.replica().unit(), self.replica().role());
        if role == Role::Node { Ok(()) } else { Err(EvidenceError::NotANode { unit, role }) }
    }

    async fn signed_entries(&self, document: &DocumentName) -> Result<Vec<SignedEntries>, DeskError> {
        let segments = self.replica().store().document_segments(document).await?;
        let signed = segments.into_iter().map(|segment| {
            let entries = segment.entries()?;
            Ok(SignedEntries { log: segment.log, entries, head: segment.head, signature: segment.signature })
        });
        signed.collect()
    }

    /// The receipts that a run names, and those that contradict one of them: whoever verifies is told.
    async fn receipts_used(&self, run: &RankingRun) -> Result<Vec<Receipt>, DeskError> {
        let selection = Selection::new(DocumentKind::Ledger, run.record.under, run.record.period);
        let mut all = self.replica().store().receipts_of_documents(&selection).await?;
        let quarters = run.record.period.quarters();
        for name in run.record.vectors().map_err(EvidenceError::from)?.into_keys() {
            let earlier = name.period().filter(|quarter| !quarters.contains(quarter));
            if let Some(quarter) = earlier.filter(|_| name.kind() == DocumentKind::Ledger) {
                let selection = Selection::new(DocumentKind::Ledger, name.unit(), quarter);
                all.extend(self.replica().store().receipts_of_documents(&selection).await?);
            }
        }
        let is_named = |receipt: &Receipt| run.record.receipts.binary_search(&ReceiptUsed::of(receipt)).is_ok();
        let named: Vec<Receipt> = all.iter().filter(|receipt| is_named(receipt)).cloned().collect();
        all.retain(|receipt| is_named(receipt) || named.iter().any(|named| contradict(named, receipt)));
        // What does not hold proves nothing to whoever reads the file.
        let (all, _) = self.replica().part_receipts(all).await?;
        let (found, of) = (all.iter().filter(|receipt| is_named(receipt)).count(), run.record.receipts.len());
        if found == of {
            return Ok(all);
        }
        Err(EvidenceError::Receipts { run: run.id.clone(), missing: of.saturating_sub(found), of }.into())
    }

    /// The receipts that this device holds for its unit's ledgers, of a period or of all, with the certificates of the
    /// nodes that gave them: with them anyone sees whether a list left something out.
    pub async fn held_receipts(&self, period: Option<Period>) -> Result<HeldReceipts, DeskError> {
        let selection = Selection::new(DocumentKind::Ledger, self.replica().unit(), period);
        let receipts = self.replica().store().receipts_of_documents(&selection).await?;
        let (receipts, _) = self.replica().part_receipts(receipts).await?;
        let nodes: BTreeSet<DeviceId> = receipts.iter().map(|receipt| receipt.node).collect();
        Ok(HeldReceipts { devices: self.certificates(&nodes)?, receipts })
    }

    /// The certificates of devices, DER.
    fn certificates(&self, devices: &BTreeSet<DeviceId>) -> Result<Vec<Vec<u8>>, DeskError> {
        let (identity, org) = (self.replica().identity(), self.replica().org());
        let of_device = devices.iter().map(|device| {
            let own = Some(identity.certificate()).filter(|own| own.device == *device);
            let certificate = own.or_else(|| org.certificate(*device)).ok_or(EvidenceError::Certificate(*device))?;
            Ok(certificate.der.clone())
        });
        of_device.collect()
    }
}
