//! Troubles 问题: what needs a person at a node, besides what is missing or wrong in its store. Health page, status,
//! doctor and log say the same.

use crate::authority;
use crate::opening::Opened;
use crate::renewal::days_until;
use cunbang_desk::{Desk, DeskError};
use cunbang_identity::IdentityFiles;
use cunbang_model::{Role, clock};
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
        troubles.push("本设备已被吊销 this device was revoked: the county can say why, and enrol another".to_owned());
    } else if !said_by.is_empty() {
        let units: Vec<String> = said_by.iter().map(ToString::to_string).collect();
        troubles.push(format!(
            "上级 {0} 称本设备已被吊销 {0} refuses this device as revoked: the county can say why, and enrol another",
            units.join(", ")
        ));
    }
    if days_until(now, certificate.not_after) < TROUBLE_BEFORE_DAYS {
        troubles.push(format!(
            "证书即将或已经到期 the certificate is good until {}, and could not be renewed: `cunbang enrol renew` says why",
            clock::county_date(certificate.not_after)
        ));
    }
    if let Err(error) = files.load() {
        troubles.push(format!(
            "本机密钥或证书无法读取，重启后将无法运行 the device's key or certificate cannot be read: {error}. The node does not start again without them: put back {} from a backup",
            files.folder().display()
        ));
    }
    troubles.extend(node.own_forks().await?.into_iter().map(|document| {
        let remedy = if node.role() == Role::Node && node.unit() == node.root() {
            "`cunbang restore --force` with a backup from before that, then `cunbang rejoin --from` the store that it put aside"
        } else {
            "`cunbang rejoin` fetches its entries and records this one's again"
        };
        format!("本机的 {document} 在别处有另一分支 another branch of {document}, which this device writes, is at other nodes: {remedy}")
    }));
    if let Some(fault) = node.high_water_fault() {
        troubles.push(format!("本机存根无法写入 the mark beside the store cannot be written: {fault}"));
    }
    troubles.extend(authority::troubles(node, files, &desk.devices_behind()));
    troubles.extend(desk.public_log_troubles().await?.iter().map(ToString::to_string));
    troubles.extend(desk.left_out_of_runs().await?.iter().map(ToString::to_string));
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
    format!("数据库无法写入 the store cannot be written: {error}")
}

/// That nothing was written in time.
pub(crate) fn unanswered(within: Duration) -> String {
    format!(
        "数据库未在 {0} 毫秒内写入 the store did not write within {0} ms: look at the database and its disk",
        within.as_millis()
    )
}
