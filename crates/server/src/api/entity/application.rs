//! A program in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::application::Application as Registered;

use crate::web::site::Site;

/// A program that acts for members.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Application {
    id: String,
    name: String,
    website: Option<String>,
    scopes: Vec<String>,
    redirect_uris: Vec<String>,
    /// The same, with line breaks between.
    redirect_uri: String,
    vapid_key: String,
}

/// A program as it is told once that it is registered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CredentialApplication {
    #[serde(flatten)]
    application: Application,
    client_id: String,
    client_secret: String,
    /// 0: never.
    client_secret_expires_at: u8,
}

impl Application {
    /// As it registered.
    pub fn new(registered: &Registered, site: &Site) -> Self {
        let redirect_uris: Vec<String> = registered.redirect_uris.iter().map(ToString::to_string).collect();
        Self {
            id: registered.id.to_string(),
            name: registered.name.as_str().to_owned(),
            website: registered.website.as_ref().map(ToString::to_string),
            scopes: registered.scopes.iter().map(str::to_owned).collect(),
            redirect_uri: redirect_uris.join("\n"),
            redirect_uris,
            vapid_key: site.push_key.clone(),
        }
    }
}

impl CredentialApplication {
    /// With the secret that nobody can read again.
    pub fn new(registered: &Registered, secret: String, site: &Site) -> Self {
        Self {
            application: Application::new(registered, site),
            client_id: registered.id.to_string(),
            client_secret: secret,
            client_secret_expires_at: 0,
        }
    }
}
