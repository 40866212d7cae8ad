//! Where a request comes from: the peer, or whom a trusted proxy names.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRef, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;

use crate::rate_limit::RateLimits;

/// Where a request comes from, if that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for ClientAddress
where
    Arc<RateLimits>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let limits = Arc::<RateLimits>::from_ref(state);
        Ok(Self(find(
            &parts.extensions,
            &parts.headers,
            &limits.trusted_proxies,
        )))
    }
}

/// The address of the client: the last one in `X-Forwarded-For` that is no trusted proxy.
pub fn of(request: &Request, trusted_proxies: &[IpNet]) -> Option<IpAddr> {
    find(request.extensions(), request.headers(), trusted_proxies)
}

fn find(extensions: &Extensions, headers: &HeaderMap, trusted_proxies: &[IpNet]) -> Option<IpAddr> {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip().to_canonical();
    let is_trusted = |address: &IpAddr| trusted_proxies.iter().any(|network| network.contains(address));
    if !is_trusted(&peer) {
        return Some(peer);
    }
    let forwarded = headers.get_all("x-forwarded-for");
    let named: Vec<&str> = forwarded
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .collect();
    let mut client = peer;
    for text in named.iter().rev() {
        match text.trim().parse::<IpAddr>() {
            Ok(address) => client = address.to_canonical(),
            Err(_) => break,
        }
        if !is_trusted(&client) {
            break;
        }
    }
    Some(client)
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::body::Body;
    use axum::extract::{ConnectInfo, Request};
    use ipnet::IpNet;

    use super::of;

    fn asked(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut request = Request::new(Body::empty());
        let peer = SocketAddr::new(peer.parse().unwrap(), 40_000);
        request.extensions_mut().insert(ConnectInfo(peer));
        for value in forwarded {
            request
                .headers_mut()
                .append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        of(&request, &trusted).unwrap().to_string()
    }

    #[test]
    fn nobody_but_a_trusted_proxy_may_name_another_address() {
        assert_eq!(asked("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(
            asked("203.0.113.9", &["198.51.100.1"], &["10.0.0.0/8"]),
            "203.0.113.9"
        );
        assert_eq!(
            asked("10.0.0.2", &["198.51.100.1"], &["10.0.0.0/8"]),
            "198.51.100.1"
        );
    }

    #[test]
    fn what_the_client_itself_put_there_does_not_count() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(
            asked("10.0.0.2", &["192.0.2.7, 198.51.100.1"], &trusted),
            "198.51.100.1"
        );
        assert_eq!(
            asked("10.0.0.2", &["192.0.2.7", "198.51.100.1, 10.0.0.3"], &trusted),
            "198.51.100.1"
        );
        assert_eq!(asked("10.0.0.2", &["nonsense"], &trusted), "10.0.0.2");
    }

    #[test]
    fn an_address_is_the_same_in_both_notations() {
        assert_eq!(
            asked("::ffff:10.0.0.2", &["198.51.100.1"], &["10.0.0.0/8"]),
            "198.51.100.1"
        );
    }
}
