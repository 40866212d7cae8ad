//! Who may make which call: the one table, asked for every request before its handler.

use axum::http::Method;

/// Who may make a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody; no token is looked at, so that an ended one is in nobody's way.
    Open,
    /// Everybody; a token that is shown must be good and have this scope, because it may show more.
    Public(&'static str),
    /// Whoever has a good token: members, and applications for themselves.
    Token,
    /// Applications for themselves, with a token that has this scope and is no member's.
    Application(&'static str),
    /// Members whose token has one of these scopes.
    Member(&'static [&'static str]),
}

/// Writes the table: a group for each scope, a line for each call.
macro_rules! calls {
    ($($access:ident($($scope:literal)|*) { $($method:ident $path:literal)+ })+) => {
        &[$((access!($access $($scope)*), &[$((Method::$method, $path)),+])),+]
    };
}

macro_rules! access {
    (Open) => {
        Access::Open
    };
    (Public $scope:literal) => {
        Access::Public($scope)
    };
    (Token) => {
        Access::Token
    };
    (Application $scope:literal) => {
        Access::Application($scope)
    };
    (Member $($scope:literal)+) => {
        Access::Member(&[$($scope),+])
    };
}

/// Every call. One that is not here is refused.
const CALLS: &[(Access, &[(Method, &str)])] = calls! {
    Open() {
        GET "/.well-known/oauth-authorization-server"
        POST "/oauth/token"
        POST "/oauth/revoke"
        POST "/api/v1/apps"
        GET "/api/openapi.json"
        GET "/api/v1/instance"
        GET "/api/v1/instance/activity"
        GET "/api/v1/instance/domain_blocks"
        GET "/api/v1/instance/extended_description"
        GET "/api/v1/instance/languages"
        GET "/api/v1/instance/peers"
        GET "/api/v1/instance/privacy_policy"
        GET "/api/v1/instance/rules"
        GET "/api/v1/instance/translation_languages"
        GET "/api/v2/instance"
        GET "/api/v1/streaming/health"
        GET "/api/v1/custom_emojis"
        GET "/api/v1/trends"
        GET "/api/v1/trends/links"
        GET "/api/v1/trends/statuses"
        GET "/api/v1/trends/tags"
        POST "/api/v1/vouchwell/verify"
    }
    Token() {
        GET "/api/v1/apps/verify_credentials"
    }
    Application("write:accounts") {
        POST "/api/v1/accounts"
    }
    Public("read") {
        GET "/api/v1/vouchwell/accounts/{id}/recommendations"
    }
    Public("read:collections") {
        GET "/api/v1/accounts/{id}/collections"
        GET "/api/v1/accounts/{id}/in_collections"
        GET "/api/v1/collections/{id}"
    }
    Member("write:collections") {
        POST "/api/v1/collections"
        PATCH "/api/v1/collections/{id}"
        DELETE "/api/v1/collections/{id}"
        POST "/api/v1/collections/{id}/items"
        DELETE "/api/v1/collections/{id}/items/{item}"
        POST "/api/v1/collections/{id}/items/{item}/revoke"
    }
    Public("read:accounts") {
        GET "/api/v1/accounts"
        GET "/api/v1/accounts/lookup"
        GET "/api/v1/accounts/{id}"
        GET "/api/v1/accounts/{id}/endorsements"
        GET "/api/v1/accounts/{id}/featured_tags"
        GET "/api/v1/accounts/{id}/followers"
        GET "/api/v1/accounts/{id}/following"
        GET "/api/v1/directory"
    }
    Public("read") {
        GET "/api/v1/tags/{name}"
    }
    Public("read:statuses") {
        GET "/api/v1/accounts/{id}/statuses"
        GET "/api/v1/statuses"
        GET "/api/v1/statuses/{id}"
        GET "/api/v1/statuses/{id}/context"
        GET "/api/v1/statuses/{id}/history"
        GET "/api/v1/statuses/{id}/quotes"
        GET "/api/v1/statuses/{id}/favourited_by"
        GET "/api/v1/statuses/{id}/reblogged_by"
        GET "/api/v1/timelines/public"
        GET "/api/v1/timelines/tag/{id}"
        GET "/api/v1/polls/{id}"
    }
    Member("read") {
        GET "/api/v1/announcements"
        GET "/api/v1/vouchwell/acquaintances"
        GET "/api/v1/vouchwell/acquaintances/{id}"
        GET "/api/v1/vouchwell/requests"
        GET "/api/v1/vouchwell/recommendations"
        GET "/api/v1/vouchwell/recommendations/{id}"
        GET "/api/v1/vouchwell/recommendations/{id}/versions"
    }
    Member("write") {
        POST "/api/v1/vouchwell/acquaintances"
        PUT "/api/v1/vouchwell/acquaintances/{id}"
        DELETE "/api/v1/vouchwell/acquaintances/{id}"
        POST "/api/v1/vouchwell/acquaintances/{id}/answer"
        DELETE "/api/v1/vouchwell/acquaintances/{id}/renewal"
        POST "/api/v1/vouchwell/meetings"
        POST "/api/v1/vouchwell/meetings/lookup"
        POST "/api/v1/vouchwell/requests"
        POST "/api/v1/vouchwell/requests/{id}/answer"
        POST "/api/v1/vouchwell/requests/{id}/remind"
        POST "/api/v1/vouchwell/recommendations"
        PUT "/api/v1/vouchwell/recommendations/{id}"
        DELETE "/api/v1/vouchwell/recommendations/{id}"
        POST "/api/v1/vouchwell/recommendations/{id}/offer"
        POST "/api/v1/vouchwell/recommendations/{id}/answer"
        POST "/api/v1/vouchwell/recommendations/{id}/pull"
    }
    Member("profile") {
        GET "/oauth/userinfo"
        POST "/oauth/userinfo"
    }
    Member("push") {
        POST "/api/v1/push/subscription"
        GET "/api/v1/push/subscription"
        PUT "/api/v1/push/subscription"
        DELETE "/api/v1/push/subscription"
    }
    Member("read:accounts") {
        GET "/api/v1/accounts/search"
        GET "/api/v1/endorsements"
        GET "/api/v1/featured_tags"
        GET "/api/v1/featured_tags/suggestions"
        GET "/api/v1/preferences"
    }
    Member("read:accounts" | "profile") {
        GET "/api/v1/accounts/verify_credentials"
        GET "/api/v1/profile"
    }
    Member("read:bookmarks") {
        GET "/api/v1/bookmarks"
    }
    Member("read:favourites") {
        GET "/api/v1/favourites"
    }
    Member("read:blocks") {
        GET "/api/v1/blocks"
        GET "/api/v1/domain_blocks"
    }
    Member("read:mutes") {
        GET "/api/v1/mutes"
    }
    Member("read") {
        GET "/api/v1/suggestions"
        GET "/api/v2/suggestions"
        DELETE "/api/v1/suggestions/{id}"
    }
    Member("read:follows") {
        GET "/api/v1/accounts/familiar_followers"
        GET "/api/v1/accounts/relationships"
        GET "/api/v1/follow_requests"
        GET "/api/v1/followed_tags"
    }
    Member("read:notifications") {
        GET "/api/v1/notifications"
        GET "/api/v1/notifications/unread_count"
        GET "/api/v1/notifications/{id}"
        GET "/api/v1/notifications/policy"
        GET "/api/v1/notifications/requests"
        GET "/api/v1/notifications/requests/merged"
        GET "/api/v1/notifications/requests/{id}"
        GET "/api/v2/notifications"
        GET "/api/v2/notifications/unread_count"
        GET "/api/v2/notifications/{id}"
        GET "/api/v2/notifications/{id}/accounts"
        GET "/api/v2/notifications/policy"
        GET "/api/v1/streaming/user/notification"
    }
    Public("read:search") {
        GET "/api/v2/search"
    }
    Member("read:search") {
        GET "/api/v1/vouchwell/search"
    }
    Member("read:statuses") {
        GET "/api/v1/conversations"
        GET "/api/v1/statuses/{id}/source"
        GET "/api/v1/scheduled_statuses"
        GET "/api/v1/scheduled_statuses/{id}"
        POST "/api/v1/statuses/{id}/translate"
        GET "/api/v1/markers"
        GET "/api/v1/timelines/home"
        GET "/api/v1/streaming/user"
        GET "/api/v1/streaming/public"
        GET "/api/v1/streaming/public/local"
        GET "/api/v1/streaming/public/remote"
        GET "/api/v1/streaming/hashtag"
        GET "/api/v1/streaming/hashtag/local"
        GET "/api/v1/streaming/list"
        GET "/api/v1/streaming/direct"
    }
    Member("read:statuses" | "read:notifications") {
        GET "/api/v1/streaming"
    }
    Member("read:filters") {
        GET "/api/v1/filters"
        GET "/api/v1/filters/{id}"
        GET "/api/v2/filters"
        GET "/api/v2/filters/{id}"
        GET "/api/v2/filters/{id}/keywords"
        GET "/api/v2/filters/{id}/statuses"
        GET "/api/v2/filters/keywords/{id}"
        GET "/api/v2/filters/statuses/{id}"
    }
    Member("write:filters") {
        POST "/api/v1/filters"
        PUT "/api/v1/filters/{id}"
        DELETE "/api/v1/filters/{id}"
        POST "/api/v2/filters"
        PUT "/api/v2/filters/{id}"
        DELETE "/api/v2/filters/{id}"
        POST "/api/v2/filters/{id}/keywords"
        POST "/api/v2/filters/{id}/statuses"
        PUT "/api/v2/filters/keywords/{id}"
        DELETE "/api/v2/filters/keywords/{id}"
        DELETE "/api/v2/filters/statuses/{id}"
    }
    Member("read:lists") {
        GET "/api/v1/accounts/{id}/lists"
        GET "/api/v1/lists"
        GET "/api/v1/lists/{id}"
        GET "/api/v1/lists/{id}/accounts"
        GET "/api/v1/timelines/list/{id}"
    }
    Member("write:lists") {
        POST "/api/v1/lists"
        PUT "/api/v1/lists/{id}"
        DELETE "/api/v1/lists/{id}"
        POST "/api/v1/lists/{id}/accounts"
        DELETE "/api/v1/lists/{id}/accounts"
    }
    Member("write:accounts") {
        POST "/api/v1/announcements/{id}/dismiss"
        POST "/api/v1/statuses/{id}/pin"
        POST "/api/v1/statuses/{id}/unpin"
        PATCH "/api/v1/accounts/update_credentials"
        POST "/api/v1/accounts/{id}/endorse"
        POST "/api/v1/accounts/{id}/note"
        POST "/api/v1/accounts/{id}/pin"
        POST "/api/v1/accounts/{id}/unendorse"
        POST "/api/v1/accounts/{id}/unpin"
        POST "/api/v1/featured_tags"
        DELETE "/api/v1/featured_tags/{id}"
        POST "/api/v1/tags/{name}/feature"
        POST "/api/v1/tags/{name}/unfeature"
        PATCH "/api/v1/profile"
        DELETE "/api/v1/profile/avatar"
        DELETE "/api/v1/profile/header"
    }
    Member("write:blocks") {
        POST "/api/v1/accounts/{id}/block"
        POST "/api/v1/accounts/{id}/unblock"
        POST "/api/v1/domain_blocks"
        DELETE "/api/v1/domain_blocks"
    }
    Member("write:mutes") {
        POST "/api/v1/accounts/{id}/mute"
        POST "/api/v1/accounts/{id}/unmute"
    }
    Member("write:statuses") {
        POST "/api/v1/markers"
    }
    Member("write:reports") {
        POST "/api/v1/reports"
    }
    Member("write:bookmarks") {
        POST "/api/v1/statuses/{id}/bookmark"
        POST "/api/v1/statuses/{id}/unbookmark"
    }
    Member("write:conversations") {
        DELETE "/api/v1/conversations/{id}"
        POST "/api/v1/conversations/{id}/read"
    }
    Member("write:favourites") {
        PUT "/api/v1/announcements/{id}/reactions/{name}"
        DELETE "/api/v1/announcements/{id}/reactions/{name}"
        POST "/api/v1/statuses/{id}/favourite"
        POST "/api/v1/statuses/{id}/unfavourite"
    }
    Member("write:follows") {
        POST "/api/v1/accounts/{id}/follow"
        POST "/api/v1/accounts/{id}/remove_from_followers"
        POST "/api/v1/accounts/{id}/unfollow"
        POST "/api/v1/follow_requests/{id}/authorize"
        POST "/api/v1/follow_requests/{id}/reject"
        POST "/api/v1/tags/{name}/follow"
        POST "/api/v1/tags/{name}/unfollow"
    }
    Member("write:media") {
        POST "/api/v1/media"
        POST "/api/v2/media"
        GET "/api/v1/media/{id}"
        PUT "/api/v1/media/{id}"
        DELETE "/api/v1/media/{id}"
    }
    Member("write:mutes") {
        POST "/api/v1/statuses/{id}/mute"
        POST "/api/v1/statuses/{id}/unmute"
    }
    Member("write:notifications") {
        POST "/api/v1/notifications/clear"
        POST "/api/v1/notifications/{id}/dismiss"
        PUT "/api/v1/notifications/policy"
        PATCH "/api/v1/notifications/policy"
        POST "/api/v1/notifications/requests/accept"
        POST "/api/v1/notifications/requests/dismiss"
        POST "/api/v1/notifications/requests/{id}/accept"
        POST "/api/v1/notifications/requests/{id}/dismiss"
        POST "/api/v2/notifications/{id}/dismiss"
        PUT "/api/v2/notifications/policy"
        PATCH "/api/v2/notifications/policy"
    }
    Member("write:statuses") {
        POST "/api/v1/statuses"
        POST "/api/v1/polls/{id}/votes"
        PUT "/api/v1/scheduled_statuses/{id}"
        DELETE "/api/v1/scheduled_statuses/{id}"
        PUT "/api/v1/statuses/{id}"
        PUT "/api/v1/statuses/{id}/interaction_policy"
        POST "/api/v1/statuses/{id}/quotes/{quote}/revoke"
        DELETE "/api/v1/statuses/{id}"
        POST "/api/v1/statuses/{id}/reblog"
        POST "/api/v1/statuses/{id}/unreblog"
    }
};

/// Who may make a call, by its method and the pattern of its path; nothing for one that does not exist.
pub fn of(method: &Method, path: &str) -> Option<Access> {
    let method = if *method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    let has_it = |calls: &[(Method, &str)]| calls.iter().any(|call| call.0 == *method && call.1 == path);
    CALLS
        .iter()
        .find(|(_, calls)| has_it(calls))
        .map(|(access, _)| *access)
}
