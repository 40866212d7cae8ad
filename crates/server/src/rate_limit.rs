//! How often somebody may call the API: 300 times in 5 minutes, as Mastodon counts. And how often she may try what is
//! not done often by those who mean well.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::{NoOpMiddleware, StateInformationMiddleware};
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use ipnet::IpNet;
use vouchwell_domain::identifier::MemberId;

/// Calls in [`PERIOD`].
const CALLS: NonZeroU32 = NonZeroU32::new(300).unwrap();
const PERIOD: TimeDelta = TimeDelta::minutes(5);
/// Callers kept in memory before those who have long been silent are forgotten.
const CALLERS: usize = 10_000;

/// Passwords that may be tried from one address in [`SIGN_IN_PERIOD`], and for one name.
const SIGN_INS: NonZeroU32 = NonZeroU32::new(20).unwrap();
const SIGN_IN_PERIOD: Duration = Duration::from_secs(15 * 60);
/// Programs that may be registered from one address in [`REGISTRATION_PERIOD`].
const REGISTRATIONS: NonZeroU32 = NonZeroU32::new(30).unwrap();
const REGISTRATION_PERIOD: Duration = Duration::from_secs(10 * 60);

/// Times that another server is asked for somebody in [`LOOK_UP_PERIOD`], for one member or one address.
const LOOK_UPS: NonZeroU32 = NonZeroU32::new(60).unwrap();
const LOOK_UP_PERIOD: Duration = Duration::from_secs(10 * 60);

/// E-mails that a member, an address of the network, or whoever knows an e-mail address may cause in [`MAIL_PERIOD`].
const MAILS: NonZeroU32 = NonZeroU32::new(10).unwrap();
const MAIL_PERIOD: Duration = Duration::from_secs(60 * 60);

/// The time in which one e-mail of a kind to an address is enough, as for a double click.
const SAME_MAIL_PERIOD: Duration = Duration::from_secs(60);

/// What is not done often by those who mean well.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Attempt {
    /// A password is tried from an address.
    SignInFrom(IpAddr),
    /// A password is tried for a name, whoever has it.
    SignInAs(String),
    /// A code of a second factor is tried after the right password of a name.
    CodeOf(String),
    /// A challenge for a passkey is asked for from an address.
    PasskeyFrom(IpAddr),
    /// A program is registered from an address.
    RegistrationFrom(IpAddr),
    /// A member looks for somebody on another server.
    LookUpBy(MemberId),
    /// A visitor wants to go on to her own server.
    LookUpFrom(IpAddr),
    /// A member has an e-mail sent.
    MailBy(MemberId),
    /// A visitor has an e-mail sent.
    MailFrom(IpAddr),
    /// An e-mail of a kind is to be sent to an address.
    MailTo(MailKind, String),
    /// The same e-mail is asked for again, which may have been sent a moment ago.
    SameMailTo(MailKind, String),
}

/// What e-mails are about that others can cause. Each is counted by itself, so that none of them keeps another from somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MailKind {
    /// That an address is to be confirmed.
    Confirmation,
    /// A new password.
    NewPassword,
    /// An invitation.
    Invitation,
}

/// Counts attempts of a kind.
#[derive(Debug)]
struct Attempts {
    most: u32,
    limiter: RateLimiter<Attempt, DefaultKeyedStateStore<Attempt>, DefaultClock, NoOpMiddleware>,
}

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caller {
    /// A member, however many tokens she has.
    Member(MemberId),
    /// Everybody behind one address.
    Address(IpAddr),
}

/// What a limit leaves to a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many there may be.
    pub limit: u32,
    /// How many are left, none when it was one too many.
    pub remaining: Option<u32>,
    /// When all are back; when one is back, if it was one too many.
    pub reset: DateTime<Utc>,
    /// Whole seconds until then, if it was one too many.
    pub retry_after: Option<u64>,
}

/// Counts the calls of everybody.
#[derive(Debug)]
pub struct RateLimits {
    limiter:
        Option<RateLimiter<Caller, DefaultKeyedStateStore<Caller>, DefaultClock, StateInformationMiddleware>>,
    sign_ins: Option<Attempts>,
    registrations: Option<Attempts>,
    look_ups: Option<Attempts>,
    mails: Option<Attempts>,
    same_mails: Option<Attempts>,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

impl RateLimits {
    /// Begins to count, if the limits are on.
    pub fn new(are_on: bool, trusted_proxies: Vec<IpNet>) -> Self {
        let quota = |times: NonZeroU32, period: Duration| {
            let quota = Quota::with_period(period / times.get()).map(|quota| quota.allow_burst(times));
            quota.filter(|_| are_on)
        };
        let attempts = |most: NonZeroU32, period| {
            let limiter = quota(most, period).map(RateLimiter::keyed)?;
            let most = most.get();
            Some(Attempts { most, limiter })
        };
        let period = Duration::from_secs(PERIOD.num_seconds().unsigned_abs());
        Self {
            limiter: quota(CALLS, period).map(|quota| RateLimiter::keyed(quota).with_middleware()),
            sign_ins: attempts(SIGN_INS, SIGN_IN_PERIOD),
            registrations: attempts(REGISTRATIONS, REGISTRATION_PERIOD),
            look_ups: attempts(LOOK_UPS, LOOK_UP_PERIOD),
            mails: attempts(MAILS, MAIL_PERIOD),
            same_mails: attempts(NonZeroU32::MIN, SAME_MAIL_PERIOD),
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
                    limit: CALLS.get(),
                    remaining: Some(remaining),
                    reset: now
                        + PERIOD * i32::try_from(used).unwrap_or(0) / i32::try_from(CALLS.get()).unwrap_or(1),
                    retry_after: None,
                }
            }
            Err(refused) => {
                let wait = refused.wait_time_from(DefaultClock::default().now());
                Allowance::used_up(CALLS.get(), wait, now)
            }
        })
    }
}

impl RateLimits {
    /// Counts attempts that are made at once, up to the first that may not be made; whether all may be.
    pub fn allow_all(&self, attempts: impl IntoIterator<Item = Attempt>) -> bool {
        attempts.into_iter().all(|attempt| self.allow(attempt))
    }

    /// Counts an attempt; whether it may be made.
    pub fn allow(&self, attempt: Attempt) -> bool {
        self.count_attempt(attempt).is_ok()
    }

    /// Counts attempts that are made at once, up to the first that may not be made, which is answered by what its limit
    /// leaves.
    pub fn admit(
        &self,
        attempts: impl IntoIterator<Item = Attempt>,
        now: DateTime<Utc>,
    ) -> Result<(), Allowance> {
        attempts
            .into_iter()
            .try_for_each(|attempt| self.count_attempt(attempt))
            .map_err(|(most, wait)| Allowance::used_up(most, wait, now))
    }

    /// Answers for one that may not be made how many may, and in what time one will.
    fn count_attempt(&self, attempt: Attempt) -> Result<(), (u32, Duration)> {
        let (attempts, attempt) = match attempt {
            Attempt::SignInFrom(address) => (&self.sign_ins, Attempt::SignInFrom(network(address))),
            Attempt::SignInAs(name) => (&self.sign_ins, Attempt::SignInAs(one_spelling(&name))),
            Attempt::CodeOf(name) => (&self.sign_ins, Attempt::CodeOf(name)),
            Attempt::PasskeyFrom(address) => (&self.sign_ins, Attempt::PasskeyFrom(network(address))),
            Attempt::RegistrationFrom(address) => {
                (&self.registrations, Attempt::RegistrationFrom(network(address)))
            }
            Attempt::LookUpBy(member) => (&self.look_ups, Attempt::LookUpBy(member)),
            Attempt::LookUpFrom(address) => (&self.look_ups, Attempt::LookUpFrom(network(address))),
            Attempt::MailBy(member) => (&self.mails, Attempt::MailBy(member)),
            Attempt::MailFrom(address) => (&self.mails, Attempt::MailFrom(network(address))),
            Attempt::MailTo(kind, address) => (&self.mails, Attempt::MailTo(kind, one_spelling(&address))),
            Attempt::SameMailTo(kind, address) => (
                &self.same_mails,
                Attempt::SameMailTo(kind, one_spelling(&address)),
            ),
        };
        let Some(Attempts { most, limiter }) = attempts else {
            return Ok(());
        };
        if limiter.len() > CALLERS {
            limiter.retain_recent();
        }
        let counted = limiter.check_key(&attempt);
        counted.map_err(|refused| (*most, refused.wait_time_from(DefaultClock::default().now())))
    }
}

impl Allowance {
    /// Nothing is left, and in this time one will be.
    pub fn used_up(limit: u32, wait: Duration, now: DateTime<Utc>) -> Self {
        Self {
            limit,
            remaining: None,
            reset: now + TimeDelta::from_std(wait).unwrap_or(PERIOD),
            retry_after: Some(wait.as_secs() + 1),
        }
    }

    /// Adds `X-RateLimit-*`, and `Retry-After` if it was one too many. What stands there is of the limit that refused.
    pub fn write(&self, headers: &mut HeaderMap) {
        let mut add = |name: &'static str, value: String| {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.entry(HeaderName::from_static(name)).or_insert(value);
            }
        };
        add("x-ratelimit-limit", self.limit.to_string());
        add("x-ratelimit-remaining", self.remaining.unwrap_or(0).to_string());
        add(
            "x-ratelimit-reset",
            self.reset.to_rfc3339_opts(SecondsFormat::Millis, true),
        );
        if let Some(seconds) = self.retry_after {
            add("retry-after", seconds.to_string());
        }
    }
}

fn network_of(caller: Caller) -> Caller {
    match caller {
        Caller::Address(address) => Caller::Address(network(address)),
        other => other,
    }
}

/// A name in the one spelling of all those that sign the same member in, and no longer than an e-mail address.
fn one_spelling(name: &str) -> String {
    let name = name.trim().trim_start_matches('@').to_lowercase();
    name.chars().take(254).collect()
}

/// One household has a whole /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{Attempt, Caller, MailKind, RateLimits};

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
    fn passwords_cannot_be_guessed_for_one_name_from_many_addresses_nor_for_many_names_from_one() {
        let limits = RateLimits::new(true, Vec::new());
        let allowed = |attempts: Vec<Attempt>| {
            attempts
                .into_iter()
                .filter(|attempt| limits.allow(attempt.clone()))
                .count()
        };
        let names = ["ada", " ADA ", "@ada"];
        let of_one = (0..60)
            .map(|index| Attempt::SignInAs(names[index % 3].to_owned()))
            .collect();
        assert_eq!(allowed(of_one), 20);
        assert!(limits.allow(Attempt::SignInAs("bob".to_owned())));
        let address = "192.0.2.1".parse().unwrap();
        assert_eq!(allowed(vec![Attempt::SignInFrom(address); 60]), 20);
        assert_eq!(allowed(vec![Attempt::RegistrationFrom(address); 60]), 30);
    }

    #[test]
    fn e_mails_of_one_kind_do_not_keep_those_of_another_from_an_address() {
        let limits = RateLimits::new(true, Vec::new());
        let to = |kind| Attempt::MailTo(kind, "ada@mail.example".to_owned());
        let sent = (0..30)
            .filter(|_| limits.allow(to(MailKind::NewPassword)))
            .count();
        assert_eq!(sent, 10);
        for kind in [MailKind::Confirmation, MailKind::Invitation] {
            assert!(limits.allow(to(kind)), "{kind:?}");
        }
    }

    #[test]
    fn limits_that_are_off_count_nothing() {
        let limits = RateLimits::new(false, Vec::new());
        assert!(limits.count(from("192.0.2.1"), DateTime::UNIX_EPOCH).is_none());
        assert!((0..100).all(|_| limits.allow(Attempt::SignInAs("ada".to_owned()))));
    }
}
