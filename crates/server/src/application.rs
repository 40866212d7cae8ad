//! What every handler is given.

use std::sync::Arc;

use axum::extract::FromRef;
use vouchwell_federation::Federation;
use vouchwell_service::Context;

use crate::rate_limit::RateLimits;
use crate::stream::Streams;
use crate::web::site::Site;

/// What every handler is given. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Application {
    /// What use cases are given.
    pub context: Context,
    /// Asks other servers.
    pub federation: Arc<Federation>,
    /// The instance as its pages name it.
    pub site: Arc<Site>,
    /// Whose addresses a proxy may tell, and how often each may ask.
    pub rate_limits: Arc<RateLimits>,
    /// Who looks on at what happens.
    pub streams: Arc<Streams>,
}

impl FromRef<Application> for Context {
    fn from_ref(application: &Application) -> Self {
        application.context.clone()
    }
}

impl FromRef<Application> for Arc<Site> {
    fn from_ref(application: &Application) -> Self {
        Arc::clone(&application.site)
    }
}

impl FromRef<Application> for Arc<RateLimits> {
    fn from_ref(application: &Application) -> Self {
        Arc::clone(&application.rate_limits)
    }
}
