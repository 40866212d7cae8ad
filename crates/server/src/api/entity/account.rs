//! An account in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::account::{self, AccountKind};
use vouchwell_domain::profile::{self, RecommendationLists};
use vouchwell_service::account::AccountView;

use super::custom_emoji::CustomEmoji;
use super::notification::PartialAccount;
use super::time::{date, day, moment};
use crate::web::asset;
use crate::web::site::Site;

/// Somebody, as everybody sees her.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "Mastodon's shape")]
pub struct Account {
    pub(super) id: String,
    username: String,
    acct: String,
    url: String,
    uri: String,
    display_name: String,
    note: String,
    avatar: String,
    avatar_static: String,
    avatar_description: String,
    header: String,
    header_static: String,
    header_description: String,
    locked: bool,
    bot: bool,
    group: bool,
    discoverable: bool,
    indexable: bool,
    created_at: String,
    last_status_at: Option<String>,
    statuses_count: i64,
    followers_count: i64,
    following_count: i64,
    emojis: Vec<CustomEmoji>,
    fields: Vec<Field>,
    /// Where she is, coarsely and in her own words. Not in Mastodon's shape.
    place: Option<String>,
    roles: [String; 0],
    hide_collections: bool,
    noindex: bool,
    show_media: bool,
    show_media_replies: bool,
    show_featured: bool,
    feature_approval: FeatureApproval,
    /// The account that its person has now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    moved: Option<Box<Account>>,
}

/// A line of a profile.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Field {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) verified_at: Option<String>,
}

/// What it says, and where its recommendations are.
fn fields(account: &account::Account, lists: RecommendationLists) -> Vec<Field> {
    let made = profile::lines(account, lists);
    let shown = account.profile.fields.iter().chain(&made).map(|field| Field {
        name: field.name.clone(),
        value: field.value.clone(),
        verified_at: field.verified_at.map(moment),
    });
    shown.collect()
}

/// Who may put the account into a collection by asking: nobody. Here people come into collections by accepting
/// recommendations.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FeatureApproval {
    automatic: [String; 0],
    manual: [String; 0],
    current_user: &'static str,
}

impl Account {
    /// As much as a picture needs.
    pub(super) fn partial(self) -> PartialAccount {
        PartialAccount {
            id: self.id,
            acct: self.acct,
            url: self.url,
            avatar: self.avatar,
            avatar_static: self.avatar_static,
            locked: self.locked,
            bot: self.bot,
        }
    }

    /// As this instance shows it.
    pub fn new(view: &AccountView, site: &Site) -> Self {
        let AccountView {
            account,
            counts,
            emojis,
            moved,
        } = view;
        let picture = |own: &Option<_>, usual: &str| {
            own.as_ref()
                .map_or_else(|| site.absolute(asset::path(usual)), ToString::to_string)
        };
        let avatar = picture(&account.profile.avatar, "images/touch-icon.png");
        let header = picture(&account.profile.header, "images/preview.png");
        Self {
            id: account.id.to_string(),
            username: account.name.clone(),
            acct: account.handle().to_string(),
            url: account.profile.url.to_string(),
            uri: account.uri.to_string(),
            display_name: account.shown_name().to_owned(),
            note: account.profile.summary.clone(),
            avatar_static: avatar.clone(),
            avatar,
            avatar_description: account.profile.avatar_description.as_str().to_owned(),
            header_static: header.clone(),
            header,
            header_description: account.profile.header_description.as_str().to_owned(),
            locked: account.profile.locked,
            bot: account.is_bot(),
            group: account.kind == AccountKind::Group,
            discoverable: account.profile.discoverable,
            indexable: account.profile.indexable,
            created_at: day(account.created_at),
            last_status_at: counts.last_status_at.map(date),
            statuses_count: counts.statuses,
            followers_count: counts.followers,
            following_count: counts.following,
            emojis: emojis.iter().map(CustomEmoji::from).collect(),
            fields: fields(account, counts.lists),
            place: account.profile.place.as_ref().map(ToString::to_string),
            roles: [],
            hide_collections: account.profile.hides_collections,
            noindex: !account.profile.discoverable,
            show_media: account.profile.tabs.media,
            show_media_replies: account.profile.tabs.media_replies,
            show_featured: account.profile.tabs.featured,
            feature_approval: FeatureApproval {
                automatic: [],
                manual: [],
                current_user: "denied",
            },
            moved: moved.as_ref().map(|moved| Box::new(Self::new(moved, site))),
        }
    }
}
