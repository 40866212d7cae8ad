//! The programs of PostgreSQL that copy a database.

use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;
use url::Url;

use super::BackupError;

/// What libpq reads from the environment, so that no password stands in the list of processes.
const PARAMETERS: [(&str, &str); 6] = [
    ("host", "PGHOST"),
    ("port", "PGPORT"),
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("dbname", "PGDATABASE"),
    ("sslmode", "PGSSLMODE"),
];

pub(super) async fn dump(url: &str, file: &Path) -> Result<(), BackupError> {
    let arguments = ["--format=custom", "--no-owner", "--no-acl", "--file"];
    run("pg_dump", url, &arguments, file).await
}

pub(super) async fn load(url: &str, file: &Path) -> Result<(), BackupError> {
    let database = parameters(url)
        .into_iter()
        .find(|(name, _)| *name == "PGDATABASE")
        .map(|(_, value)| value);
    let database = format!("--dbname={}", database.unwrap_or_default());
    let arguments = [
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-acl",
        &database,
    ];
    run("pg_restore", url, &arguments, file).await
}

async fn run(program: &'static str, url: &str, arguments: &[&str], file: &Path) -> Result<(), BackupError> {
    let output = Command::new(program)
        .args(arguments)
        .arg(file)
        .envs(parameters(url))
        .stdin(Stdio::null())
        .output()
        .await
        .map_err(|error| BackupError::Program(program, error.to_string()))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(BackupError::Program(
            program,
            String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        ))
    }
}

fn parameters(url: &str) -> Vec<(&'static str, String)> {
    let Ok(url) = Url::parse(url) else {
        return Vec::new();
    };
    let decoded = |text: &str| {
        let pair = format!("value={}", text.replace('+', "%2B"));
        let found = url::form_urlencoded::parse(pair.as_bytes()).next();
        found.map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let mut given = vec![
        (
            "host",
            url.host_str()
                .unwrap_or_default()
                .trim_matches(['[', ']'])
                .to_owned(),
        ),
        (
            "port",
            url.port().map(|port| port.to_string()).unwrap_or_default(),
        ),
        ("user", decoded(url.username())),
        ("password", decoded(url.password().unwrap_or_default())),
        ("dbname", decoded(url.path().trim_start_matches('/'))),
    ];
    for (name, value) in url.query_pairs() {
        if let Some((known, _)) = PARAMETERS.iter().find(|(known, _)| *known == name) {
            given.push((known, value.into_owned()));
        }
    }
    let variable = |name: &str| {
        PARAMETERS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, variable)| *variable)
    };
    given
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(name, value)| Some((variable(name)?, value)))
        .collect()
}
