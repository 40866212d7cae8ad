use chrono::TimeDelta;
use vouchwell_domain::evidence::Timestamp;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Audience, Mention, Message, Note};
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::page::Page;
use vouchwell_domain::post::{Post, PostContent};
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::{InReplyTo, Status, Visibility};
use vouchwell_service::status::{
    Concern, Edit, PublicNote, RemoteNote, delete, edit, history, note as served, receive_note,
    source as typed, thread, update_note, write,
};
use vouchwell_service::timeline::{self, Source};
use vouchwell_service::{Error, block, follow};
use vouchwell_storage::status as stored;

use crate::in_a_town;
use crate::town::{Town, away, noon, note};

pub(crate) fn content(text: &str) -> PostContent {
    PostContent::new(text, "", false, Some("en".parse().unwrap())).unwrap()
}

pub(crate) fn words_alone(content: PostContent) -> Edit {
    Edit {
        content,
        media: Vec::new(),
        poll: None,
        captions: Vec::new(),
        quote_policy: None,
    }
}

impl Town {
    pub(crate) async fn write(&self, author: &Member, text: &str, visibility: Visibility) -> Status {
        let post = Post {
            content: content(text),
            visibility,
            in_reply_to: None,
            media: Vec::new(),
            poll: None,
            quote_policy: QuotePolicy::Nobody,
        };
        write(&self.context, author, &post, None).await.unwrap().status
    }

    pub(crate) async fn answer(
        &self,
        author: &Member,
        text: &str,
        answered: StatusId,
    ) -> Result<Status, Error> {
        let post = Post {
            content: content(text),
            visibility: Visibility::Public,
            in_reply_to: Some(answered),
            media: Vec::new(),
            poll: None,
            quote_policy: QuotePolicy::Nobody,
        };
        write(&self.context, author, &post, None)
            .await
            .map(|view| view.status)
    }

    async fn can_read(&self, reader: Option<&Member>, id: StatusId) -> bool {
        timeline::status(&self.context, reader, id).await.is_ok()
    }

    /// The Note that was sent since it was last asked, and to whom.
    async fn told_others(&self) -> (Note, Audience) {
        let mut sent = self.distributed().await;
        assert_eq!(sent.len(), 1, "{sent:?}");
        let sent = sent.remove(0);
        match sent.envelope.message {
            Message::Post(note) => (*note, sent.audience),
            other => panic!("{other:?} is no post"),
        }
    }
}

in_a_town! {
    async fn a_post_is_shown_told_and_sent(town) {
        let (ada, bea, ben) = (town.join("ada").await, town.join("bea").await, town.meet("ben").await);
        let text = "Hello @bea, @ben@away.example and @nobody@away.example #Tea <b>\n\nhttps://a.example";
        let post = Post {
            content: PostContent::new(text, "drinks", false, Some("de".parse().unwrap())).unwrap(),
            visibility: Visibility::Public,
            in_reply_to: None,
            media: Vec::new(),
            poll: None, quote_policy: QuotePolicy::Nobody,
        };
        let view = write(&town.context, &ada, &post, None).await.unwrap();
        let status = &view.status;
        assert_eq!(status.uri.as_str(), format!("https://town.example/users/ada/statuses/{}", status.id));
        assert_eq!(status.url.as_str(), format!("https://town.example/@ada/{}", status.id));
        assert_eq!(status.tags, ["tea"]);
        assert_eq!((status.spoiler.as_str(), status.sensitive), ("drinks", true));
        assert_eq!(status.language.as_deref(), Some("de"));
        for part in [
            "<a href=\"https://town.example/@bea\" class=\"u-url mention\">@<span>bea</span></a>",
            "<a href=\"https://away.example/users/ben\" class=\"u-url mention\">@<span>ben</span></a>",
            " and @nobody@away.example <a href=\"https://town.example/tags/tea\"",
            "&lt;b&gt;</p><p><a href=\"https://a.example\"",
        ] {
            assert!(status.content.contains(part), "{part} in {}", status.content);
        }
        let mentioned: Vec<_> = view.mentions.iter().map(|account| account.name.as_str()).collect();
        assert_eq!(mentioned, ["bea", "ben"]);
        assert_eq!(town.told(&bea).await, [(NotificationKind::Mention, "ada".to_owned())]);

        let (sent, audience) = town.told_others().await;
        assert_eq!(sent.mentions, [
            Mention { actor: bea.account.uri.clone(), handle: "bea@town.example".to_owned() },
            Mention { actor: ben.uri.clone(), handle: "ben@away.example".to_owned() },
        ]);
        assert_eq!((sent.uri, sent.content), (status.uri.clone(), status.content.clone()));
        assert_eq!(audience, Audience { accounts: vec![ben.id], followers_of: Some(ada.id), readers_of: None, inboxes: Vec::new() });

        let home = timeline::home(&town.context, &ada, Page::newest(5)).await.unwrap();
        assert_eq!(home, std::slice::from_ref(&view));
        let public = timeline::public(&town.context, Some(&ada), Source::Here, Page::newest(5)).await.unwrap();
        assert_eq!(public, [view]);
    }

    async fn each_visibility_lets_read_whom_it_names(town) {
        let [ada, fan, named, stranger] =
            [town.join("ada").await, town.join("fan").await, town.join("named").await, town.join("stranger").await];
        follow::follow(&town.context, &fan, ada.account.id).await.unwrap();
        town.sent().await;
        for (visibility, reads, followers) in [
            (Visibility::Public, [true, true, true, true], true),
            (Visibility::Unlisted, [true, true, true, true], true),
            (Visibility::Private, [true, true, false, false], true),
            (Visibility::Direct, [false, true, false, false], false),
        ] {
            let id = town.write(&ada, "psst @named", visibility).await.id;
            let readers = [Some(&fan), Some(&named), Some(&stranger), None];
            for (reader, reads) in readers.into_iter().zip(reads) {
                let name = reader.map(|reader| &reader.account.name);
                assert_eq!(town.can_read(reader, id).await, reads, "{visibility:?} {name:?}");
            }
            assert!(town.can_read(Some(&ada), id).await);
            let sent = town.distributed().await;
            assert_eq!(sent.len(), usize::from(followers), "{visibility:?}");
            let public = timeline::public(&town.context, None, Source::Everywhere, Page::newest(1)).await.unwrap();
            let is_listed = public.iter().any(|view| view.status.id == id);
            assert_eq!(is_listed, visibility == Visibility::Public);
        }
    }

    async fn a_post_at_its_address_is_for_those_who_may_read_it(town) {
        let (ada, ben, eve) = (town.join("ada").await, town.meet("ben").await, town.meet("eve").await);
        let name = "ada".parse().unwrap();
        let read = async |id, reader| served(&town.context, &name, id, reader).await;
        for (visibility, everybody) in [
            (Visibility::Public, true), (Visibility::Unlisted, true), (Visibility::Private, false),
            (Visibility::Direct, false),
        ] {
            let id = town.write(&ada, "for @ben@away.example", visibility).await.id;
            for reader in [None, Some(&eve.uri)] {
                let found = read(id, reader).await;
                assert_eq!(matches!(found, Ok(PublicNote::Here(..))), everybody, "{visibility:?} {reader:?}");
                assert!(everybody || matches!(found, Err(Error::NotFound)));
            }
            assert!(matches!(read(id, Some(&ben.uri)).await, Ok(PublicNote::Here(..))), "{visibility:?}");
            delete(&town.context, &ada, id).await.unwrap();
            let left = read(id, None).await;
            assert_eq!(matches!(left, Ok(PublicNote::Gone)), everybody, "{visibility:?}");
            assert!(everybody || matches!(left, Err(Error::NotFound)), "nobody learns that it was there");
        }
    }

    async fn an_answer_goes_to_whoever_wrote_what_it_answers(town) {
        let (ada, bea, ben) = (town.join("ada").await, town.join("bea").await, town.meet("ben").await);
        let mut transaction = town.begin().await;
        let asked = receive_note(&town.context, &mut transaction, &ben, note("notes/1", &[&ada]), Concern::Unknown).await.unwrap().unwrap();
        transaction.commit().await.unwrap();
        let answer = town.answer(&ada, "yes", asked.id).await.unwrap();
        assert_eq!(answer.in_reply_to, Some(InReplyTo::of(&asked)));
        let (sent, audience) = town.told_others().await;
        assert_eq!(sent.in_reply_to, Some(asked.uri));
        assert_eq!(audience.accounts, [ben.id]);
        assert!(audience.followers_of.is_some());

        let secret = town.write(&bea, "to myself", Visibility::Direct).await;
        for unseen in [secret.id, StatusId::from_number(7)] {
            assert!(matches!(town.answer(&ada, "what?", unseen).await, Err(Error::NotFound)));
        }
        assert_eq!(town.told(&bea).await, []);
    }

    async fn an_answer_to_a_member_is_kept_though_nobody_follows_its_author(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let asked = town.write(&ada, "who?", Visibility::Public).await;
        let mut transaction = town.begin().await;
        let to = |uri: &_| RemoteNote { in_reply_to: Some(Clone::clone(uri)), ..note("notes/1", &[]) };
        let lost = to(&away("lost"));
        assert_eq!(receive_note(&town.context, &mut transaction, &ben, lost, Concern::Unknown).await.unwrap(), None);
        let kept = receive_note(&town.context, &mut transaction, &ben, to(&asked.uri), Concern::Unknown).await.unwrap().unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(kept.in_reply_to, Some(InReplyTo::of(&asked)));
        let view = timeline::status(&town.context, None, asked.id).await.unwrap();
        assert_eq!(view.counts.replies, 1);

        block::block(&town.context, &ada, ben.id).await.unwrap();
        let mut transaction = town.begin().await;
        let again = RemoteNote { uri: away("notes/2"), ..to(&asked.uri) };
        assert_eq!(receive_note(&town.context, &mut transaction, &ben, again, Concern::Unknown).await.unwrap(), None, "he is blocked");
    }

    async fn the_same_key_makes_no_second_post(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let post = Post { content: content("once"), visibility: Visibility::Public, in_reply_to: None, media: Vec::new(), poll: None, quote_policy: QuotePolicy::Nobody, };
        let key = "a key".parse().unwrap();
        let first = write(&town.context, &ada, &post, Some(&key)).await.unwrap();
        let second = write(&town.context, &ada, &post, Some(&key)).await.unwrap();
        assert_eq!(first, second);
        let other = write(&town.context, &bea, &post, Some(&key)).await.unwrap();
        assert_ne!(first.status.id, other.status.id);
        assert_eq!(town.sent().await.len(), 2);
        delete(&town.context, &ada, first.status.id).await.unwrap();
        let gone = write(&town.context, &ada, &post, Some(&key)).await;
        assert!(matches!(gone, Err(Error::NotFound)), "a late repetition brings nothing back");
    }

    async fn whom_the_author_blocks_she_does_not_name(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        block::block(&town.context, &ada, bea.account.id).await.unwrap();
        let status = town.write(&ada, "about @bea", Visibility::Direct).await;
        assert_eq!(status.mentions, []);
        assert_eq!(status.content, "<p>about @bea</p>");
        assert!(!town.can_read(Some(&bea), status.id).await);
    }

    async fn whoever_blocks_the_author_is_not_told_and_the_author_cannot_tell(town) {
        let (ada, bea, cleo) = (town.join("ada").await, town.join("bea").await, town.join("cleo").await);
        block::block(&town.context, &bea, ada.account.id).await.unwrap();
        let status = town.write(&ada, "@bea @cleo", Visibility::Public).await;
        assert_eq!(status.mentions, [bea.account.id, cleo.account.id]);
        assert_eq!(town.told(&bea).await, []);
        assert_eq!(town.told(&cleo).await.len(), 1);
    }

    async fn a_deleted_post_is_gone_for_everybody_it_was_sent_to(town) {
        let (ada, bea, ben) = (town.join("ada").await, town.join("bea").await, town.meet("ben").await);
        let status = town.write(&ada, "oops @bea @ben@away.example", Visibility::Unlisted).await;
        let answer = town.answer(&bea, "what?", status.id).await.unwrap();
        town.sent().await;
        assert!(matches!(delete(&town.context, &bea, status.id).await, Err(Error::NotFound)), "not hers");
        let deleted = delete(&town.context, &ada, status.id).await.unwrap();
        assert_eq!((deleted.text.as_str(), deleted.view.status.id), ("oops @bea @ben@away.example", status.id));
        assert!(!town.can_read(Some(&ada), status.id).await);
        assert_eq!(town.told(&bea).await, []);
        let left = timeline::status(&town.context, None, answer.id).await.unwrap().status;
        assert_eq!(left.in_reply_to.and_then(|answered| answered.status), None);
        let sent = town.distributed().await;
        assert_eq!(sent.len(), 1);
        let expected = Message::Delete { object: status.uri.clone(), withdrawals: Vec::new() };
        assert_eq!(sent[0].envelope.message, expected);
        let to = Audience { accounts: vec![ben.id], followers_of: Some(ada.id), readers_of: None, inboxes: Vec::new() };
        assert_eq!(sent[0].audience, to);
        assert!(matches!(delete(&town.context, &ada, status.id).await, Err(Error::NotFound)));
    }

    async fn an_edit_is_shown_sent_and_remembered(town) {
        let (ada, bea, ben) = (town.join("ada").await, town.join("bea").await, town.meet("ben").await);
        let status = town.write(&ada, "Tee at noon? #food @ben@away.example", Visibility::Private).await;
        town.sent().await;
        let same = edit(&town.context, &ada, status.id, &words_alone(content("Tee at noon? #food @ben@away.example"))).await.unwrap();
        assert_eq!((&same.status, town.sent().await), (&status, Vec::new()), "nothing has changed");

        let words = words_alone(PostContent::new("Tea at noon? #drinks @bea", "thirst", false, None).unwrap());
        assert!(matches!(edit(&town.context, &bea, status.id, &words).await, Err(Error::NotFound)), "not hers");
        let edited = edit(&town.context, &ada, status.id, &words).await.unwrap().status;
        assert_eq!((edited.id, edited.uri.clone(), edited.visibility), (status.id, status.uri.clone(), status.visibility));
        assert_eq!((edited.tags.as_slice(), edited.spoiler.as_str()), (&["drinks".to_owned()][..], "thirst"));
        assert_eq!(edited.language, status.language, "none was said");
        assert_eq!(edited.mentions, [bea.account.id]);
        assert_eq!(edited.edited_at, Some(noon() + TimeDelta::seconds(1)), "later than what others were told before");
        assert_eq!(town.told(&bea).await.len(), 1);
        let source = typed(&town.context, &ada, status.id).await.unwrap();
        assert_eq!((source.text.as_str(), source.spoiler.as_str()), ("Tea at noon? #drinks @bea", "thirst"));

        let sent = town.distributed().await;
        let Message::EditPost(note) = &sent[0].envelope.message else { panic!("{sent:?}") };
        assert_eq!(note.updated, edited.edited_at.map(Timestamp::from_datetime));
        assert_eq!(note.mentions.len(), 1);
        assert_eq!(sent[0].audience.accounts, [ben.id], "he was told before");

        let (author, versions) = history(&town.context, Some(&bea), status.id).await.unwrap();
        assert_eq!(author.account.id, ada.account.id);
        let said: Vec<_> = versions.iter().map(|version| (&version.content, version.created_at)).collect();
        assert_eq!(said, [(&status.content, noon()), (&edited.content, noon() + TimeDelta::seconds(1))]);
        assert!(matches!(history(&town.context, None, status.id).await, Err(Error::NotFound)));
        assert!(matches!(typed(&town.context, &bea, status.id).await, Err(Error::NotFound)));
    }

    async fn a_thread_is_shown_in_the_order_of_a_conversation(town) {
        let [ada, bea, cleo] = [town.join("ada").await, town.join("bea").await, town.join("cleo").await];
        let root = town.write(&ada, "Who bakes?", Visibility::Public).await;
        let first = town.answer(&bea, "I do", root.id).await.unwrap();
        let second = town.answer(&cleo, "So do I", root.id).await.unwrap();
        let below_first = town.answer(&ada, "Bread?", first.id).await.unwrap();
        let last = town.answer(&bea, "Rye", below_first.id).await.unwrap();
        let secret = Post {
            content: content("@bea come at three"),
            visibility: Visibility::Direct,
            in_reply_to: Some(below_first.id),
            media: Vec::new(),
            poll: None, quote_policy: QuotePolicy::Nobody,
        };
        let secret = write(&town.context, &ada, &secret, None).await.unwrap().status;
        let ids = |views: &[timeline::StatusView]| -> Vec<StatusId> { views.iter().map(|view| view.status.id).collect() };
        let seen = thread(&town.context, None, root.id).await.unwrap();
        assert_eq!(ids(&seen.ancestors), []);
        assert_eq!(ids(&seen.descendants), [first.id, below_first.id, last.id, second.id]);
        let seen = thread(&town.context, Some(&bea), first.id).await.unwrap();
        assert_eq!(ids(&seen.ancestors), [root.id]);
        assert_eq!(ids(&seen.descendants), [below_first.id, last.id, secret.id]);
        let seen = thread(&town.context, Some(&cleo), last.id).await.unwrap();
        assert_eq!(ids(&seen.ancestors), [root.id, first.id, below_first.id]);
        assert!(matches!(thread(&town.context, Some(&cleo), secret.id).await, Err(Error::NotFound)));
        delete(&town.context, &ada, below_first.id).await.unwrap();
        let seen = thread(&town.context, None, root.id).await.unwrap();
        assert_eq!(ids(&seen.descendants), [first.id, second.id], "what answered it has lost its place");
    }

    async fn an_update_that_comes_first_is_the_note(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let mut transaction = town.begin().await;
        let kept = update_note(&town.context, &mut transaction, &ben, note("notes/1", &[&ada])).await.unwrap();
        assert!(kept.is_some());
        let late = receive_note(&town.context, &mut transaction, &ben, note("notes/1", &[&ada]), Concern::Unknown).await;
        assert_eq!(late.unwrap(), None);
        let stranger = update_note(&town.context, &mut transaction, &ben, note("notes/2", &[])).await.unwrap();
        assert_eq!(stranger, None, "it is of no concern here");
    }

    async fn a_direct_post_is_sent_and_deleted_to_those_it_names_alone(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let status = town.write(&ada, "@ben@away.example secret", Visibility::Direct).await;
        let only_ben = Audience { accounts: vec![ben.id], ..Audience::default() };
        assert_eq!(town.told_others().await.1, only_ben);
        delete(&town.context, &ada, status.id).await.unwrap();
        assert_eq!(town.distributed().await[0].audience, only_ben);
        let mut snapshot = town.context.store.snapshot().await.unwrap();
        assert_eq!(stored::by_id(&mut snapshot, status.id).await.unwrap(), None);
    }
}
