use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::Clock;
use vouchwell_domain::session::Session;
use vouchwell_service::session::{self, Credentials};
use vouchwell_service::{Context, token};
use vouchwell_storage::account;

use crate::in_a_town;
use crate::town::{Town, noon};

const PASSWORD: &str = "correct horse battery staple";

struct At(DateTime<Utc>);

impl Clock for At {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

fn later(context: &Context, by: TimeDelta) -> Context {
    Context {
        clock: Arc::new(At(noon() + by)),
        ..context.clone()
    }
}

async fn sign_in(town: &Town, login: &str, password: &str, before: Option<&Session>) -> Option<String> {
    let credentials = Credentials {
        login: login.to_owned(),
        password: password.to_owned(),
    };
    session::sign_in(&town.context, credentials, "Firefox", before)
        .await
        .unwrap()
        .begun()
}

async fn found(context: &Context, secret: &str) -> Option<Session> {
    session::by_secret(context, secret).await.unwrap()
}

in_a_town! {
    async fn a_member_signs_in_by_name_or_address_and_gets_another_session_each_time(town) {
        let ada = town.join("ada").await;
        let first = sign_in(&town, "ada", PASSWORD, None).await.unwrap();
        let elsewhere = sign_in(&town, " ADA@mail.example ", PASSWORD, None).await.unwrap();
        let before = found(&town.context, &first).await.unwrap();
        assert_eq!((before.member.id, before.browser.as_str()), (ada.id, "Firefox"));
        let second = sign_in(&town, "@Ada", PASSWORD, Some(&before)).await.unwrap();
        assert_ne!(first, second);
        assert!(found(&town.context, &first).await.is_none(), "what the browser had before is over");
        assert!(found(&town.context, &elsewhere).await.is_some());
        let listed = session::list(&town.context, &ada).await.unwrap();
        assert_eq!(listed.len(), 2);
        let bob = town.join("bob").await;
        session::end(&town.context, &bob, &listed[0].digest).await.unwrap();
        assert_eq!(session::list(&town.context, &ada).await.unwrap().len(), 2, "it is not his to end");
        session::end(&town.context, &ada, &listed[0].digest).await.unwrap();
        assert_eq!(session::list(&town.context, &ada).await.unwrap().len(), 1);
    }

    async fn nobody_else_is_signed_in(town) {
        let ada = town.join("ada").await;
        for (login, password) in [
            ("ada", "correct horse battery stable"),
            ("ada", ""),
            ("ada", &PASSWORD.repeat(20)),
            ("bob", PASSWORD),
            ("bob@mail.example", PASSWORD),
            ("", PASSWORD),
            ("ada' OR 1=1 --", PASSWORD),
        ] {
            assert!(sign_in(&town, login, password, None).await.is_none(), "{login} {password}");
        }
        let secret = sign_in(&town, "ada", PASSWORD, None).await.unwrap();
        assert!(found(&town.context, "guess").await.is_none());
        let mut transaction = town.begin().await;
        account::mark_gone(&mut transaction, ada.account.id, noon()).await.unwrap();
        transaction.commit().await.unwrap();
        assert!(found(&town.context, &secret).await.is_none(), "the account is gone");
        assert!(sign_in(&town, "ada", PASSWORD, None).await.is_none());
    }

    async fn a_session_ends_when_it_is_not_used_and_some_day_in_any_case(town) {
        town.join("ada").await;
        let secret = sign_in(&town, "ada", PASSWORD, None).await.unwrap();
        for days in (0..180).step_by(29) {
            let then = later(&town.context, TimeDelta::days(days));
            let used = found(&then, &secret).await.unwrap_or_else(|| panic!("over after {days} days"));
            session::note_use(&then, &used).await.unwrap();
        }
        assert!(found(&later(&town.context, TimeDelta::days(179)), &secret).await.is_some());
        assert!(found(&later(&town.context, TimeDelta::days(180)), &secret).await.is_none());
        let idle = sign_in(&town, "ada", PASSWORD, None).await.unwrap();
        assert!(found(&later(&town.context, TimeDelta::days(29)), &idle).await.is_some());
        assert!(found(&later(&town.context, TimeDelta::days(30)), &idle).await.is_none());
    }

    async fn everything_that_acts_for_a_member_ends_at_once(town) {
        let (ada, bob) = (town.join("ada").await, town.join("bob").await);
        let scopes = "read".parse().unwrap();
        let mut secrets = Vec::new();
        for member in [&ada, &bob] {
            let name = member.account.name.parse().unwrap();
            secrets.push((
                sign_in(&town, &member.account.name, PASSWORD, None).await.unwrap(),
                token::issue(&town.context, &name, &scopes).await.unwrap(),
            ));
        }
        session::end_everything(&town.context, &ada).await.unwrap();
        for ((session, token), is_good) in secrets.iter().zip([false, true]) {
            assert_eq!(found(&town.context, session).await.is_some(), is_good);
            assert_eq!(token::by_secret(&town.context, token).await.unwrap().is_some(), is_good);
        }
    }
}
