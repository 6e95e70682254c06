//! Troubles 问题: what needs a person at a node, besides what is missing or wrong in its store. Health page, status,
//! doctor and log say the same.

use crate::authority;
use crate::opening::Opened;
use crate::renewal::days_until;
use cunbang_desk::{Desk, DeskError};
use cunbang_identity::IdentityFiles;
use cunbang_language::{Language, say};
use cunbang_model::{Role, UnitCode, clock};
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
        troubles.push(say!("troubles-device-revoked-county-can"));
    } else if !said_by.is_empty() {
        let units: Vec<String> = said_by.iter().map(ToString::to_string).collect();
        troubles.push(say!("troubles-refuses-device-as-revoked", units = units.join(", ")));
    }
    if days_until(now, certificate.not_after) < TROUBLE_BEFORE_DAYS {
        troubles
            .push(say!("troubles-certificate-good-until-could", not_after = clock::county_date(certificate.not_after)));
    }
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
    if let Some((at, away)) = node.not_here_since_restored().await? {
        const NAMED: usize = 5;
        let units = node.org().units().cloned();
        let name = |unit: &UnitCode| units.as_ref().map_or_else(|| unit.to_string(), |units| units.name(*unit));
        let named: Vec<String> = away.iter().take(NAMED).map(name).collect();
        troubles.push(say!(
            "troubles-not-here-since-restored",
            day = clock::county_date(at),
            units = named.join(Language::first().pick("、", ", ")),
            more = away.len().saturating_sub(NAMED)
        ));
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
