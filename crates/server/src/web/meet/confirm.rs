//! Whose code it is, and that they met: seen first, then confirmed.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::account::Account;
use vouchwell_domain::media::PictureFile;
use vouchwell_domain::meeting::{MeetingCode, MeetingLink, MeetingToken};
use vouchwell_domain::member::Member;
use vouchwell_evidence::{EvidenceKind, Relationship, Timestamp};
use vouchwell_service::error::Refusal;
use vouchwell_service::evidence::AttestationTerms;
use vouchwell_service::{acquaintance, meeting};

use super::answer;
use crate::web::acquaintances;
use crate::web::area::Area;
use crate::web::desk::Desk;
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Complaints, Given};
use crate::web::frame::{Rendered, page};
use crate::web::head::Head;
use crate::web::language::Language;
use crate::web::locale::Locale;
use crate::web::named::{Unnamed, named};
use crate::web::person::Person;
use crate::web::response;
use crate::web::router::Records;
use crate::web::site::Site;
use crate::web::terms::TypedTerms;

/// What the page has to say.
#[derive(Debug, Clone)]
pub struct ConfirmView {
    /// The member.
    pub person: Person,
    /// Who shows the code.
    pub other: Person,
    /// Her picture, if it could be had.
    pub picture: Option<PictureFile>,
    /// The code, as it was typed.
    pub code: String,
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
#[template(path = "meet_confirm.html")]
struct ConfirmPage<'a> {
    site: &'a Site,
    locale: &'a Locale,
    head: Head,
    view: &'a ConfirmView,
}

/// The page that shows whose code it is.
pub fn render(view: &ConfirmView, site: &Site, locale: &Locale) -> Rendered {
    let title = locale.say("meet-confirm-title").name("name", &view.other.name);
    page(&ConfirmPage {
        site,
        locale,
        head: Head::of_member(Area::Acquaintances, &title, &locale.say("meet-lead")),
        view,
    })
}

impl ConfirmView {
    fn acct(&self) -> String {
        self.other.handle.clone().unwrap_or_default()
    }

    fn picture_path(&self) -> Option<String> {
        self.picture.as_ref().map(|picture| format!("/media/{picture}"))
    }
}

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    pub(super) code: String,
    #[serde(default)]
    pub(super) acct: String,
    #[serde(default)]
    pub(super) relationship: String,
    #[serde(default)]
    pub(super) year: String,
    #[serde(default)]
    pub(super) month: String,
    #[serde(default)]
    pub(super) made: String,
    /// The picture that was shown of her.
    #[serde(default)]
    pub(super) picture: String,
}

/// Why a code shows nobody.
enum Unmet {
    /// It is no code.
    NoCode,
    /// Digits do not say where they are from.
    Whose,
    /// Somebody else shows it.
    Another,
    /// The handle beside it, or the code, leads to nobody.
    Unnamed(Unnamed),
}

impl Unmet {
    /// What is wrong, beside the field that it concerns.
    fn complain(self, complaints: &mut Complaints, locale: &Locale) -> Result<(), Failure> {
        match self {
            Unmet::NoCode => complaints.add("code", locale.say("meet-code-wrong")),
            Unmet::Whose => complaints.add("acct", locale.say("meet-acct-missing")),
            Unmet::Another => complaints.add("acct", locale.say("meet-another")),
            Unmet::Unnamed(Unnamed::Service(error)) => {
                complaints.add("code", failure::sentence(error, locale)?);
            }
            Unmet::Unnamed(unnamed) => complaints.add("acct", unnamed.sentence(locale)?),
        }
        Ok(())
    }
}

/// Who shows a code, as the server that made it says.
async fn scanned(
    records: &Records,
    member: &Member,
    typed: &Typed,
) -> Result<(Account, MeetingToken), Unmet> {
    let service = |error| Unmet::Unnamed(Unnamed::Service(error));
    let code: MeetingCode = typed.code.parse().map_err(|_| Unmet::NoCode)?;
    meeting::count_try(&records.context, member)
        .await
        .map_err(service)?;
    let acct = typed.acct.trim();
    let expected = match acct {
        "" => None,
        acct => Some(named(records, member, acct).await.map_err(Unmet::Unnamed)?),
    };
    let link = match (code, &expected) {
        (MeetingCode::Link(link), _) => link,
        (MeetingCode::Digits(token), Some(holder)) => MeetingLink::beside(&holder.uri.url(), token),
        (MeetingCode::Digits(_), None) => return Err(Unmet::Whose),
    };
    let holder = records
        .federation
        .shown_by(&link)
        .await
        .map_err(|error| Unmet::Unnamed(error.into()))?;
    if expected.is_some_and(|expected| expected.id != holder.id) {
        return Err(Unmet::Another);
    }
    Ok((holder, link.token().clone()))
}

/// Answers `POST /meet/code`: shows whose code it is.
pub(super) async fn look_up(State(records): State<Records>, given: Given<Typed>) -> Response {
    let locale = &given.reader.locale;
    let mut complaints = Complaints::default();
    let unmet = match scanned(&records, given.member(), &given.typed).await {
        Ok((holder, _)) if holder.id == given.member().account.id => {
            Unmet::Unnamed(Unnamed::Service(Refusal::Oneself.into()))
        }
        Ok((holder, _)) => {
            let desk = Desk::given(&records, &given);
            let picture = records.federation.portrait_of(&holder).await;
            let typed = Typed {
                picture: picture.map(|picture| picture.to_string()).unwrap_or_default(),
                ..given.typed.clone()
            };
            return desk.confirmation_form(&typed, &holder, complaints);
        }
        Err(unmet) => unmet,
    };
    match unmet.complain(&mut complaints, locale) {
        Ok(()) => answer(
            &records,
            &given.reader,
            &given.browser,
            None,
            given.typed,
            complaints,
        ),
        Err(failure) => failure::answer(failure, &records.pages, &given.reader),
    }
}

/// Answers `POST /meet/confirm`: says that they met.
pub(super) async fn confirm(State(records): State<Records>, given: Given<Typed>) -> Response {
    let typed = &given.typed;
    let locale = &given.reader.locale;
    let desk = Desk::given(&records, &given);
    let Ok(made) = typed.made.parse::<Timestamp>() else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader);
    };
    let other = match named(&records, desk.member, &typed.acct).await {
        Ok(other) => other,
        Err(unnamed) => {
            let failure = unnamed.sentence(locale).err().unwrap_or(Failure::NotFound);
            return failure::answer(failure, &records.pages, &given.reader);
        }
    };
    let mut complaints = Complaints::default();
    let read = typed.terms().read(records.context.now(), &mut complaints, locale);
    let Some((relationship, known_since)) = read else {
        return desk.confirmation_form(typed, &other, complaints);
    };
    let terms = AttestationTerms {
        relationship,
        known_since,
        evidence: EvidenceKind::CodesExchanged,
    };
    match desk.attest(typed, &other, &terms, made).await {
        Ok(path) => response::see_other(&locale.path(&path)),
        Err(unmet) => match unmet.complain(&mut complaints, locale) {
            Ok(()) => desk.confirmation_form(typed, &other, complaints),
            Err(failure) => failure::answer(failure, &records.pages, &given.reader),
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
    /// Says it, and leads to the acquaintance. A second press of the button finds the code used up.
    async fn attest(
        &self,
        typed: &Typed,
        other: &Account,
        terms: &AttestationTerms,
        made: Timestamp,
    ) -> Result<String, Unmet> {
        let context = &self.records.context;
        let service = |error| Unmet::Unnamed(Unnamed::Service(error));
        let page = |id: String| format!("{}/{id}", acquaintances::PATH);
        let token = match scanned(self.records, self.member, typed).await {
            Ok((_, token)) => token,
            Err(unmet) => {
                let known = acquaintance::with(context, self.member, other.id)
                    .await
                    .map_err(service)?;
                let said = known.filter(|known| {
                    let anew = known.renewal.as_ref().and_then(|renewal| renewal.mine.as_ref());
                    let said = [anew, known.mine.as_ref()];
                    said.into_iter().flatten().any(|said| said.at >= made)
                });
                return match said {
                    Some(known) => Ok(page(known.acquaintance.id.to_string())),
                    None => Err(unmet),
                };
            }
        };
        let said = acquaintance::attest_once(context, self.member, other.id, terms, Some(&token), made).await;
        match said {
            Ok(said) => Ok(page(said.acquaintance.id.to_string())),
            Err(error) => Err(service(error)),
        }
    }

    fn confirmation_form(&self, typed: &Typed, other: &Account, complaints: Complaints) -> Response {
        let site = &self.records.pages.site;
        let status = form::status(&complaints);
        let view = ConfirmView {
            person: Person::of(&self.member.account, site),
            other: Person::of(other, site),
            picture: typed.picture.parse().ok(),
            code: typed.code.clone(),
            terms: typed.terms(),
            made: self.records.context.timestamp(),
            complaints,
            stamp: self.browser.stamp(self.records),
        };
        response::private(status, render(&view, site, &self.reader.locale), self.reader)
    }
}
