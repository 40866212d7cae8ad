use chrono::TimeDelta;
use vouchwell_domain::account::{AccountKind, AttributionDomains, ProfileField};
use vouchwell_domain::media::Description;
use vouchwell_domain::preference::Preferences;
use vouchwell_domain::profile::{ProfileSource, RecommendationLists, SourceField};
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Visibility;
use vouchwell_storage::{account, preference, profile};

use crate::both::{at, stores};
use crate::people::{join, post};

#[tokio::test]
async fn a_profile_and_what_was_typed_for_it_replace_those_before() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let bea = join(&store, "bea").await;
        let mut transaction = store.begin().await.unwrap();
        let nothing = ProfileSource::default();
        assert_eq!(profile::source(&mut transaction, ada.id).await.unwrap(), nothing);
        let mut shown = ada.account.profile.clone();
        for note in ["first", "second"] {
            let source = ProfileSource {
                note: note.to_owned(),
                fields: vec![SourceField {
                    name: "a".to_owned(),
                    value: note.to_owned(),
                }],
            };
            shown.summary = format!("<p>{note}</p>");
            shown.locked = true;
            shown.discoverable = false;
            shown.indexable = false;
            shown.hides_collections = true;
            shown.avatar_description = Description::cut(note);
            shown.header_description = Description::cut("the sea");
            shown.tabs.media = note == "first";
            shown.tabs.media_replies = note == "second";
            shown.tabs.featured = false;
            shown.attribution_domains = AttributionDomains::listed(["paper.example"]);
            profile::save(&mut transaction, ada.id, &source, &shown, AccountKind::Service)
                .await
                .unwrap();
            assert_eq!(profile::source(&mut transaction, ada.id).await.unwrap(), source);
        }
        shown.fields = vec![ProfileField {
            name: "a".to_owned(),
            value: "b".to_owned(),
            verified_at: Some(at(1) + TimeDelta::microseconds(7)),
        }];
        profile::set_fields(&mut transaction, ada.account.id, &shown.fields)
            .await
            .unwrap();
        let kept = account::by_id(&mut transaction, ada.account.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((kept.profile, kept.kind), (shown, AccountKind::Service));
        let other = account::by_id(&mut transaction, bea.account.id)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(other, bea.account);
        assert_eq!(profile::source(&mut transaction, bea.id).await.unwrap(), nothing);
    }
}

#[tokio::test]
async fn preferences_are_the_usual_ones_until_a_member_says_otherwise() {
    for store in stores().await {
        let ada = join(&store, "ada").await;
        let bea = join(&store, "bea").await;
        let mut transaction = store.begin().await.unwrap();
        for said in [
            Preferences {
                visibility: Visibility::Private,
                sensitive: true,
                language: Some("de-AT".parse().unwrap()),
                quote_policy: QuotePolicy::Followers,
            },
            Preferences {
                visibility: Visibility::Unlisted,
                ..Preferences::default()
            },
        ] {
            preference::save(&mut transaction, ada.id, &said).await.unwrap();
            assert_eq!(preference::of(&mut transaction, ada.id).await.unwrap(), said);
        }
        let usual = preference::of(&mut transaction, bea.id).await.unwrap();
        assert_eq!(usual, Preferences::default());
    }
}

#[tokio::test]
async fn the_last_status_that_counts_is_one_that_everybody_may_read() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let mut snapshot = store.snapshot().await.unwrap();
        let counts = account::counts(&mut snapshot, ada.id).await.unwrap();
        assert_eq!(
            (counts.last_status_at, counts.lists),
            (None, RecommendationLists::default())
        );
        drop(snapshot);
        post(&store, &ada, Visibility::Private, &[]).await;
        let mut snapshot = store.snapshot().await.unwrap();
        let counts = account::counts(&mut snapshot, ada.id).await.unwrap();
        assert_eq!(counts.last_status_at, None);
        drop(snapshot);
        let public = post(&store, &ada, Visibility::Unlisted, &[]).await;
        let mut snapshot = store.snapshot().await.unwrap();
        let counts = account::counts(&mut snapshot, ada.id).await.unwrap();
        assert_eq!(counts.last_status_at, Some(public.created_at));
    }
}
