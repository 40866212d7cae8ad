//! The way of e-mails to a mail server.

use std::sync::Arc;

use vouchwell_domain::identifier::JobId;
use vouchwell_server::configuration::{Security, SmtpServer};
use vouchwell_server::mail::SmtpMailer;
use vouchwell_service::mail::{Content, Mail, MailError, Mailer as _};
use vouchwell_tests::{CertificateAuthority, Mailbox};

use crate::instance::Instance;
use crate::sample;

/// Sends a letter to Ada by a server that is to protect the way there.
async fn send(mailbox: &Mailbox, authority: &CertificateAuthority) -> Result<(), MailError> {
    let instance = Instance::found().await;
    let server = SmtpServer {
        host: "localhost".to_owned(),
        port: mailbox.port(),
        security: Security::StartTls,
        credentials: None,
        from: "vouchwell@vouch.example".parse().unwrap(),
    };
    let authorities = [authority.certificate().into_bytes()];
    let site = Arc::new(sample::site());
    let mailer = SmtpMailer::new(&server, &authorities, &instance.context, &site).unwrap();
    let letter = Mail {
        to: "ada@mail.test".parse().unwrap(),
        language: None,
        content: Content::AddressChanged {
            name: "ada".to_owned(),
        },
    };
    mailer.send(JobId::from_number(1), letter).await
}

#[tokio::test]
async fn an_e_mail_is_sent_once_the_way_is_protected() {
    let authority = CertificateAuthority::new();
    let mailbox = Mailbox::upgrading(&authority.certify("localhost")).await;
    send(&mailbox, &authority).await.unwrap();
    let letter = mailbox.next("ada@mail.test").await;
    assert!(letter.text.contains("@ada@vouch.example"), "{letter:?}");
}

#[tokio::test]
async fn nothing_is_sent_where_the_way_is_not_protected() {
    let authority = CertificateAuthority::new();
    let open = Mailbox::start(0).await;
    let another = Mailbox::upgrading(&CertificateAuthority::new().certify("localhost")).await;
    for (mailbox, name) in [(open, "no TLS"), (another, "another's certificate")] {
        let refused = send(&mailbox, &authority).await;
        assert!(
            matches!(refused, Err(MailError::NotNow(_))),
            "{name}: {refused:?}"
        );
        assert!(mailbox.is_empty() && mailbox.refused().is_empty(), "{name}");
    }
}
