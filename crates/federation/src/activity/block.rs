//! `Block`: obeyed, never sent.

use vouchwell_domain::message::Message;

use super::{ActivityError, Fields};

pub(super) fn parse(fields: Fields<'_>) -> Result<Message, ActivityError> {
    Ok(Message::Block {
        target: fields.id_of("object")?,
    })
}
