//! Runs the server: opens the data, starts the workers, listens, and stops in order.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use tokio::task::JoinHandle;
use vouchwell_federation::client::SettingsError;
use vouchwell_federation::worker::Worker;
use vouchwell_federation::{Federation, StartError, client, push};
use vouchwell_service::mail::Mailer;
use vouchwell_service::{Context, setup};

use crate::answer::answer;
use crate::application::Application;
use crate::configuration::Configuration;
use crate::mail::{MailerError, SmtpMailer};
use crate::opening::{self, OpeningError};
use crate::rate_limit::RateLimits;
use crate::stopping::Stopping;
use crate::stream::Streams;
use crate::tls::{self, CertificateError};
use crate::web::asset;
use crate::web::site::Site;
use crate::{metrics, router};

/// Requests that run get this long to end when the server is told to stop.
const PATIENCE: Duration = Duration::from_secs(10);
/// Those who look on get this long to take that the server stops.
const FAREWELL: Duration = Duration::from_secs(2);

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The data cannot be opened.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    /// The certificate cannot be used.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// Federation cannot start.
    #[error("federation cannot start: {0}")]
    Client(#[from] StartError),
    /// The file of VOUCHWELL_EXTRA_CA cannot be read.
    #[error("the file of VOUCHWELL_EXTRA_CA cannot be read: {0}")]
    Authorities(#[source] std::io::Error),
    /// Nothing can be made of the key for push messages.
    #[error("the key for push messages is of no use: {0}")]
    PushKey(#[from] push::EncryptionError),
    /// E-mail cannot be sent.
    #[error(transparent)]
    Mailer(#[from] MailerError),
    /// A use case failed.
    #[error(transparent)]
    Service(#[from] vouchwell_service::Error),
    /// The address cannot be listened on.
    #[error("{0} cannot be listened on: {1}. Choose another address with {2}")]
    Bind(SocketAddr, #[source] std::io::Error, &'static str),
    /// The operating system refused something.
    #[error("the server cannot run: {0}")]
    System(#[from] std::io::Error),
}

impl From<SettingsError> for ServeError {
    fn from(error: SettingsError) -> Self {
        Self::Client(error.into())
    }
}

/// Runs until SIGTERM or SIGINT.
///
/// # Errors
/// See [`ServeError`].
pub async fn run(configuration: Configuration) -> Result<(), ServeError> {
    // Fails only if a provider is installed already, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    for name in &configuration.unknown_variables {
        tracing::warn!("{name} is no setting of this program and has no effect");
    }
    for sentence in configuration.relaxed_checks() {
        tracing::warn!("relaxed: {sentence}");
    }
    let tls = configuration.tls.as_ref().map(tls::load).transpose()?;
    let listener = listen(configuration.bind, "VOUCHWELL_BIND")?;
    let beside = configuration.metrics_bind;
    let beside = beside
        .map(|address| listen(address, "VOUCHWELL_METRICS_BIND"))
        .transpose()?;
    let context = opening::open_to_serve(&configuration).await?;
    let site = Arc::new(site(&configuration, &context)?);
    let settings = federation_settings(&configuration, &context, &site)?;
    let (federation, writers) = Federation::start(context.clone(), &settings)?;
    let worker = Worker::start(Arc::clone(&federation));
    let figures = metrics::install();
    let streams = Streams::new();
    let showing = show(&context, &streams);
    let making_keys = make_keys(&context);
    let application = Application {
        context: context.clone(),
        federation,
        site,
        rate_limits: Arc::new(RateLimits::new(
            configuration.rate_limits,
            configuration.trusted_proxies.clone(),
        )),
        streams: Arc::clone(&streams),
    };
    let router = router::public(application, figures.clone().filter(|_| beside.is_none()));
    announce(&configuration, &context).await?;
    let handle = Handle::new();
    if let (Some(listener), Some(figures)) = (beside, figures) {
        tokio::spawn(
            axum_server::from_tcp(listener)?
                .handle(handle.clone())
                .serve(router::metrics(figures).into_make_service()),
        );
    }
    stop_on_signal(handle.clone(), Arc::clone(&streams))?;
    serve(listener, tls, handle, router).await?;
    // Whoever does not go by then is cut off.
    let _ = tokio::time::timeout(FAREWELL, streams.emptied()).await;
    showing.abort();
    making_keys.abort();
    worker.stop().await;
    writers.finish().await;
    context.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn serve(
    listener: std::net::TcpListener,
    tls: Option<axum_server::tls_rustls::RustlsConfig>,
    handle: Handle<SocketAddr>,
    router: Router,
) -> std::io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        Some(tls) => {
            axum_server::from_tcp_rustls(listener, tls)?
                .handle(handle)
                .serve(service)
                .await
        }
        None => {
            axum_server::from_tcp(listener)?
                .handle(handle)
                .serve(service)
                .await
        }
    }
}

fn listen(address: SocketAddr, variable: &'static str) -> Result<std::net::TcpListener, ServeError> {
    let refused = |error| ServeError::Bind(address, error, variable);
    let listener = std::net::TcpListener::bind(address).map_err(refused)?;
    listener.set_nonblocking(true).map_err(refused)?;
    Ok(listener)
}

async fn announce(configuration: &Configuration, context: &Context) -> Result<(), ServeError> {
    let origin = context.address.origin();
    tracing::info!(bind = %configuration.bind, "{origin} is open");
    if let Some(secret) = setup::offer_link(context).await? {
        // Where nobody reads it, `vouchwell account create` makes the first account.
        let _ = answer(format_args!(
            "Make the first account here (the link works once): {origin}/setup/{secret}"
        ));
    }
    Ok(())
}

/// Makes the keys of whoever becomes a member next, so that she does not wait for them.
fn make_keys(context: &Context) -> JoinHandle<()> {
    let (vault, entropy) = (Arc::clone(&context.vault), Arc::clone(&context.entropy));
    tokio::spawn(async move { vault.pool().keep_full(entropy).await })
}

/// Shows what happens, here and on other nodes, to those who look on.
fn show(context: &Context, streams: &Arc<Streams>) -> JoinHandle<()> {
    let (context, streams) = (context.clone(), Arc::clone(streams));
    let listener = context.store.listen();
    tokio::spawn(async move {
        tokio::join!(streams.run(&context, listener), context.store.hear_nodes());
    })
}

fn stop_on_signal(handle: Handle<SocketAddr>, streams: Arc<Streams>) -> std::io::Result<()> {
    let mut stopping = Stopping::listen()?;
    tokio::spawn(async move {
        stopping.asked().await;
        tracing::info!("stopping; requests that run are ended in order");
        streams.close();
        handle.graceful_shutdown(Some(PATIENCE));
    });
    Ok(())
}

fn federation_settings(
    configuration: &Configuration,
    context: &Context,
    site: &Arc<Site>,
) -> Result<vouchwell_federation::Settings, ServeError> {
    let client = client_settings(configuration)?;
    let mailer = configuration.smtp.as_ref().map(|server| {
        SmtpMailer::new(server, &client.extra_certificate_authorities, context, site)
            .map(|mailer| Arc::new(mailer) as Arc<dyn Mailer>)
    });
    Ok(vouchwell_federation::Settings {
        mailer: mailer.transpose()?,
        client,
        retry_scale: configuration.retry_scale,
        source_url: configuration.source_url.clone(),
        icon: site.absolute(asset::path("images/touch-icon.png")),
    })
}

/// The settings of all outbound requests.
pub(crate) fn client_settings(configuration: &Configuration) -> Result<client::Settings, ServeError> {
    let authorities = configuration.extra_certificate_authorities.as_ref();
    let authorities = authorities
        .map(std::fs::read)
        .transpose()
        .map_err(ServeError::Authorities)?;
    Ok(client::Settings {
        allow_networks: configuration.allow_networks.clone(),
        dns: configuration.dns,
        extra_certificate_authorities: authorities.into_iter().collect(),
        ..client::Settings::new(configuration.public_url.clone())
    })
}

fn site(configuration: &Configuration, context: &Context) -> Result<Site, ServeError> {
    Ok(Site {
        url: configuration.public_url.clone(),
        registration: configuration.terms.registration,
        version: env!("CARGO_PKG_VERSION"),
        source: configuration.source_url.clone(),
        contact: configuration.contact.clone(),
        rules: configuration.rules.clone(),
        push_key: push::public_key(context.vault.push_key())?,
    })
}
