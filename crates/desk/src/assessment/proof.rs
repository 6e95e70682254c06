//! Proof 印证: that a stored outcome is the one that was worked out.
//!
//! A run's id is the hash of what it rests on, and says nothing of its list. So the device that ranked signs the outcome,
//! and the signature is stored behind it, in a frame that decompression skips: earlier programs read both. A published
//! outcome must besides be the one whose hash stands in the bulletin, which is signed as well. What earlier programs left
//! without a signature is worked out again, once, from the signed entries that the run names.

use crate::assessment::run::RunError;
use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_language::say;
use cunbang_ledger::signature_holds;
use cunbang_model::{DeviceId, Role, Timestamp};
use cunbang_ranking::{RankingRun, RunRecord};
use cunbang_replica::blocking;
use cunbang_scheme::{Outcome, SchemeName};
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How many runs are remembered as proven.
const REMEMBERED: usize = 16 * 1024;
const DEVICE_BYTES: usize = 16;
const SIGNATURE_BYTES: usize = 64;
/// The beginning of a frame that decompression skips, and its length: device and signature.
const FRAME: [u8; 8] = [0x5b, 0x2a, 0x4d, 0x18, 80, 0, 0, 0];

/// Who signed an outcome, and the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Proof {
    device: DeviceId,
    signature: [u8; SIGNATURE_BYTES],
}

impl Proof {
    /// The one behind a stored outcome.
    pub(crate) fn of(stored: &[u8]) -> Option<Self> {
        let (rest, signature) = stored.split_last_chunk::<SIGNATURE_BYTES>()?;
        let (rest, device) = rest.split_last_chunk::<DEVICE_BYTES>()?;
        rest.ends_with(&FRAME).then(|| Self { device: DeviceId::from_bytes(*device), signature: *signature })
    }

    /// As it is stored.
    fn to_frame(self) -> Vec<u8> {
        [FRAME.as_slice(), self.device.as_bytes(), &self.signature].concat()
    }
}

/// What is signed; the 1 is the version of this message. The day on which a run was made decides which is the newest.
fn message(id: &str, made_at: Timestamp, outcome: &str) -> Vec<u8> {
    format!("cunbang outcome\x01{id}\n{}\n{outcome}", made_at.as_millisecond()).into_bytes()
}

/// The runs whose outcomes were proven, with the hashes of these.
#[derive(Debug, Default)]
pub(crate) struct Proven(Mutex<HashMap<String, String>>);

impl Proven {
    fn note(&self, id: &str, outcome: &str) {
        let mut proven = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if proven.len() >= REMEMBERED {
            proven.clear();
        }
        proven.insert(id.to_owned(), outcome.to_owned());
    }

    fn get(&self, id: &str) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        self.get(id).is_some()
    }
}

impl Desk {
    /// Signs an outcome, given by the hash of its JSON: what is to stand behind it.
    pub(crate) fn signed_outcome(&self, id: &str, made_at: Timestamp, outcome: &str) -> Vec<u8> {
        let identity = self.replica().identity();
        let signature = identity.key().sign(&message(id, made_at, outcome));
        Proof { device: identity.certificate().device, signature }.to_frame()
    }

    /// Refuses a run that was read, where its outcome is not the one that was published or signed. `outcome` is the hash of
    /// the JSON that is stored.
    pub(crate) async fn check_outcome(
        &self,
        run: &RankingRun,
        outcome: &str,
        proof: Option<Proof>,
    ) -> Result<(), DeskError> {
        let altered = |what: String| RunError::Altered { id: run.id.clone(), what };
        let published = self.published_outcome(run).await?;
        // A program that writes the JSON otherwise has published the hash of its own.
        if published.as_ref().is_some_and(|known| known != outcome && *known != run.outcome.hash()) {
            return Err(altered(say!("run-altered-published")).into());
        }
        match proof {
            Some(proof) => match self.holds(&proof, &message(&run.id, run.made_at, outcome)) {
                Some(true) => {}
                Some(false) => return Err(altered(say!("run-altered-signature")).into()),
                None => self.check_unsigned(run, outcome, published.is_some()).await?,
            },
            None => self.check_unsigned(run, outcome, published.is_some()).await?,
        }
        self.runs.proven.note(&run.id, outcome);
        Ok(())
    }

    /// Whether a signature of this unit's device holds; none where the device is not known.
    fn holds(&self, proof: &Proof, message: &[u8]) -> Option<bool> {
        let (identity, org) = (self.replica().identity(), self.replica().org());
        let own = Some(identity.certificate()).filter(|own| own.device == proof.device);
        let certificate = own.or_else(|| org.certificate(proof.device))?;
        let is_own_unit = certificate.unit == self.replica().unit();
        Some(is_own_unit && signature_holds(&certificate.public_key, message, &proof.signature))
    }

    /// The hash under which a run was published by the unit that it ranks, as far as that is known here.
    async fn published_outcome(&self, run: &RankingRun) -> Result<Option<String>, DeskError> {
        let known = match self.published_by_unit(run.record.under, run.record.period).await {
            Ok(known) => known,
            // What is damaged is named by itself, and must not hide the rest.
            Err(DeskError::Replica(error)) if error.is_damage() => return Ok(None),
            Err(error) => return Err(error),
        };
        let found = known.iter().find(|known| known.id() == run.id);
        Ok(found.map(|known| known.run.outcome.clone()))
    }

    /// What nobody signed is what was published, or what comes out again. A device that answers for no list takes its own
    /// as it is.
    async fn check_unsigned(&self, run: &RankingRun, outcome: &str, is_published: bool) -> Result<(), DeskError> {
        if is_published || self.replica().role() != Role::Node {
            return Ok(());
        }
        let expected = match self.runs.proven.get(&run.id) {
            Some(proven) => proven,
            None => self.recomputed(&run.record, run.made_at).await?.hash(),
        };
        if expected == outcome || expected == run.outcome.hash() {
            return Ok(());
        }
        Err(RunError::Altered { id: run.id.clone(), what: say!("run-altered-recomputed") }.into())
    }

    /// What the signed entries and receipts come to that a run rests on. Nothing that is derived from them is read: neither
    /// projections nor the run's own outcome.
    pub(crate) async fn recomputed(&self, record: &RunRecord, made_at: Timestamp) -> Result<Outcome, DeskError> {
        const LEVEL: i32 = 1;
        let id = record.id();
        let not_recomputed = |what: String| RunError::NotRecomputed { id: id.clone(), what };
        let scheme = SchemeName { name: record.scheme.name.clone(), hash: record.scheme.hash.clone() };
        let (levels, offices) = (BTreeMap::new(), BTreeMap::new());
        let outcome = Outcome { period: record.period, scheme, levels, coverage: None, offices, candidates: None };
        let run = RankingRun { id: id.clone(), made_at, record: record.clone(), outcome };
        let packer = zstd::stream::Encoder::new(Vec::new(), LEVEL).map_err(RunError::Pack)?;
        let packer = match self.evidence_of(run, packer).await {
            Ok(packer) => packer,
            Err(DeskError::Evidence(error)) => return Err(not_recomputed(error.to_string()).into()),
            Err(error) => return Err(error),
        };
        let worked_out = blocking(move || {
            let evidence = packer.finish().map_err(|error| error.to_string())?;
            cunbang_evidence::recompute(evidence.as_slice()).map_err(|error| error.to_string())
        });
        Ok(worked_out.await?.map_err(not_recomputed)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An outcome with a proof behind it is unpacked as if there were none, and gives the proof back.
    #[test]
    fn a_proof_stands_behind_what_it_proves() {
        let packed = zstd::stream::encode_all(&b"{}"[..], 1).unwrap();
        assert_eq!(Proof::of(&packed), None);
        let proof = Proof { device: DeviceId::from_bytes([7; 16]), signature: [9; 64] };
        let stored = [packed, proof.to_frame()].concat();
        assert_eq!(zstd::stream::decode_all(stored.as_slice()).unwrap(), b"{}");
        assert_eq!(Proof::of(&stored), Some(proof));
    }
}
