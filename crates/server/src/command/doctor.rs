//! `vouchwell doctor`: looks at everything that an instance needs, and says what to mend. It changes nothing.

mod data;
mod public_address;

use super::failure::Failure;
use crate::answer::answer;
use crate::configuration::{Configuration, SmtpServer};
use crate::mail;
use crate::serve::client_settings;
use crate::tls;

/// What a look found: a sentence, good or bad.
type Finding = Result<String, String>;

pub(crate) async fn run(configuration: &Configuration) -> Result<(), Failure> {
    // Fails only if a provider is installed already, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut findings = vec![
        ("settings", settings(configuration)),
        ("data directory", data::directories(configuration)),
        ("database", data::database(configuration).await),
        ("certificate", certificate(configuration)),
    ];
    if let Some(server) = &configuration.smtp {
        findings.push(("mail server", mail_server(configuration, server).await));
    }
    findings.extend(public_address::look(configuration).await);
    for (what, finding) in &findings {
        match finding {
            Ok(sentence) => answer(format_args!("ok       {what}: {sentence}"))?,
            Err(sentence) => answer(format_args!("trouble  {what}: {sentence}"))?,
        }
    }
    match findings.iter().filter(|(_, finding)| finding.is_err()).count() {
        0 => Ok(()),
        troubles => Err(Failure::Failed(format!(
            "{troubles} of {} checks found something to mend",
            findings.len()
        ))),
    }
}

fn settings(configuration: &Configuration) -> Finding {
    let unknown = &configuration.unknown_variables;
    let relaxed = configuration.relaxed_checks();
    if !unknown.is_empty() {
        Err(format!(
            "{} has no effect, there is no such setting: correct its name, or take it away",
            unknown.join(", ")
        ))
    } else if relaxed.is_empty() {
        Ok("they can be read, and no check is relaxed".to_owned())
    } else {
        Ok(format!("they can be read. Relaxed: {}", relaxed.join("; ")))
    }
}

async fn mail_server(configuration: &Configuration, server: &SmtpServer) -> Finding {
    let client = client_settings(configuration).map_err(|error| error.to_string())?;
    let authorities = &client.extra_certificate_authorities;
    match mail::look(server, authorities, &configuration.public_url).await {
        Ok(()) => Ok(format!("{} takes e-mails from us", server.host)),
        Err(why) => Err(format!("{why}. Correct VOUCHWELL_SMTP, or mend {}", server.host)),
    }
}

fn certificate(configuration: &Configuration) -> Finding {
    match &configuration.tls {
        Some(files) => tls::load(files)
            .map(|_| "certificate and key belong together".to_owned())
            .map_err(|error| error.to_string()),
        None => Ok("none here; a proxy speaks TLS".to_owned()),
    }
}
