//! A TLS server in the test's own process.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;

use axum::Router;
use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::Certificate;

/// Serves an application over TLS on loopback until the runtime ends; answers the port.
pub fn serve(certificate: &Certificate, application: Router) -> u16 {
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
    tokio::spawn(server.serve(application.into_make_service()));
    port
}

/// What a server does TLS with that shows a certificate.
pub(crate) fn configuration(certificate: &Certificate) -> ServerConfig {
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
