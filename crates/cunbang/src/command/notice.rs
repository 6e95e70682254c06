//! `cunbang notice`: a list as the official document that goes out about it.

use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing;
use clap::{Args, ValueEnum};
use cunbang_desk::{Desk, Formalities, NoticeView};
use cunbang_language::{lazily, say};
use cunbang_model::Period;
use cunbang_web::notice::{Terms, draft};
use std::path::PathBuf;

/// Write the notice 通报 about a period's list, laid out as an official document
///
/// It says how much was received, how the scores lie and who is a candidate and how certainly, the rules in words,
/// until when villages may object, and how anyone checks the list; in its annexes every rank, the candidates with
/// their reasons, and what was not received. All of it is worked out from the run. It is of the run that this node's
/// unit published; where none is, it is a draft for comments 征求意见稿.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang notice 2026Q3 --out 通报.html\n  cunbang notice 2026Q3 --number 长组通〔2026〕3号 --issuer 中共长兴县委组织部 --out 通报.docx"
)]
pub(crate) struct NoticeArguments {
    /// The period
    #[arg(value_name = "PERIOD", value_parser = crate::values::period)]
    period: Period,
    /// The run [default: the one that is published, or else the newest]
    #[arg(long, value_name = "RUN")]
    run: Option<String>,
    /// Its number 发文字号: of a published run it is registered, and no other notice may bear it [default: as registered,
    /// or the next one of the year]
    #[arg(long, value_name = "NUMBER")]
    number: Option<String>,
    /// To whom it is copied 抄送, several with commas: of a published run it is registered [default: as registered]
    #[arg(long, value_name = "NAMES")]
    copied_to: Option<String>,
    /// Who prints it 印发机关: of a published run it is registered [default: as registered, or who issues it]
    #[arg(long, value_name = "NAME")]
    printed_by: Option<String>,
    /// Who issues it 发文机关 [default: by the unit's name]
    #[arg(long, value_name = "NAME")]
    issuer: Option<String>,
    /// For how many days after its date villages may object [default: as the rules or the publication say]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=366))]
    objection_days: Option<u16>,
    /// The kind of file [default: by the ending of --out]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<NoticeFormat>,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// The kinds of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum NoticeFormat {
    /// A page to print
    Html,
    /// A document for a word processor
    Docx,
}

/// Writes it.
pub(crate) async fn run(arguments: &NoticeArguments, context: &Context) -> anyhow::Result<()> {
    let format = format_of(arguments)?;
    let opened = opening::node(context).await?;
    let viewer = opened.reader(context).await?;
    let mut view = opened.desk.notice(&viewer, arguments.period, arguments.run.as_deref()).await?;
    if register(arguments, context, &opened.desk, &view).await? {
        view = opened.desk.notice(&viewer, arguments.period, Some(view.run.id())).await?;
    }
    let terms = Terms {
        issuer: arguments.issuer.as_deref(),
        number: arguments.number.as_deref().filter(|_| view.is_draft()),
        copied_to: arguments.copied_to.as_deref(),
        printed_by: arguments.printed_by.as_deref(),
        objection_days: arguments.objection_days,
    };
    let notice = draft(&view, terms);
    let bytes = match format {
        NoticeFormat::Html => notice.html()?.into_bytes(),
        NoticeFormat::Docx => notice.docx()?,
    };
    printing::write_file(&arguments.out, &bytes)?;
    let short = view.run.id().get(..12).unwrap_or(view.run.id());
    let state = lazily(|| match (view.is_draft(), &view.withdrawn, &view.replaced_by) {
        (true, ..) => say!("notice-draft-comments"),
        (false, Some(_), _) => say!("notice-is-withdrawn"),
        (false, None, Some(_)) => say!("notice-is-replaced"),
        (false, None, None) => say!("notice-published"),
    });
    printing::note(&say!(
        "notice-run",
        out = arguments.out.display(),
        number = notice.number,
        short = short,
        state = state
    ));
    Ok(())
}

/// Registers how the notice of a published run goes out, where that was said; of a draft it is looked whether another
/// notice bears the number. Gives whether anything was registered.
async fn register(
    arguments: &NoticeArguments,
    context: &Context,
    desk: &Desk,
    view: &NoticeView,
) -> anyhow::Result<bool> {
    let NoticeArguments { number, copied_to, printed_by, .. } = arguments;
    if number.is_none() && copied_to.is_none() && printed_by.is_none() {
        return Ok(false);
    }
    let run = view.run.id();
    if !view.may_be_registered(desk.replica().unit()) {
        if let Some(number) = number {
            let viewer = desk.viewer(&context.reader()?).await?;
            desk.check_notice_number(&viewer, view.unit, (run, arguments.period), number).await?;
        }
        return Ok(false);
    }
    let given = |said: &Option<String>, stands: &Option<String>| said.clone().or_else(|| stands.clone());
    // Where only the imprint is said, the notice keeps its number, or bears the one that pages offer.
    let number = given(number, &view.formalities.number).unwrap_or_else(|| view.offered.to_string());
    let formalities = Formalities {
        number: Some(number),
        copied_to: given(copied_to, &view.formalities.copied_to),
        printed_by: given(printed_by, &view.formalities.printed_by),
    };
    desk.register_notice(&context.operator()?, run, &formalities).await?;
    Ok(true)
}

fn format_of(arguments: &NoticeArguments) -> anyhow::Result<NoticeFormat> {
    let ending = arguments.out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match (arguments.format, ending) {
        (Some(format), _) => Ok(format),
        (None, "html" | "htm") => Ok(NoticeFormat::Html),
        (None, "docx") => Ok(NoticeFormat::Docx),
        (None, _) => Err(exit::input(say!("notice-name-kind-file-out"))),
    }
}
