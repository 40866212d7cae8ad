//! A member says that she knows somebody, for the first time or anew.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::account::Account;
use vouchwell_domain::acquaintance::ShownState;
use vouchwell_evidence::{EvidenceKind, Relationship, Timestamp};
use vouchwell_service::acquaintance::{self, AcquaintanceView};
use vouchwell_service::evidence::AttestationTerms;

use crate::web::area::Area;
use crate::web::desk::Desk;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Complaints, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::named::named;
use crate::web::person::Person;
use crate::web::response;
use crate::web::router::Records;
use crate::web::signed_in::SignedIn;
use crate::web::site::Site;
use crate::web::terms::TypedTerms;

/// Where the page is.
pub(in crate::web) const PATH: &str = "/acquaintances/new";

/// The person whom the page is about.
#[derive(Debug, Clone)]
pub struct Other {
    /// Who it is.
    pub person: Person,
    /// Whether her server takes part.
    pub takes_part: bool,
    /// The acquaintance that there is, with its desk.
    pub known: Option<(ShownState, String)>,
}

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct NewView {
    /// The member.
    pub person: Person,
    /// What was typed to find somebody.
    pub acct: String,
    /// Who was found.
    pub other: Option<Other>,
    /// What was typed of how they know each other.
    pub terms: TypedTerms,
    /// When the form was made: it takes effect once.
    pub made: Timestamp,
    /// What is wrong.
    pub complaints: Complaints,
    /// The stamp of the form.
    pub stamp: String,
}

#[derive(Template)]
#[template(path = "acquaintance_new.html")]
struct NewPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a NewView,
}

/// The desk.
pub fn render(view: &NewView, site: &Site, locale: &Locale) -> Rendered {
    let (title, lead) = (
        locale.say("acquaintance-new-title"),
        locale.say("acquaintance-new-lead"),
    );
    page(&NewPage {
        site,
        locale,
        head: Head::of_member(Area::Acquaintances, &title, &lead).asked_with(asked(&view.acct)),
        view,
    })
}

/// What the address asks.
pub(in crate::web) fn asked(acct: &str) -> String {
    if acct.is_empty() {
        return String::new();
    }
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("acct", acct)
        .finish()
}

impl Other {
    /// What there is already, if it bears on what is said now, with its desk.
    fn notice(&self) -> Option<(&'static str, &str)> {
        let (state, path) = self.known.as_ref()?;
        let sentence = match state {
            ShownState::Offered => "acquaintance-new-offered",
            ShownState::Asked => "acquaintance-new-asked",
            ShownState::Mutual => "acquaintance-new-mutual",
            ShownState::Closed | ShownState::Ended => return None,
        };
        Some((sentence, path))
    }

    /// Whether it can be said now.
    fn may_be_said(&self) -> bool {
        let is_offered = matches!(self.known, Some((ShownState::Offered, _)));
        self.takes_part && !is_offered
    }
}

/// Whom it is about.
#[derive(Debug, Default, Deserialize)]
pub struct About {
    /// Her handle.
    #[serde(default)]
    pub(in crate::web) acct: String,
}

/// What was typed.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Typed {
    acct: String,
    #[serde(default)]
    relationship: String,
    #[serde(default)]
    year: String,
    #[serde(default)]
    month: String,
    made: String,
}

/// Answers `GET /acquaintances/new`.
pub async fn show(
    State(records): State<Records>,
    SignedIn {
        reader,
        browser,
        session,
    }: SignedIn,
    asked_for: Result<Query<About>, QueryRejection>,
) -> Response {
    let Ok(Query(About { acct })) = asked_for else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &reader);
    };
    let typed = Typed {
        acct,
        relationship: String::new(),
        year: String::new(),
        month: String::new(),
        made: String::new(),
    };
    let desk = Desk::of(&records, &reader, &browser, &session);
    desk.attestation_form(typed, Complaints::default()).await
}

/// Answers `POST /acquaintances/new`.
pub(in crate::web) async fn attest(State(records): State<Records>, given: Given<Typed>) -> Response {
    let Given {
        reader,
        browser,
        session,
        typed,
    } = given;
    let desk = Desk::of(&records, &reader, &browser, &session);
    let locale = &desk.reader.locale;
    let Ok(made) = typed.made.parse::<Timestamp>() else {
        return failure::answer(Failure::NotUnderstood, &records.pages, desk.reader);
    };
    let mut complaints = Complaints::default();
    let read = typed.terms().read(records.context.now(), &mut complaints, locale);
    let other = match named(&records, desk.member, &typed.acct).await {
        Ok(other) => other,
        // The page finds out again, and says so beside the handle.
        Err(_) => return desk.attestation_form(typed, complaints).await,
    };
    let Some((relationship, known_since)) = read else {
        return desk.attestation_form(typed, complaints).await;
    };
    let terms = AttestationTerms {
        relationship,
        known_since,
        evidence: EvidenceKind::Declared,
    };
    match acquaintance::attest_once(&records.context, desk.member, other.id, &terms, None, made).await {
        Ok(said) => response::see_other(&locale.path(&format!("{}/{}", super::PATH, said.acquaintance.id))),
        Err(error) => match failure::sentence(error, locale) {
            Ok(sentence) => {
                complaints.add("all", sentence);
                desk.attestation_form(typed, complaints).await
            }
            Err(failure) => failure::answer(failure, &records.pages, desk.reader),
        },
    }
}

impl Typed {
    fn terms(&self) -> TypedTerms {
        TypedTerms {
            relationship: self.relationship.clone(),
            year: self.year.clone(),
            month: self.month.clone(),
        }
    }
}

impl Desk<'_> {
    async fn attestation_form(&self, typed: Typed, mut complaints: Complaints) -> Response {
        let pages = &self.records.pages;
        let locale = &self.reader.locale;
        let mut terms = typed.terms();
        let mut other = None;
        if !typed.acct.trim().is_empty() {
            match named(self.records, self.member, &typed.acct).await {
                Ok(account) => match self.other(account).await {
                    Ok((found, said)) => {
                        other = Some(found);
                        if terms == TypedTerms::default()
                            && let Some(said) = said
                        {
                            terms = said;
                        }
                    }
                    Err(error) => return failure::answer(error.into(), pages, self.reader),
                },
                Err(unnamed) => match unnamed.sentence(locale) {
                    Ok(sentence) => complaints.add("acct", sentence),
                    Err(failure) => return failure::answer(failure, pages, self.reader),
                },
            }
        }
        let status = form::status(&complaints);
        let view = NewView {
            person: Person::of(&self.member.account, &pages.site),
            acct: typed.acct,
            other,
            terms,
            made: self.records.context.timestamp(),
            complaints,
            stamp: self.browser.stamp(self.records),
        };
        response::private(status, render(&view, &pages.site, locale), self.reader)
    }

    /// Who was found, and what the member has said of her before.
    async fn other(&self, account: Account) -> vouchwell_service::Result<(Other, Option<TypedTerms>)> {
        let known = acquaintance::with(&self.records.context, self.member, account.id).await?;
        let said = known
            .as_ref()
            .and_then(|known| known.mine.as_ref())
            .map(TypedTerms::of);
        let path = |known: &AcquaintanceView| format!("{}/{}", super::PATH, known.acquaintance.id);
        let found = Other {
            person: Person::of(&account, &self.records.pages.site),
            takes_part: account.understands_recommendations && account.evidence_key.is_some(),
            known: known.as_ref().map(|known| (known.state, path(known))),
        };
        Ok((found, said))
    }
}
