use chrono::TimeDelta;
use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::Timestamp;
use vouchwell_domain::member::Member;
use vouchwell_domain::message::{Envelope, Message};
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::poll::{NewPoll, PollOption, Question};
use vouchwell_domain::post::Post;
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::{Status, Visibility};
use vouchwell_service::error::Refusal;
use vouchwell_service::poll::{PollView, show, vote};
use vouchwell_service::status::{Concern, Edit, Reach, RemoteNote, edit, receive_note, update_note, write};
use vouchwell_service::{Error, inbox};

use crate::in_a_town;
use crate::posts::content;
use crate::town::{Town, away, noon, note};

const OPTIONS: [&str; 3] = ["tea", "coffee", "water"];

fn new_poll(multiple: bool, hides_totals: bool) -> NewPoll {
    NewPoll::new(&OPTIONS.map(str::to_owned), multiple, hides_totals, 600).unwrap()
}

/// A question of the other server, an hour long.
fn question(votes: [i64; 3]) -> Question {
    let options = OPTIONS.iter().zip(votes).map(|(title, votes)| PollOption {
        title: (*title).to_owned(),
        votes,
    });
    Question {
        options: options.collect(),
        multiple: false,
        hides_totals: false,
        ends_at: Some(Timestamp::from_datetime(noon() + TimeDelta::hours(1))),
        closed: None,
        voters: Some(votes.iter().sum()),
    }
}

fn votes(view: &PollView) -> Vec<i64> {
    view.poll.options.iter().map(|option| option.votes).collect()
}

impl Town {
    async fn ask(&self, author: &Member, poll: NewPoll, visibility: Visibility) -> Status {
        let post = Post {
            content: content("Which?"),
            visibility,
            in_reply_to: None,
            media: Vec::new(),
            poll: Some(poll),
            quote_policy: QuotePolicy::Nobody,
        };
        write(&self.context, author, &post, None).await.unwrap().status
    }

    /// A vote from the other server.
    async fn comes(&self, voter: &Account, asked: &Status, option: &str) {
        let message = Message::Vote {
            question: asked.uri.clone(),
            option: option.to_owned(),
            to: "https://town.example/users/ada".parse().unwrap(),
        };
        let envelope = Envelope {
            id: away("votes/1"),
            from: voter.uri.clone(),
            message,
        };
        let mut transaction = self.begin().await;
        inbox::take(&self.context, &mut transaction, &envelope)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }
}

fn refusal(result: Result<PollView, Error>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

in_a_town! {
    async fn members_choose_once_and_are_told_of_the_end(town) {
        let [ada, bea, cem] = [town.join("ada").await, town.join("bea").await, town.join("cem").await];
        let asked = town.ask(&ada, new_poll(false, false), Visibility::Public).await;
        let choose = async |who: &Member, choices: &[usize]| vote(&town.context, who, asked.id, choices).await;
        assert_eq!(refusal(choose(&ada, &[0]).await), Refusal::OwnPoll);
        assert_eq!(refusal(choose(&bea, &[]).await), Refusal::NoSuchChoice);
        assert_eq!(refusal(choose(&bea, &[3]).await), Refusal::NoSuchChoice);
        assert_eq!(refusal(choose(&bea, &[0, 1]).await), Refusal::OneChoice);
        let view = choose(&bea, &[1, 1]).await.unwrap();
        let reader = view.reader.clone().unwrap();
        assert_eq!((votes(&view), view.poll.voters, reader.chosen), (vec![0, 1, 0], Some(1), vec![1]));
        assert_eq!(refusal(choose(&bea, &[2]).await), Refusal::VotedAlready);
        let of = async |who: Option<&Member>| show(&town.context, who, asked.id).await.unwrap().reader;
        assert!(of(Some(&ada)).await.unwrap().has_voted && !of(Some(&cem)).await.unwrap().has_voted);
        assert_eq!(of(None).await, None);

        town.wait(TimeDelta::seconds(599)).await;
        assert_eq!(town.told(&bea).await, []);
        town.wait(TimeDelta::seconds(600)).await;
        town.wait(TimeDelta::seconds(900)).await;
        for member in [&ada, &bea] {
            assert_eq!(town.told(member).await, [(NotificationKind::Poll, "ada".to_owned())]);
        }
        assert_eq!(town.told(&cem).await, []);
        assert_eq!(refusal(choose(&cem, &[0]).await), Refusal::PollOver);
        assert!(show(&town.context, None, asked.id).await.unwrap().poll.has_ended);
        let words = town.write(&ada, "no question", Visibility::Public).await;
        assert!(matches!(show(&town.context, None, words.id).await, Err(Error::NotFound)));
        assert!(matches!(vote(&town.context, &bea, words.id, &[0]).await, Err(Error::NotFound)));
    }

    async fn votes_from_elsewhere_count_and_are_told_together(town) {
        let (ada, ben, cleo) = (town.join("ada").await, town.meet("ben").await, town.meet("cleo").await);
        let one = town.ask(&ada, new_poll(false, true), Visibility::Public).await;
        let several = town.ask(&ada, new_poll(true, false), Visibility::Public).await;
        let secret = town.ask(&ada, new_poll(false, false), Visibility::Private).await;
        town.sent().await;
        for option in ["coffee", "tea", "beer"] {
            for asked in [&one, &several, &secret] {
                for voter in [&ben, &ben, &cleo] {
                    town.comes(voter, asked, option).await;
                }
            }
        }
        let stands = async |asked: &Status| {
            let view = show(&town.context, Some(&ada), asked.id).await.unwrap();
            (votes(&view), view.poll.voters)
        };
        assert_eq!(stands(&one).await, (vec![0, 2, 0], Some(2)));
        assert_eq!(stands(&several).await, (vec![2, 2, 0], Some(2)));
        assert_eq!(stands(&secret).await, (vec![0, 0, 0], Some(0)), "it is not for them");
        assert_eq!(town.sent().await, []);
        town.wait(TimeDelta::minutes(1)).await;
        let mut told = town.distributed().await;
        assert_eq!(told.len(), 2, "one message for all votes of a poll: {told:?}");
        let first = told.remove(0);
        assert!(first.audience.accounts.contains(&ben.id) && first.audience.accounts.contains(&cleo.id));
        let Message::EditPost(note) = first.envelope.message else { panic!("no standing") };
        let question = note.question.unwrap();
        assert_eq!((note.updated, question.hides_totals, question.closed), (None, true, None));

        town.wait(TimeDelta::minutes(10)).await;
        let told = town.sent().await;
        assert_eq!(told.len(), 3, "each with its end: {told:?}");
        let Message::EditPost(note) = &told[0] else { panic!("no standing") };
        let question = note.question.as_ref().unwrap();
        assert!(!question.hides_totals && question.closed == question.ends_at && question.closed.is_some());
        town.comes(&ben, &several, "water").await;
        assert_eq!(stands(&several).await, (vec![2, 2, 0], Some(2)), "it has ended");
    }

    async fn a_poll_of_another_server_is_kept_voted_in_and_counted_there(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let asks = |votes| RemoteNote { question: Some(question(votes)), ..note("notes/1", &[&ada]) };
        let mut transaction = town.begin().await;
        let kept = receive_note(&town.context, &mut transaction, &ben, asks([4, 0, 1]), Concern::Wanted(Reach::NOTHING)).await;
        let kept = kept.unwrap().unwrap();
        transaction.commit().await.unwrap();
        let view = vote(&town.context, &ada, kept.id, &[2]).await.unwrap();
        assert_eq!((votes(&view), view.poll.voters), (vec![4, 0, 2], Some(6)));
        let sent = town.sent().await;
        assert_eq!(sent, [Message::Vote { question: kept.uri.clone(), option: "water".to_owned(), to: ben.uri.clone() }]);

        let comes = async |note: RemoteNote| {
            let mut transaction = town.begin().await;
            let status = update_note(&town.context, &mut transaction, &ben, note).await.unwrap().unwrap();
            transaction.commit().await.unwrap();
            (status.edited_at, show(&town.context, Some(&ada), kept.id).await.unwrap())
        };
        let (edited_at, view) = comes(asks([4, 3, 2])).await;
        assert_eq!((edited_at, votes(&view), view.reader.unwrap().chosen), (None, vec![4, 3, 2], vec![2]));
        town.wait(TimeDelta::hours(1)).await;
        let told = town.told(&ada).await;
        assert_eq!(told, [(NotificationKind::Poll, "ben".to_owned()), (NotificationKind::Mention, "ben".to_owned())]);
        assert_eq!(town.sent().await, [], "it is told by its own server");

        let mut other = asks([0, 0, 0]);
        other.updated = Some(noon() + TimeDelta::hours(1));
        other.question.as_mut().unwrap().options[0].title = "mate".to_owned();
        let (edited_at, view) = comes(other).await;
        assert_eq!((edited_at.is_some(), votes(&view), view.reader.unwrap().chosen), (true, vec![0, 0, 0], vec![]));
    }

    async fn an_edit_leaves_the_poll_and_no_other_takes_its_place(town) {
        let ada = town.join("ada").await;
        let asked = town.ask(&ada, new_poll(false, false), Visibility::Public).await;
        let anew = |poll| Edit { content: content("Which one?"), media: Vec::new(), poll, captions: Vec::new(), quote_policy: None };
        for poll in [None, Some(new_poll(false, false))] {
            let view = edit(&town.context, &ada, asked.id, &anew(poll)).await.unwrap();
            assert_eq!(view.poll.unwrap().poll.options.len(), 3);
        }
        let other = edit(&town.context, &ada, asked.id, &anew(Some(new_poll(true, false)))).await;
        assert!(matches!(other, Err(Error::Refused(Refusal::PollChanged))));
        let words = town.write(&ada, "no question", Visibility::Public).await;
        let other = edit(&town.context, &ada, words.id, &anew(Some(new_poll(false, false)))).await;
        assert!(matches!(other, Err(Error::Refused(Refusal::PollChanged))));
    }
}
