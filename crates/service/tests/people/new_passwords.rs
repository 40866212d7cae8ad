use chrono::TimeDelta;
use vouchwell_service::session::{self, Credentials};
use vouchwell_service::{Error, new_password, token};

use crate::in_a_town;
use crate::town::Town;

const LOST: &str = "correct horse battery staple";
const CHOSEN: &str = "four other words together";

async fn is_let_in(town: &Town, password: &str) -> bool {
    let credentials = Credentials {
        login: "ada".to_owned(),
        password: password.to_owned(),
    };
    let signed_in = session::sign_in(&town.context, credentials, "Firefox", None)
        .await
        .unwrap();
    signed_in.begun().is_some()
}

in_a_town! {
    async fn a_link_is_good_once_and_signs_out_everybody(town) {
        let ada = town.join("ada").await;
        let name = "ada".parse().unwrap();
        let app = token::issue(&town.context, &name, &"read".parse().unwrap()).await.unwrap();
        let [link, other] = [
            new_password::offer(&town.context, &name).await.unwrap(),
            new_password::offer(&town.context, &name).await.unwrap(),
        ];
        assert_eq!(new_password::whose(&town.context, &link).await.unwrap().id, ada.id);
        let short = new_password::choose(&town.context, &link, "short".to_owned()).await;
        assert!(matches!(short, Err(Error::Refused(_))), "and the link is still good");
        new_password::choose(&town.context, &link, CHOSEN.to_owned()).await.unwrap();
        assert!(is_let_in(&town, CHOSEN).await && !is_let_in(&town, LOST).await);
        assert!(token::by_secret(&town.context, &app).await.unwrap().is_none());
        for used in [link, other] {
            let again = new_password::choose(&town.context, &used, LOST.to_owned()).await;
            assert!(matches!(again, Err(Error::NotFound)));
        }
        assert!(is_let_in(&town, CHOSEN).await);
    }

    async fn a_link_ends_after_an_hour_and_is_for_one_member_alone(town) {
        for name in ["ada", "bob"] {
            town.join(name).await;
        }
        let link = new_password::offer(&town.context, &"ada".parse().unwrap()).await.unwrap();
        town.wait(TimeDelta::seconds(3_599)).await;
        assert!(new_password::whose(&town.context, &link).await.is_ok());
        assert_eq!(new_password::made_for(&town.context, &link).as_deref(), Some("ada"));
        let longer = link.replacen(|digit: char| digit.is_ascii_digit(), "9", 1);
        for forged in [link.replacen("ada", "bob", 1), longer, String::new(), "ada.1".to_owned()] {
            let refused = new_password::whose(&town.context, &forged).await;
            assert!(matches!(refused, Err(Error::NotFound)), "{forged}");
            assert_eq!(new_password::made_for(&town.context, &forged), None, "it tells nothing of a password");
        }
        town.wait(TimeDelta::seconds(3_600)).await;
        assert!(matches!(new_password::whose(&town.context, &link).await, Err(Error::NotFound)));
    }
}
