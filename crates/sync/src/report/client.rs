//! The client of the report service, used by `cunbang report`.

use super::{
    CandidatesReply, CandidatesRequest, CoverageReply, ExportRequest, FindingsReply, FindingsRequest, ListUnitsReply,
    ListUnitsRequest, OverviewReply, PeriodRequest, RankingReply, RankingRequest, ScoreSheetReply, ScoreSheetRequest,
};
use crate::client::UpstreamAddress;
use crate::connection;
use crate::error::SyncError;
use crate::proto::reports_client::ReportsClient;
use cunbang_identity::{Identity, client_config, server_name};
use cunbang_model::Clock;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tonic::transport::Channel;

const CONNECT_TIME: Duration = Duration::from_secs(15);
/// The longest answer is a score sheet with all its reasons.
const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;

/// A connection to a node's report service. Methods are named after the service's calls.
#[derive(Debug, Clone)]
pub struct ReportClient(ReportsClient<Channel>);

impl ReportClient {
    /// Connects as a device of the county. Any node can be asked, including the device's own.
    pub async fn connect(
        identity: &Identity,
        upstream: &UpstreamAddress,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SyncError> {
        let tls = client_config(identity, clock).map_err(|error| SyncError::Configuration(error.to_string()))?;
        let (channel, _) =
            connection::connect(&upstream.address, server_name(upstream.unit), tls, CONNECT_TIME).await?;
        Ok(Self(ReportsClient::new(channel).max_decoding_message_size(MAX_ANSWER_BYTES)))
    }

    /// A unit and the units under it.
    pub async fn list_units(&mut self, request: ListUnitsRequest) -> Result<ListUnitsReply, SyncError> {
        Ok(self.0.list_units(request).await?.into_inner())
    }

    /// What was received from each village for a period.
    pub async fn get_coverage(&mut self, request: PeriodRequest) -> Result<CoverageReply, SyncError> {
        Ok(self.0.get_coverage(request).await?.into_inner())
    }

    /// How a unit stands in a period, counted.
    pub async fn get_overview(&mut self, request: PeriodRequest) -> Result<OverviewReply, SyncError> {
        Ok(self.0.get_overview(request).await?.into_inner())
    }

    /// The ranking of a level: one page if `page_size` is given, otherwise all of it.
    pub async fn get_ranking(&mut self, mut request: RankingRequest) -> Result<RankingReply, SyncError> {
        let whole = request.page_size == 0;
        let mut reply = self.0.get_ranking(request.clone()).await?.into_inner();
        while whole && !reply.next_page_token.is_empty() {
            request.page_token = std::mem::take(&mut reply.next_page_token);
            let next = self.0.get_ranking(request.clone()).await?.into_inner();
            reply.rows.extend(next.rows);
            reply.next_page_token = next.next_page_token;
        }
        Ok(reply)
    }

    /// One score with the rows behind every point.
    pub async fn get_score_sheet(&mut self, request: ScoreSheetRequest) -> Result<ScoreSheetReply, SyncError> {
        Ok(self.0.get_score_sheet(request).await?.into_inner())
    }

    /// The candidates for the backward list.
    pub async fn list_candidates(&mut self, request: CandidatesRequest) -> Result<CandidatesReply, SyncError> {
        Ok(self.0.list_candidates(request).await?.into_inner())
    }

    /// What inspections found: one page if `page_size` is given, otherwise all of it.
    pub async fn list_findings(&mut self, mut request: FindingsRequest) -> Result<FindingsReply, SyncError> {
        let whole = request.page_size == 0;
        let mut reply = self.0.list_findings(request.clone()).await?.into_inner();
        while whole && !reply.next_page_token.is_empty() {
            request.page_token = std::mem::take(&mut reply.next_page_token);
            let next = self.0.list_findings(request.clone()).await?.into_inner();
            reply.findings.extend(next.findings);
            reply.next_page_token = next.next_page_token;
        }
        Ok(reply)
    }

    /// A ranking as a file.
    pub async fn export(&mut self, request: ExportRequest) -> Result<Vec<u8>, SyncError> {
        let mut bytes = Vec::new();
        self.export_into(request, &mut bytes).await?;
        Ok(bytes)
    }

    /// A ranking as a file, written as it arrives. Returns its length in bytes.
    pub async fn export_into(
        &mut self,
        request: ExportRequest,
        into: &mut (impl AsyncWrite + Unpin),
    ) -> Result<u64, SyncError> {
        let cannot = |error: std::io::Error| SyncError::Configuration(format!("the export cannot be written: {error}"));
        let mut pieces = self.0.export(request).await?.into_inner();
        let mut bytes = 0;
        while let Some(piece) = pieces.message().await? {
            into.write_all(&piece.data).await.map_err(cannot)?;
            bytes += piece.data.len() as u64;
        }
        into.flush().await.map_err(cannot)?;
        Ok(bytes)
    }
}
