use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::identifier::{MediaId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::message::Message;
use vouchwell_domain::page::Page;
use vouchwell_domain::poll::NewPoll;
use vouchwell_domain::post::Post;
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Visibility;
use vouchwell_service::error::Refusal;
use vouchwell_service::scheduled::{ScheduledView, cancel, list, one, put_off, schedule};
use vouchwell_service::status::delete;
use vouchwell_service::timeline::{self, StatusView};
use vouchwell_service::{Error, deletion};

use crate::in_a_town;
use crate::media::FILES;
use crate::posts::content;
use crate::town::{Town, noon};

fn later(minutes: i64) -> DateTime<Utc> {
    noon() + TimeDelta::minutes(minutes)
}

fn post(text: &str) -> Post {
    Post {
        content: content(text),
        visibility: Visibility::Unlisted,
        in_reply_to: None,
        media: Vec::new(),
        poll: None,
        quote_policy: QuotePolicy::Nobody,
    }
}

impl Town {
    async fn schedule(&self, author: &Member, post: &Post, minutes: i64) -> Result<ScheduledView, Error> {
        schedule(&self.context, author, post, later(minutes), None).await
    }

    async fn at_home(&self, member: &Member) -> Vec<StatusView> {
        timeline::home(&self.context, member, Page::newest(9))
            .await
            .unwrap()
    }
}

in_a_town! {
    async fn a_post_waits_for_its_time_and_comes_once(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let poll = NewPoll::new(&["a".to_owned(), "b".to_owned()], true, false, 600).unwrap();
        let wanted = Post { poll: Some(poll), ..post("Good evening @bea #late") };
        let early = town.schedule(&ada, &wanted, 4).await;
        assert!(matches!(early, Err(Error::Refused(Refusal::TooSoon))));
        let waits = town.schedule(&ada, &wanted, 5).await.unwrap();
        assert_eq!((waits.scheduled.at, &waits.scheduled.post), (later(5), &wanted));
        let id = waits.scheduled.id;
        assert_eq!(list(&town.context, &ada, Page::newest(9)).await.unwrap(), std::slice::from_ref(&waits));
        assert!(matches!(one(&town.context, &bea, id).await, Err(Error::NotFound)), "not hers");
        assert!(matches!(put_off(&town.context, &bea, id, later(9)).await, Err(Error::NotFound)), "not hers");
        assert!(matches!(cancel(&town.context, &bea, id).await, Err(Error::NotFound)), "not hers");
        assert!(matches!(put_off(&town.context, &ada, id, later(4)).await, Err(Error::Refused(Refusal::TooSoon))));
        put_off(&town.context, &ada, id, later(9)).await.unwrap();
        town.wait(TimeDelta::minutes(8)).await;
        assert_eq!((town.at_home(&ada).await.len(), town.told(&bea).await.len()), (0, 0));

        town.wait(TimeDelta::minutes(9)).await;
        let posted = town.at_home(&ada).await;
        assert_eq!((posted.len(), posted[0].status.created_at, posted[0].status.visibility), (1, later(9), Visibility::Unlisted));
        assert_eq!(posted[0].poll.as_ref().unwrap().poll.ends_at, Some(later(19)), "it begins when it is posted");
        assert_eq!(town.told(&bea).await.len(), 1);
        assert!(matches!(town.sent().await.as_slice(), [Message::Post(_)]));
        town.wait(TimeDelta::minutes(20)).await;
        assert_eq!(town.at_home(&ada).await.len(), 1);
        assert!(matches!(one(&town.context, &ada, id).await, Err(Error::NotFound)));
    }

    async fn what_was_taken_back_never_comes(town) {
        let ada = town.join("ada").await;
        let waits = town.schedule(&ada, &post("never"), 5).await.unwrap();
        cancel(&town.context, &ada, waits.scheduled.id).await.unwrap();
        town.schedule(&ada, &post("nor this"), 5).await.unwrap();
        deletion::delete(&town.context, &"ada".parse().unwrap()).await.unwrap();
        town.wait(TimeDelta::minutes(6)).await;
        let sent = town.sent().await;
        assert!(!sent.iter().any(|message| matches!(message, Message::Post(_))), "{sent:?}");
    }

    async fn what_it_answers_may_be_gone_when_it_comes(town) {
        let ada = town.join("ada").await;
        let asked = town.write(&ada, "Tea?", Visibility::Public).await;
        let answer = Post { in_reply_to: Some(asked.id), ..post("Yes") };
        town.schedule(&ada, &answer, 5).await.unwrap();
        let nothing = Post { in_reply_to: Some(StatusId::from_number(7)), ..post("Yes") };
        assert!(matches!(town.schedule(&ada, &nothing, 5).await, Err(Error::NotFound)));
        delete(&town.context, &ada, asked.id).await.unwrap();
        town.wait(TimeDelta::minutes(5)).await;
        assert_eq!(town.at_home(&ada).await[0].status.in_reply_to, None);
    }

    async fn what_it_will_show_is_kept_for_it(town) {
        let ada = town.join("ada").await;
        let [shown, let_go] = [town.upload(&ada).await, town.upload(&ada).await];
        let showing = |id: MediaId| Post { media: vec![id], ..post("a picture") };
        let days = 2 * 24 * 60;
        town.schedule(&ada, &showing(shown.id), days).await.unwrap();
        let waits = town.schedule(&ada, &showing(let_go.id), days).await.unwrap();
        assert_eq!(waits.media, std::slice::from_ref(&let_go));
        for taken in [&shown, &let_go] {
            assert!(town.show(&ada, &[taken]).await.is_err());
            assert!(town.schedule(&ada, &showing(taken.id), days).await.is_err());
            assert!(vouchwell_service::media::remove(&town.context, &ada, taken.id).await.is_err());
        }
        town.wait(TimeDelta::hours(30)).await;
        assert_eq!(town.files().len(), 2 * FILES, "{:?}", town.files());
        cancel(&town.context, &ada, waits.scheduled.id).await.unwrap();
        town.wait(TimeDelta::hours(32)).await;
        assert_eq!(town.files().len(), FILES, "{:?}", town.files());
        town.wait(TimeDelta::minutes(days)).await;
        assert_eq!(town.at_home(&ada).await[0].media[0].id, shown.id);
    }

    async fn the_same_key_makes_no_second_post(town) {
        let ada = town.join("ada").await;
        let key = "once".parse().unwrap();
        let mut ids = Vec::new();
        for _ in 0..2 {
            let waits = schedule(&town.context, &ada, &post("once"), later(6), Some(&key)).await.unwrap();
            ids.push(waits.scheduled.id);
        }
        assert_eq!(ids[0], ids[1]);
        assert_eq!(list(&town.context, &ada, Page::newest(9)).await.unwrap().len(), 1);
    }
}
