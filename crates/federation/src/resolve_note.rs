//! Notes that somebody points at, read from their own servers.

use serde_json::Value;
use url::Url;
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::ObjectUri;

use crate::Federation;
use crate::activity::{Received, ReceivedNote, ReceivedRecommendation, fetched};
use crate::client::FetchBudget;
use crate::resolve::ResolveError;

/// A Note for everybody as its own server gave it, and who wrote it.
pub(crate) struct FetchedNote {
    pub(crate) author: Account,
    pub(crate) note: NoteContent,
}

/// What a Note is.
pub(crate) enum NoteContent {
    Ordinary(ReceivedNote),
    Recommendation(Box<ReceivedRecommendation>),
}

impl Federation {
    /// The Note with this id, from its server. It must be found at its id, be of an account of that server, and
    /// be for everybody.
    pub(crate) async fn fetch_note(
        &self,
        uri: &ObjectUri,
        budget: &FetchBudget,
    ) -> Result<FetchedNote, ResolveError> {
        let url = Url::parse(uri.as_str()).map_err(|_| ResolveError::Unreadable)?;
        if self.context.address.is_origin_of(uri.as_str()) {
            return Err(ResolveError::Unknown);
        }
        let document = self.fetch(&url, budget).await?;
        self.note_of(&document, uri, budget).await
    }

    /// The Note that a document from its server is.
    pub(crate) async fn note_of(
        &self,
        document: &Value,
        uri: &ObjectUri,
        budget: &FetchBudget,
    ) -> Result<FetchedNote, ResolveError> {
        let (author, received) = fetched(document, uri).map_err(|_| ResolveError::Unreadable)?;
        let note = match received {
            Received::CreateNote(note) if note.visibility.is_open() => NoteContent::Ordinary(note),
            Received::Recommendation(note) => NoteContent::Recommendation(note),
            _ => return Err(ResolveError::Unreadable),
        };
        let author = self.resolve(&author, budget).await?;
        Ok(FetchedNote { author, note })
    }
}
