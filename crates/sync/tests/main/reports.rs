//! The report service over real TLS: who sees what, and what is refused.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod serving;

use crate::county;

use county::{County, NOW, channel, clock, ledger_of, link, options};
use cunbang_desk::{Desk, RunOptions};
use cunbang_identity::{Identity, enrolling_client_config, enrolment_server_name};
use cunbang_model::{Role, Row};
use cunbang_replica::Replica;
use cunbang_scheme::Scheme;
use cunbang_sync::proto::reports_client::ReportsClient;
use cunbang_sync::report::{
    CandidatesRequest, DecisionKind, ExportInput, ExportRequest, Exporter, FileFormat, FindingsRequest, Level,
    ListUnitsRequest, MAX_PIECE_BYTES, MemberStatus, PeriodRequest, Prospect, RankingReply, RankingRequest, RankingRow,
    ReportClient, ScoreSheetRequest, Status as Known, UnitKind, value,
};
use cunbang_sync::{Limits, ServeOptions, Serving, SyncError, UpstreamAddress, serve};
use cunbang_world::county::County as Nodes;
use cunbang_world::devices::Office;
use cunbang_world::rows::{deed, finding_on, standing};
use cunbang_world::tree::{COUNTY, FAR_VILLAGE, NEIGHBOUR, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, VILLAGES, unit};
use cunbang_world::{QUARTER, document, moment};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tonic::transport::Channel;
use tonic::{Code, Status};

/// The village from which nothing comes.
const SILENT: &str = VILLAGES[3];

/// A county with four villages. Two have sealed, with three and two deeds; the third sent one deed, the fourth
/// nothing. The first has a finding.
struct Ranked {
    county: County,
    serving: Serving,
    run: String,
}

impl Ranked {
    async fn new() -> Self {
        let county = County::of(Nodes::with_rules().await).await;
        for (village, deeds, sealed) in [(VILLAGE, 3, true), (NEIGHBOUR, 1, false), (FAR_VILLAGE, 2, true)] {
            let terminal = county.device(village, Role::Terminal).await;
            let deeds = (1..=deeds).map(|number| deed(village, &format!("d{number}")));
            let rows: Vec<Row> = deeds.chain([standing(village, "m1")]).collect();
            terminal.record("会计", vec![(ledger_of(village), rows)]).await.unwrap();
            if sealed {
                desk(&terminal).seal("书记", QUARTER, true).await.unwrap();
            }
            assert_eq!(link(&terminal, &county.serving, COUNTY).sync().await.unwrap().refused, []);
        }
        let inspector = county.device(TOWNSHIP, Role::Inspector).await;
        let finding = |id, date| finding_on(VILLAGE, id, date, "0.25");
        let rows = vec![
            (
                document(&format!("inspection/{VILLAGE}/2026Q3")),
                vec![finding("f1", "2026-08-01"), finding("f2", "2026-09-01")],
            ),
            (document(&format!("inspection/{VILLAGE}/2026Q4")), vec![finding("f9", "2026-10-08").withdrawn("记错了")]),
        ];
        inspector.record("督查组", rows).await.unwrap();
        link(&inspector, &county.serving, COUNTY).sync().await.unwrap();
        let run = county.nodes.run().await.id;
        let serving = serve_with_files(&county.county).await;
        Self { county, serving, run }
    }

    fn identity(&self, of: &str, role: Role) -> Identity {
        self.county.identity(of, role)
    }

    async fn client(&self, of: &str, role: Role) -> ReportClient {
        client(&self.identity(of, role), &self.serving, COUNTY).await
    }

    /// The generated client, for checking status codes.
    async fn raw(&self, of: &str, role: Role) -> ReportsClient<Channel> {
        ReportsClient::new(channel(&self.identity(of, role), &self.serving, COUNTY).await)
    }

    async fn publish(&self) {
        desk(&self.county.county).publish("组织部", Some(&self.run), true).await.unwrap();
    }
}

fn desk(node: &Arc<Replica>) -> Arc<Desk> {
    Desk::new(Arc::clone(node))
}

async fn serve_with_files(node: &Arc<Replica>) -> Serving {
    serve(desk(node), ServeOptions { exporter: Some(Arc::new(Lines)), ..options() }).await.unwrap()
}

async fn client(identity: &Identity, serving: &Serving, to: &str) -> ReportClient {
    let address = UpstreamAddress { unit: unit(to), address: serving.address().to_string() };
    ReportClient::connect(identity, &address, clock()).await.unwrap()
}

/// Writes a line for each row, repeated often enough to fill several pieces.
#[derive(Debug)]
struct Lines;

impl Exporter for Lines {
    fn export(&self, input: &ExportInput<'_>) -> Result<Vec<u8>, String> {
        let mut file = format!("{} {} {:?}\n", input.format, input.outcome.period, input.scheme.map(Scheme::title));
        for (level, row) in
            input.outcome.levels.iter().flat_map(|(level, rows)| rows.iter().map(move |row| (level, row)))
        {
            let indicators = row.indicators.len();
            writeln!(file, "{level} {} {:?} {:?} {indicators}", row.unit, row.member, row.rank).unwrap();
        }
        if input.level.is_none() {
            file.push_str(&"。".repeat(MAX_PIECE_BYTES));
        }
        Ok(file.into_bytes())
    }
}

fn ranking(level: &str, under: &str) -> RankingRequest {
    RankingRequest {
        period: "2026Q3".into(),
        level: value::<Level>(level),
        under: under.into(),
        ..RankingRequest::default()
    }
}

fn period(period: &str, under: &str) -> PeriodRequest {
    PeriodRequest { period: period.into(), under: under.into() }
}

fn sheet(unit: &str, member: &str) -> ScoreSheetRequest {
    ScoreSheetRequest { period: "2026Q3".into(), unit: unit.into(), member: member.into(), run: String::new() }
}

fn candidates(under: &str) -> CandidatesRequest {
    CandidatesRequest { period: "2026Q3".into(), under: under.into(), run: String::new() }
}

fn findings(period: &str, under: &str) -> FindingsRequest {
    FindingsRequest { period: period.into(), under: under.into(), ..FindingsRequest::default() }
}

fn export(level: &str, under: &str, format: &str) -> ExportRequest {
    ExportRequest {
        period: "2026Q3".into(),
        level: value::<Level>(level),
        under: under.into(),
        run: String::new(),
        format: value::<FileFormat>(format),
    }
}

/// The unit, rank and number of indicators of each row.
fn seen(reply: &RankingReply) -> Vec<(&str, u32, usize)> {
    reply.rows.iter().map(|row| (row.unit.as_str(), row.rank, row.indicators.len())).collect()
}

fn check_refused<T: std::fmt::Debug>(answer: Result<T, Status>, code: Code, words: &[&str]) {
    let status = answer.unwrap_err();
    assert_eq!(status.code(), code, "{status}");
    for word in words {
        assert!(status.message().contains(word), "{word:?} in {:?}", status.message());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_county_sees_everything() {
    let ranked = Ranked::new().await;
    for role in [Role::Node, Role::Inspector, Role::Reader] {
        let mut client = ranked.client(COUNTY, role).await;
        let units = client.list_units(ListUnitsRequest::default()).await.unwrap().units;
        assert_eq!(units.len(), 7);
        assert_eq!(
            (units[1].name.as_str(), units[1].kind(), units[1].parent.as_str()),
            ("泗安镇", UnitKind::Township, COUNTY)
        );

        let coverage = client.get_coverage(period("2026Q3", "")).await.unwrap().units;
        let statuses: Vec<(&str, Known)> = coverage.iter().map(|one| (one.unit.as_str(), one.status())).collect();
        let expected = [
            (VILLAGE, Known::Received),
            (NEIGHBOUR, Known::Provisional),
            (FAR_VILLAGE, Known::Received),
            (SILENT, Known::NotReceived),
        ];
        assert_eq!(statuses, expected);
        assert!(
            coverage[0].sealed_at_ms > 0 && coverage[0].sealed_in_time == Some(false),
            "the deadline was in October"
        );
        assert_eq!((coverage[1].sealed_at_ms, coverage[1].sealed_in_time), (0, None));

        let reply = client.get_ranking(ranking("village", "")).await.unwrap();
        assert_eq!(seen(&reply), [(VILLAGE, 1, 2), (FAR_VILLAGE, 2, 2), (NEIGHBOUR, 0, 2), (SILENT, 0, 2)]);
        let run = reply.run.clone().unwrap();
        assert_eq!(
            (run.id.as_str(), run.scheme.as_str(), run.ranked_under.as_str()),
            (ranked.run.as_str(), "deeds", COUNTY)
        );
        assert!(run.made_at_ms > 0 && run.published_by.is_empty(), "{run:?}");
        assert!(matches!(&*run.warnings, [one] if one.contains("no township has countersigned")), "{run:?}");
        assert_eq!((reply.rows[0].score.as_str(), reply.rows[0].indicators[0].points.as_str()), ("2.50", "3.00"));
        assert!(reply.rows.iter().all(|row| row.indicators.iter().all(|indicator| indicator.reasons.is_empty())));
        let prospects: Vec<Prospect> = reply.rows.iter().map(RankingRow::prospect).collect();
        assert_eq!(prospects[3], Prospect::Possible, "{prospects:?}");
        let cut = reply.cut.clone().unwrap();
        assert_eq!((cut.highest_listed.as_str(), cut.lowest_unlisted.as_str()), ("2.00", "2.50"));
        let listed = client.list_candidates(candidates("")).await.unwrap();
        assert_eq!((listed.cut, listed.candidates[0].prospect()), (Some(cut), prospects[1]));
        let bounds = reply.rows[2].bounds.clone().unwrap();
        assert_eq!((bounds.best_rank, bounds.worst_rank, bounds.best_score.as_str()), (1, 4, "50.00"));
        assert_eq!(client.get_ranking(ranking("member", "")).await.unwrap().rows.len(), 3);
        assert_eq!(client.get_ranking(ranking("township", "")).await.unwrap().rows.len(), 2);

        let overview = client.get_overview(period("2026Q3", "")).await.unwrap();
        let whole = overview.whole.unwrap();
        assert_eq!((whole.villages, whole.received, whole.provisional, whole.not_received), (4, 2, 1, 1));
        assert_eq!(whole.findings_open + whole.findings_overdue + whole.findings_fixed, 2);
        assert_eq!(overview.areas.iter().map(|area| area.villages).sum::<u64>(), 4);
        let standings = overview.standings.unwrap();
        let spread = standings.spread.unwrap();
        assert_eq!((spread.ranked, spread.least.as_str(), spread.most.as_str()), (2, "2.00", "2.50"));
        assert_eq!((standings.cut.as_str(), standings.townships.len()), ("2.00", 2));

        let row = client.get_score_sheet(sheet(VILLAGE, "")).await.unwrap().row.unwrap();
        let reasons: Vec<&str> = row.indicators[0].reasons.iter().map(|reason| reason.row.as_str()).collect();
        assert_eq!(reasons, ["deeds/d1", "deeds/d2", "deeds/d3"]);
        let row = client.get_score_sheet(sheet(VILLAGE, "m1")).await.unwrap().row.unwrap();
        assert_eq!((row.member.as_str(), row.score.as_str()), ("m1", "3.00"));
        assert_eq!((row.kind(), row.member_status()), (UnitKind::Unspecified, MemberStatus::Full));

        let list = client.list_candidates(candidates("")).await.unwrap();
        assert_eq!((list.share.as_str(), list.eligible, list.count), ("0.25", 2, 1));
        assert_eq!(list.candidates.iter().map(|row| row.unit.as_str()).collect::<Vec<_>>(), [FAR_VILLAGE]);
        assert_eq!(list.pending, [NEIGHBOUR, SILENT]);

        let found = client.list_findings(findings("2026Q3", "")).await.unwrap().findings;
        assert_eq!(found.iter().map(|one| one.finding.as_str()).collect::<Vec<_>>(), ["f1", "f2"]);
        assert_eq!(
            (found[0].name.as_str(), found[0].points.as_str(), found[0].date.as_str()),
            ("胥仓村", "0.25", "2026-08-01")
        );
        assert_eq!(found[0].counts, "0.25");
        let found = client.list_findings(findings("2026-09", "")).await.unwrap().findings;
        assert_eq!(found.len(), 1, "a month's findings are those dated in it");
        let found = client.list_findings(findings("2026Q4", "")).await.unwrap().findings;
        assert_eq!((found[0].finding.as_str(), found[0].withdrawn.as_str()), ("f9", "记错了"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_township_sees_its_own_whole_and_of_others_what_was_published() {
    let ranked = Ranked::new().await;
    let mut client = ranked.raw(TOWNSHIP, Role::Inspector).await;
    let units = client.list_units(ListUnitsRequest::default()).await.unwrap().into_inner().units;
    assert_eq!(units.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>(), [TOWNSHIP, VILLAGE, NEIGHBOUR]);
    let coverage = client.get_coverage(period("2026Q3", "")).await.unwrap().into_inner().units;
    assert_eq!(coverage.len(), 2);
    let overview = client.get_overview(period("2026Q3", "")).await.unwrap().into_inner();
    assert_eq!((overview.unit.as_str(), overview.areas.len()), (TOWNSHIP, 1));
    assert_eq!(overview.standings.unwrap().spread.unwrap().ranked, 1, "another township's villages are not counted");
    let reply = client.get_ranking(ranking("village", "")).await.unwrap().into_inner();
    assert_eq!(seen(&reply), [(VILLAGE, 1, 2), (NEIGHBOUR, 0, 2)], "ranks are those of the whole county");

    // Everything outside is refused, and the message names the unit.
    let denied = Code::PermissionDenied;
    check_refused(client.list_units(ListUnitsRequest { under: COUNTY.into() }).await, denied, &[COUNTY, TOWNSHIP]);
    check_refused(client.get_coverage(period("2026Q3", OTHER_TOWNSHIP)).await, denied, &[OTHER_TOWNSHIP]);
    check_refused(client.get_overview(period("2026Q3", COUNTY)).await, denied, &[COUNTY]);
    check_refused(client.get_overview(period("2026Q3", OTHER_TOWNSHIP)).await, denied, &[OTHER_TOWNSHIP]);
    check_refused(client.list_findings(findings("2026Q3", COUNTY)).await, denied, &[COUNTY]);
    check_refused(client.get_score_sheet(sheet(FAR_VILLAGE, "")).await, denied, &[FAR_VILLAGE]);
    check_refused(client.get_score_sheet(sheet(FAR_VILLAGE, "m1")).await, denied, &[FAR_VILLAGE]);
    check_refused(client.get_ranking(ranking("village", COUNTY)).await, denied, &[COUNTY, "nothing", "2026Q3"]);
    check_refused(client.list_candidates(candidates(COUNTY)).await, denied, &[COUNTY]);
    check_refused(client.export(export("village", COUNTY, "csv")).await, denied, &[COUNTY]);
    let by_name = RankingRequest { run: ranked.run[..12].into(), ..ranking("village", COUNTY) };
    check_refused(client.get_ranking(by_name.clone()).await, denied, &[COUNTY, "not published"]);

    ranked.publish().await;
    for request in [ranking("village", COUNTY), by_name] {
        let reply = client.get_ranking(request).await.unwrap().into_inner();
        assert_eq!(seen(&reply), [(VILLAGE, 1, 2), (FAR_VILLAGE, 2, 0), (NEIGHBOUR, 0, 2), (SILENT, 0, 0)]);
        assert_eq!(reply.run.unwrap().published_by, [COUNTY]);
        let far = &reply.rows[1];
        assert_eq!((far.name.as_str(), far.score.as_str(), far.parent.as_str()), ("狄家㘰村", "2.00", OTHER_TOWNSHIP));
        assert!(far.candidate && far.status() == Known::Received && far.kind() == UnitKind::Village);
        // What the bulletin says of others' certainty.
        assert_ne!(far.prospect(), Prospect::Unspecified);
        assert_eq!(reply.rows[3].prospect(), Prospect::Possible);
    }
    let list = client.list_candidates(candidates(COUNTY)).await.unwrap().into_inner();
    assert_eq!((list.candidates.len(), list.count, list.candidates[0].indicators.len()), (1, 1, 0));
    // Its own list has no candidates, and publication does not include others' reasons.
    assert_eq!(client.list_candidates(candidates("")).await.unwrap().into_inner().candidates, []);
    check_refused(client.get_score_sheet(sheet(FAR_VILLAGE, "")).await, denied, &[FAR_VILLAGE]);
    check_refused(client.get_ranking(ranking("member", COUNTY)).await, denied, &[COUNTY, "members are not published"]);

    // After it is withdrawn, it is no longer visible.
    desk(&ranked.county.county).withdraw_publication("组织部", &ranked.run, "有误").await.unwrap();
    check_refused(client.get_ranking(ranking("village", COUNTY)).await, denied, &[COUNTY]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_sees_its_village() {
    let ranked = Ranked::new().await;
    let mut client = ranked.raw(VILLAGE, Role::Terminal).await;
    assert_eq!(client.list_units(ListUnitsRequest::default()).await.unwrap().into_inner().units.len(), 1);
    let wanting = Code::FailedPrecondition;
    check_refused(client.get_ranking(ranking("village", "")).await, wanting, &["nothing was published for 2026Q3"]);
    check_refused(client.get_ranking(ranking("township", TOWNSHIP)).await, Code::PermissionDenied, &[TOWNSHIP]);
    ranked.publish().await;
    assert_eq!(seen(client.get_ranking(ranking("village", "")).await.unwrap().get_ref()), [(VILLAGE, 1, 2)]);
    assert_eq!(client.get_ranking(ranking("member", "")).await.unwrap().into_inner().rows.len(), 1);
    assert_eq!(client.get_coverage(period("2026Q3", "")).await.unwrap().into_inner().units.len(), 1);
    assert_eq!(client.list_findings(findings("2026Q3", "")).await.unwrap().into_inner().findings.len(), 2);
    let row = client.get_score_sheet(sheet(VILLAGE, "m1")).await.unwrap().into_inner().row.unwrap();
    assert_eq!(row.indicators[0].reasons.len(), 3);
    let list = client.list_candidates(candidates("")).await.unwrap().into_inner();
    assert_eq!((list.candidates.len(), list.pending.len()), (0, 0));
    let denied = Code::PermissionDenied;
    check_refused(client.get_score_sheet(sheet(NEIGHBOUR, "")).await, denied, &[NEIGHBOUR]);
    let reply = client.get_ranking(ranking("township", COUNTY)).await.unwrap().into_inner();
    assert_eq!(reply.rows.len(), 2);
    assert!(reply.rows.iter().all(|row| row.indicators.is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_township_node_shows_what_the_county_published_and_its_own_draft_by_id() {
    let ranked = Ranked::new().await;
    let (township, _, up) = ranked.county.township().await;
    let serving = serve_with_files(&township).await;
    let mut own = ReportsClient::new(channel(&ranked.identity(TOWNSHIP, Role::Reader), &serving, TOWNSHIP).await);
    let wanting = Code::FailedPrecondition;
    check_refused(own.get_ranking(ranking("village", "")).await, wanting, &["cunbang run 2026Q3", TOWNSHIP]);

    ranked.publish().await;
    up.sync().await.unwrap();
    let reply = own.get_ranking(ranking("village", "")).await.unwrap().into_inner();
    assert_eq!(seen(&reply), [(VILLAGE, 1, 0), (NEIGHBOUR, 0, 0)]);
    let bounds = reply.rows[1].bounds.clone().unwrap();
    assert_eq!((bounds.best_rank, bounds.worst_rank, bounds.best_score.as_str()), (1, 4, ""));
    let run = reply.run.unwrap();
    assert_eq!((run.id, run.made_at_ms, run.published_by), (ranked.run.clone(), 0, vec![COUNTY.to_owned()]));
    let list = own.list_candidates(candidates(COUNTY)).await.unwrap().into_inner();
    assert_eq!((list.candidates.len(), list.eligible, list.count, list.share.as_str()), (1, 2, 1, ""));
    check_refused(own.get_score_sheet(sheet(VILLAGE, "")).await, wanting, &[&ranked.run, COUNTY]);
    check_refused(own.get_ranking(ranking("member", "")).await, wanting, &["members"]);

    // A draft of its own takes nothing's place.
    let run = desk(&township).run(QUARTER, RunOptions::default()).await.unwrap();
    let reply = own.get_ranking(ranking("village", "")).await.unwrap().into_inner();
    assert_eq!(seen(&reply), [(VILLAGE, 1, 0), (NEIGHBOUR, 0, 0)]);
    assert_eq!(reply.run.unwrap().id, ranked.run);
    let draft = RankingRequest { run: run.id.clone(), ..ranking("village", "") };
    let reply = own.get_ranking(draft).await.unwrap().into_inner();
    assert_eq!(seen(&reply), [(VILLAGE, 1, 2), (NEIGHBOUR, 0, 2)]);
    assert_eq!(reply.run.unwrap().id, run.id);

    // Units above may ask too, and the answer does not claim that missing data was never sent.
    let mut above = ReportsClient::new(channel(&ranked.identity(COUNTY, Role::Reader), &serving, TOWNSHIP).await);
    assert_eq!(above.get_coverage(period("2026Q3", "")).await.unwrap().into_inner().units.len(), 2);
    check_refused(above.get_coverage(period("2026Q3", COUNTY)).await, wanting, &[TOWNSHIP, COUNTY]);
    check_refused(above.list_findings(findings("2026Q3", OTHER_TOWNSHIP)).await, wanting, &[OTHER_TOWNSHIP]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused_with_what_would() {
    let ranked = Ranked::new().await;
    let mut client = ranked.raw(COUNTY, Role::Reader).await;
    let (invalid, unknown) = (Code::InvalidArgument, Code::NotFound);
    for wrong in ["", "2026Q5", "Q3"] {
        check_refused(client.get_coverage(period(wrong, "")).await, invalid, &["2026Q3"]);
        check_refused(client.list_findings(findings(wrong, "")).await, invalid, &["2026Q3"]);
        let request = RankingRequest { period: wrong.into(), ..ranking("village", "") };
        check_refused(client.get_ranking(request).await, invalid, &["2026Q3"]);
    }
    check_refused(client.get_coverage(period("2026Q3", "长兴")).await, invalid, &["6 digits (county)"]);
    check_refused(client.get_coverage(period("2026Q3", "330522999")).await, unknown, &["330522999", "ListUnits"]);
    check_refused(
        client.get_ranking(ranking("hamlet", "")).await,
        invalid,
        &["LEVEL_MEMBER, LEVEL_VILLAGE, LEVEL_TOWNSHIP"],
    );
    check_refused(client.get_ranking(ranking("county", "")).await, invalid, &["member, village, township"]);
    let request = RankingRequest { page_token: "next".into(), ..ranking("village", "") };
    check_refused(client.get_ranking(request).await, invalid, &["next_page_token"]);
    let request = RankingRequest { run: "beef".into(), ..ranking("village", "") };
    check_refused(client.get_ranking(request).await, unknown, &["beef"]);
    let request = RankingRequest { run: ranked.run.clone(), period: "2026Q2".into(), ..ranking("village", "") };
    check_refused(client.get_ranking(request).await, invalid, &["2026Q3", "2026Q2"]);
    let request = RankingRequest { period: "2026Q2".into(), ..ranking("village", "") };
    check_refused(client.get_ranking(request).await, Code::FailedPrecondition, &["cunbang run 2026Q2"]);
    check_refused(client.get_score_sheet(sheet("", "")).await, invalid, &["unit"]);
    check_refused(client.get_score_sheet(sheet(VILLAGE, "m9")).await, unknown, &["m9", VILLAGE]);
    check_refused(client.export(export("village", "", "pdf")).await, invalid, &["FILE_FORMAT_CSV, FILE_FORMAT_XLSX"]);
    check_refused(client.export(export("", "", "csv")).await, invalid, &["level"]);
    // A run implies its own period.
    let request = RankingRequest { run: ranked.run[..8].into(), period: String::new(), ..ranking("village", "") };
    assert_eq!(client.get_ranking(request).await.unwrap().into_inner().rows.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_of_one_run_and_leave_nothing_out() {
    let ranked = Ranked::new().await;
    let mut client = ranked.client(COUNTY, Role::Reader).await;
    let whole = client.get_ranking(ranking("village", "")).await.unwrap();
    let mut request = RankingRequest { page_size: 1, ..ranking("village", "") };
    let mut rows = Vec::new();
    loop {
        let page = client.get_ranking(request.clone()).await.unwrap();
        assert_eq!((page.rows.len(), page.row_count), (1, 4));
        assert_eq!(page.run, whole.run, "the run of the first page");
        rows.extend(page.rows);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
        // Someone makes a decision and a new run meanwhile.
        let county = desk(&ranked.county.county);
        county.decide("组织部", QUARTER, unit(NEIGHBOUR), "take", &format!("核实{}", rows.len())).await.unwrap();
        county.run(QUARTER, RunOptions::default()).await.unwrap();
    }
    assert_eq!(rows, whole.rows);
    let newest = client.get_ranking(ranking("village", "")).await.unwrap();
    assert_eq!(newest.rows[2].rank, 3, "the newest run has the decision");
    assert_eq!(newest.rows[2].decision.clone().unwrap().kind(), DecisionKind::Take);
    // It counts as received, and is told apart from what was.
    assert_eq!(newest.rows[2].status(), Known::Received);
    assert_eq!(newest.rows.iter().map(|row| row.taken).collect::<Vec<_>>(), [false, false, true, false]);
    let coverage = client.get_coverage(period("2026Q3", "")).await.unwrap().units;
    let taken: Vec<_> = coverage.iter().filter(|one| one.taken).collect();
    let [taken] = &*taken else { panic!("{taken:?}") };
    assert_eq!((taken.unit.as_str(), taken.sealed_at_ms), (NEIGHBOUR, 0));
    assert!(taken.decision.clone().unwrap().reason.starts_with("核实"), "{taken:?}");

    let mut request = FindingsRequest { page_size: 1, ..findings("2026Q3", "") };
    let first = client.list_findings(request.clone()).await.unwrap();
    request.page_token = first.next_page_token;
    let second = client.list_findings(request).await.unwrap();
    assert_eq!((first.findings[0].finding.as_str(), second.findings[0].finding.as_str()), ("f1", "f2"));
    assert_eq!(second.next_page_token, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_tell_what_units_below_made_of_them_where_that_is_asked_for() {
    let ranked = Ranked::new().await;
    let name = document(&format!("inspection/{VILLAGE}/2026Q3"));
    let found = |points| vec![(name, vec![finding_on(VILLAGE, "c1", "2026-08-05", points)])];
    ranked.county.county.record("组织部", found("2")).await.unwrap();
    let inspector = ranked.county.device(TOWNSHIP, Role::Inspector).await;
    link(&inspector, &ranked.serving, COUNTY).sync().await.unwrap();
    inspector.record("督查组", found("0.5")).await.unwrap();
    link(&inspector, &ranked.serving, COUNTY).sync().await.unwrap();
    let mut client = ranked.client(TOWNSHIP, Role::Inspector).await;
    let plain = client.list_findings(findings("2026Q3", "")).await.unwrap().findings;
    assert!(plain.iter().all(|one| one.alterations.is_empty() && one.late.is_none()));
    let asked = FindingsRequest { with_changes: true, ..findings("2026Q3", "") };
    let told = client.list_findings(asked).await.unwrap().findings;
    let one = told.iter().find(|one| one.finding == "c1").unwrap();
    let [altered] = &*one.alterations else { panic!("{one:?}") };
    let said = (altered.by.as_str(), altered.became.as_str(), altered.written_by.as_str(), altered.operator.as_str());
    assert_eq!(said, (TOWNSHIP, "changed", COUNTY, "督查组"));
    assert_eq!(altered.columns, ["points"]);
    assert!(told.iter().filter(|one| one.finding != "c1").all(|one| one.alterations.is_empty()));
}
