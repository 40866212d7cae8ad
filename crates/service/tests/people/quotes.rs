use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{ObjectUri, StatusId};
use vouchwell_domain::instance_domain::{InstanceDomain, Severity};
use vouchwell_domain::job::{Job, Queue};
use vouchwell_domain::limit::{QUOTE_PERIOD, QUOTES_OF_ACCOUNT, QUOTES_OF_SERVER};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::Message;
use vouchwell_domain::page::Page;
use vouchwell_domain::quote::{NamedQuote, QuotePolicy, QuoteState};
use vouchwell_domain::status::{Status, Visibility};
use vouchwell_service::status::{Concern, Reach, RemoteNote, delete_note, receive_note, update_note};
use vouchwell_service::timeline::{self, Source};
use vouchwell_service::{Error, domain_block, mute, quote};
use vouchwell_storage::{instance_domain, quote_authorization};

use crate::in_a_town;
use crate::town::{Town, away, noon, note};

fn quoting(path: &str, uri: &ObjectUri, approval: Option<ObjectUri>) -> RemoteNote {
    let uri = uri.clone();
    RemoteNote {
        quote: Some(NamedQuote { uri, approval }),
        ..note(path, &[])
    }
}

impl Town {
    /// Keeps a Note that was delivered, since it names a member, or fetched.
    async fn keep(&self, author: &Account, note: RemoteNote) -> StatusId {
        let concern = if note.mentions.is_empty() {
            Concern::Wanted(Reach::NOTHING)
        } else {
            Concern::Unknown
        };
        let mut transaction = self.begin().await;
        let kept = receive_note(&self.context, &mut transaction, author, note, concern).await;
        transaction.commit().await.unwrap();
        kept.unwrap().unwrap().id
    }

    async fn change(&self, author: &Account, note: RemoteNote) {
        let mut transaction = self.begin().await;
        update_note(&self.context, &mut transaction, author, note)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }

    async fn state(&self, quoting: StatusId) -> QuoteState {
        let found = vouchwell_storage::quote::by_status(&mut self.begin().await, quoting).await;
        found.unwrap().unwrap().state
    }

    /// A post of a member that everybody may quote.
    async fn quotable(&self, author: &Member) -> Status {
        let post = self.post(author, Visibility::Public).await;
        quote::set_policy(&self.context, author, post.id, QuotePolicy::Public)
            .await
            .unwrap();
        self.sent().await;
        post
    }

    /// Somebody asks to quote a post in a Note of the other server; whether he may.
    async fn may_quote(&self, who: &Account, post: &Status, note: &str, request: &str) -> bool {
        let (object, quoting) = (post.uri.clone(), Some(away(note)));
        self.hear(who, request, Message::AskLeave { object, quoting })
            .await;
        match &self.sent().await[..] {
            [Message::Accept { .. }] => true,
            [Message::Reject { .. }] => false,
            other => panic!("{other:?}"),
        }
    }

    async fn has_leave(&self, post: &Status, note: &str) -> bool {
        match quote::leave(&self.context, &"ada".parse().unwrap(), post.id, &away(note)).await {
            Ok(_) => true,
            Err(Error::NotFound) => false,
            Err(error) => panic!("{error}"),
        }
    }

    /// What a member finds among all posts within one that quotes, where she finds it.
    async fn within(&self, reader: Option<&Member>, quoting: StatusId) -> Option<StatusId> {
        let page = Page::newest(9);
        let found = timeline::public(&self.context, reader, Source::Everywhere, page).await;
        let mut found = found.unwrap().into_iter();
        let view = found.find(|view| view.status.id == quoting).unwrap();
        view.quote.unwrap().quoted.map(|quoted| quoted.status.id)
    }

    /// Somebody quotes a post, with its author's approval.
    async fn quote_with_approval(&self, by: &Account, path: &str, uri: &ObjectUri) -> StatusId {
        let approval: ObjectUri = uri.as_str().replace("notes", "stamps").parse().unwrap();
        let quotes = self.keep(by, quoting(path, uri, Some(approval.clone()))).await;
        let named = NamedQuote {
            uri: uri.clone(),
            approval: Some(approval),
        };
        let mut transaction = self.begin().await;
        quote::settle(&mut transaction, quotes, &named, Some(true))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(self.state(quotes).await, QuoteState::Accepted);
        quotes
    }

    /// Which quoted posts wait to be asked for.
    async fn asked_about(&self) -> Vec<ObjectUri> {
        let jobs = self.leased(Queue::Delivery).await;
        let asked = jobs.into_iter().filter_map(|leased| match leased.job {
            Job::CheckQuote { quoted, .. } => Some(quoted),
            _ => None,
        });
        asked.collect()
    }
}

in_a_town! {
    async fn leave_that_was_taken_back_is_not_given_again(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let post = town.quotable(&ada).await;
        assert!(town.may_quote(&ben, &post, "notes/1", "requests/1").await);
        let quotes = town.keep(&ben, quoting("notes/1", &post.uri, None)).await;
        assert_eq!(town.state(quotes).await, QuoteState::Accepted);

        // Whom she takes it from may have blocked her.
        town.hear(&ben, "blocks/1", Message::Block { target: ada.account.uri.clone() }).await;
        let shown = quote::take_back(&town.context, &ada, post.id, quotes).await.unwrap();
        assert_eq!(shown.status.id, post.id, "what she may not see is not shown");
        assert_eq!(town.state(quotes).await, QuoteState::Revoked);
        assert!(matches!(&town.sent().await[..], [Message::Delete { .. }]));

        assert!(!town.may_quote(&ben, &post, "notes/1", "requests/2").await);
        town.change(&ben, note("notes/1", &[])).await;
        town.change(&ben, quoting("notes/1", &post.uri, None)).await;
        assert_eq!(town.state(quotes).await, QuoteState::Revoked);
        assert!(!town.has_leave(&post, "notes/1").await);
    }

    async fn leave_is_of_who_wrote_the_note_and_of_nobody_else_there(town) {
        let (ada, ben, eve) = (town.join("ada").await, town.meet("ben").await, town.meet("eve").await);
        let post = town.quotable(&ada).await;
        town.keep(&ben, quoting("notes/1", &post.uri, None)).await;
        assert!(!town.may_quote(&eve, &post, "notes/1", "requests/1").await);

        assert!(town.may_quote(&eve, &post, "notes/2", "requests/2").await, "it may be hers");
        let quotes = town.keep(&ben, quoting("notes/2", &post.uri, None)).await;
        assert_eq!(town.state(quotes).await, QuoteState::Pending);
        assert!(!town.has_leave(&post, "notes/2").await);
        assert!(town.may_quote(&ben, &post, "notes/2", "requests/3").await);
        assert!(town.has_leave(&post, "notes/2").await);
        assert_eq!(town.state(quotes).await, QuoteState::Accepted);
        vouchwell_service::block::block(&town.context, &ada, ben.id).await.unwrap();
        assert!(!town.has_leave(&post, "notes/2").await, "she hears nothing of him");
    }

    async fn who_hides_an_author_sees_nothing_of_hers_within_a_quote(town) {
        let [ada, bea, cleo, dora] = [town.join("ada").await, town.join("bea").await, town.join("cleo").await, town.join("dora").await];
        let (ben, eve) = (town.meet("ben").await, town.meet("eve@third.example").await);
        let uri: ObjectUri = "https://third.example/notes/1".parse().unwrap();
        let quoted = town.keep(&eve, RemoteNote { url: uri.clone(), uri: uri.clone(), ..note("notes/0", &[]) }).await;
        let quotes = town.quote_with_approval(&ben, "notes/1", &uri).await;
        for reader in [None, Some(&ada), Some(&bea), Some(&cleo)] {
            assert_eq!(town.within(reader, quotes).await, Some(quoted));
        }
        let host = "third.example".parse().unwrap();
        mute::mute(&town.context, &ada, eve.id, false, None).await.unwrap();
        domain_block::block(&town.context, &bea, &host).await.unwrap();
        for (reader, expected) in [(&ada, None), (&bea, None), (&cleo, Some(quoted))] {
            assert_eq!(town.within(Some(reader), quotes).await, expected);
        }
        town.let_follow(dora.account.id, eve.id).await;
        let mut transaction = town.begin().await;
        let limited = InstanceDomain { host, severity: Severity::Limit, comment: String::new(), created_at: noon() };
        instance_domain::save(&mut transaction, &limited).await.unwrap();
        transaction.commit().await.unwrap();
        for (reader, expected) in [(None, None), (Some(&cleo), None), (Some(&dora), Some(quoted))] {
            assert_eq!(town.within(reader, quotes).await, expected, "limited: she is for those who follow her");
        }
    }

    async fn what_is_for_followers_is_theirs_within_a_quote_too(town) {
        let (ada, fan, ben) = (town.join("ada").await, town.join("fan").await, town.meet("ben").await);
        town.let_follow(fan.account.id, ben.id).await;
        let private = RemoteNote { visibility: Visibility::Private, ..note("notes/1", &[]) };
        let quoted = town.keep(&ben, private).await;
        let quotes = town.keep(&ben, quoting("notes/2", &away("notes/1"), None)).await;
        assert_eq!(town.state(quotes).await, QuoteState::Accepted, "he quotes himself");
        for (reader, expected) in [(None, None), (Some(&ada), None), (Some(&fan), Some(quoted))] {
            assert_eq!(town.within(reader, quotes).await, expected);
        }
    }

    async fn an_account_is_given_leave_so_often_a_day_and_not_more(town) {
        let (ada, ben, eve) = (town.join("ada").await, town.meet("ben").await, town.meet("eve").await);
        let post = town.quotable(&ada).await;
        let mut transaction = town.begin().await;
        for number in 1..QUOTES_OF_ACCOUNT {
            let earlier = away(&format!("earlier/{number}"));
            quote_authorization::insert(&mut transaction, post.id, &earlier, ben.id, noon()).await.unwrap();
        }
        transaction.commit().await.unwrap();
        assert!(town.may_quote(&ben, &post, "notes/1", "requests/1").await, "it is the last");
        assert!(!town.may_quote(&ben, &post, "notes/2", "requests/2").await);
        assert!(town.may_quote(&ben, &post, "notes/1", "requests/3").await, "he has it already");
        assert!(town.may_quote(&eve, &post, "notes/3", "requests/4").await);
        town.wait(QUOTE_PERIOD).await;
        assert!(town.may_quote(&ben, &post, "notes/4", "requests/5").await);
    }

    async fn the_accounts_of_one_domain_are_given_leave_so_often_a_day_and_not_more(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let post = town.quotable(&ada).await;
        let others = [town.meet("eve@a.away.example").await, town.meet("finn@b.away.example").await];
        let mut transaction = town.begin().await;
        for number in 1..QUOTES_OF_SERVER {
            let other = &others[usize::from(number % 2 == 0)];
            let earlier = away(&format!("earlier/{number}"));
            quote_authorization::insert(&mut transaction, post.id, &earlier, other.id, noon()).await.unwrap();
        }
        transaction.commit().await.unwrap();
        assert!(town.may_quote(&ben, &post, "notes/1", "requests/1").await, "it is the last");
        assert!(!town.may_quote(&ben, &post, "notes/2", "requests/2").await);
        town.wait(QUOTE_PERIOD).await;
        assert!(town.may_quote(&ben, &post, "notes/3", "requests/3").await);
    }

    async fn an_approval_is_asked_for_once_and_of_the_server_of_the_quoted_post(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let delivered = |path, uri: &ObjectUri, approval| RemoteNote {
            mentions: vec![ada.account.uri.clone()],
            ..quoting(path, uri, approval)
        };
        let there: ObjectUri = "https://third.example/notes/1".parse().unwrap();
        let elsewhere = "https://fourth.example/stamps/1".parse().unwrap();
        let forged = town.keep(&ben, delivered("notes/1", &there, Some(elsewhere))).await;
        assert_eq!(town.state(forged).await, QuoteState::Rejected);
        assert_eq!(town.asked_about().await, []);

        let stamp: ObjectUri = "https://third.example/stamps/1".parse().unwrap();
        let waiting = town.keep(&ben, delivered("notes/2", &there, Some(stamp.clone()))).await;
        assert_eq!(town.asked_about().await, std::slice::from_ref(&there));
        town.change(&ben, delivered("notes/2", &there, Some(stamp))).await;
        assert_eq!((town.state(waiting).await, town.asked_about().await), (QuoteState::Pending, vec![]));
    }

    async fn an_approval_that_was_taken_back_while_it_was_read_does_not_count(town) {
        let (ben, eve) = (town.meet("ben").await, town.meet("eve").await);
        let named = NamedQuote { uri: away("notes/1"), approval: Some(away("stamps/1")) };
        let quotes = town.keep(&ben, quoting("notes/2", &named.uri, named.approval.clone())).await;
        let mut transaction = town.begin().await;
        delete_note(&town.context, &mut transaction, &eve, &away("stamps/1")).await.unwrap();
        transaction.commit().await.unwrap();
        town.keep(&eve, note("notes/1", &[])).await;
        let mut transaction = town.begin().await;
        quote::settle(&mut transaction, quotes, &named, Some(true)).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(town.state(quotes).await, QuoteState::Revoked);
    }
}
