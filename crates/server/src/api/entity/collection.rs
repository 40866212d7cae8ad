//! A collection of people in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_service::collection::CollectionView;

use super::Account;
use super::time::moment;
use crate::web::site::Site;

/// The people whom somebody publicly recommends for one topic.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Collection {
    id: String,
    account_id: String,
    uri: String,
    url: Option<String>,
    name: String,
    description: String,
    language: Option<String>,
    local: bool,
    sensitive: bool,
    discoverable: bool,
    tag: CollectionTag,
    item_count: usize,
    items: Vec<CollectionItem>,
    created_at: String,
    updated_at: String,
}

/// The hashtag of a collection.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CollectionTag {
    name: String,
    url: String,
}

/// Somebody in a collection, who accepted a recommendation for its topic.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CollectionItem {
    id: String,
    account_id: Option<String>,
    state: &'static str,
    created_at: String,
}

/// Several collections.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Collections {
    collections: Vec<Collection>,
}

/// One, with its author and everybody in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CollectionWithAccounts {
    collection: Collection,
    accounts: Vec<Account>,
}

impl Collection {
    fn new(view: &CollectionView, site: &Site) -> Self {
        let CollectionView {
            collection,
            author,
            uri,
            ..
        } = view;
        let items = collection.items.iter().map(|item| CollectionItem {
            // Everybody stands once in a collection.
            id: item.account.to_string(),
            account_id: Some(item.account.to_string()),
            state: "accepted",
            created_at: moment(item.since),
        });
        Self {
            id: collection.id.to_string(),
            account_id: collection.author.to_string(),
            uri: uri.to_string(),
            url: Some(uri.to_string()),
            name: collection.name(),
            description: collection.description().to_owned(),
            language: Some(collection.language.tag().to_owned()),
            local: author.account.is_local(),
            sensitive: false,
            discoverable: author.account.profile.discoverable,
            tag: CollectionTag {
                name: collection.topic.as_str().to_owned(),
                url: super::tag::address(collection.topic.as_str(), site),
            },
            item_count: collection.items.len(),
            items: items.collect(),
            created_at: moment(collection.begun_at()),
            updated_at: moment(collection.changed_at),
        }
    }
}

impl Collections {
    /// As this instance shows them.
    pub fn new(views: &[CollectionView], site: &Site) -> Self {
        let collections = views.iter().map(|view| Collection::new(view, site));
        Self {
            collections: collections.collect(),
        }
    }
}

impl CollectionWithAccounts {
    /// As this instance shows it.
    pub fn new(view: &CollectionView, site: &Site) -> Self {
        let people = [&view.author].into_iter().chain(&view.people);
        Self {
            collection: Collection::new(view, site),
            accounts: people.map(|account| Account::new(account, site)).collect(),
        }
    }
}
