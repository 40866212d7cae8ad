//! Certificates.

use std::net::TcpListener;

use axum::Router;
use axum::routing::get as on_get;
use axum_server::tls_rustls::RustlsConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use url::Url;
use vouchwell_federation::client::{Client, FetchError, Settings, SettingsError};
use vouchwell_tests::{CertificateAuthority, Names};

use crate::host::{ALLOWED, document, get};

fn settings(names: &Names) -> Settings {
    let mut settings = Settings::new(Url::parse("https://vouch.example").unwrap());
    settings.allow_networks = vec!["127.0.0.1/32".parse().unwrap()];
    settings.dns = Some(names.address());
    settings
}

/// Serves `peer.test`; answers the port.
async fn serve(authority: &CertificateAuthority) -> u16 {
    // Only the first of the tests in this process installs it.
    drop(default_provider().install_default());
    let certificate = authority.certify("peer.test");
    let pem = (certificate.certificate.into_bytes(), certificate.key.into_bytes());
    let configuration = RustlsConfig::from_pem(pem.0, pem.1).await.unwrap();
    let listener = TcpListener::bind((ALLOWED, 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let routes = Router::new().route("/", on_get(async || document("{}")));
    let server = axum_server::from_tcp_rustls(listener, configuration).unwrap();
    tokio::spawn(server.serve(routes.into_make_service()));
    port
}

#[tokio::test]
async fn a_host_is_believed_only_with_a_certificate_of_its_name_by_a_trusted_authority() {
    let (names, authority) = (Names::start().await, CertificateAuthority::new());
    let port = serve(&authority).await;
    let peer = Url::parse(&format!("https://peer.test:{port}/")).unwrap();
    let other = Url::parse(&format!("https://other.test:{port}/")).unwrap();
    let mut settings = settings(&names);

    let stranger = get(&Client::new(&settings).unwrap(), &peer).await.unwrap_err();
    assert!(matches!(stranger, FetchError::Tls(_)), "{stranger:?}");

    settings.extra_certificate_authorities = vec![authority.certificate().into_bytes()];
    let client = Client::new(&settings).unwrap();
    assert_eq!(get(&client, &peer).await.unwrap().document().unwrap(), "{}");
    let misnamed = get(&client, &other).await.unwrap_err();
    assert!(matches!(misnamed, FetchError::Tls(_)), "{misnamed:?}");
    assert!(misnamed.is_transient(), "certificates are renewed");
}

#[tokio::test]
async fn a_file_without_certificates_is_reported_when_the_client_is_built() {
    let mut settings = settings(&Names::start().await);
    let damaged = "-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n";
    for file in [damaged, "-----BEGIN CERTIFICATE-----", "", "no PEM"] {
        settings.extra_certificate_authorities = vec![file.into()];
        let error = Client::new(&settings).unwrap_err();
        assert!(
            matches!(error, SettingsError::CertificateAuthorities),
            "{file}: {error:?}"
        );
    }
}
