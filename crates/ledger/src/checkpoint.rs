//! Checkpoints 检查点: how far a public log goes, stated and signed.
//!
//! A checkpoint is a signed note (C2SP signed-note and tlog-checkpoint), so that programs which watch public logs read
//! it: the log's name, its size, the root of its tree, and when that was stated.
//!
//! ```text
//! cunbang/330522
//! 57
//! nND/nri/U0xuHUrYSy0HtMeal2vzD9V4k/BO79C+QeI=
//! at 2026-11-28T10:00:00Z
//!
//! — cunbang/330522 …        signed by a node of the unit
//! — cunbang/330522103 …     countersigned by a node of another, with the time (C2SP tlog-cosignature)
//! ```
//!
//! The time is the unit's claim. It tells a reader how old the unit's last word is; when something was public at the
//! latest, a countersignature tells.

use crate::log::Hash;
use crate::{Sign, signature_holds};
use cunbang_language::say;
use cunbang_model::{Timestamp, UnitCode};
use data_encoding::BASE64;
use std::fmt;
use tlog_tiles::Hash as NodeHash;

/// Longest note, in bytes.
const MAX_BYTES: usize = 4000;
/// Most signatures.
const MAX_SIGNATURES: usize = 16;
/// What precedes the time.
const AT: &str = "at ";
/// The kinds of signature that a key's id states.
const PLAIN: u8 = 1;
const COUNTERSIGNED: u8 = 4;

/// How far a public log goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The unit whose log it is.
    pub unit: UnitCode,
    /// How many leaves there are.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
    /// When the unit stated it, in whole seconds.
    pub at: Timestamp,
}

/// A checkpoint with its signatures, none of them checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    signatures: Vec<Signature>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Signature {
    name: UnitCode,
    key: [u8; 4],
    bytes: Vec<u8>,
}

/// A text that is no checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("ledger-checkpoint"))]
pub struct CheckpointError;

/// A countersignature that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Countersigned {
    /// The witness's unit.
    pub unit: UnitCode,
    /// When it signed, in whole seconds.
    pub at: Timestamp,
}

impl Checkpoint {
    /// What is signed.
    fn text(&self) -> String {
        let extension = format!("{AT}{}\n", whole(self.at));
        format!("{}\n{}\n{}\n{extension}", name(self.unit), self.size, NodeHash(self.root.0))
    }

    /// Signs it for its own unit.
    pub fn sign(self, public_key: &[u8], sign: Sign<'_>) -> SignedCheckpoint {
        let checkpoint = Self { at: whole(self.at), ..self };
        let bytes = sign(checkpoint.text().as_bytes()).to_vec();
        let signature = Signature { name: self.unit, key: key_id(self.unit, PLAIN, public_key), bytes };
        SignedCheckpoint { checkpoint, signatures: vec![signature] }
    }
}

impl SignedCheckpoint {
    /// What is signed.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Whether the holder of this key signed it for the log's own unit.
    pub fn is_signed_by(&self, public_key: &[u8]) -> bool {
        let unit = self.checkpoint.unit;
        let key = key_id(unit, PLAIN, public_key);
        let text = self.checkpoint.text();
        let mut own = self.signatures.iter().filter(|one| one.name == unit && one.key == key);
        own.any(|one| signature_holds(public_key, text.as_bytes(), &one.bytes))
    }

    /// The time at which the holder of this key countersigned it for a unit.
    pub fn countersigned_by(&self, unit: UnitCode, public_key: &[u8]) -> Option<Countersigned> {
        let key = key_id(unit, COUNTERSIGNED, public_key);
        self.signatures.iter().filter(|one| one.name == unit && one.key == key).find_map(|one| {
            let (time, signature) = one.bytes.split_first_chunk::<8>()?;
            let at = Timestamp::from_second(i64::try_from(u64::from_be_bytes(*time)).ok()?).ok()?;
            let message = countersigned(at, &self.checkpoint.text());
            signature_holds(public_key, &message, signature).then_some(Countersigned { unit, at })
        })
    }

    /// Adds a countersignature of a unit's node, in place of one that it made before with the same key.
    pub fn countersign(&mut self, unit: UnitCode, at: Timestamp, public_key: &[u8], sign: Sign<'_>) {
        let at = whole(at);
        let key = key_id(unit, COUNTERSIGNED, public_key);
        let mut bytes = u64::try_from(at.as_second()).unwrap_or(0).to_be_bytes().to_vec();
        bytes.extend(sign(&countersigned(at, &self.checkpoint.text())));
        self.signatures.retain(|one| one.name != unit || one.key != key);
        if self.signatures.len() < MAX_SIGNATURES {
            self.signatures.push(Signature { name: unit, key, bytes });
        }
    }

    /// The same with the signatures of its own unit and those of another alone.
    #[must_use]
    pub fn seen_from(mut self, unit: Option<UnitCode>) -> Self {
        let own = self.checkpoint.unit;
        self.signatures.retain(|one| one.name == own || Some(one.name) == unit);
        self
    }
}

/// The text of the note.
impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.checkpoint.text())?;
        for Signature { name: unit, key, bytes } in &self.signatures {
            writeln!(f, "— {} {}", name(*unit), BASE64.encode(&[key.as_slice(), bytes].concat()))?;
        }
        Ok(())
    }
}

impl std::str::FromStr for SignedCheckpoint {
    type Err = CheckpointError;

    fn from_str(note: &str) -> Result<Self, CheckpointError> {
        if note.len() > MAX_BYTES {
            return Err(CheckpointError);
        }
        let (text, lines) = note.split_once("\n\n").ok_or(CheckpointError)?;
        let stated = tlog_tiles::Checkpoint::from_bytes(format!("{text}\n").as_bytes()).map_err(|_| CheckpointError)?;
        let at = stated.extension().strip_prefix(AT).and_then(|rest| rest.strip_suffix('\n'));
        let checkpoint = Checkpoint {
            unit: unit_of(stated.origin())?,
            size: stated.size(),
            root: Hash(stated.hash().0),
            at: at.and_then(|at| at.parse().ok()).ok_or(CheckpointError)?,
        };
        let lines = lines.strip_suffix('\n').ok_or(CheckpointError)?.split('\n');
        let signatures: Vec<Signature> = lines.map(signature_of).collect::<Result<_, _>>()?;
        let signed = Self { checkpoint, signatures };
        // There is one spelling.
        if signed.signatures.len() > MAX_SIGNATURES || signed.to_string() != note {
            return Err(CheckpointError);
        }
        Ok(signed)
    }
}

fn signature_of(line: &str) -> Result<Signature, CheckpointError> {
    let (name, encoded) = line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(CheckpointError)?;
    let decoded = BASE64.decode(encoded.as_bytes()).map_err(|_| CheckpointError)?;
    let (key, bytes) = decoded.split_first_chunk::<4>().ok_or(CheckpointError)?;
    Ok(Signature { name: unit_of(name)?, key: *key, bytes: bytes.to_vec() })
}

/// The name of a unit's public log, and of the keys of its nodes.
fn name(unit: UnitCode) -> String {
    format!("cunbang/{unit}")
}

fn unit_of(name: &str) -> Result<UnitCode, CheckpointError> {
    name.strip_prefix("cunbang/").and_then(|unit| unit.parse().ok()).ok_or(CheckpointError)
}

/// The id of a key, as C2SP's signed-note recommends.
fn key_id(unit: UnitCode, kind: u8, public_key: &[u8]) -> [u8; 4] {
    let hash = Hash::of(&[name(unit).as_bytes(), b"\n", &[kind], public_key]);
    let mut id = [0; 4];
    id.copy_from_slice(&hash.0[..4]);
    id
}

/// What a countersignature signs, as C2SP's tlog-cosignature has it.
fn countersigned(at: Timestamp, text: &str) -> Vec<u8> {
    format!("cosignature/v1\ntime {}\n{text}", at.as_second()).into_bytes()
}

fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
