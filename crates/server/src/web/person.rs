//! A person as pages name her.

use vouchwell_domain::account::{Account, Home};
use vouchwell_domain::media::Description;
use vouchwell_domain::plain_text::undirected;

use super::link::Link;
use super::phrase::isolate;
use super::site::Site;

/// Somebody named on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name as she writes it; the handle or address where she has given none.
    pub name: String,
    /// `@name@host`, or nothing where only an address is known.
    pub handle: Option<String>,
    /// Her profile page.
    pub link: Option<Link>,
    /// What her picture shows, as far as she says so.
    pub picture_description: String,
}

impl Person {
    /// The holder of an account.
    pub fn of(account: &Account, site: &Site) -> Person {
        let (host, link) = match &account.home {
            Home::Here => (site.host(), Some(Link::here(format!("/@{}", account.name)))),
            Home::Elsewhere(host) => (host.to_string(), Link::elsewhere(account.profile.url.as_str())),
        };
        Person {
            name: account.shown_name().to_owned(),
            handle: Some(format!("@{}@{host}", account.name)),
            link,
            picture_description: shown_by(&account.profile.avatar_description),
        }
    }

    /// The same, with the page on which a member sees what the two are to each other.
    pub(super) fn known(account: &Account, path: &str, site: &Site) -> Person {
        Person {
            link: Some(Link::here(path)),
            ..Person::of(account, site)
        }
    }

    /// The name where there is no markup that would isolate it.
    pub(super) fn plain_name(&self) -> String {
        isolate(&self.name)
    }

    /// Up to two letters that stand for her where others show a picture.
    pub fn initials(&self) -> String {
        let first = |word: &str| word.chars().find(|character| character.is_alphanumeric());
        let letters: Vec<char> = self.name.split_whitespace().filter_map(first).collect();
        let shown = match letters.as_slice() {
            [] => return "·".to_owned(),
            [only] => vec![*only],
            [given, .., family] => vec![*given, *family],
        };
        shown.into_iter().flat_map(char::to_uppercase).collect()
    }
}

/// What somebody says that a picture of hers shows, for an attribute, which has no markup that would isolate it.
pub(super) fn shown_by(description: &Description) -> String {
    undirected(description.as_str())
}
