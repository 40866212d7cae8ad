use vouchwell_domain::message::{AcceptResult, Message};
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Visibility;
use vouchwell_service::error::Refusal;
use vouchwell_service::{Error, block, quote};

use crate::in_a_town;
use crate::town::away;

in_a_town! {
    async fn whoever_asks_to_show_a_member_or_to_quote_her_is_told_no(town) {
        let (ada, ben, eve) = (town.join("ada").await, town.meet("ben").await, town.meet("eve").await);
        let post = town.post(&ada, Visibility::Public).await;
        let actor = ada.account.uri.as_str().parse().unwrap();
        for (number, object) in [actor, post.uri].into_iter().enumerate() {
            let request = format!("requests/{number}");
            let asked = || Message::AskLeave { object: object.clone(), quoting: Some(away("notes/1")) };
            town.hear(&ben, &request, asked()).await;
            let no = Message::Reject { object: away(&request), to: ben.uri.clone(), content: None };
            let answers = town.distributed().await;
            assert_eq!(answers.len(), 1, "{object}");
            assert_eq!((&answers[0].envelope.message, answers[0].sender), (&no, ada.account.id));
            assert_eq!(answers[0].audience.accounts, [ben.id]);
        }
        assert_eq!(town.told(&ada).await, [], "she has said so once and for all");

        block::block(&town.context, &ada, eve.id).await.unwrap();
        town.sent().await;
        let object = ada.account.uri.as_str().parse().unwrap();
        town.hear(&eve, "requests/9", Message::AskLeave { object, quoting: None }).await;
        assert_eq!(town.sent().await, [], "she hears nothing of whom she blocks");
    }

    async fn whom_a_member_lets_quote_her_is_told_where_that_stands(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let (post, for_few) = (town.post(&ada, Visibility::Public).await, town.post(&ada, Visibility::Private).await);
        let refused = quote::set_policy(&town.context, &ada, for_few.id, QuotePolicy::Public).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::QuoteForFew))));
        let of_another = quote::set_policy(&town.context, &town.join("bea").await, post.id, QuotePolicy::Public).await;
        assert!(matches!(of_another, Err(Error::Forbidden)));
        let ask = async |policy, quoting: &str| {
            quote::set_policy(&town.context, &ada, post.id, policy).await.unwrap();
            town.sent().await;
            let asked = Message::AskLeave { object: post.uri.clone(), quoting: Some(quoting.parse().unwrap()) };
            town.hear(&ben, &format!("requests/{policy:?}/{}", quoting.len()), asked).await;
            town.sent().await
        };
        let quoting = away("notes/1");
        for (policy, quoting) in [
            (QuotePolicy::Nobody, quoting.as_str()),
            (QuotePolicy::Followers, quoting.as_str()),
            (QuotePolicy::Public, "https://third.example/notes/1"),
        ] {
            let sent = ask(policy, quoting).await;
            assert!(matches!(&sent[..], [Message::Reject { .. }]), "{policy:?} {quoting}: {sent:?}");
        }
        let sent = ask(QuotePolicy::Public, quoting.as_str()).await;
        let [Message::Accept { result: AcceptResult::QuoteAuthorization(address), .. }] = &sent[..] else { panic!("{sent:?}") };
        let name = "ada".parse().unwrap();
        let leave = quote::leave(&town.context, &name, post.id, &quoting).await.unwrap();
        assert_eq!((&leave.id, &leave.quoted, &leave.quoting), (address, &post.uri, &quoting));
        let other = quote::leave(&town.context, &name, post.id, &away("notes/2")).await;
        assert!(matches!(other, Err(Error::NotFound)));
    }

    async fn nobody_learns_by_asking_whether_there_is_a_post(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let for_few = town.post(&ada, Visibility::Private).await.uri;
        let absent = format!("{}/statuses/1", ada.account.uri).parse().unwrap();
        let of_another = away("notes/1");
        for object in [for_few, absent, of_another] {
            town.hear(&ben, "requests/1", Message::AskLeave { object: object.clone(), quoting: None }).await;
            assert_eq!(town.sent().await, [], "{object}");
        }
    }
}
