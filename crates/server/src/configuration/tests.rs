use std::io::Write as _;
use std::time::Duration;

use chrono::TimeDelta;
use vouchwell_service::context::Registration;

use super::{Configuration, Security};
use crate::serve::client_settings;

fn load(variables: &[(&str, &str)]) -> Result<Configuration, String> {
    let file = temporary("");
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Configuration::load(Some(file.as_ref()), variables).map_err(|error| error.to_string())
}

fn temporary(text: &str) -> std::path::PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "vouchwell-configuration-{}-{}",
        std::process::id(),
        NUMBER.fetch_add(1, Ordering::Relaxed)
    );
    let path = std::env::temp_dir().join(name);
    std::fs::File::create(&path)
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    path
}

#[test]
fn nothing_needs_to_be_configured() {
    let configuration = load(&[]).unwrap();
    assert_eq!(configuration.bind.to_string(), "127.0.0.1:8080");
    assert_eq!(configuration.public_url.as_str(), "http://localhost:8080/");
    assert_eq!(configuration.database_url, "sqlite://data/vouchwell.db");
    assert_eq!(configuration.terms.hold, TimeDelta::hours(24));
    assert_eq!(configuration.terms.quarantine, TimeDelta::days(14));
    assert_eq!(configuration.terms.registration, Registration::Invite);
    assert!(configuration.rate_limits);
}

#[test]
fn requests_have_the_bounds_that_are_documented() {
    let settings = client_settings(&load(&[]).unwrap()).unwrap();
    let limits = settings.limits;
    assert_eq!(
        (limits.connect, limits.fetch, limits.body, limits.redirects),
        (Duration::from_secs(5), Duration::from_secs(30), 1024 * 1024, 3)
    );
    assert!(settings.allow_networks.is_empty());
    let documented = include_str!("../../../../FEDERATION.md");
    let bounds = "A fetch has 30 seconds, 5 of them for the connection, at most three redirects and 1 MB";
    assert!(documented.contains(bounds));
}

#[test]
fn whoever_changes_the_program_names_her_own_source() {
    assert_eq!(
        load(&[]).unwrap().source_url.as_str(),
        env!("CARGO_PKG_REPOSITORY")
    );
    let changed = load(&[("VOUCHWELL_SOURCE_URL", "https://code.example/ours")]).unwrap();
    assert_eq!(changed.source_url.as_str(), "https://code.example/ours");
    for unfit in ["code.example", "javascript:alert(1)"] {
        let sentence = load(&[("VOUCHWELL_SOURCE_URL", unfit)]).unwrap_err();
        assert!(
            sentence.contains("VOUCHWELL_SOURCE_URL") && sentence.contains("https://"),
            "{sentence}"
        );
    }
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = temporary("hold = \"2h\"\nretry_scale = 0.5\nquarantine = \"3d\"\n");
    let variables = [("VOUCHWELL_HOLD".to_owned(), "90s".to_owned())];
    let configuration = Configuration::load(Some(&file), variables).unwrap();
    assert_eq!(configuration.terms.hold, TimeDelta::seconds(90));
    assert_eq!(configuration.terms.quarantine, TimeDelta::days(3));
    assert!((configuration.retry_scale - 0.5).abs() < f64::EPSILON);
}

#[test]
fn what_does_not_fit_is_named() {
    for (name, value) in [
        ("VOUCHWELL_BIND", "localhost"),
        ("VOUCHWELL_PUBLIC_URL", "http://vouch.example"),
        ("VOUCHWELL_PUBLIC_URL", "https://vouch.example/path"),
        ("VOUCHWELL_HOLD", "tomorrow"),
        ("VOUCHWELL_HOLD", "-1h"),
        ("VOUCHWELL_QUARANTINE", "99999999999999d"),
        ("VOUCHWELL_ALLOW_NETWORKS", "10.0.0.0/99"),
        ("VOUCHWELL_DNS", "1.1.1.1"),
        ("VOUCHWELL_RETRY_SCALE", "0"),
        ("VOUCHWELL_RETRY_SCALE", "NaN"),
        ("VOUCHWELL_LIMITS", "maybe"),
        ("VOUCHWELL_REGISTRATION", "everybody"),
        ("VOUCHWELL_TLS_CERT", "certificate.pem"),
    ] {
        let error = load(&[(name, value)]).unwrap_err();
        assert!(error.contains(name), "{name}={value}: {error}");
    }
}

#[test]
fn a_password_in_the_database_url_is_not_repeated() {
    let error = load(&[("VOUCHWELL_DATABASE_URL", "mysql://ana:secret@host/name")]).unwrap_err();
    assert!(!error.contains("secret"), "{error}");
}

#[test]
fn a_setting_that_does_not_exist_is_refused_in_the_file() {
    let file = temporary("holt = \"2h\"\n");
    let error = Configuration::load(Some(&file), []).unwrap_err().to_string();
    assert!(error.contains("holt"), "{error}");
}

#[test]
fn relaxed_checks_are_named() {
    assert_eq!(
        load(&[("VOUCHWELL_PUBLIC_URL", "https://vouch.example")])
            .unwrap()
            .relaxed_checks(),
        [""; 0]
    );
    let relaxed = load(&[
        ("VOUCHWELL_ALLOW_NETWORKS", "127.0.0.0/8, ::1"),
        ("VOUCHWELL_HOLD", "1s"),
        ("VOUCHWELL_LIMITS", "off"),
    ]);
    // And plain http, the default.
    assert_eq!(relaxed.unwrap().relaxed_checks().len(), 4);
}

#[test]
fn the_way_to_a_mail_server_is_protected_unless_it_is_on_this_machine() {
    let smtp = |url: &str| load(&[("VOUCHWELL_SMTP", url)]).map(|configuration| configuration.smtp);
    assert_eq!(load(&[]).unwrap().smtp, None);
    for (url, security, port) in [
        ("smtps://ada:p%40ss@mail.example", Security::Tls, 465),
        ("smtp://ada:p%40ss@mail.example", Security::StartTls, 587),
        ("smtp://ada:p%40ss@mail.example:25", Security::StartTls, 25),
        ("smtp://ada:p%40ss@localhost", Security::SameMachine, 25),
        ("smtp://ada:p%40ss@127.0.0.1:1025", Security::SameMachine, 1025),
    ] {
        let server = smtp(url).unwrap().unwrap();
        assert_eq!((server.security, server.port), (security, port), "{url}");
        assert_eq!(server.credentials, Some(("ada".to_owned(), "p@ss".to_owned())));
        assert_eq!(server.from.as_str(), "vouchwell@localhost");
        assert!(!format!("{server:?}").contains("p@ss"));
    }
    for unfit in [
        "mail.example",
        "https://mail.example",
        "smtp://ada@mail.example",
        "smtps://ada:secret@mail.example/path",
        "smtps://ada:secret@",
    ] {
        let sentence = smtp(unfit).unwrap_err();
        assert!(
            sentence.contains("VOUCHWELL_SMTP") && !sentence.contains("secret"),
            "{sentence}"
        );
    }
}
