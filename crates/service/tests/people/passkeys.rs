use std::sync::Arc;

use chrono::TimeDelta;
use vouchwell_domain::member::Member;
use vouchwell_service::address::Address;
use vouchwell_service::error::Refusal;
use vouchwell_service::{Context, Error, Result, new_password, passkey, session};
use vouchwell_storage::suspension;

use crate::device::Device;
use crate::in_a_town;
use crate::second_factors::turn_on;
use crate::town::Town;

const PASSWORD: &str = "correct horse battery staple";

async fn asked(town: &Town, member: &Member) -> String {
    passkey::ask_to_add(&town.context, member, PASSWORD.to_owned(), "")
        .await
        .unwrap()
}

async fn add(town: &Town, member: &Member, answer: &str) -> Result<()> {
    passkey::add(&town.context, member, "my phone".parse().unwrap(), answer).await
}

/// A device with a passkey of a member.
async fn device(town: &Town, member: &Member, credential_id: u8) -> Device {
    let mut device = Device::new(credential_id);
    let answer = device.make(&asked(town, member).await);
    add(town, member, &answer).await.unwrap();
    device
}

async fn sign_in_by(town: &Town, answer: &str) -> Option<String> {
    passkey::sign_in(&town.context, answer, "Firefox", None)
        .await
        .unwrap()
}

async fn sign_in(town: &Town, device: &mut Device) -> Option<String> {
    let options = passkey::ask_to_sign_in(&town.context).await.unwrap();
    sign_in_by(town, &device.show(&options)).await
}

fn is_refused<T>(outcome: &Result<T>, refusal: &Refusal) -> bool {
    matches!(outcome, Err(Error::Refused(why)) if why == refusal)
}

fn is_not_good(outcome: &Result<()>) -> bool {
    matches!(outcome, Err(Error::Refused(Refusal::PasskeyNotGood)))
}

in_a_town! {
    async fn a_passkey_is_added_by_password_and_code_and_signs_in_without_them_until_it_is_removed(town) {
        let ada = town.join("ada").await;
        let (_, codes) = turn_on(&town, &ada).await;
        let ask = async |password: &str, code: &str| {
            passkey::ask_to_add(&town.context, &ada, password.to_owned(), code).await
        };
        assert!(is_refused(&ask("wrong password", &codes[0]).await, &Refusal::WrongPassword));
        for code in ["", "000000"] {
            assert!(is_refused(&ask(PASSWORD, code).await, &Refusal::WrongCode), "{code}");
        }
        let mut phone = Device::new(1);
        let answer = phone.make(&ask(PASSWORD, &codes[0]).await.unwrap());
        assert!(is_refused(&ask(PASSWORD, &codes[0]).await, &Refusal::WrongCode), "it is used up");
        add(&town, &ada, &answer).await.unwrap();
        let listed = passkey::list(&town.context, &ada).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].name.as_str(), listed[0].last_used_on), ("my phone", None));
        for _ in 0..2 {
            let session = sign_in(&town, &mut phone).await.unwrap();
            let found = session::by_secret(&town.context, &session).await.unwrap().unwrap();
            assert_eq!(found.member.id, ada.id);
        }
        let listed = passkey::list(&town.context, &ada).await.unwrap();
        assert_eq!(listed[0].last_used_on, Some(town.context.now().date_naive()));
        let bob = town.join("bob").await;
        passkey::remove(&town.context, &bob, &phone.credential_id).await.unwrap();
        assert!(sign_in(&town, &mut phone).await.is_some(), "it is not his to remove");
        passkey::remove(&town.context, &ada, &phone.credential_id).await.unwrap();
        assert_eq!(passkey::list(&town.context, &ada).await.unwrap(), []);
        assert_eq!(sign_in(&town, &mut phone).await, None);
    }

    async fn an_answer_is_good_once_in_its_time_and_for_what_was_asked(town) {
        let ada = town.join("ada").await;
        let mut phone = device(&town, &ada, 1).await;
        let options = passkey::ask_to_sign_in(&town.context).await.unwrap();
        let answer = phone.show(&options);
        assert!(sign_in_by(&town, &answer).await.is_some());
        assert_eq!(sign_in_by(&town, &answer).await, None, "a second time");
        let again = phone.show(&options);
        assert_eq!(sign_in_by(&town, &again).await, None, "another answer to the same");
        let options = passkey::ask_to_sign_in(&town.context).await.unwrap();
        town.wait(TimeDelta::minutes(5)).await;
        let late = phone.show(&options);
        assert_eq!(sign_in_by(&town, &late).await, None, "too late");
        let for_new = phone.show(&asked(&town, &ada).await);
        assert_eq!(sign_in_by(&town, &for_new).await, None, "she was asked for a new one");
        let mut other = Device::new(2);
        other.handle.clone_from(&phone.handle);
        let options = asked(&town, &ada).await;
        town.wait(TimeDelta::minutes(10)).await;
        assert!(is_not_good(&add(&town, &ada, &other.make(&options)).await), "too late");
    }

    async fn what_her_device_did_not_make_for_this_site_signs_nobody_in(town) {
        let ada = town.join("ada").await;
        let bob = town.join("bob").await;
        let hers = device(&town, &ada, 1).await;
        let his = device(&town, &bob, 2).await;
        let mut unknown = Device::new(3);
        unknown.handle.clone_from(&hers.handle);
        assert_eq!(sign_in(&town, &mut unknown).await, None, "a key that nobody added");
        let mut phone = hers;
        let handle = phone.handle.clone();
        phone.handle.clone_from(&his.handle);
        assert_eq!(sign_in(&town, &mut phone).await, None, "her key for him");
        phone.handle = handle;
        "https://town.example.evil.example".clone_into(&mut phone.origin);
        assert_eq!(sign_in(&town, &mut phone).await, None, "shown to another site");
        "https://town.example".clone_into(&mut phone.origin);
        "evil.example".clone_into(&mut phone.site);
        assert_eq!(sign_in(&town, &mut phone).await, None, "kept for another site");
        "town.example".clone_into(&mut phone.site);
        assert!(sign_in(&town, &mut phone).await.is_some());
        phone.uses = 1;
        assert_eq!(sign_in(&town, &mut phone).await, None, "it was used more often: this is a copy");
        phone.uses = 100;
        assert!(sign_in(&town, &mut phone).await.is_some());
        phone.asks_nobody();
        assert_eq!(sign_in(&town, &mut phone).await, None, "whoever held it");
        let mut ring = device(&town, &ada, 4).await;
        ring.lets_copies_be();
        assert_eq!(sign_in(&town, &mut ring).await, None, "a key cannot become one with copies");
        let mut forged = device(&town, &ada, 5).await;
        forged.change_key();
        assert_eq!(sign_in(&town, &mut forged).await, None, "another key under its name");
        for nonsense in ["", "{}", "null", "[]"] {
            assert_eq!(sign_in_by(&town, nonsense).await, None);
        }
    }

    async fn a_passkey_is_added_by_whom_it_was_made_for_and_once(town) {
        let ada = town.join("ada").await;
        let bob = town.join("bob").await;
        let mut phone = Device::new(1);
        let options = asked(&town, &ada).await;
        let answer = phone.make(&options);
        assert!(is_not_good(&add(&town, &bob, &answer).await), "he was not asked");
        add(&town, &ada, &answer).await.unwrap();
        assert!(is_not_good(&add(&town, &ada, &answer).await), "a second time");
        let mut same = Device::new(1);
        let answer = same.make(&asked(&town, &bob).await);
        assert!(is_not_good(&add(&town, &bob, &answer).await), "the device's name of it is taken");
        let mut careless = Device::new(2);
        careless.asks_nobody();
        let answer = careless.make(&asked(&town, &ada).await);
        assert!(is_not_good(&add(&town, &ada, &answer).await), "it would be one factor");
        let mut elsewhere = Device::new(3);
        "https://evil.example".clone_into(&mut elsewhere.origin);
        let answer = elsewhere.make(&asked(&town, &ada).await);
        assert!(is_not_good(&add(&town, &ada, &answer).await), "made on another site");
        assert!(is_not_good(&add(&town, &ada, "{}").await));
        assert_eq!(passkey::list(&town.context, &bob).await.unwrap(), []);
        for credential_id in 10..28 {
            device(&town, &ada, credential_id).await;
        }
        let twentieth = Device::new(40).make(&asked(&town, &ada).await);
        let one_more = Device::new(41).make(&asked(&town, &ada).await);
        add(&town, &ada, &twentieth).await.unwrap();
        assert!(is_refused(&add(&town, &ada, &one_more).await, &Refusal::TooManyPasskeys));
        let refused = passkey::ask_to_add(&town.context, &ada, PASSWORD.to_owned(), "").await;
        assert!(is_refused(&refused, &Refusal::TooManyPasskeys));
        assert_eq!(passkey::list(&town.context, &ada).await.unwrap().len(), 20);
    }

    async fn what_somebody_else_added_does_not_outlast_the_way_back_to_an_account(town) {
        let ada = town.join("ada").await;
        let bob = town.join("bob").await;
        let mut his = device(&town, &bob, 9).await;
        for is_by_link in [true, false] {
            let mut theirs = device(&town, &ada, 1).await;
            let begun = Device::new(2).make(&asked(&town, &ada).await);
            if is_by_link {
                let link = new_password::offer(&town.context, &"ada".parse().unwrap()).await.unwrap();
                new_password::choose(&town.context, &link, PASSWORD.to_owned()).await.unwrap();
            } else {
                session::end_everything(&town.context, &ada).await.unwrap();
            }
            assert_eq!(sign_in(&town, &mut theirs).await, None, "by a link: {is_by_link}");
            assert!(is_not_good(&add(&town, &ada, &begun).await), "it was begun before");
            assert_eq!(passkey::list(&town.context, &ada).await.unwrap(), []);
        }
        assert!(sign_in(&town, &mut his).await.is_some(), "it is of another member");
    }

    async fn nobody_comes_in_while_an_account_is_given_back(town) {
        let ada = town.join("ada").await;
        for credential_id in 1..6 {
            let mut theirs = device(&town, &ada, credential_id).await;
            let options = passkey::ask_to_sign_in(&town.context).await.unwrap();
            let answer = theirs.show(&options);
            let (back, _) = tokio::join!(
                session::end_everything(&town.context, &ada),
                sign_in_by(&town, &answer),
            );
            back.unwrap();
            assert!(session::list(&town.context, &ada).await.unwrap().is_empty());
        }
    }

    async fn passkeys_stay_when_a_member_changes_her_password(town) {
        let ada = town.join("ada").await;
        let mut phone = device(&town, &ada, 1).await;
        let begun = Device::new(2).make(&asked(&town, &ada).await);
        let passwords = (PASSWORD.to_owned(), "another horse, another battery".to_owned());
        session::change_password(&town.context, &ada, passwords, "Firefox").await.unwrap().unwrap();
        assert!(sign_in(&town, &mut phone).await.is_some());
        assert!(is_not_good(&add(&town, &ada, &begun).await), "it was begun with the old password");
    }

    async fn there_are_none_where_the_host_has_no_name(town) {
        let ada = town.join("ada").await;
        assert!(passkey::are_here(&town.context));
        let nameless = Address::new(&"https://192.0.2.1".parse().unwrap()).unwrap();
        let context = Context { address: Arc::new(nameless), ..town.context.clone() };
        assert!(!passkey::are_here(&context));
        assert!(is_refused(&passkey::ask_to_sign_in(&context).await, &Refusal::NoPasskeysHere));
        let refused = passkey::ask_to_add(&context, &ada, PASSWORD.to_owned(), "").await;
        assert!(is_refused(&refused, &Refusal::NoPasskeysHere));
    }

    async fn who_is_kept_out_does_not_come_in_by_a_passkey(town) {
        let ada = town.join("ada").await;
        let mut phone = device(&town, &ada, 1).await;
        let mut transaction = town.context.store.begin().await.unwrap();
        suspension::insert(&mut transaction, ada.id, town.context.now()).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(sign_in(&town, &mut phone).await, None);
    }
}
