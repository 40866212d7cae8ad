//! What a member decides about somebody.

use std::str::FromStr;

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use vouchwell_domain::identifier::{AccountId, InvalidIdentifier};
use vouchwell_domain::member::Member;
use vouchwell_service::{Context, block, follow, mute};

use super::{Circle, account};
use crate::web::failure::{self, Failure};
use crate::web::form::{self, Given};
use crate::web::router::Records;

/// A decision as it comes from a form.
#[derive(Debug, Deserialize)]
pub(crate) struct Typed {
    act: String,
    /// The list in which it was made, if it was made in one.
    #[serde(default)]
    list: String,
}

enum Act {
    Follow,
    Unfollow,
    Block,
    Unblock,
    Mute,
    Unmute,
    Accept,
    Refuse,
    Remove,
}

impl FromStr for Act {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
        Ok(match text {
            "follow" => Self::Follow,
            "unfollow" => Self::Unfollow,
            "block" => Self::Block,
            "unblock" => Self::Unblock,
            "mute" => Self::Mute,
            "unmute" => Self::Unmute,
            "accept" => Self::Accept,
            "refuse" => Self::Refuse,
            "remove" => Self::Remove,
            _ => return Err(InvalidIdentifier),
        })
    }
}

impl Act {
    async fn take(self, context: &Context, member: &Member, id: AccountId) -> vouchwell_service::Result<()> {
        match self {
            Self::Follow => follow::follow(context, member, id).await,
            Self::Unfollow => follow::unfollow(context, member, id).await,
            Self::Block => block::block(context, member, id).await,
            Self::Unblock => block::unblock(context, member, id).await,
            Self::Mute => mute::mute(context, member, id, true, None).await,
            Self::Unmute => mute::unmute(context, member, id).await,
            Self::Accept => follow::authorize(context, member, id).await,
            Self::Refuse => follow::reject(context, member, id).await,
            Self::Remove => follow::remove_follower(context, member, id).await,
        }?;
        Ok(())
    }

    /// Whether it ends what is over when it is sent twice.
    fn answers(&self) -> bool {
        matches!(self, Self::Accept | Self::Refuse)
    }
}

/// Answers `POST /people/{id}`. What is decided twice is decided once.
pub(crate) async fn act(
    State(records): State<Records>,
    Path(id): Path<String>,
    given: Given<Typed>,
) -> Response {
    let (Ok(id), Ok(act)) = (id.parse::<AccountId>(), given.typed.act.parse::<Act>()) else {
        return failure::answer(Failure::NotUnderstood, &records.pages, &given.reader);
    };
    let lists = Circle::ALL.into_iter().map(Circle::path);
    let back = lists.into_iter().find(|path| *path == given.typed.list);
    let back = back.map_or_else(|| account::path(id), str::to_owned);
    let answers = act.answers();
    let taken = match act.take(&records.context, given.member(), id).await {
        Err(vouchwell_service::Error::NotFound) if answers => Ok(()),
        taken => taken,
    };
    form::done(taken, &back, &records, &given.reader)
}
