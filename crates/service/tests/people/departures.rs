use vouchwell_domain::message::Message;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Visibility;
use vouchwell_service::session::{self, Credentials};
use vouchwell_service::timeline::{self, Source};
use vouchwell_service::{deletion, reblog};

use crate::in_a_town;
use crate::town::Town;

async fn delete(town: &Town, name: &str) {
    deletion::delete(&town.context, &name.parse().unwrap())
        .await
        .unwrap();
}

async fn sign_in(town: &Town, name: &str) -> Option<String> {
    let credentials = Credentials {
        login: name.to_owned(),
        password: "correct horse battery staple".to_owned(),
    };
    session::sign_in(&town.context, credentials, "Firefox", None)
        .await
        .unwrap()
        .begun()
}

in_a_town! {
    async fn posts_go_with_their_author_and_boosts_of_them_are_taken_back(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let post = town.write(&ada, "Good morning", Visibility::Public).await;
        let boost = reblog::reblog(&town.context, &bea, post.id, None).await.unwrap().status;
        town.sent().await;
        delete(&town, "ada").await;
        let left = timeline::public(&town.context, None, Source::Everywhere, Page::newest(5)).await.unwrap();
        assert_eq!(left, []);
        let sent = town.sent().await;
        let is_taken_back = |message: &Message| matches!(message, Message::UndoAnnounce { id, .. } if *id == boost.uri);
        assert!(sent.iter().any(is_taken_back), "those who were shown it by Bea alone are told by her: {sent:?}");
    }

    async fn browsers_are_signed_out_for_good(town) {
        town.join("ada").await;
        let browser = sign_in(&town, "ada").await.unwrap();
        assert!(session::by_secret(&town.context, &browser).await.unwrap().is_some());
        delete(&town, "ada").await;
        assert!(session::by_secret(&town.context, &browser).await.unwrap().is_none());
        assert_eq!(sign_in(&town, "ada").await, None);
    }
}
