//! What stands after the question mark.

use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use utoipa::IntoParams;
use vouchwell_domain::page::Page;

use super::ApiError;
use super::body::truth;

/// The parameters of a call, as they are written. Unknown ones have no effect.
#[derive(Debug, Clone)]
pub struct Parameters(Vec<(String, String)>);

/// Which part of a list is asked for, as [`Parameters::page`] reads it. A list that is read without any of these begins
/// with the newest; the header `Link` leads to the other parts.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "it describes parameters that are read one by one")]
pub struct PageParameters {
    /// What is older than this position alone.
    max_id: Option<String>,
    /// What is newer than this position alone, beginning with the newest.
    since_id: Option<String>,
    /// What is newer than this position alone, beginning with what follows it; shown newest first all the same.
    min_id: Option<String>,
    /// How many at most; more than there are in one part count as these.
    limit: Option<u32>,
}

impl Parameters {
    /// The value of a parameter, if there is one that is not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// All values of a list, written `name[]=` or `name=`.
    pub(super) fn list<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let is_it = move |known: &str| known.strip_suffix("[]").unwrap_or(known) == name;
        self.0
            .iter()
            .filter(move |(known, _)| is_it(known))
            .map(|(_, value)| value.as_str())
    }

    /// Whether a flag is set, in any of the ways in which clients write it. Not every word counts as yes, as in
    /// Mastodon: who asks for less than everything is not given more by a slip.
    pub(super) fn flag(&self, name: &str) -> Result<bool, ApiError> {
        let unfit = || ApiError::Invalid(format!("`{name}` does not fit: write true or false"));
        self.get(name)
            .map_or(Ok(false), |value| truth(value).ok_or_else(unfit))
    }

    pub(super) fn parse<T: FromStr>(&self, name: &str, form: &str) -> Result<Option<T>, ApiError> {
        let parse = |value: &str| {
            value
                .parse()
                .map_err(|_| ApiError::Invalid(format!("`{name}` does not fit: write {form}")))
        };
        self.get(name).map(parse).transpose()
    }

    /// How many, at most `most`.
    pub(super) fn limit(&self, usual: u32, most: u32) -> Result<u32, ApiError> {
        Ok(self
            .parse("limit", "a whole number")?
            .unwrap_or(usual)
            .clamp(1, most))
    }

    /// Which part of a list. A negative position stands before everything, as clients have it that begin with
    /// `since_id=-1`.
    pub(super) fn page(&self, usual: u32, most: u32) -> Result<Page, ApiError> {
        let position = |name| {
            let position: Option<i64> = self.parse(name, "a number that the API gave")?;
            Ok::<_, ApiError>(position.map(|position| position.max(-1)))
        };
        Ok(Page {
            max: position("max_id")?,
            since: position("since_id")?,
            min: position("min_id")?,
            limit: self.limit(usual, most)?,
        })
    }

    /// All but the position in the list, to build the links to other parts.
    pub(super) fn without_position(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| !matches!(*name, "max_id" | "since_id" | "min_id"))
    }
}

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        let parameters: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        // PostgreSQL takes no text with U+0000.
        if parameters.iter().any(|(_, value)| value.contains('\0')) {
            return Err(ApiError::invalid("U+0000 stands in no text: leave it out"));
        }
        Ok(Self(parameters))
    }
}
