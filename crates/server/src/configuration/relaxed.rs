//! Checks that the configuration relaxes, in words for the log.

use chrono::TimeDelta;

use super::Configuration;

impl Configuration {
    /// A sentence for every check that is weaker than by default.
    pub fn relaxed_checks(&self) -> Vec<String> {
        let mut relaxed = Vec::new();
        let mut note = |is_relaxed: bool, sentence: String| {
            if is_relaxed {
                relaxed.push(sentence);
            }
        };
        let networks: Vec<String> = self.allow_networks.iter().map(ToString::to_string).collect();
        note(
            !networks.is_empty(),
            format!(
                "outbound requests may reach {}, also on other ports than 443",
                networks.join(", ")
            ),
        );
        note(
            self.public_url.scheme() == "http",
            format!(
                "{} is plain http, good for trying out on this machine only",
                self.public_url
            ),
        );
        note(
            self.dns.is_some(),
            "outbound requests ask another name server than the system's".to_owned(),
        );
        note(
            self.extra_certificate_authorities.is_some(),
            "outbound requests trust further certificate authorities".to_owned(),
        );
        note(
            self.terms.hold < TimeDelta::hours(24),
            format!(
                "the hold before publication is {} s instead of 24 h",
                self.terms.hold.num_seconds()
            ),
        );
        note(
            self.terms.quarantine < TimeDelta::days(14),
            format!(
                "the quarantine of new accounts is {} s instead of 14 d",
                self.terms.quarantine.num_seconds()
            ),
        );
        note(
            !self.rate_limits,
            "the rate of requests is not limited".to_owned(),
        );
        note(
            (self.retry_scale - 1.0).abs() > f64::EPSILON,
            format!("the time between tries is multiplied by {}", self.retry_scale),
        );
        relaxed
    }
}
