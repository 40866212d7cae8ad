use chrono::TimeDelta;
use vouchwell_domain::identifier::InvitationId;
use vouchwell_domain::invitation::{Invitation, Outcome};
use vouchwell_domain::member::Member;
use vouchwell_domain::token::SecretDigest;
use vouchwell_storage::invitation::{count_open, find, insert, of_member, take_back, use_up};

use crate::both::{ENTROPY, at, stores};
use crate::people::join;

fn made_by(inviter: &Member, secret: u8, minutes: i64) -> Invitation {
    Invitation {
        id: InvitationId::random(&ENTROPY),
        digest: SecretDigest::from_bytes([secret; 32]),
        inviter: inviter.account.id,
        offers_follow: true,
        created_at: at(minutes),
        ends_at: at(minutes) + TimeDelta::minutes(60),
        outcome: Outcome::Waits,
    }
}

#[tokio::test]
async fn an_invitation_is_used_once_in_its_time_and_not_after_it_was_taken_back() {
    for store in stores().await {
        let (ada, bea, cem) = (
            join(&store, "ada").await,
            join(&store, "bea").await,
            join(&store, "cem").await,
        );
        let [used, taken_back, over] = [1, 2, 3].map(|secret| made_by(&ada, secret, i64::from(secret)));
        let mut transaction = store.begin().await.unwrap();
        for invitation in [&used, &taken_back, &over] {
            assert!(insert(&mut transaction, invitation).await.unwrap());
            assert!(
                !insert(&mut transaction, invitation).await.unwrap(),
                "it is there"
            );
        }
        assert_eq!(count_open(&mut transaction, ada.id, at(4)).await.unwrap(), 3);
        take_back(&mut transaction, bea.id, &used.id, at(4))
            .await
            .unwrap();
        take_back(&mut transaction, ada.id, &taken_back.id, at(4))
            .await
            .unwrap();
        for (invitation, by, minutes, is_good) in [
            (&used, &bea, 5, true),
            (&used, &cem, 6, false),
            (&taken_back, &cem, 6, false),
            (&over, &cem, 63, false),
        ] {
            let taken = use_up(&mut transaction, &invitation.id, by.id, at(minutes))
                .await
                .unwrap();
            assert_eq!(taken, is_good);
        }
        take_back(&mut transaction, ada.id, &used.id, at(7))
            .await
            .unwrap();
        let outcomes: Vec<Outcome> = of_member(&mut transaction, ada.id, 10)
            .await
            .unwrap()
            .into_iter()
            .map(|invitation| invitation.outcome)
            .collect();
        let came = Outcome::Used {
            by: bea.account.id,
            at: at(5),
        };
        assert_eq!(outcomes, [Outcome::Waits, Outcome::TakenBack, came]);
        assert_eq!(count_open(&mut transaction, ada.id, at(62)).await.unwrap(), 1);
        assert_eq!(count_open(&mut transaction, ada.id, at(63)).await.unwrap(), 0);
        assert!(of_member(&mut transaction, bea.id, 10).await.unwrap().is_empty());
        let found = find(&mut transaction, &over.digest).await.unwrap().unwrap();
        assert_eq!(found, over);
        let unknown = SecretDigest::from_bytes([9; 32]);
        assert!(find(&mut transaction, &unknown).await.unwrap().is_none());
    }
}
