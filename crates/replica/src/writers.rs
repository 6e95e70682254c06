//! Who wrote a push, and whether that device may: listed, permitted, and not revoked, unless a node vouches for what it
//! wrote before.
//!
//! Listed means that the `org` documents name it. That the authority certified a device says only that somebody had the
//! authority's key; the county lists each device before it hands out its certificate. A node that has not heard of a
//! device yet refuses it for the time being: were its entries taken, others would build on them, and what the county
//! then refuses would hold up theirs.

use crate::error::ReplicaError;
use crate::ingest::Source;
use crate::push::{Push, Verified};
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_language::{Language, say};
use cunbang_ledger::{Receipt, Refusal, RefusalCode};
use cunbang_model::{Role, access};
use cunbang_store::{Incident, Write};

/// Receipts that are looked at for one push. Each is a signature to check, and a node gives one or two for an entry.
pub(crate) const MAX_VOUCHERS: usize = 64;

impl Replica {
    /// The writer's certificate, if the device is enrolled, not revoked and may write the document, and the sender
    /// may have it.
    pub(crate) fn check_writer(
        &self,
        source: Source<'_>,
        push: &Push,
        vouched: &[Receipt],
    ) -> Result<DeviceCertificate, Refusal> {
        let document = push.log.document;
        let device = push.log.writer.device;
        let sender = source.certificate();
        let org = self.org();
        let certificate = if device == self.device() {
            self.identity().certificate().clone()
        } else if let Some(listed) = org.certificate(device) {
            listed.clone()
        } else {
            self.introduced(source, push).ok_or_else(|| {
                Refusal::new(
                    RefusalCode::UnknownDevice,
                    format!(
                        "{document}: device {device} is not enrolled in this county, as far as this node knows: a device that was just enrolled is taken once this node has heard of it from the county"
                    ),
                )
            })?
        };
        if org.is_revoked(device) {
            let vouched = device != sender.device
                && match source {
                    Source::Above(_) => true,
                    Source::Below(sender) => {
                        let covering = vouched
                            .iter()
                            .filter(|receipt| receipt.log == push.log && receipt.number >= push.first)
                            .take(MAX_VOUCHERS);
                        if sender.role == Role::Node {
                            covering.into_iter().any(|receipt| receipt.is_signed_by(&sender.public_key))
                        } else {
                            covering.into_iter().any(|receipt| self.is_of_a_node(receipt))
                        }
                    }
                };
            if !vouched {
                org.check_not_revoked(device)?;
            }
        }
        if !access::may_write(certificate.role, certificate.unit, &document) {
            return Err(Refusal::new(
                RefusalCode::NotPermitted,
                format!(
                    "device {device}, {} of {}, may not write {document}",
                    certificate.role.with_article(),
                    certificate.unit
                ),
            ));
        }
        for (holder, unit) in [("the sender", sender.unit), ("this node", self.unit())] {
            if !access::may_hold(unit, &document) {
                return Err(Refusal::new(
                    RefusalCode::NotPermitted,
                    format!("{document} is not for {holder} of {unit}"),
                ));
            }
        }
        Ok(certificate)
    }

    /// The certificate of a writer that no list here names yet: that of the node above, or what it shows of one that
    /// stands in its list. Nobody below introduces anyone.
    fn introduced(&self, source: Source<'_>, push: &Push) -> Option<DeviceCertificate> {
        matches!(source, Source::Above(_)).then(|| self.shown_of_writer(source, push)).flatten()
    }

    /// A certificate of the writer that comes with a push, or whose key the sender's connection was made with.
    fn shown_of_writer(&self, source: Source<'_>, push: &Push) -> Option<DeviceCertificate> {
        let (writer, sender) = (push.log.writer.device, source.certificate());
        if writer == sender.device {
            return Some(sender.clone());
        }
        let shown = push.certificate.as_deref().and_then(|der| DeviceCertificate::parse(der).ok());
        shown
            .filter(|certificate| certificate.device == writer)
            .filter(|certificate| self.identity().authorities().verify(certificate, None).is_ok())
    }

    /// Where the list is written, a device with a certificate that it does not name is an incident. A store that was put
    /// back lacks what the nodes below give back, and says that by itself.
    pub(crate) async fn note_unlisted(&self, source: Source<'_>, push: &Push) -> Result<(), ReplicaError> {
        if self.unit() != self.root() || self.role() != Role::Node || self.check_not_behind().is_err() {
            return Ok(());
        }
        let Some(DeviceCertificate { device, unit, role, .. }) = self.shown_of_writer(source, push) else {
            return Ok(());
        };
        let now = self.now();
        if self.unlisted.0.say(device, now).is_none() || self.unlisted.1.say((), now).is_none() {
            return Ok(());
        }
        let message = Language::in_both(|| say!("writers-unlisted", unit = unit, device = device, role = role.named()));
        self.commit(vec![Write::Incident(Incident { at: now, kind: "unlisted_device".to_owned(), message })]).await?;
        Ok(())
    }

    /// Fails if the writer was revoked, and the device that gives its entries back shows no node's receipt for just
    /// these: it could have them from whoever has the revoked device.
    pub(crate) fn check_proven(
        &self,
        source: Source<'_>,
        verified: Verified,
        vouched: &[Receipt],
    ) -> Result<Verified, Refusal> {
        let (Verified::Fresh(segment), Source::Below(sender)) = (&verified, source) else { return Ok(verified) };
        let (log, after) = (segment.log(), segment.after());
        let is_proven = sender.role == Role::Node
            || vouched
                .iter()
                .filter(|receipt| {
                    (receipt.log, receipt.number, receipt.entry_hash) == (*log, after.number, after.entry_hash)
                })
                .take(MAX_VOUCHERS)
                .any(|receipt| self.is_of_a_node(receipt));
        if !is_proven {
            self.org().check_not_revoked(log.writer.device)?;
        }
        Ok(verified)
    }

    /// Whether a node of this county, or this one, signed a receipt.
    pub(crate) fn is_of_a_node(&self, receipt: &Receipt) -> bool {
        let (identity, org) = (self.identity(), self.org());
        let own = Some(identity.certificate()).filter(|own| own.device == receipt.node);
        own.or_else(|| org.certificate(receipt.node)).is_some_and(|signer| {
            signer.role == Role::Node && signer.unit == receipt.unit && receipt.is_signed_by(&signer.public_key)
        })
    }
}
