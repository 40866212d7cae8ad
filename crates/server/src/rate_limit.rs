//! How often somebody may call the API: 300 times in 5 minutes, as Mastodon counts.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use ipnet::IpNet;
use vouchwell_domain::identifier::MemberId;

/// Calls in [`PERIOD`].
const CALLS: NonZeroU32 = NonZeroU32::new(300).unwrap();
const PERIOD: TimeDelta = TimeDelta::minutes(5);
/// Callers kept in memory before those who have long been silent are forgotten.
const CALLERS: usize = 10_000;

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caller {
    /// A member, however many tokens she has.
    Member(MemberId),
    /// Everybody behind one address.
    Address(IpAddr),
}

/// What is left to a caller.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// Calls that are left, none when it was one too many.
    pub remaining: Option<u32>,
    /// When all are back.
    pub reset: DateTime<Utc>,
}

/// Counts the calls of everybody.
#[derive(Debug)]
pub struct RateLimits {
    limiter:
        Option<RateLimiter<Caller, DefaultKeyedStateStore<Caller>, DefaultClock, StateInformationMiddleware>>,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

impl RateLimits {
    /// Begins to count, if the limits are on.
    pub fn new(are_on: bool, trusted_proxies: Vec<IpNet>) -> Self {
        let interval = Duration::from_secs(PERIOD.num_seconds().unsigned_abs()) / CALLS.get();
        let quota = Quota::with_period(interval).map(|quota| quota.allow_burst(CALLS));
        let limiter = quota
            .filter(|_| are_on)
            .map(|quota| RateLimiter::keyed(quota).with_middleware());
        Self {
            limiter,
            trusted_proxies,
        }
    }

    /// Counts a call; nothing if the limits are off.
    pub fn count(&self, caller: Caller, now: DateTime<Utc>) -> Option<Allowance> {
        let limiter = self.limiter.as_ref()?;
        if limiter.len() > CALLERS {
            limiter.retain_recent();
        }
        Some(match limiter.check_key(&network_of(caller)) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let used = CALLS.get().saturating_sub(remaining);
                Allowance {
                    remaining: Some(remaining),
                    reset: now
                        + PERIOD * i32::try_from(used).unwrap_or(0) / i32::try_from(CALLS.get()).unwrap_or(1),
                }
            }
            Err(refused) => {
                let wait = refused.wait_time_from(DefaultClock::default().now());
                Allowance {
                    remaining: None,
                    reset: now + TimeDelta::from_std(wait).unwrap_or(PERIOD),
                }
            }
        })
    }
}

impl Allowance {
    /// Adds `X-RateLimit-*`.
    pub fn write(&self, headers: &mut HeaderMap) {
        let mut add = |name: &'static str, value: String| {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        };
        add("x-ratelimit-limit", CALLS.to_string());
        add("x-ratelimit-remaining", self.remaining.unwrap_or(0).to_string());
        add(
            "x-ratelimit-reset",
            self.reset.to_rfc3339_opts(SecondsFormat::Millis, true),
        );
    }
}

/// One household has a whole /64 of IPv6.
fn network_of(caller: Caller) -> Caller {
    match caller {
        Caller::Address(IpAddr::V6(address)) => {
            let prefix = u128::from(address) >> 64 << 64;
            Caller::Address(IpAddr::V6(prefix.into()))
        }
        other => other,
    }
}
