//! `cunbang init`: a node's folder, made from nothing.

pub(crate) mod joining;

use crate::command::enrol::role_word;
use crate::command::first_operator::{FirstOperator, FirstOperatorArguments};
use crate::configuration::{Configuration, FILE, UpstreamEntry, check_address};
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::pages_address::{self, PagesAddress};
use crate::printing;
use crate::secret;
use crate::source;
use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use cunbang_desk::node::enrol::EnrolError;
use cunbang_desk::{NewRules, SchemePut};
use cunbang_identity::{CertificateAuthority, IdentityFiles, Invitation, ServiceIdentity, make_private_folder};
use cunbang_language::{Named, say};
use cunbang_model::{Clock, Period, Role, UnitCode, clock};
use cunbang_scheme::Scheme;
use joining::{Joining, Settings};
use std::net::SocketAddr;
use std::path::Path;

/// Set up a node in a folder: its configuration, keys and certificate
#[derive(Debug, Subcommand)]
pub(crate) enum InitCommand {
    /// The county, or whatever unit is at the top: its certificate authority, its node, its units and its scheme
    County(CountyArguments),
    /// A node between the top of the tree and the villages, such as a township's, enrolled with a code from above
    #[command(visible_alias = "node")]
    Township(TownshipArguments),
    /// A village's terminal, or an inspector's laptop, enrolled with a code from the county
    Terminal(TerminalArguments),
}

/// A new county.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  cunbang init county --unit 330522 --units changxing --scheme standard --dir /var/lib/cunbang"
)]
pub(crate) struct CountyArguments {
    /// The county's code
    #[arg(long, value_name = "CODE")]
    unit: UnitCode,
    /// The tree: a CSV or XLSX file, or one of changxing, gaotai, jinyun; `cunbang import` can do it later
    #[arg(long, value_name = "FILE")]
    units: Option<String>,
    /// The rules to put in force: a pack or a TOML file; `cunbang scheme put` can do it later
    #[arg(long, value_name = "NAME|FILE")]
    scheme: Option<String>,
    /// The first period that the scheme is for [default: the present one]
    #[arg(long, value_name = "PERIOD", requires = "scheme", value_parser = crate::values::period)]
    from: Option<Period>,
    /// What people call this node
    #[arg(long, value_name = "NAME", default_value = "县节点")]
    label: String,
    #[command(flatten)]
    node: NodeArguments,
}

/// A new township.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  cunbang init township --upstream county.example:7443 --code XXXXX-XXXXX-… --dir /var/lib/cunbang"
)]
pub(crate) struct TownshipArguments {
    #[command(flatten)]
    joining: JoiningArguments,
    #[command(flatten)]
    node: NodeArguments,
}

/// A new terminal.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang init terminal --upstream township.example:7443 --code XXXXXXXX-XXXXXXXX-… --dir ~/cunbang\n  cunbang init terminal --invitation cunbang:township.example:7443/XXXXXXXX-… --label 会计室电脑\n\nPast its township, a terminal may sync with the county too:\n  --second-upstream county.example:7443=330522"
)]
pub(crate) struct TerminalArguments {
    #[command(flatten)]
    joining: JoiningArguments,
    /// What the device is to be; compared with what the code is for before that is used up
    #[arg(long, value_enum, value_name = "ROLE")]
    role: Option<TerminalRole>,
    /// Where its store is: sqlite:PATH, relative to the folder
    #[arg(long, value_name = "URL|@FILE|-", value_parser = secret::store)]
    store: Option<String>,
    /// Where its health page is
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7480")]
    health: SocketAddr,
    /// Where its own pages are, on this machine alone
    #[arg(long, value_name = "ADDR", default_value = pages_address::USUAL)]
    pages: PagesAddress,
    #[command(flatten)]
    first: FirstOperatorArguments,
}

/// What a device without others below it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TerminalRole {
    /// A village's terminal
    Terminal,
    /// An inspector's laptop
    Inspector,
    /// A program that reads reports
    Reader,
}

impl From<TerminalRole> for Role {
    fn from(role: TerminalRole) -> Self {
        match role {
            TerminalRole::Terminal => Self::Terminal,
            TerminalRole::Inspector => Self::Inspector,
            TerminalRole::Reader => Self::Reader,
        }
    }
}

/// What every device that is not the county's own needs.
#[derive(Debug, Args)]
struct JoiningArguments {
    /// The unit that the device is for, by its code or name; compared with what the enrolment code is for before that is
    /// used up
    #[arg(long, value_name = "CODE|NAME")]
    unit: Option<String>,
    /// What people are to call the device [default: as the county wrote into the code]
    #[arg(long, value_name = "NAME")]
    label: Option<String>,
    /// The node to enrol through, and to sync with [default: the one that the invitation names]
    #[arg(long, value_name = "HOST:PORT")]
    upstream: Option<String>,
    /// The code that the county gave out (`cunbang enrol code`), or what the QR code on its sheet says; it works once.
    /// Capitals, spaces, dashes and full-width signs don't matter. Other users of the machine read the command line:
    /// @FILE takes it from a file, - from standard input
    #[arg(long, visible_alias = "invitation", value_name = "CODE|@FILE|-", env = secret::CODE_VARIABLE, hide_env_values = true, value_parser = secret::code)]
    code: Invitation,
    /// A second node to sync with, and its unit
    #[arg(long, value_name = "HOST:PORT=UNIT", value_parser = second_upstream)]
    second_upstream: Vec<UpstreamEntry>,
    /// The unit at the top of the tree, to be checked against whose authority the certificate is from
    #[arg(long, value_name = "CODE")]
    root: Option<UnitCode>,
}

impl JoiningArguments {
    fn joining(self, role: Option<Role>) -> Joining {
        Joining {
            invitation: self.code,
            upstream: self.upstream,
            unit: self.unit,
            label: self.label,
            role,
            root: self.root,
            second_upstreams: self.second_upstream,
        }
    }
}

/// What a node that others sync with needs.
#[derive(Debug, Args)]
struct NodeArguments {
    /// Where its store is: sqlite:PATH, relative to the folder, or `postgres://USER@HOST/DATABASE`;
    /// one with a password from a file (@FILE) or standard input (-)
    #[arg(long, value_name = "URL|@FILE|-", value_parser = secret::store)]
    store: Option<String>,
    /// Where it listens for those below it
    #[arg(long, value_name = "ADDR", default_value = "0.0.0.0:7443")]
    listen: SocketAddr,
    /// Where its health page is
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7480")]
    health: SocketAddr,
    /// Where its own pages are, on this machine alone, as in 127.0.0.1:7470; without it, it has none
    #[arg(long, value_name = "ADDR")]
    pages: Option<PagesAddress>,
    #[command(flatten)]
    first: FirstOperatorArguments,
}

/// Reads `HOST:PORT=UNIT`.
pub(crate) fn second_upstream(text: &str) -> Result<UpstreamEntry, String> {
    let (address, unit) = text.rsplit_once('=').ok_or(say!("init-expected-host-port-unit"))?;
    check_address(address)?;
    Ok(UpstreamEntry { address: address.to_owned(), unit: unit.parse().map_err(|error| format!("{error}"))? })
}

/// Sets up what is asked.
pub(crate) async fn run(command: InitCommand, context: &Context) -> anyhow::Result<()> {
    let directory = context.directory();
    if Configuration::exists(directory) {
        return Err(exit::input(is_there(directory)));
    }
    match command {
        InitCommand::County(arguments) => county(arguments, context).await,
        InitCommand::Township(arguments) => township(arguments, context).await,
        InitCommand::Terminal(arguments) => terminal(arguments, context).await,
    }
}

fn make_folder(directory: &Path) -> anyhow::Result<()> {
    make_private_folder(directory).with_context(|| say!("init-cannot-made", directory = directory.display()))
}

/// What to say where a node is set up already: whoever was interrupted wants to know how to go on.
fn is_there(directory: &Path) -> String {
    let folder = directory.display();
    let known = Configuration::read(directory)
        .ok()
        .and_then(|configuration| IdentityFiles::new(configuration.identity_folder(directory)).read_certificate().ok());
    match known {
        Some(certificate) => {
            say!(
                "init-cunbang-serve-here-set",
                folder = folder,
                unit = certificate.unit,
                role = role_word(certificate.role)
            )
        }
        None => say!("init-there-node-already-its", directory = directory.join(FILE).display()),
    }
}

async fn county(arguments: CountyArguments, context: &Context) -> anyhow::Result<()> {
    // Everything that may be wrong with the input is looked at before anything is written.
    let operator = context.operator()?;
    let units = arguments.units.as_deref().map(source::units).transpose()?;
    if let Some(other) = units.iter().flat_map(|units| units.tree.roots()).find(|root| root.code != arguments.unit) {
        return Err(exit::input(say!(
            "init-unit-lies-under-no",
            unit = arguments.unit,
            code = other.code,
            other = other.name
        )));
    }
    let scheme = arguments.scheme.as_deref().map(source::scheme).transpose()?;
    if !cunbang_identity::is_label(&arguments.label) {
        return Err(EnrolError::Label(arguments.label).into());
    }
    let first = FirstOperator::asked(&arguments.node.first, arguments.node.pages, context)?;
    let directory = context.directory();
    make_folder(directory)?;
    let mut configuration = Configuration::new(arguments.unit);
    configuration.listen = Some(arguments.node.listen);
    configuration.health = Some(arguments.node.health);
    configuration.pages = arguments.node.pages;
    configuration.store = arguments.node.store.unwrap_or(configuration.store);
    // A database that is not there is found before there is an authority.
    opening::store(context, &configuration).await?.close().await;
    let files = IdentityFiles::new(configuration.identity_folder(directory));
    let certificate = county_identity(&files, arguments.unit, &arguments.label, context)?;
    let desk = opening::new_desk(context, &configuration, &files).await?;
    let node = desk.replica();
    if let Some(units) = &units {
        desk.import(&operator, &units.rows, None).await?;
    }
    node.list_device(&certificate).await?;
    if let Some(scheme) = &scheme {
        let from = arguments.from.unwrap_or_else(|| present_period(scheme, &*context.clock));
        let put = desk.put_scheme(&operator, NewRules::since(scheme.text(), from)).await?;
        tell_put(scheme, from, &put);
    }
    first.keep(&desk, context).await?;
    configuration.write(directory)?;
    printing::note(&say!(
        "init-county-set-up-authority",
        unit = arguments.unit,
        directory = directory.display(),
        authority_der = data_encoding::HEXLOWER.encode(&cunbang_identity::fingerprint(node.identity().authority_der()))
    ));
    if units.is_none() {
        printing::note(&say!("init-units-still-come-cunbang"));
    }
    Ok(())
}

/// Tells that a scheme is in force, and whether it came late.
pub(crate) fn tell_put(scheme: &Scheme, from: Period, put: &SchemePut) {
    printing::note(&say!(
        "init-force-from",
        title = Named::of_title(scheme.title()),
        hash = &put.hash[..12],
        from = from
    ));
    if put.late {
        printing::note(&say!("init-note-begun-already-rules", from = from));
    }
}

/// Makes the authority, the node's key and both its certificates; what an earlier try left is used again.
fn county_identity(
    files: &IdentityFiles,
    unit: UnitCode,
    label: &str,
    context: &Context,
) -> anyhow::Result<cunbang_identity::DeviceCertificate> {
    let (now, randomness) = (context.clock.now(), &*context.randomness);
    let authority = match opening::authority(files)? {
        Some(authority) if authority.unit() == unit => authority,
        Some(authority) => {
            return Err(exit::input(say!(
                "init-here-authority-name-another",
                folder = files.folder().display(),
                unit = authority.unit(),
                unit_b = unit
            )));
        }
        None => {
            // A node that has its certificate lost a part of its authority: a second one helps nobody.
            if files.read_certificate().is_ok() {
                return Err(exit::input(say!("init-county-set-up-here", folder = files.folder().display())));
            }
            let key = files.read_or_make_authority_key(randomness)?;
            let authority = CertificateAuthority::create(key, unit, now)?;
            files.write_authorities(authority.authorities())?;
            authority
        }
    };
    let key = files.read_or_make_key(randomness)?;
    let certificate = match files.read_certificate() {
        Ok(certificate) => certificate,
        Err(error) if error.is_missing() => authority.issue(&key.public_key(), unit, Role::Node, label, now)?,
        Err(error) => return Err(error.into()),
    };
    let service_key = files.read_or_make_service_key()?;
    let service = ServiceIdentity {
        certificate_der: authority.issue_service(service_key.public_key(), &certificate, now)?,
        key: service_key,
    };
    files.write_service_certificate(&service.certificate_der)?;
    files.write_certificate(&certificate)?;
    Ok(certificate)
}

/// The period of a scheme's kind in which the county is now.
fn present_period(scheme: &Scheme, clock: &dyn Clock) -> Period {
    scheme.period_kind().around(clock::county_date(clock.now()))
}

async fn township(arguments: TownshipArguments, context: &Context) -> anyhow::Result<()> {
    let NodeArguments { store, listen, health, pages, first } = arguments.node;
    let first = FirstOperator::asked(&first, pages, context)?;
    let settings = Settings { listen: Some(listen), health, pages, store };
    joining::join(&arguments.joining.joining(Some(Role::Node)), settings, &first, context).await?;
    printing::note(&say!("init-next-cunbang-serve-here"));
    Ok(())
}

async fn terminal(arguments: TerminalArguments, context: &Context) -> anyhow::Result<()> {
    let first = FirstOperator::asked(&arguments.first, Some(arguments.pages), context)?;
    let TerminalArguments { joining, role, store, health, pages, .. } = arguments;
    let settings = Settings { listen: None, health, pages: Some(pages), store };
    let joining = joining.joining(role.map(Role::from));
    joining::check_operator(&joining, &first, context).await?;
    joining::join(&joining, settings, &first, context).await?;
    let files = IdentityFiles::new(context.directory().join("identity"));
    // What the code was for, whatever was asked.
    match opening::identity(&files)?.certificate().role {
        Role::Reader => printing::note(&say!("init-next-reader")),
        _ => printing::note(&say!("init-next-cunbang-import-or")),
    }
    Ok(())
}
