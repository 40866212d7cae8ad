//! `FeatureRequest` (FEP-7aa9) and `QuoteRequest` (FEP-044f): answered, never sent.

use vouchwell_domain::message::Message;

use super::{ActivityError, Fields};

pub(super) fn parse(fields: Fields<'_>) -> Result<Message, ActivityError> {
    Ok(Message::AskLeave {
        object: fields.id_of("object")?,
        quoting: fields.id_of("instrument").ok(),
    })
}
