//! Name resolution that hands out checked addresses only. What it answers is what is dialled, so a name
//! that changes its address between check and connection gains nothing.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::time::Duration;

use futures::future::select;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::lookup::Lookup;
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RecordType;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error;

use super::address::{AddressPolicy, Reach};
use super::destination::Refusal;
use super::settings::SettingsError;

/// How long a second address family is waited for when the first has answered (RFC 8305 §3).
const RESOLUTION_DELAY: Duration = Duration::from_millis(100);

/// Time for one question to a name server; two of them fit into the time for a connection.
const QUESTION_TIMEOUT: Duration = Duration::from_secs(2);

/// A host name without any address.
#[derive(Debug, Error)]
#[error("the host name does not resolve")]
pub struct NameUnknown(#[source] pub(super) Option<NetError>);

/// Resolves names for one of the two connection pools.
pub(super) struct CheckedResolver {
    resolver: TokioResolver,
    policy: AddressPolicy,
    reach: Reach,
}

impl CheckedResolver {
    pub(super) fn new(resolver: TokioResolver, policy: AddressPolicy, reach: Reach) -> Self {
        Self {
            resolver,
            policy,
            reach,
        }
    }
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (resolver, policy, reach) = (self.resolver.clone(), self.policy.clone(), self.reach);
        Box::pin(async move {
            let found = addresses(&resolver, name.as_str()).await?;
            let first = found.first().copied();
            let admitted: Vec<_> = found
                .into_iter()
                .filter(|address| policy.admits(*address, reach))
                .map(|address| SocketAddr::new(address, 0))
                .collect();
            match first {
                Some(refused) if admitted.is_empty() => Err(Refusal::Address(refused).into()),
                _ => Ok(Box::new(admitted.into_iter()) as Addrs),
            }
        })
    }
}

/// The resolver for outbound requests: the system's with its hosts file, or only the server named.
pub(super) fn resolver(dns: Option<SocketAddr>) -> Result<TokioResolver, SettingsError> {
    let mut builder = match dns {
        Some(server) => builder_for(server),
        // Without a readable configuration the C library asks the machine itself (resolv.conf(5)).
        None => TokioResolver::builder_tokio()
            .unwrap_or_else(|_| builder_for(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 53))),
    };
    let options = builder.options_mut();
    options.timeout = QUESTION_TIMEOUT;
    options.attempts = 1;
    options.use_hosts_file = if dns.is_some() {
        ResolveHosts::Never
    } else {
        ResolveHosts::Always
    };
    builder.build().map_err(|_| SettingsError::Resolver)
}

fn builder_for(server: SocketAddr) -> hickory_resolver::ResolverBuilder<TokioRuntimeProvider> {
    let mut connections = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
    for connection in &mut connections {
        connection.port = server.port();
    }
    let server = NameServerConfig::new(server.ip(), true, connections);
    let configuration = ResolverConfig::from_name_servers(vec![server]);
    TokioResolver::builder_with_config(configuration, TokioRuntimeProvider::default())
}

pub(super) async fn addresses(resolver: &TokioResolver, host: &str) -> Result<Vec<IpAddr>, NameUnknown> {
    // The final dot keeps the system's search domains out: a host is a full name.
    let name = format!("{host}.");
    let ipv4 = pin!(resolver.lookup(name.as_str(), RecordType::A));
    let ipv6 = pin!(resolver.lookup(name.as_str(), RecordType::AAAA));
    let (first, other) = select(ipv4, ipv6).await.factor_first();
    let mut found = listed(&first);
    let other = if found.is_empty() {
        Some(other.await)
    } else {
        tokio::time::timeout(RESOLUTION_DELAY, other).await.ok()
    };
    found.extend(other.iter().flat_map(listed));
    if found.is_empty() {
        Err(NameUnknown(first.err()))
    } else {
        Ok(found)
    }
}

fn listed(answer: &Result<Lookup, NetError>) -> Vec<IpAddr> {
    let records = answer.as_ref().map(Lookup::answers).unwrap_or_default();
    records
        .iter()
        .filter_map(|record| record.data.ip_addr())
        .collect()
}
