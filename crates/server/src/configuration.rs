//! What the operator decides: `vouchwell.toml` and the environment, the environment first.

mod duration;
mod error;
mod networks;
mod relaxed;
mod rules;
mod settings;
mod smtp;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use ipnet::IpNet;
use url::Url;
use vouchwell_domain::email::EmailAddress;
use vouchwell_service::address::Address;
use vouchwell_service::context::{Registration, Terms};

use self::duration::duration;
pub use self::error::ConfigurationError;
use self::networks::networks;
pub(crate) use self::settings::PREFIX;
use self::settings::Settings;
pub use self::smtp::{Security, SmtpServer};

/// The file that is read when no other is named.
pub const FILE: &str = "vouchwell.toml";

/// What the operator decided, or the defaults.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// Where to listen.
    pub bind: SocketAddr,
    /// Where `/metrics` is served alone; with the rest if not given.
    pub metrics_bind: Option<SocketAddr>,
    /// Where others reach this instance.
    pub public_url: Url,
    /// Whether that was said. If not, commands take the address that the database is of.
    pub is_address_given: bool,
    /// Where the source of the running program is, as its licence asks.
    pub source_url: Url,
    /// Where files are kept.
    pub data_directory: PathBuf,
    /// `sqlite://…` or `postgres://…`.
    pub database_url: String,
    /// Authorities that are trusted for outbound requests besides the system's.
    pub extra_certificate_authorities: Option<PathBuf>,
    /// Networks that outbound requests may reach though they are not public.
    pub allow_networks: Vec<IpNet>,
    /// The name server for outbound requests.
    pub dns: Option<SocketAddr>,
    /// With these, the server speaks TLS itself.
    pub tls: Option<TlsFiles>,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Hold, quarantine and registration.
    pub terms: Terms,
    /// Factor on the time between tries.
    pub retry_scale: f64,
    /// Whether the rate of requests is limited.
    pub rate_limits: bool,
    /// Where whoever runs the instance is written to.
    pub contact: Option<EmailAddress>,
    /// What members are asked to keep.
    pub rules: Vec<String>,
    /// Through which server e-mail is sent, if any.
    pub smtp: Option<SmtpServer>,
    /// Variables that look like settings and are none.
    pub unknown_variables: Vec<String>,
}

/// The files of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The chain, PEM.
    pub certificate: PathBuf,
    /// The private key, PEM.
    pub key: PathBuf,
}

impl Configuration {
    /// Reads the file and the environment. A file that is not named expressly may be missing.
    ///
    /// # Errors
    /// The file cannot be read, or a value does not fit; the sentence names the variable.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigurationError> {
        let settings = Settings::read(file, environment)?;
        let bind = settings
            .parse("BIND", "an address and port such as 127.0.0.1:8080")?
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
        let data_directory = settings
            .get("DATA_DIR")
            .map_or_else(|| PathBuf::from("data"), PathBuf::from);
        let database_url = match settings.get("DATABASE_URL") {
            Some(url) => checked_database_url(url)?,
            None => format!("sqlite://{}", data_directory.join("vouchwell.db").display()),
        };
        let public_url = public_url(&settings, bind)?;
        let smtp = smtp::read(&settings, &public_url)?;
        Ok(Self {
            bind,
            metrics_bind: settings.parse("METRICS_BIND", "an address and port such as 127.0.0.1:9090")?,
            public_url,
            is_address_given: settings.get("PUBLIC_URL").is_some(),
            source_url: source_url(&settings)?,
            data_directory,
            database_url,
            extra_certificate_authorities: settings.get("EXTRA_CA").map(PathBuf::from),
            allow_networks: networks(&settings, "ALLOW_NETWORKS")?,
            dns: settings.parse(
                "DNS",
                "the address and port of a name server such as 192.0.2.1:53",
            )?,
            tls: tls(&settings)?,
            trusted_proxies: networks(&settings, "TRUSTED_PROXIES")?,
            terms: Terms {
                hold: duration(&settings, "HOLD", "24h")?,
                quarantine: duration(&settings, "QUARANTINE", "14d")?,
                registration: settings
                    .one_of(
                        "REGISTRATION",
                        &[
                            ("closed", Registration::Closed),
                            ("invite", Registration::Invite),
                            ("open", Registration::Open),
                        ],
                    )?
                    .unwrap_or(Registration::Invite),
                sends_mail: smtp.is_some(),
            },
            retry_scale: retry_scale(&settings)?,
            rate_limits: settings
                .one_of("LIMITS", &[("on", true), ("off", false)])?
                .unwrap_or(true),
            contact: settings.parse("CONTACT", "it as name@example.org")?,
            rules: rules::read(&settings)?,
            smtp,
            unknown_variables: settings.unknown_variables(),
        })
    }

    /// The file of the database, if it is one.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        let path = self.database_url.strip_prefix("sqlite://")?;
        Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
    }

    /// The address that ids are made from.
    ///
    /// # Errors
    /// Never for a configuration that [`Configuration::load`] made.
    pub fn address(&self) -> Result<Address, ConfigurationError> {
        Address::new(&self.public_url)
            .map_err(|error| ConfigurationError::value("PUBLIC_URL", &self.public_url, &error.to_string()))
    }
}

/// The URL is never shown in an error: it may hold a password.
fn checked_database_url(url: &str) -> Result<String, ConfigurationError> {
    if ["sqlite://", "postgres://", "postgresql://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
    {
        Ok(url.to_owned())
    } else {
        Err(ConfigurationError::DatabaseUrl)
    }
}

fn public_url(settings: &Settings, bind: SocketAddr) -> Result<Url, ConfigurationError> {
    let given = settings.get("PUBLIC_URL");
    let text = given.map_or_else(|| format!("http://localhost:{}", bind.port()), str::to_owned);
    let refused = |advice: &str| ConfigurationError::value("PUBLIC_URL", &text, advice);
    let url = Url::parse(&text).map_err(|_| refused("write it as https://vouch.example"))?;
    Address::new(&url).map_err(|error| refused(&error.to_string()))?;
    Ok(url)
}

fn source_url(settings: &Settings) -> Result<Url, ConfigurationError> {
    let text = settings.get("SOURCE_URL").unwrap_or(env!("CARGO_PKG_REPOSITORY"));
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "https" | "http"))
        .ok_or_else(|| {
            ConfigurationError::value("SOURCE_URL", text, "write it as https://code.example/vouchwell")
        })
}

fn tls(settings: &Settings) -> Result<Option<TlsFiles>, ConfigurationError> {
    match (settings.get("TLS_CERT"), settings.get("TLS_KEY")) {
        (Some(certificate), Some(key)) => Ok(Some(TlsFiles {
            certificate: certificate.into(),
            key: key.into(),
        })),
        (None, None) => Ok(None),
        _ => Err(ConfigurationError::HalfTls),
    }
}

fn retry_scale(settings: &Settings) -> Result<f64, ConfigurationError> {
    const ADVICE: &str = "a number above 0 and at most 1000, such as 1";
    let scale: f64 = settings.parse("RETRY_SCALE", ADVICE)?.unwrap_or(1.0);
    if scale > 0.0 && scale <= 1000.0 {
        Ok(scale)
    } else {
        Err(ConfigurationError::value(
            "RETRY_SCALE",
            scale,
            &format!("write {ADVICE}"),
        ))
    }
}

impl Settings {
    fn parse<T: FromStr>(&self, name: &'static str, form: &str) -> Result<Option<T>, ConfigurationError> {
        let parse = |text: &str| {
            text.parse()
                .map_err(|_| ConfigurationError::value(name, text, &format!("write {form}")))
        };
        self.get(name).map(parse).transpose()
    }

    fn one_of<T: Copy>(
        &self,
        name: &'static str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, ConfigurationError> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let found = words.iter().find(|(word, _)| *word == text);
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        found.map(|(_, value)| Some(*value)).ok_or_else(|| {
            ConfigurationError::value(name, text, &format!("write one of {}", known.join(", ")))
        })
    }
}

#[cfg(test)]
mod tests;
