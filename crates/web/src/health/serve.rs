//! The routes, and the checks on every request.

use super::page;
use super::status::StatusSource;
use crate::host::is_own;
use crate::serving::{PageError, Serving};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

/// Headers of every response: nothing may be run, embedded, sniffed, sent as referrer or cached.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Serves the page at `address`.
pub async fn serve(address: SocketAddr, source: Arc<dyn StatusSource>) -> Result<Serving, PageError> {
    Serving::start(address, "health", |bound, _| routes(bound, source)).await
}

/// Serves the page on a listener that is open already.
pub fn serve_on(listener: TcpListener, source: Arc<dyn StatusSource>) -> Result<Serving, PageError> {
    Serving::on(listener, "health", |bound, _| routes(bound, source))
}

fn routes(bound: SocketAddr, source: Arc<dyn StatusSource>) -> Router {
    Router::new()
        .route("/", get(for_people))
        .route("/health", get(for_machines))
        .route("/metrics", get(for_prometheus))
        .route("/status.css", get(style))
        .with_state(source)
        .layer(middleware::from_fn(move |request: Request, next: Next| guarded(bound, request, next)))
}

async fn guarded(bound: SocketAddr, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let mut response = if is_own(host, bound) {
        next.run(request).await
    } else {
        (StatusCode::MISDIRECTED_REQUEST, "This page answers to its own address only.\n").into_response()
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn for_machines(State(source): State<Arc<dyn StatusSource>>) -> Response {
    let (code, body) = match source.status().await {
        Ok(status) => {
            let code = if status.is_well() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            (code, json!({"well": status.is_well(), "status": status}))
        }
        Err(trouble) => (StatusCode::SERVICE_UNAVAILABLE, json!({"well": false, "troubles": [trouble]})),
    };
    (code, axum::Json(body)).into_response()
}

async fn for_people(State(source): State<Arc<dyn StatusSource>>) -> Response {
    let shown = match source.status().await {
        Ok(status) => page::html(&status).map_err(|error| error.to_string()),
        Err(trouble) => Err(trouble),
    };
    match shown {
        Ok(html) => axum::response::Html(html).into_response(),
        Err(trouble) => (StatusCode::SERVICE_UNAVAILABLE, format!("{trouble}\n")).into_response(),
    }
}

async fn for_prometheus(State(source): State<Arc<dyn StatusSource>>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], source.metrics().await).into_response()
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], page::STYLE).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::status::{Event, Link, LinkState, Status};
    use async_trait::async_trait;
    use axum::body::Body;
    use cunbang_model::Timestamp;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    struct Fixed(Result<Status, String>);

    #[async_trait]
    impl StatusSource for Fixed {
        async fn status(&self) -> Result<Status, String> {
            self.0.clone()
        }

        async fn metrics(&self) -> String {
            "cunbang_well 1\n".to_owned()
        }
    }

    fn status() -> Status {
        Status {
            troubles: Vec::new(),
            at: Timestamp::UNIX_EPOCH,
            version: "0.1.0".to_owned(),
            unit: "330522103".parse().unwrap(),
            name: "<b>李家巷镇</b>".to_owned(),
            role: "node".to_owned(),
            device: "00".repeat(16),
            certificate_expires_at: Timestamp::UNIX_EPOCH,
            feed_number: 7,
            device_count: 3,
            revoked_count: 1,
            links: vec![Link {
                unit: "330522".parse().unwrap(),
                address: "county.example:7443".to_owned(),
                state: LinkState::Broken,
                last_sync: None,
                trouble: Some("cannot be reached".to_owned()),
            }],
            incidents: vec![Event {
                at: Timestamp::UNIX_EPOCH,
                kind: "restored".to_owned(),
                message: "<script>alert(1)</script>".to_owned(),
            }],
            refused: Vec::new(),
        }
    }

    async fn ask(source: Result<Status, String>, path: &str, host: &str) -> (StatusCode, header::HeaderMap, String) {
        let routes = routes("127.0.0.1:7480".parse().unwrap(), Arc::new(Fixed(source)));
        let request = Request::builder().uri(path).header(header::HOST, host).body(Body::empty()).unwrap();
        let response = routes.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (parts.status, parts.headers, String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn machines_get_json_and_a_code() {
        let (code, headers, body) = ask(Ok(status()), "/health", "127.0.0.1:7480").await;
        assert_eq!(code, StatusCode::OK);
        assert!(headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'none'"));
        let json: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(json["well"], true);
        assert_eq!(json["status"]["feed_number"], 7);
        assert_eq!(json["status"]["links"][0]["state"], "broken");

        let mut unwell = status();
        unwell.troubles.push("the certificate has expired".to_owned());
        let (code, _, body) = ask(Ok(unwell), "/health", "localhost").await;
        assert_eq!(code, StatusCode::SERVICE_UNAVAILABLE);
        assert!(body.contains("the certificate has expired"));
        let (code, _, body) = ask(Err("the store is gone".to_owned()), "/health", "localhost").await;
        assert_eq!(code, StatusCode::SERVICE_UNAVAILABLE);
        assert!(body.contains("the store is gone"));
    }

    #[tokio::test]
    async fn prometheus_gets_its_text_format_even_from_a_node_that_is_unwell() {
        let (code, headers, body) = ask(Err("the store is gone".to_owned()), "/metrics", "localhost:7480").await;
        assert_eq!(code, StatusCode::OK);
        assert_eq!(headers[header::CONTENT_TYPE], "text/plain; version=0.0.4; charset=utf-8");
        assert_eq!(body, "cunbang_well 1\n");
        let (code, ..) = ask(Ok(status()), "/metrics", "rebound.example").await;
        assert_eq!(code, StatusCode::MISDIRECTED_REQUEST);
    }

    #[tokio::test]
    async fn people_get_a_page_on_which_nothing_runs() {
        let (code, headers, body) = ask(Ok(status()), "/", "127.0.0.1:7480").await;
        assert_eq!(code, StatusCode::OK);
        assert!(headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
        assert!(body.contains("李家巷镇") && body.contains("cannot be reached"));
        assert!(!body.contains("<b>李") && !body.contains("<script"), "{body}");
        assert!(!body.contains("style="), "inline style would be blocked");
        let (code, _, style) = ask(Ok(status()), "/status.css", "127.0.0.1:7480").await;
        assert_eq!(code, StatusCode::OK);
        assert!(style.contains("table"));
    }

    #[tokio::test]
    async fn other_names_and_other_paths_are_not_answered() {
        let (code, _, body) = ask(Ok(status()), "/health", "rebound.example").await;
        assert_eq!(code, StatusCode::MISDIRECTED_REQUEST);
        assert!(!body.contains("330522"));
        let (code, headers, _) = ask(Ok(status()), "/secrets", "localhost").await;
        assert_eq!(code, StatusCode::NOT_FOUND);
        assert!(headers.contains_key(header::CONTENT_SECURITY_POLICY));
    }

    #[tokio::test]
    async fn it_comes_up_and_goes_down() {
        let serving = serve("127.0.0.1:0".parse().unwrap(), Arc::new(Fixed(Ok(status())))).await.unwrap();
        let address = serving.address();
        assert_ne!(address.port(), 0);
        let taken = serve(address, Arc::new(Fixed(Ok(status())))).await.unwrap_err();
        assert!(taken.to_string().contains(&address.to_string()));
        serving.shutdown().await;
        assert!(tokio::net::TcpStream::connect(address).await.is_err());
    }
}
