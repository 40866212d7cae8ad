use chrono::TimeDelta;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::notification::NotificationKind::Mention;
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Visibility;
use vouchwell_service::status::{
    Arrival, Concern, RemoteNote, delete_note, receive_note, receive_notes, update_note,
};
use vouchwell_service::timeline::{self, Source};
use vouchwell_service::{block, follow};
use vouchwell_storage::status as stored;

use crate::in_a_town;
use crate::town::{Town, away, noon, note};

async fn receive(town: &Town, author: &vouchwell_domain::account::Account, note: RemoteNote) -> bool {
    let mut transaction = town.begin().await;
    let kept = receive_note(&town.context, &mut transaction, author, note, Concern::Unknown)
        .await
        .unwrap()
        .is_some();
    transaction.commit().await.unwrap();
    kept
}

async fn content(town: &Town, uri: &ObjectUri) -> Option<String> {
    let mut snapshot = town.context.store.snapshot().await.unwrap();
    stored::by_uri(&mut snapshot, uri)
        .await
        .unwrap()
        .map(|status| status.content)
}

in_a_town! {
    async fn a_note_is_kept_if_it_concerns_a_member(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        assert!(!receive(&town, &ben, note("notes/1", &[])).await);
        assert!(receive(&town, &ben, note("notes/2", &[&ada])).await);
        assert!(!receive(&town, &ben, note("notes/2", &[&ada])).await, "the same again");
        assert_eq!(town.told(&ada).await, [(Mention, "ben".to_owned())]);

        follow::follow(&town.context, &ada, ben.id).await.unwrap();
        assert!(!receive(&town, &ben, note("notes/3", &[])).await, "she has not been accepted yet");
        let mut transaction = town.begin().await;
        vouchwell_storage::follow::accept(&mut transaction, ada.account.id, ben.id).await.unwrap();
        transaction.commit().await.unwrap();
        assert!(receive(&town, &ben, note("notes/3", &[])).await);

        let home = timeline::home(&town.context, &ada, Page::newest(10)).await.unwrap();
        let uris: Vec<_> = home.iter().map(|view| view.status.uri.clone()).collect();
        assert_eq!(uris, [away("notes/3"), away("notes/2")]);
        assert_eq!(home[1].mentions, std::slice::from_ref(&ada.account));
        assert_eq!((&home[0].account.account, home[0].account.counts.statuses), (&ben, 2));
        let public = timeline::public(&town.context, None, Source::Elsewhere, Page::newest(1)).await.unwrap();
        assert_eq!(public[0].status.uri, away("notes/3"));
        assert_eq!(town.finds(&ada, "MORNING", None).await, [home[1].status.id], "the one that names her");
    }

    async fn notes_that_come_together_count_as_one_after_the_other(town) {
        let (ada, bea) = (town.join("ada").await, town.join("bea").await);
        let (ben, cleo) = (town.meet("ben").await, town.meet("cleo").await);
        block::block(&town.context, &bea, cleo.id).await.unwrap();
        let answers = |to: &str, note| RemoteNote { in_reply_to: Some(away(to)), ..note };
        let notes = [
            (&ben, answers("notes/3", note("notes/1", &[&ada])), true),
            (&ben, note("notes/2", &[]), false),
            (&ben, note("notes/3", &[&ada, &bea]), true),
            (&ben, note("notes/3", &[&ada]), false),
            (&cleo, answers("notes/3", note("notes/4", &[&ada, &bea])), true),
            (&cleo, note("notes/5", &[&bea]), false),
        ];
        let arrivals: Vec<Arrival<'_>> = notes
            .iter()
            .map(|(author, note, _)| Arrival { author, note, concern: Concern::Unknown })
            .collect();
        let mut transaction = town.begin().await;
        let kept = receive_notes(&town.context, &mut transaction, &arrivals).await.unwrap();
        transaction.commit().await.unwrap();

        let are_kept: Vec<bool> = kept.iter().map(Option::is_some).collect();
        assert_eq!(are_kept, notes.map(|(_, _, is_kept)| is_kept));
        let ids: Vec<_> = kept.iter().flatten().map(|status| status.id).collect();
        let answered = timeline::status(&town.context, None, ids[1]).await.unwrap();
        assert_eq!(answered.counts.replies, 2, "the one before it and the one after it");
        let told = |name: &str| (Mention, name.to_owned());
        let mut told_to_ada = town.told(&ada).await;
        told_to_ada.sort_by(|one, other| one.1.cmp(&other.1));
        assert_eq!(told_to_ada, [told("ben"), told("ben"), told("cleo")]);
        assert_eq!(town.told(&bea).await, [told("ben")], "she blocks the other");
    }

    async fn a_direct_note_is_for_those_it_names(town) {
        let (ada, bea, ben) = (town.join("ada").await, town.join("bea").await, town.meet("ben").await);
        let direct = RemoteNote { visibility: Visibility::Direct, ..note("notes/1", &[&ada]) };
        assert!(receive(&town, &ben, direct).await);
        let page = Page::newest(10);
        let shown = timeline::of_account(&town.context, Some(&ada), ben.id, &timeline::Selection::default(), page).await.unwrap();
        let id = shown[0].status.id;
        assert_eq!(timeline::of_account(&town.context, Some(&bea), ben.id, &timeline::Selection::default(), page).await.unwrap(), []);
        assert_eq!(timeline::of_account(&town.context, None, ben.id, &timeline::Selection::default(), page).await.unwrap(), []);
        assert!(timeline::status(&town.context, Some(&ada), id).await.is_ok());
        assert!(timeline::status(&town.context, Some(&bea), id).await.is_err());
        assert!(timeline::status(&town.context, None, id).await.is_err());
    }

    async fn a_blocked_author_is_not_heard(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        block::block(&town.context, &ada, ben.id).await.unwrap();
        assert!(!receive(&town, &ben, note("notes/1", &[&ada])).await);
        assert_eq!(town.told(&ada).await, []);
    }

    async fn a_note_under_a_foreign_id_is_not_kept(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        for foreign in ["https://town.example/notes/1", "https://third.example/notes/1"] {
            let foreign = RemoteNote { uri: foreign.parse().unwrap(), ..note("notes/1", &[&ada]) };
            assert!(!receive(&town, &ben, foreign).await);
        }
    }

    async fn a_note_is_changed_and_deleted_by_its_author_alone(town) {
        let (ada, ben, eve) = (town.join("ada").await, town.meet("ben").await, town.meet("eve").await);
        let uri = away("notes/1");
        assert!(receive(&town, &ben, note("notes/1", &[&ada])).await);
        let changed = RemoteNote { content: "<p>Good night</p>".to_owned(), ..note("notes/1", &[&ada]) };

        let mut transaction = town.begin().await;
        let taken = update_note(&town.context, &mut transaction, &eve, changed.clone()).await.unwrap();
        assert_eq!(taken, None);
        delete_note(&town.context, &mut transaction, &eve, &uri).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(content(&town, &uri).await.as_deref(), Some("<p>Good morning</p>"));

        let mut transaction = town.begin().await;
        update_note(&town.context, &mut transaction, &ben, changed).await.unwrap().unwrap();
        let older = RemoteNote { updated: Some(noon() - TimeDelta::hours(1)), ..note("notes/1", &[&ada]) };
        assert_eq!(update_note(&town.context, &mut transaction, &ben, older).await.unwrap(), None);
        transaction.commit().await.unwrap();
        assert_eq!(content(&town, &uri).await.as_deref(), Some("<p>Good night</p>"));

        let mut transaction = town.begin().await;
        delete_note(&town.context, &mut transaction, &ben, &uri).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(content(&town, &uri).await, None);
        assert_eq!(town.told(&ada).await, []);
        assert!(!receive(&town, &ben, note("notes/1", &[&ada])).await, "it does not come back");
    }

    async fn a_delete_that_comes_first_is_remembered_and_binds_its_sender_alone(town) {
        let (ada, ben, eve) = (town.join("ada").await, town.meet("ben").await, town.meet("eve").await);
        let mut transaction = town.begin().await;
        delete_note(&town.context, &mut transaction, &ben, &away("notes/1")).await.unwrap();
        delete_note(&town.context, &mut transaction, &eve, &away("notes/2")).await.unwrap();
        transaction.commit().await.unwrap();
        assert!(!receive(&town, &ben, note("notes/1", &[&ada])).await);
        assert!(receive(&town, &ben, note("notes/2", &[&ada])).await);
    }

    async fn a_note_from_the_future_is_dated_now(town) {
        let (ada, ben) = (town.join("ada").await, town.meet("ben").await);
        let early = RemoteNote { published: Some(noon() + TimeDelta::days(9)), ..note("notes/1", &[&ada]) };
        assert!(receive(&town, &ben, early).await);
        let mut snapshot = town.context.store.snapshot().await.unwrap();
        let kept = stored::by_uri(&mut snapshot, &away("notes/1")).await.unwrap().unwrap();
        assert_eq!(kept.created_at, noon());
    }
}
