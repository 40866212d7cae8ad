//! The invitations of a member: links by which others come in.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::email::EmailAddress;
use vouchwell_domain::identifier::InvitationId;
use vouchwell_domain::invitation::{Invitation, Outcome};
use vouchwell_domain::member::{Member, Role};
use vouchwell_evidence::Timestamp;
use vouchwell_service::invitation::{self, InvitationView as Kept, Wish};

use super::area::Area;
use super::browser::Browser;
use super::failure::{self, Failure};
use super::form::{self, Complaints, Given};
use super::frame::{Rendered, page};
use super::head::Head;
use super::joining;
use super::language::Language;
use super::locale::Locale;
use super::person::Person;
use super::response;
use super::router::Records;
use super::signed_in::SignedIn;
use super::site::Site;
use crate::rate_limit::{Attempt, MailKind};

/// Where the page is.
pub(super) const PATH: &str = "/invitations";
/// Where one is taken back.
pub(super) const TAKEN_BACK: &str = "/invitations/taken-back";

/// What is to be seen of an invitation.
#[derive(Debug, Clone)]
pub struct OneInvitation {
    /// Its id.
    pub id: String,
    /// When it was made.
    pub made: Timestamp,
    /// Until when it is good.
    pub until: Timestamp,
    /// What became of it.
    pub fate: Fate,
}

/// What became of an invitation.
#[derive(Debug, Clone)]
pub enum Fate {
    /// Somebody can still come by this link.
    Open(String),
    /// Somebody came by it.
    Used(Person),
    /// Its inviter took it back.
    TakenBack,
    /// Nobody came in time.
    Over,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct InvitationsView {
    /// Whether the member may invite.
    pub may_invite: bool,
    /// How many can be open at a time, if that is limited.
    pub limit: Option<usize>,
    /// Whether one can be sent by e-mail.
    pub sends_mail: bool,
    /// The id of the one that is made next.
    pub next: String,
    /// To whom it is to be sent, as it was typed.
    pub email: String,
    /// Whether it was ticked that the two follow each other.
    pub follows: bool,
    /// What is wrong with what was typed.
    pub complaints: Complaints,
    /// Those she has made, newest first.
    pub made: Vec<OneInvitation>,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationsPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a InvitationsView,
}

/// The page.
pub fn render(view: &InvitationsView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("invitation-title");
    let head = Head::of_member(Area::Settings, &title, &locale.say("invitation-lead"));
    page(&InvitationsPage {
        site,
        locale,
        head,
        view,
    })
}

/// Answers `GET /invitations`.
pub async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
) -> Response {
    let loaded = load(&records, &session.member, &browser).await;
    response::loaded(loaded, render, &records, &reader)
}

/// What makes an invitation.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    once: String,
    /// Empty unless it was ticked.
    #[serde(default)]
    follow: String,
    /// To whom it is sent; empty if to nobody.
    #[serde(default)]
    email: String,
}

/// Answers `POST /invitations`: makes one.
pub(super) async fn make(State(records): State<Records>, given: Given<Wanted>) -> Response {
    let Ok(id) = given.typed.once.parse::<InvitationId>() else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader);
    };
    let (context, member) = (&records.context, given.member());
    let locale = &given.reader.locale;
    let mut complaints = Complaints::default();
    let typed = given.typed.email.trim();
    let to = (context.terms.sends_mail && !typed.is_empty()).then(|| typed.parse::<EmailAddress>());
    if matches!(to, Some(Err(_))) {
        complaints.add("email", locale.say("new-account-email-wrong"));
    }
    if let Some(Ok(to)) = &to {
        let attempts = [
            Attempt::MailBy(member.id),
            Attempt::MailTo(MailKind::Invitation, to.to_string()),
        ];
        if !records.rate_limits.allow_all(attempts) {
            complaints.add("email", locale.say("email-too-many"));
        }
    }
    if !complaints.is_empty() {
        return again(complaints, &records, &given).await;
    }
    let wish = Wish {
        id,
        offers_follow: !given.typed.follow.is_empty(),
        to: to.and_then(Result::ok),
        language: locale.language().tag().parse().ok(),
    };
    let made = invitation::make(context, member, wish).await;
    form::done(made, PATH, &records, &given.reader)
}

/// The page once more, with what was typed into its form.
async fn again(complaints: Complaints, records: &Records, given: &Given<Wanted>) -> Response {
    let reader = &given.reader;
    match load(records, given.member(), &given.browser).await {
        Ok(view) => {
            let view = InvitationsView {
                email: given.typed.email.clone(),
                follows: !given.typed.follow.is_empty(),
                complaints,
                ..view
            };
            let rendered = render(&view, &records.pages.site, &reader.locale);
            response::private(form::status(&view.complaints), rendered, reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, reader),
    }
}

/// Which invitation is to be taken back.
#[derive(Debug, Deserialize)]
pub(super) struct TakenBack {
    id: String,
}

/// Answers `POST /invitations/taken-back`.
pub(super) async fn take_back(State(records): State<Records>, given: Given<TakenBack>) -> Response {
    let Ok(id) = given.typed.id.parse::<InvitationId>() else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader);
    };
    let taken_back = invitation::take_back(&records.context, given.member(), &id).await;
    form::done(taken_back, PATH, &records, &given.reader)
}

async fn load(
    records: &Records,
    member: &Member,
    browser: &Browser,
) -> vouchwell_service::Result<InvitationsView> {
    let context = &records.context;
    let made = invitation::list(context, member).await?;
    Ok(InvitationsView {
        may_invite: invitation::may_invite(context, member),
        limit: (member.role != Role::Admin).then_some(Invitation::OPEN),
        sends_mail: context.terms.sends_mail,
        next: invitation::new_id(context).to_string(),
        email: String::new(),
        follows: false,
        complaints: Complaints::default(),
        made: made
            .into_iter()
            .map(|kept| OneInvitation::of(kept, &records.pages.site))
            .collect(),
        stamp: browser.stamp(records),
    })
}

impl OneInvitation {
    fn of(kept: Kept, site: &Site) -> Self {
        let fate = match (kept.invitation.outcome, kept.secret, kept.invited) {
            (Outcome::Used { .. }, _, Some(invited)) => Fate::Used(Person::of(&invited, site)),
            (Outcome::TakenBack, ..) => Fate::TakenBack,
            (_, Some(secret), _) => Fate::Open(site.absolute(&format!("{}/{secret}", joining::PATH))),
            _ => Fate::Over,
        };
        Self {
            id: kept.invitation.id.to_string(),
            made: Timestamp::from_datetime(kept.invitation.created_at),
            until: Timestamp::from_datetime(kept.invitation.ends_at),
            fate,
        }
    }
}
