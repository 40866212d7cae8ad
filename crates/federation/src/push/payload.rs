//! What a push message says, in Mastodon's shape.

use serde_json::{Value, json};
use vouchwell_domain::notice::NoticeLanguage;
use vouchwell_domain::notification::NotificationKind;
use vouchwell_service::push::PushMessage;

use crate::html::to_plain;

/// Characters of what is told; the app fetches the rest.
const LONGEST: usize = 140;
const LONGEST_NAME: usize = 60;

/// The message about a notification. What not everybody may read is not in it, and no token is: the app has its own. Apps
/// on iOS read nothing of a message in which the field of the token is absent or the id is no number.
pub(super) fn of(message: &PushMessage, usual_icon: &str) -> Value {
    let view = &message.about;
    let sender = &view.from.account;
    let severed = view.severance.as_ref().map(|severance| severance.host.as_str());
    let name = severed.unwrap_or(sender.shown_name());
    let name: String = name.chars().take(LONGEST_NAME).collect();
    let avatar = sender.profile.avatar.as_ref().map(ToString::to_string);
    let told = view.status.as_ref().map(|view| &view.status);
    let open = told.filter(|status| status.visibility.is_open());
    let body = open.map(|status| match status.spoiler.as_str() {
        "" => to_plain(&status.content, LONGEST),
        spoiler => spoiler.chars().take(LONGEST).collect(),
    });
    json!({
        "access_token": "",
        "preferred_locale": message.language.tag(),
        "notification_id": view.notification.id.number(),
        "notification_type": view.notification.kind.as_str(),
        "icon": avatar.as_deref().unwrap_or(usual_icon),
        "title": title(message.language, view.notification.kind, &name),
        "body": body.unwrap_or_default(),
    })
}

fn title(language: NoticeLanguage, kind: NotificationKind, name: &str) -> String {
    match language {
        NoticeLanguage::English => english(kind, name),
        NoticeLanguage::German => german(kind, name),
    }
}

fn english(kind: NotificationKind, name: &str) -> String {
    match kind {
        NotificationKind::Mention => format!("{name} mentioned you"),
        NotificationKind::Follow => format!("{name} is now following you"),
        NotificationKind::FollowRequest => format!("{name} wants to follow you"),
        NotificationKind::Favourite => format!("{name} favourited your post"),
        NotificationKind::Reblog => format!("{name} boosted your post"),
        NotificationKind::Status => format!("{name} just posted"),
        NotificationKind::Poll => format!("A poll by {name} has ended"),
        NotificationKind::Update => format!("{name} edited a post"),
        NotificationKind::SeveredRelationships => format!("Your server has blocked {name}"),
    }
}

fn german(kind: NotificationKind, name: &str) -> String {
    match kind {
        NotificationKind::Mention => format!("{name} hat Sie erwähnt"),
        NotificationKind::Follow => format!("{name} folgt Ihnen jetzt"),
        NotificationKind::FollowRequest => format!("{name} möchte Ihnen folgen"),
        NotificationKind::Favourite => format!("{name} gefällt Ihr Beitrag"),
        NotificationKind::Reblog => format!("{name} hat Ihren Beitrag geteilt"),
        NotificationKind::Status => format!("{name} hat etwas geschrieben"),
        NotificationKind::Poll => format!("Eine Umfrage von {name} ist zu Ende"),
        NotificationKind::Update => format!("{name} hat einen Beitrag geändert"),
        NotificationKind::SeveredRelationships => format!("Ihr Server hat {name} gesperrt"),
    }
}
