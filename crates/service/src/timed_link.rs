//! The secrets of links that are good for a while and for one member. Nothing of them is stored: the vault stamps what
//! the link is about, which is another thing as soon as it has been used. Another stamp stays good, by which one that
//! was used is told from one that was never made.

use vouchwell_domain::member::Member;

use crate::{Context, Error, Result};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To choose a new password.
    NewPassword,
    /// To show that an address is one's own.
    Address,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::NewPassword => "new password",
            Self::Address => "address",
        }
    }
}

/// A secret that was made here, taken apart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TimedLink<'a> {
    /// The name of the member.
    pub(crate) name: &'a str,
    until: i64,
    purpose: Purpose,
    stamp: &'a str,
}

impl<'a> TimedLink<'a> {
    /// Takes apart the secret of a link.
    ///
    /// # Errors
    /// It was not made here for this purpose, or is over.
    pub(crate) fn read(context: &Context, secret: &'a str, purpose: Purpose) -> Result<Self> {
        let mut parts = secret.splitn(4, '.');
        let mut part = || parts.next().ok_or(Error::NotFound);
        let (name, until, origin, stamp) = (part()?, part()?, part()?, part()?);
        let until: i64 = until.parse().map_err(|_| Error::NotFound)?;
        let is_made_here = context.vault.is_stamp(&made(name, until, purpose), origin);
        if !is_made_here || until <= context.now().timestamp() {
            return Err(Error::NotFound);
        }
        Ok(Self {
            name,
            until,
            purpose,
            stamp,
        })
    }

    /// Whether it is about this.
    pub(crate) fn is_about(&self, context: &Context, what: &str) -> bool {
        let made = made(self.name, self.until, self.purpose);
        context.vault.is_stamp(&about(&made, what), self.stamp)
    }
}

/// The secret of a link for a member that is good until a time, in seconds.
pub(crate) fn secret(context: &Context, member: &Member, until: i64, purpose: Purpose, what: &str) -> String {
    let name = &member.account.name;
    let made = made(name, until, purpose);
    let [origin, stamp] = [&made, &about(&made, what)].map(|text| context.vault.stamp(text));
    format!("{name}.{until}.{origin}.{stamp}")
}

fn made(name: &str, until: i64, purpose: Purpose) -> String {
    format!("link {name} {until} {}", purpose.as_str())
}

fn about(made: &str, what: &str) -> String {
    format!("{made} about {what}")
}
