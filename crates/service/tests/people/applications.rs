use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use vouchwell_domain::Clock;
use vouchwell_domain::application::Application;
use vouchwell_domain::member::Member;
use vouchwell_service::application::{self, NewApplication};
use vouchwell_service::authorization::{self, Wish};
use vouchwell_service::token::IssuedToken;
use vouchwell_service::{Context, Error, session, token};

use crate::in_a_town;
use crate::town::{Town, noon};

const BACK: &str = "https://app.example/%3Aback";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

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

async fn registered(context: &Context, name: &str) -> (Application, String) {
    let new = NewApplication {
        name: name.parse().unwrap(),
        website: None,
        redirect_uris: vec![BACK.parse().unwrap()],
        scopes: "read write".parse().unwrap(),
    };
    application::register(context, new).await.unwrap()
}

async fn allowed(town: &Town, member: &Member, application: &Application, verifier: Option<&str>) -> String {
    let challenge = verifier.map(|verifier| URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())));
    let wish = Wish {
        redirect_uri: BACK.parse().unwrap(),
        scopes: "read".parse().unwrap(),
        challenge: challenge.map(|text| authorization::challenge(&text).unwrap()),
    };
    authorization::allow(&town.context, member, application, wish)
        .await
        .unwrap()
}

async fn exchanged(
    context: &Context,
    application: &Application,
    code: &str,
    verifier: Option<&str>,
) -> Option<IssuedToken> {
    authorization::exchange(context, application, code, BACK, verifier)
        .await
        .unwrap()
}

async fn is_good(town: &Town, token: &IssuedToken) -> bool {
    token::by_secret(&town.context, &token.secret)
        .await
        .unwrap()
        .is_some()
}

in_a_town! {
    async fn a_code_becomes_a_token_once_and_ends_it_when_it_comes_again(town) {
        let ada = town.join("ada").await;
        let (app, _) = registered(&town.context, "App").await;
        let code = allowed(&town, &ada, &app, Some(VERIFIER)).await;
        let token = exchanged(&town.context, &app, &code, Some(VERIFIER)).await.unwrap();
        let found = token::by_secret(&town.context, &token.secret).await.unwrap().unwrap();
        assert_eq!(found.member.map(|member| member.id), Some(ada.id));
        assert_eq!((found.application, found.scopes.to_string().as_str()), (Some(app.id), "read"));
        let other = allowed(&town, &ada, &app, None).await;
        let other = exchanged(&town.context, &app, &other, None).await.unwrap();
        assert!(exchanged(&town.context, &app, &code, Some(VERIFIER)).await.is_none());
        assert!(!is_good(&town, &token).await, "one of the two who showed the code had stolen it");
        assert!(is_good(&town, &other).await, "another code of the same application is none of its business");
    }

    async fn a_code_is_good_only_for_whom_and_what_it_was_made_for(town) {
        let ada = town.join("ada").await;
        let ((app, _), (stranger, _)) = (registered(&town.context, "App").await, registered(&town.context, "Other").await);
        let code = allowed(&town, &ada, &app, Some(VERIFIER)).await;
        assert!(exchanged(&town.context, &stranger, &code, Some(VERIFIER)).await.is_none(), "another application");
        assert!(exchanged(&town.context, &app, &code, None).await.is_none(), "PKCE skipped");
        assert!(exchanged(&town.context, &app, &code, Some("guess")).await.is_none(), "another verifier");
        for uri in ["https://app.example/:back", "https://app.example/%3aback", "https://APP.example/%3Aback", ""] {
            let exchanged = authorization::exchange(&town.context, &app, &code, uri, Some(VERIFIER)).await;
            assert!(exchanged.unwrap().is_none(), "{uri}");
        }
        let late = later(&town.context, TimeDelta::minutes(10));
        assert!(exchanged(&late, &app, &code, Some(VERIFIER)).await.is_none(), "too late");
        assert!(exchanged(&town.context, &app, "guess", Some(VERIFIER)).await.is_none());
        assert!(exchanged(&town.context, &app, &code, Some(VERIFIER)).await.is_some());
        let plain = allowed(&town, &ada, &app, None).await;
        let downgraded = exchanged(&town.context, &app, &plain, Some(VERIFIER)).await;
        assert!(downgraded.is_none(), "a verifier without a challenge: the question was tampered with");
    }

    async fn a_member_sees_what_she_let_in_and_ends_it(town) {
        let (ada, bob) = (town.join("ada").await, town.join("bob").await);
        let (app, _) = registered(&town.context, "App").await;
        let mut tokens = Vec::new();
        for member in [&ada, &ada, &bob] {
            let code = allowed(&town, member, &app, None).await;
            tokens.push(exchanged(&town.context, &app, &code, None).await.unwrap());
        }
        let by_hand = token::issue(&town.context, &"ada".parse().unwrap(), &"write:media".parse().unwrap()).await;
        let open = allowed(&town, &ada, &app, None).await;
        let tomorrow = later(&town.context, TimeDelta::days(1));
        let used = token::by_secret(&town.context, &tokens[0].secret).await.unwrap().unwrap();
        token::note_use(&tomorrow, &used).await.unwrap();

        let admitted = application::admitted(&town.context, &ada).await.unwrap();
        assert_eq!(admitted.len(), 2);
        let shown = admitted.iter().find(|entry| entry.application.is_some()).unwrap();
        assert_eq!(shown.application.as_ref(), Some(&app));
        assert_eq!((shown.scopes.to_string().as_str(), shown.since), ("read", noon()));
        assert_eq!(shown.last_used_on, Some(noon().date_naive() + TimeDelta::days(1)));

        application::end(&town.context, &ada, Some(app.id)).await.unwrap();
        assert!(!is_good(&town, &tokens[0]).await && !is_good(&town, &tokens[1]).await);
        assert!(is_good(&town, &tokens[2]).await, "another member's are not hers to end");
        assert!(token::by_secret(&town.context, &by_hand.unwrap()).await.unwrap().is_some());
        assert!(exchanged(&town.context, &app, &open, None).await.is_none(), "a code from before");
        let left = application::admitted(&town.context, &ada).await.unwrap();
        assert!(left.len() == 1 && left[0].application.is_none());
    }

    async fn ending_everything_ends_codes_that_nobody_exchanged(town) {
        let ada = town.join("ada").await;
        let (app, _) = registered(&town.context, "App").await;
        let open = allowed(&town, &ada, &app, None).await;
        session::end_everything(&town.context, &ada).await.unwrap();
        assert!(exchanged(&town.context, &app, &open, None).await.is_none());
    }

    async fn an_application_gives_back_its_own_tokens_only(town) {
        let ((app, _), (stranger, _)) = (registered(&town.context, "App").await, registered(&town.context, "Other").await);
        let token = token::issue_to(&town.context, &app, "read".parse().unwrap()).await.unwrap();
        let found = token::by_secret(&town.context, &token.secret).await.unwrap().unwrap();
        assert!(found.member.is_none() && found.application == Some(app.id));
        let refused = token::revoke(&town.context, &stranger, &token.secret).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
        assert!(is_good(&town, &token).await);
        token::revoke(&town.context, &app, &token.secret).await.unwrap();
        assert!(!is_good(&town, &token).await);
        token::revoke(&town.context, &app, "never issued").await.unwrap();
    }

    async fn an_application_is_known_by_its_secret_and_forgotten_if_nobody_lets_it_in(town) {
        let ada = town.join("ada").await;
        let (used, secret) = registered(&town.context, "Used").await;
        let (unused, _) = registered(&town.context, "Unused").await;
        assert_eq!(application::by_secret(&town.context, used.id, &secret).await.unwrap().as_ref(), Some(&used));
        assert!(application::by_secret(&town.context, used.id, "guess").await.unwrap().is_none());
        assert!(application::by_secret(&town.context, unused.id, &secret).await.unwrap().is_none());
        let code = allowed(&town, &ada, &used, None).await;
        exchanged(&town.context, &used, &code, None).await.unwrap();
        let later = later(&town.context, TimeDelta::days(8));
        registered(&later, "Another").await;
        assert!(application::by_id(&later, unused.id).await.unwrap().is_none());
        assert!(application::by_id(&later, used.id).await.unwrap().is_some());
    }
}
