//! A rule of the instance, in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;

use crate::web::site::Site;

/// A rule that members keep.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Rule {
    id: String,
    text: String,
    hint: &'static str,
}

impl Rule {
    /// All of them.
    pub fn all(site: &Site) -> Vec<Self> {
        let rules = site.rules.iter().zip(1..);
        let rule = |(text, number): (&String, u32)| Self {
            id: number.to_string(),
            text: text.clone(),
            hint: "",
        };
        rules.map(rule).collect()
    }
}
