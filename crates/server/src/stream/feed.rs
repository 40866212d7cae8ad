//! What is said on a connection.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Interval, MissedTickBehavior, interval};
use vouchwell_domain::event::Event;
use vouchwell_domain::member::Member;
use vouchwell_domain::token::AccessToken;
use vouchwell_service::stream::{self, Stream};
use vouchwell_service::{Result, token};

use super::{Connection, End, Full, Told};
use crate::api::entity::StreamMessage;
use crate::application::Application;

/// How often something is said where nothing happens, and the token is looked at.
const BEAT: Duration = Duration::from_secs(15);

/// What a member is shown on one connection.
pub(crate) struct Feed {
    application: Application,
    member: Arc<Member>,
    token: Arc<AccessToken>,
    connection: Connection,
    beat: Interval,
}

/// What there is to look at.
pub(crate) enum Next {
    Told(Told),
    Beat,
    End(End),
}

/// What is to be said.
pub(crate) enum Said {
    /// What happened.
    Message(StreamMessage),
    /// That the connection stands.
    Beat,
    /// Nothing: it does not concern this member, or not any more.
    Nothing,
    /// Goodbye.
    End(End),
}

impl Feed {
    /// Opens a connection for a member, by a token of hers.
    pub(crate) fn open(
        application: Application,
        member: Arc<Member>,
        token: Arc<AccessToken>,
    ) -> Result<Self, Full> {
        let connection = application.streams.open(member.id)?;
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        beat.reset();
        Ok(Self {
            application,
            member,
            token,
            connection,
            beat,
        })
    }

    pub(crate) const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Whether this member may look on at a stream.
    pub(crate) async fn check(&self, stream: &Stream) -> Result<()> {
        stream::check(&self.application.context, &self.member, stream).await
    }

    pub(crate) fn token(&self) -> &AccessToken {
        &self.token
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.application.context.now()
    }

    /// Waits. May be dropped and asked again without a loss.
    pub(crate) async fn next(&mut self) -> Next {
        tokio::select! {
            told = self.connection.next() => told.map_or_else(Next::End, Next::Told),
            _ = self.beat.tick() => Next::Beat,
        }
    }

    /// Finds out what is to be said. If that cannot be read, something is missed.
    pub(crate) async fn say(&self, next: Next) -> Said {
        let said = match next {
            Next::Told(Told::Event(event, stream)) => self.show(&event, &stream).await,
            Next::Told(Told::AccessEnded) => self.look_at_token(Said::Nothing).await,
            Next::Beat => self.look_at_token(Said::Beat).await,
            Next::End(end) => Ok(Said::End(end)),
        };
        said.unwrap_or_else(|error| {
            tracing::warn!(?error, "a stream cannot be shown what happened");
            Said::End(End::Missed)
        })
    }

    async fn look_at_token(&self, otherwise: Said) -> Result<Said> {
        let is_good = token::is_good(&self.application.context, &self.token.digest).await?;
        Ok(if is_good {
            otherwise
        } else {
            Said::End(End::AccessEnded)
        })
    }

    async fn show(&self, event: &Event, stream: &Stream) -> Result<Said> {
        if matches!(event, Event::Notified { .. }) && !self.token.scopes.allow("read:notifications") {
            return Ok(Said::Nothing);
        }
        let Application { context, site, .. } = &self.application;
        // Fails only where it is closed, which nobody does.
        let _turn = self.connection.streams().showing.acquire().await;
        let shown = stream::show(context, &self.member, stream, event).await?;
        Ok(shown.map_or(Said::Nothing, |shown| {
            Said::Message(StreamMessage::new(stream, &shown, site))
        }))
    }
}
