//! Hosts that answer too much, too slowly, wrongly, or not at all.

use std::io;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::IntoResponse;
use axum::routing::{get as on_get, post as on_post};
use futures::stream::{self, StreamExt as _};
use http::{HeaderMap, StatusCode};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use url::Url;
use vouchwell_federation::client::{Client, DocumentType, FetchBudget, FetchError};

use crate::host::{ALLOWED, Host, client, document, get, settings};

fn endless() -> Body {
    let chunk = Bytes::from_static(&[b' '; 8192]);
    Body::from_stream(stream::repeat_with(move || Ok::<_, io::Error>(chunk.clone())))
}

/// A client that loses patience soon.
fn impatient() -> Client {
    let mut settings = settings(&["127.0.0.1/32"]);
    settings.limits.fetch = Duration::from_millis(300);
    Client::new(&settings).unwrap()
}

#[tokio::test]
async fn a_body_up_to_the_limit_is_read_and_one_byte_more_is_not() {
    const LIMIT: usize = 1024 * 1024;
    let body = |length| async move || document(vec![b' '; length]);
    let chunked = |length: usize| {
        move || async move {
            let chunks = vec![Ok::<_, io::Error>(vec![b' '; length - 1]), Ok(vec![b' '])];
            document(Body::from_stream(stream::iter(chunks)))
        }
    };
    let routes = Router::new()
        .route("/most", on_get(body(LIMIT)))
        .route("/more", on_get(body(LIMIT + 1)))
        .route("/chunked-most", on_get(chunked(LIMIT)))
        .route("/chunked-more", on_get(chunked(LIMIT + 1)))
        .route("/endless", on_get(async || document(endless())));
    let host = Host::start(ALLOWED, routes).await;
    for path in ["/most", "/chunked-most"] {
        let response = get(&client(), &host.url(path)).await.unwrap();
        assert_eq!(response.document().unwrap().len(), LIMIT, "{path}");
    }
    for path in ["/more", "/chunked-more", "/endless"] {
        let error = get(&client(), &host.url(path)).await.unwrap_err();
        assert!(
            matches!(error, FetchError::TooLarge { limit: LIMIT }),
            "{path}: {error:?}"
        );
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn of_a_page_the_beginning_is_read_and_of_what_is_no_page_nothing() {
    const LIMIT: usize = 1024 * 1024;
    let endless = |kind: &'static str| async move || ([("content-type", kind)], endless());
    let routes = Router::new()
        .route("/page", on_get(endless("text/html; charset=utf-8")))
        .route("/picture", on_get(endless("image/png")));
    let host = Host::start(ALLOWED, routes).await;
    let budget = FetchBudget::default();
    let (page, picture) = (host.url("/page"), host.url("/picture"));
    let client = client();
    let read = client
        .get(&page, DocumentType::Page, None, &budget)
        .await
        .unwrap();
    assert_eq!(read.document().unwrap().len(), LIMIT);
    assert_eq!(read.charset(), Some("utf-8"));
    let other = client
        .get(&picture, DocumentType::Page, None, &budget)
        .await
        .unwrap();
    assert!(
        matches!(other.document(), Err(FetchError::ContentType)),
        "{other:?}"
    );
}

#[tokio::test]
async fn a_compressed_answer_is_neither_asked_for_nor_unpacked() {
    // A gzip header and nothing sensible behind it.
    const PACKED: &[u8] = &[0x1f, 0x8b, 0x08, 0x00, 0xff];
    let packed = async || ([("content-encoding", "gzip")], document(PACKED));
    let host = Host::start(ALLOWED, Router::new().route("/", on_get(packed))).await;
    let response = get(&client(), &host.url("/")).await.unwrap();
    assert_eq!(response.document().unwrap(), PACKED);
    assert!(!host.asked()[0].headers.contains_key("accept-encoding"));
}

#[tokio::test]
async fn a_host_that_never_answers_or_never_ends_costs_the_time_for_one_fetch() {
    let trickle = async || {
        let drops = stream::repeat_with(|| Ok::<_, io::Error>(" ")).then(async |drop| {
            tokio::time::sleep(Duration::from_millis(20)).await;
            drop
        });
        document(Body::from_stream(drops))
    };
    let routes = Router::new()
        .route("/silent", on_get(std::future::pending::<StatusCode>))
        .route("/trickle", on_get(trickle))
        .route("/silent-inbox", on_post(std::future::pending::<StatusCode>));
    let host = Host::start(ALLOWED, routes).await;
    for path in ["/silent", "/trickle"] {
        let error = get(&impatient(), &host.url(path)).await.unwrap_err();
        assert!(matches!(error, FetchError::Timeout), "{path}: {error:?}");
        assert!(error.is_transient());
    }
    let delivered = impatient()
        .post(&host.url("/silent-inbox"), "{}".into(), HeaderMap::new())
        .await;
    assert!(matches!(delivered, Err(FetchError::Timeout)), "{delivered:?}");
    assert_eq!(host.asked().len(), 3);
}

/// It takes the connection, and says nothing in the handshake.
#[tokio::test]
async fn a_host_that_is_hardly_there_costs_the_time_for_a_connection() {
    let host = TcpListener::bind((ALLOWED, 0)).await.unwrap();
    let url = Url::parse(&format!("https://{}/", host.local_addr().unwrap())).unwrap();
    let mut settings = settings(&["127.0.0.1/32"]);
    settings.limits.connect = Duration::from_millis(300);
    let asked = Instant::now();
    let error = get(&Client::new(&settings).unwrap(), &url).await.unwrap_err();
    assert!(matches!(error, FetchError::Timeout), "{error:?}");
    assert!(asked.elapsed() < settings.limits.fetch / 2);
}

#[tokio::test]
async fn a_delivery_counts_whatever_body_follows_its_status() {
    let routes = Router::new()
        .route("/endless", on_post(async || (StatusCode::ACCEPTED, endless())))
        .route(
            "/refused",
            on_post(async || (StatusCode::UNAUTHORIZED, endless())),
        );
    let host = Host::start(ALLOWED, routes).await;
    let post = async |path| {
        client()
            .post(&host.url(path), "{}".into(), HeaderMap::new())
            .await
    };
    assert_eq!(post("/endless").await.unwrap(), StatusCode::ACCEPTED);
    assert_eq!(
        post("/refused").await.unwrap_err().status(),
        Some(StatusCode::UNAUTHORIZED)
    );
}

#[tokio::test]
async fn only_a_successful_answer_of_the_right_type_is_a_document() {
    let gone = async || (StatusCode::GONE, document(r#"{"withdrawals": []}"#));
    let routes = Router::new()
        .route(
            "/page",
            on_get(async || ([("content-type", "text/html")], "{}").into_response()),
        )
        .route("/gone", on_get(gone))
        .route(
            "/missing",
            on_get(async || (StatusCode::NOT_FOUND, document("{}"))),
        )
        .route(
            "/broken",
            on_get(async || (StatusCode::SERVICE_UNAVAILABLE, document("{}"))),
        );
    let host = Host::start(ALLOWED, routes).await;
    let fetch = async |path| get(&client(), &host.url(path)).await.unwrap();

    assert!(matches!(
        fetch("/page").await.document(),
        Err(FetchError::ContentType)
    ));
    let gone = fetch("/gone").await;
    assert_eq!(gone.document().unwrap_err().status(), Some(StatusCode::GONE));
    assert_eq!(gone.gone_document().unwrap(), r#"{"withdrawals": []}"#);
    let missing = fetch("/missing").await.document().unwrap_err().is_transient();
    let broken = fetch("/broken").await.document().unwrap_err().is_transient();
    assert_eq!((missing, broken), (false, true));
    assert!(
        host.asked()[0].headers["accept"]
            .to_str()
            .unwrap()
            .starts_with("application/activity+json")
    );
}

#[tokio::test]
async fn a_closed_port_and_a_broken_answer_are_told_apart() {
    let listener = TcpListener::bind((ALLOWED, 0)).await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    let answers = [
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}",
    ];
    let serving = tokio::spawn(async move {
        for answer in answers {
            let (mut connection, _) = listener.accept().await.unwrap();
            connection.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    for _ in answers {
        let error = get(&client(), &url).await.unwrap_err();
        assert!(matches!(error, FetchError::Interrupted(_)), "{error:?}");
    }
    serving.await.unwrap();
    let error = get(&client(), &url).await.unwrap_err();
    assert!(matches!(error, FetchError::Connect(_)), "{error:?}");
    assert!(error.is_transient());
}
