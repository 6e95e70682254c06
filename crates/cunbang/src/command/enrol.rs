//! `cunbang enrol`: how devices come to their certificates, keep them and lose them.

mod codes;

use crate::command::status::missing_of;
use crate::configuration::Configuration;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing::{self, ListArguments, Listing};
use crate::renewal;
use crate::secret;
use crate::unit_named::UnitNamed;
use clap::{Args, Subcommand};
use codes::{CancelArguments, CodeArguments};
use cunbang_desk::node::devices::DeviceView;
use cunbang_desk::node::enrol::{Expectation, Revocation};
use cunbang_identity::{DeviceKey, EnrolmentCode, IdentityFiles, Invitation};
use cunbang_language::{Named, say};
use cunbang_model::{Role, clock};
use cunbang_sync::{Enrolment, LookedAt, SyncError};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// Enrol devices: codes, certificates, renewals, revocations
#[derive(Debug, Subcommand)]
pub(crate) enum EnrolCommand {
    /// Make one-time codes for devices, one by one or for all villages of a township; at the county
    Code(CodeArguments),
    /// List the codes that were made: open, used, cancelled, expired or void; at the county
    Codes(ListArguments),
    /// Cancel codes that were not used, as when a sheet was lost; at the county
    Cancel(CancelArguments),
    /// Enrol this device with a code from the county
    Join(JoinArguments),
    /// List the devices of the county, and when each was last in step with this node
    #[command(visible_alias = "devices")]
    List(DeviceArguments),
    /// Revoke a device: from now on nothing is taken from it or given to it; at the county
    Revoke(RevokeArguments),
    /// Renew this device's certificate; an expired one too
    Renew,
}

/// Which devices to list.
#[derive(Debug, Args)]
pub(crate) struct DeviceArguments {
    /// Only devices of this unit and of those beneath it
    #[arg(long, value_name = "UNIT")]
    unit: Option<UnitNamed>,
    #[command(flatten)]
    list: ListArguments,
}

/// The code to join with.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang enrol join XXXXX-XXXXX-… --dir ~/cunbang")]
pub(crate) struct JoinArguments {
    /// The code, or what its QR code says; capitals, spaces, dashes and full-width signs don't matter
    #[arg(value_name = "CODE|@FILE|-", env = secret::CODE_VARIABLE, hide_env_values = true, value_parser = secret::code)]
    code: Invitation,
}

/// How long a turn may be off for a device to wait for it by itself.
const LONGEST_TURN: Duration = Duration::from_secs(30);
/// How long a device waits for its turn in all.
const LONGEST_QUEUE: Duration = Duration::from_mins(10);

/// The device to revoke.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang enrol revoke 8c1f… --reason 电脑被盗")]
pub(crate) struct RevokeArguments {
    /// The device, or the first digits of its name, as in `cunbang enrol list`
    #[arg(value_name = "DEVICE")]
    device: String,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Does what is asked.
pub(crate) async fn run(command: EnrolCommand, context: &Context) -> anyhow::Result<()> {
    match command {
        EnrolCommand::Code(arguments) => codes::make(&arguments, context).await,
        EnrolCommand::Codes(arguments) => codes::list(arguments.format, context).await,
        EnrolCommand::Cancel(arguments) => codes::cancel(&arguments, context).await,
        EnrolCommand::Join(arguments) => join_again(&arguments, context).await,
        EnrolCommand::List(arguments) => list(&arguments, context).await,
        EnrolCommand::Revoke(arguments) => revoke(&arguments, context).await,
        EnrolCommand::Renew => {
            let opened = opening::node(context).await?;
            let identity = renewal::renew(&opened, context).await?;
            printing::note(&say!(
                "enrol-renewed-until",
                not_after = clock::county_date(identity.certificate().not_after)
            ));
            Ok(())
        }
    }
}

/// What a device is for, in a word.
pub(crate) fn role_word(role: Role) -> Named<'static> {
    Named::new(role.chinese(), role.as_str())
}

/// A moment as the county's clocks show it.
pub(crate) fn county_time(at: cunbang_model::Timestamp) -> String {
    clock::COUNTY_OFFSET.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Enrols this device through `address`, and keeps what came of it. A node asks for a certificate for
/// its service key too.
pub(crate) async fn join(
    files: &IdentityFiles,
    address: &str,
    code: &EnrolmentCode,
    expectation: &Expectation,
    as_node: bool,
    context: &Context,
) -> anyhow::Result<Enrolment> {
    let key = files.read_or_make_key(&*context.randomness)?;
    let service_key = as_node.then(|| files.read_or_make_service_key()).transpose()?;
    let clock = || Arc::clone(&context.clock);
    let ask = || cunbang_sync::enrol(address, code, &key, service_key.as_ref(), expectation, clock());
    let enrolment = in_turn(ask, LONGEST_QUEUE).await?;
    keep(files, &enrolment)?;
    let certificate = &enrolment.certificate;
    if let Some(label) = expectation.label.as_ref().filter(|label| **label != certificate.label) {
        printing::note(&say!("enrol-node-above-older-program", label = format!("{:?}", label)));
    }
    printing::note(&say!(
        "enrol-enrolled-device-until",
        role = role_word(certificate.role),
        unit = certificate.unit,
        label = certificate.label,
        device = certificate.device,
        not_after = clock::county_date(certificate.not_after)
    ));
    Ok(enrolment)
}

/// Asks what a code is for, before it is used; the code stays as it is, and nothing is written here.
pub(crate) async fn look(
    files: &IdentityFiles,
    address: &str,
    code: &EnrolmentCode,
    context: &Context,
) -> Result<LookedAt, anyhow::Error> {
    // A key of an earlier try that was interrupted may have a certificate already; another is not kept.
    let key = match files.read_key() {
        Ok(key) => key,
        Err(_) => DeviceKey::generate(&*context.randomness)?,
    };
    let ask = || cunbang_sync::look(address, code, &key, Arc::clone(&context.clock));
    Ok(in_turn(ask, LONGEST_QUEUE).await?)
}

/// Asks again for as long as it is told to come back in a moment: many devices enrol on one day, in one room.
async fn in_turn<T, W>(ask: impl Fn() -> W, mut patience: Duration) -> Result<T, SyncError>
where
    W: Future<Output = Result<T, SyncError>>,
{
    loop {
        let error = match ask().await {
            Err(error) => error,
            taken => return taken,
        };
        // What takes longer, as a full disk, is for people to know of.
        let wait = error.comes_again_in().filter(|wait| *wait <= LONGEST_TURN && *wait <= patience);
        let Some(wait) = wait else { return Err(error) };
        printing::note(&say!("enrol-other-devices-enrol-there", seconds = wait.as_secs()));
        tokio::time::sleep(wait).await;
        patience = patience.saturating_sub(wait);
    }
}

fn keep(files: &IdentityFiles, enrolment: &Enrolment) -> anyhow::Result<()> {
    files.write_authorities(&enrolment.authorities)?;
    if let Some(service) = &enrolment.service_certificate {
        files.write_service_certificate(service)?;
    }
    // The device's own certificate goes last: with it, the device is enrolled.
    files.write_certificate(&enrolment.certificate)?;
    Ok(())
}

async fn join_again(arguments: &JoinArguments, context: &Context) -> anyhow::Result<()> {
    let configuration = Configuration::read(context.directory())?;
    let files = IdentityFiles::new(configuration.identity_folder(context.directory()));
    let upstream = configuration.first_upstream()?;
    let as_node = configuration.listen.is_some();
    if let Ok(identity) = files.load() {
        return Err(exit::input(say!(
            "enrol-device-enrolled-already-as",
            folder = files.folder().display(),
            role = role_word(identity.certificate().role),
            unit = identity.certificate().unit
        )));
    }
    let expectation = Expectation { is_node: Some(as_node), ..Expectation::default() };
    join(&files, &upstream.address, &arguments.code.code, &expectation, as_node, context).await?;
    Ok(())
}

async fn list(arguments: &DeviceArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let org = opened.node.org();
    let mut list = Listing::new(&[
        ("device", "设备"),
        ("unit", "单位"),
        ("name", "名称"),
        ("role", "角色"),
        ("label", "设备名"),
        ("expires_on", "证书到期"),
        ("state", "状态"),
        ("last_contact", "上次联网"),
    ]);
    let contacts = opened.desk.last_contacts().await?;
    let mut devices = opened.desk.devices();
    let within = opened.unit_if(arguments.unit.as_ref())?;
    devices.retain(|one| within.is_none_or(|unit| one.certificate.unit.is_within(&unit)));
    for DeviceView { certificate, state } in devices {
        list.push([
            json!(certificate.device.to_string()),
            json!(certificate.unit.as_str()),
            json!(org.units().map(|units| units.name(certificate.unit))),
            json!(certificate.role.as_str()),
            json!(certificate.label),
            json!(clock::county_date(certificate.not_after).to_string()),
            json!(state.as_str()),
            json!(contacts.get(&certificate.device).copied().map(county_time)),
        ]);
    }
    list.print(arguments.list)?;
    if opened.node.waits_for_its_own() {
        printing::note(&say!("enrol-list-not-complete-devices", missing = missing_of(&opened.node)));
    }
    Ok(())
}

async fn revoke(arguments: &RevokeArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let revocation = opened.desk.revoke(&context.operator()?, &arguments.device, &arguments.reason).await?;
    let Revocation { device, is_listed, was_revoked } = revocation;
    if was_revoked {
        printing::note(&say!("enrol-device-revoked-before-nothing", device = device));
        return Ok(());
    }
    if !is_listed {
        printing::note(&say!("enrol-device-stands-no-list", device = device));
    }
    printing::note(&say!("enrol-device-revoked-nodes-running", device = device));
    Ok(())
}
