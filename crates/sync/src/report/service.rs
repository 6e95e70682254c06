//! The report service: turns requests into queries, and views into messages.

use super::asked::{self, RankingCursor};
use super::export::{ExportFormat, ExportInput, Exporter};
use super::{message, overview};
use crate::buckets::come_back;
use crate::error::{status_of, status_of_desk};
use crate::half::check_standing;
use crate::metering::Waiting;
use crate::proto;
use crate::proto::reports_server::Reports;
use crate::server::{Limits, caller};
use cunbang_desk::reading::in_words::RowsInWords;
use cunbang_desk::{Desk, DeskError, ListedFinding, RankingView, Viewer, Wanted};
use cunbang_model::{DeviceId, UnitCode};
use cunbang_scheme::{Level, Scheme};
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

/// How many pieces of an export are prepared ahead of the caller.
const PIECES_AHEAD: usize = 2;
/// How long a caller may leave a piece of an export unread.
const LONGEST_UNREAD: Duration = Duration::from_mins(1);

/// The service.
pub(crate) struct ReportService {
    desk: Arc<Desk>,
    exporter: Option<Arc<dyn Exporter>>,
    permits: Semaphore,
    /// Exports have places of their own: each takes as long as many reports, and as long as its caller reads.
    exports: Arc<Semaphore>,
    /// The callers that have one.
    exporting: Arc<Mutex<HashSet<DeviceId>>>,
}

/// An admitted call: its caller, and its permit to work.
struct Call<'a> {
    viewer: Viewer,
    _permit: SemaphorePermit<'a>,
}

/// A place to export, until dropped.
struct Exporting {
    device: DeviceId,
    all: Arc<Mutex<HashSet<DeviceId>>>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for Exporting {
    fn drop(&mut self) {
        lock(&self.all).remove(&self.device);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[allow(clippy::needless_pass_by_value)] // for `map_err`
fn told(error: DeskError) -> Status {
    status_of_desk(&error)
}

impl ReportService {
    pub(crate) fn new(desk: Arc<Desk>, exporter: Option<Arc<dyn Exporter>>, limits: &Limits) -> Self {
        Self {
            desk,
            exporter,
            permits: Semaphore::new(limits.max_reports),
            exports: Arc::new(Semaphore::new(limits.max_exports)),
            exporting: Arc::default(),
        }
    }

    /// A place to make a file, until it is read; one for each device.
    async fn place_to_export(&self, device: DeviceId) -> Result<Exporting, Status> {
        if !lock(&self.exporting).insert(device) {
            let why = "this device has an export under way: read that first";
            return Err(come_back(why, Duration::from_secs(10), LONGEST_UNREAD));
        }
        let mut exporting = Exporting { device, all: Arc::clone(&self.exporting), permit: None };
        let waiting = Waiting::for_a_report();
        let permit = Arc::clone(&self.exports).acquire_owned().await;
        drop(waiting);
        exporting.permit.replace(permit.map_err(|_| Status::unavailable("the node is stopping"))?);
        Ok(exporting)
    }

    /// Checks the caller and waits for a permit.
    async fn admit<T>(&self, request: &Request<T>) -> Result<Call<'_>, Status> {
        let caller = caller(self.desk.replica(), request)?;
        let waiting = Waiting::for_a_report();
        let permit = self.permits.acquire().await.map_err(|_| Status::unavailable("the node is stopping"))?;
        drop(waiting);
        Ok(Call { viewer: Viewer::device(&caller), _permit: permit })
    }

    /// The unit that a request names, or the default one.
    fn under(&self, viewer: &Viewer, text: &str) -> Result<UnitCode, Status> {
        if text.is_empty() { Ok(self.desk.usual_unit(viewer)) } else { asked::unit(text) }
    }

    async fn view(&self, viewer: &Viewer, period: &str, under: &str, run: &str) -> Result<RankingView, Status> {
        let wanted = Wanted { period: asked::optional_period(period)?, under: self.under(viewer, under)?, run };
        self.desk.ranking(viewer, wanted).await.map_err(told)
    }

    /// The scheme of a view's run, if it is still in force.
    async fn scheme_of(&self, view: &RankingView) -> Option<Scheme> {
        let hash = view.heading().scheme_hash;
        self.desk.scheme_for(view.period()).await.ok().filter(|scheme| scheme.hash() == hash)
    }

    /// Who is a candidate for certain and who may be, as far as the caller may know.
    async fn prospects(&self, view: &RankingView) -> message::Prospects {
        view.prospects(self.scheme_of(view).await.as_ref())
    }

    /// The previous period's view, if the caller may see one.
    async fn view_before(&self, viewer: &Viewer, view: &RankingView) -> Option<RankingView> {
        let wanted = Wanted { period: Some(view.period().previous()), under: view.under(), run: "" };
        self.desk.ranking(viewer, wanted).await.ok()
    }
}

#[tonic::async_trait]
impl Reports for ReportService {
    async fn list_units(
        &self,
        request: Request<proto::ListUnitsRequest>,
    ) -> Result<Response<proto::ListUnitsReply>, Status> {
        let call = self.admit(&request).await?;
        let under = self.under(&call.viewer, &request.get_ref().under)?;
        let (units, tree) = self.desk.units(&call.viewer, under).map_err(told)?;
        Ok(Response::new(proto::ListUnitsReply {
            units: units.iter().map(|unit| message::unit(unit, &tree)).collect(),
        }))
    }

    async fn get_coverage(
        &self,
        request: Request<proto::PeriodRequest>,
    ) -> Result<Response<proto::CoverageReply>, Status> {
        let call = self.admit(&request).await?;
        let request = request.into_inner();
        let period = asked::period(&request.period)?;
        let under = self.under(&call.viewer, &request.under)?;
        let coverage = self.desk.village_coverage(&call.viewer, period, under).await.map_err(told)?;
        let units = coverage.into_iter().map(message::coverage);
        Ok(Response::new(proto::CoverageReply { period: period.to_string(), units: units.collect() }))
    }

    async fn get_overview(
        &self,
        request: Request<proto::PeriodRequest>,
    ) -> Result<Response<proto::OverviewReply>, Status> {
        let call = self.admit(&request).await?;
        let request = request.into_inner();
        let period = asked::period(&request.period)?;
        let under = self.under(&call.viewer, &request.under)?;
        let overview = self.desk.overview_of(&call.viewer, period, under).await.map_err(told)?;
        Ok(Response::new(overview::overview(overview)))
    }

    async fn get_ranking(
        &self,
        request: Request<proto::RankingRequest>,
    ) -> Result<Response<proto::RankingReply>, Status> {
        let call = self.admit(&request).await?;
        let request = request.into_inner();
        let level = asked::level(request.level)?;
        let cursor = RankingCursor::parse(&request.page_token)?;
        // All pages come from the run of the first, even if newer runs were made since.
        let (run, start) = cursor.as_ref().map_or((&request.run, 0), |cursor| (&cursor.run, cursor.given));
        let view = self.view(&call.viewer, &request.period, &request.under, run).await?;
        let page = view.page(level, start, asked::page_rows(request.page_size)).map_err(told)?;
        let given = start.saturating_add(page.rows.len());
        let more = !page.rows.is_empty() && given < page.row_count;
        let next = more.then(|| RankingCursor { run: view.id().to_owned(), given }.token());
        let prospects = self.prospects(&view).await;
        Ok(Response::new(proto::RankingReply {
            run: Some(message::run(view.heading())),
            rows: page.rows.iter().map(|row| message::ranking_row(row, &prospects, false)).collect(),
            next_page_token: next.unwrap_or_default(),
            row_count: u32::try_from(page.row_count).unwrap_or(u32::MAX),
            cut: view.cut().filter(|_| level == Level::Village).map(message::cut),
        }))
    }

    async fn get_score_sheet(
        &self,
        request: Request<proto::ScoreSheetRequest>,
    ) -> Result<Response<proto::ScoreSheetReply>, Status> {
        let call = self.admit(&request).await?;
        let request = request.into_inner();
        asked::unit(&request.unit)?;
        let view = self.view(&call.viewer, &request.period, &request.unit, &request.run).await?;
        let scheme = self.scheme_of(&view).await;
        let prospects = view.prospects(scheme.as_ref());
        let sheet = view.sheet(&request.member).map_err(told)?;
        let mut row = message::ranking_row(&sheet, &prospects, true);
        let is_of_member = !request.member.is_empty();
        for line in &mut row.indicators {
            let known = scheme.iter().flat_map(Scheme::indicators);
            let known = known.filter(|info| (info.level == Level::Member) == is_of_member && info.id == line.id);
            let own = known.min_by_key(|info| info.level.as_str() != sheet.kind);
            line.title = own.map(|info| info.title.clone()).unwrap_or_default();
        }
        Ok(Response::new(proto::ScoreSheetReply { run: Some(message::run(view.heading())), row: Some(row) }))
    }

    async fn list_candidates(
        &self,
        request: Request<proto::CandidatesRequest>,
    ) -> Result<Response<proto::CandidatesReply>, Status> {
        let call = self.admit(&request).await?;
        let request = request.into_inner();
        let view = self.view(&call.viewer, &request.period, &request.under, &request.run).await?;
        let prospects = self.prospects(&view).await;
        Ok(Response::new(message::candidates(view.candidates(), &prospects, view.cut())))
    }

    async fn list_findings(
        &self,
        request: Request<proto::FindingsRequest>,
    ) -> Result<Response<proto::FindingsReply>, Status> {
        let call = self.admit(&request).await?;
        let request = request.into_inner();
        let period = asked::period(&request.period)?;
        let after = asked::finding_key(&request.page_token)?;
        let under = self.under(&call.viewer, &request.under)?;
        let found = self.desk.findings(&call.viewer, period, under, after.as_ref()).await.map_err(told)?;
        let units = self.desk.replica().units().map_err(status_of)?;
        let rows = asked::page_rows(request.page_size);
        let next =
            if found.len() > rows { found.get(rows - 1).map(|last| asked::finding_token(&last.key())) } else { None };
        let of_page = found.get(..rows).unwrap_or(&found);
        let costs = self.desk.finding_costs(&call.viewer, of_page).await.map_err(told)?;
        let cost = |listed: &ListedFinding| costs.get(&(listed.finding.unit, listed.finding.finding.clone())).copied();
        let notes = if request.with_changes {
            let ranked = self.desk.ranked_period(period).await.map_err(told)?;
            self.desk.finding_notes(&call.viewer, (period, ranked), under).await.map_err(told)?
        } else {
            BTreeMap::new()
        };
        let finding = |listed: &ListedFinding| {
            let of_it = notes.get(&(listed.finding.unit, listed.finding.finding.clone()));
            message::finding(listed, cost(listed), of_it, &units)
        };
        Ok(Response::new(proto::FindingsReply {
            findings: of_page.iter().map(finding).collect(),
            next_page_token: next.unwrap_or_default(),
        }))
    }

    type ExportStream = ReceiverStream<Result<proto::ExportChunk, Status>>;

    async fn export(&self, request: Request<proto::ExportRequest>) -> Result<Response<Self::ExportStream>, Status> {
        let peer = caller(self.desk.replica(), &request)?;
        let viewer = Viewer::device(&peer);
        let request = request.into_inner();
        let format = asked::format(request.format)?;
        let level = asked::optional_level(request.level)?;
        if format.holds_one_level() && level.is_none() {
            return Err(Status::invalid_argument(format!(
                "level: a {format} file has only one level: use one of {}",
                asked::levels()
            )));
        }
        let exporter = self.exporter.clone();
        let exporter = exporter.ok_or_else(|| {
            Status::unimplemented("this server does not write files: ask for the rows instead (GetRanking)")
        })?;
        let place = self.place_to_export(peer.device).await?;
        let under = self.under(&viewer, &request.under)?;
        let wanted = Wanted { period: asked::optional_period(&request.period)?, under, run: &request.run };
        let view = self.desk.ranking_with_sheets(&viewer, wanted).await.map_err(told)?;
        let mut outcome = view.outcome(level).map_err(told)?;
        // What was decided on its villages a unit above them says too.
        if format.holds_one_level()
            && level.is_some_and(Level::is_above_villages)
            && let Ok(villages) = view.outcome(Some(Level::Village))
        {
            outcome.levels.extend(villages.levels);
        }
        let scheme = self.scheme_of(&view).await;
        let prospects = view.prospects(scheme.as_ref());
        let times = self.desk.seal_times_of(&view, scheme.as_ref()).await.map_err(told)?;
        let heading = view.heading();
        let mut notes = self.desk.standing_notes(&viewer, heading.period, view.id()).await.map_err(told)?;
        notes.extend(view.notes().in_both());
        let before = self.view_before(&viewer, &view).await;
        let previous = before.and_then(|before| before.outcome(level).ok());
        let said = match format {
            ExportFormat::Xlsx | ExportFormat::Html => {
                self.desk.outcome_in_words(&viewer, heading.period, &outcome).await.map_err(told)?
            }
            ExportFormat::Csv | ExportFormat::Parquet => RowsInWords::new(),
        };
        let written = tokio::task::spawn_blocking(move || {
            exporter.export(&ExportInput {
                format,
                level,
                outcome: &outcome,
                units: view.units(),
                scheme: scheme.as_ref(),
                prospects: &prospects,
                is_whole: heading.ranked_under.is_within(&under),
                ends: view.cut(),
                run: view.id(),
                state: heading.state.word(),
                previous: previous.as_ref(),
                late: &times.late,
                forgiven: &times.forgiven,
                notes: &notes,
                said: &said,
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
                // Checked for every piece, so that a revocation also ends a download.
                let piece = check_standing(&node, &peer).map(|()| piece);
                let ended = piece.is_err();
                let sent = out.send_timeout(piece, LONGEST_UNREAD).await;
                if sent.is_err() || ended {
                    break;
                }
            }
            drop(place);
        });
        Ok(Response::new(ReceiverStream::new(pieces)))
    }
}
