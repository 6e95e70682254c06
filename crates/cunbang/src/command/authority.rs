//! `cunbang authority`: the county's certificate authority, and its replacement where its key was lost.

use crate::authority::{self, shown_until};
use crate::context::Context;
use crate::exit;
use crate::opening::{self, Opened};
use crate::printing::{self, ListArguments, ListFormat, Listing};
use crate::renewal;
use clap::{Args, Subcommand};
use cunbang_desk::DeskError;
use cunbang_desk::node::codes::CodeState;
use cunbang_identity::{CertificateAuthority, DeviceKey};
use cunbang_language::say;
use cunbang_model::clock;
use cunbang_model::shown::is_unseen;
use data_encoding::HEXLOWER;
use serde_json::json;

/// The longest reason, in characters: what its row allows.
const MAX_REASON: usize = 200;

/// See and replace the county's certificate authority, on which every device's certificate rests
#[derive(Debug, Subcommand)]
pub(crate) enum AuthorityCommand {
    /// Show the county's authorities: fingerprints, since when, whether the key is here, who rests on which
    Show(ShowArguments),
    /// Replace the authority because its key was lost; at the county
    ///
    /// Certificates of the former authority stay good until they end, so nobody enrols again: devices learn of
    /// the new one with their next sync and renew by themselves. This is for a key that was lost. Whoever
    /// stole one can go on issuing certificates that are trusted.
    Replace(ReplaceArguments),
}

/// What to show.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cunbang authority show\n  cunbang authority show --behind")]
pub(crate) struct ShowArguments {
    /// List the devices that still rest on a former authority instead
    #[arg(long)]
    behind: bool,
    #[command(flatten)]
    list: ListArguments,
}

/// Why to replace it.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang authority replace --reason 县节点硬盘损坏，私钥无备份")]
pub(crate) struct ReplaceArguments {
    /// Why, for the record: everyone in the county can read it
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    reason: String,
    /// Replace it even though its key is here and fits
    #[arg(long)]
    yes: bool,
}

fn reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_one = (1..=MAX_REASON).contains(&text.chars().count()) && !text.chars().any(is_unseen);
    if is_one {
        Ok(text.to_owned())
    } else {
        Err(say!("authority-expected-characters-one-line", max_reason = MAX_REASON))
    }
}

/// Does what is asked.
pub(crate) async fn run(command: AuthorityCommand, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    match command {
        AuthorityCommand::Show(arguments) if arguments.behind => show_behind(&opened, arguments.list.format),
        AuthorityCommand::Show(arguments) => show(&opened, arguments.list.format),
        AuthorityCommand::Replace(arguments) => replace(&opened, &arguments, context).await,
    }
}

fn show(opened: &Opened, format: ListFormat) -> anyhow::Result<()> {
    let mut list = Listing::new(&[
        ("authority", "指纹"),
        ("state", "状态"),
        ("since", "启用日期"),
        ("until", "有效期至"),
        ("key", "私钥"),
        ("devices", "设备数"),
    ]);
    let is_county = authority::is_county(&opened.node);
    let key_of_current = if authority::at_hand(&opened.files).is_ok() { "here" } else { "unusable" };
    for view in opened.desk.authorities() {
        list.push([
            json!(view.fingerprint()),
            json!(if view.is_current { "current" } else { "former" }),
            json!(clock::county_date(view.root.made_at()).to_string()),
            json!(clock::county_date(view.root.not_after).to_string()),
            json!((is_county && view.is_current).then_some(key_of_current)),
            json!(view.devices.len()),
        ]);
    }
    list.print(format)?;
    for trouble in authority::troubles_of(opened) {
        printing::note(&trouble);
    }
    let behind = opened.desk.devices_behind().len();
    if let (true, Some(until)) = (behind > 0, shown_until(&opened.node)) {
        printing::note(&say!(
            "authority-devices-still-rest-former",
            behind = behind,
            until = clock::county_date(until)
        ));
    }
    Ok(())
}

fn show_behind(opened: &Opened, format: ListFormat) -> anyhow::Result<()> {
    let org = opened.node.org();
    let mut list = Listing::new(&[
        ("unit", "单位"),
        ("name", "名称"),
        ("role", "角色"),
        ("label", "设备名"),
        ("device", "设备"),
        ("expires_on", "证书到期"),
    ]);
    for certificate in opened.desk.devices_behind() {
        list.push([
            json!(certificate.unit.as_str()),
            json!(org.units().map(|units| units.name(certificate.unit))),
            json!(certificate.role.as_str()),
            json!(certificate.label),
            json!(certificate.device.to_string()),
            json!(clock::county_date(certificate.not_after).to_string()),
        ]);
    }
    if format == ListFormat::Table && list.is_empty() {
        printing::note(&say!("authority-every-device-rests-current"));
        return Ok(());
    }
    list.print(format)
}

/// Replaces the authority. Each step is durable before the next and finds what an earlier try has done, so that
/// it can be killed after any of them and be run again.
async fn replace(opened: &Opened, arguments: &ReplaceArguments, context: &Context) -> anyhow::Result<()> {
    let (files, operator) = (&opened.files, context.operator()?);
    opened.desk.check_is_county()?;
    // What a store that was put back lacks may be this very statement.
    opened.node.check_has_all_back().await.map_err(DeskError::from)?;
    let present = files.read_authority().ok().filter(|_| !files.is_replacing_authority() && !arguments.yes);
    if let Some(present) = present {
        if !authority::is_stated(&opened.node, &present) {
            opened.desk.replace_authority(&operator, &present, &arguments.reason).await?;
            printing::note(&say!("authority-statement-authority-follows-former"));
            return Ok(());
        }
        return Err(exit::refused(say!("authority-yes-authoritys-key-here")));
    }
    let next = files.begin_replacing_authority(|former| {
        CertificateAuthority::create_successor(DeviceKey::generate(&*context.randomness)?, former, context.clock.now())
    })?;
    files.put_next_authority(&next)?;
    let before = renewal::take_up(opened)?;
    let enrolled = opened.desk.replace_authority(&operator, &next, &arguments.reason).await?;
    files.write_renewed(&before, &enrolled.certificate, enrolled.service_certificate.as_deref())?;
    files.end_replacing_authority()?;
    renewal::take_up(opened)?;
    let codes = opened.desk.codes().await?;
    let open = codes.iter().filter(|code| code.state == CodeState::Open).count();
    printing::note(&say!(
        "authority-replaced",
        fingerprint = HEXLOWER.encode(&next.fingerprint()),
        key = files.folder().join("ca-key.pem").display(),
        open = open
    ));
    Ok(())
}
