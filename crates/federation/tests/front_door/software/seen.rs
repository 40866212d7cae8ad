//! What is to be seen on this instance.

use serde_json::{Map, Value, json};
use vouchwell_domain::account::Account;
use vouchwell_domain::evidence::ActorUri;
use vouchwell_domain::follow::{Follow, FollowState};
use vouchwell_domain::identifier::AccountId;
use vouchwell_domain::media::{Media, MediaContent};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_domain::report::Report;
use vouchwell_service::timeline::{self, StatusView};
use vouchwell_service::{Context, account, notification, report};
use vouchwell_storage::follow as stored_follow;
use vouchwell_storage::notification::Selection;

/// Carla, after something has come.
pub(super) struct Onlooker<'a> {
    pub(super) context: &'a Context,
    pub(super) carla: &'a Member,
    /// Who has sent it.
    pub(super) sender: &'a ActorUri,
    /// How much she had been told before.
    pub(super) told_before: usize,
    pub(super) reported_before: usize,
}

impl Onlooker<'_> {
    /// What the story calls by a word, or what is at an address.
    pub(super) async fn look_at(&self, what: &str) -> Value {
        match what {
            "told" => {
                let told = told(self.context, self.carla).await;
                json!(told[..told.len().saturating_sub(self.told_before)])
            }
            "reported" => {
                let reports = reports(self.context).await;
                let new = reports.iter().take(reports.len() - self.reported_before);
                new.map(|report| json!({ "about": report.objects, "content": report.content }))
                    .collect()
            }
            "follows Carla" => self.follow(|sender| (sender, self.carla.account.id)).await,
            "followed by Carla" => self.follow(|sender| (self.carla.account.id, sender)).await,
            address => self.at(address).await,
        }
    }

    async fn follow(&self, pair: impl Fn(AccountId) -> (AccountId, AccountId)) -> Value {
        let sender = account::by_uri(self.context, self.sender).await.unwrap();
        let Some(sender) = sender else { return json!("no") };
        let (follower, followed) = pair(sender.account.id);
        self.state(follower, followed).await
    }

    async fn state(&self, follower: AccountId, followed: AccountId) -> Value {
        match follow(self.context, follower, followed)
            .await
            .map(|found| found.state)
        {
            Some(FollowState::Accepted) => json!("yes"),
            Some(FollowState::Requested) => json!("asked"),
            None => json!("no"),
        }
    }

    async fn at(&self, address: &str) -> Value {
        let uri = address.parse().unwrap();
        if let Some(found) = timeline::at_address(self.context, Some(self.carla), &uri)
            .await
            .unwrap()
        {
            return status(&found);
        }
        let actor = address.parse().ok();
        let Some(actor) = actor else { return Value::Null };
        let found = account::by_uri(self.context, &actor).await.unwrap();
        let living = found.filter(|found| found.account.gone_at.is_none());
        let Some(found) = living else { return Value::Null };
        let mut seen = person(&found.account);
        seen["moved to"] = json!(found.moved.map(|moved| moved.account.uri));
        seen["followed"] = self.state(self.carla.account.id, found.account.id).await;
        seen
    }
}

fn status(view: &StatusView) -> Value {
    let shown = &view.status;
    let mut seen = json!({
        "author": view.account.account.name,
        "content": shown.content,
        "text": text(&shown.content),
        "warning": shown.spoiler,
        "sensitive": shown.sensitive,
        "language": shown.language,
        "visibility": shown.visibility.as_str(),
        "answers": shown.in_reply_to.as_ref().map(|answered| &answered.uri),
        "tags": shown.tags,
        "mentions": view.mentions.iter().map(|mentioned| mentioned.name.as_str()).collect::<Vec<_>>(),
        "files": view.media.iter().map(file).collect::<Vec<_>>(),
        "page": shown.url,
        "published": shown.created_at.to_rfc3339(),
        "edited": shown.edited_at.is_some(),
        "liked": view.counts.favourites,
        "boosted": view.counts.reblogs,
        "answered": view.counts.replies,
        "boosts": view.reblog.as_ref().map(|boosted| &boosted.status.uri),
    });
    if let Some(poll) = &view.poll {
        let options = poll.poll.options.iter();
        let options: Map<String, Value> = options
            .map(|option| (option.title.clone(), json!(option.votes)))
            .collect();
        seen["poll"] =
            json!({ "options": options, "several": poll.poll.multiple, "voters": poll.poll.voters });
    }
    seen
}

/// The words of HTML, a line for each paragraph.
fn text(html: &str) -> String {
    let lines = html.replace("<br>", "\n").replace("</p>", "\n");
    let mut is_tag = false;
    let words = lines.chars().filter(|letter| {
        let was_tag = is_tag;
        is_tag = *letter == '<' || (is_tag && *letter != '>');
        !is_tag && !was_tag
    });
    words.collect::<String>().replace("&amp;", "&").trim().to_owned()
}

fn file(media: &Media) -> Value {
    let MediaContent::Elsewhere(reference) = &media.content else {
        return json!("a file of this instance");
    };
    json!({
        "url": reference.url,
        "kind": reference.media_type,
        "shows": media.description.as_str(),
        "blurhash": reference.blurhash,
        "size": reference.size.map(|size| [size.width, size.height]),
    })
}

fn person(account: &Account) -> Value {
    let fields = account.profile.fields.iter();
    let fields: Map<String, Value> = fields
        .map(|field| (field.name.clone(), json!(field.value)))
        .collect();
    json!({
        "name": account.name,
        "shown as": account.shown_name(),
        "kind": account.kind.as_str(),
        "summary": account.profile.summary,
        "page": account.profile.url,
        "picture": account.profile.avatar,
        "banner": account.profile.header,
        "fields": fields,
        "also known as": account.profile.also_known_as,
        "locked": account.profile.locked,
        "discoverable": account.profile.discoverable,
        "inbox": account.endpoints.inbox,
        "shared inbox": account.endpoints.shared_inbox,
        "followers": account.endpoints.followers,
    })
}

/// The kinds of what a member was told, newest first.
pub(super) async fn told(context: &Context, member: &Member) -> Vec<&'static str> {
    let page = Page::newest(1_000);
    let told = notification::list(context, member, &Selection::default(), page).await;
    let told = told.unwrap().into_iter();
    told.map(|told| told.notification.kind.as_str()).collect()
}

/// What was reported, newest first.
pub(super) async fn reports(context: &Context) -> Vec<Report> {
    report::list(context, Page::newest(1_000)).await.unwrap()
}

pub(super) async fn follow(context: &Context, follower: AccountId, followed: AccountId) -> Option<Follow> {
    let mut snapshot = context.store.snapshot().await.unwrap();
    stored_follow::find(&mut snapshot, follower, followed)
        .await
        .unwrap()
}

/// In what something is otherwise than expected. Of objects only those members count that are expected.
pub(super) fn difference(expected: &Value, seen: &Value) -> Option<String> {
    if let (Value::Object(expected), Value::Object(_)) = (expected, seen) {
        let differences = expected.iter().filter_map(|(name, expected)| {
            let difference = difference(expected, seen.get(name).unwrap_or(&Value::Null))?;
            Some(format!("{name} {difference}"))
        });
        let differences: Vec<String> = differences.collect();
        return (!differences.is_empty()).then(|| differences.join("; "));
    }
    if let (Value::Array(expected), Value::Array(seen)) = (expected, seen)
        && expected.len() == seen.len()
    {
        return expected
            .iter()
            .zip(seen)
            .find_map(|(expected, seen)| difference(expected, seen));
    }
    (expected != seen).then(|| format!("is {seen} instead of {expected}"))
}
