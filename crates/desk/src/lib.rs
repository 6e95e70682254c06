//! What people do at a node and see of it: every command and every view, each once.
//!
//! A [`Desk`] holds a [`cunbang_replica::Replica`] and what makes rankings quick. Command line, gRPC and
//! pages are its adapters: they translate what was asked, call, and show what comes back. So the desk may
//! know no SQL, no gRPC, no web server and no layout.
//!
//! A **command** is what the person at the node does, and is recorded with who that is ([`people::persons`]); what it may
//! write is decided by the node's own certificate, as nobody else's entries can be signed here. A **view** is
//! plain data, and says who looks: a [`Viewer`] is the person at the node or a device that asks over the
//! network, and sees its own part of the tree. What fails is a [`DeskError`], typed by module, of one
//! [`Sort`], from which exit codes and statuses follow. What people answer for later is audited where it is
//! done.
//!
//! Data takes one way: what a person asks becomes rows, which the replica records; what a person sees is
//! gathered from the replica's documents ([`assessment::gather`]) and worked out by `ranking` and `scheme`.

pub mod assessment;
pub mod inspection;
pub mod node;
pub mod people;
pub mod reading;
pub mod village;
pub mod writing;

mod desk;
mod error;

pub use assessment::bulletin::BulletinView;
pub use assessment::consequences::{ConsequenceSubject, ConsequenceView};
pub use assessment::denied::Denied;
pub use assessment::left_out::LeftOut;
pub use assessment::notice::{NoticeRun, NoticeView};
pub use assessment::overview::Overview;
pub use assessment::predecessors::{Replaced, TakenBackList};
pub use assessment::public_log::{PublicLogTrouble, PublicLogView};
pub use assessment::publications::{PublicationEvent, Publications};
pub use assessment::publish::{Publication, PublishTerms};
pub use assessment::ranking::{
    Beside, CandidateList, KnownRank, KnownScore, NoList, RankingLine, RankingPage, RankingView, RunHeading, RunState,
    Wanted,
};
pub use assessment::register::{RegisterError, RegisteredNotice};
pub use assessment::rules::{NewRules, SchemePut};
pub use assessment::run::RunOptions;
pub use assessment::run_notes::Unlisted;
pub use assessment::runs::KnownRun;
pub use assessment::seal_times::SealTimes;
pub use assessment::standings::{Compared, PeriodMean, PlacedLine, Proposed, SameVillages, Spread, Standings};
pub use cunbang_ranking::announced::{AnnouncedDecision, AnnouncedRow, Formalities};
pub use cunbang_ranking::{Coverage, Published, RunNotes};
pub use cunbang_scheme::Coverage as VillagesReceived;
/// What views speak of.
pub use cunbang_scheme::remark;
pub use cunbang_scheme::{
    CorrectedSeal, Doubt, GroupKind, Level, Light, Outcome, Prospect, Scheme, Status, Told, ToldVillages,
};
pub use desk::Desk;
pub use error::{DeskError, Sort};
pub use inspection::coverage::VillageCoverage;
pub use inspection::finding_effect::cost_of;
pub use inspection::findings::{
    FindingKey, FindingNotes, FindingState, ListedFinding, lacks_fixed_day, lacks_new_due_day, rechecked_before_fixed,
};
pub use inspection::late::LateRow;
pub use inspection::lives::{Alteration, Became};
pub use node::known_as_of::KnownAsOf;
pub use node::network::NetworkView;
pub use node::rejoin::{Rejoined, RejoinedRow};
pub use node::rounds::Rounds;
pub use people::operators::{OperatorError, OperatorView};
pub use people::password::{Password, PasswordFault};
pub use people::scope::{Command, OperatorRole, may, role_name};
pub use people::seals::Altered;
pub use people::sessions::{SessionToken, SessionView, is_token_for_forms};
pub use people::viewer::{ViewError, Viewer};
pub use reading::authorship::Authorship;
pub use reading::document::DocumentView;
pub use reading::history::HistoryView;
pub use reading::rows::{ListedRow, RowFilter, RowsView, ShownWithdrawn};
pub use reading::unread::UnreadRows;
pub use village::development::{DevelopmentView, PersonSteps, StageOfSteps};
pub use village::outlook::Outlook;
pub use village::place::Place;
pub use village::score_sheet::ScoreSheetView;
pub use village::slip::MemberSlip;
pub use village::village_home::VillageHome;
pub use writing::conflicts::{Chosen, ConflictView};
pub use writing::operations::{Operation, OperationKind};
pub use writing::undo::Undone;
