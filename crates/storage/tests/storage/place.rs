use vouchwell_domain::place::Place;
use vouchwell_storage::account;

use crate::both::{at, stores};
use crate::people::{join, meet, remote};

#[tokio::test]
async fn a_place_comes_with_the_account_and_goes_with_it() {
    for store in stores().await {
        let ada = join(&store, "ada").await.account;
        let ghent: Place = "Ghent, Belgium".parse().unwrap();
        let mut transaction = store.begin().await.unwrap();
        account::set_place(&mut transaction, ada.id, Some(&ghent))
            .await
            .unwrap();
        let placed = account::by_id(&mut transaction, ada.id).await.unwrap().unwrap();
        assert_eq!(placed.profile.place, Some(ghent));
        account::set_place(&mut transaction, ada.id, None).await.unwrap();
        assert_eq!(account::by_id(&mut transaction, ada.id).await.unwrap(), Some(ada));
    }
}

#[tokio::test]
async fn a_place_elsewhere_is_what_the_other_server_said_last() {
    for store in stores().await {
        let ben = meet(&store, "ben", "away.example").await;
        let mut again = remote("ben", "away.example");
        let mut transaction = store.begin().await.unwrap();
        for place in [Some("Liège"), Some("Namur"), None, Some("Mons")] {
            again.profile.place = place.map(|place| place.parse().unwrap());
            let saved = account::save_remote(&mut transaction, &again).await.unwrap();
            assert_eq!(
                (saved.id, saved.profile.place),
                (ben.id, again.profile.place.clone())
            );
        }
        account::mark_gone(&mut transaction, ben.id, at(5)).await.unwrap();
        let gone = account::by_id(&mut transaction, ben.id).await.unwrap().unwrap();
        assert_eq!(gone.profile.place, None);
    }
}
