//! Where a public recommendation is found, and where it is not.

use serde_json::Value;
use vouchwell_tests::{Answer, Instance, Member, SOON, digest, eventually};

/// A recommendation that was public once: what to look for.
#[derive(Debug)]
pub(crate) struct Found {
    uri: String,
    words: String,
    digest: String,
    acceptance: String,
    author: String,
}

impl Found {
    /// Reads it where it was written: page, ActivityPub and bundle.
    pub(crate) async fn at_its_origin(origin: &Instance, uri: &str) -> Self {
        let bundle = origin.get(&format!("{uri}/bundle")).await.ok();
        let text = |value: &Value| value.as_str().expect("the bundle has its fields").to_owned();
        let found = Self {
            uri: uri.to_owned(),
            words: text(&bundle["endorsement"]["text"]),
            digest: digest(&bundle["endorsement"]),
            acceptance: digest(&bundle["acceptance"]),
            author: text(&bundle["endorsement"]["attributedTo"]),
        };
        let page = origin.get_page(uri).await;
        assert!(
            page.status.is_success() && page.body.contains(&found.words),
            "{page}"
        );
        let note = origin.get_activity(uri).await.ok();
        assert_eq!(
            (&note["id"], &note["type"]),
            (&Value::from(uri), &Value::from("Note"))
        );
        assert_eq!(note["recommendation"], bundle, "the Note holds the bundle");
        found
    }

    fn bundle(&self) -> String {
        format!("/.well-known/vouchwell/bundles/{}", self.digest)
    }

    async fn listed(&self, reader: &Member, account: &str, role: &str) -> Option<Value> {
        let account = reader.resolve(account).await;
        let listed = reader.recommendations_of(&account, role).await;
        listed.into_iter().find(|one| one["uri"] == self.uri.as_str())
    }

    /// The API of the reader's instance lists it among those that `author` gave.
    pub(crate) async fn is_shown_by(&self, reader: &Member, author: &str) {
        let what = format!(
            "{} finds {} among those given by {author}",
            reader.handle(),
            self.uri
        );
        let shown = eventually(SOON, &what, async || self.listed(reader, author, "author").await).await;
        assert_eq!(shown["text"], self.words.as_str());
        assert_eq!(shown["verdict"], "valid");
        assert_eq!(shown["identity"], "confirmed");
    }

    /// The home timeline of a follower shows it as a status.
    pub(crate) async fn is_at_home_of(&self, reader: &Member) {
        let what = format!("{} is at home of {}", self.uri, reader.handle());
        let status = eventually(SOON, &what, async || {
            reader
                .home()
                .await
                .into_iter()
                .find(|status| status["uri"] == self.uri.as_str())
        })
        .await;
        assert!(
            status["content"]
                .as_str()
                .is_some_and(|content| content.contains(&self.words)),
            "{status}"
        );
    }

    /// The instance hands the bundle out, and its program finds it valid.
    pub(crate) async fn has_its_bundle_at(&self, instance: &Instance) {
        let what = format!("{} hands the bundle out", instance.host());
        let bundle = eventually(SOON, &what, async || {
            let answer = instance.get(&self.bundle()).await;
            answer.status.is_success().then_some(answer.body)
        })
        .await;
        assert_eq!(instance.verify(&bundle), (Some(0), "valid".to_owned()));
    }

    /// The public profile of a member shows it.
    pub(crate) async fn is_on_the_page_of(&self, member: &Member) {
        let what = format!("{} is on the page of {}", self.uri, member.handle());
        let page = format!("/@{}", member.name());
        eventually(SOON, &what, async || {
            member
                .get_page(&page)
                .await
                .body
                .contains(&self.words)
                .then_some(())
        })
        .await;
        let account = member.account().await;
        let mut lines = account["fields"].as_array().into_iter().flatten();
        let line = lines.find(|line| line["name"] == self.line_of(member));
        let value = line.and_then(|line| line["value"].as_str());
        assert!(value.is_some_and(|value| value.contains(&page)), "{account}");
    }

    /// The name of the line that leads apps to the list in which it is.
    fn line_of(&self, member: &Member) -> &'static str {
        if self.author == member.actor() {
            "Recommends"
        } else {
            "Recommended by"
        }
    }

    /// The public profile of a member does not show it, and no line leads to an empty list.
    pub(crate) async fn is_not_on_the_page_of(&self, member: &Member) {
        let account = member.account().await;
        let mut lines = account["fields"].as_array().into_iter().flatten();
        assert!(
            lines.all(|line| line["name"] != self.line_of(member)),
            "{account}"
        );
        let page = member.get_page(&format!("/@{}", member.name())).await;
        assert!(
            page.status.is_success() && !page.body.contains(&self.words),
            "{page}"
        );
    }

    /// Permalink and bundle answer 410, without the text.
    pub(crate) async fn answers_gone_at_its_origin(&self, origin: &Instance) {
        eventually(SOON, &format!("{} is gone", self.uri), async || {
            (origin.get_page(&self.uri).await.status == 410).then_some(())
        })
        .await;
        let bundle = format!("{}/bundle", self.uri);
        let answers = [
            origin.get_page(&self.uri).await,
            origin.get_activity(&self.uri).await,
            origin.get(&bundle).await,
        ];
        for answer in answers {
            self.is_withheld_by(&answer);
        }
    }

    /// Neither list, status nor timeline shows it to a reader.
    pub(crate) async fn is_hidden_from(&self, reader: &Member, author: &str, subject: &str) {
        let what = format!("{} does not find {} any more", reader.handle(), self.uri);
        eventually(SOON, &what, async || {
            let given = self.listed(reader, author, "author").await;
            let received = self.listed(reader, subject, "subject").await;
            (given.is_none() && received.is_none()).then_some(())
        })
        .await;
        let account = reader.resolve(author).await;
        let statuses = [
            reader.home().await,
            reader.public_timeline().await,
            reader.statuses_of(&account).await,
        ]
        .concat();
        assert!(
            statuses.iter().all(|status| status["uri"] != self.uri.as_str()),
            "still a status: {statuses:?}"
        );
    }

    /// The instance answers 410 with a withdrawal for the bundle.
    pub(crate) async fn is_withdrawn_at(&self, instance: &Instance) {
        let what = format!("{} knows of the withdrawal", instance.host());
        let answer = eventually(SOON, &what, async || {
            let answer = instance.get(&self.bundle()).await;
            (answer.status == 410).then_some(answer)
        })
        .await;
        self.is_withheld_by(&answer);
        let withdrawals = answer.json()["withdrawals"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        assert!(!withdrawals.is_empty(), "{answer}");
        for withdrawal in withdrawals {
            let digest = withdrawal["digest"]
                .as_str()
                .expect("a withdrawal names a digest");
            let held = instance
                .get(&format!("/.well-known/vouchwell/withdrawals/{digest}"))
                .await
                .ok();
            assert_eq!(held, withdrawal);
            let by_author = withdrawal["attributedTo"] == self.author.as_str();
            assert!(
                by_author || digest != self.digest,
                "only the author withdraws the endorsement"
            );
            assert!(
                !by_author || digest != self.acceptance,
                "only the subject withdraws the acceptance"
            );
        }
    }

    /// The list of `author`'s recommendations holds it with another text.
    pub(crate) async fn is_replaced_for(&self, reader: &Member, author: &str, words: &str) {
        let what = format!("{} reads the new text", reader.handle());
        eventually(SOON, &what, async || {
            self.listed(reader, author, "author")
                .await
                .filter(|shown| shown["text"] == words)
        })
        .await;
    }

    fn is_withheld_by(&self, answer: &Answer) {
        assert_eq!(answer.status, 410, "{answer}");
        assert!(
            !answer.body.contains(&self.words),
            "the text is still there: {answer}"
        );
    }
}
