//! The page on which a member lets an application in, or does not.

pub mod answer;
mod asked;

use askama::Template;
use vouchwell_domain::application::{Application, RedirectUri};
use vouchwell_domain::token::Scopes;

use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::link::Link;
use super::locale::Locale;
use super::person::Person;
use super::settings;
use super::site::Site;

/// Where the member goes when she has answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// To a site.
    Site(String),
    /// To an application on her device.
    Device,
    /// Nowhere: she is shown a code and carries it over.
    Code,
}

impl Destination {
    /// Where a redirect URI leads.
    pub fn of(uri: &RedirectUri) -> Destination {
        match uri.host() {
            Some(host) => Destination::Site(host),
            None if uri.is_out_of_band() => Destination::Code,
            None => Destination::Device,
        }
    }
}

/// What an application asks for.
#[derive(Debug, Clone)]
pub struct ConsentView {
    /// What it calls itself.
    pub application: String,
    /// Where it says it is at home.
    pub website: Option<Link>,
    /// What it wants to do.
    pub scopes: Scopes,
    /// Where the member goes then.
    pub destination: Destination,
    /// Who is asked.
    pub person: Person,
    /// What was asked, to be sent along with the answer.
    pub asked: Vec<(String, String)>,
    /// The page on which somebody else can sign in.
    pub other_account: String,
    /// The stamp of the form.
    pub stamp: String,
}

/// What comes of it where the application cannot be called.
#[derive(Debug, Clone)]
pub struct OutcomeView {
    /// What the application calls itself.
    pub application: String,
    /// The code to carry over; none if the member refused.
    pub code: Option<String>,
    /// What was asked.
    pub asked: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "authorization.html")]
struct ConsentPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a ConsentView,
}

#[derive(Template)]
#[template(path = "authorization_outcome.html")]
struct OutcomePage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a OutcomeView,
}

/// The page that asks the member.
pub fn render(view: &ConsentView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale
        .say("authorize-title")
        .name("application", &view.application);
    let head = Head::unlisted(&title, &locale.say("authorize-may")).asked_with(query(&view.asked));
    page(&ConsentPage {
        site,
        locale,
        head,
        view,
    })
}

/// The page for what comes of it where the application cannot be called.
pub fn render_outcome(view: &OutcomeView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say(match view.code {
        Some(_) => "authorize-code-title",
        None => "authorize-refused-title",
    });
    let head = Head::unlisted(&title, &title).asked_with(query(&view.asked));
    page(&OutcomePage {
        site,
        locale,
        head,
        view,
    })
}

fn query(asked: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(asked)
        .finish()
}

/// Where an application says it is at home.
fn website(application: &Application) -> Option<Link> {
    Link::elsewhere(application.website.as_ref()?.as_str())
}
