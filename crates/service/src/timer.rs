//! What is due at a time.

use vouchwell_domain::job::Job;

use crate::{
    Context, Result, collection, deletion, key, media, mute, poll, portrait, publication, recommendation,
    scheduled,
};

/// Does a job of the timer queue that needs no network; false for one that does.
///
/// # Errors
/// The database is away; the job can be tried again.
pub async fn run(context: &Context, job: &Job) -> Result<bool> {
    match job {
        Job::ConcludeHold { version } => publication::conclude_hold(context, version).await?,
        Job::Publish { version } => publication::publish(context, version).await?,
        Job::ShowOffer { offer } => recommendation::show_after_all(context, offer).await?,
        Job::Expire { recommendation } => collection::expire(context, recommendation).await?,
        Job::EraseKeys { account } => deletion::erase_keys(context, *account).await?,
        Job::RotateRequestKey { account, told_by } => {
            key::rotate(context, *account, told_by.as_ref()).await?
        }
        Job::EndMute { muter, muted } => mute::end_expired(context, *muter, *muted).await?,
        Job::PostScheduled { scheduled } => scheduled::post(context, *scheduled).await?,
        Job::EndPoll { status } => poll::end(context, *status).await?,
        Job::TellPoll { status } => poll::tell_standing(context, *status).await?,
        Job::ForgetMedia { media } => media::forget(context, *media).await?,
        Job::RemoveFiles { files } => media::remove_all(context, files).await?,
        Job::ForgetPortrait { file } => portrait::forget(context, file).await?,
        Job::Process { .. }
        | Job::ProcessMedia { .. }
        | Job::Distribute(_)
        | Job::Deliver { .. }
        | Job::AskForWithdrawals(_)
        | Job::Push { .. }
        | Job::FetchAnswered { .. }
        | Job::FetchReply { .. }
        | Job::CheckQuote { .. }
        | Job::Mail(_)
        | Job::RefreshAccount { .. }
        | Job::VerifyLinks { .. }
        | Job::FetchPortrait { .. }
        | Job::FetchPreviewCard { .. } => return Ok(false),
    }
    Ok(true)
}
