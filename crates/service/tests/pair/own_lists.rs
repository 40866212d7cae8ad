use vouchwell_domain::identifier::RecommendationId;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::recommendation::Party;
use vouchwell_service::Error;
use vouchwell_service::recommendation::{list, offer, versions, write};

use crate::in_a_village;
use crate::village::{Village, words};

async fn draft(village: &Village, author: &Member, subject: &Member) -> RecommendationId {
    let written = write(&village.context, author, subject.account.id, words("Reliable."));
    written.await.unwrap().recommendation.id
}

async fn listed(village: &Village, member: &Member, party: Option<Party>, page: Page) -> Vec<String> {
    let views = list(&village.context, member, party, page).await.unwrap();
    views
        .into_iter()
        .map(|view| view.recommendation.id.to_string())
        .collect()
}

in_a_village! {
    async fn a_draft_takes_no_place_in_the_list_of_its_subject(village) {
        let (alice, bob, carol) =
            (village.elder("alice").await, village.elder("bob").await, village.elder("carol").await);
        village.acquaint(&alice, &bob).await;
        let offered = draft(&village, &alice, &bob).await;
        offer(&village.context, &alice, &offered).await.unwrap();
        let secret = draft(&village, &carol, &bob).await;
        for page in [Page::newest(1), Page { min: Some(0), ..Page::newest(1) }] {
            assert_eq!(listed(&village, &bob, Some(Party::Subject), page).await, [offered.as_str()]);
        }
        assert_eq!(listed(&village, &carol, Some(Party::Author), Page::newest(1)).await, [secret.as_str()]);
        assert!(matches!(versions(&village.context, Some(&bob), &secret).await, Err(Error::NotFound)));
        assert!(versions(&village.context, Some(&carol), &secret).await.unwrap().is_empty());
    }

    async fn without_a_role_what_is_written_and_what_is_received_are_one_list(village) {
        let (alice, bob) = (village.elder("alice").await, village.elder("bob").await);
        village.acquaint(&alice, &bob).await;
        let received = draft(&village, &alice, &bob).await;
        offer(&village.context, &alice, &received).await.unwrap();
        let written = draft(&village, &bob, &alice).await;
        assert_eq!(
            listed(&village, &bob, None, Page::newest(5)).await,
            [written.as_str(), received.as_str()]
        );
        assert_eq!(listed(&village, &bob, None, Page::newest(1)).await, [written.as_str()]);
        let oldest = Page { min: Some(0), ..Page::newest(1) };
        assert_eq!(listed(&village, &bob, None, oldest).await, [received.as_str()]);
    }
}
