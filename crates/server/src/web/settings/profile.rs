//! A member says who she is.

mod own_line;
mod save;

use askama::Template;
use axum::extract::Query;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::account::ProfileField;
use vouchwell_domain::media::DESCRIPTION;
use vouchwell_domain::member::Member;
use vouchwell_domain::profile::{FIELD_LENGTH, FIELDS, NAME_LENGTH, NOTE_LENGTH, SourceField};
use vouchwell_service::featured_tag::{self, FeaturedTag};
use vouchwell_service::profile::{self, OwnProfile};

use own_line::OwnLine;
pub(in crate::web) use save::save;

use super::overview;
use crate::web::area::Area;
use crate::web::browser::Browser;
use crate::web::failure;
use crate::web::form::Complaints;
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::profile::own_picture;
use crate::web::reader::Reader;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;
use crate::web::site::Site;
use crate::web::topics;

/// Where the page is.
pub(in crate::web) const PATH: &str = "/settings/profile";
/// How many lines of facts and links can be filled in, if there are not more already.
const LINES: usize = 4;

/// Whether the page that a line leads to leads back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadsBack {
    /// It leads to no page.
    Nowhere,
    /// It was seen to.
    Yes,
    /// Not yet.
    NotYet,
}

/// A line of facts and links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The label.
    pub label: String,
    /// What stands behind it.
    pub value: String,
    /// Whether its page leads back.
    pub leads_back: LeadsBack,
}

/// What is typed into the form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entered {
    /// The name that is shown.
    pub name: String,
    /// How she wants to be spoken of.
    pub pronouns: String,
    /// Where she is, coarsely.
    pub place: String,
    /// What she works on, with commas between.
    pub topics: String,
    /// What she says about herself.
    pub note: String,
    /// How she recommends.
    pub recommending: String,
    /// What her picture shows.
    pub avatar_description: String,
    /// What the wide picture shows.
    pub header_description: String,
    /// Lines of facts and links.
    pub lines: Vec<Line>,
    /// Whether she answers by hand who may follow her.
    pub locked: bool,
    /// Whether directories and search engines may show her.
    pub discoverable: bool,
    /// Whether her posts may be found by their words.
    pub indexable: bool,
    /// Whether she keeps to herself whom she follows.
    pub hides_collections: bool,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct ProfileEditView {
    /// What is typed into the form.
    pub entered: Entered,
    /// The path of her picture.
    pub avatar: Option<String>,
    /// The path of the wide picture.
    pub header: Option<String>,
    /// The address of her profile, to which pages can lead back.
    pub address: String,
    /// The path of her profile.
    pub path: String,
    /// What is wrong with the fields.
    pub complaints: Complaints,
    /// Whether it has just been saved.
    pub is_saved: bool,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "settings_profile.html")]
struct ProfileEditPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a ProfileEditView,
}

/// The page.
pub fn render(view: &ProfileEditView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("profile-edit-title");
    let head = Head::of_member(Area::Settings, &title, &locale.say("overview-profile"));
    page(&ProfileEditPage {
        site,
        locale,
        head,
        view,
    })
}

/// Whether the page is shown after it was saved.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Asked {
    saved: Option<String>,
}

/// Answers `GET /settings/profile`.
pub(in crate::web) async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    match load(&records, &session.member, &browser).await {
        Ok(mut view) => {
            view.is_saved = asked.is_ok_and(|Query(asked)| asked.saved.is_some());
            answer(StatusCode::OK, &view, &records, &reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, &reader),
    }
}

async fn load(
    records: &Records,
    member: &Member,
    browser: &Browser,
) -> vouchwell_service::Result<ProfileEditView> {
    let (context, site) = (&records.context, &*records.pages.site);
    let own = profile::own(context, member).await?;
    let topics = featured_tag::list(context, member.account.id).await?;
    let shown = &own.view.account.profile;
    let path = format!("/@{}", member.account.name);
    Ok(ProfileEditView {
        avatar: own_picture(shown.avatar.as_ref(), site),
        header: own_picture(shown.header.as_ref(), site),
        address: site.absolute(&path),
        path,
        entered: Entered::of(own, &topics),
        complaints: Complaints::default(),
        is_saved: false,
        stamp: browser.stamp(records),
    })
}

fn answer(status: StatusCode, view: &ProfileEditView, records: &Records, reader: &Reader) -> Response {
    let rendered = render(view, &records.pages.site, &reader.locale);
    response::private(status, rendered, reader)
}

impl Entered {
    fn of(own: OwnProfile, topics: &[FeaturedTag]) -> Self {
        let shown = own.view.account.profile;
        let mut entered = Self {
            name: shown.display_name,
            place: shown.place.map(|place| place.to_string()).unwrap_or_default(),
            topics: topic_words(topics),
            note: own.source.note,
            avatar_description: shown.avatar_description.as_str().to_owned(),
            header_description: shown.header_description.as_str().to_owned(),
            locked: shown.locked,
            discoverable: shown.discoverable,
            indexable: shown.indexable,
            hides_collections: shown.hides_collections,
            ..Self::default()
        };
        for (typed, shown) in own.source.fields.into_iter().zip(&shown.fields) {
            match OwnLine::labelled(&typed.name) {
                Some(OwnLine::Pronouns) if entered.pronouns.is_empty() => entered.pronouns = typed.value,
                Some(OwnLine::Recommending) if entered.recommending.is_empty() => {
                    entered.recommending = typed.value;
                }
                _ => entered.lines.push(Line::of(typed, shown)),
            }
        }
        entered.with_empty_lines()
    }

    /// With lines to fill in.
    fn with_empty_lines(mut self) -> Self {
        while self.lines.len() < LINES {
            self.lines.push(Line {
                label: String::new(),
                value: String::new(),
                leads_back: LeadsBack::Nowhere,
            });
        }
        self
    }
}

/// Topics as they are typed: the words of each, with commas between topics.
fn topic_words(topics: &[FeaturedTag]) -> String {
    let words: Vec<String> = topics.iter().map(|topic| topics::typed(&topic.tag)).collect();
    words.join(", ")
}

impl Line {
    fn of(typed: SourceField, shown: &ProfileField) -> Self {
        let leads_back = if shown.verified_at.is_some() {
            LeadsBack::Yes
        } else if typed.value.starts_with("https://") && !typed.value.contains(char::is_whitespace) {
            LeadsBack::NotYet
        } else {
            LeadsBack::Nowhere
        };
        Self {
            label: typed.name,
            value: typed.value,
            leads_back,
        }
    }
}
