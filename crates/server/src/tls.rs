//! The certificate, when the server speaks TLS itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::configuration::TlsFiles;

/// The certificate cannot be used; the sentence names the file.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read as PEM.
    #[error(
        "{0} cannot be read as PEM: give the certificate chain in VOUCHWELL_TLS_CERT and its key in VOUCHWELL_TLS_KEY"
    )]
    File(PathBuf),
    /// Certificate and key do not belong together, or are of an unknown kind.
    #[error(
        "the certificate and the key of VOUCHWELL_TLS_CERT and VOUCHWELL_TLS_KEY cannot be used together: {0}"
    )]
    Pair(#[from] rustls::Error),
}

/// Reads the certificate.
///
/// # Errors
/// See [`CertificateError`].
pub fn load(files: &TlsFiles) -> Result<RustlsConfig, CertificateError> {
    let unreadable = |path: &Path| CertificateError::File(path.to_owned());
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect)
        .map_err(|_| unreadable(&files.certificate))?;
    if chain.is_empty() {
        return Err(unreadable(&files.certificate));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|_| unreadable(&files.key))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(config)))
}
