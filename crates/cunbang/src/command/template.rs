//! `cunbang template`: the workbook that people fill in.

use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing;
use clap::{Args, ValueEnum};
use cunbang_language::say;
use cunbang_model::Period;
use cunbang_report::{Audience, Listed, template, template_for};
use std::path::PathBuf;

/// Write the workbook that people fill in: every table, Chinese and English headers, drop-down lists
///
/// Each sheet has an example row, which is left out when the workbook is read as long as it stands
/// there untouched. What is filled in can be ranked (`cunbang rank`) and imported (`cunbang import`).
///
/// With `--for`, in a node's folder: only what that person fills in, with the members on the roster, or the units
/// below, listed to be picked.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang template --out 台账.xlsx\n  cunbang template --for village --out 台账.xlsx\n  cunbang template --for village --period 2026Q3 --out 三季度.xlsx"
)]
pub(crate) struct TemplateArguments {
    /// Who fills it in
    #[arg(long = "for", value_enum, value_name = "WHO")]
    audience: Option<AudienceArgument>,
    /// The quarter that a village fills in: its meetings, and its members as they stood then [default: the one that
    /// people work on now]
    #[arg(long, visible_alias = "quarter", value_name = "QUARTER", value_parser = crate::values::period, requires = "audience")]
    period: Option<Period>,
    /// File to write to
    #[arg(long, value_name = "FILE", default_value = "cunbang-template.xlsx")]
    out: PathBuf,
    /// Write over a file of that name
    #[arg(long)]
    force: bool,
}

/// Who fills a template in, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AudienceArgument {
    /// A village's clerk
    Village,
    /// An inspector of a township or county
    Inspector,
    /// The county
    County,
}

impl From<AudienceArgument> for Audience {
    fn from(argument: AudienceArgument) -> Self {
        match argument {
            AudienceArgument::Village => Self::Village,
            AudienceArgument::Inspector => Self::Inspector,
            AudienceArgument::County => Self::County,
        }
    }
}

/// Writes it.
pub(crate) async fn run(arguments: &TemplateArguments, context: &Context) -> anyhow::Result<()> {
    // Somebody's quarter may stand in it.
    if !arguments.force && arguments.out.try_exists().unwrap_or(true) {
        return Err(exit::input(say!("template-file-there-already-name", out = arguments.out.display())));
    }
    let bytes = match arguments.audience {
        None => template()?,
        Some(audience) => {
            let opened = opening::node(context).await?;
            let period = match arguments.period {
                Some(period) => period,
                None => opened.desk.period_at_hand().await?,
            };
            let quarter = Some(Period::quarter_of(period.last_day())).filter(|_| audience == AudienceArgument::Village);
            let rows = match quarter {
                Some(quarter) => opened.desk.of_quarter(quarter).await?,
                None => Vec::new(),
            };
            let units = opened.desk.replica().org().units().cloned();
            let listed = Listed { own: opened.node.unit(), units: units.as_deref(), quarter, rows: &rows };
            template_for(audience.into(), &listed)?
        }
    };
    printing::write_file(&arguments.out, &bytes)?;
    printing::note(&say!("template-fill-sheets-then-cunbang", out = arguments.out.display()));
    Ok(())
}
