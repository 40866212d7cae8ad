//! Writing a recommendation: four questions, what has to be disclosed, and what readers will see.

mod language;
pub mod pick;
mod preview;
mod save;
mod typed;

use askama::Template;
use axum::Router;
use axum::routing::get;

pub use language::Choice as LanguageChoice;
pub(in crate::web) use language::{choices as languages, name as language_name};
pub use preview::{Post, Preview, Sketch};
pub use typed::TypedWords;

use super::acquaintances::new as acquaintance_new;
use super::acquaintances::one::about;
use super::area::Area;
use super::form::Complaints;
use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::person::Person;
use super::phrase::Phrase;
use super::router::Records;
use super::site::Site;

/// Where a text is begun.
pub(super) const PATH: &str = "/compose";

/// The fields in which the words are typed, as they stand on the page.
const FIELDS: [&str; 6] = ["text", "seen", "limitations", "topics", "disclosures", "language"];

/// What saving does to the text that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is none yet.
    New,
    /// It changes the draft.
    Draft,
    /// It takes back a text that lies before its subject, or was accepted.
    Offered,
    /// It begins a new text beside the public one.
    Public,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct ComposeView {
    /// The member, who writes.
    pub author: Person,
    /// Whom it is about.
    pub subject: Person,
    /// The id of the text, also before there is one: so that it is begun once.
    pub id: String,
    /// What saving does.
    pub standing: Standing,
    /// Whether both say that they know each other.
    pub is_acquainted: bool,
    /// What the subject asked to be corrected.
    pub correction: Option<String>,
    /// What was typed.
    pub typed: TypedWords,
    /// What readers will see, as far as it is there.
    pub preview: Option<Preview>,
    /// What is wrong.
    pub complaints: Complaints,
    /// The stamp of the form.
    pub stamp: String,
}

/// Something to disclose, to be ticked.
struct Disclosed {
    code: &'static str,
    sentence: Phrase,
    is_ticked: bool,
}

#[derive(Template)]
#[template(path = "compose.html")]
struct ComposePage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a ComposeView,
    disclosures: Vec<Disclosed>,
    languages: Vec<LanguageChoice>,
}

/// The pages on which a text is written.
pub(super) fn routes() -> Router<Records> {
    Router::new()
        .route(PATH, get(save::show_new).post(save::save_new))
        .route("/compose/{id}", get(save::show).post(save::save))
}

/// The page.
pub fn render(view: &ComposeView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("compose-title").name("name", &view.subject.name);
    let head = Head::of_member(Area::Recommendations, &title, &locale.say("compose-lead"));
    let head = match view.standing {
        Standing::New => head.asked_with(acquaintance_new::asked(&view.acct())),
        _ => head,
    };
    page(&ComposePage {
        site,
        locale,
        head,
        view,
        disclosures: view.typed.choices(locale, &view.author, &view.subject),
        languages: languages(&view.typed.language),
    })
}

impl ComposeView {
    /// Where the form is sent; its answer begins with the preview.
    fn action(&self) -> String {
        match self.standing {
            Standing::New => PATH.to_owned(),
            _ => format!("{PATH}/{}", self.id),
        }
    }

    /// What has to be said or changed before the text can be offered, with the fields in which that is done.
    fn missing(&self) -> Vec<(&'static str, &Phrase)> {
        let named = |field| self.complaints.about(field).map(|sentence| (field, sentence));
        FIELDS.into_iter().filter_map(named).collect()
    }

    /// How the subject is named in the form.
    fn acct(&self) -> String {
        self.subject.handle.clone().unwrap_or_default()
    }

    /// What saving does, if that is more than it says.
    fn warning(&self) -> Option<&'static str> {
        match self.standing {
            Standing::New | Standing::Draft => None,
            Standing::Offered => Some("compose-takes-back"),
            Standing::Public => Some("compose-revises"),
        }
    }

    /// Where both say first that they know each other.
    fn first(&self) -> String {
        about(acquaintance_new::PATH, &self.subject)
    }
}
