//! What a member was told.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use vouchwell_domain::filter::{FilterAction, FilterContext};
use vouchwell_domain::identifier::NotificationId;
use vouchwell_domain::marker::MarkedTimeline;
use vouchwell_domain::member::Member;
use vouchwell_domain::notification::NotificationKind;
use vouchwell_domain::severance::Severance;
use vouchwell_evidence::Timestamp;
use vouchwell_service::notification::{self, NotificationView, Selection};
use vouchwell_service::{Context, marker};

use super::area::Area;
use super::failure::{self, Failure};
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::people::{Circle, known};
use super::person::Person;
use super::phrase::Phrase;
use super::position::Position;
use super::post::Post;
use super::response;
use super::router::Records;
use super::signed_in::SignedIn;
use super::site::Site;

/// Where the page is.
pub(super) const PATH: &str = "/notifications";
/// How many things a page lists.
const LENGTH: u32 = 30;

/// Something that she was told.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What happened; nothing where her own server speaks.
    pub kind: Option<NotificationKind>,
    /// By whom.
    pub person: Person,
    /// About which post or recommendation.
    pub post: Option<Post>,
    /// Which follows ended, where it tells of that.
    pub severance: Option<Severance>,
    /// When.
    pub at: Timestamp,
    /// Whether it came since she was here last.
    pub is_new: bool,
}

impl Told {
    /// What happened, as a sentence.
    fn sentence(&self, locale: &Locale) -> Phrase {
        let Some(kind) = self.kind else {
            return locale.say("notifications-server");
        };
        if let Some(severance) = &self.severance {
            return locale
                .say("notifications-severed")
                .text("host", severance.host.as_str())
                .text("followers", locale.number(severance.followers))
                .text("following", locale.number(severance.following));
        }
        let id = match kind {
            NotificationKind::Mention => "notifications-mention",
            NotificationKind::Follow => "notifications-follow",
            NotificationKind::FollowRequest => "notifications-follow-request",
            NotificationKind::Favourite => "notifications-favourite",
            NotificationKind::Reblog => "notifications-reblog",
            NotificationKind::Status => "notifications-status",
            NotificationKind::Poll => "notifications-poll",
            NotificationKind::Update => "notifications-update",
            NotificationKind::SeveredRelationships => "notifications-server",
        };
        locale.say(id).person("name", &self.person)
    }

    /// Where she answers it.
    fn answer(&self) -> Option<&'static str> {
        (self.kind == Some(NotificationKind::FollowRequest)).then(|| Circle::Requests.path())
    }
}

/// What the page has to say.
#[derive(Debug, Clone, PartialEq)]
pub struct NotificationsView {
    /// What she was told, newest first.
    pub told: Vec<Told>,
    /// The path of the next page.
    pub older: Option<String>,
}

#[derive(Template)]
#[template(path = "notifications.html")]
struct NotificationsPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a NotificationsView,
}

/// The page.
pub fn render(view: &NotificationsView, site: &Site, locale: &Locale) -> Rendered {
    let (title, lead) = (locale.say("area-notifications"), locale.say("notifications-lead"));
    let head = Head::of_member(Area::Notifications, &title, &lead);
    page(&NotificationsPage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /notifications`. What it shows counts as read.
pub(super) async fn show(
    State(records): State<Records>,
    SignedIn { reader, session, .. }: SignedIn,
    position: Result<Query<Position>, QueryRejection>,
) -> Response {
    let Ok(Query(position)) = position else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let loaded = load(&records, &session.member, position).await;
    response::loaded(loaded, render, &records, &reader)
}

async fn load(
    records: &Records,
    member: &Member,
    position: Position,
) -> vouchwell_service::Result<NotificationsView> {
    let (context, site) = (&records.context, &*records.pages.site);
    let selection = Selection {
        kinds: NotificationKind::ALL.to_vec(),
        from: None,
        with_filtered: false,
    };
    let views = notification::list(context, member, &selection, position.page(LENGTH)).await?;
    let newest = views.first().map(|view| view.notification.id);
    let read = read_on(context, member, newest).await?;
    let is_full = u32::try_from(views.len()).is_ok_and(|length| length == LENGTH);
    let last = views.last().filter(|_| is_full).map(|view| view.notification.id);
    Ok(NotificationsView {
        told: views
            .iter()
            .filter_map(|view| Told::of(view, read, records, site))
            .collect(),
        older: last.map(|last| format!("{PATH}?before={last}")),
    })
}

/// Notes that a member has read up to a notification, unless she has read further. How far she had read before.
async fn read_on(
    context: &Context,
    member: &Member,
    newest: Option<NotificationId>,
) -> vouchwell_service::Result<Option<NotificationId>> {
    let markers = marker::list(context, member).await?;
    let before = markers.get(&MarkedTimeline::Notifications);
    let before = before.and_then(|marker| marker.last_read.parse::<NotificationId>().ok());
    if let Some(newest) = newest.filter(|newest| before.is_none_or(|before| *newest > before)) {
        let read = [(MarkedTimeline::Notifications, newest.to_string())];
        marker::save(context, member, &read).await?;
    }
    Ok(before)
}

impl Told {
    /// What one of the member's filters hides is left out.
    fn of(
        view: &NotificationView,
        read: Option<NotificationId>,
        records: &Records,
        site: &Site,
    ) -> Option<Self> {
        let notified = &view.notification;
        let from = &view.from.account;
        let is_own_server = from.uri == records.context.address.instance_actor();
        let mut post = None;
        if let Some(status) = &view.status {
            let mut shown = Post::of(status.reblog.as_deref().unwrap_or(status), site).among_others();
            let filters = status.filtered.iter().map(|filtered| &filtered.filter);
            for filter in filters.filter(|filter| filter.contexts.contains(&FilterContext::Notifications)) {
                match filter.action {
                    FilterAction::Hide => return None,
                    FilterAction::Warn => shown.spoiler.clone_from(&filter.title),
                    FilterAction::Blur => {}
                }
            }
            post = Some(shown);
        }
        Some(Self {
            kind: (!is_own_server).then_some(notified.kind),
            person: known(from, site),
            post,
            severance: view.severance.clone(),
            at: Timestamp::from_datetime(notified.created_at),
            is_new: read.is_none_or(|read| notified.id > read),
        })
    }
}
