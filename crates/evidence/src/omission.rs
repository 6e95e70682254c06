//! Omissions 遗漏: whether a verified run leaves out what nodes had given receipts for.
//!
//! A receipt is a node's promise: these entries are durably here. A village keeps those for its own logs, and can
//! write them to a file (JSON Lines of `device` and `receipt`, as in an evidence file). Whoever has that file and the
//! run's evidence sees whether the run rests on all of it, and from which time.

use crate::read::{certificate, receipt_of};
use crate::write::{WriteError, certificate_line, receipt_line, write_line};
use crate::{EvidenceFault, ReceiptLine, Verified};
use cunbang_identity::DeviceCertificate;
use cunbang_language::say;
use cunbang_ledger::{Receipt, VersionVector};
use cunbang_model::{DeviceId, DocumentKind, DocumentName, Role, Timestamp, UnitCode};
use cunbang_ranking::coverage::cover;
use cunbang_ranking::{Material, ReceiptUsed};
use cunbang_scheme::Level;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead, BufReader, Read, Write};

const MAX_LINE_BYTES: u64 = 64 * 1024;
const MAX_LINES: usize = 1_000_000;

/// Receipts that somebody holds, with the certificates of the nodes that gave them, DER.
#[derive(Debug, Clone, Default)]
pub struct HeldReceipts {
    /// The certificates.
    pub devices: Vec<Vec<u8>>,
    /// The receipts.
    pub receipts: Vec<Receipt>,
}

/// How a run stands to a receipt that it should rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Discrepancy {
    /// The run rests on fewer entries of the log.
    LeftOut {
        /// On how many.
        rests_on: u64,
    },
    /// The run rests on other entries with the same numbers.
    OtherEntries,
    /// The run goes by a later time of receipt.
    Later {
        /// By which.
        used: Timestamp,
    },
    /// The run says that not all was received, and by the receipts a seal was, with all that it covers.
    Sealed,
}

/// What a run leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Omission {
    /// The receipt that shows it.
    pub receipt: Receipt,
    /// What is wrong.
    pub what: Discrepancy,
    /// Whether the unit that ranked had the entries when it made the run: the receipt is its own and older than the run,
    /// or than another of that node's receipts that the run names. Otherwise they may have been on the way.
    pub is_proven: bool,
}

/// Writes receipts and the certificates of the nodes that gave them.
pub fn write_receipts(mut out: impl Write, held: &HeldReceipts) -> Result<(), WriteError> {
    for device in &held.devices {
        write_line(&mut out, &certificate_line("device", device))?;
    }
    for receipt in &held.receipts {
        write_line(&mut out, &receipt_line(receipt))?;
    }
    Ok(out.flush()?)
}

#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
}

/// Reads what [`write_receipts`] wrote.
pub fn read_receipts(input: impl Read) -> Result<HeldReceipts, EvidenceFault> {
    let mut input = BufReader::new(input);
    let mut held = HeldReceipts::default();
    for number in 1..=MAX_LINES {
        let wrong = |what: &str| EvidenceFault::Line { line: number, what: what.to_owned() };
        let mut line = Vec::new();
        input
            .by_ref()
            .take(MAX_LINE_BYTES)
            .read_until(b'\n', &mut line)
            .map_err(|error| wrong(&say!("omission-read", error = error)))?;
        let line = String::from_utf8(line).map_err(|_| wrong(&say!("omission-not-receipts")))?;
        let line = line.trim_start_matches('\u{feff}');
        if line.is_empty() {
            return Ok(held);
        }
        if !line.ends_with('\n') {
            return Err(wrong(&say!("omission-long", most_kibibytes = MAX_LINE_BYTES / 1024)));
        }
        let kind: Kind<'_> = serde_json::from_str(line).map_err(|_| wrong(&say!("omission-not-receipts")))?;
        match &*kind.kind {
            "device" => held.devices.push(certificate(line, number)?),
            "receipt" => {
                let stated: ReceiptLine<'_> =
                    serde_json::from_str(line).map_err(|_| wrong(&say!("evidence-line-receipt")))?;
                held.receipts.push(receipt_of(&stated).ok_or_else(|| wrong(&say!("evidence-line-receipt")))?);
            }
            _ => return Err(wrong(&say!("omission-not-receipts"))),
        }
    }
    Err(EvidenceFault::Line { line: MAX_LINES, what: "more lines than a county has receipts".to_owned() })
}

impl Verified {
    /// What the run leaves out of receipts that somebody holds, of those that concern it; and how many these are. An
    /// error is about the receipts, not about the evidence.
    pub fn omissions(&self, held: &HeldReceipts) -> Result<(usize, Vec<Omission>), EvidenceFault> {
        let mut nodes: HashMap<DeviceId, DeviceCertificate> = HashMap::new();
        for (place, der) in held.devices.iter().enumerate() {
            let wrong = |error: &dyn std::fmt::Display| EvidenceFault::Certificate {
                device: format!("the device in line {}", place + 1),
                what: error.to_string(),
            };
            let certificate = DeviceCertificate::parse(der).map_err(|error| wrong(&error))?;
            if self.authorities.verify(&certificate, None).is_err() {
                return Err(wrong(&say!("omission-foreign")));
            }
            nodes.insert(certificate.device, certificate);
        }
        let inputs = self.record.vectors()?;
        let nothing = VersionVector::default();
        let last = self.record.receipts.iter().map(|used| (used.node, used.received_at));
        let mut last_by_node: HashMap<DeviceId, Timestamp> = HashMap::new();
        for (node, at) in last {
            let known = last_by_node.entry(node).or_insert(at);
            *known = at.max(*known);
        }
        let (mut concerned, mut found) = (0, Vec::new());
        for receipt in held.receipts.iter().filter(|receipt| self.should_rest_on(&receipt.log.document)) {
            let Receipt { node, log, number, .. } = *receipt;
            let wrong = |what| EvidenceFault::Receipt { node, log, number, what };
            let certificate =
                nodes.get(&node).ok_or_else(|| wrong("the certificate of the node that gave it is missing"))?;
            if certificate.role != Role::Node
                || certificate.unit != receipt.unit
                || !receipt.is_signed_by(&certificate.public_key)
            {
                return Err(wrong("its signature does not hold"));
            }
            concerned += 1;
            let rests_on = inputs.get(&log.document).unwrap_or(&nothing).0.get(&log.writer).copied().unwrap_or(0);
            let used = self.record.receipts.iter().filter(|used| is_for(used, receipt)).map(|used| used.received_at);
            let what = if rests_on < number {
                Some(Discrepancy::LeftOut { rests_on })
            } else if self.hash_at(&log, number) != Some(receipt.entry_hash) {
                Some(Discrepancy::OtherEntries)
            } else {
                let used = used.min().filter(|used| used.as_millisecond() > receipt.received_at.as_millisecond());
                used.map(|used| Discrepancy::Later { used })
            };
            let is_of_run = certificate.unit == self.record.under || self.record.under.is_within(&certificate.unit);
            let is_older = last_by_node.get(&node).is_some_and(|last| receipt.received_at <= *last);
            let is_proven = is_of_run && (is_older || receipt.received_at < self.made_at);
            found.extend(what.map(|what| Omission { receipt: receipt.clone(), what, is_proven }));
        }
        found.extend(self.denied(held, &nodes));
        Ok((concerned, found))
    }

    /// The villages that the run calls not received, or not all, and whose seals count by receipts that somebody holds; with
    /// the receipt that came last.
    fn denied(&self, held: &HeldReceipts, nodes: &HashMap<DeviceId, DeviceCertificate>) -> Vec<Omission> {
        let mut held: Vec<&Receipt> =
            held.receipts.iter().filter(|receipt| self.should_rest_on(&receipt.log.document)).collect();
        held.retain(|receipt| self.hash_at(&receipt.log, receipt.number) == Some(receipt.entry_hash));
        held.sort_by_key(|receipt| receipt.received_at);
        let sealed_by = |receipts: Vec<Receipt>| -> BTreeSet<UnitCode> {
            let of_run = self.material.receipts.iter().cloned();
            let material = Material { receipts: of_run.chain(receipts).collect(), ..(*self.material).clone() };
            let covered = cover(&material).unwrap_or_default();
            covered.into_iter().filter(|one| one.sealed_at.is_some()).map(|one| one.unit).collect()
        };
        let unreceived = self.outcome.rows(Level::Village).iter().filter(|row| row.status.is_pending());
        let unreceived: BTreeSet<UnitCode> = unreceived.map(|row| row.unit).collect();
        if held.iter().all(|receipt| !unreceived.contains(&receipt.log.document.unit())) {
            return Vec::new();
        }
        let had = held.iter().filter(|receipt| {
            let of_run = nodes.get(&receipt.node).is_some_and(|node| self.record.under.is_within(&node.unit));
            of_run && receipt.received_at < self.made_at
        });
        let proven = sealed_by(had.map(|receipt| (*receipt).clone()).collect());
        let sealed = sealed_by(held.iter().map(|receipt| (*receipt).clone()).collect());
        let denied = sealed.intersection(&unreceived).filter_map(|unit| {
            let last = held.iter().rfind(|receipt| receipt.log.document.unit() == *unit)?;
            let is_proven = proven.contains(unit);
            Some(Omission { receipt: (*last).clone(), what: Discrepancy::Sealed, is_proven })
        });
        denied.collect()
    }

    /// Whether the run has to rest on a document, if anything of it is there.
    fn should_rest_on(&self, name: &DocumentName) -> bool {
        let is_of_period = name.period().is_some_and(|quarter| self.record.period.quarters().contains(&quarter));
        let is_kind = matches!(name.kind(), DocumentKind::Ledger | DocumentKind::Inspection);
        is_kind && is_of_period && name.unit().is_within(&self.record.under)
    }
}

/// Whether a receipt that the run goes by could have been this one: it reaches no further.
fn is_for(used: &ReceiptUsed, receipt: &Receipt) -> bool {
    used.document == receipt.log.document.to_string()
        && used.writer == receipt.log.writer.to_string()
        && used.number <= receipt.number
}
