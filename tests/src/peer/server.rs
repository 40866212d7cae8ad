use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_server::tls_rustls::RustlsConfig;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::{Received, Script};
use crate::Certificate;

/// Serves the script over TLS until the runtime ends; answers the port.
pub(super) fn start(certificate: &Certificate, script: Arc<Mutex<Script>>) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback takes a socket");
    listener
        .set_nonblocking(true)
        .expect("a socket can be set to non-blocking");
    let port = listener
        .local_addr()
        .expect("a bound socket has an address")
        .port();
    let configuration = RustlsConfig::from_config(Arc::new(configuration(certificate)));
    let server = axum_server::from_tcp_rustls(listener, configuration).expect("the socket can be served");
    let application = Router::new().fallback(answer).with_state(script);
    tokio::spawn(server.serve(application.into_make_service()));
    port
}

fn configuration(certificate: &Certificate) -> ServerConfig {
    let chain =
        CertificateDer::from_pem_slice(certificate.certificate.as_bytes()).expect("a PEM certificate");
    let key = PrivateKeyDer::from_pem_slice(certificate.key.as_bytes()).expect("a PEM key");
    ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider knows TLS 1.3")
        .with_no_client_auth()
        .with_single_cert(vec![chain], key)
        .expect("key and certificate belong together")
}

async fn answer(
    State(script): State<Arc<Mutex<Script>>>,
    method: Method,
    uri: axum::http::Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let mut script = script.lock().expect("no holder of the lock panics");
    let response = if method == Method::POST {
        script.inbox_status.into_response()
    } else {
        match script
            .documents
            .get(&path.replace("%3A", ":").replace("%40", "@"))
            .cloned()
        {
            Some(document) => (document.status, document.headers, document.body).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    };
    script.received.push(Received {
        method: method.to_string(),
        path,
        headers,
        body: body.to_vec(),
    });
    response
}
