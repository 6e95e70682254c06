//! Enrolment codes of a store that was put back 注册码: an older store does not know which of its codes were used
//! since.
//!
//! When it is found to be older, those that it takes for unused are void, and the county makes new ones. Codes that
//! were made since it is known to be older stay good. What nobody has found yet may be so all the same: a county
//! that starts takes the codes that it finds only once a node below has shown that it knows this store's feed.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_language::{Language, say};
use cunbang_model::Role;
use cunbang_store::{EnrolmentCode, Incident, Write};
use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// The setting with the hashes of the codes that are void, one after another.
const VOID_CODES: &str = "void_codes";
/// The setting with the hashes of the codes that were unused when the present incarnation began.
const CODES_BEFORE: &str = "codes_before";
const HASH_BYTES: usize = 32;

type Codes = BTreeSet<[u8; HASH_BYTES]>;

/// Which codes an older store may have from before it was put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// All that it has: it was not known until now that it was put back.
    All,
    /// Those from before the present incarnation, which began after it was put back.
    BeforeIncarnation,
}

/// What a process knows of the codes that it found when it began to serve.
#[derive(Debug, Default)]
pub(crate) struct Found {
    codes: OnceLock<Codes>,
    is_confirmed: AtomicBool,
    /// By any device, of whatever role.
    is_heard: AtomicBool,
}

impl Replica {
    /// The hashes of the codes that are void.
    pub async fn void_code_hashes(&self) -> Result<BTreeSet<[u8; HASH_BYTES]>, ReplicaError> {
        self.kept_codes(VOID_CODES).await
    }

    /// Takes the codes that are here for good only once a node below has confirmed this store. Whoever begins to
    /// serve calls this.
    pub async fn doubt_codes(&self) -> Result<(), ReplicaError> {
        // Only the first call counts: what is made later is new.
        let _ = self.found_codes().codes.set(self.unused_codes().await?);
        Ok(())
    }

    /// Notes that a peer knows this store's feed as far as it goes, or a part of it.
    pub fn note_confirmed_by(&self, peer: &DeviceCertificate) {
        self.found_codes().is_heard.store(true, Ordering::Relaxed);
        if peer.role == Role::Node {
            self.found_codes().is_confirmed.store(true, Ordering::Relaxed);
        }
    }

    /// Whether those below have told this process what they have: a node, or where there is none any device.
    pub fn has_heard_below(&self) -> bool {
        let org = self.org();
        let can_tell = |one: &DeviceCertificate| one.device != self.device() && !org.is_revoked(one.device);
        let is_heard = self.found_codes().is_heard.load(Ordering::Relaxed);
        self.is_confirmed() && (is_heard || !org.devices().any(can_tell))
    }

    /// Whether a code may have been used already, as far as this process can know.
    pub fn is_doubtful(&self, secret_hash: &[u8; HASH_BYTES]) -> bool {
        let found = self.found_codes();
        !self.is_confirmed() && found.codes.get().is_some_and(|codes| codes.contains(secret_hash))
    }

    /// Whether a node below has confirmed this store since this process began to serve, or there is none that could.
    pub fn is_confirmed(&self) -> bool {
        let org = self.org();
        let can_confirm = |one: &DeviceCertificate| {
            one.role == Role::Node && one.device != self.device() && !org.is_revoked(one.device)
        };
        self.found_codes().is_confirmed.load(Ordering::Relaxed) || !org.devices().any(can_confirm)
    }

    /// Makes codes void that are unused as far as this store knows. Whoever may have put the store back calls
    /// this before the node enrols anybody.
    pub async fn void_codes(&self, which: Doubt) -> Result<(), ReplicaError> {
        if !self.is_top_node() {
            return Ok(());
        }
        // Those that have expired do not work anyway, and are forgotten here.
        let (unused, before) = (self.unused_codes().await?, self.void_code_hashes().await?);
        let mut void = unused.clone();
        if which == Doubt::BeforeIncarnation {
            let doubtful = self.kept_codes(CODES_BEFORE).await?;
            void.retain(|code| doubtful.contains(code) || before.contains(code));
        }
        let count = void.difference(&before).count();
        if count == 0 {
            return Ok(());
        }
        let message = Language::in_both(|| say!("codes-void", count = count));
        tracing::warn!("{message}");
        self.commit(vec![
            keep(VOID_CODES, void),
            Write::Incident(Incident { at: self.now(), kind: "codes_void".to_owned(), message }),
        ])
        .await?;
        tracing::info!(target: "audit", event = "void_codes", operator = "", unit = %self.unit(), subject = count, "done");
        Ok(())
    }

    /// The write that keeps which codes are from before an incarnation that begins now.
    pub(crate) async fn codes_before(&self) -> Result<Option<Write>, ReplicaError> {
        Ok(if self.is_top_node() { Some(keep(CODES_BEFORE, self.unused_codes().await?)) } else { None })
    }

    async fn kept_codes(&self, name: &str) -> Result<Codes, ReplicaError> {
        let kept = self.store().setting(name).await?.unwrap_or_default();
        Ok(kept.as_chunks().0.iter().copied().collect())
    }

    async fn unused_codes(&self) -> Result<Codes, ReplicaError> {
        let codes = self.store().enrolment_codes().await?.into_iter();
        let is_open =
            |code: &EnrolmentCode| code.used_at.is_none() && code.cancelled.is_none() && code.expires_at > self.now();
        Ok(codes.filter(is_open).map(|code| code.secret_hash).collect())
    }
}

fn keep(name: &str, codes: Codes) -> Write {
    Write::Setting { name: name.to_owned(), value: Some(codes.into_iter().flatten().collect()) }
}
