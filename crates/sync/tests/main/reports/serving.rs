//! Files in pieces, who is served, and that large files hold up nobody.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn files_come_in_pieces_and_hold_what_the_caller_may_see() {
    let ranked = Ranked::new().await;
    let mut county = ranked.raw(COUNTY, Role::Reader).await;
    let mut pieces = county.export(export("", "", "xlsx")).await.unwrap().into_inner();
    let mut file = Vec::new();
    let mut count = 0;
    while let Some(piece) = pieces.message().await.unwrap() {
        assert!(!piece.data.is_empty() && piece.data.len() <= MAX_PIECE_BYTES);
        count += 1;
        file.extend(piece.data);
    }
    assert!(count >= 3, "{count}");
    let text = String::from_utf8(file).unwrap();
    assert!(text.starts_with("xlsx 2026Q3 Some(\"言行考评\")\nmember 330522103201 Some(\"m1\")"), "{}", &text[..200]);
    assert_eq!(text.trim_end_matches('。').lines().count(), 1 + 3 + 4 + 2);

    let mut township = ranked.client(TOWNSHIP, Role::Reader).await;
    let file = township.export(export("village", "", "csv")).await.unwrap();
    let text = String::from_utf8(file).unwrap();
    assert_eq!(
        text.lines().skip(1).collect::<Vec<_>>(),
        ["village 330522103201 None Some(1) 2", "village 330522103202 None None 2"]
    );
    ranked.publish().await;
    let text = String::from_utf8(township.export(export("village", COUNTY, "csv")).await.unwrap()).unwrap();
    assert!(text.contains("\nvillage 330522104201 None Some(2) 0\n"), "{text}");
    // The county's workbook has only its own members.
    let text = String::from_utf8(township.export(export("", COUNTY, "xlsx")).await.unwrap()).unwrap();
    assert!(text.contains("member 330522103201") && !text.contains("member 330522104201"));

    // A server without an exporter says so.
    let plain =
        ReportsClient::new(channel(&ranked.identity(COUNTY, Role::Reader), &ranked.county.serving, COUNTY).await);
    check_refused(plain.clone().export(export("village", "", "csv")).await, Code::Unimplemented, &["GetRanking"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_be_served_is_refused() {
    let office = Office::of(unit(COUNTY), 1, moment("2025-06-01T00:00:00Z"));
    let expired = office.identity(COUNTY, Role::Reader);
    office.clock.set(moment(NOW));
    let county = County::of_office(office).await;
    let asks = async |channel: Channel| ReportsClient::new(channel).list_units(ListUnitsRequest::default()).await;

    let (tls, _) = enrolling_client_config(county.county.identity().fingerprint_in_code(), clock()).unwrap();
    let address = county.serving.address().to_string();
    let connected =
        cunbang_sync::connection::connect(&address, enrolment_server_name(), tls, Duration::from_secs(10)).await;
    check_refused(asks(connected.unwrap().0).await, Code::Unauthenticated, &["certificate", "enrol"]);

    check_refused(
        asks(channel(&expired, &county.serving, COUNTY).await).await,
        Code::PermissionDenied,
        &["expired", "renew"],
    );

    let reader = county.device(COUNTY, Role::Reader).await;
    let open = channel(&reader.identity(), &county.serving, COUNTY).await;
    assert_eq!(asks(open.clone()).await.unwrap().into_inner().units.len(), 7);
    county.revoke(reader.device()).await;
    check_refused(asks(open).await, Code::PermissionDenied, &["revoked"]);

    // The client tells people so.
    let mut client = client(&reader.identity(), &county.serving, COUNTY).await;
    let refused = client.list_units(ListUnitsRequest::default()).await;
    assert!(matches!(refused, Err(SyncError::Revoked(why)) if why.contains("revoked")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_describes_itself_and_says_that_it_serves() {
    use tonic_health::pb::health_check_response::ServingStatus;
    use tonic_health::pb::health_client::HealthClient;
    use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
    use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
    use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

    let county = County::new().await;
    let channel = channel(&county.identity(COUNTY, Role::Reader), &county.serving, COUNTY).await;
    for service in ["", "cunbang.v1.Sync", "cunbang.v1.Enrolment", "cunbang.v1.Reports"] {
        let request = tonic_health::pb::HealthCheckRequest { service: service.to_owned() };
        let answer = HealthClient::new(channel.clone()).check(request).await.unwrap().into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving, "{service}");
    }
    let ask = async |request: MessageRequest| {
        let request =
            tonic_reflection::pb::v1::ServerReflectionRequest { host: String::new(), message_request: Some(request) };
        let mut client = ServerReflectionClient::new(channel.clone());
        let mut answers = client.server_reflection_info(tokio_stream::once(request)).await.unwrap().into_inner();
        answers.message().await.unwrap().unwrap().message_response.unwrap()
    };
    let MessageResponse::ListServicesResponse(listed) = ask(MessageRequest::ListServices(String::new())).await else {
        panic!("no list of services");
    };
    let names: Vec<&str> = listed.service.iter().map(|service| service.name.as_str()).collect();
    for service in ["cunbang.v1.Sync", "cunbang.v1.Enrolment", "cunbang.v1.Reports", "grpc.health.v1.Health"] {
        assert!(names.contains(&service), "{names:?}");
    }
    let symbol = MessageRequest::FileContainingSymbol("cunbang.v1.RankingRow".to_owned());
    assert!(matches!(ask(symbol).await, MessageResponse::FileDescriptorResponse(_)));
}

/// Tells when it is at work, and works until it is let go.
#[derive(Debug)]
struct Held(tokio::sync::mpsc::UnboundedSender<()>, Mutex<std::sync::mpsc::Receiver<()>>);

impl Exporter for Held {
    fn export(&self, _: &ExportInput<'_>) -> Result<Vec<u8>, String> {
        self.0.send(()).unwrap();
        let _ = self.1.lock().unwrap().recv();
        Ok(b"file".to_vec())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_hold_up_no_reports() {
    let ranked = Ranked::new().await;
    let (at_work, mut begun) = tokio::sync::mpsc::unbounded_channel();
    let (go, held) = std::sync::mpsc::channel();
    let exporter: Arc<dyn Exporter> = Arc::new(Held(at_work, Mutex::new(held)));
    let limits = Limits { max_reports: 1, max_exports: 1, ..Limits::default() };
    let options = ServeOptions { exporter: Some(exporter), limits, ..options() };
    let serving = serve(desk(&ranked.county.county), options).await.unwrap();
    let reader = ranked.identity(COUNTY, Role::Reader);
    #[expect(clippy::async_yields_async, reason = "the call goes on meanwhile")]
    let exporting = |identity: Identity| {
        let serving = &serving;
        async move {
            let mut client = client(&identity, serving, COUNTY).await;
            tokio::spawn(async move { client.export(export("village", "", "csv")).await })
        }
    };
    let first = exporting(reader.clone()).await;
    begun.recv().await.unwrap();
    let second = exporting(ranked.identity(COUNTY, Role::Reader)).await;
    // One of a device at a time, and reports go on.
    let again = exporting(reader.clone()).await.await.unwrap().unwrap_err();
    assert!(matches!(again, SyncError::Busy { .. }), "{again}");
    let mut other = client(&reader, &serving, COUNTY).await;
    assert_eq!(other.get_ranking(ranking("village", "")).await.unwrap().rows.len(), 4);
    go.send(()).unwrap();
    assert_eq!(first.await.unwrap().unwrap(), b"file");
    begun.recv().await.unwrap();
    drop(go);
    assert_eq!(second.await.unwrap().unwrap(), b"file");
}
