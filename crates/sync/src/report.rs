//! Reports 报表 for inspectors' programs: the service, limited to what the caller may see, and its client.
//!
//! A caller is a device of the county, in any role: a reader's dashboard, an inspector's laptop, a terminal,
//! another node. It sees everything about its own unit and the units under it. Of others it sees what was
//! published in the bulletin. Members are never published, so only units above see them. The desk alone decides
//! what a caller may see; the service only turns requests into queries and views into messages.
//!
//! Answers are based on ranking runs made at this node or known from a bulletin. The service never ranks
//! anything itself, so a report stays the same until someone makes a new run.

mod asked;
mod client;
mod export;
mod message;
mod overview;
mod service;
mod word;

pub use crate::proto::{
    Area, Bounds, CandidatesReply, CandidatesRequest, Coverage, CoverageReply, Cut, Decision, DecisionKind,
    ExportRequest, FileFormat, Finding, FindingAlteration, FindingLate, FindingResult, FindingsReply, FindingsRequest,
    Indicator, Level, ListUnitsReply, ListUnitsRequest, MemberStatus, Movement, OverviewReply, PeriodMean,
    PeriodRequest, Prospect, RankingReply, RankingRequest, RankingRow, Reason, Run, ScoreSheetReply, ScoreSheetRequest,
    Spread, Standings, StarCount, Status, TableCoverage, Unit, UnitKind,
};
pub use client::ReportClient;
pub use export::{ExportFormat, ExportInput, Exporter, MAX_PIECE_BYTES};
pub(crate) use service::ReportService;
pub use word::{Named, value, word};
