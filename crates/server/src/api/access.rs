//! Who may make which call: the one table, asked for every request before its handler.

use axum::http::Method;

/// Who may make a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody; a token is looked at if there is one.
    Everybody,
    /// Members whose token has this scope.
    Scope(&'static str),
}

/// Every call. One that is not here is refused.
const CALLS: [(Method, &str, Access); 36] = [
    (Method::GET, "/api/openapi.json", Access::Everybody),
    (Method::GET, "/api/v1/instance", Access::Everybody),
    (Method::GET, "/api/v2/instance", Access::Everybody),
    (Method::GET, "/api/v1/accounts/lookup", Access::Everybody),
    (
        Method::GET,
        "/api/v1/accounts/verify_credentials",
        Access::Scope("read:accounts"),
    ),
    (
        Method::GET,
        "/api/v1/accounts/relationships",
        Access::Scope("read:follows"),
    ),
    (Method::GET, "/api/v1/accounts/{id}", Access::Everybody),
    (Method::GET, "/api/v1/accounts/{id}/statuses", Access::Everybody),
    (
        Method::POST,
        "/api/v1/accounts/{id}/follow",
        Access::Scope("write:follows"),
    ),
    (
        Method::POST,
        "/api/v1/accounts/{id}/unfollow",
        Access::Scope("write:follows"),
    ),
    (
        Method::POST,
        "/api/v1/accounts/{id}/block",
        Access::Scope("write:blocks"),
    ),
    (
        Method::POST,
        "/api/v1/accounts/{id}/unblock",
        Access::Scope("write:blocks"),
    ),
    (Method::GET, "/api/v1/statuses/{id}", Access::Everybody),
    (
        Method::GET,
        "/api/v1/timelines/home",
        Access::Scope("read:statuses"),
    ),
    (Method::GET, "/api/v1/timelines/public", Access::Everybody),
    (
        Method::GET,
        "/api/v1/notifications",
        Access::Scope("read:notifications"),
    ),
    (Method::GET, "/api/v2/search", Access::Scope("read:search")),
    (
        Method::GET,
        "/api/v1/vouchwell/acquaintances",
        Access::Scope("read"),
    ),
    (
        Method::POST,
        "/api/v1/vouchwell/acquaintances",
        Access::Scope("write"),
    ),
    (
        Method::GET,
        "/api/v1/vouchwell/acquaintances/{id}",
        Access::Scope("read"),
    ),
    (
        Method::DELETE,
        "/api/v1/vouchwell/acquaintances/{id}",
        Access::Scope("write"),
    ),
    (
        Method::POST,
        "/api/v1/vouchwell/acquaintances/{id}/answer",
        Access::Scope("write"),
    ),
    (Method::GET, "/api/v1/vouchwell/requests", Access::Scope("read")),
    (Method::POST, "/api/v1/vouchwell/requests", Access::Scope("write")),
    (
        Method::POST,
        "/api/v1/vouchwell/requests/{id}/answer",
        Access::Scope("write"),
    ),
    (
        Method::GET,
        "/api/v1/vouchwell/recommendations",
        Access::Scope("read"),
    ),
    (
        Method::POST,
        "/api/v1/vouchwell/recommendations",
        Access::Scope("write"),
    ),
    (
        Method::GET,
        "/api/v1/vouchwell/recommendations/{id}",
        Access::Scope("read"),
    ),
    (
        Method::PUT,
        "/api/v1/vouchwell/recommendations/{id}",
        Access::Scope("write"),
    ),
    (
        Method::DELETE,
        "/api/v1/vouchwell/recommendations/{id}",
        Access::Scope("write"),
    ),
    (
        Method::GET,
        "/api/v1/vouchwell/recommendations/{id}/versions",
        Access::Scope("read"),
    ),
    (
        Method::POST,
        "/api/v1/vouchwell/recommendations/{id}/offer",
        Access::Scope("write"),
    ),
    (
        Method::POST,
        "/api/v1/vouchwell/recommendations/{id}/answer",
        Access::Scope("write"),
    ),
    (
        Method::POST,
        "/api/v1/vouchwell/recommendations/{id}/pull",
        Access::Scope("write"),
    ),
    (
        Method::GET,
        "/api/v1/vouchwell/accounts/{id}/recommendations",
        Access::Everybody,
    ),
    (Method::POST, "/api/v1/vouchwell/verify", Access::Everybody),
];

/// Who may make a call, by its method and the pattern of its path; nothing for one that does not exist.
pub fn of(method: &Method, path: &str) -> Option<Access> {
    let method = if *method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    CALLS
        .iter()
        .find(|call| call.0 == *method && call.1 == path)
        .map(|call| call.2)
}
