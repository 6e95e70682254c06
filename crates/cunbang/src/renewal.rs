//! Renewal 续期: a device's certificate, renewed in time, and the county's authorities, followed.
//!
//! `serve` looks again and again, `sync` once; what is due and how it is done stands here alone.

use crate::authority::{InFolder, is_county};
use crate::context::Context;
use crate::opening::Opened;
use cunbang_identity::{EnrolmentCode, EnrolmentRequest, Identity, IdentityFiles, ServiceKey, enrolment_request};
use cunbang_model::{Randomness, Timestamp};
use cunbang_sync::{AuthoritySource, Enrolment};
use std::sync::Arc;

/// A certificate is renewed when it lasts less than this.
const RENEW_BEFORE_DAYS: i64 = 60;

/// Whole days from one moment to another.
pub(crate) fn days_until(now: Timestamp, until: Timestamp) -> i64 {
    (until.as_second() - now.as_second()) / (24 * 60 * 60)
}

/// Whether a certificate should be renewed: it ends soon, or rests on a former authority.
fn is_due(identity: &Identity, now: Timestamp) -> bool {
    identity.is_outlived() || days_until(now, identity.certificate().not_after) < RENEW_BEFORE_DAYS
}

/// Keeps what was learnt of the county's authorities, and renews the certificate if it is due. Returns the
/// renewed identity.
pub(crate) async fn keep_current(opened: &Opened, context: &Context) -> anyhow::Result<Option<Identity>> {
    follow(opened)?;
    let (present, now) = (opened.node.identity(), opened.node.now());
    // The county issues its own: what it issued while its clock was ahead nobody accepts, and it alone can mend that.
    let is_due = |identity: &Identity| {
        is_due(identity, now) || (is_county(&opened.node) && identity.certificate().not_before > now)
    };
    if !is_due(&present) {
        return Ok(None);
    }
    // Another process may have renewed it.
    let kept = opened.files.load()?;
    if kept.certificate() != present.certificate() && !is_due(&kept) {
        opened.node.renew_identity(kept.clone());
        return Ok(Some(kept));
    }
    renew(opened, context).await.map(Some)
}

/// Keeps the authorities that the node has learnt to trust. They must stand there before a certificate from one
/// of them does.
pub(crate) fn follow(opened: &Opened) -> anyhow::Result<()> {
    let identity = opened.node.identity();
    if identity.authorities().has_former() && !opened.files.read_authorities()?.cover(identity.authorities()) {
        opened.files.write_authorities(identity.authorities())?;
    }
    Ok(())
}

/// Renews the certificate of an opened node, at its authority or through its upstreams, and keeps it.
pub(crate) async fn renew(opened: &Opened, context: &Context) -> anyhow::Result<Identity> {
    let identity = opened.node.identity();
    let service_key = identity.service().map(|service| service.key.clone());
    if !is_county(&opened.node) {
        let upstream = opened.configuration.first_upstream()?.to_address();
        let (org, clock) = (opened.node.org(), Arc::clone(&context.clock));
        let is_revoked = |device| org.is_revoked(device);
        let enrolment = cunbang_sync::renew(&identity, &upstream, service_key.as_ref(), is_revoked, clock).await?;
        keep(&opened.files, &identity, &enrolment)?;
        return take_up(opened);
    }
    let authority = InFolder(opened.files.clone()).authority().map_err(crate::exit::refused)?;
    let request = renewal_request(&identity, service_key.as_ref(), &*context.randomness)?;
    let enrolled = opened.desk.renew(&authority, identity.certificate(), &request).await?;
    opened.files.write_renewed(&identity, &enrolled.certificate, enrolled.service_certificate.as_deref())?;
    take_up(opened)
}

fn keep(files: &IdentityFiles, before: &Identity, enrolment: &Enrolment) -> anyhow::Result<()> {
    files.write_authorities(&enrolment.authorities)?;
    files.write_renewed(before, &enrolment.certificate, enrolment.service_certificate.as_deref())?;
    Ok(())
}

/// The county asks itself, with a code that nobody else ever sees.
fn renewal_request(
    identity: &Identity,
    service_key: Option<&ServiceKey>,
    randomness: &dyn Randomness,
) -> anyhow::Result<EnrolmentRequest> {
    let code = EnrolmentCode::generate(randomness, identity.fingerprint_in_code())?;
    Ok(enrolment_request(identity.key(), &code, service_key))
}

/// Takes up what stands in the folder.
pub(crate) fn take_up(opened: &Opened) -> anyhow::Result<Identity> {
    let identity = opened.files.load()?;
    opened.node.renew_identity(identity.clone());
    Ok(identity)
}
