//! What people do at a node and see of it: every command and every view, each once.
//!
//! A [`Desk`] holds a [`cunbang_replica::Replica`] and what makes rankings quick. Command line, gRPC and
//! pages are its adapters: they translate what was asked, call, and show what comes back. So the desk may
//! know no SQL, no gRPC, no web server and no layout.
//!
//! A **command** is what the person at the node does, and is recorded with who that is ([`persons`]); what it may
//! write is decided by the node's own certificate, as nobody else's entries can be signed here. A **view** is
//! plain data, and says who looks: a [`Viewer`] is the person at the node or a device that asks over the
//! network, and sees its own part of the tree. What fails is a [`DeskError`], typed by module, of one
//! [`Sort`], from which exit codes and statuses follow. What people answer for later is audited where it is
//! done.
//!
//! Data takes one way: what a person asks becomes rows, which the replica records; what a person sees is
//! gathered from the replica's documents ([`gather`]) and worked out by `ranking` and `scheme`.

mod against_rules;
mod alone;
mod attempts;
pub mod audience;
pub mod audit;
pub mod authority;
pub mod authorship;
pub mod bulletin;
pub mod changes;
pub mod codes;
pub mod compare;
pub mod conflicts;
pub mod consequences;
pub mod coverage;
pub mod decide;
pub mod development;
pub mod devices;
pub mod doctor;
pub mod document;
pub mod doubts;
pub mod enrol;
pub mod evidence;
pub mod finding_effect;
pub mod findings;
pub mod gaps;
pub mod gather;
pub mod hanging;
pub mod history;
pub mod home;
pub mod import;
pub mod import_preview;
pub mod left_behind;
pub mod left_out;
mod lookalike;
pub mod marks;
pub mod meetings;
pub mod network;
pub mod notice;
pub mod objections;
pub mod offered;
pub mod operations;
pub mod operators;
pub mod outlook;
mod overlay;
pub mod overview;
pub mod password;
pub mod persons;
pub mod place;
mod placing;
pub mod public_log;
pub mod publish;
mod published_lines;
pub mod ranking;
pub mod record;
pub mod rectifications;
pub mod references;
pub mod rejoin;
mod resume;
pub mod rounds;
pub mod rows;
pub mod rules;
pub mod run;
pub mod runs;
pub mod schemes;
pub mod scope;
pub mod score_sheet;
pub mod seal;
pub mod seal_reviews;
pub mod sessions;
pub mod since_seal;
pub mod slip;
pub mod standings;
pub mod status;
pub mod texts;
pub mod undo;
pub mod unfinished;
pub mod units;
pub mod unread;
pub mod upon;
pub mod viewer;
pub mod village_home;
pub mod withdraw;
pub mod written;

mod desk;
mod error;

pub use authorship::Authorship;
pub use bulletin::BulletinView;
pub use conflicts::{Chosen, ConflictView};
pub use consequences::{ConsequenceSubject, ConsequenceView};
pub use coverage::VillageCoverage;
pub use cunbang_ranking::{Coverage, Published};
/// What views speak of.
pub use cunbang_scheme::remark as remarks;
pub use cunbang_scheme::remark;
pub use cunbang_scheme::{Level, Light, Outcome, Prospect, Scheme, Status, Told};
pub use desk::Desk;
pub use development::{DevelopmentView, PersonSteps, StageOfSteps};
pub use document::DocumentView;
pub use error::{DeskError, Sort};
pub use findings::{FindingKey, FindingState, ListedFinding};
pub use history::HistoryView;
pub use left_out::LeftOut;
pub use network::NetworkView;
pub use notice::NoticeView;
pub use operations::{Operation, OperationKind};
pub use operators::{OperatorError, OperatorView};
pub use outlook::Outlook;
pub use overview::Overview;
pub use password::{Password, PasswordFault};
pub use place::Place;
pub use public_log::{PublicLogTrouble, PublicLogView};
pub use publish::Publication;
pub use ranking::{CandidateList, KnownRank, KnownScore, RankingLine, RankingPage, RankingView, RunHeading, Wanted};
pub use rejoin::{Rejoined, RejoinedRow};
pub use rounds::Rounds;
pub use rows::{ListedRow, RowFilter, RowsView, ShownWithdrawn};
pub use rules::SchemePut;
pub use run::RunOptions;
pub use runs::KnownRun;
pub use scope::{Command, OperatorRole, may, role_name};
pub use score_sheet::ScoreSheetView;
pub use sessions::{SessionToken, SessionView, is_token_for_forms};
pub use slip::MemberSlip;
pub use standings::{PeriodMean, PlacedLine, Proposed, Spread, Standings};
pub use undo::Undone;
pub use unread::UnreadRows;
pub use viewer::{ViewError, Viewer};
pub use village_home::VillageHome;
