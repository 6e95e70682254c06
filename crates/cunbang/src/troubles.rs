//! Troubles 问题: what needs a person at a node, besides what is missing or wrong in its store. Health page, status,
//! doctor and log say the same.

use crate::authority;
use crate::opening::Opened;
use crate::renewal::days_until;
use cunbang_desk::{Desk, DeskError};
use cunbang_identity::{DeviceCertificate, IdentityFiles};
use cunbang_language::{lazily, say};
use cunbang_model::{Role, Timestamp, clock};
use cunbang_replica::ReplicaError;
use std::time::Duration;

/// A certificate that lasts less than this is a trouble: renewals have failed for weeks.
const TROUBLE_BEFORE_DAYS: i64 = 14;
/// How long a command waits for the proof that the store can be written.
const PROOF_WITHIN: Duration = Duration::from_secs(5);

/// What needs a person.
pub(crate) async fn of(desk: &Desk, files: &IdentityFiles) -> Result<Vec<String>, DeskError> {
    let (node, mut troubles) = (desk.replica(), Vec::new());
    let (identity, now) = (node.identity(), node.now());
    let certificate = identity.certificate();
    let said_by = node.said_revoked_by().await?;
    if node.org().is_revoked(certificate.device) {
        troubles.push(say!("troubles-device-revoked-county-can", go_on = lazily(go_on_revoked)));
    } else if !said_by.is_empty() {
        let units: Vec<String> = said_by.iter().map(ToString::to_string).collect();
        let units = units.join(", ");
        troubles.push(say!("troubles-refuses-device-as-revoked", units = units, go_on = lazily(go_on_revoked)));
    }
    troubles.extend(of_certificate(certificate, now));
    if let Err(error) = files.load() {
        troubles.push(say!("troubles-devices-key-or-certificate", error = error, folder = files.folder().display()));
    }
    troubles.extend(node.own_forks().await?.into_iter().map(|document| {
        if node.role() == Role::Node && node.unit() == node.root() {
            say!("troubles-own-fork-at-top", document = document)
        } else {
            say!("troubles-own-fork", document = document)
        }
    }));
    match node.check_has_all_back().await {
        // What it knows to lack is said with what is missing.
        Ok(()) | Err(ReplicaError::Behind { .. }) => {}
        Err(error @ ReplicaError::NotHereSinceRestored { .. }) => troubles.push(error.to_string()),
        Err(error) => return Err(error.into()),
    }
    if let Some(fault) = node.high_water_fault() {
        troubles.push(say!("troubles-mark-beside-store-cannot", fault = fault));
    }
    troubles.extend(authority::troubles(node, files, &desk.devices_behind()));
    troubles.extend(desk.altered_accounts().await?.iter().map(ToString::to_string));
    troubles.extend(desk.altered_codes().await?.iter().map(ToString::to_string));
    troubles.extend(desk.other_nodes().await?.iter().map(ToString::to_string));
    troubles.extend(desk.public_log_troubles().await?.iter().map(ToString::to_string));
    troubles.extend(desk.left_out_of_runs().await?.iter().map(ToString::to_string));
    troubles.extend(desk.denied_by_runs().await?.iter().map(ToString::to_string));
    Ok(troubles)
}

/// What whoever has a revoked device can do.
pub(crate) fn go_on_revoked() -> String {
    say!("troubles-revoked-go-on")
}

/// That a certificate ends soon, or has ended, which renewals should have kept from happening.
pub(crate) fn of_certificate(certificate: &DeviceCertificate, now: Timestamp) -> Option<String> {
    let until = certificate.not_after;
    (days_until(now, until) < TROUBLE_BEFORE_DAYS)
        .then(|| say!("troubles-certificate-good-until-could", not_after = clock::county_date(until)))
}

/// The same for an opened node, and whether its store can be written: a command asks that once.
pub(crate) async fn of_opened(opened: &Opened) -> Result<Vec<String>, DeskError> {
    let mut troubles = of(&opened.desk, &opened.files).await?;
    match tokio::time::timeout(PROOF_WITHIN, opened.desk.prove_writing()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => troubles.push(unwritable(&error)),
        Err(_) => troubles.push(unanswered(PROOF_WITHIN)),
    }
    Ok(troubles)
}

/// That nothing can be written.
pub(crate) fn unwritable(error: &DeskError) -> String {
    say!("troubles-store-cannot-written", error = error)
}

/// That nothing was written in time.
pub(crate) fn unanswered(within: Duration) -> String {
    say!("troubles-store-did-not-write", within = within.as_millis())
}
