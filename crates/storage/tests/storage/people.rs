//! The people of the stories.

use vouchwell_domain::account::{
    Account, AccountKind, AttributionDomains, Endpoints, Home, Profile, ProfileField, ProfileTabs, RequestKey,
};
use vouchwell_domain::follow::{Follow, FollowState};
use vouchwell_domain::identifier::{AccountId, MemberId, StatusId};
use vouchwell_domain::media::Description;
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::{InReplyTo, Status, Visibility};
use vouchwell_storage::status::StatusSearch;
use vouchwell_storage::{Store, account, follow, member, status};

use crate::both::{ENTROPY, at};

/// An account of this instance.
pub(crate) fn local(name: &str) -> Account {
    person(name, "https://here.example", Home::Here)
}

/// An account of another server.
pub(crate) fn remote(name: &str, host: &str) -> Account {
    let mut account = person(
        name,
        &format!("https://{host}"),
        Home::Elsewhere(host.parse().unwrap()),
    );
    account.endpoints.shared_inbox = Some(format!("https://{host}/inbox").parse().unwrap());
    account
}

fn person(name: &str, origin: &str, home: Home) -> Account {
    let actor = format!("{origin}/users/{name}");
    Account {
        id: AccountId::next(at(0), &ENTROPY),
        uri: actor.parse().unwrap(),
        name: name.to_owned(),
        home,
        kind: AccountKind::Person,
        profile: Profile {
            display_name: format!("{name} the Great"),
            summary: "<p>hello</p>".to_owned(),
            url: format!("{origin}/@{name}").parse().unwrap(),
            avatar: Some(format!("{origin}/{name}.png").parse().unwrap()),
            avatar_description: Description::default(),
            header: None,
            header_description: Description::default(),
            fields: vec![ProfileField {
                name: "Home".to_owned(),
                value: "Bern".to_owned(),
                verified_at: None,
            }],
            place: None,
            also_known_as: vec![format!("https://old.example/users/{name}").parse().unwrap()],
            locked: false,
            discoverable: true,
            indexable: true,
            hides_collections: false,
            tabs: ProfileTabs::default(),
            attribution_domains: AttributionDomains::default(),
        },
        endpoints: Endpoints {
            inbox: format!("{actor}/inbox").parse().unwrap(),
            shared_inbox: None,
            followers: Some(format!("{actor}/followers").parse().unwrap()),
        },
        request_key: Some(RequestKey {
            id: format!("{actor}#main-key"),
            pem: "PEM".to_owned(),
        }),
        evidence_key: None,
        understands_recommendations: true,
        created_at: at(0),
        first_seen_at: at(0),
        fetched_at: at(0),
        refresh_failed_at: None,
        gone_at: None,
    }
}

/// Stores a member.
pub(crate) async fn join(store: &Store, name: &str) -> Member {
    let account = local(name);
    let member = Member {
        id: MemberId::of_stored_member(account.id),
        account,
        role: Role::User,
        quarantine_exempt: false,
        created_at: at(0),
    };
    let mut transaction = store.begin().await.unwrap();
    account::insert(&mut transaction, &member.account).await.unwrap();
    let email = format!("{name}@mail.example").parse().unwrap();
    member::insert(&mut transaction, &member, &email, Some("hash"))
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    member
}

/// Stores a remote account.
pub(crate) async fn meet(store: &Store, name: &str, host: &str) -> Account {
    let mut transaction = store.begin().await.unwrap();
    let account = account::save_remote(&mut transaction, &remote(name, host))
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    account
}

/// Stores a follow that is in force.
pub(crate) async fn let_follow(store: &Store, follower: AccountId, followed: AccountId) -> Follow {
    let uri = format!("https://here.example/activities/{follower}-{followed}")
        .parse()
        .unwrap();
    let made = Follow {
        follower,
        followed,
        uri,
        state: FollowState::Accepted,
    };
    let mut transaction = store.begin().await.unwrap();
    follow::insert(&mut transaction, &made, at(0)).await.unwrap();
    transaction.commit().await.unwrap();
    made
}

/// Stores a status.
pub(crate) async fn post(
    store: &Store,
    author: &Account,
    visibility: Visibility,
    mentions: &[AccountId],
) -> Status {
    let status = written(author, visibility, mentions);
    keep(store, &status).await;
    status
}

/// Stores a public status that answers another.
pub(crate) async fn answer(store: &Store, author: &Account, answered: &Status) -> Status {
    let status = Status {
        in_reply_to: Some(InReplyTo::of(answered)),
        ..written(author, Visibility::Public, &[])
    };
    keep(store, &status).await;
    status
}

/// A search for words, whoever wrote them.
pub(crate) const fn search_for(text: &str) -> StatusSearch<'_> {
    StatusSearch {
        text,
        author: None,
        page: Page::newest(10),
        offset: 0,
    }
}

/// Stores a status that was made by hand.
pub(crate) async fn keep(store: &Store, status: &Status) {
    let mut transaction = store.begin().await.unwrap();
    status::insert(&mut transaction, status).await.unwrap();
    transaction.commit().await.unwrap();
}

/// A status that is not stored yet.
pub(crate) fn written(author: &Account, visibility: Visibility, mentions: &[AccountId]) -> Status {
    let id = StatusId::next(at(0), &ENTROPY);
    let uri = format!("{}/statuses/{id}", author.uri);
    Status {
        id,
        uri: uri.parse().unwrap(),
        url: uri.parse().unwrap(),
        account: author.id,
        content: format!("<p>A word of {}</p>", author.name),
        spoiler: String::new(),
        sensitive: false,
        language: Some("en".to_owned()),
        visibility,
        in_reply_to: None,
        tags: vec!["gardening".to_owned()],
        mentions: mentions.to_vec(),
        recommendation: None,
        reblog_of: None,
        created_at: at(0),
        edited_at: None,
    }
}
