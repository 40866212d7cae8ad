//! A member's public profile.

pub mod feed;
pub mod follow;
mod show;

use askama::Template;
use serde_json::json;
use vouchwell_domain::account::ProfileField;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::media::PictureFile;
use vouchwell_domain::plain_text;
use vouchwell_evidence::Topic;

pub use show::show;

use super::frame::{Rendered, page};
use super::head::{Head, Kind};
use super::language::Language;
use super::link::Link;
use super::locale::Locale;
use super::people;
use super::person::Person;
use super::post::Post;
use super::site::Site;
use super::statement::Statement;
use super::structured::{DataBlock, person};

/// What a member says about herself in one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// What it is.
    pub name: String,
    /// The value as text.
    pub value: String,
    /// Where the value leads if it is an address.
    pub link: Option<Link>,
    /// Whether the page it leads to was seen to lead back.
    pub is_verified: bool,
}

impl Field {
    /// A line of somebody's profile.
    pub(super) fn of(field: &ProfileField) -> Self {
        Self {
            name: field.name.clone(),
            value: plain_text::of(&field.value),
            link: Link::first_in(&field.value),
            is_verified: field.verified_at.is_some(),
        }
    }
}

/// One page of a list of recommendations, newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listing {
    /// The recommendations of this page.
    pub statements: Vec<Statement>,
    /// The path of the next page.
    pub older: Option<String>,
}

/// A profile as everybody sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileView {
    /// Whose it is.
    pub person: Person,
    /// The path of this page.
    pub path: String,
    /// The address of the ActivityPub actor.
    pub activity: String,
    /// The handle under which she is followed from elsewhere.
    pub handle: String,
    /// Whom she is now, if she has moved.
    pub moved: Option<Person>,
    /// Where she is, coarsely.
    pub place: Option<String>,
    /// The path of her picture.
    pub avatar: Option<String>,
    /// The path of the wide picture.
    pub header: Option<String>,
    /// What the wide picture shows.
    pub header_description: String,
    /// What she says that she works on.
    pub works_on: Vec<String>,
    /// What she says about herself, as plain text.
    pub note: String,
    /// Her lines of facts and links.
    pub fields: Vec<Field>,
    /// Whether search engines may show it.
    pub is_discoverable: bool,
    /// What she is recommended for, in alphabetical order.
    pub topics: Vec<Topic>,
    /// Recommendations of her.
    pub received: Listing,
    /// Recommendations by her.
    pub given: Listing,
    /// Her last public posts, newest first.
    pub posts: Vec<Post>,
    /// The path of the posts before them.
    pub older_posts: Option<String>,
}

/// The path of the thumbnail of a picture that is kept here.
pub(super) fn own_picture(address: Option<&ObjectUri>, site: &Site) -> Option<String> {
    let media = site.absolute("/media/");
    let file: PictureFile = address?.as_str().strip_prefix(&media)?.parse().ok()?;
    Some(format!("/media/{}", file.thumbnail()))
}

impl ProfileView {
    /// Where visitors from other servers go on from.
    fn follow_path(&self) -> String {
        format!("{}/follow", self.path)
    }

    /// The same person as members of this instance see her.
    fn member_path(&self) -> String {
        format!("{}?acct={}", people::PATH, self.handle)
    }
}

#[derive(Template)]
#[template(path = "profile.html")]
struct ProfilePage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a ProfileView,
}

/// The profile page.
pub fn render(view: &ProfileView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale
        .say("profile-title")
        .name("name", &view.person.name)
        .text("handle", &view.handle);
    let description = if view.note.is_empty() {
        locale
            .say("profile-description")
            .name("name", &view.person.name)
            .plain()
    } else {
        view.note.clone()
    };
    let links: Vec<String> = view
        .fields
        .iter()
        .filter_map(|field| field.link.as_ref())
        .map(|link| link.absolute(site))
        .collect();
    let mut subject = person(&view.person, site);
    if !view.note.is_empty() {
        subject["description"] = json!(view.note);
    }
    if let Some(place) = &view.place {
        subject["homeLocation"] = json!({"@type": "Place", "name": place});
    }
    if !view.topics.is_empty() {
        subject["knowsAbout"] = json!(view.topics.iter().map(Topic::as_str).collect::<Vec<_>>());
    }
    if !links.is_empty() {
        subject["sameAs"] = json!(links);
    }
    let at = Head::at(Link::here(&view.path), &title, description);
    let head = Head {
        canonical: at.canonical.clone().filter(|_| view.is_discoverable),
        activity: Some(view.activity.clone()),
        feed: Some(feed::path(&view.path)),
        kind: Kind::Profile,
        structured: Some(DataBlock::new(
            json!({"@type": "ProfilePage", "mainEntity": subject}),
        )),
        ..at
    };
    page(&ProfilePage {
        site,
        locale,
        head,
        view,
    })
}
