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

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{Caller, RateLimits};

    fn from(address: &str) -> Caller {
        Caller::Address(address.parse().unwrap())
    }

    #[test]
    fn one_caller_too_many_times_is_no_burden_to_another() {
        let limits = RateLimits::new(true, Vec::new());
        let now = DateTime::UNIX_EPOCH;
        let counted = |caller| limits.count(caller, now).unwrap();
        assert_eq!(counted(from("192.0.2.1")).remaining, Some(299));
        let refused = (0..400)
            .filter(|_| counted(from("192.0.2.1")).remaining.is_none())
            .count();
        // A call comes back every second, so a slow machine may let some more through.
        assert!(refused > 50, "only {refused} were refused");
        let refusal = counted(from("192.0.2.1"));
        assert!(refusal.remaining.is_none() && refusal.reset > now);
        assert_eq!(counted(from("192.0.2.2")).remaining, Some(299));
    }

    #[test]
    fn a_household_cannot_multiply_itself() {
        let limits = RateLimits::new(true, Vec::new());
        let now = DateTime::UNIX_EPOCH;
        limits.count(from("2001:db8::1"), now);
        assert_eq!(
            limits.count(from("2001:db8::2"), now).unwrap().remaining,
            Some(298)
        );
        assert_eq!(
            limits.count(from("2001:db8:0:1::1"), now).unwrap().remaining,
            Some(299)
        );
    }

    #[test]
    fn limits_that_are_off_count_nothing() {
        let limits = RateLimits::new(false, Vec::new());
        assert!(limits.count(from("192.0.2.1"), DateTime::UNIX_EPOCH).is_none());
    }
}
