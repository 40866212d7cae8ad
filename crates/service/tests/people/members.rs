use std::sync::Arc;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::KeyPair as _;
use vouchwell_domain::member::Member;
use vouchwell_service::account::AccountSearch;
use vouchwell_service::error::Refusal;
use vouchwell_service::member::NewMember;
use vouchwell_service::vault::Vault;
use vouchwell_service::{Context, Error, Result, account, application, key, member, token};
use vouchwell_storage::{member as stored_member, private_key};

use crate::in_a_town;
use crate::town::{Counting, newcomer};

fn refusal(outcome: Result<Member>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("{other:?} is no refusal"),
    }
}

in_a_town! {
    async fn a_name_and_an_address_are_given_once(town) {
        let ada = town.join("ada").await;
        let same_name = NewMember { email: "other@mail.example".parse().unwrap(), ..newcomer("ADA") };
        assert_eq!(refusal(member::create(&town.context, same_name).await), Refusal::Taken);
        let same_email = NewMember { email: "ADA@mail.example".parse().unwrap(), ..newcomer("other") };
        assert_eq!(refusal(member::create(&town.context, same_email).await), Refusal::Taken);
        let mut snapshot = town.context.store.snapshot().await.unwrap();
        let kept = stored_member::by_name(&mut snapshot, &"ada".parse().unwrap()).await.unwrap().unwrap();
        assert_eq!(kept.account, ada.account);
        assert_eq!(stored_member::count(&mut snapshot).await.unwrap(), 1);
    }

    async fn unfit_names_and_passwords_are_refused_with_a_sentence(town) {
        for (unfit, word) in [
            (newcomer("admin"), "name"),
            (newcomer("actor"), "name"),
            (NewMember { password: "1234567".to_owned(), ..newcomer("ada") }, "8"),
            (NewMember { password: "x".repeat(257), ..newcomer("ada") }, "256"),
        ] {
            let sentence = refusal(member::create(&town.context, unfit).await).to_string();
            assert!(sentence.contains(word), "{sentence}");
        }
        let mut snapshot = town.context.store.snapshot().await.unwrap();
        assert!(!stored_member::exists_any(&mut snapshot).await.unwrap());
    }

    async fn passwords_and_tokens_are_kept_as_hashes(town) {
        let ada = town.join("ada").await;
        let mut transaction = town.begin().await;
        let hash = stored_member::password_hash(&mut transaction, ada.id).await.unwrap().unwrap();
        assert!(hash.starts_with("$argon2id$") && !hash.contains("correct horse"), "{hash}");
    }

    async fn a_token_of_the_command_line_speaks_for_its_member_until_she_ends_it(town) {
        let ada = town.join("ada").await;
        let name = "ada".parse().unwrap();
        let scopes = "read write".parse().unwrap();
        let first = token::issue(&town.context, &name, &scopes).await.unwrap();
        let second = token::issue(&town.context, &name, &scopes).await.unwrap();
        assert_ne!(first, second);
        let found = token::by_secret(&town.context, &first).await.unwrap().unwrap();
        assert_eq!((found.member.map(|member| member.id), found.scopes), (Some(ada.id), scopes.clone()));
        assert!(token::by_secret(&town.context, &second).await.unwrap().is_some());
        assert!(token::by_secret(&town.context, "vouchwell_guess").await.unwrap().is_none());
        application::end(&town.context, &ada, None).await.unwrap();
        assert!(token::by_secret(&town.context, &first).await.unwrap().is_none());
        let nobody = token::issue(&town.context, &"nobody".parse().unwrap(), &scopes).await;
        assert!(matches!(nobody, Err(Error::NotFound)));
    }

    async fn the_keys_of_a_member_are_the_same_after_a_restart(town) {
        let ada = town.join("ada").await;
        let sealed = private_key::any(&mut town.begin().await).await.unwrap();
        let vault = Vault::open(town.directory.path(), sealed.as_ref(), &Counting::new()).unwrap();
        let restarted = Context { vault: Arc::new(vault), ..town.context.clone() };
        for _ in 0..2 {
            let mut transaction = town.begin().await;
            let key = key::evidence_key(&restarted, &mut transaction, ada.account.id).await.unwrap();
            assert_eq!(Some(key.did_key()), ada.account.evidence_key);
            let keys = key::request_keys(&restarted, &mut transaction, ada.account.id).await.unwrap();
            assert!(keys.earlier.is_empty());
            let public = KeyPair::from_pkcs8(&keys.current).unwrap().public_key().as_der().unwrap();
            let shown = pem::parse(&ada.account.request_key.as_ref().unwrap().pem).unwrap();
            assert_eq!(shown.contents(), public.as_ref());
        }
    }

    async fn an_account_is_found_by_handle_with_or_without_the_own_host(town) {
        let ada = town.join("ada").await.account;
        town.meet("adam").await;
        for handle in ["ada", "@ada@town.example", "acct:Ada@TOWN.example"] {
            let found = account::by_handle(&town.context, &handle.parse().unwrap()).await.unwrap();
            assert_eq!(found.unwrap().account, ada, "{handle}");
        }
        let found = account::search(&town.context, None, AccountSearch::of("@ada", 10)).await.unwrap();
        let names: Vec<String> = found.into_iter().map(|view| view.account.name).collect();
        assert_eq!(names, ["ada", "adam"]);
        assert_eq!(account::search(&town.context, None, AccountSearch::of(" @ ", 10)).await.unwrap(), []);
    }
}
