//! What the stories about paths ask and see.

use vouchwell_domain::acquaintance::AcquaintanceVisibility;
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::member::Member;
use vouchwell_domain::path::Hops;
use vouchwell_service::path::{FoundPerson, PathView, Wanted, find};
use vouchwell_storage::acquaintance;

use crate::village::Village;

pub(crate) fn wanted(topic: &str) -> Wanted {
    Wanted {
        topic: topic.parse().unwrap(),
        near: None,
        hops: Hops::Two,
        limit: 20,
        offset: 0,
    }
}

impl Village {
    /// Who is found for a topic.
    pub(crate) async fn search(&self, reader: &Member, topic: &str) -> Vec<FoundPerson> {
        find(&self.context, reader, &wanted(topic)).await.unwrap()
    }

    /// The ways to the one who is found for a topic; nothing if nobody is.
    pub(crate) async fn routes(&self, reader: &Member, topic: &str) -> Option<Vec<String>> {
        let found = self.search(reader, topic).await;
        assert!(found.len() <= 1, "{:?} are found", names(&found));
        found.first().map(routes)
    }

    /// A member chooses who may learn of an acquaintance.
    pub(crate) async fn show_acquaintance(
        &self,
        owner: &Member,
        other: AccountId,
        visibility: AcquaintanceVisibility,
    ) {
        let mut transaction = self.context.store.begin().await.unwrap();
        let known = acquaintance::between(&mut transaction, owner.account.id, other)
            .await
            .unwrap();
        let mut known = known.unwrap();
        known.visibility = visibility;
        acquaintance::save(&mut transaction, &known).await.unwrap();
        transaction.commit().await.unwrap();
    }
}

pub(crate) fn names(found: &[FoundPerson]) -> Vec<&str> {
    found
        .iter()
        .map(|found| found.account.account.name.as_str())
        .collect()
}

/// Each path as the names of its people.
pub(crate) fn routes(found: &FoundPerson) -> Vec<String> {
    found.paths.iter().map(route).collect()
}

fn route(path: &PathView) -> String {
    let mut names = vec![path.steps[0].from.account.name.as_str()];
    names.extend(path.steps.iter().map(|step| step.to.account.name.as_str()));
    names.join(" ")
}
