//! Meeting in person: the code that a member shows, and whose code it is that she scanned or typed.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vouchwell_domain::meeting::{MeetingCode, MeetingLink, MeetingToken};
use vouchwell_domain::member::Member;
use vouchwell_federation::resolve::ResolveError;
use vouchwell_service::{account, meeting};

use super::authentication::SignedIn;
use super::body::Body;
use super::entity::{Account, Meeting};
use super::person::account_named;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// A code that the caller scanned or typed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ScannedCode {
    /// The link, or the digits.
    #[schema(value_type = String, example = "012345 678901 234567 890123 456789")]
    meeting: MeetingCode,
    /// With digits: who shows them, as name@host.
    acct: Option<String>,
}

/// Makes a code for the caller to show. It is good once and for five minutes; ask for a new one every 30 s.
#[utoipa::path(post, path = "/api/v1/vouchwell/meetings", responses((status = 200, body = Meeting)))]
pub(super) async fn show(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
) -> Result<Json<Meeting>, ApiError> {
    let code = meeting::show(&application.context, &member).await?;
    Ok(Json(Meeting::new(&code)))
}

/// Whose code it is, so that the caller sees whom she is about to attest. It is not used up, but counts among
/// the five that may be tried in a minute.
#[utoipa::path(post, path = "/api/v1/vouchwell/meetings/lookup", request_body = ScannedCode,
    responses((status = 200, body = Account), (status = 422, body = Problem)))]
pub(super) async fn look_up(
    State(application): State<Application>,
    SignedIn(member): SignedIn,
    Body(body): Body<ScannedCode>,
) -> Result<Json<Account>, ApiError> {
    let (holder, _) = scanned(&application, &member, &body.meeting, body.acct.as_deref()).await?;
    let view = account::by_id(&application.context, holder.id).await?;
    Ok(Json(Account::new(&view, &application.site)))
}

/// Who shows a code, as the server that made it says.
pub(super) async fn scanned(
    application: &Application,
    member: &Member,
    code: &MeetingCode,
    acct: Option<&str>,
) -> Result<(vouchwell_domain::account::Account, MeetingToken), ApiError> {
    meeting::count_try(&application.context, member).await?;
    let named = match acct {
        Some(acct) => Some(account_named(application, acct).await?),
        None => None,
    };
    let link = match (code, &named) {
        (MeetingCode::Link(link), _) => link.clone(),
        (MeetingCode::Digits(token), Some(named)) => MeetingLink::beside(&named.uri.url(), token.clone()),
        (MeetingCode::Digits(_), None) => {
            return Err(ApiError::invalid(
                "with digits, say also in `acct` who shows them",
            ));
        }
    };
    let holder = application.federation.shown_by(&link).await.map_err(refusal)?;
    if named.is_some_and(|named| named.id != holder.id) {
        return Err(ApiError::invalid(
            "this code is not shown by the person in `acct`",
        ));
    }
    Ok((holder, link.token().clone()))
}

fn refusal(error: ResolveError) -> ApiError {
    match error {
        ResolveError::Service(error) => error.into(),
        ResolveError::Key(error) => {
            tracing::error!(%error, "requests cannot be signed");
            ApiError::Internal
        }
        error => {
            tracing::info!(%error, "the server of a code could not be asked");
            ApiError::invalid(
                "the server that made this code cannot be asked: check the code, or try again later",
            )
        }
    }
}
