//! Who may make each call, written from Mastodon's documentation and not from the program.

use Access::{Application, Member, Open, Public, Token};

/// Who may make a call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Access {
    /// Everybody; no token is looked at.
    Open,
    /// Everybody; a token that is shown must have this scope.
    Public(&'static str),
    /// Members, and applications for themselves.
    Token,
    /// Applications for themselves, whose token has this scope.
    Application(&'static str),
    /// Members whose token has one of these scopes.
    Member(&'static [&'static str]),
}

impl Access {
    /// By whose token, and with which of its scopes, the call is made.
    pub(crate) fn ways(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Open | Token => Vec::new(),
            Public(scope) => vec![("member", scope), ("application", scope)],
            Application(scope) => vec![("application", scope)],
            Member(scopes) => scopes.iter().map(|scope| ("member", *scope)).collect(),
        }
    }
}

/// Who may make which calls.
type Table = &'static [(Access, &'static str)];

/// Who may make a call, if the tables say so.
pub(crate) fn access(call: &str) -> Option<Access> {
    let mut calls = all();
    calls.find(|(_, known)| *known == call).map(|(access, _)| access)
}

/// Every call of the tables.
pub(crate) fn all() -> impl Iterator<Item = (Access, &'static str)> {
    let tables = [DOCUMENTED, READ_WITH_A_TOKEN, OTHERWISE, UNDOCUMENTED, OWN];
    tables.into_iter().flatten().flat_map(|(access, calls)| {
        let calls = calls.split(',').map(str::trim);
        calls.map(|call| (*access, call))
    })
}

/// What the documentation says of each call (docs.joinmastodon.org/methods, in July 2026).
const DOCUMENTED: Table = &[
    (
        Open,
        "GET /.well-known/oauth-authorization-server, POST /api/v1/apps, GET /api/v1/custom_emojis,
         GET /api/v1/instance, GET /api/v1/instance/activity, GET /api/v1/instance/domain_blocks,
         GET /api/v1/instance/extended_description, GET /api/v1/instance/peers, GET /api/v1/instance/privacy_policy,
         GET /api/v1/instance/rules, GET /api/v1/instance/translation_languages, GET /api/v1/streaming/health,
         GET /api/v1/trends/links, GET /api/v1/trends/statuses, GET /api/v1/trends/tags, GET /api/v2/instance,
         POST /oauth/revoke, POST /oauth/token",
    ),
    (
        Application("write:accounts"),
        "POST /api/v1/accounts",
    ),
    (
        Token,
        "GET /api/v1/apps/verify_credentials",
    ),
    (
        Public("read:collections"),
        "GET /api/v1/collections/{id}",
    ),
    (
        Member(&["write:collections"]),
        "POST /api/v1/collections, DELETE /api/v1/collections/{id}, PATCH /api/v1/collections/{id},
         POST /api/v1/collections/{id}/items, DELETE /api/v1/collections/{id}/items/{item},
         POST /api/v1/collections/{id}/items/{item}/revoke",
    ),
    (
        Public("read:statuses"),
        "GET /api/v1/accounts/{id}/statuses, GET /api/v1/polls/{id}, GET /api/v1/statuses, GET /api/v1/statuses/{id},
         GET /api/v1/statuses/{id}/context, GET /api/v1/statuses/{id}/favourited_by,
         GET /api/v1/statuses/{id}/history, GET /api/v1/statuses/{id}/reblogged_by, GET /api/v1/timelines/public,
         GET /api/v1/timelines/tag/{id}",
    ),
    (
        Member(&["profile"]),
        "GET /oauth/userinfo",
    ),
    (
        Member(&["push"]),
        "DELETE /api/v1/push/subscription, GET /api/v1/push/subscription, POST /api/v1/push/subscription,
         PUT /api/v1/push/subscription",
    ),
    (
        Member(&["read:accounts"]),
        "GET /api/v1/accounts/search, GET /api/v1/endorsements, GET /api/v1/featured_tags,
         GET /api/v1/featured_tags/suggestions, GET /api/v1/preferences",
    ),
    (
        Member(&["read:accounts", "profile"]),
        "GET /api/v1/accounts/verify_credentials, GET /api/v1/profile",
    ),
    (
        Member(&["read:bookmarks"]),
        "GET /api/v1/bookmarks",
    ),
    (
        Member(&["read:favourites"]),
        "GET /api/v1/favourites",
    ),
    (
        Member(&["read:blocks"]),
        "GET /api/v1/blocks, GET /api/v1/domain_blocks",
    ),
    (
        Member(&["read:mutes"]),
        "GET /api/v1/mutes",
    ),
    (
        Member(&["read"]),
        "GET /api/v1/suggestions, DELETE /api/v1/suggestions/{id}, GET /api/v2/suggestions",
    ),
    (
        Member(&["read:follows"]),
        "GET /api/v1/accounts/familiar_followers, GET /api/v1/accounts/relationships, GET /api/v1/follow_requests,
         GET /api/v1/followed_tags",
    ),
    (
        Member(&["read:notifications"]),
        "GET /api/v1/notifications, GET /api/v1/notifications/requests, GET /api/v1/notifications/requests/merged,
         GET /api/v1/notifications/requests/{id}, GET /api/v1/notifications/unread_count,
         GET /api/v1/notifications/{id}, GET /api/v2/notifications, GET /api/v2/notifications/policy,
         GET /api/v2/notifications/unread_count, GET /api/v2/notifications/{id}",
    ),
    (
        Member(&["read:statuses"]),
        "GET /api/v1/conversations, GET /api/v1/markers, GET /api/v1/scheduled_statuses,
         GET /api/v1/scheduled_statuses/{id}, GET /api/v1/streaming/direct, GET /api/v1/streaming/hashtag,
         GET /api/v1/streaming/hashtag/local, GET /api/v1/streaming/list, GET /api/v1/streaming/public,
         GET /api/v1/streaming/public/local, GET /api/v1/streaming/public/remote, GET /api/v1/timelines/home",
    ),
    (
        Member(&["read:filters"]),
        "GET /api/v1/filters, GET /api/v1/filters/{id}, GET /api/v2/filters, GET /api/v2/filters/keywords/{id},
         GET /api/v2/filters/statuses/{id}, GET /api/v2/filters/{id}, GET /api/v2/filters/{id}/keywords,
         GET /api/v2/filters/{id}/statuses",
    ),
    (
        Member(&["write:filters"]),
        "POST /api/v1/filters, DELETE /api/v1/filters/{id}, PUT /api/v1/filters/{id}, POST /api/v2/filters,
         DELETE /api/v2/filters/keywords/{id}, PUT /api/v2/filters/keywords/{id},
         DELETE /api/v2/filters/statuses/{id}, DELETE /api/v2/filters/{id}, PUT /api/v2/filters/{id},
         POST /api/v2/filters/{id}/keywords, POST /api/v2/filters/{id}/statuses",
    ),
    (
        Member(&["read:lists"]),
        "GET /api/v1/accounts/{id}/lists, GET /api/v1/lists, GET /api/v1/lists/{id}, GET /api/v1/lists/{id}/accounts,
         GET /api/v1/timelines/list/{id}",
    ),
    (
        Member(&["write:lists"]),
        "POST /api/v1/lists, DELETE /api/v1/lists/{id}, PUT /api/v1/lists/{id}, DELETE /api/v1/lists/{id}/accounts,
         POST /api/v1/lists/{id}/accounts",
    ),
    (
        Member(&["write:accounts"]),
        "PATCH /api/v1/accounts/update_credentials, POST /api/v1/accounts/{id}/endorse,
         POST /api/v1/accounts/{id}/note, POST /api/v1/accounts/{id}/pin, POST /api/v1/accounts/{id}/unendorse,
         POST /api/v1/accounts/{id}/unpin, POST /api/v1/featured_tags, DELETE /api/v1/featured_tags/{id},
         PATCH /api/v1/profile, DELETE /api/v1/profile/avatar, DELETE /api/v1/profile/header,
         POST /api/v1/statuses/{id}/pin, POST /api/v1/statuses/{id}/unpin, POST /api/v1/tags/{name}/feature,
         POST /api/v1/tags/{name}/unfeature",
    ),
    (
        Member(&["write:blocks"]),
        "POST /api/v1/accounts/{id}/block, POST /api/v1/accounts/{id}/unblock, DELETE /api/v1/domain_blocks,
         POST /api/v1/domain_blocks",
    ),
    (
        Member(&["write:mutes"]),
        "POST /api/v1/accounts/{id}/mute, POST /api/v1/accounts/{id}/unmute, POST /api/v1/statuses/{id}/mute,
         POST /api/v1/statuses/{id}/unmute",
    ),
    (
        Member(&["write:statuses"]),
        "POST /api/v1/markers, POST /api/v1/polls/{id}/votes, DELETE /api/v1/scheduled_statuses/{id},
         PUT /api/v1/scheduled_statuses/{id}, POST /api/v1/statuses, DELETE /api/v1/statuses/{id},
         PUT /api/v1/statuses/{id}, PUT /api/v1/statuses/{id}/interaction_policy, POST /api/v1/statuses/{id}/reblog,
         POST /api/v1/statuses/{id}/unreblog",
    ),
    (
        Member(&["write:reports"]),
        "POST /api/v1/reports",
    ),
    (
        Member(&["write:bookmarks"]),
        "POST /api/v1/statuses/{id}/bookmark, POST /api/v1/statuses/{id}/unbookmark",
    ),
    (
        Member(&["write:conversations"]),
        "DELETE /api/v1/conversations/{id}, POST /api/v1/conversations/{id}/read",
    ),
    (
        Member(&["write:favourites"]),
        "POST /api/v1/statuses/{id}/favourite, POST /api/v1/statuses/{id}/unfavourite",
    ),
    (
        Member(&["write:follows"]),
        "POST /api/v1/accounts/{id}/follow, POST /api/v1/accounts/{id}/remove_from_followers,
         POST /api/v1/accounts/{id}/unfollow, POST /api/v1/follow_requests/{id}/authorize,
         POST /api/v1/follow_requests/{id}/reject, POST /api/v1/tags/{name}/follow, POST /api/v1/tags/{name}/unfollow",
    ),
    (
        Member(&["write:media"]),
        "POST /api/v1/media, DELETE /api/v1/media/{id}, GET /api/v1/media/{id}, PUT /api/v1/media/{id},
         POST /api/v2/media",
    ),
    (
        Member(&["write:notifications"]),
        "POST /api/v1/notifications/clear, POST /api/v1/notifications/requests/accept,
         POST /api/v1/notifications/requests/dismiss, POST /api/v1/notifications/requests/{id}/accept,
         POST /api/v1/notifications/requests/{id}/dismiss, POST /api/v1/notifications/{id}/dismiss,
         PATCH /api/v2/notifications/policy, POST /api/v2/notifications/{id}/dismiss",
    ),
    (Public("read:search"), "GET /api/v2/search"),
    (
        Member(&["write:accounts"]),
        "POST /api/v1/announcements/{id}/dismiss",
    ),
    (
        Member(&["write:favourites"]),
        "DELETE /api/v1/announcements/{id}/reactions/{name}, PUT /api/v1/announcements/{id}/reactions/{name}",
    ),
    (
        Member(&["write:statuses"]),
        "POST /api/v1/statuses/{id}/quotes/{quote}/revoke",
    ),
];

/// Documented as public without a scope; where a token comes all the same, Mastodon asks of it the scope of what is read.
const READ_WITH_A_TOKEN: Table = &[
    (
        Public("read:accounts"),
        "GET /api/v1/accounts, GET /api/v1/accounts/{id}, GET /api/v1/accounts/{id}/endorsements,
         GET /api/v1/accounts/{id}/featured_tags, GET /api/v1/accounts/{id}/followers,
         GET /api/v1/accounts/{id}/following, GET /api/v1/directory",
    ),
    (Public("read"), "GET /api/v1/tags/{name}"),
];

/// Otherwise than documented. Apps look accounts up before anybody has signed in; announcements and the accounts of a
/// group are read with the scopes of reading; only members read what was typed; a stream is let in by the
/// scope of what it is named after, as in Mastodon's own server.
const OTHERWISE: Table = &[
    (Public("read:accounts"), "GET /api/v1/accounts/lookup"),
    (Public("read:statuses"), "GET /api/v1/statuses/{id}/quotes"),
    (Member(&["read"]), "GET /api/v1/announcements"),
    (
        Member(&["read:notifications"]),
        "GET /api/v1/streaming/user/notification, GET /api/v2/notifications/{id}/accounts",
    ),
    (
        Member(&["read:statuses"]),
        "GET /api/v1/statuses/{id}/source, POST /api/v1/statuses/{id}/translate, GET /api/v1/streaming/user",
    ),
];

/// Not documented: older and newer names of documented calls, and what Mastodon 4.6 added.
const UNDOCUMENTED: Table = &[
    (
        Open,
        "GET /.well-known/nodeinfo, GET /nodeinfo/{version}, GET /oauth/authorize, GET /api/v1/instance/languages, GET /api/v1/trends",
    ),
    (
        Public("read:collections"),
        "GET /api/v1/accounts/{id}/collections, GET /api/v1/accounts/{id}/in_collections",
    ),
    (Member(&["profile"]), "POST /oauth/userinfo"),
    (
        Member(&["read:notifications"]),
        "GET /api/v1/notifications/policy",
    ),
    (
        Member(&["read:statuses", "read:notifications"]),
        "GET /api/v1/streaming",
    ),
    (
        Member(&["write:notifications"]),
        "PATCH /api/v1/notifications/policy, PUT /api/v1/notifications/policy, PUT /api/v2/notifications/policy",
    ),
];

/// The calls of this server alone: what is public is public, the rest is read with `read` and changed with `write`.
const OWN: Table = &[
    (
        Open,
        "POST /api/v1/vouchwell/verify",
    ),
    (
        Public("read"),
        "GET /api/v1/vouchwell/accounts/{id}/recommendations",
    ),
    (
        Member(&["read"]),
        "GET /api/v1/vouchwell/acquaintances, GET /api/v1/vouchwell/acquaintances/{id},
         GET /api/v1/vouchwell/recommendations, GET /api/v1/vouchwell/recommendations/{id},
         GET /api/v1/vouchwell/recommendations/{id}/versions, GET /api/v1/vouchwell/requests",
    ),
    (
        Member(&["write"]),
        "POST /api/v1/vouchwell/acquaintances, DELETE /api/v1/vouchwell/acquaintances/{id},
         PUT /api/v1/vouchwell/acquaintances/{id}, POST /api/v1/vouchwell/acquaintances/{id}/answer,
         DELETE /api/v1/vouchwell/acquaintances/{id}/renewal, POST /api/v1/vouchwell/meetings,
         POST /api/v1/vouchwell/meetings/lookup, POST /api/v1/vouchwell/recommendations,
         DELETE /api/v1/vouchwell/recommendations/{id}, PUT /api/v1/vouchwell/recommendations/{id},
         POST /api/v1/vouchwell/recommendations/{id}/answer, POST /api/v1/vouchwell/recommendations/{id}/offer,
         POST /api/v1/vouchwell/recommendations/{id}/pull, POST /api/v1/vouchwell/requests,
         POST /api/v1/vouchwell/requests/{id}/answer, POST /api/v1/vouchwell/requests/{id}/remind",
    ),
    (
        Member(&["read:search"]),
        "GET /api/v1/vouchwell/search",
    ),
];
