//! What the answers to a member are made with.

use vouchwell_domain::member::Member;
use vouchwell_domain::session::Session;

use super::browser::Browser;
use super::form::Given;
use super::reader::Reader;
use super::router::Records;

/// A member who asks, and what her answer is made with.
pub(super) struct Desk<'a> {
    /// The records.
    pub(in crate::web) records: &'a Records,
    /// The language she reads.
    pub(in crate::web) reader: &'a Reader,
    /// The browser that asks.
    pub(in crate::web) browser: &'a Browser,
    /// Who is signed in with it.
    pub(in crate::web) member: &'a Member,
}

impl<'a> Desk<'a> {
    /// For a page that she opens, or a form whose parts were taken apart.
    pub(in crate::web) fn of(
        records: &'a Records,
        reader: &'a Reader,
        browser: &'a Browser,
        session: &'a Session,
    ) -> Desk<'a> {
        Desk {
            records,
            reader,
            browser,
            member: &session.member,
        }
    }

    /// For a form that she sent.
    pub(in crate::web) fn given<T>(records: &'a Records, given: &'a Given<T>) -> Desk<'a> {
        Desk::of(records, &given.reader, &given.browser, &given.session)
    }
}
