//! What others find at the public address: its name, its certificate, and this server with the right time.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use vouchwell_domain::Clock as _;
use vouchwell_federation::client::{FetchError, OwnAddress, OwnAnswer};

use super::Finding;
use crate::clock::SystemClock;
use crate::configuration::Configuration;
use crate::opening::causes;
use crate::serve::client_settings;

/// Signatures of other servers may be an hour off, evidence five minutes: this much is a sign of trouble.
const MOST_OFF: TimeDelta = TimeDelta::seconds(30);

/// Asks the public address as other servers do. What cannot be asked is not said to be well.
pub(super) async fn look(configuration: &Configuration) -> Vec<(&'static str, Finding)> {
    let own = client_settings(configuration)
        .map_err(|error| error.to_string())
        .and_then(|settings| OwnAddress::new(&settings).map_err(|error| error.to_string()));
    let own = match own {
        Ok(own) => own,
        Err(sentence) => return vec![("requests to others", Err(sentence))],
    };
    let mut findings = vec![("name", name(&own, configuration).await)];
    if findings.iter().any(|(_, finding)| finding.is_err()) {
        return findings;
    }
    let address = &configuration.public_url;
    match own.get("/healthz", "*/*").await {
        Err(error) => findings.push(("public address", Err(unreached(&error, configuration)))),
        Ok(answer) => {
            let date = answer.date;
            let found = if answer.status.is_success() {
                Ok(format!("{address} answers"))
            } else {
                Err(format!(
                    "{address}healthz answers {}, not this server: start it, and have the proxy pass everything on",
                    answer.status
                ))
            };
            findings.push(("public address", found));
            findings.push(("server", server(own.get("/readyz", "application/json").await)));
            let actor = own.get("/actor", "application/activity+json").await;
            findings.push(("federation", federation(actor, configuration)));
            findings.push(("clock", clock(date.map(DateTime::from))));
        }
    }
    findings
}

async fn name(own: &OwnAddress, configuration: &Configuration) -> Finding {
    let host = configuration.public_url.host_str().unwrap_or_default();
    let asked = configuration.dns.map_or_else(
        || "the resolver of this machine".to_owned(),
        |server| server.to_string(),
    );
    match own.addresses().await {
        Ok(addresses) => {
            let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            Ok(format!("{host} is at {}", addresses.join(", ")))
        }
        Err(error) => Err(format!(
            "{asked} knows no address of {host} ({}): set a record for it in DNS, or mend VOUCHWELL_DNS",
            causes(&error)
        )),
    }
}

fn unreached(error: &FetchError, configuration: &Configuration) -> String {
    let address = &configuration.public_url;
    match error {
        FetchError::Tls(cause) => format!(
            "no trusted TLS with {address}: {}. Get a certificate for this name, or name its authority in \
             VOUCHWELL_EXTRA_CA",
            causes(cause)
        ),
        FetchError::Connect(_) | FetchError::Timeout => format!(
            "nothing answers at {address}: start the server and its proxy, and open the firewall for its port"
        ),
        other => format!("{address} cannot be asked: {}", causes(other)),
    }
}

fn server(answer: Result<OwnAnswer, FetchError>) -> Finding {
    let answer = answer.map_err(|error| format!("/readyz cannot be asked: {}", causes(&error)))?;
    let queue = json(&answer)["queue"].clone();
    if answer.status.is_success() && queue.is_object() {
        Ok(format!(
            "it works; jobs: {} ready, {} waiting, {} failed",
            queue["ready"], queue["waiting"], queue["failed"]
        ))
    } else {
        Err(format!(
            "/readyz answers {}: its database does not answer, its worker has stopped, or something else answers in \
             its place; see its log",
            answer.status
        ))
    }
}

/// A proxy that tells the server another name, or nothing of what kind of answer is asked for, cuts it off from others.
fn federation(answer: Result<OwnAnswer, FetchError>, configuration: &Configuration) -> Finding {
    let expected = configuration
        .address()
        .map_err(|error| error.to_string())?
        .instance_actor();
    let answer = answer.map_err(|error| format!("{expected} cannot be asked: {}", causes(&error)))?;
    if json(&answer)["id"] == expected.as_str() {
        Ok("other servers find this instance under its own name".to_owned())
    } else {
        Err(format!(
            "{expected} does not answer as this instance: have the proxy pass the headers Host and Accept on"
        ))
    }
}

fn clock(there: Option<DateTime<Utc>>) -> Finding {
    let Some(there) = there else {
        return Err(
            "the public address does not say what time it is: have the proxy pass Date on".to_owned(),
        );
    };
    let off = SystemClock.now() - there;
    if off.abs() > MOST_OFF {
        Err(format!(
            "it is {} s away from that of the public address: set both by NTP",
            off.num_seconds()
        ))
    } else {
        Ok(format!(
            "it goes with that of the public address, within {} s",
            MOST_OFF.num_seconds()
        ))
    }
}

fn json(answer: &OwnAnswer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}
