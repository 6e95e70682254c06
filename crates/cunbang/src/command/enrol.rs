//! `cunbang enrol`: how devices come to their certificates, keep them and lose them.

use crate::command::status::missing_line;
use crate::configuration::Configuration;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing};
use crate::secret;
use crate::{authority, renewal};
use clap::{Args, Subcommand, ValueEnum};
use cunbang_desk::devices::{CodeState, DeviceView};
use cunbang_desk::enrol::{CODE_HOURS, Expectation, Revocation};
use cunbang_identity::{EnrolmentCode, IdentityFiles};
use cunbang_model::{Role, UnitCode, clock};
use cunbang_sync::Enrolment;
use serde_json::json;
use std::fmt::Write as _;
use std::sync::Arc;

/// Enrol devices: codes, certificates, renewals, revocations
#[derive(Debug, Subcommand)]
pub(crate) enum EnrolCommand {
    /// Make one-time codes for devices; at the county
    Code(CodeArguments),
    /// List the codes that were made: open, used, expired or void; at the county
    Codes(ListArguments),
    /// Enrol this device with a code from the county
    Join(JoinArguments),
    /// List the devices of the county
    List(ListArguments),
    /// Revoke a device: from now on nothing is taken from it or given to it; at the county
    Revoke(RevokeArguments),
    /// Renew this device's certificate; an expired one too
    Renew,
}

/// What the codes are for.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang enrol code --unit 330522103 --role node\n  cunbang enrol code --unit 330522103201 --unit 330522103202 --hours 336 --format csv"
)]
pub(crate) struct CodeArguments {
    /// The unit that the device will belong to; may be named several times
    #[arg(long = "unit", value_name = "CODE", required = true)]
    units: Vec<UnitCode>,
    /// What the device will be [default: terminal for villages, node for others]
    #[arg(long, value_enum, value_name = "ROLE")]
    role: Option<RoleArgument>,
    /// What people will call the device [default: the unit's name and the role]
    #[arg(long, value_name = "NAME")]
    label: Option<String>,
    /// How many hours the codes will work
    #[arg(long, value_name = "N", default_value_t = CODE_HOURS, value_parser = clap::value_parser!(i64).range(1..=8760))]
    hours: i64,
    /// How many codes to make for each unit
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    count: u32,
    #[command(flatten)]
    list: ListArguments,
}

/// A role on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RoleArgument {
    /// A node that others sync with
    Node,
    /// A village's terminal
    Terminal,
    /// An inspector's laptop
    Inspector,
    /// A program that reads reports
    Reader,
}

impl From<RoleArgument> for Role {
    fn from(role: RoleArgument) -> Self {
        match role {
            RoleArgument::Node => Self::Node,
            RoleArgument::Terminal => Self::Terminal,
            RoleArgument::Inspector => Self::Inspector,
            RoleArgument::Reader => Self::Reader,
        }
    }
}

/// The code to join with.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang enrol join XXXXX-XXXXX-… --dir ~/cunbang")]
pub(crate) struct JoinArguments {
    /// The code; capitals, spaces and dashes don't matter
    #[arg(value_name = "CODE|@FILE|-", env = secret::CODE_VARIABLE, hide_env_values = true, value_parser = secret::code)]
    code: EnrolmentCode,
}

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
        EnrolCommand::Code(arguments) => make_codes(&arguments, context).await,
        EnrolCommand::Codes(arguments) => list_codes(arguments.format, context).await,
        EnrolCommand::Join(arguments) => join_again(&arguments, context).await,
        EnrolCommand::List(arguments) => list(arguments.format, context).await,
        EnrolCommand::Revoke(arguments) => revoke(&arguments, context).await,
        EnrolCommand::Renew => {
            let opened = opening::node(context).await?;
            let identity = renewal::renew(&opened, context).await?;
            printing::note(&format!("renewed until {}", clock::county_date(identity.certificate().not_after)));
            Ok(())
        }
    }
}

async fn make_codes(arguments: &CodeArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let (desk, operator) = (&opened.desk, context.operator()?);
    let units = opened.node.units()?;
    for trouble in authority::troubles_of(&opened) {
        printing::note(&trouble);
    }
    let mut list = Listing::new(&[
        ("unit", "单位"),
        ("name", "名称"),
        ("role", "角色"),
        ("code", "注册码"),
        ("expires_at", "有效期至"),
    ]);
    for unit in &arguments.units {
        let role = arguments.role.map_or_else(|| desk.usual_role(*unit), |role| Ok(role.into()))?;
        for number in 1..=arguments.count {
            let mut label =
                arguments.label.clone().unwrap_or_else(|| format!("{} {}", units.name(*unit), role.chinese()));
            if arguments.count > 1 {
                let _ = write!(label, " {number}");
            }
            let (code, expires_at) = desk.make_code(&operator, *unit, role, &label, arguments.hours).await?;
            list.push([
                json!(unit.as_str()),
                json!(units.name(*unit)),
                json!(role.as_str()),
                json!(code.to_string()),
                json!(county_time(expires_at)),
            ]);
        }
    }
    if arguments.list.format == ListFormat::Table {
        list.print(ListFormat::Table)?;
        printing::note("each code works once; hand it over in person or by telephone, not through an open group chat");
        return Ok(());
    }
    list.print(arguments.list.format)
}

/// Only the hashes of codes are kept, so the codes themselves cannot be shown again.
async fn list_codes(format: ListFormat, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let org = opened.node.org();
    let mut list = Listing::new(&[
        ("unit", "单位"),
        ("name", "名称"),
        ("role", "角色"),
        ("label", "设备名"),
        ("expires_at", "有效期至"),
        ("state", "状态"),
    ]);
    for code in opened.desk.codes().await? {
        let state = match code.state {
            CodeState::Used(at) => format!("used {}", county_time(at)),
            CodeState::Expired => "expired".to_owned(),
            CodeState::Void => "void".to_owned(),
            CodeState::Open => "open".to_owned(),
        };
        list.push([
            json!(code.unit.as_str()),
            json!(org.units().map(|units| units.name(code.unit))),
            json!(code.role.as_str()),
            json!(code.label),
            json!(county_time(code.expires_at)),
            json!(state),
        ]);
    }
    list.print(format)
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
    let enrolment =
        cunbang_sync::enrol(address, code, &key, service_key.as_ref(), expectation, Arc::clone(&context.clock)).await?;
    keep(files, &enrolment)?;
    let certificate = &enrolment.certificate;
    printing::note(&format!(
        "enrolled: {} of {} ({}), device {}, until {}",
        certificate.role,
        certificate.unit,
        certificate.label,
        certificate.device,
        clock::county_date(certificate.not_after)
    ));
    Ok(enrolment)
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
        return Err(exit::input(format!(
            "{}: this device is enrolled already, as {} of {}: `cunbang enrol renew` renews its certificate",
            files.folder().display(),
            identity.certificate().role,
            identity.certificate().unit,
        )));
    }
    let expectation = Expectation { is_node: Some(as_node), ..Expectation::default() };
    join(&files, &upstream.address, &arguments.code, &expectation, as_node, context).await?;
    Ok(())
}

async fn list(format: ListFormat, context: &Context) -> anyhow::Result<()> {
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
    ]);
    for DeviceView { certificate, state } in opened.desk.devices() {
        list.push([
            json!(certificate.device.to_string()),
            json!(certificate.unit.as_str()),
            json!(org.units().map(|units| units.name(certificate.unit))),
            json!(certificate.role.as_str()),
            json!(certificate.label),
            json!(clock::county_date(certificate.not_after).to_string()),
            json!(state.as_str()),
        ]);
    }
    list.print(format)?;
    if opened.node.waits_for_its_own() {
        printing::note(&format!(
            "设备清单不完整，可能缺少注册和吊销 this list is not complete: devices that were enrolled or revoked may be missing. {}",
            missing_line(&opened.node.missing())
        ));
    }
    Ok(())
}

async fn revoke(arguments: &RevokeArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let revocation = opened.desk.revoke(&context.operator()?, &arguments.device, &arguments.reason).await?;
    let Revocation { device, is_listed, was_revoked } = revocation;
    if was_revoked {
        printing::note(&format!("该设备此前已被吊销 device {device} was revoked before; nothing was changed"));
        return Ok(());
    }
    if !is_listed {
        printing::note(&format!(
            "设备 {device} 不在名册中，仍予吊销 device {device} stands in no list of devices, and is revoked all the same: compare the digits"
        ));
    }
    printing::note(&format!(
        "device {device} is revoked; nodes that are running know it within a minute, others with their next sync"
    ));
    Ok(())
}
