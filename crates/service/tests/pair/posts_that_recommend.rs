//! A post with `#recommend`, sent by an app.

use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::post::PostContent;
use vouchwell_domain::recommendation::{Party, ShownRecommendationState as State};
use vouchwell_domain::recommending_post::RecommendingPost;
use vouchwell_domain::status::Visibility;
use vouchwell_service::error::Refusal;
use vouchwell_service::recommendation::{
    RecommendationView, edit, is_undisclosed, list, offer, write_by_post,
};
use vouchwell_service::timeline::{self, StatusView};
use vouchwell_service::withdrawal::withdraw;
use vouchwell_service::{Error, block, notification};

use crate::in_a_village;
use crate::village::{Village, words};

async fn send(village: &Village, author: &Member, subject: &Member, key: &str) -> Result<StatusView, Error> {
    let text = "@carla She closes the books on time.\n#recommend #bookkeeping";
    let content = PostContent::new(text, "", false, Some("en-GB".parse().unwrap())).unwrap();
    let post = RecommendingPost::read(&content).unwrap().unwrap();
    let (language, key) = (content.language().cloned(), key.parse().unwrap());
    write_by_post(
        &village.context,
        author,
        &post,
        subject.account.id,
        language,
        Some(&key),
    )
    .await
}

async fn written(village: &Village, author: &Member) -> Vec<RecommendationView> {
    list(&village.context, author, Some(Party::Author), Page::newest(9))
        .await
        .unwrap()
}

async fn told(village: &Village, member: &Member) -> usize {
    let everything = notification::Selection::default();
    let shown = notification::list(&village.context, member, &everything, Page::newest(40)).await;
    shown.unwrap().len()
}

in_a_village! {
    async fn it_becomes_a_draft_and_nothing_is_posted(village) {
        let (bob, carla) = (village.elder("bob").await, village.elder("carla").await);
        let context = &village.context;
        let answer = send(&village, &bob, &carla, "one").await.unwrap();
        let drafts = written(&village, &bob).await;
        let draft = &drafts[0];
        assert_eq!((drafts.len(), draft.state), (1, State::Draft));
        let said = draft.words.as_ref().unwrap();
        assert_eq!((said.text.as_str(), said.language.as_str()), ("She closes the books on time.", "en-GB"));
        assert_eq!(said.topics[0].as_str(), "bookkeeping");

        let id = &draft.recommendation.id;
        let page = format!("{}/compose/{id}", context.address.origin());
        assert_eq!((answer.status.url.as_str(), answer.status.visibility), (page.as_str(), Visibility::Direct));
        assert_eq!(answer.account.account.uri, context.address.instance_actor());
        assert!(answer.status.content.contains(&page) && answer.status.content.contains("carla</bdi>"));
        assert_eq!((told(&village, &bob).await, told(&village, &carla).await), (1, 0));
        let public = timeline::public(context, None, timeline::Source::Everywhere, Page::newest(9)).await.unwrap();
        assert!(public.is_empty() && village.outgoing().await.is_empty());
        assert!(timeline::status(context, Some(&carla), answer.status.id).await.is_err());
    }

    async fn the_same_key_makes_no_second_draft(village) {
        let (bob, carla) = (village.elder("bob").await, village.elder("carla").await);
        let first = send(&village, &bob, &carla, "one").await.unwrap();
        let again = send(&village, &bob, &carla, "one").await.unwrap();
        assert_eq!(first.status, again.status);
        assert_eq!(written(&village, &bob).await.len(), 1);
        let another = send(&village, &bob, &carla, "two").await.unwrap();
        assert_ne!(first.status.id, another.status.id);
        assert_eq!((written(&village, &bob).await.len(), told(&village, &bob).await), (2, 2));
    }

    async fn it_is_not_offered_before_the_author_has_said_what_to_disclose(village) {
        let (bob, carla) = (village.elder("bob").await, village.elder("carla").await);
        let context = &village.context;
        village.acquaint(&bob, &carla).await;
        send(&village, &bob, &carla, "one").await.unwrap();
        let id = written(&village, &bob).await.remove(0).recommendation.id;
        assert!(matches!(offer(context, &bob, &id).await, Err(Error::Refused(Refusal::Undisclosed))));
        assert!(is_undisclosed(context, &id).await.unwrap());
        edit(context, &bob, &id, words("She closes the books on time.")).await.unwrap();
        assert!(!is_undisclosed(context, &id).await.unwrap());
        assert_eq!(offer(context, &bob, &id).await.unwrap().state, State::Offered);
    }

    async fn the_answer_goes_with_the_draft(village) {
        let (bob, carla) = (village.elder("bob").await, village.elder("carla").await);
        let answer = send(&village, &bob, &carla, "one").await.unwrap();
        let id = written(&village, &bob).await.remove(0).recommendation.id;
        withdraw(&village.context, &bob, &id).await.unwrap();
        assert!(timeline::status(&village.context, Some(&bob), answer.status.id).await.is_err());
        assert_eq!(told(&village, &bob).await, 0);
    }

    async fn nobody_writes_of_herself_or_of_whom_she_blocks(village) {
        let (bob, carla) = (village.elder("bob").await, village.elder("carla").await);
        assert!(matches!(send(&village, &carla, &carla, "one").await, Err(Error::Refused(Refusal::Oneself))));
        block::block(&village.context, &bob, carla.account.id).await.unwrap();
        assert!(matches!(send(&village, &bob, &carla, "one").await, Err(Error::Refused(Refusal::Blocking))));
        assert!(written(&village, &bob).await.is_empty());
    }
}
