//! Meeting in person: whose code it is that a member scanned or typed (protocol §6).

use http::StatusCode;
use vouchwell_domain::account::Account;
use vouchwell_domain::meeting::MeetingLink;
use vouchwell_evidence::{ActorUri, Limits, json};
use vouchwell_service::error::Refusal;
use vouchwell_service::meeting;

use crate::Federation;
use crate::activity::Fields;
use crate::client::{DocumentType, FetchBudget, FetchError};
use crate::resolve::ResolveError;

impl Federation {
    /// Whose code it is, as the server that made it says. Asking does not use it up.
    ///
    /// # Errors
    /// The code is not good, or the server cannot be asked.
    pub async fn shown_by(&self, link: &MeetingLink) -> Result<Account, ResolveError> {
        if self.context.address.is_origin_of(link.origin().as_str()) {
            return Ok(meeting::shown_here(&self.context, link.token()).await?);
        }
        if self.is_shut_out(link.origin()).await? {
            return Err(ResolveError::Unknown);
        }
        let budget = FetchBudget::default();
        let holder = self.ask_for_holder(link, &budget).await?;
        self.resolve(&holder, &budget).await
    }

    async fn ask_for_holder(
        &self,
        link: &MeetingLink,
        budget: &FetchBudget,
    ) -> Result<ActorUri, ResolveError> {
        let response = self
            .get::<ResolveError>(&link.url(), DocumentType::Activity, budget)
            .await?;
        let body = response.document().map_err(|error| match error {
            FetchError::Status(StatusCode::NOT_FOUND | StatusCode::GONE) => refused(Refusal::CodeNotGood),
            FetchError::Status(StatusCode::TOO_MANY_REQUESTS) => refused(Refusal::TooManyCodes),
            other => other.into(),
        })?;
        let document = json::read_with(body, Limits::INBOX).map_err(|_| ResolveError::Unreadable)?;
        let holder: Option<ActorUri> =
            Fields::of(&document).and_then(|fields| fields.id_of("attributedTo").ok());
        // A server speaks for its own members alone.
        let is_own = |holder: &ActorUri| {
            let origin = link.origin().origin();
            holder.url().origin() == origin && response.final_url().origin() == origin
        };
        holder.filter(is_own).ok_or(ResolveError::Unreadable)
    }
}

fn refused(refusal: Refusal) -> ResolveError {
    ResolveError::Service(refusal.into())
}
