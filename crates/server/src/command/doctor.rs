//! `vouchwell doctor`: looks at everything that an instance needs, and says what to mend.

use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use vouchwell_domain::Clock as _;
use vouchwell_storage::{instance, job};

use super::failure::Failure;
use crate::clock::SystemClock;
use crate::configuration::Configuration;
use crate::{opening, tls};

const PATIENCE: Duration = Duration::from_secs(5);

/// What a look found: a sentence, good or bad.
type Finding = Result<String, String>;

#[allow(clippy::print_stdout, reason = "the findings are what the command answers")]
pub(crate) async fn run(configuration: &Configuration) -> Result<(), Failure> {
    let findings = [
        ("configuration", Ok(settings(configuration))),
        ("data", data(configuration).await),
        ("certificate", certificate(configuration)),
        ("name", name(configuration).await),
        ("reachability", reachability(configuration).await),
    ];
    for (what, finding) in &findings {
        match finding {
            Ok(sentence) => println!("good  {what}: {sentence}"),
            Err(sentence) => println!("BAD   {what}: {sentence}"),
        }
    }
    match findings.iter().filter(|(_, finding)| finding.is_err()).count() {
        0 => Ok(()),
        bad => Err(Failure::Failed(format!(
            "{bad} of {} checks found something to mend",
            findings.len()
        ))),
    }
}

fn settings(configuration: &Configuration) -> String {
    let mut notes = configuration.relaxed_checks();
    notes.extend(
        configuration
            .unknown_variables
            .iter()
            .map(|name| format!("{name} is no setting")),
    );
    if notes.is_empty() {
        "no check is relaxed".to_owned()
    } else {
        notes.join("; ")
    }
}

/// The database, its key, and a clock that is not behind what it wrote.
async fn data(configuration: &Configuration) -> Finding {
    let context = opening::open(configuration)
        .await
        .map_err(|error| error.to_string())?;
    let looked = async {
        let mut snapshot = context.store.snapshot().await?;
        let instance = instance::load(&mut snapshot).await?;
        Ok::<_, vouchwell_storage::Error>((instance, job::counts(&mut snapshot, context.now()).await?))
    };
    let (instance, counts) = looked.await.map_err(|error| error.to_string())?;
    context.store.close().await;
    let now = SystemClock.now();
    match instance {
        Some(instance) if instance.created_at > now => Err(format!(
            "the clock says {now}, but the instance was made later: set the clock"
        )),
        _ => Ok(format!(
            "database and key open; jobs: {} ready, {} waiting, {} failed; the clock says {now}",
            counts.ready, counts.waiting, counts.failed
        )),
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

async fn name(configuration: &Configuration) -> Finding {
    let (host, port) = place(configuration);
    let addresses = lookup_host((host.as_str(), port)).await;
    let found: Vec<String> = addresses
        .into_iter()
        .flatten()
        .map(|address| address.ip().to_string())
        .collect();
    if found.is_empty() {
        Err(format!("{host} has no address: set a record for it in DNS"))
    } else {
        Ok(format!("{host} is at {}", found.join(", ")))
    }
}

async fn reachability(configuration: &Configuration) -> Finding {
    let (host, port) = place(configuration);
    match tokio::time::timeout(PATIENCE, TcpStream::connect((host.as_str(), port))).await {
        Ok(Ok(_)) => Ok(format!("something answers at {host}, port {port}")),
        _ => Err(format!(
            "nothing answers at {host}, port {port}: start the server and its proxy, open the firewall"
        )),
    }
}

fn place(configuration: &Configuration) -> (String, u16) {
    let url = &configuration.public_url;
    let host = url
        .host_str()
        .unwrap_or_default()
        .trim_matches(['[', ']'])
        .to_owned();
    (host, url.port_or_known_default().unwrap_or(443))
}
