//! The page of a hashtag: what everybody may read that has it.

mod show;

use askama::Template;

pub use show::show;

use super::frame::{Rendered, page};
use super::head::Head;
use super::language::Language;
use super::locale::Locale;
use super::post::Post;
use super::site::Site;

/// What has a hashtag, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct HashtagView {
    /// The hashtag without #.
    pub name: String,
    /// Posts and recommendations.
    pub posts: Vec<Post>,
    /// The path of the next page.
    pub older: Option<String>,
}

impl HashtagView {
    /// The hashtag as it is written.
    fn shown(&self) -> String {
        format!("#{}", self.name)
    }
}

#[derive(Template)]
#[template(path = "hashtag.html")]
struct HashtagPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a HashtagView,
}

/// The page of a hashtag. It is kept out of search engines: not all who are on it want to be found there.
pub fn render(view: &HashtagView, site: &Site, locale: &Locale) -> Rendered {
    let sentence = |id| locale.say(id).name("hashtag", view.shown());
    let head = Head::unlisted(&sentence("hashtag-title"), &sentence("hashtag-lead"));
    page(&HashtagPage {
        site,
        locale,
        head,
        view,
    })
}
