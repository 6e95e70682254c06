//! The commands, one file each.

mod answer;
mod audit;
mod authority;
mod backup;
mod bulletin;
mod changes;
mod completions;
mod conflicts;
mod consequences;
mod decide;
mod demo;
mod doctor;
pub(crate) mod enrol;
mod evidence;
mod export;
pub(crate) mod first_operator;
mod history;
mod import;
pub(crate) mod init;
mod list;
mod log;
mod man;
mod move_deeds;
mod notice;
pub(crate) mod open;
mod operator;
mod publish;
mod rank;
mod receipts;
pub(crate) mod record;
mod rejoin;
mod report;
mod restore;
mod resume;
mod run;
mod scheme;
mod seal;
pub(crate) mod serve;
pub(crate) mod status;
mod sync;
mod template;
mod undo;
mod verify;
mod village;
mod withdraw;

use crate::context::Context;
use clap::Subcommand;

/// What to do.
#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub(crate) enum Command {
    Demo(demo::DemoArguments),
    Rank(rank::RankArguments),
    Template(template::TemplateArguments),
    #[command(subcommand)]
    Scheme(scheme::SchemeCommand),
    #[command(subcommand)]
    Init(init::InitCommand),
    #[command(subcommand)]
    Enrol(enrol::EnrolCommand),
    #[command(subcommand)]
    Authority(authority::AuthorityCommand),
    #[command(subcommand)]
    Operator(operator::OperatorCommand),
    Serve(serve::ServeArguments),
    Open(open::OpenArguments),
    Import(import::ImportArguments),
    Record(record::RecordArguments),
    Withdraw(withdraw::WithdrawArguments),
    Reinstate(record::ReinstateArguments),
    MoveDeeds(move_deeds::MoveDeedsArguments),
    Undo(undo::UndoArguments),
    List(list::ListRowsArguments),
    Show(list::ShowArguments),
    History(history::HistoryArguments),
    Conflicts(conflicts::ConflictsArguments),
    Resolve(conflicts::ResolveArguments),
    Seal(seal::SealArguments),
    Sync(sync::SyncArguments),
    Status(status::StatusArguments),
    Run(run::RunArguments),
    Publish(publish::PublishArguments),
    Decide(decide::DecideArguments),
    Answer(answer::AnswerArguments),
    #[command(subcommand)]
    Consequences(consequences::ConsequencesCommand),
    Bulletin(bulletin::BulletinArguments),
    Changes(changes::ChangesArguments),
    Notice(notice::NoticeArguments),
    Evidence(evidence::EvidenceArguments),
    Export(export::ExportArguments),
    Receipts(receipts::ReceiptsArguments),
    Log(log::LogArguments),
    Verify(verify::VerifyArguments),
    Report(report::ReportArguments),
    Doctor(doctor::DoctorArguments),
    Backup(backup::BackupArguments),
    Restore(restore::RestoreArguments),
    Rejoin(rejoin::RejoinArguments),
    Resume(resume::ResumeArguments),
    Audit(audit::AuditArguments),
    Completions(completions::CompletionsArguments),
    Man(man::ManArguments),
}

impl Command {
    /// Does it.
    pub(crate) async fn run(self, context: &Context) -> anyhow::Result<()> {
        match self {
            Self::Demo(arguments) => demo::run(arguments, context).await,
            Self::Rank(arguments) => rank::run(&arguments),
            Self::Template(arguments) => template::run(&arguments, context).await,
            Self::Scheme(command) => scheme::run(&command, context).await,
            Self::Init(command) => init::run(command, context).await,
            Self::Enrol(command) => enrol::run(command, context).await,
            Self::Authority(command) => authority::run(command, context).await,
            Self::Operator(command) => operator::run(command, context).await,
            Self::Serve(arguments) => serve::run(&arguments, context).await,
            Self::Open(arguments) => open::run(&arguments, context).await,
            Self::Import(arguments) => import::run(&arguments, context).await,
            Self::Record(arguments) => record::run(&arguments, context).await,
            Self::Withdraw(arguments) => withdraw::run(&arguments, context).await,
            Self::Reinstate(arguments) => record::reinstate(&arguments, context).await,
            Self::MoveDeeds(arguments) => move_deeds::run(&arguments, context).await,
            Self::Undo(arguments) => undo::run(&arguments, context).await,
            Self::List(arguments) => list::run(&arguments, context).await,
            Self::Show(arguments) => list::show(&arguments, context).await,
            Self::Conflicts(arguments) => conflicts::run(&arguments, context).await,
            Self::Resolve(arguments) => conflicts::resolve(&arguments, context).await,
            Self::History(arguments) => history::run(&arguments, context).await,
            Self::Seal(arguments) => seal::run(&arguments, context).await,
            Self::Sync(arguments) => sync::run(&arguments, context).await,
            Self::Status(arguments) => status::run(&arguments, context).await,
            Self::Run(arguments) => run::run(&arguments, context).await,
            Self::Publish(arguments) => publish::run(&arguments, context).await,
            Self::Decide(arguments) => decide::run(&arguments, context).await,
            Self::Answer(arguments) => answer::run(&arguments, context).await,
            Self::Consequences(command) => consequences::run(&command, context).await,
            Self::Bulletin(arguments) => bulletin::run(&arguments, context).await,
            Self::Changes(arguments) => changes::run(&arguments, context).await,
            Self::Notice(arguments) => notice::run(&arguments, context).await,
            Self::Evidence(arguments) => evidence::run(&arguments, context).await,
            Self::Export(arguments) => export::run(&arguments, context).await,
            Self::Receipts(arguments) => receipts::run(&arguments, context).await,
            Self::Log(arguments) => log::run(&arguments, context).await,
            Self::Verify(arguments) => verify::run(&arguments),
            Self::Report(arguments) => report::run(&arguments, context).await,
            Self::Doctor(arguments) => doctor::run(&arguments, context).await,
            Self::Backup(arguments) => backup::run(&arguments, context).await,
            Self::Restore(arguments) => restore::run(&arguments, context).await,
            Self::Rejoin(arguments) => rejoin::run(&arguments, context).await,
            Self::Resume(arguments) => resume::run(&arguments, context).await,
            Self::Audit(arguments) => audit::run(&arguments, context).await,
            Self::Completions(arguments) => completions::run(&arguments),
            Self::Man(arguments) => man::run(&arguments),
        }
    }
}
