use vouchwell_domain::message::Message;
use vouchwell_domain::status::Visibility;
use vouchwell_service::block;

use crate::in_a_town;
use crate::town::away;

in_a_town! {
    async fn whoever_asks_to_show_a_member_or_to_quote_her_is_told_no(town) {
        let (ada, ben, eve) = (town.join("ada").await, town.meet("ben").await, town.meet("eve").await);
        let post = town.post(&ada, Visibility::Public).await;
        let actor = ada.account.uri.as_str().parse().unwrap();
        for (number, object) in [actor, post.uri].into_iter().enumerate() {
            let request = format!("requests/{number}");
            let asked = || Message::AskLeave { object: object.clone() };
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
        town.hear(&eve, "requests/9", Message::AskLeave { object }).await;
        assert_eq!(town.sent().await, [], "she hears nothing of whom she blocks");
    }

    async fn nobody_learns_by_asking_whether_there_is_a_post(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let for_few = town.post(&ada, Visibility::Private).await.uri;
        let absent = format!("{}/statuses/1", ada.account.uri).parse().unwrap();
        let of_another = away("notes/1");
        for object in [for_few, absent, of_another] {
            town.hear(&ben, "requests/1", Message::AskLeave { object: object.clone() }).await;
            assert_eq!(town.sent().await, [], "{object}");
        }
    }
}
