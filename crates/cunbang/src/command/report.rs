//! `cunbang report`: a client of the report service, of this node or of one above it.

mod lists;

use crate::command::init::second_upstream;
use crate::command::rank::LevelArgument;
use crate::command::village;
use crate::configuration::{Configuration, UpstreamEntry};
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat};
use crate::unit_named::{self, UnitNamed};
use clap::{Args, Subcommand, ValueEnum};
use cunbang_desk::{DeskError, ScoreSheetView, ViewError};
use cunbang_identity::{Identity, IdentityFiles};
use cunbang_language::say;
use cunbang_model::{Period, Role};
use cunbang_scheme::Level;
use cunbang_sync::UpstreamAddress;
use cunbang_sync::report::{self as message, ReportClient};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// Ask a running node for reports, as any program can over gRPC
///
/// Each answer holds what this device's certificate may see: its own unit, those under it, and what the
/// county has published. The node asked is this one, if others sync with it, and else the first
/// upstream.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang report coverage --period 2026Q3\n  cunbang report sheet --period 2026Q3 --unit 330522103201\n  cunbang report export --period 2026Q3 --out ranking.xlsx"
)]
pub(crate) struct ReportArguments {
    /// Another node to ask, and its unit
    #[arg(long, global = true, value_name = "HOST:PORT=UNIT", value_parser = second_upstream)]
    upstream: Option<UpstreamEntry>,
    #[command(subcommand)]
    report: Report,
}

#[derive(Debug, Subcommand)]
enum Report {
    /// The units
    Units(UnitsArguments),
    /// What was received of each village, and when
    Coverage(PeriodArguments),
    /// How a unit stands: what was received and found, how scores and stars lie
    Overview(PeriodArguments),
    /// The ranking of a level
    Ranking(RankingArguments),
    /// One unit's or member's score, with the rows behind every point
    Sheet(SheetArguments),
    /// The candidates for the backward list
    Candidates(CandidatesArguments),
    /// What inspections found
    Findings(PeriodArguments),
    /// A ranking as a file
    Export(ExportArguments),
}

#[derive(Debug, Args)]
struct UnitsArguments {
    /// Only this unit and those under it
    #[arg(long, value_name = "UNIT")]
    under: Option<UnitNamed>,
    #[command(flatten)]
    list: ListArguments,
}

#[derive(Debug, Args)]
struct PeriodArguments {
    /// The period
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    period: Period,
    /// Only this unit and those under it
    #[arg(long, value_name = "UNIT")]
    under: Option<UnitNamed>,
    #[command(flatten)]
    list: ListArguments,
}

#[derive(Debug, Args)]
struct CandidatesArguments {
    /// The period
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    period: Period,
    /// Only this unit and those under it
    #[arg(long, value_name = "UNIT")]
    under: Option<UnitNamed>,
    /// The run [default: the newest]
    #[arg(long, value_name = "RUN", default_value = "")]
    run: String,
    #[command(flatten)]
    list: ListArguments,
}

#[derive(Debug, Args)]
struct RankingArguments {
    /// The period
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    period: Period,
    /// The level
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = LevelArgument::Village)]
    level: LevelArgument,
    /// Only this unit and those under it
    #[arg(long, value_name = "UNIT")]
    under: Option<UnitNamed>,
    /// The run [default: the newest]
    #[arg(long, value_name = "RUN", default_value = "")]
    run: String,
    #[command(flatten)]
    list: ListArguments,
}

#[derive(Debug, Args)]
struct SheetArguments {
    /// The period
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    period: Period,
    /// The unit
    #[arg(long, value_name = "UNIT")]
    unit: UnitNamed,
    /// The member of the unit [default: the unit itself]
    #[arg(long, value_name = "ID", default_value = "")]
    member: String,
    /// The run [default: the newest]
    #[arg(long, value_name = "RUN", default_value = "")]
    run: String,
    #[command(flatten)]
    list: ListArguments,
}

#[derive(Debug, Args)]
struct ExportArguments {
    /// The period
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    period: Period,
    /// The level; a workbook or page without it has all levels
    #[arg(long, value_enum, value_name = "LEVEL")]
    level: Option<LevelArgument>,
    /// Only this unit and those under it
    #[arg(long, value_name = "UNIT")]
    under: Option<UnitNamed>,
    /// The run [default: the newest]
    #[arg(long, value_name = "RUN", default_value = "")]
    run: String,
    /// The kind of file [default: by the ending of --out]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<FileFormat>,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FileFormat {
    /// Comma-separated values: one level
    Csv,
    /// A workbook
    Xlsx,
    /// One self-contained page, to read or print
    Html,
    /// Typed columns, for programs that analyse: one level
    Parquet,
}

/// Asks.
pub(crate) async fn run(arguments: &ReportArguments, context: &Context) -> anyhow::Result<()> {
    if let Report::Sheet(asked) = &arguments.report
        && arguments.upstream.is_none()
        && let Some(sheet) = sheet_here(asked, context).await?
    {
        return match asked.list.format {
            ListFormat::Json => printing::text(&serde_json::to_string_pretty(&sheet)?),
            _ => village::sheet(&sheet, asked.list),
        };
    }
    let (identity, address) = whom_to_ask(arguments.upstream.as_ref(), context)?;
    let mut client = ReportClient::connect(&identity, &address, Arc::clone(&context.clock)).await?;
    match &arguments.report {
        Report::Units(asked) => {
            let reply = client
                .list_units(message::ListUnitsRequest { under: text(context, asked.under.as_ref()).await? })
                .await?;
            lists::units(&reply).print(asked.list)
        }
        Report::Overview(asked) => {
            lists::overview(&client.get_overview(period(asked, context).await?).await?, asked.list)
        }
        Report::Coverage(asked) => {
            lists::coverage(&client.get_coverage(period(asked, context).await?).await?)?.print(asked.list)
        }
        Report::Ranking(asked) => {
            let reply = client
                .get_ranking(message::RankingRequest {
                    period: asked.period.to_string(),
                    level: level(asked.level),
                    under: text(context, asked.under.as_ref()).await?,
                    run: asked.run.clone(),
                    ..Default::default()
                })
                .await?;
            lists::introduce(reply.run.as_ref(), asked.list.format)?;
            lists::ranking(&reply.rows).print(asked.list)
        }
        Report::Sheet(asked) => {
            let reply = client
                .get_score_sheet(message::ScoreSheetRequest {
                    period: asked.period.to_string(),
                    unit: unit_named::code(context, &asked.unit).await?.to_string(),
                    member: asked.member.clone(),
                    run: asked.run.clone(),
                })
                .await?;
            lists::sheet(&reply, asked.list)
        }
        Report::Candidates(asked) => {
            let reply = client
                .list_candidates(message::CandidatesRequest {
                    period: asked.period.to_string(),
                    under: text(context, asked.under.as_ref()).await?,
                    run: asked.run.clone(),
                })
                .await?;
            let units = client.list_units(message::ListUnitsRequest::default()).await?;
            lists::candidates(&reply, &units, asked.list)
        }
        Report::Findings(asked) => {
            let reply = client
                .list_findings(message::FindingsRequest {
                    period: asked.period.to_string(),
                    under: text(context, asked.under.as_ref()).await?,
                    with_changes: true,
                    ..Default::default()
                })
                .await?;
            lists::findings(&reply).print(asked.list)
        }
        Report::Export(asked) => export(&mut client, asked, context).await,
    }
}

/// The score sheet that has come down to this device, where one has: no network is needed. A unit's own node ranks, and is
/// asked for what it has.
async fn sheet_here(asked: &SheetArguments, context: &Context) -> anyhow::Result<Option<ScoreSheetView>> {
    if !asked.member.is_empty() || !asked.run.is_empty() {
        return Ok(None);
    }
    let configuration = Configuration::read(context.directory())?;
    let files = IdentityFiles::new(configuration.identity_folder(context.directory()));
    if opening::identity(&files)?.certificate().role == Role::Node {
        return Ok(None);
    }
    let opened = opening::node(context).await?;
    let viewer = opened.reader(context).await?;
    match opened.desk.score_sheet(&viewer, opened.unit(&asked.unit)?, asked.period).await {
        Ok(sheet) => Ok(Some(sheet)),
        Err(DeskError::View(ViewError::NoSheet { .. } | ViewError::NotForUnit { .. })) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The node to ask: the one named, this one where others sync with it, or the first upstream.
fn whom_to_ask(named: Option<&UpstreamEntry>, context: &Context) -> anyhow::Result<(Identity, UpstreamAddress)> {
    let configuration = Configuration::read(context.directory())?;
    let identity = opening::identity(&IdentityFiles::new(configuration.identity_folder(context.directory())))?;
    let address = match (named, configuration.listen) {
        (Some(named), _) => named.to_address(),
        (None, Some(listen)) if identity.certificate().role == Role::Node => {
            UpstreamAddress { unit: identity.certificate().unit, address: on_this_machine(listen).to_string() }
        }
        (None, _) => configuration.first_upstream()?.to_address(),
    };
    Ok((identity, address))
}

/// Where a node that listens on all addresses is reached from its own machine.
fn on_this_machine(listen: SocketAddr) -> SocketAddr {
    let mut address = listen;
    if listen.ip().is_unspecified() {
        address.set_ip(if listen.is_ipv4() { [127, 0, 0, 1].into() } else { std::net::Ipv6Addr::LOCALHOST.into() });
    }
    address
}

async fn text(context: &Context, named: Option<&UnitNamed>) -> anyhow::Result<String> {
    Ok(match named {
        Some(named) => unit_named::code(context, named).await?.to_string(),
        None => String::new(),
    })
}

fn level(level: LevelArgument) -> i32 {
    message::value::<message::Level>(Level::from(level).as_str())
}

async fn period(asked: &PeriodArguments, context: &Context) -> anyhow::Result<message::PeriodRequest> {
    let under = text(context, asked.under.as_ref()).await?;
    Ok(message::PeriodRequest { period: asked.period.to_string(), under })
}

async fn export(client: &mut ReportClient, asked: &ExportArguments, context: &Context) -> anyhow::Result<()> {
    let ending = asked.out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let format = match (asked.format, ending) {
        (Some(FileFormat::Csv), _) | (None, "csv") => message::FileFormat::Csv,
        (Some(FileFormat::Xlsx), _) | (None, "xlsx") => message::FileFormat::Xlsx,
        (Some(FileFormat::Html), _) | (None, "html") => message::FileFormat::Html,
        (Some(FileFormat::Parquet), _) | (None, "parquet") => message::FileFormat::Parquet,
        (None, _) => return Err(exit::input(say!("report-name-kind-file-out"))),
    };
    // The node would say so too, in its own language.
    if matches!(format, message::FileFormat::Csv | message::FileFormat::Parquet) && asked.level.is_none() {
        return Err(exit::input(say!("report-one-level")));
    }
    let bytes = client
        .export(message::ExportRequest {
            period: asked.period.to_string(),
            level: asked.level.map_or(0, level),
            under: text(context, asked.under.as_ref()).await?,
            run: asked.run.clone(),
            format: format.into(),
        })
        .await?;
    printing::write_file(&asked.out, &bytes)?;
    printing::note(&say!("report-kib", out = asked.out.display(), size = bytes.len().div_ceil(1024)));
    Ok(())
}
