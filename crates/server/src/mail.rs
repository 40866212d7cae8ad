//! E-mail: put into words, and handed to the mail server.

mod letter;

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{self, AsyncSmtpTransport};
use lettre::{Address, AsyncTransport as _, Tokio1Executor};
use url::Url;
use vouchwell_domain::Clock;
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::identifier::JobId;
use vouchwell_service::Context;
use vouchwell_service::mail::{Mail, MailError, Mailer};

use self::letter::Letter;
use crate::configuration::{Security, SmtpServer};
use crate::web::site::Site;

/// The mail server is waited for so long at each step. After the last one it may look for unwanted mail before it answers,
/// and whoever does not wait for that sends it twice (RFC 5321 §4.5.3.2.6).
const PATIENCE: Duration = Duration::from_secs(60);

/// Why no e-mail can be sent at all.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// A certificate in the file of `VOUCHWELL_EXTRA_CA` cannot be used, or the name of the mail server.
    #[error("the connection to the mail server of VOUCHWELL_SMTP cannot be protected: {0}")]
    Tls(#[source] smtp::Error),
    /// The address that e-mails are from.
    #[error("VOUCHWELL_MAIL_FROM is no address that the mail server would take")]
    From,
}

/// Hands e-mails to the mail server that the configuration names.
#[derive(Debug)]
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    site: Arc<Site>,
    time: Time,
}

struct Time(Arc<dyn Clock>);

impl std::fmt::Debug for Time {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Time")
    }
}

/// A machine wrote it, so that no machine answers (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl SmtpMailer {
    /// Makes ready for a mail server, whose certificate the system's authorities or these have signed.
    ///
    /// # Errors
    /// Something in the configuration cannot be used.
    pub fn new(
        server: &SmtpServer,
        authorities: &[Vec<u8>],
        context: &Context,
        site: &Arc<Site>,
    ) -> Result<Self, MailerError> {
        let address = address(&server.from).ok_or(MailerError::From)?;
        Ok(Self {
            transport: transport(server, authorities, &site.url)?,
            from: Mailbox::new(Some(site.host()), address),
            site: Arc::clone(site),
            time: Time(Arc::clone(&context.clock)),
        })
    }

    fn message(&self, job: JobId, mail: &Mail) -> Result<Message, MailError> {
        let unfit = || MailError::Never("an address is none that mail servers take".to_owned());
        let Letter { subject, text } = Letter::write(mail, &self.site);
        let id = job.number();
        let host = self.site.url.host_str().unwrap_or_default();
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address(&mail.to).ok_or_else(unfit)?))
            .date(SystemTime::from(self.time.0.now()))
            .message_id(Some(format!("<job.{id}@{host}>")))
            .subject(subject)
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|_| unfit())
    }
}

impl Mailer for SmtpMailer {
    fn send(
        &self,
        job: JobId,
        mail: Mail,
    ) -> Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + '_>> {
        Box::pin(async move {
            let message = self.message(job, &mail)?;
            let sent = self.transport.send(message).await;
            sent.map(|_| ()).map_err(|error| trouble(&error))
        })
    }
}

/// Whether a mail server can be reached and lets us in; nothing is sent.
///
/// # Errors
/// It does not, with what to mend.
pub async fn look(server: &SmtpServer, authorities: &[Vec<u8>], public_url: &Url) -> Result<(), String> {
    let transport = transport(server, authorities, public_url).map_err(|error| error.to_string())?;
    match transport.test_connection().await {
        Ok(true) => Ok(()),
        Ok(false) => Err("it hung up".to_owned()),
        Err(error) => Err(trouble(&error).to_string()),
    }
}

fn transport(
    server: &SmtpServer,
    authorities: &[Vec<u8>],
    public_url: &Url,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailerError> {
    let tls = match server.security {
        Security::Tls => Tls::Wrapper(tls(server, authorities)?),
        Security::StartTls => Tls::Required(tls(server, authorities)?),
        Security::SameMachine => Tls::None,
    };
    let own_name = public_url.host_str().unwrap_or_default().to_owned();
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
        .port(server.port)
        .tls(tls)
        .timeout(Some(PATIENCE))
        .hello_name(ClientId::Domain(own_name));
    if let Some((user, password)) = &server.credentials {
        builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
    }
    Ok(builder.build())
}

fn address(email: &EmailAddress) -> Option<Address> {
    email.as_str().parse().ok()
}

fn tls(server: &SmtpServer, authorities: &[Vec<u8>]) -> Result<TlsParameters, MailerError> {
    let mut builder = TlsParameters::builder(server.host.clone());
    for pem in authorities {
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(MailerError::Tls)?);
    }
    builder.build_rustls().map_err(MailerError::Tls)
}

/// What went wrong. Of an answer only its number is told: servers repeat the address in it.
fn trouble(error: &smtp::Error) -> MailError {
    let Some(code) = error.status().map(u16::from) else {
        return MailError::NotNow(format!("the mail server cannot be talked to: {error}"));
    };
    let why = format!("the mail server answered {code}");
    match code {
        // There is no such mailbox (RFC 5321 §4.2.3).
        550 | 551 | 553 => MailError::Never(why),
        _ => MailError::NotNow(why),
    }
}
