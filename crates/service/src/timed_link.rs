//! The secrets of links that are good for a while and for one member. Nothing of them is stored: the vault stamps what
//! the link is about, which is another thing as soon as it has been used.

use vouchwell_domain::member::Member;

use crate::{Context, Error, Result};

/// A secret, taken apart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TimedLink<'a> {
    /// The name of the member.
    pub(crate) name: &'a str,
    /// Until when it is good, in seconds.
    pub(crate) until: i64,
    stamp: &'a str,
}

impl<'a> TimedLink<'a> {
    /// Takes apart the secret of a link.
    ///
    /// # Errors
    /// It is none, or over.
    pub(crate) fn read(context: &Context, secret: &'a str) -> Result<Self> {
        let mut parts = secret.splitn(3, '.');
        let (Some(name), Some(until), Some(stamp)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(Error::NotFound);
        };
        let until: i64 = until.parse().map_err(|_| Error::NotFound)?;
        if until <= context.now().timestamp() {
            return Err(Error::NotFound);
        }
        Ok(Self { name, until, stamp })
    }

    /// Whether it is about this.
    pub(crate) fn is_about(&self, context: &Context, what: &str) -> bool {
        context
            .vault
            .is_stamp(&stamped(self.name, self.until, what), self.stamp)
    }
}

/// The secret of a link for a member that is good until a time.
pub(crate) fn secret(context: &Context, member: &Member, until: i64, what: &str) -> String {
    let name = &member.account.name;
    let stamp = context.vault.stamp(&stamped(name, until, what));
    format!("{name}.{until}.{stamp}")
}

fn stamped(name: &str, until: i64, what: &str) -> String {
    format!("link {name} {until} {what}")
}
