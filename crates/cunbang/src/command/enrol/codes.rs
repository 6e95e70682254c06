//! `cunbang enrol code`, `codes` and `cancel`: what the county gives out on paper.

use super::county_time;
use crate::authority;
use crate::command::init::second_upstream;
use crate::configuration::{UpstreamEntry, check_address};
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing};
use crate::unit_named::UnitNamed;
use clap::{Args, ValueEnum};
use cunbang_desk::node::codes::{CODE_HOURS, CodeFor, CodeState, MadeCode};
use cunbang_identity::Invitation;
use cunbang_language::say;
use cunbang_model::{Role, UnitCode, UnitTree};
use cunbang_report::{InvitationSheet, Invited};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// What the codes are for.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang enrol code --unit 330522103 --role node\n  cunbang enrol code --unit 330522103201 --unit 330522103202 --hours 336 --format csv\n\nFor all villages of a township, as a sheet to print and as a list:\n  cunbang enrol code --under 330522103 --hours 336 --upstream township.example:7443 --sheet codes.html --format csv > codes.csv"
)]
pub(crate) struct CodeArguments {
    /// The unit that the device will belong to; may be named several times
    #[arg(long = "unit", value_name = "UNIT", required_unless_present = "under")]
    units: Vec<UnitNamed>,
    /// A code for each village and branch beneath this unit, all at once
    #[arg(long, value_name = "UNIT", conflicts_with_all = ["units", "role"])]
    under: Option<UnitNamed>,
    /// Of those beneath, only the ones that have no device yet
    #[arg(long, requires = "under")]
    without_device: bool,
    /// What the device will be [default: terminal for villages, node for others]
    #[arg(long, value_enum, value_name = "ROLE")]
    role: Option<RoleArgument>,
    /// What people will call the device [default: the unit's name and the role]
    #[arg(long, value_name = "NAME", conflicts_with = "under")]
    label: Option<String>,
    /// How many hours the codes will work
    #[arg(long, value_name = "N", default_value_t = CODE_HOURS, value_parser = clap::value_parser!(i64).range(1..=8760))]
    hours: i64,
    /// How many codes to make for each unit
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    count: u32,
    /// The address at which the devices reach the node that they enrol through, for the sheet and its QR codes; with
    /// =UNIT only for devices beneath that unit
    #[arg(long = "upstream", value_name = "HOST:PORT[=UNIT]", value_parser = upstream)]
    upstreams: Vec<UpstreamFor>,
    /// File for a sheet to print (HTML, A4): a page for each code, with a QR code and what to do. Codes are shown only
    /// once, so it is written along with the list
    #[arg(long, value_name = "FILE")]
    sheet: Option<PathBuf>,
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

/// Where devices reach the node that they enrol through.
#[derive(Debug, Clone)]
struct UpstreamFor {
    address: String,
    /// Only those beneath this unit.
    unit: Option<UnitCode>,
}

fn upstream(text: &str) -> Result<UpstreamFor, String> {
    if text.contains('=') {
        let UpstreamEntry { address, unit } = second_upstream(text)?;
        return Ok(UpstreamFor { address, unit: Some(unit) });
    }
    check_address(text)?;
    Ok(UpstreamFor { address: text.to_owned(), unit: None })
}

/// The address for a unit: that of the nearest unit above it that one was given for.
fn address_for(unit: UnitCode, upstreams: &[UpstreamFor]) -> Option<&String> {
    let fits = |one: &&UpstreamFor| one.unit.is_none_or(|of| unit.is_within(&of));
    let nearest = upstreams.iter().filter(fits).max_by_key(|one| one.unit.map_or(0, |of| of.as_str().len()));
    nearest.map(|one| &one.address)
}

/// Makes codes, and shows them this once.
pub(super) async fn make(arguments: &CodeArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let (desk, operator) = (&opened.desk, context.operator()?);
    let units = opened.node.units()?;
    // Nobody could enrol with it, nor with one of an authority that is being replaced.
    if authority::is_county(&opened.node) {
        authority::at_hand(&opened.files).map_err(exit::failure)?;
    }
    for trouble in authority::troubles_of(&opened) {
        printing::note(&trouble);
    }
    if let Some(sheet) = &arguments.sheet {
        printing::check_is_a_place_for_a_file(sheet)?;
    }
    let named = match opened.unit_if(arguments.under.as_ref())? {
        Some(under) => desk.units_with_terminals(under, arguments.without_device)?,
        None => arguments.units.iter().map(|unit| opened.unit(unit)).collect::<anyhow::Result<_>>()?,
    };
    if named.is_empty() {
        printing::note(&say!("codes-every-village-device-already"));
        return Ok(());
    }
    let mut wanted = Vec::new();
    for unit in named {
        let role = arguments.role.map(Role::from);
        for number in 1..=arguments.count {
            let mut label = arguments.label.clone();
            if arguments.count > 1 {
                let usual = || desk.usual_label(unit, role);
                let mut numbered = label.map_or_else(usual, Ok)?;
                let _ = write!(numbered, " {number}");
                label = Some(numbered);
            }
            wanted.push(CodeFor { unit, role, label });
        }
    }
    let made = desk.make_codes(&operator, &wanted, arguments.hours).await?;
    // The codes can't be shown a second time: the list comes whether or not the sheet can be written.
    let written = arguments.sheet.as_ref().map(|sheet| {
        let html = sheet_of(&made, &units, &arguments.upstreams, desk.authority_fingerprint()).html()?;
        printing::write_hidden_file(sheet, html.as_bytes())
    });
    listing(&made, &arguments.upstreams, arguments.list.format).print(arguments.list)?;
    if arguments.list.format == ListFormat::Table {
        // A code is copied by hand: it is never cut in two, and never left out.
        for one in &made {
            printing::text(&say!("codes-code", unit = one.unit, name = one.unit_name, code = one.code))?;
        }
    }
    written.transpose()?;
    if let Some(sheet) = &arguments.sheet {
        printing::note(&say!("codes-delete-once-printed", sheet = sheet.display(), made = made.len()));
    }
    if arguments.list.format == ListFormat::Table {
        printing::note(&say!("codes-each-code-works-once"));
    }
    Ok(())
}

fn invitation(made: &MadeCode, upstreams: &[UpstreamFor]) -> Invitation {
    Invitation { address: address_for(made.unit, upstreams).cloned(), code: made.code }
}

fn listing(made: &[MadeCode], upstreams: &[UpstreamFor], format: ListFormat) -> Listing {
    let code = |one: &MadeCode| if format == ListFormat::Table { Value::Null } else { json!(one.code.to_string()) };
    let mut list = Listing::new(&[
        ("unit", "单位"),
        ("name", "名称"),
        ("role", "角色"),
        ("label", "设备名"),
        ("id", "编号"),
        ("code", "注册码"),
        ("upstream", "联网地址"),
        ("expires_at", "有效期至"),
    ]);
    for one in made {
        list.push([
            json!(one.unit.as_str()),
            json!(one.unit_name),
            json!(one.role.as_str()),
            json!(one.label),
            json!(one.id.to_string()),
            code(one),
            json!(address_for(one.unit, upstreams)),
            json!(county_time(one.expires_at)),
        ]);
    }
    list
}

fn sheet_of(made: &[MadeCode], units: &UnitTree, upstreams: &[UpstreamFor], fingerprint: String) -> InvitationSheet {
    let invited = |one: &MadeCode| {
        let invitation = invitation(one, upstreams);
        Invited {
            unit: one.unit.to_string(),
            name: one.unit_name.clone(),
            parent: one.unit.parent().filter(|above| units.get(*above).is_some()).map(|above| units.name(above)),
            role: one.role,
            label: one.label.clone(),
            id: one.id.to_string(),
            code: one.code.to_string(),
            text: invitation.to_string(),
            address: invitation.address,
            expires_at: county_time(one.expires_at),
        }
    };
    InvitationSheet { county: units.title(), fingerprint, invited: made.iter().map(invited).collect() }
}

/// Only one-way images of codes are kept, so the codes themselves cannot be shown again.
pub(super) async fn list(format: ListFormat, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    for altered in opened.desk.altered_codes().await? {
        printing::note(&altered.to_string());
    }
    let org = opened.node.org();
    let mut list = Listing::new(&[
        ("id", "编号"),
        ("unit", "单位"),
        ("name", "名称"),
        ("role", "角色"),
        ("label", "设备名"),
        ("expires_at", "有效期至"),
        ("state", "状态"),
        ("at", "使用或取消时间"),
        ("reason", "取消原因"),
    ]);
    for code in opened.desk.codes().await? {
        let (state, at, reason) = match code.state {
            CodeState::Used(at) => ("used", Some(at), None),
            CodeState::Cancelled { at, reason } => ("cancelled", Some(at), Some(reason)),
            CodeState::Expired => ("expired", None, None),
            CodeState::Void => ("void", None, None),
            CodeState::Open => ("open", None, None),
            CodeState::Altered => ("altered", None, None),
        };
        list.push([
            json!(code.id.to_string()),
            json!(code.unit.as_str()),
            json!(org.units().map(|units| units.name(code.unit))),
            json!(code.role.as_str()),
            json!(code.label),
            json!(county_time(code.expires_at)),
            json!(state),
            json!(at.map(county_time)),
            json!(reason),
        ]);
    }
    list.print(format)
}

/// Which codes to cancel.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang enrol cancel 8c1f-02ab --reason 信封遗失\n  cunbang enrol cancel K7Q2M9XD-… --reason 发错村"
)]
pub(crate) struct CancelArguments {
    /// The codes, each by its id as in `cunbang enrol codes` and on its sheet, by the beginning of that, or as a whole
    #[arg(value_name = "ID|CODE", required = true)]
    codes: Vec<String>,
    /// Why; whoever tries the code is told
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Cancels codes, one after the other.
pub(super) async fn cancel(arguments: &CancelArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let (operator, mut failed) = (context.operator()?, Vec::new());
    for named in &arguments.codes {
        match opened.desk.cancel_code(&operator, named, &arguments.reason).await {
            Ok(code) => {
                printing::note(&say!("codes-code-cancelled", id = code.id, unit = code.unit, label = code.label));
            }
            Err(error) if arguments.codes.len() == 1 => return Err(error.into()),
            Err(error) => failed.push(format!("{named}: {error}")),
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(exit::input(failed.join("\n"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_address_is_taken() {
        let given = ["county.example:7443", "a.example:7443=330522103", "b.example:7443=330522104"];
        let upstreams: Vec<UpstreamFor> = given.iter().map(|text| upstream(text).unwrap()).collect();
        let of = |unit: &str| address_for(unit.parse().unwrap(), &upstreams).map(String::as_str);
        assert_eq!(of("330522103202"), Some("a.example:7443"));
        assert_eq!(of("330522104202"), Some("b.example:7443"));
        assert_eq!(of("330522105202"), Some("county.example:7443"));
        assert_eq!(address_for("330522103202".parse().unwrap(), &[]), None);
        assert!(upstream("township.example").is_err() && upstream("=330522").is_err());
    }
}
