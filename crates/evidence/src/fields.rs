use std::str::FromStr;

use serde_json::{Map, Value};

use crate::{ActorUri, Reference, Relationship, Timestamp, Verdict};

/// The members of a document, read by the grammar of protocol §4. Whatever does not fit is `malformed`.
#[derive(Clone, Copy)]
pub struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    pub(crate) fn of(value: &'a Value) -> Result<Fields<'a>, Verdict> {
        value.as_object().map(Fields).ok_or(Verdict::Malformed)
    }

    pub(crate) fn text(&self, name: &str) -> Result<&'a str, Verdict> {
        self.0.get(name).and_then(Value::as_str).ok_or(Verdict::Malformed)
    }

    pub(crate) fn parse<T: FromStr>(&self, name: &str) -> Result<T, Verdict> {
        self.text(name)?.parse().map_err(|_| Verdict::Malformed)
    }

    /// A member that a later step judges: absent when it does not follow its grammar.
    pub(crate) fn parse_if_fit<T: FromStr>(&self, name: &str) -> Option<T> {
        self.parse(name).ok()
    }

    /// The author, whom an attestation names a second time.
    pub(crate) fn subject(&self, author: &ActorUri) -> Result<(), Verdict> {
        if self.text("subject")? == author.as_str() {
            Ok(())
        } else {
            Err(Verdict::Malformed)
        }
    }

    pub(crate) fn relationship(&self) -> Result<Relationship, Verdict> {
        Relationship::from_iri(self.text("relationship")?).map_err(|_| Verdict::Malformed)
    }

    /// `published` and `endTime`, at most so many years later.
    pub(crate) fn lifetime(&self, years: u32) -> Result<(Timestamp, Timestamp), Verdict> {
        let published: Timestamp = self.parse("published")?;
        let end_time = self.parse("endTime")?;
        if end_time <= published.years_later(years) {
            Ok((published, end_time))
        } else {
            Err(Verdict::Malformed)
        }
    }

    pub(crate) fn parse_list<T: FromStr>(&self, name: &str) -> Result<Vec<T>, Verdict> {
        self.list(name)?
            .iter()
            .map(|item| {
                item.as_str()
                    .and_then(|text| text.parse().ok())
                    .ok_or(Verdict::Malformed)
            })
            .collect()
    }

    pub(crate) fn references(&self, name: &str) -> Result<Vec<Reference>, Verdict> {
        self.list(name)?.iter().map(Reference::read).collect()
    }

    pub(crate) fn optional_reference(&self, name: &str) -> Result<Option<Reference>, Verdict> {
        self.0.get(name).map(Reference::read).transpose()
    }

    fn list(&self, name: &str) -> Result<&'a [Value], Verdict> {
        self.0
            .get(name)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .ok_or(Verdict::Malformed)
    }
}
