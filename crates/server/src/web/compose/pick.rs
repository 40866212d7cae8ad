//! Whom to write about: somebody of whom both say that they know each other.

use askama::Template;
use vouchwell_domain::acquaintance::ShownState;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;
use vouchwell_service::acquaintance;

use crate::web::area::Area;
use crate::web::form::Complaints;
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::person::Person;
use crate::web::router::Records;
use crate::web::site::Site;

/// How many acquaintances there are to choose from.
const MOST: u32 = 500;

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct PickView {
    /// Whom she knows.
    pub people: Vec<Person>,
    /// What is wrong with the handle that was asked for.
    pub complaints: Complaints,
}

#[derive(Template)]
#[template(path = "compose_pick.html")]
struct PickPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a PickView,
}

/// The page.
pub fn render(view: &PickView, site: &Site, locale: &Locale) -> Rendered {
    let (title, lead) = (locale.say("compose-pick-title"), locale.say("compose-lead"));
    page(&PickPage {
        site,
        locale,
        head: Head::of_member(Area::Recommendations, &title, &lead),
        view,
    })
}

/// Those of whom both say that they know each other, newest first.
pub(in crate::web) async fn people(
    records: &Records,
    member: &Member,
) -> vouchwell_service::Result<Vec<Person>> {
    let known = acquaintance::list(&records.context, member, Page::newest(MOST)).await?;
    let mutual = known.iter().filter(|known| known.state == ShownState::Mutual);
    Ok(mutual
        .map(|known| Person::of(&known.other.account, &records.pages.site))
        .collect())
}
