use chrono::TimeDelta;
use vouchwell_domain::member::Member;
use vouchwell_service::error::Refusal;
use vouchwell_service::second_factor::{self, State};
use vouchwell_service::session::{self, Credentials, SignIn};
use vouchwell_service::{Error, Result, email};
use vouchwell_tests::one_time_code;

use crate::in_a_town;
use crate::town::Town;

const PASSWORD: &str = "correct horse battery staple";

/// Shows her password, and gets a ticket.
async fn ticket(town: &Town, name: &str) -> String {
    let credentials = Credentials {
        login: name.to_owned(),
        password: PASSWORD.to_owned(),
    };
    match session::sign_in(&town.context, credentials, "Firefox", None)
        .await
        .unwrap()
    {
        SignIn::CodeWanted(ticket) => ticket,
        other => panic!("she is asked for a code: {other:?}"),
    }
}

async fn show(town: &Town, ticket: &str, code: &str) -> Result<Option<String>> {
    second_factor::sign_in(&town.context, ticket, code, "Firefox", None).await
}

fn now(town: &Town) -> i64 {
    town.context.now().timestamp()
}

/// Turns it on, and answers the secret and the recovery codes.
pub(crate) async fn turn_on(town: &Town, member: &Member) -> (String, Vec<String>) {
    second_factor::begin(&town.context, member).await.unwrap();
    let State::Begun { secret, address } = second_factor::state(&town.context, member).await.unwrap() else {
        panic!("it is begun");
    };
    assert_eq!(
        address,
        format!("otpauth://totp/town.example:ada?secret={secret}&issuer=town.example")
    );
    let code = one_time_code(&secret, now(town));
    let codes = second_factor::confirm(&town.context, member, &code)
        .await
        .unwrap();
    let second_click = second_factor::confirm(&town.context, member, &code).await;
    assert_eq!(
        second_click.unwrap(),
        codes,
        "they are not lost by a second click"
    );
    (secret, codes)
}

in_a_town! {
    async fn nothing_is_asked_before_a_code_was_shown(town) {
        let ada = town.join("ada").await;
        second_factor::begin(&town.context, &ada).await.unwrap();
        let wrong = second_factor::confirm(&town.context, &ada, "000000").await;
        assert!(matches!(wrong, Err(Error::Refused(Refusal::WrongCode))));
        let credentials = Credentials { login: "ada".to_owned(), password: PASSWORD.to_owned() };
        let signed_in = session::sign_in(&town.context, credentials, "", None).await.unwrap();
        assert!(signed_in.begun().is_some());
    }

    async fn a_code_is_good_once_and_in_its_time(town) {
        let ada = town.join("ada").await;
        let (secret, codes) = turn_on(&town, &ada).await;
        assert_eq!(codes.len(), 10);
        assert!(matches!(second_factor::begin(&town.context, &ada).await, Err(Error::Refused(Refusal::SecondFactorOn))));
        let first = ticket(&town, "ada").await;
        let code = one_time_code(&secret, now(&town));
        assert_eq!(show(&town, &first, &code).await.unwrap(), None, "it was used to turn it on");
        town.wait(TimeDelta::seconds(60)).await;
        let code = one_time_code(&secret, now(&town));
        let spaced = format!(" {} {}", &code[..3], &code[3..]);
        let session = show(&town, &first, &spaced).await.unwrap().unwrap();
        let found = session::by_secret(&town.context, &session).await.unwrap().unwrap();
        assert_eq!(found.member.id, ada.id);
        assert_eq!(show(&town, &first, &code).await.unwrap(), None, "a second time");
        town.wait(TimeDelta::seconds(599)).await;
        let code = one_time_code(&secret, now(&town));
        let forged = first.replace("ada", "bob");
        assert!(matches!(show(&town, &forged, &code).await, Err(Error::NotFound)));
        town.wait(TimeDelta::seconds(600)).await;
        assert!(matches!(show(&town, &first, &code).await, Err(Error::NotFound)), "the password is too long ago");
    }

    async fn another_address_takes_a_code_and_a_second_click_takes_no_other(town) {
        let ada = town.join("ada").await;
        let (_, codes) = turn_on(&town, &ada).await;
        let want = async |to: &str, code: &str| {
            email::want(&town.context, &ada, to.parse().unwrap(), code, None).await
        };
        let refused = want("ada@work.example", "000000").await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::WrongCode))), "{refused:?}");
        assert_eq!(email::of(&town.context, &ada).await.unwrap().wanted, None);
        let click = || want("ada@work.example", &codes[0]);
        let (one, other) = tokio::join!(click(), click());
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        assert_eq!(second_factor::state(&town.context, &ada).await.unwrap(), State::On { recovery_codes: 9 });
        let refused = want("ada@home.example", &codes[0]).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::WrongCode))), "{refused:?}");
    }

    async fn who_knew_the_old_password_alone_does_not_go_on_with_it(town) {
        let ada = town.join("ada").await;
        let (_, codes) = turn_on(&town, &ada).await;
        let stolen = ticket(&town, "ada").await;
        let passwords = (PASSWORD.to_owned(), "another horse, another battery".to_owned());
        session::change_password(&town.context, &ada, passwords, "Firefox").await.unwrap().unwrap();
        assert!(matches!(show(&town, &stolen, &codes[0]).await, Err(Error::NotFound)));
    }

    async fn a_recovery_code_is_good_once_and_ends_it_all_beside_the_password(town) {
        let ada = town.join("ada").await;
        let (_, codes) = turn_on(&town, &ada).await;
        let first = ticket(&town, "ada").await;
        assert!(show(&town, &first, &codes[3].to_lowercase()).await.unwrap().is_some());
        assert!(show(&town, &first, &codes[3]).await.unwrap().is_none());
        assert_eq!(second_factor::state(&town.context, &ada).await.unwrap(), State::On { recovery_codes: 9 });
        let end = async |password: &str, code: &str| {
            second_factor::end(&town.context, &ada, password.to_owned(), code).await
        };
        let refused = end("wrong password", &codes[5]).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::WrongPassword))));
        for code in ["", "000000", &codes[3]] {
            let refused = end(PASSWORD, code).await;
            assert!(matches!(refused, Err(Error::Refused(Refusal::WrongCode))), "{code}: {refused:?}");
        }
        assert_eq!(second_factor::state(&town.context, &ada).await.unwrap(), State::On { recovery_codes: 9 });
        for _click in 0..2 {
            end(PASSWORD, &codes[5]).await.unwrap();
        }
        assert_eq!(second_factor::state(&town.context, &ada).await.unwrap(), State::Off);
        assert!(matches!(show(&town, &first, &codes[4]).await, Err(Error::NotFound)), "its codes are over");
    }
}
