//! People: who there is, and who is kept out.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::account::MemberName;
use vouchwell_domain::audit::NOTE_LENGTH;
use vouchwell_domain::member::Role;
use vouchwell_evidence::Timestamp;
use vouchwell_service::Context;
use vouchwell_service::administration::Administrator;
use vouchwell_service::administration::person::{self, PersonView as Known, Quarantine};
use vouchwell_storage::member_list::ListedMember;

use super::note::Note;
use super::{LISTED, Place, Places, administrator, nothing, part};
use crate::web::browser::Browser;
use crate::web::failure;
use crate::web::form::{self, Complaints, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::new_password;
use crate::web::person::Person;
use crate::web::phrase::Phrase;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::site::Site;

/// Where the list is.
pub(in crate::web) const PATH: &str = "/admin/people";
/// The longest words that are looked for, in characters.
const WORDS_LENGTH: usize = 100;

/// A member in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Who she is.
    pub person: Person,
    /// Her page here.
    pub page: String,
    /// What she may do.
    pub role: Role,
    /// When she joined.
    pub joined: Timestamp,
    /// Since when she is kept out.
    pub suspended: Option<Timestamp>,
    /// How her recommendations are held back.
    pub quarantine: Quarantine,
    /// Where mail reaches her.
    pub email: String,
}

/// What the list has to say.
#[derive(Debug, Clone)]
pub struct PeopleView {
    /// The words that are looked for.
    pub words: String,
    /// The role that is looked for.
    pub role: Option<Role>,
    /// What is wrong with the words.
    pub complaints: Complaints,
    /// Who was found.
    pub people: Vec<Listed>,
    /// Where the rest is.
    pub older: Option<String>,
}

/// What the page about a member has to say.
#[derive(Debug, Clone)]
pub struct PersonView {
    /// The member.
    pub listed: Listed,
    /// Browsers in which she is signed in.
    pub sessions: usize,
    /// Apps and tokens that act for her.
    pub tokens: usize,
    /// Her open invitations.
    pub invitations: i64,
    /// The link for a new password that was just made.
    pub password_link: Option<String>,
    /// What is said to a decision.
    pub note: Note,
    /// The stamp of the forms.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "administration/people.html")]
struct PeoplePage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    places: Places,
    view: &'a PeopleView,
}

#[derive(Template)]
#[template(path = "administration/person.html")]
struct PersonPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    places: Places,
    view: &'a PersonView,
}

const PLACES: Places = Places {
    here: Place::People,
    administers: true,
};

/// The list.
pub fn render_list(view: &PeopleView, site: &Site, locale: &Locale) -> Rendered {
    page(&PeoplePage {
        site,
        locale,
        head: PLACES.head(locale).asked_with(query(&view.words, view.role)),
        places: PLACES,
        view,
    })
}

/// The page about a member.
pub fn render(view: &PersonView, site: &Site, locale: &Locale) -> Rendered {
    page(&PersonPage {
        site,
        locale,
        head: PLACES.head(locale),
        places: PLACES,
        view,
    })
}

impl Listed {
    fn of(listed: ListedMember, context: &Context, site: &Site) -> Self {
        let member = &listed.member;
        Self {
            person: Person::of(&member.account, site),
            page: format!("{PATH}/{}", member.account.name),
            role: member.role,
            joined: Timestamp::from_datetime(member.created_at),
            suspended: listed.suspended_since.map(Timestamp::from_datetime),
            quarantine: Quarantine::of(context, member),
            email: listed.email,
        }
    }

    fn is_administrator(&self) -> bool {
        self.role == Role::Admin
    }

    fn is_held_back(&self) -> bool {
        matches!(self.quarantine, Quarantine::Until(_))
    }

    fn held_back(&self, locale: &Locale) -> Phrase {
        match self.quarantine {
            Quarantine::Exempt => locale.say("administration-quarantine-exempt"),
            Quarantine::Over => locale.say("administration-quarantine-over"),
            Quarantine::Until(until) => {
                let until = locale.date(&Timestamp::from_datetime(until));
                locale
                    .say("administration-quarantine-until")
                    .phrase("date", until)
            }
        }
    }
}

impl PeopleView {
    /// All roles, each with whether it is looked for.
    fn roles(&self) -> [(Role, bool); 3] {
        [Role::User, Role::Moderator, Role::Admin].map(|role| (role, self.role == Some(role)))
    }
}

fn role(role: &Role, locale: &Locale) -> Phrase {
    locale.say(match role {
        Role::User => "administration-role-user",
        Role::Moderator => "administration-role-moderator",
        Role::Admin => "administration-role-admin",
    })
}

fn query(words: &str, role: Option<Role>) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", words)
        .append_pair("role", role.map_or("", Role::as_str))
        .finish()
}

/// Who is looked for.
#[derive(Debug, Default, Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    before: String,
}

/// Answers `GET /admin/people`.
pub async fn list(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    search: Result<Query<Search>, QueryRejection>,
) -> Response {
    let Some(administrator) = administrator(&browser) else {
        return nothing(&records, &reader);
    };
    let (context, site) = (&records.context, &records.pages.site);
    let search = search.map(|Query(search)| search).unwrap_or_default();
    let words = form::lines(&search.q);
    let mut complaints = Complaints::default();
    if words.chars().count() > WORDS_LENGTH {
        let sentence = reader.locale.say("administration-note-too-long");
        complaints.add("q", sentence.text("most", reader.locale.number(WORDS_LENGTH)));
    }
    let role = search.role.parse::<Role>().ok();
    let page = part(&search.before);
    let looked_for = if complaints.is_empty() { words.as_str() } else { "" };
    match person::search(context, administrator, looked_for, role, page).await {
        Ok(found) => {
            let last = found.last().filter(|_| found.len() >= LISTED as usize);
            let older = last.map(|last| {
                let position = last.member.account.id;
                format!("{PATH}?{}&before={position}", query(&words, role))
            });
            let people = found.into_iter().map(|listed| Listed::of(listed, context, site));
            let view = PeopleView {
                people: people.collect(),
                words,
                role,
                complaints,
                older,
            };
            let status = form::status(&view.complaints);
            response::private(status, render_list(&view, site, &reader.locale), &reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

/// Answers `GET /admin/people/{name}`.
pub async fn show(
    State(records): State<Records>,
    reader: Reader,
    browser: Browser,
    Path(name): Path<String>,
) -> Response {
    let (Some(administrator), Ok(name)) = (administrator(&browser), name.parse::<MemberName>()) else {
        return nothing(&records, &reader);
    };
    page_about(
        &records,
        &reader,
        &browser,
        administrator,
        &name,
        Outcome::default(),
    )
    .await
}

/// What came of a decision that leaves its page open.
#[derive(Default)]
struct Outcome {
    password_link: Option<String>,
    note: Note,
}

async fn page_about(
    records: &Records,
    reader: &Reader,
    browser: &Browser,
    administrator: Administrator<'_>,
    name: &MemberName,
    Outcome { password_link, note }: Outcome,
) -> Response {
    let status = form::status(&note.complaints);
    match person::one(&records.context, administrator, name).await {
        Ok(known) => {
            let Known {
                listed,
                sessions,
                tokens,
                invitations,
                ..
            } = known;
            let view = PersonView {
                listed: Listed::of(listed, &records.context, &records.pages.site),
                sessions,
                tokens,
                invitations,
                password_link,
                note,
                stamp: browser.stamp(records),
            };
            let rendered = render(&view, &records.pages.site, &reader.locale);
            response::private(status, rendered, reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, reader),
    }
}

/// What is to be done with a member.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Decided {
    act: String,
    #[serde(default)]
    note: String,
}

/// Answers `POST /admin/people/{name}`: keeps her out, lets her in again, or makes a link for a new password.
pub(in crate::web) async fn decide(
    State(records): State<Records>,
    Path(name): Path<String>,
    given: Given<Decided>,
) -> Response {
    let (Some(administrator), Ok(name)) = (Administrator::of(given.member()), name.parse::<MemberName>())
    else {
        return nothing(&records, &given.reader);
    };
    let (reader, browser) = (&given.reader, &given.browser);
    let note = match Note::read(&given.typed.note, "note", NOTE_LENGTH, &reader.locale) {
        Ok(note) => note,
        Err(note) => {
            let outcome = Outcome {
                note,
                ..Outcome::default()
            };
            return page_about(&records, reader, browser, administrator, &name, outcome).await;
        }
    };
    let context = &records.context;
    let done = match given.typed.act.as_str() {
        "suspend" => person::suspend(context, administrator, &name, &note).await,
        "unsuspend" => person::unsuspend(context, administrator, &name, &note).await,
        "password" => match person::offer_password(context, administrator, &name, &note).await {
            Ok(secret) => {
                let link = records
                    .pages
                    .site
                    .absolute(&format!("{}/{secret}", new_password::PATH));
                let outcome = Outcome {
                    password_link: Some(link),
                    ..Outcome::default()
                };
                return page_about(&records, reader, browser, administrator, &name, outcome).await;
            }
            Err(error) => Err(error),
        },
        _ => return nothing(&records, &given.reader),
    };
    form::done(done, &format!("{PATH}/{name}"), &records, &given.reader)
}
