//! A status in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::filter::Filtered;
use vouchwell_domain::quote::{QuotePolicy, QuoteState};
use vouchwell_domain::{account, status};
use vouchwell_service::status::Deleted;
use vouchwell_service::timeline::{QuoteView, StatusView};

use super::account::Account;
use super::card::PreviewCard;
use super::custom_emoji::CustomEmoji;
use super::filter::FilterResult;
use super::media_attachment::MediaAttachment;
use super::poll::Poll;
use super::tag::address;
use super::time::moment;
use crate::web::site::Site;

/// A post; a published recommendation is one, too.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "Mastodon's shape")]
pub struct Status {
    id: String,
    uri: String,
    url: String,
    created_at: String,
    edited_at: Option<String>,
    account: Account,
    content: String,
    visibility: &'static str,
    sensitive: bool,
    spoiler_text: String,
    media_attachments: Vec<MediaAttachment>,
    mentions: Vec<Mention>,
    tags: Vec<Tag>,
    emojis: Vec<CustomEmoji>,
    reblogs_count: i64,
    favourites_count: i64,
    replies_count: i64,
    quotes_count: i64,
    language: Option<String>,
    in_reply_to_id: Option<String>,
    in_reply_to_account_id: Option<String>,
    /// What it boosts.
    #[schema(no_recursion)]
    reblog: Option<Box<Status>>,
    poll: Option<Poll>,
    card: Option<PreviewCard>,
    application: Option<String>,
    /// What it quotes.
    #[schema(no_recursion)]
    quote: Option<Quote>,
    quote_approval: QuoteApproval,
    tagged_collections: [String; 0],
    #[serde(flatten)]
    #[schema(value_type = Involvement)]
    involvement: Option<Involvement>,
}

/// What the caller has done with a status; absent where the caller is nobody in particular.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "Mastodon's shape")]
pub struct Involvement {
    #[schema(required = false)]
    favourited: bool,
    #[schema(required = false)]
    reblogged: bool,
    #[schema(required = false)]
    muted: bool,
    #[schema(required = false)]
    bookmarked: bool,
    #[schema(required = false)]
    pinned: bool,
    /// What the caller's filters have found.
    #[schema(required = false)]
    filtered: Vec<FilterResult>,
}

/// Somebody named in a status.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Mention {
    id: String,
    username: String,
    url: String,
    acct: String,
}

/// A hashtag.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Tag {
    name: String,
    url: String,
}

/// What a status quotes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Quote {
    /// Whether the author of the quoted status approves, and it can be shown.
    state: &'static str,
    /// The quoted status where it can; what that quotes is not shown.
    #[schema(no_recursion)]
    quoted_status: Option<Box<Status>>,
}

/// Who may quote. The caller may not, since members quote nobody.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuoteApproval {
    automatic: Vec<&'static str>,
    manual: [String; 0],
    current_user: &'static str,
}

impl Status {
    /// As this instance shows it.
    pub fn new(view: &StatusView, site: &Site) -> Self {
        let StatusView {
            status,
            account,
            mentions,
            media,
            emojis,
            poll,
            card,
            counts,
            involvement,
            filtered,
            reblog,
            quote,
            quote_policy,
        } = view;
        let answered = status.in_reply_to.as_ref();
        Self {
            id: status.id.to_string(),
            uri: status.uri.to_string(),
            url: status.url.to_string(),
            created_at: moment(status.created_at),
            edited_at: status.edited_at.map(moment),
            account: Account::new(account, site),
            content: status.content.clone(),
            visibility: status.visibility.as_str(),
            sensitive: status.sensitive,
            spoiler_text: status.spoiler.clone(),
            media_attachments: media
                .iter()
                .map(|media| MediaAttachment::new(media, site))
                .collect(),
            mentions: mentions.iter().map(mention).collect(),
            tags: status.tags.iter().map(|name| tag(name, site)).collect(),
            emojis: emojis.iter().map(CustomEmoji::from).collect(),
            reblogs_count: counts.reblogs,
            favourites_count: counts.favourites,
            replies_count: counts.replies,
            quotes_count: counts.quotes,
            language: status.language.clone(),
            in_reply_to_id: answered.and_then(|answered| Some(answered.status?.to_string())),
            in_reply_to_account_id: answered.and_then(|answered| Some(answered.account?.to_string())),
            reblog: reblog
                .as_deref()
                .map(|boosted| Box::new(Self::new(boosted, site))),
            poll: poll.as_ref().map(Poll::from),
            card: card.as_ref().map(|card| PreviewCard::new(card, site)),
            application: None,
            quote: quote.as_ref().map(|quote| Quote::new(quote, site)),
            quote_approval: QuoteApproval {
                automatic: match quote_policy {
                    QuotePolicy::Nobody => Vec::new(),
                    QuotePolicy::Followers | QuotePolicy::Public => vec![quote_policy.as_str()],
                },
                manual: [],
                current_user: "denied",
            },
            tagged_collections: [],
            involvement: involvement.map(|involvement| Involvement::new(involvement, filtered)),
        }
    }
}

impl Quote {
    fn new(view: &QuoteView, site: &Site) -> Self {
        let state = match (view.state, view.id, &view.quoted) {
            (QuoteState::Accepted, None, _) => "deleted",
            (QuoteState::Accepted, Some(_), None) => "unauthorized",
            (state, ..) => state.as_str(),
        };
        let quoted = view.quoted.as_deref();
        Self {
            state,
            quoted_status: quoted.map(|quoted| Box::new(Status::new(quoted, site))),
        }
    }
}

impl Involvement {
    fn new(involvement: status::Involvement, filtered: &[Filtered]) -> Self {
        Self {
            favourited: involvement.favourited,
            reblogged: involvement.reblogged,
            muted: involvement.muted,
            bookmarked: involvement.bookmarked,
            pinned: involvement.pinned,
            filtered: filtered.iter().map(FilterResult::new).collect(),
        }
    }
}

/// A post that was deleted, so that its author can write it anew.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeletedStatus {
    #[serde(flatten)]
    status: Status,
    /// What she had typed.
    text: String,
}

impl DeletedStatus {
    /// As it was.
    pub fn new(deleted: Deleted, site: &Site) -> Self {
        Self {
            status: Status::new(&deleted.view, site),
            text: deleted.text,
        }
    }
}

fn mention(account: &account::Account) -> Mention {
    Mention {
        id: account.id.to_string(),
        username: account.name.clone(),
        url: account.profile.url.to_string(),
        acct: account.handle().to_string(),
    }
}

fn tag(name: &str, site: &Site) -> Tag {
    Tag {
        name: name.to_owned(),
        url: address(name, site),
    }
}
