use vouchwell_domain::account::Account;
use vouchwell_domain::custom_emoji::CustomEmoji;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::member::{Member, Role};
use vouchwell_service::administration::{Administrator, domain};
use vouchwell_service::member::{self, NewMember};
use vouchwell_service::remote_account::{self, RemoteActor};
use vouchwell_service::status::{Concern, Reach, RemoteNote, receive_note, update_note};
use vouchwell_service::timeline;

use crate::in_a_town;
use crate::town::{Town, actor, newcomer, note};

/// A picture of a server.
fn picture(host: &str, name: &str) -> CustomEmoji {
    CustomEmoji {
        shortcode: name.parse().unwrap(),
        url: format!("https://{host}/emoji/{name}.png").parse().unwrap(),
    }
}

fn addresses(emojis: &[CustomEmoji]) -> Vec<&str> {
    emojis.iter().map(|emoji| emoji.url.as_str()).collect()
}

impl Town {
    /// Somebody whose name has a picture in it.
    async fn meet_with_picture(&self, name: &str) -> Account {
        let mut described = actor(name);
        described.profile.display_name = "Ben :blobcat:".to_owned();
        let described = RemoteActor {
            emojis: vec![picture(described.host.as_str(), "blobcat")],
            ..described
        };
        let mut transaction = self.begin().await;
        let account = remote_account::save(&self.context, &mut transaction, described)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        account
    }

    async fn hear_words(&self, author: &Account, words: &str, emojis: Vec<CustomEmoji>) -> StatusId {
        let origin = author.uri.url().origin().ascii_serialization();
        let said = RemoteNote {
            uri: format!("{origin}/notes/1").parse().unwrap(),
            content: words.to_owned(),
            emojis,
            ..note("notes/1", &[])
        };
        let mut transaction = self.begin().await;
        let kept = receive_note(
            &self.context,
            &mut transaction,
            author,
            said,
            Concern::Wanted(Reach::NOTHING),
        )
        .await;
        transaction.commit().await.unwrap();
        kept.unwrap().unwrap().id
    }

    /// The pictures in the words and in the name of their author, as a member is shown them.
    async fn pictures(&self, reader: &Member, id: StatusId) -> (Vec<CustomEmoji>, Vec<CustomEmoji>) {
        let shown = timeline::status(&self.context, Some(reader), id).await.unwrap();
        (shown.emojis, shown.account.emojis)
    }
}

in_a_town! {
    async fn pictures_stand_for_their_names_in_what_people_of_their_server_write(town) {
        let ada = town.join("ada").await;
        let (ben, eve) = (town.meet_with_picture("ben").await, town.meet("eve@else.example").await);
        let party = picture("away.example", "party");
        let words = "<p>:party: and :unknown:</p>";
        let id = town.hear_words(&ben, words, vec![party.clone()]).await;
        let (in_words, in_name) = town.pictures(&ada, id).await;
        assert_eq!(addresses(&in_words), ["https://away.example/emoji/party.png"]);
        assert_eq!(addresses(&in_name), ["https://away.example/emoji/blobcat.png"]);

        let of_eve = town.hear_words(&eve, words, Vec::new()).await;
        assert_eq!(town.pictures(&ada, of_eve).await, (Vec::new(), Vec::new()), "those of another server are not hers");

        let moved = CustomEmoji { url: "https://away.example/emoji/new.png".parse().unwrap(), ..party };
        let edited = RemoteNote {
            content: words.to_owned(),
            emojis: vec![moved],
            updated: Some(crate::town::noon() + chrono::TimeDelta::minutes(1)),
            ..note("notes/1", &[])
        };
        let mut transaction = town.begin().await;
        update_note(&town.context, &mut transaction, &ben, edited).await.unwrap().unwrap();
        transaction.commit().await.unwrap();
        let (in_words, _) = town.pictures(&ada, id).await;
        assert_eq!(addresses(&in_words), ["https://away.example/emoji/new.png"], "where it is now");
    }

    async fn pictures_of_a_server_that_are_left_out_stand_for_nothing(town) {
        let ada = town.join("ada").await;
        let root = member::create(&town.context, NewMember { role: Role::Admin, ..newcomer("rita") }).await.unwrap();
        let administrator = Administrator::of(&root).unwrap();
        let ben = town.meet_with_picture("ben@sub.away.example").await;
        let id = town.hear_words(&ben, "<p>:party:</p>", vec![picture("sub.away.example", "party")]).await;
        assert_eq!(town.pictures(&ada, id).await.0.len(), 1);
        let host = "away.example".parse().unwrap();
        domain::decide_about_media(&town.context, administrator, &host, false).await.unwrap();
        town.meet_with_picture("ben@sub.away.example").await;
        assert_eq!(town.pictures(&ada, id).await, (Vec::new(), Vec::new()));
    }
}
