//! The certificate authority of the demonstration.

use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};

use super::DemoError;

/// The authority's certificate in the directory.
pub(super) const FILE: &str = "authority.pem";

/// Signs the certificates of both servers.
pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate, PEM.
    pub(super) certificate: String,
    /// Where that lies.
    pub(super) file: PathBuf,
}

impl Authority {
    pub(super) fn create(directory: &Path) -> Result<Self, DemoError> {
        let key = KeyPair::generate()?;
        let mut parameters = CertificateParams::default();
        parameters
            .distinguished_name
            .push(DnType::CommonName, "Vouchwell demonstration");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let certificate = parameters.self_signed(&key)?.pem();
        let file = directory.join(FILE);
        std::fs::write(&file, &certificate)?;
        Ok(Self {
            issuer: Issuer::new(parameters, key),
            certificate,
            file,
        })
    }

    /// A certificate for a host: the files of the chain and of its key.
    pub(super) fn certify(&self, host: &str, directory: &Path) -> Result<(PathBuf, PathBuf), DemoError> {
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(vec![host.to_owned()])?.signed_by(&key, &self.issuer)?;
        let files = (directory.join("tls.pem"), directory.join("tls.key"));
        std::fs::write(&files.0, certificate.pem())?;
        std::fs::write(&files.1, key.serialize_pem())?;
        Ok(files)
    }
}
