use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::post::{Post, PostContent};
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Visibility;
use vouchwell_service::conversation::{self, ConversationView};
use vouchwell_service::status::{self, Concern, RemoteNote, receive_note};
use vouchwell_service::{Error, block};

use crate::in_a_town;
use crate::town::{Town, note};

impl Town {
    async fn whispers(&self, author: &Member, text: &str, answered: Option<StatusId>) -> StatusId {
        let post = Post {
            content: PostContent::new(text, "", false, None).unwrap(),
            visibility: Visibility::Direct,
            in_reply_to: answered,
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

    async fn conversations(&self, member: &Member) -> Vec<ConversationView> {
        conversation::list(&self.context, member, Page::newest(10))
            .await
            .unwrap()
    }
}

fn others(view: &ConversationView) -> Vec<&str> {
    let names = view.accounts.iter().map(|account| account.account.name.as_str());
    names.collect()
}

in_a_town! {
    async fn what_is_said_to_few_is_one_conversation_for_each_of_them(town) {
        let (ada, bea, cleo) = (town.join("ada").await, town.join("bea").await, town.join("cleo").await);
        let first = town.whispers(&ada, "@bea tea?", None).await;
        let own = town.conversations(&ada).await;
        assert_eq!((own.len(), own[0].conversation.unread, others(&own[0])), (1, false, vec!["bea"]));
        let of_bea = town.conversations(&bea).await;
        assert_eq!((of_bea.len(), of_bea[0].conversation.unread, others(&of_bea[0])), (1, true, vec!["ada"]));
        assert_eq!(of_bea[0].last_status.status.id, first);
        assert_eq!(town.conversations(&cleo).await, []);

        let answer = town.whispers(&bea, "@ada at five", Some(first)).await;
        let own = town.conversations(&ada).await;
        assert_eq!((own.len(), own[0].conversation.unread, own[0].last_status.status.id), (1, true, answer));
        assert!(!town.conversations(&bea).await[0].conversation.unread, "she has answered");
        let id = own[0].conversation.id;
        assert!(matches!(conversation::read(&town.context, &bea, id).await, Err(Error::NotFound)));
        assert!(!conversation::read(&town.context, &ada, id).await.unwrap().conversation.unread);

        town.whispers(&bea, "@ada @cleo come, too", Some(answer)).await;
        let own = town.conversations(&ada).await;
        assert_eq!(own.iter().map(others).collect::<Vec<_>>(), [vec!["bea", "cleo"], vec!["bea"]]);
        assert_eq!(town.conversations(&cleo).await.len(), 1);
        let older = Page::before(own[0].last_status.status.id.number(), 10);
        assert_eq!(conversation::list(&town.context, &ada, older).await.unwrap(), own[1..]);

        assert!(matches!(conversation::remove(&town.context, &cleo, id).await, Err(Error::NotFound)));
        conversation::remove(&town.context, &ada, id).await.unwrap();
        assert_eq!(town.conversations(&ada).await, own[..1]);
        let last = town.whispers(&bea, "@ada still there?", Some(answer)).await;
        assert_eq!(town.conversations(&ada).await[0].last_status.status.id, last, "it comes back");
        status::delete(&town.context, &bea, last).await.unwrap();
        assert_eq!(town.conversations(&ada).await, own[..1], "and goes with what was said");
    }

    async fn what_comes_from_elsewhere_is_in_it_unless_its_author_is_blocked(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let hear = async |path: &str, visibility: Visibility| {
            let whispered = RemoteNote { visibility, ..note(path, &[&ada]) };
            let mut transaction = town.begin().await;
            receive_note(&town.context, &mut transaction, &ben, whispered, Concern::Unknown).await.unwrap();
            transaction.commit().await.unwrap();
        };
        hear("notes/1", Visibility::Public).await;
        assert_eq!(town.conversations(&ada).await, []);
        hear("notes/2", Visibility::Direct).await;
        let own = town.conversations(&ada).await;
        assert_eq!((own.len(), own[0].conversation.unread, others(&own[0])), (1, true, vec!["ben"]));
        block::block(&town.context, &ada, ben.id).await.unwrap();
        assert_eq!(town.conversations(&ada).await, []);
        town.whispers(&ada, "for myself", None).await;
        assert_eq!(town.conversations(&ada).await.iter().map(others).collect::<Vec<_>>(), [["ada"]]);
    }
}
