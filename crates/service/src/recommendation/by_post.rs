//! A member begins a recommendation by a post that her app sends.

use vouchwell_domain::evidence::{Language, Limitations};
use vouchwell_domain::identifier::{AccountId, RecommendationId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::recommending_post::RecommendingPost;
use vouchwell_domain::version::Words;
use vouchwell_storage::{Transaction, lock, preference, undisclosed_draft};

use super::draft::{begin, check, recommendable};
use crate::status::{IdempotencyKey, taken_before, view};
use crate::timeline::{StatusView, load};
use crate::{Context, Error, Result, notice};

/// A member's post becomes a draft; nothing is posted. The answer is a private status of the instance's account with
/// a link to where the draft is completed: before it can be offered, she says there what readers should know of the
/// two, for which a post has no place. With a key that she has used within the last hour, it is the answer of that time.
///
/// # Errors
/// It is about herself or somebody she blocks; or the database is away.
pub async fn write_by_post(
    context: &Context,
    member: &Member,
    post: &RecommendingPost,
    subject: AccountId,
    language: Option<Language>,
    key: Option<&IdempotencyKey>,
) -> Result<StatusView> {
    let mut transaction = context.store.begin().await?;
    let answer = StatusId::next(context.now(), &*context.entropy);
    if let Some(earlier) = taken_before(context, &mut transaction, member, key, answer).await? {
        return view(context, transaction, member, earlier).await;
    }
    let subject = recommendable(&mut transaction, member, subject).await?;
    lock::pair(&mut transaction, member.account.id, subject.id).await?;
    let words = words(&mut transaction, member, post, language).await?;
    check(&words)?;
    let id = RecommendationId::random(&*context.entropy);
    let (draft, version) = begin(context, &mut transaction, member, id, &subject, words).await?;
    undisclosed_draft::add(&mut transaction, &version).await?;
    let told = notice::answer(context, &mut transaction, member, &draft, &subject, answer).await?;
    let shown = load(context, &mut transaction, vec![told], Some(member.id)).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    let shown = shown.into_iter().next();
    shown.ok_or(Error::Internal("a status has no author"))
}

/// In the language that the post says, or that the member's posts are in, or that she reads.
async fn words(
    transaction: &mut Transaction,
    member: &Member,
    post: &RecommendingPost,
    language: Option<Language>,
) -> Result<Words> {
    let language = match language {
        Some(said) => Some(said),
        None => preference::of(transaction, member.id).await?.language,
    };
    let language = match language {
        Some(language) => language,
        None => {
            let read = notice::language(transaction, member.id).await?.tag();
            read.parse()
                .map_err(|_| Error::Internal("a language of ours is none"))?
        }
    };
    Ok(Words {
        text: post.text.clone(),
        language,
        topics: post.topics.clone(),
        limitations: Limitations::default(),
        disclosures: Vec::new(),
    })
}

/// Whether a draft of a member's was begun by a post, and she has not said yet what readers should know of the two.
///
/// # Errors
/// The database is away.
pub async fn is_undisclosed(context: &Context, id: &RecommendationId) -> Result<bool> {
    let mut reading = context.store.for_one_query().await?;
    Ok(undisclosed_draft::exists(&mut reading, id).await?)
}
