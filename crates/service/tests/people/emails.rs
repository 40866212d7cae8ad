use chrono::TimeDelta;
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::job::{Job, Queue};
use vouchwell_domain::member::{Member, Role};
use vouchwell_service::administration::{Administrator, person};
use vouchwell_service::context::{Registration, Terms};
use vouchwell_service::error::Refusal;
use vouchwell_service::invitation::{self, Wish};
use vouchwell_service::mail::{self, Content, Mail};
use vouchwell_service::member::NewMember;
use vouchwell_service::session::{self, Credentials};
use vouchwell_service::{Context, Error, email, member, new_password, reading_language};
use vouchwell_storage::job::{self, Lease};

use crate::in_a_town;
use crate::town::{Town, newcomer};

/// The same place, where e-mail is sent.
fn with_mail(town: &Town) -> Context {
    Context {
        terms: Terms {
            sends_mail: true,
            registration: Registration::Invite,
            ..town.context.terms
        },
        ..town.context.clone()
    }
}

/// What is sent of all that waits to be.
async fn sent(context: &Context) -> Vec<Mail> {
    let mut transaction = context.store.begin().await.unwrap();
    let due = Lease {
        queue: Queue::Timer,
        limit: 100,
        per_host: 100,
        skipped_hosts: &[],
        now: context.now(),
        duration: TimeDelta::days(365),
    };
    let jobs = job::lease(&mut transaction, due).await.unwrap();
    transaction.commit().await.unwrap();
    let mut mails = Vec::new();
    for leased in jobs {
        if let Job::Mail(mailing) = &leased.job {
            mails.extend(mail::write(context, mailing).await.unwrap());
        }
    }
    mails
}

fn address(text: &str) -> EmailAddress {
    text.parse().unwrap()
}

fn secret(mail: &Mail) -> &str {
    match &mail.content {
        Content::ConfirmAddress { secret, .. }
        | Content::NewPassword { secret, .. }
        | Content::Invitation { secret, .. } => secret,
        Content::AddressChanged { .. } => panic!("no link is in it"),
    }
}

/// Where it goes, for asking what an address never shows by itself.
fn to(mails: &[Mail]) -> Vec<&str> {
    mails.iter().map(|mail| mail.to.as_str()).collect()
}

async fn current(context: &Context, member: &Member) -> (String, bool) {
    let known = email::of(context, member).await.unwrap();
    let is_confirmed = known.confirmed.as_ref() == Some(&known.current);
    (known.current.to_string(), is_confirmed)
}

in_a_town! {
    async fn an_address_counts_once_its_member_has_followed_the_link(town) {
        let context = with_mail(&town);
        let ada = member::create(&context, newcomer("ada")).await.unwrap();
        let bob = member::create(&context, newcomer("bob")).await.unwrap();
        let mails = sent(&context).await;
        assert_eq!(to(&mails), ["ada@mail.example", "bob@mail.example"]);
        let link = secret(&mails[0]);
        assert_eq!(current(&context, &ada).await, ("ada@mail.example".to_owned(), false));
        let stolen = email::confirm(&context, &bob, link).await;
        assert!(matches!(stolen, Err(Error::NotFound)), "it is for Ada alone");
        for _click in 0..2 {
            email::confirm(&context, &ada, link).await.unwrap();
            assert_eq!(current(&context, &ada).await, ("ada@mail.example".to_owned(), true));
        }

        for wanted in ["one@mail.example", "Two@mail.example", "Two@mail.example"] {
            email::want(&context, &ada, address(wanted), "", None).await.unwrap();
        }
        let mails = sent(&context).await;
        assert_eq!(to(&mails), ["Two@mail.example", "Two@mail.example"], "one that was given up gets nothing");
        assert_eq!(current(&context, &ada).await, ("ada@mail.example".to_owned(), true), "until she confirms");
        email::confirm(&context, &ada, secret(&mails[0])).await.unwrap();
        assert_eq!(current(&context, &ada).await, ("Two@mail.example".to_owned(), true));
        let over = email::confirm(&context, &ada, link).await;
        assert!(matches!(over, Err(Error::NotFound)), "the first link brings the old address not back");
    }

    async fn only_a_link_that_was_made_here_and_is_not_over_says_whose_it_is(town) {
        let context = with_mail(&town);
        for name in ["ada", "bob"] {
            member::create(&context, newcomer(name)).await.unwrap();
        }
        let mails = sent(&context).await;
        let link = secret(&mails[0]);
        assert_eq!(email::addressee(&context, link), Some("ada"));
        let imitated = link.replacen("ada", "bob", 1);
        assert_eq!(email::addressee(&context, &imitated), None);
        town.wait(TimeDelta::days(1)).await;
        assert_eq!(email::addressee(&context, link), None, "it is over");
    }

    async fn an_address_that_somebody_has_shown_is_neither_written_to_nor_given_away(town) {
        let context = with_mail(&town);
        let ada = member::create(&context, newcomer("ada")).await.unwrap();
        email::want(&context, &ada, address("bob@mail.example"), "", None).await.unwrap();
        let mails = sent(&context).await;
        assert_eq!(to(&mails), ["bob@mail.example", "bob@mail.example"], "nobody has it yet");
        let bob = member::create(&context, newcomer("bob")).await.unwrap();
        email::confirm(&context, &bob, secret(&sent(&context).await[0])).await.unwrap();
        let refused = email::confirm(&context, &ada, secret(&mails[0])).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Taken))), "{refused:?}");
        email::want(&context, &ada, address("BOB@mail.example"), "", None).await.unwrap();
        assert!(sent(&context).await.is_empty());
        let again = NewMember { email: address("Bob@mail.example"), ..newcomer("eve") };
        let refused = member::create(&context, again).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Taken))), "{refused:?}");
    }

    /// Eve gave Bob's address as hers and never showed it.
    async fn an_address_is_kept_from_nobody_by_somebody_who_only_gave_it(town) {
        let context = with_mail(&town);
        let squatter = NewMember { email: address("bob@mail.example"), ..newcomer("eve") };
        let eve = member::create(&context, squatter).await.unwrap();
        let to_eve = sent(&context).await;
        let bob = member::create(&context, newcomer("bob")).await.unwrap();
        email::confirm(&context, &bob, secret(&sent(&context).await[0])).await.unwrap();
        assert_eq!(current(&context, &bob).await, ("bob@mail.example".to_owned(), true));
        let late = email::confirm(&context, &eve, secret(&to_eve[0])).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::Taken))), "{late:?}");
        let signed_in = session::sign_in(&context, Credentials {
            login: "bob@mail.example".to_owned(),
            password: "correct horse battery staple".to_owned(),
        }, "Firefox", None).await.unwrap().begun().unwrap();
        let found = session::by_secret(&context, &signed_in).await.unwrap().unwrap();
        assert_eq!(found.member.id, bob.id, "it signs in whoever has shown it");
    }

    async fn where_no_e_mail_is_sent_an_address_is_whose_gave_it_first(town) {
        town.join("bob").await;
        let again = NewMember { email: address("BOB@mail.example"), ..newcomer("eve") };
        let refused = member::create(&town.context, again).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Taken))), "{refused:?}");
    }

    async fn two_who_give_one_address_at_once_do_not_both_have_it(town) {
        let join = async |name: &str| {
            let new = NewMember { email: address("bob@mail.example"), ..newcomer(name) };
            member::create(&town.context, new).await
        };
        let (bob, eve) = tokio::join!(join("bob"), join("eve"));
        let refused = [bob.err(), eve.err()].into_iter().flatten().collect::<Vec<_>>();
        assert!(matches!(refused[..], [Error::Refused(Refusal::Taken)]), "{refused:?}");
    }

    /// Eve gave Bob's address first, and is kept out.
    async fn an_address_signs_in_whoever_is_not_kept_out_until_somebody_shows_it(town) {
        let context = with_mail(&town);
        let squatter = NewMember { email: address("bob@mail.example"), ..newcomer("eve") };
        member::create(&context, squatter).await.unwrap();
        let bob = member::create(&context, newcomer("bob")).await.unwrap();
        let mails = sent(&context).await;
        let operator = Member { role: Role::Admin, ..member::create(&context, newcomer("olga")).await.unwrap() };
        let operator = Administrator::of(&operator).unwrap();
        let sign_in = async || {
            let credentials = Credentials {
                login: "bob@mail.example".to_owned(),
                password: "correct horse battery staple".to_owned(),
            };
            let secret = session::sign_in(&context, credentials, "Firefox", None).await.unwrap().begun()?;
            session::by_secret(&context, &secret).await.unwrap()
        };
        person::suspend(&context, operator, &"eve".parse().unwrap(), "").await.unwrap();
        assert_eq!(sign_in().await.unwrap().member.id, bob.id);
        email::confirm(&context, &bob, secret(&mails[1])).await.unwrap();
        person::suspend(&context, operator, &"bob".parse().unwrap(), "").await.unwrap();
        assert!(sign_in().await.is_none(), "it is his, and he is kept out");
    }

    async fn the_address_that_was_hers_is_told_that_it_is_no_more(town) {
        let context = with_mail(&town);
        let ada = member::create(&context, newcomer("ada")).await.unwrap();
        let mut told = Vec::new();
        for wanted in [None, Some("Ada@mail.example"), Some("ada@work.example")] {
            if let Some(wanted) = wanted {
                email::want(&context, &ada, address(wanted), "", None).await.unwrap();
            }
            let mails = sent(&context).await;
            email::confirm(&context, &ada, secret(&mails[0])).await.unwrap();
            told.push(sent(&context).await);
        }
        assert!(told[0].is_empty() && told[1].is_empty(), "it is the same mailbox: {told:?}");
        assert_eq!(to(&told[2]), ["Ada@mail.example"]);
        assert!(matches!(&told[2][0].content, Content::AddressChanged { name } if name == "ada"));
    }

    async fn it_is_told_once_when_the_link_is_followed_twice_at_once(town) {
        let context = with_mail(&town);
        let ada = member::create(&context, newcomer("ada")).await.unwrap();
        email::confirm(&context, &ada, secret(&sent(&context).await[0])).await.unwrap();
        email::want(&context, &ada, address("ada@work.example"), "", None).await.unwrap();
        let mails = sent(&context).await;
        let click = || email::confirm(&context, &ada, secret(&mails[0]));
        let (one, other) = tokio::join!(click(), click());
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        assert_eq!(to(&sent(&context).await), ["ada@mail.example"]);
    }

    async fn a_link_that_is_a_day_old_confirms_nothing(town) {
        let context = with_mail(&town);
        let ada = member::create(&context, newcomer("ada")).await.unwrap();
        let mails = sent(&context).await;
        town.wait(TimeDelta::hours(24)).await;
        let over = email::confirm(&context, &ada, secret(&mails[0])).await;
        assert!(matches!(over, Err(Error::NotFound)));
        assert_eq!(email::of(&context, &ada).await.unwrap().wanted, None);
    }

    async fn a_new_password_is_offered_to_confirmed_addresses_alone(town) {
        let context = with_mail(&town);
        let ada = member::create(&context, newcomer("ada")).await.unwrap();
        let confirmation = sent(&context).await;
        let ask = async |text: &str| {
            new_password::ask(&context, address(text), None).await.unwrap();
            sent(&context).await
        };
        assert!(ask("ada@mail.example").await.is_empty(), "nobody has shown that it is hers");
        email::confirm(&context, &ada, secret(&confirmation[0])).await.unwrap();
        assert!(ask("nobody@mail.example").await.is_empty());
        let german = "de".parse().unwrap();
        reading_language::choose(&context, &ada, Some(&german)).await.unwrap();
        let mails = ask("ADA@mail.example").await;
        assert_eq!(to(&mails), ["ada@mail.example"]);
        assert_eq!(mails[0].language, Some(german));
        new_password::choose(&context, secret(&mails[0]), "four other words together".to_owned()).await.unwrap();
        let again = new_password::whose(&context, secret(&mails[0])).await;
        assert!(matches!(again, Err(Error::NotFound)), "it works once");

        let operator = member::create(&context, newcomer("olga")).await.unwrap();
        let operator = Member { role: Role::Admin, ..operator };
        let operator = Administrator::of(&operator).unwrap();
        sent(&context).await;
        person::suspend(&context, operator, &"ada".parse().unwrap(), "").await.unwrap();
        assert!(ask("ada@mail.example").await.is_empty(), "whoever is kept out gets none");
    }

    async fn an_invitation_is_sent_while_somebody_can_come_by_it(town) {
        let context = with_mail(&town);
        let ada = member::create(&context, newcomer("ada")).await.unwrap();
        sent(&context).await;
        let wish = Wish {
            id: invitation::new_id(&context),
            offers_follow: false,
            to: Some(address("dana@mail.example")),
            language: None,
        };
        for _click in 0..2 {
            invitation::make(&context, &ada, wish.clone()).await.unwrap();
        }
        let mails = sent(&context).await;
        assert_eq!(to(&mails), ["dana@mail.example"]);
        assert_eq!(invitation::by_secret(&context, secret(&mails[0])).await.unwrap().inviter.id, ada.id);
        let wish = Wish { id: invitation::new_id(&context), ..wish };
        invitation::make(&context, &ada, wish.clone()).await.unwrap();
        invitation::take_back(&context, &ada, &wish.id).await.unwrap();
        assert!(sent(&context).await.is_empty());
    }
}
