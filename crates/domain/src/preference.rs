//! What a member's posts are like unless she says otherwise.

use vouchwell_evidence::Language;

use crate::quote::QuotePolicy;
use crate::status::Visibility;

/// What a member's posts are like unless she says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// Who may read them: never only those mentioned.
    pub visibility: Visibility,
    /// Whether media are hidden at first.
    pub sensitive: bool,
    /// The language they are in, if she has said one.
    pub language: Option<Language>,
    /// Who may quote them, as far as everybody may read them.
    pub quote_policy: QuotePolicy,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            visibility: Visibility::Public,
            sensitive: false,
            language: None,
            quote_policy: QuotePolicy::Nobody,
        }
    }
}
