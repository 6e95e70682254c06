//! Reports 报表 for inspectors' programs: the service, scoped to what the caller may see, and its client.
//!
//! A caller is a device of the county, in any role: a reader's dashboard, an inspector's laptop, a
//! terminal, another node. It sees its own unit and those under it whole; of others it sees what was
//! published, as the bulletin shows it. Members are never published, so they are seen from above only.
//! What may be seen is decided at the desk alone; the service only turns requests into questions and views
//! into messages.
//!
//! Answers rest on ranking runs that were made at this node, or are known from a bulletin. The service
//! ranks nothing by itself: a report says the same as long as nobody makes a new run.

mod asked;
mod client;
mod export;
mod message;
mod service;
mod word;

pub use crate::proto::{
    Bounds, CandidatesReply, CandidatesRequest, Coverage, CoverageReply, Decision, DecisionKind, ExportRequest,
    FileFormat, Finding, FindingResult, FindingsReply, FindingsRequest, Indicator, Level, ListUnitsReply,
    ListUnitsRequest, MemberStatus, PeriodRequest, RankingReply, RankingRequest, RankingRow, Reason, Run,
    ScoreSheetReply, ScoreSheetRequest, Status, Unit, UnitKind,
};
pub use client::ReportClient;
pub use export::{ExportFormat, ExportInput, Exporter, MAX_PIECE_BYTES};
pub(crate) use service::ReportService;
pub use word::{Named, value, word};
