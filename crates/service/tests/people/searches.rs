use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::post::{Post, PostContent};
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Visibility;
use vouchwell_service::account::{self, AccountSearch};
use vouchwell_service::profile::{self, ProfileChange};
use vouchwell_service::timeline::{self, StatusSearch};
use vouchwell_service::{favourite, follow, followed_tag, status};

use crate::in_a_town;
use crate::town::Town;

impl Town {
    async fn writes(&self, author: &Member, text: &str, visibility: Visibility) -> StatusId {
        let post = Post {
            content: PostContent::new(text, "", false, None).unwrap(),
            visibility,
            in_reply_to: None,
            media: Vec::new(),
            poll: None,
            quote_policy: QuotePolicy::Nobody,
        };
        status::write(&self.context, author, &post, None)
            .await
            .unwrap()
            .status
            .id
    }

    pub(crate) async fn finds(&self, reader: &Member, text: &str, author: Option<&Member>) -> Vec<StatusId> {
        let wanted = StatusSearch {
            text,
            author: author.map(|author| author.account.id),
            page: Page::newest(10),
            offset: 0,
        };
        let found = timeline::search(&self.context, reader, wanted).await.unwrap();
        found.iter().map(|view| view.status.id).collect()
    }
}

in_a_town! {
    async fn posts_are_found_if_their_authors_want_that_or_they_concern_the_reader(town) {
        let (ada, bea, cleo) = (town.join("ada").await, town.join("bea").await, town.join("cleo").await);
        let plain = town.writes(&ada, "Quince jam", Visibility::Public).await;
        let named = town.writes(&ada, "@bea quince again", Visibility::Direct).await;
        assert_eq!(town.finds(&ada, "quince", None).await, [named, plain]);
        assert_eq!(town.finds(&bea, "quince", None).await, [named]);
        assert_eq!(town.finds(&cleo, "quince", None).await, []);
        favourite::favourite(&town.context, &cleo, plain).await.unwrap();
        assert_eq!(town.finds(&cleo, "quince", None).await, [plain], "what she likes");
        favourite::unfavourite(&town.context, &cleo, plain).await.unwrap();
        let open = ProfileChange { indexable: Some(true), ..ProfileChange::default() };
        profile::change(&town.context, &ada, open).await.unwrap();
        assert_eq!(town.finds(&cleo, "QUINCE", None).await, [plain], "and never what is not for her");
        let other = town.writes(&cleo, "Quince tart", Visibility::Public).await;
        assert_eq!(town.finds(&cleo, "quince", Some(&ada)).await, [plain]);
        assert_eq!(town.finds(&cleo, "", Some(&cleo)).await, [other]);
        assert_eq!(town.finds(&cleo, "", None).await, []);

        let address = |id: StatusId, of: &Member| format!("https://town.example/@{}/{id}", of.account.name).parse().unwrap();
        let at = timeline::at_address(&town.context, Some(&cleo), &address(plain, &ada)).await.unwrap().unwrap();
        assert_eq!(at.status.id, plain);
        assert_eq!(timeline::at_address(&town.context, Some(&cleo), &at.status.uri).await.unwrap(), Some(at));
        for hidden in [address(named, &ada), address(plain, &bea)] {
            assert_eq!(timeline::at_address(&town.context, Some(&cleo), &hidden).await.unwrap(), None);
        }
    }

    async fn who_does_not_want_to_be_discovered_is_found_by_the_exact_handle_alone(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let search = async || account::search(&town.context, Some(&bea), AccountSearch::of("ad", 10)).await.unwrap();
        assert_eq!(search().await.len(), 1);
        let hidden = ProfileChange { discoverable: Some(false), ..ProfileChange::default() };
        profile::change(&town.context, &ada, hidden).await.unwrap();
        assert_eq!(search().await, []);
        assert!(account::by_handle(&town.context, &"ada".parse().unwrap()).await.unwrap().is_some());
        follow::follow(&town.context, &bea, ada.account.id).await.unwrap();
        assert_eq!(search().await.len(), 1, "whom she follows she has discovered already");
    }

    async fn hashtags_are_found_by_their_beginnings_where_something_public_has_them(town) {
        let ada = town.join("ada").await;
        town.writes(&ada, "#Teatime with #tea_leaves", Visibility::Public).await;
        town.writes(&ada, "#teasecret", Visibility::Private).await;
        followed_tag::set(&town.context, &ada, "teatime", true).await.unwrap();
        let found = followed_tag::search(&town.context, Some(&ada), "#Tea", (0, 10)).await.unwrap();
        let names: Vec<_> = found.iter().map(|view| (view.tag.as_str(), view.following)).collect();
        assert_eq!(names.len(), 2);
        assert!(names.contains(&("tea_leaves", false)) && names.contains(&("teatime", true)), "{names:?}");
        for nothing in ["te%", "", "#", "teas", "tea time"] {
            assert_eq!(followed_tag::search(&town.context, Some(&ada), nothing, (0, 10)).await.unwrap(), [], "{nothing}");
        }
    }
}
