//! The report service: requests into questions, views into messages.

use super::asked::{self, FindingPlace, RankingPlace};
use super::export::{ExportFormat, ExportInput, Exporter};
use super::message;
use super::runs::Runs;
use super::scope::{Scope, check_held, check_known};
use super::view::{View, Wanted};
use crate::error::status_of_desk;
use crate::half::check_standing;
use crate::metering::Waiting;
use crate::proto;
use crate::proto::reports_server::Reports;
use crate::server::caller;
use cunbang_desk::Desk;
use cunbang_model::{DocumentKind, Table, UnitCode};
use cunbang_replica::reading::projections;
use cunbang_scheme::Scheme;
use std::sync::Arc;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

/// Pieces of an export that are made ready ahead of the caller's reading.
const PIECES_AHEAD: usize = 2;

/// The service.
pub(crate) struct ReportService {
    desk: Arc<Desk>,
    exporter: Option<Arc<dyn Exporter>>,
    runs: Runs,
    places: Semaphore,
}

/// A call that may go on: who makes it, what it may see, and its place among those at work.
struct Call<'a> {
    scope: Scope,
    _place: SemaphorePermit<'a>,
}

impl ReportService {
    pub(crate) fn new(desk: Arc<Desk>, exporter: Option<Arc<dyn Exporter>>, max_reports: usize) -> Self {
        Self { desk, exporter, runs: Runs::default(), places: Semaphore::new(max_reports) }
    }

    /// Checks who calls, and waits until there is a place.
    async fn admit<T>(&self, request: &Request<T>) -> Result<Call<'_>, Status> {
        let caller = caller(self.desk.replica(), request)?;
        let waiting = Waiting::begin();
        let place = self.places.acquire().await.map_err(|_| Status::unavailable("the node is stopping"))?;
        drop(waiting);
        Ok(Call { scope: Scope::of(&caller), _place: place })
    }

    /// The unit that a request names, or the usual one.
    fn under(&self, scope: Scope, text: &str) -> Result<UnitCode, Status> {
        if text.is_empty() { Ok(scope.usual(self.desk.replica().unit())) } else { asked::unit(text) }
    }

    /// The unit that a request names, if the caller may see it and its records are here.
    fn held(&self, scope: Scope, text: &str) -> Result<UnitCode, Status> {
        let under = self.under(scope, text)?;
        scope.check(under)?;
        let units = self.desk.replica().units().map_err(|error| status_of_desk(&error.into()))?;
        check_known(under, &units)?;
        check_held(under, self.desk.replica().unit())?;
        Ok(under)
    }

    async fn view(&self, scope: Scope, period: &str, under: &str, run: &str) -> Result<View, Status> {
        let wanted = Wanted { period: asked::optional_period(period)?, under: self.under(scope, under)?, run };
        View::find(&self.desk, &self.runs, scope, wanted).await
    }

    /// The scheme of a view's run, if it is still the one in force.
    async fn scheme_of(&self, view: &View) -> Option<Scheme> {
        let hash = view.run().scheme_hash;
        self.desk.scheme_for(view.period).await.ok().filter(|scheme| scheme.hash() == hash)
    }

    /// The view of the period before, where the caller may have one.
    async fn view_before(&self, scope: Scope, view: &View) -> Option<View> {
        let wanted = Wanted { period: Some(view.period.previous()), under: view.under(), run: "" };
        View::find(&self.desk, &self.runs, scope, wanted).await.ok()
    }
}

#[tonic::async_trait]
impl Reports for ReportService {
    async fn list_units(
        &self,
        request: Request<proto::ListUnitsRequest>,
    ) -> Result<Response<proto::ListUnitsReply>, Status> {
        let call = self.admit(&request).await?;
        let under = self.under(call.scope, &request.get_ref().under)?;
        call.scope.check(under)?;
        let units = self.desk.replica().units().map_err(|error| status_of_desk(&error.into()))?;
        check_known(under, &units)?;
        let listed = units.iter().filter(|unit| unit.code.is_within(&under));
        Ok(Response::new(proto::ListUnitsReply { units: listed.map(|unit| message::unit(unit, &units)).collect() }))
    }

    async fn get_coverage(
        &self,
        request: Request<proto::PeriodRequest>,
    ) -> Result<Response<proto::CoverageReply>, Status> {
        let call = self.admit(&request).await?;
        let request = request.into_inner();
        let period = asked::period(&request.period)?;
        let under = self.held(call.scope, &request.under)?;
        let coverage = self.desk.coverage(period, under).await.map_err(|error| status_of_desk(&error))?;
        Ok(Response::new(proto::CoverageReply {
            period: period.to_string(),
            units: coverage.into_iter().map(message::coverage).collect(),
        }))
    }

    async fn get_ranking(
        &self,
        request: Request<proto::RankingRequest>,
    ) -> Result<Response<proto::RankingReply>, Status> {
        let call = self.admit(&request).await?;
        let request = request.into_inner();
        let level = asked::level(&request.level)?;
        let place = RankingPlace::parse(&request.page_token)?;
        // All pages are of the run that the first was of, whatever was run meanwhile.
        let (run, start) = place.as_ref().map_or((&request.run, 0), |place| (&place.run, place.given));
        let view = self.view(call.scope, &request.period, &request.under, run).await?;
        view.check_level(level)?;
        let (all, rows) = view.page(level, start, asked::page_rows(request.page_size));
        let given = start.saturating_add(rows.len());
        let next = (!rows.is_empty() && given < all).then(|| RankingPlace { run: view.id().to_owned(), given }.token());
        Ok(Response::new(proto::RankingReply {
            run: Some(view.run()),
            rows,
            next_page_token: next.unwrap_or_default(),
            row_count: u32::try_from(all).unwrap_or(u32::MAX),
        }))
    }

    async fn get_score_sheet(
        &self,
        request: Request<proto::ScoreSheetRequest>,
    ) -> Result<Response<proto::ScoreSheetReply>, Status> {
        let call = self.admit(&request).await?;
        let request = request.into_inner();
        call.scope.check(asked::unit(&request.unit)?)?;
        let view = self.view(call.scope, &request.period, &request.unit, &request.run).await?;
        let row = view.sheet(&request.member)?;
        Ok(Response::new(proto::ScoreSheetReply { run: Some(view.run()), row: Some(row) }))
    }

    async fn list_candidates(
        &self,
        request: Request<proto::CandidatesRequest>,
    ) -> Result<Response<proto::CandidatesReply>, Status> {
        let call = self.admit(&request).await?;
        let request = request.into_inner();
        let view = self.view(call.scope, &request.period, &request.under, &request.run).await?;
        Ok(Response::new(view.candidates()))
    }

    async fn list_findings(
        &self,
        request: Request<proto::FindingsRequest>,
    ) -> Result<Response<proto::FindingsReply>, Status> {
        let call = self.admit(&request).await?;
        let request = request.into_inner();
        let period = asked::period(&request.period)?;
        let after = FindingPlace::parse(&request.page_token)?;
        let under = self.held(call.scope, &request.under)?;
        let units = self.desk.replica().units().map_err(|error| status_of_desk(&error.into()))?;
        let documents =
            projections(&**self.desk.replica().store(), DocumentKind::Inspection, under, Some(period)).await;
        let documents = documents.map_err(|error| status_of_desk(&error.into()))?;
        let mut found = Vec::new();
        for standing in documents.values().flat_map(|document| document.table(Table::Findings)) {
            let row = &standing.row;
            if let (Some(date), Some(finding)) = (row.date("date"), row.text("finding")) {
                let place = FindingPlace { unit: row.unit(), date, finding: finding.to_owned() };
                if period.contains_day(date) && after.as_ref().is_none_or(|after| place > *after) {
                    found.push((place, row));
                }
            }
        }
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        let rows = asked::page_rows(request.page_size);
        let next = if found.len() > rows { found.get(rows - 1).map(|(place, _)| place.token()) } else { None };
        Ok(Response::new(proto::FindingsReply {
            findings: found.iter().take(rows).map(|(_, row)| message::finding(row, &units)).collect(),
            next_page_token: next.unwrap_or_default(),
        }))
    }

    type ExportStream = ReceiverStream<Result<proto::ExportChunk, Status>>;

    async fn export(&self, request: Request<proto::ExportRequest>) -> Result<Response<Self::ExportStream>, Status> {
        let peer = caller(self.desk.replica(), &request)?;
        let call = self.admit(&request).await?;
        let request = request.into_inner();
        let format = asked::format(&request.format)?;
        let level = if request.level.is_empty() { None } else { Some(asked::level(&request.level)?) };
        if format == ExportFormat::Csv && level.is_none() {
            return Err(Status::invalid_argument(format!(
                "level: a csv holds one level: use one of {}",
                asked::levels()
            )));
        }
        let exporter = self.exporter.clone();
        let exporter = exporter.ok_or_else(|| {
            Status::unimplemented("this server writes no files: ask for the rows instead (GetRanking)")
        })?;
        let view = self.view(call.scope, &request.period, &request.under, &request.run).await?;
        if let Some(level) = level {
            view.check_level(level)?;
        }
        let scheme = self.scheme_of(&view).await;
        let before = self.view_before(call.scope, &view).await;
        let written = tokio::task::spawn_blocking(move || {
            let (outcome, previous) = (view.outcome(level), before.map(|before| before.outcome(level)));
            exporter.export(&ExportInput {
                format,
                level,
                outcome: &outcome,
                units: &view.units,
                scheme: scheme.as_ref(),
                run: view.id(),
                previous: previous.as_ref(),
            })
        });
        let bytes = written
            .await
            .map_err(|_| Status::unavailable("the node is stopping"))?
            .map_err(|why| Status::internal(format!("the {format} could not be written: {why}")))?;
        let (out, pieces) = mpsc::channel(PIECES_AHEAD);
        let node = Arc::clone(self.desk.replica());
        tokio::spawn(async move {
            for piece in message::pieces(&bytes) {
                // Asked with every piece: a revocation ends what is being read, too.
                let piece = check_standing(&node, &peer).map(|()| piece);
                let ended = piece.is_err();
                if out.send(piece).await.is_err() || ended {
                    return;
                }
            }
        });
        Ok(Response::new(ReceiverStream::new(pieces)))
    }
}
