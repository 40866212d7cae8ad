//! One's own account in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::member::{Member, Role};
use vouchwell_service::profile::OwnProfile;

use super::account::{Account, Field};
use super::time::moment;
use crate::web::site::Site;

/// Oneself.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CredentialAccount {
    #[serde(flatten)]
    account: Account,
    source: Source,
    role: CredentialRole,
}

/// The profile as it was typed, and what posts are like unless they say otherwise.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "Mastodon's shape")]
pub struct Source {
    privacy: &'static str,
    sensitive: bool,
    language: Option<String>,
    note: String,
    fields: Vec<Field>,
    follow_requests_count: i64,
    hide_collections: bool,
    discoverable: bool,
    indexable: bool,
    attribution_domains: Vec<String>,
    quote_policy: &'static str,
}

/// What one may do on the instance.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CredentialRole {
    id: &'static str,
    name: &'static str,
    color: &'static str,
    permissions: &'static str,
    highlighted: bool,
    /// Collections follow from recommendations: nobody makes one.
    collection_limit: u32,
}

/// The lines of a profile as they were typed.
pub(super) fn typed_fields(own: &OwnProfile) -> Vec<Field> {
    let shown = &own.view.account.profile.fields;
    let fields = own.source.fields.iter().zip(shown).map(|(typed, shown)| Field {
        name: typed.name.clone(),
        value: typed.value.clone(),
        verified_at: shown.verified_at.map(moment),
    });
    fields.collect()
}

/// The sites that may name the member as an author.
pub(super) fn attribution_domains(own: &OwnProfile) -> Vec<String> {
    own.view.account.profile.attribution_domains.as_slice().to_vec()
}

impl CredentialAccount {
    /// The account of a member for herself.
    pub fn new(own: &OwnProfile, member: &Member, site: &Site) -> Self {
        let profile = &own.view.account.profile;
        let (id, name, permissions) = match member.role {
            Role::User => ("-99", "", "0"),
            Role::Moderator => ("2", "Moderator", "1308"),
            Role::Admin => ("3", "Admin", "1"),
        };
        Self {
            source: Source {
                privacy: own.preferences.visibility.as_str(),
                sensitive: own.preferences.sensitive,
                language: own.preferences.language.as_ref().map(ToString::to_string),
                note: own.source.note.clone(),
                fields: typed_fields(own),
                follow_requests_count: own.follow_requests,
                hide_collections: profile.hides_collections,
                discoverable: profile.discoverable,
                indexable: profile.indexable,
                attribution_domains: attribution_domains(own),
                quote_policy: own.preferences.quote_policy.as_str(),
            },
            role: CredentialRole {
                id,
                name,
                color: "",
                permissions,
                highlighted: false,
                collection_limit: 0,
            },
            account: Account::new(&own.view, site),
        }
    }
}
