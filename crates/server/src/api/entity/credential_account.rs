//! One's own account in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::member::{Member, Role};
use vouchwell_service::account::AccountView;

use super::account::{Account, Field};
use crate::web::site::Site;

/// Oneself.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CredentialAccount {
    #[serde(flatten)]
    account: Account,
    source: Source,
    role: CredentialRole,
}

/// What posts are like unless they say otherwise.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "Mastodon's shape")]
pub struct Source {
    privacy: &'static str,
    sensitive: bool,
    language: Option<String>,
    note: String,
    fields: Vec<Field>,
    follow_requests_count: u32,
    hide_collections: bool,
    discoverable: bool,
    indexable: bool,
    attribution_domains: [String; 0],
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
}

impl CredentialAccount {
    /// The account of a member for herself.
    pub fn new(view: &AccountView, member: &Member, site: &Site) -> Self {
        let account = Account::new(view, site);
        let (id, name, permissions) = match member.role {
            Role::User => ("-99", "", "0"),
            Role::Moderator => ("2", "Moderator", "1308"),
            Role::Admin => ("3", "Admin", "1"),
        };
        Self {
            source: Source {
                privacy: "public",
                sensitive: false,
                language: None,
                note: view.account.profile.summary.clone(),
                fields: account.fields.clone(),
                follow_requests_count: 0,
                hide_collections: false,
                discoverable: true,
                indexable: false,
                attribution_domains: [],
                quote_policy: "nobody",
            },
            role: CredentialRole {
                id,
                name,
                color: "",
                permissions,
                highlighted: false,
            },
            account,
        }
    }
}
