//! Who wrote a push, and whether that device may: enrolled, permitted, and not revoked, unless a node vouches for what
//! it wrote before.

use crate::ingest::Source;
use crate::push::{Push, Verified};
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::{Receipt, Refusal, RefusalCode};
use cunbang_model::{Role, access};

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
        let certificate = if device == sender.device {
            sender.clone()
        } else if device == self.device() {
            self.identity().certificate().clone()
        } else if let Some(known) = org.certificate(device) {
            known.clone()
        } else {
            let introduced = push.certificate.as_deref().and_then(|der| DeviceCertificate::parse(der).ok());
            introduced
                .filter(|certificate| certificate.device == device)
                .filter(|certificate| self.identity().authorities().verify(certificate, None).is_ok())
                .ok_or_else(|| {
                    Refusal::new(
                        RefusalCode::UnknownDevice,
                        format!(
                            "{document}: device {device} is not enrolled in this county, as far as this node knows"
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
