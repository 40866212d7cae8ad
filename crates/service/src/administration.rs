//! What those who run the instance do. Each act is written into the audit log, in the transaction in which it is done.

pub mod audit;
pub mod domain;
pub mod person;
pub mod queue;
pub mod report;

use vouchwell_domain::member::{Member, Role};

/// A member who runs the instance.
#[derive(Debug, Clone, Copy)]
pub struct Administrator<'a>(&'a Member);

impl<'a> Administrator<'a> {
    /// The member as such, if she is.
    pub fn of(member: &'a Member) -> Option<Self> {
        (member.role >= Role::Admin).then_some(Self(member))
    }
}

/// A member who handles reports.
#[derive(Debug, Clone, Copy)]
pub struct Moderator<'a>(&'a Member);

impl<'a> Moderator<'a> {
    /// The member as such, if she is; who runs the instance handles reports as well.
    pub fn of(member: &'a Member) -> Option<Self> {
        (member.role >= Role::Moderator).then_some(Self(member))
    }
}
