//! The mail server.

use std::fmt;

use url::{Host, Url};
use vouchwell_domain::email::EmailAddress;

use super::{ConfigurationError, Settings};

/// The server that takes e-mails from us.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpServer {
    /// Its name or address.
    pub host: String,
    /// Where it listens.
    pub port: u16,
    /// How the way there is protected.
    pub security: Security,
    /// User and password, if it asks for them.
    pub credentials: Option<(String, String)>,
    /// Who the e-mails are from.
    pub from: EmailAddress,
}

/// How the way to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after STARTTLS; without it nothing is sent.
    StartTls,
    /// It is on this machine.
    SameMachine,
}

impl fmt::Debug for SmtpServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SmtpServer")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}

/// The mail server that the settings name, if any.
pub(super) fn read(settings: &Settings, public_url: &Url) -> Result<Option<SmtpServer>, ConfigurationError> {
    let Some(text) = settings.get("SMTP") else {
        return Ok(None);
    };
    let url = Url::parse(text).map_err(|_| ConfigurationError::Smtp)?;
    let is_plain = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    let host = url.host_str().filter(|host| is_plain && !host.is_empty());
    let host = host.ok_or(ConfigurationError::Smtp)?;
    let (security, usual_port) = match url.scheme() {
        "smtps" => (Security::Tls, 465),
        "smtp" if is_this_machine(host) => (Security::SameMachine, 25),
        "smtp" => (Security::StartTls, 587),
        _ => return Err(ConfigurationError::Smtp),
    };
    let credentials = match (url.username(), url.password()) {
        ("", None) => None,
        (user, Some(password)) if !user.is_empty() => Some((decoded(user), decoded(password))),
        _ => return Err(ConfigurationError::Smtp),
    };
    Ok(Some(SmtpServer {
        host: host.trim_matches(['[', ']']).to_owned(),
        port: url.port().unwrap_or(usual_port),
        security,
        credentials,
        from: sender(settings, public_url)?,
    }))
}

fn sender(settings: &Settings, public_url: &Url) -> Result<EmailAddress, ConfigurationError> {
    let usual = format!("vouchwell@{}", public_url.host_str().unwrap_or_default());
    let text = settings.get("MAIL_FROM").unwrap_or(&usual);
    text.parse()
        .map_err(|_| ConfigurationError::value("MAIL_FROM", text, "write it as vouchwell@example.org"))
}

fn is_this_machine(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost",
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
    }
}

fn decoded(text: &str) -> String {
    let pair = format!("value={}", text.replace('+', "%2B"));
    let found = url::form_urlencoded::parse(pair.as_bytes()).next();
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}
